package pipeline_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// TestRecountBetween: who belongs where changes, and rates, and the ledger
// follows by the smallest steps, of one server or another or one that dies within
// one. Whatever happens between them, every cell is what the facts say by the
// book that counts for each, every figure that is told is what straight loops
// over the facts give by who belongs where now, and in the end all of them are.
func TestRecountBetween(t *testing.T) {
	t.Parallel()
	for engine, steps := range map[string]int{storetest.SQLite: 14, storetest.Postgres: 5, storetest.Citus: 4} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine, store.Open)
			rapid.Check(t, func(t *rapid.T) {
				r := recounted{newFilled(t, db)}
				r.importStructure()
				for range rapid.IntRange(1, few(steps)).Draw(t, "steps") {
					r.happen()
					r.verify()
					r.honest()
				}
				r.finish()
			})
		})
	}
}

// recounted is a history of reorganisations that are followed by steps.
type recounted struct{ *filled }

func (r recounted) happen() {
	switch rapid.IntRange(0, 12).Draw(r.rt, "of the recount") {
	case 0, 1:
		r.importStructure()
	case 2:
		r.undoOne()
	case 3:
		r.want()
	case 4:
		dying := pipeline.New(&cutOff{Store: r.db}, func() time.Time { return r.now }, func(pipeline.Beat) {}).Filling(0, 2, 0)
		if _, _, err := dying.Fill(r.t.Context(), r.org.ID); err != nil && !errors.Is(err, errCut) {
			r.rt.Fatal(err)
		}
	case 5, 6, 7:
		other := pipeline.New(r.db, func() time.Time { return r.now }, func(pipeline.Beat) {}).Filling(0, 2, 0)
		_, _, err := other.Fill(r.t.Context(), r.org.ID)
		r.must(err)
	case 8, 9:
		_, _, err := r.flow.Fill(r.t.Context(), r.org.ID)
		r.must(err)
	default:
		r.step()
	}
}

// honest demands that what is told while something is being counted anew is true.
func (r recounted) honest() {
	book, err := r.db.Book(r.t.Context(), r.org.ID)
	r.must(err)
	for _, c := range book.Recounts {
		r.rt.Logf("recount %d is at %s %q", c.Number, c.Queue, c.After)
	}
	r.read()
	for range 4 {
		for _, draw := range []func(*rapid.T) ask{r.drawAsk, r.drawEventAsk} {
			a := draw(r.rt)
			a.asOf = r.today()
			switch f := r.figures(a); {
			case f.Filling == nil:
				r.compare(a)
			case f.Actual != nil || len(book.Recounts)+len(book.Fills) == 0:
				r.rt.Fatalf("%s is said to be counted to %s, with the value %v", a, *f.Filling, f.Actual)
			}
		}
	}
}
