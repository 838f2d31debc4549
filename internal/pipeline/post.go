package pipeline

import (
	"context"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Post stores sales, new or corrected, and moves every number that follows. It
// stores all of them or none. The nodes that they name must exist.
func (p *Pipeline) Post(ctx context.Context, orgID, by string, sales []fact.Sale) (Outcome, error) {
	var outcome Outcome
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		o, err := tx.Organisation()
		if err != nil {
			return err
		}
		if err := knownNodes(tx, sales); err != nil {
			return err
		}
		changes := Changes{At: p.now()}
		if outcome, err = p.post(tx, p.stamp(o, by), sales, nil, &changes); err != nil {
			return err
		}
		return saveIfChanged(tx, outcome, changes)
	})
	p.tell(orgID, err == nil && outcome.Changed())
	return outcome, err
}

// SetSplits shares deals among people, each in one ledger, from now on: all of
// them or none. Empty shares take a split back, so that the owner has the whole
// again.
func (p *Pipeline) SetSplits(ctx context.Context, orgID, by string, splits []fact.Split) error {
	changed := false
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		o, err := tx.Organisation()
		if err != nil {
			return err
		}
		if err := knownShares(tx, splits); err != nil {
			return err
		}
		changes := Changes{At: p.now()}
		outcome, err := p.post(tx, p.stamp(o, by), nil, splits, &changes)
		if err != nil {
			return err
		}
		changed = outcome.Changed()
		return saveIfChanged(tx, outcome, changes)
	})
	p.tell(orgID, err == nil && changed)
	return err
}

// knownShares refuses splits of orders, or with people, that nobody knows.
func knownShares(tx Tx, splits []fact.Split) error {
	nodes, _, err := tx.Names()
	if err != nil {
		return err
	}
	for _, split := range splits {
		found, err := tx.Deals([]fact.DealID{split.Deal})
		if err != nil {
			return err
		}
		if len(found[split.Deal].Lines) == 0 {
			return fault.New(fault.NotFound, "there is no order %s", split.Deal)
		}
		for _, share := range split.Shares {
			if _, ok := nodes[share.Person]; !ok || share.Person.Kind() != org.Person {
				return fault.New(fault.Invalid, "there is no person %s to share order %s with", share.Person, split.Deal)
			}
		}
	}
	return nil
}

// Withdraw takes sales back: they count for nothing from today on, and what
// they were stays in the history.
func (p *Pipeline) Withdraw(ctx context.Context, orgID, by string, keys []fact.Key) (Outcome, error) {
	var outcome Outcome
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		o, err := tx.Organisation()
		if err != nil {
			return err
		}
		current, err := tx.Sales(keys)
		if err != nil {
			return err
		}
		sales := make([]fact.Sale, 0, len(keys))
		for _, key := range keys {
			v, ok := current[key]
			if !ok || v.Withdrawn {
				return fault.New(fault.NotFound, "there is no sale %s", key)
			}
			v.Withdrawn = true
			sales = append(sales, v.Sale)
		}
		changes := Changes{At: p.now()}
		if outcome, err = p.post(tx, p.stamp(o, by), sales, nil, &changes); err != nil {
			return err
		}
		return saveIfChanged(tx, outcome, changes)
	})
	p.tell(orgID, err == nil && outcome.Changed())
	return outcome, err
}

func saveIfChanged(tx Tx, outcome Outcome, changes Changes) error {
	if !outcome.Changed() {
		return nil
	}
	return tx.Save(changes)
}

func (p *Pipeline) tell(orgID string, changed bool) {
	if changed {
		p.beat(Beat{OrgID: orgID})
	}
}

func knownNodes(tx Tx, sales []fact.Sale) error {
	nodes, _, err := tx.Names()
	if err != nil {
		return err
	}
	var wrong fault.Fields
	for i, s := range sales {
		for _, ref := range []struct {
			field string
			id    org.NodeID
		}{{"owner", s.Owner}, {"customer", s.Customer}, {"product", s.Product}, {"territory", s.Territory}} {
			if _, ok := nodes[ref.id]; ref.id != "" && !ok {
				wrong.Add(itemField(i, ref.field), "there is no %s here; import or add it first", ref.id)
			}
		}
	}
	return wrong.Err("some sales name what is not known")
}

