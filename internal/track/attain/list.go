package attain

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Selection says which nodes a list holds, and in which order.
type Selection struct {
	By     org.Kind   // nodes of this kind; "" with Direct: every kind of child
	Under  org.NodeID // only what belonged to this node during the period
	Direct bool       // only what belonged directly to it, with what counted while it did
	Search string
	Sort   string // attainment, actual, target, gap, name or rank
	Desc   bool
}

// List is rows with what they are part of.
type List struct {
	Rows       []Figures
	Total      *Figures      // of Selection.Under; nil without one
	Unassigned *money.Amount // what of Total, without what counts late, belongs to none of the rows; nil unless the parts must sum
}

// List returns the figures of many nodes.
func (s *Service) List(ctx context.Context, scope access.Scope, q Query, sel Selection) (List, error) {
	set, err := s.prepare(ctx, scope, "", q)
	if err != nil {
		return List{}, err
	}
	var list List
	if sel.Under != "" {
		total, err := s.node(ctx, scope, set, sel.Under, q)
		if err != nil {
			return List{}, err
		}
		list.Total = &total
	}
	if sel.Direct && sel.Under != "" {
		err = s.children(ctx, scope, set, q, sel, &list)
	} else {
		err = s.selected(ctx, scope, set, q, sel, &list)
	}
	if err != nil {
		return List{}, err
	}
	rank(list.Rows)
	if sel.Search != "" {
		list.Rows = slices.DeleteFunc(list.Rows, func(f Figures) bool { return !matches(f.Node, sel.Search) })
	}
	return list, order(list.Rows, sel)
}

func matches(n org.Node, search string) bool {
	search = strings.ToLower(search)
	return strings.Contains(strings.ToLower(n.Name), search) || strings.Contains(strings.ToLower(string(n.ID)), search)
}

// selected lists every node of a kind. Where colleagues may be seen ranked,
// they are there with rank and attainment only.
func (s *Service) selected(ctx context.Context, scope access.Scope, set setting, q Query, sel Selection, list *List) error {
	all := scope
	ranking := scope.Ranking && sel.By == org.Person && !scope.All
	if ranking {
		all = access.System(scope.OrgID)
	}
	filter := org.Filter{Kind: sel.By}
	if sel.Under != "" {
		filter = set.below(sel.Under, sel.By)
	}
	nodes, err := s.store.Nodes(ctx, all, set.asOf, filter)
	if err != nil {
		return err
	}
	nodes = slices.DeleteFunc(nodes, func(n org.Node) bool {
		return !n.Member.Overlaps(set.days) && !n.Member.Contains(set.asOf) || sel.Under != "" && !set.under(n.ID, sel.Under)
	})
	if list.Rows, err = s.rows(ctx, all, set, q, nodes); err != nil || !ranking {
		return err
	}
	visible, err := s.store.Nodes(ctx, scope, set.asOf, filter)
	if err != nil {
		return err
	}
	seen := map[org.NodeID]bool{}
	for _, n := range visible {
		seen[n.ID] = true
	}
	for i := range list.Rows {
		list.Rows[i].Masked = !seen[list.Rows[i].Node.ID]
	}
	return nil
}

// under reports whether the node belonged to the other on some day of the
// period.
func (set setting) under(id, above org.NodeID) bool {
	if id == above {
		return false
	}
	for _, day := range []period.Date{max(set.days.Start, set.days.End-1), set.days.Start} {
		if slices.Contains(set.book.Tree.Lineage(id, day, set.known), above) {
			return true
		}
	}
	return false
}

// children lists what belonged directly to a node, each with what counted
// while it did, so that the rows and what is unassigned sum to the node.
func (s *Service) children(ctx context.Context, scope access.Scope, set setting, q Query, sel Selection, list *List) error {
	days := set.days
	if days.Empty() {
		days = period.Range{Start: set.asOf, End: set.asOf + 1}
	}
	stays := set.book.Tree.Stays(sel.Under, set.teams.Tops, days, set.known)
	direct := make([]org.NodeID, len(stays))
	for i, stay := range stays {
		direct[i] = stay.Child
	}
	nodes, err := s.store.Nodes(ctx, scope, set.asOf, org.Filter{IDs: direct})
	if err != nil {
		return err
	}
	byID := map[org.NodeID]org.Node{}
	for _, n := range nodes {
		if n.Member.Overlaps(set.days) || n.Member.Contains(set.asOf) {
			byID[n.ID] = n
		}
	}
	var present []org.Node
	partly := map[org.NodeID][]period.Range{}
	for _, stay := range stays {
		n, ok := byID[stay.Child]
		if !ok || n.Group && sel.Under == set.org.Root() || sel.By != "" && n.ID.Kind() != sel.By {
			continue
		}
		present = append(present, n)
		if len(stay.During) != 1 || stay.During[0] != days {
			partly[n.ID] = stay.During
		}
	}
	if list.Rows, err = s.rows(ctx, scope, set, q, present); err != nil {
		return err
	}
	for i, f := range list.Rows {
		if during := partly[f.Node.ID]; during != nil {
			if list.Rows[i], err = s.partly(ctx, scope, set, q, f, sel.Under, during); err != nil {
				return err
			}
		}
	}
	if q.Metric.Additive && q.Metric.Shape == metric.Sum && scope.All && sel.By == "" && list.Total != nil {
		list.Unassigned = list.rest()
	}
	return nil
}

