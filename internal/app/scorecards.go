package app

import (
	"context"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/action/scorecard"
)

// scorecards wires the scorecards. They read what people do as it was on the
// last day of a period, so they have a reader of their own: it keeps one day.
func (a *App) scorecards() *scorecard.Service {
	return scorecard.NewService(scorecard.Deps{Store: a.DB, Figures: a.Attain, Foresee: a.Foresee, Habits: practice.NewReader(a.DB, a.Attain),
		Advice: a.Advise, Follow: a.Follow, CatchUp: a.CatchUp, Awards: awards{a.DB}, Now: a.now})
}

// giveBeside gives the scorecards of the month that is over, in every
// organisation of the database, until stop is called. Several servers may do so
// at once: one of them has the lease of a month.
func (a *App) giveBeside(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		const perLook, first = 10 * time.Minute, time.Minute
		wait := first // what people look at first is projected before
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
			a.giveAll(ctx)
			wait = perLook
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}

func (a *App) giveAll(ctx context.Context) {
	ids, err := a.DB.OrganisationIDs(ctx)
	for _, id := range ids {
		if err == nil {
			err = a.giveOne(ctx, id)
		}
	}
	if err != nil && ctx.Err() == nil {
		a.log.Error("giving scorecards; it is tried again", "error", err)
	}
}

// giveOne gives what is due in one organisation. What is done is not looked at
// twice: the lease says so.
func (a *App) giveOne(ctx context.Context, orgID string) error {
	o, err := a.DB.Organisation(ctx, orgID)
	if err != nil {
		return err
	}
	today := o.Today(a.now())
	p, ok := scorecard.Due(o.Calendar, today)
	if !ok {
		return nil
	}
	// Who has no facts in it yet is still being set up.
	if span, known, err := a.DB.Span(ctx, orgID, o.Root(), today); err != nil || !known || !span.Overlaps(p.Range) {
		return err
	}
	run, ok, err := a.Cards.Give(ctx, orgID, p, false, nil)
	if err != nil || !ok {
		return err
	}
	a.log.Info("scorecards were given", "organisation", orgID, "period", p.ID, "given", run.Done, "of", run.Of)
	for _, f := range run.Failed {
		a.log.Error("a scorecard could not be made", "organisation", orgID, "period", p.ID, "node", f.Node, "error", f.Why)
	}
	return nil
}
