package demo

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// chance is a source of luck. Each thing that happens has its own, named by
// what it is, so that one story does not change when another is told
// differently.
type chance struct{ *rand.Rand }

// newChance returns the luck of a thing.
func newChance(seed uint64, thing string, parts ...int) chance {
	h := fnv.New64a()
	word := make([]byte, 8)
	write := func(n uint64) {
		binary.LittleEndian.PutUint64(word, n)
		_, _ = h.Write(word) // a hash never fails
	}
	write(seed)
	_, _ = h.Write([]byte(thing))
	for _, p := range parts {
		write(uint64(p))
	}
	first := h.Sum64()
	write(first)
	return chance{rand.New(rand.NewPCG(first, h.Sum64()))} //nolint:gosec // luck that must come again, not a secret
}

// yes is true with probability p.
func (c chance) yes(p float64) bool { return c.Float64() < p }

// count returns how often something happens that happens mean times on
// average.
func (c chance) count(mean float64) int {
	const most = 1000
	limit, product := math.Exp(-mean), 1.0
	for n := range most {
		if product *= c.Float64(); product <= limit {
			return n
		}
	}
	return most
}

// around returns a positive number whose median is given; it is spread by the
// factor e^spread.
func (c chance) around(median, spread float64) float64 {
	return median * math.Exp(spread*c.NormFloat64())
}

// days returns a number of days, at least 1, whose median is given.
func (c chance) days(median float64) int {
	const spread, most = 0.6, 400
	return 1 + int(min(c.around(median, spread), most))
}

// between returns a whole number from low to high, both included.
func (c chance) between(low, high int) int { return low + c.IntN(high-low+1) }

// pick returns the place of one of the weights, each as likely as it is heavy.
func (c chance) pick(weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := c.Float64() * total
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
