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

// TestWorkedChecks are the numbers of methods.md 3.2 to 3.5, through a plan.
func TestWorkedChecks(t *testing.T) {
	t.Parallel()
	top := quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.ByHistory}

	p := plan(t, flat(t, "a", "b", "c"), year, total(t, "1000"))
	p = apply(t, p, quota.Edit{Basis: history(t, "person:a", "5", "person:b", "3", "person:c", "2"),
		Caps: limits(t, "person:a", "400"), Floors: limits(t, "person:c", "250")})
	want(t, allocate(t, p, top), "person:a: 400", "person:b: 350", "person:c: 250")

	p = plan(t, flat(t, "a", "b", "c"), year, total(t, "1000"))
	p = apply(t, p, quota.Edit{Basis: history(t, "person:a", "5", "person:b", "3", "person:c", "3")})
	want(t, allocate(t, p, top), "person:a: 454", "person:b: 273", "person:c: 273")

	p = plan(t, flat(t, "a", "b", "c"), year, total(t, "1000"), unit(t, "0.01"))
	even := top
	even.Method = quota.Even
	want(t, allocate(t, p, even), "person:a: 333.34", "person:b: 333.33", "person:c: 333.33")

	// Equal difficulty: N(100, 10) and N(100, 40) carry 102 and 108 of 210.
	places := flat(t, "a", "b")
	for i, spread := range []string{"", "10", "40"} {
		places[i].Basis.Spread = some(t, spread)
		places[i].Basis.History = some(t, "100")
	}
	p = plan(t, places, year, total(t, "210"))
	same := top
	same.Method = quota.EqualDifficulty
	p = allocate(t, p, same)
	want(t, p, "person:a: 102", "person:b: 108")
	for _, row := range p.Fairness(nil, nil).Rows {
		if row.Chance != some(t, "0.4207") {
			t.Errorf("the chance of %s is %+v", p.Rows[row.Row].Node, row.Chance)
		}
	}
}

// TestSeasonalPhases is the check of methods.md 3.4: seasonal index × working
// days.
func TestSeasonalPhases(t *testing.T) {
	t.Parallel()
	places := flat(t, "a", "b")
	p := plan(t, places, by(period.Month), unit(t, "0.01"), func(h *quota.Head) {
		h.Window = period.Range{Start: day("2027-01-01"), End: day("2027-07-01")}
	})
	p.Season = &[12]int64{800_000, 900_000, 1_000_000, 1_100_000, 1_000_000, 1_200_000, 1, 1, 1, 1, 1, 1}
	// The working days of the check: 21, 20, 22, 20, 21, 21. January to June
	// 2027 have 21, 20, 23, 22, 21, 22, so four days are holidays.
	calendar := period.DefaultCalendar()
	calendar.Holidays = map[period.Date]bool{day("2027-03-29"): true, day("2027-04-05"): true, day("2027-04-06"): true, day("2027-06-24"): true}
	p = p.On(day(today), calendar)
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Value: some(t, "600000"), Method: quota.Even, Phasing: quota.Seasonal})
	want(t, p, "company:acme: 80640 86400 105600 105600 100800 120960",
		"person:a: 40320 43200 52800 52800 50400 60480", "person:b: 40320 43200 52800 52800 50400 60480")
	// Without two years of history there is no curve, and nothing is guessed.
	p.Season = nil
	_, err := p.On(day(today), calendar).Allocate(quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even, Phasing: quota.Seasonal})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "two years of history") {
		t.Error(err)
	}
}

// TestOverAssignmentPerLevel: each step hands out more than it received, and
// every period does.
func TestOverAssignmentPerLevel(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company), total(t, "1000000"), func(h *quota.Head) {
		h.Over = map[org.Kind]money.Amount{org.Team: 500, org.Person: 300} // 5 % and 3 %
	})
	p = apply(t, p, quota.Edit{Weights: limits(t, "person:nina", "0", "person:sam", "0")})
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	figures := p.Figures()
	for id, wants := range map[org.NodeID][2]string{
		"company:acme": {"1.05", "50000"},
		"team:north":   {"1.03", "18900"}, // of 630,000
		"team:south":   {"1.03", "12600"},
	} {
		if f := figures[at(t, p, id)]; f.Over != some(t, wants[0]) || f.Gap != some(t, wants[1]) {
			t.Errorf("%s: %+v", id, f)
		}
	}
	c := p.Check(figures, nil)
	if c.Sum != some(t, "1081500") || c.Over != some(t, "1.0815") || len(c.Problems) != 0 {
		t.Errorf("%+v", c)
	}
	want(t, p, "person:nina: - - - -", "person:sam: - - - -")
}

