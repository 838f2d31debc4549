package pipeline

import (
	"context"
	"fmt"
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
}

// View is one consistent state of an organisation.
type View interface {
	Organisation() (org.Organisation, error)
	Book() (*metric.Book, error)
	Facts
	EachDeal(each func(fact.Deal) error) error
	EachCase(each func(fact.Case) error) error
	EachCell(each func(metric.Cell, money.Amount) error) error
	// KnownOn reports whether anything that counts on the days, or a target of
	// any of them, became known on the day.
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

// Recompute makes the whole ledger anew from facts.
func Recompute(view View) (metric.Ledger, int, error) {
	book, err := view.Book()
	if err != nil {
		return nil, 0, err
	}
	ledger := metric.Ledger{}
	customers := map[org.NodeID][]fact.Deal{}
	deals := 0
	err = view.EachDeal(func(d fact.Deal) error {
		deals++
		for customer := range customersOf(map[fact.DealID]fact.Deal{d.ID: d}) {
			customers[customer] = append(customers[customer], d)
		}
		return book.PostDeal(ledger, d)
	})
	if err != nil {
		return nil, deals, err
	}
	for customer, of := range customers {
		if err := book.PostCustomer(ledger, customer, of); err != nil {
			return nil, deals, err
		}
	}
	err = view.EachCase(func(c fact.Case) error {
		deals++
		return book.PostCase(ledger, c)
	})
	return ledger, deals, err
}

// Verify recomputes every number from facts and reports each difference from
// what is stored. It changes nothing.
func Verify(ctx context.Context, store Ledgers, orgID string) (Report, error) {
	var report Report
	err := store.View(ctx, orgID, func(view View) error {
		ledger, deals, err := Recompute(view)
		if err != nil {
			return err
		}
		report.Deals, report.Cells = deals, len(ledger)
		differ := func(cell metric.Cell, stored, computed money.Amount) {
			const shown = 100
			if report.Wrong++; len(report.Differences) < shown {
				report.Differences = append(report.Differences, Difference{cell, stored, computed})
			}
		}
		err = view.EachCell(func(cell metric.Cell, stored money.Amount) error {
			if computed := ledger[cell]; computed != stored {
				differ(cell, stored, computed)
			}
			delete(ledger, cell)
			return ctx.Err()
		})
		for _, cell := range ledger.Cells() { // what is not stored at all
			differ(cell, 0, ledger[cell])
		}
		if err != nil {
			return err
		}
		return verifyClosure(view, &report)
	})
	slices.SortFunc(report.Differences, func(a, b Difference) int { return a.Cell.Compare(b.Cell) })
	return report, err
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
