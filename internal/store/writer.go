package store

import (
	"time"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// writerState is how the organisation stands in the transaction, until something
// is saved: nobody else changes it meanwhile.
type writerState struct {
	structure int64
	lastAt    time.Time
	book      *metric.Book // nil until it is asked for
}

// standing returns how the organisation stands.
func (w *writer) standing() (*writerState, error) {
	if w.state != nil {
		return w.state, nil
	}
	structure, lastAt, err := stateOf(w.ctx, w.tx, w.orgID)
	if err != nil {
		return nil, err
	}
	w.state = &writerState{structure: structure, lastAt: lastAt}
	return w.state, nil
}

func (w *writer) Organisation() (org.Organisation, error) {
	if w.restructured {
		return organisation(w.ctx, w.tx, w.orgID)
	}
	s, err := w.standing()
	if err != nil {
		return org.Organisation{}, err
	}
	o, err := w.db.standing.orgs.readAt(w.ctx, w.tx, w.orgID, s.structure, organisation)
	o.LastAt = s.lastAt
	return o, err
}

func (w *writer) Book() (*metric.Book, error) {
	if w.restructured {
		return readBook(w.ctx, w.tx, w.orgID)
	}
	s, err := w.standing()
	if err != nil || s.book != nil {
		return s.known(), err
	}
	book, err := w.db.standing.books.readAt(w.ctx, w.tx, w.orgID, s.structure, readBook)
	if err != nil {
		return nil, err
	}
	s.book, err = bookNow(w.ctx, w.tx, w.orgID, book)
	return s.book, err
}

func (s *writerState) known() *metric.Book {
	if s == nil {
		return nil
	}
	return s.book
}

// filling reports whether a series may be being filled, or something counted
// anew. It is known that none is by the book: what is new makes another.
func (w *writer) filling() bool {
	book := w.state.known()
	return w.restructured || book == nil || len(book.Fills)+len(book.Recounts) > 0
}
