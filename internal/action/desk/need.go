package desk

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Person is somebody who is led, with what is known of how he does.
type Person struct {
	Node    org.NodeID
	Status  foresee.Status
	Chance  *money.Amount // of his target; nil: not known
	Label   followup.Label
	Offer   followup.Offer
	Weakest practice.Driver // "" when none is weak, or nothing is known of it
	Stuck   int             // open deals of his that stand for too long
	Worth   money.Amount    // of these
	Late    bool            // his check-in should have been by now
}

// Reason is why somebody needs help.
type Reason string

// The reasons, the weightiest first.
const (
	Behind      Reason = "behind"  // the chance of his target is below 30 %
	AtRisk      Reason = "at_risk" // and below 60 %
	Again       Reason = "again"   // he falls short again and again
	Watch       Reason = "watch"   // perhaps he does
	Target      Reason = "target"  // so did the others: look at the target, not at him
	Stuck       Reason = "stuck"   // deals of his stand still
	LateCheckin Reason = "checkin" // the two should have met by now
)

// Reasons returns why somebody needs help, the weightiest first; none when he
// does not.
func (p Person) Reasons() []Reason {
	reasons := []Reason{}
	add := func(holds bool, r Reason) {
		if holds {
			reasons = append(reasons, r)
		}
	}
	add(p.Status == foresee.Behind, Behind)
	add(p.Status == foresee.AtRisk, AtRisk)
	add(p.Label == followup.Shortfall, Again)
	add(p.Label == followup.Watch && !p.ahead(), Watch)
	add(p.Label == followup.QuotaProblem && !p.ahead(), Target)
	add(p.Stuck > 0, Stuck)
	add(p.Late, LateCheckin)
	return reasons
}

// ahead reports whether this period all but makes up for what may have been
// wrong in those before: then neither a talk nor another target is the next step.
func (p Person) ahead() bool { return p.Status == foresee.Ahead || p.Status == foresee.Achieved }

// Step is the one thing to do next for somebody.
type Step string

// The steps.
const (
	DecideGoal  Step = "decide"  // a small goal is proposed: accept or decline it
	CheckTarget Step = "target"  // look at the target
	PlanCatchUp Step = "plan"    // make the plan that closes the gap
	TalkAbout   Step = "talk"    // on the weakest driver
	LookAtDeals Step = "deals"   // that stand still
	HoldCheckin Step = "checkin" // meet
	NoStep      Step = ""
)

// Next returns the one thing to do next. What was proposed waits for an answer
// and so comes first; a plan can only help while the period runs, a talk always.
func (p Person) Next() Step {
	short := p.Status == foresee.Behind || p.Status == foresee.AtRisk
	switch {
	case p.Offer == followup.SmallGoal:
		return DecideGoal
	case p.Offer == followup.CheckTarget && !p.ahead():
		return CheckTarget
	case p.Offer == followup.Coaching && !p.ahead():
		return TalkAbout
	case short && p.Stuck > 0:
		return LookAtDeals
	case short:
		return PlanCatchUp
	case p.Late:
		return HoldCheckin
	case p.Stuck > 0:
		return LookAtDeals
	}
	return NoStep
}

// urgency puts people into three groups: whose number or habit is in danger,
// for whom something is to be done, and who does well.
func (p Person) urgency() int {
	reasons := p.Reasons()
	switch {
	case len(reasons) == 0:
		return 2
	case reasons[0] == Behind || reasons[0] == AtRisk || reasons[0] == Again:
		return 0
	}
	return 1
}

// Rank puts who needs help first, first: within a group the lowest chance, then
// what stands still is worth. Who has no chance comes after who has one, because
// nobody knows that it is low.
func Rank(people []Person) {
	slices.SortStableFunc(people, func(a, b Person) int {
		return cmp.Or(cmp.Compare(a.urgency(), b.urgency()), cmp.Compare(known(a.Chance), known(b.Chance)), cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.Node, b.Node))
	})
}

func known(chance *money.Amount) money.Amount {
	if chance == nil {
		return money.Unit + 1
	}
	return *chance
}

// NeedHelp counts the people in danger among ranked ones.
func NeedHelp(people []Person) int {
	n := 0
	for _, p := range people {
		if p.urgency() == 0 {
			n++
		}
	}
	return n
}
