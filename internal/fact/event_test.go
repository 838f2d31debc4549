package fact_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

var born = period.MustDate("2026-03-10")

// event returns a good event of the kind.
func event(kind fact.EventKind) fact.Event {
	amount := 100 * money.Unit
	e := fact.Event{EventKey: fact.EventKey{Kind: kind, Key: fact.Key{Source: "crm", ID: "1"}}, Day: born}
	switch kind {
	case fact.Lead, fact.Opportunity:
		e.Steps = []fact.Step{{Stage: "qualified", Day: born + 3}}
	case fact.Activity:
		e.Type, e.Quantity = "demo", money.Unit
	case fact.Feedback:
		e.Type, e.Quantity, e.Scale = fact.CSAT, 4*money.Unit, 5*money.Unit
	case fact.Contract:
		e.Customer, e.Amount, e.Currency = "customer:c", &amount, "EUR"
	case fact.Training:
		e.Type, e.Owner = "negotiation", "person:ana"
	case fact.Market:
		e.Type, e.Quantity, e.Place = fact.Accounts, 500*money.Unit, "segment:smb"
	}
	return e.Settled()
}

func TestEventValidate(t *testing.T) {
	t.Parallel()
	below := -money.Unit
	for name, c := range map[string]struct {
		kind   fact.EventKind
		change func(*fact.Event)
		field  string // "" when it is good
	}{
		"Lead":                {fact.Lead, func(*fact.Event) {}, ""},
		"Opportunity":         {fact.Opportunity, func(*fact.Event) {}, ""},
		"Activity":            {fact.Activity, func(*fact.Event) {}, ""},
		"Feedback":            {fact.Feedback, func(*fact.Event) {}, ""},
		"Contract":            {fact.Contract, func(*fact.Event) {}, ""},
		"Training":            {fact.Training, func(*fact.Event) {}, ""},
		"TrainingToCome":      {fact.Training, func(e *fact.Event) { e.Day = period.Never }, ""},
		"Market":              {fact.Market, func(*fact.Event) {}, ""},
		"NoKind":              {"", func(*fact.Event) {}, "kind"},
		"NoSource":            {fact.Lead, func(e *fact.Event) { e.Source, e.Case = "", "lead:/1" }, "source"},
		"LongID":              {fact.Lead, func(e *fact.Event) { e.ID = strings.Repeat("x", 201); e.Case = e.Own() }, "id"},
		"NoDay":               {fact.Lead, func(e *fact.Event) { e.Day = period.Never }, "day"},
		"StageBeforeTheLead":  {fact.Lead, func(e *fact.Event) { e.Steps = []fact.Step{{Stage: "new", Day: born - 1}} }, "stage"},
		"StageWithoutName":    {fact.Lead, func(e *fact.Event) { e.Steps = []fact.Step{{Day: born}} }, "stage"},
		"StageOnItsDay":       {fact.Lead, func(e *fact.Event) { e.Steps = []fact.Step{{Stage: "new", Day: born}} }, ""},
		"WonWhenStagesSay":    {fact.Opportunity, func(e *fact.Event) { e.Outcome = fact.Won }, ""},
		"WonBefore":           {fact.Opportunity, func(e *fact.Event) { e.Outcome, e.Closed = fact.Won, born-1 }, "closed"},
		"Lost":                {fact.Opportunity, func(e *fact.Event) { e.Outcome, e.Closed = fact.Lost, born }, ""},
		"OtherOutcome":        {fact.Opportunity, func(e *fact.Event) { e.Outcome = "drawn" }, "outcome"},
		"OfALead":             {fact.Opportunity, func(e *fact.Event) { e.Case = "lead:crm/7" }, ""},
		"OfAnOpportunity":     {fact.Opportunity, func(e *fact.Event) { e.Case = "opportunity:crm/7" }, "case"},
		"LeadOfALead":         {fact.Lead, func(e *fact.Event) { e.Case = "lead:crm/7" }, "case"},
		"AmountWithoutMoney":  {fact.Contract, func(e *fact.Event) { e.Currency = "" }, "currency"},
		"ContractWithNobody":  {fact.Contract, func(e *fact.Event) { e.Customer = "" }, "customer"},
		"ContractForNothing":  {fact.Contract, func(e *fact.Event) { e.Amount = nil }, "amount"},
		"ContractOfNoDay":     {fact.Contract, func(e *fact.Event) { e.Until = born }, "until"},
		"ActivityWithoutType": {fact.Activity, func(e *fact.Event) { e.Type = "" }, "type"},
		"TrainingOfNobody":    {fact.Training, func(e *fact.Event) { e.Owner = "" }, "owner"},
		"ScoreAboveScale":     {fact.Feedback, func(e *fact.Event) { e.Quantity = 6 * money.Unit }, "score"},
		"NPSOutOfFive":        {fact.Feedback, func(e *fact.Event) { e.Type = fact.NPS }, "scale"},
		"OtherFeedback":       {fact.Feedback, func(e *fact.Event) { e.Type = "stars" }, "type"},
		"MarketOfNothing":     {fact.Market, func(e *fact.Event) { e.Place = "" }, "of"},
		"MarketWithoutValue":  {fact.Market, func(e *fact.Event) { e.Type = fact.Value }, "amount"},
		"MarketBelowZero":     {fact.Market, func(e *fact.Event) { e.Type, e.Amount, e.Currency = fact.Value, &below, "EUR" }, "value"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event(c.kind)
			c.change(&e)
			err := e.Validate()
			if (err == nil) != (c.field == "") || err != nil && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.field)) {
				t.Errorf("Validate says %v, want something about %q", err, c.field)
			}
		})
	}
}

