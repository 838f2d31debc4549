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
	if err := s.take(ctx); err != nil {
		var none T
		return none, err
	}
	defer s.free()
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

// old is how long ago something may have been found that Lately answers with, where
// finding it takes less than that for an eleventh of the time.
const old = 5 * time.Minute

// Lately returns what was found last, when it was found for the same, and begins
// to find it anew when facts have changed: at most for an eleventh of the time.
// What nobody asked for in five minutes, or twelve times what finding takes, is
// found at once when facts have changed; so is what was never found. Who comes
// while somebody finds it waits for that.
func (o *Of[For, T]) Lately(ctx context.Context, orgID string, asked For, find func(context.Context) (T, error)) (T, error) {
	s := o.shelf(orgID)
	last, ok := s.last(asked)
	if !ok {
		return o.first(ctx, s, orgID, asked, find)
	}
	pulse, err := o.facts.Pulse(ctx, orgID)
	if err != nil {
		return last.value, err
	}
	const pause = 11
	age := time.Since(last.at)
	switch {
	case last.pulse == pulse || age < pause*last.took:
		return last.value, nil
	case age > max(old, (pause+1)*last.took):
		s.forget(asked)
		return o.first(ctx, s, orgID, asked, find)
	}
	select {
	case s.busy <- struct{}{}:
		go o.again(context.WithoutCancel(ctx), s, orgID, asked, find)
	default: // somebody finds already
	}
	return last.value, nil
}

// first finds what is not kept, or waits for who does.
func (o *Of[For, T]) first(ctx context.Context, s *shelf[For, T], orgID string, asked For, find func(context.Context) (T, error)) (T, error) {
	if err := s.take(ctx); err != nil {
		var none T
		return none, err
	}
	defer s.free()
	if last, ok := s.last(asked); ok {
		return last.value, nil
	}
	return o.now(ctx, s, orgID, asked, find)
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

// take waits until nobody finds.
func (s *shelf[For, T]) take(ctx context.Context) error {
	select {
	case s.busy <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
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
	s.mu.Lock()
	defer s.mu.Unlock()
	found := append(s.without(f.asked), f)
	s.found = found[max(0, len(found)-most):]
}

func (s *shelf[For, T]) forget(asked For) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = s.without(asked)
}

// without returns a copy of what was found for everything else.
func (s *shelf[For, T]) without(asked For) []finding[For, T] {
	rest := make([]finding[For, T], 0, len(s.found)+1)
	for _, f := range s.found {
		if f.asked != asked {
			rest = append(rest, f)
		}
	}
	return rest
}