// post works out what new facts change: their versions, the differences in the
// ledger, and the first orders of customers. It writes nothing.
func (p *Pipeline) post(tx Tx, stamp Stamp, sales []fact.Sale, splits []fact.Split, changes *Changes) (Outcome, error) {
	book, err := tx.Book()
	if err != nil {
		return Outcome{}, err
	}
	revised, outcome, err := revise(tx, stamp, sales)
	if err != nil {
		return Outcome{}, err
	}
	ids := map[fact.DealID]bool{}
	for _, r := range revised {
		ids[r.next.Deal()] = true
		if r.last != nil {
			ids[r.last.Deal()] = true
		}
	}
	for _, s := range splits {
		ids[s.Deal] = true
	}
	before, err := tx.Deals(slices.Collect(maps.Keys(ids)))
	if err != nil {
		return Outcome{}, err
	}
	after := maps.Clone(before)
	for _, r := range revised {
		r.apply(after)
		changes.Current = append(changes.Current, r.next)
		if r.last != nil {
			changes.Ended = append(changes.Ended, *r.last)
		}
	}
	for _, s := range splits {
		written, result, err := reshare(after, stamp, s)
		if err != nil {
			return Outcome{}, err
		}
		changes.Splits = append(changes.Splits, written...)
		outcome.add(result)
	}
	if changes.Ledger == nil {
		changes.Ledger = metric.Ledger{}
	}
	if err := difference(changes.Ledger, book, before, book, after); err != nil {
		return Outcome{}, err
	}
	firsts, err := newCustomers(tx, changes.Ledger, book, before, after, stamp)
	changes.Firsts = append(changes.Firsts, firsts...)
	return outcome, err
}

// revision is a fact with a new version, and the one it ends.
type revision struct {
	next fact.Version
	last *fact.Version // with Known.End set; nil for a new fact
}

// apply puts the revision into the deals.
func (r revision) apply(deals map[fact.DealID]fact.Deal) {
	if r.last != nil {
		d := deals[r.last.Deal()]
		d.Lines = slices.Clone(d.Lines)
		for i, v := range d.Lines {
			if v.Key == r.last.Key && v.Number == r.last.Number {
				d.Lines[i] = *r.last
			}
		}
		deals[r.last.Deal()] = d
	}
	d := deals[r.next.Deal()]
	d.ID = r.next.Deal()
	d.Lines = append(slices.Clip(d.Lines), r.next)
	deals[d.ID] = d
}

// revise compares sales with what is stored. Of sales with one key the last
// wins.
func revise(tx Tx, stamp Stamp, sales []fact.Sale) ([]revision, Outcome, error) {
	var outcome Outcome
	last := make(map[fact.Key]int, len(sales))
	for i, s := range sales {
		if err := s.Validate(); err != nil {
			return nil, outcome, err
		}
		last[s.Key] = i
	}
	stored, err := tx.Sales(slices.Collect(maps.Keys(last)))
	if err != nil {
		return nil, outcome, err
	}
	revisions := make([]revision, 0, len(last))
	for i, s := range sales {
		if last[s.Key] != i {
			continue
		}
		next := fact.Version{Sale: s, Number: 1, RecordedAt: stamp.At.UnixMicro(), Batch: stamp.Batch, By: stamp.By,
			Known: period.Range{Start: stamp.known(s.Day), End: period.Never}}
		old, exists := stored[s.Key]
		switch {
		case exists && old.Same(s):
			outcome.Unchanged++
			continue
		case exists:
			next.Number = old.Number + 1
			next.Known.Start = max(next.Known.Start, old.Known.Start)
			old.Known.End = next.Known.Start
			revisions = append(revisions, revision{next, &old})
		default:
			revisions = append(revisions, revision{next, nil})
		}
		switch {
		case s.Withdrawn:
			outcome.Withdrawn++
		case exists:
			outcome.Corrected++
		default:
			outcome.Inserted++
		}
	}
	return revisions, outcome, nil
}

// reshare puts a split into its deal and returns what must be stored: the new
// split and the one it ends.
func reshare(deals map[fact.DealID]fact.Deal, stamp Stamp, s fact.Split) ([]fact.Split, Outcome, error) {
	if err := s.Validate(); err != nil {
		return nil, Outcome{}, err
	}
	d := deals[s.Deal]
	d.ID = s.Deal
	known := stamp.Today
	if stamp.Backfill {
		known = period.Always
		for _, v := range d.Lines {
			known = max(known, v.Known.Start)
		}
	}
	outcome := Outcome{Inserted: 1}
	var written []fact.Split
	d.Splits = slices.Clone(d.Splits)
	for i, old := range d.Splits {
		if old.Ledger != s.Ledger || !old.Known.IsOpen() {
			continue
		}
		if slices.Equal(old.Shares, s.Shares) {
			return nil, Outcome{Unchanged: 1}, nil
		}
		known = max(known, old.Known.Start)
		d.Splits[i].Known.End = known
		written = append(written, d.Splits[i])
		outcome = Outcome{Corrected: 1}
	}
	if len(s.Shares) == 0 && len(written) == 0 {
		return nil, Outcome{Unchanged: 1}, nil
	}
	s.Known = period.Range{Start: known, End: period.Never}
	s.At, s.By, s.Batch = stamp.At.UnixMicro(), stamp.By, stamp.Batch
	if n := len(written); n > 0 && written[n-1].At >= s.At {
		s.At = written[n-1].At + 1 // two changes within a microsecond keep their order
	}
	d.Splits = append(d.Splits, s)
	deals[s.Deal] = d
	return append(written, s), outcome, nil
}

