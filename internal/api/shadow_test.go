package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/attainhq/attain/internal/access"
)

type comparison struct {
	Sheet, Attain string
	Columns       struct{ Ref, Customer, Day, Amount, Decimal string }
	Sums          []struct {
		Reason, Difference string
		Count              int
	}
	Matches []struct {
		Reason, Why, Difference string
		Line                    *struct{ Number int }
		Deal                    *struct{ Order string }
	}
}

// reasons returns why each line of the sheet differs, and what it lacks at the
// end.
func (c comparison) reasons() string {
	var all []string
	for _, m := range c.Matches {
		all = append(all, m.Reason)
	}
	return strings.Join(all, " ")
}

// shadowed is a company in which everything happened that a rep's own sheet may
// not know: the sheet, and the world.
func shadowed(t *testing.T) (*world, string) {
	t.Helper()
	w := setup(t)
	admin := w.as(access.Admin, "")
	var b batch
	bad := read(t, "sale.csv") + "S6,O9,2026-02-13,2,C1,P1,T1,1,many,10\nS7,O8,2026-02-13,3,C1,P1,T1,1,few,10\n"
	admin.do(http.MethodPost, "/imports", small(t, map[string]string{"sale.csv": bad})).want(http.StatusAccepted).into(&b)
	if b = finished(admin, b.ID); b.Quarantined != 2 {
		t.Fatalf("%+v", b)
	}
	post := func(order string, change map[string]any) {
		t.Helper()
		s := sale("L"+order, map[string]any{"source": "erp", "order_id": order, "owner": "2", "customer": "C2", "amount": "100"})
		for k, v := range change {
			s[k] = v
		}
		admin.do(http.MethodPost, "/sales", map[string]any{"items": []any{s}}).want(http.StatusOK)
	}
	post("O10", map[string]any{"day": "2025-12-20"})
	post("O11", map[string]any{"amount": "120"})
	post("O12", nil)
	post("O13", map[string]any{"amount": "300"})
	post("O14", map[string]any{"amount": "7"})
	admin.do(http.MethodPut, "/orders/erp/O13/split", map[string]any{"shares": []any{share("2", "50", "revenue"), share("3", "50", "revenue")}}).want(http.StatusOK)
	w.clock.Add(86_400)
	admin = w.as(access.Admin, "") // sessions end
	post("O11", map[string]any{"amount": "90"})
	post("O12", map[string]any{"state": "cancelled"})
	return w, strings.Join([]string{"My deals 2026;;;", "Order no.;Client;Booked;Amount (EUR)",
		"O1;Acme;10/01/2026;40.500,55", // the same
		"O2;;02/02/2026;61.234,12",     // Ben's
		"O9;Acme;13/02/2026;55",        // in quarantine, Ana's
		"O8;Acme;13/02/2026;66",        // in quarantine, Ben's
		"O1;Acme;10/01/2026;40.500,55", // again
		"O10;Big/Corp 100%;20/12/2025;100",
		"O11;Big/Corp 100%;12/02/2026;120", // it is 90 now
		"O12;Big/Corp 100%;12/02/2026;100", // cancelled
		"O13;Big/Corp 100%;12/02/2026;300", // half of it
		"Total;;;142976,22"}, "\n")
}

// TestShadow: a rep holds his own sheet against his number, and reads why each
// line differs; the differences lead from one total to the other.
func TestShadow(t *testing.T) {
	t.Parallel()
	w, sheet := shadowed(t)
	rep := w.as(access.Rep, "2")
	var got comparison
	answer := sendSheet(rep, "/nodes/person:2/shadow?period=2026-Q1", "text/csv", sheet).want(http.StatusOK)
	answer.into(&got)
	// What Ben has, and what waits of his, is unknown to Ana.
	if want := "same unknown quarantined unknown repeated other_period changed cancelled split missing"; got.reasons() != want {
		t.Errorf("got  %s\nwant %s", got.reasons(), want)
	}
	if got.Sheet != "142976.22" || got.Attain != "40747.55" || got.Columns.Decimal != "comma" || got.Columns.Ref != "Order no." {
		t.Errorf("%+v", got)
	}
	rep.get("/nodes/person:2/attainment?period=2026-Q1").want(http.StatusOK).with(`"actual":"40747.55"`)
	answer.with("It was 120 EUR until 2026-02-16, when a change to 90 became known.", "The deal is 300 EUR in all; 150 EUR of it is credited here").
		without("Ben", "61234.1234", "few")

	csv := sendSheet(rep, "/nodes/person:2/shadow.csv?period=2026-Q1", "text/csv", sheet).want(http.StatusOK)
	if n := strings.Count(csv.body, "\r\n"); n != len(got.Matches)+1 {
		t.Errorf("the table has %d lines for %d matches", n, len(got.Matches))
	}
}

// TestShadowSeen: who sees more is told more; who does not see the node is told
// nothing.
func TestShadowSeen(t *testing.T) {
	t.Parallel()
	w, sheet := shadowed(t)
	c := newCast(w)
	path := "/nodes/person:2/shadow?period=2026-Q1"
	var got comparison
	sendSheet(c.manager, path, "text/csv", sheet).want(http.StatusOK).with("The credit is with @Ben Best.").into(&got)
	if want := "same other_person quarantined unknown repeated"; !strings.HasPrefix(got.reasons(), want) {
		t.Errorf("the manager is told %s", got.reasons())
	}
	sendSheet(c.revops, path, "text/csv", sheet).want(http.StatusOK).into(&got)
	if want := "same other_person quarantined quarantined repeated"; !strings.HasPrefix(got.reasons(), want) {
		t.Errorf("RevOps is told %s", got.reasons())
	}
	for _, by := range []*who{c.viewer, w.as(access.Rep, "3"), w.as(access.Manager, "4")} {
		sendSheet(by, path, "text/csv", sheet).want(http.StatusNotFound).without("40500")
	}
	sendSheet(c.nobody, path, "text/csv", sheet).want(http.StatusUnauthorized)
	for query, text := range map[string]string{
		"&metric=orders":  sheet,
		"&ref=Nummer":     sheet,
		"&decimal=point":  sheet,
		"&policy=nothing": sheet,
		"":                "no;headings\n1;2\n",
	} {
		sendSheet(c.rep, path+query, "text/csv", text).want(http.StatusUnprocessableEntity)
	}
	sendSheet(c.rep, path, "application/json", "{}").want(http.StatusUnsupportedMediaType)
}

// TestShadowWorkbook: a workbook is read like text, with dates as it stores them.
func TestShadowWorkbook(t *testing.T) {
	t.Parallel()
	w, _ := shadowed(t)
	f := excelize.NewFile()
	defer f.Close()
	for cell, value := range map[string]any{"A1": "Account", "B1": "Close date", "C1": "Amount", "A2": "acme", "B2": start().AddDate(0, 0, -36), "C2": 40500.55} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	var got comparison
	sendSheet(w.as(access.Rep, "2"), "/nodes/person:2/shadow?period=2026-Q1", "application/octet-stream", b.String()).want(http.StatusOK).into(&got)
	if !strings.HasPrefix(got.reasons(), "same missing") || got.Matches[0].Deal == nil || got.Matches[0].Deal.Order != "O1" {
		t.Errorf("%+v", got)
	}
}
