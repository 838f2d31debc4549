package pipeline

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// newCustomers adds to the ledger what changes among the new customers, and
// returns the customers whose first order must be noted anew. All orders of a
// customer are read only when the first one may have changed.
func newCustomers(tx Tx, ledger metric.Poster, book *metric.Book, before, after map[fact.DealID]fact.Deal, stamp Stamp) ([]metric.First, error) {
	touched := customersOf(before, after)
	firsts, err := tx.Firsts(slices.Collect(maps.Keys(touched)))
	if err != nil {
		return nil, err
	}
	var all, fresh []org.NodeID
	for _, customer := range slices.Sorted(maps.Keys(touched)) {
		first, seen := firsts[customer]
		switch {
		case !seen:
			fresh = append(fresh, customer)
		case !keepsFirst(first, customer, touched[customer], before, after, stamp):
			all = append(all, customer)
		}
	}
	var noted []metric.First
	for _, customer := range fresh {
		first, err := book.FirstOf(customer, touched[customer].in(after))
		if err != nil {
			return nil, err
		}
		noted = append(noted, first)
		if err := book.PostCustomer(ledger, customer, touched[customer].in(after)); err != nil {
			return nil, err
		}
	}
	more, err := recountCustomers(tx, ledger, book, book, all, after)
	return append(noted, more...), err
}

// recountCustomers takes the customers' place among the new customers out of
// the ledger by the old book, and puts it back by the new book with the deals
// after.
func recountCustomers(tx Tx, ledger metric.Poster, was, is *metric.Book, customers []org.NodeID, after map[fact.DealID]fact.Deal) ([]metric.First, error) {
	if len(customers) == 0 {
		return nil, nil
	}
	ids, err := tx.DealIDs(fact.Filter{Days: period.Everything, Customers: customers})
	if err != nil {
		return nil, err
	}
	before, err := tx.Deals(ids)
	if err != nil {
		return nil, err
	}
	merged := maps.Clone(before)
	for id := range after {
		merged[id] = after[id]
	}
	was0, is0 := customersOf(before), customersOf(merged)
	old := metric.Ledger{}
	next := metric.Ledger{}
	firsts := make([]metric.First, 0, len(customers))
	for _, customer := range customers {
		if err := was.PostCustomer(old, customer, was0[customer].in(before)); err != nil {
			return nil, err
		}
		if err := is.PostCustomer(next, customer, is0[customer].in(merged)); err != nil {
			return nil, err
		}
		first, err := is.FirstOf(customer, is0[customer].in(merged))
		if err != nil {
			return nil, err
		}
		firsts = append(firsts, first)
	}
	ledger.Add(old, -1)
	ledger.Add(next, 1)
	return firsts, nil
}

// dealSet is a set of deals.
type dealSet map[fact.DealID]bool

// in returns the deals of the set, in order.
func (s dealSet) in(deals map[fact.DealID]fact.Deal) []fact.Deal {
	list := make([]fact.Deal, 0, len(s))
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if d, ok := deals[id]; ok {
			list = append(list, d)
		}
	}
	return list
}

// customersOf returns the deals of each customer that any line ever named.
func customersOf(of ...map[fact.DealID]fact.Deal) map[org.NodeID]dealSet {
	customers := map[org.NodeID]dealSet{}
	for _, deals := range of {
		for id, d := range deals {
			for _, v := range d.Lines {
				if v.Customer == "" {
					continue
				}
				if customers[v.Customer] == nil {
					customers[v.Customer] = dealSet{}
				}
				customers[v.Customer][id] = true
			}
		}
	}
	return customers
}

// keepsFirst reports whether none of the customer's changed deals can have
// changed which order was the first.
func keepsFirst(first metric.First, customer org.NodeID, deals dealSet, before, after map[fact.DealID]fact.Deal, stamp Stamp) bool {
	for id := range deals {
		for _, d := range []fact.Deal{before[id], after[id]} {
			for _, v := range d.Lines {
				if v.Customer == customer && !first.Keeps(id, v.OccurredAt, stamp.known(v.Day)) {
					return false
				}
			}
		}
	}
	return true
}
