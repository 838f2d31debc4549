package attain

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// prove writes into the receipt what a value is made of that is no plain sum of
// sales: each series with what every fact adds to it, and the histories of
// customers.
func (s *Service) prove(ctx context.Context, set setting, id org.NodeID, q Query, r *Receipt) error {
	m := q.Metric
	r.Metric.Shape, r.Metric.Scale, r.Metric.Histories = m.Shape, m.Scale, m.Histories
	if m.Direction == metric.Lower {
		r.Metric.Direction = m.Direction
	}
	r.Rule = ReceiptRule{"parts/1", m.Formula + ". " + m.RollUp}
	book, err := evidenceBook(set.book.Followed(), m)
	if err != nil {
		return err
	}
	for side, terms := range map[string][]metric.Term{Numerator: m.Num, Denominator: m.Den} {
		for _, t := range terms {
			term := ReceiptTerm{Side: side, Series: t.Series, Sign: t.Sign, Items: []ReceiptItem{}}
			days := m.Span(t, q.Period.Range, set.knows(m, q.Period.Range).asOf)
			if days.Empty() {
				days.End = days.Start
			}
			term.Start, term.End = days.Start, days.End
			if term.Items, err = s.items(ctx, set, book, id, q, t.Series, days); err != nil {
				return err
			}
			for _, item := range term.Items {
				term.Sum += item.Value
			}
			if err := s.agrees(ctx, set, id, q, term); err != nil {
				return err
			}
			if err := s.proveLate(ctx, set, book, id, q, t, side, r); err != nil {
				return err
			}
			r.Terms = append(r.Terms, term)
		}
	}
	if m.Against != "" {
		if err := s.proveTarget(ctx, set, id, q, r); err != nil {
			return err
		}
	}
	slices.SortStableFunc(r.Terms, func(a, b ReceiptTerm) int { return strings.Compare(b.Side, a.Side) })
	if m.Shape != metric.Customers {
		return nil
	}
	return s.proveCustomers(ctx, set, id, q, r)
}

// evidenceBook returns a book that posts all that the metric needs.
func evidenceBook(book *metric.Book, m metric.Metric) (*metric.Book, error) {
	extra := slices.Clone(book.Extra)
	for _, d := range m.Needs() {
		if !slices.ContainsFunc(extra, func(o metric.Definition) bool { return o.Series == d.Series }) {
			extra = append(extra, d)
		}
	}
	return book.WithExtra(extra)
}

// agrees refuses a proof that differs from the ledger.
func (s *Service) agrees(ctx context.Context, set setting, id org.NodeID, q Query, t ReceiptTerm) error {
	days := period.Range{Start: t.Start, End: t.End}
	if days.Empty() {
		return nil
	}
	filter := set.filter(question{metric: q.Metric, period: q.Period.Range}, t.Series, days, []org.NodeID{id})
	filter.Apart = true
	sums, err := set.cells.Sums(ctx, systemOf(set), filter)
	if wrong := t.Sum - sums[id]; err == nil && wrong != 0 {
		return fault.New(fault.Internal, "the facts of %s at %s differ from the ledger by %s", t.Series, id, wrong)
	}
	return err
}

