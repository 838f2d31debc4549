package scorecard

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

var october = Span{ID: "2026-10", Label: "October 2026", Kind: period.Month, Start: period.MustDate("2026-10-01"), End: period.MustDate("2026-11-01")}

func line(key string, factor, attainment float64) Line {
	return Line{Key: key, Name: key, Start: october.Start, End: october.End, Factor: *amount(factor), Attainment: amount(attainment)}
}

// TestWeigh: the score is Σ weight × attainment; what has no attainment is left
// out, and the others weigh what they weigh among themselves.
func TestWeigh(t *testing.T) {
	t.Parallel()
	lines := []Line{line("revenue", 3, 0.9), line("demos", 1, 1.3), line("margin", 1, 0)}
	lines[2].Attainment = nil
	running := line("quarter", 1, 0.2)
	running.End = october.End + 61
	lines = append(lines, running)
	s := Weigh(lines, october, true)
	if s.Value == nil || *s.Value != 10000 || s.Lines != 2 || s.Spread != 1 || s.Equal {
		t.Errorf("%+v %v, want (3 × 0.9 + 1 × 1.3) ÷ 4 = 1.00 of 2 lines, one left out", s, *s.Value)
	}
	if *lines[0].Share != 7500 || *lines[1].Share != 2500 || lines[2].Share != nil || lines[3].Share != nil {
		t.Errorf("shares %v %v %v %v, want 0.75, 0.25 and none", lines[0].Share, lines[1].Share, lines[2].Share, lines[3].Share)
	}
	if lines[2].Why == "" || lines[3].Why == "" {
		t.Error("a line that does not count says why")
	}
	if s := Weigh(lines[2:], october, false); s.Value != nil || s.Lines != 0 || !s.Soft {
		t.Errorf("%+v: without anything that counts there is no score, and never one of 0", s)
	}
	if s := Weigh([]Line{line("a", 1, 1), line("b", 1, 0.5)}, october, true); !s.Equal || *s.Value != 7500 {
		t.Errorf("%+v: without weights all count the same", s)
	}
}

// TestWeighProperties: shares sum to 1 exactly, the score lies between the
// smallest and the largest attainment, it does not change when all weights are
// doubled or the lines come in another order, and what has no attainment changes
// nothing.
func TestWeighProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		lines, double := make([]Line, n), make([]Line, n)
		low, high := money.Amount(math.MaxInt64), money.Amount(math.MinInt64)
		for i := range lines {
			a := money.Amount(rapid.Int64Range(-20000, 50000).Draw(t, "attainment"))
			low, high = min(low, a), max(high, a)
			lines[i] = Line{Start: october.Start, End: october.End, Factor: money.Amount(rapid.Int64Range(1, 1_000_000).Draw(t, "factor")), Attainment: &a}
			double[n-1-i] = lines[i]
			double[n-1-i].Factor *= 2
		}
		s := Weigh(lines, october, true)
		if s.Value == nil || *s.Value < low || *s.Value > high {
			t.Fatalf("%v is not between %v and %v", s.Value, low, high)
		}
		var sum money.Amount
		for _, l := range lines {
			sum += *l.Share
		}
		if sum != money.Unit {
			t.Fatalf("shares sum to %v", sum)
		}
		if other := Weigh(double, october, true); *other.Value != *s.Value {
			t.Fatalf("%v with doubled weights, %v before", *other.Value, *s.Value)
		}
		nothing := append([]Line{{Start: october.Start, End: october.End, Factor: money.Unit}}, lines...)
		if other := Weigh(nothing, october, true); *other.Value != *s.Value || other.Spread != 1 {
			t.Fatalf("%v with a line without attainment, %v before", *other.Value, *s.Value)
		}
	})
}

