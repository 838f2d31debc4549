package call

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Outcome is a call of a period that is over, with what came of it.
type Outcome struct {
	Node   org.NodeID
	Period period.Range
	Point  Point
	Said   money.Amount
	Actual money.Amount
}

// Outcomes returns, of each node, period and point, the last submission with
// what the period came to. What has no actual is left out.
func Outcomes(entries Entries, actual func(org.NodeID, period.Range) (money.Amount, bool)) []Outcome {
	type of struct {
		node   org.NodeID
		period period.Range
		point  Point
	}
	last := map[of]money.Amount{}
	for _, e := range entries {
		if e.Kind == Submission && e.On < e.Period.End {
			last[of{e.Node, e.Period, PointOf(e.Period, e.On)}] = e.Value
		}
	}
	outcomes := make([]Outcome, 0, len(last))
	for key, said := range last {
		if a, ok := actual(key.node, key.period); ok {
			outcomes = append(outcomes, Outcome{key.node, key.period, key.point, said, a})
		}
	}
	slices.SortFunc(outcomes, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Period.End, b.Period.End), cmp.Compare(a.Point, b.Point))
	})
	return outcomes
}

// Record is how right somebody's calls have been.
type Record struct {
	Calls    int
	Periods  int
	Accuracy *money.Amount // mean of max(0, 1 − |actual − call| ÷ actual), over calls whose actual is above 0; nil without one
	Bias     *money.Amount // mean of call − actual; above 0 is optimistic
	Lean     *money.Amount // Σ (call − actual) ÷ Σ actual; nil when nothing came in
}

// RecordOf returns the record of the outcomes.
func RecordOf(outcomes []Outcome) Record {
	r := Record{Calls: len(outcomes)}
	periods := map[period.Range]bool{}
	var exact, judged int64
	var over, came money.Amount
	for _, o := range outcomes {
		periods[o.Period] = true
		over, came = over+o.Said-o.Actual, came+o.Actual
		if share, ok := accuracy(o); ok {
			exact, judged = exact+int64(share), judged+1
		}
	}
	r.Periods = len(periods)
	if judged > 0 {
		r.Accuracy = mean(exact, judged)
	}
	if r.Calls > 0 {
		r.Bias = mean(int64(over), int64(r.Calls))
	}
	if lean, ok := money.Ratio(over, came); ok && came > 0 {
		r.Lean = &lean
	}
	return r
}

// accuracy is 1 for a call that was right, 0 for one that was off by the whole
// of what came.
func accuracy(o Outcome) (money.Amount, bool) {
	if o.Actual <= 0 {
		return 0, false
	}
	off := o.Actual - o.Said
	share, ok := money.Ratio(max(off, -off), o.Actual)
	return max(0, money.Unit-share), ok
}

// mean divides, rounded half away from zero.
func mean(sum, n int64) *money.Amount {
	m, err := money.MulDiv(money.Amount(sum), 1, n)
	if err != nil {
		return nil
	}
	return &m
}
