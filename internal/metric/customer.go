package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// CustomerFilter says which cells of customers are wanted, at one node.
type CustomerFilter struct {
	Series Series // Orders, Contracts or ContractAmount, with a scope or not
	Node   org.NodeID
	Days   period.Range
	AsOf   period.Date // what was known at the end of this day
}

// CustomerDay is what a customer's cells of one day sum to: orders placed,
// contracts begun less ended, or the change of the monthly amount.
type CustomerDay struct {
	Customer org.NodeID
	Day      period.Date
	Value    money.Amount
}

// History is what the cells of customers at one node say. They may be in any
// order and hold more days than are asked about.
type History struct {
	Orders    []CustomerDay
	Contracts []CustomerDay
	Amounts   []CustomerDay
}

// Set is a set of customers.
type Set map[org.NodeID]bool

// Sorted returns the customers in order.
func (s Set) Sorted() []org.NodeID {
	list := make([]org.NodeID, 0, len(s))
	for id := range s {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// Active returns who is active: with an order in the window of so many days
// before the day, or with a contract in force on the other one. At the start
// and at the end of a period that is over, the two days are the same.
func (h History) Active(before, on period.Date, window int) Set {
	active := h.InForce(on)
	for customer := range h.last(before, window) {
		active[customer] = true
	}
	return active
}

// InForce returns who has a contract in force at the start of the day. One that
// begins on the day is in force, one that ends on it is not.
func (h History) InForce(at period.Date) Set {
	in := Set{}
	for customer, n := range standing(h.Contracts, at) {
		if n > 0 {
			in[customer] = true
		}
	}
	return in
}

// last returns the day of each customer's latest order in the window before
// the day.
func (h History) last(at period.Date, window int) map[org.NodeID]period.Date {
	last := map[org.NodeID]period.Date{}
	for _, d := range h.Orders {
		if d.Value > 0 && d.Day < at && d.Day >= at.Add(-window) {
			if before, ok := last[d.Customer]; !ok || d.Day > before {
				last[d.Customer] = d.Day
			}
		}
	}
	return last
}

// ordered returns how many orders each customer placed on the days.
func (h History) ordered(days period.Range) map[org.NodeID]money.Amount {
	orders := map[org.NodeID]money.Amount{}
	for _, d := range h.Orders {
		if days.Contains(d.Day) {
			orders[d.Customer] += d.Value
		}
	}
	return orders
}

// standing returns what the gains and losses up to the start of the day, those
// of the day included, come to for each customer.
func standing(days []CustomerDay, at period.Date) map[org.NodeID]money.Amount {
	sums := map[org.NodeID]money.Amount{}
	for _, d := range days {
		if d.Day <= at {
			sums[d.Customer] += d.Value
		}
	}
	return sums
}

// Owned returns the customers that belong to a node at the start of the day,
// by the policy owner_at_start: those active whose latest order in the whole
// counted at the node, and those whose contract it holds.
func Owned(node, whole History, at period.Date, window int) Set {
	owned := node.InForce(at)
	latest := whole.last(at, window)
	for customer, day := range node.last(at, window) {
		if latest[customer] == day {
			owned[customer] = true
		}
	}
	return owned
}

// Kept returns how many of the cohort are in the set.
func (s Set) Kept(cohort Set) int {
	n := 0
	for customer := range cohort {
		if s[customer] {
			n++
		}
	}
	return n
}

// Recurring is what a cohort pays per month.
type Recurring struct {
	Start    money.Amount
	Net      money.Amount // at the end, expansion included
	Retained money.Amount // at the end, nobody for more than at the start
}

// Recur compares what the customers of the start pay at the end. Of a customer
// who has contracts with several nodes, a node has the share of the end that it
// had of the start, so that a contract that moves to a colleague is no loss.
func Recur(node, whole History, start, end period.Date) (Recurring, error) {
	var r Recurring
	own, before, after := standing(node.Amounts, start), standing(whole.Amounts, start), standing(whole.Amounts, end)
	for customer, amount := range own {
		if amount <= 0 {
			continue
		}
		at := max(0, after[customer])
		if total := before[customer]; total > 0 && total != amount {
			var err error
			if at, err = money.MulDiv(at, int64(amount), int64(total)); err != nil {
				return Recurring{}, err
			}
		}
		r.Start += amount
		r.Net += at
		r.Retained += min(amount, at)
	}
	return r, nil
}

// ActivityWindow returns within how many days nine of ten purchases were
// followed by the customer's next one: the 90th percentile (nearest rank) of
// the gaps between days with an order. ok is false when nobody bought twice.
func ActivityWindow(orders []CustomerDay) (days int, ok bool) {
	on := map[org.NodeID][]period.Date{}
	for _, d := range orders {
		if d.Value > 0 {
			on[d.Customer] = append(on[d.Customer], d.Day)
		}
	}
	var gaps []int
	for _, list := range on {
		slices.Sort(list)
		list = slices.Compact(list)
		for i := 1; i < len(list); i++ {
			gaps = append(gaps, int(list[i]-list[i-1]))
		}
	}
	if len(gaps) == 0 {
		return 0, false
	}
	slices.Sort(gaps)
	const ninety, hundred = 90, 100
	rank := (len(gaps)*ninety + hundred - 1) / hundred
	return gaps[rank-1], true
}
