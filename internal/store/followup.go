package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// followUpBody is the part of a follow-up that no query looks into.
type followUpBody struct {
	Label    followup.Label    `json:"label"`
	Below    float64           `json:"below"`
	Median   float64           `json:"median"`
	Proposal followup.Proposal `json:"proposal"`
	Effect   *followup.Effect  `json:"effect,omitempty"`
}

const followUpColumns = "id, person, state, day, at, by_name, by_id, reason, goal, ended_on, ended_by, body"

func scanFollowUp(rows *sql.Rows) (k followup.Kept, err error) {
	var ended, body string
	if err := rows.Scan(&k.ID, &k.Person, &k.State, &k.Day, &k.At, &k.By, &k.ByID, &k.Reason, &k.Goal, &ended, &k.EndedBy, &body); err != nil {
		return k, err
	}
	if ended != "" {
		if k.EndedOn, err = period.ParseDate(ended); err != nil {
			return k, err
		}
	}
	var b followUpBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return k, fmt.Errorf("the follow-up %s cannot be read: %w", k.ID, err)
	}
	k.Label, k.Below, k.Median, k.Proposal, k.Effect = b.Label, b.Below, b.Median, b.Proposal, b.Effect
	return k, nil
}

// SaveFollowUp keeps a decision on a follow-up; the same id again replaces it.
func (db *DB) SaveFollowUp(ctx context.Context, orgID string, k followup.Kept) error {
	body, err := json.Marshal(followUpBody{k.Label, k.Below, k.Median, k.Proposal, k.Effect})
	if err != nil {
		return err
	}
	ended := ""
	if k.EndedOn != 0 {
		ended = k.EndedOn.String()
	}
	row := []any{orgID, k.ID, string(k.Person), string(k.State), k.Day, k.At, k.By, k.ByID, k.Reason, string(k.Goal), ended, k.EndedBy, string(body)}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := insertMany(ctx, tx, "INSERT INTO follow_up (org_id, "+followUpColumns+")", len(row), [][]any{row},
			`ON CONFLICT (org_id, id) DO UPDATE SET state = excluded.state, day = excluded.day, at = excluded.at, by_name = excluded.by_name, by_id = excluded.by_id,
				reason = excluded.reason, goal = excluded.goal, ended_on = excluded.ended_on, ended_by = excluded.ended_by, body = excluded.body`)
		if err != nil {
			return fmt.Errorf("saving the follow-up of %s: %w", k.Person, err)
		}
		return nil
	})
}

// FollowUps returns what was decided for the people, the earliest first; nil
// means everybody.
func (db *DB) FollowUps(ctx context.Context, orgID string, people []org.NodeID) ([]followup.Kept, error) {
	const order = " ORDER BY at, id"
	if people == nil {
		rows, err := db.query(ctx, "SELECT "+followUpColumns+" FROM follow_up WHERE org_id = $1"+order, orgID)
		all, err := collect(rows, err, scanFollowUp)
		if err != nil {
			return nil, fmt.Errorf("reading follow-ups: %w", err)
		}
		return all, nil
	}
	var all []followup.Kept
	err := chunks(people, listSize, func(some []org.NodeID) error {
		list, args := in("person", []any{orgID}, some)
		rows, err := db.query(ctx, "SELECT "+followUpColumns+" FROM follow_up WHERE org_id = $1 AND "+list+order, args...)
		found, err := collect(rows, err, scanFollowUp)
		all = append(all, found...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading follow-ups: %w", err)
	}
	return all, nil
}
