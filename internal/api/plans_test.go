package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/client"
	"github.com/attainhq/attain/internal/access"
)

// planned is what the tests read of a plan.
type planned struct {
	ID      string
	State   string
	Version int
	Total   *string
	Periods []struct{ ID string }
	Rows    []struct {
		Node   struct{ ID, Name string }
		Parent *string
		Depth  int
		Leaf   bool
		Cells  []*string
		Sums   []*string
		Full   []*string
		Total  *string
		Sum    *string
		Gap    *string
		Weight *string
		State  string
		May    []string
		Locked bool
		Basis  struct{ History, Potential *string }
	}
	Checks struct {
		Sum, Total, Gap *string
		Over            *string `json:"over_assignment"`
		Problems        []string
	}
	May   []string
	Over  map[string]string
	Notes []string
}

// row writes a row's cells, "-" for null.
func (p planned) row(id string) string {
	for _, r := range p.Rows {
		if r.Node.ID != id {
			continue
		}
		var cells []string
		for _, c := range r.Cells {
			if c == nil {
				cells = append(cells, "-")
			} else {
				cells = append(cells, *c)
			}
		}
		return strings.Join(cells, " ")
	}
	return "no row"
}

func (p planned) path(rest string) string { return "/plans/" + p.ID + rest }

func (r reply) plan() (p planned) {
	r.t.Helper()
	r.into(&p)
	return p
}

// The plan of the small company for 2026: the manager Bo (1) leads Ana (2) and
// Ben (3), Cy (4) leads Dee (5).
func newPlan(ops *who, change map[string]any) planned {
	in := map[string]any{"name": "Sales 2026", "metric": "revenue", "root": "company:small", "year": "2026", "by": "quarter", "total": "900000", "unit": "100"}
	for k, v := range change {
		in[k] = v
	}
	return ops.do(http.MethodPost, "/plans", in).want(http.StatusCreated).plan()
}

func (p planned) allocate(ops *who, change map[string]any) planned {
	in := map[string]any{"node": "company:small", "period": nil, "value": nil, "method": "even", "version": p.Version}
	for k, v := range change {
		in[k] = v
	}
	return ops.do(http.MethodPost, p.path("/allocate"), in).want(http.StatusOK).plan()
}

func (p planned) patch(by *who, change map[string]any) reply {
	in := map[string]any{"version": p.Version}
	for k, v := range change {
		in[k] = v
	}
	return by.do(http.MethodPatch, p.path(""), in)
}

func (p planned) move(by *who, to, node, note string) reply {
	in := map[string]any{"to": to, "note": note, "node": nil}
	if node != "" {
		in["node"] = node
	}
	return by.do(http.MethodPost, p.path("/moves"), in)
}

func cellOf(node, period string, value any) map[string]any {
	return map[string]any{"node": node, "period": period, "value": value}
}

