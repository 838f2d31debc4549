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
	set, err := s.prepare(ctx, scope, id, q)
	if err != nil {
		return Receipt{}, err
	}
	scope.PublishedKinds = nil
	f, err := s.node(ctx, scope, set, id, q)
	if err != nil {
		return Receipt{}, err
	}
	if err := notFilling(f); err != nil {
		return Receipt{}, err
	}
	kind, sourceID := id.Split()
	r := Receipt{
		Format:       ReceiptFormat,
		Organisation: ReceiptOrganisation{set.org.ID, set.org.Name, set.org.Place.String(), set.org.Currency},
		Node:         ReceiptNode{id, kind, sourceID, f.Node.Name},
		Metric: ReceiptMetric{ID: q.Metric.ID, Name: q.Metric.Name, Unit: q.Metric.Unit, Definition: q.Metric.Definition,
			Formula: q.Metric.Formula, DateRule: q.Metric.DateRule},
		Period:  receiptPeriod(q.Period),
		AsOf:    set.asOf,
		Figures: ReceiptFigures{Target: f.Target, Actual: f.Actual, Covered: f.Covered, Attainment: f.Attainment, Gap: f.Gap},
		Target:  receiptTarget(set.targets.Of(id, q.Period.Range), set.policy),
		Rule:    ReceiptRule{"credit/1", q.Metric.Formula + ". " + q.Metric.RollUp + " A split deal is divided to 1/10,000 of the currency unit by largest remainder; a rate is applied once per line."},
		Credits: []Credit{},
	}
	for _, p := range f.Portions {
		r.Figures.Portions = append(r.Figures.Portions, ReceiptPortion{p.Days.Start, p.Days.End, p.Actual, p.Target})
	}
	if ofSales(q.Metric.ID) {
		r.Credits, err = s.credits(ctx, scope.OrgID, set, id, q.Metric)
		r.CreditCount = len(r.Credits)
		if err == nil {
			err = s.proveLate(ctx, set, set.book, id, q, q.Metric.Num[0], Numerator, &r)
		}
	} else {
		err = s.prove(ctx, set, id, q, &r)
	}
	if err != nil {
		return Receipt{}, err
	}
	r.Rates = receiptRates(q.Rates, f.Reading)
	if len(r.Terms)+len(r.Histories)+len(r.Figures.Portions) > 0 || r.Target.Policy != "" || r.Rates != nil {
		r.Format = ReceiptFormat2
	}
	if r.Known = receiptKnown(set, q); len(r.Known)+len(r.Late) > 0 {
		r.Format = ReceiptFormat3
	}
	if ledger := f.atDeal(); ofSales(q.Metric.ID) && sumOf(r.Credits)+r.late() != ledger {
		return Receipt{}, fault.New(fault.Internal, "the credits of %s at %s differ from the ledger by %s", q.Metric.ID, id, sumOf(r.Credits)+r.late()-ledger)
	}
	return r, r.Seal()
}

// atDeal returns the actual of a sum at the rates of each day.
func (f Figures) atDeal() money.Amount {
	switch {
	case f.AtDealRates != nil:
		return *f.AtDealRates
	case f.Actual != nil:
		return *f.Actual
	default:
		return 0
	}
}

func receiptRates(policy metric.RatePolicy, read Reading) *ReceiptRates {
	if read.AtDealRates == nil {
		return nil
	}
	r := &ReceiptRates{Policy: policy, AtDeal: read.AtDealRates, Effect: read.Effect(), Currencies: []ReceiptCurrency{}}
	for _, c := range read.Currencies {
		part := ReceiptCurrency{Currency: c.Currency, Start: c.Days.Start, End: c.Days.End, Own: c.Own, Converted: c.Converted, Value: c.Value}
		if c.Rate != nil {
			part.Rate = c.Rate.RatString()
		}
		r.Currencies = append(r.Currencies, part)
	}
	return r
}

func sumOf(credits []Credit) (sum money.Amount) {
	for _, c := range credits {
		sum += c.Value
	}
	return sum
}

