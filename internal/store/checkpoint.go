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
// beside the writer. A commit that has to do so takes some ten times as long as
// others, and by default SQLite lets one do so every thousand pages.
type checkpoints struct {
	wrote chan struct{} // that something was; one waits
	stop  context.CancelFunc
	ended chan struct{}
}

// checkpointing begins to move, by connections of the pool.
func checkpointing(pool *sql.DB) *checkpoints {
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpoints{wrote: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
	go c.run(ctx, pool)
	return c
}

func (c *checkpoints) run(ctx context.Context, pool *sql.DB) {
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
		_, _ = pool.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
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

// end stops moving, and waits for what is being moved.
func (c *checkpoints) end() {
	if c != nil {
		c.stop()
		<-c.ended
	}
}
