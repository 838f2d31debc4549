package recognition

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Kind says what a badge is for.
type Kind string

// The kinds.
const (
	Milestone Kind = "milestone"  // 50, 80, 100 or 120 % of the own target
	First     Kind = "first"      // the first of all to have come so far
	BestMonth Kind = "best_month" // of the own history
	Streak    Kind = "streak"     // periods at target in a row
	Improved  Kind = "improved"   // above the own usual level, by more than luck
	Comeback  Kind = "comeback"   // out of a consistent shortfall
	Guarded   Kind = "guarded"    // every guardrail kept through a quarter
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{First, Milestone, BestMonth, Streak, Improved, Guarded, Comeback} }

// IsPublic reports whether colleagues may hear of it: a comeback tells of what
// was before.
func (k Kind) IsPublic() bool { return k != Comeback }

// Badge is something that somebody has done. It is awarded once and stays: when
// later data undo it, it is marked as corrected, for its owner to see.
type Badge struct {
	ID          string // grows with time
	Person      org.NodeID
	Kind        Kind
	What        string // with person and kind it is awarded once
	Metric      metric.Series
	Period      period.Range // that it was done in
	Day         period.Date  // on which it was done
	AwardedAt   int64        // microseconds
	CorrectedAt int64        // 0: it holds
	Evidence    Evidence
}

// Evidence is what a badge was awarded for, as it was then.
type Evidence struct {
	Percent int           `json:"percent,omitempty"` // of the target
	Count   int           `json:"count,omitempty"`   // periods, or guardrails
	Actual  *money.Amount `json:"actual,omitempty"`
	Target  *money.Amount `json:"target,omitempty"`
	Before  *money.Amount `json:"before,omitempty"` // the best month until then; the usual attainment until then
}

// key names a badge among all.
func (b Badge) key() string { return string(b.Person) + "\n" + string(b.Kind) + "\n" + b.What }

// Parts are the parts of a target, in percent, that are a milestone.
func Parts() []int { return []int{50, 80, 100, 120} }

// IsReached reports whether the actual is the part of the target, in percent.
func IsReached(actual *money.Amount, target money.Amount, percent int) bool {
	if actual == nil || *actual <= 0 || target <= 0 {
		return false
	}
	part, err := money.MulDiv(target, int64(percent), 100)
	return err == nil && *actual >= part
}

// Highest returns the highest of the parts, in percent, that is reached; 0 for
// none.
func Highest(actual *money.Amount, target money.Amount, parts []int) int {
	highest := 0
	for _, percent := range parts {
		if IsReached(actual, target, percent) {
			highest = max(highest, percent)
		}
	}
	return highest
}

// Pursuit is what somebody has of a target whose days add up.
type Pursuit struct {
	Person org.NodeID
	Metric metric.Series
	Period period.Range
	Actual *money.Amount
	Target money.Amount
}

// Milestones returns what a pursuit has come to; on which days is not known.
func Milestones(p Pursuit) []Badge {
	var list []Badge
	for _, percent := range Parts() {
		if IsReached(p.Actual, p.Target, percent) {
			list = append(list, Badge{Person: p.Person, Kind: Milestone, What: fmt.Sprintf("%s %s %d", p.Metric, p.Period, percent), Metric: p.Metric, Period: p.Period,
				Evidence: Evidence{Percent: percent, Actual: p.Actual, Target: &p.Target}})
		}
	}
	return list
}

// DayReached returns the first day by whose end the part of the target was there.
func DayReached(days []attain.Point, target money.Amount, percent int) (period.Date, bool) {
	for _, d := range days {
		if IsReached(d.Actual, target, percent) {
			return d.Day, true
		}
	}
	return 0, false
}

// Firsts returns who came to each part of a target first, of milestones with
// their days; several, when it was on the same day.
func Firsts(milestones []Badge) []Badge {
	type race struct {
		metric  metric.Series
		period  period.Range
		percent int
	}
	first := map[race]period.Date{}
	of := func(b Badge) race { return race{b.Metric, b.Period, b.Evidence.Percent} }
	for _, b := range milestones {
		if day, ok := first[of(b)]; !ok || b.Day < day {
			first[of(b)] = b.Day
		}
	}
	var list []Badge
	for _, b := range milestones {
		if b.Day == first[of(b)] {
			b.ID, b.Kind = "", First
			list = append(list, b)
		}
	}
	return list
}

// monthsBefore are how many months a best one must surpass.
const monthsBefore = 6

// Best reports whether the last of the months is the best of at least seven, and
// what was the best before.
func Best(months []money.Amount) (before money.Amount, ok bool) {
	n := len(months) - 1
	if n < monthsBefore {
		return 0, false
	}
	before = slices.Max(months[:n])
	return before, months[n] > before && months[n] > 0
}

// Runs are the lengths of a streak that are a badge.
func Runs() []int { return []int{3, 6} }

// AtTarget returns how many of the last periods in a row reached their targets.
// Periods that do not count neither break the row nor lengthen it.
func AtTarget(periods []followup.Result) (n int) {
	for _, r := range slices.Backward(periods) {
		if r.Not != "" || r.Target <= 0 {
			continue
		}
		if r.Actual < r.Target {
			break
		}
		n++
	}
	return n
}

// improvedPeriods are how many periods in a row must lie above the usual level.
const improvedPeriods = 3

// HasImproved reports whether each of the last three periods lies above the usual
// level of those before, and their mean by more than luck does in nine of ten
// cases.
func HasImproved(past []float64, h History, node org.NodeID) (usual float64, ok bool) {
	n := len(past) - improvedPeriods
	if n < leastOwn {
		return 0, false
	}
	before := h.learn(Record{Node: node, Past: past[:n]})
	mean := 0.0
	for _, v := range clipped(past[n:]) {
		if v <= before.Usual {
			return before.Usual, false
		}
		mean += v / improvedPeriods
	}
	return before.Usual, beyondLuck(mean-before.Usual, before.Noise, improvedPeriods, before.Unsure)
}

// IsBack reports whether somebody who fell short again and again does so no more.
func IsBack(before, now followup.Judgement) bool {
	return before.Label == followup.Shortfall && now.Label != followup.Shortfall && now.Label != followup.Watch && followup.Done(now)
}

// Settled is what has to be done so that the badges that are kept are those that
// hold.
type Settled struct {
	Award   []Badge  // new ones
	Correct []string // ids of those that hold no more
	Restore []string // ids of those that hold again
}

// Settle holds badges that were kept of some persons, metrics and periods against
// those of them that hold. Who is out gets no new ones; what he has he keeps.
func Settle(kept, hold []Badge, out map[org.NodeID]bool) Settled {
	there, holds := map[string]bool{}, map[string]bool{}
	for _, b := range hold {
		holds[b.key()] = true
	}
	var s Settled
	for _, b := range kept {
		there[b.key()] = true
		switch {
		case !holds[b.key()] && b.CorrectedAt == 0:
			s.Correct = append(s.Correct, b.ID)
		case holds[b.key()] && b.CorrectedAt != 0:
			s.Restore = append(s.Restore, b.ID)
		}
	}
	for _, b := range hold {
		if !there[b.key()] && !out[b.Person] {
			there[b.key()] = true
			s.Award = append(s.Award, b)
		}
	}
	slices.SortFunc(s.Award, func(a, b Badge) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.key(), b.key())) })
	return s
}
