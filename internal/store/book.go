package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
)

// standing keeps what changes only with an organisation's structure, so that
// neither a single sale nor a page reads every edge, rate and team. What it
// holds costs nothing in meaning: it is used only while the number of the
// organisation's last change of structure is the one that it was read at. The
// number is read from the database each time, so it does not matter which of
// several servers made the change.
type standing struct {
	books  kept[*metric.Book]
	orgs   kept[org.Organisation]
	teams  kept[*org.Teams]
	custom kept[ofCatalogue]
}

// kept is the latest that was read for each organisation.
type kept[T any] struct {
	mu     sync.Mutex
	latest map[string]numbered[T]
	turn   sync.Mutex // of those who read without a transaction of their own
}

type numbered[T any] struct {
	number int64
	value  T
}

func (k *kept[T]) at(orgID string, number int64) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.latest[orgID]
	return v.value, ok && v.number == number
}

func (k *kept[T]) keep(orgID string, number int64, value T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.latest == nil {
		k.latest = map[string]numbered[T]{}
	}
	if v, ok := k.latest[orgID]; !ok || v.number < number {
		k.latest[orgID] = numbered[T]{number, value}
	}
}

// read returns what is kept at the number of the structure, else reads it. The
// transaction sees one state, so the number and what is read belong together. It
// must not have changed the structure itself: what is not committed must not be
// kept.
func (k *kept[T]) read(ctx context.Context, tx conn, orgID string, read func(context.Context, conn, string) (T, error)) (value T, err error) {
	number, err := structure(ctx, tx, orgID)
	if err != nil {
		return value, err
	}
	return k.readAt(ctx, tx, orgID, number, read)
}

// readAt is read where the transaction has read the number already.
func (k *kept[T]) readAt(ctx context.Context, tx conn, orgID string, number int64, read func(context.Context, conn, string) (T, error)) (value T, err error) {
	if value, ok := k.at(orgID, number); ok {
		return value, nil
	}
	if value, err = read(ctx, tx, orgID); err == nil {
		k.keep(orgID, number, value)
	}
	return value, err
}

// latest is kept.read for a reader who has no transaction. What is kept at the
// number needs none: it is what a transaction that begins now would read.
func latest[T any](ctx context.Context, db *DB, k *kept[T], orgID string, read func(context.Context, conn, string) (T, error)) (value T, err error) {
	number, err := structure(ctx, db.reader, orgID)
	if err != nil {
		return value, err
	}
	if value, ok := k.at(orgID, number); ok {
		return value, nil
	}
	k.turn.Lock() // after a change all ask at once: one reads for the others
	defer k.turn.Unlock()
	err = db.snapshotTx(ctx, func(tx *sql.Tx) error {
		value, err = k.read(ctx, tx, orgID, read)
		return err
	})
	return value, err
}

// Company returns the organisation, its book and its teams, all of one state.
func (db *DB) Company(ctx context.Context, orgID string) (o org.Organisation, book *metric.Book, teams *org.Teams, err error) {
	s := &db.standing
	number, lastAt, err := stateOf(ctx, db.reader, orgID)
	if err != nil {
		return o, nil, nil, err
	}
	defer func() { o.LastAt = lastAt }()
	o, kept := s.orgs.at(orgID, number)
	book, keptBook := s.books.at(orgID, number)
	teams, keptTeams := s.teams.at(orgID, number)
	if kept && keptBook && keptTeams {
		return o, book, teams, nil
	}
	s.books.turn.Lock() // that of Book: a book of ten thousand people is made once
	defer s.books.turn.Unlock()
	err = db.snapshotTx(ctx, func(tx *sql.Tx) error {
		if o, err = s.orgs.read(ctx, tx, orgID, organisation); err != nil {
			return err
		}
		if book, err = s.books.read(ctx, tx, orgID, readBook); err != nil {
			return err
		}
		teams, err = s.teams.read(ctx, tx, orgID, db.readTeams)
		return err
	})
	return o, book, teams, err
}

