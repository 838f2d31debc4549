package demo

import (
	"hash/fnv"
	"math"

	"github.com/attainhq/attain/internal/money"
)

// category returns the forecast category into which the seller puts a deal when
// it comes to a stage, as the CRM calls it. It has luck of its own, so that the
// story of the deal is the same whatever is thought of it.
func (r *run) category(stage, at int) string {
	const nobodySays, hopeless, hopeful, sure = 0.2, 0.06, 0.55, 0.75
	c := newChance(r.Seed, "category", r.deals, at)
	switch stage {
	case discovery:
		if c.yes(nobodySays) {
			return ""
		}
	case demonstration:
		if c.yes(hopeless) {
			return "Omitted"
		}
	case proposal:
		if c.yes(hopeful) {
			return "Best case"
		}
	case negotiation:
		if c.yes(sure) {
			return "Commit"
		}
		return "Best case"
	case won, lost:
		return "Closed"
	}
	return "Pipeline"
}

// Caller is somebody who says every week what a quarter will come to. Everybody
// has a habit: some hope, some keep a little back, most are neither.
type Caller struct {
	seed uint64
	node string
}

// NewCaller returns the caller for a node.
func NewCaller(seed uint64, node string) Caller { return Caller{max(1, seed), node} }

// lean is how much too high he is on average, as a part of the whole.
func (c Caller) lean() float64 {
	const hopes, keepsBack, few = 0.14, -0.11, 4
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.node)) // a hash never fails
	switch h.Sum32() % few {
	case 0:
		return hopes
	case 1:
		return keepsBack
	default:
		return 0.01
	}
}

// Says returns what he says in a week of a quarter that comes to the end, to the
// thousand. The longer it still is, the less he knows.
func (c Caller) Says(quarter, week, weeks int, end money.Amount) money.Amount {
	const unsure, thousand = 0.16, 1000 * money.Unit
	left := 1 - float64(week)/float64(max(1, weeks))
	h := fnv.New32a()
	_, _ = h.Write([]byte(c.node))
	luck := newChance(c.seed, "call", int(h.Sum32()), quarter)
	drift := luck.NormFloat64() * unsure * left // the same through the quarter, and smaller every week
	factor := 1 + c.lean()*(0.3+0.7*left) + drift
	said := money.Amount(math.Round(float64(end) * max(0.2, factor)))
	return (said + thousand/2) / thousand * thousand
}
