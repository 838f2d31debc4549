package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/metric/formula"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func metricRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/metrics", name: "list-metrics", summary: "What is counted, and how", tag: "metrics"}, a.listMetrics)
	register(a, route{method: http.MethodGet, path: "/metrics/{id}", name: "get-metric", summary: "One metric; its id may have parameters, such as activities:demo", tag: "metrics"}, a.getMetric)
	register(a, route{method: http.MethodPost, path: "/metrics", name: "save-metric", summary: "Define a metric, or try a definition on the facts", tag: "metrics", need: access.ChangeSettings, slow: true}, a.saveMetric)
	register(a, route{method: http.MethodGet, path: "/metric-fields", name: "list-metric-fields", summary: "What the formulas of users' metrics can use", tag: "metrics"}, a.listMetricFields)
	register(a, route{method: http.MethodGet, path: "/metrics/{id}/versions", name: "list-metric-versions", summary: "How a user's metric was defined, and when", tag: "metrics"}, a.listMetricVersions)
}

// metricView is a metric's definition.
type metricView struct {
	ID         metric.Series     `json:"id"`
	Name       string            `json:"name"`
	Unit       metric.Unit       `json:"unit" enum:"money,count,quantity,share,days,points"`
	Direction  metric.Direction  `json:"direction" enum:"higher,lower"`
	Definition string            `json:"definition"`
	Formula    string            `json:"formula"`
	DateRule   string            `json:"date_rule"`
	RollUp     string            `json:"rollup"`
	Shape      metric.Shape      `json:"shape" enum:"sum,ratio,stock,customers"`
	Additive   bool              `json:"additive"`
	Least      *money.Amount     `json:"least" doc:"Null: any."`
	Most       *money.Amount     `json:"most"`
	Custom     bool              `json:"custom"`
	Version    int               `json:"version" doc:"Of the definition of a user; 0 for others."`
	Parameters []metricParameter `json:"parameters" doc:"What the id can be built with: conversion:lead>won."`
	Pattern    *string           `json:"pattern" example:"conversion:{from}>{to}"`
	Available  bool              `json:"available" doc:"There are facts for it."`
	WhyNot     *string           `json:"why_not"`
}

type metricParameter struct {
	Name    string         `json:"name"`
	Label   string         `json:"label"`
	Choices []metricChoice `json:"choices"`
}

type metricChoice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// MetricPath names the metric in the path.
type MetricPath struct {
	ID string `path:"id" maxLength:"500" example:"activities:demo"`
}

// customMetric is a metric as a user defines it.
type customMetric struct {
	ID         string             `json:"id" maxLength:"100" example:"x_big_deals"`
	Name       string             `json:"name" maxLength:"200"`
	Unit       string             `json:"unit" enum:"money,count,quantity,share,days,points"`
	Direction  string             `json:"direction" enum:"higher,lower" required:"false" default:"higher"`
	Definition string             `json:"definition" maxLength:"2000" required:"false"`
	Facts      string             `json:"facts" enum:"sale,lead,opportunity,activity,feedback,contract,training"`
	Where      string             `json:"where" maxLength:"5000" required:"false" doc:"CEL; empty for all."`
	Value      string             `json:"value" maxLength:"5000" required:"false" default:"1" doc:"CEL; 1 counts."`
	Day        string             `json:"day" maxLength:"100" required:"false" doc:"Which day a fact counts on: created, closed…; empty for the usual one."`
	DivideBy   maybe[customTerms] `json:"divide_by" required:"false"`
	Reason     string             `json:"reason" maxLength:"2000" required:"false"`
}

type customTerms struct {
	Where string `json:"where" maxLength:"5000" required:"false"`
	Value string `json:"value" maxLength:"5000" required:"false" default:"1"`
}

type metricInput struct {
	DryRun bool `query:"dry_run" doc:"Only say what it would count."`
	Body   customMetric
}

type metricOutcome struct {
	Metric   metricView   `json:"metric"`
	Sample   metricSample `json:"sample"`
	Problems []string     `json:"problems"`
}

