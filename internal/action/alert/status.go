package alert

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Pursuit is a goal or target whose time runs, as it stands now.
type Pursuit struct {
	Key    string // as foresee.Subject names it
	Node   org.NodeID
	Who    string // the node's name
	Title  string // of a goal its title, of a target metric and period
	Link   string
	Window period.Range
	Status foresee.Status
	Chance *money.Amount // nil: not known
	Actual *money.Amount // nil: nothing to make it of
	Value  money.Amount
	Past   money.Amount // the part of the working days that is over

	Unit     metric.Unit
	Currency money.Currency
	Counts   bool // it adds up to at least a value, so that a part of it means something

	// Foreseen says when the chance was made, in words, where the numbers are newer
	// than it; "" where both are of one moment.
	Foreseen string
}

// Seen is what was found of a subject before, and what was told of it.
type Seen struct {
	Told      foresee.Status `json:"told,omitempty"`  // the status that is known to people
	On        period.Date    `json:"on,omitempty"`    // when it was told; 0: it was there at the beginning
	Other     foresee.Status `json:"other,omitempty"` // another one that has been seen since, and not told
	Since     period.Date    `json:"since,omitempty"` // from which day on without a break
	Milestone int            `json:"milestone,omitempty"`
	Stage     string         `json:"stage,omitempty"` // of a deal, in which it stands still
	Mark      string         `json:"mark,omitempty"`  // of a source, the delivery after which it went silent; of a call, its period
	Chance    *money.Amount  `json:"chance,omitempty"`
}

// When a change of status is told: a chance that trembles around a border must
// not alarm every day.
const (
	// beyond is how far, at least, the chance lies behind the border that it has
	// crossed for the change to be told at once: 5 points.
	beyond = money.Unit / 20
	// steady is on how many days in a row it must have been seen otherwise.
	steady = 3
)

// The borders between the statuses of a chance, as package finish draws them.
const onTrackFrom, atRiskFrom = 6 * money.Unit / 10, 3 * money.Unit / 10

// Milestones are the parts of a target, in percent, that are told.
func Milestones() []int { return []int{25, 50, 75, 100} }

// Watch holds a pursuit against what was seen of it before and returns what is
// to be kept, with what happened. What is seen for the first time is nothing
// that happened: neither a new server, nor a new period, nor the history of
// years tells anybody anything.
//
// A change between well (on track or ahead), at risk and behind is told when the
// chance lies at least 5 points behind the border, or when it has been so on 3
// days in a row; once a day at most. What depends on no chance, such as that a
// goal is missed for good or no longer reached, is told at once.
func Watch(last *Seen, p Pursuit, today period.Date) (Seen, []Happening) {
	status, known := plain(p.Status)
	percent := reached(p)
	if last == nil {
		return Seen{Told: status, Milestone: percent, Chance: p.Chance}, nil
	}
	next := *last
	var told []Happening
	if percent > next.Milestone {
		next.Milestone = percent
		told = append(told, milestone(p, percent))
	}
	switch {
	case !known:
		next.Other, next.Since = "", 0
	case next.Told == "":
		next.Told, next.Chance = status, p.Chance
	case status == next.Told:
		next.Other, next.Since = "", 0
	default:
		if next.Other != status {
			next.Other, next.Since = status, today
		}
		if !due(next, status, p.Chance, today) {
			break
		}
		if status != foresee.Achieved || percent < 100 { // that the whole is reached is a milestone
			told = append(told, changed(next, status, p, today))
		}
		next.Told, next.On, next.Chance, next.Other, next.Since = status, today, p.Chance, "", 0
	}
	return next, told
}

// plain puts statuses together that ask for no other action; known is false for
// what says nothing.
func plain(s foresee.Status) (_ foresee.Status, known bool) {
	switch s {
	case foresee.Ahead:
		return foresee.OnTrack, true
	case foresee.Unsaid, foresee.NotStarted, "":
		return "", false
	}
	return s, true
}

// due reports whether the change is to be told today.
func due(seen Seen, status foresee.Status, chance *money.Amount, today period.Date) bool {
	if byChance := []foresee.Status{foresee.OnTrack, foresee.AtRisk, foresee.Behind}; !slices.Contains(byChance, status) || !slices.Contains(byChance, seen.Told) || chance == nil {
		return true
	}
	if seen.On == today {
		return false
	}
	if today-seen.Since >= steady-1 {
		return true
	}
	border := atRiskFrom
	if seen.Told == foresee.OnTrack || status == foresee.OnTrack && seen.Told == foresee.AtRisk {
		border = onTrackFrom
	}
	off := *chance - border
	return max(off, -off) >= beyond
}

