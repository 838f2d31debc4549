package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
)

func TestPostSales(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	post := func(items ...map[string]any) reply {
		t.Helper()
		return admin.do(http.MethodPost, "/sales", map[string]any{"items": items})
	}
	// By source id, by node id, by alias, and by nobody.
	post(sale("1", nil), sale("2", map[string]any{"owner": "person:5"}), sale("3", map[string]any{"owner": "dee"}), sale("4", map[string]any{"owner": nil})).
		want(http.StatusOK).with(`"inserted":4`, `"rejected":[]`)
	admin.get("/nodes/person:5/attainment").with(`"actual":"31447.42"`) // three more of 10.5
	post(sale("1", nil)).with(`"inserted":0`, `"unchanged":1`)
	post(sale("1", map[string]any{"amount": "11.5"})).with(`"corrected":1`)
	admin.get("/nodes/person:5/attainment").with(`"actual":"31448.42"`)
	admin.get("/sales/api/1").with(`"version":2`, `"version":1`, `"amount":"11.5"`, `"by":"The admin"`)

	// The good ones are stored, the others are named with all that is wrong.
	var out struct {
		Inserted int
		Rejected []struct {
			Index  int
			Errors []struct{ Location, Message string }
		}
	}
	post(
		sale("5", nil), sale("6", map[string]any{"owner": "99", "amount": "1,5"}), sale("7", map[string]any{"day": "2026-02-30"}),
		sale("8", map[string]any{"currency": "euro"}), sale("9", map[string]any{"day": nil}), sale("10", map[string]any{"amount": "2000000000000"}),
		sale("", nil), sale("12", map[string]any{"occurred_at": "2026-02-12T23:30:00Z"}), sale("13", map[string]any{"day": nil, "occurred_at": "2026-02-12T23:30:00Z"}),
		sale("14", map[string]any{"customer": "person:2"}),
	).want(http.StatusOK).into(&out)
	if out.Inserted != 2 || len(out.Rejected) != 8 {
		t.Errorf("%+v", out)
	}
	want := map[int]string{1: "owner amount", 2: "day", 3: "currency", 4: "occurred_at", 5: "amount", 6: "id", 7: "day", 9: "customer"}
	for _, r := range out.Rejected {
		var fields []string
		for _, e := range r.Errors {
			fields = append(fields, e.Location)
		}
		if got := strings.Join(fields, " "); got != want[r.Index] {
			t.Errorf("item %d: %s, want %s", r.Index, got, want[r.Index])
		}
	}
	admin.get("/sales/api/13").with(`"day":"2026-02-13"`) // the day in Brussels
	many := make([]map[string]any, 1001)
	for i := range many {
		many[i] = sale("m"+strconv.Itoa(i), nil)
	}
	post(many...).want(http.StatusUnprocessableEntity)
	post(many[:1000]...).want(http.StatusOK).with(`"inserted":1000`)
}

func TestWithdrawAndSplit(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	admin.do(http.MethodPut, "/orders/erp/O2/split", map[string]any{"shares": []any{share("2", "60", "revenue"), share("ben", "40", "revenue"), share("person:5", "25", "overlay")}}).
		want(http.StatusOK).with(`{"person":"person:2","percent":"60","ledger":"revenue"}`, `{"person":"person:3","percent":"40","ledger":"revenue"}`)
	admin.get("/nodes/person:2/attainment").with(`"actual":"77241.024"`) // 40500.55 + 36740.474
	admin.get("/nodes/person:3/attainment").with(`"actual":"24493.6494"`)
	admin.get("/nodes/person:5/attainment?metric=overlay_revenue").with(`"actual":"15308.5309"`)
	admin.get("/nodes/person:2/receipt").with(`"person":"person:2"`, `"percent":"60"`)
	checkReceipt(t, admin.get("/nodes/person:2/receipt.json").body)
	admin.do(http.MethodPut, "/orders/erp/O2/split", map[string]any{"shares": []any{}}).want(http.StatusOK)
	admin.get("/nodes/person:3/attainment").with(`"actual":"61234.1234"`)
	admin.get("/nodes/person:5/attainment?metric=overlay_revenue").with(`"actual":"0"`)
	admin.do(http.MethodDelete, "/sales/erp/S3", nil).want(http.StatusNoContent)
	admin.get("/nodes/person:3/attainment").with(`"actual":"0"`)
	admin.get("/nodes/person:3/attainment?as_of=2026-02-14").with(`"actual":"61234.1234"`)
	admin.do(http.MethodDelete, "/sales/erp/S3", nil).want(http.StatusNotFound)
}

func TestSetTarget(t *testing.T) {
	t.Parallel()
	w := setup(t)
	revops := w.as(access.RevOps, "")
	set := map[string]any{"node_id": "person:2", "metric": "revenue", "start": "2026-01-01", "end": "2026-04-01", "value": "80000", "reason": "she works part time now"}
	revops.do(http.MethodPost, "/targets", set).want(http.StatusOK).with(`"version":2`, `"author":"The revops"`, `"reason":"she works part time now"`)
	revops.get("/nodes/person:2/attainment").with(`"target":"80000"`)
	revops.get("/nodes/person:2/attainment?as_of=2026-02-14").with(`"target":"90000"`)
	revops.get("/nodes/person:2/targets?metric=revenue").with(`"value":"90000"`, `"value":"80000"`)
	revops.get("/nodes/person:2/targets?metric=orders").with(`"items":[]`)
	open := map[string]any{"node_id": "company:small", "metric": "orders", "start": "2026-01-01", "end": nil, "value": "0"}
	revops.do(http.MethodPost, "/targets", open).want(http.StatusOK).with(`"end":null`)
	revops.get("/nodes/company:small/attainment?metric=orders&period=2026-01-01..").with(`"target":"0"`, `"attainment":null`)
}