// TestAlike: a period that runs is compared with as many working days of the
// others, whatever their weekends and holidays.
func TestAlike(t *testing.T) {
	t.Parallel()
	c := period.DefaultCalendar()
	c.Holidays = map[period.Date]bool{period.MustDate("2026-10-05"): true}
	got := Alike(c, october.Days(), 3) // Thu 1, Fri 2, not Sat, Sun and the holiday, Tue 6
	if want := period.MustDate("2026-10-07"); got.End != want {
		t.Errorf("the first three working days of October end before %s, want %s", got.End, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		start := period.NewDate(2024, 1, 1).AddMonths(rapid.IntRange(0, 40).Draw(t, "month"))
		of := period.Range{Start: start, End: start.AddMonths(1)}
		for range rapid.IntRange(0, 4).Draw(t, "holidays") {
			c.Holidays[start.Add(rapid.IntRange(0, 27).Draw(t, "holiday"))] = true
		}
		n := rapid.IntRange(0, 25).Draw(t, "days")
		all, _ := c.CountWorkingDays(of)
		got := Alike(c, of, n)
		worked, _ := c.CountWorkingDays(got)
		if worked != min(n, all) || got.Start != of.Start || got.End > of.End {
			t.Fatalf("%s of %s holds %d working days, want %d", got, of, worked, min(n, all))
		}
	})
}

// TestCompare: what is compared is the value of a working day and, where the
// organisation changed, that of the people of now.
func TestCompare(t *testing.T) {
	t.Parallel()
	trend := Trend{PerDay: true}
	for i := range points {
		days := 20
		if i == points-1 {
			days = 22
		}
		value := money.FromInt(int64(100 * days)) // each day the same
		trend.Points = append(trend.Points, Point{Period: Span{Kind: period.Month}, Days: days, Value: &value})
	}
	trend.compare()
	if !trend.Same || *trend.ChangeYear != 0 || *trend.ChangeLast != 0 || trend.Variation != explain.Usual {
		t.Errorf("%+v: a longer month that brings as much a day is no growth", trend)
	}
	for i := range trend.Points { // half of the people came lately
		now := *trend.Points[i].Value / 2
		if i == points-1 {
			now = *trend.Points[i].Value
		}
		trend.Points[i].Now = &now
	}
	trend.compare()
	if trend.Same || *trend.ChangeYear != money.Unit {
		t.Errorf("same %v, change %v: the people of now brought half as much a year ago", trend.Same, *trend.ChangeYear)
	}
	for i := range trend.Points {
		trend.Points[i].Period.Kind = period.Quarter // of which four are a year
		now := *trend.Points[points-1].Now
		if i < points-1-4 {
			now /= 10
		}
		trend.Points[i].Now, trend.Points[i].Days = &now, 22
	}
	trend.compare()
	if *trend.ChangeYear != 0 {
		t.Errorf("%v: a year before a quarter is four quarters before it", *trend.ChangeYear)
	}
	empty := Trend{PerDay: true, Points: []Point{{Days: 0}, {Days: 0}}}
	empty.compare()
	if empty.ChangeLast != nil || empty.ChangeYear != nil || empty.Variation != explain.Unknown {
		t.Errorf("%+v: nothing is known of nothing", empty)
	}
}

// TestDriversNeverNaN: whatever was done, every number of a driver is one, and
// its place is that of its numbers.
func TestDriversNeverNaN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		count := func(name string) float64 { return float64(rapid.IntRange(0, 40).Draw(t, name)) }
		counts := func(id string) practice.Counts {
			return practice.Counts{Node: org.NodeID("person:" + id), Days: count("days"), Activities: count("activities"), Leads: count("leads"), Opportunities: count("opportunities"), Won: count("won"), Lost: count("lost"), Value: 1000 * count("value")}
		}
		var all, history []practice.Counts
		for i := range rapid.IntRange(1, 9).Draw(t, "people") {
			all = append(all, counts(string(rune('a'+i))))
		}
		for range points {
			history = append(history, counts("a"))
		}
		for _, d := range driversOf(practice.NewGroup(all), "person:a", history, "EUR") {
			if d.Own == nil || d.Name == "" || d.Usual == nil && d.Variation != explain.Unknown {
				t.Fatalf("%+v", d)
			}
			if (d.Low == nil) != (d.Place == Nowhere) {
				t.Fatalf("%+v: a place without its bounds, or bounds without a place", d)
			}
			if d.Low != nil && (*d.Low > *d.High || d.Place == Below && *d.Own > *d.Low || d.Place == Above && *d.Own < *d.High) {
				t.Fatalf("%+v", d)
			}
		}
	})
}

