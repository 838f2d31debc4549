package attain

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Cells reads the ledger.
type Cells interface {
	// Sums leaves out what counts late; Late has it.
	Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error)
	Late(ctx context.Context, scope access.Scope, f metric.SumFilter) ([]metric.LateValue, error)
	Daily(ctx context.Context, orgID string, f metric.DayFilter) ([]metric.DayValue, error)
	// CustomerDays knows no scope: the service asks for a node that the reader
	// sees.
	CustomerDays(ctx context.Context, orgID string, f metric.CustomerFilter) ([]metric.CustomerDay, error)
}

// Previewer computes series that the ledger does not keep, at one node or, when
// it is "", at all.
type Previewer interface {
	Sketch(ctx context.Context, orgID string, defs []metric.Definition, node org.NodeID, days period.Range) (metric.Ledger, error)
}

// cellsFor returns the ledger, with the series that the metrics need and that
// it does not keep computed beside it, for one node or for all: while somebody
// still types a goal, nothing is stored for it.
func (s *Service) cellsFor(ctx context.Context, set setting, node org.NodeID, metrics ...metric.Metric) (Cells, error) {
	kept := map[metric.Series]bool{}
	for _, d := range set.book.Extra {
		kept[d.Series] = true
	}
	if set.anew {
		for _, f := range set.fills {
			kept[f.Series] = false
		}
	}
	var missing []metric.Definition
	for _, m := range metrics {
		if m.Shape == metric.Customers {
			node = "" // the company's customers are looked at too
		}
		for _, d := range m.Needs() {
			if !kept[d.Series] {
				kept[d.Series] = true
				missing = append(missing, d)
			}
		}
	}
	var cells Cells = s.store
	if set.seen != nil {
		cells = set.seen
	}
	if len(missing) == 0 || s.preview == nil {
		return cells, nil
	}
	ledger, err := s.preview.Sketch(ctx, set.org.ID, missing, node, period.Everything)
	if err != nil {
		return nil, err
	}
	return &sketch{Cells: cells, store: s.store, ledger: bySeries(ledger), of: missing}, nil
}

// seen is the ledger as one answer reads it: what customers did is read once,
// however many goals ask for it.
type seen struct {
	Cells
	days map[metric.CustomerFilter][]metric.CustomerDay
}

func (k *seen) CustomerDays(ctx context.Context, orgID string, f metric.CustomerFilter) ([]metric.CustomerDay, error) {
	if days, ok := k.days[f]; ok {
		return days, nil
	}
	days, err := k.Cells.CustomerDays(ctx, orgID, f)
	if err == nil {
		k.days[f] = days
	}
	return days, err
}

// sketch is a ledger with series beside it that are kept nowhere.
type sketch struct {
	Cells  // for everything else
	store  Places
	ledger map[metric.Series][]entry
	of     []metric.Definition
}

type entry struct {
	metric.Cell
	value money.Amount
}

// bySeries sorts the cells into series, each in order.
func bySeries(ledger metric.Ledger) map[metric.Series][]entry {
	by := map[metric.Series][]entry{}
	for _, cell := range ledger.Cells() {
		by[cell.Series] = append(by[cell.Series], entry{cell, ledger[cell]})
	}
	return by
}

// holds reports whether the series is one of those that were computed, or goes
// with one.
func (k *sketch) holds(s metric.Series) bool {
	if _, ok := k.ledger[s]; ok {
		return true
	}
	return slices.ContainsFunc(k.of, func(d metric.Definition) bool { return d.Series == s })
}

func (k *sketch) Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error) {
	if !k.holds(f.Series) {
		return k.Cells.Sums(ctx, scope, f)
	}
	seen, err := k.seen(ctx, scope, f)
	if err != nil {
		return nil, err
	}
	sums, cut := map[org.NodeID]money.Amount{}, f.Cut()
	for _, e := range k.ledger[f.Series] {
		if e.Customer == "" && seen[e.Node] && cut.Contains(e.Day, e.Known) {
			sums[e.Node] += e.value
		}
	}
	return sums, nil
}

// seen returns the nodes of the filter that the scope sees.
func (k *sketch) seen(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]bool, error) {
	nodes, err := k.store.Nodes(ctx, scope, f.AsOf, org.Filter{Kind: f.Kind, IDs: f.IDs})
	seen := make(map[org.NodeID]bool, len(nodes))
	for _, n := range nodes {
		seen[n.ID] = true
	}
	return seen, err
}

func (k *sketch) Late(ctx context.Context, scope access.Scope, f metric.SumFilter) ([]metric.LateValue, error) {
	if !k.holds(f.Series) {
		return k.Cells.Late(ctx, scope, f)
	}
	seen, err := k.seen(ctx, scope, f)
	if err != nil {
		return nil, err
	}
	var list []metric.LateValue
	cut := f.Cut()
	for _, e := range k.ledger[f.Series] {
		if e.Customer == "" && seen[e.Node] && cut.IsLate(e.Day, e.Known) {
			list = append(list, metric.LateValue{Node: e.Node, Day: e.Day, Known: e.Known, Value: e.value})
		}
	}
	return list, nil
}

func (k *sketch) Daily(ctx context.Context, orgID string, f metric.DayFilter) ([]metric.DayValue, error) {
	if !k.holds(f.Series) {
		return k.Cells.Daily(ctx, orgID, f)
	}
	sums, cut := map[period.Date]money.Amount{}, f.Cut()
	for _, e := range k.ledger[f.Series] {
		switch {
		case e.Customer != "" || e.Node != f.Node:
		case cut.Contains(e.Day, e.Known):
			sums[e.Day] += e.value
		case cut.IsLate(e.Day, e.Known):
			sums[e.Known] += e.value
		}
	}
	list := make([]metric.DayValue, 0, len(sums))
	for _, day := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, metric.DayValue{Day: day, Value: sums[day]})
	}
	return list, nil
}

func (k *sketch) CustomerDays(ctx context.Context, orgID string, f metric.CustomerFilter) ([]metric.CustomerDay, error) {
	if !k.holds(f.Series) {
		return k.Cells.CustomerDays(ctx, orgID, f)
	}
	type place struct {
		customer org.NodeID
		day      period.Date
	}
	sums := map[place]money.Amount{}
	for _, e := range k.ledger[f.Series] {
		if e.Customer != "" && e.Node == f.Node && f.Days.Contains(e.Day) && e.Known <= f.AsOf {
			sums[place{e.Customer, e.Day}] += e.value
		}
	}
	list := make([]metric.CustomerDay, 0, len(sums))
	for at, value := range sums {
		list = append(list, metric.CustomerDay{Customer: at.customer, Day: at.day, Value: value})
	}
	slices.SortFunc(list, func(a, b metric.CustomerDay) int {
		return cmp.Or(cmp.Compare(a.Customer, b.Customer), cmp.Compare(a.Day, b.Day))
	})
	return list, nil
}