// TestLocks: a locked team keeps what it has with everybody below it, a locked
// cell stays, and the others take the rest.
func TestLocks(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company), total(t, "1000"))
	p = apply(t, p, quota.Edit{Weights: limits(t, "person:nina", "0", "person:sam", "0")})
	top := quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even}
	p = allocate(t, p, top)
	before := numbers(t, p, "team:south") + numbers(t, p, "person:dee")
	p = apply(t, p, quota.Edit{
		Locks: []quota.LockEdit{{Key: node("team:south"), Period: quota.Whole, Locked: true}, {Key: node("person:ann"), Period: 2, Locked: true}},
		Cells: []quota.CellEdit{set(t, "person:ann", 2, "17")},
	})
	double := top
	double.Value = some(t, "2000")
	p = allocate(t, p, double)
	if after := numbers(t, p, "team:south") + numbers(t, p, "person:dee"); after != before {
		t.Errorf("the locked team went from %s to %s", before, after)
	}
	if p.Rows[at(t, p, "person:ann")].Cells[2].Number != some(t, "17") {
		t.Errorf("the locked cell is %s", numbers(t, p, "person:ann"))
	}
	if c := p.Check(p.Figures(), nil); len(c.Problems) != 0 || c.Gap != some(t, "0") {
		t.Errorf("%+v", c)
	}
	// What is locked cannot be written by hand either, nor with the row's total.
	for _, e := range []quota.CellEdit{set(t, "person:ann", 2, "18"), set(t, "team:south", 0, "1"), set(t, "team:south", quota.Whole, "1")} {
		if _, err := p.Apply(quota.Edit{Cells: []quota.CellEdit{e}}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "locked") {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if _, err := p.Apply(quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", quota.Whole, "10")}}); err == nil || !strings.Contains(err.Error(), "holds 17 of it already, 7 too much") {
		t.Error(err)
	}
}

// TestInfeasible: the sentence says which limits and by how much.
func TestInfeasible(t *testing.T) {
	t.Parallel()
	base := plan(t, tree(t, company), total(t, "1000"))
	base = apply(t, base, quota.Edit{Weights: limits(t, "person:nina", "0", "person:sam", "0")})
	base = allocate(t, base, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	for name, test := range map[string]struct {
		edit quota.Edit
		at   quota.Allocation
		says string
	}{
		"floors": {quota.Edit{Floors: limits(t, "team:north", "700", "person:dee", "450")}, quota.Allocation{},
			"floors and locks below it need 1,150, which is 150 more than the 1,000 that are left for them: team:north (floor 700), team:south (450 locked or as a floor)"},
		"caps": {quota.Edit{Caps: limits(t, "team:north", "500", "person:dee", "100", "person:eli", "100")}, quota.Allocation{},
			"leave room for 700, so 300 of 1,000 have no place: team:north (cap 500), team:south (room for 200)"},
		"a lock against a cap": {quota.Edit{Caps: limits(t, "team:north", "100"), Locks: []quota.LockEdit{{Key: node("team:south"), Period: quota.Whole, Locked: true}}}, quota.Allocation{},
			"leave room for 100, so 500 of 600 have no place: team:north (cap 100), team:south (stays at 400)"},
		"locked cells": {quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", 0, "900")}, Locks: []quota.LockEdit{{Key: node("person:ann"), Period: 0, Locked: true}}}, quota.Allocation{Value: some(t, "3000")},
			"in 2027 Q1 · Jan–Mar the locked numbers below it hold 165 too much: team:north (900 locked or as a floor)"},
		"everything locked": {quota.Edit{Locks: []quota.LockEdit{{Key: node("team:south"), Period: quota.Whole, Locked: true}, {Key: node("team:north"), Period: quota.Whole, Locked: true}}},
			quota.Allocation{Value: some(t, "2000")}, "what is locked below it leaves no place for"},
		"nothing below": {quota.Edit{}, quota.Allocation{Key: node("person:ann")}, "nobody stands below person:ann"},
		"nobody carries": {quota.Edit{Weights: limits(t, "team:north", "0", "team:south", "0")}, quota.Allocation{},
			"nobody below company:acme carries a quota"},
		"no number": {quota.Edit{Cells: []quota.CellEdit{set(t, "team:north", quota.Whole, "-")}}, quota.Allocation{Key: node("team:north")}, "team:north has no number to divide"},
		"negative":  {quota.Edit{}, quota.Allocation{Value: some(t, "-1")}, "targets are 0 or more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := apply(t, base, test.edit)
			a := test.at
			a.Period, a.Method = quota.Whole, quota.Even
			if a.Node == "" {
				a.Key = node("company:acme")
			}
			done, err := p.Allocate(a)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v\nwant %s", err, test.says)
			}
			if len(done.Changes) != 0 {
				t.Errorf("it changed %+v", done.Changes)
			}
		})
	}
}

