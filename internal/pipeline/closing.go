package pipeline

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Closing asks for a period to be closed.
type Closing struct {
	Period period.Period
	// AsOf is the day at the end of which it was known what counts. 0 is what
	// Pipeline.CloseAsOf says.
	AsOf period.Date
	Note string
}

// ClosePeriod closes a period: what counts on its days does not change any
// more, and what becomes known of them later counts on the day on which it
// does. No fact and no cell of the ledger moves.
func (p *Pipeline) ClosePeriod(ctx context.Context, orgID, by string, ask Closing) (closing.Close, error) {
	if ask.AsOf == 0 {
		var err error
		if ask.AsOf, err = p.CloseAsOf(ctx, orgID, ask.Period); err != nil {
			return closing.Close{}, err
		}
	}
	return p.writeClose(ctx, orgID, by, func(standing closing.Closes, stamp Stamp) (closing.Close, error) {
		made, err := standing.Next(ask.Period, ask.AsOf, stamp.Today)
		if err != nil {
			return made, err
		}
		id, err := uuid.NewV7()
		if err != nil {
			return made, err
		}
		made.ID, made.ClosedAt, made.ClosedBy, made.Note = closing.ID(id.String()), stamp.At.UnixMicro(), stamp.By, strings.TrimSpace(ask.Note)
		return made, nil
	})
}

// CloseAsOf returns the day as known at whose end a period that is closed today
// counts what one sees today: yesterday, so that nothing that is still to come
// can change it, or today when something of the period became known today.
func (p *Pipeline) CloseAsOf(ctx context.Context, orgID string, closed period.Period) (period.Date, error) {
	asOf := period.Date(0)
	err := p.store.View(ctx, orgID, func(v View) error {
		o, err := v.Organisation()
		if err != nil {
			return err
		}
		today := o.Today(p.now())
		asOf = max(today-1, closed.End-1)
		book, err := v.Book()
		if err != nil {
			return err
		}
		fresh, err := v.KnownOn(book.Closes.Standing().Open(closed.Range), today)
		if fresh {
			asOf = today
		}
		return err
	})
	return asOf, err
}

// Reopen takes a close back: what became known late counts on its own days
// again, from today on. What was answered before can still be told.
func (p *Pipeline) Reopen(ctx context.Context, orgID, by string, id closing.ID, reason string) (closing.Close, error) {
	return p.writeClose(ctx, orgID, by, func(standing closing.Closes, stamp Stamp) (closing.Close, error) {
		reopened, err := standing.Reopen(id, strings.TrimSpace(reason), stamp.Today)
		reopened.ReopenedAt, reopened.ReopenedBy = stamp.At.UnixMicro(), stamp.By
		return reopened, err
	})
}

func (p *Pipeline) writeClose(ctx context.Context, orgID, by string, change func(closing.Closes, Stamp) (closing.Close, error)) (closing.Close, error) {
	var changed closing.Close
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		_, book, stamp, err := p.present(tx, by)
		if err != nil {
			return err
		}
		if changed, err = change(book.Closes.Standing(), stamp); err != nil {
			return err
		}
		return tx.Save(Changes{At: stamp.At, Closes: []closing.Close{changed}})
	})
	p.tell(orgID, err == nil)
	return changed, err
}

// behind returns the stamp by which nothing becomes known behind the closes
// that stand: not because an import began before them, counts its facts as
// known when they happened, or the clock was set back.
func (s Stamp) behind(standing closing.Closes) Stamp {
	if len(standing) == 0 {
		return s
	}
	s.closes, s.Backfill = standing, false
	s.Today = max(s.Today, standing.Floor())
	return s
}

// stampIn is stamp within a transaction that writes facts.
func (p *Pipeline) stampIn(tx Tx, by string) (Stamp, error) {
	_, book, stamp, err := p.present(tx, by)
	if err != nil {
		return Stamp{}, err
	}
	return stamp.behind(book.Closes.Standing()), nil
}

// refuseClosed refuses to change what should be reached on closed days: it
// would not count.
func refuseClosed(standing closing.Closes, days period.Range) error {
	asOf, closed := standing.Holds(days)
	if !closed {
		return nil
	}
	return fault.New(fault.Conflict, "the days from %s to %s are closed as known on %s, with their targets and goals; open them again first, or choose later ones", days.Start, days.End-1, asOf)
}
