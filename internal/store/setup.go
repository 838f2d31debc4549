package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

// ReplaceSetupLink implements access.LinkStore.
func (db *DB) ReplaceSetupLink(ctx context.Context, l access.Link) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM login_link WHERE org_id = $1 AND purpose = $2`, l.OrgID, string(access.Setup)); err != nil {
			return fmt.Errorf("delete the earlier setup link: %w", err)
		}
		return insertLink(ctx, tx, l)
	})
}

// InsertLink implements access.LinkStore.
func (db *DB) InsertLink(ctx context.Context, l access.Link) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error { return insertLink(ctx, tx, l) })
}

func insertLink(ctx context.Context, tx *sql.Tx, l access.Link) error {
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO login_link (org_id, hash, purpose, user_id, reusable, created_at, expires_at, used_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.OrgID, l.Hash, string(l.Purpose), l.UserID, flag(l.Reusable),
		instant(l.CreatedAt), instant(l.ExpiresAt), instant(l.UsedAt)); err != nil {
		return fmt.Errorf("store a link: %w", err)
	}
	return nil
}

// LinkByHash implements access.LinkStore.
func (db *DB) LinkByHash(ctx context.Context, hash string) (access.Link, error) {
	var (
		l                                  access.Link
		reusable, createdAt, expires, used int64
	)
	orgID, err := db.whose(ctx, "SELECT org_id FROM login_link WHERE hash = $1", hash)
	if err := missing(err, "link"); err != nil {
		return access.Link{}, err
	}
	err = db.queryRow(ctx, `
		SELECT org_id, hash, purpose, user_id, reusable, created_at, expires_at, used_at
		FROM login_link WHERE org_id = $1 AND hash = $2`, orgID, hash).
		Scan(&l.OrgID, &l.Hash, &l.Purpose, &l.UserID, &reusable, &createdAt, &expires, &used)
	if err := missing(err, "link"); err != nil {
		return access.Link{}, err
	}
	l.Reusable = reusable != 0
	l.CreatedAt, l.ExpiresAt, l.UsedAt = instantAt(createdAt), instantAt(expires), instantAt(used)
	return l, nil
}

// UseLink implements access.LinkStore.
func (db *DB) UseLink(ctx context.Context, l access.Link, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error { return useLink(ctx, tx, l, at) })
}

// useLink lets exactly one of several callers through.
func useLink(ctx context.Context, tx *sql.Tx, l access.Link, at time.Time) error {
	used, err := affected(tx.ExecContext(ctx, `
		UPDATE login_link SET used_at = $3 WHERE org_id = $1 AND hash = $2 AND used_at = 0`,
		l.OrgID, l.Hash, instant(at)))
	if err != nil {
		return fmt.Errorf("mark a link used: %w", err)
	}
	if used == 0 {
		return fault.New(fault.NotFound, "the link is not valid any more; ask for a new one")
	}
	return nil
}

// CompleteSetup implements access.LinkStore.
func (db *DB) CompleteSetup(ctx context.Context, l access.Link, u access.User, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, l.OrgID); err != nil { // two first users must not pass each other
			return fmt.Errorf("lock %s: %w", l.OrgID, err)
		}
		if err := useLink(ctx, tx, l, at); err != nil {
			return err
		}
		var users int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM app_user WHERE org_id = $1`, l.OrgID).Scan(&users); err != nil {
			return fmt.Errorf("count the users of %s: %w", l.OrgID, err)
		}
		if users > 0 {
			return fault.New(fault.Conflict, "the organisation has been set up already; sign in")
		}
		return insertUser(ctx, tx, u)
	})
}

// DeleteStale implements access.LinkStore. Its statements are the ones here without
// an organisation: it sweeps the server.
func (db *DB) DeleteStale(ctx context.Context, now, idleSince, triedBefore time.Time) (int64, error) {
	var total int64
	err := db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		sessions, err := affected(tx.ExecContext(ctx, `
			DELETE FROM session WHERE expires_at <= $1 OR last_seen_at <= $2`, instant(now), instant(idleSince)))
		if err != nil {
			return fmt.Errorf("delete the sessions that are over: %w", err)
		}
		links, err := affected(tx.ExecContext(ctx, `
			DELETE FROM login_link WHERE used_at > 0 OR (expires_at > 0 AND expires_at <= $1)`, instant(now)))
		if err != nil {
			return fmt.Errorf("delete the links that are over: %w", err)
		}
		tries, err := affected(tx.ExecContext(ctx, `DELETE FROM sign_in_try WHERE last_at <= $1`, instant(triedBefore)))
		if err != nil {
			return fmt.Errorf("delete the tries that are forgotten: %w", err)
		}
		total = sessions + links + tries
		return nil
	})
	return total, err
}
