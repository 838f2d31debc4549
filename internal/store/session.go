package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
)

// instant returns what is stored of a time: microseconds since 1970, 0 for the
// zero time.
func instant(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instantAt is the opposite of instant.
func instantAt(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// InsertSession implements access.SessionStore.
func (db *DB) InsertSession(ctx context.Context, s access.Session) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO session (org_id, hash, user_id, created_at, last_seen_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			s.OrgID, s.Hash, s.UserID, instant(s.CreatedAt), instant(s.LastSeenAt), instant(s.ExpiresAt)); err != nil {
			return fmt.Errorf("store a session: %w", err)
		}
		return seen(ctx, tx, s.OrgID, s.UserID, s.LastSeenAt)
	})
}

// SessionByHash implements access.SessionStore.
func (db *DB) SessionByHash(ctx context.Context, hash string) (access.Session, access.User, error) {
	var (
		s                            access.Session
		r                            userRow
		createdAt, lastSeen, expires int64
	)
	dest := append([]any{&s.OrgID, &s.Hash, &s.UserID, &createdAt, &lastSeen, &expires}, r.dest()...)
	orgID, err := db.whose(ctx, "SELECT org_id FROM session WHERE hash = $1", hash)
	if err := missing(err, "session"); err != nil {
		return access.Session{}, access.User{}, err
	}
	err = db.queryRow(ctx, `
		SELECT s.org_id, s.hash, s.user_id, s.created_at, s.last_seen_at, s.expires_at, `+userColumns+`
		FROM session s JOIN app_user u ON u.org_id = s.org_id AND u.id = s.user_id
		WHERE s.org_id = $1 AND s.hash = $2`, orgID, hash).Scan(dest...)
	if err := missing(err, "session"); err != nil {
		return access.Session{}, access.User{}, err
	}
	s.CreatedAt, s.LastSeenAt, s.ExpiresAt = instantAt(createdAt), instantAt(lastSeen), instantAt(expires)
	return s, r.value(), nil
}

// TouchSession implements access.SessionStore.
func (db *DB) TouchSession(ctx context.Context, s access.Session, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			UPDATE session SET last_seen_at = $3 WHERE org_id = $1 AND hash = $2 AND last_seen_at < $3`,
			s.OrgID, s.Hash, instant(at)); err != nil {
			return fmt.Errorf("note the use of a session: %w", err)
		}
		return seen(ctx, tx, s.OrgID, s.UserID, at)
	})
}

// seen notes that the user was there; the clock never goes back.
func seen(ctx context.Context, tx *sql.Tx, orgID, userID string, at time.Time) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE app_user SET last_seen_at = $3 WHERE org_id = $1 AND id = $2 AND last_seen_at < $3`,
		orgID, userID, instant(at)); err != nil {
		return fmt.Errorf("note that user %s was seen: %w", userID, err)
	}
	return nil
}

// DeleteSession implements access.SessionStore.
func (db *DB) DeleteSession(ctx context.Context, orgID, hash string) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE org_id = $1 AND hash = $2`, orgID, hash); err != nil {
			return fmt.Errorf("delete a session: %w", err)
		}
		return nil
	})
}
