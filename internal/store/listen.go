package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Several servers may share a PostgreSQL. Each transaction that changes a number
// notifies one channel, and every server listens to it: what is heard is
// committed. A notification is a hint and never the truth: it says which pulse to
// look at, and who hears nothing looks by himself from time to time.

// channel carries "pulse organisation", and the words by which a listener finds
// out whether it hears.
const channel = "attain"

// announce lets the listeners of all servers know of the pulse when the
// transaction is committed.
func (db *DB) announce(ctx context.Context, tx conn, orgID string, pulse int64) error {
	if db.dialect == sqlite {
		return nil
	}
	// A statement of its own: within one that writes, Citus would notify on the
	// node that has the row.
	if err := execLater(ctx, tx, "SELECT pg_notify($1, $2)", channel, fmt.Sprintf("%d %s", pulse, orgID)); err != nil {
		return fmt.Errorf("announcing the change: %w", err)
	}
	return nil
}

// patience says how patient Follow is.
type patience struct {
	retry   time.Duration // after the first failure; twice as long after each further one
	longest time.Duration // between two tries
	answer  time.Duration // for its own word to come back
	silence time.Duration // without news, until it tries again whether it hears
}

// usual is for a database that is away for some seconds, or for ever.
var usual = patience{retry: 100 * time.Millisecond, longest: 30 * time.Second, answer: 5 * time.Second, silence: 30 * time.Second}

// Follow calls heard with an organisation and its pulse when a change of it was
// committed, by whatever process, until the context ends. hearing is told true
// when that begins to work and false when it does not; until the first true,
// after each false, and always on SQLite, who wants to know must ask for the
// pulse. Neither function may block.
func (db *DB) Follow(ctx context.Context, heard func(orgID string, pulse int64), hearing func(bool)) {
	db.follow(ctx, usual, heard, hearing)
}

func (db *DB) follow(ctx context.Context, with patience, heard func(orgID string, pulse int64), hearing func(bool)) {
	if db.dialect == sqlite {
		<-ctx.Done()
		return
	}
	told := false
	for wait := with.retry; ; wait = min(2*wait, with.longest) {
		l := listener{db: db, patience: with, own: "? " + uuid.NewString(), heard: heard, hearing: hearing}
		worked := l.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		if worked {
			wait = with.retry
		}
		if worked || !told {
			hearing(false)
			told = true
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// listener is one connection that listens, outside the pool: it would hold one
// of the pool's for ever.
type listener struct {
	patience
	db      *DB
	own     string // a word that only this listener says
	conn    *pgx.Conn
	heard   func(orgID string, pulse int64)
	hearing func(bool)
}

// listen listens until the connection breaks, or until it does not hear what is
// said: behind a pooler that gives each transaction another connection (pgbouncer
// in transaction mode), LISTEN is answered and nothing ever comes. It reports
// whether it had heard anything.
func (l *listener) listen(ctx context.Context) (worked bool) {
	connecting, cancel := context.WithTimeout(ctx, l.answer)
	defer cancel()
	var err error
	if l.conn, err = pgx.ConnectConfig(connecting, l.db.address.Copy()); err != nil {
		return false
	}
	defer l.close(ctx)
	if _, err := l.conn.Exec(connecting, "LISTEN "+channel); err != nil {
		return false
	}
	for l.speak(ctx) && l.await(ctx, l.answer, l.own) == arrived {
		if !worked {
			l.hearing(true)
			worked = true
		}
		if l.await(ctx, l.silence, "") == broken {
			break
		}
	}
	return worked
}

// speak says the listener's own word on another connection.
func (l *listener) speak(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, l.answer)
	defer cancel()
	return within(ctx, l.db.writer, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "SELECT pg_notify($1, $2)", channel, l.own)
		return err
	}) == nil
}

// What came of waiting.
type waited int

const (
	arrived waited = iota // the word that was waited for
	quiet                 // nothing for so long
	broken                // the connection
)

// await passes on what is heard until the word comes, or nothing for so long.
func (l *listener) await(ctx context.Context, atMost time.Duration, word string) waited {
	for {
		waiting, cancel := context.WithTimeout(ctx, atMost)
		n, err := l.conn.WaitForNotification(waiting)
		cancel()
		switch {
		case err != nil && (l.conn.IsClosed() || ctx.Err() != nil):
			return broken
		case err != nil:
			return quiet
		case n.Payload == word:
			return arrived
		}
		// What others say to themselves is no news.
		pulse, orgID, _ := strings.Cut(n.Payload, " ")
		if seq, err := strconv.ParseInt(pulse, 10, 64); err == nil {
			l.heard(orgID, seq)
		}
	}
}

func (l *listener) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = l.conn.Close(ctx) // it may be broken already
}
