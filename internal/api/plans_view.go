package api

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
)

// planSummary is a plan without its rows.
type planSummary struct {
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Metric    string          `json:"metric" doc:"Its id, with its scope."`
	View      metricView      `json:"metric_view"`
	Currency  *money.Currency `json:"currency" doc:"Null unless the unit is money."`
	Root      nodeRef         `json:"root"`
	Scope     []nodeRef       `json:"scope"`
	State     quota.State     `json:"state" enum:"draft,submitted,approved,active,closed"`
	Version   int             `json:"version"`
	By        period.Kind     `json:"by" enum:"month,quarter,half,year"`
	Start     period.Date     `json:"start" format:"date"`
	End       period.Date     `json:"end" format:"date" doc:"Exclusive."`
	Periods   []planPeriod    `json:"periods"`
	Total     *money.Amount   `json:"total" doc:"Of the topmost rows that the caller sees."`
	CreatedAt time.Time       `json:"created_at"`
}

type planPeriod struct {
	ID    string      `json:"id"`
	Label string      `json:"label"`
	Start period.Date `json:"start" format:"date"`
	End   period.Date `json:"end" format:"date" doc:"Exclusive."`
}

func summaryOf(v pipeline.PlanView) planSummary {
	window := v.Window()
	s := planSummary{ID: string(v.ID), Name: v.Name, Metric: string(v.Series()), View: metricOf(v.Metric), Currency: currencyOf(v.Currency), Root: planNode(v, v.Root),
		Scope: []nodeRef{}, State: v.State, Version: v.Version, By: v.By, Start: window.Start, End: window.End, Periods: make([]planPeriod, 0, len(v.Periods)),
		Total: v.Checks.Total.Pointer(), CreatedAt: moment(v.CreatedAt)}
	for _, id := range v.Scope {
		s.Scope = append(s.Scope, planNode(v, id))
	}
	for _, at := range v.Periods {
		s.Periods = append(s.Periods, planPeriod{at.ID, at.Label, at.Start, at.End})
	}
	return s
}

func planNode(v pipeline.PlanView, id org.NodeID) nodeRef {
	n := v.Nodes[id]
	n.ID = id
	if n.Name == "" {
		n.Name = string(id)
	}
	return refOf(n)
}

// planView is a plan with the rows that the caller sees.
type planView struct {
	planSummary
	Unit      money.Amount            `json:"unit" doc:"Numbers are divided in steps of it."`
	Over      map[string]money.Amount `json:"over" doc:"Over-assignment by the kind of those who receive."`
	Ramp      []money.Amount          `json:"ramp" doc:"Share of the full number by month of tenure."`
	BasisDays maybe[planDays]         `json:"basis_days" doc:"What the rows' history is of."`
	Seasonal  bool                    `json:"seasonal" doc:"There is a seasonal curve to spread numbers by."`
	Rows      []planRow               `json:"rows" doc:"Parents before their children."`
	Checks    planChecks              `json:"checks"`
	May       []quota.Action          `json:"may" enum:"edit,submit,approve,return,accept,activate,close" doc:"What the caller may do somewhere in the plan."`
	Notes     []string                `json:"notes" doc:"What the change that this answers did besides numbers, and what it could not do; empty for a plan that was only read."`
}

type planDays struct {
	Start period.Date `json:"start" format:"date"`
	End   period.Date `json:"end" format:"date" doc:"Exclusive."`
}

// planRow is one node's line. Nothing is null, and is not 0.
type planRow struct {
	Node     nodeRef         `json:"node"`
	Parent   *org.NodeID     `json:"parent" doc:"With the node it names the row; null when the caller does not see it."`
	Depth    int             `json:"depth" doc:"0 for the topmost rows that the caller sees."`
	Kind     org.Kind        `json:"kind"`
	Leaf     bool            `json:"leaf"`
	Cells    []*money.Amount `json:"cells" nullable:"false" doc:"By period: the row's own numbers. A parent without one follows its children."`
	Total    *money.Amount   `json:"total" doc:"Of the own numbers."`
	Sums     []*money.Amount `json:"sums" nullable:"false" doc:"By period: what the children have; empty for a leaf."`
	Sum      *money.Amount   `json:"sum"`
	Full     []*money.Amount `json:"full" nullable:"false" doc:"By period: the number before proration; empty when nothing was prorated."`
	Locked   bool            `json:"locked" doc:"Nothing in the row or below it moves."`
	Locks    []bool          `json:"locks"`
	Floor    *money.Amount   `json:"floor"`
	Cap      *money.Amount   `json:"cap"`
	Weight   *money.Amount   `json:"weight" doc:"A factor on what the method finds; null is 1; 0 carries no quota."`
	Over     *money.Amount   `json:"over" doc:"Over-assignment of the step to the children, instead of the plan's."`
	Basis    planBasis       `json:"basis"`
	State    quota.RowState  `json:"state" enum:"open,submitted,approved,accepted,returned"`
	Assigned *money.Amount   `json:"over_assigned" doc:"Children ÷ own: 1.05."`
	Gap      *money.Amount   `json:"gap" doc:"Children − own: below 0 something is missing."`
	May      []quota.Action  `json:"may" enum:"edit,submit,approve,return,accept,activate,close"`
}

