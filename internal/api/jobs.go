package api

import (
	"context"
	"sync"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
)

// mostJobs bounds the imports that run at once: there is one writer.
const mostJobs = 4

// jobs are imports that run in the background. They go on when the browser
// that started them leaves, and end when the server does.
type jobs struct {
	ctx    context.Context // the life of the server, not of a call
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	wg      sync.WaitGroup
	running int
	stopped bool
	byID    map[string]*job // those whose batch is known
}

// job is one running import.
type job struct {
	cancel context.CancelFunc
	done   chan struct{} // closed at its end
	id     string        // of its batch; "" until that is known
}

func newJobs() *jobs {
	ctx, cancel := context.WithCancelCause(context.Background())
	return &jobs{ctx: ctx, cancel: cancel, byID: map[string]*job{}}
}

// run starts the function in the background. It returns TooMany when enough
// are running, Unavailable when the server stops.
func (j *jobs) run(work func(context.Context)) (*job, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.stopped:
		return nil, fault.New(fault.Unavailable, "the server is stopping; try again when it is back")
	case j.running >= mostJobs:
		return nil, fault.New(fault.TooMany, "%d imports are running already; wait until one of them is done", j.running)
	}
	ctx, cancel := context.WithCancel(j.ctx)
	one := &job{cancel: cancel, done: make(chan struct{})}
	j.running++
	j.wg.Go(func() {
		defer func() {
			cancel()
			j.mu.Lock()
			j.running--
			delete(j.byID, one.id)
			close(one.done)
			j.mu.Unlock()
		}()
		work(ctx)
	})
	return one, nil
}

// name makes a job known by its batch until it ends.
func (j *jobs) name(id string, one *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	select {
	case <-one.done: // it has ended already
	default:
		one.id = id
		j.byID[id] = one
	}
}

func (j *jobs) find(id string) (*job, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	one, ok := j.byID[id]
	return one, ok
}

// stop cancels what runs and waits for it.
func (j *jobs) stop() {
	j.mu.Lock()
	j.stopped = true
	j.mu.Unlock()
	j.cancel(pipeline.ErrStopping)
	j.wg.Wait()
}
