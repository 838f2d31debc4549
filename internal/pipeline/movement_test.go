package pipeline_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/insight/movement"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// TestMovement demands of a world to which anything may happen, closes
// included, that what moved a number between any two days sums to the difference
// of the figures of these days, with no part that nothing explains.
func TestMovement(t *testing.T) {
	t.Parallel()
	for engine, steps := range map[string]int{storetest.SQLite: 12, storetest.Postgres: 4} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine, store.Open)
			rapid.Check(t, func(t *rapid.T) {
				h := newHistory(t, db)
				h.restless, h.closing = rapid.Bool().Draw(t, "restless"), rapid.Bool().Draw(t, "closing")
				if h.closing {
					h.closeMonth(period.MustDate("2026-02-01"))
				}
				for range rapid.IntRange(1, few(steps)).Draw(t, "steps") {
					h.step()
				}
				for range 12 {
					h.explains(t, h.drawAsk(t))
					h.explains(t, h.drawEventAsk(t))
				}
			})
		})
	}
}

// explains demands that what moved the number is all of it.
func (h *history) explains(t *rapid.T, a ask) {
	a.asOf = h.today().Add(-rapid.IntRange(0, 4).Draw(t, "until"))
	from := a.asOf.Add(-rapid.IntRange(1, 25).Draw(t, "since"))
	service := movement.NewService(h.db, h.tell)
	m, err := service.Between(h.t.Context(), access.System(h.org.ID), a.node, h.query(a), from, 1_000)
	if err != nil {
		t.Fatalf("%s since %s: %v", a, from, err)
	}
	for name, part := range map[string]movement.Part{"actual": m.Actual, "target": m.Target} {
		whole := part.Difference()
		if whole == nil {
			continue
		}
		var pieces, changes money.Amount
		for _, p := range part.Pieces {
			pieces += p.Value
			if p.Cause == movement.Other {
				t.Fatalf("%s since %s: nothing explains %s of the %s: %+v", a, from, p.Value, name, part)
			}
		}
		for _, c := range part.Changes {
			changes += c.Value
		}
		if pieces != *whole || changes != *whole && m.Metric.Shape == metric.Sum {
			t.Fatalf("%s since %s: the %s moved by %s; its pieces sum to %s, its changes to %s: %+v", a, from, name, *whole, pieces, changes, part)
		}
	}
	before, after := a, a
	before.asOf = from
	if m.Metric.Shape == metric.Sum {
		if got, want := *m.Actual.Difference(), h.actual(after)-h.actual(before); got != want {
			t.Fatalf("%s moved by %s since %s, not by %s", a, want, from, got)
		}
	}
}
