package catchup

import (
	"math"
	"sort"

	"github.com/attainhq/attain/internal/chance"
)

// model says what each lever brings, alone and with the others.
type model struct {
	in   Input
	days int
	// Of opportunities that begin evenly over the days left, the share that is won
	// in time; of leads, the share that becomes one early enough; and the
	// opportunities of an activity that count so.
	win, qualify, perActivity float64
	late                      bool // new opportunities come too late
}

func (in Input) model(p *Plan, left []int) model {
	m := model{in: in, days: len(left), late: p.DealsTooLate(in.AsOf)}
	joint := 0.0
	f := in.Funnel
	for _, days := range left {
		m.win += share(f.Win(days)) / float64(len(left))
		if f.Qualify != nil {
			joint += f.both(days) / float64(len(left))
		}
	}
	m.perActivity = max(0, f.Direct)
	if f.Qualify != nil && !p.LeadsTooLate(in.AsOf) {
		m.perActivity = 0
		if m.win > 0 {
			m.qualify = joint / m.win
			m.perActivity = max(0, f.Connect) * m.qualify
		}
	}
	return m
}

// both is the share of leads that are won within the days: first they become an
// opportunity, then they are won in the days that are left after that.
func (f Funnel) both(days int) float64 {
	before, sum := 0.0, 0.0
	for d := range days + 1 {
		upTo := max(before, share(f.Qualify(d)))
		sum += (upTo - before) * share(f.Win(days-d))
		before = upTo
	}
	return sum
}

func share(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return min(1, max(0, v))
}

// effort is how far each lever is pulled, 0 to 1.
type effort map[Kind]float64

// gain is what the efforts bring together. What wins more, wins more of
// everything; larger deals are those that are still to begin. Only what is more
// than today is added up: next to all that is open it would be lost in rounding.
func (m model) gain(e effort) float64 {
	p, most := m.in.Pipeline, m.most()
	won, sized := e[WinRate]*most.win, e[DealSize]*most.size // beyond today's
	more := won + sized + won*sized
	sum := p.Open*won + p.New*more + e[Earlier]*p.Earlier*(1+won)
	if !m.late {
		sum += e[Activities] * most.extra * float64(m.days) * m.perActivity * m.win * m.in.Funnel.Size * (1 + more)
	}
	return sum
}

// hours are what the efforts cost.
func (m model) hours(e effort) float64 {
	p, most := m.in.Pipeline, m.most()
	return e[Activities]*most.extra*float64(m.days)*m.perHour() +
		HoursOfDeal*(e[WinRate]*(float64(p.Count)+p.Begin)+e[DealSize]*p.Begin+e[Earlier]*float64(p.Late))
}

// perHour is how long one activity takes: as many as were kept up fill a day.
func (m model) perHour() float64 {
	if m.in.Funnel.Most < leastKept {
		return 0
	}
	return WorkingHours / m.in.Funnel.Most
}

// What is assumed of time, since nobody records it.
const (
	WorkingHours = 8.0  // of a working day
	leastKept    = 1e-3 // activities on a working day; what is less was never kept up
	HoursOfDeal  = 1.0  // more for each deal: to prepare it better, to sell more with it, or to bring it forward
)

// Raise is by how much a rate can be raised within a period, at most: methods.md
// 9.3 limits a step so.
const Raise = 0.3

// bounds is how far each lever can be pulled.
type bounds struct {
	extra     float64 // activities a day
	win, size float64 // relative
}

func (m model) most() bounds {
	f, u := m.in.Funnel, m.in.Usual
	b := bounds{extra: max(0, f.Most-f.Own)}
	if u.Own > 0 && u.Win > u.Own {
		b.win = min(Raise, u.Win/u.Own-1)
	}
	if f.Size > 0 && u.Size > f.Size {
		b.size = min(Raise, u.Size/f.Size-1)
	}
	return b
}

// casesFor returns the fewest cases of which at least so many succeed with the
// certainty.
func casesFor(hits int64, rate, sure float64) int64 {
	const most = 10_000_000
	return int64(sort.Search(most, func(n int) bool { return chance.Binomial(hits, int64(n), rate) >= sure }))
}
