package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

type goalListCmd struct {
	Owner  string `help:"Only goals of this node: person:275, team:274."`
	Under  string `help:"Only goals of this node and of what belongs to it."`
	State  string `help:"Only goals in these states, joined by commas; all but withdrawn ones without it."`
	Metric string `help:"Only goals of this metric."`
	Search string `help:"Part of the title, the sentence or the owner's name."`
	AsOf   string `placeholder:"DATE" help:"What was known and true at the end of this day."`
	Format string `enum:"table,json" default:"table" help:"${enum}."`
}

func (c goalListCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		asOf, err := when{AsOf: c.AsOf}.asOf()
		if err != nil {
			return err
		}
		filter := goal.Filter{Owner: org.NodeID(c.Owner), Under: org.NodeID(c.Under), Metric: metricID(c.Metric), Search: c.Search}
		if filter.States, err = statesOf(c.State); err != nil {
			return err
		}
		if len(filter.States) == 0 {
			filter.States = []goal.State{goal.Draft, goal.Proposed, goal.Accepted, goal.Active, goal.Closed}
		}
		list, err := a.Attain.Goals(r.ctx, everything(a).Scope, office(), filter, asOf)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return printGoalRows(r.Out, list)
		}
		return printGoals(r.Out, list)
	})
}

// goalRow is a goal for programs. Its names are a contract.
type goalRow struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	State      string  `json:"state"`
	Owner      string  `json:"owner"`
	Metric     string  `json:"metric"`
	Start      string  `json:"start"`
	End        string  `json:"end"`
	Target     *string `json:"target"`
	Actual     *string `json:"actual"`
	Attainment *string `json:"attainment"`
	Result     string  `json:"result"`
	Text       string  `json:"text"`
}

func printGoalRows(out io.Writer, list []attain.GoalView) error {
	rows := make([]goalRow, 0, len(list))
	for _, v := range list {
		s := v.Version.Spec
		rows = append(rows, goalRow{ID: string(v.Goal.ID), Title: s.Title, State: string(v.State), Owner: string(s.Owner), Metric: string(s.Metric),
			Start: s.Window.Start.String(), End: s.Window.End.String(), Target: decimal(v.Standing.Target), Actual: decimal(v.Standing.Actual),
			Attainment: decimal(v.Standing.Attainment), Result: string(v.Standing.Outcome), Text: v.Standing.Text})
	}
	return json.NewEncoder(out).Encode(rows)
}

func printGoals(out io.Writer, list []attain.GoalView) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tGOAL\tOWNER\tSTATE\tUNTIL\tTARGET\tACTUAL\tRESULT")
	for _, v := range list {
		s := v.Version.Spec
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.Goal.ID, s.Title, v.Owner.Name, v.State, s.Window.End-1,
			said(v, v.Standing.Target), said(v, v.Standing.Actual), v.Standing.Outcome)
	}
	return w.Flush()
}

// said writes a value of a goal's metric.
func said(v attain.GoalView, value *money.Amount) string {
	if value == nil {
		return "–"
	}
	return goal.Say(*value, v.Metric.Unit, v.Standing.Currency)
}

type goalShowCmd struct {
	ID   string `arg:"" help:"Id of the goal; see attain goal list."`
	AsOf string `placeholder:"DATE" help:"What was known and true at the end of this day."`
}

func (c goalShowCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		asOf, err := when{AsOf: c.AsOf}.asOf()
		if err != nil {
			return err
		}
		v, err := a.Attain.Goal(r.ctx, everything(a).Scope, office(), goal.ID(c.ID), asOf)
		if err != nil {
			return err
		}
		r.showGoal(v)
		return nil
	})
}

func (r *run) showGoal(v attain.GoalView) {
	s := v.Version.Spec
	fmt.Fprintf(r.Out, "%s\n%s\n\n", s.Title, v.Readback)
	fmt.Fprintf(r.Out, "State     %s, version %d\n", v.State, v.Version.Number)
	fmt.Fprintf(r.Out, "Standing  %s\n", v.Standing.Text)
	for _, note := range v.Standing.Notes {
		fmt.Fprintf(r.Out, "          %s\n", note)
	}
	for _, step := range v.Standing.Steps {
		fmt.Fprintf(r.Out, "  %-24s %s of %s%s\n", step.Period.Label, said(v, step.Actual), said(v, &step.Target), metWord(step.Met))
	}
	for _, o := range v.Standing.Owners {
		fmt.Fprintf(r.Out, "  %-24s %s\n", o.Node.Name, o.Text)
	}
	for _, g := range v.Standing.Guards {
		fmt.Fprintf(r.Out, "Guardrail %s\n", g.Text)
	}
	for _, flag := range v.Flags {
		fmt.Fprintf(r.Out, "Note      %s\n", flag)
	}
	fmt.Fprintln(r.Out, "\nHistory")
	for _, e := range v.Goal.Events {
		line := fmt.Sprintf("  %s  %s by %s", time.UnixMicro(e.At).UTC().Format(time.DateTime), e.What, e.By)
		if e.Note != "" {
			line += ": " + e.Note
		}
		fmt.Fprintln(r.Out, line)
	}
	for _, version := range v.Goal.Versions[1:] {
		fmt.Fprintf(r.Out, "  version %d from %s by %s: %s\n", version.Number, knownOn(version.Known.Start), version.Author, version.Reason)
	}
}

func knownOn(d period.Date) string { return d.String() }

func metWord(met *bool) string {
	switch {
	case met == nil:
		return ""
	case *met:
		return ", met"
	default:
		return ", missed"
	}
}

type goalCheckCmd struct {
	ID string `arg:"" help:"Id of the goal; see attain goal list."`
}

// Run exits 1 when the goal is not SMART.
func (c goalCheckCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		v, err := a.Attain.Goal(r.ctx, everything(a).Scope, office(), goal.ID(c.ID), 0)
		if err != nil {
			return err
		}
		advice, err := a.Advise.Check(r.ctx, everything(a), v.Goal.ID, v.Goal.Spec(), nil)
		if err != nil {
			return err
		}
		r.advice(advice, v.Readback)
		for _, w := range advice.Wrong {
			fmt.Fprintf(r.Out, "Problem: %s: %s\n", w.Name, w.Message)
		}
		if advice.Verdict != nil && advice.Verdict.Overall == "not_smart" {
			return exit(exitFailed)
		}
		return nil
	})
}
