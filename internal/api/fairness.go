package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/insight/fairness"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func fairnessRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/fairness", name: "get-fairness", summary: "How the targets in force treat those who carry them", tag: "insight"}, a.getFairness)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/fairness.csv", name: "export-fairness", summary: "The same as CSV", tag: "insight",
		responses: textResponse("text/csv", "The whole table.")}, a.exportFairness)
}

// fairnessView is how the targets in force treat those who carry them below a
// node.
type fairnessView struct {
	Node   nodeRef     `json:"node"`
	Unit   metric.Unit `json:"unit" enum:"money,count,quantity,share,days,points"`
	AsOf   period.Date `json:"as_of" format:"date"`
	Over   bool        `json:"over" doc:"The period is over: attainment is what was reached. Else it is what is expected at the end."`
	Why    string      `json:"why" doc:"Why nobody is there; empty when somebody is."`
	Enough bool        `json:"enough" doc:"Five carry a target or more; of fewer there are no figures of all, only the rows."`
	Plan   string      `json:"plan" doc:"The plan that the potentials are from; empty when none is known."`

	Count     int           `json:"count" doc:"Who has both a target and an attainment."`
	Median    *money.Amount `json:"median" doc:"Of attainment."`
	AtOrAbove *money.Amount `json:"at_or_above" doc:"Share at 100 % or more."`
	Below70   *money.Amount `json:"below_70" doc:"Share below 70 %."`
	CV        *money.Amount `json:"cv" doc:"Standard deviation of attainment ÷ its mean."`
	Gini      *money.Amount `json:"gini" doc:"0: all reach the same part of their target; 1: one reaches all."`
	Hardest   *money.Amount `json:"chance_min" doc:"The smallest chance to reach the target."`
	Easiest   *money.Amount `json:"chance_max"`
	Spread    *money.Amount `json:"chance_deviation" doc:"Standard deviation of the chances: the fairest single measure."`
	Chances   int           `json:"chances" doc:"Who has a chance."`
	Territory *money.Amount `json:"territory" doc:"Correlation of attainment with potential ÷ target; null where too few potentials are known."`

	Between maybe[betweenView] `json:"between" doc:"Whether it is the team or the person; null for too few people."`
	Rows    []fairnessRow      `json:"rows" doc:"The hardest first."`
	Steps   []paddingView      `json:"steps" doc:"Who carries a number and hands one on, the most padding first."`
	Texts   []string           `json:"texts"`
}

type betweenView struct {
	Share    money.Amount `json:"share" doc:"Part of the differences in attainment that lies between teams (η²)."`
	ByChance money.Amount `json:"by_chance" doc:"What teams drawn by lot would show on average."`
	People   int          `json:"people"`
	Groups   int          `json:"groups"`
}

type fairnessRow struct {
	Node       nodeRef        `json:"node"`
	Group      maybe[nodeRef] `json:"group" doc:"The team or region; null where the reader does not see it."`
	Target     money.Amount   `json:"target"`
	Actual     *money.Amount  `json:"actual" doc:"So far."`
	End        *money.Amount  `json:"end" doc:"Where it ended, or is expected to; null when not known."`
	Attainment *money.Amount  `json:"attainment" doc:"end ÷ target."`
	Chance     *money.Amount  `json:"chance" doc:"To reach the target; null when the period is over or it is not known."`
	Stretch    *money.Amount  `json:"stretch" doc:"target ÷ end."`
	Load       *money.Amount  `json:"target_to_potential" doc:"Over the time of the plan that knows the potential; null without one."`
}

type paddingView struct {
	Node    nodeRef      `json:"node"`
	Own     money.Amount `json:"own"`
	Below   money.Amount `json:"below" doc:"What those directly below carry together."`
	Count   int          `json:"count"`
	Padding money.Amount `json:"padding" doc:"The part by which more is handed out than received; below 0: less."`
}

// fairnessAsked answers for those who lead or plan. Who does not see inside the
// node is told that there is none, before anything else.
func (a *API) fairnessAsked(ctx context.Context, c *caller, in *figuresInput) (fairness.View, error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return fairness.View{}, err
	}
	found, err := a.Fairness.Look(ctx, v.scope, id, q)
	if err == nil && (c.Role == access.Rep || c.Role == access.Viewer) {
		err = fault.New(fault.Forbidden, "how targets treat those who carry them is for those who lead or plan")
	}
	return found, err
}

func (a *API) getFairness(ctx context.Context, c *caller, in *figuresInput) (*body[fairnessView], error) {
	v, err := a.fairnessAsked(ctx, c, in)
	if err != nil {
		return nil, err
	}
	out := fairnessView{Node: refOf(v.Node), Unit: v.Metric.Unit, AsOf: v.AsOf, Over: v.Over, Why: v.Why, Enough: len(v.Holders) >= fairness.Few, Plan: v.Plan,
		Count: v.Count, Median: v.Median, AtOrAbove: v.AtOrAbove, Below70: v.Below70, CV: v.CV, Gini: v.Gini, Hardest: v.HardestOdds, Easiest: v.EasiestOdds,
		Spread: v.Spread, Chances: v.Chances, Territory: v.Territory, Rows: []fairnessRow{}, Steps: []paddingView{}, Texts: append([]string{}, v.Texts...)}
	if b := v.Between; b != nil {
		out.Between.Value = &betweenView{b.Share, b.ByChance, b.People, b.Groups}
	}
	for _, h := range v.Holders {
		row := fairnessRow{Node: refOf(h.Node), Target: h.Target, Actual: h.Actual, End: h.End, Attainment: h.Attained(), Chance: h.Chance, Stretch: h.Stretch(), Load: h.Load()}
		if h.Group.ID != "" {
			ref := refOf(h.Group)
			row.Group.Value = &ref
		}
		out.Rows = append(out.Rows, row)
	}
	for _, s := range v.Steps {
		out.Steps = append(out.Steps, paddingView{refOf(s.Node), s.Own, s.Below, s.Count, s.Padding()})
	}
	return answer(out), nil
}

func (a *API) exportFairness(ctx context.Context, c *caller, in *figuresInput) (*file, error) {
	v, err := a.fairnessAsked(ctx, c, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"node_id", "name", "group", "target", "actual", "end", "attainment", "chance", "target_to_end", "target_to_potential"}}
	for _, h := range v.Holders {
		rows = append(rows, []string{string(h.Node.ID), h.Node.Name, h.Group.Name, h.Target.String(), number(h.Actual), number(h.End), number(h.Attained()), number(h.Chance), number(h.Stretch()), number(h.Load())})
	}
	return tableFile("fairness", rows)
}
