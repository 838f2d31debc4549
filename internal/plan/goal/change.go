package goal

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Complement returns the metric that is the rest of the whole: churn for
// retention and the other way round; ok is false for others.
func Complement(s metric.Series) (other metric.Series, ok bool) {
	switch s {
	case metric.Retention:
		return metric.Churn, true
	case metric.Churn:
		return metric.Retention, true
	default:
		return "", false
	}
}

// Measure returns the spec with the baseline that was measured as of the day.
func (s Spec) Measure(baseline money.Amount, asOf period.Date) Spec {
	if s.Change == nil {
		return s
	}
	change := *s.Change
	change.Baseline, change.Measured = baseline, asOf
	s.Change = &change
	return s
}

// Resolve returns the spec with the value that its change comes to, exact to
// 1/10,000 and rounded once. Of a goal from one value to another it fills in
// the difference. A spec without a change stays as it is, and so does one whose
// baseline is still to be measured.
func (s Spec) Resolve() (Spec, error) {
	if s.Change == nil || s.Change.ToMeasure() {
		return s, nil
	}
	change := *s.Change
	if change.Kind == FromTo {
		change.By = s.Value - change.Baseline
		s.Change = &change
		return s, nil
	}
	value, err := change.apply(s.Metric)
	if err != nil {
		return s, err
	}
	s.Value = value
	return s, nil
}

// apply returns the baseline changed.
func (c Change) apply(of metric.Series) (money.Amount, error) {
	base := c.Baseline
	other := c.Of != "" && c.Of != of
	if other {
		base = money.Unit - base
	}
	value := base + c.By
	if c.Kind == Relative {
		var err error
		if value, err = money.MulDiv(base, int64(money.Unit+c.By), int64(money.Unit)); err != nil {
			return 0, fault.Wrap(err, fault.Invalid, "%s changed by %s is too large a number", base, percent(c.By))
		}
	}
	if other {
		value = money.Unit - value
	}
	return value, nil
}

func (c *checker) changes() {
	change := c.Change
	if change == nil {
		return
	}
	c.changeKind(*change)
	c.baseline(*change)
	if other, ok := Complement(c.Metric); change.Of != "" && change.Of != c.Metric && (!ok || change.Of != other) {
		c.wrong.Add("change.of", "is %q, which is not the rest of %s", change.Of, lower(c.metric.Name))
	}
	if change.Kind == FromTo || change.Kind == "" || change.ToMeasure() {
		return
	}
	if value, err := change.apply(c.Metric); err != nil {
		c.wrong.Add("change.by", "%v", err)
	} else if value != c.Value {
		c.wrong.Add("value", "is %s, but the change comes to %s; leave one of them out", c.say(c.Value), c.say(value))
	}
	improves := (change.By > 0) == (c.metric.Direction != metric.Lower)
	if other := change.Of != "" && change.Of != c.Metric; other {
		improves = !improves
	}
	switch {
	case change.By == 0 || c.Aim == Between:
	case !improves:
		c.odd.Add("change.by", "the change makes %s worse", lower(c.metric.Name))
	case c.Aim == AtMost && c.metric.Direction != metric.Lower || c.Aim == AtLeast && c.metric.Direction == metric.Lower:
		c.odd.Add("change.by", "the change is for the better, yet the goal sets it as a limit; was the opposite meant?")
	}
}

// changeKind checks that it is said how the change counts, and that it can be
// counted so.
func (c *checker) changeKind(change Change) {
	unit := c.metric.Unit
	switch change.Kind {
	case Relative:
		if change.By <= -money.Unit {
			c.wrong.Add("change.by", "is %s, which leaves nothing; say less, or give the value itself", percent(change.By))
		}
	case Points:
		if unit != metric.Share {
			c.wrong.Add("change.kind", "percentage points are of shares; %s is none: use relative or amount", lower(c.metric.Name))
		}
	case Amount:
		if unit == metric.Share {
			c.wrong.Add("change.kind", "%s of a share can mean a percentage of it or percentage points; say relative or points", percent(change.By))
		}
	case FromTo:
		if change.Baseline == c.Value && !change.ToMeasure() {
			c.wrong.Add("value", "is %s, which is where the goal starts from", c.say(c.Value))
		}
		return
	case "":
		if unit == metric.Share {
			c.wrong.Add("change.kind", "%s can mean a percentage of what it is or percentage points; say relative or points", percent(change.By))
		} else {
			c.wrong.Add("change.kind", "is missing; say relative, amount or from_to")
		}
	default:
		c.wrong.Add("change.kind", "is %q; use relative, points, amount or from_to", change.Kind)
	}
	if change.By == 0 {
		c.wrong.Add("change.by", "is 0, so nothing would change; say by how much, or give the value itself")
	}
}

// baseline checks what the change starts from.
func (c *checker) baseline(change Change) {
	days, closed := change.Over.Days()
	switch window, ends := c.Window.Days(); {
	case !closed:
		c.wrong.Add("change.over", "has no end; say over which days the baseline is measured")
	case days == 0 || !ends || window == 0:
	case change.Over.Overlaps(c.Window):
		c.odd.Add("change.over", "the baseline is measured %s, which are days of the goal itself", SayDays(change.Over))
	case c.metric.Shape == metric.Sum && c.Each == "" && unlike(days, window):
		c.odd.Add("change.over", "the baseline has %d days and the goal has %d; a total of one is not like a total of the other", days, window)
	}
	if change.ToMeasure() {
		return
	}
	if change.Baseline == 0 && change.Over.Empty() && change.Kind != FromTo {
		c.wrong.Add("change.baseline", "is missing; say from which value it changes, or over which days that is measured")
		return
	}
	base := change.Baseline
	if change.Of != "" && change.Of != c.Metric {
		base = money.Unit - base
	}
	if change.Kind == Relative && base <= 0 {
		c.wrong.Add("change.baseline", "is %s, and a percentage of that means nothing; give the value itself", c.say(base))
		return
	}
	possible(&c.wrong, "change.baseline", c.metric, change.Baseline, c.say(change.Baseline))
}

// unlike reports whether two numbers of days differ by more than a tenth.
func unlike(a, b int) bool {
	const tenth = 10
	return max(a, b)-min(a, b) > max(a, b)/tenth
}