// items returns what each fact adds to the series at the node: of closed days
// what was known when they were closed.
func (s *Service) items(ctx context.Context, set setting, book *metric.Book, id org.NodeID, q Query, series metric.Series, days period.Range) ([]ReceiptItem, error) {
	items := []ReceiptItem{}
	if days.Empty() {
		return items, nil
	}
	k := set.knows(q.Metric, q.Period.Range)
	cut := k.closes.Cut(days, k.asOf)
	err := s.posted(ctx, set, book, id, q.Metric, series, days, func(kind, name string, ledger metric.Ledger) {
		sums := map[period.Date]money.Amount{}
		for cell, value := range ledger {
			if cell.Series == series && cell.Node == id && cell.Customer == "" && cut.Contains(cell.Day, cell.Known) {
				sums[cell.Day] += value
			}
		}
		for day, value := range sums {
			if value != 0 {
				items = append(items, ReceiptItem{kind, name, day, value})
			}
		}
	})
	slices.SortFunc(items, func(a, b ReceiptItem) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return items, err
}

// posted calls the function with what each fact adds to the ledger that may add
// to the series at the node on the days.
func (s *Service) posted(ctx context.Context, set setting, book *metric.Book, id org.NodeID, m metric.Metric, series metric.Series, days period.Range, each func(kind, name string, ledger metric.Ledger)) error {
	add := func(kind, name string, post func(metric.Poster) error) error {
		ledger := metric.Ledger{}
		err := post(ledger)
		each(kind, name, ledger)
		return err
	}
	sources := definitionOf(m, series).Sources()
	if sources.Sales {
		if err := s.ofDeals(ctx, set, book, id, series, days, add); err != nil {
			return err
		}
	}
	if len(sources.Events) == 0 {
		return nil
	}
	cases, err := s.store.Cases(ctx, set.org.ID, casesOf(set.book.Tree, id, days, sources.Events))
	if err != nil {
		return err
	}
	for _, c := range cases {
		kind, name, _ := strings.Cut(string(c.ID), ":")
		if err := add(kind, name, func(l metric.Poster) error { return book.PostCase(l, c) }); err != nil {
			return err
		}
	}
	return nil
}

// definitionOf returns how the series is defined: as the metric needs it, or
// as everybody has it.
func definitionOf(m metric.Metric, series metric.Series) metric.Definition {
	for _, d := range m.Needs() {
		if d.Series == series {
			return d
		}
	}
	base, scope := series.Split()
	return metric.Definition{Series: series, Base: base, Scope: scope}
}

// ofDeals posts the deals that may add to the series.
func (s *Service) ofDeals(ctx context.Context, set setting, book *metric.Book, id org.NodeID, series metric.Series, days period.Range,
	add func(kind, name string, post func(metric.Poster) error) error) error {
	filter := dealsOf(set.book.Tree, id, days)
	if base := series.Base(); base == metric.Orders || base == metric.NewCustomers {
		filter.Days.End = period.Never // the line that brings an order to the node may come later than its first
	}
	deals, err := s.store.Deals(ctx, set.org.ID, filter)
	if err != nil {
		return err
	}
	if series.Base() == metric.NewCustomers {
		return s.ofCustomers(ctx, set, book, deals, add)
	}
	for _, d := range deals {
		if err := add("order", string(d.ID), func(l metric.Poster) error { return book.PostDeal(l, d) }); err != nil {
			return err
		}
	}
	return nil
}

// ofCustomers posts the customers of the deals, each with all of his.
func (s *Service) ofCustomers(ctx context.Context, set setting, book *metric.Book, deals []fact.Deal, add func(kind, name string, post func(metric.Poster) error) error) error {
	named := map[org.NodeID]bool{}
	for _, d := range deals {
		for _, v := range d.Lines {
			if v.Customer != "" {
				named[v.Customer] = true
			}
		}
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(named)), 500) {
		of, err := s.dealsOfCustomers(ctx, set.org.ID, some)
		if err != nil {
			return err
		}
		for _, customer := range some {
			_, name := customer.Split()
			if err := add("customer", name, func(l metric.Poster) error { return book.PostCustomer(l, customer, of[customer]) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// casesOf returns the filter that finds every case with a part in the node.
func casesOf(tree *org.Tree, id org.NodeID, days period.Range, kinds []fact.EventKind) fact.EventFilter {
	f := fact.EventFilter{Days: days, Kinds: kinds}
	if slices.Contains(kinds, fact.Market) {
		return f // a market figure is about a place of any kind
	}
	deals := dealsOf(tree, id, days)
	f.People, f.Places, f.Products, f.Customers = deals.People, deals.Places, deals.Products, deals.Customers
	return f
}

// proveTarget adds the target that a metric is held against.
func (s *Service) proveTarget(ctx context.Context, set setting, id org.NodeID, q Query, r *Receipt) error {
	other, err := set.catalogue.Find(string(q.Metric.Against))
	if err != nil {
		return err
	}
	targets, err := s.targets(ctx, set, other)
	if err != nil {
		return err
	}
	term := ReceiptTerm{Side: Denominator, Series: "target/" + other.ID, Sign: 1, Start: q.Period.Start, End: q.Period.End, Given: true, Items: []ReceiptItem{}}
	if value := targets.Of(id, q.Period.Range).Value; value != nil {
		term.Sum = *value
	} else { // without a target nothing is left to be covered
		for _, t := range r.Terms {
			if t.Side == Denominator {
				term.Sum -= money.Amount(t.Sign) * t.Sum
			}
		}
	}
	r.Terms = append(r.Terms, term)
	return nil
}

// proveCustomers writes down every history that the value was made from.
func (s *Service) proveCustomers(ctx context.Context, set setting, id org.NodeID, q Query, r *Receipt) error {
	ask := metric.CustomerQuestion{Metric: q.Metric, Node: id, Root: set.org.Root(), Period: q.Period.Range, AsOf: set.knows(q.Metric, q.Period.Range).asOf}
	if market := (money.Amount)(0); len(q.Metric.Den) > 0 {
		for _, t := range r.Terms {
			if t.Side == Denominator {
				market += money.Amount(t.Sign) * t.Sum
			}
		}
		ask.Market = &market
	}
	seen := map[metric.CustomerFilter]bool{}
	_, err := metric.Measure(ask, func(f metric.CustomerFilter) ([]metric.CustomerDay, error) {
		days, err := set.cells.CustomerDays(ctx, set.org.ID, f)
		if seen[f] || err != nil {
			return days, err
		}
		seen[f] = true
		h := ReceiptHistory{Series: f.Series, Node: f.Node, Start: f.Days.Start, End: f.Days.End, Days: make([]ReceiptDay, len(days))}
		for i, d := range days {
			h.Days[i] = ReceiptDay(d)
		}
		r.Histories = append(r.Histories, h)
		return days, nil
	})
	return err
}
