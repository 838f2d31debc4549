package metric_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// standing is where an opportunity stands, as known on a day.
type standing struct{ open, won, lost money.Amount }

// stand returns where the opportunity stands as known on the day.
func stand(t *testing.T, e fact.Event, known period.Range, on period.Date) standing {
	t.Helper()
	w := newWorld()
	w.funnel = stages()
	value := 100 * money.Unit
	e.EventKey, e.Day, e.Until, e.Amount, e.Currency = fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, base, base.Add(90), &value, "EUR"
	w.addEvent(fact.EventVersion{Event: e.Settled(), Known: known})
	if err := w.post(nil); err != nil {
		t.Fatal(err)
	}
	sum := func(s metric.Series) money.Amount { return w.sum(s, root, period.Everything, on) }
	return standing{sum(metric.PipelineOpen) / 100, sum(metric.DealsWon), sum(metric.DealsLost)}
}

// TestOutcome: how an opportunity ends follows from what it says itself and,
// where it says nothing, from its last stage; each is known from its own day.
func TestOutcome(t *testing.T) {
	t.Parallel()
	step := func(stage string, day int) fact.Step { return fact.Step{Stage: stage, Day: base.Add(day)} }
	open, won, lost, ended := standing{open: money.Unit}, standing{won: money.Unit}, standing{lost: money.Unit}, standing{}
	for name, c := range map[string]struct {
		event fact.Event
		at    map[int]standing // by day of knowledge
	}{
		"nothing happened":             {fact.Event{}, map[int]standing{0: open, 500: open}},
		"won by itself":                {fact.Event{Outcome: fact.Won, Closed: base.Add(20)}, map[int]standing{19: open, 20: won}},
		"lost by a stage":              {fact.Event{Steps: []fact.Step{step("Demo", 5), step("No", 9)}}, map[int]standing{8: open, 9: lost}},
		"the name in any case":         {fact.Event{Steps: []fact.Step{step("YES", 9)}}, map[int]standing{9: won}},
		"a word that is no stage":      {fact.Event{Steps: []fact.Step{step("Lost", 9)}}, map[int]standing{9: lost}},
		"opened again":                 {fact.Event{Steps: []fact.Step{step("No", 5), step("Offer", 9)}}, map[int]standing{5: lost, 9: open}},
		"opened again, then won":       {fact.Event{Outcome: fact.Won, Closed: base.Add(30), Steps: []fact.Step{step("No", 5), step("Offer", 9)}}, map[int]standing{6: lost, 10: open, 30: won}},
		"won, on the day of its stage": {fact.Event{Outcome: fact.Won, Steps: []fact.Step{step("Yes", 9)}}, map[int]standing{8: open, 9: won}},
		"won, nobody says when":        {fact.Event{Outcome: fact.Won, Steps: []fact.Step{step("Demo", 9)}}, map[int]standing{0: ended, 500: ended}},
		"the stage ends, another day":  {fact.Event{Closed: base.Add(12), Steps: []fact.Step{step("Yes", 9)}}, map[int]standing{12: won}},
		"a day of closing while open":  {fact.Event{Closed: base.Add(12), Steps: []fact.Step{step("Demo", 9)}}, map[int]standing{500: open}},
		"two stages of a day":          {fact.Event{Steps: []fact.Step{step("Yes", 9), step("Demo", 9)}}, map[int]standing{9: won}},
	} {
		for day, want := range c.at {
			if got := stand(t, c.event, period.Range{Start: base, End: period.Never}, base.Add(day)); got != want {
				t.Errorf("%s, known on day %d: %+v, want %+v", name, day, got, want)
			}
		}
	}
	late := period.Range{Start: base.Add(100), End: period.Never}
	e := fact.Event{Steps: []fact.Step{step("No", 5), step("Offer", 9)}, Outcome: fact.Won, Closed: base.Add(30)}
	for day, want := range map[int]standing{99: {}, 100: won} {
		if got := stand(t, e, late, base.Add(day)); got != want {
			t.Errorf("what arrives late, known on day %d: %+v, want %+v", day, got, want)
		}
	}
}

