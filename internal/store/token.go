package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

const tokenColumns = `t.org_id, t.id, t.hash, t.user_id, t.name, t.prefix, t.role, t.created_at, t.expires_at, t.last_used_at`

// tokenRow receives tokenColumns.
type tokenRow struct {
	token                        access.Token
	createdAt, expires, lastUsed int64
}

func (r *tokenRow) dest() []any {
	t := &r.token
	return []any{
		&t.OrgID, &t.ID, &t.Hash, &t.UserID, &t.Name, &t.Prefix, &t.Role,
		&r.createdAt, &r.expires, &r.lastUsed,
	}
}

func (r *tokenRow) value() access.Token {
	t := r.token
	t.CreatedAt, t.ExpiresAt, t.LastUsedAt = instantAt(r.createdAt), instantAt(r.expires), instantAt(r.lastUsed)
	return t
}

// Tokens implements access.TokenStore.
func (db *DB) Tokens(ctx context.Context, orgID, userID string) ([]access.Token, error) {
	rows, err := db.query(ctx, `
		SELECT `+tokenColumns+` FROM token t
		WHERE t.org_id = $1 AND ($2 = '' OR t.user_id = $2)
		ORDER BY t.created_at DESC, t.id DESC`, orgID, userID)
	tokens, err := collect(rows, err, func(rows *sql.Rows) (access.Token, error) {
		var r tokenRow
		err := rows.Scan(r.dest()...)
		return r.value(), err
	})
	if err != nil {
		return nil, fmt.Errorf("list the tokens of %s: %w", orgID, err)
	}
	return tokens, nil
}

// InsertToken implements access.TokenStore.
func (db *DB) InsertToken(ctx context.Context, t access.Token) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO token (org_id, id, hash, user_id, name, prefix, role, created_at, expires_at, last_used_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			t.OrgID, t.ID, t.Hash, t.UserID, t.Name, t.Prefix, string(t.Role),
			instant(t.CreatedAt), instant(t.ExpiresAt), instant(t.LastUsedAt)); err != nil {
			return fmt.Errorf("store a token: %w", err)
		}
		return nil
	})
}

// TokenByHash implements access.TokenStore.
func (db *DB) TokenByHash(ctx context.Context, hash string) (access.Token, access.User, error) {
	var (
		t tokenRow
		u userRow
	)
	orgID, err := db.whose(ctx, "SELECT org_id FROM token WHERE hash = $1", hash)
	if err := missing(err, "token"); err != nil {
		return access.Token{}, access.User{}, err
	}
	err = db.queryRow(ctx, `
		SELECT `+tokenColumns+`, `+userColumns+`
		FROM token t JOIN app_user u ON u.org_id = t.org_id AND u.id = t.user_id
		WHERE t.org_id = $1 AND t.hash = $2`, orgID, hash).Scan(append(t.dest(), u.dest()...)...)
	if err := missing(err, "token"); err != nil {
		return access.Token{}, access.User{}, err
	}
	return t.value(), u.value(), nil
}

// TouchToken implements access.TokenStore.
func (db *DB) TouchToken(ctx context.Context, orgID, id string, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			UPDATE token SET last_used_at = $3 WHERE org_id = $1 AND id = $2 AND last_used_at < $3`,
			orgID, id, instant(at)); err != nil {
			return fmt.Errorf("note the use of token %s: %w", id, err)
		}
		return nil
	})
}

// DeleteToken implements access.TokenStore.
func (db *DB) DeleteToken(ctx context.Context, orgID, userID, id string) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		deleted, err := affected(tx.ExecContext(ctx, `
			DELETE FROM token WHERE org_id = $1 AND id = $2 AND ($3 = '' OR user_id = $3)`, orgID, id, userID))
		if err != nil {
			return fmt.Errorf("delete token %s: %w", id, err)
		}
		if deleted == 0 {
			return fault.New(fault.NotFound, "there is no such token")
		}
		return nil
	})
}
