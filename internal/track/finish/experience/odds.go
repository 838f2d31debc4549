package experience

import (
	"maps"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// Traits are what the odds of an opportunity depend on besides stage and age.
const (
	small    = "small" // below half the usual amount
	large    = "large" // above twice
	pushed   = "pushed"
	inside   = "expected inside" // the days that are looked ahead
	outside  = "expected later"
	overdue  = "overdue"
	monthEnd = "a month ends" // with the days that are looked ahead
	quarter  = "a quarter ends"
	segment  = "segment: "
	category = "category: "
)

// pushedOften is how many times the expected close was moved.
const pushedOften = 2

// horizons are the days ahead for which odds are learned; between them they are
// drawn in a straight line.
var horizons = []int{14, 42, 91}

// odds are what traits add to the log-odds of being won within some days.
type odds struct {
	calendar period.Calendar
	usual    float64 // the middle amount, 0 when it is not known
	added    []map[string]float64
}

// moment is an opportunity as it once was, with what came of it.
type moment struct {
	traits []string
	offset float64 // log-odds by stage and age
	won    float64
	share  float64 // of what one story tells: it is not as much as so many stories
}

// every is how many days lie between two moments of a story.
const every = 28

// learnOdds compares how often opportunities with a trait were won with how
// often those of their stages and ages are. What is within the noise adds
// nothing, and the rest is drawn to 0 by how noisy it is.
func learnOdds(stories []Story, h *Hazards, days period.Range, calendar period.Calendar) odds {
	o := odds{calendar: calendar, usual: usualAmount(stories, days.End-1)}
	for _, horizon := range horizons {
		o.added = append(o.added, fitOdds(o.moments(stories, h.Within(horizon), days, horizon)))
	}
	return o
}

// lookouts are the days from which moments look ahead: every four weeks, and
// such that a month ends with the days ahead. Many businesses sign then, and a
// projection mostly ends there.
func (o odds) lookouts(days period.Range, horizon int) []period.Date {
	var list []period.Date
	last := days.End - 1 - period.Date(horizon)
	for d := last; d >= days.Start; d -= every {
		list = append(list, d)
	}
	if o.calendar.YearStarts == 0 {
		return list
	}
	for end := o.calendar.Containing(period.Month, days.End).Start; ; end = o.calendar.Containing(period.Month, end-1).Start {
		d := end - 1 - period.Date(horizon)
		if d < days.Start {
			return list
		}
		if d <= last {
			list = append(list, d)
		}
	}
}

// ends returns what ends on the day before.
func (o odds) ends(next period.Date) (traits []string) {
	if o.calendar.YearStarts == 0 {
		return nil
	}
	if o.calendar.Containing(period.Month, next).Start == next {
		traits = append(traits, monthEnd)
	}
	if o.calendar.Containing(period.Quarter, next).Start == next {
		traits = append(traits, quarter)
	}
	return traits
}

// moments looks back at opportunities at times from which so many days have
// passed since.
func (o odds) moments(stories []Story, reach Reach, days period.Range, horizon int) []moment {
	var list []moment
	lookouts := o.lookouts(days, horizon)
	ends := make([][]string, len(lookouts))
	for i, d := range lookouts {
		ends[i] = o.ends(d + period.Date(horizon) + 1)
	}
	for _, s := range stories {
		if !s.valid() {
			continue
		}
		from := len(list)
		for i, d := range lookouts {
			if !s.IsOpen(d) {
				continue
			}
			m := moment{traits: append(o.traits(s, d, d+period.Date(horizon)), ends[i]...), offset: logOdds(reach.Win(s.place(d)))}
			if s.Outcome == fact.Won && s.Closed <= d+period.Date(horizon) {
				m.won = 1
			}
			list = append(list, m)
		}
		for i := from; i < len(list); i++ {
			list[i].share = 1 / float64(len(list)-from)
		}
	}
	return list
}

// traits returns what the story had on the day, looked at until another.
func (o odds) traits(s Story, day, until period.Date) []string {
	var traits []string
	if amount, ok := s.Amount(day); ok && o.usual > 0 {
		switch {
		case amount < o.usual/2:
			traits = append(traits, small)
		case amount > o.usual*2:
			traits = append(traits, large)
		}
	}
	if s.pushes(day) >= pushedOften {
		traits = append(traits, pushed)
	}
	if expected, ok := s.Expected(day); ok {
		switch {
		case expected <= day:
			traits = append(traits, overdue)
		case expected <= until:
			traits = append(traits, inside)
		default:
			traits = append(traits, outside)
		}
	}
	if s.Segment != "" {
		traits = append(traits, segment+s.Segment)
	}
	if c, _, ok := at(s.Categories, day); ok && c != "" {
		traits = append(traits, category+c)
	}
	return traits
}

// always is a trait of every moment: what all have in common is not put down to
// the traits of some. It is not used afterwards.
const always = ""

// fitOdds fits log-odds = offset + Σ added by going over the traits in turn.
// Each moment counts alike, whatever came of it: to let the long-lived stories
// count for less would favour what ends fast.
func fitOdds(moments []moment) map[string]float64 {
	const (
		prior  = 1 / (0.5 * 0.5) // a trait halves or doubles the odds at most, as a rule
		rounds = 12
		least  = 10.0 // stories with the trait
	)
	with, stories := map[string][]int{}, map[string]float64{}
	for i, m := range moments {
		for _, t := range append([]string{always}, m.traits...) {
			with[t] = append(with[t], i)
			stories[t] += m.share
		}
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(with)), func(t string) bool { return stories[t] < least })
	added, information := map[string]float64{}, map[string]float64{}
	total := make([]float64, len(moments))
	for i, m := range moments {
		total[i] = m.offset
	}
	for range rounds {
		for _, t := range names {
			slope, curve := 0.0, 0.0
			for _, i := range with[t] {
				p := chanceOf(total[i])
				slope, curve = slope+moments[i].won-p, curve+p*(1-p)
			}
			alone := stories[t] / float64(len(with[t])) // moments of one story tell the same
			slope, curve = alone*slope-prior*added[t], alone*curve+prior
			step := min(1, max(-1, slope/curve))
			added[t], information[t] = added[t]+step, curve-prior
			for _, i := range with[t] {
				total[i] += step
			}
		}
	}
	delete(added, always)
	for t, b := range added {
		// Two standard errors: there are several traits, and one that means nothing
		// must not move anybody's chance.
		const noise = 4
		certain := information[t] * b * b
		if added[t] = b * max(0, 1-noise/certain); !(certain > noise) {
			delete(added, t)
		}
	}
	return added
}

// of returns what the traits add for so many days ahead.
func (o odds) of(traits []string, days int) float64 {
	if len(o.added) == 0 {
		return 0
	}
	at := func(i int) float64 {
		sum := 0.0
		for _, t := range traits {
			sum += o.added[i][t]
		}
		return sum
	}
	for i, horizon := range horizons {
		if days > horizon {
			continue
		}
		if i == 0 {
			return at(0)
		}
		part := float64(days-horizons[i-1]) / float64(horizon-horizons[i-1])
		return (1-part)*at(i-1) + part*at(i)
	}
	return at(len(horizons) - 1)
}

// usualAmount is the middle of the amounts that were known on the day.
func usualAmount(stories []Story, day period.Date) float64 {
	var amounts []float64
	for _, s := range stories {
		if a, ok := s.Amount(day); ok && a > 0 {
			amounts = append(amounts, a)
		}
	}
	if len(amounts) == 0 {
		return 0
	}
	slices.Sort(amounts)
	return amounts[len(amounts)/2]
}

func logOdds(p float64) float64 {
	const least = 1e-6
	p = min(1-least, max(least, p))
	return math.Log(p / (1 - p))
}

func chanceOf(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
