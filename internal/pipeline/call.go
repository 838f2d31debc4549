package pipeline

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

// CallTx is what forecasts are written by within a transaction.
type CallTx interface {
	// CallLocks returns all locks of the period.
	CallLocks(days period.Range) (call.Locks, error)
	// CallSnapshotOn reports whether there is a weekly snapshot of the period as
	// of the day.
	CallSnapshotOn(metric string, days period.Range, asOf period.Date) (bool, error)
}

// SayCall stores what somebody says of a forecast: a submission, an override, or
// that an override is taken back. What was said before stays in the history, and
// so does what was computed at this moment, which the ground holds.
func (p *Pipeline) SayCall(ctx context.Context, orgID string, by call.Actor, at call.Ground, e call.Entry) (call.Entry, error) {
	if err := by.Allow(e.Kind, at.Position); err != nil {
		return e, err
	}
	if e.Kind == call.Reset {
		e.Value, e.Best = 0, nil
		if at.Said.Override == nil {
			return e, fault.New(fault.Conflict, "the forecast of %s for %s is not overridden; there is nothing to take back", at.Position.Node.Name, at.Period.Label)
		}
	}
	e.Note = strings.TrimSpace(e.Note)
	if err := e.Validate(); err != nil {
		return e, err
	}
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		_, _, stamp, err := p.present(tx, by.Name)
		if err != nil {
			return err
		}
		if at.Period.End <= stamp.Today {
			return fault.New(fault.Conflict, "%s is over; what it came to is not a forecast any more", at.Period.Label)
		}
		locks, err := tx.CallLocks(at.Period.Range)
		if err != nil {
			return err
		}
		if err := locks.Free(at.Lineage); err != nil {
			return err
		}
		e.ID, e.Node, e.Metric, e.Period = call.ID(newID()), at.Position.Node.ID, at.Metric.ID, at.Period.Range
		e.Was, e.Before = at.Was, at.Before
		e.Author, e.By, e.At, e.On = by.Person, by.Name, stamp.At.UnixMicro(), stamp.Today
		return tx.Save(Changes{At: stamp.At, Calls: []call.Entry{e}})
	})
	p.tell(orgID, err == nil)
	return e, err
}

// newID returns an id that is greater than those before it.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// RecallCalls stores submissions that were made before there was Attain, so that
// it can learn from them. Their ids are given here.
func (p *Pipeline) RecallCalls(ctx context.Context, orgID string, entries []call.Entry) error {
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		_, _, stamp, err := p.present(tx, "")
		if err != nil {
			return err
		}
		for i := range entries {
			e := &entries[i]
			if err := e.Validate(); err != nil {
				return err
			}
			if e.On > stamp.Today {
				return fault.New(fault.Invalid, "a call of %s cannot have been made on %s, which is still to come", e.Node, e.On)
			}
			e.ID = call.ID(newID())
		}
		return tx.Save(Changes{At: stamp.At, Calls: entries})
	})
	p.tell(orgID, err == nil)
	return err
}

// LockCalls locks the forecasts of a node and of everything below it for a
// period: nobody submits or overrides until it is unlocked. What is computed
// goes on.
func (p *Pipeline) LockCalls(ctx context.Context, orgID string, by call.Actor, at call.Ground, reason string) (call.Lock, error) {
	return p.changeLock(ctx, orgID, by, at, func(locks call.Locks, stamp Stamp) (call.Lock, error) {
		lock, err := locks.Lock(at.Position.Node, at.Period.Range, reason, stamp.Today)
		lock.ID, lock.LockedAt, lock.LockedBy = call.LockID(newID()), stamp.At.UnixMicro(), stamp.By
		return lock, err
	})
}

// UnlockCalls lifts the lock of a node.
func (p *Pipeline) UnlockCalls(ctx context.Context, orgID string, by call.Actor, at call.Ground) (call.Lock, error) {
	return p.changeLock(ctx, orgID, by, at, func(locks call.Locks, stamp Stamp) (call.Lock, error) {
		lock, err := locks.Unlock(at.Position.Node, stamp.Today)
		lock.UnlockedAt, lock.UnlockedBy = stamp.At.UnixMicro(), stamp.By
		return lock, err
	})
}

