package recognition

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Say returns what a badge is called, and what it was awarded for, in the words
// of the organisation.
func (b Badge) Say(catalogue metric.Catalogue, o org.Organisation) (title, text string) {
	name := string(b.Metric)
	if m, err := catalogue.Find(name); err == nil && name != "" {
		name, text = m.Name, b.Text(m, o.Currency)
	}
	label, _, _ := strings.Cut(o.Calendar.Named(b.Period).Label, " · ")
	return b.Title(name, label), text
}

// Title says what a badge is for, without any amount: for colleagues and walls.
// The period is by its label.
func (b Badge) Title(metricName, label string) string {
	switch b.Kind {
	case Milestone:
		return fmt.Sprintf("%d%% of the target reached: %s, %s", b.Evidence.Percent, metricName, label)
	case First:
		return fmt.Sprintf("First to reach %d%% of the target: %s, %s", b.Evidence.Percent, metricName, label)
	case BestMonth:
		return fmt.Sprintf("Best month so far: %s, %s", metricName, label)
	case Streak:
		return fmt.Sprintf("At target %d times in a row: %s, up to %s", b.Evidence.Count, metricName, label)
	case Improved:
		return fmt.Sprintf("Better than usual %d times in a row: %s, up to %s", b.Evidence.Count, metricName, label)
	case Comeback:
		return fmt.Sprintf("Back at target: %s, %s", metricName, label)
	case Guarded:
		return "Every guardrail kept through " + label
	}
	return string(b.Kind)
}

// Text says with its numbers what a badge was awarded for, for those who may see
// them; "" when the title says it.
func (b Badge) Text(m metric.Metric, currency money.Currency) string {
	e := b.Evidence
	say := func(a money.Amount) string { return goal.Say(a, m.Unit, currency) }
	switch {
	case (b.Kind == Milestone || b.Kind == First) && e.Actual != nil && e.Target != nil:
		return fmt.Sprintf("%s of %s.", say(*e.Actual), say(*e.Target))
	case b.Kind == BestMonth && e.Actual != nil && e.Before != nil:
		return fmt.Sprintf("%s; the best of the %d months before was %s.", say(*e.Actual), e.Count, say(*e.Before))
	case b.Kind == Improved && e.Before != nil:
		return fmt.Sprintf("The usual level until then was %s of the target.", goal.Say(*e.Before, metric.Share, ""))
	case b.Kind == Guarded && e.Count > 1:
		return fmt.Sprintf("%d guardrails.", e.Count)
	}
	return ""
}

// Recent returns what colleagues may hear of, of the people, the latest first:
// what holds, and of a person's milestones in a period the highest.
func Recent(list []Badge, of func(org.NodeID) bool, most int) []Badge {
	type way struct {
		person org.NodeID
		metric metric.Series
		period string
	}
	wayOf := func(b Badge) way { return way{b.Person, b.Metric, b.Period.String()} }
	highest := map[way]int{}
	for _, b := range list {
		if b.CorrectedAt == 0 && (b.Kind == Milestone || b.Kind == First) {
			highest[wayOf(b)] = max(highest[wayOf(b)], rankOf(b))
		}
	}
	var some []Badge
	for _, b := range list {
		low := (b.Kind == Milestone || b.Kind == First) && rankOf(b) < highest[wayOf(b)]
		if b.CorrectedAt == 0 && b.Kind.IsPublic() && !low && of(b.Person) {
			some = append(some, b)
		}
	}
	slices.SortStableFunc(some, func(a, b Badge) int { return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.key(), b.key())) })
	return some[:min(most, len(some))]
}

// rankOf puts the first to come so far above the others.
func rankOf(b Badge) int {
	const two = 2
	if b.Kind == First {
		return two*b.Evidence.Percent + 1
	}
	return two * b.Evidence.Percent
}
