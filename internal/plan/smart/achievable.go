package smart

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Band is how a chance is called.
type Band string

// The bands of methods.md 4.3.
const (
	TooEasy      Band = "too_easy"
	Comfortable  Band = "comfortable"
	Challenging  Band = "challenging"
	Stretch      Band = "stretch"
	VeryUnlikely Band = "very_unlikely"
	Unrealistic  Band = "unrealistic"
	Unknown      Band = "unknown"
)

// Achievable is the chance of a goal if nothing changes.
type Achievable struct {
	Probability *money.Amount // nil when it cannot be said
	Low, High   *money.Amount // what it may be, given how little is known
	Band        Band
	Label       string
	Borderline  bool          // the range reaches into another band
	Median      *money.Amount // where the goal's value ends if nothing changes
	Uplift      *money.Amount // by how much more the days to come must bring
	Frequency   string        // how often that has happened; "" when nothing can be said
	Basis       string        // what the chance comes from
}

// bandOf names a chance.
func bandOf(p float64) Band {
	switch {
	case p >= 0.85:
		return TooEasy
	case p >= 0.60:
		return Comfortable
	case p >= 0.40:
		return Challenging
	case p >= 0.20:
		return Stretch
	case p >= 0.05:
		return VeryUnlikely
	default:
		return Unrealistic
	}
}

var labels = map[Band]string{
	TooEasy: "too easy", Comfortable: "comfortable", Challenging: "realistic and challenging", Stretch: "a stretch",
	VeryUnlikely: "very unlikely without change", Unrealistic: "unrealistic without change", Unknown: "insufficient evidence",
}

// scoreOf turns a chance into a score: 100 from 0.4 to 0.7, linear to 40 at 0.2
// and 0.85, on to 0 at 0.02.
func scoreOf(p float64) int {
	score := 100.0
	switch {
	case p <= 0.02:
		score = 0
	case p < 0.2:
		score = 40 * (p - 0.02) / 0.18
	case p < 0.4:
		score = 40 + 60*(p-0.2)/0.2
	case p > 0.85:
		score = 40
	case p > 0.7:
		score = 100 - 60*(p-0.7)/0.15
	}
	return int(math.Round(score))
}

// achievable: can it be reached, and is it neither too easy nor hopeless?
func (in Input) achievable() (Achievable, Criterion) {
	const name = "Achievable"
	unknown := Achievable{Band: Unknown, Label: labels[Unknown]}
	const half = 50
	if in.Metric.ID == "" || in.Wording.NoValue || !in.hasDeadline() || in.Goal.Window.Empty() {
		unknown.Basis = "a chance needs a metric, a number and a deadline"
		return unknown, Criterion{Letter: "A", Name: name, Grade: Warn, Score: half,
			Facts: []string{"The chance cannot be said before there is a metric, a number and a deadline."}, Repair: "Complete the goal first."}
	}
	if reason := in.impossible(); reason != "" {
		zero := money.Amount(0)
		a := Achievable{Probability: &zero, Low: &zero, High: &zero, Band: Unrealistic, Label: "impossible", Basis: "a hard limit"}
		return a, Criterion{Letter: "A", Name: name, Grade: Fail, Score: 0, Facts: []string{reason}, Repair: "Choose a value that is possible."}
	}
	a, p, ok := in.judge()
	if !ok {
		a.Band, a.Label = Unknown, labels[Unknown]
		return a, Criterion{Letter: "A", Name: name, Grade: Warn, Score: half,
			Facts:  append([]string{fmt.Sprintf("There are %s of history; %d are needed to say how likely it is.", plural(len(in.History.Points), "month", "months"), MinPoints)}, in.chanceFacts(a)...),
			Repair: "Watch it for a few months, or compare with colleagues who have it already."}
	}
	c := Criterion{Letter: "A", Name: name, Score: scoreOf(p), Grade: Pass, Facts: in.chanceFacts(a)}
	switch a.Band {
	case TooEasy:
		c.Grade = Warn
		c.Repair, c.Fix = in.suggest("It will be reached as things are. Aim at %s, which has an even chance.")
	case VeryUnlikely:
		c.Grade = Warn
		c.Repair, c.Fix = in.suggest("Say what will be done differently, and what that brings; as things are, %s has an even chance.")
	case Unrealistic:
		c.Grade = Fail
		c.Repair, c.Fix = in.suggest("Plan what changes first, and what that brings; as things are, %s has an even chance.")
	}
	return a, c
}

// impossible returns why no effort reaches the value; "" when nothing speaks
// against it.
func (in Input) impossible() string {
	g, m := in.Goal, in.Metric
	low, high := bounds(g.Aim, g.Value, g.Upper)
	switch {
	case m.Most != nil && g.Aim != goal.AtMost && low > *m.Most:
		return fmt.Sprintf("%s cannot be more than %s; %s is impossible.", m.Name, in.say(*m.Most), in.say(low))
	case m.Least != nil && high < *m.Least:
		return fmt.Sprintf("%s cannot be less than %s; %s is impossible.", m.Name, in.say(*m.Least), in.say(high))
	case low > high:
		return fmt.Sprintf("Nothing lies between %s and %s.", in.say(low), in.say(high))
	case in.Potential != nil && g.Aim != goal.AtMost && low > *in.Potential:
		return fmt.Sprintf("The whole market is worth %s; %s is more than there is.", in.say(*in.Potential), in.say(low))
	}
	return in.overCapacity()
}

