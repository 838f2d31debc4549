package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/access"
)

// ChangeTries implements access.TryStore.
func (db *DB) ChangeTries(ctx context.Context, orgID string, keys []string, change func(of []*access.Tries)) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		before := make([]access.Tries, len(keys))
		for _, key := range slices.Sorted(slices.Values(keys)) { // in one order, or two would wait for each other
			t, err := holdTries(ctx, tx, orgID, key)
			if err != nil {
				return err
			}
			before[slices.Index(keys, key)] = t
		}
		after, of := slices.Clone(before), make([]*access.Tries, len(keys))
		for i := range after {
			of[i] = &after[i]
		}
		change(of)
		for i, t := range after {
			if t == before[i] {
				continue
			}
			if _, err := tx.ExecContext(ctx, "UPDATE sign_in_try SET tries = $3, last_at = $4 WHERE org_id = $1 AND key = $2",
				orgID, keys[i], t.Count, instant(t.Last)); err != nil {
				return fmt.Errorf("counting a try: %w", err)
			}
		}
		return nil
	})
}

// holdTries reads the tries of a key and makes others wait until the transaction
// ends. The update changes nothing: it is there for the lock.
func holdTries(ctx context.Context, tx *sql.Tx, orgID, key string) (t access.Tries, err error) {
	var last int64
	err = tx.QueryRowContext(ctx, `INSERT INTO sign_in_try (org_id, key, tries, last_at) VALUES ($1, $2, 0, 0)
		ON CONFLICT (org_id, key) DO UPDATE SET tries = sign_in_try.tries RETURNING tries, last_at`, orgID, key).Scan(&t.Count, &last)
	if err != nil {
		return t, fmt.Errorf("reading the tries so far: %w", err)
	}
	t.Last = instantAt(last)
	return t, nil
}