// TestMethods: what each method weighs by; who has nothing is taken for the
// average of his siblings.
func TestMethods(t *testing.T) {
	t.Parallel()
	places := flat(t, "a", "b", "c")
	places[1].Basis = quota.Basis{History: some(t, "600"), Potential: some(t, "100"), Capacity: some(t, "1")}
	places[2].Basis = quota.Basis{History: some(t, "200"), Potential: some(t, "300"), Capacity: some(t, "3")}
	p := plan(t, places, year, total(t, "1200"))
	for method, wants := range map[quota.Method][3]string{
		quota.Even:        {"400", "400", "400"},
		quota.ByHistory:   {"600", "200", "400"}, // c as the average
		quota.ByPotential: {"200", "600", "400"},
		quota.ByCapacity:  {"200", "600", "400"},
		quota.Mixed:       {"400", "400", "400"}, // half of history, half of potential
	} {
		a := quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: method, Mix: quota.Mix{History: 500, Potential: 500}}
		got := allocate(t, p, a)
		want(t, got, "person:a: "+wants[0], "person:b: "+wants[1], "person:c: "+wants[2])
	}
	// A weight is a factor on what the method finds.
	p = apply(t, p, quota.Edit{Weights: limits(t, "person:a", "0.5", "person:c", "0")})
	want(t, allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.ByHistory}), "person:a: 720", "person:b: 480", "person:c: -")
	for _, a := range []quota.Allocation{{Method: "luck"}, {Method: quota.Mixed}, {Method: quota.Mixed, Mix: quota.Mix{History: -1}}, {Method: quota.Even, Phasing: "monthly", Value: some(t, "1")}} {
		a.Key, a.Period = node("company:acme"), quota.Whole
		if _, err := p.Allocate(a); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

// TestEvenIsPerHead: a team weighs as much as the people in it.
func TestEvenIsPerHead(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company), year, total(t, "500"))
	p = apply(t, p, quota.Edit{Weights: limits(t, "person:nina", "0", "person:sam", "0")})
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	want(t, p, "team:north: 300", "team:south: 200", "person:ann: 100", "person:eli: 100")
}

// TestWaterfall: one level at a time, each lead dividing what he was given.
func TestWaterfall(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company), year, total(t, "500"))
	p = apply(t, p, quota.Edit{Weights: limits(t, "person:nina", "0", "person:sam", "0")})
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even, Levels: 1})
	want(t, p, "team:north: 300", "team:south: 200", "person:ann: -", "person:eli: -")
	p = allocate(t, p, quota.Allocation{Key: node("team:south"), Period: quota.Whole, Method: quota.Even, Over: some(t, "0.1")})
	want(t, p, "team:south: 200", "person:dee: 110", "person:eli: 110", "person:ann: -")
	// What is padded is remembered, and is no fault.
	if c := p.Check(p.Figures(), nil); len(c.Problems) != 2 || !strings.Contains(c.Problems[0], "nobody below it has a number yet") {
		t.Errorf("%q", c.Problems)
	}
}

// TestOnePeriod: dividing one period leaves the others, and floors and caps are
// of the row's total.
func TestOnePeriod(t *testing.T) {
	t.Parallel()
	p := plan(t, flat(t, "a", "b"), total(t, "400"), func(h *quota.Head) { h.Unit = 1 })
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even, Phasing: quota.EvenPhases})
	want(t, p, "person:a: 50 50 50 50")
	p = apply(t, p, quota.Edit{Caps: limits(t, "person:a", "220")})
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: 1, Value: some(t, "200"), Method: quota.Even})
	want(t, p, "company:acme: 100 200 100 100", "person:a: 50 70 50 50", "person:b: 50 130 50 50")
	if _, err := p.Allocate(quota.Allocation{Key: node("company:acme"), Period: 7, Method: quota.Even}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

// TestNothingStaysNothing: a period without a number of the parent is left as
// it is below.
func TestNothingStaysNothing(t *testing.T) {
	t.Parallel()
	p := plan(t, flat(t, "a", "b"))
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "company:acme", 1, "10"), set(t, "person:b", 3, "7")}})
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	want(t, p, "company:acme: - 10 - -", "person:a: - 5 - -", "person:b: - 5 - 7")
	// 0 is a number.
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "company:acme", 2, "0")}})
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
	want(t, p, "company:acme: - 10 0 -", "person:a: - 5 0 -", "person:b: - 5 0 7")
	// Spreading a total leaves what is nothing.
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "company:acme", quota.Whole, "20")}})
	want(t, p, "company:acme: - 20 0 -")
}
