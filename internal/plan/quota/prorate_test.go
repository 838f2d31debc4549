package quota_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

// months makes a plan of the first months of 2027 for people with numbers.
func months(t *testing.T, end string, ramp []money.Amount, places []quota.Place, value string) quota.Plan {
	t.Helper()
	p := plan(t, places, func(h *quota.Head) {
		h.By, h.Ramp, h.Unit = period.Month, ramp, amount(t, "0.01")
		h.Window.End = day(end)
	})
	var cells []quota.CellEdit
	for _, r := range p.Rows[1:] {
		for j := range p.Periods {
			cells = append(cells, quota.CellEdit{Key: r.Key, Period: j, Value: some(t, value)})
		}
	}
	return apply(t, p, quota.Edit{Cells: cells})
}

func prorate(t *testing.T, p quota.Plan, reallocate bool) quota.Done {
	t.Helper()
	done, err := p.Prorate(quota.Proration{Key: node("company:acme"), Reallocate: reallocate})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// TestJoinsInMarch: who joins on 1 March carries March's phase only, whatever
// the days of the quarter.
func TestJoinsInMarch(t *testing.T) {
	t.Parallel()
	places := flat(t, "ann", "joy")
	places[2].Of.Member = span("2027-03-01", "9999-12-31")
	p := months(t, "2027-04-01", []money.Amount{}, places, "30000")
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "person:joy", 2, "35000")}})
	want(t, prorate(t, p, false).Plan, "person:joy: 0 0 35000", "person:ann: 30000 30000 30000")
}

// TestRamp: 0, 25, 50, 75 and then 100 % by months of tenure, weighted by the
// days of each within a period.
func TestRamp(t *testing.T) {
	t.Parallel()
	places := flat(t, "joy", "mid")
	places[1].Of.Member = span("2026-12-01", "9999-12-31")
	places[2].Of.Member = span("2027-01-18", "9999-12-31") // a Monday
	done := prorate(t, months(t, "2027-07-01", nil, places, "1000"), false)
	want(t, done.Plan, "person:joy: 250 500 750 1000 1000 1000",
		// The months end on the 18th. February: 13 days at 0, 7 at 25 %. March:
		// 13 at 25 %, 10 at 50 %. April: 12 and 10 at 75 %. May: 11 and 10 full.
		"person:mid: 0 87.5 358.69 613.64 869.05 1000")
	full := done.Plan.Rows[1].Cells
	if full[0].Full != some(t, "1000") || full[3].Full.Set {
		t.Errorf("%+v", full)
	}
	// What is entered of the tenure holds before what is known of the person.
	from := day("2020-01-01")
	p := apply(t, done.Plan, quota.Edit{Basis: []quota.BasisEdit{{Key: node("person:joy"), TenureFrom: &from}}})
	want(t, prorate(t, p, false).Plan, "person:joy: 1000 1000 1000 1000 1000 1000")
}

