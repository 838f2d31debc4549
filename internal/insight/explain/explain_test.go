package explain_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/money"
)

func amount(text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(text)
	}
	return r
}

// factors are leads, conversion and deal size of methods.md 6.2.
func factors(conversion string) []explain.Factor {
	return []explain.Factor{{rat("300"), rat("270")}, {rat("0.20"), rat(conversion)}, {rat("5000"), rat("4600")}}
}

func TestShapley(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		conversion, gap string
		want            []money.Amount
	}{
		{"0.22", "-26760", []money.Amount{amount("-30220"), amount("27380"), amount("-23920")}},
		{"0", "-300000", []money.Amount{amount("-14600"), amount("-273800"), amount("-11600")}},
	} {
		got, err := explain.Amounts(amount(c.gap), factors(c.conversion))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("conversion %s (-want +got):\n%s", c.conversion, diff)
		}
	}
}

func TestShapleyRefusesOtherFactors(t *testing.T) {
	t.Parallel()
	if _, err := explain.Amounts(amount("-26759.9999"), factors("0.22")); err == nil {
		t.Error("factors of another difference were taken")
	}
	if _, err := explain.Shapley(make([]explain.Factor, explain.MostFactors+1)); err == nil {
		t.Error("seven factors were taken")
	}
}

func TestLMDI(t *testing.T) {
	t.Parallel()
	got, ok := explain.LMDI(factors("0.22"))
	want := []float64{-30176.48, 27297.95, -23881.47}
	for i := range want {
		if !ok || math.Abs(got[i]-want[i]) > 0.005 {
			t.Errorf("part %d is %.2f, want %.2f", i, got[i], want[i])
		}
	}
	same, _ := explain.LMDI([]explain.Factor{{rat("7"), rat("7")}, {rat("3"), rat("3")}})
	if same[0] != 0 || same[1] != 0 {
		t.Errorf("nothing changed, yet the parts are %v", same)
	}
	if _, ok := explain.LMDI([]explain.Factor{{rat("-1"), rat("2")}}); ok {
		t.Error("a factor below 0 was taken")
	}
}

// A zero takes the whole, as the limit says: a small number in its place would
// leave something with the others.
func TestLMDIOfZero(t *testing.T) {
	t.Parallel()
	got, ok := explain.LMDI(factors("0"))
	if want := []float64{0, -300000, 0}; !ok || !cmp.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	rose, _ := explain.LMDI([]explain.Factor{{rat("0"), rat("4")}, {rat("0"), rat("5")}, {rat("2"), rat("3")}})
	if want := []float64{30, 30, 0}; !cmp.Equal(rose, want) {
		t.Errorf("%v, want %v", rose, want)
	}
}

func drawRat(label string) *rapid.Generator[*big.Rat] {
	return rapid.Custom(func(t *rapid.T) *big.Rat {
		return big.NewRat(rapid.Int64Range(-50, 1000).Draw(t, label), rapid.Int64Range(1, 60).Draw(t, "of"))
	})
}

// What a division must keep, whatever the numbers: it sums, equal factors get
// equal parts, and a factor that stays as it was gets nothing.
func TestShapleySumsAndIsFair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := make([]explain.Factor, rapid.IntRange(1, explain.MostFactors).Draw(t, "factors"))
		for i := range list {
			list[i] = explain.Factor{Plan: drawRat("plan").Draw(t, "p"), Actual: drawRat("actual").Draw(t, "a")}
		}
		still := rapid.IntRange(0, len(list)-1).Draw(t, "still")
		list[still].Actual = list[still].Plan
		if len(list) > 2 {
			list[(still+1)%len(list)] = list[(still+2)%len(list)]
		}
		parts, err := explain.Shapley(list)
		if err != nil {
			t.Fatal(err)
		}
		plan, actual := explain.Product(list)
		sum := new(big.Rat)
		for _, p := range parts {
			sum.Add(sum, p)
		}
		if sum.Cmp(new(big.Rat).Sub(actual, plan)) != 0 {
			t.Fatalf("the parts sum to %s, not to %s less %s", sum, actual, plan)
		}
		if parts[still].Sign() != 0 {
			t.Fatalf("a factor that did not change got %s", parts[still])
		}
		if len(list) > 2 && parts[(still+1)%len(list)].Cmp(parts[(still+2)%len(list)]) != 0 {
			t.Fatal("equal factors got different parts")
		}
	})
}

func TestExactSums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(drawRat("part"), 1, 20).Draw(t, "parts")
		sum := new(big.Rat)
		for _, p := range parts {
			sum.Add(sum, p)
		}
		total, err := money.FromRat(sum)
		if err != nil {
			t.Fatal(err)
		}
		// The total has to be a whole number of units: the rest goes to a part.
		parts = append(parts, sum.Sub(total.Rat(), sum))
		amounts, err := explain.Exact(total, parts)
		if err != nil {
			t.Fatal(err)
		}
		var got money.Amount
		for i, a := range amounts {
			got += a
			if off := new(big.Rat).Sub(a.Rat(), parts[i]); off.Abs(off).Cmp(big.NewRat(1, int64(money.Unit))) >= 0 {
				t.Fatalf("part %s became %s", parts[i], a)
			}
		}
		if got != total {
			t.Fatalf("%s, want %s", got, total)
		}
	})
}

func TestJudge(t *testing.T) {
	t.Parallel()
	history := []float64{8, 12, 8, 12, 8, 12} // sd 2.19
	for _, c := range []struct {
		deviation float64
		history   []float64
		want      explain.Variation
	}{
		{2.7, history, explain.Usual},
		{-2.7, history, explain.Usual},
		{2.9, history, explain.Unusual},
		{-2.9, history, explain.Unusual},
		{100, history[:5], explain.Unknown},
		{0, []float64{5, 5, 5, 5, 5, 5}, explain.Usual},
		{1, []float64{5, 5, 5, 5, 5, 5}, explain.Unusual},
		{1, []float64{5, 5, 5, 5, 5, math.NaN()}, explain.Unknown},
		{math.NaN(), history, explain.Unknown},
	} {
		if got := explain.Judge(c.deviation, c.history); got != c.want {
			t.Errorf("%v of %v: %s, want %s", c.deviation, c.history, got, c.want)
		}
	}
}

func TestLargest(t *testing.T) {
	t.Parallel()
	if got := explain.Largest([]money.Amount{1, -5, 3, 5}); !cmp.Equal(got, []int{1, 3, 2, 0}) {
		t.Error(got)
	}
}
