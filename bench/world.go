package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
	"github.com/attainhq/attain/bench/measure"
	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// world is a company of some size in a database of one engine.
type world struct {
	*bench
	engine   string
	location string
	sql      *baseline.Engine
	company  load.Company
	month    period.Range // the last, which every person has a target for
	draw     *rand.Rand
	token    string
}

// world imports a company of the size and measures everything that depends on
// how much there is. What only the largest is asked for comes last.
func (b *bench) world(ctx context.Context, engine string, facts int, largest bool) (err error) {
	w := &world{bench: b, engine: engine, company: b.company(facts), draw: rand.New(rand.NewPCG(7, uint64(facts)))} //nolint:gosec // the same each time
	today := period.DateOf(w.company.Today(), time.UTC)
	first := time.Date(w.company.Today().Year(), w.company.Today().Month(), 1, 0, 0, 0, 0, time.UTC)
	w.month = period.Range{Start: period.DateOf(first, time.UTC), End: period.DateOf(first.AddDate(0, 1, 0), time.UTC)}
	if err := w.fill(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.sql.Close(), w.remove(context.WithoutCancel(ctx), w.location)) }()
	posted, err := w.prepare(ctx, today)
	if err != nil {
		return err
	}
	pages, err := w.servePages(ctx, today)
	if err != nil {
		return err
	}
	if largest {
		if err := w.starts(ctx, today); err != nil {
			return err
		}
	}
	if err := w.sql.Members(ctx); err != nil {
		return err
	}
	if err := w.replayPosts(ctx, posted); err != nil {
		return fmt.Errorf("goals by SQL: %w", err)
	}
	if engine == postgres && largest {
		if err := w.peers(ctx, posted); err != nil {
			return fmt.Errorf("the peer's refresh: %w", err)
		}
	}
	if err := w.dashboards(ctx, pages); err != nil {
		return fmt.Errorf("the dashboard: %w", err)
	}
	return nil
}

// fill imports the company and its sales.
func (w *world) fill(ctx context.Context) (err error) {
	w.say("%s: a company with %d facts", w.engine, w.company.Sales)
	if w.location, err = w.new(ctx, w.engine); err != nil {
		return err
	}
	if w.sql, err = baseline.Open(w.location); err != nil {
		return err
	}
	folder, err := w.files(w.company, "world")
	if err != nil {
		return err
	}
	if _, err := w.importProfile(ctx, w.sql, w.location, folder, load.CompanyProfile, ""); err != nil {
		return err
	}
	u, err := w.importProfile(ctx, w.sql, w.location, folder, load.SalesProfile, fmt.Sprintf("%d/0/0", w.company.Sales))
	if err != nil {
		return err
	}
	rate := measure.Of(float64(w.company.Sales) / u.wall.Seconds())
	rate.CPU = u.cpu.Seconds()
	w.note(measure.Measure{Section: importing, Name: "CSV, into the database of the pages", Engine: w.engine, Facts: w.company.Sales, Unit: "facts/s",
		Quantile: measure.Median, HigherIsBetter: true, Of: rate})
	w.note(measure.Measure{Section: footprint, Name: "import, most memory", Engine: w.engine, Facts: w.company.Sales, Unit: "MB",
		Quantile: measure.Median, Of: measure.Of(megabytes(u.peak)), Note: noteOfServer(w.engine)})
	bytes, err := w.sql.Size(ctx)
	if err != nil {
		return err
	}
	w.note(measure.Measure{Section: footprint, Name: "database per million facts", Engine: w.engine, Facts: w.company.Sales, Unit: "MB",
		Quantile: measure.Median, Of: measure.Of(megabytes(bytes) * 1e6 / float64(w.company.Sales))})
	return os.RemoveAll(folder)
}

// prepare pins the day, writes goals, opens an account for the pages and posts
// single sales.
func (w *world) prepare(ctx context.Context, today period.Date) (posted []post, err error) {
	a, err := app.Open(ctx, w.location, load.Organisation, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	o.Pinned = today
	if err := a.DB.SaveOrganisation(ctx, o); err != nil {
		return nil, err
	}
	if err := w.setGoals(ctx, a); err != nil {
		return nil, fmt.Errorf("setting goals: %w", err)
	}
	u, err := a.Access.AddUser(ctx, a.OrgID, access.NewUser{Email: "bench@example.com", Name: "Bench", Role: access.RevOps})
	if err != nil {
		return nil, err
	}
	actor := access.Actor{OrgID: a.OrgID, UserID: u.ID, Role: u.Role}
	if w.token, _, err = a.Access.CreateToken(ctx, actor, access.NewToken{Name: "bench", Role: access.RevOps}); err != nil {
		return nil, err
	}
	return w.postSales(ctx, a, today)
}

// setGoals proposes a goal for many people: units of the quarter that the last
// month is in.
func (w *world) setGoals(ctx context.Context, a *app.App) error {
	w.say("%s: %d goals", w.engine, w.goals)
	quarter := period.Range{Start: w.month.End.AddMonths(-3), End: w.month.End}
	office := goal.Actor{Name: "Bench", Office: true}
	for i := range min(w.goals, w.people) {
		spec := goal.Spec{Title: "Units of the quarter", Owner: org.ID(org.Person, load.Person(i)), Metric: metric.Units, Aim: goal.AtLeast,
			Value: money.FromInt(1_000), Window: quarter}
		if _, err := a.Pipeline.AddGoal(ctx, a.OrgID, office, "", spec, goal.Proposed); err != nil {
			return err
		}
	}
	return nil
}

// measured fills in what all measures of the world share.
func (w *world) measured(m measure.Measure) {
	m.Engine, m.Facts = w.engine, w.company.Sales
	w.note(m)
}

// quantiles notes the median and the 99th of a series in milliseconds, against
// those of another.
func (w *world) quantiles(section, name string, of measure.Series, baseline string, against measure.Series, note string) {
	for _, q := range []struct {
		name  string
		share float64
	}{{"p50", measure.Median}, {"p99", 0.99}} {
		w.measured(measure.Measure{Section: section, Name: name + ", " + q.name, Unit: "ms", Quantile: q.share, Of: of, Baseline: baseline, Against: against, Note: note})
	}
}
