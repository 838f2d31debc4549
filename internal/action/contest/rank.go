package contest

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Out says why somebody does not take part.
type Out string

// The reasons.
const (
	Leads     Out = "leads"      // he leads others: his work is another
	Partly    Out = "partly"     // he is not there on all days
	Moved     Out = "moved"      // he belongs elsewhere on some of them
	OnRamp    Out = "ramp"       // he has just begun
	NoTarget  Out = "no_target"  // nothing is asked of him that fits the days
	NoHistory Out = "no_history" // his usual is not known
	Counting  Out = "counting"   // the metric is being counted
)

// Entry is one person's part in a contest.
type Entry struct {
	Person    org.NodeID
	Out       Out          // "" when he takes part
	Value     money.Amount // what counts
	Reference money.Amount // what it is held against on all days
	ToDate    money.Amount // and on those that are over; the same when all are
	Deviation float64      // of the logarithm of Value ÷ ToDate, when nothing is known but his past; only of Surprise
	Noise     float64      // of that logarithm by itself
	Breaches  []Breach     // guardrails that do not hold
}

// Breach is a guardrail that somebody broke.
type Breach struct {
	Metric metric.Series
	Actual money.Amount
}

// least is the least part of what he is held against that somebody who sold next
// to nothing is taken to have done, so that a logarithm exists.
const least = 0.05

// ratio is the logarithm of what was done against what it is held against.
func ratio(value, against money.Amount) float64 {
	if against <= 0 {
		return math.Log(least)
	}
	return math.Log(max(float64(value)/float64(against), least))
}

// score is what people are ranked by, and its noise.
func (e Entry) score(by Measure) (score, noise float64) {
	x := ratio(e.Value, e.ToDate)
	if by == Surprise {
		return x / e.Deviation, e.Noise / e.Deviation
	}
	return x, e.Noise
}

// Percentile is how much of what was to be expected of him lies below what he
// did.
func (e Entry) Percentile() float64 {
	z, _ := e.score(Surprise)
	return chance.NormalBelow(z)
}

// reached reports whether the entry comes to a threshold, exactly.
func (e Entry) reached(by Measure, threshold money.Amount) bool {
	if e.Value <= 0 {
		return false // nobody wins by doing nothing
	}
	if by == Surprise {
		return e.Percentile() >= float64(threshold)/float64(money.Unit)
	}
	return comesTo(e.Value, e.Reference, threshold)
}

// comesTo reports whether value ≥ threshold × reference.
func comesTo(value, reference, threshold money.Amount) bool {
	left := new(big.Int).Mul(big.NewInt(int64(value)), big.NewInt(int64(money.Unit)))
	right := new(big.Int).Mul(big.NewInt(int64(threshold)), big.NewInt(int64(reference)))
	return left.Cmp(right) >= 0
}

// Placed is an entry with where it stands.
type Placed struct {
	Entry
	Score  float64
	Spread float64      // the noise of the score
	Band   int          // from 1; 0: he takes no part, or is excluded
	Won    money.Amount // 0: nothing
}

// sure is the chance above which one is taken to be ahead of another.
const sure = 0.7

// Rank sorts those who take part into bands: whoever is not ahead of the next
// with a chance of 70 % shares his band. A band is held against its first, so
// that small differences do not add up to one band of everybody. The order of
// the entries does not matter.
func Rank(by Measure, entries []Entry) []Placed { return rank(by, entries, sure) }

func rank(by Measure, entries []Entry, sure float64) []Placed {
	list := make([]Placed, 0, len(entries))
	for _, e := range entries {
		p := Placed{Entry: e}
		if e.Out == "" {
			p.Score, p.Spread = e.score(by)
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b Placed) int {
		return cmp.Or(cmp.Compare(a.behind(), b.behind()), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Spread, b.Spread), cmp.Compare(a.Person, b.Person))
	})
	z := chance.NormalQuantile(sure)
	first, band := 0, 0
	for i := range list {
		p := &list[i]
		if p.behind() > 0 {
			break
		}
		if band == 0 || ahead(list[first], *p, z) {
			first, band = i, band+1
		}
		p.Band = band
	}
	return list
}

// behind sorts those who are not ranked to the end.
func (p Placed) behind() int {
	switch {
	case p.Out != "":
		return 2
	case len(p.Breaches) > 0:
		return 1
	default:
		return 0
	}
}

// ahead reports whether one is ahead of another by more than the noise.
func ahead(a, b Placed, z float64) bool {
	apart := a.Score - b.Score
	return apart > 0 && apart >= z*math.Hypot(a.Spread, b.Spread)
}

// Needed returns what somebody has to add to come to the band above his, when
// nobody else moves; false in the first band, and for those without one.
func Needed(by Measure, list []Placed, at int) (money.Amount, bool) {
	me := list[at]
	if me.Band < 2 {
		return 0, false
	}
	first := slices.IndexFunc(list, func(p Placed) bool { return p.Band == me.Band-1 })
	z := chance.NormalQuantile(sure)
	score := list[first].Score - z*math.Hypot(list[first].Spread, me.Spread)
	x := score
	if by == Surprise {
		x = score * me.Deviation
	}
	need := math.Exp(x)*float64(me.ToDate) - float64(me.Value)
	if need > math.MaxInt64/2 {
		return 0, false
	}
	whole := float64(money.Unit)
	return max(0, money.Amount(math.Ceil(need/whole)*whole)), true
}
