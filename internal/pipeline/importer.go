package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Import asks for the records of a profile to be stored.
type Import struct {
	OrgID   string
	By      string
	Profile *ingest.Profile
	Text    string // of the profile, kept with the batch
	Source  ingest.Source
	DryRun  bool // say what would happen, and store nothing but the batch's name
	// Retry names a batch: its quarantined rows are mapped again, and no file is
	// read.
	Retry string
	// Patience is how long to try to write how the import ended while the database
	// takes no writes; 0 is half a minute.
	Patience time.Duration
	// Progress is told how far the import is, after each durable step. It must
	// not block.
	Progress func(Batch)
}

// importer is one run of an Import.
type importer struct {
	*Pipeline
	job    Import
	org    org.Organisation
	stamp  Stamp
	dir    *directory
	funnel []fact.Stage // as the last rows found it
	batch  Batch
	held   int  // rows in quarantine so far
	behind bool // the ledger follows what was changed by and by
	told   time.Time
}

// Import stores what the files say. It returns the finished batch; the error
// is nil even when rows went to quarantine. What was stored before a failure
// or a cancellation stays, and importing the same files again changes nothing
// of it.
func (p *Pipeline) Import(ctx context.Context, job Import) (Batch, error) {
	im := &importer{Pipeline: p, job: job}
	if err := im.begin(ctx); err != nil {
		return im.batch, err
	}
	im.tellProgress()
	alive, stop := im.keepAlive(ctx)
	err := im.run(alive)
	if cause := context.Cause(alive); errors.Is(cause, ErrTakenForDead) || errors.Is(cause, ErrStopAsked) {
		err = cause
	}
	stop()
	return im.finish(ctx, err)
}

