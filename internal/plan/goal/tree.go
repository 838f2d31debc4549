package goal

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Circle refuses a parent by which a goal would be a part of itself. parentOf
// returns the parent of any goal, "" for none.
func Circle(id, parent ID, parentOf func(ID) ID) error {
	way := []ID{id}
	for at := parent; at != ""; at = parentOf(at) {
		if at == id {
			return fault.New(fault.Invalid, "a goal cannot be a part of itself, and through its parent this one would be")
		}
		if slices.Contains(way, at) {
			return nil // a circle further up, which is not of this goal's making
		}
		way = append(way, at)
	}
	return nil
}

// Contribution says how much a goal is to bring to its parent.
type Contribution struct {
	Share *money.Amount // of the parent's value; nil when the two do not compare
	Why   string        // why there is none; "" when there is
}

// Contributes returns the child's part of the parent's value. Only totals of one
// metric compare: a conversion rate adds nothing to a revenue. people is how many
// have an each-owner goal for themselves.
func Contributes(child, parent Spec, in Setting, people int) Contribution {
	none := func(format string, args ...any) Contribution { return Contribution{Why: fmt.Sprintf(format, args...)} }
	m, err := in.Metric(child.Metric)
	switch {
	case err != nil:
		return none("%v", err)
	case child.Metric != parent.Metric:
		return none("it counts %s, the goal above counts %s", metricName(in, child.Metric), metricName(in, parent.Metric))
	case m.Shape != metric.Sum || !m.Additive:
		return none("values of %s do not add up", lower(m.Name))
	case child.Aim != AtLeast || parent.Aim != AtLeast:
		return none("limits do not add up")
	case child.currency(in) != parent.currency(in):
		return none("it is counted in %s, the goal above in %s", child.currency(in), parent.currency(in))
	case child.Window.Start < parent.Window.Start || child.Window.End > parent.Window.End:
		return none("its days, %s, are not all within those of the goal above", SayDays(child.Window))
	case len(parent.Scope) > 0 && !slices.Equal(child.Normal().Scope, parent.Normal().Scope):
		return none("the goal above counts %s", scopeWords(in, parent.Scope))
	}
	whole, okWhole := parent.total(in.Calendar, 1)
	part, okPart := child.total(in.Calendar, people)
	share, ok := money.Ratio(part, whole)
	if !okWhole || !okPart || !ok || whole <= 0 {
		return none("the goal above has no total")
	}
	return Contribution{Share: &share}
}

// total returns what the goal comes to over its whole time.
func (s Spec) total(c period.Calendar, people int) (money.Amount, bool) {
	total := s.Value
	times := int64(1)
	if s.Each != "" {
		times = int64(len(s.Steps(c)))
	}
	if s.EachOwner {
		times *= int64(people)
	}
	total, err := money.MulDiv(total, times, 1)
	return total, err == nil
}

// Flags says what a reader should notice about a goal: that it is a part of
// nothing, and each time that it was loosened.
func (g Goal) Flags(in Setting) []string {
	var flags []string
	if g.Spec().Parent == "" {
		flags = append(flags, "It is not a part of a larger goal.")
	}
	agreed := map[int]bool{}
	for _, e := range g.Events {
		if e.State != Draft {
			agreed[e.Version] = true
		}
	}
	for i, v := range g.Versions[1:] {
		before := g.Versions[i]
		if !agreed[before.Number] {
			continue
		}
		for _, how := range Loosened(before.Spec, v.Spec, in) {
			flag := fmt.Sprintf("Version %d asks for less: %s (%s, %s)", v.Number, how, v.Author, SayDay(v.Known.Start))
			if v.Reason != "" {
				flag += ": " + v.Reason
			}
			flags = append(flags, flag+".")
		}
	}
	return flags
}