func (p *Pipeline) changeLock(ctx context.Context, orgID string, by call.Actor, at call.Ground, change func(call.Locks, Stamp) (call.Lock, error)) (call.Lock, error) {
	if err := by.AllowLock(at.Position); err != nil {
		return call.Lock{}, err
	}
	var changed call.Lock
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		_, _, stamp, err := p.present(tx, by.Name)
		if err != nil {
			return err
		}
		locks, err := tx.CallLocks(at.Period.Range)
		if err != nil {
			return err
		}
		if changed, err = change(locks, stamp); err != nil {
			return err
		}
		return tx.Save(Changes{At: stamp.At, CallLocks: []call.Lock{changed}})
	})
	p.tell(orgID, err == nil)
	return changed, err
}

// Snapshots takes pictures of forecasts.
type Snapshots interface {
	Picture(ctx context.Context, orgID string, q call.Query) (call.Snapshot, error)
	// Pictured reports whether the weekly snapshot as of the query's day is there.
	Pictured(ctx context.Context, orgID string, q call.Query) (bool, error)
}

// TakeSnapshot stores what the forecasts of a period are now.
func (p *Pipeline) TakeSnapshot(ctx context.Context, orgID, by, note string, from Snapshots, q call.Query) (call.Snapshot, error) {
	picture, err := from.Picture(ctx, orgID, q)
	if err != nil {
		return picture, err
	}
	if len(picture.Rows) == 0 {
		return picture, fault.New(fault.NotFound, "there is nothing to keep of %s: nothing is won, open or forecast in it", q.Period.Label)
	}
	picture.TakenBy, picture.Note = by, strings.TrimSpace(note)
	_, err = p.keepSnapshot(ctx, orgID, &picture)
	return picture, err
}

// keepSnapshot stores a picture; kept is false when the weekly one is there
// already.
func (p *Pipeline) keepSnapshot(ctx context.Context, orgID string, picture *call.Snapshot) (kept bool, err error) {
	err = p.store.Write(ctx, orgID, func(tx Tx) error {
		_, _, stamp, err := p.present(tx, picture.TakenBy)
		if err != nil {
			return err
		}
		if picture.TakenBy == "" {
			if there, err := tx.CallSnapshotOn(string(picture.Metric), picture.Period.Range, picture.AsOf); there || err != nil {
				return err
			}
		}
		kept = true
		picture.ID, picture.TakenAt = call.SnapshotID(newID()), stamp.At.UnixMicro()
		return tx.Save(Changes{At: stamp.At, Snapshots: []call.Snapshot{*picture}})
	})
	return kept && err == nil, err
}

// WeeklySnapshots takes the snapshots of the week that ended last, as it ended,
// of this and the next quarter. It takes none a second time, so that it can be
// called as often as one likes, by several servers.
func (p *Pipeline) WeeklySnapshots(ctx context.Context, o org.Organisation, from Snapshots, place call.Place) (taken int, err error) {
	asOf := call.WeekBefore(o.Calendar, o.Today(p.now()))
	this := o.Calendar.Containing(period.Quarter, asOf)
	periods := []period.Period{this}
	if next, ok := o.Calendar.Next(this); ok {
		periods = append(periods, next)
	}
	for _, of := range periods {
		place.Period = of
		q := call.Query{Place: place, AsOf: asOf}
		there, err := from.Pictured(ctx, o.ID, q)
		if err != nil {
			return taken, err
		}
		if there {
			continue
		}
		picture, err := from.Picture(ctx, o.ID, q)
		if err != nil {
			return taken, err
		}
		if len(picture.Rows) == 0 {
			continue
		}
		kept, err := p.keepSnapshot(ctx, o.ID, &picture)
		if err != nil {
			return taken, err
		}
		if kept {
			taken++
		}
	}
	return taken, nil
}
