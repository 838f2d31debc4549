package pipeline_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestProofs: in a random world every number has a receipt that checks, no
// field of a receipt can be changed unseen, and rows sum to what they are part
// of.
func TestProofs(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite, store.Open)
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t, db)
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			h.step()
		}
		h.read()
		for range 4 {
			a := h.drawAsk(t)
			a.asOf = h.today().Add(-rapid.IntRange(0, 3).Draw(t, "as of"))
			h.proof(a)
			h.parts(a)
			h.breakdown(a)
		}
	})
}

func (h *history) proof(a ask) {
	r, err := h.tell.Receipt(h.t.Context(), access.System(h.org.ID), a.node, h.query(a))
	if err != nil {
		h.rt.Fatalf("the receipt of %s: %v", a, err)
	}
	if wrong := r.Check(); len(wrong) > 0 {
		h.rt.Fatalf("the receipt of %s: %v", a, wrong)
	}
	if want := h.model.actual(a); r.Figures.Actual == nil || *r.Figures.Actual != want {
		h.rt.Fatalf("the receipt of %s proves %v; straight loops give %s", a, r.Figures.Actual, want)
	}
	text, err := json.Marshal(r)
	h.must(err)
	again, err := attain.ReadReceipt(strings.NewReader(string(text)))
	if err != nil || len(again.Check()) > 0 {
		h.rt.Fatalf("the receipt of %s does not survive being written and read: %v %v", a, err, again.Check())
	}
	h.tamper(text)
	h.forge(r)
}

// tamper changes one field of the receipt's text.
func (h *history) tamper(text []byte) {
	var document any
	h.must(json.Unmarshal(text, &document))
	var leaves []func()
	var visit func(at any, set func(any))
	visit = func(at any, set func(any)) {
		switch v := at.(type) {
		case map[string]any:
			names := make([]string, 0, len(v))
			for name := range v {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				visit(v[name], func(to any) { v[name] = to })
			}
		case []any:
			for i := range v {
				visit(v[i], func(to any) { v[i] = to })
			}
		case string:
			leaves = append(leaves, func() { set(v + "1") })
		case float64:
			leaves = append(leaves, func() { set(v + 1) })
		case bool:
			leaves = append(leaves, func() { set(!v) })
		}
	}
	visit(document, nil)
	rapid.SampledFrom(leaves).Draw(h.rt, "changed")()
	changed, err := json.Marshal(document)
	h.must(err)
	if r, err := attain.ReadReceipt(strings.NewReader(string(changed))); err == nil && len(r.Check()) == 0 {
		h.rt.Fatalf("a change is not seen:\n%s\n%s", text, changed)
	}
}

// forge changes the receipt and writes the hash anew, as somebody who wants
// another number would.
func (h *history) forge(honest attain.Receipt) {
	other := func(a *money.Amount) *money.Amount {
		changed := money.Amount(1)
		if a != nil {
			changed = *a + 1
		}
		return &changed
	}
	forgeries := map[string]func(r *attain.Receipt){
		"another actual": func(r *attain.Receipt) { r.Figures.Actual = other(r.Figures.Actual) },
		"another target": func(r *attain.Receipt) { r.Figures.Target = other(r.Figures.Target); r.Target.Parts = nil },
		"another gap":    func(r *attain.Receipt) { r.Figures.Gap = other(r.Figures.Gap) },
		"an attainment":  func(r *attain.Receipt) { r.Figures.Attainment = other(r.Figures.Attainment) },
		"another count":  func(r *attain.Receipt) { r.CreditCount++ },
		"another format": func(r *attain.Receipt) { r.Format = "attain-receipt/9" },
	}
	if len(honest.Credits) > 0 {
		i := rapid.IntRange(0, len(honest.Credits)-1).Draw(h.rt, "credit")
		forgeries["another value"] = func(r *attain.Receipt) { r.Credits[i].Value++ }
		forgeries["a credit twice"] = func(r *attain.Receipt) {
			r.Credits = append(r.Credits, r.Credits[i])
			r.CreditCount++
			sum := *r.Figures.Actual + r.Credits[i].Value
			r.Figures.Actual = &sum
		}
		forgeries["a credit of another time"] = func(r *attain.Receipt) { r.Credits[i].Sale.Day = r.Period.Start - 1 }
		forgeries["value and actual"] = func(r *attain.Receipt) { r.Credits[i].Value++; r.Figures.Actual = other(r.Figures.Actual) }
	}
	for name, change := range forgeries {
		r := honest
		r.Credits = slices.Clone(honest.Credits)
		change(&r)
		h.must(r.Seal())
		if len(r.Check()) == 0 {
			h.rt.Fatalf("forged (%s) and not seen: %+v", name, r.Figures)
		}
	}
}

