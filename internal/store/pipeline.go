package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Write implements pipeline.Store.
func (db *DB) Write(ctx context.Context, orgID string, run func(pipeline.Tx) error) error {
	facts := 0
	return db.writing(ctx, &facts, func(ctx context.Context) error {
		return db.inBulk(ctx, func(ctx context.Context, tx conn) error {
			if err := db.lock(ctx, tx, orgID); err != nil {
				return fmt.Errorf("waiting to write: %w", err)
			}
			w := &writer{ctx: ctx, db: db, tx: tx, orgID: orgID}
			err := run(w)
			facts = w.facts
			return err
		})
	})
}

// writer is one transaction of the pipeline.
type writer struct {
	ctx   context.Context //nolint:containedctx // it lives for one transaction
	db    *DB
	tx    conn
	orgID string

	restructured bool         // there is another book than others see
	facts        int          // versions of facts that were saved
	state        *writerState // nil: it has to be read
}

func (w *writer) Names() (map[org.NodeID]org.Node, map[org.NodeID]org.NodeID, error) {
	return names(w.ctx, w.tx, w.orgID)
}

func (w *writer) Nodes(ids []org.NodeID) (map[org.NodeID]org.Node, error) {
	return nodesByID(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) Sales(keys []fact.Key) (map[fact.Key]fact.Version, error) {
	return salesByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) SaleVersions(keys []fact.Key) (map[fact.Key][]fact.Version, error) {
	return versionsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) Deals(ids []fact.DealID) (map[fact.DealID]fact.Deal, error) {
	return deals(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) DealIDs(f fact.Filter) ([]fact.DealID, error) {
	return dealIDs(w.ctx, w.tx, w.orgID, f)
}

func (w *writer) Events(keys []fact.EventKey) (map[fact.EventKey]fact.EventVersion, error) {
	return eventsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) EventVersions(keys []fact.EventKey) (map[fact.EventKey][]fact.EventVersion, error) {
	return eventVersionsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) Cases(ids []fact.CaseID) (map[fact.CaseID]fact.Case, error) {
	return cases(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) CaseIDs(f fact.EventFilter) ([]fact.CaseID, error) {
	return caseIDs(w.ctx, w.tx, w.orgID, f)
}

func (w *writer) Customs(id metric.Series) ([]pipeline.CustomVersion, error) {
	return customVersions(w.ctx, w.tx, w.orgID, id)
}

func (w *writer) Firsts(customers []org.NodeID) (map[org.NodeID]metric.First, error) {
	return firsts(w.ctx, w.tx, w.orgID, customers)
}

func (w *writer) Targets(keys []goal.Key) (map[goal.Key]goal.Target, error) {
	return targetsByKey(w.ctx, w.tx, w.orgID, keys)
}

func (w *writer) Goals(ids []goal.ID) (map[goal.ID]goal.Goal, error) {
	return goals(w.ctx, w.tx, w.orgID, ids)
}

func (w *writer) Covers(people []org.NodeID) ([]pipeline.Cover, error) {
	return covers(w.ctx, w.tx, w.orgID, people)
}

// Save implements pipeline.Tx.
func (w *writer) Save(c pipeline.Changes) error {
	w.facts += len(c.Current) + len(c.Events)
	filling := w.filling()
	w.state = nil
	number, err := beat(w.ctx, w.tx, w.orgID, c.At)
	if err != nil {
		return err
	}
	// What reads before it writes comes first: all that follows goes to
	// PostgreSQL in one message (staging.later).
	steps := []func() error{
		func() error { return w.saveFacts(&c, number) },
		func() error { return w.noteStructure(c) },
		func() error { return w.saveOrganisation(c.Organisation) },
		func() error { return saveNodes(w.ctx, w.tx, w.orgID, c.Nodes) },
		func() error { return saveAliases(w.ctx, w.tx, w.orgID, c.Aliases) },
		func() error { return saveEdges(w.ctx, w.tx, w.orgID, c.Edges) },
		func() error { return replaceClosure(w.ctx, w.tx, w.orgID, c.Reclosed, c.Closure) },
		func() error { return saveCovers(w.ctx, w.tx, w.orgID, c.Covers) },
		func() error { return saveRates(w.ctx, w.tx, w.orgID, c.Rates) },
		func() error { return saveTargets(w.ctx, w.tx, w.orgID, number, c.Targets) },
		func() error { return saveGoals(w.ctx, w.tx, w.orgID, number, c.Goals) },
		func() error { return saveSplits(w.ctx, w.tx, w.orgID, c.Splits) },
		func() error { return saveFunnels(w.ctx, w.tx, w.orgID, c.Funnel) },
		func() error { return savePlanRates(w.ctx, w.tx, w.orgID, c.PlanRates) },
		func() error { return saveCloses(w.ctx, w.tx, w.orgID, c.Closes) },
		func() error { return saveCalls(w.ctx, w.tx, w.orgID, c.Calls) },
		func() error { return saveCallLocks(w.ctx, w.tx, w.orgID, c.CallLocks) },
		func() error { return saveSnapshots(w.ctx, w.tx, w.orgID, c.Snapshots) },
		func() error { return saveDefinitions(w.ctx, w.tx, w.orgID, c.Series, c.Dropped) },
		func() error { return saveFills(w.ctx, w.tx, w.orgID, slices.Concat(c.Fills, c.Moved), number) },
		func() error { return saveRecounts(w.ctx, w.tx, w.orgID, c.Recounts, number) },
		func() error { return endRecounts(w.ctx, w.tx, w.orgID, c.Recounted) },
		func() error { return saveCustoms(w.ctx, w.tx, w.orgID, c.Customs) },
		func() error { return saveFirsts(w.ctx, w.tx, w.orgID, c.Firsts) },
		func() error { return saveBatch(w.ctx, w.tx, w.orgID, c) },
		func() error { return w.follow(filling, number) },
		func() error { return w.db.announce(w.ctx, w.tx, w.orgID, number) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// follow tells the fills and the recounts of the write, when there may be any.
func (w *writer) follow(filling bool, number int64) error {
	if !filling {
		return nil
	}
	if err := followed(w.ctx, w.tx, w.orgID, number); err != nil {
		return err
	}
	return recountsFollow(w.ctx, w.tx, w.orgID, number)
}

// saveFacts writes the facts and what they change in the ledger. Many facts are
// written while that is worked out.
func (w *writer) saveFacts(c *pipeline.Changes, number int64) error {
	save := func() error {
		if err := saveSales(w.ctx, w.tx, w.orgID, c.Current, c.Ended); err != nil {
			return err
		}
		return saveEvents(w.ctx, w.tx, w.orgID, c.Events, c.EndedEvents)
	}
	if len(c.Current)+len(c.Events) >= worthCopying {
		settled := soon(c.Settle)
		if err := errors.Join(save(), settled()); err != nil {
			return err
		}
		return w.post(c.Ledger, number)
	}
	if err := c.Settle(); err != nil {
		return err
	}
	if err := w.post(c.Ledger, number); err != nil {
		return err
	}
	return save()
}

func (w *writer) post(differences metric.Poster, number int64) error {
	if differences == nil {
		return nil
	}
	return post(w.ctx, w.tx, w.orgID, differences.Tally(), number)
}

func (w *writer) noteStructure(c pipeline.Changes) error {
	if !restructures(c) {
		return nil
	}
	w.restructured = true
	return noteStructure(w.ctx, w.tx, w.orgID)
}

func (w *writer) saveOrganisation(o *org.Organisation) error {
	if o == nil {
		return nil
	}
	return saveOrganisation(w.ctx, w.tx, *o)
}