// begin opens the batch, and makes the organisation when there is none and the
// profile describes one.
func (im *importer) begin(ctx context.Context) error {
	loaded, err := im.store.Loaded(ctx, im.job.OrgID, im.job.Profile.Source)
	if err != nil {
		return err
	}
	return im.write(ctx, func(tx Tx) error {
		o, err := tx.Organisation()
		changes := Changes{At: im.now()}
		if fault.Is(err, fault.NotFound) {
			if o, err = newOrganisation(im.job.OrgID, im.job.Profile); err == nil {
				changes.Organisation = &o
			}
		}
		if err != nil {
			return err
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		im.org = o
		im.stamp = im.Pipeline.stamp(o, im.job.By)
		im.stamp.Batch = id.String()
		switch im.job.Profile.Known {
		case ingest.KnownOccurred:
			im.stamp.Backfill = true
		case ingest.KnownArrival:
		default:
			im.stamp.Backfill = !loaded && im.job.Retry == ""
		}
		im.batch = Batch{ID: id.String(), Source: im.job.Profile.Source, Name: im.job.Profile.Name, Profile: im.job.Text,
			State: Running, DryRun: im.job.DryRun, StartedAt: im.stamp.At.UnixMicro(), AliveTo: im.aliveTo(), By: im.job.By}
		changes.Batch = &im.batch
		return tx.Save(changes)
	})
}

// run maps the rows and applies them, kind by kind.
func (im *importer) run(ctx context.Context) error {
	if err := im.readNames(ctx); err != nil {
		return err
	}
	if im.job.Retry != "" {
		return im.retry(ctx)
	}
	return im.stream(ctx, func(ctx context.Context, g *gatherer) error {
		return im.job.Profile.Map(ctx, g.watched(im.job), im.org.Place, g.take)
	})
}

func (im *importer) readNames(ctx context.Context) error {
	return im.write(ctx, func(tx Tx) (err error) {
		im.dir, err = newDirectory(tx, im.org.Root(), im.job.Profile.Create)
		return err
	})
}

// storeRows applies rows in one transaction.
func (im *importer) storeRows(ctx context.Context, rows []ingest.Mapped) error {
	batch := im.batch
	batch.Kinds, batch.AliveTo = append([]KindCount(nil), im.batch.Kinds...), im.aliveTo()
	held, behind := im.held, false
	err := im.write(ctx, func(tx Tx) error {
		_, book, stamp, err := im.present(tx, im.job.By)
		if err != nil {
			return err
		}
		im.stamp = im.stamp.movedTo(stamp).behind(book.Closes.Standing())
		changes := Changes{At: im.stamp.At, Batch: &batch}
		outcomes, faults, err := im.apply(tx, rows, &changes)
		if err != nil {
			return err
		}
		behind = len(changes.Recounts) > 0
		for _, kind := range ingest.Kinds() {
			if outcome, ok := outcomes[kind]; ok {
				batch.count(kind).add(outcome)
			}
		}
		for i, m := range rows {
			if m.Faults = append(m.Faults, faults[i]...); m.Ok() {
				continue
			}
			held++
			batch.count(m.Kind).Quarantined++
			changes.Quarantine = append(changes.Quarantine, Quarantined{Batch: batch.ID, ID: held, Kind: m.Kind,
				Entry: m.Entry, File: m.File, Path: m.Path, Line: m.Line, Values: m.Values, Faults: m.Faults})
		}
		return tx.Save(changes)
	})
	if err != nil {
		return fmt.Errorf("storing %d rows of %s: %w", len(rows), rows[0].Kind, err)
	}
	im.batch, im.held, im.behind = batch, held, im.behind || behind
	im.dir.begin()
	im.report()
	return nil
}

// apply works out what rows change that are applied together. The outcomes are
// by kind, the faults by row.
func (im *importer) apply(tx Tx, rows []ingest.Mapped, changes *Changes) (map[ingest.Kind]Outcome, map[int][]ingest.Fault, error) {
	records := make([]ingest.Record, 0, len(rows))
	index := make([]int, 0, len(rows)) // of the records' rows
	outcomes := map[ingest.Kind]Outcome{}
	for i, m := range rows {
		outcomes[m.Kind] = Outcome{}
		if m.Ok() {
			records, index = append(records, m.Record), append(index, i)
		}
	}
	var faults map[int][]ingest.Fault
	var err error
	if kind := rows[0].Kind; oneStory(kind) {
		faults, err = im.stories(tx, records, outcomes, changes)
	} else {
		outcomes[kind], faults, err = im.applyKind(tx, kind, records, changes)
	}
	byRow := make(map[int][]ingest.Fault, len(faults))
	for i, f := range faults {
		byRow[index[i]] = f
	}
	return outcomes, byRow, err
}

// applyKind works out what records of one kind change.
func (im *importer) applyKind(tx Tx, kind ingest.Kind, records []ingest.Record, changes *Changes) (outcome Outcome, faults map[int][]ingest.Fault, err error) {
	switch kind {
	case ingest.KindSale:
		return im.sales(tx, records, changes)
	case ingest.KindSplit:
		return im.splits(tx, records, changes)
	case ingest.KindTarget:
		return im.targets(tx, records, changes)
	case ingest.KindRate:
		outcome, err = im.rates(tx, records, changes)
	case ingest.KindPlanRate:
		outcome, err = im.planRates(tx, records, changes)
	case ingest.KindStage:
		outcome, err = im.stages(tx, records, changes)
	case ingest.KindActivity, ingest.KindFeedback, ingest.KindContract, ingest.KindTraining, ingest.KindMarket:
		return im.events(tx, records, changes)
	default:
		outcome, faults, err = im.restructure(tx, im.stamp, im.dir, records, changes)
		im.noteStructure(changes)
	}
	return outcome, faults, err
}

func (im *importer) noteStructure(changes *Changes) {
	var undo Undo
	for _, n := range changes.Nodes {
		if im.dir.added[n.ID] {
			undo.Added = append(undo.Added, n.ID)
		}
	}
	for _, e := range changes.Edges {
		if e.Known.IsOpen() {
			undo.Made = append(undo.Made, e)
		} else {
			undo.Ended = append(undo.Ended, e)
		}
	}
	for _, c := range changes.Covers {
		if c.Known.IsOpen() {
			undo.Assigned = append(undo.Assigned, c)
		}
	}
	if len(undo.Added)+len(undo.Made)+len(undo.Ended)+len(undo.Assigned) > 0 {
		changes.Undoable = append(changes.Undoable, undo)
	}
}

// write runs one transaction. A dry run stores nothing but the batch.
func (im *importer) write(ctx context.Context, run func(Tx) error) error {
	return im.store.Write(ctx, im.job.OrgID, func(tx Tx) error {
		if im.job.DryRun {
			tx = dryTx{Tx: tx, org: im.org}
		}
		return run(tx)
	})
}

// report tells how far the import is, at most four times a second.
func (im *importer) report() {
	const every = 250 * time.Millisecond
	if now := im.now(); now.Sub(im.told) >= every {
		im.told = now
		im.tellProgress()
	}
}

func (im *importer) tellProgress() {
	batch := im.batch
	if im.job.Progress != nil {
		im.job.Progress(batch)
	}
	im.beat(Beat{OrgID: im.job.OrgID, Batch: &batch})
}

// finish writes how the import ended.
func (im *importer) finish(ctx context.Context, failure error) (Batch, error) {
	im.batch.FinishedAt = im.now().UnixMicro()
	totals := im.batch.Totals()
	changes := Changes{At: im.now(), Batch: &im.batch}
	switch {
	case errors.Is(failure, ErrTakenForDead):
		im.batch.State, im.batch.Message = Interrupted, ErrTakenForDead.Error()
		im.tellProgress()
		return im.batch, failure // it is marked already
	case failure == nil:
		im.batch.State = Done
		im.batch.Message = summary(im.batch, totals)
		if im.behind && !im.job.DryRun {
			im.batch.Message += "." + sayBehind
		}
		if !im.job.DryRun && im.job.Retry == "" {
			changes.Loaded = im.batch.Source
		}
	case errors.Is(context.Cause(ctx), ErrStopping):
		im.batch.State = Interrupted
		im.batch.Message = "The server was stopped. What was stored before stays; import the same files again to go on."
		failure = nil
	case errors.Is(failure, context.Canceled), errors.Is(failure, ErrStopAsked):
		im.batch.State = Cancelled
		im.batch.Message = "Cancelled. What was stored before stays; import the same files again to go on."
		failure = nil
	default:
		im.batch.State = Failed
		im.batch.Message = "Stopped by an error. What was stored before stays; import the same files again to go on."
		if fault.KindOf(failure) != fault.Internal {
			im.batch.Message = failure.Error()
		}
	}
	err := im.end(ctx, changes)
	im.tellProgress()
	return im.batch, errors.Join(failure, err)
}

// end writes how the import ended, also when it was cancelled, and when the
// database that ended it is back in a moment: else it would seem to run on.
func (im *importer) end(ctx context.Context, changes Changes) error {
	const usual, longest = 30 * time.Second, 5 * time.Second
	patience := cmp.Or(im.job.Patience, usual)
	for waited, wait := time.Duration(0), 100*time.Millisecond; ; wait = min(2*wait, longest) {
		err := im.write(context.WithoutCancel(ctx), func(tx Tx) error { return tx.Save(changes) })
		passing := fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Full)
		if !passing || waited >= patience || errors.Is(context.Cause(ctx), ErrStopping) {
			return err
		}
		time.Sleep(wait)
		waited += wait
	}
}

