package pipeline_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestFillFunnel: where there are many cases, other stages make what counts by
// them be counted anew, and nothing is told of it until then, as little to who
// types a goal.
func TestFillFunnel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite, store.Open), uuid.NewString(), period.MustDate("2026-03-10"))
	var leads []fact.Event
	for i := range 5 {
		stage := []string{"New", "Demo"}[i%2]
		leads = append(leads, fact.Event{EventKey: eventKey(fact.Lead, fmt.Sprint(i)), Day: w.today(), OccurredAt: w.now.UnixMicro(),
			Steps: []fact.Step{{Stage: stage, Day: w.today()}}})
	}
	_, err := w.flow.PostEvents(t.Context(), w.org.ID, "tester", leads)
	w.must(err)
	qualified := ask{node: sample.Root, metric: metric.LeadsQualified, period: dayPeriod}
	if got := w.actual(qualified); got != 0 {
		t.Fatalf("%s leads are qualified by no stage", got)
	}
	w.flow = w.flow.Filling(4, 2, time.Hour)
	w.must(w.flow.SetStages(t.Context(), w.org.ID, "tester", fact.Lead, []fact.Stage{{Name: "New", Position: 1}, {Name: "Demo", Position: 2, Means: fact.Qualified}}))
	if left, moved, err := w.flow.Fill(t.Context(), w.org.ID); moved || left == 0 || err != nil {
		t.Errorf("somebody may still be reading what is cleared: %d, %t, %v", left, moved, err)
	}
	w.now = w.now.Add(time.Hour)
	for left, steps := 1, 0; left > 0; steps++ {
		f := w.figures(qualified)
		if f.Filling == nil || f.Actual != nil {
			t.Errorf("after %d steps %v are qualified (%v)", steps, f.Actual, f.Filling)
		}
		_, err := w.tell.Spans(t.Context(), access.System(w.org.ID), attain.SpanQuery{Metric: f.Metric, Node: sample.Root, Spans: []period.Range{dayPeriod}, AsOf: w.today()})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("who types a goal is told %v", err)
		}
		w.verify()
		left, _, err = w.flow.Fill(t.Context(), w.org.ID)
		w.must(err)
	}
	if got := w.actual(qualified); got != money.FromInt(2) {
		t.Errorf("%s leads are qualified", got)
	}
	if f := w.figures(ask{node: sample.Root, metric: metric.Revenue, period: dayPeriod}); f.Filling != nil {
		t.Error("revenue waits for the stages")
	}
	w.verify()
}
