package metric_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/metric/formula"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func markup() metric.Custom {
	return metric.Custom{ID: "x_markup", Name: "Markup", Unit: metric.Share, Direction: metric.Higher, Definition: "Profit over cost of the bigger lines.", Facts: "sale",
		Where: "sale.amount > 10", Value: "sale.amount - sale.cost", DivideBy: &metric.Formula{Where: "sale.amount > 10", Value: "sale.cost"}, Version: 2}
}

func TestCustomValidate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*metric.Custom)
		want   string // "" when it is good
	}{
		"OK":         {func(*metric.Custom) {}, ""},
		"Plain":      {func(c *metric.Custom) { c.Where, c.Value, c.DivideBy, c.Unit = "", "", nil, metric.Count }, ""},
		"ID":         {func(c *metric.Custom) { c.ID = "revenue" }, "id: "},
		"NoName":     {func(c *metric.Custom) { c.Name = " " }, "name: "},
		"NoWords":    {func(c *metric.Custom) { c.Definition = "" }, "definition: "},
		"Unit":       {func(c *metric.Custom) { c.Unit = "stars" }, "unit: "},
		"ShareOfNil": {func(c *metric.Custom) { c.DivideBy = nil }, "divide_by: "},
		"Direction":  {func(c *metric.Custom) { c.Direction = "" }, "direction: "},
		"Facts":      {func(c *metric.Custom) { c.Facts = "market" }, "facts: "},
		"Day":        {func(c *metric.Custom) { c.Day = "closed" }, "day: "},
		"Where":      {func(c *metric.Custom) { c.Where = "sale.amount" }, "where: the formula gives a number where true or false is needed"},
		"Value":      {func(c *metric.Custom) { c.Value = "sale.price" }, "value: in the formula, at character 1: there is no \"sale.price\""},
		"By":         {func(c *metric.Custom) { c.DivideBy.Value = "1 +" }, "divide_by.value: in the formula"},
		"OtherFacts": {func(c *metric.Custom) { c.Facts = "lead" }, "where: in the formula"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := markup()
			c.change(&m)
			err := m.Validate()
			if (err == nil) != (c.want == "") || err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("Validate says %v, want %q", err, c.want)
			}
		})
	}
}

func TestCustomJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(markup())
	var read metric.Custom
	if err != nil || json.Unmarshal(text, &read) != nil || !reflect.DeepEqual(read, markup()) {
		t.Errorf("%s (%v)", text, err)
	}
}

func line(id string, amount money.Amount, cost *money.Amount, currency money.Currency) fact.Deal {
	s := fact.Sale{Key: fact.Key{Source: "crm", ID: id}, Order: id, Day: day, Owner: "person:ana", Customer: "customer:c", Currency: currency, Amount: amount, Cost: cost}
	return fact.Deal{ID: s.Deal(), Lines: []fact.Version{{Sale: s, Number: 1, Known: period.Range{Start: day, End: period.Never}}}}
}

// TestDryRun: what a formula cannot be applied to is left out and said, in the
// trial as in the ledger.
func TestDryRun(t *testing.T) {
	t.Parallel()
	cost := 60 * money.Unit
	deals := []fact.Deal{line("1", 90*money.Unit, &cost, "EUR"), line("2", 100*money.Unit, nil, "EUR"), line("3", money.Unit, &cost, "EUR"), line("4", 100*money.Unit, &cost, "USD")}
	sample, err := book().DryRun(markup(), deals, nil, day, 10)
	if err != nil || sample.Seen != 4 || sample.Matched != 1 || sample.LeftOut != 2 || sample.Value == nil || sample.Value.String() != "0.5" {
		t.Fatalf("the sample is %+v (%v)", sample, err)
	}
	if len(sample.Rows) != 1 || sample.Rows[0].Key != "crm/1" || sample.Rows[0].Value != 30*money.Unit || sample.Rows[0].Day != day || !strings.Contains(sample.Rows[0].Text, "customer:c") {
		t.Errorf("the rows are %+v", sample.Rows)
	}
	if len(sample.Problems) != 2 {
		t.Errorf("the problems are %q", sample.Problems)
	}
	b, err := book().WithExtra(markup().Metric().Needs())
	if err != nil {
		t.Fatal(err)
	}
	ledger := metric.Ledger{}
	for _, d := range deals {
		if err := b.PostDeal(ledger, d); err != nil {
			t.Fatal(err)
		}
	}
	for series, want := range map[metric.Series]money.Amount{"x_markup": 30 * money.Unit, "x_markup/by": 60 * money.Unit, metric.LeftOut("x_markup"): 2 * money.Unit} {
		if got := ledger[metric.Cell{Series: series, Node: root, Day: day, Known: day}]; got != want {
			t.Errorf("%s is %s, want %s", series, got, want)
		}
	}
}

// TestFieldsOfFacts: every field that is offered can be read from a fact.
func TestFieldsOfFacts(t *testing.T) {
	t.Parallel()
	cost := money.Unit
	for _, facts := range []string{"sale", "lead", "opportunity", "activity", "feedback", "contract", "training"} {
		for _, f := range metric.Fields(facts) {
			c := metric.Custom{ID: "x_field", Name: "Field", Unit: metric.Count, Direction: metric.Higher, Definition: "…", Facts: facts, Where: f.Name + ` == "none"`}
			switch f.Kind {
			case formula.Number:
				c.Where = f.Name + " == 12.5 || true"
			case formula.Day:
				c.Where = f.Name + ` == date("2026-01-01") || true`
			case formula.Texts:
				c.Where = `"none" in nodes`
			}
			e := fact.Event{EventKey: fact.EventKey{Kind: fact.EventKind(facts), Key: fact.Key{Source: "crm", ID: "1"}}, Day: day, Amount: &cost, Currency: "EUR"}.Settled()
			cases := []fact.Case{{ID: e.Case, Events: []fact.EventVersion{{Event: e, Known: period.Range{Start: day, End: period.Never}}}}}
			if facts == "sale" {
				cases = nil
			}
			sample, err := book().DryRun(c, []fact.Deal{line("1", cost, &cost, "EUR")}, cases, day, 1)
			if err != nil || sample.Seen != 1 || sample.LeftOut > 0 || f.Means == "" {
				t.Errorf("%s of a %s: %+v (%v)", f.Name, facts, sample, err)
			}
		}
	}
}
