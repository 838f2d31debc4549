package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// NewPlan is what is wanted of a new planning grid.
type NewPlan struct {
	Name   string             `json:"name"`
	Metric string             `json:"metric"`
	Scope  []string           `json:"scope,omitempty"` // node ids
	Root   string             `json:"root"`            // everybody below this node has a row
	Year   string             `json:"year,omitempty"`  // the fiscal year; or Start and End
	Start  string             `json:"start,omitempty"`
	End    string             `json:"end,omitempty"` // exclusive
	By     string             `json:"by,omitempty"`  // month (default), quarter, half or year
	Total  *Decimal           `json:"total,omitempty"`
	Unit   Decimal            `json:"unit,omitempty"` // numbers are divided in steps of it
	Over   map[string]Decimal `json:"over,omitempty"` // over-assignment by the kind of those who receive
	Ramp   []Decimal          `json:"ramp,omitempty"`
}

// PlanSummary is a planning grid without its rows.
type PlanSummary struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	Metric    string       `json:"metric"`
	Currency  *string      `json:"currency"`
	Root      NodeRef      `json:"root"`
	Scope     []NodeRef    `json:"scope"`
	State     string       `json:"state"` // draft, submitted, approved, active or closed
	Version   int          `json:"version"`
	By        string       `json:"by"`
	Start     string       `json:"start"`
	End       string       `json:"end"`
	Periods   []PlanPeriod `json:"periods"`
	Total     *Decimal     `json:"total"`
	CreatedAt string       `json:"created_at"`
}

// PlanPeriod is a column of a grid; End is exclusive.
type PlanPeriod struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Start string `json:"start"`
	End   string `json:"end"`
}

// Plan is a planning grid with the rows that the caller sees.
type Plan struct {
	PlanSummary
	Unit     Decimal            `json:"unit"`
	Over     map[string]Decimal `json:"over"`
	Ramp     []Decimal          `json:"ramp"`
	Seasonal bool               `json:"seasonal"`
	Rows     []PlanRow          `json:"rows"` // parents before their children
	Checks   PlanChecks         `json:"checks"`
	May      []string           `json:"may"`
	Notes    []string           `json:"notes"` // what a change did besides numbers, and what it could not do
}

// PlanRow is one node's line. Nil is no target, which is not a target of 0.
type PlanRow struct {
	Node     NodeRef    `json:"node"`
	Parent   *string    `json:"parent"`
	Depth    int        `json:"depth"`
	Kind     string     `json:"kind"`
	Leaf     bool       `json:"leaf"`
	Cells    []*Decimal `json:"cells"` // by period; a parent without one follows its children
	Total    *Decimal   `json:"total"`
	Sums     []*Decimal `json:"sums"` // of the children, by period; empty for a leaf
	Sum      *Decimal   `json:"sum"`
	Full     []*Decimal `json:"full"` // before proration; empty when nothing was
	Locked   bool       `json:"locked"`
	Locks    []bool     `json:"locks"`
	Floor    *Decimal   `json:"floor"`
	Cap      *Decimal   `json:"cap"`
	Weight   *Decimal   `json:"weight"`
	Over     *Decimal   `json:"over"`
	State    string     `json:"state"`         // open, submitted, approved, accepted or returned
	Assigned *Decimal   `json:"over_assigned"` // children ÷ own
	Gap      *Decimal   `json:"gap"`           // children − own
	May      []string   `json:"may"`
}

// PlanChecks say whether a grid adds up.
type PlanChecks struct {
	Sum      *Decimal `json:"sum"`
	Total    *Decimal `json:"total"`
	Gap      *Decimal `json:"gap"`
	Over     *Decimal `json:"over_assignment"`
	Problems []string `json:"problems"`
}

// PlanKey names a row. Parent is needed only for a person with more than one.
type PlanKey struct {
	Node   string `json:"node"`
	Parent string `json:"parent,omitempty"`
}

// PlanEdit changes numbers by hand; what is left out stays. Version is that of
// the plan that the caller has seen.
type PlanEdit struct {
	Version int                `json:"version"`
	Cells   []PlanCell         `json:"cells,omitempty"`
	Locks   []PlanLock         `json:"locks,omitempty"`
	Floors  []PlanLimit        `json:"floors,omitempty"`
	Caps    []PlanLimit        `json:"caps,omitempty"`
	Weights []PlanLimit        `json:"weights,omitempty"`
	Overs   []PlanLimit        `json:"overs,omitempty"`
	Basis   []PlanBasisEdit    `json:"basis,omitempty"`
	Name    string             `json:"name,omitempty"`
	Unit    *Decimal           `json:"unit,omitempty"`
	Total   *Decimal           `json:"total,omitempty"` // of the root
	Over    map[string]Decimal `json:"over,omitempty"`
	Ramp    []Decimal          `json:"ramp,omitempty"`
	Reason  string             `json:"reason,omitempty"` // needed to lower a number of an active plan
}

