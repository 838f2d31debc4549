package pipeline

import (
	"cmp"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// touched says which facts a change of the book may count otherwise: what any
// of the filters finds.
type touched struct {
	sales  []fact.Filter
	events []fact.EventFilter
	noNew  bool // the new customers count as they did
}

// reorganise moves in the ledger what the edges change for facts that are
// already there, or lets it be moved by and by. They must be among the changes.
func (p *Pipeline) reorganise(tx Tx, was *metric.Book, tree *org.Tree, ended, added []org.Edge, changes *Changes) error {
	days := period.Range{Start: period.Never, End: period.Always}
	nodes := map[org.NodeID]bool{}
	for _, e := range slices.Concat(ended, added) {
		days.Start, days.End = min(days.Start, e.Valid.Start), max(days.End, e.Valid.End)
		for _, id := range slices.Concat(tree.Below(e.Child), was.Tree.Below(e.Child)) {
			nodes[id] = true
		}
	}
	return p.follow(tx, was, was.With(tree, was.Rates), touching(days, nodes), changes)
}

// inCurrencies returns what finds every fact of the days in the currencies.
func inCurrencies(days period.Range, currencies []money.Currency) touched {
	return touched{
		sales:  []fact.Filter{{Days: days, Currencies: currencies}},
		events: []fact.EventFilter{{Days: days, Currencies: currencies}},
	}
}

// touching returns what finds every fact with a part in the nodes.
func touching(days period.Range, nodes map[org.NodeID]bool) touched {
	by := map[org.Kind][]org.NodeID{}
	for _, id := range slices.Sorted(maps.Keys(nodes)) {
		by[id.Kind()] = append(by[id.Kind()], id)
	}
	var t touched
	for _, kind := range slices.Sorted(maps.Keys(by)) {
		for ids := range slices.Chunk(by[kind], 500) {
			switch kind {
			case org.Person:
				t.sales = append(t.sales, fact.Filter{Days: days, People: ids})
				t.events = append(t.events, fact.EventFilter{Days: days, People: ids})
			case org.Territory:
				t.sales = append(t.sales, fact.Filter{Days: days, Places: ids})
			case org.Product:
				t.sales = append(t.sales, fact.Filter{Days: days, Products: ids})
				t.events = append(t.events, fact.EventFilter{Days: days, Products: ids})
			case org.Customer:
				t.sales = append(t.sales, fact.Filter{Days: days, Customers: ids})
				t.events = append(t.events, fact.EventFilter{Days: days, Customers: ids})
			}
			t.events = append(t.events, fact.EventFilter{Days: days, Places: ids}) // a market may be of anything
		}
	}
	return t
}

// factsPerRead bounds the facts that are held at once.
const factsPerRead = 1000

// recount moves the ledger from one book to another for the facts that are
// touched.
func recount(tx Tx, was, is *metric.Book, t touched, changes *Changes) error {
	customers, err := recountDeals(tx, was, is, t.sales, changes)
	if err != nil {
		return err
	}
	if t.noNew {
		clear(customers)
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(customers)), factsPerRead) {
		firsts, err := recountCustomers(tx, changes.ledger(), was, is, some, nil)
		if err != nil {
			return err
		}
		changes.Firsts = append(changes.Firsts, firsts...)
	}
	return recountCases(tx, was, is, t.events, changes)
}

// recountDeals returns the customers of the deals too: which order was their
// first does not change, but where it counts does.
func recountDeals(tx Tx, was, is *metric.Book, filters []fact.Filter, changes *Changes) (map[org.NodeID]bool, error) {
	all, err := union(tx.DealIDs, filters)
	if err != nil {
		return nil, err
	}
	customers := map[org.NodeID]bool{}
	for ids := range slices.Chunk(all, factsPerRead) {
		deals, err := tx.Deals(ids)
		if err != nil {
			return nil, err
		}
		if err := differ(changes.ledger(), deals, was.PostDeal, deals, is.PostDeal); err != nil {
			return nil, err
		}
		for id := range customersOf(deals) {
			customers[id] = true
		}
	}
	return customers, nil
}

func recountCases(tx Tx, was, is *metric.Book, filters []fact.EventFilter, changes *Changes) error {
	all, err := union(tx.CaseIDs, filters)
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(all, factsPerRead) {
		cases, err := tx.Cases(ids)
		if err != nil {
			return err
		}
		if err := differ(changes.ledger(), cases, was.PostCase, cases, is.PostCase); err != nil {
			return err
		}
	}
	return nil
}

// union returns what any of the filters finds, in order and each once.
func union[F any, ID cmp.Ordered](find func(F) ([]ID, error), filters []F) ([]ID, error) {
	var all []ID
	for _, f := range filters {
		ids, err := find(f)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
