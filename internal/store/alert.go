package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

// alertBody is the part of an alert that no query looks into.
type alertBody struct {
	Tone  alert.Tone `json:"tone"`
	Title string     `json:"title"`
	Text  string     `json:"text"`
	Link  string     `json:"link"`
}

const alertColumns = "a.id, a.user_id, a.kind, a.subject, a.what, a.node, a.made_at, a.seen_at, a.mail, a.body"

func scanAlert(rows *sql.Rows) (a alert.Alert, err error) {
	var text string
	if err := rows.Scan(&a.ID, &a.UserID, &a.Kind, &a.Subject, &a.What, &a.Node, &a.MadeAt, &a.SeenAt, &a.MailID, &text); err != nil {
		return a, err
	}
	var b alertBody
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return a, fmt.Errorf("alert %s cannot be read: %w", a.ID, err)
	}
	a.Tone, a.Title, a.Text, a.Link = b.Tone, b.Title, b.Text, b.Link
	return a, nil
}

// AlertLook implements alert.Shelf.
func (db *DB) AlertLook(ctx context.Context, orgID string) (alert.Look, error) {
	return alertLook(ctx, db.reader, orgID)
}

func alertLook(ctx context.Context, c conn, orgID string) (l alert.Look, err error) {
	var slow, key string
	err = c.QueryRowContext(ctx, "SELECT number, slow, sign_key, made_at FROM alert_look WHERE org_id = $1", orgID).Scan(&l.Number, &slow, &key, &l.At)
	if isMissing(err) {
		return alert.Look{}, nil
	}
	if err == nil && slow != "" {
		l.Slow, err = period.ParseDate(slow)
	}
	if err == nil {
		l.Key, err = hex.DecodeString(key)
	}
	if err != nil {
		return l, fmt.Errorf("reading the last look for alerts: %w", err)
	}
	return l, nil
}

