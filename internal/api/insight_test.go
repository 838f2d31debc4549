package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
)

// TestInsight: what stands still is listed where the reader may see it and
// nowhere else, in the answer and in the table, and what cannot be measured says
// so.
func TestInsight(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops, ana, bo := w.as(access.RevOps, ""), w.as(access.Rep, "2"), w.as(access.Manager, "1")
	var rows strings.Builder
	for i := range 12 {
		fmt.Fprintf(&rows, "W%d,2025-10-%02d,2,1000,2025-11-10,,won,2025-11-%02d\n", i, i+1, i+1)
	}
	rows.WriteString("OldAna,2025-11-15,2,2000,2026-03-11,,,\nNewAna,2026-02-01,2,300,2026-03-11,,,\nOldDee,2025-11-01,5,7000,2026-03-02,,,\n")
	w.opportunities(ops, rows.String())

	// They were won after 31 days; Ana's oldest has been open for 92, Dee's for 106.
	const stuckAna, stuckDee = `"id":"crm/OldAna"`, `"id":"crm/OldDee"`
	ana.get("/nodes/person:2/funnel").want(http.StatusOK).with(stuckAna, `"days":92,"usual":"31"`, `"count":1,"worth":"2000"`, `"some":12,"all":13`, `"why_no_peers":"There are`).
		without("NewAna", "OldDee", "7000")
	ana.get("/nodes/person:2/funnel.csv?table=stuck").want(http.StatusOK).with("crm/OldAna,OldAna,").without("Dee")
	bo.get("/nodes/team:1/funnel").want(http.StatusOK).with(stuckAna).without("Dee", "7000")
	bo.get("/nodes/person:5/funnel").want(http.StatusNotFound).without("Dee")
	ops.get("/nodes/company:small/funnel").want(http.StatusOK).with(stuckAna, stuckDee, `"count":2,"worth":"9000"`)
	// As of a day on which nothing was known of what came later.
	ana.get("/nodes/person:2/funnel?as_of=2025-12-20").want(http.StatusOK).with(`"count":0`).without("NewAna")
	ana.get("/nodes/person:2/funnel?months=0").want(http.StatusUnprocessableEntity)
	ana.get("/nodes/person:2/funnel.csv?table=pay").want(http.StatusUnprocessableEntity)

	ops.get("/patterns").want(http.StatusOK).with(`"findings":[]`, "at least 12 whole months")
	ops.get("/patterns.csv").want(http.StatusOK).with("topic,node_id,name")
	ops.get("/nodes/company:small/tradeoffs").want(http.StatusOK).with(`"kind":"leads_quality"`, `"kind":"discount_returns"`, "Not enough data", `"effect":null`)
	ops.get("/nodes/product:P1/tradeoffs").want(http.StatusOK).with("Choose the company, a team or a person", `"trades":[]`)
	ana.get("/nodes/person:2/tradeoffs").want(http.StatusOK).without("Ben", "Dee")
}
