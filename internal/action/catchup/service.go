package catchup

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what plans are read from.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
}

// Goals sets goals.
type Goals interface {
	AddGoal(ctx context.Context, orgID string, by goal.Actor, id goal.ID, spec goal.Spec, state goal.State) (goal.Goal, error)
}

// Service makes plans.
type Service struct {
	store   Store
	foresee *foresee.Service
	habits  *practice.Reader
	advice  *advise.Service
	goals   Goals
}

// NewService returns a service that plans with what the others know.
func NewService(store Store, outlooks *foresee.Service, habits *practice.Reader, advice *advise.Service, goals Goals) *Service {
	return &Service{store, outlooks, habits, advice, goals}
}

// Told is a plan with what it was made from.
type Told struct {
	Plan
	Outlook foresee.Outlook
	Sure    float64 // the certainty it is for; 0: the mean
	Calm    string  // why there is no plan, in words; "" when there is one
	Cycle   *int    // days within which half of the wins of an opportunity come
	Win     float64 // share of opportunities that are won at last: own, drawn to the others
	Lead    float64 // opportunities of a lead, likewise; 0 where no leads are kept
	Connect float64 // leads, or opportunities, of an activity
	Size    float64
	Own     float64 // activities a working day, over the last four weeks
	Most    float64 // that were kept up
	Deals   []foresee.OpenDeal
	Drafts  []Draft // what accepting it sets
}

// Draft is a goal that an accepted plan becomes, with what the checker says.
type Draft struct {
	Spec   goal.Spec
	Advice advise.Advice
}

// Ask says which plan is wanted.
type Ask struct {
	Node  org.NodeID
	Query attain.Query
	Sure  float64
}

// Plan returns what it takes for a node to reach its target of the period.
// NotFound when the asker does not see inside the node: a total that is only
// published tells nothing of how its people work.
func (s *Service) Plan(ctx context.Context, asker advise.Asker, a Ask) (Told, error) {
	told, err := s.plan(ctx, asker.Scope, a)
	if err != nil || told.State != Feasible && told.State != OutOfReach {
		return told, err
	}
	specs, err := s.drafts(ctx, asker.Scope.OrgID, told)
	if err != nil {
		return told, err
	}
	for _, spec := range specs {
		advice, err := s.advice.Check(ctx, asker, "", spec, nil)
		if err != nil {
			return told, err
		}
		if advice.Sound() {
			told.Drafts = append(told.Drafts, Draft{advice.Spec, advice})
		}
	}
	return told, nil
}

// Accept sets the goals of the plan as it is now, proposed: its owner and his
// manager agree to them as to any other.
func (s *Service) Accept(ctx context.Context, asker advise.Asker, by goal.Actor, a Ask) ([]goal.Goal, error) {
	told, err := s.Plan(ctx, asker, a)
	if err != nil {
		return nil, err
	}
	if len(told.Drafts) == 0 {
		return nil, fault.New(fault.Conflict, "there is nothing to accept: %s", told.why())
	}
	var set []goal.Goal
	for _, d := range told.Drafts {
		if err := s.there(ctx, a.Query.AsOf, asker.Scope.OrgID, d.Spec); err != nil {
			return set, err
		}
	}
	for _, d := range told.Drafts {
		g, err := s.goals.AddGoal(ctx, asker.Scope.OrgID, by, "", d.Spec, goal.Proposed)
		if err != nil {
			return set, err
		}
		set = append(set, g)
	}
	return set, nil
}

// there refuses to set a goal a second time.
func (s *Service) there(ctx context.Context, asOf period.Date, orgID string, spec goal.Spec) error {
	found, err := s.store.Goals(ctx, access.System(orgID), asOf, goal.Filter{Owner: spec.Owner, Metric: spec.Metric, States: []goal.State{goal.Proposed, goal.Accepted, goal.Active}})
	if err != nil {
		return err
	}
	for _, g := range found {
		if g.Spec().Why == spec.Why && g.Spec().Window.End == spec.Window.End {
			return fault.New(fault.Conflict, "a plan was accepted already: the goal %q waits or runs; withdraw it before you accept another", g.Spec().Title)
		}
	}
	return nil
}

func (t Told) why() string {
	switch {
	case t.Calm != "":
		return t.Calm
	case t.State == NoGap:
		return "the middle case reaches the target"
	default:
		return "no lever leads to a goal that could be measured"
	}
}

func (s *Service) plan(ctx context.Context, scope access.Scope, a Ask) (Told, error) {
	inside := scope
	inside.PublishedKinds = nil
	seen, err := s.store.Nodes(ctx, inside, a.Query.AsOf, org.Filter{IDs: []org.NodeID{a.Node}})
	if err != nil {
		return Told{}, err
	}
	if len(seen) == 0 {
		return Told{}, fault.New(fault.NotFound, "there is no %s here", a.Node)
	}
	told := Told{Sure: a.Sure}
	if told.Outlook, err = s.foresee.Outlook(ctx, scope, a.Node, a.Query); err != nil {
		return told, err
	}
	if told.State, told.Calm = calm(told.Outlook); told.Calm != "" {
		return told, nil
	}
	in, err := s.input(ctx, scope.OrgID, a, &told)
	if err != nil || told.Calm != "" {
		return told, err
	}
	told.Plan = Make(in)
	return told, nil
}

// calm says why no plan can be made.
func calm(o foresee.Outlook) (State, string) {
	f := o.Figures
	switch {
	case f.Target == nil:
		return Unknown, "There is no target for this period, so there is nothing to catch up with. Set one first."
	case f.Period.IsOpen():
		return Unknown, "The period has no end, so no day is the last."
	case f.AsOf+1 < f.Period.Start:
		return Unknown, "The period has not begun."
	case f.AsOf+1 >= f.Period.End:
		return TimeUp, "The period is over."
	case f.Metric.Direction == metric.Lower:
		return Unknown, "Less of this is better; a plan that catches up is made for what adds up."
	case o.Quantile(50) == nil || o.Pipeline == nil:
		return Unknown, "Where this ends does not follow from opportunities, so nobody can say how many of them would close the gap. Record opportunities with their stages, or look at the trend."
	}
	return "", ""
}
