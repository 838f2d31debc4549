package attain

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Receipt returns the proof of a node's number. What a total is made of is
// shown only to those who see the node itself, not to those who see its
// published total.
func (s *Service) Receipt(ctx context.Context, scope access.Scope, id org.NodeID, q Query) (Receipt, error) {
	set, err := s.prepare(ctx, scope, q)
	if err != nil {
		return Receipt{}, err
	}
	scope.PublishedKinds = nil
	f, err := s.Node(ctx, scope, id, q)
	if err != nil {
		return Receipt{}, err
	}
	credits, err := s.credits(ctx, scope.OrgID, set, id, q.Metric.ID)
	if err != nil {
		return Receipt{}, err
	}
	kind, sourceID := id.Split()
	r := Receipt{
		Format:       ReceiptFormat,
		Organisation: ReceiptOrganisation{set.org.ID, set.org.Name, set.org.Place.String(), set.org.Currency},
		Node:         ReceiptNode{id, kind, sourceID, f.Node.Name},
		Metric:       ReceiptMetric{q.Metric.ID, q.Metric.Name, q.Metric.Unit, q.Metric.Definition, q.Metric.Formula, q.Metric.DateRule},
		Period:       ReceiptPeriod{q.Period.ID, q.Period.Label, q.Period.Start, closed(q.Period.End)},
		AsOf:         set.asOf,
		Figures:      ReceiptFigures{f.Target, f.Actual, f.Covered, f.Attainment, f.Gap},
		Target:       receiptTarget(set.targets.Of(id, q.Period.Range)),
		Rule:         ReceiptRule{"credit/1", q.Metric.Formula + ". " + q.Metric.RollUp + " A split deal is divided to 1/10,000 of the currency unit by largest remainder; a rate is applied once per line."},
		Credits:      credits,
		CreditCount:  len(credits),
	}
	if wrong := sumOf(credits) - r.Figures.Actual; wrong != 0 {
		return Receipt{}, fault.New(fault.Internal, "the credits of %s at %s differ from the ledger by %s", q.Metric.ID, id, wrong)
	}
	return r, r.Seal()
}

func sumOf(credits []Credit) (sum money.Amount) {
	for _, c := range credits {
		sum += c.Value
	}
	return sum
}

func closed(end period.Date) *period.Date {
	if end == period.Never {
		return nil
	}
	return &end
}

func receiptTarget(t Target) ReceiptTarget {
	r := ReceiptTarget{Source: t.Source, Rule: t.Rule, Parts: []ReceiptTargetPart{}}
	for _, p := range t.Parts {
		r.Parts = append(r.Parts, ReceiptTargetPart{p.Node, p.Period.Start, closed(p.Period.End), p.Version.Number, p.Version.Value,
			p.Version.Author, p.Version.Reason, p.Version.Known.Start})
	}
	return r
}

// credits returns what the node's number is made of, by day and sale.
func (s *Service) credits(ctx context.Context, orgID string, set setting, id org.NodeID, series metric.Series) ([]Credit, error) {
	credits := []Credit{}
	if set.days.Empty() {
		return credits, nil
	}
	deals, err := s.store.Deals(ctx, orgID, dealsOf(set.book.Tree, id, set.spread(series)))
	if err != nil {
		return nil, err
	}
	switch series {
	case metric.Orders:
		credits, err = set.orderCredits(deals, id)
	case metric.NewCustomers:
		credits, err = s.customerCredits(ctx, orgID, set, deals, id)
	default:
		credits, err = set.lineCredits(deals, id, series)
	}
	slices.SortFunc(credits, func(a, b Credit) int {
		return cmp.Or(cmp.Compare(a.Sale.Day, b.Sale.Day), cmp.Compare(a.Sale.OccurredAt, b.Sale.OccurredAt),
			cmp.Compare(a.Sale.Source, b.Sale.Source), cmp.Compare(a.Sale.OrderID, b.Sale.OrderID), cmp.Compare(a.Sale.ID, b.Sale.ID))
	})
	return credits, err
}

