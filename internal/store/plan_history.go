package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
)

func (w *writer) addPlanEvent(id quota.ID, e quota.Event) error {
	_, err := w.tx.ExecContext(w.ctx, "INSERT INTO plan_event (org_id, plan, seq, at, author, what, node, parent, note, changed) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
		w.orgID, string(id), int64(e.Seq), e.At, e.By, string(e.What), string(e.Node), string(e.Parent), e.Note, int64(e.Changed))
	if err != nil {
		return fmt.Errorf("adding to the history of plan %s: %w", id, err)
	}
	rows := make([][]any, 0, len(e.Changes))
	for _, c := range e.Changes {
		rows = append(rows, []any{w.orgID, string(id), string(c.Node), string(c.Parent), int64(e.Seq), amountsText(c.From), amountsText(c.To)})
	}
	if err := insertMany(w.ctx, w.tx, "INSERT INTO plan_change (org_id, plan, node, parent, seq, was, became)", 7, rows, ""); err != nil {
		return fmt.Errorf("adding %d changes to the history of plan %s: %w", len(rows), id, err)
	}
	return nil
}

// PlanEvents implements pipeline.PlanStore: the latest first.
func (db *DB) PlanEvents(ctx context.Context, orgID string, id quota.ID, f pipeline.PlanEventFilter) ([]quota.Event, error) {
	text := "SELECT seq, at, author, what, node, parent, note, changed FROM plan_event e WHERE org_id = $1 AND plan = $2"
	args := []any{orgID, string(id)}
	if f.Before > 0 {
		args = append(args, int64(f.Before))
		text += fmt.Sprintf(" AND seq < $%d", len(args))
	}
	if f.Node != "" {
		args = append(args, string(f.Node))
		text += fmt.Sprintf(` AND (node = $%[1]d OR EXISTS (SELECT 1 FROM plan_change c WHERE c.org_id = e.org_id AND c.plan = e.plan AND c.seq = e.seq AND c.node = $%[1]d))`, len(args))
	}
	args = append(args, int64(f.Limit))
	rows, err := db.query(ctx, text+fmt.Sprintf(" ORDER BY seq DESC LIMIT $%d", len(args)), args...)
	events, err := collect(rows, err, func(rows *sql.Rows) (e quota.Event, err error) {
		return e, rows.Scan(&e.Seq, &e.At, &e.By, &e.What, &e.Node, &e.Parent, &e.Note, &e.Changed)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the history of plan %s: %w", id, err)
	}
	return events, db.planChanges(ctx, orgID, id, f, events)
}

// planChanges reads the changes of each event.
func (db *DB) planChanges(ctx context.Context, orgID string, id quota.ID, f pipeline.PlanEventFilter, events []quota.Event) error {
	for i := range events {
		args := []any{orgID, string(id), int64(events[i].Seq)}
		only := ""
		if f.Node != "" {
			args = append(args, string(f.Node))
			only = " AND node = $4"
		}
		if f.Rows > 0 {
			args = append(args, int64(f.Rows))
			only += fmt.Sprintf(" ORDER BY node, parent LIMIT $%d", len(args))
		}
		rows, err := db.query(ctx, "SELECT node, parent, was, became FROM plan_change WHERE org_id = $1 AND plan = $2 AND seq = $3"+only, args...)
		events[i].Changes, err = collect(rows, err, func(rows *sql.Rows) (c quota.Change, err error) {
			var was, became string
			if err := rows.Scan(&c.Node, &c.Parent, &was, &became); err != nil {
				return c, err
			}
			if c.From, err = numbersOf(was); err != nil {
				return c, err
			}
			c.To, err = numbersOf(became)
			return c, err
		})
		if err != nil {
			return fmt.Errorf("reading the changes of plan %s: %w", id, err)
		}
	}
	return nil
}

// amountsText writes numbers as a JSON array, null for nothing. It is written
// by hand: a large plan has a hundred thousand of them.
func amountsText(numbers []quota.Number) string {
	b := make([]byte, 0, 2+12*len(numbers))
	b = append(b, '[')
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		if n.Set {
			b = strconv.AppendInt(b, int64(n.Amount), 10)
		} else {
			b = append(b, "null"...)
		}
	}
	return string(append(b, ']'))
}

