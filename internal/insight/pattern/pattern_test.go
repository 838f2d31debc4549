package pattern_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/pattern"
	"github.com/attainhq/attain/internal/metric"
)

// company makes months of so many nodes that share a season and a trend, with
// noise of their own that the next month remembers a part of. A third of them
// live of a few large orders. story multiplies a node's month.
func company(seed uint64, nodes, months int, memory float64, story func(node, month int) float64) []pattern.Series {
	r := rand.New(rand.NewPCG(seed, 3)) //nolint:gosec // a made-up company
	list := make([]pattern.Series, nodes)
	whole, every := make([]float64, months), make([]float64, months)
	for n := range list {
		size, noise := math.Exp(0.7*r.NormFloat64()), r.NormFloat64()
		if n == 4 || n == 7 {
			size = 3 // large enough to matter
		}
		list[n] = pattern.Series{ID: strconv.Itoa(n), Values: make([]float64, months), Whole: whole, Orders: make([]float64, months), Every: every}
		for m := range months {
			noise = memory*noise + math.Sqrt(1-memory*memory)*r.NormFloat64()
			season := 1 + 0.4*math.Sin(2*math.Pi*float64(m)/12) + 0.01*float64(m)
			if story != nil {
				season *= story(n, m)
			}
			mean, spread := 25*season*math.Exp(0.15*noise), 0.6
			if n%3 == 0 {
				mean, spread = 2.5*season, 1
			}
			for k := r.ExpFloat64(); k < mean; k += r.ExpFloat64() {
				list[n].Values[m] += 40 * size * math.Exp(spread*r.NormFloat64())
				list[n].Orders[m]++
			}
			whole[m] += list[n].Values[m]
			every[m] += list[n].Orders[m]
		}
	}
	return list
}

// TestNothingHappened: in a company without stories nothing is found, but for one
// company of twenty at most: with a season, a trend, and months that remember
// each other.
func TestNothingHappened(t *testing.T) {
	t.Parallel()
	const companies = 120
	for _, memory := range []float64{0, 0.3} {
		told := 0
		for seed := range uint64(companies) {
			if trial := pattern.Changes(company(seed, 50, 26, memory, nil)); len(trial.Changes) > 0 {
				told++
			}
		}
		// 5 % of 120 is 6, with a deviation of 2.4.
		if told > 11 {
			t.Errorf("with a memory of %.1f, %d of %d companies are told something", memory, told, companies)
		}
	}
}

// TestFound: a territory that loses 60 % from a month on, and a product that
// dies, are found in nearly every company, at about the right month.
func TestFound(t *testing.T) {
	t.Parallel()
	const companies, trouble, dies = 40, 18, 12
	foundTrouble, foundDying, others := 0, 0, 0
	for seed := range uint64(companies) {
		list := company(seed+1000, 30, 26, 0.1, func(node, month int) float64 {
			switch {
			case node == 4 && month >= trouble:
				return 0.4
			case node == 7 && month >= dies:
				return math.Exp2(-float64(month-dies) / 2)
			}
			return 1
		})
		for _, c := range pattern.Changes(list).Changes {
			switch {
			case c.ID == "4" && c.Effect < 0 && c.At >= trouble-2 && c.At <= trouble+2:
				foundTrouble++
			case c.ID == "7" && c.Effect < 0 && pattern.LifeOf(list[7], c) == pattern.Dying:
				foundDying++
			case c.ID != "4" && c.ID != "7":
				others++
			}
		}
	}
	if foundTrouble < 30 || foundDying < 36 || others > 16 {
		t.Errorf("of %d companies trouble is found in %d, the dying product in %d; %d others", companies, foundTrouble, foundDying, others)
	}
}

// TestSeasonIsNoChange: what all have alike is none, however much it is.
func TestSeasonIsNoChange(t *testing.T) {
	t.Parallel()
	list := company(7, 20, 24, 0, func(_, month int) float64 {
		if month >= 12 {
			return 0.2
		}
		return 1
	})
	if found := pattern.Changes(list).Changes; len(found) > 0 {
		t.Errorf("the whole market fell, and %+v is found", found)
	}
}

