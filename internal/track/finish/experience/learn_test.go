package experience_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

func workdays() period.Calendar {
	c := period.Calendar{YearStarts: time.January}
	for d := time.Monday; d <= time.Friday; d++ {
		c.WorkingDays[d] = true
	}
	return c
}

// company begins one opportunity a day; of those with the trait twice as many
// are won as of the others, three weeks after they began.
func company(n int, trait func(i int, s *experience.Story), won func(i int) float64) []experience.Story {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	first := period.MustDate("2024-01-01")
	var list []experience.Story
	for i := range n {
		day := first.Add(i / 4)
		s := experience.Story{ID: fmt.Sprint(i), Owner: "a", Created: day, Outcome: fact.Lost, Closed: day.Add(14 + r.IntN(14)),
			Stages: []experience.Mark[string]{{Day: day, Value: "A"}}, Amounts: []experience.Mark[float64]{{Day: day, Value: 1000}}}
		trait(i, &s)
		if r.Float64() < won(i) {
			s.Outcome = fact.Won
		}
		list = append(list, s)
	}
	return list
}

// TestTraits: what a trait does to the odds is found, and nothing where it does
// nothing.
func TestTraits(t *testing.T) {
	t.Parallel()
	asOf := period.MustDate("2025-12-31")
	half := func(i int) bool { return i%2 == 0 }
	for _, test := range []struct {
		name  string
		trait func(i int, s *experience.Story)
		named string
	}{
		{"Category", func(i int, s *experience.Story) {
			if half(i) {
				s.Categories = []experience.Mark[string]{{Day: s.Created, Value: "commit"}}
			}
		}, "category: commit"},
		{"Pushed", func(i int, s *experience.Story) {
			s.Closes = []experience.Mark[period.Date]{{Day: s.Created, Value: s.Created + 100}}
			if half(i) {
				s.Closes = []experience.Mark[period.Date]{{Day: s.Created - 2, Value: s.Created + 80}, {Day: s.Created - 1, Value: s.Created + 90}, {Day: s.Created, Value: s.Created + 100}}
			}
		}, "pushed"},
		{"Large", func(i int, s *experience.Story) {
			if i%4 == 0 {
				s.Amounts[0].Value = 5000
			}
		}, "large"},
		{"Segment", func(i int, s *experience.Story) {
			if half(i) {
				s.Segment = "bank"
			}
		}, "segment: bank"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			has := half
			if test.named == "large" {
				has = func(i int) bool { return i%4 == 0 }
			}
			learn := func(with, without float64) []map[string]float64 {
				stories := company(2800, test.trait, func(i int) float64 {
					if has(i) {
						return with
					}
					return without
				})
				return experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()}).Traits()
			}
			odds := math.Log(0.6/0.4) - math.Log(0.3/0.7)
			mean := 0.45
			if test.named == "large" {
				mean = 0.375
			}
			added := learn(0.6, 0.3)[1] // 42 days: all have ended by then
			near(t, "what the trait adds", added[test.named], math.Log(0.6/0.4)-math.Log(mean/(1-mean)), 0.4)
			if added[test.named] <= 0.2 || added[test.named] > odds+0.1 {
				t.Errorf("it adds %v", added)
			}
			for _, horizon := range learn(0.45, 0.45) {
				if got := math.Abs(horizon[test.named]); got > 0.25 {
					t.Errorf("a trait that means nothing adds %v", got)
				}
			}
		})
	}
}