// difference adds to the ledger what changes from the deals before to the
// deals after. The books may differ too.
func difference(ledger metric.Ledger, was *metric.Book, before map[fact.DealID]fact.Deal, is *metric.Book, after map[fact.DealID]fact.Deal) error {
	diff := metric.Ledger{}
	for _, d := range before {
		if err := was.PostDeal(diff, d); err != nil {
			return err
		}
	}
	ledger.Add(diff, -1)
	diff = metric.Ledger{}
	for _, d := range after {
		if err := is.PostDeal(diff, d); err != nil {
			return err
		}
	}
	ledger.Add(diff, 1)
	return nil
}

// newCustomers adds to the ledger what changes among the new customers, and
// returns the customers whose first order must be noted anew. All orders of a
// customer are read only when the first one may have changed.
func newCustomers(tx Tx, ledger metric.Ledger, book *metric.Book, before, after map[fact.DealID]fact.Deal, stamp Stamp) ([]metric.First, error) {
	touched := customersOf(before, after)
	firsts, err := tx.Firsts(slices.Collect(maps.Keys(touched)))
	if err != nil {
		return nil, err
	}
	var all, fresh []org.NodeID
	for _, customer := range slices.Sorted(maps.Keys(touched)) {
		first, seen := firsts[customer]
		switch {
		case !seen:
			fresh = append(fresh, customer)
		case !keepsFirst(first, customer, touched[customer], before, after, stamp):
			all = append(all, customer)
		}
	}
	var noted []metric.First
	for _, customer := range fresh {
		first, err := book.FirstOf(customer, touched[customer].in(after))
		if err != nil {
			return nil, err
		}
		noted = append(noted, first)
		if err := book.PostCustomer(ledger, customer, touched[customer].in(after)); err != nil {
			return nil, err
		}
	}
	more, err := recountCustomers(tx, ledger, book, book, all, after)
	return append(noted, more...), err
}

// recountCustomers takes the customers' place among the new customers out of
// the ledger by the old book, and puts it back by the new book with the deals
// after.
func recountCustomers(tx Tx, ledger metric.Ledger, was, is *metric.Book, customers []org.NodeID, after map[fact.DealID]fact.Deal) ([]metric.First, error) {
	if len(customers) == 0 {
		return nil, nil
	}
	stored, err := tx.DealsWhere(fact.Filter{Days: period.Everything, Customers: customers})
	if err != nil {
		return nil, err
	}
	before := map[fact.DealID]fact.Deal{}
	for _, d := range stored {
		before[d.ID] = d
	}
	merged := maps.Clone(before)
	for id := range after {
		merged[id] = after[id]
	}
	was0, is0 := customersOf(before), customersOf(merged)
	old := metric.Ledger{}
	next := metric.Ledger{}
	firsts := make([]metric.First, 0, len(customers))
	for _, customer := range customers {
		if err := was.PostCustomer(old, customer, was0[customer].in(before)); err != nil {
			return nil, err
		}
		if err := is.PostCustomer(next, customer, is0[customer].in(merged)); err != nil {
			return nil, err
		}
		first, err := is.FirstOf(customer, is0[customer].in(merged))
		if err != nil {
			return nil, err
		}
		firsts = append(firsts, first)
	}
	ledger.Add(old, -1)
	ledger.Add(next, 1)
	return firsts, nil
}

// dealSet is a set of deals.
type dealSet map[fact.DealID]bool

// in returns the deals of the set, in order.
func (s dealSet) in(deals map[fact.DealID]fact.Deal) []fact.Deal {
	list := make([]fact.Deal, 0, len(s))
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if d, ok := deals[id]; ok {
			list = append(list, d)
		}
	}
	return list
}

// customersOf returns the deals of each customer that any line ever named.
func customersOf(of ...map[fact.DealID]fact.Deal) map[org.NodeID]dealSet {
	customers := map[org.NodeID]dealSet{}
	for _, deals := range of {
		for id, d := range deals {
			for _, v := range d.Lines {
				if v.Customer == "" {
					continue
				}
				if customers[v.Customer] == nil {
					customers[v.Customer] = dealSet{}
				}
				customers[v.Customer][id] = true
			}
		}
	}
	return customers
}

// keepsFirst reports whether none of the customer's changed deals can have
// changed which order was the first.
func keepsFirst(first metric.First, customer org.NodeID, deals dealSet, before, after map[fact.DealID]fact.Deal, stamp Stamp) bool {
	for id := range deals {
		for _, d := range []fact.Deal{before[id], after[id]} {
			for _, v := range d.Lines {
				if v.Customer == customer && !first.Keeps(id, v.OccurredAt, stamp.known(v.Day)) {
					return false
				}
			}
		}
	}
	return true
}
