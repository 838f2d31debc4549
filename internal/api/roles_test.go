package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// cast is everybody who may come.
type cast struct {
	admin, revops, manager, rep, viewer, token, nobody, expired, stolen, disabled, revoked *who
}

// newCast returns one of each: the manager leads Ana (2) and Ben (3), the rep
// is Ana.
func newCast(w *world) cast {
	w.t.Helper()
	c := cast{nobody: w.nobody()}
	gone := w.as(access.Admin, "")
	c.stolen = &who{w: w, token: "attain_" + gone.cookie} // of the right form, and nobody's
	old := w.as(access.Admin, "")
	c.expired = &who{w: w, cookie: old.cookie}
	revoked := gone.withToken(access.Admin)
	w.clock.Add(int64((13 * time.Hour).Seconds()))

	c.admin, c.revops = w.as(access.Admin, ""), w.as(access.RevOps, "")
	c.manager, c.rep, c.viewer = w.as(access.Manager, "1"), w.as(access.Rep, "2"), w.as(access.Viewer, "2")
	c.token = c.admin.withToken(access.RevOps)
	left := w.as(access.Admin, "")
	c.disabled = left.withToken(access.Admin)
	yes := true
	for _, id := range []string{left.userID, gone.userID} {
		actor := access.Actor{OrgID: orgID, UserID: c.admin.userID, Role: access.Admin}
		if _, err := w.access.ChangeUser(w.t.Context(), actor, id, access.UserChange{Disabled: &yes}); err != nil {
			w.t.Fatal(err)
		}
	}
	c.revoked = revoked
	return c
}

// The statuses in the order admin, revops, manager, rep, viewer, token; all
// others are refused with 401.
type statuses [6]int

func all(status int) statuses { return statuses{status, status, status, status, status, status} }