// parts demands that what belonged directly to a node, while it did, sums to
// the node (case CR8).
func (h *history) parts(a ask) {
	if kind := a.node.Kind(); (kind != org.Team && kind != org.Company) || h.undone[h.batch[0].ID] {
		return // without the first import nobody is listed
	}
	list, err := h.tell.List(h.t.Context(), access.System(h.org.ID), h.query(a), attain.Selection{Under: a.node, Direct: true})
	h.must(err)
	additive := h.query(a).Metric.Additive
	if list.Unassigned == nil {
		if additive {
			h.rt.Fatalf("%s: nothing says what belongs to no row", a)
		}
		return
	}
	var want money.Amount
	if a.node == sample.Root { // what nobody is credited for
		nobody := a
		nobody.node = org.CreditedOf(sample.Root)
		want = h.model.actual(a) - h.model.actual(nobody)
	}
	if *list.Unassigned != want {
		var rows []string
		for _, f := range list.Rows {
			rows = append(rows, string(f.Node.ID)+" "+f.Actual.String())
		}
		h.rt.Fatalf("%s: %s is left over, not %s; the total is %s, the rows are %v", a, list.Unassigned, want, list.Total.Actual, rows)
	}
}

// breakdown demands that what a node's number is divided into is what straight
// loops give for the same slice of the node.
func (h *history) breakdown(a ask) {
	by := rapid.SampledFrom([]org.Kind{org.Person, org.Product, org.Category, org.Territory, org.Customer}).Draw(h.rt, "by")
	b, err := h.tell.Breakdown(h.t.Context(), access.System(h.org.ID), a.node, h.query(a), by, 0)
	if err != nil {
		h.rt.Fatalf("the breakdown of %s by %s: %v", a, by, err)
	}
	var sum money.Amount
	for _, s := range b.Slices {
		if s.Node.ID.Kind() != by {
			h.rt.Fatalf("the breakdown of %s by %s has %q", a, by, s.Node.ID)
		}
		sum += s.Value
		if a.node == sample.Root {
			whole := a
			whole.node = s.Node.ID
			if want := h.model.actual(whole); s.Value != want {
				h.rt.Fatalf("the breakdown of %s by %s gives %s to %s; straight loops give %s", a, by, s.Value, s.Node.ID, want)
			}
		}
	}
	if metricIs(a, metric.Orders, metric.NewCustomers) {
		return
	}
	if b.Total == nil || sum+b.Other+b.Unassigned != *b.Total {
		h.rt.Fatalf("the breakdown of %s by %s does not sum: %+v", a, by, b)
	}
	if by == org.Person && a.node == org.CreditedOf(sample.Root) && b.Unassigned != 0 {
		h.rt.Fatalf("%s: %s is credited to nobody", a, b.Unassigned)
	}
}

func metricIs(a ask, some ...metric.Series) bool { return slices.Contains(some, a.metric) }

// TestReceiptFormat: a receipt of a format that is not known must not verify,
// nor one with fields that are not.
func TestReceiptFormat(t *testing.T) {
	t.Parallel()
	r := attain.Receipt{Format: "attain-receipt/9", Period: attain.ReceiptPeriod{Start: period.MustDate("2026-01-01")}}
	if err := r.Seal(); err != nil {
		t.Fatal(err)
	}
	if wrong := r.Check(); len(wrong) == 0 || !strings.Contains(wrong[0], "attain-receipt/9") {
		t.Errorf("an unknown format is checked: %v", wrong)
	}
	if _, err := attain.ReadReceipt(strings.NewReader(`{"format": "attain-receipt/1", "bonus": "1000"}`)); err == nil {
		t.Error("an unknown field is accepted")
	}
}
