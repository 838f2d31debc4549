package foresee

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/finish"
)

// Status says in one word how a goal or target stands. While its time runs the
// word comes from the chance and from nothing else; pace never sets it.
type Status string

// The statuses.
const (
	NotStarted Status = "not_started"
	Achieved   Status = "achieved" // while its time runs: so far, a cancellation can take it back
	Missed     Status = "missed"
	Breached   Status = "met_with_breach"
	Ahead      Status = Status(finish.Ahead)   // 85 % or more
	OnTrack    Status = Status(finish.OnTrack) // 60 % or more
	AtRisk     Status = Status(finish.AtRisk)  // 30 % or more
	Behind     Status = Status(finish.Behind)  // less
	Unsaid     Status = "unknown"              // there is no chance to tell it by
)

// StatusOf names how a goal on the metric stands with the outcome and the chance.
// What adds up and has come to its value is achieved so far: only a cancellation
// can take it back. A rate, a stock or a number of customers that holds today may
// not hold at the end, so that its word is that of its chance.
func StatusOf(m metric.Metric, outcome attain.Outcome, chance *money.Amount) Status {
	if outcome == attain.Reached && m.Shape != metric.Sum {
		outcome = attain.Running
	}
	switch outcome {
	case attain.NotStarted:
		return NotStarted
	case attain.Reached, attain.Achieved:
		return Achieved
	case attain.Missed:
		return Missed
	case attain.MetWithBreach:
		return Breached
	case attain.Running:
		if chance != nil {
			return Status(finish.StatusOf(number(*chance)))
		}
	}
	return Unsaid
}

// OutcomeOf says where figures stand that are held against a target, as a goal
// for the same would.
func OutcomeOf(f attain.Figures) attain.Outcome {
	a := askOf(f, &f.Metric, f.Period.Range)
	if f.Target == nil {
		return attain.Unknown
	}
	return attain.Stand(attain.Pursuit{Spec: a.spec(), Metric: f.Metric, AsOf: f.AsOf, Own: attain.Pursued{Node: f.Node, Read: attain.Reading{Value: a.actual}}}).Outcome
}
