package app

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// SetContests holds the contests of a company that was made up, as somebody did
// in their days, once: what people do afterwards stays.
func (a *App) SetContests(ctx context.Context, c Company, people []access.NewUser) error {
	if c.Name != MadeUp {
		return nil
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return err
	}
	today := o.Today(a.now())
	by := contest.Asker{Scope: access.System(a.OrgID), By: goal.Actor{Name: "Demo RevOps", Office: true}}
	there, err := a.Contests.List(ctx, by)
	if err != nil || len(there) > 0 {
		return err
	}
	team := o.Root()
	for _, p := range people {
		if p.Role == access.Manager {
			team = org.Led(org.ID(org.Person, p.PersonID)) // the last one leads the largest team
		}
	}
	for _, made := range demo.Contests() {
		days := o.Calendar.Containing(made.Of, today)
		for range made.Back {
			days, _ = o.Calendar.Previous(days)
		}
		held := contest.Contest{Name: made.Name, Reason: made.Reason, Node: team, Days: days.Range, Rules: made.Rules}
		if made.Company {
			held.Node = o.Root()
		}
		if err := a.holdContest(ctx, by, held, today); err != nil {
			return err
		}
	}
	return nil
}

// holdContest goes with a contest as far as the day lets it.
func (a *App) holdContest(ctx context.Context, by contest.Asker, c contest.Contest, today period.Date) error {
	const settling = 5 // days until the last sales are known
	before := a.Contests.On(c.Days.Start - 1)
	kept, err := before.Save(ctx, by, c)
	if err != nil {
		return err
	}
	if kept, err = before.Rehearse(ctx, by, kept.ID); err != nil || kept.State != contest.Rehearsed {
		return err // a young company has not enough history, and says so
	}
	switch kept, err = before.Start(ctx, by, kept.ID); {
	case fault.Is(err, fault.Conflict):
		return nil // a small company has not enough people: it stays what was rehearsed
	case err != nil:
		return err
	}
	if end := min(today, c.Days.End+settling); end >= c.Days.End {
		_, err = a.Contests.On(end).End(ctx, by, kept.ID)
	}
	return err
}