// spread returns the days on which a node's lines may lie that make up its
// number. What is counted once stands on the day of its first line, and the
// line that brings it to the node may come later.
func (set setting) spread(series metric.Series) period.Range {
	if series == metric.Orders || series == metric.NewCustomers {
		return period.Range{Start: set.days.Start, End: period.Never}
	}
	return set.days
}

// dealsOf returns the filter that finds every deal with a part in the node.
func dealsOf(tree *org.Tree, id org.NodeID, days period.Range) fact.Filter {
	f := fact.Filter{Days: days}
	below := []org.NodeID{}
	for _, n := range tree.Below(id) {
		switch n.Kind() {
		case org.Person, org.Territory, org.Product, org.Customer:
			below = append(below, n)
		}
	}
	switch id.Kind() {
	case org.Company, org.Credited:
	case org.Team, org.Person:
		f.People = below
	case org.Region, org.Territory:
		f.Places = below
	case org.Category, org.Subcategory, org.Product:
		f.Products = below
	default:
		f.Customers = below
	}
	return f
}

func (set setting) lineCredits(deals []fact.Deal, id org.NodeID, series metric.Series) ([]Credit, error) {
	credits := []Credit{}
	for _, d := range deals {
		lines, err := set.book.Lines(d, set.asOf)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if !set.days.Contains(l.Day) {
				continue
			}
			if value, parts, ok := set.book.At(l, series, id, set.asOf); ok {
				if shares := l.SharesOf(series); len(shares) == 0 {
					parts = nil // the owner has it whole
				}
				credit := newCredit(l, parts, value)
				credit.Credited = credit.owned(series)
				credits = append(credits, credit)
			}
		}
	}
	return credits, nil
}

func (set setting) orderCredits(deals []fact.Deal, id org.NodeID) ([]Credit, error) {
	credits := []Credit{}
	for _, d := range deals {
		day, lines, err := set.book.Order(d, set.asOf)
		if err != nil {
			return nil, err
		}
		if set.days.Contains(day) {
			credits = set.countOne(credits, day, lines, id)
		}
	}
	return credits, nil
}

// countOne adds one credit when a line counts at the node: it names the first
// such line, with the day on which the whole counts.
func (set setting) countOne(credits []Credit, day period.Date, lines []metric.Line, id org.NodeID) []Credit {
	for _, l := range lines {
		if slices.Contains(set.book.Nodes(l, set.asOf), id) {
			credit := newCredit(l, nil, money.Unit)
			credit.Sale.Day = day
			credit.Credited = set.credited(lines)
			return append(credits, credit)
		}
	}
	return credits
}

// credited reports whether somebody is credited for one of the lines.
func (set setting) credited(lines []metric.Line) bool {
	return slices.ContainsFunc(lines, func(l metric.Line) bool { return l.Owner != "" || len(l.Shares) > 0 })
}

func (s *Service) customerCredits(ctx context.Context, orgID string, set setting, deals []fact.Deal, id org.NodeID) ([]Credit, error) {
	seen := map[org.NodeID]bool{}
	customers := []org.NodeID{}
	for _, d := range deals {
		for _, v := range d.Lines {
			if v.Customer != "" && !seen[v.Customer] {
				seen[v.Customer] = true
				customers = append(customers, v.Customer)
			}
		}
	}
	slices.Sort(customers)
	credits := []Credit{}
	for some := range slices.Chunk(customers, 500) {
		all, err := s.store.Deals(ctx, orgID, fact.Filter{Days: period.Everything, Customers: some})
		if err != nil {
			return nil, err
		}
		of := map[org.NodeID][]fact.Deal{}
		for _, d := range all {
			named := map[org.NodeID]bool{}
			for _, v := range d.Lines {
				if !named[v.Customer] {
					named[v.Customer] = true
					of[v.Customer] = append(of[v.Customer], d)
				}
			}
		}
		for _, customer := range some {
			day, lines, err := set.book.FirstOrder(customer, of[customer], set.asOf)
			if err != nil {
				return nil, err
			}
			if set.days.Contains(day) {
				credits = set.countOne(credits, day, lines, id)
			}
		}
	}
	return credits, nil
}

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
	Unassigned money.Amount // what belongs to no node of the kind
	Total      money.Amount
	Currency   money.Currency // "" unless the metric is money
	Note       string
}

