package pattern

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
)

// Series is what came of a node month by month, beside the whole that it is a
// part of: money, and in how many orders. Orders are fewer and more regular than
// money, so they tell a change earlier; what it comes to is told in money.
type Series struct {
	ID     string
	Values []float64 // the oldest first
	Whole  []float64 // as many; the node's value is part of each
	Orders []float64 // as many; nil when nobody counts them
	Every  []float64 // orders of the whole
}

// counted returns the orders as a series of their own; ok is false without them.
func (s Series) counted() (Series, bool) {
	return Series{ID: s.ID, Values: s.Orders, Whole: s.Every}, len(s.Orders) == len(s.Values)
}

// Change is where a series left the way of its whole.
type Change struct {
	ID            string
	At            int     // place of the first month after it
	Before, After float64 // its size against the rest of the whole, on average
	Effect        float64 // After ÷ Before − 1
	Monthly       float64 // what it brings more (or, below 0, less) per month since, against its old part of the rest
	P             float64 // chance of such a change where there is none, for this series alone
}

const (
	// Months is how far back is looked: a season or two, and as many months as a
	// change from long ago still asks for somebody to act.
	Months = 30
	// leastBefore and leastAfter are the months on each side of a change.
	leastBefore, leastAfter = 6, 3
	// LeastMonths is how long a history must be.
	LeastMonths = 12
)

// ratios returns each month's size against the rest of the whole: what moves all
// alike (the season, the market's growth) is the same above and below, and gone.
// A month of which there is no rest is NaN.
func (s Series) ratios() []float64 {
	out := make([]float64, len(s.Values))
	for i, v := range s.Values {
		if rest := s.Whole[i] - v; rest > 0 && v >= 0 {
			out[i] = v / rest
		} else {
			out[i] = math.NaN()
		}
	}
	return out
}

// trim leaves out the months before there was anything of the node, and all but
// the last Months: a product that did not exist yet did not sell badly.
func (s Series) trim() (Series, int) {
	begun := slices.IndexFunc(s.Values, func(v float64) bool { return v != 0 })
	if begun < 0 {
		begun = len(s.Values)
	}
	begun = max(begun, len(s.Values)-Months)
	t := Series{ID: s.ID, Values: s.Values[begun:], Whole: s.Whole[begun:]}
	if _, ok := s.counted(); ok {
		t.Orders, t.Every = s.Orders[begun:], s.Every[begun:]
	}
	return t, begun
}

// change finds the month after which the series differs most from before, by
// money or by orders: the surer of the two, its chance doubled for having looked
// twice. ok is false for a history that is too short or has nothing in it.
func (s Series) change(memory Memories) (c Change, ok bool) {
	t, begun := s.trim()
	at, p, ok := t.split(memory.Money)
	if !ok {
		return Change{}, false
	}
	if orders, has := t.counted(); has {
		if place, chance, ok := orders.split(memory.Orders); ok && chance < p {
			at, p = place, chance
		}
		p = min(1, 2*p)
	}
	ratio := t.ratios()
	c = Change{ID: s.ID, At: begun + at, Before: mean(ratio[:at]), After: mean(ratio[at:]), P: p}
	if c.Before > 0 {
		c.Effect = c.After/c.Before - 1
	} else {
		c.Effect = math.Inf(1)
	}
	for i := at; i < len(ratio); i++ {
		c.Monthly += t.Values[i] - c.Before*(t.Whole[i]-t.Values[i])
	}
	c.Monthly /= float64(len(ratio) - at)
	return c, true
}

// split finds the month at which the series, which is trimmed already, differs
// most from before, and the chance of that. The roots of the sizes are compared
// by Student's test: roots, because what is made of few large orders varies with
// its size, and may be 0. Every possible month is tried, and the chance of the
// best is that of all tries together (Bonferroni). It must hold by ranks alone
// too (Wilcoxon), so that no giant order is a change. memory is how much one
// month resembles the last where nothing has changed: the more, the less a run of
// low months says.
func (s Series) split(memory float64) (at int, p float64, ok bool) {
	ratio := s.ratios()
	if len(ratio) < LeastMonths || slices.ContainsFunc(ratio, math.IsNaN) {
		return 0, 1, false
	}
	roots := make([]float64, len(ratio))
	for i, v := range ratio {
		roots[i] = math.Sqrt(v)
	}
	tries := len(ratio) - leastAfter - leastBefore + 1
	best := math.Inf(1)
	for split := leastBefore; split <= len(ratio)-leastAfter; split++ {
		if p := student(roots[:split], roots[split:]); p < best {
			best, at = p, split
		}
	}
	p = min(1, damped(best, memory)*float64(tries))
	if ranks := doubledRanks(ratio); byRanks(ranks[:at], ranks[at:]) > rankLimit {
		p = 1
	}
	return at, p, true
}

