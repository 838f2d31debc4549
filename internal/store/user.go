package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

const userColumns = `u.org_id, u.id, u.email, u.name, u.role, u.person_id, u.password_hash, u.disabled, u.created_at, u.last_seen_at`

// userRow receives userColumns.
type userRow struct {
	user                          access.User
	disabled, createdAt, lastSeen int64
}

func (r *userRow) dest() []any {
	u := &r.user
	return []any{
		&u.OrgID, &u.ID, &u.Email, &u.Name, &u.Role, &u.PersonID, &u.PasswordHash,
		&r.disabled, &r.createdAt, &r.lastSeen,
	}
}

func (r *userRow) value() access.User {
	u := r.user
	u.Disabled = r.disabled != 0
	u.CreatedAt, u.LastSeenAt = instantAt(r.createdAt), instantAt(r.lastSeen)
	return u
}

// Users implements access.UserStore.
func (db *DB) Users(ctx context.Context, orgID string) ([]access.User, error) {
	rows, err := db.query(ctx, `SELECT `+userColumns+` FROM app_user u WHERE u.org_id = $1 ORDER BY u.name, u.id`, orgID)
	users, err := collect(rows, err, func(rows *sql.Rows) (access.User, error) {
		var r userRow
		err := rows.Scan(r.dest()...)
		return r.value(), err
	})
	if err != nil {
		return nil, fmt.Errorf("list the users of %s: %w", orgID, err)
	}
	return users, nil
}

// User implements access.UserStore.
func (db *DB) User(ctx context.Context, orgID, id string) (access.User, error) {
	return scanUser(db.queryRow(ctx, `SELECT `+userColumns+` FROM app_user u WHERE u.org_id = $1 AND u.id = $2`, orgID, id))
}

// UserByEmail implements access.UserStore.
func (db *DB) UserByEmail(ctx context.Context, orgID, emailKey string) (access.User, error) {
	return scanUser(db.queryRow(ctx, `SELECT `+userColumns+` FROM app_user u WHERE u.org_id = $1 AND u.email_key = $2`, orgID, emailKey))
}

func scanUser(row *sql.Row) (access.User, error) {
	var r userRow
	if err := missing(row.Scan(r.dest()...), "user"); err != nil {
		return access.User{}, err
	}
	return r.value(), nil
}

// missing turns the error of a row that is not there into a NotFound fault.
func missing(err error, what string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fault.New(fault.NotFound, "there is no such %s", what)
	default:
		return fmt.Errorf("read a %s: %w", what, err)
	}
}

// InsertUser implements access.UserStore.
func (db *DB) InsertUser(ctx context.Context, u access.User) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, u.OrgID); err != nil { // CompleteSetup must see every user
			return fmt.Errorf("lock %s: %w", u.OrgID, err)
		}
		return insertUser(ctx, tx, u)
	})
}

func insertUser(ctx context.Context, tx *sql.Tx, u access.User) error {
	inserted, err := affected(tx.ExecContext(ctx, `
		INSERT INTO app_user (org_id, id, email, email_key, name, role, person_id, password_hash, disabled, created_at, last_seen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (org_id, email_key) DO NOTHING`,
		u.OrgID, u.ID, u.Email, u.EmailKey(), u.Name, string(u.Role), u.PersonID, u.PasswordHash,
		flag(u.Disabled), instant(u.CreatedAt), instant(u.LastSeenAt)))
	if err != nil {
		return fmt.Errorf("store a user: %w", err)
	}
	if inserted == 0 {
		return fault.New(fault.Conflict, "there is a user with the e-mail %s already", u.Email)
	}
	return nil
}

// ChangeUser implements access.UserStore.
func (db *DB) ChangeUser(ctx context.Context, orgID, id string, change func(u *access.User, otherAdmins int) (ends bool, err error)) (access.User, error) {
	var changed access.User
	err := db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil { // what change is told must stay true
			return fmt.Errorf("lock %s: %w", orgID, err)
		}
		u, err := scanUser(tx.QueryRowContext(ctx, `SELECT `+userColumns+` FROM app_user u WHERE u.org_id = $1 AND u.id = $2`, orgID, id))
		if err != nil {
			return err
		}
		var otherAdmins int
		if err := tx.QueryRowContext(ctx, `
			SELECT COUNT(*) FROM app_user WHERE org_id = $1 AND id <> $2 AND role = $3 AND disabled = 0`,
			orgID, id, string(access.Admin)).Scan(&otherAdmins); err != nil {
			return fmt.Errorf("count the other admins: %w", err)
		}
		ends, err := change(&u, otherAdmins)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE app_user SET name = $3, role = $4, person_id = $5, password_hash = $6, disabled = $7
			WHERE org_id = $1 AND id = $2`,
			orgID, id, u.Name, string(u.Role), u.PersonID, u.PasswordHash, flag(u.Disabled)); err != nil {
			return fmt.Errorf("store user %s: %w", id, err)
		}
		changed = u
		if !ends {
			return nil
		}
		return endAll(ctx, tx, orgID, id)
	})
	if err != nil {
		return access.User{}, err
	}
	return changed, nil
}

// endAll deletes the sessions and the sign-in links of the user.
func endAll(ctx context.Context, tx *sql.Tx, orgID, userID string) error {
	for _, text := range []string{
		`DELETE FROM session WHERE org_id = $1 AND user_id = $2`,
		`DELETE FROM login_link WHERE org_id = $1 AND user_id = $2`,
	} {
		if _, err := tx.ExecContext(ctx, text, orgID, userID); err != nil {
			return fmt.Errorf("end the sessions of user %s: %w", userID, err)
		}
	}
	return nil
}

// affected returns how many rows a statement changed.
func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// HasUsers implements access.LinkStore.
func (db *DB) HasUsers(ctx context.Context, orgID string) (bool, error) {
	var users int
	if err := db.queryRow(ctx, `SELECT COUNT(*) FROM app_user WHERE org_id = $1`, orgID).Scan(&users); err != nil {
		return false, fmt.Errorf("count the users of %s: %w", orgID, err)
	}
	return users > 0, nil
}
