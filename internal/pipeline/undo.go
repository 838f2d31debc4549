package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Undo turns back what an import changed, as far as nothing later stands on
// it: facts go back to what they were before or are withdrawn, from today on.
// What was known before today can still be told, so no earlier answer changes.
func (p *Pipeline) Undo(ctx context.Context, orgID, by, batchID string) (Batch, error) {
	batch, err := p.store.Batch(ctx, orgID, batchID)
	if err != nil {
		return batch, err
	}
	switch {
	case batch.State == Running:
		return batch, fault.New(fault.Conflict, "the import is still running; cancel it first")
	case batch.State == Undone:
		return batch, fault.New(fault.Conflict, "the import has been undone already")
	case batch.DryRun:
		return batch, fault.New(fault.Conflict, "a dry run stored nothing that could be undone")
	}
	notes, err := p.store.Undoable(ctx, orgID, batchID)
	if err != nil {
		return batch, err
	}
	undone, err := p.store.UndoneBatches(ctx, orgID)
	if err != nil {
		return batch, err
	}
	undone[batchID] = true
	sales, err := p.undoSales(ctx, orgID, by, batchID, undone)
	if err != nil {
		return batch, err
	}
	events, err := p.undoEvents(ctx, orgID, by, batchID, undone)
	if err != nil {
		return batch, err
	}
	batch.State = Undone
	batch.Message = fmt.Sprintf("Undone: %d sales and %d other events went back to what they were before, with the splits, targets, rates, stages, people and places of this import.", sales, events)
	err = p.store.Write(ctx, orgID, func(tx Tx) error { return p.undoRest(tx, by, &batch, notes, undone) })
	if err == nil {
		p.beat(Beat{OrgID: orgID, Batch: &batch})
	}
	return batch, err
}

// undoRest turns back everything but sales, the latest first. Splits, edges and
// rates are saved one after the other: each is counted by what the one before
// left.
func (p *Pipeline) undoRest(tx Tx, by string, batch *Batch, notes []Undo, undone map[string]bool) error {
	stamp, err := p.stampIn(tx, by)
	if err != nil {
		return err
	}
	nodes, _, err := tx.Names()
	if err != nil {
		return err
	}
	u := &undoing{pipe: p, tx: tx, stamp: stamp, batch: batch.ID, undone: undone, changes: &Changes{}, nodes: nodes, targets: map[goal.Key]bool{}}
	for _, note := range slices.Backward(notes) {
		if err := u.note(note); err != nil {
			return err
		}
	}
	if len(u.splits) > 0 {
		if _, err := p.post(tx, u.stamp, nil, u.splits, u.changes); err != nil {
			return err
		}
	}
	for _, next := range []func() error{u.save, u.edges, u.save, u.rates, u.save, u.planRates, u.stages} {
		if err := next(); err != nil {
			return err
		}
	}
	if u.behind {
		batch.Message += sayBehind
	}
	u.changes.Batch = batch
	return u.save()
}

type undoing struct {
	pipe        *Pipeline
	tx          Tx
	stamp       Stamp
	batch       string
	undone      map[string]bool // imports, this one included
	changes     *Changes
	nodes       map[org.NodeID]org.Node
	splits      []fact.Split
	made, ended []org.Edge
	rateBack    []metric.RateChange
	planBack    []PlanRateChange
	funnels     []FunnelChange
	targets     map[goal.Key]bool // done
	behind      bool              // the ledger follows what was turned back by and by
}

// save writes what has been turned back so far.
func (u *undoing) save() error {
	u.changes.At = u.stamp.At
	u.behind = u.behind || len(u.changes.Recounts) > 0
	err := u.tx.Save(*u.changes)
	u.changes = &Changes{}
	return err
}

func (u *undoing) note(n Undo) error {
	for _, id := range n.Added {
		node := u.nodes[id]
		node.Member.End = min(node.Member.End, max(u.stamp.Today, node.Member.Start))
		u.nodes[id] = node
		u.changes.Nodes = append(u.changes.Nodes, node)
	}
	for _, c := range n.Assigned {
		c.Known.End = max(u.stamp.Today, c.Known.Start)
		u.changes.Covers = append(u.changes.Covers, c)
	}
	u.made, u.ended = append(u.made, n.Made...), append(u.ended, n.Ended...)
	if n.Rate != nil {
		u.rateBack = append(u.rateBack, *n.Rate)
	}
	if n.PlanRate != nil {
		u.planBack = append(u.planBack, *n.PlanRate)
	}
	if n.Funnel != nil {
		u.funnels = append(u.funnels, *n.Funnel)
	}
	if n.Target != nil {
		return u.target(*n.Target)
	}
	if n.Split != "" {
		return u.split(n.Split)
	}
	return nil
}

func (u *undoing) target(key goal.Key) error {
	if u.targets[key] {
		return nil // the import revised it twice
	}
	u.targets[key] = true
	stored, err := u.tx.Targets([]goal.Key{key})
	if err != nil {
		return err
	}
	target := stored[key]
	latest, ok := target.Latest()
	if !ok || latest.Batch != u.batch {
		return nil // set again since
	}
	before := goal.Target{Key: key} // as if no undone import had ever been
	for _, v := range target.Versions {
		if !u.undone[v.Batch] {
			before.Versions = append(before.Versions, v)
		}
	}
	back := []goal.Version{{Withdrawn: true}}
	if stretches := before.Stretches(period.Never - 1); len(stretches) > 0 {
		back = nil
		for _, s := range stretches {
			s.Version.From = s.Days.Start
			back = append(back, s.Version)
		}
	}
	revised := target
	for _, v := range back {
		v.Batch, v.Author, v.RecordedAt = "", u.stamp.By, u.stamp.At.UnixMicro()
		v.Reason = "undo of import " + u.batch
		v.Known = period.Range{Start: u.stamp.Today, End: period.Never}
		if revised, _, err = revised.Revise(v); err != nil {
			return err
		}
	}
	u.changes.Targets = append(u.changes.Targets, revised)
	return nil
}