// TestQuarterEnd: where most is signed in the last days of a quarter, what is
// open shortly before one is likelier to be won than two weeks usually are.
func TestQuarterEnd(t *testing.T) {
	t.Parallel()
	c := workdays()
	stories := company(2600, func(_ int, s *experience.Story) {
		s.Closed = c.Containing(period.Quarter, s.Created+14).End - 1 - (s.Created % 5)
	}, func(int) float64 { return 0.5 })
	e := experience.Learn(stories, experience.Setting{AsOf: period.MustDate("2025-12-16"), Calendar: c})
	if added := e.Traits()[0]["a quarter ends"]; added < 1 {
		t.Errorf("the end of a quarter adds %v", added)
	}
	open := []experience.Story{{ID: "x", Created: period.MustDate("2025-11-10"), Closed: period.Never, Stages: []experience.Mark[string]{{Day: period.MustDate("2025-11-10"), Value: "A"}}}}
	at := e.Prospects(open, period.MustDate("2026-01-01"))[0].Chance
	before := e.Prospects(open, period.MustDate("2025-12-31"))[0].Chance
	if at < 2*before {
		t.Errorf("to the end of the quarter it is %v, to the day before %v", at, before)
	}
}

// TestWorth: of an amount that shrinks to 0.8 on its way, less is expected;
// where fewer than twenty wins say so, all stages together do.
func TestWorth(t *testing.T) {
	t.Parallel()
	asOf := period.MustDate("2025-12-31")
	stories := company(400, func(i int, s *experience.Story) {
		s.Amounts = append(s.Amounts, experience.Mark[float64]{Day: s.Created + 14, Value: 800})
		s.Stages[0].Value = "A"
	}, func(int) float64 { return 0.5 })
	e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()})
	open := []experience.Story{
		{ID: "x", Owner: "a", Created: asOf - 3, Closed: period.Never, Stages: []experience.Mark[string]{{Day: asOf - 3, Value: "A"}}, Amounts: []experience.Mark[float64]{{Day: asOf - 3, Value: 2000}}},
		{ID: "y", Owner: "a", Created: asOf - 3, Closed: period.Never, Stages: []experience.Mark[string]{{Day: asOf - 3, Value: "never seen"}}},
	}
	list := e.Prospects(open, asOf+50)
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	near(t, "what 2,000 is worth", list[0].Expected()/list[0].Chance, 1600, 1e-9)
	if list[0].Guessed || !list[1].Guessed || list[1].Amount != 800 {
		t.Errorf("nobody has said the amount of y: %+v", list[1])
	}
}

// TestCreation: rates are drawn to those of colleagues, seasons are found, and
// what is counted in bursts is known to vary.
func TestCreation(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	asOf := period.MustDate("2025-12-31")
	var stories []experience.Story
	begin := func(owner string, d period.Date) {
		stories = append(stories, experience.Story{ID: fmt.Sprint(len(stories)), Owner: owner, Created: d, Outcome: fact.Won, Closed: d + 10,
			Amounts: []experience.Mark[float64]{{Day: d, Value: 100}}})
	}
	for d := period.MustDate("2023-01-02"); d <= asOf; d++ {
		if !workdays().IsWorkingDay(d) {
			continue
		}
		for i := range 10 {
			rate := 0.2 + 0.04*float64(i)
			if d.Month() == time.December {
				rate *= 0.5
			}
			if r.Float64() < rate {
				begin(fmt.Sprint("p", i), d)
			}
		}
	}
	e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays(), Joined: map[string]period.Date{"new": asOf - 6}})
	low, high, fresh := e.Rate("p0"), e.Rate("p9"), e.Rate("new")
	if low < 0.15 || low > 0.27 || high < 0.4 || high > 0.56 || low >= high {
		t.Errorf("the rates are %v and %v", low, high)
	}
	if fresh < 0.2 || fresh > 0.45 { // five days without anything say little of him
		t.Errorf("the rate of somebody new is %v", fresh)
	}
	if s := e.Season(); s[11] > 0.75 || s[5] < 0.85 {
		t.Errorf("December is %v, June %v", s[11], s[5])
	}
	a := e.Arrivals("p9", asOf+1+31)
	near(t, "the part of a month's that is won ten days later", a.Mean/a.Created, 20.0/31, 0.05)
	if a.Created < 7 || a.Created > 13 || a.Mean <= 0 || a.Mean >= a.Created {
		t.Errorf("%+v", a)
	}
	for i := range 400 { // a fair each quarter
		begin("p0", period.MustDate("2025-02-03").Add(90*(i%4)))
	}
	if got := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()}).Dispersion(); got < 3 {
		t.Errorf("bursts have a dispersion of %v", got)
	}
}

