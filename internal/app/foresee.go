package app

import (
	"context"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/period"
)

// foresight keeps the projections of every organisation of the database as new
// as their facts, and finds what homes begin with on a new day. Several servers may do so at once: what one has made, the
// others find made.
type foresight struct {
	app  *App
	told func(orgID string) // new projections are there
	wake chan struct{}
	seen map[string]state // by organisation, of the last run
}

// state is what projections follow from: the changes of facts, and the day.
type state struct {
	pulse int64
	day   string
	again time.Time // no run before
}

func newForesight(a *App, told func(orgID string)) *foresight {
	return &foresight{app: a, told: told, wake: make(chan struct{}, 1), seen: map[string]state{}}
}

// nudge makes it look at once.
func (f *foresight) nudge() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// beside follows until stop is called.
func (f *foresight) beside(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { f.follow(ctx) })
	return func() {
		cancel()
		done.Wait()
	}
}

// follow runs until the context ends. A change of facts is foreseen within a
// second or two; who changes much has his projections made again when ten times
// as long has passed as making them took.
func (f *foresight) follow(ctx context.Context) {
	const settle, look = time.Second, 10 * time.Second
	for {
		f.all(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(look):
		case <-f.wake:
			select { // what comes together is foreseen together
			case <-ctx.Done():
				return
			case <-time.After(settle):
			}
		}
	}
}

// all runs what is due.
func (f *foresight) all(ctx context.Context) {
	ids, err := f.app.DB.OrganisationIDs(ctx)
	for _, id := range ids {
		if err == nil {
			err = f.one(ctx, id)
		}
	}
	if err != nil && ctx.Err() == nil {
		f.app.log.Error("projecting where goals and targets end; it is tried again", "error", err)
	}
}

func (f *foresight) one(ctx context.Context, orgID string) error {
	pulse, err := f.app.DB.Pulse(ctx, orgID)
	if err != nil {
		return err
	}
	o, err := f.app.DB.Organisation(ctx, orgID)
	if err != nil {
		return err
	}
	now, last := f.app.now(), f.seen[orgID]
	next := state{pulse: pulse, day: o.Today(now).String()}
	if next.pulse == last.pulse && next.day == last.day || now.Before(last.again) {
		return nil
	}
	f.app.beside.Lock()
	defer f.app.beside.Unlock()
	begun := time.Now()
	result, err := f.app.Foresee.Run(ctx, orgID, nil)
	if err != nil {
		return err
	}
	const patience = 10
	next.again = now.Add(patience * time.Since(begun))
	f.seen[orgID] = next
	if next.day != last.day {
		if err := f.morning(ctx, o.ID, o.Today(now)); err != nil {
			next.day = "" // it is tried again
			f.seen[orgID] = next
			return err
		}
	}
	if result.Made > 0 {
		f.app.log.Debug("projected where goals and targets end", "organisation", orgID, "made", result.Made, "of", result.Of, "took", time.Since(begun))
		f.told(orgID)
	}
	return nil
}

// morning finds what homes take out of the whole history, on a new day and when
// the server starts, so that whoever comes first does not wait for it.
func (f *foresight) morning(ctx context.Context, orgID string, today period.Date) error {
	if _, err := f.app.Patterns.Lately(ctx, access.System(orgID), today); err != nil {
		return err
	}
	return f.app.Funnel.Prepare(ctx, orgID, today)
}
