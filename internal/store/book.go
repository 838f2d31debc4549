package store

import (
	"context"
	"fmt"
	"sync"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/pipeline"
)

// books keeps the latest book of each organisation, so that a single sale does
// not read every edge and rate. What it holds costs nothing in meaning: a book
// is used only while the number of the organisation's last change of structure,
// read in the same transaction, is the one that it was made at.
type books struct {
	mu     sync.Mutex
	latest map[string]numberedBook // by organisation
}

type numberedBook struct {
	number int64
	book   *metric.Book
}

func (b *books) at(orgID string, number int64) (*metric.Book, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept, ok := b.latest[orgID]
	return kept.book, ok && kept.number == number
}

func (b *books) keep(orgID string, number int64, book *metric.Book) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.latest == nil {
		b.latest = map[string]numberedBook{}
	}
	if kept, ok := b.latest[orgID]; !ok || kept.number < number {
		b.latest[orgID] = numberedBook{number, book}
	}
}

// Book returns the trees, rates, stages and series by which facts are counted.
func (db *DB) Book(ctx context.Context, orgID string) (*metric.Book, error) {
	var book *metric.Book
	err := db.View(ctx, orgID, func(v pipeline.View) (err error) {
		book, err = v.Book()
		return err
	})
	return book, err
}

// bookIn returns the book as the transaction sees it. It must not have changed
// the structure itself: what is not committed must not be kept.
func (db *DB) bookIn(ctx context.Context, tx conn, orgID string) (*metric.Book, error) {
	var number int64
	err := tx.QueryRowContext(ctx, "SELECT seq FROM structure WHERE org_id = $1", orgID).Scan(&number)
	if err != nil && !isMissing(err) {
		return nil, fmt.Errorf("reading the number of the structure: %w", err)
	}
	if kept, ok := db.books.at(orgID, number); ok {
		return kept, nil
	}
	made, err := readBook(ctx, tx, orgID)
	if err == nil {
		db.books.keep(orgID, number, made)
	}
	return made, err
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
	if book.PlanRates, err = planRates(ctx, c, orgID); err != nil {
		return nil, err
	}
	if book.Closes, err = closes(ctx, c, orgID); err != nil {
		return nil, err
	}
	return book.Indexed()
}

// restructures reports whether the changes make another book.
func restructures(c pipeline.Changes) bool {
	return c.Organisation != nil || len(c.Edges)+len(c.Rates)+len(c.Funnel)+len(c.PlanRates)+len(c.Series)+len(c.Dropped)+len(c.Closes) > 0
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