// rankLimit is the chance below which the ranks agree that there is a change.
const rankLimit = 0.01

// student returns the two-sided chance of means as far apart as these.
func student(before, after []float64) float64 {
	n, m := float64(len(before)), float64(len(after))
	squares := 0.0
	for _, side := range [][]float64{before, after} {
		middle := mean(side)
		for _, v := range side {
			squares += (v - middle) * (v - middle)
		}
	}
	difference := math.Abs(mean(after) - mean(before))
	deviation := math.Sqrt(squares / (n + m - 2) * (1/n + 1/m))
	switch {
	case difference <= 1e-12*(mean(before)+mean(after)):
		return 1
	case deviation <= 0:
		return 0
	}
	return 2 * chance.StudentAbove(difference/deviation, n+m-2)
}

// damped weakens a chance for months that resemble each other: a mean of n such
// months is known as well as one of n·(1 − ρ)/(1 + ρ) that do not.
func damped(p, memory float64) float64 {
	if memory <= 0 || p >= 1 {
		return p
	}
	const smallest = 1e-300
	z := -chance.NormalQuantile(max(smallest, p/2)) * math.Sqrt((1-memory)/(1+memory))
	return 2 * chance.NormalBelow(-z)
}

// Memories are how much a month resembles the one before, of money and of orders.
type Memories struct{ Money, Orders float64 }

// Remember measures them in the middle of all series: most of them have no story,
// so stories do not count as memory.
func Remember(list []Series) Memories {
	var money, orders []Series
	for _, s := range list {
		t, _ := s.trim()
		money = append(money, t)
		if counted, ok := t.counted(); ok {
			orders = append(orders, counted)
		}
	}
	return Memories{memory(money), memory(orders)}
}

func memory(list []Series) float64 {
	var all []float64
	for _, s := range list {
		ratio := s.ratios()
		if len(ratio) < LeastMonths || slices.ContainsFunc(ratio, math.IsNaN) {
			continue
		}
		m, lagged, square := mean(ratio), 0.0, 0.0
		for i, v := range ratio {
			square += (v - m) * (v - m)
			if i > 0 {
				lagged += (v - m) * (ratio[i-1] - m)
			}
		}
		if square > 0 {
			all = append(all, lagged/square+1/float64(len(ratio))) // short series seem to alternate
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	const most = 0.8
	return min(most, max(0, all[len(all)/2]))
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// doubledRanks returns the rank of each value, times two so that those of equal
// values, which share the middle of theirs, are whole numbers.
func doubledRanks(values []float64) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(values[a], values[b]), cmp.Compare(a, b)) })
	ranks := make([]int, len(values))
	for from := 0; from < len(order); {
		to := from
		for to+1 < len(order) && values[order[to+1]] == values[order[from]] {
			to++
		}
		for i := from; i <= to; i++ {
			ranks[order[i]] = from + to + 2
		}
		from = to + 1
	}
	return ranks
}

// byRanks returns the two-sided chance of sums of (doubled) ranks as far apart
// as these, by the normal distribution.
func byRanks(before, after []int) float64 {
	n, m := float64(len(before)), float64(len(after))
	middle := n + m + 1 // of doubled ranks
	sum, squares := 0.0, 0.0
	for _, r := range after {
		sum += float64(r) - middle
		squares += (float64(r) - middle) * (float64(r) - middle)
	}
	for _, r := range before {
		squares += (float64(r) - middle) * (float64(r) - middle)
	}
	variance := n * m / ((n + m) * (n + m - 1)) * squares
	if variance <= 0 {
		return 1
	}
	return 2 * chance.NormalBelow(-math.Abs(sum)/math.Sqrt(variance))
}
