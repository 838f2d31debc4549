package experience

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// creation is how often opportunities begin.
type creation struct {
	calendar period.Calendar
	rates    map[string]float64 // per working day, by owner
	usual    float64            // of one of whom nothing is known
	season   [12]float64        // of the months, 1 on average
	fano     float64            // variance ÷ mean of monthly counts
	days     map[string]float64 // working days watched, by owner
}

// yearDays is how far back rates are taken from: what was usual longer ago says
// less of tomorrow.
const yearDays = 365

// tenure is since when somebody has been there.
type tenure map[string]period.Date

// learnCreation counts what began until the as-of day.
func learnCreation(stories []Story, days period.Range, calendar period.Calendar, since tenure) creation {
	c := creation{calendar: calendar, rates: map[string]float64{}, days: map[string]float64{}, fano: 1}
	recent := period.Range{Start: max(days.Start, days.End-yearDays), End: days.End}
	counts := map[string]float64{}
	first := period.Never
	for _, s := range stories {
		if days.Contains(s.Created) {
			first = min(first, s.Created)
			counts[s.Owner] += 0 // he is known, though he may have begun nothing lately
		}
		if recent.Contains(s.Created) {
			counts[s.Owner]++
		}
	}
	recent.Start = max(recent.Start, first)
	for owner := range since {
		counts[owner] += 0
	}
	for owner := range counts {
		worked, _ := calendar.CountWorkingDays(period.Range{Start: max(recent.Start, since[owner]), End: recent.End})
		c.days[owner] = float64(max(0, worked))
	}
	c.shrink(counts)
	c.learnSeason(stories, period.Range{Start: first, End: days.End})
	c.learnFano(stories, recent)
	return c
}

// shrink draws each one's rate to that of all, the more the shorter he was
// watched and the less people differ: the gamma prior of counts, by the method
// of moments.
func (c *creation) shrink(counts map[string]float64) {
	owners := slices.Sorted(maps.Keys(counts))
	var n, days, squares, people float64
	for _, owner := range owners {
		if d := c.days[owner]; d > 0 {
			n, days, people = n+counts[owner], days+d, people+1
		}
	}
	if days == 0 {
		return
	}
	c.usual = n / days
	for _, owner := range owners {
		if d := c.days[owner]; d > 0 {
			squares += (counts[owner]/d - c.usual) * (counts[owner]/d - c.usual) * d
		}
	}
	const least, most = 20.0, 2000.0 // working days that the prior is worth
	prior := most
	if people > 1 {
		// Of rates that differ by chance alone, squares is people − 1 times usual.
		if between := (squares - (people-1)*c.usual) / (days * (1 - 1/people)); between > 0 {
			prior = min(most, max(least, c.usual/between))
		}
	}
	for _, owner := range owners {
		c.rates[owner] = (counts[owner] + prior*c.usual) / (c.days[owner] + prior)
	}
}

// learnSeason compares months of the year over whole years. What one year shows
// is drawn half-way to no season.
func (c *creation) learnSeason(stories []Story, days period.Range) {
	for i := range c.season {
		c.season[i] = 1
	}
	length, ok := days.Days()
	years := length / yearDays
	if !ok || years < 2 {
		return
	}
	days.Start = days.End - period.Date(years*yearDays)
	var began, worked [12]float64
	for _, s := range stories {
		if days.Contains(s.Created) {
			began[s.Created.Month()-1]++
		}
	}
	for d := days.Start; d < days.End; d++ {
		if c.calendar.IsWorkingDay(d) {
			worked[d.Month()-1]++
		}
	}
	var all, workedAll float64
	for m := range began {
		all, workedAll = all+began[m], workedAll+worked[m]
	}
	if all == 0 || workedAll == 0 {
		return
	}
	for m := range began {
		usual := all * worked[m] / workedAll
		year := usual / float64(years)
		if usual > 0 {
			c.season[m] = (began[m] + year) / (usual + year)
		}
	}
}

// learnFano compares how much the months of each one differ with how much they
// would by chance.
func (c *creation) learnFano(stories []Story, days period.Range) {
	type month struct {
		owner string
		index int
	}
	began := map[month]float64{}
	months := 0
	for end := days.End; end.AddMonths(-1) >= days.Start && months < 12; end = end.AddMonths(-1) {
		months++
	}
	if months < 3 {
		return
	}
	var limits []period.Date
	for i := range months + 1 {
		limits = append(limits, days.End.AddMonths(-i))
	}
	for _, s := range stories {
		for i := range months {
			if s.Created < limits[i] && s.Created >= limits[i+1] {
				began[month{s.Owner, i}]++
			}
		}
	}
	var squares, expected float64
	for _, owner := range slices.Sorted(maps.Keys(c.rates)) {
		for i := range months {
			mean := c.Mean(owner, period.Range{Start: limits[i+1], End: limits[i]})
			n := began[month{owner, i}]
			squares, expected = squares+(n-mean)*(n-mean), expected+mean
		}
	}
	const least = 20
	if expected >= least {
		c.fano = max(1, squares/expected)
	}
}

// Mean returns how many an owner is expected to begin in the days.
func (c creation) Mean(owner string, days period.Range) float64 {
	sum := 0.0
	for d := days.Start; d < days.End; d++ {
		sum += c.on(owner, d)
	}
	return sum
}

// on returns how many an owner is expected to begin on the day.
func (c creation) on(owner string, day period.Date) float64 {
	if !c.calendar.IsWorkingDay(day) {
		return 0
	}
	rate, ok := c.rates[owner]
	if !ok {
		rate = c.usual
	}
	return rate * c.season[day.Month()-1]
}
