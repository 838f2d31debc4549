package foresee

import (
	"fmt"
	"math"
	"strings"

	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/track/finish"
)

// method names what a projection of a sum was made from.
func method(l *learned, in finish.Input) Method {
	switch {
	case l == nil:
		return BySeries
	case in.Rest.IsZero():
		return ByDeals
	default:
		return ByBoth
	}
}

// why says in words what a projection of a sum was made from.
func why(l *learned, in finish.Input, c course) string {
	var parts []string
	if l != nil {
		parts = append(parts, fmt.Sprintf("%s by stage and age, and new ones as they usually come: learned from %s.",
			count(len(in.Open), "open opportunity", "open opportunities"), count(l.experience.Stories, "opportunity", "opportunities")))
	}
	if !in.Rest.IsZero() {
		what := ""
		if l != nil {
			what = "What comes without an opportunity: "
		}
		parts = append(parts, what+fmt.Sprintf("%s of history. %s", count(len(c.months), "month", "months"), c.ahead.Why), skill(c.ahead.Skill))
		if c.market != nil && c.market.Beta != nil {
			parts = append(parts, c.market.Text)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// skill says how good such forecasts of the months were when they were tried;
// nothing where too few trials say too little.
func skill(s forecast.Skill) string {
	const percent = 100
	by := int(math.Round(percent * math.Abs(s.Value)))
	switch {
	case !s.Known():
		return ""
	case by == 0:
		return fmt.Sprintf("Tried at %d earlier moments, its errors were as large as those of repeating the year before.", s.Origins)
	case s.Value > 0:
		return fmt.Sprintf("Tried at %d earlier moments, its errors were %d %% smaller than those of repeating the year before.", s.Origins, by)
	default:
		return fmt.Sprintf("Tried at %d earlier moments, its errors were %d %% larger than those of repeating the year before.", s.Origins, by)
	}
}

// whyNone says why nothing can be foreseen.
func whyNone(c course) string {
	if len(c.months) == 0 {
		return "There is no history to foresee it from. Import what happened before, or wait until there is some."
	}
	return fmt.Sprintf("%s of history are too few to say how far a forecast may be off. Wait, or import what happened before.", count(len(c.months), "month", "months"))
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
