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

// PostEvents stores events, new or corrected, and moves every number that
// follows, as Post does with sales: all of them or none. Channels and lead
// sources that they name are made; the other nodes must exist, and so must the
// lead that an opportunity is part of.
func (p *Pipeline) PostEvents(ctx context.Context, orgID, by string, events []fact.Event) (Outcome, error) {
	return p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		if err := knownReferences(tx, eventReferences(events), changes); err != nil {
			return Outcome{}, err
		}
		if err := knownLeads(tx, events); err != nil {
			return Outcome{}, err
		}
		return p.postEvents(tx, stamp, events, changes)
	})
}

// WithdrawEvents takes events back: they count for nothing from today on, and
// what they were stays in the history.
func (p *Pipeline) WithdrawEvents(ctx context.Context, orgID, by string, keys []fact.EventKey) (Outcome, error) {
	return p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		current, err := tx.Events(keys)
		if err != nil {
			return Outcome{}, err
		}
		events := make([]fact.Event, 0, len(keys))
		for _, key := range keys {
			v, ok := current[key]
			if !ok || v.Withdrawn {
				return Outcome{}, fault.New(fault.NotFound, "there is no %s", key)
			}
			v.Withdrawn = true
			events = append(events, v.Event)
		}
		return p.postEvents(tx, stamp, events, changes)
	})
}

