package api_test

import (
	"net/http"
	"testing"
)

// TestCurve: those who set targets declare the plan curve of a metric, everybody
// reads it, and each pace, of targets and of goals, names it from then on.
func TestCurve(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	w.history(c.revops)
	const ok, no, hidden, wrong = http.StatusOK, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity
	curve := func(name string) map[string]any { return map[string]any{"curve": name} }
	everybody := []*who{c.admin, c.revops, c.manager, c.rep, c.viewer, c.token}
	for i, p := range everybody {
		p.get("/metrics/revenue/curve").want(ok).with(`"curve":"automatic","paced":true`)
		p.do("PUT", "/metrics/revenue/curve", curve("automatic")).want(statuses{ok, ok, no, no, no, ok}[i])
	}
	for _, p := range []*who{c.nobody, c.expired, c.stolen, c.disabled, c.revoked} {
		p.get("/metrics/revenue/curve").want(http.StatusUnauthorized)
		p.do("PUT", "/metrics/revenue/curve", curve("calendar")).want(http.StatusUnauthorized)
	}
	c.revops.get("/metrics/none/curve").want(hidden)
	c.revops.do("PUT", "/metrics/none/curve", curve("calendar")).want(hidden)
	c.revops.do("PUT", "/metrics/revenue/curve", curve("moon")).want(wrong)
	c.revops.get("/metrics/win_rate/curve").want(ok).with(`"paced":false`)
	c.revops.do("PUT", "/metrics/win_rate/curve", curve("calendar")).want(wrong).with("has no pace")

	made := revenueGoal("person:2")
	made["start"], made["end"] = "2026-01-20", "2026-03-11"
	goal := c.rep.do("POST", "/goals", map[string]any{"goal": made}).goal(http.StatusCreated)
	c.rep.get("/nodes/person:2/outlook?period=2026-Q1").want(ok).with(`"pace":{"curve":"historic","declared":null`)
	c.rep.get("/goals/" + goal.ID + "/outlook").want(ok).with(`"pace":{"curve":"working_days","declared":null`)
	c.revops.do("PUT", "/metrics/revenue/curve", curve("calendar")).want(ok).with(`"curve":"calendar"`)
	// 47 of 90 days of the quarter are over, and 28 of 50 of the goal.
	c.rep.get("/nodes/person:2/outlook?period=2026-Q1").want(ok).with(`"pace":{"curve":"calendar","declared":"calendar","share":"0.5222"`)
	c.rep.get("/goals/" + goal.ID + "/outlook").want(ok).with(`"pace":{"curve":"calendar","declared":"calendar","share":"0.56"`)
	// There is no season to go by in such days: what is declared and what is used are both named.
	c.revops.do("PUT", "/metrics/revenue/curve", curve("historic")).want(ok)
	c.rep.get("/goals/" + goal.ID + "/outlook").want(ok).with(`"pace":{"curve":"working_days","declared":"historic"`)
	c.revops.do("PUT", "/metrics/revenue/curve", curve("automatic")).want(ok)
	c.rep.get("/nodes/person:2/outlook?period=2026-Q1").want(ok).with(`"declared":null`)
}
