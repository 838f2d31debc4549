package rollout

import (
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
	"github.com/attainhq/attain/internal/track/advise"
)

// Apply makes what is stored say what the file says, and returns what was
// changed. by must be allowed to set targets for the whole organisation. When
// something fails, what was changed before stays; applying again goes on.
func (s *Service) Apply(ctx context.Context, orgID string, by goal.Actor, text []byte, reason string) ([]planfile.Difference, error) {
	p, err := s.plan(ctx, orgID, text)
	if err != nil {
		return nil, err
	}
	if err := planfile.CheckDifferences(p.list, p.file, reason); err != nil {
		return nil, err
	}
	a := application{Service: s, plan: p, by: by, reason: reason}
	for _, step := range []func(context.Context) error{a.stages, a.rates, a.metrics, a.targets, a.goals} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return p.list, nil
}

// application is one run of Apply.
type application struct {
	*Service
	plan
	by     goal.Actor
	reason string
}

func (a application) orgID() string { return a.stored.org.ID }

// of returns the differences of one sort.
func (a application) of(what string) []planfile.Difference {
	return slices.DeleteFunc(slices.Clone(a.list), func(d planfile.Difference) bool { return d.Of != what })
}

// at says where in the file something failed.
func at(d planfile.Difference, err error) error {
	if err == nil {
		return nil
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		return err
	}
	return fault.Wrap(err, kind, "line %d, %s %s: %v", d.Line, d.Of, d.Name, err)
}

func (a application) stages(ctx context.Context) error {
	if len(a.of(planfile.AStage)) == 0 {
		return nil
	}
	for _, object := range []fact.EventKind{fact.Lead, fact.Opportunity} {
		var stages []fact.Stage
		for _, stage := range a.file.Stages {
			if stage.Object == object {
				stages = append(stages, stage.Stage)
			}
		}
		if len(stages) == 0 {
			continue
		}
		if err := a.pipe.SetStages(ctx, a.orgID(), a.by.Name, object, stages); err != nil {
			return err
		}
	}
	return nil
}

func (a application) rates(ctx context.Context) error {
	var rates []metric.PlannedRate
	for _, d := range a.of(planfile.ARate) {
		r := a.file.Rates[d.Index]
		rate, err := money.ParseRate(r.From, r.To, r.Text)
		if err != nil {
			return at(d, err)
		}
		rates = append(rates, metric.PlannedRate{Rate: rate, Valid: r.Valid})
	}
	if len(rates) == 0 {
		return nil
	}
	return a.pipe.SetPlanRates(ctx, a.orgID(), a.by.Name, rates)
}

func (a application) metrics(ctx context.Context) error {
	for _, d := range a.of(planfile.AMetric) {
		if _, err := a.pipe.SaveMetric(ctx, a.orgID(), a.by.Name, a.file.Metrics[d.Index].Custom, a.reason); err != nil {
			return at(d, err)
		}
	}
	return nil
}

func (a application) targets(ctx context.Context) error {
	for _, d := range a.of(planfile.ATarget) {
		t := a.file.Targets[d.Index]
		change := goal.TargetChange{Key: goal.Key{Node: t.Node, Metric: t.Metric, Period: t.Days}, From: t.From, Reason: t.Reason, Withdraw: t.Value == nil}
		if t.Value != nil {
			change.Value = *t.Value
		}
		if change.Reason == "" {
			change.Reason = a.reason
		}
		if _, err := a.pipe.SetTarget(ctx, a.orgID(), a.by.Name, change); err != nil {
			return at(d, err)
		}
	}
	return nil
}

// goals applies goals after those that they are a part of.
func (a application) goals(ctx context.Context) error {
	list := a.of(planfile.AGoal)
	done := map[int]bool{}
	var apply func(d planfile.Difference) error
	apply = func(d planfile.Difference) error {
		if done[d.Index] {
			return nil
		}
		done[d.Index] = true
		parent := a.file.Goals[d.Index].Parent
		for _, other := range list {
			if other.Name == parent {
				if err := apply(other); err != nil {
					return err
				}
			}
		}
		return at(d, a.goal(ctx, d))
	}
	for _, d := range list {
		if err := apply(d); err != nil {
			return err
		}
	}
	return nil
}

// goal creates or revises one goal and takes its life as far as the file asks.
func (a application) goal(ctx context.Context, d planfile.Difference) error {
	text := a.file.Goals[d.Index]
	id := goal.ID(text.Key)
	stored, exists := a.stored.goals[id]
	if exists && stored.State() == goal.Withdrawn {
		return fault.New(fault.Conflict, "the goal was withdrawn; give the new one another key")
	}
	if exists {
		old := planfile.GoalOf(stored.Spec())
		text = text.Settled(old)
	}
	now := stored
	if !exists || d.Demands() {
		spec, unread := text.Spec()
		spec, err := a.advise.Prepare(ctx, advise.Asker{Scope: access.System(a.orgID())}, spec, unread)
		if err != nil {
			return err
		}
		if exists {
			now, err = a.pipe.ReviseGoal(ctx, a.orgID(), a.by, id, spec, a.reason)
		} else {
			now, err = a.pipe.AddGoal(ctx, a.orgID(), a.by, id, spec, goal.Draft)
		}
		if err != nil {
			return err
		}
	}
	return a.advance(ctx, now, text.State)
}

// advance takes a goal's life on until it is as far as wanted.
func (a application) advance(ctx context.Context, g goal.Goal, wanted string) error {
	note := a.reason
	if note == "" {
		note = "as the plan file says"
	}
	for !planfile.Reaches(string(g.State()), wanted) {
		move := goal.Propose
		switch g.State() {
		case goal.Proposed, goal.Accepted:
			move = goal.Activate
		case goal.Active:
			move = goal.Close
		case goal.Draft:
		default:
			return fault.New(fault.Conflict, "a goal that is %s cannot become %s", g.State(), wanted)
		}
		next, err := a.pipe.MoveGoal(ctx, a.orgID(), a.by, g.ID, move, note)
		if err != nil {
			return err
		}
		if next.State() == g.State() {
			return fault.New(fault.Internal, "goal %s stays %s after the move %s", g.ID, g.State(), move)
		}
		g = next
	}
	return nil
}

// Change is one line of what a file changes, for people and programs.
type Change struct {
	What string // goal q1-revenue
	Kind planfile.Kind
	Path string
	From *string
	To   *string
	Line int
}

// Lines divides differences into single changes.
func Lines(list []planfile.Difference) []Change {
	var lines []Change
	for _, d := range list {
		for _, p := range d.Parts {
			lines = append(lines, Change{What: fmt.Sprintf("%s %s", d.Of, d.Name), Kind: d.Kind, Path: p.Path, From: p.From, To: p.To, Line: d.Line})
		}
	}
	return lines
}
