package app

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/attainhq/attain/examples"
	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Company is a company that a demo shows.
type Company struct {
	Name  string       // MadeUp, or one of the program's examples
	Made  demo.Options // how it is made up; of MadeUp only, its Today is the one below
	Today period.Date  // the demo's today; 0: the company's own
}

// The companies that a demo can show.
const (
	MadeUp         = "larkfield" // made up by package demo
	AdventureWorks = "adventureworks"
	MavenTech      = "maventech"
)

// Day returns the day that the company shows unless it is told otherwise: of
// an example one on which there is much to see, of what is made up the day of
// the clock.
func (c Company) Day(now time.Time) (period.Date, error) {
	if c.Today != 0 {
		return c.Today, nil
	}
	switch c.Name {
	case AdventureWorks:
		return period.NewDate(2014, time.January, 31), nil
	case MavenTech:
		return period.NewDate(2017, time.December, 31), nil
	case MadeUp:
		place, err := time.LoadLocation(demo.TimeZone)
		if err != nil {
			return 0, fault.Wrap(err, fault.Internal, "the time zone of the demo is not known")
		}
		return period.DateOf(now, place), nil
	}
	return 0, fault.New(fault.NotFound, "there is no company %q to show; there are %s, %s and %s", c.Name, MadeUp, AdventureWorks, MavenTech)
}

// load imports the company.
func (a *App) load(ctx context.Context, c Company, today period.Date, progress func(pipeline.Batch)) (batch pipeline.Batch, err error) {
	const by = "demo"
	if c.Name != MadeUp {
		return a.ImportFS(ctx, examples.Files, c.Name, by, progress)
	}
	dir, err := os.MkdirTemp("", "attain-demo-")
	if err != nil {
		return batch, fault.Wrap(err, fault.Unavailable, "the files of the demo cannot be written: %v", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // it is in the place for such files
	c.Made.Today = today
	if err := MakeUp(ctx, c.Made, dir); err != nil {
		return batch, err
	}
	path := filepath.Join(dir, "profile.yaml")
	text, err := os.ReadFile(path) //nolint:gosec // it was written a moment ago
	if err != nil {
		return batch, err
	}
	return a.ImportFile(ctx, path, by, text, false, progress)
}

// SetGoals gives a company that was made up the goals of its plan, once: what
// people do with them afterwards stays.
func (a *App) SetGoals(ctx context.Context, c Company) error {
	if c.Name != MadeUp {
		return nil
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return err
	}
	c.Made.Today = o.Today(a.now())
	w, err := demo.New(c.Made)
	if err != nil {
		return err
	}
	goals, err := a.DB.Goals(ctx, access.System(a.OrgID), c.Made.Today, goal.Filter{})
	if err != nil || len(goals) > 0 {
		return err
	}
	_, err = a.Rollout.Apply(ctx, a.OrgID, goal.Actor{Name: "Demo", Office: true}, w.Plan().Write(), "the plan of "+demo.Name)
	return err
}

// MakeUp writes the files of a company that does not exist into a folder, which
// is made when it is not there.
func MakeUp(ctx context.Context, options demo.Options, dir string) error {
	w, err := demo.New(options)
	if err != nil {
		return err
	}
	const private = 0o750
	if err := os.MkdirAll(dir, private); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the folder %s cannot be made: %v", dir, err)
	}
	return w.Write(ctx, func(name string) (io.WriteCloser, error) {
		return os.Create(filepath.Join(dir, name)) //nolint:gosec // a name that package demo chose
	})
}