func receiptPeriod(p period.Period) ReceiptPeriod {
	return ReceiptPeriod{p.ID, p.Label, p.Start, ended(p.End)}
}

func ended(end period.Date) *period.Date {
	if end == period.Never {
		return nil
	}
	return &end
}

func receiptTarget(t Target, policy org.Denominator) ReceiptTarget {
	r := ReceiptTarget{Source: t.Source, Rule: t.Rule, Parts: []ReceiptTargetPart{}}
	for _, p := range t.Parts {
		part := ReceiptTargetPart{Node: p.Node, Start: p.Period.Start, End: ended(p.Period.End), Version: p.Version.Number, Value: p.Value,
			Author: p.Version.Author, Reason: p.Version.Reason, KnownOn: p.Version.Known.Start, Goal: p.Goal}
		if len(p.Stretches) > 1 && policy != org.DenominatorLatest {
			r.Policy = policy
			for _, s := range p.Stretches {
				part.Stretches = append(part.Stretches, ReceiptStretch{s.Days.Start, s.Days.End, s.Version.Number, s.Version.Value})
			}
		}
		r.Parts = append(r.Parts, part)
	}
	return r
}

// credits returns what the node's number is made of, by day and sale: of closed
// days what was known when they were closed.
func (s *Service) credits(ctx context.Context, orgID string, set setting, id org.NodeID, m metric.Metric) ([]Credit, error) {
	all := []Credit{}
	for _, slab := range set.closes.Cut(set.days, set.asOf).Own {
		set.days, set.known = slab.Days, slab.Known
		deals, err := s.store.Deals(ctx, orgID, dealsOf(set.book.Tree, id, set.spread(m.ID)))
		if err != nil {
			return nil, err
		}
		credits, err := s.creditsOn(ctx, orgID, set, deals, id, m.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, credits...)
	}
	slices.SortFunc(all, func(a, b Credit) int {
		return cmp.Or(cmp.Compare(a.Sale.Day, b.Sale.Day), cmp.Compare(a.Sale.OccurredAt, b.Sale.OccurredAt),
			cmp.Compare(a.Sale.Source, b.Sale.Source), cmp.Compare(a.Sale.OrderID, b.Sale.OrderID), cmp.Compare(a.Sale.ID, b.Sale.ID))
	})
	return all, nil
}

// creditsOn is credits for days of one knowledge.
func (s *Service) creditsOn(ctx context.Context, orgID string, set setting, deals []fact.Deal, id org.NodeID, series metric.Series) ([]Credit, error) {
	switch series {
	case metric.Orders:
		return set.orderCredits(deals, id)
	case metric.NewCustomers:
		return s.customerCredits(ctx, orgID, set, deals, id)
	default:
		return set.lineCredits(deals, id, series)
	}
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
	case org.Segment, org.Customer:
		f.Customers = below
	}
	return f
}

func (set setting) lineCredits(deals []fact.Deal, id org.NodeID, series metric.Series) ([]Credit, error) {
	credits := []Credit{}
	for _, d := range deals {
		lines, err := set.book.Lines(d, set.known)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if !set.days.Contains(l.Day) {
				continue
			}
			if value, parts, ok := set.book.At(l, series, id, set.known); ok {
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
		day, lines, err := set.book.Order(d, set.known)
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
		if slices.Contains(set.book.Nodes(l, set.known), id) {
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
		of, err := s.dealsOfCustomers(ctx, orgID, some)
		if err != nil {
			return nil, err
		}
		for _, customer := range some {
			day, lines, err := set.book.FirstOrder(customer, of[customer], set.known)
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

// dealsOfCustomers returns all deals that any line ever named each customer in.
func (s *Service) dealsOfCustomers(ctx context.Context, orgID string, customers []org.NodeID) (map[org.NodeID][]fact.Deal, error) {
	all, err := s.store.Deals(ctx, orgID, fact.Filter{Days: period.Everything, Customers: customers})
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
	return of, err
}
