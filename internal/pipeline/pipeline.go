// Package pipeline is the way of the data, from what happened to every number
// that follows from it. Read this file from top to bottom:
//
//	records ──▶ names ──▶ facts ──▶ deals, cases ──▶ ledger ──▶ figures
//	(ingest)   (resolve)  (fact)      (metric)       (metric)   (attain)
//
// Import reads records through a profile and applies them in batches; Post and
// PostEvents take single facts. All end in one transaction that holds the new
// versions of the facts, the differences they make in the ledger, what is now
// known of the customers, and the beat that tells open pages to look again. A
// fact is acknowledged when that transaction is durable, and then every number
// is already right: nothing has to be refreshed.
//
// What facts are counted by can change too: who belongs where, rates, stages,
// series that are kept for a scope, metrics of users. Such a change moves the
// ledger in the same way, by the difference of what the facts that are touched
// counted for before and count for after (recount.go).
package pipeline

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/call"
)

// Store keeps what the pipeline makes.
type Store interface {
	// Write runs the function in one transaction as the organisation's only
	// writer. Nothing of it stays when the function fails.
	Write(ctx context.Context, orgID string, run func(Tx) error) error
	Ledgers
	Batches
}

// Tx is what the pipeline reads and writes within a transaction.
type Tx interface {
	Structure
	Facts
	Versions
	PlanTx
	CallTx
	Firsts(customers []org.NodeID) (map[org.NodeID]metric.First, error)
	Targets(keys []goal.Key) (map[goal.Key]goal.Target, error)
	Goals(ids []goal.ID) (map[goal.ID]goal.Goal, error)
	// Customs returns the versions of a user-defined metric, oldest first; none
	// when there is no such metric.
	Customs(id metric.Series) ([]CustomVersion, error)
	Keyset
	// Clear takes cells of the series, and of those that stand beside it, out of
	// the ledger at once: about so many. left says that there are more.
	Clear(series metric.Series, most int) (left bool, err error)
	Save(Changes) error
}

// Structure is who and what there is, and how it is counted.
type Structure interface {
	Organisation() (org.Organisation, error)
	// Book returns the trees, rates, stages and series as they stand, and how far
	// those have come that are being filled.
	Book() (*metric.Book, error)
	// Names returns every node, and what else sources call them.
	Names() (nodes map[org.NodeID]org.Node, aliases map[org.NodeID]org.NodeID, err error)
	// Nodes returns those of the nodes that exist.
	Nodes(ids []org.NodeID) (map[org.NodeID]org.Node, error)
	Covers(people []org.NodeID) ([]Cover, error)
}

// Facts is everything ever known of deals and cases.
type Facts interface {
	Deals(ids []fact.DealID) (map[fact.DealID]fact.Deal, error)
	// DealIDs returns the deals that the filter finds, in order.
	DealIDs(f fact.Filter) ([]fact.DealID, error)
	Cases(ids []fact.CaseID) (map[fact.CaseID]fact.Case, error)
	// CaseIDs returns the cases that the filter finds, in order.
	CaseIDs(f fact.EventFilter) ([]fact.CaseID, error)
}

// Versions are single facts: as they stand, or everything ever known of them in
// any order.
type Versions interface {
	Sales(keys []fact.Key) (map[fact.Key]fact.Version, error)
	SaleVersions(keys []fact.Key) (map[fact.Key][]fact.Version, error)
	Events(keys []fact.EventKey) (map[fact.EventKey]fact.EventVersion, error)
	EventVersions(keys []fact.EventKey) (map[fact.EventKey][]fact.EventVersion, error)
}

// Changes is everything that one transaction writes.
type Changes struct {
	Organisation *org.Organisation
	Nodes        []org.Node
	Aliases      map[org.NodeID]org.NodeID // alias → node
	Edges        []org.Edge                // ended and new
	Closure      []org.Ancestry            // of the nodes in Reclosed
	Reclosed     []org.NodeID
	Covers       []Cover // ended and new
	Rates        []metric.DatedRate
	Targets      []goal.Target // whole, with their versions
	Goals        []goal.Goal   // whole, with their versions and events
	Current      []fact.Version
	Ended        []fact.Version // superseded versions, for the history
	Splits       []fact.Split   // ended and new
	Events       []fact.EventVersion
	EndedEvents  []fact.EventVersion             // superseded versions, for the history
	Funnel       map[fact.EventKind][]fact.Stage // whole funnels, of leads or of opportunities
	PlanRates    []metric.PlannedRate            // ended and new
	Series       []metric.Definition             // to be kept from now on, or kept by another definition
	Fills        []metric.Fill                   // to be kept, or dropped, by and by
	Moved        []metric.Fill                   // as far as they have come now
	Dropped      []metric.Series                 // no longer to be kept
	Recounts     []metric.Recount                // begun, or as far as they have come now, with what they replaced besides
	Recounted    []int64                         // the numbers of those that are through
	Customs      []CustomVersion                 // new
	Closes       []closing.Close                 // made or opened again
	Calls        []call.Entry                    // new
	CallLocks    []call.Lock                     // made or lifted
	Snapshots    []call.Snapshot                 // new
	Ledger       metric.Poster                   // differences; whole when they are Settled
	Firsts       []metric.First
	Batch        *Batch        // its new state
	Undoable     []Undo        // what undoing the batch has to turn back
	Quarantine   []Quarantined // new or changed
	Loaded       string        // a source that has been loaded as a whole now
	At           time.Time

	due []func() error // adds what is missing in the ledger
}