// metricSample is what a definition makes of the facts that are here.
type metricSample struct {
	FactsSeen int           `json:"facts_seen"`
	Matched   int           `json:"matched"`
	LeftOut   int           `json:"left_out" doc:"Facts that the formula cannot be applied to."`
	Value     *money.Amount `json:"value"`
	Rows      []sampleRow   `json:"rows" maxItems:"10"`
}

type sampleRow struct {
	Key   string       `json:"key"`
	Day   period.Date  `json:"day" format:"date"`
	Value money.Amount `json:"value"`
	Text  string       `json:"text"`
}

type metricVersion struct {
	Version    int          `json:"version"`
	Author     string       `json:"author"`
	RecordedAt time.Time    `json:"recorded_at"`
	Reason     string       `json:"reason"`
	Custom     customMetric `json:"custom"`
}

func metricOf(m metric.Metric) metricView {
	return metricView{ID: m.ID, Name: m.Name, Unit: m.Unit, Direction: m.Direction, Definition: m.Definition, Formula: m.Formula,
		DateRule: m.DateRule, RollUp: m.RollUp, Shape: m.Shape, Additive: m.Additive, Least: m.Least, Most: m.Most,
		Custom: m.Custom, Version: m.Version, Parameters: []metricParameter{}, Available: true}
}

func (a *API) listMetrics(ctx context.Context, c *caller, _ *none) (*body[list[metricView]], error) {
	catalogue, err := a.Store.Catalogue(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	all := catalogue.All()
	there, err := a.Advise.Available(ctx, c.OrgID, all)
	if err != nil {
		return nil, err
	}
	out := list[metricView]{Items: []metricView{}}
	for i, m := range all {
		v := metricOf(m)
		v.Available, v.WhyNot = there[i].Is, text(there[i].Why)
		out.Items = append(out.Items, v)
	}
	for _, f := range catalogue.Families() {
		out.Items = append(out.Items, familyOf(f))
	}
	return answer(out), nil
}

// familyOf describes a metric that needs parameters: an id is made by putting
// choices into the pattern.
func familyOf(f metric.Family) metricView {
	v := metricOf(f.Metric)
	v.Pattern = &f.Pattern
	for _, p := range f.Parameters {
		parameter := metricParameter{Name: p.Name, Label: p.Label, Choices: []metricChoice{}}
		for _, choice := range p.Choices {
			parameter.Choices = append(parameter.Choices, metricChoice(choice))
		}
		v.Available = v.Available && len(parameter.Choices) > 0
		v.Parameters = append(v.Parameters, parameter)
	}
	if !v.Available {
		why := "There is nothing to choose from yet: no activities and no stages are known here."
		v.WhyNot = &why
	}
	return v
}

func (a *API) getMetric(ctx context.Context, c *caller, in *MetricPath) (*body[metricView], error) {
	m, err := a.findMetric(ctx, c, in.ID)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%v", err)
	}
	there, err := a.Advise.Available(ctx, c.OrgID, []metric.Metric{m})
	if err != nil {
		return nil, err
	}
	v := metricOf(m)
	v.Available, v.WhyNot = there[0].Is, text(there[0].Why)
	return answer(v), nil
}

// findMetric returns the metric with the id, of the caller's organisation.
func (a *API) findMetric(ctx context.Context, c *caller, id string) (metric.Metric, error) {
	catalogue, err := a.Store.Catalogue(ctx, c.OrgID)
	if err != nil {
		return metric.Metric{}, err
	}
	return catalogue.Find(id)
}

// custom reads a definition of a user.
func (in customMetric) custom() metric.Custom {
	c := metric.Custom{ID: metric.Series(in.ID), Name: strings.TrimSpace(in.Name), Unit: metric.Unit(in.Unit), Direction: metric.Direction(in.Direction),
		Definition: strings.TrimSpace(in.Definition), Facts: in.Facts, Day: in.Day, Where: in.Where, Value: in.Value}
	if c.Direction == "" {
		c.Direction = metric.Higher
	}
	if c.Value == "" {
		c.Value = "1"
	}
	if by := in.DivideBy.Value; by != nil {
		c.DivideBy = &metric.Formula{Where: by.Where, Value: by.Value}
		if c.DivideBy.Value == "" {
			c.DivideBy.Value = "1"
		}
	}
	return c
}

