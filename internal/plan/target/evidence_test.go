package target_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// TestEqualDifficulty is the worked check of methods.md 3.5.
func TestEqualDifficulty(t *testing.T) {
	t.Parallel()
	outlooks := []target.Outlook{{ID: "sure", Mean: money.FromInt(100), SD: money.FromInt(10)}, {ID: "open", Mean: money.FromInt(100), SD: money.FromInt(40)}}
	parts, chance, err := target.EqualDifficulty(money.FromInt(210), money.Unit, outlooks)
	if err != nil || parts[0] != money.FromInt(102) || parts[1] != money.FromInt(108) || chance != amount(t, "0.4207") {
		t.Errorf("%v at %s (%v)", parts, chance, err)
	}
	for i, o := range outlooks {
		if p := target.Chance(o.Mean, o.SD, parts[i]); p != chance {
			t.Errorf("%s reaches it with %s", o.ID, p)
		}
	}
	outlooks[1].Cap = whole(105)
	parts, _, err = target.EqualDifficulty(money.FromInt(210), money.Unit, outlooks)
	if err != nil || parts[0] != money.FromInt(105) || parts[1] != money.FromInt(105) {
		t.Errorf("with a cap: %v (%v)", parts, err)
	}
	parts, chance, err = target.EqualDifficulty(money.FromInt(90), money.Unit, []target.Outlook{{ID: "a", Mean: money.FromInt(1)}, {ID: "b", Mean: money.FromInt(2)}})
	if err != nil || parts[0] != money.FromInt(30) || chance != 0 {
		t.Errorf("without a spread: %v at %s (%v)", parts, chance, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "people")
		list := make([]target.Outlook, n)
		for i := range list {
			list[i] = target.Outlook{ID: string(rune('a' + i)), Mean: money.Amount(rapid.Int64Range(0, 1e9).Draw(t, "mean")), SD: money.Amount(rapid.Int64Range(1, 1e9).Draw(t, "sd"))}
		}
		total := money.Amount(rapid.Int64Range(0, 1e10).Draw(t, "total"))
		parts, chance, err := target.EqualDifficulty(total, 1, list)
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Amount
		for _, p := range parts {
			sum += p
		}
		if sum != total || chance < 0 || chance > money.Unit {
			t.Fatalf("the parts sum to %s, not to %s, at %s", sum, total, chance)
		}
	})
}

// TestChance holds the check of methods.md 3.2: N(100, 12).
func TestChance(t *testing.T) {
	t.Parallel()
	mean, sd := money.FromInt(100), money.FromInt(12)
	for value, want := range map[int64]string{90: "0.7977", 100: "0.5", 110: "0.2023", 120: "0.0478", 130: "0.0062"} {
		if p := target.Chance(mean, sd, money.FromInt(value)); p != amount(t, want) {
			t.Errorf("%d is reached with %s, not %s", value, p, want)
		}
	}
	if target.Chance(mean, 0, mean) != money.Unit || target.Chance(mean, 0, mean+1) != 0 {
		t.Error("without a spread the chance is 0 or 1")
	}
}

func TestOverAssignment(t *testing.T) {
	t.Parallel()
	for sum, want := range map[int64]struct {
		ratio string
		warn  bool
	}{95: {"0.95", true}, 100: {"1", false}, 105: {"1.05", false}, 120: {"1.2", true}} {
		o, ok := target.OverAssignment([]money.Amount{money.FromInt(sum - 40), money.FromInt(40)}, money.FromInt(100))
		if !ok || o.Ratio != amount(t, want.ratio) || o.Warn != want.warn || o.Text == "" {
			t.Errorf("%d of 100: %+v", sum, o)
		}
	}
	if _, ok := target.OverAssignment(nil, 0); ok {
		t.Error("nothing can be compared with 0")
	}
}