// TestPlanFlow plans the small company: divide, lock a team, override a person,
// submit, approve, accept, activate, revise.
func TestPlanFlow(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	p := newPlan(c.revops, nil)
	if p.State != "draft" || len(p.Periods) != 4 || p.row("company:small") != "221800 225400 226400 226400" && p.Total == nil {
		t.Fatalf("%+v", p)
	}
	p = p.allocate(c.revops, nil)
	if p.row("team:1") == "no row" || len(p.Checks.Problems) > 0 || *p.Checks.Gap != "0" {
		t.Fatalf("%+v", p.Checks)
	}
	before := p.row("team:4")
	// Bo and Cy lead and have sold nothing: they carry nothing.
	if p.row("person:1") != "- - - -" {
		t.Errorf("Bo has %s", p.row("person:1"))
	}
	p = p.patch(c.revops, map[string]any{"locks": []any{map[string]any{"node": "team:4", "period": nil, "locked": true}}}).want(200).plan()
	p = p.allocate(c.revops, map[string]any{"value": "1200000"})
	if p.row("team:4") != before {
		t.Errorf("the locked team went from %s to %s", before, p.row("team:4"))
	}
	p = p.patch(c.revops, map[string]any{"cells": []any{cellOf("person:2", "2026-Q2", "123456.78"), cellOf("person:3", "2026-Q4", nil)}}).want(200).plan()
	if !strings.Contains(p.row("person:2"), " 123456.78 ") || !strings.HasSuffix(p.row("person:3"), " -") || len(p.Checks.Problems) == 0 {
		t.Errorf("%s, %s, %q", p.row("person:2"), p.row("person:3"), p.Checks.Problems)
	}
	// Who has an old version is told.
	p.patch(c.revops, map[string]any{"version": p.Version - 1, "cells": []any{cellOf("person:2", "2026-Q2", "1")}}).want(http.StatusConflict)
	c.revops.do(http.MethodPost, p.path("/allocate"), map[string]any{"node": "team:1", "method": "even", "version": 1}).want(http.StatusConflict)
	p = c.revops.do(http.MethodPost, p.path("/rollup"), map[string]any{"node": "team:1"}).want(200).plan()
	// The manager hands up his branch, and cannot change it any more.
	p = p.move(c.manager, "submitted", "team:1", "as discussed").want(200).plan()
	p.patch(c.manager, map[string]any{"cells": []any{cellOf("person:2", "2026-Q2", "1")}}).want(http.StatusForbidden)
	p.move(c.manager, "approved", "team:1", "").want(http.StatusForbidden)
	p.move(c.revops, "returned", "team:1", "").want(http.StatusUnprocessableEntity)
	p = p.move(c.revops, "submitted", "", "").want(200).plan()
	p = p.move(c.revops, "approved", "", "").want(200).plan()
	p.move(c.revops, "active", "", "").want(http.StatusConflict).with("are not accepted yet")
	p = p.move(c.rep, "accepted", "person:2", "").want(200).plan()
	p = p.move(c.revops, "accepted", "", "").want(200).plan()
	p = p.move(c.revops, "active", "", "").want(200).plan()
	if p.State != "active" {
		t.Errorf("%+v", p)
	}
	// The numbers are targets now.
	c.rep.get("/nodes/person:2/targets").want(200).with(`"start":"2026-04-01"`, `"value":"123456.78"`, "plan Sales 2026", "The revops")
	c.rep.get("/nodes/person:2/attainment?period=2026-Q2").want(200).with(`"target":"123456.78"`, `"target_source":"own"`)
	p.patch(c.revops, map[string]any{"cells": []any{cellOf("person:2", "2026-Q2", "1")}}).want(422).with("give a reason")
	p.patch(c.revops, map[string]any{"cells": []any{cellOf("person:2", "2026-Q2", "1000")}, "reason": "territory cut"}).want(200)
	c.rep.get("/nodes/person:2/targets").with("territory cut", `"value":"1000"`)
	c.revops.get(p.path("/history")).want(200).with(`"what":"activate"`, `"what":"edited"`, `"note":"territory cut; Ana Able has to accept again"`, `"from":"123456.78","to":"1000"`)
	p.move(c.revops, "closed", "", "").want(200)
}

