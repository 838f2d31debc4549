package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	driversqlite "modernc.org/sqlite"

	"github.com/attainhq/attain/internal/fault"
)

// A database that cannot be written, or does not answer, is nobody's fault who
// asks. This file knows how both engines say so, and says it in words; everything
// else stays an error nobody classified.

// again is when it is worth trying again.
const again = 5 * time.Second

// trouble is what an error of an engine means.
type trouble struct {
	kind    fault.Kind
	message string
	lasting bool // writes are refused until somebody does something
}

var (
	full     = trouble{fault.Full, "nothing can be stored: the disk of the database is full. What was stored before is safe and can be read; make room, and it goes on by itself", true}
	readOnly = trouble{fault.Unavailable, "nothing can be stored: the database can only be read at the moment (its file, its disk, or a server that is a standby). What was stored before is safe; make it writable, and it goes on by itself", true}
	failing  = trouble{fault.Unavailable, "nothing can be stored: the disk of the database fails. Look at it before anything else, and keep a backup at hand", true}
	busy     = trouble{fault.Unavailable, "another program has been writing to the database for ten seconds; try again when it is done", false}
	clash    = trouble{fault.Unavailable, "two changes were in each other's way; try again", false}
	gone     = trouble{fault.Unavailable, "the database does not answer; try again in a moment", false}
	unsure   = trouble{fault.Unavailable, "the database went away while this was being stored, so it may be there or not: look before you send it again (a sale or an event that is sent again is stored once)", false}
)

// Explain returns a fault for an error that says that the database is full, can
// only be read or does not answer, and the error itself otherwise.
func (db *DB) Explain(err error) error {
	if _, known := errors.AsType[*fault.Error](err); known || err == nil {
		return err
	}
	if t := troubleOf(err); t != nil {
		return t.wrap(err)
	}
	return err
}

func (t trouble) wrap(err error) *fault.Error {
	f := fault.Wrap(err, t.kind, "%s", t.message)
	f.RetryAfter = again
	return f
}

// troubleOf returns nil for an error that says nothing of the database.
func troubleOf(err error) *trouble {
	if e, ok := errors.AsType[*driversqlite.Error](err); ok {
		const primary = 0xff
		return sqliteTrouble[e.Code()&primary]
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresTrouble(e.Code)
	}
	_, failed := errors.AsType[*pgconn.ConnectError](err)
	_, broken := errors.AsType[*net.OpError](err)
	if failed || broken || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || strings.HasSuffix(err.Error(), "conn closed") {
		return &gone
	}
	return nil
}

// sqliteTrouble is by SQLite's primary result codes (sqlite.org/rescode.html).
var sqliteTrouble = map[int]*trouble{5: &busy, 8: &readOnly, 10: &failing, 13: &full, 14: &readOnly}

// postgresTrouble reads a SQLSTATE (postgresql.org, appendix A).
func postgresTrouble(code string) *trouble {
	switch {
	case code == "53100":
		return &full
	case code == "25006":
		return &readOnly
	case code == "58030":
		return &failing
	case code == "40001", code == "40P01":
		return &clash
	case code == "57014": // cancelled: who asked has gone
		return nil
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57"), code == "53300":
		return &gone
	default:
		return nil
	}
}

// noted remembers that writes are refused. That one goes well is no sign of the
// contrary: a small one may find room where the others do not.
func (db *DB) noted(err error) error {
	if err == nil {
		return nil
	}
	if t := troubleOf(err); t != nil && t.lasting {
		db.refusing.Store(t.wrap(err))
	}
	return db.Explain(err)
}

// Refusing returns why nothing can be written now; nil when it can, as far as is
// known. While something is known it tries again, so that somebody who only
// looks sees when it is over.
func (db *DB) Refusing() error {
	f := db.refusing.Load()
	if f == nil {
		return nil
	}
	if !db.probing.CompareAndSwap(false, true) {
		return f // somebody is trying already
	}
	defer db.probing.Store(false)
	if err := db.probe(); err != nil {
		return f
	}
	db.refusing.Store(nil)
	return nil
}

// probe tries whether there is room, and whether something can be written. It
// changes nothing.
func (db *DB) probe() error {
	if db.dialect == sqlite {
		if err := roomBeside(db.path); err != nil {
			return err
		}
	}
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return within(ctx, db.writer, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE pulse SET seq = seq WHERE org_id >= ''") // it writes a page of the log
		return err
	})
}

// roomBeside tries whether a file takes a megabyte: less is soon full again.
func roomBeside(path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".room-")
	if err != nil {
		return err
	}
	_, err = file.Write(make([]byte, 1<<20))
	return errors.Join(err, file.Sync(), file.Close(), os.Remove(file.Name()))
}

// patient connects to PostgreSQL, and waits for one that is being restarted:
// nothing has been asked of it yet, so nothing can be done twice.
type patient struct{ driver.Connector }

// Connect implements driver.Connector.
func (p patient) Connect(ctx context.Context) (driver.Conn, error) {
	const longest = time.Second
	for wait, left := 50*time.Millisecond, 10*time.Second; ; {
		conn, err := p.Connector.Connect(ctx)
		if err == nil || !restarting(err) || left <= 0 {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(wait):
		}
		left -= wait
		wait = min(2*wait, longest)
	}
}

// restarting reports whether a server that is starting or stopping says so.
func restarting(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "57P03" || e.Code == "57P01" || e.Code == "57P02"
	}
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ENOENT)
}