// PlanCell writes a number; Period nil is the row's total, Value nil no target.
type PlanCell struct {
	PlanKey
	Period *string  `json:"period"`
	Value  *Decimal `json:"value"`
}

// PlanLock locks a cell or, with Period nil, a row with everything below it.
type PlanLock struct {
	PlanKey
	Period *string `json:"period"`
	Locked bool    `json:"locked"`
}

// PlanLimit sets a floor, cap, weight or over-assignment; nil takes it away.
type PlanLimit struct {
	PlanKey
	Value *Decimal `json:"value"`
}

// PlanBasisEdit changes what a row's share is reckoned by; what is nil stays.
type PlanBasisEdit struct {
	PlanKey
	History    *Decimal    `json:"history,omitempty"`
	Potential  *Decimal    `json:"potential,omitempty"`
	Capacity   *Decimal    `json:"capacity,omitempty"`
	TenureFrom *string     `json:"tenure_from,omitempty"` // the day from which months on the ramp count
	Leave      *[]PlanDays `json:"leave,omitempty"`       // all days away
}

// PlanDays are days in a row; End is exclusive.
type PlanDays struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

// PlanAllocation divides a row's number among those below it.
type PlanAllocation struct {
	PlanKey
	Version int      `json:"version,omitempty"`
	Period  *string  `json:"period"` // nil: all
	Value   *Decimal `json:"value"`  // nil: what the row has
	Method  string   `json:"method"` // even, history, potential, capacity, equal_difficulty or mix
	Mix     *PlanMix `json:"mix,omitempty"`
	Phasing string   `json:"phasing,omitempty"` // even, working_days, seasonal; "" as it is
	Over    *Decimal `json:"over,omitempty"`
	Levels  int      `json:"levels,omitempty"` // 0: down to the last
	Reason  string   `json:"reason,omitempty"`
}

// PlanMix is how much each part of a mix counts.
type PlanMix struct {
	History   Decimal `json:"history,omitempty"`
	Potential Decimal `json:"potential,omitempty"`
	Capacity  Decimal `json:"capacity,omitempty"`
}

// PlanEvent is one line of a plan's history.
type PlanEvent struct {
	Seq     int              `json:"seq"`
	At      string           `json:"at"`
	By      string           `json:"by"`
	What    string           `json:"what"`
	Note    string           `json:"note"`
	Node    *NodeRef         `json:"node"`
	Changes []PlanCellChange `json:"changes"` // the first of them
	Changed int              `json:"changes_total"`
}

// PlanCellChange is a number that changed.
type PlanCellChange struct {
	Node   NodeRef  `json:"node"`
	Parent *string  `json:"parent"`
	Period string   `json:"period"`
	From   *Decimal `json:"from"`
	To     *Decimal `json:"to"`
}

// PlanImport is what became of a file with a plan's numbers.
type PlanImport struct {
	DryRun  bool             `json:"dry_run"`
	Changes []PlanCellChange `json:"changes"`
	Changed int              `json:"changes_total"`
	Errors  []struct {
		Line    int    `json:"line"`
		Column  string `json:"column"`
		Message string `json:"message"`
	} `json:"errors"`
	Plan *Plan `json:"plan"`
}

// PlanFairness is how a plan treats those who carry it.
type PlanFairness struct {
	Count     int      `json:"count"`
	Median    *Decimal `json:"median"`
	AtOrAbove *Decimal `json:"at_or_above"`
	Below70   *Decimal `json:"below_70"`
	CV        *Decimal `json:"cv"`
	Gini      *Decimal `json:"gini"`
	Hardest   *Decimal `json:"difficulty_min"`
	Easiest   *Decimal `json:"difficulty_max"`
	Rows      []struct {
		Node       NodeRef  `json:"node"`
		Parent     *string  `json:"parent"`
		Attainment *Decimal `json:"attainment"`
		Chance     *Decimal `json:"chance"`
		Load       *Decimal `json:"quota_to_potential"`
	} `json:"rows"`
	Texts []string `json:"texts"`
}

// CreatePlan makes a planning grid.
func (c *Client) CreatePlan(ctx context.Context, in NewPlan) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans", nil, in, &p)
}

