package call_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

var q1 = period.Period{ID: "2026-Q1", Label: "Q1", Kind: period.Quarter, Range: period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2026-04-01")}}

const team org.NodeID = "team:7"

func place(series metric.Series) call.Place {
	m, err := metric.Find(string(series))
	if err != nil {
		panic(err)
	}
	return call.Place{Node: team, Period: q1, Metric: m}
}

// deal returns an open opportunity of the team, expected in the period.
func deal(change func(*metric.Prospect)) *metric.Prospect {
	amount, worth := 100*money.Unit, 100*money.Unit
	p := &metric.Prospect{Event: fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "1"}}, Owner: "person:1",
		Until: q1.Start + 50, Amount: &amount, Currency: "EUR"}, State: metric.IsOpen, Ended: period.Never, Category: fact.Upside, Worth: &worth, Nodes: []org.NodeID{"person:1", team}}
	if change != nil {
		change(p)
	}
	return p
}

func worth(n int64) func(*metric.Prospect) {
	return func(p *metric.Prospect) {
		amount := money.FromInt(n)
		p.Amount, p.Worth = &amount, &amount
	}
}

func TestChangesOfOneDeal(t *testing.T) {
	t.Parallel()
	won := func(p *metric.Prospect) { p.State, p.Ended = metric.IsWon, q1.Start+40 }
	commit := func(p *metric.Prospect) { p.Category = fact.Commit }
	for name, c := range map[string]struct {
		metric        metric.Series
		before, after *metric.Prospect
		want          string
	}{
		"nothing":                     {metric.Revenue, deal(nil), deal(nil), ""},
		"new":                         {metric.Revenue, nil, deal(nil), "new upside +100"},
		"new and won at once":         {metric.DealsWonValue, nil, deal(won), "won closed +100"},
		"withdrawn":                   {metric.Revenue, deal(nil), nil, "withdrawn upside -100"},
		"won, where orders count":     {metric.Revenue, deal(commit), deal(won), "won commit -100"},
		"won, where wins count":       {metric.DealsWonValue, deal(commit), deal(func(p *metric.Prospect) { won(p); worth(90)(p) }), "won closed +90 commit -100"},
		"won in another period":       {metric.DealsWonValue, deal(commit), deal(func(p *metric.Prospect) { won(p); p.Ended = q1.End }), "won commit -100"},
		"lost":                        {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { p.State = metric.IsLost }), "lost upside -100"},
		"opened again":                {metric.DealsWonValue, deal(won), deal(nil), "reopened closed -100 upside +100"},
		"surer":                       {metric.Revenue, deal(nil), deal(commit), "category_up commit +100 upside -100"},
		"less sure":                   {metric.Revenue, deal(commit), deal(func(p *metric.Prospect) { p.Category = fact.Omitted }), "category_down commit -100 omitted +100"},
		"nobody says any more":        {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { p.Category = fact.Uncategorised }), ""},
		"larger":                      {metric.Revenue, deal(nil), deal(worth(130)), "amount_up upside +30"},
		"smaller":                     {metric.Revenue, deal(nil), deal(worth(70)), "amount_down upside -30"},
		"the rate moved":              {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { w := 105 * money.Unit; p.Worth = &w }), "rate upside +5"},
		"moved out":                   {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { p.Until = q1.End }), "moved_out upside -100"},
		"moved in, larger and surer":  {metric.Revenue, deal(func(p *metric.Prospect) { p.Until = q1.End }), deal(func(p *metric.Prospect) { worth(150)(p); commit(p) }), "moved_in upside +100; category_up commit +100 upside -100; amount_up commit +50"},
		"to an owner elsewhere":       {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { p.Owner, p.Nodes = "person:2", []org.NodeID{"person:2"} }), "owner upside -100"},
		"its owner belongs elsewhere": {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { p.Nodes = []org.NodeID{"person:1"} }), "organisation upside -100"},
		"the amount is unknown now":   {metric.Revenue, deal(nil), deal(func(p *metric.Prospect) { p.Amount, p.Worth = nil, nil }), "amount_down upside -100"},
	} {
		p := place(c.metric)
		before, after := sum(p, c.before), sum(p, c.after)
		got := ""
		for i, change := range p.Changes(before, after, []call.Pair{{Before: c.before, After: c.after}}) {
			if i > 0 {
				got += "; "
			}
			got += say(change)
		}
		if c.want != "" && !same(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// same compares lists whose order is by size.
func same(a, b string) bool {
	count := map[rune]int{}
	for _, r := range a {
		count[r]++
	}
	for _, r := range b {
		count[r]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func say(c call.Change) string {
	text := string(c.Reason)
	for _, part := range []struct {
		name string
		by   money.Amount
	}{{"closed", c.By.Closed}, {"commit", c.By.Commit}, {"best", c.By.BestCase}, {"upside", c.By.Upside}, {"omitted", c.By.Omitted}} {
		if part.by != 0 {
			text += fmt.Sprintf(" %s %+d", part.name, part.by/money.Unit)
		}
	}
	return text
}

// sum is what the opportunity is of the forecast, said another way than by the
// package.
func sum(p call.Place, o *metric.Prospect) (f call.Figures) {
	if o == nil || o.Worth == nil {
		return f
	}
	here := false
	for _, id := range o.Nodes {
		here = here || id == p.Node
	}
	switch {
	case !here:
	case o.State == metric.IsWon && o.WonIn(p.Period.Range) && p.Metric.ID == metric.DealsWonValue:
		f.Closed = *o.Worth
	case o.Expected(p.Period.Range):
		switch o.Category {
		case fact.Commit:
			f.Commit = *o.Worth
		case fact.BestCase:
			f.BestCase = *o.Worth
		case fact.Omitted:
			f.Omitted = *o.Worth
		default:
			f.Upside = *o.Worth
		}
	}
	return f
}

func drawDeal(t *rapid.T, id int) *metric.Prospect {
	if rapid.IntRange(0, 5).Draw(t, "absent") == 0 {
		return nil
	}
	return deal(func(p *metric.Prospect) {
		p.ID = fmt.Sprint(id)
		p.State = rapid.SampledFrom([]metric.ProspectState{metric.IsOpen, metric.IsOpen, metric.IsOpen, metric.IsWon, metric.IsLost, metric.IsEnded}).Draw(t, "state")
		if p.State == metric.IsWon || p.State == metric.IsLost {
			p.Ended = q1.Start.Add(rapid.IntRange(-20, 110).Draw(t, "ended"))
		}
		p.Until = q1.Start.Add(rapid.IntRange(-20, 110).Draw(t, "until"))
		p.Category = rapid.SampledFrom(append(fact.Categories(), fact.Uncategorised)).Draw(t, "category")
		amount, at := money.Amount(rapid.Int64Range(-5_000_000, 50_000_000).Draw(t, "amount")), money.Amount(rapid.Int64Range(-5_000_000, 50_000_000).Draw(t, "worth"))
		p.Amount, p.Worth = &amount, &at
		if rapid.IntRange(0, 9).Draw(t, "unknown") == 0 {
			p.Worth = nil
		}
		p.Owner = rapid.SampledFrom([]org.NodeID{"person:1", "person:2"}).Draw(t, "owner")
		if rapid.IntRange(0, 3).Draw(t, "elsewhere") == 0 {
			p.Nodes = []org.NodeID{p.Owner}
		}
	})
}

// TestChangesSum: whatever became of the opportunities, the parts sum exactly to
// the difference, and without sales between no part is left over.
func TestChangesSum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := place(rapid.SampledFrom([]metric.Series{metric.Revenue, metric.DealsWonValue}).Draw(t, "metric"))
		var before, after call.Figures
		var pairs []call.Pair
		for id := range rapid.IntRange(0, 6).Draw(t, "deals") {
			d := call.Pair{Before: drawDeal(t, id), After: drawDeal(t, id)}
			before, after = before.Plus(sum(p, d.Before)), after.Plus(sum(p, d.After))
			pairs = append(pairs, d)
		}
		sold := money.Amount(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "sold"))
		after.Closed += sold
		var all call.Figures
		for _, c := range p.Changes(before, after, pairs) {
			if c.By.Nothing() {
				t.Fatalf("%s changes nothing", c.Reason)
			}
			if (c.Reason == call.Sold) != (c.Deal == nil) {
				t.Fatalf("%s has the deal %v", c.Reason, c.Deal)
			}
			if c.Reason == call.Sold && c.By != (call.Figures{Closed: sold}) {
				t.Fatalf("sales explain %v, want %s", c.By, sold)
			}
			all = all.Plus(c.By)
		}
		if all != after.Minus(before) {
			t.Fatalf("the parts sum to %v, the difference is %v", all, after.Minus(before))
		}
	})
}
