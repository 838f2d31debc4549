package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// actor says who the caller is to goals.
func (a *API) actor(ctx context.Context, c *caller) (goal.Actor, error) {
	name, err := a.nameOf(ctx, c)
	return goal.Actor{ID: c.UserID, Name: name, Person: org.NodeID(c.PersonNode()), Office: c.Role.May(access.SetTargets)}, err
}

// prepare reads a goal that is to be stored.
func (a *API) prepare(ctx context.Context, c *caller, v view, in goalInput) (goal.Spec, error) {
	spec, unread := in.read()
	prepared, err := a.Advise.Prepare(ctx, asker(c, v), spec, unread)
	return prepared, inGoal(err)
}

// inGoal names the fields of a goal by where they stand in the request.
func inGoal(err error) error {
	f, ok := faultOf(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	named := *f
	named.Fields = make([]fault.Field, len(f.Fields))
	for i, field := range f.Fields {
		named.Fields[i] = field
		if !strings.HasPrefix(field.Name, "body.") && field.Name != "note" && field.Name != "reason" {
			named.Fields[i].Name = "body.goal." + field.Name
		}
	}
	return &named
}

func (a *API) addGoal(ctx context.Context, c *caller, in *addGoalInput) (*body[goalView], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	by, err := a.actor(ctx, c)
	if err != nil {
		return nil, err
	}
	spec, err := a.prepare(ctx, c, v, in.Body.Goal)
	if err != nil {
		return nil, err
	}
	g, err := a.Pipeline.AddGoal(ctx, c.OrgID, by, "", spec, goal.State(in.Body.State))
	if err != nil {
		return nil, inGoal(err)
	}
	return a.shownGoal(ctx, v, by, g.ID)
}

// shownGoal answers with a goal as it stands now.
func (a *API) shownGoal(ctx context.Context, v view, by goal.Actor, id goal.ID) (*body[goalView], error) {
	found, err := a.Attain.Goal(ctx, v.scope, by, id, v.asOf)
	if err != nil {
		return nil, err
	}
	out := []goalView{goalOf(found)}
	out[0].detailed(found)
	err = a.withGoalOutlooks(ctx, v, []attain.GoalView{found}, out)
	return answer(out[0]), err
}

// listedStates are those of a list that asks for none.
var listedStates = []goal.State{goal.Draft, goal.Proposed, goal.Accepted, goal.Active, goal.Closed}

func (in *goalsInput) filter() (goal.Filter, error) {
	f := goal.Filter{Owner: org.NodeID(in.Owner), Under: org.NodeID(in.Under), Metric: metric.Series(in.Metric), Search: in.Search}
	for _, name := range strings.Split(in.State, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		state := goal.State(name)
		if !state.Valid() {
			return f, invalid("query.state", fault.New(fault.Invalid, "%q is no state; use draft, proposed, accepted, active, closed or withdrawn, joined by commas", name))
		}
		f.States = append(f.States, state)
	}
	if len(f.States) == 0 {
		f.States = listedStates
	}
	return f, nil
}

func (a *API) listGoals(ctx context.Context, c *caller, in *goalsInput) (*body[list[goalView]], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	by, err := a.actor(ctx, c)
	if err != nil {
		return nil, err
	}
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	if filter.After, err = in.mark(c); err != nil {
		return nil, err
	}
	page, more, err := a.Attain.GoalPage(ctx, v.scope, by, filter, v.asOf, in.Limit)
	if err != nil {
		return nil, err
	}
	out := list[goalView]{Items: make([]goalView, 0, len(page))}
	for _, g := range page {
		out.Items = append(out.Items, goalOf(g))
	}
	if err := a.withGoalOutlooks(ctx, v, page, out.Items); err != nil {
		return nil, err
	}
	if more {
		last := page[len(page)-1].Goal.Mark()
		out.NextCursor = newCursor(c, fmt.Sprintf("%d %s", last.At, last.ID))
	}
	return answer(out), nil
}

// mark returns the goal that the cursor points to.
func (p Page) mark(c *caller) (m goal.Mark, err error) {
	position, err := p.position(c)
	if err != nil || position == "" {
		return m, err
	}
	at, id, ok := strings.Cut(position, " ")
	m.ID = goal.ID(id)
	if m.At, err = strconv.ParseInt(at, 10, 64); err != nil || !ok {
		return m, invalid("query.cursor", errCursor)
	}
	return m, nil
}

// goalAsked finds the goal of the path, as the caller sees it.
func (a *API) goalAsked(ctx context.Context, c *caller, path GoalPath, asOf string) (view, goal.Actor, attain.GoalView, error) {
	v, err := a.view(ctx, c, asOf)
	if err != nil {
		return v, goal.Actor{}, attain.GoalView{}, err
	}
	by, err := a.actor(ctx, c)
	if err != nil {
		return v, by, attain.GoalView{}, err
	}
	found, err := a.Attain.Goal(ctx, v.scope, by, goal.ID(path.ID), v.asOf)
	return v, by, found, err
}

func (a *API) getGoal(ctx context.Context, c *caller, in *oneGoalInput) (*body[goalView], error) {
	v, _, found, err := a.goalAsked(ctx, c, in.GoalPath, in.AsOf)
	if err != nil {
		return nil, err
	}
	all := []goalView{goalOf(found)}
	if err := a.withGoalOutlooks(ctx, v, []attain.GoalView{found}, all); err != nil {
		return nil, err
	}
	out := all[0]
	out.detailed(found)
	advice, err := a.Advise.Check(ctx, asker(c, v), found.Goal.ID, found.Version.Spec, nil)
	if err != nil {
		return nil, err
	}
	if advice.Verdict != nil {
		shown := smartOf(*advice.Verdict)
		out.Smart.Value = &shown
	}
	return answer(out), nil
}

// editGoal stores a new version. A measured baseline stays as it was measured
// unless the question has changed: the input carries it.
func (a *API) editGoal(ctx context.Context, c *caller, in *editGoalInput) (*body[goalView], error) {
	v, by, found, err := a.goalAsked(ctx, c, in.GoalPath, "")
	if err != nil {
		return nil, err
	}
	if !found.MayEdit {
		return nil, fault.New(fault.Forbidden, "only its author, its owner and those who lead them can change this goal")
	}
	spec, err := a.prepare(ctx, c, v, in.Body.Goal)
	if err != nil {
		return nil, err
	}
	if _, err := a.Pipeline.ReviseGoal(ctx, c.OrgID, by, found.Goal.ID, spec, strings.TrimSpace(in.Body.Reason)); err != nil {
		return nil, inGoal(err)
	}
	return a.shownGoal(ctx, v, by, found.Goal.ID)
}

func (a *API) moveGoal(ctx context.Context, c *caller, in *moveGoalInput) (*body[goalView], error) {
	v, by, found, err := a.goalAsked(ctx, c, in.GoalPath, "")
	if err != nil {
		return nil, err
	}
	if _, err := a.Pipeline.MoveGoal(ctx, c.OrgID, by, found.Goal.ID, goal.Move(in.Body.To), strings.TrimSpace(in.Body.Note)); err != nil {
		return nil, err
	}
	return a.shownGoal(ctx, v, by, found.Goal.ID)
}

func (a *API) goalProgress(ctx context.Context, c *caller, in *oneGoalInput) (*body[goalProgressView], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	p, err := a.Attain.Progress(ctx, v.scope, goal.ID(in.ID), v.asOf)
	if err != nil {
		return nil, err
	}
	return answer(progressOf(p)), nil
}