// knownLeads refuses opportunities of leads that nobody knows.
func knownLeads(tx Tx, events []fact.Event) error {
	wanted := map[fact.EventKey]bool{}
	for _, e := range events {
		if lead, ok := e.Case.Lead(); ok && e.Kind == fact.Opportunity {
			wanted[lead] = true
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	for _, e := range events {
		delete(wanted, e.EventKey) // it comes with them
	}
	known, err := tx.Events(slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	var wrong fault.Fields
	for i, e := range events {
		if lead, ok := e.Case.Lead(); ok && wanted[lead] {
			if v, exists := known[lead]; !exists || v.Withdrawn {
				wrong.Add(itemField(i, "lead"), "there is no %s; post it first", lead)
			}
		}
	}
	return wrong.Err("some opportunities name leads that are not known")
}

// eventReferences returns the nodes that events name.
func eventReferences(events []fact.Event) []reference {
	var refs []reference
	for i, e := range events {
		refs = append(refs, reference{i, "owner", e.Owner}, reference{i, "customer", e.Customer}, reference{i, "product", e.Product},
			reference{i, "territory", e.Territory}, reference{i, "channel", e.Channel}, reference{i, "lead_source", e.LeadSource},
			reference{i, "of", e.Place})
	}
	return refs
}

// postEvents works out what new events change: their versions and the
// differences in the ledger. It writes nothing.
func (p *Pipeline) postEvents(tx Tx, stamp Stamp, events []fact.Event, changes *Changes) (Outcome, error) {
	revised, outcome, err := reviseEvents(tx, stamp, events)
	if err != nil || len(revised) == 0 {
		return outcome, err
	}
	book, err := tx.Book()
	if err != nil {
		return outcome, err
	}
	ids := map[fact.CaseID]bool{}
	for _, r := range revised {
		ids[r.next.Case] = true
		if r.last != nil {
			ids[r.last.Case] = true
		}
	}
	before, err := tx.Cases(slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return outcome, err
	}
	after := maps.Clone(before)
	for _, r := range revised {
		r.apply(after)
		changes.Events = append(changes.Events, r.next)
		if r.last != nil {
			changes.EndedEvents = append(changes.EndedEvents, *r.last)
		}
	}
	changes.later(func(ledger metric.Poster) error { return differ(ledger, before, book.PostCase, after, book.PostCase) })
	return outcome, nil
}

// eventRevision is an event with a new version, and the one it ends.
type eventRevision struct {
	next fact.EventVersion
	last *fact.EventVersion // with Known.End set; nil for a new event
}

// apply puts the revision into the cases.
func (r eventRevision) apply(cases map[fact.CaseID]fact.Case) {
	if r.last != nil {
		c := cases[r.last.Case]
		c.Events = slices.Clone(c.Events)
		for i, v := range c.Events {
			if v.EventKey == r.last.EventKey && v.Number == r.last.Number {
				c.Events[i] = *r.last
			}
		}
		cases[r.last.Case] = c
	}
	c := cases[r.next.Case]
	c.ID = r.next.Case
	c.Events = append(slices.Clip(c.Events), r.next)
	cases[c.ID] = c
}

// reviseEvents compares events with what is stored. Of events with one key the
// last wins.
func reviseEvents(tx Tx, stamp Stamp, events []fact.Event) ([]eventRevision, Outcome, error) {
	var outcome Outcome
	last := make(map[fact.EventKey]int, len(events))
	settled := make([]fact.Event, len(events))
	for i, e := range events {
		settled[i] = e.Settled()
		if err := settled[i].Validate(); err != nil {
			return nil, outcome, err
		}
		last[e.EventKey] = i
	}
	stored, err := tx.Events(slices.Collect(maps.Keys(last)))
	if err != nil {
		return nil, outcome, err
	}
	revisions := make([]eventRevision, 0, len(last))
	for i, e := range settled {
		if last[e.EventKey] != i {
			continue
		}
		old, exists := stored[e.EventKey]
		e = e.Categorised(old.Categories, stamp.Today)
		next := fact.EventVersion{Event: e, RecordedAt: stamp.At.UnixMicro(), Batch: stamp.batchOf(e.EventKey), By: stamp.By}
		switch {
		case exists && old.Same(e):
			outcome.Unchanged++
			continue
		case exists:
			next.Number, next.Known = stamp.succeed(e.Day, old.Number, &old.Known)
			revisions = append(revisions, eventRevision{next, &old})
		default:
			next.Number, next.Known = stamp.succeed(e.Day, 0, nil)
			revisions = append(revisions, eventRevision{next, nil})
		}
		outcome.count(exists, e.Withdrawn)
	}
	return revisions, outcome, nil
}

// differ adds to the ledger what changes from the facts before to the facts
// after; the functions say what one counts for.
func differ[K comparable, F any](ledger metric.Poster, before map[K]F, was func(metric.Poster, F) error, after map[K]F, is func(metric.Poster, F) error) error {
	if len(before) > 0 {
		diff := metric.Ledger{}
		for _, f := range before {
			if err := was(diff, f); err != nil {
				return err
			}
		}
		ledger.Add(diff, -1)
	}
	for _, f := range after {
		if err := is(ledger, f); err != nil {
			return err
		}
	}
	return nil
}

// reference is a node that an item of a request names in a field.
type reference struct {
	item  int
	field string
	id    org.NodeID
}

// knownReferences refuses names that nobody knows. Nodes that are nothing but a
// name are made.
func knownReferences(tx Tx, refs []reference, changes *Changes) error {
	wanted := map[org.NodeID]bool{}
	for _, r := range refs {
		if r.id != "" {
			wanted[r.id] = true
		}
	}
	nodes, err := tx.Nodes(slices.Sorted(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	var wrong fault.Fields
	for _, r := range refs {
		if _, ok := nodes[r.id]; ok || r.id == "" {
			continue
		}
		kind, sourceID := r.id.Split()
		if !slices.Contains(named, kind) || sourceID == "" {
			wrong.Add(itemField(r.item, r.field), "there is no %s here; import or add it first", r.id)
			continue
		}
		n := org.Node{ID: r.id, Name: sourceID, Member: period.Everything}
		nodes[r.id] = n
		changes.Nodes = append(changes.Nodes, n)
		changes.Closure = append(changes.Closure, org.Ancestry{Ancestor: r.id, Descendant: r.id, Valid: period.Everything})
	}
	return wrong.Err("some facts name what is not known")
}
