package store

import (
	"context"
	"database/sql"
	"time"
)

// writersPages is how many pages SQLite's log may have before the writer moves
// them into the database itself: 64 MiB, beyond what should ever wait.
const writersPages = 16_384

// checkpoints moves what was committed from SQLite's log into the database,
// beside the writer. A commit that has to do so takes several times as long as
// others, and by default SQLite lets one do so every thousand pages.
type checkpoints struct {
	on    *sql.DB
	wrote chan struct{} // that something was; one waits
	stop  context.CancelFunc
	ended chan struct{}
}

// checkpointing begins to move, on a connection of its own.
func checkpointing(on *sql.DB) *checkpoints {
	on.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpoints{on: on, wrote: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
	go c.run(ctx)
	return c
}

func (c *checkpoints) run(ctx context.Context) {
	defer close(c.ended)
	const pause = 500 * time.Millisecond // so that pages that are written often are moved once
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wrote:
		}
		// What it could not move waits for the next time: others read it, or the
		// disk is full, of which the next writer tells.
		_, _ = c.on.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// committed says that there is something to move.
func (c *checkpoints) committed() {
	if c == nil {
		return
	}
	select {
	case c.wrote <- struct{}{}:
	default:
	}
}

// end stops moving, waits for what is being moved, and closes the connection. It
// may be called again.
func (c *checkpoints) end() error {
	if c == nil {
		return nil
	}
	c.stop()
	<-c.ended
	return c.on.Close()
}
