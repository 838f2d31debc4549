package pipeline

import (
	"context"

	"github.com/attainhq/attain/internal/metric"
)

// A change of who belongs where, or of rates, moves everything that the facts it
// touches count for. Where these are few that is done by the transaction that
// changes it (recount.go). Where they are many, it would stop every other writer
// for minutes: then the transaction only notes a metric.Recount, and Fill goes
// through all facts by steps, as it does for series that are new. What is posted
// between two steps counts by the rule of metric.Recount.

// sayBehind is told beside a change that the ledger follows by and by.
const sayBehind = " Many facts count by what has changed. They are being counted anew, and until that is done the numbers concerned are not told."

// follow moves the ledger from one book to the other, at once or by and by. The
// edges and rates that make the difference must be among the changes.
func (p *Pipeline) follow(tx Tx, was, is *metric.Book, t touched, changes *Changes) error {
	few, err := p.isFew(tx, t)
	if err != nil {
		return err
	}
	back := was.Back(changes.Edges, changes.Rates)
	newest, underway := was.Newest()
	switch {
	case !underway && few:
		return recount(tx, was, is, t, changes)
	case underway && (few || newest.Untouched()):
		newest.Back = back
	default:
		newest = metric.NewRecount(newest.Number+1, back, p.now().Add(p.pace.settle).UnixMicro())
	}
	changes.Recounts = append(changes.Recounts, newest)
	if few && !newest.Untouched() {
		return recount(tx, was, is, t, changes) // of what it has passed; the rest moves when it gets there
	}
	return nil
}

// isFew reports whether what is touched is counted at once.
func (p *Pipeline) isFew(tx Tx, t touched) (bool, error) {
	most := p.pace.atOnce
	if few, err := fewInAll(tx, most); few || err != nil {
		return few, err
	}
	n := 0
	for _, f := range t.sales {
		f.Most = most + 1
		ids, err := tx.DealIDs(f)
		if n += len(ids); n > most || err != nil {
			return false, err
		}
	}
	for _, f := range t.events {
		f.Most = most + 1
		ids, err := tx.CaseIDs(f)
		if n += len(ids); n > most || err != nil {
			return false, err
		}
	}
	return true, nil
}

// fewInAll reports whether there are so few facts that nobody need ask which of
// them are touched.
func fewInAll(tx Tx, most int) (bool, error) {
	deals, err := tx.DealsAfter("", most+1)
	if err != nil || len(deals) > most {
		return false, err
	}
	cases, err := tx.CasesAfter("", most+1-len(deals))
	return len(deals)+len(cases) <= most, err
}

// sizeOfRecount counts how much a recount goes through that does not know it.
func sizeOfRecount(v View, r metric.Recount) (size int64, err error) {
	if r.Total > 0 {
		return 0, nil
	}
	for _, queue := range []metric.Queue{metric.OfDeals, metric.OfCustomers, metric.OfCases} {
		n, err := v.Size(queue)
		if err != nil {
			return 0, err
		}
		size += n
	}
	return size, nil
}

// recount takes the newest recount a step on.
func (f *filler) recount(r metric.Recount) error {
	f.pace.step = max(1, f.pace.step/2) // each fact is posted twice
	var before *metric.Recount          // which it may meet
	until := ""
	if n := len(f.book.Recounts); n > 1 {
		before = &f.book.Recounts[n-2]
		if before.Queue == r.Queue {
			until = before.After
		}
	}
	passed, err := f.follow(r, until)
	if err != nil {
		return err
	}
	if r.Total == 0 {
		r.Total = f.size.anew
	}
	r.Done, r.After = r.Done+passed.facts, passed.after
	whole := false
	if passed.all {
		r, whole = r.Ended()
	}
	switch {
	case before != nil && (whole || before.Meets(r)):
		// Nothing counts any more by what was between the two.
		both := r
		both.Number = before.Number
		f.changes.Recounts, f.changes.Recounted = append(f.changes.Recounts, both), append(f.changes.Recounted, r.Number)
	case whole:
		f.changes.Recounted = append(f.changes.Recounted, r.Number)
	default:
		r.Back = metric.Back{} // it is stored
		f.changes.Recounts = append(f.changes.Recounts, r)
	}
	return nil
}

// follow posts what comes next in the recount's queue by the book as it stands,
// in the place of what it counts for now.
func (f *filler) follow(r metric.Recount, until string) (passage, error) {
	was, is := f.book, f.book.Followed()
	switch r.Queue {
	case metric.OfDeals:
		return f.deals(was, is, r.After, until)
	case metric.OfCustomers:
		return f.customers(was, is, r.After, until)
	default:
		return f.cases(was, is, r.After, until)
	}
}

// mend makes the ledger anew at once after somebody wrote who knows nothing of
// recounts, and so counted facts by the wrong book. Nothing else would tell which.
func (p *Pipeline) mend(ctx context.Context, orgID string) (left int, moved bool, err error) {
	err = p.store.Rebuild(ctx, orgID, func(v View) (metric.Ledger, error) {
		book, err := v.Book()
		if err != nil {
			return nil, err
		}
		left = len(book.Fills) + len(book.Recounts)
		ledger, _, err := Recompute(v)
		return ledger, err
	})
	p.tell(orgID, err == nil)
	return left, err == nil, err
}
