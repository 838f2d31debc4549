package smart

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/plan/goal"
)

// measurable: are there facts, enough of them, fresh and good enough, and could
// they show the change at all?
func (in Input) measurable() Criterion {
	const sourcePoints, historyPoints, refreshPoints, qualityPoints, detectPoints = 30, 20, 15, 15, 20
	var t tally
	switch {
	case in.Metric.ID == "":
		t.miss(Fail, sourcePoints, "Without a metric there is nothing to measure.", "Name what is counted.", nil)
	case !in.Data.Source:
		why := in.Data.Why
		if why == "" {
			why = "There are no facts for it."
		}
		t.miss(Fail, sourcePoints, why, "Import what it is counted from, or choose a metric that has data.", nil)
	default:
		t.pass(sourcePoints, "It is counted from facts that are here.")
	}
	const least = 3
	switch n := in.History.count(); {
	case n >= least:
		t.pass(historyPoints, "There is history of "+plural(n, "month", "months")+".")
	default:
		t.miss(Warn, historyPoints, "There is history of "+plural(n, "month", "months")+" only.",
			"Measure for at least three months before the number is fixed.", nil)
	}
	in.refreshTest(&t, refreshPoints)
	if q := in.Data.Quality; q != nil {
		const good = 70
		if *q >= good {
			t.pass(qualityPoints, fmt.Sprintf("Its data is of good quality (%d of 100).", *q))
		} else {
			t.miss(Warn, qualityPoints, fmt.Sprintf("Its data is of poor quality (%d of 100).", *q), "Mend the data first; the quarantine says what is wrong.", nil)
		}
	}
	if in.Wording.NoValue {
		t.miss(Fail, detectPoints, "Without a number there is nothing to measure against.", "Say how much.", nil)
	} else {
		in.detectTest(&t, detectPoints)
	}
	return t.criterion("M", "Measurable")
}

// refreshTest: news must come at least four times while the goal runs.
func (in Input) refreshTest(t *tally, points int) {
	w := in.Goal.Window
	days, ok := w.Days()
	if in.Data.Newest == nil || !ok || days == 0 {
		return
	}
	const parts = 4
	age := max(0, int(in.Today-*in.Data.Newest))
	fact := fmt.Sprintf("The newest data is of %s, %s old.", goal.SayDay(*in.Data.Newest), plural(age, "day", "days"))
	if age*parts <= days {
		t.pass(points, fact)
		return
	}
	t.miss(Warn, points, fact, fmt.Sprintf("Bring data in at least every %s.", plural(max(1, days/parts), "day", "days")), nil)
}

// detectTest: can the data show the demanded change, or would chance hide it?
func (in Input) detectTest(t *tally, points int) {
	c := in.Goal.Change
	if c == nil {
		t.pass(points, "The number is counted in full, not sampled.")
		return
	}
	o := in.outlook(in.remaining())
	switch in.Metric.Model {
	case Rate:
		n, ok := SampleSize(toFloat(c.Baseline), toFloat(in.Goal.Value))
		if !ok {
			t.skip("How much data the change needs cannot be said.")
			return
		}
		have := in.cases(o)
		fact := fmt.Sprintf("To see the change from %s to %s takes at least %d cases; about %d are to be expected.", in.say(c.Baseline), in.say(in.Goal.Value), n, have)
		if have >= n {
			t.pass(points, fact)
			return
		}
		t.miss(Warn, points, fact, "Allow more time, or take a wider scope, so that chance does not decide.", nil)
	default:
		if o == nil || o.relative <= 0 || c.Baseline == 0 {
			t.skip("How much the number varies by chance is not known yet.")
			return
		}
		demanded := math.Abs(toFloat(in.Goal.Value)/toFloat(c.Baseline) - 1)
		least := (zAlpha + zPower) * o.relative
		fact := fmt.Sprintf("The smallest change that stands out from chance is about %s; demanded are %s.", percent(least), percent(demanded))
		if least <= demanded {
			t.pass(points, fact)
			return
		}
		t.miss(Warn, points, fact, "Look at a longer time, or at a wider scope: in this one chance alone can make the difference.", nil)
	}
}

// cases returns how many cases the whole window will hold.
func (in Input) cases(o *outlook) int {
	n := 0.0
	for _, p := range in.History.SoFar {
		n += toFloat(p.Den)
	}
	if o != nil {
		n += o.cases
	}
	return int(math.Round(n))
}

// One-sided 5 % and a power of 80 %: the quantiles that methods.md 4.4 uses.
const (
	zAlpha = 1.645
	zPower = 0.8416
)

// SampleSize returns how many cases show a change of a rate from one value to
// another, one-sided at 5 % with a power of 80 %; ok is false when the rates
// are the same or are none.
func SampleSize(from, to float64) (n int, ok bool) {
	if from < 0 || from > 1 || to < 0 || to > 1 || from == to {
		return 0, false
	}
	root := (zAlpha*math.Sqrt(from*(1-from)) + zPower*math.Sqrt(to*(1-to))) / (to - from)
	return max(1, int(math.Ceil(root*root))), true
}

// count returns the number of points that say something.
func (h History) count() int {
	n := 0
	for _, p := range h.Points {
		if p.Den != 0 || p.Value != 0 || p.Num != 0 {
			n++
		}
	}
	if n > 0 { // months without any count once there has been something
		for i, p := range h.Points {
			if p.Den != 0 || p.Value != 0 || p.Num != 0 {
				return len(h.Points) - i
			}
		}
	}
	return n
}

// atMost reports whether the goal is reached by staying below.
func (in Input) atMost() bool { return in.Goal.Aim == goal.AtMost }
