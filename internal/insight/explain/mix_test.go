package explain_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/money"
)

// The example of methods.md 6.3: 2000 → 2430.
func TestDivide(t *testing.T) {
	t.Parallel()
	got, err := explain.Divide([]explain.Item{
		{amount("100"), amount("1000"), amount("90"), amount("990")},
		{amount("50"), amount("1000"), amount("80"), amount("1440")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := explain.Division{Total: amount("430"), Volume: amount("266.6667"), Mix: amount("233.3333"), Price: amount("-70"), Items: []explain.Effects{
		{Bucket: explain.Both, Mix: amount("77.7778"), Price: amount("90")},
		{Bucket: explain.Both, Mix: amount("155.5555"), Price: amount("-160")},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What is new, gone or has no price stands apart and moves no mix.
func TestDivideApart(t *testing.T) {
	t.Parallel()
	got, err := explain.Divide([]explain.Item{
		{amount("10"), amount("100"), amount("12"), amount("120")},
		{0, 0, amount("5"), amount("75")},
		{amount("3"), amount("30"), 0, 0},
		{0, amount("40"), amount("2"), amount("10")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := explain.Division{Total: amount("35"), Volume: amount("20"), New: amount("75"), Lost: amount("-30"), Rest: amount("-30"), Items: []explain.Effects{
		{Bucket: explain.Both}, {Bucket: explain.New, Apart: amount("75")}, {Bucket: explain.Lost, Apart: amount("-30")}, {Bucket: explain.Other, Apart: amount("-30")},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A mix effect is there although no segment changed its own value per unit:
// the paradox that a total alone hides.
func TestDivideOfSegments(t *testing.T) {
	t.Parallel()
	got, err := explain.Divide([]explain.Item{
		{amount("100"), amount("10000"), amount("50"), amount("5000")},
		{amount("100"), amount("2000"), amount("150"), amount("3000")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Volume != 0 || got.Price != 0 || got.Mix != amount("-4000") {
		t.Errorf("volume %s, mix %s, rate %s", got.Volume, got.Mix, got.Price)
	}
}

func TestDivideSums(t *testing.T) {
	t.Parallel()
	draw := rapid.Custom(func(t *rapid.T) money.Amount {
		return rapid.OneOf(rapid.Just(money.Amount(0)), rapid.Custom(func(t *rapid.T) money.Amount {
			return money.Amount(rapid.Int64Range(-3_000_000, 90_000_000).Draw(t, "amount"))
		})).Draw(t, "value")
	})
	rapid.Check(t, func(t *rapid.T) {
		items := make([]explain.Item, rapid.IntRange(0, 12).Draw(t, "items"))
		var total money.Amount
		for i := range items {
			items[i] = explain.Item{draw.Draw(t, "pu"), draw.Draw(t, "pv"), draw.Draw(t, "au"), draw.Draw(t, "av")}
			total += items[i].ActualValue - items[i].PlanValue
		}
		d, err := explain.Divide(items)
		if err != nil {
			t.Fatal(err)
		}
		var mix, price, apart money.Amount
		for _, e := range d.Items {
			mix, price, apart = mix+e.Mix, price+e.Price, apart+e.Apart
		}
		if d.Total != total || d.Volume+d.Mix+d.Price+d.New+d.Lost+d.Rest != total || mix != d.Mix || price != d.Price || apart != d.New+d.Lost+d.Rest {
			t.Fatalf("%+v does not sum to %s", d, total)
		}
	})
}