// ledger returns the differences, to be added to.
func (c *Changes) ledger() metric.Poster {
	if c.Ledger == nil {
		c.Ledger = metric.NewTally()
	}
	return c.Ledger
}

// later lets differences be worked out when the changes are saved: beside the
// writing of many facts, since they need nothing but what was read.
func (c *Changes) later(differ func(metric.Poster) error) {
	ledger := c.ledger()
	c.due = append(c.due, func() error { return differ(ledger) })
}

// Settle works out the differences that are still missing in Ledger.
func (c *Changes) Settle() error {
	for _, work := range c.due {
		if err := work(); err != nil {
			return err
		}
	}
	c.due = nil
	return nil
}

// Cover says that a person covered a territory during Valid, as known during
// Known.
type Cover struct {
	Person, Territory org.NodeID
	Valid, Known      period.Range
}

// Pipeline moves facts to numbers.
type Pipeline struct {
	store    Store
	now      func() time.Time
	beat     func(Beat)
	pace     pace
	perWrite int // rows that one transaction of an import stores
}

// Beat says that something changed after it became durable.
type Beat struct {
	OrgID string
	Batch *Batch // the import that moved; nil for anything else
}

// New returns a pipeline. beat is called after each durable change; it must
// not block.
func New(store Store, now func() time.Time, beat func(Beat)) *Pipeline {
	return &Pipeline{store: store, now: now, beat: beat, pace: usual, perWrite: rowsPerWrite}
}

// Stamp is what is written beside everything that is stored: when, by whom, in
// which import, and from which day it counts as known.
type Stamp struct {
	At    time.Time
	Today period.Date
	By    string
	Batch string
	// Backfill lets facts count as known on the day they happened, and
	// structure as known since always. It holds for the first load of a source
	// only: there is no earlier answer that it could contradict.
	Backfill bool

	closes   closing.Closes // that stand
	restored map[any]string // by the key of a fact that is put back: the import that had brought it
}

// batchOf returns the import that brings the fact with the key.
func (s Stamp) batchOf(key any) string {
	if batch, ok := s.restored[key]; ok {
		return batch
	}
	return s.Batch
}

// known returns the day from which a fact of the day counts as known. What is
// still to come is known today: else a mistyped year could not be corrected
// before that year.
func (s Stamp) known(day period.Date) period.Date {
	if s.Backfill {
		return min(day, s.Today)
	}
	return s.Today
}

// succeed returns the number of a fact's next version and from when it is known,
// and ends there what was known of the version before it: number and last; 0
// and nil for a new fact. Knowledge does not go back behind that version.
func (s Stamp) succeed(day period.Date, number int, last *period.Range) (int, period.Range) {
	known := period.Range{Start: s.known(day), End: period.Never}
	if last != nil {
		known.Start = max(known.Start, last.Start)
		last.End = known.Start
	}
	return number + 1, known
}

// since returns the day from which structure counts as known.
func (s Stamp) since() period.Date {
	if s.Backfill {
		return period.Always
	}
	return s.Today
}

// movedTo returns the stamp at a later instant: what is stored after midnight is
// known from then on, also when its import began before.
func (s Stamp) movedTo(later Stamp) Stamp {
	s.At, s.Today = later.At, max(s.Today, later.Today)
	return s
}

// present returns what a transaction goes by that writes now: the organisation,
// the book and the stamp of what it stores.
func (p *Pipeline) present(tx Tx, by string) (o org.Organisation, book *metric.Book, stamp Stamp, err error) {
	if o, err = tx.Organisation(); err != nil {
		return o, nil, stamp, err
	}
	book, err = tx.Book()
	return o, book, p.stamp(o, by), err
}

func (p *Pipeline) stamp(o org.Organisation, by string) Stamp {
	now := o.Clock(p.now())
	return Stamp{At: now, Today: o.Today(now), By: by}
}

// Outcome counts what became of the records.
type Outcome struct {
	Inserted  int `json:"inserted"`
	Corrected int `json:"corrected"`
	Unchanged int `json:"unchanged"`
	Withdrawn int `json:"withdrawn"`
}

// count notes a new version of a fact.
func (o *Outcome) count(existed, withdrawn bool) {
	switch {
	case withdrawn:
		o.Withdrawn++
	case existed:
		o.Corrected++
	default:
		o.Inserted++
	}
}

func (o *Outcome) add(other Outcome) {
	o.Inserted += other.Inserted
	o.Corrected += other.Corrected
	o.Unchanged += other.Unchanged
	o.Withdrawn += other.Withdrawn
}

// Changed reports whether anything was written.
func (o Outcome) Changed() bool { return o.Inserted+o.Corrected+o.Withdrawn > 0 }