// overCapacity holds what a working day would need against what one can bring.
func (in Input) overCapacity() string {
	if in.Capacity == nil || in.Goal.Aim == goal.AtMost || in.Goal.Each != "" || in.Metric.Unit != metric.Count {
		return ""
	}
	days, ok := in.Calendar.CountWorkingDays(in.remaining())
	if !ok || days == 0 {
		return ""
	}
	need := toFloat(in.Goal.Value)
	for _, p := range in.History.SoFar {
		need -= toFloat(p.Value)
	}
	if daily := need / float64(days); daily > toFloat(*in.Capacity) {
		return fmt.Sprintf("It takes %.1f a working day; the most that has been done is %.1f.", daily, toFloat(*in.Capacity))
	}
	return ""
}

// judge returns the chance; ok is false when the evidence is not enough for a
// confident word.
func (in Input) judge() (a Achievable, p float64, ok bool) {
	points, peers := in.points()
	r := in.remaining()
	if r.Empty() {
		return a, 0, false
	}
	if f := in.Foreseen; f != nil {
		return in.foreseen(*f), f.Chance, true
	}
	const shift = 1.2815515655446004 // of a range that holds in four of five cases
	var o *outlook
	var low, high float64
	if in.Goal.Each == "" {
		if o = in.outlook(r); o == nil {
			return a, 0, false
		}
		p, low, high = o.chance(in.Goal, 0), o.chance(in.Goal, -shift), o.chance(in.Goal, shift)
	} else {
		steps := in.steps()
		if len(steps) == 0 {
			return a, 0, false
		}
		rho := 0.2
		if in.sums() && len(points) > 0 {
			rho = in.course(points, valuesOf).together()
		}
		p, low, high = in.joint(steps, rho, 0), in.joint(steps, rho, -shift), in.joint(steps, rho, shift)
		if o = in.outlook(steps[0]); o == nil {
			return a, 0, false
		}
	}
	low, high = min(p, low, high), max(p, low, high)
	a = achievableOf(p, low, high)
	in.compare(&a, ending{median: o.median(), mean: o.mean, needed: o.needed, trials: o.trials, span: o.span})
	a.Basis = o.basis()
	if peers {
		a.Basis = "the history of typical colleagues: " + a.Basis
	}
	return a, p, !peers && len(points) >= MinPoints
}

func achievableOf(p, low, high float64) Achievable {
	probability, lowest, highest := share(p), share(low), share(high)
	a := Achievable{Probability: &probability, Low: &lowest, High: &highest, Band: bandOf(p)}
	a.Label = labels[a.Band]
	if a.Borderline = bandOf(low) != a.Band || bandOf(high) != a.Band; a.Borderline {
		a.Label += ", borderline"
	}
	return a
}

// StatusQuo returns where the goal's value ends if nothing changes; ok is false
// when that cannot be said.
func StatusQuo(in Input) (value money.Amount, ok bool) {
	if !in.hasDeadline() || in.Goal.Each != "" {
		return 0, false
	}
	o := in.outlook(in.remaining())
	if o == nil {
		return 0, false
	}
	return money.Amount(math.Round(o.median() * float64(money.Unit))), true
}

// foreseen takes the chance that is told of the goal everywhere, and holds the
// uplift that it asks for against the past.
func (in Input) foreseen(f Foreseen) Achievable {
	a := achievableOf(f.Chance, f.Low, f.High)
	end := ending{median: f.Median, mean: f.Mean, needed: func(value float64) float64 { return value - f.Had }}
	if o := in.outlook(in.remaining()); o != nil {
		end.trials, end.span = o.trials, o.span
	}
	in.compare(&a, end)
	a.Basis = f.Basis
	return a
}

// sums reports whether the metric adds up over time.
func (in Input) sums() bool { return in.Metric.Model == Total || in.Metric.Model == Counts }

// ending is what the goal's value is compared with.
type ending struct {
	median float64
	mean   float64                     // of the days to come
	needed func(value float64) float64 // of the days to come, so that the whole is the value
	trials []trial
	span   int
}

// compare adds where it ends if nothing changes, and what the goal asks beyond.
func (in Input) compare(a *Achievable, end ending) {
	median := in.readable(end.median)
	a.Median = &median
	need, mean := end.needed(in.bound(end.median)), end.mean
	if mean <= 0 || need <= 0 {
		return
	}
	uplift := need/mean - 1
	const most = 1e6
	if uplift > most {
		return
	}
	u := money.Amount(math.Round(uplift * float64(money.Unit)))
	a.Uplift = &u
	times, of := occurred(end.trials, uplift)
	if of < minTrials {
		return
	}
	more := "or more"
	if uplift < 0 {
		more = "or less"
	}
	a.Frequency = fmt.Sprintf("%s %s occurred in %d of %d %s", signed(uplift), more, times, of, spans(end.span))
}

