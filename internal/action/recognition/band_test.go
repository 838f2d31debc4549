package recognition_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/org"
)

func entry(id string, value, noise float64) recognition.Entry {
	return recognition.Entry{Node: org.ID(org.Person, id), Value: value, Noise: noise}
}

func people(ids ...string) []org.NodeID {
	list := make([]org.NodeID, len(ids))
	for i, id := range ids {
		list[i] = org.ID(org.Person, id)
	}
	return list
}

// TestRank works methods.md 9.4 through: with a noise of 10 points each, one is
// ahead of another from 0.5244 × √2 × 10 = 7.4 points on.
func TestRank(t *testing.T) {
	t.Parallel()
	b := recognition.Rank([]recognition.Entry{
		entry("a", 1.30, 0.1), entry("b", 1.25, 0.1), // 5 points: a tie
		entry("c", 1.10, 0.1),                        // 15 below b
		entry("d", 1.04, 0.1), entry("e", 0.98, 0.1), // 12 from c to e, but d ties with both
		entry("f", 0.70, 0.1), {Node: "person:g", Value: 9, Out: recognition.Unguarded},
	}, recognition.Least)
	want := []recognition.Band{
		{Number: 1, Members: people("a", "b"), Low: 1.25, High: 1.30},
		{Number: 2, Members: people("c", "d", "e"), Low: 0.98, High: 1.10},
		{Number: 3, Members: people("f"), Low: 0.70, High: 0.70},
	}
	if diff := cmp.Diff(want, b.Bands); diff != "" {
		t.Error(diff)
	}
	if b.Of != 6 || b.Out["person:g"] != recognition.Unguarded {
		t.Errorf("of %d, out %v", b.Of, b.Out)
	}
	for id, want := range map[org.NodeID]recognition.Place{
		"person:a": {Band: 1, Level: 1, Below: 4}, "person:c": {Band: 2, Above: 2, Level: 1, Below: 2},
		"person:d": {Band: 2, Above: 2, Level: 2, Below: 1}, "person:f": {Band: 3, Above: 5},
	} {
		if got, ok := b.Place(id); !ok || got != want {
			t.Errorf("%s stands at %+v, want %+v", id, got, want)
		}
	}
	// f needs to come within 7.4 points of e: 28 − 7.4.
	if up, band, ok := b.Step("person:f"); !ok || band != 2 || math.Abs(up-0.2058) > 0.0001 {
		t.Errorf("f needs %v to band %d", up, band)
	}
	// At most half of six are shown: the first band, not the second with its three.
	if top := b.Top(); len(top.Bands) != 1 || top.Leading || top.Close {
		t.Errorf("shown is %+v", top)
	}
}

// TestRankTooFew: nobody is singled out among four.
func TestRankTooFew(t *testing.T) {
	t.Parallel()
	b := recognition.Rank([]recognition.Entry{entry("a", 1, 0), entry("b", 2, 0), entry("c", 3, 0), entry("d", 4, 0), {Node: "person:e", Out: recognition.NotWhole}}, recognition.Least)
	if len(b.Bands) != 0 || b.Of != 4 || len(b.Top().Bands) != 0 {
		t.Errorf("%+v", b)
	}
	if _, ok := b.Place("person:a"); ok {
		t.Error("a has a place among too few")
	}
}

// TestRankChain: a chain of ties is one band; shown are those of whom nobody is
// ahead, and when these are most of all, nobody.
func TestRankChain(t *testing.T) {
	t.Parallel()
	var chain, level []recognition.Entry
	for i := range 20 {
		chain = append(chain, entry(fmt.Sprint(i), 1-float64(i)/20, 0.1))
		level = append(level, entry(fmt.Sprint(i), 1-float64(i)/1000, 0.1))
	}
	b := recognition.Rank(chain, recognition.Least)
	if top := b.Top(); len(b.Bands) != 1 || !top.Leading || len(top.Bands) != 1 || len(top.Bands[0].Members) != 2 || top.Bands[0].Low != 0.95 {
		t.Errorf("%d bands, shown %+v", len(b.Bands), top)
	}
	if up, band, ok := b.Step("person:19"); !ok || band != 1 || math.Abs(up-(0.95-0.0742)) > 0.0001 {
		t.Errorf("the last needs %v to %d", up, band)
	}
	if top := recognition.Rank(level, recognition.Least).Top(); !top.Close || len(top.Bands) != 0 {
		t.Errorf("shown is %+v", top)
	}
}

