package money_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

const cent = money.Unit / 100

func anyWeights(t *rapid.T, least int64) []int64 {
	one := rapid.OneOf(rapid.Int64Range(least, 20), rapid.Int64Min(least))
	return rapid.SliceOfN(one, 1, 40).Draw(t, "weights")
}

// sum adds without overflow.
func sum[T ~int64](parts []T) *big.Int {
	total := new(big.Int)
	for _, p := range parts {
		total.Add(total, big.NewInt(int64(p)))
	}
	return total
}

func TestAllocateSumsAndIsFair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, weights := anyAmount(t, "total"), anyWeights(t, 0)
		parts, err := money.Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		if got := sum(parts); got.Cmp(big.NewInt(int64(total))) != 0 {
			t.Fatalf("the parts sum to %s, want %d", got, total)
		}
		all := sum(weights)
		if all.Sign() == 0 {
			all.SetInt64(int64(len(weights)))
			weights = slices.Repeat([]int64{1}, len(weights))
		}
		for i, p := range parts {
			ideal := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(weights[i])), all)
			away := ideal.Sub(new(big.Rat).SetInt64(int64(p)), ideal)
			if away.Abs(away).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d is %s away from its share", i, away)
			}
			for j := range parts[:i] {
				if weights[i] > weights[j] && abs(parts[i]) < abs(parts[j]) {
					t.Fatalf("part %d has more weight than part %d and gets less", i, j)
				}
			}
		}
	})
}

func abs(a money.Amount) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// A permutation of the weights permutes the parts, but for which of several
// equal weights gets the odd unit: that is the first of them.
func TestAllocatePermutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, weights := anyAmount(t, "total"), anyWeights(t, 0)
		order := rapid.Permutation(weights).Draw(t, "order")
		first, err := money.Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		second, err := money.Allocate(total, order)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := byWeight(weights, first), byWeight(order, second); !slices.Equal(a, b) {
			t.Fatalf("%v\n%v", a, b)
		}
		for i := range weights {
			for j := range weights[:i] {
				if weights[i] == weights[j] && abs(first[j]) < abs(first[i]) {
					t.Fatalf("of equal weights, part %d got more than part %d", i, j)
				}
			}
		}
	})
}

// byWeight returns the pairs in an order that does not depend on their places.
func byWeight(weights []int64, parts []money.Amount) [][2]int64 {
	pairs := make([][2]int64, len(weights))
	for i := range pairs {
		pairs[i] = [2]int64{weights[i], int64(parts[i])}
	}
	slices.SortFunc(pairs, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) })
	return pairs
}

func TestAllocateExamples(t *testing.T) {
	t.Parallel()
	year := slices.Repeat([]int64{1}, 12)
	for _, test := range []struct {
		name    string
		unit    string
		total   string
		weights []int64
		want    []string
	}{
		{"whole units", "1", "1000", []int64{5, 3, 3}, []string{"454", "273", "273"}},
		{"cents over three", "0.01", "1000", []int64{1, 1, 1}, []string{"333.34", "333.33", "333.33"}},
		{"nobody weighs anything", "0.01", "1000", []int64{0, 0, 0}, []string{"333.34", "333.33", "333.33"}},
		{"smallest units", "0.0001", "1", []int64{1, 1, 1}, []string{"0.3334", "0.3333", "0.3333"}},
		{"a loss", "0.01", "-1000", []int64{1, 1, 1}, []string{"-333.34", "-333.33", "-333.33"}},
		{"a weight of nothing", "1", "10", []int64{0, 3, 0}, []string{"0", "10", "0"}},
		{"nothing to divide", "1", "0", []int64{2, 1}, []string{"0", "0"}},
		{"not a multiple of the unit", "100", "1050", []int64{1, 2, 2}, []string{"200", "450", "400"}},
		{"less than a unit", "1000", "7", []int64{1, 2}, []string{"0", "7"}},
		{"TM7 spread over a year", "0.01", "100000", year, append(
			slices.Repeat([]string{"8333.34"}, 4), slices.Repeat([]string{"8333.33"}, 8)...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			parts, err := money.AllocateIn(amount(t, test.unit), amount(t, test.total), test.weights)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]string, len(parts))
			for i, p := range parts {
				got[i] = p.String()
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestAllocateIn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]money.Amount{1, cent, money.Unit, 1000 * money.Unit, math.MaxInt64}).Draw(t, "unit")
		total, weights := anyAmount(t, "total"), anyWeights(t, 0)
		parts, err := money.AllocateIn(unit, total, weights)
		if err != nil {
			t.Fatal(err)
		}
		if got := sum(parts); got.Cmp(big.NewInt(int64(total))) != 0 {
			t.Fatalf("the parts sum to %s, want %d", got, total)
		}
		broken := 0
		for i, p := range parts {
			if p%unit != 0 {
				broken++
				if weights[i] != slices.Max(weights) {
					t.Fatalf("the rest went to part %d, which is not the largest", i)
				}
			}
		}
		if broken > 1 {
			t.Fatalf("%d parts are not whole units", broken)
		}
	})
}

func TestAllocateRefuses(t *testing.T) {
	t.Parallel()
	for _, weights := range [][]int64{nil, {}, {1, -1}} {
		if _, err := money.Allocate(100, weights); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", weights, err)
		}
	}
	for _, unit := range []money.Amount{0, -1} {
		if _, err := money.AllocateIn(unit, 100, []int64{1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("unit %s: %v", unit, err)
		}
	}
	for _, total := range []money.Amount{math.MaxInt64, math.MinInt64} {
		parts, err := money.Allocate(total, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64})
		if err != nil || sum(parts).Int64() != int64(total) {
			t.Errorf("%d: %v, %v", total, parts, err)
		}
	}
}