// TestPlanRoles: a row per role; what somebody may not see is nowhere.
func TestPlanRoles(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	p := newPlan(c.admin, map[string]any{"over": map[string]string{"team": "0.05", "person": "0"}})
	p = p.allocate(c.admin, nil)
	p = p.patch(c.admin, map[string]any{"cells": []any{cellOf("person:2", "2026-Q1", "22222.22"), cellOf("person:3", "2026-Q1", "33333.33"), cellOf("person:5", "2026-Q1", "66666.66")},
		"basis": []any{map[string]any{"node": "person:5", "potential": "5151515"}, map[string]any{"node": "person:3", "potential": "3131313"}}}).plan()
	p = p.move(c.admin, "submitted", "", "").plan()
	p = p.move(c.admin, "approved", "", "secret note of the board").plan()
	const ok, no, hidden, bad = 200, 403, 404, 422
	edit := func(node string) map[string]any {
		return map[string]any{"version": p.Version, "cells": []any{cellOf(node, "2026-Q3", "77")}}
	}
	step := func(to, node string) map[string]any { return map[string]any{"to": to, "node": node, "note": "x"} }
	// Those who see nothing of the company see no plan of it.
	for _, test := range []struct {
		method, path string
		body         any
		want         [4]int // manager, rep, viewer, another organisation's manager of the west
	}{
		{"GET", "", nil, [4]int{ok, ok, hidden, ok}},
		{"GET", "/history", nil, [4]int{ok, ok, hidden, ok}},
		{"GET", "/fairness", nil, [4]int{ok, no, no, ok}},
		{"GET", "/export?format=csv", nil, [4]int{ok, ok, hidden, ok}},
		{"GET", "/export?format=xlsx", nil, [4]int{ok, ok, hidden, ok}},
		{"PATCH", "", edit("person:2"), [4]int{no, no, hidden, hidden}}, // approved: it has been handed up
		{"PATCH", "", edit("person:5"), [4]int{hidden, hidden, hidden, no}},
		{"PATCH", "", edit("company:small"), [4]int{hidden, hidden, hidden, hidden}},
		{"PATCH", "", map[string]any{"version": p.Version, "name": "Mine"}, [4]int{no, no, hidden, no}},
		{"POST", "/allocate", map[string]any{"node": "company:small", "method": "even"}, [4]int{hidden, hidden, hidden, hidden}},
		{"POST", "/allocate", map[string]any{"node": "team:1", "method": "history"}, [4]int{no, hidden, hidden, hidden}},
		{"POST", "/rollup", map[string]any{"node": "company:small"}, [4]int{hidden, hidden, hidden, hidden}},
		{"POST", "/prorate", map[string]any{"node": "team:4"}, [4]int{hidden, hidden, hidden, ok}},
		{"POST", "/refresh", map[string]any{}, [4]int{no, no, no, no}},
		{"POST", "/moves", step("active", "team:1"), [4]int{no, hidden, hidden, hidden}},
		{"POST", "/moves", step("closed", "company:small"), [4]int{hidden, hidden, hidden, hidden}},
		{"POST", "/moves", step("accepted", "person:5"), [4]int{hidden, hidden, hidden, ok}},
		{"POST", "/moves", step("approved", "person:2"), [4]int{no, no, hidden, hidden}},
		{"POST", "/moves", step("promoted", "person:2"), [4]int{bad, bad, bad, bad}},
		{"POST", "", nil, [4]int{405, 405, 405, 405}},
	} {
		for i, by := range []*who{c.manager, c.rep, c.viewer, w.as(access.Manager, "4")} {
			r := by.do(test.method, p.path(test.path), test.body)
			if r.status != test.want[i] {
				t.Errorf("%s as %d: %d, want %d: %.300s", r.what, i, r.status, test.want[i], r.body)
			}
			notTheirs := map[int][]string{
				0: {"66666.66", "Dee", "Cy", "900000", "5151515", "secret note"},
				1: {"66666.66", "33333.33", "Dee", "Cy", "Ben", "Bo", "900000", "3131313", "secret note"},
				2: {"22222.22", "33333.33", "66666.66", "Sales 2026", "Ana"},
				3: {"33333.33", "22222.22", "Ana", "Ben", "Bo", "900000", "3131313", "secret note"},
			}[i]
			r.without(notTheirs...)
			if r.status == ok {
				r.without([][]string{{"person:5", "team:4"}, {"person:3", "person:5", "team:"}, {"person:"}, {"person:2", "team:1"}}[i]...)
			}
		}
		for name, by := range map[string]*who{"nobody": c.nobody, "expired": c.expired, "disabled": c.disabled} {
			if r := by.do(test.method, p.path(test.path), test.body); test.want[0] != 405 && r.status != http.StatusUnauthorized {
				t.Errorf("%s as %s: %d", r.what, name, r.status)
			}
		}
	}
	create := map[string]any{"name": "x", "metric": "revenue", "root": "team:1", "year": "2027"}
	for i, by := range []*who{c.manager, c.rep, c.viewer} {
		by.do(http.MethodPost, "/plans", create).want(http.StatusForbidden)
		by.get("/plans").want(200).without("900000", "Dee")
		if listed := strings.Contains(by.get("/plans").body, "Sales 2026"); listed != (i < 2) {
			t.Errorf("%d finds the plan: %v", i, listed)
		}
	}
	// The manager sees his team's row at the top, and none of the padding above it.
	seen := c.manager.get(p.path("")).plan()
	if len(seen.Rows) != 4 || seen.Rows[0].Node.ID != "team:1" || seen.Rows[0].Depth != 0 || seen.Rows[0].Parent != nil || len(seen.Over) != 1 || seen.Over["person"] != "0" {
		t.Errorf("%+v", seen)
	}
	if mine := c.rep.get(p.path("")).plan(); len(mine.Rows) != 1 || mine.Rows[0].Node.ID != "person:2" || fmt.Sprint(mine.May) != "[return accept]" || len(mine.Over) != 0 {
		t.Errorf("%+v", mine)
	}
}

