package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
)

// receiptParts is what a receipt of anything but a plain sum of sales says.
type receiptParts struct {
	Format                 string
	Scope                  []struct{ ID, Name string }
	Figures                struct{ Target, Actual, Attainment *string }
	Numerator, Denominator *struct{ Name, Unit, Sum string }
	Terms                  []struct {
		Side, Name, Unit, Sum string
		Start, End            *string
		Sign                  int
		Given                 bool
		ItemCount             int `json:"item_count"`
		Items                 []struct{ Kind, ID, Day, Value string }
	}
	Histories []struct {
		Name             string
		Node             struct{ Name string }
		Start            *string
		Count, Customers int
	}
	Window int
	Rates  *struct {
		Policy     string
		AtDeal     string `json:"at_deal_rates"`
		Effect     string
		Currencies []struct {
			Currency, Own, Converted, Value string
			Rate                            *struct{ Numerator, Denominator string }
		}
	}
	Portions []struct{ Start, End, Actual, Target, Attainment string }
	Target   struct {
		Source, Policy string
		Parts          []struct {
			Value     string
			Goal      *string
			Stretches []struct {
				Start, End, Value string
				Days, Version     int
			}
		}
	}
}

// text is all of it in one line, so that a test can say what it wants to read.
func (r receiptParts) text() string {
	var b strings.Builder
	if r.Numerator != nil {
		fmt.Fprintf(&b, "%s = %s %s", r.Numerator.Name, r.Numerator.Sum, r.Numerator.Unit)
	}
	if r.Denominator != nil {
		fmt.Fprintf(&b, " ÷ %s = %s %s", r.Denominator.Name, r.Denominator.Sum, r.Denominator.Unit)
	}
	for _, t := range r.Terms {
		fmt.Fprintf(&b, "; %s %+d %s %s of %d:", t.Side, t.Sign, t.Name, t.Sum, t.ItemCount)
		for _, item := range t.Items {
			fmt.Fprintf(&b, " %s %s %s %s", item.Kind, item.ID, item.Day, item.Value)
		}
	}
	for _, h := range r.Histories {
		fmt.Fprintf(&b, "; %s of %s: %d of %d", h.Name, h.Node.Name, h.Count, h.Customers)
	}
	return b.String()
}

func (p *who) receipt(path string) (r receiptParts) {
	p.w.t.Helper()
	answer := p.get(path).want(http.StatusOK).without(`"terms":null`, `"items":null`, `"histories":null`, `"portions":null`, `"stretches":null`, `"scope":null`)
	answer.into(&r)
	checkReceipt(p.w.t, p.get(strings.Replace(path, "/receipt?", "/receipt.json?", 1)).body)
	return r
}

// dealsProfile brings opportunities, dollars, and what a dollar is worth.
const dealsProfile = `profile: 1
name: Deals
source: crm
files: {stage: stage.csv, deal: deal.csv, sale: usd.csv, rate: rate.csv}
records:
  - {kind: opportunity, from: deal, id: ID, created_on: Created, owner: Owner, stage: Stage, closed_on: Closed, amount: Amount, currency: {value: EUR}}
  - {kind: stage, from: stage, object: opportunity, name: Name, position: Position, means: Means}
  - {kind: rate, from: rate, day: Day, from_currency: {value: USD}, to_currency: {value: EUR}, rate: Rate}
  - {kind: plan_rate, from: rate, period: {from: Day, to: To}, from_currency: {value: USD}, to_currency: {value: EUR}, rate: Plan}
  - {kind: sale, from: sale, id: ID, occurred_at: Day, owner: Owner, customer: Customer, quantity: {value: "1"}, amount: Amount, currency: {value: USD}}
`

