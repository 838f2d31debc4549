package shadow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Store is what a sheet is compared with, besides receipts.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	// DealsOf returns the deals with the ids that there are.
	DealsOf(ctx context.Context, orgID string, ids []fact.DealID) ([]fact.Deal, error)
	// DealsCalled returns the deals whose order, or one of whose lines, has one of
	// the ids at a source that was ever imported, or at one of those given.
	DealsCalled(ctx context.Context, orgID string, sources, ids []string) ([]fact.Deal, error)
	// HeldSales returns the sales in quarantine.
	HeldSales(ctx context.Context, orgID string) ([]HeldSale, error)
}

// HeldSale is a sale that was read and could not be used.
type HeldSale struct {
	Values map[string]string // by column
	Why    string
}

// Receipts proves numbers.
type Receipts interface {
	Receipt(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query) (attain.Receipt, error)
}

// Service compares sheets.
type Service struct {
	store    Store
	receipts Receipts
}

// NewService returns a service that reads from the store and takes numbers from
// where everybody's come from.
func NewService(store Store, receipts Receipts) *Service { return &Service{store, receipts} }

// Comparison is a sheet beside a number.
type Comparison struct {
	Node     attain.ReceiptNode
	Currency money.Currency
	Period   period.Period
	AsOf     period.Date
	Sheet    Sheet
	Result
}

// Compare reads a table and holds it against a node's number. What the reader
// may not see is not told: a deal of somebody else is unknown to him.
func (s *Service) Compare(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query, t Table, want Columns) (Comparison, error) {
	if q.Metric.ID != metric.Revenue && q.Metric.ID != metric.OverlayRevenue {
		return Comparison{}, fault.New(fault.Invalid, "a sheet of deals is compared with revenue; %s is counted otherwise", q.Metric.Name)
	}
	receipt, err := s.receipts.Receipt(ctx, scope, id, q)
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Node: receipt.Node, Currency: receipt.Organisation.Currency, Period: q.Period, AsOf: receipt.AsOf}
	if c.Sheet, err = Read(t, want, c.Currency); err != nil {
		return c, err
	}
	f := finding{Service: s, scope: scope, node: receipt.Node, asOf: receipt.AsOf, here: map[fact.DealID]*Entry{}}
	entries, err := f.entries(ctx, id, q, receipt, c.Sheet.Lines)
	if err != nil {
		return c, err
	}
	c.Result = Compare(c.Sheet.Lines, entries)
	return c, nil
}

// finding collects the deals that a sheet may speak of.
type finding struct {
	*Service
	scope access.Scope
	node  attain.ReceiptNode
	asOf  period.Date
	org   org.Organisation
	book  *metric.Book
	here  map[fact.DealID]*Entry // what counts for the node in the period, or around it
}

func (f *finding) entries(ctx context.Context, id org.NodeID, q attain.Query, r attain.Receipt, lines []Line) ([]Entry, error) {
	var err error
	if f.org, f.book, _, err = f.store.Company(ctx, f.scope.OrgID); err != nil {
		return nil, err
	}
	f.add(r, Here)
	around, err := f.receipts.Receipt(ctx, f.scope, id, attain.Query{Metric: q.Metric, Period: wider(q.Period), AsOf: q.AsOf, Policy: q.Policy, Rates: q.Rates})
	if err != nil {
		return nil, err
	}
	f.add(around, Elsewhen)
	deals, err := f.store.DealsOf(ctx, f.scope.OrgID, dealsOf(f.here))
	if err != nil {
		return nil, err
	}
	others, err := f.called(ctx, lines)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(f.here))
	for _, d := range append(deals, others...) {
		e, known := f.here[d.ID]
		if !known {
			e = &Entry{Place: Gone}
		}
		if err := f.describe(e, d); err != nil {
			return nil, err
		}
		entries = append(entries, *e)
	}
	if entries, err = f.visible(ctx, entries); err != nil {
		return nil, err
	}
	return f.held(ctx, entries, lines)
}

// wider returns a period with as much before and after it, a quarter of a year
// at most.
func wider(p period.Period) period.Period {
	const most = 92
	length := most
	if days, ok := p.Days(); ok {
		length = min(days, most)
	}
	p.ID, p.Label = "", ""
	p.Start = max(p.Start, period.Always+period.Date(length)) - period.Date(length)
	if p.End < period.Never-period.Date(length) {
		p.End += period.Date(length)
	}
	return p
}

// add takes what a receipt counts. A deal that counts in the period is not told
// of again.
func (f *finding) add(r attain.Receipt, place Place) {
	entry := func(id fact.DealID, day period.Date) *Entry {
		e := f.here[id]
		if e == nil {
			e = &Entry{Place: place, Day: day, When: day.String()}
			f.here[id] = e
		}
		return e
	}
	for _, c := range r.Credits {
		e := entry(fact.Sale{Key: fact.Key{Source: c.Sale.Source}, Order: c.Sale.OrderID}.Deal(), c.Sale.Day)
		if e.Place == place && place == Here {
			e.Credited += c.Value
		}
	}
	for _, late := range r.Late {
		for _, item := range late.Items {
			e := entry(fact.DealID(item.ID), item.Day)
			if e.Place == place && place == Here {
				e.Credited += money.Amount(late.Sign) * item.Value
				e.Late = true
			}
		}
	}
}