// TestPlanInputs: what is wrong is named by the field.
func TestPlanInputs(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops := w.as(access.RevOps, "")
	p := newPlan(ops, nil).allocate(ops, nil)
	good := func(change map[string]any) map[string]any {
		in := map[string]any{"name": "x", "metric": "revenue", "root": "company:small", "year": "2027"}
		for k, v := range change {
			in[k] = v
			if v == nil {
				delete(in, k)
			}
		}
		return in
	}
	for name, test := range map[string]struct {
		method, path string
		body         any
		status       int
		location     string
	}{
		"no such metric":     {"POST", "/plans", good(map[string]any{"metric": "luck"}), 422, "body.metric"},
		"a ratio":            {"POST", "/plans", good(map[string]any{"metric": "margin"}), 422, "body.metric"},
		"no such root":       {"POST", "/plans", good(map[string]any{"root": "team:none"}), 422, "body.root"},
		"no such scope":      {"POST", "/plans", good(map[string]any{"scope": []string{"product:P1", "product:P9"}}), 422, "body.scope[1]"},
		"a quarter":          {"POST", "/plans", good(map[string]any{"year": "2027-Q1"}), 422, "body.year"},
		"no days":            {"POST", "/plans", good(map[string]any{"year": nil}), 422, "body.start"},
		"half a month":       {"POST", "/plans", good(map[string]any{"year": nil, "start": "2027-01-15", "end": "2027-04-01"}), 422, "body.start"},
		"a total in words":   {"POST", "/plans", good(map[string]any{"total": "much"}), 422, "body.total"},
		"unit":               {"POST", "/plans", good(map[string]any{"unit": "0"}), 422, "body.unit"},
		"over":               {"POST", "/plans", good(map[string]any{"over": map[string]string{"team": "7"}}), 422, "body.over.team"},
		"weeks":              {"POST", "/plans", good(map[string]any{"by": "week"}), 422, "body.by"},
		"no plan":            {"GET", "/plans/none", nil, 404, ""},
		"no version":         {"PATCH", p.path(""), map[string]any{"cells": []any{}}, 422, "body"},
		"a number":           {"PATCH", p.path(""), map[string]any{"version": p.Version, "cells": []any{cellOf("person:2", "2026-Q1", "1"), cellOf("person:2", "2026-Q1", "1,5")}}, 422, "body.cells[1].value"},
		"a period":           {"PATCH", p.path(""), map[string]any{"version": p.Version, "cells": []any{cellOf("person:2", "2025-Q1", "1")}}, 422, "body.cells[0].period"},
		"a row":              {"PATCH", p.path(""), map[string]any{"version": p.Version, "cells": []any{cellOf("person:99", "2026-Q1", "1")}}, 422, "body.cells[0]"},
		"below 0":            {"PATCH", p.path(""), map[string]any{"version": p.Version, "cells": []any{cellOf("person:2", "2026-Q1", "-1")}}, 422, "body.cells[0]"},
		"leave":              {"PATCH", p.path(""), map[string]any{"version": p.Version, "basis": []any{map[string]any{"node": "person:2", "leave": []any{map[string]any{"start": "2026-02-01", "end": "2026-02-01"}}}}}, 422, "body.basis[0].leave"},
		"how to divide":      {"POST", p.path("/allocate"), map[string]any{"node": "team:1", "method": "luck"}, 422, "body.method"},
		"a mix of nothing":   {"POST", p.path("/allocate"), map[string]any{"node": "team:1", "method": "mix"}, 422, ""},
		"too much by a cap":  {"POST", p.path("/allocate"), map[string]any{"node": "person:2", "method": "even"}, 422, ""},
		"no such branch":     {"POST", p.path("/moves"), map[string]any{"to": "submitted", "node": "team:99"}, 404, ""},
		"another body":       {"POST", p.path("/import"), nil, 415, ""},
		"unknown query":      {"GET", p.path("/export?format=pdf"), nil, 422, "query.format"},
		"history elsewhere":  {"GET", p.path("/history?cursor=abc"), nil, 422, "query.cursor"},
		"a field of nothing": {"POST", p.path("/rollup"), map[string]any{"node": "team:1", "x": 1}, 422, "body.x"},
	} {
		r := ops.do(test.method, test.path, test.body)
		if r.status != test.status {
			t.Errorf("%s: %d, want %d: %.300s", name, r.status, test.status, r.body)
			continue
		}
		found := test.location == ""
		for _, e := range r.problem().Errors {
			found = found || e.Location == test.location
		}
		if !found {
			t.Errorf("%s: no error at %s: %.400s", name, test.location, r.body)
		}
	}
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Errorf("logged as our own fault: %s", w.log.String())
	}
}

