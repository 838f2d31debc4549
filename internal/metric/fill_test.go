package metric_test

import (
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// TestFillShare: what is done is never told as all of it.
func TestFillShare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fill metric.Fill
		want money.Amount
	}{
		"not counted how many there are": {metric.Fill{Done: 7}, 0},
		"before the first":               {metric.Fill{Total: 10}, 0},
		"a third":                        {metric.Fill{Done: 1, Total: 3}, 3333},
		"nearly all":                     {metric.Fill{Done: 999, Total: 1000}, 9900},
		"more have come meanwhile":       {metric.Fill{Done: 12, Total: 10}, 9900},
		"what was there is still to go":  {metric.Fill{Done: 5, Total: 10, Clearing: true}, 0},
		"a great many":                   {metric.Fill{Done: 50_000_000_000, Total: 100_000_000_000}, 5000},
	} {
		if got := c.fill.Share(); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

// TestFilling: a metric waits for the slowest of the series that it is made of,
// and for no other.
func TestFilling(t *testing.T) {
	t.Parallel()
	custom := metric.Custom{ID: "x_a", Name: "A", Unit: metric.Quantity, Direction: metric.Higher, Definition: "A.", Facts: "sale", Value: "1", DivideBy: &metric.Formula{Value: "2"}}
	m := custom.Metric()
	var fills []metric.Fill
	for i, d := range m.Needs() {
		fills = append(fills, metric.Fill{Definition: d, Done: int64(9 - 4*i), Total: 10})
	}
	if len(fills) != 2 {
		t.Fatalf("a quotient is made of %d series", len(fills))
	}
	if slowest, ok := m.Filling(fills); !ok || slowest.Share() != money.Unit/2 {
		t.Errorf("it waits for %+v (%t)", slowest, ok)
	}
	other, err := metric.Define(metric.Revenue, []org.NodeID{"segment:smb"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if slowest, ok := m.Filling([]metric.Fill{{Definition: other}}); ok {
		t.Errorf("it waits for %+v", slowest)
	}
	if slowest, ok := m.Filling([]metric.Fill{{Definition: other, Drop: true}}); ok {
		t.Errorf("it waits for %+v", slowest)
	}
}

// TestBeside: what accompanies a series is known by its name.
func TestBeside(t *testing.T) {
	t.Parallel()
	scoped := metric.Revenue.Scoped([]org.NodeID{"segment:a/b", "product:x"})
	for _, of := range []metric.Series{metric.Profit, scoped, "x_ours", "x_ours/by", "cohort:lead/lead>lead/won@90"} {
		for _, s := range []metric.Series{of, metric.Own(of, "USD"), metric.Converted(of, "USD"), metric.Lacking(of, "USD"), metric.LeftOut(of)} {
			if got := s.Beside(); got != of {
				t.Errorf("%s stands beside %s, not %s", s, got, of)
			}
		}
	}
	if got := metric.Lacking(metric.Revenue, "USD").Beside(); got != metric.Revenue {
		t.Errorf("unconverted revenue stands beside %s", got)
	}
}
