package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

func targetRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/targets", name: "list-targets", summary: "A node's targets with all their versions", tag: "targets"}, a.listTargets)
	register(a, route{method: http.MethodPost, path: "/targets", name: "set-target", summary: "Set a target: a new version of it", tag: "targets", need: access.SetTargets}, a.setTarget)
}

type targetView struct {
	ID       string          `json:"id"`
	NodeID   org.NodeID      `json:"node_id"`
	Metric   metric.Series   `json:"metric"`
	Start    period.Date     `json:"start" format:"date"`
	End      *period.Date    `json:"end" format:"date"`
	Versions []targetVersion `json:"versions" doc:"The oldest first."`
}

type targetVersion struct {
	Version    int          `json:"version"`
	Value      money.Amount `json:"value"`
	Withdrawn  bool         `json:"withdrawn,omitempty" doc:"From here on there is no target."`
	KnownOn    period.Date  `json:"known_on" format:"date" doc:"0001-01-01 when it was known from the beginning."`
	RecordedAt time.Time    `json:"recorded_at"`
	Author     string       `json:"author"`
	Reason     string       `json:"reason"`
	// EffectiveOn is null when the version counts for the whole period.
	EffectiveOn *period.Date `json:"effective_on" format:"date" doc:"The day from which it counts."`
}

func targetOf(t goal.Target) targetView {
	v := targetView{ID: string(t.Node) + "~" + string(t.Metric) + "~" + t.Period.String(), NodeID: t.Node, Metric: t.Metric,
		Start: t.Period.Start, End: endOf(t.Period.End), Versions: make([]targetVersion, 0, len(t.Versions))}
	for _, version := range t.Versions {
		v.Versions = append(v.Versions, targetVersion{EffectiveOn: dayOrNull(version.From), Version: version.Number, Value: version.Value, Withdrawn: version.Withdrawn,
			KnownOn: version.Known.Start, RecordedAt: moment(version.RecordedAt), Author: version.Author, Reason: version.Reason})
	}
	return v
}

type targetsInput struct {
	Node
	Metric string `query:"metric" maxLength:"100" doc:"Only targets of this metric."`
}

// listTargets shows who set a target and why only to those who see the node
// itself, not to those who see its published total.
func (a *API) listTargets(ctx context.Context, c *caller, in *targetsInput) (*body[list[targetView]], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	id, err := in.nodeID()
	if err != nil {
		return nil, err
	}
	v.scope.PublishedKinds = nil
	if _, err := a.Store.Node(ctx, v.scope, v.asOf, id); err != nil {
		return nil, err
	}
	var series metric.Series // of all metrics
	if in.Metric != "" {
		m, err := a.findMetric(ctx, c, in.Metric)
		if err != nil {
			return nil, invalid("query.metric", err)
		}
		series = m.ID
	}
	all := list[targetView]{Items: []targetView{}}
	targets, err := a.Store.NodeTargets(ctx, c.OrgID, id, series)
	if err != nil {
		return nil, err
	}
	for _, t := range targets {
		all.Items = append(all.Items, targetOf(t))
	}
	slices.SortStableFunc(all.Items, func(x, y targetView) int { return int(y.Start) - int(x.Start) }) // the latest first
	return answer(all), nil
}

type targetInput struct {
	Body struct {
		NodeID string  `json:"node_id" maxLength:"1000"`
		Metric string  `json:"metric" maxLength:"100"`
		Start  string  `json:"start" format:"date"`
		End    *string `json:"end" format:"date" required:"false" doc:"Exclusive; null for a target without an end."`
		Value  string  `json:"value" maxLength:"64" doc:"A decimal number; money in the organisation's currency."`
		Reason string  `json:"reason" maxLength:"2000" required:"false" doc:"Needed to lower a target."`
		// EffectiveOn is the day from which the version counts.
		EffectiveOn *string `json:"effective_on" format:"date" required:"false" doc:"The day from which it counts; default: today while the period runs, else its start."`
	}
}

func (a *API) setTarget(ctx context.Context, c *caller, in *targetInput) (*body[targetView], error) {
	change, err := a.readTarget(ctx, c, in)
	if err != nil {
		return nil, err
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	t, err := a.Pipeline.SetTarget(ctx, c.OrgID, by, change)
	if err != nil {
		return nil, err
	}
	return answer(targetOf(t)), nil
}

// readTarget turns the input into a change of a target, or says what is wrong
// with all of its fields.
func (a *API) readTarget(ctx context.Context, c *caller, in *targetInput) (change goal.TargetChange, err error) {
	var wrong fault.Fields
	note := func(field string, err error) {
		if err != nil {
			wrong.Add(field, "%v", err)
		}
	}
	change.Reason = strings.TrimSpace(in.Body.Reason)
	change.Key = goal.Key{Node: org.NodeID(in.Body.NodeID), Period: period.Range{End: period.Never}}
	m, err := a.findMetric(ctx, c, in.Body.Metric)
	note("metric", err)
	change.Metric = m.ID
	change.Period.Start, err = period.ParseDate(in.Body.Start)
	note("start", err)
	if in.Body.End != nil {
		change.Period.End, err = period.ParseDate(*in.Body.End)
		note("end", err)
	}
	change.Value, err = money.Parse(in.Body.Value)
	note("value", err)
	if in.Body.EffectiveOn != nil {
		day, err := period.ParseDate(*in.Body.EffectiveOn)
		note("effective_on", err)
		change.From = &day
	}
	switch {
	case len(wrong) > 0:
	case change.Period.Empty():
		wrong.Add("end", "must come after the start; the end itself is not part of the period")
	case change.From != nil && *change.From != change.Period.Start && !change.Period.Contains(*change.From):
		wrong.Add("effective_on", "is outside the target's period")
	}
	if change.Value < 0 {
		wrong.Add("value", "is below 0; targets are 0 or more")
	}
	return change, wrong.Err("the target cannot be set like this")
}

// nameOf returns the name of the user who acts, to be kept beside what he
// does.
func (a *API) nameOf(ctx context.Context, c *caller) (string, error) {
	u, err := a.Access.User(ctx, c.Actor, c.UserID)
	return u.Name, err
}
