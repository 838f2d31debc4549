package api_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// walk follows the cursors of a list and returns the ids of all its rows.
func walk(p *who, path string) []string {
	p.w.t.Helper()
	var all []string
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				ID   string
				Node struct{ ID string }
			}
			NextCursor string `json:"next_cursor"`
		}
		p.get(path + cursor).want(http.StatusOK).into(&page)
		for _, item := range page.Items {
			all = append(all, item.ID+item.Node.ID)
		}
		if page.NextCursor == "" {
			return all
		}
		cursor = "&cursor=" + url.QueryEscape(page.NextCursor)
	}
}

func TestCursors(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin, other := w.as(access.Admin, ""), w.as(access.RevOps, "")
	for _, path := range []string{"/nodes?kind=person", "/nodes?parent=team:1", "/nodes?parent=company:small", "/nodes?q=e", "/nodes?as_of=2026-01-15", "/attainment?by=person", "/attainment?by=person&sort=name&order=desc", "/users?limit=1"} {
		if strings.HasPrefix(path, "/users") {
			if got := walk(admin, path); len(got) != 2 {
				t.Errorf("%s: %v", path, got)
			}
			continue
		}
		whole, pieces := walk(admin, path+"&limit=500"), walk(admin, path+"&limit=1")
		if !slices.Equal(whole, pieces) || len(whole) == 0 {
			t.Errorf("%s: in one %v, in pieces %v", path, whole, pieces)
		}
	}
	var page struct {
		NextCursor string `json:"next_cursor"`
	}
	admin.get("/attainment?by=person&limit=1").into(&page)
	cursor := "&cursor=" + page.NextCursor
	admin.get("/attainment?by=person&limit=3" + cursor).want(http.StatusOK)
	admin.get("/attainment?by=person&limit=1&sort=name" + cursor).want(http.StatusUnprocessableEntity)
	admin.get("/attainment?by=team&limit=1" + cursor).want(http.StatusUnprocessableEntity)
	admin.get("/nodes?limit=1" + cursor).want(http.StatusUnprocessableEntity)
	other.get("/attainment?by=person&limit=1" + cursor).want(http.StatusUnprocessableEntity)
}

func TestListAndExportAgree(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishTeams, true)
	for _, p := range []*who{w.as(access.Admin, ""), w.as(access.Manager, "1"), w.as(access.Rep, "2"), w.as(access.Viewer, "")} {
		for _, query := range []string{"by=person", "by=person&sort=actual&order=asc", "under=team:1&direct=true", "by=team&q=boss", "by=product&metric=units"} {
			if p.get("/attainment?"+query).status == http.StatusNotFound {
				p.get("/attainment.csv?" + query).want(http.StatusNotFound)
				continue
			}
			r := p.get("/attainment.csv?" + query).want(http.StatusOK)
			if kind := r.header.Get("Content-Type"); kind != "text/csv; charset=utf-8" {
				t.Errorf("Content-Type %q", kind)
			}
			records, err := csv.NewReader(strings.NewReader(r.body)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for _, record := range records[1:] {
				rows = append(rows, record[0])
			}
			if list := walk(p, "/attainment?limit=2&"+query); !slices.Equal(rows, list) {
				t.Errorf("%s: the export has %v, the list %v", query, rows, list)
			}
		}
	}
}

func TestExportIsHarmless(t *testing.T) {
	t.Parallel()
	w := setup(t)
	r := w.as(access.Admin, "").get("/attainment.csv?by=person&sort=name&order=asc").want(http.StatusOK)
	r.with("'@Ben Best", ",-").without(",@", "'-")
}

func TestDrillDownAddsUp(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	admin.get("/attainment?under=company:small&direct=true").want(http.StatusOK).
		with(`"unassigned":{"value":"100"}`, `"actual":"133250.5934"`)
	if got := ids(admin.get("/attainment?under=company:small&direct=true&sort=name&order=asc")); !slices.Equal(got[:2], []string{"team:1", "team:4"}) {
		t.Errorf("teams must come before people: %v", got)
	}
	admin.get("/attainment?by=product&under=company:small").with(`"unassigned":{"value":"0"}`, `"total":{`)
	admin.get("/attainment?by=person&under=team:1").without("person:5", `"team:4"`).with(`"total":{`)
	admin.get("/attainment?by=person").with(`"total":null`, `"unassigned":null`)
	admin.get("/nodes/person:2/attainment?from=2026-01-01&to=2026-02-01").with(`"id":"2026-01-01..2026-02-01"`, `"actual":"40500.55"`)
	admin.get("/nodes/person:2/attainment?from=2026-01-11").with(`"actual":"0"`, `"end":null`)
	admin.get("/nodes/person:3/attainment?as_of=2026-02-01").with(`"actual":"0"`, `"as_of":"2026-02-01"`)
	admin.get("/nodes/product:P1/breakdown?by=person&limit=1").with(`"other":{"count":1,"value":"40000"}`)
}

func TestNodes(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	admin.get("/nodes/company:small").with(`"path":[]`, `"child_kinds":["team","person"]`)
	admin.get("/nodes/team:1").with(`"child_kinds":["person"]`)
	admin.get("/nodes/category:Bikes").with(`"child_kinds":["product"]`)
	admin.get("/nodes/person:2").with(`"path":[{"id":"company:small"`, `"team:1"`, `"child_kinds":[]`)
	w.publish(org.PublishNone, false)
	w.as(access.Rep, "2").get("/nodes/person:2").with(`"path":[]`).without("team:1", "company:small")
	admin.get("/nodes?q=100%25").with("Big/Corp")
	admin.get("/nodes?q=%25").with("Big/Corp").without("Acme")
	admin.get("/nodes?q=zzz").with(`"items":[]`)
	admin.get("/nodes?parent=person:2").with(`"items":[]`)
}

func TestReceiptIsWhole(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	var first, second struct {
		Credits []struct {
			Sale   struct{ ID string }
			Person *string
		}
		CreditCount int `json:"credit_count"`
		Hash        string
		NextCursor  string `json:"next_cursor"`
	}
	admin.get("/nodes/company:small/receipt?limit=3").want(http.StatusOK).with(`"name":"Ana Able"`).into(&first)
	admin.get("/nodes/company:small/receipt?limit=3&cursor=" + first.NextCursor).want(http.StatusOK).into(&second)
	if len(first.Credits) != 3 || len(second.Credits) != 2 || second.NextCursor != "" || first.CreditCount != 5 {
		t.Errorf("%d and %d of %d credits", len(first.Credits), len(second.Credits), first.CreditCount)
	}
	whole := admin.get("/nodes/company:small/receipt.json").want(http.StatusOK).with(first.Hash)
	if name := whole.header.Get("Content-Disposition"); !strings.Contains(name, "receipt-company-small-revenue-2026-02-15.json") {
		t.Errorf("Content-Disposition %q", name)
	}
	checkReceipt(t, whole.body)
}
