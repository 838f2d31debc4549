package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// mixKey is the key of a row of mix_day within an organisation.
type mixKey struct {
	node       org.NodeID
	day, known period.Date
}

// postMix adds parts to what is stored. A row is read, added to and written
// again: it grows with the places of a node and day, and not with what is sold
// there. The organisation has one writer, so nobody changes it between.
func postMix(ctx context.Context, c conn, orgID string, days []metric.MixDay) error {
	rows := make([][]any, 0, len(days))
	const together = 100 // keys looked up by one statement
	err := chunks(days, together, func(days []metric.MixDay) error {
		stored, err := mixesAt(ctx, c, orgID, days)
		if err != nil {
			return err
		}
		for _, d := range days {
			parts := metric.MergedMix(stored[mixKey{d.Node, d.Day, d.Known}], d.Parts)
			rows = append(rows, []any{orgID, monthOf(d.Day), string(d.Node), d.Day, d.Known, packMix(parts)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = insertMany(ctx, c, "INSERT INTO mix_day (org_id, month, node, day, known, parts)", 6, rows,
		"ON CONFLICT (org_id, month, node, day, known) DO UPDATE SET parts = excluded.parts")
	if err != nil {
		return fmt.Errorf("posting what %d nodes and days are made of: %w", len(rows), err)
	}
	return nil
}

// mixesAt returns the parts that are stored at the places and days.
func mixesAt(ctx context.Context, c conn, orgID string, days []metric.MixDay) (map[mixKey][]metric.MixPart, error) {
	args := []any{orgID}
	keys := make([]string, len(days))
	for i, d := range days {
		keys[i] = placeholders(len(args)+1, 4)
		args = append(args, monthOf(d.Day), string(d.Node), d.Day, d.Known)
	}
	// CROSS keeps SQLite from reading the table to look for the keys in it.
	rows, err := c.QueryContext(ctx, "SELECT m.node, m.day, m.known, m.parts FROM (VALUES "+strings.Join(keys, ",")+`) k CROSS JOIN mix_day m
		WHERE m.org_id = $1 AND m.month = k.column1 AND m.node = k.column2 AND m.day = k.column3 AND m.known = k.column4`, bind(args)...)
	found := make(map[mixKey][]metric.MixPart, len(days))
	_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var at mixKey
		var text string
		err := rows.Scan(&at.node, &at.day, &at.known, &text)
		if err == nil {
			found[at], err = unpackMix(text)
		}
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what %d nodes and days are made of: %w", len(days), err)
	}
	return found, nil
}

// packMix writes each part as "length of the place in bytes:place value value
// value,", in the order of metric.MixSeries.
func packMix(parts []metric.MixPart) string {
	var text []byte
	for _, p := range parts {
		text = strconv.AppendInt(text, int64(len(p.Place)), 10)
		text = append(append(text, ':'), p.Place...)
		for _, value := range p.Values {
			text = strconv.AppendInt(append(text, ' '), int64(value), 10)
		}
		text = append(text, ',')
	}
	return string(text)
}

// unpackMix reads what packMix wrote.
func unpackMix(text string) (parts []metric.MixPart, err error) {
	for text != "" {
		length, rest, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n >= len(rest) || rest[n] != ' ' {
			return nil, fmt.Errorf("the list of parts is broken at %.40q", text)
		}
		p := metric.MixPart{Place: org.NodeID(rest[:n])}
		digits, more, _ := strings.Cut(rest[n+1:], ",")
		for i := range p.Values {
			number, others, _ := strings.Cut(digits, " ")
			value, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("the list of parts is broken at %.40q", text)
			}
			p.Values[i], digits = money.Amount(value), others
		}
		if digits != "" {
			return nil, fmt.Errorf("the list of parts is broken at %.40q", text)
		}
		parts, text = append(parts, p), more
	}
	return parts, nil
}

// Mix returns what the node's value of each day is made of; ok is false when
// somebody stored facts who did not know of it (lostMix): then it is not whole.
func (db *DB) Mix(ctx context.Context, orgID string, f metric.MixFilter) (values []metric.MixValue, ok bool, err error) {
	column := 0
	for i, series := range metric.MixSeries {
		if series == f.Series {
			column = i
		}
	}
	lost, err := lostMix(ctx, db.reader, orgID)
	if err != nil || lost {
		return nil, false, err
	}
	in, args := ofDays(f.Days, []any{orgID, string(f.Node), f.Known})
	rows, err := db.query(ctx, `SELECT d.day, d.parts FROM ledger_month m CROSS JOIN mix_day d
		WHERE m.org_id = $1 AND d.org_id = m.org_id AND d.month = m.month AND d.node = $2 AND d.known <= $3 AND `+in, args...)
	_, err = collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var day period.Date
		var text string
		if err := rows.Scan(&day, &text); err != nil {
			return struct{}{}, err
		}
		parts, err := unpackMix(text)
		for _, p := range parts {
			values = append(values, metric.MixValue{Day: day, Place: p.Place, Value: p.Values[column]})
		}
		return struct{}{}, err
	})
	if err != nil {
		return nil, false, fmt.Errorf("reading what %s of %s is made of: %w", f.Series, f.Node, err)
	}
	return values, true, nil
}

// lostMix reports whether facts were stored by a program that does not know of
// the mix: pulse.mixed follows pulse.seq as long as all do.
func lostMix(ctx context.Context, c conn, orgID string) (lost bool, err error) {
	var n int
	if err := c.QueryRowContext(ctx, "SELECT COUNT(*) FROM pulse WHERE org_id = $1 AND mixed <> seq", orgID).Scan(&n); err != nil {
		return false, fmt.Errorf("reading whether the mix is whole: %w", err)
	}
	return n > 0, nil
}

// refindMix notes that from the pulse with the number on everybody who writes
// knows of the mix, which begins anew.
func refindMix(ctx context.Context, c conn, orgID string, list []metric.Fill, number int64) error {
	for _, f := range list {
		if f.Series != metric.Mix || !f.Clearing {
			continue
		}
		if _, err := c.ExecContext(ctx, "UPDATE pulse SET mixed = $2 WHERE org_id = $1", orgID, number); err != nil {
			return fmt.Errorf("noting that the mix begins anew: %w", err)
		}
	}
	return nil
}

// clearMix deletes rows, at most so many and what else there is of the last one's
// month and node; left says that there are more.
func clearMix(ctx context.Context, c conn, orgID string, most int) (left bool, err error) {
	args := []any{orgID}
	var month, node, condition string
	err = c.QueryRowContext(ctx, "SELECT month, node FROM mix_day WHERE org_id = $1 ORDER BY month, node LIMIT 1 OFFSET $2", orgID, most).Scan(&month, &node)
	switch {
	case err == nil:
		condition, args, left = " AND (month, node) <= ($2, $3)", append(args, month, node), true
	case !isMissing(err):
		return false, fmt.Errorf("reading where the mix has rows: %w", err)
	}
	if _, err := c.ExecContext(ctx, "DELETE FROM mix_day WHERE org_id = $1"+condition, args...); err != nil {
		return false, fmt.Errorf("clearing the mix: %w", err)
	}
	return left, nil
}

// eachMixCell calls the function with every part that is not 0.
func eachMixCell(ctx context.Context, c conn, orgID string, each func(metric.Cell, money.Amount) error) error {
	rows, err := c.QueryContext(ctx, "SELECT node, day, known, parts FROM mix_day WHERE org_id = $1", orgID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var cell metric.Cell
		var text string
		if err := rows.Scan(&cell.Node, &cell.Day, &cell.Known, &text); err != nil {
			return err
		}
		parts, err := unpackMix(text)
		if err != nil {
			return err
		}
		for _, p := range parts {
			cell.Customer = p.Place
			for i, value := range p.Values {
				if value == 0 {
					continue
				}
				cell.Series, _ = metric.MixOf(metric.MixSeries[i])
				if err := each(cell, value); err != nil {
					return err
				}
			}
		}
	}
	return rows.Err()
}
