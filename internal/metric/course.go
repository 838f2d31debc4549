package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// Course is how an opportunity went, as known on a day and read in the way in
// which the metrics read it.
type Course struct {
	fact.EventVersion                     // as known on the day
	Past              []fact.EventVersion // what was known of it until then, the first first; this version is the last
	Steps             []fact.Step         // the stages that do not end it, in order
	Outcome           fact.Outcome        // on the day
	Closed            period.Date         // day of the outcome; Never while there is none
	Over              bool                // it is said to be over, but not when: neither open nor won nor lost
}

// Courses returns the opportunities of a case as known on the day. Nothing in
// them is from later, whatever became known since.
func Courses(stages []fact.Stage, c fact.Case, known period.Date) []Course {
	f := newFunnel(stages)
	var list []Course
	for _, e := range c.At(known) {
		if e.Kind != fact.Opportunity || e.Day > known {
			continue
		}
		j := f.journey(e, known)
		course := Course{EventVersion: e, Outcome: j.outcome, Closed: j.closed, Over: j.ended}
		for _, s := range j.steps {
			if outcomeOf(s.means) == fact.Open {
				course.Steps = append(course.Steps, fact.Step{Stage: s.stage, Day: s.day})
			}
		}
		for _, v := range c.Events {
			if v.EventKey == e.EventKey && v.Known.Start <= known && !v.Known.Empty() && !v.Withdrawn {
				course.Past = append(course.Past, v)
			}
		}
		slices.SortFunc(course.Past, func(a, b fact.EventVersion) int {
			return cmp.Or(cmp.Compare(a.Known.Start, b.Known.Start), cmp.Compare(a.Number, b.Number))
		})
		list = append(list, course)
	}
	return list
}

// StagesOf returns the names of the stages of opportunities in the order of the
// funnel, those that end them left out.
func StagesOf(stages []fact.Stage) []string {
	var names []string
	for _, s := range sortedFunnel(stages) {
		if s.Object == fact.Opportunity && outcomeOf(s.Means) == fact.Open {
			names = append(names, s.Name)
		}
	}
	return names
}