// TestLeave: days of leave are taken off the days; what is freed is removed, or
// goes to those who are there, as far as their caps allow.
func TestLeave(t *testing.T) {
	t.Parallel()
	base := months(t, "2027-04-01", nil, flat(t, "ann", "bob", "cem", "dan"), "2100")
	leave := []period.Range{span("2027-03-01", "2027-04-01"), span("2027-01-04", "2027-01-11")} // all March, five days in January
	base = apply(t, base, quota.Edit{Basis: []quota.BasisEdit{{Key: node("person:ann"), Leave: &leave}},
		Cells: []quota.CellEdit{set(t, "company:acme", 0, "8400"), set(t, "company:acme", 1, "8400"), set(t, "company:acme", 2, "8400")},
		Locks: []quota.LockEdit{{Key: node("person:dan"), Period: quota.Whole, Locked: true}}})

	removed := prorate(t, base, false)
	want(t, removed.Plan, "person:ann: 1600 2100 0", "person:bob: 2100 2100 2100", "company:acme: 8400 8400 8400")
	if c := removed.Plan.Check(removed.Plan.Figures(), nil); c.Gap != some(t, "-2600") || !strings.Contains(strings.Join(c.Problems, "\n"), "2,600 are missing") {
		t.Errorf("%+v", c)
	}
	given := prorate(t, base, true)
	want(t, given.Plan, "person:ann: 1600 2100 0", "person:bob: 2350 2100 3150", "person:cem: 2350 2100 3150", "person:dan: 2100 2100 2100")
	if c := given.Plan.Check(given.Plan.Figures(), nil); c.Gap != some(t, "0") || len(c.Problems) != 0 {
		t.Errorf("%+v", c)
	}
	again := prorate(t, given.Plan, true)
	if len(again.Changes) != 0 {
		t.Errorf("%+v", again.Changes)
	}
	// A cap stands in the way: that is named, and the rest stays removed.
	tight := apply(t, base, quota.Edit{Caps: limits(t, "person:bob", "6400", "person:cem", "6400")})
	stuck := prorate(t, tight, true)
	want(t, stuck.Plan, "person:ann: 1600 2100 0", "person:bob: 2200 2100 2100", "person:cem: 2200 2100 2100")
	if len(stuck.Notes) != 3 || !strings.Contains(stuck.Notes[0], "300 of the 500 that became free in January 2027 of company:acme stay removed") {
		t.Errorf("%q", stuck.Notes)
	}
	// With nobody else there, too.
	alone := months(t, "2027-04-01", nil, flat(t, "ann"), "2100")
	alone = apply(t, alone, quota.Edit{Basis: []quota.BasisEdit{{Key: node("person:ann"), Leave: &leave}}})
	if notes := prorate(t, alone, true).Notes; len(notes) != 3 || !strings.Contains(notes[0], "nobody in company:acme can take over the 500") {
		t.Errorf("%q", notes)
	}
}

// TestProrateKeeps: what is locked or nothing stays, and a number typed over a
// prorated one counts as a full one.
func TestProrateKeeps(t *testing.T) {
	t.Parallel()
	places := flat(t, "joy")
	places[1].Of.Member = span("2027-03-01", "9999-12-31")
	p := months(t, "2027-04-01", []money.Amount{}, places, "100")
	p = apply(t, p, quota.Edit{Cells: []quota.CellEdit{set(t, "person:joy", 1, "-")}, Locks: []quota.LockEdit{{Key: node("person:joy"), Period: 0, Locked: true}}})
	done := prorate(t, p, false)
	want(t, done.Plan, "person:joy: 100 - 100")
	p = apply(t, done.Plan, quota.Edit{Cells: []quota.CellEdit{set(t, "person:joy", 1, "40")}})
	want(t, p, "person:joy: 100 40 100")
	want(t, prorate(t, p, false).Plan, "person:joy: 100 0 100")
}

// TestCapacityIsDaysThere: without entered capacities, who is there for half
// the time has half the weight.
func TestCapacityIsDaysThere(t *testing.T) {
	t.Parallel()
	places := flat(t, "ann", "joy")
	places[2].Of.Member = span("2027-07-01", "9999-12-31")
	p := plan(t, places, year, total(t, "1000"), func(h *quota.Head) { h.Ramp = []money.Amount{} })
	// 261 working days, 132 of them from July on.
	want(t, allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.ByCapacity}), "person:ann: 664", "person:joy: 336")
}

// TestHoliday: a period without a working day shortens nobody's number.
func TestHoliday(t *testing.T) {
	t.Parallel()
	calendar := period.DefaultCalendar()
	calendar.Holidays = map[period.Date]bool{}
	for d := day("2027-08-01"); d < day("2027-09-01"); d++ {
		calendar.Holidays[d] = true
	}
	places := flat(t, "joy")
	places[1].Of.Member = span("2027-02-01", "2027-12-01")
	p := months(t, "2028-01-01", []money.Amount{}, places, "100").On(day(today), calendar)
	want(t, prorate(t, p, false).Plan, "person:joy: 0 100 100 100 100 100 100 100 100 100 100 0")
}
