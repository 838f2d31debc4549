package attain

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Slice is a node's part of another's number.
type Slice struct {
	Node  org.Node
	Value money.Amount
}

// Breakdown says where a node's number comes from.
type Breakdown struct {
	By         org.Kind
	Slices     []Slice // by value, the largest first
	OtherCount int     // nodes that were left out, and
	Other      money.Amount
	Unassigned money.Amount   // what belongs to no node of the kind
	Late       []Late         // what counts late is a line of its own: it is not divided
	Total      *money.Amount  // nil when there is none
	Currency   money.Currency // "" unless the metric is money
	Note       string
	Filling    *money.Amount // as in Reading: then there are no slices
}

// Breakdown divides a node's number by another kind of node. Of a ratio, or a
// rate of customers, each node has its own, and nothing adds up.
func (s *Service) Breakdown(ctx context.Context, scope access.Scope, id org.NodeID, q Query, by org.Kind, limit int) (Breakdown, error) {
	set, err := s.prepare(ctx, scope, id, q)
	if err != nil {
		return Breakdown{}, err
	}
	scope.PublishedKinds = nil
	f, err := s.node(ctx, scope, set, id, q)
	if err != nil {
		return Breakdown{}, err
	}
	b := Breakdown{By: by, Total: f.Actual, Currency: f.Currency, Late: f.Late, Filling: f.Filling}
	if f.Filling != nil {
		b.Slices, b.Note = []Slice{}, set.whyFilling(q.Metric, id, *f.Filling)
		return b, nil
	}
	if len(set.book.Recounts) > 0 {
		b.Total, b.Filling = nil, &set.recounted
		b.Slices, b.Note = []Slice{}, sayRecounted(set.recounted)
		return b, nil
	}
	set.anew = true // the parts need not be kept
	values, err := s.divided(ctx, scope, set, id, q, by)
	if err != nil {
		return Breakdown{}, err
	}
	b.Note = whyNoSum(q.Metric, by)
	if q.Metric.Shape == metric.Sum {
		maps.DeleteFunc(values, func(_ org.NodeID, v money.Amount) bool { return v == 0 })
	}
	if err := s.named(ctx, scope.OrgID, set, values, limit, &b); err != nil {
		return Breakdown{}, err
	}
	if q.Metric.Shape != metric.Sum {
		b.Other = 0
	} else if q.Metric.Additive && by != org.Team && b.Total != nil {
		b.Unassigned = *b.Total - f.LateSum() - b.Other
		for _, slice := range b.Slices {
			b.Unassigned -= slice.Value
		}
	}
	return b, nil
}

// whyNoSum says why the rows of a breakdown do not add up to the total; "" when
// they do.
func whyNoSum(m metric.Metric, by org.Kind) string {
	switch {
	case m.Shape != metric.Sum:
		return "Each row has its own value; ratios and rates do not add up."
	case m.ID == metric.NewCustomers:
		return "One customer can count in several rows, so they may add up to more than the total."
	case !m.Additive:
		return "One " + singular(m) + " can count in several rows, so they may add up to more than the total."
	case by == org.Team:
		return "Teams stand inside one another, so the rows overlap."
	default:
		return ""
	}
}

// singular names one of what the metric counts.
func singular(m metric.Metric) string { return strings.TrimSuffix(strings.ToLower(m.Name), "s") }

// divided returns what the node's number is at the nodes of a kind.
func (s *Service) divided(ctx context.Context, scope access.Scope, set setting, id org.NodeID, q Query, by org.Kind) (map[org.NodeID]money.Amount, error) {
	switch {
	case id == set.org.Root() && q.Metric.Shape == metric.Sum && len(q.Metric.Num) == 1:
		return s.sumsOf(ctx, scope, set, q, by)
	case id != set.org.Root() && ofSales(q.Metric.ID):
		return s.slices(ctx, scope.OrgID, set, id, q.Metric, by)
	}
	return s.crossed(ctx, scope, set, id, q, by)
}

// sumsOf returns what a plain sum comes to at every node of a kind that the
// scope sees.
func (s *Service) sumsOf(ctx context.Context, scope access.Scope, set setting, q Query, by org.Kind) (map[org.NodeID]money.Amount, error) {
	filter := set.filter(question{metric: q.Metric, period: q.Period.Range}, q.Metric.Num[0].Series, set.days, nil)
	filter.Kind = by
	return set.cells.Sums(ctx, scope, filter)
}

// crossed reads what belongs both to the node and to each node of the kind.
func (s *Service) crossed(ctx context.Context, scope access.Scope, set setting, id org.NodeID, q Query, by org.Kind) (map[org.NodeID]money.Amount, error) {
	everybody := scope
	if id != set.org.Root() {
		everybody = access.System(scope.OrgID) // what belongs to the node may be told of any other
	}
	nodes, err := s.store.Nodes(ctx, everybody, set.asOf, org.Filter{Kind: by})
	if err != nil {
		return nil, err
	}
	ids := make([]org.NodeID, len(nodes))
	for i, n := range nodes {
		ids[i] = n.ID
	}
	ask := question{metric: q.Metric, period: q.Period.Range, rates: q.Rates, cells: set.cells}
	switch kind := by; {
	case id == set.org.Root():
	case kind == org.Person || kind == org.Team:
		ask.metric = q.Metric.In([]org.NodeID{id})
		if ask.cells, err = s.cellsFor(ctx, set, "", ask.metric); err != nil {
			return nil, err
		}
	default:
		return s.crossedPlaces(ctx, set, id, ask, ids)
	}
	read, err := s.readings(ctx, everybody, set, ask, ids)
	values := make(map[org.NodeID]money.Amount, len(read))
	for node, r := range read {
		if v := r.divisible(q.Metric); v != nil {
			values[node] = *v
		}
	}
	return values, err
}

