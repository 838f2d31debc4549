// Package app puts the parts together: it opens the database, wires the
// services to it, and starts and stops the server in order. It is the only
// importer of the adapters besides the command line's wiring of files.
package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"path"
	"path/filepath"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/connector/datafile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/insight/fairness"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/insight/gap"
	"github.com/attainhq/attain/internal/insight/movement"
	"github.com/attainhq/attain/internal/insight/pattern"
	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/rollout"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
	"github.com/attainhq/attain/internal/track/foresee"
)

// App is an opened database with the services that stand on it.
type App struct {
	OrgID    string
	DB       *store.DB
	Access   *access.Service
	Attain   *attain.Service
	Advise   *advise.Service
	Calls    *call.Service
	Foresee  *foresee.Service
	Shadow   *shadow.Service
	Gap      *gap.Service
	Movement *movement.Service
	Funnel   *funnel.Service
	Trades   *tradeoff.Service
	Fairness *fairness.Service
	Patterns *pattern.Service
	CatchUp  *catchup.Service
	Follow   *followup.Service
	Checkins *checkin.Service
	Training *training.Service
	Contests *contest.Service
	Alerts   *alert.Service
	Honours  *recognition.Service
	Cards    *scorecard.Service
	Pipeline *pipeline.Pipeline
	Rollout  *rollout.Service
	Plans    *pipeline.Plans

	log  *slog.Logger
	now  func() time.Time
	beat func(pipeline.Beat) // what the server does with a beat; nil without one
	// beside is held by what foresees, finds and tells by and by: one at a time,
	// so that of the processors no more than one does what nobody waits for.
	beside *sync.Mutex
}

// Option changes how an app is opened.
type Option func(*App)

// Filling has series filled by another pace; see pipeline.Filling.
func Filling(atOnce, step int, settle time.Duration) Option {
	return func(a *App) { a.Pipeline = a.Pipeline.Filling(atOnce, step, settle) }
}

// Open opens the database and wires the services. Close it after use.
func Open(ctx context.Context, location, orgID string, log *slog.Logger, options ...Option) (*App, error) {
	db, err := store.Open(ctx, location)
	if err != nil {
		return nil, err
	}
	a := &App{OrgID: orgID, DB: db, log: log, now: time.Now, beside: &sync.Mutex{}}
	a.Pipeline = pipeline.New(db, a.now, func(b pipeline.Beat) {
		if a.beat != nil {
			a.beat(b)
		}
	})
	for _, set := range options {
		set(a)
	}
	a.Attain = attain.NewService(db, a.now).WithPreview(a.Pipeline)
	a.Advise = advise.NewService(db, a.Attain, a.now)
	a.Calls = call.NewService(db, a.Attain, a.now)
	a.Foresee = foresee.NewService(db, a.Attain, a.Advise, a.now)
	a.Shadow = shadow.NewService(db, a.Attain)
	a.Advise.Trust(a.Foresee)
	a.Gap, a.Movement = gap.NewService(db, a.Attain, a.Foresee), movement.NewService(db, a.Attain)
	a.Funnel, a.Trades = funnel.NewService(db), tradeoff.NewService(db, a.Attain)
	a.Fairness = fairness.NewService(db, a.Attain, a.Foresee)
	a.Patterns = pattern.NewService(db, a.Trades)
	habits := practice.NewReader(db, a.Attain)
	a.CatchUp = catchup.NewService(db, a.Foresee, habits, a.Advise, a.Pipeline)
	a.Follow = followup.NewService(followup.Deps{Store: db, Figures: a.Attain, Foresee: a.Foresee, Habits: habits, Advice: a.Advise, Goals: a.Pipeline, Now: a.now})
	a.Checkins = checkin.NewService(db, a.Attain, a.Foresee, a.Funnel, a.now)
	a.Training = training.NewService(db, a.Attain, a.now)
	a.Contests = contest.NewService(db, a.Attain, a.now)
	a.Alerts = alert.NewService(db, a.Attain, a.now, log)
	a.Honours = recognition.NewService(db, a.Attain, a.Foresee, a.now)
	a.Cards = a.scorecards()
	a.Alerts = alert.NewService(db, a.Attain, a.now, log).WithPromises(Promises(a.Checkins))
	a.Rollout = rollout.NewService(db, a.Advise, a.Pipeline, a.now)
	a.Plans = pipeline.NewPlans(a.Pipeline, db)
	if a.Access, err = access.New(db, a.now, log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }

// ImportFile imports what the profile at the path describes; files are found
// relative to it.
func (a *App) ImportFile(ctx context.Context, profilePath, by string, text []byte, dryRun bool, progress func(pipeline.Batch)) (pipeline.Batch, error) {
	profile, err := ingest.ParseProfile(text)
	if err != nil {
		return pipeline.Batch{}, err
	}
	folder, err := csvfile.OpenFolder(filepath.Dir(profilePath))
	if err != nil {
		return pipeline.Batch{}, err
	}
	defer folder.Close()
	return a.Pipeline.Import(ctx, pipeline.Import{OrgID: a.OrgID, By: by, Profile: profile, Text: string(text), Source: datafile.Source{Files: folder}, DryRun: dryRun, Progress: progress})
}

// ImportFS is ImportFile for files that are part of the program.
func (a *App) ImportFS(ctx context.Context, files fs.FS, folder, by string, progress func(pipeline.Batch)) (pipeline.Batch, error) {
	text, err := fs.ReadFile(files, path.Join(folder, "profile.yaml"))
	if err != nil {
		return pipeline.Batch{}, fault.Wrap(err, fault.NotFound, "there is no example %q in this program", folder)
	}
	profile, err := ingest.ParseProfile(text)
	if err != nil {
		return pipeline.Batch{}, err
	}
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return pipeline.Batch{}, err
	}
	var uploads csvfile.Uploads
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return pipeline.Batch{}, err
		}
		uploads = append(uploads, csvfile.Upload{Name: entry.Name(), Size: info.Size(), Open: func() (io.ReadCloser, error) {
			return files.Open(path.Join(folder, entry.Name()))
		}})
	}
	return a.Pipeline.Import(ctx, pipeline.Import{OrgID: a.OrgID, By: by, Profile: profile, Text: string(text), Source: datafile.Source{Files: uploads}, Progress: progress})
}

// Retry maps the quarantined rows of a batch again, by an edited profile or,
// with nil, by the one that the batch was imported with.
func (a *App) Retry(ctx context.Context, batchID, by string, text []byte, progress func(pipeline.Batch)) (pipeline.Batch, error) {
	batch, err := a.DB.Batch(ctx, a.OrgID, batchID)
	if err != nil {
		return batch, err
	}
	if text == nil {
		text = []byte(batch.Profile)
	}
	profile, err := ingest.ParseProfile(text)
	if err != nil {
		return batch, err
	}
	if profile.Source != batch.Source {
		return batch, fault.New(fault.Invalid, "the profile is of source %q, but the rows came from %q", profile.Source, batch.Source)
	}
	return a.Pipeline.Import(ctx, pipeline.Import{OrgID: a.OrgID, By: by, Profile: profile, Text: string(text), Retry: batchID, Progress: progress})
}
