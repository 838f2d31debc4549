package metric_test

import (
	"testing"

	"github.com/attainhq/attain/internal/metric"
)

// TestWords: every series that a metric is made of has a name for readers, and
// is counted in something.
func TestWords(t *testing.T) {
	t.Parallel()
	custom := metric.Custom{ID: "x_big", Name: "Big", Unit: metric.Share, Direction: metric.Higher, Definition: "…", Facts: "sale", Where: "sale.amount > 9.0", Value: "1",
		DivideBy: &metric.Formula{}}
	plain := metric.Custom{ID: "x_many", Name: "Many", Unit: metric.Count, Direction: metric.Higher, Definition: "…", Facts: "sale", Value: "1"}
	catalogue := metric.NewCatalogue([]metric.Custom{custom, plain}, funnel, []string{"demo"})
	for _, m := range catalogue.All() {
		for _, term := range append(append([]metric.Term{}, m.Num...), m.Den...) {
			if w := m.Words(term.Series); w.Name == "" || w.Name == string(term.Series) || w.Unit == "" {
				t.Errorf("%s: the series %s is called %+v", m.ID, term.Series, w)
			}
		}
		for _, s := range m.Histories {
			if w := m.Words(s); w.Name == string(s) {
				t.Errorf("%s: the history %s has no name", m.ID, s)
			}
		}
		if num, den := m.CustomerWords(); m.Shape == metric.Customers && (num.Name == "" || num.Unit == "" || (den.Name == "") != (m.Unit != metric.Share)) {
			t.Errorf("%s divides %+v by %+v", m.ID, num, den)
		}
	}
	for _, want := range []struct {
		metric, series string
		name           string
		unit           metric.Unit
	}{
		{"win_rate", "deals_lost", "Deals lost", metric.Count},
		{"win_rate|segment:smb", "deals_won|segment:smb", "Deals won", metric.Count},
		{"margin", "uncosted_revenue", "Revenue of lines whose cost is unknown", metric.Money},
		{"sales_cycle", "cycle_days", "Days from created to won", metric.Days},
		{"conversion:lead>opportunity@90", "cohort:lead/lead>opportunity/opportunity@90", "Leads from lead that reached opportunity within 90 days", metric.Count},
		{"conversion:SQL>Value Proposition", "reached:lead:lead/SQL", "Leads that reached SQL", metric.Count},
		{"activities:demo", "activities:demo", "Demos", metric.Count},
		{"x_many", "x_many", "Many", metric.Count},
		{"x_big", "x_big", "Σ (1) over each sale where sale.amount > 9.0", metric.Quantity},
		{"x_big", "x_big/by", "Σ (1) over each sale", metric.Quantity},
		{"revenue", "no_such", "no_such", metric.Quantity},
	} {
		m, err := catalogue.Find(want.metric)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Words(metric.Series(want.series)); got != (metric.Words{Name: want.name, Unit: want.unit}) {
			t.Errorf("%s in %s is called %+v", want.series, want.metric, got)
		}
	}
}
