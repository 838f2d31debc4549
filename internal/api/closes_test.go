package api_test

import (
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
)

// TestCloses: a period is looked at, closed and opened again; its figures stay,
// and what is late is named in the open one.
func TestCloses(t *testing.T) {
	t.Parallel()
	w := setup(t)
	revops := w.as(access.RevOps, "")
	revops.get("/closes").want(http.StatusOK).with(`"items":[]`)
	revops.get("/closes/preview?period=2026-01").want(http.StatusOK).with(`"id":"2026-01"`, `"refused":""`, `"as_of":"2026-02-14"`, `"latest_as_of":"2026-02-15"`)
	revops.get("/closes/preview?period=2026-02").with(`"refused":"February 2026 is not over; it can be closed from 2026-03-01 on"`)
	revops.get("/closes/preview").with(`"id":"2026-01"`)
	revops.get("/closes/preview?period=x").want(http.StatusUnprocessableEntity)
	january := "/nodes/company:small/attainment?period=2026-01"
	revops.get(january).with(`"closed":null`, `"late":[]`)

	shut := func(body map[string]any) reply { t.Helper(); return revops.do(http.MethodPost, "/closes", body) }
	shut(map[string]any{"period": "2026-Q1"}).want(http.StatusConflict).with("not over")
	shut(map[string]any{"period": "2026-W02"}).want(http.StatusUnprocessableEntity).with("whole month")
	shut(map[string]any{"period": "2026-01", "as_of": "2026-02-16"}).want(http.StatusUnprocessableEntity)
	var made struct{ ID, State string }
	shut(map[string]any{"period": "2026-01", "note": "the books"}).want(http.StatusCreated).
		with(`"as_of":"2026-02-14"`, `"frozen_from":"2026-02-15"`, `"closed_on":"2026-02-15"`, `"closed_by":"The revops"`, `"note":"the books"`).into(&made)
	shut(map[string]any{"period": "2026-01"}).want(http.StatusConflict).with("closed already")

	var before struct{ Actual string }
	revops.get(january).with(`"as_of":"2026-02-14"`, `"since":[]`).into(&before)
	revops.do(http.MethodPost, "/sales", map[string]any{"items": []any{sale("late", map[string]any{"day": "2026-01-20", "amount": "1200"})}}).want(http.StatusOK)
	revops.get(january).with(`"actual":"`+before.Actual+`"`, `"since":[{"period":{"id":"2026-01"`, `"value":"1200"`)
	february := "/nodes/company:small/attainment?period=2026-02"
	revops.get(february).with(`"late":[{"period":{"id":"2026-01"`, `"value":"1200"`, `"closed":null`)
	revops.get("/nodes/company:small/breakdown?period=2026-02&by=person").with(`"late":[{"period":{"id":"2026-01"`)
	revops.get("/nodes/company:small/receipt?period=2026-02").with(`"format":"attain-receipt/3"`, `"late":[{"from":{"id":"2026-01"`, `"known_on":"2026-02-15"`)
	checkReceipt(t, revops.get("/nodes/company:small/receipt.json?period=2026-02").body)
	checkReceipt(t, revops.get("/nodes/company:small/receipt.json?period=2026-01").body)
	revops.do(http.MethodPost, "/targets", map[string]any{"node_id": "person:2", "metric": "revenue", "start": "2026-01-01", "end": "2026-02-01", "value": "5"}).
		want(http.StatusConflict).with("are closed")
	// A colleague who is only ranked shows nothing of it.
	w.as(access.Viewer, "2").get("/closes").with(`"state":"closed"`)

	reopen := func(id, reason string) reply {
		t.Helper()
		return revops.do(http.MethodPost, "/closes/"+id+"/reopen", map[string]any{"reason": reason})
	}
	reopen(made.ID, " ").want(http.StatusUnprocessableEntity).with("body.reason")
	reopen("none", "why").want(http.StatusNotFound)
	reopen(made.ID, "an invoice was forgotten").want(http.StatusOK).with(`"state":"reopened"`, `"reopened_on":"2026-02-15"`, `"reason":"an invoice was forgotten"`)
	reopen(made.ID, "again").want(http.StatusNotFound)
	revops.get(february).with(`"late":[]`)
	revops.get("/closes").with(`"state":"reopened"`)
	// Something of it became known today, so it is closed as known today.
	shut(map[string]any{"period": "2026-01"}).want(http.StatusCreated).with(`"as_of":"2026-02-15"`, `"frozen_from":"2026-02-16"`)
}