func TestCapacity(t *testing.T) {
	t.Parallel()
	var sellers []target.Seller
	for range 8 {
		sellers = append(sellers, target.Seller{Ramp: money.Unit, Available: money.Unit})
	}
	ramp := target.DefaultRamp()
	average := (ramp.At(0) + ramp.At(1) + ramp.At(2)) / 3
	for range 2 {
		sellers = append(sellers, target.Seller{Ramp: average, Available: money.Unit})
	}
	c, err := target.Capacity(money.FromInt(1_200_000), money.FromInt(120_000), sellers)
	if err != nil || c.Capacity != money.FromInt(1_020_000) || c.Coverage != amount(t, "0.85") || c.Missing != amount(t, "1.5") {
		t.Errorf("%+v (%v)", c, err)
	}
	if ramp.At(-1) != 0 || ramp.At(4) != money.Unit {
		t.Error("who is not there yet brings nothing, and who is long there everything")
	}
	if _, err := target.Capacity(money.Unit, money.Unit, []target.Seller{{Ramp: 2 * money.Unit}}); err == nil {
		t.Error("a ramp of 200 % must be refused")
	}
}

func TestUnratcheted(t *testing.T) {
	t.Parallel()
	pull := money.Unit * 3 / 10
	over, err := target.Unratcheted(money.FromInt(100), money.FromInt(120), money.Unit/20, pull)
	if err != nil || over != money.FromInt(111) { // 100 × 1.05 + 0.3 × 20
		t.Error(over, err)
	}
	under, err := target.Unratcheted(money.FromInt(100), money.FromInt(80), money.Unit/20, pull)
	if err != nil || under != money.FromInt(99) { // the same step downwards
		t.Error(under, err)
	}
	if _, err := target.Unratcheted(money.Unit, money.Unit, 0, money.Unit/2); err == nil {
		t.Error("a pull above 0.3 must be refused")
	}
}

// TestFairness is the worked check of methods.md 3.5.
func TestFairness(t *testing.T) {
	t.Parallel()
	var holders []target.Holder
	for i, a := range []string{"1.9", "0.4", "1", "0.7", "1.1", "0.9"} {
		actual := amount(t, a)
		holders = append(holders, target.Holder{ID: string(rune('a' + i)), Target: money.Unit, Actual: &actual, Potential: &actual})
	}
	f := target.MeasureFairness(holders)
	for name, pair := range map[string]struct {
		got  *money.Amount
		want string
	}{"gini": {f.Gini, "0.2444"}, "at or above": {f.AtOrAbove, "0.5"}, "below 70 %": {f.Below70, "0.1667"}, "median": {f.Median, "0.95"}, "territory": {f.Territory, "1"}} {
		if pair.got == nil || *pair.got != amount(t, pair.want) {
			t.Errorf("%s is %v, not %s", name, pair.got, pair.want)
		}
	}
	if few := target.MeasureFairness(holders[:4]); few.Gini != nil || len(few.Texts) == 0 {
		t.Error("a Gini of four must not be shown")
	}
	if none := target.MeasureFairness([]target.Holder{{ID: "a"}}); none.Median != nil || none.Count != 0 {
		t.Error("without targets there is no attainment")
	}
}