// TestRoles asks everything as everybody. What is there but may not be seen is
// not found; what may be seen but not done is forbidden.
func TestRoles(t *testing.T) {
	t.Parallel()
	const ok, no, hidden, made, wrong, conflict = http.StatusOK, http.StatusForbidden, http.StatusNotFound, http.StatusCreated, http.StatusUnprocessableEntity, http.StatusConflict
	ops := statuses{ok, ok, no, no, no, ok}
	onlyAdmin := statuses{ok, no, no, no, no, no}
	tests := []struct {
		method, path string
		body         any
		want         statuses
	}{
		{"GET", "/session", nil, all(ok)},
		{"GET", "/organisation", nil, all(ok)},
		{"GET", "/metrics", nil, all(ok)},
		{"GET", "/periods", nil, all(ok)},
		{"GET", "/nodes", nil, all(ok)},
		{"GET", "/attainment?by=person", nil, all(ok)},
		{"GET", "/attainment.csv?by=person", nil, all(ok)},
		// The company's total is published, what it is made of is not.
		{"GET", "/nodes/company:small", nil, all(ok)},
		{"GET", "/nodes/company:small/attainment", nil, all(ok)},
		{"GET", "/nodes/company:small/burnup", nil, all(ok)},
		{"GET", "/nodes/company:small/breakdown?by=person", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/receipt", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/receipt.json", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/gap", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/gap.csv", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/movement", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/movement.csv", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/targets", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/funnel", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/funnel.csv", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/tradeoffs", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/patterns", nil, all(ok)},
		{"GET", "/home", nil, all(ok)}, // each his own: TestHome says what is not on it
		{"GET", "/patterns.csv", nil, all(ok)},
		// The rep himself.
		{"GET", "/nodes/person:2", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/attainment", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/gap", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/movement", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:3/gap", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/gap.csv", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/movement", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/movement.csv", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:2/burnup", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/breakdown?by=product", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/receipt", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/receipt.json", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/targets", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/funnel", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/funnel.csv?table=stuck", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/tradeoffs", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/tradeoffs.csv", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		// His team: the manager's.
		{"GET", "/nodes/team:1", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/team:1/attainment", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/team:1/receipt", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes?parent=team:1", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/attainment?under=team:1&direct=true", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/attainment.csv?under=team:1&direct=true", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		// His colleague.
		{"GET", "/nodes/person:3", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/receipt.json", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/funnel", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/tradeoffs", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/team:1/funnel", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/team:1/tradeoffs.csv", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		// Another manager's people.
		{"GET", "/nodes/person:5/funnel.csv?table=waiting", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:5", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/attainment", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/burnup", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/breakdown?by=product", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/receipt", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/targets", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes?parent=team:4", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/attainment?by=person&under=team:4", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/attainment.csv?by=person&under=team:4", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/customer:C1/attainment", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/product:P1/receipt", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		// Single sales.
		{"GET", "/sales/erp/S1", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"DELETE", "/sales/erp/none", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/sales", map[string]any{"items": []any{sale("T1", nil)}}, ops},
		{"PUT", "/orders/erp/O2/split", map[string]any{"shares": []any{share("3", "100", "revenue")}}, ops},
		{"POST", "/targets", map[string]any{"node_id": "team:4", "metric": "orders", "start": "2026-01-01", "end": "2027-01-01", "value": "10"}, ops},
		// Metrics: everybody reads them, those who answer for the numbers define them.
		{"GET", "/metrics/revenue", nil, all(ok)},
		{"GET", "/metrics/none", nil, all(hidden)},
		{"GET", "/metrics/revenue/versions", nil, all(ok)},
		{"GET", "/metric-fields", nil, all(ok)},
		{"POST", "/metrics?dry_run=true", customMetric(), ops},
		{"POST", "/metrics", customMetric(), ops},
		// Goals: everybody for himself, a manager for those he leads.
		{"GET", "/goals", nil, all(ok)},
		{"GET", "/goals/none", nil, all(hidden)},
		{"GET", "/goals/none/progress", nil, all(hidden)},
		{"PUT", "/goals/none", map[string]any{"goal": revenueGoal("person:2")}, all(hidden)},
		{"POST", "/goals/none/moves", map[string]any{"to": "proposed"}, all(hidden)},
		{"POST", "/goals/understand", map[string]any{"text": "Increase sales"}, all(ok)},
		{"POST", "/goals/check", map[string]any{"goal": revenueGoal("person:2")}, all(ok)},
		{"POST", "/goals", map[string]any{"goal": revenueGoal("person:2")}, statuses{made, made, made, made, wrong, made}},
		{"POST", "/goals", map[string]any{"goal": revenueGoal("team:1")}, statuses{made, made, made, wrong, wrong, made}},
		{"POST", "/goals", map[string]any{"goal": revenueGoal("person:5")}, statuses{made, made, wrong, wrong, wrong, made}},
		{"POST", "/goals", map[string]any{"goal": revenueGoal("company:small")}, statuses{made, made, no, no, no, made}},
		// What somebody could do, and whether he falls short: himself and those who lead him, never a colleague.
		{"GET", "/nodes/person:2/catch-up", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:3/catch-up", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/catch-up", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/company:small/catch-up", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"POST", "/nodes/person:3/catch-up/accept", nil, statuses{conflict, conflict, conflict, hidden, hidden, conflict}},
		{"GET", "/follow-ups", nil, all(ok)},
		{"GET", "/follow-ups?under=team:4", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:2/follow-up", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:3/follow-up", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/follow-up", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"POST", "/nodes/person:3/follow-up/accept", nil, statuses{conflict, conflict, conflict, hidden, hidden, conflict}},
		{"POST", "/nodes/person:3/follow-up/decline", map[string]any{"reason": "why"}, statuses{conflict, conflict, conflict, hidden, hidden, conflict}},
		{"POST", "/nodes/person:3/follow-up/end", map[string]any{"reason": "why"}, statuses{conflict, conflict, conflict, hidden, hidden, conflict}},
		// Check-ins: for the two alone, and for no token; TestCheckinRoles has the rest.
		{"GET", "/check-ins", nil, statuses{no, no, ok, ok, no, no}},
		{"GET", "/check-ins/none", nil, statuses{hidden, hidden, hidden, hidden, hidden, no}},
		// Training: everybody reads what there is, managers and RevOps ask for it.
		{"GET", "/nodes/company:small/scorecard", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:2/scorecard", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:3/scorecard", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:3/scorecard.xlsx", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:2/commitments", nil, statuses{ok, ok, ok, ok, hidden, no}},
		{"GET", "/nodes/person:3/commitments", nil, statuses{ok, ok, ok, hidden, hidden, no}},
		{"GET", "/scorecards", nil, all(ok)},
		{"GET", "/scorecards.xlsx?under=team:1", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/scorecards/runs", nil, ops},
		{"GET", "/scorecards/weights", nil, all(ok)},
		{"PUT", "/scorecards/weights", map[string]any{"weights": map[string]string{}}, ops},
		{"GET", "/training", nil, all(ok)},
		{"GET", "/training/none", nil, all(hidden)},
		{"POST", "/training", map[string]any{"name": "Course", "metric": "win_rate"}, statuses{made, made, made, no, no, made}},
		{"PUT", "/training/none", map[string]any{"name": "Course", "metric": "win_rate", "revision": 1}, statuses{hidden, hidden, hidden, no, no, hidden}},
		{"POST", "/training/none/assignments", map[string]any{"people": []string{"person:2"}, "due": "2026-12-30"}, statuses{hidden, hidden, hidden, no, no, hidden}},
		{"POST", "/training/none/completions", map[string]any{"person": "person:2", "on": "2026-01-05"}, all(hidden)},
		{"GET", "/training/none/effect", nil, statuses{hidden, hidden, hidden, no, no, hidden}},
		// Contests: who takes part sees one that began; TestContest has the rest.
		{"GET", "/contests", nil, all(ok)},
		{"GET", "/contests/none", nil, all(hidden)},
		{"POST", "/contests", teamContest("team:1"), statuses{made, made, made, no, no, made}},
		{"POST", "/contests", teamContest("team:4"), statuses{made, made, hidden, no, no, made}},
		{"POST", "/contests", teamContest("company:small"), statuses{made, made, hidden, no, no, made}},
		{"PUT", "/contests/none", map[string]any{"revision": 1, "name": "x", "reason": "x", "node": "team:1", "start": "2026-02-23", "end": "2026-03-02", "metric": "revenue", "measure": "attainment",
			"prize": map[string]any{"to": "reach", "threshold": "1", "amount": "1"}}, statuses{hidden, hidden, hidden, no, no, hidden}},
		{"POST", "/contests/none/rehearse", nil, all(hidden)},
		{"POST", "/contests/none/start", nil, all(hidden)},
		{"POST", "/contests/none/end", nil, all(hidden)},
		{"POST", "/contests/none/withdraw", map[string]any{"reason": "why"}, all(hidden)},
		{"GET", "/contests/none/check", nil, all(hidden)},
		// What a target could be tells what has been.
		{"GET", "/targets/suggestions?node=person:2&period=2026-Q2", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/targets/suggestions?node=person:5&period=2026-Q2", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/targets/suggestions?node=company:small&period=2026-Q2", nil, all(ok)},
		{"GET", "/targets/suggestions?node=company:small&period=2026-Q2&metric=revenue%7Cproduct:P1", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		// A part of a published total is not published.
		{"GET", "/nodes/company:small/attainment?metric=revenue%7Ccustomer:C2", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/nodes/person:2/attainment?metric=revenue%7Ccustomer:C1", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		// Plans as text.
		{"GET", "/plan-files/schema", nil, all(ok)},
		{"GET", "/plan-files/export", nil, ops},
		{"POST", "/plan-files/diff", map[string]any{"text": "plan: 1\n"}, ops},
		{"POST", "/plan-files/apply", map[string]any{"text": "plan: 1\n"}, ops},
		// Alerts: everybody his own; mail is the admin's.
		{"GET", "/alerts", nil, all(ok)},
		{"POST", "/alerts/seen", map[string]any{"ids": []string{"none"}}, all(http.StatusNoContent)},
		{"GET", "/alerts/preferences", nil, all(ok)},
		{"GET", "/mail", nil, onlyAdmin},
		{"POST", "/mail/test", nil, statuses{http.StatusConflict, no, no, no, no, no}},
		// Recognition: everybody asks for the company, a manager for his team; what is shown of colleagues TestLeaderboard has.
		{"GET", "/recognition/leaderboard", nil, all(ok)},
		{"GET", "/recognition/leaderboard?category=improvement", nil, all(ok)},
		{"GET", "/recognition/leaderboard?under=team:1", nil, statuses{ok, ok, ok, ok, ok, ok}},
		{"GET", "/recognition/leaderboard?under=team:4", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/recognition/settings", nil, all(ok)},
		{"PUT", "/recognition/settings", map[string]any{"display": "off", "wall_amounts": false}, ops},
		{"GET", "/nodes/person:2/badges", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:3/badges", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/nodes/person:5/badges", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		// Walls: what one sees; links are made by who leads people, and by no token.
		{"GET", "/wall", nil, all(ok)},
		{"GET", "/wall?node=team:1", nil, statuses{ok, ok, ok, hidden, hidden, ok}},
		{"GET", "/wall?node=team:4", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		{"GET", "/wall?node=person:2", nil, all(hidden)},
		{"GET", "/wall?keyed=true", nil, all(http.StatusUnauthorized)},
		{"GET", "/wall/keys", nil, statuses{ok, ok, ok, no, no, no}},
		{"POST", "/wall/keys", map[string]any{"name": "Lobby", "node": "team:1"}, statuses{ok, ok, ok, hidden, hidden, no}},
		{"POST", "/wall/keys", map[string]any{"name": "Lobby", "node": "team:4"}, statuses{ok, ok, hidden, hidden, hidden, no}},
		{"DELETE", "/wall/keys/none", nil, statuses{hidden, hidden, hidden, no, no, no}},
		// Imports, settings, users.
		{"GET", "/imports", nil, ops},
		{"GET", "/imports/none", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"GET", "/imports/none/rows", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports/none/undo", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports/none/cancel", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports/none/retry", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports", nil, statuses{415, 415, no, no, no, 415}},
		{"PATCH", "/imports/none/rows/1", map[string]any{"values": map[string]any{}}, statuses{hidden, hidden, no, no, no, hidden}},
		{"GET", "/closes", nil, all(ok)},
		{"GET", "/closes/preview?period=2026-01", nil, ops},
		{"POST", "/closes", map[string]any{"period": "2030-01"}, statuses{http.StatusConflict, http.StatusConflict, no, no, no, http.StatusConflict}},
		{"POST", "/closes/none/reopen", map[string]any{"reason": "why"}, statuses{hidden, hidden, no, no, no, hidden}},
		{"PATCH", "/organisation", map[string]any{"name": "Small & Co"}, ops},
		{"GET", "/users", nil, onlyAdmin},
		{"POST", "/users", map[string]any{"email": "x", "name": "", "role": "boss"}, statuses{422, no, no, no, no, no}},
		{"PATCH", "/users/none", map[string]any{"name": "x"}, statuses{hidden, no, no, no, no, no}},
		{"GET", "/tokens", nil, statuses{ok, ok, ok, ok, ok, no}},
		{"POST", "/tokens", map[string]any{"name": "x", "role": "viewer"}, statuses{ok, ok, ok, ok, ok, no}},
		{"DELETE", "/tokens/none", nil, statuses{hidden, hidden, hidden, hidden, hidden, no}},
	}
	w := setup(t)
	w.publish(org.PublishCompany, false)
	c := newCast(w)
	for _, test := range tests {
		for i, p := range []*who{c.admin, c.revops, c.manager, c.rep, c.viewer, c.token} {
			r := p.do(test.method, test.path, test.body)
			if r.status != test.want[i] {
				t.Errorf("%s as %s: %d, want %d: %.300s", r.what, []string{"admin", "revops", "manager", "rep", "viewer", "token"}[i], r.status, test.want[i], r.body)
			}
			if r.status >= 400 {
				r.problem()
			}
		}
		for name, p := range map[string]*who{"nobody": c.nobody, "expired": c.expired, "stolen": c.stolen, "disabled": c.disabled, "revoked": c.revoked} {
			if r := p.do(test.method, test.path, test.body); r.status != http.StatusUnauthorized {
				t.Errorf("%s as %s: %d, want 401: %.300s", r.what, name, r.status, r.body)
			} else if r.problem(); r.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s as %s: no WWW-Authenticate", r.what, name)
			}
		}
	}
}

func sale(id string, change map[string]any) map[string]any {
	s := map[string]any{"source": "api", "id": id, "order_id": "A1", "day": "2026-02-12", "owner": "5", "customer": "C1", "product": "P1",
		"territory": "T1", "quantity": "1", "amount": "10.5", "cost": nil, "currency": "EUR", "state": "won"}
	for k, v := range change {
		s[k] = v
	}
	return s
}

func share(person, percent, ledger string) map[string]any {
	return map[string]any{"person": person, "percent": percent, "ledger": ledger}
}

// revenueGoal is a goal on revenue in the second quarter of 2026.
func revenueGoal(owner string) map[string]any {
	return map[string]any{"title": "Spring of " + owner, "owner": owner, "metric": "revenue", "aim": "at_least", "value": "50000", "start": "2026-04-01", "end": "2026-07-01"}
}

func customMetric() map[string]any {
	return map[string]any{"id": "x_big_sales", "name": "Big sales", "unit": "count", "direction": "higher", "facts": "sale",
		"definition": "Lines above 30,000.", "where": "sale.amount > 30000.0", "value": "1"}
}