func anyone(t *rapid.T) []recognition.Entry {
	n := rapid.IntRange(0, 40).Draw(t, "people")
	list := make([]recognition.Entry, n)
	for i := range list {
		list[i] = entry(fmt.Sprint(i), rapid.Float64Range(-1, 4).Draw(t, "value"), rapid.Float64Range(0, 0.4).Draw(t, "noise"))
		if rapid.IntRange(0, 9).Draw(t, "out") == 0 {
			list[i].Out = rapid.SampledFrom([]recognition.Reason{recognition.NoTarget, recognition.Unguarded, recognition.NotWhole}).Draw(t, "why")
		}
	}
	return list
}

// TestRankHolds: whatever comes in, in whatever order, the bands are the same;
// they go down; no two of different bands tie; everybody who is compared is in one
// band; who is out is in none; and no more than half are shown.
func TestRankHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := anyone(t)
		b := recognition.Rank(list, recognition.Least)
		shuffled := slices.Clone(list)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		random.Shuffle(len(list), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(b.Bands, recognition.Rank(shuffled, recognition.Least).Bands); diff != "" {
			t.Fatalf("another order of people gives other bands: %s", diff)
		}
		by, in := map[org.NodeID]recognition.Entry{}, map[org.NodeID]int{}
		for _, e := range list {
			by[e.Node] = e
		}
		last := math.Inf(1)
		for i, band := range b.Bands {
			if band.Number != i+1 || band.High < band.Low || band.High >= last {
				t.Fatalf("the bands do not go down: %+v", b.Bands)
			}
			last = band.Low
			for _, id := range band.Members {
				if by[id].Out != "" {
					t.Fatalf("%s is out (%s) and in band %d", id, by[id].Out, i+1)
				}
				in[id] = i + 1
			}
		}
		if len(b.Bands) > 0 && len(in) != b.Of {
			t.Fatalf("%d of %d are in a band", len(in), b.Of)
		}
		checkPairs(t, b, by, in)
		shown := 0
		for _, band := range b.Top().Bands {
			shown += len(band.Members)
		}
		if shown > b.Of/2 {
			t.Fatalf("%d of %d are shown", shown, b.Of)
		}
	})
}

// checkPairs holds bands, places and steps against the chance of each pair.
func checkPairs(t *rapid.T, b recognition.Board, by map[org.NodeID]recognition.Entry, in map[org.NodeID]int) {
	for id, band := range in {
		var want recognition.Place
		for other, its := range in {
			if other == id {
				continue
			}
			above, below := chanceOf(by[other], by[id]), chanceOf(by[id], by[other])
			switch {
			case above >= recognition.Sure:
				want.Above++
			case below >= recognition.Sure:
				want.Below++
			default:
				want.Level++
			}
			if its < band && above < recognition.Sure-1e-9 {
				t.Fatalf("%s (band %d) is ahead of %s (band %d) with only %v", other, its, id, band, above)
			}
		}
		want.Band = band
		if got, ok := b.Place(id); !ok || got != want {
			t.Fatalf("%s stands at %+v, want %+v", id, got, want)
		}
		up, _, ok := b.Step(id)
		if ok != (want.Above > 0) || math.IsNaN(up) || math.IsInf(up, 0) || up < 0 {
			t.Fatalf("the step of %s is %v, %v", id, up, ok)
		}
	}
}

// chanceOf is P(a > b), told apart from what the engine does: by the normal
// distribution itself.
func chanceOf(a, b recognition.Entry) float64 {
	spread := math.Hypot(a.Noise, b.Noise)
	if spread == 0 {
		if a.Value > b.Value {
			return 1
		}
		return 0.5
	}
	return chance.NormalBelow((a.Value - b.Value) / spread)
}
