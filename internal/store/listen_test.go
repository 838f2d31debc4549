package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/store/storetest"
)

// hearer follows a database and keeps what it was told.
type hearer struct {
	t     *testing.T
	news  chan string
	state chan bool
}

func (db *DB) hearer(t *testing.T) *hearer {
	t.Helper()
	h := &hearer{t: t, news: make(chan string, 100), state: make(chan bool, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	quick := patience{retry: 20 * time.Millisecond, longest: 200 * time.Millisecond, answer: 2 * time.Second, silence: 500 * time.Millisecond}
	var done sync.WaitGroup
	done.Go(func() {
		db.follow(ctx, quick, func(orgID string, pulse int64) { h.news <- fmt.Sprint(orgID, " ", pulse) }, func(hears bool) { h.state <- hears })
	})
	t.Cleanup(func() {
		cancel()
		done.Wait()
	})
	return h
}

func (h *hearer) becomes(hears bool) {
	h.t.Helper()
	over := time.After(20 * time.Second)
	for {
		select {
		case now := <-h.state:
			if now == hears {
				return
			}
		case <-over:
			h.t.Fatalf("hearing never became %v", hears)
		}
	}
}

func (h *hearer) hears(want string) {
	h.t.Helper()
	select {
	case got := <-h.news:
		if got != want {
			h.t.Fatalf("heard %q, want %q", got, want)
		}
	case <-time.After(10 * time.Second):
		h.t.Fatalf("heard nothing of %q", want)
	}
}

// TestFollow: what is committed is heard by every server, in its order; what is
// rolled back is not.
func TestFollow(t *testing.T) {
	t.Parallel()
	location := postgresLocation(t)
	db, other := opened(t, location), opened(t, location)
	own, their := db.hearer(t), other.hearer(t)
	own.becomes(true)
	their.becomes(true)
	undone := errors.New("undone")
	err := db.inTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		if _, err := db.beat(ctx, tx, "o"); err != nil {
			return err
		}
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	for i, orgID := range []string{"o", "an organisation", "o"} {
		if err := db.beats(t.Context(), orgID); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprint(orgID, " ", []int{1, 1, 2}[i])
		own.hears(want)
		their.hears(want)
	}
	time.Sleep(time.Second) // twice the silence: it has asked itself whether it hears, and that is no news
	if err := other.beats(t.Context(), "o"); err != nil {
		t.Fatal(err)
	}
	own.hears("o 3")
	their.hears("o 3")
}

// TestFollowBroken: a connection that breaks is told, and another one takes its
// place.
func TestFollowBroken(t *testing.T) {
	t.Parallel()
	db := opened(t, postgresLocation(t))
	h := db.hearer(t)
	h.becomes(true)
	for seq := range 3 {
		db.exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
		h.becomes(false)
		h.becomes(true)
		if err := db.beats(t.Context(), "o"); err != nil {
			t.Fatal(err)
		}
		h.hears(fmt.Sprint("o ", seq+1))
	}
}

// TestFollowDeaf: a connection over which no notification ever comes, as behind
// a pooler that hands connections out by transactions, is known to be deaf.
func TestFollowDeaf(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(postgresLocation(t))
	if err != nil {
		t.Fatal(err)
	}
	at.Host = pooler(t, at.Host)
	db := opened(t, at.String())
	h := db.hearer(t)
	h.becomes(false)
	if err := db.beats(t.Context(), "o"); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-h.state:
		t.Errorf("hearing became %v", got)
	case got := <-h.news:
		t.Errorf("heard %q", got)
	case <-time.After(3 * time.Second):
	}
}

// TestFollowSQLite: there is nothing to hear, and it ends with its context.
func TestFollowSQLite(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite, Open)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	db.Follow(ctx, func(string, int64) { t.Error("it heard") }, func(bool) { t.Error("it hears") })
}

func postgresLocation(t *testing.T) string {
	t.Helper()
	return storetest.Location(t, storetest.Postgres, func(ctx context.Context, location string) error {
		db, err := Open(ctx, location)
		if err != nil {
			return err
		}
		return db.Close()
	})
}

func opened(t *testing.T, location string) *DB {
	t.Helper()
	db, err := Open(t.Context(), location)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// pooler stands before a PostgreSQL and lets no notification through.
func pooler(t *testing.T, host string) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp", host) //nolint:noctx // closed with the connection before it
			if err != nil {
				_ = from.Close()
				continue
			}
			all.Go(func() { _, _ = io.Copy(to, from); _ = to.Close() })
			all.Go(func() { withoutNotifications(from, to); _ = from.Close() })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		all.Wait()
	})
	return listener.Addr().String()
}

// withoutNotifications copies a server's messages, but for its notifications.
func withoutNotifications(to io.Writer, from io.Reader) {
	for {
		head := make([]byte, 5) // a letter, and the length of what follows with itself
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[1:])-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return
		}
		if head[0] == 'A' {
			continue
		}
		if _, err := to.Write(slices.Concat(head, body)); err != nil {
			return
		}
	}
}
