package gap

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// spread is a number of the node by the nodes of a kind; under "" stands what
// belongs to none.
type spread struct {
	values map[org.NodeID]money.Amount
	nodes  map[org.NodeID]org.Node
	total  money.Amount
	late   money.Amount
}

// breakdown divides a metric of the node over days by a kind of node.
func (a *ask) breakdown(ctx context.Context, m metric.Metric, days period.Range, by org.Kind) (spread, error) {
	q := attain.Query{Metric: m, Period: period.NewCustom(days), AsOf: a.asOf}
	b, err := a.figures.Breakdown(ctx, a.scope, a.id, q, by, 0)
	if err != nil {
		return spread{}, err
	}
	s := spread{values: map[org.NodeID]money.Amount{}, nodes: map[org.NodeID]org.Node{}}
	for _, slice := range b.Slices {
		s.values[slice.Node.ID], s.nodes[slice.Node.ID] = slice.Value, slice.Node
	}
	if b.Unassigned != 0 {
		s.values[""] = b.Unassigned
	}
	for _, l := range b.Late {
		s.late += l.Num
	}
	if b.Total != nil {
		s.total = *b.Total
	}
	return s, nil
}

// dimension divides the gap by the nodes of a kind.
func (a *ask) dimension(by org.Kind) error {
	now, err := a.breakdown(a.ctx, a.Figures.Metric, a.Days, by)
	if err != nil {
		return err
	}
	then := spread{values: map[org.NodeID]money.Amount{}, nodes: map[org.NodeID]org.Node{}}
	if a.Baseline.Against != Nothing {
		if then, err = a.breakdown(a.ctx, a.Figures.Metric, a.Baseline.Days, by); err != nil {
			return err
		}
	}
	maps.Copy(then.nodes, now.nodes)
	d := Dimension{By: by, Rows: []Row{}}
	if by == org.Person && a.Figures.Covered != nil {
		delete(now.values, "") // no target covers what is credited to nobody
		delete(then.values, "")
	}
	targets, err := a.targetsOf(by, then.nodes)
	if err != nil {
		return err
	}
	rows := a.rows(now, then, targets)
	if len(rows) < 2 {
		return nil // one part explains nothing
	}
	if err := a.planRows(rows, &d); err != nil {
		return err
	}
	if err := a.judgeRows(by, rows); err != nil {
		return err
	}
	a.close(rows, &d, now)
	a.Gap.Dimensions = append(a.Gap.Dimensions, d)
	return nil
}

// rows pairs what came with what the baseline was.
func (a *ask) rows(now, then spread, targets map[org.NodeID]money.Amount) []Row {
	ids := map[org.NodeID]bool{}
	for _, values := range []map[org.NodeID]money.Amount{now.values, then.values, targets} {
		for id := range values {
			ids[id] = true
		}
	}
	rows := make([]Row, 0, len(ids))
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		row := Row{Node: then.nodes[id], Actual: now.values[id], Baseline: then.values[id], Variation: explain.Unknown}
		if target, ok := targets[id]; ok {
			row.Planned, row.Targeted = target, true
		}
		rows = append(rows, row)
	}
	return rows
}

// targetsOf returns what the nodes' own targets ask for, where they are parts
// of the node's: those of everybody in the company or in a team.
func (a *ask) targetsOf(by org.Kind, nodes map[org.NodeID]org.Node) (map[org.NodeID]money.Amount, error) {
	targets := map[org.NodeID]money.Amount{}
	root := a.id == a.org.Root()
	if !root && (a.id.Kind() != org.Team || by != org.Person) {
		return targets, nil
	}
	ids := slices.Sorted(maps.Keys(nodes))
	if by == org.Person { // who has a target and has sold nothing is part of the gap too
		list, err := a.figures.List(a.ctx, a.scope, a.query, attain.Selection{By: by, Under: a.id, Sort: "name"})
		if err != nil {
			return nil, err
		}
		for _, f := range list.Rows {
			if !f.Masked && f.Target != nil {
				nodes[f.Node.ID] = f.Node
			}
		}
		ids = slices.Sorted(maps.Keys(nodes))
	}
	each, err := a.figures.Each(a.ctx, a.scope, a.query, ids)
	if err != nil {
		return nil, err
	}
	for id, f := range each {
		if f.Target == nil {
			continue
		}
		targets[id] = *f.Target
		if a.Basis == ToDate {
			targets[id] = attain.Expected(*f.Target, f.Period.Range, attain.WorkingDays, a.org.Calendar, a.asOf)
		}
	}
	return targets, nil
}

// planRows plans of the rows without a target their share of what the others
// leave, by the baseline.
func (a *ask) planRows(rows []Row, d *Dimension) error {
	left, targeted := a.Planned, 0
	weights := make([]int64, len(rows))
	var weight int64
	for i, r := range rows {
		if r.Targeted {
			left -= r.Planned
			targeted++
			continue
		}
		weights[i] = int64(max(0, r.Baseline))
		weight += weights[i]
	}
	switch {
	case targeted == len(rows):
		d.Rule = "Each is held to its own target."
	case targeted > 0:
		d.Rule = "Those with a target are held to it; of what these leave of the plan, each other has its share of the baseline."
	default:
		d.Rule = "Each is held to the share of the plan that it had of the baseline."
	}
	if left <= 0 || weight == 0 {
		return nil
	}
	shares, err := money.Allocate(left, weights)
	if err != nil {
		return err
	}
	for i := range rows {
		if !rows[i].Targeted {
			rows[i].Planned = shares[i]
		}
	}
	return nil
}

