package alert

import (
	"fmt"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Channel says how somebody wants alerts of a kind.
type Channel string

// The channels. All but Off show them on the page.
const (
	Off    Channel = "off"
	Page   Channel = "page"
	Mail   Channel = "mail"   // by e-mail at once
	Daily  Channel = "daily"  // in the mail of the morning
	Weekly Channel = "weekly" // in the mail of the week's first morning
)

// Channels returns all channels, the quietest first.
func Channels() []Channel { return []Channel{Off, Page, Weekly, Daily, Mail} }

// Preferences are how one user wants to be told. What he has not chosen follows
// the defaults.
type Preferences struct {
	Channels map[Kind]Channel `json:"channels,omitempty"`
	// From and To are minutes after midnight between which no mail goes out; the
	// same for both is never. From may be later than To: over midnight.
	From int `json:"from"`
	To   int `json:"to"`
	// FreeDays says whether mails go out on days on which nobody works.
	FreeDays bool   `json:"free_days"`
	Zone     string `json:"zone,omitempty"` // IANA; "": the organisation's
	NoMail   bool   `json:"no_mail"`        // no mail at all
}

const (
	hour      = 60 // minutes
	wholeDay  = 24 * hour
	quietFrom = 19 * hour
	quietTo   = 7 * hour
	// morning is when digests go out, in the reader's zone; later when he wants
	// quiet until later.
	morning = 7 * hour
)

// Defaults are the preferences of who has chosen nothing.
func Defaults() Preferences { return Preferences{From: quietFrom, To: quietTo} }

// Channel returns how a kind is wanted.
func (p Preferences) Channel(k Kind) Channel {
	if c, ok := p.Channels[k]; ok {
		return c
	}
	return map[Kind]Channel{Status: Daily, Milestone: Page, Stuck: Weekly, Stale: Mail, Call: Mail, Commitment: Daily}[k]
}

// ByMail returns how a kind is wanted, with Page in the place of every mail for
// who wants none.
func (p Preferences) ByMail(k Kind) Channel {
	c := p.Channel(k)
	if p.NoMail && c != Off {
		return Page
	}
	return c
}

// Validate returns what is wrong with the preferences, all fields at once.
func (p Preferences) Validate() error {
	var wrong fault.Fields
	for k, c := range p.Channels {
		if !slices.Contains(Kinds(), k) {
			wrong.Add("channels", "names %q, which is no kind of alert", k)
		} else if !slices.Contains(Channels(), c) {
			wrong.Add("channels", "wants %s by %q; use off, page, weekly, daily or mail", k, c)
		}
	}
	for name, at := range map[string]int{"from": p.From, "to": p.To} {
		if at < 0 || at >= wholeDay {
			wrong.Add(name, "is %d; it is a minute of the day, 0 to 1439", at)
		}
	}
	if p.Zone != "" {
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
			wrong.Add("zone", "is %q, which is no time zone; use an IANA name such as Europe/Brussels", p.Zone)
		}
	}
	return wrong.Err("these preferences cannot be used")
}

// Clockwork is what says when a reader may be reached.
type Clockwork struct {
	Preferences
	Place    *time.Location // of the organisation
	Calendar period.Calendar
}

func (c Clockwork) place() *time.Location {
	if c.Zone != "" {
		if place, err := time.LoadLocation(c.Zone); err == nil {
			return place
		}
	}
	return c.Place
}

// at returns the instant of a minute of a day. Where the clock jumps over it, it
// is the instant after the jump.
func (c Clockwork) at(d period.Date, minute int) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, minute, 0, 0, c.place())
}

func (c Clockwork) works(d period.Date) bool { return c.FreeDays || c.Calendar.IsWorkingDay(d) }

// quiet reports whether no mail may go out at the instant.
func (c Clockwork) quiet(at time.Time) bool {
	local := at.In(c.place())
	if !c.works(period.DateOf(at, c.place())) {
		return true
	}
	minute := local.Hour()*hour + local.Minute()
	if c.From <= c.To {
		return minute >= c.From && minute < c.To
	}
	return minute >= c.From || minute < c.To
}

// Allowed returns the first instant from at on at which a mail may go out. Where
// there is none in a month, which takes a calendar of holidays, it is at.
func (c Clockwork) Allowed(at time.Time) time.Time {
	if !c.quiet(at) {
		return at
	}
	const most = 31
	day := period.DateOf(at, c.place())
	for n := range most {
		for _, minute := range []int{0, c.To} {
			next := c.at(day.Add(n), minute)
			if next.After(at) && !c.quiet(next) {
				return next
			}
		}
	}
	return at
}

// Due returns when an alert that was made at an instant may go out by the
// channel; ok is false for a channel without mail.
func (c Clockwork) Due(by Channel, made time.Time) (at time.Time, ok bool) {
	switch by {
	case Mail:
		return c.Allowed(made.Add(settle)), true
	case Daily:
		return c.Allowed(c.digest(made, func(period.Date) bool { return true })), true
	case Weekly:
		return c.Allowed(c.digest(made, c.beginsWeek)), true
	}
	return time.Time{}, false
}

// digest returns the first morning after the instant, of a day on which mail may
// go out and that fits.
func (c Clockwork) digest(made time.Time, fits func(period.Date) bool) time.Time {
	const most = 60
	day := period.DateOf(made, c.place())
	for n := range most {
		next := day.Add(n)
		if at := c.at(next, morning); at.After(made) && c.works(next) && fits(next) {
			return at
		}
	}
	return made
}

// beginsWeek reports whether no earlier day of the week, from Monday on, is one
// on which mail may go out.
func (c Clockwork) beginsWeek(d period.Date) bool {
	const week = 7
	monday := d - period.Date((int(d.Weekday())+week-1)%week)
	for ; monday < d; monday++ {
		if c.works(monday) {
			return false
		}
	}
	return true
}

// User is who can be told something.
type User struct {
	access.User
	Preferences
}

// Clock writes a minute of the day: 19:00.
func Clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/hour, minute%hour) }