// reached returns the highest milestone that is reached, 0 for none.
func reached(p Pursuit) int {
	if !p.Counts {
		return 0
	}
	return recognition.Highest(p.Actual, p.Value, Milestones())
}

func milestone(p Pursuit, percent int) Happening {
	h := Happening{Kind: Milestone, Subject: p.Key, What: fmt.Sprintf("%d%%", percent), Node: p.Node, Tone: Good, Link: p.Link, Self: percent < 100}
	h.Title = fmt.Sprintf("%s: %d%% of %s reached", p.Who, percent, p.Title)
	h.Text = soFar(p) + "."
	if percent == 100 {
		h.Title = fmt.Sprintf("%s: %s reached", p.Who, p.Title)
		h.Text = fmt.Sprintf("%s. A cancellation before the end can still take it back.", soFar(p))
	}
	return h
}

// soFar says what there is of a pursuit: €412,000 of €600,000 (68%), with 61% of
// the working days over.
func soFar(p Pursuit) string {
	actual := "Nothing yet"
	if p.Actual != nil {
		actual = goal.Say(*p.Actual, p.Unit, p.Currency)
	}
	text := fmt.Sprintf("%s of %s", actual, goal.Say(p.Value, p.Unit, p.Currency))
	if p.Actual != nil && p.Counts {
		if part, ok := money.Ratio(*p.Actual, p.Value); ok {
			if *p.Actual < p.Value {
				part = min(part, money.Unit-1) // a ratio of 4 decimals may be rounded up
			}
			text += fmt.Sprintf(" (%s)", whole(part))
		}
	}
	return fmt.Sprintf("%s, with %s of the working days over", text, whole(p.Past))
}

// whole writes a part as whole percent. Less than the whole is never written as
// 100%.
func whole(part money.Amount) string {
	const hundred, half = money.Unit / 100, money.Unit / 200
	percent := (part + half) / hundred
	if part < 0 {
		percent = (part - half) / hundred
	}
	if part < money.Unit {
		percent = min(percent, 99)
	}
	if percent < 0 {
		return fmt.Sprintf("−%d%%", -percent)
	}
	return fmt.Sprintf("%d%%", percent)
}

func changed(seen Seen, status foresee.Status, p Pursuit, today period.Date) Happening {
	h := Happening{Kind: Status, Subject: p.Key, What: fmt.Sprintf("%s %s", status, today), Node: p.Node, Tone: tone(seen.Told, status), Link: p.Link}
	h.Title = fmt.Sprintf("%s: %s %s", p.Who, p.Title, become(seen.Told, status))
	chance := "The chance is not known"
	if p.Chance != nil {
		is, was := "The chance to make it is "+whole(*p.Chance), " (it was %s)"
		if p.Foreseen != "" { // two moments, so both are named
			is, was = fmt.Sprintf("The chance to make it was %s at %s", whole(*p.Chance), p.Foreseen), " (before that, %s)"
		}
		if chance = is; seen.Chance != nil {
			chance += fmt.Sprintf(was, whole(*seen.Chance))
		}
	}
	now := soFar(p)
	if p.Foreseen != "" {
		now = "By now: " + now
	}
	h.Text = fmt.Sprintf("%s. %s.", chance, now)
	return h
}

// become says the change as the rest of a sentence.
func become(from, to foresee.Status) string {
	switch {
	case from == foresee.Achieved:
		return "was reached and is not any more"
	case to == foresee.OnTrack:
		return "is on track again"
	case to == foresee.AtRisk && from == foresee.Behind:
		return "has a chance again, and is at risk"
	}
	return map[foresee.Status]string{
		foresee.AtRisk: "is now at risk", foresee.Behind: "is now behind", foresee.Achieved: "is reached", foresee.Missed: "can no longer be met",
		foresee.Breached: "is met, but a guard is broken",
	}[to]
}

// tone says whether the change is for the better.
func tone(from, to foresee.Status) Tone {
	order := []foresee.Status{foresee.Missed, foresee.Behind, foresee.AtRisk, foresee.Breached, foresee.OnTrack, foresee.Achieved}
	if slices.Index(order, to) > slices.Index(order, from) {
		return Good
	}
	return Bad
}