// TestPlanBodies: the wire holds null and never 0 for nothing, and lists that
// are never null.
func TestPlanBodies(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops := w.as(access.RevOps, "")
	p := newPlan(ops, map[string]any{"total": nil, "name": "Empty"})
	r := ops.get(p.path("")).want(200).with(`"cells":[null,null,null,null]`, `"total":null`, `"currency":"EUR"`, `"metric_view":{"id":"revenue"`, `"problems":[]`, `"full":[]`)
	var raw struct{ Rows []map[string]json.RawMessage }
	r.into(&raw)
	for _, row := range raw.Rows {
		for _, field := range []string{"cells", "sums", "full", "locks", "may"} {
			if string(row[field]) == "null" {
				t.Errorf("%s is null", field)
			}
		}
	}
	// Places are planned for like people.
	places := newPlan(ops, map[string]any{"root": "region:Europe", "name": "Europe"}).allocate(ops, map[string]any{"node": "region:Europe"})
	if len(places.Rows) != 3 || places.row("territory:T1") != "110400 112000 113800 113800" || len(places.Checks.Problems) != 0 {
		t.Errorf("%d rows: %s, %q", len(places.Rows), places.row("territory:T1"), places.Checks.Problems)
	}
	ops.get(p.path("/fairness")).want(200).with(`"gini":null`, `"texts":["`)
	ops.get(p.path("/history")).want(200).with(`"what":"created"`, `"changes":[]`, `"node":null`)
	ops.get("/plans").want(200).with(`"name":"Empty"`, `"state":"draft"`)
}

// TestPlanClient drives the plans with the public client.
func TestPlanClient(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c, err := client.New(w.server.URL, client.WithToken(w.as(access.RevOps, "").withToken(access.RevOps).token), client.WithHTTPClient(w.server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	fail := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	decimal := func(d client.Decimal) *client.Decimal { return &d }
	p, err := c.CreatePlan(ctx, client.NewPlan{Name: "Sales 2027", Metric: "revenue", Root: "company:small", Year: "2027", Total: decimal("120000")})
	fail(err)
	p, err = c.AllocatePlan(ctx, p.ID, client.PlanAllocation{PlanKey: client.PlanKey{Node: "company:small"}, Method: "even", Version: p.Version})
	fail(err)
	may := "2027-05"
	p, err = c.ChangePlan(ctx, p.ID, client.PlanEdit{Version: p.Version, Cells: []client.PlanCell{{PlanKey: client.PlanKey{Node: "person:2", Parent: "team:1"}, Period: &may, Value: decimal("77")}},
		Caps: []client.PlanLimit{{PlanKey: client.PlanKey{Node: "person:2"}, Value: decimal("100000")}}})
	fail(err)
	p, err = c.RollUpPlan(ctx, p.ID, client.PlanKey{Node: "company:small"})
	fail(err)
	p, err = c.ProratePlan(ctx, p.ID, client.PlanKey{Node: "company:small"}, true)
	fail(err)
	p, err = c.RefreshPlan(ctx, p.ID)
	fail(err)
	var file bytes.Buffer
	fail(c.ExportPlanGrid(ctx, p.ID, "xlsx", &file))
	same, err := c.ImportPlanGrid(ctx, p.ID, &file, p.Version, true, "")
	fail(err)
	if same.Changed != 0 || len(same.Errors) != 0 || same.Plan == nil {
		t.Errorf("%+v", same)
	}
	for _, to := range []string{"submitted", "approved", "accepted", "active"} {
		p, err = c.MovePlan(ctx, p.ID, to, client.PlanKey{}, "")
		fail(err)
	}
	if list, err := c.Plans(ctx); err != nil || len(list) != 1 || list[0].State != "active" {
		t.Errorf("%+v, %v", list, err)
	}
	var told []string
	for e, err := range c.PlanHistory(ctx, p.ID, "") {
		fail(err)
		told = append(told, e.What)
	}
	if got := strings.Join(told, " "); got != "activate accept approve submit rolled_up edited allocated created" {
		t.Error(got)
	}
	f, err := c.PlanFairness(ctx, p.ID)
	fail(err)
	if len(f.Rows) != 3 || len(f.Texts) == 0 {
		t.Errorf("%+v", f)
	}
	if _, err := c.Plan(ctx, "none"); client.StatusOf(err) != http.StatusNotFound {
		t.Error(err)
	}
}