// deals imports three opportunities won and one lost of Ana, and a sale in
// dollars of Dee.
func (w *world) deals(admin *who) {
	w.t.Helper()
	var started batch
	admin.do("POST", "/imports", upload(w.t, "profile", dealsProfile,
		"files/stage.csv", "Name,Position,Means\nOpen,1,\nWon,2,won\nLost,2,lost\n",
		"files/deal.csv", "ID,Created,Owner,Stage,Closed,Amount\nD1,2026-01-02,2,Won,2026-01-20,100\nD2,2026-01-05,2,Lost,2026-01-22,50\nD3,2026-01-06,2,Won,2026-02-01,300\nD4,2025-11-01,2,Won,2026-02-03,80\nD5,2026-02-01,2,Open,,70\n",
		"files/rate.csv", "Day,To,Rate,Plan\n2026-01-01,2027-01-01,0.9,0.95\n",
		"files/usd.csv", "ID,Day,Owner,Customer,Amount\nU1,2026-02-09,5,C2,1000\n")).want(http.StatusAccepted).into(&started)
	if b := finished(admin, started.ID); b.Quarantined > 0 || b.State != "done" {
		w.t.Fatalf("the deals do not arrive: %+v", b)
	}
}

// TestReceiptOfRate: numerator and denominator, whose quotient is the figure.
func TestReceiptOfRate(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	w.deals(admin)
	for _, want := range []struct{ path, actual, text string }{
		{"/nodes/person:2/receipt?metric=win_rate&period=2026-Q1", "0.75",
			"Deals won = 3 count ÷ Deals won + Deals lost = 4 count; " +
				"numerator +1 Deals won 3 of 3: opportunity crm/D1 2026-01-20 1 opportunity crm/D3 2026-02-01 1 opportunity crm/D4 2026-02-03 1; " +
				"denominator +1 Deals won 3 of 3: opportunity crm/D1 2026-01-20 1 opportunity crm/D3 2026-02-01 1 opportunity crm/D4 2026-02-03 1; " +
				"denominator +1 Deals lost 1 of 1: opportunity crm/D2 2026-01-22 1"},
		{"/nodes/person:2/receipt?metric=margin&period=2026-Q1", "0.25",
			"Gross profit = 10000 money ÷ Revenue − Revenue of lines whose cost is unknown = 40000 money; " +
				"numerator +1 Gross profit 10000 of 1: order erp/O1 2026-01-10 10000; " +
				"denominator +1 Revenue 40500.55 of 1: order erp/O1 2026-01-10 40500.55; " +
				"denominator -1 Revenue of lines whose cost is unknown 500.55 of 1: order erp/O1 2026-01-10 500.55"},
		{"/nodes/person:2/receipt?metric=sales_cycle&period=2026-01", "18",
			"Days from created to won = 18 days ÷ Deals won = 1 count; " +
				"numerator +1 Days from created to won 18 of 1: opportunity crm/D1 2026-01-20 18; denominator +1 Deals won 1 of 1: opportunity crm/D1 2026-01-20 1"},
		{"/nodes/person:2/receipt?metric=opportunities&period=2026-Q1", "4",
			"Opportunities created = 4 count; numerator +1 Opportunities created 4 of 4: " +
				"opportunity crm/D1 2026-01-02 1 opportunity crm/D2 2026-01-05 1 opportunity crm/D3 2026-01-06 1 opportunity crm/D5 2026-02-01 1"},
	} {
		r := admin.receipt(want.path)
		if r.text() != want.text || r.Figures.Actual == nil || *r.Figures.Actual != want.actual || r.Format != "attain-receipt/2" {
			t.Errorf("%s: %v, format %s\n got %s\nwant %s", want.path, r.Figures.Actual, r.Format, r.text(), want.text)
		}
	}
	if r := admin.receipt("/nodes/person:2/receipt?metric=win_rate&period=2026-Q3"); r.Figures.Actual != nil || r.text() !=
		"Deals won = 0 count ÷ Deals won + Deals lost = 0 count; numerator +1 Deals won 0 of 0:; denominator +1 Deals won 0 of 0:; denominator +1 Deals lost 0 of 0:" {
		t.Errorf("a period without anything: %s", r.text())
	}
}

