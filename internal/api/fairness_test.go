package api_test

import (
	"net/http"
	"testing"
)

// TestFairness: those who lead or plan are told how targets treat their people,
// and nobody hears of anybody else's; of too few there are no figures.
func TestFairness(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	w.history(c.revops)
	const ok, no, hidden = http.StatusOK, http.StatusForbidden, http.StatusNotFound
	for node, want := range map[string]statuses{
		"company:small": {ok, ok, hidden, hidden, hidden, ok}, // its total is published, its people are not
		"team:1":        {ok, ok, ok, hidden, hidden, ok},
		"team:4":        {ok, ok, hidden, hidden, hidden, ok},
		"person:2":      {ok, ok, ok, no, hidden, ok},
		"person:5":      {ok, ok, hidden, hidden, hidden, ok},
	} {
		for _, suffix := range []string{"", ".csv"} {
			for i, p := range []*who{c.admin, c.revops, c.manager, c.rep, c.viewer, c.token} {
				p.get("/nodes/" + node + "/fairness" + suffix + "?period=2026-Q1").want(want[i])
			}
			for _, p := range []*who{c.nobody, c.expired, c.stolen, c.disabled, c.revoked} {
				p.get("/nodes/" + node + "/fairness" + suffix).want(http.StatusUnauthorized)
			}
		}
	}
	c.manager.get("/nodes/team:1/fairness?period=2026-Q1").want(ok).with("Ana Able", "70123", `"enough":false`, `"gini":null`, `"median":null`, `"chance_min":null`, "2 carry a target here").
		without("Dee", "Cy", "41234")
	c.manager.get("/nodes/team:1/fairness.csv?period=2026-Q1").want(ok).with("node_id,name,group", "person:2,Ana Able").without("Dee", "person:5")
	c.revops.get("/nodes/company:small/fairness?period=2026-Q1").want(ok).with("41234", "3 carry a target here")
	c.manager.get("/nodes/person:2/fairness?period=2026-Q1").want(ok).with(`"why":"Nobody stands below it.`, `"rows":[]`)
	c.manager.get("/nodes/team:1/fairness?period=2027-Q1").want(ok).with(`"why":"Nobody below it carries a target`, `"rows":[]`)
	// A padded team: 160,123 is handed out of the 150,000 that it is given.
	c.revops.do("POST", "/targets", map[string]any{"node_id": "team:1", "metric": "revenue", "start": "2026-01-01", "end": "2026-04-01", "value": "150000"}).want(ok)
	c.manager.get("/nodes/team:1/fairness?period=2026-Q1").want(ok).with(`"own":"150000","below":"160123","count":2,"padding":"0.0675"`, "carry: Bo Boss's team (7 %)")
}
