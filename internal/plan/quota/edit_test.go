package quota_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

// TestParents: a parent holds its own target or follows its children; the gap
// between the two is named.
func TestParents(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company))
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", 0, "100"), set(t, "person:bob", 0, "50"), set(t, "person:dee", 0, "0")}})
	want(t, p, "team:north: - - - -", "company:acme: - - - -")
	figures := p.Figures()
	for id, sums := range map[org.NodeID]string{"team:north": "150 - - -", "team:south": "0 - - -", "company:acme": "150 - - -"} {
		if got := written(figures[at(t, p, id)].Sums); got != sums {
			t.Errorf("below %s there are %s, want %s", id, got, sums)
		}
	}
	if c := p.Check(figures, nil); c.Sum != some(t, "150") || c.Total != some(t, "150") || c.Gap != some(t, "0") || len(c.Problems) != 0 {
		t.Errorf("%+v", c)
	}
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "team:north", 0, "200"), set(t, "company:acme", 0, "190")}})
	figures = p.Figures()
	if f := figures[at(t, p, "team:north")]; f.Gap != some(t, "-50") || f.Over != some(t, "0.75") {
		t.Errorf("%+v", f)
	}
	c := p.Check(figures, nil)
	if c.Sum != some(t, "150") || c.Total != some(t, "190") || c.Gap != some(t, "-40") || len(c.Problems) != 3 ||
		c.Problems[0] != "company:acme: those below it have 200, 10 more than 190" || c.Problems[1] != "team:north: those below it have 150 of 200; 50 are missing" {
		t.Errorf("%+v", c)
	}
	// Seen from the north there is only the north.
	seen := make([]bool, len(p.Rows))
	for i, r := range p.Rows {
		seen[i] = r.Node == "team:north" || r.Parent == "team:north"
	}
	if c := p.Check(figures, seen); c.Total != some(t, "200") || c.Sum != some(t, "150") || len(c.Problems) != 2 {
		t.Errorf("%+v", c)
	}
	done, err := p.RollUp(node("team:north"), "")
	if err != nil {
		t.Fatal(err)
	}
	want(t, done.Plan, "team:north: 150 - - -", "company:acme: 190 - - -")
	if _, err := p.RollUp(node("person:ann"), ""); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

// TestApplyReportsAll: what is wrong is told by its field, all at once, and
// nothing of the edit stays.
func TestApplyReportsAll(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company))
	leave := []period.Range{{Start: 5, End: 5}}
	below := quota.Some(-1)
	done, err := p.Apply(quota.Edit{
		Cells:   []quota.CellEdit{set(t, "person:ann", 0, "1"), set(t, "person:ann", 4, "1"), set(t, "person:zoe", 0, "1"), set(t, "person:bob", 0, "-5")},
		Locks:   []quota.LockEdit{{Key: node("person:zoe"), Locked: true}, {Key: node("person:ann"), Period: 9}},
		Floors:  limits(t, "person:ann", "10", "person:zoe", "1"),
		Caps:    limits(t, "person:ann", "9"),
		Weights: limits(t, "person:ann", "101"),
		Overs:   limits(t, "team:north", "1.5"),
		Basis:   []quota.BasisEdit{{Key: node("person:ann"), Leave: &leave, Potential: &below}, {Key: node("person:zoe")}},
		Over:    map[org.Kind]money.Amount{"team": -1},
		Unit:    &below.Amount,
	})
	if !fault.Is(err, fault.Invalid) || len(done.Changes) != 0 {
		t.Fatal(err)
	}
	for _, field := range []string{"cells[1]", "cells[2]", "cells[3]", "locks[0]", "locks[1]", "floors[1]", "caps[0]", "weights[0]", "overs[0]",
		"basis[0].leave", "basis[0].potential", "basis[1]", "over.team", "unit"} {
		if !strings.Contains(err.Error(), field+": ") {
			t.Errorf("nothing about %s: %v", field, err)
		}
	}
	want(t, p, "person:ann: - - - -")
}

