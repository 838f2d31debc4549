package load

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"time"
)

// First is the day of the first sales.
func First() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) }

// Today returns the day of the last sales.
func (c Company) Today() time.Time { return First().AddDate(0, 0, c.Days-1) }

// Person returns the id of the i-th person.
func Person(i int) string { return fmt.Sprintf("P%d", i) }

// Manager returns whom the i-th person reports to; the first reports to nobody.
func (c Company) Manager(i int) int { return (i - 1) / c.Span }

// Chain returns the person and those above him, up to the first.
func (c Company) Chain(i int) []int {
	chain := []int{i}
	for i > 0 {
		i = c.Manager(i)
		chain = append(chain, i)
	}
	return chain
}

// Reports returns how many people report to the i-th directly.
func (c Company) Reports(i int) int {
	return max(0, min(c.People, (i+1)*c.Span+1)-(i*c.Span+1))
}

// Sale is one line of an order.
type Sale struct {
	ID, Order                           string
	Day                                 time.Time
	Owner, Customer, Product, Territory int
	Quantity                            int
	Cents, Cost                         int // 1/100 of the currency
}

// AllSales returns the sales in the order of the file: that of their days, or
// any.
func (c Company) AllSales() iter.Seq[Sale] {
	return func(yield func(Sale) bool) {
		draw := rand.New(rand.NewPCG(c.Seed, 0)) //nolint:gosec // made-up data, the same each time
		var s Sale
		for i, left := 0, 0; i < c.Sales; i++ {
			s.ID = fmt.Sprintf("S%09d", i)
			if c.UUIDs {
				s.ID = uuid(draw)
			}
			if left == 0 {
				s.Order, left = s.ID, 1+draw.IntN(max(1, c.Lines))
				s.Customer, s.Owner = draw.IntN(c.Customers), draw.IntN(c.People)
			}
			left--
			day := i * c.Days / c.Sales
			if c.Shuffled {
				day = draw.IntN(c.Days)
			}
			s.Day = First().AddDate(0, 0, day)
			s.Cents = 500 + draw.IntN(500_000)
			s.Cost = s.Cents * (40 + draw.IntN(50)) / 100
			s.Product, s.Territory, s.Quantity = draw.IntN(c.Products), draw.IntN(c.Territories), 1+draw.IntN(20)
			if c.Revised && i%10 == 9 {
				s.Cents++
			}
			if !yield(s) {
				return
			}
		}
	}
}

func uuid(draw *rand.Rand) string {
	a, b := draw.Uint64(), draw.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffff_ffff_ffff)
}

// Target is what a person shall sell in a month.
type Target struct {
	Person int
	Month  time.Time // its first day
	Value  int       // of the currency
}

// AllTargets returns the targets: everybody's of the last month, then of the one
// before it.
func (c Company) AllTargets() iter.Seq[Target] {
	return func(yield func(Target) bool) {
		today := c.Today()
		for i := range c.Targets {
			month := time.Date(today.Year(), today.Month()-time.Month(i/c.People), 1, 0, 0, 0, 0, time.UTC)
			person := i % c.People
			if !yield(Target{Person: person, Month: month, Value: 10_000 + 1_000*(person%7)}) {
				return
			}
		}
	}
}
