package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/period"
)

const badgeColumns = "b.id, b.person, b.kind, b.what, b.metric, b.first_day, b.end_day, b.day, b.awarded_at, b.corrected_at, b.evidence"

func scanBadge(rows *sql.Rows) (b recognition.Badge, err error) {
	var evidence string
	if err := rows.Scan(&b.ID, &b.Person, &b.Kind, &b.What, &b.Metric, &b.Period.Start, &b.Period.End, &b.Day, &b.AwardedAt, &b.CorrectedAt, &evidence); err != nil {
		return b, err
	}
	if err := json.Unmarshal([]byte(evidence), &b.Evidence); err != nil {
		return b, fmt.Errorf("the evidence of badge %s cannot be read: %w", b.ID, err)
	}
	return b, nil
}

// Badges implements recognition.Store.
func (db *DB) Badges(ctx context.Context, scope access.Scope, day period.Date, f recognition.Filter) ([]recognition.Badge, error) {
	seen, args := visible(scope, day, []any{scope.OrgID, f.Since})
	query := "SELECT " + badgeColumns + ` FROM badge b JOIN node n ON n.org_id = b.org_id AND n.id = b.person
		WHERE b.org_id = $1 AND b.day >= $2 AND ` + seen
	if f.Person != "" {
		args = append(args, string(f.Person))
		query += fmt.Sprintf(" AND b.person = $%d", len(args))
	}
	rows, err := db.query(ctx, query+" ORDER BY b.day DESC, b.id DESC", bind(args)...)
	list, err := collect(rows, err, scanBadge)
	if err != nil {
		return nil, fmt.Errorf("reading badges: %w", err)
	}
	return list, nil
}

// SettleBadges implements recognition.Store.
func (db *DB) SettleBadges(ctx context.Context, orgID string, s recognition.Settled, at int64) (kept int, err error) {
	err = db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		kept = 0 // of an attempt that had to be made again
		for _, b := range s.Award {
			evidence, err := json.Marshal(b.Evidence)
			if err != nil {
				return err
			}
			n, err := affected(tx.ExecContext(ctx, `INSERT INTO badge (org_id, id, person, kind, what, metric, first_day, end_day, day, awarded_at, corrected_at, evidence)
				VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,0,$11) ON CONFLICT (org_id, person, kind, what) DO NOTHING`,
				bind([]any{orgID, b.ID, string(b.Person), string(b.Kind), b.What, string(b.Metric), b.Period.Start, b.Period.End, b.Day, b.AwardedAt, string(evidence)})...))
			if err != nil {
				return fmt.Errorf("keeping a badge of %s: %w", b.Person, err)
			}
			kept += int(n)
		}
		for _, change := range []struct {
			ids []string
			at  int64
		}{{s.Correct, at}, {s.Restore, 0}} {
			err := chunks(change.ids, listSize, func(some []string) error {
				list, args := in("id", []any{orgID, change.at}, some)
				_, err := tx.ExecContext(ctx, "UPDATE badge SET corrected_at = $2 WHERE org_id = $1 AND "+list, args...)
				return err
			})
			if err != nil {
				return fmt.Errorf("noting which badges hold: %w", err)
			}
		}
		return nil
	})
	return kept, err
}

// RecognitionSetting implements recognition.Store.
func (db *DB) RecognitionSetting(ctx context.Context, orgID string) (s recognition.Setting, err error) {
	var body string
	err = db.queryRow(ctx, "SELECT body FROM recognition_setting WHERE org_id = $1", orgID).Scan(&body)
	if isMissing(err) {
		return recognition.Setting{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &s)
	}
	if err != nil {
		return s, fmt.Errorf("reading what is shown of who did well: %w", err)
	}
	return s, nil
}

// SaveRecognitionSetting implements recognition.Store.
func (db *DB) SaveRecognitionSetting(ctx context.Context, orgID string, s recognition.Setting) error {
	body, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO recognition_setting (org_id, body) VALUES ($1, $2) ON CONFLICT (org_id) DO UPDATE SET body = excluded.body", orgID, string(body))
		if err != nil {
			return fmt.Errorf("keeping what is shown of who did well: %w", err)
		}
		return nil
	})
}
