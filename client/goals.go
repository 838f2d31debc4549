package client

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/url"
)

// Understand reads a goal from a sentence. Answers are by the ids of the
// questions and of the missing fields; owner may be "".
func (c *Client) Understand(ctx context.Context, text string, answers map[string]string, owner string) (u Understanding, err error) {
	in := map[string]any{"text": text, "answers": answers}
	if answers == nil {
		in["answers"] = map[string]string{}
	}
	if owner != "" {
		in["owner"] = owner
	}
	return u, c.call(ctx, http.MethodPost, "/goals/understand", nil, in, &u)
}

// CheckGoal says what a goal would mean.
func (c *Client) CheckGoal(ctx context.Context, g GoalInput) (a Advice, err error) {
	return a, c.call(ctx, http.MethodPost, "/goals/check", nil, map[string]any{"goal": g}, &a)
}

// AddGoal writes a goal down. state is draft or proposed.
func (c *Client) AddGoal(ctx context.Context, g GoalInput, state string) (out Goal, err error) {
	return out, c.call(ctx, http.MethodPost, "/goals", nil, map[string]any{"goal": g, "state": state}, &out)
}

// GoalFilter says which goals are wanted; an empty field sets no condition.
type GoalFilter struct {
	Owner  string // node id
	Under  string // node id: its goals and those of what belongs to it
	State  string // states, joined by commas; all but withdrawn without it
	Metric string
	Search string
	AsOf   string
}

// Goals returns goals with how they stand.
func (c *Client) Goals(ctx context.Context, f GoalFilter) iter.Seq2[Goal, error] {
	query := url.Values{}
	set(query, "owner", f.Owner)
	set(query, "under", f.Under)
	set(query, "state", f.State)
	set(query, "metric", f.Metric)
	set(query, "q", f.Search)
	set(query, "as_of", f.AsOf)
	return each[Goal](ctx, c, "/goals", query)
}

// Goal returns one goal with its versions and history. asOf may be "".
func (c *Client) Goal(ctx context.Context, goalID, asOf string) (g Goal, err error) {
	query := url.Values{}
	set(query, "as_of", asOf)
	return g, c.call(ctx, http.MethodGet, "/goals/"+id(goalID), query, nil, &g)
}

// EditGoal changes a goal: a new version of it. Lowering what it demands needs
// a reason.
func (c *Client) EditGoal(ctx context.Context, goalID string, g GoalInput, reason string) (out Goal, err error) {
	return out, c.call(ctx, http.MethodPut, "/goals/"+id(goalID), nil, map[string]any{"goal": g, "reason": reason}, &out)
}

// MoveGoal takes a goal a step on: proposed, accepted, approved, active,
// closed, draft (returned) or withdrawn.
func (c *Client) MoveGoal(ctx context.Context, goalID, to, note string) (out Goal, err error) {
	return out, c.call(ctx, http.MethodPost, "/goals/"+id(goalID)+"/moves", nil, map[string]any{"to": to, "note": note}, &out)
}

// GoalProgress returns how a goal got where it stands. asOf may be "".
func (c *Client) GoalProgress(ctx context.Context, goalID, asOf string) (p GoalProgress, err error) {
	query := url.Values{}
	set(query, "as_of", asOf)
	return p, c.call(ctx, http.MethodGet, "/goals/"+id(goalID)+"/progress", query, nil, &p)
}

// Suggest returns what a target could be, from evidence.
func (c *Client) Suggest(ctx context.Context, nodeID, metric, period string) (s Suggestions, err error) {
	query := url.Values{}
	set(query, "node", nodeID)
	set(query, "metric", metric)
	set(query, "period", period)
	return s, c.call(ctx, http.MethodGet, "/targets/suggestions", query, nil, &s)
}

// Metric returns one metric; its id may have parameters, such as
// activities:demo.
func (c *Client) Metric(ctx context.Context, metricID string) (m Metric, err error) {
	return m, c.call(ctx, http.MethodGet, "/metrics/"+id(metricID), nil, nil, &m)
}

// SaveMetric defines a metric, or with dryRun says what it would count.
func (c *Client) SaveMetric(ctx context.Context, m CustomMetric, dryRun bool) (o MetricOutcome, err error) {
	query := url.Values{}
	if dryRun {
		query.Set("dry_run", "true")
	}
	return o, c.call(ctx, http.MethodPost, "/metrics", query, m, &o)
}

// DiffPlan says what a plan file would change.
func (c *Client) DiffPlan(ctx context.Context, text string) ([]PlanChange, error) {
	var out struct {
		Changes []PlanChange `json:"changes"`
	}
	err := c.call(ctx, http.MethodPost, "/plan-files/diff", nil, map[string]any{"text": text}, &out)
	return out.Changes, err
}

// ApplyPlan applies a plan file and returns what it changed.
func (c *Client) ApplyPlan(ctx context.Context, text, reason string) ([]PlanChange, error) {
	var out struct {
		Changes []PlanChange `json:"changes"`
	}
	err := c.call(ctx, http.MethodPost, "/plan-files/apply", nil, map[string]any{"text": text, "reason": reason}, &out)
	return out.Changes, err
}

// ExportPlan writes the whole plan as a file.
func (c *Client) ExportPlan(ctx context.Context, to io.Writer) error {
	return c.download(ctx, "/plan-files/export", nil, to)
}