type planBasis struct {
	History    *money.Amount `json:"history"`
	Potential  *money.Amount `json:"potential"`
	Capacity   *money.Amount `json:"capacity"`
	TenureFrom *period.Date  `json:"tenure_from" format:"date"`
	Leave      []planDays    `json:"leave"`
}

type planChecks struct {
	Sum      *money.Amount `json:"sum" doc:"What people carry: the street quota."`
	Total    *money.Amount `json:"total"`
	Gap      *money.Amount `json:"gap" doc:"Sum − total."`
	Over     *money.Amount `json:"over_assignment" doc:"Sum ÷ total; 1.03 to 1.10 is usual, above 1.15 is much."`
	Problems []string      `json:"problems"`
}

// planOf writes what the actor sees. The padding of levels above his own is not
// his to see.
func planOf(v pipeline.PlanView) planView {
	out := planView{planSummary: summaryOf(v), Unit: v.Unit, Over: map[string]money.Amount{}, Ramp: append([]money.Amount{}, v.Ramp...), Seasonal: v.Season != nil,
		Rows: []planRow{}, May: []quota.Action{}, Notes: []string{}, Checks: planChecks{Sum: v.Checks.Sum.Pointer(), Total: v.Checks.Total.Pointer(), Gap: v.Checks.Gap.Pointer(),
			Over: v.Checks.Over.Pointer(), Problems: append([]string{}, v.Checks.Problems...)}}
	if !v.Past.Empty() {
		out.BasisDays.Value = &planDays{v.Past.Start, v.Past.End}
	}
	parents := v.ShownParents(v.Seen)
	top := -1
	for i, r := range v.Rows {
		if v.Seen[i] && (top < 0 || r.Depth < top) {
			top = r.Depth
		}
	}
	for i, r := range v.Rows {
		if !v.Seen[i] {
			continue
		}
		row := planRowOf(r, v.Figures[i], v.May[i])
		row.Depth -= top
		row.Parent = text(parents[i])
		if over, ok := v.Over[r.Node.Kind()]; ok && (parents[i] != "" || v.Whole) {
			out.Over[string(r.Node.Kind())] = over
		}
		for _, action := range v.May[i] {
			if !slices.Contains(out.May, action) {
				out.May = append(out.May, action)
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func planRowOf(r quota.Row, f quota.Figures, may []quota.Action) planRow {
	node := org.Node{ID: r.Node, Name: r.Name}
	if node.Name == "" {
		node.Name = string(r.Node)
	}
	row := planRow{Node: refOf(node), Depth: r.Depth, Kind: r.Node.Kind(), Leaf: f.Leaf, Total: f.Total.Pointer(), Sum: f.Sum.Pointer(), Locked: r.Locked,
		Cells: make([]*money.Amount, len(r.Cells)), Sums: make([]*money.Amount, len(f.Sums)), Full: []*money.Amount{}, Locks: make([]bool, len(r.Cells)),
		Floor: r.Floor.Pointer(), Cap: r.Cap.Pointer(), Weight: r.Weight.Pointer(), Over: r.Over.Pointer(), State: r.State,
		Assigned: f.Over.Pointer(), Gap: f.Gap.Pointer(), May: append([]quota.Action{}, may...),
		Basis: planBasis{History: r.Basis.History.Pointer(), Potential: r.Basis.Potential.Pointer(), Capacity: r.Basis.Capacity.Pointer(), Leave: []planDays{}}}
	if from := r.Basis.TenureFrom; from != 0 {
		row.Basis.TenureFrom = &from
	}
	for _, days := range r.Basis.Leave {
		row.Basis.Leave = append(row.Basis.Leave, planDays{days.Start, days.End})
	}
	for j, c := range r.Cells {
		row.Cells[j], row.Locks[j] = c.Pointer(), c.Locked
		if c.Full.Set && len(row.Full) == 0 {
			row.Full = make([]*money.Amount, len(r.Cells))
		}
	}
	for j := range row.Full {
		row.Full[j] = r.Cells[j].Full.Pointer()
	}
	for j, sum := range f.Sums {
		row.Sums[j] = sum.Pointer()
	}
	return row
}

type planHistoryInput struct {
	PlanPath
	Page
	Node string `query:"node" maxLength:"1000" doc:"Only what concerned this node."`
}

// planEvent is one line of a plan's history.
type planEvent struct {
	Seq     int            `json:"seq" doc:"The plan's version after it."`
	At      time.Time      `json:"at"`
	By      string         `json:"by"`
	What    quota.What     `json:"what" enum:"created,edited,allocated,rolled_up,prorated,imported,refreshed,submit,approve,return,accept,activate,close"`
	Note    string         `json:"note"`
	Node    maybe[nodeRef] `json:"node" doc:"The branch that it was done to; null for the plan."`
	Changes []planChange   `json:"changes" doc:"The first of them."`
	Changed int            `json:"changes_total"`
}

// planChange is a number that changed.
type planChange struct {
	Node   nodeRef       `json:"node"`
	Parent *org.NodeID   `json:"parent"`
	Period string        `json:"period"`
	From   *money.Amount `json:"from"`
	To     *money.Amount `json:"to"`
}

// mostChanges bounds the rows of one event in a list.
const mostChanges = 100

func (a *API) listPlanHistory(ctx context.Context, c *caller, in *planHistoryInput) (*body[list[planEvent]], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	position, err := in.position(c)
	if err != nil {
		return nil, err
	}
	f := pipeline.PlanEventFilter{Node: org.NodeID(in.Node), Limit: in.Limit, Rows: mostChanges}
	if position != "" {
		if f.Before, err = strconv.Atoi(position); err != nil {
			return nil, invalid("query.cursor", errCursor)
		}
	}
	v, events, next, err := a.Plans.History(ctx, c.OrgID, by, quota.ID(in.ID), f)
	if err != nil {
		return nil, err
	}
	out := list[planEvent]{Items: make([]planEvent, 0, len(events))}
	if next > 0 {
		out.NextCursor = newCursor(c, strconv.Itoa(next))
	}
	for _, e := range events {
		out.Items = append(out.Items, eventOf(v, e))
	}
	return answer(out), nil
}

func eventOf(v pipeline.PlanView, e quota.Event) planEvent {
	out := planEvent{Seq: e.Seq, At: moment(e.At), By: e.By, What: e.What, Note: e.Note, Changed: e.Changed}
	lines := linesOf(v)
	if e.Node != "" {
		ref := refOf(org.Node{ID: e.Node, Name: lines[e.Key].name})
		out.Node.Value = &ref
	}
	out.Changes = changesOf(v, lines, e.Changes)
	return out
}

// planLine is how a row is named to the caller.
type planLine struct {
	name   string
	parent *org.NodeID
}

func linesOf(v pipeline.PlanView) map[quota.Key]planLine {
	parents := v.ShownParents(v.Seen)
	lines := make(map[quota.Key]planLine, len(v.Rows))
	for i, r := range v.Rows {
		lines[r.Key] = planLine{r.Name, text(parents[i])}
	}
	return lines
}

// changesOf lists changed numbers, at most mostChanges rows of them.
func changesOf(v pipeline.PlanView, lines map[quota.Key]planLine, changes []quota.Change) []planChange {
	list := []planChange{}
	for _, c := range changes[:min(mostChanges, len(changes))] {
		line := lines[c.Key]
		for j := range c.To {
			if j < len(v.Periods) && c.From[j] != c.To[j] {
				list = append(list, planChange{Node: refOf(org.Node{ID: c.Node, Name: line.name}), Parent: line.parent, Period: v.Periods[j].ID,
					From: c.From[j].Pointer(), To: c.To[j].Pointer()})
			}
		}
	}
	return list
}

// planFairness is the report of methods for a plan.
type planFairness struct {
	Count     int           `json:"count" doc:"How many have both a number and something reached."`
	Median    *money.Amount `json:"median" doc:"Of attainment."`
	AtOrAbove *money.Amount `json:"at_or_above" doc:"Share at 100 % or more."`
	Below70   *money.Amount `json:"below_70"`
	CV        *money.Amount `json:"cv"`
	Gini      *money.Amount `json:"gini" doc:"Null with fewer than five."`
	Hardest   *money.Amount `json:"difficulty_min" doc:"The smallest chance to reach the number."`
	Easiest   *money.Amount `json:"difficulty_max"`
	Territory *money.Amount `json:"territory" doc:"Correlation of attainment with potential ÷ number."`
	Rows      []planFairRow `json:"rows"`
	Texts     []string      `json:"texts"`
}

type planFairRow struct {
	Node       nodeRef       `json:"node"`
	Parent     *org.NodeID   `json:"parent"`
	Attainment *money.Amount `json:"attainment"`
	Chance     *money.Amount `json:"chance"`
	Load       *money.Amount `json:"quota_to_potential"`
}

func (a *API) getPlanFairness(ctx context.Context, c *caller, in *planInput) (*body[planFairness], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	if !by.All && !by.Leads {
		return nil, fault.New(fault.Forbidden, "the fairness of a plan is for those who lead or plan")
	}
	v, f, err := a.Plans.Fairness(ctx, c.OrgID, by, quota.ID(in.ID))
	if err != nil {
		return nil, err
	}
	out := planFairness{Count: f.Count, Median: f.Median, AtOrAbove: f.AtOrAbove, Below70: f.Below70, CV: f.CV, Gini: f.Gini, Hardest: f.HardestOdds, Easiest: f.EasiestOdds,
		Territory: f.Territory, Rows: []planFairRow{}, Texts: append([]string{}, f.Texts...)}
	parents := v.ShownParents(v.Seen)
	for _, row := range f.Rows {
		r := v.Rows[row.Row]
		out.Rows = append(out.Rows, planFairRow{Node: refOf(org.Node{ID: r.Node, Name: r.Name}), Parent: text(parents[row.Row]), Attainment: row.Attainment.Pointer(),
			Chance: row.Chance.Pointer(), Load: row.Load.Pointer()})
	}
	return answer(out), nil
}