// judgeRows marks the rows whose gap is within normal variation: how far the
// months of the past were from the row's share of the node.
func (a *ask) judgeRows(by org.Kind, rows []Row) error {
	history, total, err := a.rowHistory(by)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Gap = rows[i].Planned - rows[i].Actual
		values := history[rows[i].Node.ID]
		if len(values) == 0 {
			continue
		}
		off := float64(rows[i].Gap) / a.months()
		rows[i].Variation = explain.Judge(off, scaled(residuals(values, total), 1/math.Sqrt(a.months())))
	}
	return nil
}

// residuals returns how far each month was from its share of the total, the
// share being that of all months: season and growth, which all rows have in
// common, are no variation of one.
func residuals(values, total []float64) []float64 {
	sum, whole := 0.0, 0.0
	for i := range values {
		sum, whole = sum+values[i], whole+total[i]
	}
	if whole <= 0 {
		return nil
	}
	list := make([]float64, len(values))
	for i := range values {
		list[i] = values[i] - sum/whole*total[i]
	}
	return list
}

// rowHistory returns the months of each node of a kind, and of all together.
// Months before the first sale are not there.
func (a *ask) rowHistory(by org.Kind) (history map[org.NodeID][]float64, total []float64, err error) {
	months, err := a.org.Calendar.Between(period.Month, a.past())
	if err != nil {
		return nil, nil, err
	}
	var spreads []map[org.NodeID]money.Amount
	if a.id == a.org.Root() {
		for _, m := range months {
			s, err := a.breakdown(a.ctx, a.Figures.Metric, m.Range, by)
			if err != nil {
				return nil, nil, err
			}
			spreads = append(spreads, s.values)
		}
	} else if spreads, err = a.fromDeals(by, months); err != nil {
		return nil, nil, err
	}
	history = map[org.NodeID][]float64{}
	for _, values := range spreads {
		whole := 0.0
		for id, value := range values {
			if history[id] == nil {
				history[id] = make([]float64, len(total), len(months))
			}
			history[id] = append(history[id], float64(value))
			whole += float64(value)
		}
		if whole == 0 && len(total) == 0 {
			continue
		}
		total = append(total, whole)
		for id := range history {
			if len(history[id]) < len(total) {
				history[id] = append(history[id], 0)
			}
		}
	}
	return history, total, nil
}

// fromDeals adds up the node's deals by the nodes of a kind, month by month, in
// one pass over them.
func (a *ask) fromDeals(by org.Kind, months []period.Period) ([]map[org.NodeID]money.Amount, error) {
	spreads := make([]map[org.NodeID]money.Amount, len(months))
	for i := range spreads {
		spreads[i] = map[org.NodeID]money.Amount{}
	}
	days := a.past()
	sought := attain.FactsOf(a.book.Tree, a.id, a.Figures.Metric, a.Figures.Metric.ID, days)
	if !sought.Sales {
		return spreads, nil
	}
	deals, err := a.store.Deals(a.ctx, a.org.ID, sought.Deals)
	if err != nil {
		return nil, err
	}
	for _, d := range deals {
		lines, err := a.book.Lines(d, a.asOf)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			at, ok := slices.BinarySearchFunc(months, l.Day, func(m period.Period, day period.Date) int {
				switch {
				case m.End <= day:
					return -1
				case m.Start > day:
					return 1
				default:
					return 0
				}
			})
			if ok {
				a.book.Slice(spreads[at], l, a.Figures.Metric.ID, a.id, by, a.asOf)
			}
		}
	}
	return spreads, nil
}

// close sorts the rows, sums up those that the limit leaves out, and names what
// belongs to none of them.
func (a *ask) close(rows []Row, d *Dimension, now spread) {
	slices.SortStableFunc(rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(y.Gap, x.Gap), cmp.Compare(x.Node.ID, y.Node.ID))
	})
	rest := a.Gap.Gap
	keep := kept(rows, a.limits.Rows)
	for i, r := range rows {
		rest -= r.Gap
		if keep[i] {
			d.Rows = append(d.Rows, r)
			continue
		}
		d.Other.Count++
		d.Other.Planned += r.Planned
		d.Other.Actual += r.Actual
		d.Other.Gap += r.Gap
	}
	d.Rest = rest
	d.RestNote = a.restNote(rest, rows, now)
}

// kept returns which rows stand apart: those with the largest gaps, either way.
func kept(rows []Row, limit int) map[int]bool {
	gaps := make([]money.Amount, len(rows))
	for i, r := range rows {
		gaps[i] = r.Gap
	}
	keep := map[int]bool{}
	for _, i := range explain.Largest(gaps) {
		if limit > 0 && len(keep) == limit {
			break
		}
		keep[i] = true
	}
	return keep
}

func (a *ask) restNote(rest money.Amount, rows []Row, now spread) string {
	if rest == 0 {
		return ""
	}
	var planned money.Amount
	for _, r := range rows {
		planned += r.Planned
	}
	switch {
	case planned != a.Planned && planned > a.Planned:
		return "the targets of these ask for more than the plan"
	case planned != a.Planned:
		return "no part of the plan is given to anybody for this"
	case now.late != 0:
		return "what counts late from closed periods, or is credited to nobody"
	default:
		return "what is credited to nobody, so that no target covers it"
	}
}