// rest returns what of the total belongs to none of the rows; nil while some of
// them are being counted.
func (l List) rest() *money.Amount {
	if l.Total.Filling != nil {
		return nil
	}
	left := *l.Total.Actual - l.Total.LateSum()
	for _, f := range l.Rows {
		if f.Filling != nil {
			return nil
		}
		left -= *f.Actual - f.LateSum()
	}
	return &left
}

// partly makes the figures of a node that belonged to its parent only for a
// part of the period. What is told of customers or as it stands is not of a
// part of the days, and stays whole.
func (s *Service) partly(ctx context.Context, scope access.Scope, set setting, q Query, whole Figures, parent org.NodeID, during []period.Range) (Figures, error) {
	if whole.Filling != nil || q.Metric.Shape != metric.Sum && q.Metric.Shape != metric.Ratio {
		return whole, nil
	}
	id := whole.Node.ID
	part := Reading{Notes: whole.Reading.Notes, Unconverted: whole.Unconverted, Late: whole.Late}
	var atDeal money.Amount
	texts := make([]string, len(during))
	for i, days := range during {
		read, err := s.readings(ctx, scope, set, question{metric: q.Metric, period: days, rates: q.Rates, cells: set.cells}, []org.NodeID{id})
		if err != nil {
			return Figures{}, err
		}
		part.Num, part.Den = part.Num+read[id].Num, part.Den+read[id].Den
		if read[id].AtDealRates != nil {
			atDeal += *read[id].AtDealRates
		}
		texts[i] = days.String()
	}
	part.Value = q.Metric.Value(part.Num, part.Den)
	if whole.AtDealRates != nil && q.Metric.Shape == metric.Sum {
		part.AtDealRates = &atDeal
	}
	target := set.targets.Of(id, q.Period.Range)
	if !slices.Contains(set.book.Tree.Lineage(id, q.Period.Start, set.known), parent) {
		target = Target{Source: None, Rule: "the target counts where the person stood on the period's first day"}
	}
	f := set.figures(q, whole.Node, part, target, nil)
	f.Notes = append(f.Notes, "Counted here only while it belonged here: "+strings.Join(texts, ", ")+".")
	return f, nil
}

// rank numbers the rows by attainment, the highest first; equal ones share a
// rank, and the next is passed over.
func rank(rows []Figures) {
	ranked := make([]int, 0, len(rows))
	for i, f := range rows {
		if f.Attainment != nil {
			ranked = append(ranked, i)
		}
	}
	slices.SortStableFunc(ranked, func(i, j int) int { return compareAttainment(&rows[j], &rows[i]) })
	for place, i := range ranked {
		rows[i].Rank = place + 1
		if place > 0 && compareAttainment(&rows[i], &rows[ranked[place-1]]) == 0 {
			rows[i].Rank = rows[ranked[place-1]].Rank
		}
	}
}

// compareAttainment compares exactly: rounding keeps the order, so what is rounded
// to the same is compared before it is. Both rows have an attainment.
func compareAttainment(a, b *Figures) int {
	if rounded := cmp.Compare(*a.Attainment, *b.Attainment); rounded != 0 {
		return rounded
	}
	return a.exact(a.Metric.Direction).Cmp(b.exact(b.Metric.Direction))
}

// order sorts the rows; what has no value comes last in either direction.
func order(rows []Figures, sel Selection) error {
	by := map[string]func(Figures) *money.Amount{
		"actual": func(f Figures) *money.Amount { return f.Actual },
		"target": func(f Figures) *money.Amount { return f.Target },
		"gap":    func(f Figures) *money.Amount { return f.Gap },
		"rank": func(f Figures) *money.Amount {
			if f.Rank == 0 {
				return nil
			}
			place := money.Amount(f.Rank)
			return &place
		},
	}
	by["attainment"] = func(f Figures) *money.Amount {
		if f.Rank == 0 {
			return nil
		}
		place := -money.Amount(f.Rank)
		return &place
	}
	direction := 1
	if sel.Desc {
		direction = -1
	}
	names := func(a, b Figures) int {
		return cmp.Or(strings.Compare(a.Node.Name, b.Node.Name), cmp.Compare(a.Node.ID, b.Node.ID))
	}
	if sel.Sort == "" || sel.Sort == "name" {
		slices.SortFunc(rows, func(a, b Figures) int { return direction * names(a, b) })
		return nil
	}
	value, ok := by[sel.Sort]
	if !ok {
		return fault.New(fault.Invalid, "%q is not an order; use attainment, actual, target, gap, name or rank", sel.Sort)
	}
	slices.SortFunc(rows, func(a, b Figures) int {
		x, y := value(a), value(b)
		switch {
		case x == nil && y == nil:
			return names(a, b)
		case x == nil:
			return 1
		case y == nil:
			return -1
		default:
			return cmp.Or(direction*cmp.Compare(*x, *y), names(a, b))
		}
	})
	return nil
}
