package api_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/client"
	"github.com/attainhq/attain/internal/access"
)

// TestClient drives the server with the public client, as the command line
// does.
func TestClient(t *testing.T) {
	t.Parallel()
	w := setup(t)
	c, err := client.New(w.server.URL, client.WithToken(w.as(access.Admin, "").withToken(access.RevOps).token), client.WithHTTPClient(w.server.Client()))
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
	fail(c.Health(ctx))
	session, err := c.Session(ctx)
	fail(err)
	root := session.Organisation.NodeID
	periods, err := c.Periods(ctx, "")
	fail(err)
	q := client.Question{Period: periods.Current}
	figures, err := c.Figures(ctx, root, q)
	fail(err)
	if figures.Actual == nil || *figures.Actual != "133250.5934" {
		t.Errorf("%+v", figures)
	}
	metrics, err := c.Metrics(ctx)
	fail(err)
	there := map[string]client.Metric{}
	for _, m := range metrics {
		there[m.ID] = m
	}
	if m := there["revenue"]; !m.Available || m.Unit != "money" || m.Shape != "sum" || m.WhyNot != nil {
		t.Errorf("%+v", m)
	}
	if m := there["leads"]; m.Available || m.WhyNot == nil || !strings.Contains(*m.WhyNot, "leads") {
		t.Errorf("%+v", m)
	}
	if m := there["conversion"]; m.Pattern == nil || *m.Pattern != "conversion:{from}>{to}" || len(m.Parameters) != 2 || len(m.Parameters[0].Choices) == 0 {
		t.Errorf("%+v", m)
	}
	var names []string
	for n, err := range c.Nodes(ctx, client.NodeFilter{Kind: "person"}) {
		fail(err)
		names = append(names, n.Name)
	}
	for f, err := range c.List(ctx, q, client.Selection{By: "person", Sort: "name", Order: "asc"}) {
		fail(err)
		if f.Node.Name != names[0] {
			t.Errorf("%s, want %s", f.Node.Name, names[0])
		}
		names = names[1:]
	}
	b, err := c.Breakdown(ctx, root, q, "product", 1)
	fail(err)
	if b.Other.Count != 1 || b.Total != "133250.5934" {
		t.Errorf("%+v", b)
	}
	burnup, err := c.Burnup(ctx, root, q, "working_days")
	fail(err)
	if len(burnup.Points) != 90 {
		t.Errorf("%d points", len(burnup.Points))
	}
	var receipt, export bytes.Buffer
	fail(c.Receipt(ctx, root, q, &receipt))
	checkReceipt(t, receipt.String())
	fail(c.Export(ctx, q, client.Selection{By: "person"}, &export))
	if lines := strings.Count(export.String(), "\n"); lines != 6 {
		t.Errorf("%d lines", lines)
	}
	testClientFacts(t, c, fail)
	_, err = c.Node(ctx, "person:none", "")
	if client.StatusOf(err) != http.StatusNotFound || !strings.Contains(err.Error(), "person:none") {
		t.Errorf("%v", err)
	}
}

func testClientFacts(t *testing.T, c *client.Client, fail func(error)) {
	t.Helper()
	ctx := t.Context()
	owner := "dee"
	line := client.Sale{Source: "api", ID: "1/1", Day: "2026-02-12", Owner: &owner, Quantity: "1", Amount: "10", Currency: "EUR", State: "won"}
	bad := line
	bad.ID, bad.Amount = "2", "ten"
	outcome, err := c.PostSales(ctx, []client.Sale{line, bad})
	fail(err)
	if outcome.Inserted != 1 || len(outcome.Rejected) != 1 || outcome.Rejected[0].Index != 1 {
		t.Errorf("%+v", outcome)
	}
	fail(c.SplitOrder(ctx, "api", "1/1", []client.Share{{Person: "2", Percent: "100", Ledger: "revenue"}}))
	fail(c.SplitOrder(ctx, "api", "1/1", nil))
	history, err := c.Sale(ctx, "api", "1/1")
	fail(err)
	if history.Current.Amount != "10" || *history.Current.Owner != "person:5" {
		t.Errorf("%+v", history)
	}
	fail(c.WithdrawSale(ctx, "api", "1/1"))
	end := "2027-01-01"
	target, err := c.SetTarget(ctx, client.NewTarget{NodeID: "person:5", Metric: "orders", Start: "2026-01-01", End: &end, Value: "12"})
	fail(err)
	targets, err := c.Targets(ctx, "person:5", "orders")
	fail(err)
	if len(targets) != 1 || targets[0].ID != target.ID {
		t.Errorf("%+v", targets)
	}
	text := read(t, "customer.csv") + "C3,New\nC4,\n,No id\n"
	profile := "profile: 1\nname: Customers\nsource: erp\nfiles: {customer: customer.csv}\nrecords:\n  - {kind: customer, from: customer, id: ID, name: Name}\n"
	batch, err := c.Import(ctx, profile, []client.File{{Name: "customer.csv", Content: strings.NewReader(text)}}, false)
	fail(err)
	batch, err = c.WaitImport(ctx, batch.ID, nil)
	fail(err)
	if batch.Inserted != 2 || batch.Quarantined != 1 {
		t.Errorf("%+v", batch)
	}
	for row, err := range c.ImportRows(ctx, batch.ID) {
		fail(err)
		_, err = c.MendRow(ctx, batch.ID, row.ID, map[string]string{"ID": "C5"})
		fail(err)
	}
	again, err := c.RetryImport(ctx, batch.ID, "")
	fail(err)
	again, err = c.WaitImport(ctx, again.ID, func(client.Batch) {})
	fail(err)
	if again.Inserted != 1 {
		t.Errorf("%+v", again)
	}
	_, err = c.UndoImport(ctx, again.ID)
	fail(err)
	if _, err = c.CancelImport(ctx, again.ID); client.StatusOf(err) != http.StatusConflict {
		t.Errorf("%v", err)
	}
	count := 0
	for _, err := range c.Imports(ctx) {
		fail(err)
		count++
	}
	if count != 3 {
		t.Errorf("%d imports", count)
	}
	_, err = c.Import(ctx, profile, nil, true)
	if client.StatusOf(err) != http.StatusUnprocessableEntity || !strings.Contains(err.Error(), "customer.csv is missing") {
		t.Errorf("%v", err)
	}
}