func customOf(c metric.Custom, reason string) customMetric {
	v := customMetric{ID: string(c.ID), Name: c.Name, Unit: string(c.Unit), Direction: string(c.Direction), Definition: c.Definition, Facts: c.Facts,
		Where: c.Where, Value: c.Value, Day: c.Day, Reason: reason}
	if c.DivideBy != nil {
		v.DivideBy.Value = &customTerms{Where: c.DivideBy.Where, Value: c.DivideBy.Value}
	}
	return v
}

// saveMetric tries a definition on the facts, and stores it unless the caller
// only wants to try.
func (a *API) saveMetric(ctx context.Context, c *caller, in *metricInput) (*body[metricOutcome], error) {
	const shown = 10
	definition := in.Body.custom()
	sample, err := a.Pipeline.TryMetric(ctx, c.OrgID, definition, shown)
	if err != nil {
		return nil, err
	}
	if !in.DryRun {
		by, err := a.nameOf(ctx, c)
		if err != nil {
			return nil, err
		}
		if definition, err = a.Pipeline.SaveMetric(ctx, c.OrgID, by, definition, strings.TrimSpace(in.Body.Reason)); err != nil {
			return nil, err
		}
	}
	out := metricOutcome{Metric: metricOf(definition.Metric()), Problems: append([]string{}, sample.Problems...),
		Sample: metricSample{FactsSeen: sample.Seen, Matched: sample.Matched, LeftOut: sample.LeftOut, Value: sample.Value, Rows: []sampleRow{}}}
	for _, row := range sample.Rows {
		out.Sample.Rows = append(out.Sample.Rows, sampleRow(row))
	}
	return answer(out), nil
}

// listMetricVersions is empty for a metric that no user has defined.
func (a *API) listMetricVersions(ctx context.Context, c *caller, in *MetricPath) (*body[list[metricVersion]], error) {
	m, err := a.findMetric(ctx, c, in.ID)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%v", err)
	}
	out := list[metricVersion]{Items: []metricVersion{}}
	if !m.Custom {
		return answer(out), nil
	}
	versions, err := a.Store.CustomVersions(ctx, c.OrgID, m.Base())
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		out.Items = append(out.Items, metricVersion{Version: v.Version, Author: v.Author, RecordedAt: moment(v.RecordedAt), Reason: v.Reason, Custom: customOf(v.Custom, v.Reason)})
	}
	return answer(out), nil
}

// metricFields are what formulas over one kind of fact can use.
type metricFields struct {
	Facts  string         `json:"facts" enum:"sale,lead,opportunity,activity,feedback,contract,training"`
	Days   []metricChoice `json:"days" doc:"On which a fact can count, the usual one first."`
	Fields []metricField  `json:"fields"`
}

type metricField struct {
	Name  string `json:"name" example:"amount"`
	Kind  string `json:"kind" enum:"number,text,day,boolean,texts"`
	Means string `json:"means"`
}

// factKinds are the facts that formulas can be applied to.
var factKinds = []fact.EventKind{"sale", fact.Lead, fact.Opportunity, fact.Activity, fact.Feedback, fact.Contract, fact.Training}

var fieldKinds = map[formula.Kind]string{formula.Number: "number", formula.Text: "text", formula.Day: "day", formula.Bool: "boolean", formula.Texts: "texts"}

var dayLabels = map[string]string{"created": "The day it was created or held", "qualified": "The day it was qualified", "won": "The day it was won", "lost": "The day it was lost",
	"closed": "The day it was closed", "expected": "The day it is expected to close", "end": "The day it ends"}

func (a *API) listMetricFields(context.Context, *caller, *none) (*body[list[metricFields]], error) {
	out := list[metricFields]{Items: []metricFields{}}
	for _, facts := range factKinds {
		item := metricFields{Facts: string(facts), Days: []metricChoice{}, Fields: []metricField{}}
		for _, day := range metric.CountingDays(string(facts)) {
			item.Days = append(item.Days, metricChoice{Value: day, Label: dayLabels[day]})
		}
		for _, f := range metric.Fields(string(facts)) {
			item.Fields = append(item.Fields, metricField{Name: f.Name, Kind: fieldKinds[f.Kind], Means: f.Means})
		}
		out.Items = append(out.Items, item)
	}
	return answer(out), nil
}
