package tradeoff

import (
	"math"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// Kind names what is weighed against what.
type Kind string

// The kinds.
const (
	LeadsQuality     Kind = "leads_quality"    // more leads, against how good they are
	NewOld           Kind = "new_existing"     // new customers, against orders of those that are there
	PressureCSAT     Kind = "pressure_csat"    // activities, against satisfaction
	DiscountCSAT     Kind = "discount_csat"    // discount, against satisfaction
	DiscountReturned Kind = "discount_returns" // discount, against orders that come back
)

// trade says how a kind is measured from months of people: from the sums of
// series.
type trade struct {
	kind     Kind
	x, y     string        // what they are, in words
	log      bool          // x counts by doublings
	lessX    bool          // less of x is better
	xs, xden []metric.Term // x, a ratio where there is an xden
	num, den []metric.Term // y, likewise
	step     float64       // the change of x that is told
	stepText string
	leave    int  // newest months left out, because what became of them is not known yet
	yShare   bool // y is a part of one
}

// trades are those that months tell. Activities, leads and customers are counted
// by doublings: one more means little to who has many.
func trades() []trade {
	rate := func(id metric.Series) metric.Metric {
		all := metric.All()
		return all[slices.IndexFunc(all, func(m metric.Metric) bool { return m.ID == id })]
	}
	plus := func(s metric.Series) []metric.Term { return []metric.Term{{Series: s, Sign: 1}} }
	good, csat, discount := rate(metric.LeadQualification), rate(metric.CSAT), rate(metric.Discount)
	return []trade{
		{kind: LeadsQuality, x: "Leads in a month", y: "Share of them that were ever qualified", log: true, xs: plus(metric.Leads), num: good.Num, den: good.Den,
			step: math.Ln2, stepText: "twice the leads", leave: 2, yShare: true},
		{kind: NewOld, x: "New customers in a month", y: "Orders of existing customers", xs: plus(metric.NewCustomers),
			num: []metric.Term{{Series: metric.Orders, Sign: 1}, {Series: metric.NewCustomers, Sign: -1}}, step: 1, stepText: "one more new customer"},
		{kind: PressureCSAT, x: "Activities in a month", y: "Satisfied answers", log: true, xs: plus(metric.Activities), num: csat.Num, den: csat.Den,
			step: math.Ln2, stepText: "twice the activities", yShare: true},
		{kind: DiscountCSAT, x: "Average discount in a month", y: "Satisfied answers", lessX: true, xs: discount.Num, xden: discount.Den, num: csat.Num, den: csat.Den,
			step: 0.1, stepText: "10 points more discount", yShare: true},
	}
}

// row measures a month; ok is false where there is nothing to measure.
func (t trade) row(person org.NodeID, at int, h history) (r Row, ok bool) {
	sum := func(terms []metric.Term) float64 { return h.sum(terms, at, at+1) }
	x, y, weight := sum(t.xs), sum(t.num), 1.0
	if t.xden != nil {
		all := sum(t.xden)
		if all <= 0 {
			return Row{}, false
		}
		x /= all
	}
	if t.den != nil {
		if weight = sum(t.den); weight < 1 {
			return Row{}, false
		}
		y /= weight
	}
	if t.log {
		if x < 1 {
			return Row{}, false
		}
		x = math.Log(x)
	}
	if t.den == nil && x == 0 && y == 0 {
		return Row{}, false // nobody was there
	}
	return Row{Unit: string(person), Time: at, X: x, Y: y, Weight: weight}, true
}

// spot is where a person, or a month, stands.
type spot struct{ x, y, cases float64 }

// place sums the months from to the one before to up to a point. x is per month
// in which there was anything.
func (t trade) place(h history, from, to int) (s spot, ok bool) {
	sum := func(terms []metric.Term) float64 { return h.sum(terms, from, to) }
	n := 0
	for _, there := range h.there[from:to] {
		if there {
			n++
		}
	}
	if n == 0 {
		return spot{}, false
	}
	s.x, s.y, s.cases = sum(t.xs), sum(t.num), float64(n)
	if t.xden != nil {
		all := sum(t.xden)
		if all <= 0 {
			return spot{}, false
		}
		s.x /= all
	} else {
		s.x /= float64(n)
	}
	if t.den == nil {
		s.y /= float64(n)
		return s, true
	}
	s.cases = sum(t.den)
	const leastCases = 5 // answers or leads that a point is made of
	if s.cases < leastCases {
		return spot{}, false
	}
	s.y /= s.cases
	return s, true
}
