package pipeline

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// reorganise moves in the ledger what the edges change for facts that are
// already there.
func reorganise(tx Tx, was *metric.Book, tree *org.Tree, ended, added []org.Edge, changes *Changes) error {
	days := period.Range{Start: period.Never, End: period.Always}
	nodes := map[org.NodeID]bool{}
	for _, e := range slices.Concat(ended, added) {
		days.Start, days.End = min(days.Start, e.Valid.Start), max(days.End, e.Valid.End)
		for _, id := range slices.Concat(tree.Below(e.Child), was.Tree.Below(e.Child)) {
			nodes[id] = true
		}
	}
	is := &metric.Book{Tree: tree, Rates: was.Rates, Currency: was.Currency}
	return recount(tx, was, is, touching(days, nodes), changes)
}

// touching returns the filters that find every deal with a part in the nodes.
func touching(days period.Range, nodes map[org.NodeID]bool) []fact.Filter {
	by := map[org.Kind][]org.NodeID{}
	for id := range nodes {
		by[id.Kind()] = append(by[id.Kind()], id)
	}
	var filters []fact.Filter
	for kind, make := range map[org.Kind]func([]org.NodeID) fact.Filter{
		org.Person:    func(ids []org.NodeID) fact.Filter { return fact.Filter{Days: days, People: ids} },
		org.Territory: func(ids []org.NodeID) fact.Filter { return fact.Filter{Days: days, Places: ids} },
		org.Product:   func(ids []org.NodeID) fact.Filter { return fact.Filter{Days: days, Products: ids} },
	} {
		for ids := range slices.Chunk(by[kind], 500) {
			filters = append(filters, make(ids))
		}
	}
	return filters
}

// recount moves the ledger from one book to another for the deals found.
func recount(tx Tx, was, is *metric.Book, filters []fact.Filter, changes *Changes) error {
	deals := map[fact.DealID]fact.Deal{}
	for _, f := range filters {
		found, err := tx.DealsWhere(f)
		if err != nil {
			return err
		}
		for _, d := range found {
			deals[d.ID] = d
		}
	}
	if len(deals) == 0 {
		return nil
	}
	if changes.Ledger == nil {
		changes.Ledger = metric.Ledger{}
	}
	if err := difference(changes.Ledger, was, deals, is, deals); err != nil {
		return err
	}
	firsts, err := recountCustomers(tx, changes.Ledger, was, is, slices.Sorted(maps.Keys(customersOf(deals))), nil)
	changes.Firsts = append(changes.Firsts, firsts...)
	return err
}