// numbersOf reads what amountsText wrote.
func numbersOf(text string) ([]quota.Number, error) {
	inner, begins := strings.CutPrefix(text, "[")
	inner, ends := strings.CutSuffix(inner, "]")
	if !begins || !ends {
		return nil, fmt.Errorf("%.40q are no numbers of a plan", text)
	}
	numbers := make([]quota.Number, 0, strings.Count(inner, ",")+1)
	for inner != "" {
		var one string
		one, inner, _ = strings.Cut(inner, ",")
		if one == "null" {
			numbers = append(numbers, quota.Number{})
			continue
		}
		n, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%.40q is no number of a plan: %w", one, err)
		}
		numbers = append(numbers, quota.Some(money.Amount(n)))
	}
	return numbers, nil
}

// columnsOf writes a row's cells.
func columnsOf(cells []quota.Cell) (amounts, fulls, locks string) {
	values, before := make([]quota.Number, len(cells)), make([]quota.Number, len(cells))
	lock := make([]byte, len(cells))
	anyFull, anyLock := false, false
	for i, c := range cells {
		values[i], before[i], lock[i] = c.Number, c.Full, '0'
		anyFull = anyFull || c.Full.Set
		if c.Locked {
			lock[i], anyLock = '1', true
		}
	}
	amounts = amountsText(values)
	if anyFull {
		fulls = amountsText(before)
	}
	if anyLock {
		locks = string(lock)
	}
	return amounts, fulls, locks
}

// cellsOf reads what columnsOf wrote.
func cellsOf(amounts, fulls, locks string) ([]quota.Cell, error) {
	values, err := numbersOf(amounts)
	if err != nil {
		return nil, err
	}
	cells := make([]quota.Cell, len(values))
	for i, v := range values {
		cells[i] = quota.Cell{Number: v, Locked: i < len(locks) && locks[i] == '1'}
	}
	if fulls == "" {
		return cells, nil
	}
	before, err := numbersOf(fulls)
	if err != nil || len(before) != len(cells) {
		return nil, fmt.Errorf("the full numbers do not fit the others: %w", err)
	}
	for i, v := range before {
		cells[i].Full = v
	}
	return cells, nil
}

// basisJSON is quota.Basis; what is nothing is left out.
type basisJSON struct {
	History    *money.Amount    `json:"history,omitempty"`
	Spread     *money.Amount    `json:"spread,omitempty"`
	Ahead      []money.Amount   `json:"ahead,omitempty"`
	Potential  *money.Amount    `json:"potential,omitempty"`
	Capacity   *money.Amount    `json:"capacity,omitempty"`
	TenureFrom *period.Date     `json:"tenure_from,omitempty"`
	Leave      [][2]period.Date `json:"leave,omitempty"`
}

func basisText(b quota.Basis) (string, error) {
	j := basisJSON{History: b.History.Pointer(), Spread: b.Spread.Pointer(), Ahead: b.Ahead, Potential: b.Potential.Pointer(), Capacity: b.Capacity.Pointer()}
	if b.TenureFrom != 0 {
		j.TenureFrom = &b.TenureFrom
	}
	for _, days := range b.Leave {
		j.Leave = append(j.Leave, [2]period.Date{days.Start, days.End})
	}
	text, err := json.Marshal(j)
	return string(text), err
}

func basisOf(text string) (b quota.Basis, err error) {
	var j basisJSON
	if text == "{}" {
		return b, nil
	}
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return b, fmt.Errorf("reading the basis of a row: %w", err)
	}
	b = quota.Basis{History: quota.NumberOf(j.History), Spread: quota.NumberOf(j.Spread), Potential: quota.NumberOf(j.Potential), Capacity: quota.NumberOf(j.Capacity)}
	if len(j.Ahead) > 1 {
		b.Ahead = j.Ahead
	}
	if j.TenureFrom != nil {
		b.TenureFrom = *j.TenureFrom
	}
	for _, days := range j.Leave {
		b.Leave = append(b.Leave, period.Range{Start: days[0], End: days[1]})
	}
	return b, nil
}
