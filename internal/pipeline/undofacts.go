package pipeline

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/fact"
)

// undoSales turns back what the batch said of sales and returns how many it
// was.
func (p *Pipeline) undoSales(ctx context.Context, orgID, by, batchID string, undone map[string]bool) (turned int, err error) {
	var after fact.Key
	for {
		keys, err := p.store.BatchSales(ctx, orgID, batchID, after, p.perWrite)
		if err != nil || len(keys) == 0 {
			return turned, err
		}
		after = keys[len(keys)-1]
		outcome, err := p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
			history, err := tx.SaleVersions(keys)
			if err != nil {
				return Outcome{}, err
			}
			back := make([]fact.Sale, 0, len(keys))
			stamp.restored = map[any]string{}
			for _, key := range keys {
				last := saleBefore(history[key], undone)
				stamp.restored[key] = last.Batch
				back = append(back, last.Sale)
			}
			return p.post(tx, stamp, back, nil, changes)
		})
		if err != nil {
			return turned, err
		}
		turned += outcome.Corrected + outcome.Withdrawn
	}
}

// saleBefore returns what a sale is without the undone imports, with the import
// that brought it as it is then. It stays as it is where a later one stands on
// them, and is withdrawn when nothing else brought it.
func saleBefore(history []fact.Version, undone map[string]bool) fact.Version {
	var last, current fact.Version
	for _, v := range history {
		if v.Number > current.Number {
			current = v
		}
		if !undone[v.Batch] && v.Number > last.Number {
			last = v
		}
	}
	if last.Number == 0 {
		current.Withdrawn, current.Batch = true, ""
		return current
	}
	return last
}

// undoEvents turns back what the batch said of events and returns how many it
// was.
func (p *Pipeline) undoEvents(ctx context.Context, orgID, by, batchID string, undone map[string]bool) (turned int, err error) {
	var after fact.EventKey
	for {
		keys, err := p.store.BatchEvents(ctx, orgID, batchID, after, p.perWrite)
		if err != nil || len(keys) == 0 {
			return turned, err
		}
		after = keys[len(keys)-1]
		outcome, err := p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
			history, err := tx.EventVersions(keys)
			if err != nil {
				return Outcome{}, err
			}
			back := make([]fact.Event, 0, len(keys))
			stamp.restored = map[any]string{}
			for _, key := range keys {
				last := eventBefore(history[key], undone)
				stamp.restored[key] = last.Batch
				back = append(back, last.Event)
			}
			return p.postEvents(tx, stamp, back, changes)
		})
		if err != nil {
			return turned, err
		}
		turned += outcome.Corrected + outcome.Withdrawn
	}
}

// eventBefore returns what an event is without the undone imports. Where a
// later import stands on one of them it stays as it is, but for the steps that
// only undone imports have told of.
func eventBefore(history []fact.EventVersion, undone map[string]bool) fact.EventVersion {
	slices.SortFunc(history, func(a, b fact.EventVersion) int { return cmp.Compare(a.Number, b.Number) })
	var last *fact.EventVersion
	for i, v := range history {
		if !undone[v.Batch] {
			last = &history[i]
		}
	}
	current := history[len(history)-1]
	if last == nil {
		current.Withdrawn, current.Batch = true, ""
		return current
	}
	back := *last
	if !undone[current.Batch] {
		back = current
	}
	back.Steps = stillTold(history, undone, back.Steps, func(v fact.EventVersion) []fact.Step { return v.Steps })
	back.Categories = stillTold(history, undone, back.Categories, func(v fact.EventVersion) []fact.CategoryStep { return v.Categories })
	return back
}

// stillTold returns those of the steps that an import told which is not undone.
func stillTold[S comparable](history []fact.EventVersion, undone map[string]bool, steps []S, of func(fact.EventVersion) []S) []S {
	var told, had []S
	for _, v := range history {
		if !undone[v.Batch] {
			told = slices.DeleteFunc(told, func(s S) bool { return slices.Contains(had, s) && !slices.Contains(of(v), s) })
			for _, s := range of(v) {
				if !slices.Contains(had, s) {
					told = append(told, s)
				}
			}
		}
		had = of(v)
	}
	return slices.DeleteFunc(slices.Clone(steps), func(s S) bool { return !slices.Contains(told, s) })
}
