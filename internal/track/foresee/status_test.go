package foresee_test

import (
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// TestStatusOf: what adds up is achieved so far when its value is there; what can
// fall again is called by its chance until its time is over.
func TestStatusOf(t *testing.T) {
	t.Parallel()
	little, much := money.Unit/100, money.Unit*9/10
	for name, c := range map[string]struct {
		metric  string
		outcome attain.Outcome
		chance  *money.Amount
		want    foresee.Status
	}{
		"revenue that is reached":                {"revenue", attain.Reached, &little, foresee.Achieved},
		"revenue on its way":                     {"revenue", attain.Running, &much, foresee.Ahead},
		"a retention that holds and will not":    {"retention", attain.Reached, &little, foresee.Behind},
		"a retention that holds and will":        {"retention", attain.Reached, &much, foresee.Ahead},
		"a retention of which nobody can say it": {"retention", attain.Reached, nil, foresee.Unsaid},
		"a win rate that holds":                  {"win_rate", attain.Reached, &little, foresee.Behind},
		"customers, counted as they stand":       {"active_customers", attain.Reached, &much, foresee.Ahead},
		"a win rate whose time is over":          {"win_rate", attain.Achieved, &little, foresee.Achieved},
		"one that was missed":                    {"win_rate", attain.Missed, &much, foresee.Missed},
		"one that has not begun":                 {"win_rate", attain.NotStarted, &much, foresee.NotStarted},
	} {
		m, err := metric.Find(c.metric)
		if err != nil {
			t.Fatal(err)
		}
		if got := foresee.StatusOf(m, c.outcome, c.chance); got != c.want {
			t.Errorf("%s is %s, not %s", name, got, c.want)
		}
	}
}
