package finish_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// world is a made-up company whose chances are known: every day each open
// opportunity is won, lost or goes on by its stage, with luck that all share in
// a quarter.
type world struct {
	seed     uint64
	first    period.Date
	last     period.Date
	calendar period.Calendar
	people   []seller
	stages   []stage
	luck     float64
	size     float64 // spread of ln amount
}

type seller struct {
	name string
	rate float64 // new opportunities per working day
	size float64 // ln of the middle amount
}

// stage has the chances of a day.
type stage struct {
	name            string
	win, lose, pass float64
}

func (w world) stageNames() (names []string) {
	for _, s := range w.stages {
		names = append(names, s.name)
	}
	return names
}

// newWorld makes up a company of so many people.
func newWorld(seed uint64, people int, luck float64) world {
	w := world{seed: seed, first: period.MustDate("2023-01-02"), last: period.MustDate("2026-06-30"), calendar: workdays(), luck: luck, size: 0.6,
		stages: []stage{{"A", 0.001, 0.010, 0.030}, {"B", 0.004, 0.012, 0.030}, {"C", 0.030, 0.012, 0}}}
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range people {
		w.people = append(w.people, seller{fmt.Sprintf("p%02d", i), 0.30 * math.Exp(0.2*r.NormFloat64()), 9 + 0.15*r.NormFloat64()})
	}
	return w
}

func workdays() period.Calendar {
	c := period.Calendar{YearStarts: time.January}
	for d := time.Monday; d <= time.Friday; d++ {
		c.WorkingDays[d] = true
	}
	return c
}

// stories plays the company's history to its end.
func (w world) stories() []experience.Story {
	r := rand.New(rand.NewPCG(w.seed, 2))
	quarters := w.quarters(r)
	var list []experience.Story
	for _, p := range w.people {
		for d := w.first; d <= w.last; d++ {
			if !w.calendar.IsWorkingDay(d) {
				continue
			}
			for range poisson(r, p.rate) {
				list = append(list, w.live(r, p, d, len(list), quarters))
			}
		}
	}
	return list
}

// quarters draws the luck of each quarter.
func (w world) quarters(r *rand.Rand) map[int]float64 {
	quarters := map[int]float64{}
	for d := w.first; d <= w.last; d++ {
		if q := quarterOf(d); quarters[q] == 0 {
			quarters[q] = math.Exp(w.luck*r.NormFloat64() - w.luck*w.luck/2)
		}
	}
	return quarters
}

// asSeen is the world as somebody sees it who knows the chances of every stage in
// the quarters so far, how large deals are and how people differ, and counts how
// many opportunities each of them has begun: more than any company can know. What
// he is off by, nobody can avoid.
func (w world) asSeen(stories []experience.Story, asOf period.Date) world {
	lucks, sum, n := w.quarters(rand.New(rand.NewPCG(w.seed, 2))), 0.0, 0.0
	for q, luck := range lucks {
		if q <= quarterOf(asOf) {
			sum, n = sum+luck, n+1
		}
	}
	seen := w
	seen.stages = slices.Clone(w.stages)
	for i := range seen.stages {
		seen.stages[i].win *= sum / n
	}
	begun, days := map[string]float64{}, 0.0
	for _, s := range stories {
		if s.Created <= asOf {
			begun[s.Owner]++
		}
	}
	for d := w.first; d <= asOf; d++ {
		if w.calendar.IsWorkingDay(d) {
			days++
		}
	}
	const usual, alike = 0.306, 25 // their mean, and 1 ÷ how much they differ, squared
	seen.people = slices.Clone(w.people)
	for i, p := range seen.people {
		seen.people[i].rate = (alike + begun[p.name]) / (alike/usual + days)
	}
	return seen
}

// those returns the people of the world by the names of others.
func (w world) those(people []seller) []seller {
	var list []seller
	for _, p := range w.people {
		if owns(people, p.name) {
			list = append(list, p)
		}
	}
	return list
}

func quarterOf(d period.Date) int { return d.Year()*4 + int(d.Month()-1)/3 }

