package app

import (
	"context"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/pipeline"
)

// fills fills series in the background, those of every organisation in the
// database: whoever has registered them, and whoever has begun to fill them. All
// servers do so; where two do, they take turns.
type fills struct {
	app  *App
	wake chan struct{}

	mu   sync.Mutex
	due  map[string]bool // organisations in which something was written here
	left map[string]int  // series that were still being filled at the last look, by organisation
}

func newFills(a *App) *fills {
	return &fills{app: a, wake: make(chan struct{}, 1), due: map[string]bool{}, left: map[string]int{}}
}

// fillBeside fills series until stop is called. What is written is told on.
func (a *App) fillBeside(ctx context.Context, measured *observed, tell func(pipeline.Beat)) (stop func()) {
	f := newFills(a)
	measured.fills(f)
	a.beat = func(b pipeline.Beat) {
		tell(b)
		f.written(b)
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { f.run(ctx) })
	return func() {
		cancel()
		done.Wait()
	}
}

// written takes a beat: what was written may have begun to fill a series.
func (f *fills) written(b pipeline.Beat) {
	f.mu.Lock()
	f.due[b.OrgID] = true
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// run fills until the context ends.
func (f *fills) run(ctx context.Context) {
	const (
		perLook = 30 * time.Second // at what other servers have left or begun
		atMost  = time.Second      // between two looks, however much is written
	)
	look := time.NewTicker(perLook)
	defer look.Stop()
	f.work(ctx, f.everybody(ctx))
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			f.work(ctx, f.everybody(ctx))
		case <-f.wake:
			f.work(ctx, f.taken())
			pause(ctx, atMost)
		}
	}
}

// everybody returns all organisations there are.
func (f *fills) everybody(ctx context.Context) []string {
	ids, err := f.app.DB.OrganisationIDs(ctx)
	if err != nil && ctx.Err() == nil {
		f.app.log.Error("looking for series that are being filled", "error", err)
	}
	return ids
}

// taken returns the organisations that are due, which are not any more then.
func (f *fills) taken() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	ids := make([]string, 0, len(f.due))
	for id := range f.due {
		ids = append(ids, id)
	}
	clear(f.due)
	return ids
}

// work takes steps, in one organisation after the other, until none can be taken.
// After each it leaves the database to others for as long as the step took.
func (f *fills) work(ctx context.Context, ids []string) {
	for len(ids) > 0 && ctx.Err() == nil {
		var more []string
		for _, id := range ids {
			begun := f.app.now()
			left, moved, err := f.app.Pipeline.Fill(ctx, id)
			if err != nil {
				if ctx.Err() == nil {
					f.app.log.Error("filling series; it is tried again", "organisation", id, "error", err)
				}
				continue
			}
			f.note(id, left)
			if moved && left == 0 {
				f.app.log.Info("all series are filled", "organisation", id)
			}
			if moved && left > 0 {
				more = append(more, id)
				pause(ctx, f.app.now().Sub(begun))
			}
		}
		ids = more
	}
}

func (f *fills) note(orgID string, left int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left[orgID] = left; left == 0 {
		delete(f.left, orgID)
	}
}

// series returns how many are being filled.
func (f *fills) series() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	sum := 0
	for _, n := range f.left {
		sum += n
	}
	return sum
}

// pause waits, at most until the context ends.
func pause(ctx context.Context, length time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(length):
	}
}