// TestShares: how many of those that stood in a category were won.
func TestShares(t *testing.T) {
	t.Parallel()
	stories := company(400, func(i int, s *experience.Story) {
		s.Categories = []experience.Mark[string]{{Day: s.Created, Value: []string{"commit", "pipeline"}[i%2]}}
	}, func(i int) float64 { return []float64{1, 0.25}[i%2] })
	shares := experience.Learn(stories, experience.Setting{AsOf: period.MustDate("2025-12-31"), Calendar: workdays()}).Shares
	if len(shares) != 2 || shares[0].Category != "commit" || shares[0].Cases != 200 || shares[0].Won != 200 || shares[1].Won < 35 || shares[1].Won > 65 {
		t.Errorf("%+v", shares)
	}
}

// TestRatesOfYears: where people stay as they are, three years tell a rate better
// than one, also in a company that grows. Where they change by half from year to
// year, earlier years hardly harm, and who has stopped is not believed to go on.
func TestRatesOfYears(t *testing.T) {
	t.Parallel()
	const owners, worlds = 20, 12
	asOf := period.MustDate("2025-12-31")
	for name, world := range map[string]struct{ drift, growth, most float64 }{
		"people stay as they are": {0, 1, 0.85}, "people change": {0.5, 1, 1.1}, "the company doubles each year": {0, 2, 1},
	} {
		threeYears, oneYear, gone, goneByOne := 0.0, 0.0, 0.0, 0.0
		for seed := range uint64(worlds) {
			r := rand.New(rand.NewPCG(seed, 6))
			var stories []experience.Story
			rates := make([]float64, owners)
			for i := range rates {
				rate := 0.3 * math.Exp(0.3*r.NormFloat64())
				for year := 2023; year <= 2025; year++ {
					if year > 2023 {
						rate *= math.Exp(world.drift * r.NormFloat64())
					}
					if i == 0 && year == 2025 {
						break // the first has gone
					}
					for d := period.NewDate(year, 1, 1); d < period.NewDate(year+1, 1, 1); d++ {
						if workdays().IsWorkingDay(d) && r.Float64() < min(1, rate*math.Pow(world.growth, float64(year-2025))) {
							stories = append(stories, experience.Story{ID: fmt.Sprint(len(stories)), Owner: fmt.Sprint("p", i), Created: d, Outcome: fact.Won, Closed: d + 10})
						}
					}
				}
				rates[i] = min(1, rate)
			}
			off := func(since period.Date) (sum, first float64) {
				e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays(), Since: since})
				for i := 1; i < owners; i++ {
					sum += math.Abs(e.Rate(fmt.Sprint("p", i)) - rates[i])
				}
				return sum, e.Rate("p0")
			}
			all, first := off(0)
			latest, firstByOne := off(asOf - 364)
			threeYears, oneYear, gone, goneByOne = threeYears+all, oneYear+latest, gone+first, goneByOne+firstByOne
		}
		t.Logf("%s: off by %.4f with three years, by %.4f with one", name, threeYears/worlds/(owners-1), oneYear/worlds/(owners-1))
		if threeYears > world.most*oneYear {
			t.Errorf("%s: three years are off by %v times what one is", name, threeYears/oneYear)
		}
		if limit := goneByOne/worlds + 0.03; gone/worlds > limit {
			t.Errorf("%s: who has gone is believed to begin %v a day", name, gone/worlds)
		}
	}
}

// BenchmarkLearn10000 learns from three years of 10,000 people.
func BenchmarkLearn10000(b *testing.B) {
	const owners, each = 10_000, 12
	asOf := period.MustDate("2025-12-31")
	var stories []experience.Story
	for i := range owners * each {
		created := asOf - period.Date(30+i*7%1000)
		stories = append(stories, experience.Story{ID: fmt.Sprint(i), Owner: fmt.Sprint("p", i%owners), Created: created, Outcome: fact.Won, Closed: created + 20})
	}
	for b.Loop() {
		experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()})
	}
}
