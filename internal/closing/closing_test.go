package closing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/period"
)

func day(text string) period.Date { return period.MustDate(text) }

func span(from, to string) period.Range { return period.Range{Start: day(from), End: day(to)} }

func named(t *testing.T, id string) period.Period {
	t.Helper()
	p, err := period.DefaultCalendar().Parse(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// first is January, closed on 10 February as known on the 9th; second is
// February, closed on 5 March as known on that day.
func twoMonths(t *testing.T) closing.Closes {
	t.Helper()
	return closing.Closes{
		{ID: "jan", Period: named(t, "2026-01"), AsOf: day("2026-02-09"), Known: period.Range{Start: day("2026-02-10"), End: period.Never}},
		{ID: "feb", Period: named(t, "2026-02"), AsOf: day("2026-03-05"), Known: period.Range{Start: day("2026-03-05"), End: period.Never}},
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	closes := twoMonths(t)
	for name, c := range map[string]struct{ day, known, want string }{
		"known before the close":         {"2026-01-20", "2026-02-09", "2026-01-20"},
		"known after the close":          {"2026-01-20", "2026-02-10", "2026-02-10"},
		"late, into a period now closed": {"2026-01-20", "2026-02-27", "2026-02-27"},
		"known on the day of the close":  {"2026-02-20", "2026-03-05", "2026-02-20"},
		"of an open day":                 {"2026-03-02", "2026-04-20", "2026-03-02"},
		"before the first close":         {"2025-12-31", "2026-04-20", "2025-12-31"},
	} {
		if got := closes.Counts(day(c.day), day(c.known)); got != day(c.want) {
			t.Errorf("%s: it counts on %s, not on %s", name, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	closes := twoMonths(t)
	asOf := day("2026-05-31")
	for name, c := range map[string]struct {
		days period.Range
		want closing.Cut
	}{
		"a closed month": {span("2026-01-01", "2026-02-01"), closing.Cut{
			Own: []closing.Slab{{Days: span("2026-01-01", "2026-02-01"), Known: day("2026-02-09")}}}},
		"the closed month after it": {span("2026-02-01", "2026-03-01"), closing.Cut{
			Own:  []closing.Slab{{Days: span("2026-02-01", "2026-03-01"), Known: day("2026-03-05")}},
			Late: []closing.LateSlab{{Days: span("2026-01-01", "2026-02-01"), Known: span("2026-02-10", "2026-03-01")}}}},
		"an open month: all closed days are one slab": {span("2026-04-01", "2026-05-01"), closing.Cut{
			Own:  []closing.Slab{{Days: span("2026-04-01", "2026-05-01"), Known: asOf}},
			Late: []closing.LateSlab{{Days: span("2026-01-01", "2026-03-01"), Known: span("2026-04-01", "2026-05-01")}}}},
		"over the edges": {span("2025-12-01", "2026-03-10"), closing.Cut{
			Own: []closing.Slab{{Days: span("2025-12-01", "2026-01-01"), Known: asOf}, {Days: span("2026-01-01", "2026-02-01"), Known: day("2026-02-09")},
				{Days: span("2026-02-01", "2026-03-01"), Known: day("2026-03-05")}, {Days: span("2026-03-01", "2026-03-10"), Known: asOf}},
			Late: []closing.LateSlab{{Days: span("2026-01-01", "2026-02-01"), Known: span("2026-02-10", "2026-03-10")},
				{Days: span("2026-02-01", "2026-03-01"), Known: span("2026-03-06", "2026-03-10")}}}},
		"before anything was closed": {span("2025-12-01", "2026-01-01"), closing.Cut{
			Own: []closing.Slab{{Days: span("2025-12-01", "2026-01-01"), Known: asOf}}}},
	} {
		if diff := cmp.Diff(c.want, closes.Cut(c.days, asOf)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestWhole: closes among the days cost nothing, and only what happened before
// them is late.
func TestWhole(t *testing.T) {
	t.Parallel()
	closes := twoMonths(t)
	asOf := day("2026-05-31")
	want := closing.Cut{Own: []closing.Slab{{Days: span("2025-01-01", "2026-06-01"), Known: asOf}}}
	if diff := cmp.Diff(want, closes.Whole(span("2025-01-01", "2026-06-01"), asOf)); diff != "" {
		t.Errorf("all days (-want +got):\n%s", diff)
	}
	want = closing.Cut{
		Own:  []closing.Slab{{Days: span("2026-02-01", "2026-03-01"), Known: day("2026-03-31")}, {Days: span("2026-03-01", "2026-04-01"), Known: asOf}},
		Late: []closing.LateSlab{{Days: span("2026-01-01", "2026-02-01"), Known: span("2026-02-10", "2026-04-01")}},
	}
	if diff := cmp.Diff(want, closes.Whole(span("2026-02-01", "2026-04-01"), asOf)); diff != "" {
		t.Errorf("two months (-want +got):\n%s", diff)
	}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	closes := twoMonths(t)
	for text, want := range map[string]string{
		"2026-01-01..2026-02-01": "2026-02-09",
		"2026-01-05..2026-01-08": "2026-02-09",
		"2026-01-01..2026-03-01": "2026-03-05",
		"2026-02-01..2026-03-02": "",
		"2025-12-31..2026-01-02": "",
		"2026-03-01..2026-03-02": "",
	} {
		from, to, _ := strings.Cut(text, "..")
		asOf, ok := closes.Holds(span(from, to))
		if ok != (want != "") || ok && asOf != day(want) {
			t.Errorf("%s: closed %t as of %s, not %q", text, ok, asOf, want)
		}
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	closes := twoMonths(t)
	today := day("2026-04-10")
	for name, c := range map[string]struct {
		period, asOf string
		days         string // of the close
		refused      string
	}{
		"the next month":         {"2026-03", "2026-04-10", "2026-03-01..2026-04-01", ""},
		"as known before":        {"2026-03", "2026-03-31", "2026-03-01..2026-04-01", ""},
		"what is left of it":     {"2026-Q1", "2026-04-09", "2026-03-01..2026-04-01", ""},
		"closed already":         {"2026-02", "2026-04-10", "", "closed already"},
		"closed already in part": {"2026-01", "2026-04-10", "", "closed already"},
		"not over":               {"2026-04", "2026-04-10", "", "not over"},
		"known before its end":   {"2026-03", "2026-03-30", "", "as known at the end of a day"},
		"known in the future":    {"2026-03", "2026-04-11", "", "as known at the end of a day"},
		"a week":                 {"2026-W10", "2026-04-10", "", "whole month"},
		"any days":               {"2026-03-01..2026-03-15", "2026-04-10", "", "whole month"},
	} {
		made, err := closes.Next(named(t, c.period), day(c.asOf), today)
		switch {
		case c.refused != "":
			if err == nil || !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%s: refused with %v, not with %q", name, err, c.refused)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case made.Period.Range.String() != c.days || made.AsOf != day(c.asOf) || made.Known.Start != today || !made.Stands():
			t.Errorf("%s: %+v", name, made)
		}
	}
	if _, err := closes.Next(named(t, "2026-Q2"), day("2026-07-01"), day("2026-07-10")); err == nil || !strings.Contains(err.Error(), "in order") {
		t.Errorf("a hole is left: %v", err)
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	closes := twoMonths(t)
	if _, err := closes.Reopen("jan", "a mistake", day("2026-04-10")); err == nil || !strings.Contains(err.Error(), "February 2026 first") {
		t.Errorf("a period was opened behind another: %v", err)
	}
	if _, err := closes.Reopen("feb", "", day("2026-04-10")); err == nil || !strings.Contains(err.Error(), "reason") {
		t.Errorf("no reason was asked for: %v", err)
	}
	if _, err := closes.Reopen("mar", "a mistake", day("2026-04-10")); err == nil {
		t.Error("what is not closed was opened")
	}
	back, err := closes.Reopen("feb", "a mistake", day("2026-04-10"))
	if err != nil || back.Stands() || back.Known.End != day("2026-04-10") || back.Reason != "a mistake" {
		t.Errorf("%+v %v", back, err)
	}
}

// cell is something that became known.
type cell struct{ day, known period.Date }

// years is a random history of closes, kept by the rules, and of what became
// known meanwhile.
type years struct {
	closes closing.Closes
	cells  []cell
	today  period.Date
}

func draw(t *rapid.T) *years {
	y := &years{today: day("2026-01-05")}
	calendar := period.DefaultCalendar()
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		switch rapid.IntRange(0, 5).Draw(t, "step") {
		case 0:
			y.today += period.Date(rapid.IntRange(1, 40).Draw(t, "days"))
		case 1:
			kind := rapid.SampledFrom([]period.Kind{period.Month, period.Quarter}).Draw(t, "kind")
			at := y.today - period.Date(rapid.IntRange(20, 90).Draw(t, "back"))
			asOf := y.today - period.Date(rapid.IntRange(0, 20).Draw(t, "as of"))
			made, err := y.closes.Standing().Next(calendar.Containing(kind, at), asOf, y.today)
			if err == nil {
				made.ID = closing.ID(rune('a' + len(y.closes)))
				y.closes = append(y.closes, made)
			}
		case 2:
			if standing := y.closes.Standing(); len(standing) > 0 {
				back, err := standing.Reopen(standing[len(standing)-1].ID, "again", y.today)
				if err != nil {
					t.Fatal(err)
				}
				for i := range y.closes {
					if y.closes[i].ID == back.ID {
						y.closes[i] = back
					}
				}
			}
		default:
			known := max(y.today, y.closes.Standing().Floor())
			y.cells = append(y.cells, cell{known - period.Date(rapid.IntRange(-3, 120).Draw(t, "happened")), known})
		}
	}
	return y
}

// counted returns how many of the first n cells count in the days.
func (y *years) counted(days period.Range, asOf period.Date) (n int) {
	cut := y.closes.InForce(asOf).Cut(days, asOf)
	for _, c := range y.cells {
		own, late := cut.Contains(c.day, c.known), cut.IsLate(c.day, c.known)
		whole := y.closes.InForce(asOf).Whole(days, asOf)
		ownWhole, lateWhole := whole.Contains(c.day, c.known), whole.IsLate(c.day, c.known)
		if own && late || ownWhole && lateWhole || (own || late) != (ownWhole || lateWhole) || lateWhole && days.Contains(c.day) {
			return -1 // twice, or otherwise for the days together
		}
		if own || late {
			n++
		}
	}
	return n
}

// TestNothingLostNothingTwice: whatever was closed and opened, what the months
// count is together all that was known, and each counts where Counts says.
func TestNothingLostNothingTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		y := draw(t)
		asOf := y.today - period.Date(rapid.IntRange(0, 100).Draw(t, "asked"))
		known := 0
		for _, c := range y.cells {
			if c.known > asOf {
				continue
			}
			known++
			at := y.closes.InForce(asOf).Counts(c.day, c.known)
			if cut := y.closes.InForce(asOf).Cut(period.Range{Start: at, End: at + 1}, asOf); !cut.Contains(c.day, c.known) && !cut.IsLate(c.day, c.known) {
				t.Fatalf("what happened on %s, known on %s, is said to count on %s and does not: %+v", c.day, c.known, at, cut)
			}
		}
		sum := 0
		for start := day("2025-01-01"); start < day("2036-01-01"); start = start.AddMonths(1) {
			sum += y.counted(period.Range{Start: start, End: start.AddMonths(1)}, asOf)
		}
		if sum != known {
			t.Fatalf("as of %s the months count %d of the %d that were known; closes %+v", asOf, sum, known, y.closes)
		}
		if all := y.counted(period.Everything, asOf); all != known {
			t.Fatalf("as of %s all days count %d of the %d that were known", asOf, all, known)
		}
	})
}

// TestFrozen: as of every day on which a period stands closed it counts the
// same.
func TestFrozen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		y := draw(t)
		for _, c := range y.closes {
			last := min(y.today, c.Known.End-1)
			if last < c.Known.Start {
				continue // it was opened again on the same day
			}
			was := y.counted(c.Period.Range, last)
			for asOf := c.Known.Start; asOf < last; asOf++ {
				if n := y.counted(c.Period.Range, asOf); n != was {
					t.Fatalf("%s, closed from %s as of %s, counts %d as of %s and %d as of %s", c.Period.Label, c.Known, c.AsOf, n, asOf, was, last)
				}
			}
		}
	})
}