// TestSeasonalShrinks: a clear season is believed, noise is not.
func TestSeasonalShrinks(t *testing.T) {
	t.Parallel()
	pattern := []float64{0.7, 0.8, 1.2, 0.9, 1, 1.1, 0.8, 0.7, 1.3, 1, 1.1, 1.4}
	strong := make([]money.Amount, 48)
	for i := range strong {
		strong[i] = money.Amount(math.Round(pattern[(i+3)%12] * 1e8)) // from April on
	}
	s := target.Seasonal(strong, 3)
	for m, want := range pattern {
		if math.Abs(s.Index[m]-want) > 0.01 {
			t.Errorf("month %d: %.3f, not %.3f", m+1, s.Index[m], want)
		}
	}
	if s.Shrunk < 0.99 {
		t.Errorf("only %.2f of a season without noise is believed", s.Shrunk)
	}
	for name, values := range map[string][]money.Amount{"short": strong[:20], "nothing": make([]money.Amount, 36), "constant": slices.Repeat([]money.Amount{5e6}, 36)} {
		for _, index := range target.Seasonal(values, 0).Index {
			if index != 1 {
				t.Errorf("%s: %v", name, index)
			}
		}
	}
	if w := s.Weights([]int{11, 12}, []int64{20, 10}); w[0] < 27_900_000 || w[0] > 28_100_000 || w[1] < 6_900_000 || w[1] > 7_100_000 {
		t.Errorf("weights of December and January: %v", w)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	// Three years; each is 10 % above the one before, December is double.
	values := make([]money.Amount, 36)
	for i := range values {
		level := []int64{1000, 1100, 1210}[i/12]
		if i%12 == 11 {
			level *= 2
		}
		values[i] = money.FromInt(level)
	}
	capacity, board := money.FromInt(4000), money.FromInt(5250)
	s, err := target.Suggest(target.Evidence{Values: values, Months: 3, Ahead: 9, // October to December
		Market:    &target.MarketOutlook{Change: money.Unit / 25, Beta: money.Unit / 2},
		Potential: &target.PotentialOutlook{Potential: money.FromInt(40_000), FairShare: money.Unit / 5, Speed: money.Unit / 10},
		Capacity:  &capacity, Board: &board, Over: amount(t, "1.05")})
	if err != nil {
		t.Fatal(err)
	}
	got := map[target.Block]money.Amount{}
	for _, item := range s.Items {
		got[item.Block] = item.Value
		if item.Text == "" {
			t.Errorf("%s says nothing", item.Block)
		}
	}
	want := map[target.Block]string{
		target.LastYear:  "4840",    // 1210 + 1210 + 2420
		target.Growth:    "5162.67", // two years of 10 %, drawn to 6.67 %
		target.Market:    "4936.8",  // half of 4 %
		target.Potential: "5156",    // a tenth of 8000 − 4840
		target.Headcount: "4000",
		target.TopDown:   "5000",
	}
	for block, value := range want {
		if got[block] != amount(t, value) {
			t.Errorf("%s suggests %s, not %s", block, got[block], value)
		}
	}
	// Another 10 % on last year's months would be 5,324; without any growth they
	// come to 4,840.
	if h := got[target.History]; h < money.FromInt(4840) || h > money.FromInt(5324) {
		t.Errorf("history suggests %s", h)
	}
	if len(s.Stretch) != 3 || !(s.Stretch[0].Value < s.Stretch[1].Value && s.Stretch[1].Value < s.Stretch[2].Value) {
		t.Errorf("the stretch levels are %v", s.Stretch)
	}
	if *s.Low != capacity || *s.High != max(got[target.Growth], got[target.History]) || s.Gap != nil {
		t.Errorf("from %s to %s, gap %v", *s.Low, *s.High, s.Gap)
	}
	empty, err := target.Suggest(target.Evidence{Months: 3})
	if err != nil || len(empty.Items) != 0 || empty.Blend != nil {
		t.Errorf("without evidence: %+v (%v)", empty, err)
	}
	rapid.Check(t, func(t *rapid.T) { // nothing breaks it
		e := target.Evidence{First: rapid.IntRange(0, 11).Draw(t, "first"), Ahead: rapid.IntRange(0, 30).Draw(t, "ahead"), Months: rapid.IntRange(1, 24).Draw(t, "months")}
		for range rapid.IntRange(0, 60).Draw(t, "history") {
			e.Values = append(e.Values, money.Amount(rapid.Int64Range(-1e15, 9e15).Draw(t, "value")))
		}
		if s, err := target.Suggest(e); err != nil || s.Low != nil && *s.Low > *s.High {
			t.Fatal(s, err)
		}
	})
}
