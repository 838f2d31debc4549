package followup

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/org"
)

// TestWithout: what is known of the others by taking one's own part off is what
// counting the others alone gives.
func TestWithout(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		periods := rapid.IntRange(1, 6).Draw(t, "periods")
		result := rapid.Custom(func(t *rapid.T) Result {
			return Result{Target: rapid.SampledFrom([]float64{0, 100}).Draw(t, "target"), Actual: float64(rapid.IntRange(0, 8).Draw(t, "actual")) * 20}
		})
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Record {
			return Record{Periods: rapid.SliceOfN(result, periods, periods).Draw(t, "results")}
		}), 1, 12).Draw(t, "records")
		among := together(all)
		for i, own := range all {
			others := slices.Delete(slices.Clone(all), i, i+1)
			var means []float64
			for _, r := range others {
				if mean, n := meanLog(r); n > 0 {
					means = append(means, mean)
				}
			}
			if among.without(own) != len(means) {
				t.Fatalf("%d others, want %d", among.without(own), len(means))
			}
			want := 0.0
			for _, mean := range means {
				want += mean / float64(len(means))
			}
			if len(means) < practice.LeastPeers {
				want = 0
			}
			if got := among.prior(own).Mean; math.Abs(got-want) > 1e-12 {
				t.Fatalf("the others are usually at %v, want %v", got, want)
			}
			middles, sum, n := map[int]float64{}, 0.0, 0.0
			for at := range own.Periods {
				var logs []float64
				for _, r := range others {
					if r.Periods[at].counts() {
						logs = append(logs, math.Log(r.Periods[at].attainment()))
					}
				}
				if len(logs) >= practice.LeastPeers {
					middles[at] = practice.Quantile(logs, 0.5)
					sum, n = sum+middles[at], n+1
				}
			}
			for at, got := range among.shocks(own) {
				want := 0.0
				if middle, ok := middles[at]; ok {
					want = (middle - sum/n) / 2
				}
				if math.Abs(got-want) > 1e-12 {
					t.Fatalf("in period %d the others were moved by %v, want %v", at, got, want)
				}
			}
		}
	})
}

// TestPeersShort: of nine others, so many were short when he was.
func TestPeersShort(t *testing.T) {
	t.Parallel()
	var all []Record
	for i := range 10 {
		r := Record{Node: org.ID(org.Person, string(rune('a'+i)))}
		for q := range 4 {
			actual := 100.0
			if i <= q { // in the first period one is short, in the last four are
				actual = 50
			}
			r.Periods = append(r.Periods, Result{Target: 100, Actual: actual})
		}
		all = append(all, r)
	}
	for i, want := range []float64{6.0 / 36, 6.0 / 27, 5.0 / 18, 3.0 / 9, 0} {
		if got := Judge(all)[i]; math.Abs(got.PeersShort-want) > 1e-12 {
			t.Errorf("of those like %s %v were short with him, want %v", got.Node, got.PeersShort, want)
		}
	}
}
