package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

const wallKeyColumns = "k.org_id, k.id, k.hash, k.user_id, k.node, k.name, k.created_at, k.last_used_at"

// wallKeyRow receives wallKeyColumns.
type wallKeyRow struct {
	key               access.WallKey
	created, lastUsed int64
}

func (r *wallKeyRow) dest() []any {
	k := &r.key
	return []any{&k.OrgID, &k.ID, &k.Hash, &k.UserID, &k.Node, &k.Name, &r.created, &r.lastUsed}
}

func (r *wallKeyRow) value() access.WallKey {
	k := r.key
	k.CreatedAt, k.LastUsedAt = instantAt(r.created), instantAt(r.lastUsed)
	return k
}

// WallKeys implements access.WallKeyStore.
func (db *DB) WallKeys(ctx context.Context, orgID, userID string) ([]access.WallKey, error) {
	rows, err := db.query(ctx, `SELECT `+wallKeyColumns+` FROM wall_key k WHERE k.org_id = $1 AND ($2 = '' OR k.user_id = $2)
		ORDER BY k.created_at DESC, k.id DESC`, orgID, userID)
	list, err := collect(rows, err, func(rows *sql.Rows) (access.WallKey, error) {
		var r wallKeyRow
		err := rows.Scan(r.dest()...)
		return r.value(), err
	})
	if err != nil {
		return nil, fmt.Errorf("list the wall keys of %s: %w", orgID, err)
	}
	return list, nil
}

// InsertWallKey implements access.WallKeyStore.
func (db *DB) InsertWallKey(ctx context.Context, k access.WallKey) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO wall_key (org_id, id, hash, user_id, node, name, created_at, last_used_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
			k.OrgID, k.ID, k.Hash, k.UserID, k.Node, k.Name, instant(k.CreatedAt), instant(k.LastUsedAt)); err != nil {
			return fmt.Errorf("store a wall key: %w", err)
		}
		return nil
	})
}

// WallKeyByHash implements access.WallKeyStore.
func (db *DB) WallKeyByHash(ctx context.Context, hash string) (access.WallKey, access.User, error) {
	var (
		k wallKeyRow
		u userRow
	)
	orgID, err := db.whose(ctx, "SELECT org_id FROM wall_key WHERE hash = $1", hash)
	if err := missing(err, "wall key"); err != nil {
		return access.WallKey{}, access.User{}, err
	}
	err = db.queryRow(ctx, `SELECT `+wallKeyColumns+`, `+userColumns+` FROM wall_key k JOIN app_user u ON u.org_id = k.org_id AND u.id = k.user_id
		WHERE k.org_id = $1 AND k.hash = $2`, orgID, hash).Scan(append(k.dest(), u.dest()...)...)
	if err := missing(err, "wall key"); err != nil {
		return access.WallKey{}, access.User{}, err
	}
	return k.value(), u.value(), nil
}

// TouchWallKey implements access.WallKeyStore.
func (db *DB) TouchWallKey(ctx context.Context, orgID, id string, at time.Time) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE wall_key SET last_used_at = $3 WHERE org_id = $1 AND id = $2 AND last_used_at < $3", orgID, id, instant(at)); err != nil {
			return fmt.Errorf("note the use of wall key %s: %w", id, err)
		}
		return nil
	})
}

// DeleteWallKey implements access.WallKeyStore.
func (db *DB) DeleteWallKey(ctx context.Context, orgID, userID, id string) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		deleted, err := affected(tx.ExecContext(ctx, "DELETE FROM wall_key WHERE org_id = $1 AND id = $2 AND ($3 = '' OR user_id = $3)", orgID, id, userID))
		if err != nil {
			return fmt.Errorf("delete wall key %s: %w", id, err)
		}
		if deleted == 0 {
			return fault.New(fault.NotFound, "there is no such link")
		}
		return nil
	})
}