// live plays the life of one opportunity.
func (w world) live(r *rand.Rand, p seller, created period.Date, n int, quarters map[int]float64) experience.Story {
	s := experience.Story{ID: fmt.Sprintf("d%05d", n), Owner: p.name, Created: created, Closed: period.Never,
		Stages:  []experience.Mark[string]{{Day: created, Value: w.stages[0].name}},
		Amounts: []experience.Mark[float64]{{Day: created, Value: math.Round(math.Exp(p.size + w.size*r.NormFloat64()))}}}
	at := 0
	for d := created + 1; d <= w.last; d++ {
		u, win := r.Float64(), min(0.5, w.stages[at].win*quarters[quarterOf(d)])
		switch {
		case u < win:
			s.Outcome, s.Closed = fact.Won, d
			return s
		case u < win+w.stages[at].lose:
			s.Outcome, s.Closed = fact.Lost, d
			return s
		case u < win+w.stages[at].lose+w.stages[at].pass:
			at++
			s.Stages = append(s.Stages, experience.Mark[string]{Day: d, Value: w.stages[at].name})
		}
	}
	return s
}

// lucks are equally likely factors on the chances to win.
func (w world) lucks() []float64 {
	const n = 15
	if w.luck == 0 {
		return []float64{1}
	}
	list := make([]float64, n)
	for i := range list {
		z := chance.NormalQuantile((float64(i) + 0.5) / n)
		list[i] = math.Exp(w.luck*z - w.luck*w.luck/2)
	}
	return list
}

// wins[days][stage] is the true chance to be won within the days.
func (w world) wins(days int, luck float64) [][]float64 {
	list := [][]float64{make([]float64, len(w.stages))}
	for range days {
		before, now := list[len(list)-1], make([]float64, len(w.stages))
		for i, s := range w.stages {
			win := min(0.5, s.win*luck)
			now[i] = win + (1-win-s.lose-s.pass)*before[i]
			if s.pass > 0 {
				now[i] += s.pass * before[i+1]
			}
		}
		list = append(list, now)
	}
	return list
}

// truth draws finishes of somebody by the true chances, from what is open and
// won as of the day: ascending.
func (w world) truth(r *rand.Rand, people []seller, stories []experience.Story, won float64, asOf, end period.Date, draws int) []float64 {
	days := int(end - 1 - asOf)
	lucks := w.lucks()
	wins := make([][][]float64, len(lucks))
	for z, luck := range lucks {
		wins[z] = w.wins(max(0, days), luck)
	}
	type open struct {
		stage  int
		amount float64
	}
	var deals []open
	for _, s := range stories {
		if s, ok := s.Known(asOf); ok && s.IsOpen(asOf) && owns(people, s.Owner) {
			amount, _ := s.Amount(asOf)
			deals = append(deals, open{slices.Index(w.stageNames(), s.Stages[len(s.Stages)-1].Value), amount})
		}
	}
	var work []int // days left after each working day
	for d := asOf + 1; d < end; d++ {
		if w.calendar.IsWorkingDay(d) {
			work = append(work, int(end-1-d))
		}
	}
	finishes := make([]float64, draws)
	for i := range finishes {
		z := r.IntN(len(lucks))
		sum := won
		for _, d := range deals {
			if r.Float64() < wins[z][max(0, days)][d.stage] {
				sum += d.amount
			}
		}
		for _, p := range people {
			for range poisson(r, p.rate*float64(len(work))) {
				if r.Float64() < wins[z][work[r.IntN(len(work))]][0] {
					sum += math.Exp(p.size + w.size*r.NormFloat64())
				}
			}
		}
		finishes[i] = sum
	}
	slices.Sort(finishes)
	return finishes
}

func owns(people []seller, name string) bool {
	return slices.ContainsFunc(people, func(p seller) bool { return p.name == name })
}

// wonBy sums what was won in the period until the end of the day.
func wonBy(stories []experience.Story, people []seller, start, asOf period.Date) float64 {
	sum := 0.0
	for _, s := range stories {
		if s.Outcome == fact.Won && s.Closed >= start && s.Closed <= asOf && owns(people, s.Owner) {
			amount, _ := s.Amount(s.Closed)
			sum += amount
		}
	}
	return sum
}

func poisson(r *rand.Rand, mean float64) int {
	n := 0
	for limit, product := math.Exp(-mean), r.Float64(); product > limit; product *= r.Float64() {
		n++
	}
	return n
}