// TestParts: the parts of a quarter's target that lie in its months sum to it
// exactly.
func TestParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := period.DefaultCalendar()
		start := period.NewDate(2024, time.January, 1).AddMonths(3 * rapid.IntRange(0, 12).Draw(t, "quarter"))
		target := money.Amount(rapid.Int64Range(1, 1e12).Draw(t, "target"))
		quarter := period.Range{Start: start, End: start.AddMonths(3)}
		var sum money.Amount
		for i := range 3 {
			month := period.Range{Start: start.AddMonths(i), End: start.AddMonths(i + 1)}
			sum += partOf(target, quarter, month, c)
		}
		if sum != target {
			t.Fatalf("the months of %s sum to %v, not %v", quarter, sum, target)
		}
	})
}

// TestKeep: whom a reader does not see is in the rest, and the sum stays.
func TestKeep(t *testing.T) {
	t.Parallel()
	five, seven := 5*money.Unit, 7*money.Unit
	m := Members{Rows: []Member{{Node: Who{ID: "person:a"}, Counted: &five}, {Node: Who{ID: "person:b"}, Counted: &seven}, {Node: Who{ID: "person:c"}}}, Rest: money.Unit}
	before := m.sum() + m.Rest
	m.keep(func(id org.NodeID) bool { return id == "person:a" })
	if len(m.Rows) != 1 || m.sum()+m.Rest != before {
		t.Errorf("%d rows, %v in all, want 1 and %v", len(m.Rows), m.sum()+m.Rest, before)
	}
}

// TestChanges: a correction of what counts is told, what runs on is none.
func TestChanges(t *testing.T) {
	t.Parallel()
	then := []Line{line("revenue", 1, 0.9), line("quarter", 1, 0.3), line("gone", 1, 1)}
	then[1].End += 61
	Weigh(then, october, true)
	now := []Line{line("revenue", 1, 0.8), line("quarter", 1, 0.5), line("new", 1, 1)}
	now[1].End += 61
	Weigh(now, october, true)
	var got []string
	for _, c := range changes(then, now) {
		got = append(got, c.What+" "+c.Key)
	}
	want := []string{"attainment revenue", "gone gone", "new new"}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%q, want %q", got, want)
	}
	if len(changes(then, then)) != 0 {
		t.Error("nothing changed")
	}
}

// TestDue: the month that is over for three days.
func TestDue(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]string{"2026-11-03": "2026-09", "2026-11-04": "2026-10", "2026-11-30": "2026-10"} {
		if p, ok := Due(period.DefaultCalendar(), period.MustDate(day)); !ok || p.ID != want {
			t.Errorf("on %s: %s, want %s", day, p.ID, want)
		}
	}
}

// TestApart: a node is compared with the others, never with itself, and what all
// cards share stays as it is.
func TestApart(t *testing.T) {
	t.Parallel()
	all := []cycleOf{{"person:2", *amount(10)}, {"person:1", *amount(20)}, {"person:3", *amount(30)}}
	for range 2 {
		for _, test := range []struct {
			id     org.NodeID
			own    *money.Amount
			others []float64
		}{{"person:2", amount(10), []float64{20, 30}}, {"person:1", amount(20), []float64{10, 30}}, {"person:9", nil, []float64{10, 20, 30}}} {
			others, own := apart(all, test.id)
			if !slices.Equal(others, test.others) || (own == nil) != (test.own == nil) || own != nil && *own != *test.own {
				t.Errorf("%s took %v, the others %v", test.id, own, others)
			}
		}
	}
}