// Plans returns the plans in which the caller sees something.
func (c *Client) Plans(ctx context.Context) ([]PlanSummary, error) {
	var p page[PlanSummary]
	err := c.call(ctx, http.MethodGet, "/plans", nil, nil, &p)
	return p.Items, err
}

// Plan returns a plan.
func (c *Client) Plan(ctx context.Context, planID string) (p Plan, err error) {
	return p, c.call(ctx, http.MethodGet, "/plans/"+id(planID), nil, nil, &p)
}

// ChangePlan makes an edit.
func (c *Client) ChangePlan(ctx context.Context, planID string, e PlanEdit) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPatch, "/plans/"+id(planID), nil, e, &p)
}

// AllocatePlan divides a row's number among those below it.
func (c *Client) AllocatePlan(ctx context.Context, planID string, a PlanAllocation) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/allocate", nil, a, &p)
}

// RollUpPlan makes the row and every parent below it the sum of its children.
func (c *Client) RollUpPlan(ctx context.Context, planID string, at PlanKey) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/rollup", nil, at, &p)
}

// ProratePlan shortens the numbers of who joins, leaves, moves, is on leave or
// on ramp; what is freed is removed or, with reallocate, given to the others.
func (c *Client) ProratePlan(ctx context.Context, planID string, at PlanKey, reallocate bool) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/prorate", nil, prorating{at, reallocate}, &p)
}

// TryProratePlan returns the plan as ProratePlan would make it, and stores
// nothing.
func (c *Client) TryProratePlan(ctx context.Context, planID string, at PlanKey, reallocate bool) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/prorate", trial(), prorating{at, reallocate}, &p)
}

type prorating struct {
	PlanKey
	Reallocate bool `json:"reallocate"`
}

func trial() url.Values { return url.Values{"dry_run": {"true"}} }

// RefreshPlan adds rows for those who joined since the plan was made.
func (c *Client) RefreshPlan(ctx context.Context, planID string) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/refresh", nil, struct{}{}, &p)
}

// TryRefreshPlan returns the plan with the rows that RefreshPlan would add, and
// stores nothing.
func (c *Client) TryRefreshPlan(ctx context.Context, planID string) (p Plan, err error) {
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/refresh", trial(), struct{}{}, &p)
}

// MovePlan takes a step in the life of a plan or, with a node, of a branch: to
// submitted, approved, returned, accepted, active or closed.
func (c *Client) MovePlan(ctx context.Context, planID, to string, at PlanKey, note string) (p Plan, err error) {
	in := map[string]any{"to": to, "note": note}
	if at.Node != "" {
		in["node"] = at.Node
	}
	if at.Parent != "" {
		in["parent"] = at.Parent
	}
	return p, c.call(ctx, http.MethodPost, "/plans/"+id(planID)+"/moves", nil, in, &p)
}

// PlanHistory returns who changed what, the latest first; nodeID may be "".
func (c *Client) PlanHistory(ctx context.Context, planID, nodeID string) iter.Seq2[PlanEvent, error] {
	query := url.Values{}
	set(query, "node", nodeID)
	return each[PlanEvent](ctx, c, "/plans/"+id(planID)+"/history", query)
}

// PlanFairness reports how the plan treats those who carry it.
func (c *Client) PlanFairness(ctx context.Context, planID string) (f PlanFairness, err error) {
	return f, c.call(ctx, http.MethodGet, "/plans/"+id(planID)+"/fairness", nil, nil, &f)
}

// ExportPlanGrid writes the grid as csv or xlsx; ImportPlanGrid reads it again.
func (c *Client) ExportPlanGrid(ctx context.Context, planID, format string, to io.Writer) error {
	return c.download(ctx, "/plans/"+id(planID)+"/export", url.Values{"format": {format}}, to)
}

// ImportPlanGrid takes numbers from a file like the export, CSV or a workbook. A
// dry run stores nothing, and says what is wrong with which line.
func (c *Client) ImportPlanGrid(ctx context.Context, planID string, file io.Reader, version int, dryRun bool, reason string) (out PlanImport, err error) {
	query := url.Values{"dry_run": {strconv.FormatBool(dryRun)}, "version": {strconv.Itoa(version)}}
	set(query, "reason", reason)
	path := "/plans/" + id(planID) + "/import"
	resp, err := c.send(ctx, http.MethodPost, path, query, file, "application/octet-stream")
	if err != nil {
		return out, err
	}
	defer closed(resp)
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("reading the answer to POST %s: %w", path, err)
	}
	return out, nil
}
