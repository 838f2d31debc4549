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
	const ok, no, hidden = http.StatusOK, http.StatusForbidden, http.StatusNotFound
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
		{"GET", "/nodes/company:small/targets", nil, statuses{ok, ok, hidden, hidden, hidden, ok}},
		// The rep himself.
		{"GET", "/nodes/person:2", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/attainment", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/burnup", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/breakdown?by=product", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/receipt", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/receipt.json", nil, statuses{ok, ok, ok, ok, hidden, ok}},
		{"GET", "/nodes/person:2/targets", nil, statuses{ok, ok, ok, ok, hidden, ok}},
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
		// Another manager's people.
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
		// Imports, settings, users.
		{"GET", "/imports", nil, ops},
		{"GET", "/imports/none", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"GET", "/imports/none/rows", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports/none/undo", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports/none/cancel", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports/none/retry", nil, statuses{hidden, hidden, no, no, no, hidden}},
		{"POST", "/imports", nil, statuses{415, 415, no, no, no, 415}},
		{"PATCH", "/imports/none/rows/1", map[string]any{"values": map[string]any{}}, statuses{hidden, hidden, no, no, no, hidden}},
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
