package store

import (
	"context"

	"github.com/attainhq/attain/internal/fault"
)

// Backup writes a consistent copy of the database to a new file while it is in
// use. It is for SQLite: PostgreSQL has better tools of its own.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.dialect == postgres {
		return fault.New(fault.Invalid, "this database is PostgreSQL; back it up with pg_dump, or with the tools of your hosting")
	}
	if _, err := db.writer.ExecContext(ctx, "VACUUM INTO $1", path); err != nil {
		return fault.Wrap(err, fault.Unavailable, "the backup to %s failed: %v; check the folder and the free space", path, err)
	}
	return nil
}
