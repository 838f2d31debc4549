package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Ledgers reads everything that a recomputation needs, from one consistent
// view of the database.
type Ledgers interface {
	View(ctx context.Context, orgID string, read func(View) error) error
	// Rebuild throws the ledger away and makes it anew, in one transaction.
	Rebuild(ctx context.Context, orgID string, recompute func(View) (metric.Ledger, error)) error
}

// View is one consistent state of an organisation.
type View interface {
	Organisation() (org.Organisation, error)
	Book() (*metric.Book, error)
	Facts
	// Size returns how much there is of a queue.
	Size(metric.Queue) (int64, error)
	EachDeal(each func(fact.Deal) error) error
	EachCase(each func(fact.Case) error) error
	EachCell(each func(metric.Cell, money.Amount) error) error
	// KnownOn reports whether anything that counts on the days, or a target of
	// any of them, became known on the day, which is after them.
	KnownOn(days period.Range, day period.Date) (bool, error)
	Closure() ([]org.Ancestry, error)
	Nodes() ([]org.NodeID, error)
}

// Report says what a recomputation found.
type Report struct {
	Deals       int // and cases: what was recomputed
	Cells       int
	Differences []Difference // at most 100
	Wrong       int          // all of them
	// Fills are the series that are not in the ledger as a whole yet. Of each the
	// facts that it has come to were checked.
	Fills []metric.Fill
	// Recounts are the changes that the ledger has not followed as a whole yet.
	// Each fact was checked by the book by which it counts now.
	Recounts []metric.Recount
}

// Difference is a cell whose stored value is not what the facts say.
type Difference struct {
	Cell     metric.Cell
	Stored   money.Amount
	Computed money.Amount
}

// String names the difference for a person.
func (d Difference) String() string {
	of := string(d.Cell.Node)
	if d.Cell.Customer != "" {
		of += " from " + string(d.Cell.Customer)
	}
	return fmt.Sprintf("%s of %s on %s, known on %s: stored %s, recomputed %s",
		d.Cell.Series, of, d.Cell.Day, d.Cell.Known, d.Stored, d.Computed)
}

// Recompute makes the whole ledger anew from facts. It holds all of it in memory;
// Verify does not.
func Recompute(view View) (metric.Ledger, int, error) {
	p := newPile(math.MaxInt)
	facts, err := recompute(view, p)
	return p.ledger, facts, err
}

// recompute posts everything that ever happened, and returns how many deals and
// cases that were. What is held at once grows with the customers, and not with
// the facts.
func recompute(view View, p *pile) (int, error) {
	book, err := view.Book()
	if err != nil {
		return 0, err
	}
	facts := 0
	customers := map[org.NodeID]bool{}
	err = view.EachDeal(func(d fact.Deal) error {
		facts++
		for _, v := range d.Lines {
			if v.Customer != "" {
				customers[v.Customer] = true
			}
		}
		return errors.Join(book.PostDeal(p.ledger, d), p.posted())
	})
	if err != nil {
		return facts, err
	}
	if err := recomputeCustomers(view, book, slices.Sorted(maps.Keys(customers)), p); err != nil {
		return facts, err
	}
	err = view.EachCase(func(c fact.Case) error {
		facts++
		return errors.Join(book.PostCase(p.ledger, c), p.posted())
	})
	return facts, err
}

// recomputeCustomers posts the new customers, for which all deals of a customer
// are needed together: some customers at a time.
func recomputeCustomers(view View, book *metric.Book, all []org.NodeID, p *pile) error {
	const some = 200
	for customers := range slices.Chunk(all, some) {
		ids, err := view.DealIDs(fact.Filter{Days: period.Everything, Customers: customers})
		if err != nil {
			return err
		}
		deals, err := view.Deals(ids)
		if err != nil {
			return err
		}
		of := customersOf(deals)
		for _, customer := range customers {
			if err := errors.Join(book.PostCustomer(p.ledger, customer, of[customer].in(deals)), p.posted()); err != nil {
				return err
			}
		}
	}
	return nil
}

// cellsInMemory bounds what Verify holds of what is computed, and of what is
// stored: some fifty MB each.
const cellsInMemory = 250_000

// Verify recomputes every number from facts and reports each difference from
// what is stored. It changes nothing, and may run beside everything else.
func Verify(ctx context.Context, store Ledgers, orgID string) (Report, error) {
	return verify(ctx, store, orgID, cellsInMemory)
}

func verify(ctx context.Context, store Ledgers, orgID string, inMemory int) (report Report, err error) {
	err = store.View(ctx, orgID, func(view View) (err error) {
		if _, err := view.Organisation(); err != nil {
			return err
		}
		computed, stored := newPile(inMemory), newPile(inMemory)
		defer func() { err = errors.Join(err, computed.close(), stored.close()) }()
		if report.Deals, err = recompute(view, computed); err != nil {
			return err
		}
		going, err := report.fills(view)
		if err != nil {
			return err
		}
		err = view.EachCell(func(cell metric.Cell, value money.Amount) error {
			if !going[cell.Series.Beside()] {
				stored.ledger[cell] += value
			}
			return errors.Join(stored.posted(), ctx.Err())
		})
		if err != nil {
			return err
		}
		if err := report.compare(computed, stored); err != nil {
			return err
		}
		return verifyClosure(view, &report)
	})
	slices.SortFunc(report.Differences, func(a, b Difference) int { return a.Cell.Compare(b.Cell) })
	return report, err
}

// fills notes the series that are being filled, and returns those of which what
// is still there is on its way out.
func (r *Report) fills(view View) (going map[metric.Series]bool, err error) {
	book, err := view.Book()
	if err != nil {
		return nil, err
	}
	r.Recounts = book.Recounts
	r.Fills, going = book.Fills, map[metric.Series]bool{}
	for _, f := range book.Fills {
		going[f.Series] = f.Clearing
	}
	return going, nil
}

// compare goes through what was computed and what is stored side by side.
func (r *Report) compare(computed, stored *pile) error {
	is, err := computed.merged()
	if err != nil {
		return err
	}
	was, err := stored.merged()
	for err == nil && (is.there || was.there) {
		order := is.cell.Compare(was.cell)
		switch {
		case !was.there || is.there && order < 0: // what is not stored at all
			r.Cells++
			r.differ(is.cell, 0, is.value)
			err = is.advance()
		case !is.there || order > 0:
			r.differ(was.cell, was.value, 0)
			err = was.advance()
		default:
			r.Cells++
			if is.value != was.value {
				r.differ(is.cell, was.value, is.value)
			}
			err = errors.Join(is.advance(), was.advance())
		}
	}
	return err
}

// differ notes a difference.
func (r *Report) differ(cell metric.Cell, stored, computed money.Amount) {
	const shown = 100
	if r.Wrong++; len(r.Differences) < shown {
		r.Differences = append(r.Differences, Difference{cell, stored, computed})
	}
}

// verifyClosure compares who stands above whom with what the edges say; a
// difference is counted, since it would show people the wrong things.
func verifyClosure(view View, report *Report) error {
	book, err := view.Book()
	if err != nil {
		return err
	}
	nodes, err := view.Nodes()
	if err != nil {
		return err
	}
	stored, err := view.Closure()
	if err != nil {
		return err
	}
	if want := book.Tree.Closure(nodes); !slices.Equal(stored, want) {
		report.Wrong++
		report.Differences = append(report.Differences, Difference{Cell: metric.Cell{Series: "closure", Node: book.Tree.Root()},
			Stored: money.FromInt(int64(len(stored))), Computed: money.FromInt(int64(len(want)))})
	}
	return nil
}
