package contest_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/org"
)

// TestUsual: within 8 %, what somebody's past says he brings is what he brings on average,
// though bad periods are worse than good ones are good, and periods move
// everybody. The middle of what he does, which is a fifth less, is not.
func TestUsual(t *testing.T) {
	t.Parallel()
	const worlds, people, periods = 40, 30, 12
	usual, middle, n := 0.0, 0.0, 0.0
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 3))
		shocks := make([]float64, periods)
		for i := range shocks {
			shocks[i] = 0.25 * r.NormFloat64()
		}
		var pasts []contest.Past
		brings := map[org.NodeID]float64{}
		for i := range people {
			p := contest.Past{Person: org.NodeID(fmt.Sprintf("person:%02d", i))}
			level := 3 + 0.3*r.NormFloat64()
			for _, shock := range shocks {
				x := level + shock + math.Log(1.5*r.ExpFloat64()+0.1)
				p.Logs = append(p.Logs, &x)
			}
			pasts = append(pasts, p)
			brings[p.Person] = math.Exp(level+0.25*0.25/2) * 1.6
		}
		forms, moved := contest.Forms(pasts)
		sum := 0.0
		for _, x := range moved {
			sum += x
		}
		if math.Abs(sum) > 1e-9 {
			t.Fatalf("what moved everybody is %v on average", sum/periods)
		}
		for person, f := range forms {
			usual += math.Exp(f.Mean+f.Swell) / brings[person]
			middle += math.Exp(f.Mean) / brings[person]
			n++
		}
	}
	if got := usual / n; math.Abs(got-1) > 0.08 {
		t.Errorf("the usual is %.3f of what they bring", got)
	}
	if got := middle / n; got > 0.85 {
		t.Errorf("the middle is %.3f of it: the test tells nothing", got)
	}
}
