package fact

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// The words of Event.Type that mean something to the product.
const (
	CSAT     = "csat"     // of Feedback
	NPS      = "nps"      // of Feedback, from 0 to 10
	Accounts = "accounts" // of Market: how many there are
	Value    = "value"    // of Market: what all sellers sell there
)

// Settled returns the event as it is stored: in the case that it is part of,
// its steps in order and each once, and days that were left at zero set to what
// they mean.
func (e Event) Settled() Event {
	if e.Case == "" {
		e.Case = e.Own()
	}
	if e.Until == 0 {
		e.Until = period.Never
	}
	if e.Closed == 0 {
		e.Closed = period.Never
	}
	if e.Kind == Training && e.Day == 0 {
		e.Day = period.Never
	}
	e.Steps = MergeSteps(e.Steps)
	e.Categories = settledCategories(e.Categories)
	return e
}

// MergeSteps returns the steps of all lists, each once, by day and stage; nil
// when there are none.
func MergeSteps(lists ...[]Step) []Step {
	steps := slices.Concat(lists...)
	if len(steps) == 0 {
		return nil
	}
	slices.SortFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Stage, b.Stage))
	})
	return slices.Compact(steps)
}

// Same reports whether two versions say the same.
func (e Event) Same(o Event) bool { return reflect.DeepEqual(e, o) }

// First returns the first day that the event says something about.
func (e Event) First() period.Date {
	if len(e.Steps) > 0 {
		return min(e.Day, e.Steps[0].Day)
	}
	return e.Day
}

// Last returns the last day that the event says something about; Never when it
// has no end.
func (e Event) Last() period.Date {
	last := e.Day
	if n := len(e.Steps); n > 0 {
		last = max(last, e.Steps[n-1].Day)
	}
	if e.Closed != period.Never {
		last = max(last, e.Closed)
	}
	if e.Until != period.Never || e.Kind == Contract || e.Kind == Market {
		last = max(last, e.Until)
	}
	return last
}

// Validate returns what is wrong with the settled event, all fields at once.
func (e Event) Validate() error {
	var wrong fault.Fields
	e.checkCommon(&wrong)
	e.checkCategories(&wrong)
	switch e.Kind {
	case Lead, Opportunity:
		e.checkFunnel(&wrong)
	case Activity:
		e.checkType(&wrong, "say what it was: a call, a demo, a proposal")
	case Feedback:
		e.checkFeedback(&wrong)
	case Contract:
		e.checkSpan(&wrong)
		if e.Customer == "" {
			wrong.Add("customer", "is missing; a contract is with somebody")
		}
		if e.Amount == nil {
			wrong.Add("amount", "is missing; say what the customer pays per month")
		}
	case Training:
		e.checkType(&wrong, "name the course")
		if e.Owner == "" {
			wrong.Add("owner", "is missing; say who took the course")
		}
	case Market:
		e.checkMarket(&wrong)
	default:
		wrong.Add("kind", "is %q, which is no kind of event", e.Kind)
	}
	return wrong.Err("the %s cannot be used", e.noun())
}

func (e Event) noun() string {
	switch e.Kind {
	case Market:
		return "market figure"
	case "":
		return "event"
	default:
		return string(e.Kind)
	}
}

// longest bounds what names and ids may hold, in characters of UTF-8.
const longest = 200

func (e Event) checkCommon(wrong *fault.Fields) {
	for _, f := range []struct{ name, value string }{{"source", e.Source}, {"id", e.ID}} {
		if f.value == "" {
			wrong.Add(f.name, "is missing; every %s needs one", e.noun())
		}
	}
	for _, f := range []struct{ name, value string }{{"source", e.Source}, {"id", e.ID}, {"type", e.Type}, {"name", e.Name}} {
		if len(f.value) > longest {
			wrong.Add(f.name, "has %d characters; at most %d are kept", len(f.value), longest)
		}
	}
	undone := e.Kind == Training && e.Day == period.Never
	if (e.Day <= period.Always || e.Day >= period.Never) && !undone {
		wrong.Add("day", "is missing or out of range")
	}
	if e.Amount != nil && e.Currency == "" {
		wrong.Add("currency", "is missing; use an ISO 4217 code such as EUR")
	}
	for _, f := range []struct {
		name  string
		value *money.Amount
	}{{"amount", e.Amount}, {"quantity", &e.Quantity}} {
		if f.value != nil && (*f.value > absurd || *f.value < -absurd) {
			wrong.Add(f.name, "is %s; more than a trillion is taken for a mistake", *f.value)
		}
	}
	if e.Case != e.Own() {
		if _, ofLead := e.Case.Lead(); e.Kind != Opportunity || !ofLead {
			wrong.Add("case", "is %s; only an opportunity can be part of something else, and that is a lead", e.Case)
		}
	}
}

func (e Event) checkFunnel(wrong *fault.Fields) {
	for _, s := range e.Steps {
		switch {
		case s.Stage == "" || len(s.Stage) > longest:
			wrong.Add("stage", "of %s is missing or has more than %d characters", s.Day, longest)
		case s.Day < e.Day:
			wrong.Add("stage", "%s was reached on %s, before the %s was there (%s); correct one of the days", s.Stage, s.Day, e.noun(), e.Day)
		case s.Day >= period.Never:
			wrong.Add("stage", "%s has no day", s.Stage)
		}
	}
	if e.Closed < e.Day {
		wrong.Add("closed", "is %s, before the %s was there (%s); correct one of the days", e.Closed, e.noun(), e.Day)
	}
	if e.Outcome != Open && e.Outcome != Won && e.Outcome != Lost {
		wrong.Add("outcome", "is %q; use won, lost or nothing", e.Outcome)
	}
}

func (e Event) checkFeedback(wrong *fault.Fields) {
	switch e.Type {
	case CSAT:
	case NPS:
		if e.Scale != 10*money.Unit {
			wrong.Add("scale", "is %s; the net promoter score is asked for on a scale to 10", e.Scale)
		}
	default:
		wrong.Add("type", "is %q; use csat or nps", e.Type)
	}
	if e.Scale <= 0 {
		wrong.Add("scale", "is %s; say what the best answer is", e.Scale)
	} else if e.Quantity < 0 || e.Quantity > e.Scale {
		wrong.Add("score", "is %s, outside the scale from 0 to %s", e.Quantity, e.Scale)
	}
}

func (e Event) checkMarket(wrong *fault.Fields) {
	e.checkSpan(wrong)
	if e.Place == "" {
		wrong.Add("of", "is missing; say what the figure is about: a territory, a segment, a product or the company")
	}
	switch {
	case e.Type == Accounts && e.Quantity < 0, e.Type == Value && e.Amount != nil && *e.Amount < 0:
		wrong.Add("value", "is below 0")
	case e.Type == Value && e.Amount == nil:
		wrong.Add("amount", "is missing; say what the market is worth")
	case e.Type != Accounts && e.Type != Value:
		wrong.Add("type", "is %q; use accounts or value", e.Type)
	}
}

func (e Event) checkSpan(wrong *fault.Fields) {
	if e.Until <= e.Day {
		wrong.Add("until", "is %s, not after the first day %s; the end is the day after the last", e.Until, e.Day)
	}
}

func (e Event) checkType(wrong *fault.Fields, what string) {
	if e.Type == "" {
		wrong.Add("type", "is missing; %s", what)
	}
}