func TestKeep(t *testing.T) {
	t.Parallel()
	// The example of Benjamini and Hochberg (1995), at 0.05: the first four.
	ps := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1}
	slices.Reverse(ps)
	if got := pattern.Keep(ps); !slices.Equal(got, []int{11, 12, 13, 14}) {
		t.Errorf("kept %v", got)
	}
	if got := pattern.Keep(nil); len(got) != 0 {
		t.Errorf("of nothing %v is kept", got)
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	list := pattern.Levels([]pattern.Share{{"web", 200, 500}, {"fair", 195, 500}, {"bought", 100, 500}, {"few", 0, 20}})
	if len(list) != 3 || list[2].ID != "bought" || list[2].P > 1e-9 || math.Abs(list[2].Effect()-(0.2/(395.0/1020)-1)) > 1e-9 || list[0].P > 0.01 {
		t.Errorf("levels are %+v", list)
	}
	if same := pattern.Levels([]pattern.Share{{"a", 40, 100}, {"b", 41, 100}}); same[0].P < 0.5 {
		t.Errorf("the same is %+v", same)
	}
	if none := pattern.Levels([]pattern.Share{{"a", 0, 100}, {"b", 0, 100}}); none[0].P != 1 || none[0].Effect() != 0 {
		t.Errorf("nothing is %+v", none)
	}
}

func TestLikely(t *testing.T) {
	t.Parallel()
	drivers := []pattern.Driver{{"orders", metric.Count, 100, 60, 1}, {"order value", metric.Money, 50, 49, 1}, {"leads", metric.Count, 80, 40, 0.5}, {"discount", metric.Share, 0.1, 0.14, 1}, {"nothing", metric.Count, 0, 5, 1}}
	got := pattern.Likely(drivers, -0.4)
	if len(got) != 1 || got[0].Name != "orders" || math.Abs(got[0].Move()+0.4) > 1e-9 {
		t.Errorf("likely is %+v", got)
	}
}

// TestProperties: amounts a thousand times as large find the same, twice finds
// the same, and nothing is ever NaN, whatever the series.
func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		months := rapid.IntRange(0, 34).Draw(t, "months")
		value := rapid.SampledFrom([]float64{0, 0, 1, 5, 5, 100, 1e12, -3})
		var list, large []pattern.Series
		for n := range rapid.IntRange(0, 5).Draw(t, "nodes") {
			values := rapid.SliceOfN(value, months, months).Draw(t, "values")
			rest := rapid.SliceOfN(value, months, months).Draw(t, "rest")
			s := pattern.Series{ID: strconv.Itoa(n), Values: values, Whole: make([]float64, months)}
			l := pattern.Series{ID: s.ID, Values: make([]float64, months), Whole: make([]float64, months)}
			for i := range values {
				s.Whole[i] = values[i] + rest[i]
				l.Values[i], l.Whole[i] = 1024*values[i], 1024*s.Whole[i]
			}
			list, large = append(list, s), append(large, l)
		}
		one, again, other := pattern.Changes(list), pattern.Changes(list), pattern.Changes(large)
		if len(one.Changes) != len(again.Changes) || len(one.Changes) != len(other.Changes) {
			t.Fatalf("%d, %d and %d are found", len(one.Changes), len(again.Changes), len(other.Changes))
		}
		for i, c := range one.Changes {
			if c != again.Changes[i] || c.ID != other.Changes[i].ID || c.At != other.Changes[i].At {
				t.Fatalf("%+v and %+v", c, other.Changes[i])
			}
			if math.IsNaN(c.P) || math.IsNaN(c.Effect) || math.IsNaN(c.Monthly) || c.P < 0 || c.P > 1 {
				t.Fatalf("%+v", c)
			}
		}
	})
}