// divisible returns the value without what counts late, which is a line of its
// own; of anything but a sum the value.
func (r Reading) divisible(m metric.Metric) *money.Amount {
	if r.Value == nil || m.Shape != metric.Sum {
		return r.Value
	}
	value := *r.Value - r.LateSum()
	return &value
}

// crossedPlaces is crossed for products, territories and other places: those of
// them at which anything happened, each as a scope of its own. They are
// computed in one pass over the facts.
func (s *Service) crossedPlaces(ctx context.Context, set setting, id org.NodeID, ask question, places []org.NodeID) (map[org.NodeID]money.Amount, error) {
	whole := ask.metric
	used, err := s.readings(ctx, systemOf(set), set, ask, places)
	if err != nil {
		return nil, err
	}
	at, within := id, []org.NodeID(nil)
	if elsewhere(whole.In(places[:min(1, len(places))]), id) {
		at, within = set.org.Root(), []org.NodeID{id}
	}
	metrics := map[org.NodeID]metric.Metric{}
	var all []metric.Metric
	for _, place := range places {
		if r := used[place]; r.Num != 0 || r.Den != 0 {
			metrics[place] = whole.In(append(slices.Clone(within), place))
			all = append(all, metrics[place])
		}
	}
	if ask.cells, err = s.cellsFor(ctx, set, at, all...); err != nil {
		return nil, err
	}
	values := map[org.NodeID]money.Amount{}
	for place, m := range metrics {
		ask.metric = m
		read, err := s.read(ctx, systemOf(set), set, ask, []org.NodeID{at})
		if err != nil {
			return nil, err
		}
		if v := read[at].divisible(m); v != nil {
			values[place] = *v
		}
	}
	return values, nil
}

// ofSales reports whether the metric is a plain sum over lines of sale.
func ofSales(id metric.Series) bool {
	switch id {
	case metric.Revenue, metric.Profit, metric.Units, metric.Orders, metric.NewCustomers, metric.OverlayRevenue:
		return true
	default:
		return false
	}
}

// slices sums the node's credits by the nodes of a kind.
func (s *Service) slices(ctx context.Context, orgID string, set setting, id org.NodeID, m metric.Metric, by org.Kind) (map[org.NodeID]money.Amount, error) {
	if values, ok, err := s.mixed(ctx, orgID, set, id, m, by); ok || err != nil {
		return values, err
	}
	values := map[org.NodeID]money.Amount{}
	for _, slab := range set.closes.Whole(set.days, set.asOf).Own {
		set.days, set.known = slab.Days, slab.Known
		deals, err := s.store.Deals(ctx, orgID, dealsOf(set.book.Tree, id, set.spread(m.ID)))
		if err != nil {
			return nil, err
		}
		if m.Additive {
			err = set.sliceLines(values, deals, id, m, by)
		} else {
			err = s.sliceOrders(ctx, orgID, set, values, deals, id, m, by)
		}
		if err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (set setting) sliceLines(values map[org.NodeID]money.Amount, deals []fact.Deal, id org.NodeID, m metric.Metric, by org.Kind) error {
	for _, d := range deals {
		lines, err := set.book.Lines(d, set.known)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if set.days.Contains(l.Day) {
				set.book.Slice(values, l, m.ID, id, by, set.known)
			}
		}
	}
	return nil
}

// sliceOrders is for what counts once, however many lines it has.
func (s *Service) sliceOrders(ctx context.Context, orgID string, set setting, values map[org.NodeID]money.Amount, deals []fact.Deal, id org.NodeID, m metric.Metric, by org.Kind) error {
	credits, err := s.creditsOn(ctx, orgID, set, deals, id, m.ID)
	if err != nil {
		return err
	}
	counted := map[string]bool{}
	for _, c := range credits {
		counted[c.Sale.Source+"/"+c.Sale.OrderID] = true
	}
	for _, d := range deals {
		if !counted[string(d.ID)] {
			continue
		}
		lines, err := set.book.Lines(d, set.known)
		if err != nil {
			return err
		}
		seen := map[org.NodeID]bool{}
		for _, l := range lines {
			for _, node := range set.book.Nodes(l, set.known) {
				if node.Kind() == by && !seen[node] {
					seen[node] = true
					values[node] += money.Unit
				}
			}
		}
	}
	return nil
}

// named turns values into slices, the largest first, and sums up the rest.
func (s *Service) named(ctx context.Context, orgID string, set setting, values map[org.NodeID]money.Amount, limit int, b *Breakdown) error {
	ids := slices.AppendSeq([]org.NodeID{}, maps.Keys(values)) // never nil, which would ask for every node
	slices.SortFunc(ids, func(x, y org.NodeID) int {
		return cmp.Or(cmp.Compare(values[y], values[x]), cmp.Compare(x, y))
	})
	if limit > 0 && len(ids) > limit {
		for _, id := range ids[limit:] {
			b.Other += values[id]
		}
		b.OtherCount = len(ids) - limit
		ids = ids[:limit]
	}
	nodes, err := s.store.Nodes(ctx, access.System(orgID), set.asOf, org.Filter{IDs: ids})
	if err != nil {
		return err
	}
	byID := make(map[org.NodeID]org.Node, len(nodes))
	for _, n := range nodes {
		byID[n.ID] = n
	}
	b.Slices = make([]Slice, 0, len(ids))
	for _, id := range ids {
		b.Slices = append(b.Slices, Slice{byID[id], values[id]})
	}
	return nil
}
