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
// stores all of them or none. The nodes that they name must exist, but for
// channels and lead sources, which are made.
func (p *Pipeline) Post(ctx context.Context, orgID, by string, sales []fact.Sale) (Outcome, error) {
	return p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		if err := knownReferences(tx, saleReferences(sales), changes); err != nil {
			return Outcome{}, err
		}
		return p.post(tx, stamp, sales, nil, changes)
	})
}

// writeFacts runs the function in one transaction, saves what it changes and
// tells open pages.
func (p *Pipeline) writeFacts(ctx context.Context, orgID, by string, run func(Tx, Stamp, *Changes) (Outcome, error)) (Outcome, error) {
	var outcome Outcome
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		stamp, err := p.stampIn(tx, by)
		if err != nil {
			return err
		}
		changes := Changes{At: stamp.At}
		if outcome, err = run(tx, stamp, &changes); err != nil || !outcome.Changed() {
			return err
		}
		return tx.Save(changes)
	})
	p.tell(orgID, err == nil && outcome.Changed())
	return outcome, err
}

// SetSplits shares deals among people, each in one ledger, from now on: all of
// them or none. Empty shares take a split back, so that the owner has the whole
// again.
func (p *Pipeline) SetSplits(ctx context.Context, orgID, by string, splits []fact.Split) error {
	_, err := p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		if err := knownShares(tx, splits); err != nil {
			return Outcome{}, err
		}
		return p.post(tx, stamp, nil, splits, changes)
	})
	return err
}

// knownShares refuses splits of orders, or with people, that nobody knows.
func knownShares(tx Tx, splits []fact.Split) error {
	var people []org.NodeID
	for _, split := range splits {
		for _, share := range split.Shares {
			people = append(people, share.Person)
		}
	}
	nodes, err := tx.Nodes(people)
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
	return p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		current, err := tx.Sales(keys)
		if err != nil {
			return Outcome{}, err
		}
		sales := make([]fact.Sale, 0, len(keys))
		for _, key := range keys {
			v, ok := current[key]
			if !ok || v.Withdrawn {
				return Outcome{}, fault.New(fault.NotFound, "there is no sale %s", key)
			}
			v.Withdrawn = true
			sales = append(sales, v.Sale)
		}
		return p.post(tx, stamp, sales, nil, changes)
	})
}

func (p *Pipeline) tell(orgID string, changed bool) {
	if changed {
		p.beat(Beat{OrgID: orgID})
	}
}

// saleReferences returns the nodes that sales name.
func saleReferences(sales []fact.Sale) []reference {
	var refs []reference
	for i, s := range sales {
		refs = append(refs, reference{i, "owner", s.Owner}, reference{i, "customer", s.Customer}, reference{i, "product", s.Product},
			reference{i, "territory", s.Territory}, reference{i, "channel", s.Channel}, reference{i, "lead_source", s.LeadSource})
	}
	return refs
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
	changes.later(func(ledger metric.Poster) error { return differ(ledger, before, book.PostDeal, after, book.PostDeal) })
	firsts, err := newCustomers(tx, changes.ledger(), book, before, after, stamp)
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
		next := fact.Version{Sale: s, RecordedAt: stamp.At.UnixMicro(), Batch: stamp.batchOf(s.Key), By: stamp.By}
		old, exists := stored[s.Key]
		switch {
		case exists && old.Same(s):
			outcome.Unchanged++
			continue
		case exists:
			next.Number, next.Known = stamp.succeed(s.Day, old.Number, &old.Known)
			revisions = append(revisions, revision{next, &old})
		default:
			next.Number, next.Known = stamp.succeed(s.Day, 0, nil)
			revisions = append(revisions, revision{next, nil})
		}
		outcome.count(exists, s.Withdrawn)
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