// TestFunnelChange: what a stage means is asked of the book, so that another
// funnel moves the numbers of facts that are there.
func TestFunnelChange(t *testing.T) {
	t.Parallel()
	e := fact.Event{EventKey: fact.EventKey{Kind: fact.Lead, Key: fact.Key{Source: "crm", ID: "1"}}, Day: base, Steps: []fact.Step{{Stage: "Hot", Day: base.Add(3)}}}.Settled()
	c := fact.Case{ID: e.Case, Events: []fact.EventVersion{{Event: e, Known: period.Range{Start: base, End: period.Never}}}}
	qualified := func(stages ...fact.Stage) money.Amount {
		b, err := book().WithFunnel(stages)
		if err != nil {
			t.Fatal(err)
		}
		ledger := metric.Ledger{}
		if err := b.PostCase(ledger, c); err != nil {
			t.Fatal(err)
		}
		return ledger[metric.Cell{Series: metric.LeadsQualified, Node: root, Day: base.Add(3), Known: base.Add(3)}]
	}
	if n := qualified(); n != 0 {
		t.Error("a stage that nobody described means something")
	}
	if n := qualified(fact.Stage{Object: fact.Lead, Name: "Hot", Position: 1, Means: fact.Qualified}); n != money.Unit {
		t.Error("the stage that means qualified does not count")
	}
	if n := qualified(fact.Stage{Object: fact.Lead, Name: "Warm", Position: 1, Means: fact.Qualified}, fact.Stage{Object: fact.Lead, Name: "Hot", Position: 2}); n != money.Unit {
		t.Error("a stage beyond does not count")
	}
	if n := qualified(fact.Stage{Object: fact.Opportunity, Name: "Hot", Position: 1, Means: fact.Qualified}); n != 0 {
		t.Error("the stage of an opportunity counts for a lead")
	}
}

// TestMarketSpread: the days of a market's value sum to it, to 1/10,000.
func TestMarketSpread(t *testing.T) {
	t.Parallel()
	value := 100 * money.Unit
	e := fact.Event{EventKey: fact.EventKey{Kind: fact.Market, Key: fact.Key{Source: "crm", ID: "1"}}, Type: fact.Value, Day: base, Until: base.Add(365), Amount: &value, Currency: "EUR", Place: "segment:smb"}
	w := newWorld()
	w.addEvent(fact.EventVersion{Event: e.Settled(), Known: period.Everything})
	e.ID, e.Until = "2", period.Never
	w.addEvent(fact.EventVersion{Event: e.Settled(), Known: period.Everything})
	if err := w.post(nil); err != nil {
		t.Fatal(err)
	}
	if got := w.sum(metric.MarketValue, "segment:smb", period.Range{Start: base.Add(1), End: period.Never}, base); got != value-value/365 && got != value-value/365-1 {
		t.Errorf("from the second day it is %s", got)
	}
	if got := w.sum(metric.MarketValue, "segment:smb", period.Everything, base); got != 2*value {
		t.Errorf("two figures of 100 sum to %s", got)
	}
	if got := w.sum(metric.MarketValue, root, period.Everything, base); got != 0 {
		t.Errorf("the company has %s of a segment's market", got)
	}
}

// TestIndexedRefuses: a book with a formula that cannot be used says so.
func TestIndexedRefuses(t *testing.T) {
	t.Parallel()
	c := markup()
	c.Value = "sale.price"
	d, err := metric.Define("x_markup", nil, &c)
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("it is defined: %v", err)
	}
	if _, err := book().WithExtra([]metric.Definition{d}); err == nil || !strings.Contains(err.Error(), "x_markup") {
		t.Errorf("the book says %v", err)
	}
	for _, wrong := range []metric.Definition{{Series: "revenue|product:1", Base: "revenue"}, {Series: "nothing", Base: "nothing"}, {Series: "x_other", Base: "x_other", Custom: &c}, {Series: "cohort:lead", Base: "cohort:lead"}} {
		if err := wrong.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v is allowed: %v", wrong, err)
		}
	}
}
