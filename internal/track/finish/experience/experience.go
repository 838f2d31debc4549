package experience

import (
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/period"
)

// Setting says what to learn from.
type Setting struct {
	AsOf     period.Date // the last day that is known
	Calendar period.Calendar
	Stages   []string // of opportunities in the order of the funnel; those that end them are left out
	// Since is the first day to learn from; 0 is three years before AsOf.
	Since period.Date
	// Joined is since when owners have been there, for those of whom it is known:
	// who is new has not begun little.
	Joined map[string]period.Date
}

// Experience is what was learned as of a day.
type Experience struct {
	AsOf    period.Date
	Stories int // that were learned from
	Cohort  Incidence
	Hazards *Hazards
	Shares  []Share // won by forecast category

	odds     odds
	slips    slips
	sizes    sizes
	creation creation
}

// Learn returns the experience of the stories. Whatever is in them of later
// than the as-of day is not looked at.
func Learn(stories []Story, in Setting) *Experience {
	if in.Since == 0 {
		const years = 3
		in.Since = in.AsOf.AddMonths(-12 * years)
	}
	days := period.Range{Start: in.Since, End: in.AsOf + 1}
	known := make([]Story, 0, len(stories))
	for _, s := range stories {
		if s, ok := s.Known(in.AsOf); ok && s.valid() && s.end() >= in.Since {
			known = append(known, s)
		}
	}
	e := &Experience{AsOf: in.AsOf, Stories: len(known)}
	e.Cohort = Cohort(since(known, in.Since), in.AsOf)
	e.Hazards = watch(known, in.Stages, days)
	e.odds = learnOdds(known, e.Hazards, days, in.Calendar)
	e.slips = learnSlips(known, days)
	e.sizes = learnSizes(known, days)
	e.creation = learnCreation(known, days, in.Calendar, in.Joined)
	e.Shares = shares(known, days)
	return e
}

// since returns the stories that began on the day or later: of those that
// began before, only the long-lived are still known.
func since(stories []Story, day period.Date) []Story {
	var list []Story
	for _, s := range stories {
		if s.Created >= day {
			list = append(list, s)
		}
	}
	return list
}

// Prospect is what to expect of one open opportunity within some days.
type Prospect struct {
	ID     string
	Owner  string
	Stage  string
	Chance float64           // to be won within the days
	Amount float64           // as it is said today
	Values []chance.Weighted // what it may be won for; their weights sum to 1
	// Guessed: nobody has said the amount, so it is the middle of what is won.
	Guessed bool
}

// Expected is the chance times the mean of the values.
func (p Prospect) Expected() float64 {
	sum := 0.0
	for _, v := range p.Values {
		sum += v.Value * v.Weight
	}
	return p.Chance * sum
}

// Prospects returns what to expect of the stories that are open at the end of
// the as-of day, in their order, until the day before end.
func (e *Experience) Prospects(stories []Story, end period.Date) []Prospect {
	days := max(0, int(end-1-e.AsOf))
	reach, ends := e.Hazards.Within(days), e.odds.ends(end)
	var list []Prospect
	for _, s := range stories {
		s, ok := s.Known(e.AsOf)
		if !ok || !s.IsOpen(e.AsOf) {
			continue
		}
		p := Prospect{ID: s.ID, Owner: s.Owner}
		var weeks int
		p.Stage, weeks = s.place(e.AsOf)
		if p.Chance = reach.Win(p.Stage, weeks); p.Chance > 0 {
			if added := e.odds.of(append(e.odds.traits(s, e.AsOf, e.AsOf.Add(days)), ends...), days); added != 0 {
				p.Chance = chanceOf(logOdds(p.Chance) + added)
			}
		}
		if p.Amount, ok = s.Amount(e.AsOf); !ok {
			p.Guessed, p.Amount = true, e.sizes.middle
		}
		p.Values = e.slips.of(p.Stage, p.Amount)
		if p.Guessed {
			p.Values = []chance.Weighted{{Value: p.Amount, Weight: 1}}
		}
		list = append(list, p)
	}
	return list
}

// Arrivals are the wins of opportunities that do not exist yet.
type Arrivals struct {
	Owner   string
	Created float64           // how many are expected to begin
	Mean    float64           // how many of these are expected to be won in time
	Fano    float64           // variance ÷ mean of the wins; 1 is Poisson's
	Sizes   []chance.Weighted // of a win; their weights sum to 1
}

// Arrivals returns what an owner is expected to begin after the as-of day and
// to win before end: Σ over the days of rate × share won in the days then left
// (methods.md 2.3).
func (e *Experience) Arrivals(owner string, end period.Date) Arrivals {
	a := Arrivals{Owner: owner, Fano: 1, Sizes: e.sizes.of(owner)}
	for d := e.AsOf + 1; d < end; d++ {
		rate := e.creation.on(owner, d)
		a.Created += rate
		a.Mean += rate * e.Cohort.Won(int(end-1-d))
	}
	if a.Created > 0 {
		// Of a count that varies more than by chance, a thinned one does so less.
		a.Fano = 1 + (e.creation.fano-1)*a.Mean/a.Created
	}
	if len(a.Sizes) == 0 {
		a.Mean = 0 // nothing was ever won: its size is not known either
	}
	return a
}

// Rate is how many an owner begins per working day, season apart.
func (e *Experience) Rate(owner string) float64 {
	if rate, ok := e.creation.rates[owner]; ok {
		return rate
	}
	return e.creation.usual
}

// Season is how the months differ in what is begun, January first; 1 on
// average.
func (e *Experience) Season() [12]float64 { return e.creation.season }

// Dispersion is the variance ÷ mean of what people begin in a month.
func (e *Experience) Dispersion() float64 { return e.creation.fano }

// Traits returns what a trait adds to the log-odds, at each of the days ahead
// for which that is learned: 14, 42 and 91. Traits that add nothing are absent.
func (e *Experience) Traits() []map[string]float64 { return e.odds.added }
