package checkin_test

import (
	"testing"

	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

var pair = checkin.Pair{Manager: "person:ben", Report: "person:ana"}

func TestStanding(t *testing.T) {
	t.Parallel()
	byHand := checkin.Commitment{Pair: pair, Due: day("2026-11-20"), State: checkin.Open}
	counted := byHand
	counted.Metric, counted.Value = "demos", units(10)
	done := byHand
	done.State = checkin.Done
	tests := map[string]struct {
		c        checkin.Commitment
		measured *money.Amount
		less     bool
		today    string
		want     checkin.Promise
	}{
		"by hand":                 {byHand, nil, false, "2026-11-20", checkin.Open},
		"its day is over":         {byHand, nil, false, "2026-11-21", checkin.Overdue},
		"settled":                 {done, nil, false, "2026-11-21", checkin.Done},
		"not there yet":           {counted, units(9), false, "2026-11-20", checkin.Open},
		"there before its day":    {counted, units(10), false, "2026-11-10", checkin.Done},
		"too little":              {counted, units(9), false, "2026-11-21", checkin.Missed},
		"nothing known":           {counted, nil, false, "2026-11-21", checkin.Overdue},
		"less is better, so far":  {counted, units(3), true, "2026-11-20", checkin.Open},
		"less is better, kept":    {counted, units(10), true, "2026-11-21", checkin.Done},
		"less is better, not":     {counted, units(11), true, "2026-11-21", checkin.Missed},
		"dropped, whatever comes": {checkin.Commitment{State: checkin.Dropped, Metric: "demos", Value: units(1)}, units(5), false, "2026-11-21", checkin.Dropped},
	}
	for name, test := range tests {
		if got := test.c.Standing(test.measured, test.less, day(test.today)); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestSettleCommitment(t *testing.T) {
	t.Parallel()
	byHand := checkin.Commitment{Pair: pair, State: checkin.Open}
	counted := byHand
	counted.Metric, counted.Value = "demos", units(10)
	for name, test := range map[string]struct {
		c      checkin.Commitment
		to     checkin.Promise
		reason string
		want   fault.Kind
	}{
		"a number settles itself": {counted, checkin.Done, "", fault.Conflict},
		"dropped without reason":  {byHand, checkin.Dropped, " ", fault.Invalid},
		"nothing of the kind":     {byHand, checkin.Overdue, "", fault.Invalid},
	} {
		if _, err := test.c.Settle(test.to, test.reason, "Ana", day("2026-11-20")); !fault.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dropped, err := counted.Settle(checkin.Dropped, "the customer left", "Ana", day("2026-11-20"))
	if err != nil || dropped.State != checkin.Dropped || dropped.SettledOn != day("2026-11-20") || dropped.Reason != "the customer left" {
		t.Errorf("%+v, %v", dropped, err)
	}
	again, err := dropped.Settle(checkin.Open, "", "Ana", day("2026-11-21"))
	if err != nil || again.SettledOn != 0 || again.Reason != "" || again.State != checkin.Open {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestCommitmentValidate(t *testing.T) {
	t.Parallel()
	good := checkin.Commitment{Pair: pair, Owner: pair.Report, Text: "Ten demos", MadeOn: day("2026-11-16"), Due: day("2026-11-16"), Metric: "demos", Value: units(10)}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*checkin.Commitment){
		"no words":                  func(c *checkin.Commitment) { c.Text = " \n" },
		"of somebody else":          func(c *checkin.Commitment) { c.Owner = "person:dee" },
		"due yesterday":             func(c *checkin.Commitment) { c.Due-- },
		"due in some years":         func(c *checkin.Commitment) { c.Due = day("2030-01-01") },
		"a metric without a value":  func(c *checkin.Commitment) { c.Value = nil },
		"a value without a metric":  func(c *checkin.Commitment) { c.Metric = "" },
		"a value of nothing":        func(c *checkin.Commitment) { c.Value = units(0) },
		"a number of the manager's": func(c *checkin.Commitment) { c.Owner = pair.Manager },
	} {
		c := good
		change(&c)
		if err := c.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettleMeeting(t *testing.T) {
	t.Parallel()
	m := checkin.Meeting{State: checkin.Planned, Day: period.Date(20_000)}
	if _, err := m.Settle(checkin.Skipped, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("skipped without a reason: %v", err)
	}
	held, err := m.Settle(checkin.Held, " went well ")
	if err != nil || held.State != checkin.Held || held.Note != "went well" {
		t.Errorf("%+v, %v", held, err)
	}
	if _, err := held.Settle(checkin.Skipped, "no"); !fault.Is(err, fault.Conflict) {
		t.Errorf("settled twice: %v", err)
	}
}
