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

// yearDays is how far back what is usual, the months and how much they differ
// are taken from: longer ago says less of tomorrow. How somebody differs from
// others is told by so many such years, as far as it stays.
const yearDays, years = 365, 3

// tenure is since when somebody has been there.
type tenure map[string]period.Date

// learnCreation counts what began until the as-of day.
func learnCreation(stories []Story, days period.Range, calendar period.Calendar, since tenure) creation {
	c := creation{calendar: calendar, rates: map[string]float64{}, days: map[string]float64{}, fano: 1}
	first, begun := period.Never, tenure{}
	var past [years]yearly
	for k := range past {
		past[k] = yearly{began: map[string]float64{}, worked: map[string]float64{}}
	}
	for _, s := range stories {
		if !days.Contains(s.Created) {
			continue
		}
		first = min(first, s.Created)
		if day, ok := begun[s.Owner]; !ok || s.Created < day {
			begun[s.Owner] = s.Created
		}
		if k := int(days.End-1-s.Created) / yearDays; k < years {
			past[k].began[s.Owner]++
		}
	}
	for owner := range since {
		if _, ok := begun[owner]; !ok {
			begun[owner] = days.End
		}
	}
	for k := range past {
		end := days.End - period.Date(k*yearDays)
		for owner, day := range begun {
			from := max(days.Start, end-yearDays, first, since[owner])
			if k > 0 {
				from = max(from, day) // whether he was there before, nobody says
			}
			if worked, ok := calendar.CountWorkingDays(period.Range{Start: min(from, end), End: end}); ok {
				past[k].worked[owner] = float64(worked)
			}
		}
		past[k].leveled()
	}
	c.shrink(c.counted(past[:]))
	recent := period.Range{Start: max(days.Start, days.End-yearDays, min(first, days.End)), End: days.End}
	c.learnSeason(stories, period.Range{Start: first, End: days.End})
	c.learnFano(stories, recent)
	return c
}

// yearly is what owners began in a year, and on how many working days they were
// there.
type yearly struct {
	began, worked map[string]float64
	level         float64 // begun on a working day by whoever was there; set by leveled
}

// leveled sets the level, which is asked for with every owner.
func (y *yearly) leveled() {
	var began, worked float64
	for _, owner := range slices.Sorted(maps.Keys(y.worked)) {
		if y.worked[owner] > 0 {
			began, worked = began+y.began[owner], worked+y.worked[owner]
		}
	}
	if worked > 0 {
		y.level = began / worked
	}
}

// counted puts the years of each owner together, the latest first: earlier ones
// at the level of the latest, and each by what it says of it when rates drift.
func (c *creation) counted(past []yearly) map[string]float64 {
	counts := map[string]float64{}
	latest := past[0].level
	for owner, worked := range past[0].worked {
		counts[owner], c.days[owner] = past[0].began[owner], worked
	}
	if latest == 0 {
		return counts
	}
	drift := driftOf(past)
	for k, year := range past[1:] {
		for owner, worked := range year.worked {
			change, ok := changed(past[0], year, owner)
			if !ok {
				continue
			}
			apart := drift*float64(k+1) + max(0, change.beyond()) // he may have changed more than others
			weight := 1 / (1 + apart*change.expected)
			counts[owner] += weight * year.began[owner]
			c.days[owner] += weight * worked * year.level / latest
		}
	}
	return counts
}

// change is how much an owner's rate is another than in a year before, in parts
// of the rate and beyond the level of all.
type change struct {
	by       float64
	chance   float64 // variance of such a change by chance
	expected float64 // how many he would have begun in that year at his own rate
}

// beyond is the variance that it shows beyond chance; below 0 when it shows less.
func (c change) beyond() float64 { return c.by*c.by - c.chance }

// changed returns the change of an owner; ok is false when nothing can be said,
// or he has stopped.
func changed(now, before yearly, owner string) (c change, ok bool) {
	const enough = 20 // working days
	d, e := now.worked[owner]*now.level, before.worked[owner]*before.level
	if now.worked[owner] < enough || before.worked[owner] < enough || d == 0 || e == 0 || now.began[owner] == 0 {
		return c, false
	}
	own := (now.began[owner] + before.began[owner]) / (d + e)
	return change{by: (now.began[owner]/d - before.began[owner]/e) / own, chance: (1/d + 1/e) / own, expected: own * e}, true
}

// driftOf returns by how much the rates of owners change from one year to the
// next: the variance, in parts of the rate, beyond what counts differ by chance.
// It is drawn to a fifth squared, as if that had been seen in eight years of
// somebody.
func driftOf(past []yearly) float64 {
	const usual, times = 0.2, 8.0
	squares, weights := 0.0, 0.0
	for k := range past[1:] {
		for _, owner := range slices.Sorted(maps.Keys(past[k].worked)) {
			c, ok := changed(past[k], past[k+1], owner)
			if !ok {
				continue
			}
			trust := 1 / (1 + c.chance/(usual*usual)) // little where few began
			squares, weights = squares+trust*c.beyond(), weights+trust
		}
	}
	return max(0, (squares+times*usual*usual)/(weights+times))
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