// structure returns the number of the organisation's last change of structure,
// 0 before the first.
func structure(ctx context.Context, c conn, orgID string) (number int64, err error) {
	err = c.QueryRowContext(ctx, "SELECT seq FROM structure WHERE org_id = $1", orgID).Scan(&number)
	if err != nil && !isMissing(err) {
		return 0, fmt.Errorf("reading the number of the structure: %w", err)
	}
	return number, nil
}

// stateOf returns what every question and every write reads of an organisation:
// the number of its structure, and when it changed last.
func stateOf(ctx context.Context, c conn, orgID string) (structure int64, lastAt time.Time, err error) {
	var at int64
	err = c.QueryRowContext(ctx, `SELECT COALESCE((SELECT seq FROM structure WHERE org_id = $1), 0),
		COALESCE((SELECT last_at FROM pulse WHERE org_id = $1), 0)`, orgID).Scan(&structure, &at)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("reading the state of the organisation: %w", err)
	}
	return structure, instantAt(at), nil
}

// Book returns the trees, rates, stages and series by which facts are counted.
func (db *DB) Book(ctx context.Context, orgID string) (*metric.Book, error) {
	return latest(ctx, db, &db.standing.books, orgID, readBook)
}

// bookNow is the book with its fills and recounts as they stand in the
// transaction: they move on without a change of the structure, so that not
// everything is read anew then.
func bookNow(ctx context.Context, tx conn, orgID string, book *metric.Book) (*metric.Book, error) {
	if len(book.Fills) > 0 {
		now, err := fills(ctx, tx, orgID)
		if err != nil {
			return nil, err
		}
		book = book.WithFills(now)
	}
	if len(book.Recounts) > 0 {
		now, err := recounts(ctx, tx, orgID)
		if err != nil {
			return nil, err
		}
		book = book.RecountsAt(now)
	}
	return book, nil
}

func readBook(ctx context.Context, c conn, orgID string) (*metric.Book, error) {
	o, err := organisation(ctx, c, orgID)
	if err != nil {
		return nil, err
	}
	list, err := edges(ctx, c, orgID)
	if err != nil {
		return nil, fmt.Errorf("reading edges: %w", err)
	}
	rates, err := rates(ctx, c, orgID)
	if err != nil {
		return nil, fmt.Errorf("reading rates: %w", err)
	}
	book := &metric.Book{Tree: org.NewTree(o.Root(), list), Rates: metric.NewRates(o.Currency, rates), Currency: o.Currency}
	if book.Funnel, err = funnel(ctx, c, orgID); err != nil {
		return nil, err
	}
	if book.Extra, err = definitions(ctx, c, orgID); err != nil {
		return nil, err
	}
	if book.Fills, err = fills(ctx, c, orgID); err != nil {
		return nil, err
	}
	for _, f := range book.Fills {
		if !f.Drop {
			book.Extra = append(book.Extra, f.Definition)
		}
	}
	if book.PlanRates, err = planRates(ctx, c, orgID); err != nil {
		return nil, err
	}
	if book.Closes, err = closes(ctx, c, orgID); err != nil {
		return nil, err
	}
	if book, err = book.Indexed(); err != nil {
		return nil, err
	}
	behind, err := wholeRecounts(ctx, c, orgID)
	return book.WithRecounts(behind), err
}

// restructures reports whether the changes make another book, or other teams or
// metrics.
func restructures(c pipeline.Changes) bool {
	return c.Organisation != nil ||
		len(c.Edges)+len(c.Rates)+len(c.Funnel)+len(c.PlanRates)+len(c.Series)+len(c.Fills)+len(c.Dropped)+len(c.Closes)+len(c.Customs)+len(c.Recounted) > 0 ||
		slices.ContainsFunc(c.Nodes, func(n org.Node) bool { return n.ID.Kind() == org.Team || n.ID.Kind() == org.Person })
}

// noteStructure numbers a change of the structure.
func noteStructure(ctx context.Context, c conn, orgID string) error {
	_, err := c.ExecContext(ctx, `INSERT INTO structure (org_id, seq) VALUES ($1, 1)
		ON CONFLICT (org_id) DO UPDATE SET seq = structure.seq + 1`, orgID)
	if err != nil {
		return fmt.Errorf("numbering the change of structure: %w", err)
	}
	return nil
}
