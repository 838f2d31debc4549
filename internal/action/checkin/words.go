package checkin

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// percent writes a share as whole percent: attainment is told no finer.
func percent(share money.Amount) string {
	const hundred = 100
	whole, err := money.MulDiv(share, hundred, int64(money.Unit))
	if err != nil {
		return share.Readable() + " times the whole"
	}
	return strings.Replace(fmt.Sprintf("%d%%", whole), "-", "−", 1)
}

func (a Aim) say(v money.Amount) string {
	return strings.Replace(goal.Say(v, a.Unit, a.Currency), "-", "−", 1)
}

func (a Aim) orNone(v *money.Amount) string {
	if v == nil {
		return "not set"
	}
	return a.say(*v)
}

// difference writes by how much a value moved, with its sign.
func (a Aim) difference(v money.Amount) string {
	if v > 0 {
		return "+" + a.say(v)
	}
	return a.say(v)
}

// where says how much there is of how much.
func (a Aim) where() string {
	switch {
	case a.Actual == nil:
		return "nothing that it could be measured by yet"
	case a.Target == nil:
		return a.say(*a.Actual)
	case a.Attainment == nil:
		return a.say(*a.Actual) + " of " + a.say(*a.Target)
	default:
		return fmt.Sprintf("%s of %s (%s)", a.say(*a.Actual), a.say(*a.Target), percent(*a.Attainment))
	}
}

func (a Aim) chance() string {
	if a.Chance == nil {
		return ""
	}
	return ", the chance to reach it is " + percent(*a.Chance)
}

// status writes the status in words; "" when there is none to tell.
func (a Aim) status() string {
	switch a.Status {
	case foresee.Unsaid, "":
		return ""
	case foresee.Breached:
		return "met with breach"
	default:
		return strings.ReplaceAll(string(a.Status), "_", " ")
	}
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func value(v *money.Amount) money.Amount {
	if v == nil {
		return 0
	}
	return *v
}

func equal(a, b *money.Amount) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
