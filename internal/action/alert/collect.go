package alert

import (
	"slices"
	"time"
)

// The storm rule: however much happens, a person gets few mails.
const (
	settle = 2 * time.Minute // after an alert, so that what belongs together goes out together
	// few is how many mails of alerts a person gets as things happen, in the time
	// of a storm. What comes on top is collected, and goes out in one mail an hour.
	few   = 3
	storm = 3 * time.Hour
	apart = time.Hour
	// oldest is how old an alert may be to be mailed: when a server has had no
	// way to send for weeks, nobody wants to read all of it.
	oldest = 8 * 24 * time.Hour
)

// Collect returns what one mail to a person is to hold now: of the alerts that
// he was not mailed and has not seen those that are due, and with them all others
// that he wants at once. It is empty when nothing is due, or when he got so many
// mails lately that he is to be left alone. next is when to look again;
// zero when there is nothing to wait for.
func Collect(c Clockwork, pending []Alert, sent []time.Time, now time.Time) (mail []Alert, next time.Time) {
	sooner := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	isDue := false
	for _, a := range pending {
		by := c.ByMail(a.Kind)
		at, ok := c.Due(by, a.made())
		if !ok || a.IsSeen() || a.MailID != "" || now.Sub(a.made()) > oldest {
			continue
		}
		switch {
		case !at.After(now):
			isDue = true
			mail = append(mail, a)
		case by == Mail:
			mail = append(mail, a) // goes along
			sooner(at)
		default:
			sooner(at)
		}
	}
	if len(mail) == 0 || !isDue {
		return nil, next
	}
	if c.quiet(now) { // the clock moved, or what was due waited for the server
		return nil, c.Allowed(now)
	}
	if free := freeAt(sent, now); free.After(now) {
		return nil, free
	}
	slices.SortFunc(mail, func(a, b Alert) int { return compare(a.ID, b.ID) })
	return mail, next
}

// freeAt returns when a person who got mails at these instants may get another.
func freeAt(sent []time.Time, now time.Time) time.Time {
	lately, last := 0, time.Time{}
	for _, at := range sent {
		if now.Sub(at) < storm {
			lately++
		}
		if at.After(last) {
			last = at
		}
	}
	if lately < few {
		return now
	}
	return last.Add(apart)
}
