package api_test

import (
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
)

// TestFilling: a metric that is being counted has no number in any answer, and
// each says how much is done. When it is done all of them have theirs.
func TestFilling(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	slow := w.pipeline.Filling(0, 1, 0)
	big := metric.Custom{ID: "x_big", Name: "Big sales", Unit: metric.Count, Direction: metric.Higher, Definition: "Lines above 30,000.", Facts: "sale",
		Where: "sale.amount > 30000.0", Value: "1"}
	if _, err := slow.SaveMetric(t.Context(), orgID, "kim", big, "to see"); err != nil {
		t.Fatal(err)
	}
	spec := revenueGoal("company:small")
	spec["metric"], spec["start"], spec["value"], spec["each_owner"] = "x_big", "2026-01-01", "3", true
	goal := admin.do("POST", "/goals", map[string]any{"goal": spec, "state": "proposed"}).goal(http.StatusCreated)
	if s := goal.Standing; s.Actual != nil || s.Attainment != nil || s.Result != "open" {
		t.Errorf("the goal stands at %+v", s)
	}
	const when = "?metric=x_big&period=2026-Q1"
	numbers := []string{"/nodes/company:small/attainment" + when, "/attainment" + when + "&by=person", "/attainment" + when + "&under=company:small&direct=true",
		"/nodes/company:small/burnup" + when, "/nodes/company:small/breakdown" + when + "&by=product", "/goals/" + goal.ID, "/goals"}
	words := map[string]string{"filling": `"filling":"0`, "counting": "is being counted", "none": `"filling":null`}
	for _, share := range []string{`"filling":"0"`, `"filling":"0.4"`} { // two of five lines are of the first order
		for _, path := range numbers {
			admin.get(path).want(http.StatusOK).with(share)
		}
		admin.get("/attainment.csv" + when + "&by=person").want(http.StatusOK).with(words["counting"])
		admin.get("/nodes/company:small/receipt"+when).want(http.StatusConflict).with("still being counted", "Ask again")
		if _, _, err := slow.Fill(t.Context(), orgID); err != nil {
			t.Fatal(err)
		}
	}
	if err := slow.FillAll(t.Context(), orgID, func(int) {}); err != nil {
		t.Fatal(err)
	}
	for _, path := range numbers {
		admin.get(path).want(http.StatusOK).with(words["none"]).without(words["filling"], words["counting"])
	}
	admin.get(numbers[0]).want(http.StatusOK).with(`"actual":"3"`)
	admin.get("/nodes/company:small/receipt" + when).want(http.StatusOK)
	admin.get("/attainment.csv" + when + "&by=person").want(http.StatusOK).with("x_big,count,,2026-Q1").without(words["counting"])
}
