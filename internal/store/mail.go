package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/period"
)

const mailColumns = "id, user_id, state, tries, made_at, due_at, lease_to, sent_at, last_error"

func scanMail(rows *sql.Rows) (m alert.Letter, err error) {
	return m, rows.Scan(&m.ID, &m.UserID, &m.State, &m.Tries, &m.MadeAt, &m.DueAt, &m.LeaseTo, &m.SentAt, &m.LastError)
}

// Unmailed implements alert.Outbox.
func (db *DB) Unmailed(ctx context.Context, orgID string, since time.Time) (map[string][]alert.Alert, error) {
	rows, err := db.query(ctx, "SELECT "+alertColumns+` FROM alert a WHERE a.org_id = $1 AND a.made_at >= $2 AND a.mail = '' AND a.seen_at = 0
		ORDER BY a.id`, orgID, since.UnixMicro())
	list, err := collect(rows, err, scanAlert)
	if err != nil {
		return nil, fmt.Errorf("reading alerts that no mail told: %w", err)
	}
	by := map[string][]alert.Alert{}
	for _, a := range list {
		by[a.UserID] = append(by[a.UserID], a)
	}
	return by, nil
}

// Mailed implements alert.Outbox.
func (db *DB) Mailed(ctx context.Context, orgID string, since time.Time) (map[string][]time.Time, error) {
	rows, err := db.query(ctx, "SELECT "+mailColumns+" FROM mail WHERE org_id = $1 AND made_at >= $2 ORDER BY made_at, id", orgID, since.UnixMicro())
	list, err := collect(rows, err, scanMail)
	if err != nil {
		return nil, fmt.Errorf("reading the last mails: %w", err)
	}
	by := map[string][]time.Time{}
	for _, m := range list {
		by[m.UserID] = append(by[m.UserID], time.UnixMicro(m.MadeAt))
	}
	return by, nil
}

// AddMail implements alert.Outbox.
func (db *DB) AddMail(ctx context.Context, orgID string, m alert.Letter, alerts []string) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var taken int64
		err := chunks(alerts, listSize, func(some []string) error {
			list, args := in("id", []any{orgID, m.UserID, m.ID}, some)
			n, err := affected(tx.ExecContext(ctx, "UPDATE alert SET mail = $3 WHERE org_id = $1 AND user_id = $2 AND mail = '' AND "+list, args...))
			taken += n
			return err
		})
		if err == nil && taken > 0 {
			_, err = tx.ExecContext(ctx, "INSERT INTO mail (org_id, "+mailColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
				orgID, m.ID, m.UserID, string(m.State), m.Tries, m.MadeAt, m.DueAt, m.LeaseTo, m.SentAt, m.LastError)
		}
		if err != nil {
			return fmt.Errorf("putting a mail into the outbox: %w", err)
		}
		return nil
	})
}

// ClaimMails implements alert.Outbox.
func (db *DB) ClaimMails(ctx context.Context, orgID string, now, until time.Time, most int) (claimed []alert.Letter, err error) {
	waiting := func(c conn) ([]alert.Letter, error) {
		rows, err := c.QueryContext(ctx, "SELECT "+mailColumns+` FROM mail WHERE org_id = $1 AND state = $2 AND due_at <= $3 AND lease_to <= $3
			ORDER BY due_at, id LIMIT $4`, orgID, string(alert.Waiting), now.UnixMicro(), most)
		return collect(rows, err, scanMail)
	}
	// Nearly always there is none: then nobody is kept from writing.
	if claimed, err = waiting(db.reader); err != nil || len(claimed) == 0 {
		return nil, err
	}
	err = db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		if claimed, err = waiting(tx); err != nil {
			return err
		}
		for i := range claimed {
			claimed[i].LeaseTo = until.UnixMicro()
			if _, err := tx.ExecContext(ctx, "UPDATE mail SET lease_to = $3 WHERE org_id = $1 AND id = $2", orgID, claimed[i].ID, claimed[i].LeaseTo); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claiming mails: %w", err)
	}
	return claimed, nil
}

// SaveMail implements alert.Outbox.
func (db *DB) SaveMail(ctx context.Context, orgID string, m alert.Letter) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE mail SET state = $3, tries = $4, due_at = $5, lease_to = 0, sent_at = $6, last_error = $7 WHERE org_id = $1 AND id = $2`,
			orgID, m.ID, string(m.State), m.Tries, m.DueAt, m.SentAt, m.LastError)
		if err != nil {
			return fmt.Errorf("noting what became of mail %s: %w", m.ID, err)
		}
		return nil
	})
}

// MailAlerts implements alert.Outbox.
func (db *DB) MailAlerts(ctx context.Context, scope access.Scope, day period.Date, mailID string) ([]alert.Alert, error) {
	seen, args := visible(scope, day, []any{scope.OrgID, mailID})
	rows, err := db.query(ctx, "SELECT "+alertColumns+` FROM alert a JOIN node n ON n.org_id = a.org_id AND n.id = a.node
		WHERE a.org_id = $1 AND a.mail = $2 AND `+seen+" ORDER BY a.id", args...)
	list, err := collect(rows, err, scanAlert)
	if err != nil {
		return nil, fmt.Errorf("reading what mail %s tells: %w", mailID, err)
	}
	return list, nil
}

// Mails implements alert.Outbox.
func (db *DB) Mails(ctx context.Context, orgID string, limit int) ([]alert.Letter, map[alert.MailState]int, error) {
	rows, err := db.query(ctx, "SELECT "+mailColumns+" FROM mail WHERE org_id = $1 ORDER BY id DESC LIMIT $2", orgID, limit)
	list, err := collect(rows, err, scanMail)
	if err != nil {
		return nil, nil, fmt.Errorf("reading mails: %w", err)
	}
	counts := map[alert.MailState]int{}
	rows, err = db.query(ctx, "SELECT state, COUNT(*) FROM mail WHERE org_id = $1 GROUP BY state", orgID)
	_, err = collect(rows, err, func(rows *sql.Rows) (none struct{}, err error) {
		var state alert.MailState
		var n int
		err = rows.Scan(&state, &n)
		counts[state] = n
		return none, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("counting mails: %w", err)
	}
	return list, counts, nil
}
