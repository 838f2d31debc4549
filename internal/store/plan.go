package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
)

const planColumns = "id, name, metric, root, state, version, created_at, body"

// planBody is what a plan's head holds besides its columns.
type planBody struct {
	By      period.Kind               `json:"by"`
	Periods []planPeriod              `json:"periods"`
	Unit    int64                     `json:"unit"`
	Over    map[org.Kind]money.Amount `json:"over,omitempty"`
	Ramp    []money.Amount            `json:"ramp"`
	Season  *[12]int64                `json:"season,omitempty"`
	Past    *[2]period.Date           `json:"past,omitempty"`
}

type planPeriod struct {
	ID    string      `json:"id"`
	Label string      `json:"label"`
	Start period.Date `json:"start"`
	End   period.Date `json:"end"`
}

func scanPlan(rows *sql.Rows) (p quota.Plan, err error) {
	var series, body string
	if err := rows.Scan(&p.ID, &p.Name, &series, &p.Root, &p.State, &p.Version, &p.CreatedAt, &body); err != nil {
		return p, err
	}
	p.Metric, p.Scope = metric.Series(series).Split()
	var b planBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return p, fmt.Errorf("reading plan %s: %w", p.ID, err)
	}
	p.By, p.Unit, p.Over, p.Ramp, p.Season = b.By, money.Amount(b.Unit), b.Over, b.Ramp, b.Season
	if b.Past != nil {
		p.Past = period.Range{Start: b.Past[0], End: b.Past[1]}
	}
	for _, at := range b.Periods {
		p.Periods = append(p.Periods, period.Period{ID: at.ID, Label: at.Label, Kind: b.By, Range: period.Range{Start: at.Start, End: at.End}})
	}
	return p, nil
}

func bodyOf(p quota.Plan) (string, error) {
	b := planBody{By: p.By, Unit: int64(p.Unit), Over: p.Over, Ramp: p.Ramp, Season: p.Season}
	if b.Ramp == nil {
		b.Ramp = []money.Amount{}
	}
	if !p.Past.Empty() {
		b.Past = &[2]period.Date{p.Past.Start, p.Past.End}
	}
	for _, at := range p.Periods {
		b.Periods = append(b.Periods, planPeriod{at.ID, at.Label, at.Start, at.End})
	}
	text, err := json.Marshal(b)
	return string(text), err
}

// PlanHeads returns all plans with only the root's row, the latest first.
func (db *DB) PlanHeads(ctx context.Context, orgID string) ([]quota.Plan, error) {
	return planHeads(ctx, db.reader, orgID)
}

func planHeads(ctx context.Context, c conn, orgID string) ([]quota.Plan, error) {
	rows, err := c.QueryContext(ctx, "SELECT "+planColumns+" FROM plan WHERE org_id = $1 ORDER BY created_at DESC, id DESC", orgID)
	heads, err := collect(rows, err, scanPlan)
	if err != nil {
		return nil, fmt.Errorf("reading plans: %w", err)
	}
	for i := range heads {
		rows, err := c.QueryContext(ctx, selectPlanRows+" AND r.place = 0", orgID, string(heads[i].ID), period.Always.String(), period.Never.String())
		if heads[i].Rows, err = collect(rows, err, scanPlanRow); err != nil {
			return nil, fmt.Errorf("reading the root of plan %s: %w", heads[i].ID, err)
		}
	}
	return heads, nil
}

// PlansOf returns the plans in which the person has a row, or leads one.
func (db *DB) PlansOf(ctx context.Context, orgID string, person org.NodeID) ([]quota.ID, error) {
	rows, err := db.query(ctx, `SELECT DISTINCT r.plan FROM plan_row r LEFT JOIN node n ON n.org_id = r.org_id AND n.id = r.node
		WHERE r.org_id = $1 AND (r.node = $2 OR n.lead = $2) ORDER BY r.plan`, orgID, string(person))
	ids, err := collect(rows, err, func(rows *sql.Rows) (id quota.ID, err error) { return id, rows.Scan(&id) })
	if err != nil {
		return nil, fmt.Errorf("reading the plans of %s: %w", person, err)
	}
	return ids, nil
}

