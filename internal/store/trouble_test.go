package store

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/store/storetest"
)

// beats writes one durable thing.
func (db *DB) beats(ctx context.Context, orgID string) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, orgID); err != nil {
			return err
		}
		_, err := db.beat(ctx, tx, orgID)
		return err
	})
}

func (db *DB) exec(t *testing.T, statement string) {
	t.Helper()
	if _, err := db.writer.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(statement, err)
	}
}

// refuses checks that writes are refused with the kind while reads go on, and
// that all goes on after mend.
func (db *DB) refuses(t *testing.T, kind fault.Kind, says string, write func() error, mend func()) {
	t.Helper()
	before, err := db.Pulse(t.Context(), "o")
	if err != nil {
		t.Fatal(err)
	}
	err = write()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), says) || fault.RetryAfter(err) == 0 {
		t.Fatalf("a write ends with %v", err)
	}
	for range 2 {
		if err := db.Refusing(); !fault.Is(err, kind) {
			t.Errorf("asked whether it refuses, it says %v", err)
		}
	}
	if after, err := db.Pulse(t.Context(), "o"); err != nil || after != before {
		t.Errorf("read after that: %d, %d before (%v)", after, before, err)
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("it cannot be read: %v", err)
	}
	mend()
	if err := db.Refusing(); err != nil {
		t.Errorf("it is mended and still refuses: %v", err)
	}
	if err := db.beats(t.Context(), "o"); err != nil {
		t.Errorf("it is mended and a write fails: %v", err)
	}
	if after, err := db.Pulse(t.Context(), "o"); err != nil || after != before+1 {
		t.Errorf("afterwards %d beats, %d before (%v)", after, before, err)
	}
}

func TestFull(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite, Open)
	if err := db.beats(t.Context(), "o"); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := db.writer.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	db.exec(t, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	grow := func() error {
		return db.inTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			for i := range 100 {
				_, err := tx.ExecContext(ctx, "INSERT INTO batch_change (org_id, batch, seq, body) VALUES ($1, $2, $3, $4)", "o", "b", i, strings.Repeat("x", 5000))
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	// A page of its own is what the probe does not need: it says that writing goes
	// on, and the next big write says again that it does not.
	if err := grow(); !fault.Is(err, fault.Full) || !strings.Contains(err.Error(), "make room") {
		t.Fatalf("a write to a full disk ends with %v", err)
	}
	var rows int
	if err := db.queryRow(t.Context(), "SELECT COUNT(*) FROM batch_change WHERE org_id = $1", "o").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows of what was refused are there: %v", rows, err)
	}
	db.exec(t, "PRAGMA max_page_count = 1000000")
	if err := db.Refusing(); err != nil {
		t.Error(err)
	}
	if err := grow(); err != nil {
		t.Error(err)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	t.Run(storetest.SQLite, func(t *testing.T) {
		t.Parallel()
		db := storetest.Open(t, storetest.SQLite, Open)
		if err := db.beats(t.Context(), "o"); err != nil {
			t.Fatal(err)
		}
		db.exec(t, "PRAGMA query_only = 1") // what the engine says of a file that it may not write
		db.refuses(t, fault.Unavailable, "can only be read", func() error { return db.beats(t.Context(), "o") },
			func() { db.exec(t, "PRAGMA query_only = 0") })
	})
	t.Run(storetest.Postgres, func(t *testing.T) {
		t.Parallel()
		db := storetest.Open(t, storetest.Postgres, Open)
		if err := db.beats(t.Context(), "o"); err != nil {
			t.Fatal(err)
		}
		var name string
		if err := db.writer.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
		set := func(to string) { // as a failover does, to every connection from now on
			conn, err := db.writer.BeginTx(t.Context(), nil)
			if err == nil {
				_, err = conn.ExecContext(t.Context(), "SET TRANSACTION READ WRITE")
			}
			if err == nil {
				_, err = conn.ExecContext(t.Context(), "ALTER DATABASE "+name+" SET default_transaction_read_only = "+to)
			}
			if err == nil {
				err = conn.Commit()
			}
			if err != nil {
				t.Fatal(err)
			}
			db.writer.SetMaxIdleConns(-1) // the next ones are new
			db.writer.SetMaxIdleConns(4)
		}
		set("on")
		db.refuses(t, fault.Unavailable, "can only be read", func() error { return db.beats(t.Context(), "o") }, func() { set("off") })
	})
}

// restartable stands before a server, and can be stopped and started as the
// server itself would.
type restartable struct {
	t       *testing.T
	to      string
	address string

	mu       sync.Mutex
	listener net.Listener
	conns    map[net.Conn]bool
}

func (p *restartable) start() {
	p.t.Helper()
	listener, err := net.Listen("tcp", p.address) //nolint:noctx // it is closed by stop
	if err != nil {
		p.t.Fatal(err)
	}
	p.address = listener.Addr().String()
	p.mu.Lock()
	p.listener = listener
	p.mu.Unlock()
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			go p.pipe(near)
		}
	}()
}

