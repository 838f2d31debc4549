package demo

import (
	"fmt"

	"github.com/attainhq/attain/internal/period"
)

// segment is a group of customers.
type segment struct {
	name     string
	share    float64 // of the customers
	size     float64 // of a deal
	discount int     // that is usual, in per cent
	market   int     // accounts for each seller
}

func segmentTable() []segment {
	return []segment{
		{"Small business", 0.42, 0.45, 3, 90},
		{"Mid-market", 0.34, 1.0, 6, 50},
		{"Enterprise", 0.13, 2.3, 11, 16},
		{"Public sector", 0.11, 1.3, 8, 20},
	}
}

// account is a customer, or somebody who was asked to become one.
type account struct {
	n       int // from 0
	name    string
	seat    int
	segment int
	mood    float64     // how satisfied he is by nature: 1 to 5
	since   period.Date // first order; Never when there is none
	gone    period.Date // Never while he is a customer
}

func (a account) id() string { return fmt.Sprintf("C%05d", a.n+1) }

// buys reports whether the account orders now and then.
func (a account) buys(d period.Date) bool { return a.since <= d && d < a.gone }

// account makes an account of a seat and writes it down. It is known to the
// seat when it buys first.
func (r *run) account(c chance, n int) *account {
	shares := make([]float64, len(segmentTable()))
	for i, s := range segmentTable() {
		shares[i] = s.share
		if r.seats[n].inside && s.size > 1 {
			shares[i] /= 3 // the large ones are visited
		}
	}
	const mood, spread = 4.25, 0.45
	a := &account{n: r.accounts, name: r.names.company(c, r.places[r.seats[n].place].region), seat: n, segment: c.pick(shares), mood: mood + spread*c.NormFloat64(), since: period.Never, gone: period.Never}
	r.accounts++
	r.out.customers.row(a.id(), a.name, segmentTable()[a.segment].name)
	return a
}

// bought notes that an account has ordered.
func (r *run) bought(a *account, d period.Date) {
	if a.since == period.Never {
		r.customers[a.seat] = append(r.customers[a.seat], a)
	}
	a.since = min(a.since, d)
}

// customer returns an account of a seat that buys, nil when luck finds none.
func (r *run) customer(c chance, n int, d period.Date) *account {
	const tries = 4
	all := r.customers[n]
	for range tries {
		if len(all) == 0 {
			return nil
		}
		if a := all[c.IntN(len(all))]; a.buys(d) {
			return a
		}
	}
	return nil
}

// satisfaction returns how satisfied an account is on a day, 1 to 5 and a bit
// beyond.
func (r *run) satisfaction(a *account, d period.Date) float64 {
	const drop = 0.75
	return a.mood - drop*r.trouble(r.seats[a.seat].place, d)
}
