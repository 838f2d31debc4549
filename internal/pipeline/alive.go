package pipeline

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// A server that is killed tells nobody that its imports have ended, and others
// may share the database. So an import that runs gives signs of life; when there
// was none for believed, any server may mark it as interrupted, and the import,
// should it still be there, stores nothing more. The clocks of the servers must
// agree to much less than that.
const (
	believed = time.Minute
	perSign  = believed / 4
	perLook  = time.Second // whether it was asked to stop
)

// ErrTakenForDead ends an import that was marked as interrupted while it ran. A
// Tx that saves a batch so marked returns it, unless it is undone.
var ErrTakenForDead = fault.New(fault.Conflict,
	"the import gave no sign of life for %s and was marked as interrupted; what was stored before stays; import the same files again to go on", believed)

// ErrStopAsked ends an import that was asked to stop by another server than the
// one that runs it. A Tx that saves such a batch as running returns it; one that
// stores nothing for a while, because it reads, looks.
var ErrStopAsked = fault.New(fault.Conflict, "the import was cancelled")

// aliveTo is until when a sign of now lets the import be believed to go on.
func (im *importer) aliveTo() int64 { return im.now().Add(believed).UnixMicro() }

// keepAlive gives signs until stop is called. The context ends with
// ErrTakenForDead when they come too late, with ErrStopAsked when somebody asked
// the import to stop.
func (im *importer) keepAlive(ctx context.Context) (_ context.Context, stop func()) {
	ctx, end := context.WithCancelCause(ctx)
	done, id := make(chan struct{}), im.batch.ID
	go func() {
		defer close(done)
		signs, looks := time.NewTicker(perSign), time.NewTicker(perLook)
		defer signs.Stop()
		defer looks.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-looks.C:
				if asked, err := im.store.StopAsked(ctx, im.job.OrgID, id); err == nil && asked {
					end(ErrStopAsked)
					return
				}
				continue
			case <-signs.C:
			}
			// A database that cannot be reached now may be there for the next sign.
			if running, err := im.store.Prolong(ctx, im.job.OrgID, id, im.aliveTo()); err == nil && !running {
				end(ErrTakenForDead)
				return
			}
		}
	}()
	return ctx, func() {
		end(nil)
		<-done
	}
}
