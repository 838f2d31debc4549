package call

import (
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Interval says where a call will end, judged by what came of calls before.
type Interval struct {
	Low, High *money.Amount // nil: not available
	Middle    *money.Amount // the call, less how much its author leans
	Own       int           // calls of the same node at this point of a period that it rests on
	All       int           // and of everybody
	Why       string        // why it is not available; "" when it is
}

// Level is the share of calls that end within their interval.
const Level = money.Unit * 8 / 10

// leastCalls is how many calls an interval of the level needs: of k calls the
// largest level that they can support is k ÷ (k + 1).
const leastCalls = 4

// prior is how many calls of everybody a node's own are mixed with: who has
// four of his own is judged half by them.
const prior = 4

// Expect returns the interval of a call that the node makes at a point of a
// period. Errors are relative to the call. A node's own lean, and how far it is
// off besides, are shrunk to those of all; then the calls of all, each judged by
// the others, say how many times that one is off at most at the level
// (split conformal, as for statistical forecasts).
func Expect(outcomes []Outcome, node org.NodeID, point Point, call money.Amount) Interval {
	var past misses
	for _, o := range outcomes {
		if o.Point == point && o.Said > 0 {
			past = append(past, miss{o.Node, relative(o.Actual-o.Said, o.Said)})
		}
	}
	i := Interval{All: len(past)}
	for _, m := range past {
		if m.node == node {
			i.Own++
		}
	}
	switch {
	case call <= 0:
		i.Why = "there is no interval around a call of nothing"
	case i.All < leastCalls:
		i.Why = "not available: it needs at least four calls made at this point of periods that are over"
	default:
		i.around(past, node, call)
	}
	return i
}

// billionths are exact enough for relative errors, and whole numbers are the
// same on every machine.
const billionth = 1_000_000_000

// relative returns how large the difference is beside the whole, in billionths,
// and at most a thousand times as large.
func relative(difference, whole money.Amount) int64 {
	const most = 1000 * billionth
	r, err := money.MulDiv(difference, billionth, int64(whole))
	switch {
	case err != nil && difference < 0, int64(r) < -most:
		return -most
	case err != nil, int64(r) > most:
		return most
	default:
		return int64(r)
	}
}

// miss is by how much a call of the node was missed, in billionths of it.
type miss struct {
	node org.NodeID
	by   int64
}

type misses []miss

func (i *Interval) around(past misses, node org.NodeID, call money.Amount) {
	leans, rests := past.sums(), make(misses, len(past))
	for n, m := range past {
		rests[n] = miss{m.node, magnitude(m.by - leans.shrunk(m.node, &past[n]))}
	}
	scales, scores := rests.sums(), make([]int64, len(past))
	for n, m := range rests {
		scores[n] = relative(money.Amount(m.by), money.Amount(max(1, scales.shrunk(m.node, &rests[n]))))
	}
	slices.Sort(scores)
	at := (int64(len(scores)+1)*int64(Level) + int64(money.Unit) - 1) / int64(money.Unit) // rounded up
	centre := billionth + leans.shrunk(node, nil)
	reach, err := money.MulDiv(money.Amount(scores[at-1]), scales.shrunk(node, nil), billionth)
	if err != nil {
		reach = 1000 * billionth
	}
	i.Middle = times(call, centre)
	i.Low, i.High = times(call, centre-int64(reach)), times(call, centre+int64(reach))
}

// sums are what means are made of.
type sums struct {
	all total
	of  map[org.NodeID]total
}

type total struct{ sum, n int64 }

func (m misses) sums() sums {
	s := sums{of: map[org.NodeID]total{}}
	for _, one := range m {
		own := s.of[one.node]
		s.of[one.node] = total{own.sum + one.by, own.n + 1}
		s.all = total{s.all.sum + one.by, s.all.n + 1}
	}
	return s
}

// shrunk is the mean of the node's own mixed with that of all; one of its own
// may be left out.
func (s sums) shrunk(node org.NodeID, without *miss) int64 {
	own, all := s.of[node], s.all
	if without != nil {
		own, all = total{own.sum - without.by, own.n - 1}, total{all.sum - without.by, all.n - 1}
	}
	if all.n == 0 {
		return 0
	}
	return (own.sum + prior*all.sum/all.n) / (own.n + prior)
}

func magnitude(n int64) int64 { return max(n, -n) }

// times multiplies by billionths, not below 0; nil when it does not fit.
func times(a money.Amount, by int64) *money.Amount {
	v, err := money.MulDiv(a, max(0, by), billionth)
	if err != nil {
		return nil
	}
	return &v
}