func (u *undoing) split(id fact.DealID) error {
	deals, err := u.tx.Deals([]fact.DealID{id})
	if err != nil {
		return err
	}
	for _, ledger := range []fact.Ledger{fact.Revenue, fact.Overlay} {
		mine, back := false, fact.Split{Deal: id, Ledger: ledger}
		for _, s := range deals[id].Splits {
			if s.Ledger != ledger {
				continue
			}
			mine = mine || (s.Known.IsOpen() && s.Batch == u.batch)
			if !u.undone[s.Batch] {
				back.Shares = s.Shares
			}
		}
		if mine {
			u.splits = append(u.splits, back)
		}
	}
	return nil
}

// edges ends what the batch made and puts back what it ended, as far as
// nothing that came later stands in the place.
func (u *undoing) edges() error {
	was, err := u.tx.Book()
	if err != nil {
		return err
	}
	var ended, added []org.Edge
	for _, e := range u.made {
		if slices.Contains(was.Tree.Edges(e.Child), e) { // not replaced since
			e.Known.End = max(u.stamp.Today, e.Known.Start)
			ended = append(ended, e)
		}
	}
	tree := org.NewTree(was.Tree.Root(), merged(was.Tree, ended, nil))
	for _, e := range u.ended {
		if slices.ContainsFunc(u.made, func(o org.Edge) bool { return o.SameLine(e) && o.Valid == e.Valid }) {
			continue // the batch made it and replaced it itself; one of the same line that is shorter is what it left of it
		}
		e.Known = period.Range{Start: e.Known.End, End: period.Never}
		for _, free := range tree.Free(e) {
			if u.circle(tree, e.Child, e.Parent, free) {
				continue // what stood above him stands below him by now; he goes to the top
			}
			e.Valid = free
			e.Known.Start = org.Since(tree.Edges(e.Child), e, max(u.stamp.Today, e.Known.Start))
			added = append(added, e)
		}
		tree = org.NewTree(was.Tree.Root(), merged(was.Tree, ended, added))
	}
	if len(ended)+len(added) == 0 {
		return nil
	}
	u.changes.Edges = slices.Concat(ended, added)
	affected := map[org.NodeID]bool{}
	for _, e := range u.changes.Edges {
		for _, id := range slices.Concat(tree.Below(e.Child), was.Tree.Below(e.Child)) {
			affected[id] = true
		}
	}
	u.changes.Reclosed = slices.Sorted(maps.Keys(affected))
	u.changes.Closure = tree.Closure(u.changes.Reclosed)
	return u.pipe.reorganise(u.tx, was, tree, ended, added, u.changes)
}

// circle reports whether the child, or the team that the child leads and that
// goes where he goes, would belong to itself.
func (u *undoing) circle(tree *org.Tree, child, parent org.NodeID, valid period.Range) bool {
	if child.Kind() == org.Person && u.nodes[org.Led(child)].Lead == child && tree.Cycle(org.Led(child), parent, valid) != nil {
		return true
	}
	return tree.Cycle(child, parent, valid) != nil
}

// rates puts back what the batch's rates replaced, where they still hold.
func (u *undoing) rates() error {
	was, err := u.tx.Book()
	if err != nil {
		return err
	}
	touched := fact.Filter{Days: period.Everything}
	rates := was.Rates
	for _, c := range u.rateBack {
		if !rates.Holds(c.Set) {
			continue // set again since
		}
		ended := c.Set
		ended.Known.End = max(u.stamp.Today, ended.Known.Start)
		rates = rates.Ended(ended)
		u.changes.Rates = append(u.changes.Rates, ended)
		if c.Replaced != nil {
			back := *c.Replaced
			back.Known = period.Range{Start: ended.Known.End, End: period.Never}
			rates, _ = rates.With([]metric.DatedRate{back})
			u.changes.Rates = append(u.changes.Rates, back)
		}
		touched.Currencies = append(touched.Currencies, c.Set.Rate.From, c.Set.Rate.To)
	}
	if len(touched.Currencies) == 0 {
		return nil
	}
	slices.Sort(touched.Currencies)
	touched.Currencies = slices.Compact(touched.Currencies)
	return u.pipe.follow(u.tx, was, was.With(was.Tree, rates), inCurrencies(touched.Days, touched.Currencies), u.changes)
}

// planRates puts back what the batch's plan rates replaced.
func (u *undoing) planRates() error {
	book, err := u.tx.Book()
	if err == nil {
		u.changes.PlanRates = undonePlanRates(book.PlanRates, u.planBack, u.stamp.Today)
	}
	return err
}

// stages puts back the funnels as they were before the batch, unless they have
// been changed since.
func (u *undoing) stages() error {
	for _, f := range u.funnels {
		if err := u.save(); err != nil {
			return err
		}
		book, err := u.tx.Book()
		if err != nil {
			return err
		}
		if !slices.Equal(funnelOf(book.Funnel, f.Object), f.After) {
			continue
		}
		if _, err := u.pipe.setFunnel(u.tx, f.Object, f.Before, u.changes); err != nil {
			return err
		}
		u.changes.Undoable = nil // of the undo itself
	}
	return nil
}
