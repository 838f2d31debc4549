package kept_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/attainhq/attain/internal/insight/kept"
)

// facts counts up by hand.
type facts struct{ pulse atomic.Int64 }

func (f *facts) Pulse(context.Context, string) (int64, error) { return f.pulse.Load(), nil }

// finder counts how often it was asked, and takes a second each time.
type finder struct {
	facts *facts
	runs  atomic.Int64
	fail  atomic.Bool
	panic atomic.Bool
}

var errFind = errors.New("nothing can be found")

func (f *finder) find(context.Context) (int64, error) {
	f.runs.Add(1)
	value := f.facts.pulse.Load()
	time.Sleep(time.Second)
	if f.panic.Load() {
		panic("in the middle of it")
	}
	if f.fail.Load() {
		return 0, errFind
	}
	return value, nil
}

// within runs a test on a clock of its own.
func within(t *testing.T, test func(t *testing.T, k *kept.Of[int, int64], f *finder)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &finder{facts: &facts{}}
		test(t, kept.New[int, int64](f.facts, 2), f)
	})
}

func demand(t *testing.T, got int64, err error, want int64) {
	t.Helper()
	if err != nil || got != want {
		t.Fatalf("%d, %v; want %d", got, err, want)
	}
}

// TestNow finds once for each state of the facts, and each thing asked for.
func TestNow(t *testing.T) {
	within(t, func(t *testing.T, k *kept.Of[int, int64], f *finder) {
		for range 3 {
			got, err := k.Now(t.Context(), "org", 1, f.find)
			demand(t, got, err, 0)
		}
		f.facts.pulse.Add(1)
		for range 2 {
			for asked := range 2 {
				got, err := k.Now(t.Context(), "org", asked, f.find)
				demand(t, got, err, 1)
			}
		}
		if runs := f.runs.Load(); runs != 3 {
			t.Errorf("it was found %d times", runs)
		}
		// A third thing lets go of the oldest, and of none of another organisation's.
		_, _ = k.Now(t.Context(), "other", 0, f.find)
		_, _ = k.Now(t.Context(), "org", 2, f.find)
		_, _ = k.Now(t.Context(), "org", 1, f.find)
		_, _ = k.Now(t.Context(), "other", 0, f.find)
		if runs := f.runs.Load(); runs != 5 {
			t.Errorf("it was found %d times", runs)
		}
		_, _ = k.Now(t.Context(), "org", 0, f.find)
		if runs := f.runs.Load(); runs != 6 {
			t.Errorf("it was found %d times", runs)
		}
	})
}

// TestTogether: many who ask at once find once.
func TestTogether(t *testing.T) {
	within(t, func(t *testing.T, k *kept.Of[int, int64], f *finder) {
		for range 20 {
			go func() { _, _ = k.Now(t.Context(), "org", 1, f.find) }()
		}
		synctest.Wait()
		time.Sleep(time.Minute)
		if runs := f.runs.Load(); runs != 1 {
			t.Errorf("it was found %d times", runs)
		}
	})
}

// TestLately answers at once with what was, and is anew soon; while facts never
// stop it finds for an eleventh of the time.
func TestLately(t *testing.T) {
	within(t, func(t *testing.T, k *kept.Of[int, int64], f *finder) {
		got, err := k.Lately(t.Context(), "org", 1, f.find)
		demand(t, got, err, 0)
		time.Sleep(time.Minute)
		f.facts.pulse.Add(1)
		began := time.Now()
		got, err = k.Lately(t.Context(), "org", 1, f.find)
		demand(t, got, err, 0)
		if waited := time.Since(began); waited != 0 {
			t.Errorf("it waited for %v", waited)
		}
		time.Sleep(2 * time.Second)
		got, err = k.Lately(t.Context(), "org", 1, f.find)
		demand(t, got, err, 1)

		const seconds = 1100
		before := f.runs.Load()
		for range seconds {
			time.Sleep(time.Second)
			now := f.facts.pulse.Add(1)
			if got, err = k.Lately(t.Context(), "org", 1, f.find); err != nil || now-got > 13 {
				t.Fatalf("%d of %d, %v", got, now, err)
			}
		}
		if runs := f.runs.Load() - before; runs > seconds/11 || runs < seconds/13 {
			t.Errorf("it was found %d times", runs)
		}
		synctest.Wait()
		time.Sleep(time.Minute)
	})
}

// TestLatelyWaits: who comes while it is found for the first time waits for that,
// and does not find it again because facts have changed meanwhile.
func TestLatelyWaits(t *testing.T) {
	within(t, func(t *testing.T, k *kept.Of[int, int64], f *finder) {
		go func() { _, _ = k.Lately(t.Context(), "org", 1, f.find) }()
		synctest.Wait()
		f.facts.pulse.Add(1)
		got, err := k.Lately(t.Context(), "org", 1, f.find)
		demand(t, got, err, 0)
		if runs := f.runs.Load(); runs != 1 {
			t.Errorf("it was found %d times", runs)
		}
	})
}

// TestLatelyLong: what nobody asked for in a long time is found before it is
// answered, when facts have changed, and not otherwise.
func TestLatelyLong(t *testing.T) {
	within(t, func(t *testing.T, k *kept.Of[int, int64], f *finder) {
		_, _ = k.Lately(t.Context(), "org", 1, f.find)
		time.Sleep(6 * time.Minute)
		got, err := k.Lately(t.Context(), "org", 1, f.find)
		demand(t, got, err, 0)
		if runs := f.runs.Load(); runs != 1 {
			t.Errorf("it was found %d times", runs)
		}
		f.facts.pulse.Add(1)
		got, err = k.Lately(t.Context(), "org", 1, f.find)
		demand(t, got, err, 1)
	})
}

// TestLatelyFails: who asks after it went wrong beside finds it himself, and hears
// why.
func TestLatelyFails(t *testing.T) {
	within(t, func(t *testing.T, k *kept.Of[int, int64], f *finder) {
		for _, wrong := range []*atomic.Bool{&f.fail, &f.panic} {
			_, err := k.Lately(t.Context(), "org", 1, f.find)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			f.facts.pulse.Add(1)
			wrong.Store(true)
			if _, err := k.Lately(t.Context(), "org", 1, f.find); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			f.panic.Store(false)
			f.fail.Store(true)
			if _, err := k.Lately(t.Context(), "org", 1, f.find); !errors.Is(err, errFind) {
				t.Errorf("it says %v", err)
			}
			f.fail.Store(false)
		}
	})
}