func dealsOf(here map[fact.DealID]*Entry) []fact.DealID {
	ids := make([]fact.DealID, 0, len(here))
	for id := range here {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// called finds the deals that the sheet names and that count nowhere near.
func (f *finding) called(ctx context.Context, lines []Line) ([]fact.Deal, error) {
	var refs, sources []string
	for _, l := range lines {
		if ref := strings.TrimLeft(strings.TrimSpace(l.Ref), "#"); ref != "" {
			refs = append(refs, ref)
		}
	}
	for id := range f.here {
		source, _, _ := strings.Cut(string(id), "/")
		sources = append(sources, source)
	}
	slices.Sort(refs)
	slices.Sort(sources)
	deals, err := f.store.DealsCalled(ctx, f.scope.OrgID, slices.Compact(sources), slices.Compact(refs))
	return slices.DeleteFunc(deals, func(d fact.Deal) bool { return f.here[d.ID] != nil }), err
}

// describe adds to an entry what the deal itself says.
func (f *finding) describe(e *Entry, d fact.Deal) error {
	lines, err := f.book.Lines(d, f.asOf)
	if err != nil {
		return err
	}
	for _, v := range d.Lines {
		if v.Known.Start > f.asOf {
			continue
		}
		e.Refs = append(e.Refs, v.Order, v.ID)
		e.Source, e.Order, e.Customer, e.Currency = v.Source, v.Order, v.Customer, v.Currency
		e.Foreign = v.Currency != f.book.Currency
		e.Day = cmp.Or(e.Day, v.Day)
	}
	slices.Sort(e.Refs)
	e.Refs = slices.Compact(e.Refs)
	for _, l := range lines {
		e.Whole += l.Worth.Revenue
		e.Own += l.Amount
		for _, p := range l.Parts {
			e.credit(p.Person)
		}
	}
	switch id := org.ID(f.node.Kind, f.node.SourceID); {
	case e.Place != Gone:
	case len(lines) == 0:
		for _, v := range d.Lines {
			e.credit(v.Owner)
		}
	case id == f.org.Root() || slices.Contains(e.To, string(id)):
		e.Place, e.When = Elsewhen, e.Day.String()
	default:
		e.Place = Elsewhere
	}
	e.Earlier = f.earlier(d, e.Own)
	return nil
}

// credit notes that a person has the deal, or had it.
func (e *Entry) credit(person org.NodeID) {
	if person != "" && !slices.Contains(e.To, string(person)) {
		e.To = append(e.To, string(person))
	}
}

// earlier returns what the deal came to before each change of it.
func (f *finding) earlier(d fact.Deal, now money.Amount) []Earlier {
	var list []Earlier
	for _, day := range d.Breaks() {
		if day > f.asOf {
			break
		}
		lines, _, _ := d.At(day - 1)
		var sum money.Amount
		for _, v := range lines {
			sum += v.Amount
		}
		if len(lines) > 0 && sum != now {
			list = append(list, Earlier{sum, day})
		}
	}
	return list
}

// visible names customers and people, and leaves out the deals of others that
// the reader may not see.
func (f *finding) visible(ctx context.Context, entries []Entry) ([]Entry, error) {
	var people, customers []org.NodeID
	for _, e := range entries {
		customers = append(customers, e.Customer)
		if e.Place == Elsewhere || e.Place == Gone {
			for _, id := range e.To {
				people = append(people, org.NodeID(id))
			}
		}
	}
	scope := f.scope
	scope.PublishedKinds, scope.Ranking = nil, false
	seen, err := f.names(ctx, scope, people)
	if err != nil {
		return nil, err
	}
	called, err := f.names(ctx, access.System(f.scope.OrgID), customers)
	if err != nil {
		return nil, err
	}
	kept := entries[:0]
	for _, e := range entries {
		e.CustomerName = called[e.Customer]
		if e.Place == Elsewhere || e.Place == Gone {
			var names []string
			for _, id := range e.To {
				if name, ok := seen[org.NodeID(id)]; ok {
					names = append(names, name)
				}
			}
			if len(names) == 0 && !f.scope.All {
				continue
			}
			e.To = names
		} else {
			e.To = nil
		}
		kept = append(kept, e)
	}
	return kept, nil
}

func (f *finding) names(ctx context.Context, scope access.Scope, ids []org.NodeID) (map[org.NodeID]string, error) {
	names := map[org.NodeID]string{}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id org.NodeID) bool { return id == "" })
	if len(ids) == 0 {
		return names, nil
	}
	nodes, err := f.store.Nodes(ctx, scope, f.asOf, org.Filter{IDs: ids})
	for _, n := range nodes {
		names[n.ID] = n.Name
	}
	return names, err
}

// held adds what waits in quarantine under a number of the sheet. Who does not
// see everything is told of rows only that name the node he looks at.
func (f *finding) held(ctx context.Context, entries []Entry, lines []Line) ([]Entry, error) {
	wanted := map[string]bool{}
	for _, l := range lines {
		if k := key(l.Ref); k != "" {
			wanted[k] = true
		}
	}
	for _, e := range entries {
		for _, ref := range e.Refs {
			delete(wanted, key(ref))
		}
	}
	if len(wanted) == 0 {
		return entries, nil
	}
	rows, err := f.store.HeldSales(ctx, f.scope.OrgID)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		var refs []string
		own := f.scope.All
		for _, value := range row.Values {
			own = own || value == f.node.SourceID || strings.EqualFold(value, f.node.Name)
			if wanted[key(value)] {
				refs = append(refs, value)
			}
		}
		if own && len(refs) > 0 {
			slices.Sort(refs)
			entries = append(entries, Entry{Place: Held, Order: refs[0], Refs: refs, Why: row.Why})
		}
	}
	return entries, nil
}