func TestSettled(t *testing.T) {
	t.Parallel()
	e := fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: "crm", ID: "7"}}, Day: born,
		Steps: []fact.Step{{Stage: "b", Day: born + 2}, {Stage: "a", Day: born + 2}, {Stage: "z", Day: born}, {Stage: "a", Day: born + 2}}}
	got := e.Settled()
	want := []fact.Step{{Stage: "z", Day: born}, {Stage: "a", Day: born + 2}, {Stage: "b", Day: born + 2}}
	if got.Case != "opportunity:crm/7" || got.Until != period.Never || got.Closed != period.Never || !slices.Equal(got.Steps, want) {
		t.Errorf("settled is %+v %v", got, got.Steps)
	}
	if again := got.Settled(); !again.Same(got) {
		t.Error("settling twice changes something")
	}
	if len(e.Steps) != 4 || e.Steps[0].Stage != "b" {
		t.Error("the steps that were given have changed")
	}
}

// TestEventSame: no field can change unseen.
func TestEventSame(t *testing.T) {
	t.Parallel()
	one, same := money.Unit, money.Unit
	base := event(fact.Opportunity)
	base.Amount = &one
	base.Categories = []fact.CategoryStep{{Category: fact.Commit, Day: born}}
	other := base
	other.Amount = &same
	if !base.Same(other) {
		t.Error("equal amounts differ")
	}
	fields := reflect.TypeFor[fact.Event]()
	for i := range fields.NumField() {
		changed := base
		field := reflect.ValueOf(&changed).Elem().Field(i)
		switch field.Kind() {
		case reflect.String:
			field.SetString(field.String() + "x")
		case reflect.Bool:
			field.SetBool(!field.Bool())
		case reflect.Int32, reflect.Int64:
			field.SetInt(field.Int() + 1)
		default: // the key, the amount, the steps, the categories
			field.SetZero()
		}
		if changed.Same(base) {
			t.Errorf("another %s is not seen", fields.Field(i).Name)
		}
	}
}

func TestEventDays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind        fact.EventKind
		change      func(*fact.Event)
		first, last period.Date
	}{
		"a lead with a stage":    {fact.Lead, func(*fact.Event) {}, born, born + 3},
		"an open opportunity":    {fact.Opportunity, func(e *fact.Event) { e.Until = born + 30 }, born, born + 30},
		"a won opportunity":      {fact.Opportunity, func(e *fact.Event) { e.Outcome, e.Closed = fact.Won, born+40 }, born, born + 40},
		"an activity":            {fact.Activity, func(*fact.Event) {}, born, born},
		"a contract without end": {fact.Contract, func(*fact.Event) {}, born, period.Never},
	} {
		e := event(c.kind)
		c.change(&e)
		if e.First() != c.first || e.Last() != c.last {
			t.Errorf("%s says something about %s to %s, want %s to %s", name, e.First(), e.Last(), c.first, c.last)
		}
	}
}

func TestCase(t *testing.T) {
	t.Parallel()
	version := func(id string, known period.Range, change func(*fact.Event)) fact.EventVersion {
		e := event(fact.Opportunity)
		e.ID = id
		e.Case = "lead:crm/7"
		if change != nil {
			change(&e)
		}
		return fact.EventVersion{Event: e, Number: 1, Known: known}
	}
	c := fact.Case{ID: "lead:crm/7", Events: []fact.EventVersion{
		version("b", period.Range{Start: born, End: period.Never}, nil),
		version("a", period.Range{Start: born + 1, End: born + 2}, nil),
		version("a", period.Range{Start: born + 2, End: period.Never}, func(e *fact.Event) { e.Withdrawn = true }),
		version("a", period.Range{Start: born + 2, End: born + 2}, nil),
	}}
	if want := []period.Date{born, born + 1, born + 2}; !slices.Equal(c.Breaks(), want) {
		t.Errorf("the breaks are %v", c.Breaks())
	}
	for known, want := range map[period.Date]string{born - 1: "", born: "b", born + 1: "ab", born + 2: "b"} {
		got := ""
		for _, v := range c.At(known) {
			got += v.ID
		}
		if got != want {
			t.Errorf("known on %s are %q, want %q", known, got, want)
		}
	}
	if key, ok := c.ID.Lead(); !ok || key.Kind != fact.Lead || key.Source != "crm" || key.ID != "7" {
		t.Errorf("the lead is %v %v", key, ok)
	}
	if _, ok := fact.CaseID("opportunity:crm/7").Lead(); ok {
		t.Error("an opportunity is taken for a lead")
	}
}
