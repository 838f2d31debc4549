package pipeline_test

import (
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/track/call"
)

// forecasts are the calls of a world, of November.
type forecasts struct {
	*world
	calls *call.Service
	place call.Place
}

func (w *world) forecasts() forecasts {
	m := w.find(metric.Revenue)
	return forecasts{w, call.NewService(w.db, w.tell, func() time.Time { return w.now }), call.Place{Node: sample.Root, Metric: m, Period: w.org.Calendar.Containing(period.Month, november.Start)}}
}

func (f forecasts) say(by call.Actor, node org.NodeID, kind call.Kind, value int64, note string) error {
	f.t.Helper()
	place := f.place
	place.Node = node
	at, err := f.calls.Ground(f.t.Context(), access.System(f.org.ID), place)
	f.must(err)
	_, err = f.flow.SayCall(f.t.Context(), f.org.ID, by, at, call.Entry{Kind: kind, Value: money.FromInt(value), Note: note})
	return err
}

func (f forecasts) value(node org.NodeID, asOf period.Date) money.Amount {
	f.t.Helper()
	place := f.place
	place.Node = node
	b, err := f.calls.Board(f.t.Context(), access.System(f.org.ID), call.Actor{}, call.Query{Place: place, AsOf: asOf})
	f.must(err)
	return b.Total.Value
}

// TestCalls: what people say is kept as of each day, moves what is above, and
// can be locked; a week is kept once; on either database.
func TestCalls(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		november := func(id string, amount int64, owner, category string) ingest.Opportunity {
			o := committed(category)
			o.ID, o.Owner = id, owner
			value := money.FromInt(amount)
			o.Amount = &value
			return o
		}
		w.loadAll(ingest.KnownFirstLoad, sample.Feed{
			ingest.Person{ID: "1", Name: "Bo", During: period.Everything}, ingest.Person{ID: "2", Name: "Ana", Manager: "1", During: period.Everything},
			november("a", 100, "2", "commit"), november("b", 50, "2", "best_case"), november("c", 30, "1", "commit"), november("d", 7, "2", ""),
		})
		f := w.forecasts()
		ana, bo := call.Actor{Name: "Ana", Person: "person:2"}, call.Actor{Name: "Bo", Person: "person:1", Leads: true}
		first := w.today()
		want := func(node org.NodeID, asOf period.Date, value int64) {
			t.Helper()
			if got := f.value(node, asOf); got != money.FromInt(value) {
				t.Errorf("%s as of %s is at %s, want %d", node, asOf, got, value)
			}
		}
		want("person:2", first, 100)
		want(sample.Root, first, 130)
		w.must(f.say(ana, "person:2", call.Submission, 120, ""))
		want("person:2", first, 120)
		want("team:1", first, 120)
		want(sample.Root, first, 150)
		if err := f.say(ana, "team:1", call.Submission, 1, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Ana speaks for the team: %v", err)
		}
		w.setToday(first + 1)
		w.must(f.say(bo, "person:2", call.Override, 110, "less"))
		want(sample.Root, first+1, 140)
		want(sample.Root, first, 150) // as it was known on that day

		place := f.place
		place.Node = "team:1"
		at, err := f.calls.Ground(t.Context(), access.System(w.org.ID), place)
		w.must(err)
		_, err = w.flow.LockCalls(t.Context(), w.org.ID, bo, at, "board")
		w.must(err)
		if err := f.say(ana, "person:2", call.Submission, 1, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("a locked forecast was changed: %v", err)
		}
		w.must(f.say(bo, "person:1", call.Submission, 40, "")) // he belongs above his team
		_, err = w.flow.UnlockCalls(t.Context(), w.org.ID, bo, at)
		w.must(err)
		w.must(f.say(bo, "person:2", call.Reset, 0, "right after all"))
		want("person:2", first+1, 120)
		want(sample.Root, first+1, 160)

		entries, err := f.calls.History(t.Context(), access.Scope{OrgID: w.org.ID, Roots: []string{"person:2"}}, call.Query{Place: call.Place{Node: "person:2", Metric: f.place.Metric, Period: f.place.Period}})
		w.must(err)
		if len(entries) != 3 || entries[0].Kind != call.Reset || entries[2].Was != (call.Figures{Commit: money.FromInt(100), BestCase: money.FromInt(50), Upside: money.FromInt(7)}) || entries[1].Before != money.FromInt(120) {
			t.Errorf("the history is %+v", entries)
		}
		_, err = f.calls.History(t.Context(), access.Scope{OrgID: w.org.ID, Roots: []string{"person:1"}, PublishedKinds: []string{"person"}}, call.Query{Place: call.Place{Node: "person:2", Metric: f.place.Metric, Period: f.place.Period}})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("a colleague sees it: %v", err)
		}
		f.keepsWeeks(t)
	})
}

// keepsWeeks: the snapshots of a week are taken once, as of its last day.
func (f forecasts) keepsWeeks(t *testing.T) {
	t.Helper()
	monday := f.org.Calendar.Containing(period.Week, f.today()+7).Start
	f.setToday(monday + 2)
	for n, want := range []int{1, 0} { // nothing is expected in the next quarter
		taken, err := f.flow.WeeklySnapshots(t.Context(), f.org, f.calls, call.Place{Metric: f.place.Metric})
		f.must(err)
		if taken != want {
			t.Errorf("at the try %d %d snapshots were taken", n+1, taken)
		}
	}
	quarter := f.org.Calendar.Containing(period.Quarter, monday)
	q := call.Query{Place: call.Place{Node: sample.Root, Metric: f.place.Metric, Period: quarter}}
	list, err := f.calls.Pictures(t.Context(), access.System(f.org.ID), q)
	f.must(err)
	if len(list) != 1 || list[0].AsOf != monday-1 || len(list[0].Rows) != 1 || list[0].Rows[0].Figures.Commit != money.FromInt(130) {
		t.Errorf("kept are %+v", list)
	}
	var taker pipeline.Snapshots = f.calls
	picture, err := f.flow.TakeSnapshot(t.Context(), f.org.ID, "Bo", "now", taker, q)
	f.must(err)
	if picture.AsOf != f.today() || picture.TakenBy != "Bo" {
		t.Errorf("%+v", picture)
	}
}