func summary(b Batch, t KindCount) string {
	verb := ""
	if b.DryRun {
		verb = "would be "
	}
	text := fmt.Sprintf("%d rows read: %d %sinserted, %d %scorrected, %d unchanged, %d quarantined",
		b.RowsRead, t.Inserted, verb, t.Corrected, verb, t.Unchanged, t.Quarantined)
	if b.DryRun {
		text = "Dry run, nothing stored. " + text
	}
	return text
}

// retry maps the quarantined rows of a batch again. Rows that are good now are
// marked as resolved; the others stand in the quarantine of the new batch, with
// what is wrong with them today.
func (im *importer) retry(ctx context.Context) error {
	held, err := im.store.Quarantine(ctx, im.job.OrgID, im.job.Retry, true)
	if err != nil {
		return err
	}
	rows := make([]ingest.Mapped, 0, len(held))
	for _, q := range held {
		rows = append(rows, ingest.Mapped{Kind: q.Kind, Entry: q.Entry, File: q.File, Path: q.Path, Line: q.Line, Values: q.Values, Faults: q.Faults})
	}
	err = im.stream(ctx, func(ctx context.Context, g *gatherer) error {
		return im.job.Profile.MapValues(ctx, rows, im.org.Place, g.take)
	})
	if err != nil || im.job.DryRun {
		return err
	}
	for i := range held {
		held[i].Resolved = true // those still wrong stand in the new batch's quarantine
	}
	return im.write(ctx, func(tx Tx) error { return tx.Save(Changes{At: im.now(), Quarantine: held}) })
}

// knownOn returns the day from which a target counts as known.
func (im *importer) knownOn(t ingest.Target) period.Date {
	if t.KnownOn != 0 {
		return t.KnownOn
	}
	return im.stamp.since()
}