// Breakdown divides a node's number by another kind of node.
func (s *Service) Breakdown(ctx context.Context, scope access.Scope, id org.NodeID, q Query, by org.Kind, limit int) (Breakdown, error) {
	set, err := s.prepare(ctx, scope, q)
	if err != nil {
		return Breakdown{}, err
	}
	scope.PublishedKinds = nil
	f, err := s.Node(ctx, scope, id, q)
	if err != nil {
		return Breakdown{}, err
	}
	b := Breakdown{By: by, Total: f.Actual, Currency: f.Currency}
	var values map[org.NodeID]money.Amount
	if id == set.org.Root() {
		values, err = s.store.Sums(ctx, scope, metric.SumFilter{Series: q.Metric.ID, Kind: by, Days: set.days, AsOf: set.asOf})
	} else {
		values, err = s.slices(ctx, scope.OrgID, set, id, q.Metric, by)
	}
	if err != nil {
		return Breakdown{}, err
	}
	if !q.Metric.Additive {
		b.Note = "One " + map[bool]string{true: "order", false: "customer"}[q.Metric.ID == metric.Orders] + " can count in several rows, so they may add up to more than the total."
	}
	groups := by == org.Team
	if err := s.named(ctx, scope.OrgID, set, values, limit, &b); err != nil {
		return Breakdown{}, err
	}
	if q.Metric.Additive && !groups {
		b.Unassigned = b.Total - b.Other
		for _, slice := range b.Slices {
			b.Unassigned -= slice.Value
		}
	} else if groups && b.Note == "" {
		b.Note = "Teams stand inside one another, so the rows overlap."
	}
	return b, nil
}

// slices sums the node's credits by the nodes of a kind.
func (s *Service) slices(ctx context.Context, orgID string, set setting, id org.NodeID, m metric.Metric, by org.Kind) (map[org.NodeID]money.Amount, error) {
	values := map[org.NodeID]money.Amount{}
	if set.days.Empty() {
		return values, nil
	}
	deals, err := s.store.Deals(ctx, orgID, dealsOf(set.book.Tree, id, set.spread(m.ID)))
	if err != nil {
		return nil, err
	}
	if m.Additive {
		for _, d := range deals {
			lines, err := set.book.Lines(d, set.asOf)
			if err != nil {
				return nil, err
			}
			for _, l := range lines {
				if set.days.Contains(l.Day) {
					set.book.Slice(values, l, m.ID, id, by, set.asOf)
				}
			}
		}
		return values, nil
	}
	credits, err := s.credits(ctx, orgID, set, id, m.ID)
	if err != nil {
		return nil, err
	}
	counted := map[string]bool{}
	for _, c := range credits {
		counted[c.Sale.Source+"/"+c.Sale.OrderID] = true
	}
	for _, d := range deals {
		if !counted[string(d.ID)] {
			continue
		}
		lines, err := set.book.Lines(d, set.asOf)
		if err != nil {
			return nil, err
		}
		seen := map[org.NodeID]bool{}
		for _, l := range lines {
			for _, node := range set.book.Nodes(l, set.asOf) {
				if node.Kind() == by && !seen[node] {
					seen[node] = true
					values[node] += money.Unit
				}
			}
		}
	}
	return values, nil
}

// named turns values into slices, the largest first, and sums up the rest.
func (s *Service) named(ctx context.Context, orgID string, set setting, values map[org.NodeID]money.Amount, limit int, b *Breakdown) error {
	ids := make([]org.NodeID, 0, len(values))
	for id, v := range values {
		if v != 0 {
			ids = append(ids, id)
		}
	}
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
