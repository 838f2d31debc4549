package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
)

// Queue is what a series is filled from: everything of a sort, one after the
// other in the order of the ids.
type Queue string

// The queues. New customers are found from all deals of a customer together.
const (
	OfDeals     Queue = "deal"
	OfCustomers Queue = "customer"
	OfCases     Queue = "case"
)

// Queue returns what the series is filled from.
func (d Definition) Queue() Queue {
	switch {
	case d.Base == NewCustomers:
		return OfCustomers
	case d.Sources().Sales:
		return OfDeals
	default:
		return OfCases
	}
}

// Fill is how far a series has come that is not in the ledger as a whole yet.
// What is posted meanwhile counts in it when it is of a fact that the fill has
// passed: all others are still to be reached, and are counted then as they stand
// then. So each fact counts once, whatever arrives in whatever order.
type Fill struct {
	Definition
	// Clearing says that what another definition has left of the series is
	// taken away first. Nothing counts in it until that is done.
	Clearing bool
	Drop     bool   // it is no longer to be kept, and only cleared
	After    string // the last id of its queue that the fill has passed; "" before the first
	Done     int64  // how many of its queue it has passed,
	Total    int64  // and of how many, when that was counted; 0 before it was
	From     int64  // microseconds; nothing is cleared before, as somebody may be reading
	// Broken says that somebody stored something who did not know of the fill.
	// It has to begin again.
	Broken bool
}

// Share returns the part that is done, below 1.
func (f Fill) Share() money.Amount {
	const most = money.Unit - money.Unit/100
	share, ok := money.Ratio(money.FromInt(f.Done), money.FromInt(f.Total))
	if !ok || f.Clearing {
		return 0
	}
	return min(share, most)
}

// Restarted returns the fill before its first fact.
func (f Fill) Restarted() Fill {
	f.Clearing, f.After, f.Done, f.Total, f.Broken = true, "", 0, 0, false
	return f
}

// passed reports whether what is posted of the queue under the id counts in
// the series by now.
func (f Fill) passed(queue Queue, id string) bool {
	return !f.Clearing && f.Queue() == queue && id <= f.After
}

// WithFills returns the book with its fills as they stand now. They must be of
// the same series.
func (b *Book) WithFills(fills []Fill) *Book {
	next := *b
	next.Fills = fills
	return &next
}

// ahead returns the series in which nothing of the id counts yet; nil when
// there is none, which is nearly always.
func (b *Book) ahead(queue Queue, id string) map[Series]bool {
	var series map[Series]bool
	for _, f := range b.Fills {
		if f.passed(queue, id) {
			continue
		}
		if series == nil {
			series = make(map[Series]bool, len(b.Fills))
		}
		series[f.Series] = true
	}
	return series
}

// Filling returns the fill among the list that keeps the metric from having a
// value, the slowest if there are several; ok is false when there is none.
func (m Metric) Filling(fills []Fill) (slowest Fill, ok bool) {
	if len(fills) == 0 {
		return Fill{}, false
	}
	of := slices.Clone(m.Histories)
	for _, t := range slices.Concat(m.Num, m.Den) {
		of = append(of, t.Series)
	}
	for _, f := range fills {
		if slices.Contains(of, f.Series) && (!ok || f.Share() < slowest.Share()) {
			slowest, ok = f, true
		}
	}
	return slowest, ok
}

// ByFunnel returns the series that count by the stages of the funnel, of those
// that are always kept and of the book's own.
func (b *Book) ByFunnel() []Definition {
	var list []Definition
	for _, s := range []Series{Leads, LeadsQualified, LeadsWon, leadsEverGood, leadsEverWon, Opportunities, PipelineCreated, PipelineOpen,
		DealsWon, DealsLost, DealsWonValue, DealsLostValue, dealsWonValued, cycleDays} {
		list = append(list, Definition{Series: s, Base: s})
	}
	for _, d := range b.Extra {
		of := d.Sources().Events
		again := slices.ContainsFunc(list, func(o Definition) bool { return o.Series == d.Series })
		if !again && (slices.Contains(of, fact.Lead) || slices.Contains(of, fact.Opportunity)) {
			list = append(list, d)
		}
	}
	return list
}

// Builtin reports whether the series is always kept.
func (d Definition) Builtin() bool { return len(d.Scope) == 0 && isBuiltin(d.Base) }
