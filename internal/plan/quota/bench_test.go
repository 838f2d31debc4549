package quota_test

import (
	"fmt"
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

// large is a company of teams × people with some history, over twelve months.
func large(b *testing.B, teams, people int) quota.Plan {
	b.Helper()
	places := []quota.Place{place("company:acme", "", 0)}
	for team := range teams {
		id := org.NodeID(fmt.Sprintf("team:%04d", team))
		places = append(places, place(id, "company:acme", 1))
		for n := range people {
			p := place(org.NodeID(fmt.Sprintf("person:%04d-%05d", team, n)), id, 2)
			p.Basis.History = quota.Some(money.FromInt(int64(50_000 + (team*37+n*7919)%200_000)))
			places = append(places, p)
		}
	}
	return plan(b, places, by(period.Month), total(b, "1500000000"))
}

func benchAllocate(b *testing.B, p quota.Plan, method quota.Method) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Allocate(quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: method}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAllocate divides a company's year among 10,000 people in 1,000 teams,
// over twelve months: 132,000 cells.
func BenchmarkAllocate(b *testing.B) { benchAllocate(b, large(b, 1000, 10), quota.ByHistory) }

// BenchmarkAllocateFlat is the same with everybody in one team.
func BenchmarkAllocateFlat(b *testing.B) { benchAllocate(b, large(b, 1, 10_000), quota.ByHistory) }

// BenchmarkAllocateOnePeriod divides one month only.
func BenchmarkAllocateOnePeriod(b *testing.B) {
	p := large(b, 1000, 10)
	done, err := p.Allocate(quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := done.Plan.Allocate(quota.Allocation{Key: node("company:acme"), Period: 3, Method: quota.ByHistory}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAllocateLocked has a locked cell in every team.
func BenchmarkAllocateLocked(b *testing.B) {
	p := large(b, 1000, 10)
	var e quota.Edit
	for i, r := range p.Rows {
		if r.Node.Kind() == org.Person && i%11 == 3 {
			e.Cells = append(e.Cells, quota.CellEdit{Key: r.Key, Period: i % 12, Value: quota.Some(5000 * money.Unit)})
			e.Locks = append(e.Locks, quota.LockEdit{Key: r.Key, Period: i % 12, Locked: true})
		}
	}
	benchAllocate(b, apply(b, p, e), quota.ByHistory)
}

// BenchmarkEdit types one number into a grid of 500 people × 12 months, with
// the sums and checks that the page shows after it.
func BenchmarkEdit(b *testing.B) {
	p := large(b, 50, 10)
	done, err := p.Allocate(quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.ByHistory})
	if err != nil {
		b.Fatal(err)
	}
	p = done.Plan
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		done, err := p.Apply(quota.Edit{Cells: []quota.CellEdit{{Key: p.Rows[2+n%9].Key, Period: n % 12, Value: quota.Some(money.FromInt(int64(n)))}}})
		if err != nil {
			b.Fatal(err)
		}
		done.Plan.Check(done.Plan.Figures(), nil)
	}
}