// TestReceiptOfCustomers: histories are counted, and say what the rate divides.
func TestReceiptOfCustomers(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	r := admin.receipt("/nodes/company:small/receipt?metric=repeat_rate&period=2026-02")
	const want = "Customers with two or more orders = 1 count ÷ Customers with an order = 2 count; Orders of Small & Co: 3 of 2"
	if r.text() != want || *r.Figures.Actual != "0.5" || r.Window != 0 || r.Histories[0].Start == nil {
		t.Errorf("got %s = %s", r.text(), *r.Figures.Actual)
	}
	// Two gaps between orders, of 8 and of 32 days: nine of ten are within 32.
	r = admin.receipt("/nodes/person:3/receipt?metric=retention&period=2026-02-03..2026-04-01")
	if r.Numerator == nil || r.Numerator.Sum != "1" || r.Denominator.Sum != "1" || *r.Figures.Actual != "1" || r.Window != 32 || r.Histories[0].Start != nil {
		t.Errorf("retention: %s, window %d", r.text(), r.Window)
	}
	// A manager sees the histories counted, by a name that everybody knows.
	boss := w.as(access.Manager, "1")
	if r := boss.receipt("/nodes/person:3/receipt?metric=retention&period=2026-02-03..2026-04-01"); !strings.Contains(r.text(), "Orders of Small & Co") {
		t.Errorf("a manager reads %s", r.text())
	}
}

// TestReceiptOfPolicies: versions of a target by their days, what counted under
// each, and what the rates of the plan make of dollars.
func TestReceiptOfPolicies(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	w.deals(admin)
	set := map[string]any{"node_id": "person:3", "metric": "revenue", "start": "2026-01-01", "end": "2026-04-01", "value": "61234.1234", "reason": "half the area", "effective_on": "2026-02-15"}
	admin.do("POST", "/targets", set).want(http.StatusOK)

	const ben = "/nodes/person:3/receipt?period=2026-Q1&policy="
	r := admin.receipt(ben + "latest")
	if len(r.Terms)+len(r.Histories)+len(r.Portions)+len(r.Target.Parts[0].Stretches) > 0 || r.Numerator != nil || r.Rates != nil || r.Target.Policy != "" {
		t.Errorf("a plain sum of sales has parts: %+v", r)
	}
	r = admin.receipt(ben + "day_weighted")
	s := r.Target.Parts[0].Stretches
	if r.Target.Policy != "day_weighted" || len(s) != 2 || s[0].Days != 45 || s[0].Value != "70123" || s[1].Days != 45 || s[1].Value != "61234.1234" || s[1].Start != "2026-02-15" || s[1].Version != 2 {
		t.Errorf("by days: %+v", r.Target)
	}
	r = admin.receipt(ben + "credit_date")
	if p := r.Portions; r.Target.Policy != "credit_date" || len(p) != 2 || p[0].Actual != "61234.1234" || p[0].Target != "70123" || p[0].Attainment != "0.8732" || p[1].Actual != "0" || p[1].Attainment != "0" {
		t.Errorf("by what was in force: %+v", r.Portions)
	}

	r = admin.receipt("/nodes/person:5/receipt?period=2026-Q1&rates=plan")
	if x := r.Rates; x == nil || x.Policy != "plan" || x.AtDeal != "32315.92" || x.Effect != "50" || len(x.Currencies) != 1 || *r.Figures.Actual != "32365.92" {
		t.Fatalf("by the plan's rates: %+v", r.Rates)
	}
	if c := r.Rates.Currencies[0]; c.Currency != "USD" || c.Own != "1000" || c.Converted != "900" || c.Value != "950" || c.Rate == nil || c.Rate.Numerator != "19" || c.Rate.Denominator != "20" {
		t.Errorf("the dollars: %+v", c)
	}
}

// TestReceiptScope: a scope is named to those who see it, and is only an id to
// others.
func TestReceiptScope(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	if r := admin.receipt("/nodes/person:2/receipt?metric=margin%7Ccategory:Bikes&period=2026-Q1"); len(r.Scope) != 1 || r.Scope[0].ID != "category:Bikes" || r.Scope[0].Name != "Bikes" {
		t.Errorf("the scope is %+v", r.Scope)
	}
	w.as(access.Rep, "2").get("/nodes/person:2/receipt?metric=margin%7Cperson:5&period=2026-Q1").without("Dee Deal")
}