// Plan returns a plan with its rows; NotFound when there is none. Head and rows
// are of one state.
func (db *DB) Plan(ctx context.Context, orgID string, id quota.ID) (p quota.Plan, err error) {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.snapshot()})
	if err != nil {
		return p, fmt.Errorf("beginning to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return plan(ctx, tx, orgID, id)
}

// Plan implements pipeline.PlanTx.
func (w *writer) Plan(id quota.ID) (quota.Plan, error) { return plan(w.ctx, w.tx, w.orgID, id) }

// PlanHeads implements pipeline.PlanTx.
func (w *writer) PlanHeads() ([]quota.Plan, error) { return planHeads(w.ctx, w.tx, w.orgID) }

func plan(ctx context.Context, c conn, orgID string, id quota.ID) (quota.Plan, error) {
	rows, err := c.QueryContext(ctx, "SELECT "+planColumns+" FROM plan WHERE org_id = $1 AND id = $2", orgID, string(id))
	heads, err := collect(rows, err, scanPlan)
	if err != nil {
		return quota.Plan{}, fmt.Errorf("reading plan %s: %w", id, err)
	}
	if len(heads) == 0 {
		return quota.Plan{}, fault.New(fault.NotFound, "there is no such plan here, or you may not see it")
	}
	p := heads[0]
	rows, err = c.QueryContext(ctx, selectPlanRows+" ORDER BY r.place", orgID, string(id), period.Always.String(), period.Never.String())
	p.Rows, err = collect(rows, err, scanPlanRow)
	if err != nil {
		return quota.Plan{}, fmt.Errorf("reading the rows of plan %s: %w", id, err)
	}
	return p, nil
}

// selectPlanRows joins what the nodes are now.
const selectPlanRows = `SELECT r.node, r.parent, r.depth, r.state, r.amounts, r.fulls, r.locks, r.locked, r.floor_at, r.cap_at, r.over_by, r.weight, r.basis,
	COALESCE(n.name, ''), COALESCE(n.lead, ''), COALESCE(n.member_from, $3), COALESCE(n.member_to, $4)
	FROM plan_row r LEFT JOIN node n ON n.org_id = r.org_id AND n.id = r.node
	WHERE r.org_id = $1 AND r.plan = $2`

func scanPlanRow(rows *sql.Rows) (r quota.Row, err error) {
	var amounts, fulls, locks, basis string
	var locked int64
	var least, most, over, weight sql.NullInt64
	if err := rows.Scan(&r.Node, &r.Parent, &r.Depth, &r.State, &amounts, &fulls, &locks, &locked, &least, &most, &over, &weight, &basis,
		&r.Name, &r.Lead, &r.Member.Start, &r.Member.End); err != nil {
		return r, err
	}
	r.Locked = locked != 0
	r.Floor, r.Cap, r.Over, r.Weight = numberOf(least), numberOf(most), numberOf(over), numberOf(weight)
	if r.Cells, err = cellsOf(amounts, fulls, locks); err != nil {
		return r, fmt.Errorf("row %s: %w", r.Node, err)
	}
	r.Basis, err = basisOf(basis)
	return r, err
}

func numberOf(n sql.NullInt64) quota.Number {
	return quota.Number{Amount: money.Amount(n.Int64), Set: n.Valid}
}

func nullable(n quota.Number) any {
	if !n.Set {
		return nil
	}
	return int64(n.Amount)
}

// AddPlan implements pipeline.PlanTx.
func (w *writer) AddPlan(p quota.Plan, e quota.Event) error {
	body, err := bodyOf(p)
	if err != nil {
		return err
	}
	window := p.Window()
	_, err = w.tx.ExecContext(w.ctx, `INSERT INTO plan (org_id, id, name, metric, root, state, version, first_day, end_day, created_at, body)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		bind([]any{w.orgID, string(p.ID), p.Name, string(p.Series()), string(p.Root), string(p.State), int64(p.Version), window.Start, window.End, p.CreatedAt, body})...)
	if err != nil {
		return fmt.Errorf("adding plan %s: %w", p.ID, err)
	}
	if err := w.savePlanRows(p, nil); err != nil {
		return err
	}
	return w.addPlanEvent(p.ID, e)
}

// SavePlan implements pipeline.PlanTx.
func (w *writer) SavePlan(p quota.Plan, rows []int, e quota.Event) error {
	body, err := bodyOf(p)
	if err != nil {
		return err
	}
	_, err = w.tx.ExecContext(w.ctx, "UPDATE plan SET name = $3, state = $4, version = $5, body = $6 WHERE org_id = $1 AND id = $2",
		w.orgID, string(p.ID), p.Name, string(p.State), int64(p.Version), body)
	if err != nil {
		return fmt.Errorf("saving plan %s: %w", p.ID, err)
	}
	if rows == nil || len(rows) > 0 {
		if err := w.savePlanRows(p, rows); err != nil {
			return err
		}
	}
	return w.addPlanEvent(p.ID, e)
}

// savePlanRows writes rows with their places; nil writes all.
func (w *writer) savePlanRows(p quota.Plan, places []int) error {
	if places == nil {
		for i := range p.Rows {
			places = append(places, i)
		}
	}
	rows := make([][]any, 0, len(places))
	for _, i := range places {
		r := p.Rows[i]
		amounts, fulls, locks := columnsOf(r.Cells)
		basis, err := basisText(r.Basis)
		if err != nil {
			return err
		}
		rows = append(rows, []any{w.orgID, string(p.ID), string(r.Node), string(r.Parent), int64(i), int64(r.Depth), string(r.State), amounts, fulls, locks,
			r.Locked, nullable(r.Floor), nullable(r.Cap), nullable(r.Over), nullable(r.Weight), basis})
	}
	err := insertMany(w.ctx, w.tx, `INSERT INTO plan_row (org_id, plan, node, parent, place, depth, state, amounts, fulls, locks, locked, floor_at, cap_at, over_by, weight, basis)`, 16, rows,
		`ON CONFLICT (org_id, plan, node, parent) DO UPDATE SET place = excluded.place, depth = excluded.depth, state = excluded.state, amounts = excluded.amounts,
			fulls = excluded.fulls, locks = excluded.locks, locked = excluded.locked, floor_at = excluded.floor_at, cap_at = excluded.cap_at,
			over_by = excluded.over_by, weight = excluded.weight, basis = excluded.basis`)
	if err != nil {
		return fmt.Errorf("saving %d rows of plan %s: %w", len(rows), p.ID, err)
	}
	return nil
}

var _ pipeline.PlanTx = (*writer)(nil)