func (p *restartable) pipe(near net.Conn) {
	far, err := net.Dial("tcp", p.to) //nolint:noctx // it is closed with the other end
	if err != nil {
		_ = near.Close()
		return
	}
	p.mu.Lock()
	p.conns[near], p.conns[far] = true, true
	p.mu.Unlock()
	go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
	_, _ = io.Copy(near, far)
	_ = near.Close()
}

// stop refuses new connections and breaks the others, wherever they are.
func (p *restartable) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.listener.Close()
	for conn := range p.conns {
		_ = conn.Close()
	}
	clear(p.conns)
}

// TestRestart: a PostgreSQL that is restarted under load. Whatever was
// acknowledged is there once, what failed says so in words, and all goes on by
// itself.
func TestRestart(t *testing.T) {
	t.Parallel()
	location := storetest.Location(t, storetest.Postgres, func(ctx context.Context, location string) error {
		db, err := Open(ctx, location)
		if err != nil {
			return err
		}
		return db.Close()
	})
	at, err := url.Parse(location)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &restartable{t: t, to: at.Host, address: "127.0.0.1:0", conns: map[net.Conn]bool{}}
	proxy.start()
	t.Cleanup(proxy.stop)
	at.Host = proxy.address
	db, err := Open(t.Context(), at.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })

	const writers, enough = 6, 40
	var all sync.WaitGroup
	var mu sync.Mutex
	acknowledged, unsureOf := map[string]bool{}, map[string]bool{}
	refused := 0
	stop := make(chan struct{})
	for w := range writers {
		all.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				id := fmt.Sprintf("%d-%d", w, i)
				err := db.inTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, "INSERT INTO batch_change (org_id, batch, seq, body) VALUES ($1, $2, $3, $4)", "o", id, 1, "")
					return err
				})
				mu.Lock()
				switch {
				case err == nil:
					acknowledged[id] = true
				case !fault.Is(err, fault.Unavailable) || fault.RetryAfter(err) == 0:
					t.Errorf("a write ends with %v", err)
				case strings.Contains(err.Error(), "may be there or not"):
					unsureOf[id] = true
				default:
					refused++
				}
				mu.Unlock()
				_, err = db.Pulse(t.Context(), "o")
				if err = db.Explain(err); err != nil && !fault.Is(err, fault.Unavailable) {
					t.Errorf("a read ends with %v", err)
				}
			}
		})
	}
	reach := func(n int) {
		deadline := time.Now().Add(time.Minute)
		for {
			mu.Lock()
			done := len(acknowledged)
			mu.Unlock()
			if done >= n {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("only %d writes after a minute", done)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	total := 0
	for range 3 {
		total += enough
		reach(total)
		proxy.stop()
		time.Sleep(300 * time.Millisecond) // as long as a restart takes
		mu.Lock()
		total = len(acknowledged)
		mu.Unlock()
		proxy.start()
	}
	reach(total + enough)
	close(stop)
	all.Wait()
	rows, err := db.query(t.Context(), "SELECT batch FROM batch_change WHERE org_id = $1", "o")
	stored, err := collect(rows, err, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) })
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, id := range stored {
		if there[id] || !acknowledged[id] && !unsureOf[id] {
			t.Errorf("%s is stored, and was not acknowledged once", id)
		}
		there[id] = true
	}
	for id := range acknowledged {
		if !there[id] {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	t.Logf("%d acknowledged, %d refused, %d unsure", len(acknowledged), refused, len(unsureOf))
}
