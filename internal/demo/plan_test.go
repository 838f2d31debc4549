package demo_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/planfile"
)

// The plan that is written is a plan file, has a goal of every sort that the
// product promises, and names only people, products and goals that are there.
func TestPlan(t *testing.T) {
	t.Parallel()
	w, files := company(t, demo.Options{})
	plan, err := planfile.Parse(files["plan.yaml"].Bytes(), period.DefaultCalendar())
	if err != nil {
		t.Fatalf("%v\n%s", err, files["plan.yaml"].String())
	}
	if len(plan.Goals) != len(w.Plan().Goals) {
		t.Errorf("%d goals were written, %d read", len(w.Plan().Goals), len(plan.Goals))
	}
	known := map[string]bool{"company:larkfield": true, "channel:Partner": true}
	for kind, file := range map[string]string{"person": "people", "team": "people", "territory": "territories", "product": "products"} {
		for _, r := range files.rows(t, file) {
			known[kind+":"+r["id"]] = true
		}
	}
	for _, r := range files.rows(t, "products") {
		known["category:"+r["category"]] = true
	}
	for _, r := range files.rows(t, "customers") {
		known["segment:"+r["segment"]] = true
	}
	for _, r := range files.rows(t, "leads") {
		known["lead_source:"+r["source"]] = true
	}
	metrics, states, keys := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, g := range plan.Goals {
		metrics[g.Metric], states[g.State] = true, true
		for _, node := range append(slices.Clone(g.Scope), g.Owner) {
			if !known[node] {
				t.Errorf("goal %s names %s, which is not there", g.Key, node)
			}
		}
		if g.Parent != "" && !keys[g.Parent] {
			t.Errorf("goal %s is part of %s, which does not stand before it", g.Key, g.Parent)
		}
		keys[g.Key] = true
		if _, wrong := g.Spec(); len(wrong) > 0 {
			t.Errorf("goal %s: %v", g.Key, wrong)
		}
	}
	for _, id := range []string{
		"revenue", "profit", "margin", "units", "new_customers", "average_order", "discount", "leads", "leads_qualified", "lead_qualification",
		"lead_conversion", "pipeline_created", "coverage", "win_rate", "win_rate_value", "average_deal", "sales_cycle", "conversion:Demo>Proposal",
		"activities:demo", "activities:call", "active_customers", "retention", "churn", "repeat_rate", "penetration", "market_share", "nrr", "grr", "csat", "nps",
		"training_completed", "overlay_revenue", "x_big_deals",
	} {
		if !metrics[id] {
			t.Errorf("there is no goal on %s", id)
		}
	}
	if diff := cmp.Diff(map[string]bool{"active": true, "proposed": true, "draft": true, "closed": true}, states); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
}