// bound returns the end of the goal's values that the median is held against.
func (in Input) bound(median float64) float64 {
	g := in.Goal
	if g.Aim == goal.Between && g.Upper != nil && median > toFloat(*g.Upper) {
		return toFloat(*g.Upper)
	}
	return toFloat(g.Value)
}

func (in Input) chanceFacts(a Achievable) []string {
	var facts []string
	if a.Probability != nil {
		facts = append(facts, fmt.Sprintf("If nothing changes the chance is %s (%s to %s): %s.", chanceText(toFloat(*a.Probability)), chanceText(toFloat(*a.Low)), chanceText(toFloat(*a.High)), a.Label))
	}
	if a.Median != nil {
		text := "If nothing changes it ends at about " + in.say(*a.Median)
		if in.Goal.Each != "" {
			text += " each " + string(in.Goal.Each)
		}
		facts = append(facts, text+".")
	}
	if a.Uplift != nil && *a.Uplift != 0 {
		what := "more"
		u := toFloat(*a.Uplift)
		if u < 0 {
			what = "less"
		}
		text := fmt.Sprintf("It asks for %s %s than that", percent(math.Abs(u)), what)
		if len(in.History.SoFar) > 0 {
			text = fmt.Sprintf("The time left has to bring %s %s than history leads to expect", percent(math.Abs(u)), what)
		}
		if a.Frequency != "" {
			text += "; " + a.Frequency
		}
		facts = append(facts, text+".")
	}
	if a.Basis != "" {
		facts = append(facts, "It is judged by "+a.Basis+".")
	}
	return facts
}

// steps are the periods of a goal with Each that are not over, as far as they
// are still to come.
func (in Input) steps() []period.Range {
	var steps []period.Range
	for _, p := range in.Goal.Steps(in.Calendar) {
		if left := p.Intersect(in.remaining()); !left.Empty() {
			steps = append(steps, left)
		}
	}
	return steps
}

// step returns the period of a goal with Each that holds the day; empty when
// the day is in none.
func (in Input) step(d period.Date) period.Range {
	for _, p := range in.Goal.Steps(in.Calendar) {
		if p.Contains(d) {
			return p.Range
		}
	}
	return period.Range{}
}

// joint is the chance that every period that is left meets the value; 0 when
// one that is over has missed it.
func (in Input) joint(steps []period.Range, rho, shift float64) float64 {
	for _, p := range in.History.SoFar {
		if s := in.step(p.Days.Start); !s.Empty() && s.End <= in.Today && !Holds(in.Goal.Aim, in.Goal.Value, in.Goal.Upper, in.valueOf(p)) {
			return 0
		}
	}
	chances := make([]float64, 0, len(steps))
	for _, s := range steps {
		o := in.outlook(s)
		if o == nil {
			return 0
		}
		chances = append(chances, o.chance(in.Goal, shift))
	}
	return chance.Joint(chances, rho)
}

// valueOf returns the value of a point in the metric's unit.
func (in Input) valueOf(p Point) money.Amount {
	if in.Metric.Model != Rate && in.Metric.Model != Average {
		return p.Value
	}
	ratio, _ := money.Ratio(p.Num, p.Den)
	return ratio
}

// suggest fills the value with an even chance into a repair.
func (in Input) suggest(text string) (string, *Fix) {
	v, ok := in.even()
	if !ok || in.Goal.Aim == goal.Between {
		return fmt.Sprintf(text, "less"), nil
	}
	words := in.say(v)
	if in.Goal.Each != "" {
		words += " each " + string(in.Goal.Each)
	}
	return fmt.Sprintf(text, words), &Fix{Field: "value", Value: v.String()}
}

// even returns the value that would be met with an even chance.
func (in Input) even() (money.Amount, bool) {
	if in.Foreseen != nil {
		v := in.readable(in.Foreseen.Median)
		return v, v > 0
	}
	o := in.outlook(in.remaining())
	if in.Goal.Each != "" {
		if steps := in.steps(); len(steps) > 0 {
			o = in.outlook(steps[0])
		}
	}
	if o == nil {
		return 0, false
	}
	v := in.readable(o.median())
	if in.Goal.Each == "" {
		return v, v > 0
	}
	steps := in.steps()
	low, high := 0.0, 3*math.Abs(o.median())+1
	try := in
	for range 40 {
		middle := (low + high) / 2
		try.Goal.Value = money.Amount(middle * float64(money.Unit))
		met := try.joint(steps, 0.2, 0) >= 0.5
		if met != in.atMost() {
			low = middle
		} else {
			high = middle
		}
	}
	v = in.readable(low)
	return v, v > 0
}
