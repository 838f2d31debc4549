package tradeoff

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// How far back is looked.
const (
	pastMonths  = 24
	orderMonths = 12
	// mostOrders bounds what is read: the newest ones. What they cannot tell, ten
	// times as many would not change.
	mostOrders = 40_000
)

// record is what everybody's months were, as of a day.
type record struct {
	months []period.Range
	people map[org.NodeID]history
}

// history is what a person's months came to. By series and not by month: a
// company of ten thousand people has a quarter of a million months.
type history struct {
	of    map[metric.Series][]money.Amount // by month
	there []bool                           // in which months there was anything
}

// sum adds the terms up over the months from to the one before to.
func (h history) sum(terms []metric.Term, from, to int) float64 {
	sum := money.Amount(0)
	for _, t := range terms {
		if values, ok := h.of[t.Series]; ok {
			for _, v := range values[from:to] {
				sum += v * money.Amount(t.Sign)
			}
		}
	}
	return float64(sum) / float64(money.Unit)
}

// record returns what everybody's months were.
func (s *Service) record(ctx context.Context, orgID string, asOf period.Date) (*record, error) {
	return s.records.Now(ctx, orgID, asOf, func(ctx context.Context) (*record, error) {
		r := &record{people: map[org.NodeID]history{}}
		next := (asOf + 1).FirstOfMonth()
		for i := pastMonths; i > 0; i-- {
			r.months = append(r.months, period.Range{Start: next.AddMonths(-i), End: next.AddMonths(1 - i)})
		}
		for _, series := range seriesOf(trades()) {
			for i, days := range r.months {
				sums, err := s.store.Sums(ctx, access.System(orgID), metric.SumFilter{Series: series, Kind: org.Person, Days: days, AsOf: asOf})
				if err != nil {
					return nil, err
				}
				r.add(series, i, sums)
			}
		}
		return r, nil
	})
}

func (r *record) add(series metric.Series, at int, sums map[org.NodeID]money.Amount) {
	for id, v := range sums {
		h, ok := r.people[id]
		if !ok {
			h = history{of: map[metric.Series][]money.Amount{}, there: make([]bool, len(r.months))}
			r.people[id] = h
		}
		if h.of[series] == nil {
			h.of[series] = make([]money.Amount, len(r.months))
		}
		h.of[series][at], h.there[at] = v, true
	}
}

func seriesOf(list []trade) []metric.Series {
	var all []metric.Series
	for _, t := range list {
		for _, terms := range [][]metric.Term{t.xs, t.xden, t.num, t.den} {
			for _, term := range terms {
				all = append(all, term.Series)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sold is the newest orders, as of a day.
type sold struct {
	orders []order
	since  period.Date // the first day that is looked at
}

// sold returns the newest orders. They are read in spans that are short where
// much is sold.
func (s *Service) sold(ctx context.Context, orgID string, asOf period.Date) (sold, error) {
	return s.orders.Now(ctx, orgID, asOf, func(ctx context.Context) (sold, error) {
		const few, longest = 1000, 31 // orders of a span, days
		var all []order
		end := asOf + 1
		first, seen := end.AddMonths(-orderMonths), map[fact.DealID]bool{}
		for span := period.Date(1); end > first && len(all) < mostOrders; {
			days := period.Range{Start: max(first, end-span), End: end}
			deals, err := s.store.Deals(ctx, orgID, fact.Filter{Days: days})
			if err != nil {
				return sold{}, err
			}
			for _, d := range deals {
				if o, ok := orderOf(d, asOf); ok && !seen[d.ID] {
					all = append(all, o)
					seen[d.ID] = true // a return may be of another day
				}
			}
			if end = days.Start; len(deals) < few {
				span = min(2*span, longest)
			}
		}
		return sold{all, end}, nil
	})
}
