package pipeline

import (
	"context"
	"errors"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
)

// State says how an import stands.
type State string

// The states of an import. It is Interrupted when its server gave no sign of it
// any more (alive.go); importing the same files again goes on where it ended.
const (
	Running     State = "running"
	Done        State = "done"
	Failed      State = "failed"
	Cancelled   State = "cancelled"
	Interrupted State = "interrupted"
	Undone      State = "undone"
)

// ErrStopping is the cause with which the context of an import is cancelled when
// its server stops.
var ErrStopping = errors.New("the server is stopping")

// Batch is one import.
type Batch struct {
	ID         string
	Source     string
	Name       string // of the profile
	Profile    string // its text, as it was used
	State      State
	DryRun     bool
	StartedAt  int64 // microseconds
	FinishedAt int64 // 0 while running
	By         string
	BytesRead  int64
	BytesTotal int64
	AliveTo    int64 // microseconds; a running import is believed to go on until then
	RowsRead   int
	Kinds      []KindCount // in the order of application
	Message    string      // what happened, for a person
}

// KindCount counts what became of the records of one kind.
type KindCount struct {
	Kind ingest.Kind `json:"kind"`
	Outcome
	Quarantined int `json:"quarantined"`
}

// Totals sums the counts of all kinds.
func (b Batch) Totals() KindCount {
	var total KindCount
	for _, k := range b.Kinds {
		total.add(k.Outcome)
		total.Quarantined += k.Quarantined
	}
	return total
}

// count returns the counts of a kind, to be changed.
func (b *Batch) count(kind ingest.Kind) *KindCount {
	for i := range b.Kinds {
		if b.Kinds[i].Kind == kind {
			return &b.Kinds[i]
		}
	}
	b.Kinds = append(b.Kinds, KindCount{Kind: kind})
	return &b.Kinds[len(b.Kinds)-1]
}

// Quarantined is a row that could not be used, kept so that it can be mended
// and run again.
type Quarantined struct {
	Batch    string
	ID       int // within the batch, from 1
	Kind     ingest.Kind
	Entry    string // of the profile
	File     string // as the profile names it
	Path     string // of the file itself
	Line     int
	Values   map[string]string
	Faults   []ingest.Fault
	Resolved bool
}

// Undo is what undoing a batch has to turn back, besides sales and events, whose
// versions name their batch. Exactly one of the fields is set.
type Undo struct {
	Added    []org.NodeID       `json:"added,omitempty"`    // nodes that the batch made
	Ended    []org.Edge         `json:"ended,omitempty"`    // edges that it ended
	Made     []org.Edge         `json:"made,omitempty"`     // edges that it made
	Target   *goal.Key          `json:"target,omitempty"`   // a target that it revised
	Split    fact.DealID        `json:"split,omitempty"`    // a deal that it split
	Rate     *metric.RateChange `json:"rate,omitempty"`     // a rate that it set
	Assigned []Cover            `json:"assigned,omitempty"` // assignments that it made
	Funnel   *FunnelChange      `json:"funnel,omitempty"`   // a funnel that it changed
	PlanRate *PlanRateChange    `json:"plan_rate,omitempty"`
}

// FunnelChange is a funnel of leads or of opportunities that was changed.
type FunnelChange struct {
	Object fact.EventKind `json:"object"`
	Before []fact.Stage   `json:"before"`
	After  []fact.Stage   `json:"after"`
}

// Batches keeps imports.
type Batches interface {
	Batch(ctx context.Context, orgID, id string) (Batch, error)
	// Prolong notes that a running import goes on until the instant, in
	// microseconds. It reports false when it is not a running one any more.
	Prolong(ctx context.Context, orgID, id string, aliveTo int64) (bool, error)
	// StopAsked reports whether the import was asked to stop.
	StopAsked(ctx context.Context, orgID, id string) (bool, error)
	Quarantine(ctx context.Context, orgID, batch string, unresolvedOnly bool) ([]Quarantined, error)
	// Unmended counts the rows in quarantine that are not resolved, by import.
	Unmended(ctx context.Context, orgID string) (map[string]int, error)
	Undoable(ctx context.Context, orgID, batch string) ([]Undo, error)
	// BatchSales returns sales that the batch brought any version of, in the
	// order of their keys, from after the given one.
	BatchSales(ctx context.Context, orgID, batch string, after fact.Key, limit int) ([]fact.Key, error)
	// BatchEvents returns events that the batch brought any version of, in the
	// order of their keys, from after the given one.
	BatchEvents(ctx context.Context, orgID, batch string, after fact.EventKey, limit int) ([]fact.EventKey, error)
	// UndoneBatches returns the ids of the imports that were undone.
	UndoneBatches(ctx context.Context, orgID string) (map[string]bool, error)
	// Loaded reports whether the source has been loaded as a whole before.
	Loaded(ctx context.Context, orgID, source string) (bool, error)
}

// Unmended returns how many rows wait in quarantine, of all imports that still
// stand.
func (p *Pipeline) Unmended(ctx context.Context, orgID string) (n int, err error) {
	held, err := p.store.Unmended(ctx, orgID)
	if err != nil {
		return 0, err
	}
	for id, rows := range held {
		b, err := p.store.Batch(ctx, orgID, id)
		if err != nil {
			return 0, err
		}
		if b.State != Undone && !b.DryRun {
			n += rows
		}
	}
	return n, nil
}