// TestApplyTells: the changes and notes that the history keeps.
func TestApplyTells(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company))
	done, err := p.Apply(quota.Edit{
		Name: "Sales FY27", Over: map[org.Kind]money.Amount{org.Team: 500}, Ramp: []money.Amount{0},
		Cells:  []quota.CellEdit{set(t, "person:ann", 0, "1"), set(t, "person:ann", 1, "2"), set(t, "team:north", 0, "-")},
		Locks:  []quota.LockEdit{{Key: node("team:north"), Period: quota.Whole, Locked: true}, {Key: node("person:ann"), Period: 1, Locked: true}},
		Floors: limits(t, "person:ann", "1"), Caps: limits(t, "person:bob", "-"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Changes) != 1 || written(done.Changes[0].From) != "- - - -" || written(done.Changes[0].To) != "1 2 - -" {
		t.Errorf("%+v", done.Changes)
	}
	if got := strings.Join(done.Notes, "; "); got !=
		"floor of person:ann: none → 1; locked team:north; locked 2027 Q2 · Apr–Jun of person:ann; renamed from Sales 2027; over-assignment changed; ramp changed" {
		t.Error(got)
	}
	// The same again says nothing new.
	again, err := done.Plan.Apply(quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", 0, "1")}, Floors: limits(t, "person:ann", "1"),
		Locks: []quota.LockEdit{{Key: node("team:north"), Period: quota.Whole, Locked: true}}})
	if err != nil || len(again.Touched) != 0 || len(again.Notes) != 0 {
		t.Errorf("%+v, %v", again, err)
	}
	// Unlocking and writing go together.
	open, err := done.Plan.Apply(quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", 1, "3")}, Locks: []quota.LockEdit{{Key: node("person:ann"), Period: 1}}})
	if err != nil || written(open.Plan.Rows[2].Numbers()) != "1 3 - -" {
		t.Errorf("%v", err)
	}
}

// TestLimitsTogether: a floor and a cap are held against one another as they
// are after the edit, in whichever order they come.
func TestLimitsTogether(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company))
	p = apply(t, p, quota.Edit{Floors: limits(t, "person:ann", "100"), Caps: limits(t, "person:ann", "400")})
	p = apply(t, p, quota.Edit{Floors: limits(t, "person:ann", "500"), Caps: limits(t, "person:ann", "600")})
	p = apply(t, p, quota.Edit{Floors: limits(t, "person:ann", "10"), Caps: limits(t, "person:ann", "20")})
	for field, e := range map[string]quota.Edit{
		"floors[0]": {Floors: limits(t, "person:ann", "21")},
		"caps[0]":   {Caps: limits(t, "person:ann", "9")},
	} {
		_, err := p.Apply(e)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), field+": the floor of person:ann (") || strings.Count(err.Error(), "above the cap") != 1 {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestHugeNumbers: nothing overflows into nonsense.
func TestHugeNumbers(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company))
	var cells []quota.CellEdit
	for _, r := range p.Rows {
		cells = append(cells, quota.CellEdit{Key: r.Key, Period: 0, Value: some(t, "922337203685477.5807")})
	}
	p = apply(t, p, quota.Edit{Cells: cells})
	for i, f := range p.Figures() {
		if f.Sum.Amount < 0 || f.Total.Amount < 0 {
			t.Errorf("%s: %+v", p.Rows[i].Node, f)
		}
	}
	p.Check(p.Figures(), nil)
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	if f := p.Figures()[0]; f.Gap != some(t, "0") {
		t.Errorf("%+v", f)
	}
	if _, err := p.Allocate(quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even, Over: some(t, "0.5")}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

// TestFairness: who carries how much of his potential, what his chance is, and
// who adds padding.
func TestFairness(t *testing.T) {
	t.Parallel()
	places := flat(t, "a", "b", "c", "d", "e", "f")
	for i, reached := range []string{"", "40", "70", "90", "100", "110", "190"} {
		places[i].Basis.History = some(t, reached)
		places[i].Basis.Potential = some(t, "1000")
	}
	places[6].Basis.Potential = some(t, "500")
	p := plan(t, places, year, total(t, "500"), func(h *quota.Head) { h.Over = map[org.Kind]money.Amount{org.Person: 2000} })
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	p.Past = span("2025-01-01", "2026-01-01")
	f := p.Fairness(nil, nil)
	if f.Gini == nil || f.Gini.String() != "0.2444" || f.AtOrAbove.String() != "0.5" || len(f.Rows) != 6 || f.Rows[0].Attainment != some(t, "0.4") || f.Rows[5].Load != some(t, "0.2") {
		t.Errorf("%+v", f)
	}
	texts := strings.Join(f.Texts, "\n")
	for _, text := range []string{"reached from 2025-01-01 to 2025-12-31 against the new numbers", "above the usual share of potential (10 %): person:f", "Level 1 hands 120 % of its number"} {
		if !strings.Contains(texts, text) {
			t.Errorf("%q is missing in %s", text, texts)
		}
	}
	// Of a plan that runs, it is what was reached of the periods that are over.
	f = p.Fairness(&quota.Actuals{Of: map[org.NodeID]money.Amount{"person:a": amount(t, "150")}, Periods: 1}, nil)
	if f.Rows[0].Attainment != some(t, "1.5") || f.Rows[1].Attainment.Set || f.Count != 1 {
		t.Errorf("%+v", f)
	}
}