// AlertSeen implements alert.Shelf.
func (db *DB) AlertSeen(ctx context.Context, orgID string) (map[string]alert.Seen, error) {
	rows, err := db.query(ctx, "SELECT subject, body FROM alert_seen WHERE org_id = $1", orgID)
	seen := map[string]alert.Seen{}
	_, err = collect(rows, err, func(rows *sql.Rows) (none struct{}, err error) {
		var subject, body string
		if err := rows.Scan(&subject, &body); err != nil {
			return none, err
		}
		var s alert.Seen
		err = json.Unmarshal([]byte(body), &s)
		seen[subject] = s
		return none, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was seen for alerts: %w", err)
	}
	return seen, nil
}

// SaveLook implements alert.Shelf.
func (db *DB) SaveLook(ctx context.Context, orgID string, look alert.Look, found alert.Found) (kept []alert.Alert, err error) {
	err = db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		last, err := alertLook(ctx, tx, orgID)
		if err != nil {
			return err
		}
		if last.Number != look.Number-1 {
			return fault.New(fault.Conflict, "another server has looked for alerts since")
		}
		slow := ""
		if look.Slow != 0 {
			slow = look.Slow.String()
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO alert_look (org_id, number, slow, sign_key, made_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (org_id) DO UPDATE SET number = excluded.number, slow = excluded.slow, sign_key = excluded.sign_key, made_at = excluded.made_at`,
			orgID, look.Number, slow, hex.EncodeToString(look.Key), look.At); err != nil {
			return fmt.Errorf("keeping a look for alerts: %w", err)
		}
		if err := saveSeen(ctx, tx, orgID, found); err != nil {
			return err
		}
		if kept, err = saveAlerts(ctx, tx, orgID, found.Alerts); err != nil {
			return err
		}
		return forgetAlerts(ctx, tx, orgID, found.Forget)
	})
	return kept, err
}

// saveSeen keeps what was found, and forgets what has been over for a month.
func saveSeen(ctx context.Context, tx *sql.Tx, orgID string, found alert.Found) error {
	const month = 31
	rows := make([][]any, 0, len(found.Seen))
	for subject, seen := range found.Seen {
		body, err := json.Marshal(seen)
		if err != nil {
			return err
		}
		end := ""
		if until := found.Until[subject]; until != 0 {
			end = until.String()
		}
		rows = append(rows, []any{orgID, subject, end, string(body)})
	}
	err := insertMany(ctx, tx, "INSERT INTO alert_seen (org_id, subject, end_day, body)", 4, rows,
		"ON CONFLICT (org_id, subject) DO UPDATE SET end_day = excluded.end_day, body = excluded.body")
	if err == nil {
		err = chunks(found.Gone, listSize, func(some []string) error {
			list, args := in("subject", []any{orgID}, some)
			_, err := tx.ExecContext(ctx, "DELETE FROM alert_seen WHERE org_id = $1 AND "+list, args...)
			return err
		})
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, "DELETE FROM alert_seen WHERE org_id = $1 AND end_day <> '' AND end_day < $2", bind([]any{orgID, found.Today - month})...)
	}
	if err != nil {
		return fmt.Errorf("keeping what was seen for alerts: %w", err)
	}
	return nil
}

// saveAlerts keeps those that are new and returns them.
func saveAlerts(ctx context.Context, tx *sql.Tx, orgID string, list []alert.Alert) (kept []alert.Alert, err error) {
	for _, a := range list {
		body, err := json.Marshal(alertBody{a.Tone, a.Title, a.Text, a.Link})
		if err != nil {
			return nil, err
		}
		added, err := affected(tx.ExecContext(ctx, `INSERT INTO alert (org_id, id, user_id, kind, subject, what, node, made_at, seen_at, mail, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (org_id, user_id, kind, subject, what) DO NOTHING`,
			orgID, a.ID, a.UserID, string(a.Kind), a.Subject, a.What, string(a.Node), a.MadeAt, a.SeenAt, a.MailID, string(body)))
		if err != nil {
			return nil, fmt.Errorf("keeping an alert: %w", err)
		}
		if added == 1 {
			kept = append(kept, a)
		}
	}
	return kept, nil
}

// forgetAlerts deletes what was told before the instant; a mail that is still to
// be sent stays, with what it tells.
func forgetAlerts(ctx context.Context, tx *sql.Tx, orgID string, before int64) error {
	if before == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM alert WHERE org_id = $1 AND made_at < $2 AND NOT EXISTS
		(SELECT 1 FROM mail m WHERE m.org_id = $1 AND m.id = alert.mail AND m.state = $3)`, orgID, before, string(alert.Waiting))
	if err == nil {
		_, err = tx.ExecContext(ctx, "DELETE FROM mail WHERE org_id = $1 AND made_at < $2 AND state <> $3", orgID, before, string(alert.Waiting))
	}
	if err != nil {
		return fmt.Errorf("deleting old alerts: %w", err)
	}
	return nil
}

// Alerts implements alert.Shelf.
func (db *DB) Alerts(ctx context.Context, scope access.Scope, day period.Date, f alert.Filter) ([]alert.Alert, error) {
	args := []any{scope.OrgID, f.UserID}
	condition := ""
	if f.Unseen {
		condition = " AND a.seen_at = 0"
	}
	if f.Before != "" {
		args = append(args, f.Before)
		condition += fmt.Sprintf(" AND a.id < $%d", len(args))
	}
	seen, args := visible(scope, day, args)
	limit := ""
	if f.Limit > 0 {
		args = append(args, f.Limit)
		limit = fmt.Sprintf(" LIMIT $%d", len(args))
	}
	rows, err := db.query(ctx, "SELECT "+alertColumns+` FROM alert a JOIN node n ON n.org_id = a.org_id AND n.id = a.node
		WHERE a.org_id = $1 AND a.user_id = $2`+condition+" AND "+seen+" ORDER BY a.id DESC"+limit, args...)
	list, err := collect(rows, err, scanAlert)
	if err != nil {
		return nil, fmt.Errorf("reading alerts: %w", err)
	}
	return list, nil
}

// CountUnseen implements alert.Shelf.
func (db *DB) CountUnseen(ctx context.Context, scope access.Scope, day period.Date, userID string) (n int, err error) {
	seen, args := visible(scope, day, []any{scope.OrgID, userID})
	err = db.queryRow(ctx, `SELECT COUNT(*) FROM alert a JOIN node n ON n.org_id = a.org_id AND n.id = a.node
		WHERE a.org_id = $1 AND a.user_id = $2 AND a.seen_at = 0 AND `+seen, args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting alerts: %w", err)
	}
	return n, nil
}

// MarkSeen implements alert.Shelf.
func (db *DB) MarkSeen(ctx context.Context, orgID, userID string, ids []string, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		mark := func(condition string, args []any) error {
			_, err := tx.ExecContext(ctx, "UPDATE alert SET seen_at = $3 WHERE org_id = $1 AND user_id = $2 AND seen_at = 0"+condition, args...)
			if err != nil {
				return fmt.Errorf("noting that alerts were seen: %w", err)
			}
			return nil
		}
		base := []any{orgID, userID, at.UnixMicro()}
		if ids == nil {
			return mark("", base)
		}
		return chunks(ids, listSize, func(some []string) error {
			list, args := in("id", base[:len(base):len(base)], some)
			return mark(" AND "+list, args)
		})
	})
}

// AlertPreferences implements alert.Shelf.
func (db *DB) AlertPreferences(ctx context.Context, orgID string) (map[string]alert.Preferences, error) {
	rows, err := db.query(ctx, "SELECT user_id, body FROM alert_preference WHERE org_id = $1", orgID)
	all := map[string]alert.Preferences{}
	_, err = collect(rows, err, func(rows *sql.Rows) (none struct{}, err error) {
		var user, body string
		if err := rows.Scan(&user, &body); err != nil {
			return none, err
		}
		var p alert.Preferences
		err = json.Unmarshal([]byte(body), &p)
		all[user] = p
		return none, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading how people want alerts: %w", err)
	}
	return all, nil
}

// SaveAlertPreferences implements alert.Shelf.
func (db *DB) SaveAlertPreferences(ctx context.Context, orgID, userID string, p alert.Preferences) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO alert_preference (org_id, user_id, body) VALUES ($1, $2, $3)
			ON CONFLICT (org_id, user_id) DO UPDATE SET body = excluded.body`, orgID, userID, string(body))
		if err != nil {
			return fmt.Errorf("keeping how somebody wants alerts: %w", err)
		}
		return nil
	})
}

// Deliveries implements alert.Present. A dry run delivers nothing.
func (db *DB) Deliveries(ctx context.Context, orgID string, since time.Time) (list []alert.Delivery, running bool, err error) {
	rows, err := db.query(ctx, "SELECT "+batchColumns+" FROM batch WHERE org_id = $1 AND (started_at >= $2 OR state = $3) ORDER BY started_at, id",
		orgID, since.UnixMicro(), string(pipeline.Running))
	batches, err := collect(rows, err, scanBatch)
	if err != nil {
		return nil, false, fmt.Errorf("reading when sources delivered: %w", err)
	}
	for _, b := range batches {
		switch {
		case b.DryRun:
		case b.State == pipeline.Running:
			running = true
		case b.State == pipeline.Done:
			list = append(list, alert.Delivery{Source: b.Source, ID: b.ID, At: b.StartedAt})
		}
	}
	return list, running, nil
}
