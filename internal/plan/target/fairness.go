package target

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
)

// Holder is somebody with a target, as the fairness report sees him. A nil
// figure is not known.
type Holder struct {
	ID        string
	Target    money.Amount
	Actual    *money.Amount
	Potential *money.Amount
	Chance    *money.Amount // to reach the target, before the period
}

// Fairness is how targets treat those who carry them (methods.md 3.5). A nil
// figure could not be made; the texts say why.
type Fairness struct {
	Count       int           // holders with a target above 0 and an actual
	Median      *money.Amount // of attainment
	AtOrAbove   *money.Amount // share at 100 % or more
	Below70     *money.Amount // share below 70 %
	CV          *money.Amount // coefficient of variation of attainment
	Gini        *money.Amount // of attainment; nil with less than five
	EasiestOdds *money.Amount // the largest chance
	HardestOdds *money.Amount // the smallest
	Territory   *money.Amount // correlation of attainment with potential ÷ target
	Texts       []string
}

// MeasureFairness reports on the holders, in any order.
func MeasureFairness(holders []Holder) Fairness {
	holders = slices.Clone(holders) // sums of fractions must not depend on the order
	slices.SortFunc(holders, func(a, b Holder) int { return strings.Compare(a.ID, b.ID) })
	var f Fairness
	var attained, room []float64 // room: potential ÷ target, where known
	var paired []float64
	var chances []float64
	for _, h := range holders {
		if h.Chance != nil {
			chances = append(chances, float64(*h.Chance)/float64(money.Unit))
		}
		if h.Target <= 0 || h.Actual == nil {
			continue
		}
		a := float64(*h.Actual) / float64(h.Target)
		attained = append(attained, a)
		if h.Potential != nil {
			room, paired = append(room, float64(*h.Potential)/float64(h.Target)), append(paired, a)
		}
	}
	f.Count = len(attained)
	if len(chances) > 0 {
		f.EasiestOdds, f.HardestOdds = ratio(slices.Max(chances)), ratio(slices.Min(chances))
		if spread := slices.Max(chances) - slices.Min(chances); spread > 0.3 {
			f.Texts = append(f.Texts, fmt.Sprintf("The chance to reach the target differs by %.0f points between the easiest and the hardest; equal difficulty would narrow that.", spread*100))
		}
	}
	f.spread(attained)
	f.territory(paired, room)
	return f
}

func (f *Fairness) spread(attained []float64) {
	if len(attained) == 0 {
		f.Texts = append(f.Texts, "Nobody has both a target and an actual yet.")
		return
	}
	slices.Sort(attained)
	n := len(attained)
	var above, below, sum, squares, weighted float64
	for i, a := range attained {
		if a >= 1 {
			above++
		}
		if a < 0.7 {
			below++
		}
		sum += a
		weighted += float64(2*(i+1)-n-1) * a
	}
	average := sum / float64(n)
	for _, a := range attained {
		squares += (a - average) * (a - average)
	}
	f.Median = ratio((attained[(n-1)/2] + attained[n/2]) / 2)
	f.AtOrAbove, f.Below70 = ratio(above/float64(n)), ratio(below/float64(n))
	if average > 0 {
		f.CV = ratio(math.Sqrt(squares/float64(n)) / average)
	}
	const enough = 5
	switch {
	case n < enough:
		f.Texts = append(f.Texts, fmt.Sprintf("The Gini coefficient is not shown for %d people; it needs %d.", n, enough))
	case sum > 0 && attained[0] >= 0:
		f.Gini = ratio(weighted / (float64(n) * sum))
	}
}

// territory tells whether attainment follows the potential of the patch.
func (f *Fairness) territory(attained, room []float64) {
	const enough, strong = 5, 0.4
	if len(room) < enough {
		return
	}
	ma, mr := mean(attained), mean(room)
	var cov, va, vr float64
	for i := range room {
		cov += (attained[i] - ma) * (room[i] - mr)
		va += (attained[i] - ma) * (attained[i] - ma)
		vr += (room[i] - mr) * (room[i] - mr)
	}
	if va == 0 || vr == 0 {
		return
	}
	r := cov / math.Sqrt(va*vr)
	f.Territory = ratio(r)
	if r > strong {
		f.Texts = append(f.Texts, "Territory explains attainment: who has more potential for each unit of target reaches more of it.")
	}
}

func ratio(v float64) *money.Amount {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	a := shareOf(v)
	return &a
}
