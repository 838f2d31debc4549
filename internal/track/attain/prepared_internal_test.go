package attain

import (
	"sync"
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestPrepared: targets are made ready once for all who ask at the same time,
// anew after every change of what they are made of, and kept up to a bound.
func TestPrepared(t *testing.T) {
	t.Parallel()
	var p prepared
	made := 0
	ask := func(key targetsKey, size int) *Targets {
		return p.of(key, size, func() *Targets {
			made++
			return &Targets{}
		})
	}
	key := targetsKey{orgID: "acme", metric: metric.Revenue, seq: 1, book: &metric.Book{}, teams: &org.Teams{}, asOf: 100, known: 100}
	first := ask(key, 10)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if ask(key, 10) != first {
				t.Error("the same targets were made twice")
			}
		})
	}
	all.Wait()

	units, known, goals, moved := key, key, key, key
	units.metric, known.known, goals.seq, moved.teams = metric.Units, 90, 2, &org.Teams{}
	for i, c := range []struct {
		key        targetsKey
		made, kept int
	}{
		{units, 2, 2},
		{known, 3, 3},
		{goals, 4, 2}, // what was made of revenue before is outdated
		{units, 4, 2},
		{moved, 5, 1}, // and so is everything when the teams are others
	} {
		ask(c.key, 10)
		if made != c.made || len(p.last) != c.kept {
			t.Errorf("after question %d %d were made and %d are kept, want %d and %d", i, made, len(p.last), c.made, c.kept)
		}
	}

	for day := range period.Date(40) {
		moved.asOf = day
		ask(moved, 10)
	}
	if len(p.last) != 16 {
		t.Errorf("%d are kept of small ones, want 16", len(p.last))
	}
	for _, size := range []int{150_000, 60_000, 300_000} {
		moved.asOf++
		ask(moved, size)
		if moved.asOf == 40 && len(p.last) != 16 || moved.asOf > 40 && len(p.last) != 1 {
			t.Errorf("%d are kept beside one of %d", len(p.last), size)
		}
	}
}
