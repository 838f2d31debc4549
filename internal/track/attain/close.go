package attain

import (
	"context"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Late is what became known of a closed period after it was closed, and counts
// where it became known.
type Late struct {
	From     closing.Close
	Num, Den money.Amount // of a sum Num is the amount
}

// Frozen says that a period is closed, and what came after.
type Frozen struct {
	AsOf  period.Date // what was known at the end of this day counts
	On    period.Date // the day on which the last of it was closed
	Since []Late      // what became known since, counted in later periods
}

// knowledge is by what a question is answered: what was known at the end of a
// day, with the closes by which what is late counts elsewhere.
type knowledge struct {
	asOf   period.Date
	closes closing.Closes
}

// knows returns by what a metric is told for some days. Where a late change can
// be counted in another period the closes say which cells do; a value that is
// not added up from days is of a closed period as it was known then, and of any
// other by its own days.
func (set setting) knows(m metric.Metric, p period.Range) knowledge {
	if m.Posts() {
		return knowledge{set.asOf, set.closes}
	}
	if asOf, closed := set.closes.Holds(p); closed {
		return knowledge{asOf: min(set.asOf, m.Settled(p, asOf))}
	}
	return knowledge{asOf: set.asOf}
}

// frozen returns what was known of targets, rates and of who stood where when
// the days were closed: the as-of day while they are open.
func (set setting) frozen(p period.Range) period.Date {
	if asOf, closed := set.closes.Holds(p); closed {
		return asOf
	}
	return set.asOf
}

// filter says which cells of a series answer the question at the nodes.
func (set setting) filter(q question, series metric.Series, days period.Range, ids []org.NodeID) metric.SumFilter {
	k := set.knows(q.metric, q.period)
	return metric.SumFilter{Series: series, IDs: ids, Days: days, AsOf: set.asOf, Known: k.asOf, Closes: k.closes}
}

// dayFilter says which days of a series answer the question at a node.
func (set setting) dayFilter(q question, t metric.Term, series metric.Series, node org.NodeID) metric.DayFilter {
	k := set.knows(q.metric, q.period)
	return metric.DayFilter{Series: series, Node: node, Days: q.metric.Span(t, q.period, k.asOf), AsOf: k.asOf, Closes: k.closes}
}

// lates collects what counts late at nodes, by the period that it comes from.
type lates struct {
	of   period.Range // what lies within it is no difference to it
	from closing.Closes
	at   map[org.NodeID]map[closing.ID]*Late
}

func newLates(of period.Range, from closing.Closes) *lates {
	return &lates{of: of, from: from, at: map[org.NodeID]map[closing.ID]*Late{}}
}

// add notes values of a term of the numerator, or of the denominator.
func (l *lates) add(values []metric.LateValue, sign int64, den bool) {
	for _, v := range values {
		value := money.Amount(sign) * v.Value
		from, ok := l.from.Of(v.Day)
		if !ok || l.of.Contains(v.Day) {
			continue
		}
		if l.at[v.Node] == nil {
			l.at[v.Node] = map[closing.ID]*Late{}
		}
		late := l.at[v.Node][from.ID]
		if late == nil {
			late = &Late{From: from}
			l.at[v.Node][from.ID] = late
		}
		if den {
			late.Den += value
		} else {
			late.Num += value
		}
	}
}

// list returns what counts late at a node, in the order of the periods that it
// comes from; what comes to nothing is left out.
func (l *lates) list(node org.NodeID) []Late {
	var list []Late
	for _, from := range l.from {
		if late := l.at[node][from.ID]; late != nil && (late.Num != 0 || late.Den != 0) {
			list = append(list, *late)
		}
	}
	return list
}

// close says that the period of the figures is closed, and what has become
// known of it since.
func (s *Service) close(ctx context.Context, scope access.Scope, set setting, q Query, f *Figures) error {
	asOf, closed := set.closes.Holds(q.Period.Range)
	if !closed || f.Filling != nil {
		return nil
	}
	f.Closed = &Frozen{AsOf: set.knows(q.Metric, q.Period.Range).asOf}
	for _, c := range set.closes {
		if c.Period.Overlaps(q.Period.Range) {
			f.Closed.On = max(f.Closed.On, c.Known.Start)
		}
	}
	if !q.Metric.Posts() {
		f.Notes = append(f.Notes, fmt.Sprintf("The period is closed, so this is what was known on %s. What became known later is in no period: it cannot be added up from days.", f.Closed.AsOf))
		return nil
	}
	f.Closed.AsOf = asOf
	after := newLates(period.Range{}, set.closes)
	ask := question{metric: q.Metric, period: q.Period.Range, cells: set.cells}
	for side, terms := range [][]metric.Term{q.Metric.Num, q.Metric.Den} {
		for _, t := range terms {
			values, err := ask.cells.Late(ctx, scope, set.filter(ask, t.Series, period.Range{Start: q.Period.End, End: set.asOf + 1}, []org.NodeID{f.Node.ID}))
			if err != nil {
				return err
			}
			within := values[:0]
			for _, v := range values {
				if q.Period.Contains(v.Day) {
					within = append(within, v)
				}
			}
			after.add(within, t.Sign, side == 1)
		}
	}
	f.Closed.Since = after.list(f.Node.ID)
	return nil
}
