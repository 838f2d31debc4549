// Package kept holds what is found out of the whole history of an organisation:
// what is usual, what stands out, how somebody did in years. It takes seconds to
// find, is asked for again and again, and most facts that come in change little
// of it.
//
// Whoever answers with it says which he takes: Now is of all facts, Lately may be
// of a moment ago and is there at once (ADR 0047).
package kept

import (
	"context"
	"sync"
	"time"
)

// Facts tells whether anything changed.
type Facts interface {
	// Pulse counts the changes of the organisation.
	Pulse(ctx context.Context, orgID string) (int64, error)
}

// Of keeps what was found last in each organisation, by what it was found for: a
// day, or a day and a metric. It may be used by several goroutines at once.
type Of[For comparable, T any] struct {
	facts Facts
	most  int

	mu sync.Mutex
	in map[string]*shelf[For, T] // by organisation
}

// shelf is what is kept of one organisation.
type shelf[For comparable, T any] struct {
	busy chan struct{} // holds one while somebody finds: who asks for the same waits for it, instead of finding it beside

	mu    sync.Mutex
	found []finding[For, T] // the newest last
}

type finding[For comparable, T any] struct {
	asked For
	value T
	pulse int64
	at    time.Time // when the finding was begun
	took  time.Duration
}

// New returns an empty one that keeps, of each organisation, what was found for
// so many things.
func New[For comparable, T any](facts Facts, most int) *Of[For, T] {
	return &Of[For, T]{facts: facts, most: most, in: map[string]*shelf[For, T]{}}
}

// Now returns what is found in all facts there are: what is kept, when nothing
// has changed since.
func (o *Of[For, T]) Now(ctx context.Context, orgID string, asked For, find func(context.Context) (T, error)) (T, error) {
	s := o.shelf(orgID)
	select {
	case s.busy <- struct{}{}:
		defer s.free()
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
	return o.now(ctx, s, orgID, asked, find)
}

func (o *Of[For, T]) now(ctx context.Context, s *shelf[For, T], orgID string, asked For, find func(context.Context) (T, error)) (T, error) {
	pulse, err := o.facts.Pulse(ctx, orgID) // before it is found: what comes in meanwhile may be in it or not
	if err != nil {
		var none T
		return none, err
	}
	if last, ok := s.last(asked); ok && last.pulse == pulse {
		return last.value, nil
	}
	began := time.Now() //nolint:forbidigo // how long it takes is the machine's time; tests set that with synctest
	value, err := find(ctx)
	if err != nil {
		return value, err
	}
	s.keep(finding[For, T]{asked, value, pulse, began, time.Since(began)}, o.most)
	return value, nil
}

// Lately returns what was found last, when it was found for the same, and begins
// to find it anew when facts have changed: at most for an eleventh of the time, so
// that it lags by ten times what finding takes. The first time it is Now.
func (o *Of[For, T]) Lately(ctx context.Context, orgID string, asked For, find func(context.Context) (T, error)) (T, error) {
	s := o.shelf(orgID)
	last, ok := s.last(asked)
	if !ok {
		select {
		case s.busy <- struct{}{}:
			defer s.free()
		case <-ctx.Done():
			return last.value, context.Cause(ctx)
		}
		if last, ok = s.last(asked); ok { // somebody has just found it
			return last.value, nil
		}
		return o.now(ctx, s, orgID, asked, find)
	}
	pulse, err := o.facts.Pulse(ctx, orgID)
	if err != nil {
		return last.value, err
	}
	const rest = 10
	if last.pulse == pulse || time.Since(last.at) < (rest+1)*last.took {
		return last.value, nil
	}
	select {
	case s.busy <- struct{}{}:
		go o.again(context.WithoutCancel(ctx), s, orgID, asked, find)
	default: // somebody finds already
	}
	return last.value, nil
}

// again finds beside. What goes wrong is forgotten with what is kept, so that the
// next who asks finds it himself and hears of it.
func (o *Of[For, T]) again(ctx context.Context, s *shelf[For, T], orgID string, asked For, find func(context.Context) (T, error)) {
	defer s.free()
	well := false
	defer func() {
		if !well {
			_ = recover()
			s.forget(asked)
		}
	}()
	const longest = 10 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	_, err := o.now(ctx, s, orgID, asked, find)
	well = err == nil
}

func (o *Of[For, T]) shelf(orgID string) *shelf[For, T] {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.in[orgID] == nil {
		o.in[orgID] = &shelf[For, T]{busy: make(chan struct{}, 1)}
	}
	return o.in[orgID]
}

func (s *shelf[For, T]) free() { <-s.busy }

func (s *shelf[For, T]) last(asked For) (finding[For, T], bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.found {
		if f.asked == asked {
			return f, true
		}
	}
	return finding[For, T]{}, false
}

func (s *shelf[For, T]) keep(f finding[For, T], most int) {
	s.forget(f.asked)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = append(s.found, f)
	s.found = append([]finding[For, T](nil), s.found[max(0, len(s.found)-most):]...) // a copy, so that what fell off is let go
}

func (s *shelf[For, T]) forget(asked For) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.found {
		if f.asked == asked {
			s.found = append(s.found[:i:i], s.found[i+1:]...)
			return
		}
	}
}
