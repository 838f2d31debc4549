package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestMarketIndex: those who set targets say what the market index is, everybody
// reads it as of any day, and forecasts tell what it does to them, or that there
// is not enough data to tell.
func TestMarketIndex(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c := newCast(w)
	w.history(c.revops)
	const ok, no, wrong = http.StatusOK, http.StatusForbidden, http.StatusUnprocessableEntity
	c.rep.get("/nodes/person:2/course").want(ok).with(`"market":null`)
	values := func(csv string) map[string]any { return map[string]any{"csv": csv} }
	for i, p := range []*who{c.admin, c.revops, c.manager, c.rep, c.viewer, c.token} {
		p.get("/market-index").want(ok)
		p.do("PUT", "/market-index", values("2026-01,100")).want(statuses{ok, ok, no, no, no, ok}[i])
	}
	for _, p := range []*who{c.nobody, c.expired, c.stolen, c.disabled, c.revoked} {
		p.get("/market-index").want(http.StatusUnauthorized)
		p.do("PUT", "/market-index", values("2026-01,100")).want(http.StatusUnauthorized)
	}
	for _, body := range []map[string]any{{}, values("2026-01,many"), values("2026-01,0"), {"items": []any{map[string]any{"month": "2026-01-02", "value": "1"}}},
		{"csv": "2026-01,1", "items": []any{map[string]any{"month": "2026-01-01", "value": "1"}}}} {
		c.revops.do("PUT", "/market-index", body).want(wrong)
	}
	c.revops.do("PUT", "/market-index", map[string]any{"items": []any{map[string]any{"month": "2026-01-01", "value": "101.5"}}}).want(ok).with(`"changed":1`)
	c.rep.get("/market-index").want(ok).with(`"month":"2026-01-01","value":"101.5","known_on":"2026-02-16"`)
	c.rep.get("/market-index?as_of=2026-02-10").want(ok).with(`"items":[]`) // nobody knew it then

	var rows strings.Builder
	for i := range 37 {
		fmt.Fprintf(&rows, "%d-%02d,%d\n", 2023+i/12, 1+i%12, 90+i+(i*i)%7)
	}
	c.revops.do("PUT", "/market-index", values(rows.String())).want(ok).with(`"changed":37`)
	// Two years of sales have 13 changes over a year.
	c.rep.get("/nodes/person:2/course").want(ok).with(`"market":{`, `"beta":null`, "there is not enough data: 13 changes", `"until":"2026-01-01"`)
	c.rep.get("/nodes/person:2/course?as_of=2026-02-10").want(ok).with(`"market":null`)
	c.revops.do("PUT", "/market-index", values(strings.ReplaceAll(rows.String(), "2023-02,", "2023-02,1"))).want(ok).with(`"changed":1`)
	// An earlier year of sales makes it enough.
	var items []any
	for month := 1; month <= 12; month++ {
		items = append(items, sale(fmt.Sprint("E", month), map[string]any{"order_id": fmt.Sprint("E", month), "owner": "2", "day": fmt.Sprintf("2023-%02d-11", month), "amount": fmt.Sprint(8000 + 190*month)}))
	}
	c.revops.do("POST", "/sales", map[string]any{"items": items}).want(ok)
	c.rep.get("/nodes/person:2/course").want(ok).with(`"market":{"change":"`, "with a sensitivity of").without("not enough data", `"beta":null`)
}
