package metric_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func amount(text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

func TestWilson(t *testing.T) {
	t.Parallel()
	low, high, ok := metric.Wilson(18, 80)
	if !ok || low != amount("0.1473") || high != amount("0.3279") {
		t.Errorf("18 of 80 lies between %s and %s", low, high)
	}
	if low, high, ok := metric.Wilson(0, 10); !ok || low != 0 || high != amount("0.2775") {
		t.Errorf("0 of 10 lies between %s and %s", low, high)
	}
	for _, c := range [][2]int64{{0, 0}, {1, 0}, {-1, 5}, {6, 5}} {
		if _, _, ok := metric.Wilson(c[0], c[1]); ok {
			t.Errorf("%d of %d has an interval", c[0], c[1])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Int64Range(1, 1_000_000).Draw(t, "all")
		some := rapid.Int64Range(0, all).Draw(t, "some")
		low, high, ok := metric.Wilson(some, all)
		rate, _ := money.Ratio(money.FromInt(some), money.FromInt(all))
		if !ok || low < 0 || high > money.Unit || low > rate || high < rate {
			t.Fatalf("%d of %d is %s, between %s and %s", some, all, rate, low, high)
		}
	})
}

func TestCompound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate         string
		months, into int
		want         string
	}{
		{"0.85", 6, 12, "0.7225"}, {"0.85", 6, 1, "0.9733"}, {"0.85", 6, 6, "0.85"}, {"0", 6, 1, "0"}, {"1", 1, 12, "1"},
		{"0.98", 1, 12, "0.7847"}, // a monthly churn of 2 % is 21.5 % in a year, not 24 %
	} {
		if got, ok := metric.Compound(amount(c.rate), c.months, c.into); !ok || got != amount(c.want) {
			t.Errorf("%s in %d months is %s in %d, want %s", c.rate, c.months, got, c.into, c.want)
		}
	}
	for _, c := range [][2]int{{0, 12}, {6, 0}} {
		if _, ok := metric.Compound(amount("0.5"), c[0], c[1]); ok {
			t.Errorf("%v compounds", c)
		}
	}
}

// TestMixAdjusted: both groups keep their rates, and the mix alone brings the
// raw rate down (Simpson).
func TestMixAdjusted(t *testing.T) {
	t.Parallel()
	group := func(num, den int64) metric.Group {
		return metric.Group{Num: money.FromInt(num), Den: money.FromInt(den)}
	}
	base := map[string]metric.Group{"large": group(50, 100), "small": group(10, 100)}
	now := map[string]metric.Group{"large": group(10, 20), "small": group(18, 180), "new": group(1, 1)}
	if rate, ok := metric.MixAdjusted(base, now); !ok || rate != amount("0.3") {
		t.Errorf("the adjusted rate is %s", rate)
	}
	if rate, ok := metric.MixAdjusted(base, nil); !ok || rate != amount("0.3") {
		t.Errorf("of nothing it is %s, not the base's", rate)
	}
	if _, ok := metric.MixAdjusted(nil, now); ok {
		t.Error("there is a rate without a base")
	}
}

func orders(of map[org.NodeID][]string) []metric.CustomerDay {
	var list []metric.CustomerDay
	for customer, days := range of {
		for _, text := range days {
			list = append(list, metric.CustomerDay{Customer: customer, Day: period.MustDate(text), Value: money.Unit})
		}
	}
	return list
}

func TestActivityWindow(t *testing.T) {
	t.Parallel()
	list := orders(map[org.NodeID][]string{
		"a": {"2026-01-01", "2026-01-11", "2026-01-11", "2026-01-31"}, // 10, 20; twice on a day is no gap
		"b": {"2026-03-01", "2026-01-01"},                             // 59, in whatever order
		"c": {"2026-01-01"},
	})
	if days, ok := metric.ActivityWindow(list); !ok || days != 59 {
		t.Errorf("the window is %d", days)
	}
	if _, ok := metric.ActivityWindow(list[:0]); ok {
		t.Error("there is a window without orders")
	}
	gaps := map[org.NodeID][]string{}
	for i := range 10 {
		gaps[org.ID(org.Customer, string(rune('a'+i)))] = []string{"2026-01-01", period.MustDate("2026-01-01").Add(i + 1).String()}
	}
	if days, _ := metric.ActivityWindow(orders(gaps)); days != 9 {
		t.Errorf("nine of ten gaps are at most %d", days)
	}
}

func TestCohortRetention(t *testing.T) {
	t.Parallel()
	list := orders(map[org.NodeID][]string{
		"a": {"2026-01-05", "2026-02-10", "2026-03-10"},
		"b": {"2026-01-31", "2026-03-01"},
		"c": {"2026-02-01", "2026-03-15"},
		"d": {"2025-12-31", "2026-01-20"}, // of an earlier cohort
		"e": {"2026-03-02"},
	})
	year := period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2027-01-01")}
	points := metric.CohortRetention(list, year, period.MustDate("2026-03-31"), 3)
	type point struct{ active, size, censored int }
	var got []point
	for _, p := range points {
		got = append(got, point{p.Active, p.Size, p.Censored})
		if (p.Rate == nil) != (p.Size == 0) {
			t.Errorf("month %d has the rate %v of %d", p.Month, p.Rate, p.Size)
		}
	}
	// Month 1: a and c of a, b, c; e's is not over. Month 2: a and b; c and e are too young.
	if want := []point{{4, 4, 0}, {2, 3, 1}, {2, 2, 2}, {0, 0, 4}}; !slices.Equal(got, want) {
		t.Errorf("the cohorts are %v, want %v", got, want)
	}
	if early := metric.CohortRetention(list, year, period.MustDate("2026-03-30"), 2); early[2].Censored != 4 {
		t.Error("a month counts before it is over")
	}
}

func TestSecondPurchase(t *testing.T) {
	t.Parallel()
	list := orders(map[org.NodeID][]string{
		"a": {"2026-01-05", "2026-01-05", "2026-02-04"}, "b": {"2026-01-05", "2026-02-05"}, "c": {"2026-03-20", "2026-03-21"}, "d": {"2025-12-01"},
	})
	again, all, censored := metric.SecondPurchase(list, period.Range{Start: period.MustDate("2026-01-01"), End: period.Never}, period.MustDate("2026-03-31"), 30)
	if again != 1 || all != 2 || censored != 1 {
		t.Errorf("%d of %d, %d censored", again, all, censored)
	}
}
