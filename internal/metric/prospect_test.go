package metric_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// TestProspectsAreTheLedger: the opportunities as known on a day add up to what
// the ledger has of them on that day, at every node, in every category.
func TestProspectsAreTheLedger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		last := w.arrive(t, base)
		ledger := post(t, &w, nil)
		nodes := map[org.NodeID]bool{}
		for cell := range ledger {
			if cell.Series == metric.PipelineOpen || cell.Series == metric.DealsWonValue {
				nodes[cell.Node] = true
			}
		}
		book, err := w.book(nil).Indexed()
		if err != nil {
			t.Fatal(err)
		}
		known := drawDay(t, 0, int(last-base)+5, "known")
		start := drawDay(t, 0, 80, "start")
		days := period.Range{Start: start, End: start.Add(rapid.IntRange(1, 60).Draw(t, "days"))}
		sums := map[metric.Series]map[org.NodeID]money.Amount{}
		add := func(s metric.Series, p metric.Prospect) {
			for _, id := range p.Nodes {
				if sums[s] == nil {
					sums[s] = map[org.NodeID]money.Amount{}
				}
				sums[s][id] += *p.Worth
			}
		}
		for _, c := range w.cases {
			list, err := book.Prospects(c, known)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range list {
				switch {
				case p.Worth == nil:
				case p.Expected(days):
					add(metric.PipelineOpen, p)
					if part := metric.OpenIn(p.Category); part != "" {
						add(part, p)
					}
				case p.WonIn(days):
					add(metric.DealsWonValue, p)
				}
			}
		}
		for _, s := range []metric.Series{metric.PipelineOpen, metric.DealsWonValue, metric.OpenCommit, metric.OpenBestCase, metric.OpenUpside, metric.OpenOmitted} {
			for id := range nodes {
				if got, want := sums[s][id], w.sum(s, id, days, known); got != want {
					t.Fatalf("%s at %s in %s as known on %s: opportunities %s, ledger %s", s, id, days, known, got, want)
				}
			}
		}
	})
}

func TestProspect(t *testing.T) {
	t.Parallel()
	w := newWorld()
	w.funnel = stages()
	value := 100 * money.Unit
	e := fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, Day: base, Until: base.Add(30), Amount: &value, Currency: "EUR",
		Owner: "person:ana", Steps: []fact.Step{{Stage: "Demo", Day: base.Add(3)}, {Stage: "Yes", Day: base.Add(20)}}}
	w.addEvent(fact.EventVersion{Event: e.Settled(), Number: 1, Known: period.Range{Start: base, End: period.Never}})
	later := e
	later.Until = base.Add(60)
	w.addEvent(fact.EventVersion{Event: later.Settled(), Known: period.Range{Start: base.Add(10), End: period.Never}})
	for day, want := range map[int]struct {
		state metric.ProspectState
		stage string
		ended period.Date
		stays int
		until int // as it was expected last
	}{0: {metric.IsOpen, "", period.Never, 0, 30}, 3: {metric.IsOpen, "Demo", period.Never, 1, 30}, 10: {metric.IsOpen, "Demo", period.Never, 1, 60},
		20: {metric.IsWon, "Yes", base.Add(20), 1, 60}} {
		list, err := w.book(nil).Prospects(w.cases["opportunity:crm/1"], base.Add(day))
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		p := list[0]
		if p.State != want.state || p.Stage != want.stage || p.Ended != want.ended || *p.Worth != value || !slices.Contains(p.Nodes, root) || !slices.Contains(p.Nodes, "person:ana") {
			t.Errorf("on day %d: %s %q %s %s %v", day, p.State, p.Stage, p.Ended, p.Worth, p.Nodes)
		}
		if last := p.Past[len(p.Past)-1]; len(p.Stays) != want.stays || p.Past[0].Number != 1 || last.Until != base.Add(want.until) {
			t.Errorf("on day %d it had %d stages and was expected on %s", day, len(p.Stays), last.Until)
		}
	}
}
