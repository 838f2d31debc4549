package attain_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// everyDay is a calendar in which each day is worked.
func everyDay() period.Calendar {
	c := period.Calendar{YearStarts: time.January}
	for i := range c.WorkingDays {
		c.WorkingDays[i] = true
	}
	return c
}

func paced(actual int64, day int) attain.Input {
	target, got := money.FromInt(1000), money.FromInt(actual)
	start := period.MustDate("2026-01-01")
	return attain.Input{Target: &target, Actual: &got, Period: period.Range{Start: start, End: start.Add(63)}, AsOf: start.Add(day - 1), Calendar: everyDay()}
}

// late are periods that have 0.45 on day 38 of 63: with two periods of the
// plain curve, four of them make 0.5010.
func late(n int, byThen float64) (list []attain.PastPeriod) {
	for i := range n {
		start := period.MustDate("2025-01-01").Add(63 * i)
		p := attain.PastPeriod{Days: period.Range{Start: start, End: start.Add(63)}, Values: make([]float64, 63)}
		for d := range p.Values {
			p.Values[d] = 1000 * byThen / 38
			if d >= 38 {
				p.Values[d] = 1000 * (1 - byThen) / 25
			}
		}
		list = append(list, p)
	}
	return list
}

func same(t *testing.T, name string, got *money.Amount, want string) {
	t.Helper()
	text := "none"
	if got != nil {
		text = got.String()
	}
	if text != want {
		t.Errorf("%s is %s, want %s", name, text, want)
	}
}

// TestCurveCheck holds the check of methods.md 2.5: T = 1000, W = 420, day 38
// of 63.
func TestCurveCheck(t *testing.T) {
	t.Parallel()
	p, ok := attain.OnCurve(paced(420, 38), attain.Shape{}, "")
	if !ok || p.Curve != attain.WorkingDays {
		t.Fatalf("%+v", p)
	}
	same(t, "expected", &p.Expected, "603.1746")
	same(t, "the index", p.Index, "0.6963")
	same(t, "the run rate", p.RunRate, "11.0526")
	same(t, "the required rate", p.Required, "23.2")
	same(t, "the difficulty", p.Difficulty, "2.0991")

	// c(38) = 0.52: k·hist + 2·plain over k + 2, with k = 4.
	hist := (0.52*6 - 2*38.0/63) / 4
	p, _ = attain.OnCurve(paced(420, 38), attain.Shape{Past: late(4, hist)}, "")
	if p.Curve != attain.Historic {
		t.Fatalf("the curve is %s", p.Curve)
	}
	same(t, "the share", &p.Share, "0.52")
	same(t, "the index by history", p.Index, "0.8077")
	same(t, "the projection", p.Projection, "807.6923")
	if p.Blended {
		t.Error("more than a fifth is blended")
	}
}

// TestBestCurve: four periods make a curve of their own, fewer do not.
func TestBestCurve(t *testing.T) {
	t.Parallel()
	season := &[12]float64{1.2, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	for _, test := range []struct {
		shape attain.Shape
		want  attain.Curve
	}{
		{attain.Shape{}, attain.WorkingDays}, {attain.Shape{Season: season}, attain.Seasonal}, {attain.Shape{Season: season, Past: late(3, 0.5)}, attain.Seasonal},
		{attain.Shape{Season: season, Past: late(4, 0.5)}, attain.Historic},
		{attain.Shape{Past: append(late(3, 0.5), attain.PastPeriod{Days: late(1, 0)[0].Days, Values: make([]float64, 63)})}, attain.WorkingDays},
	} {
		if got := test.shape.Best(everyDay()); got != test.want {
			t.Errorf("the curve is %s, want %s", got, test.want)
		}
	}
	// 31 days of January at 1.2 and 7 of February at 0.8, of 31 + 28 + 4 days.
	p, _ := attain.OnCurve(paced(420, 38), attain.Shape{Season: season}, "")
	share := (31*1.2 + 7*0.8) / (31*1.2 + 28*0.8 + 4)
	same(t, "the share", &p.Share, money.Amount(math.Round(share*10_000)).String())
}

// TestDeclared: a declared curve is the one that the pace is on, whatever the
// history would choose; one that the history does not support gives way to the
// best, and both are told.
func TestDeclared(t *testing.T) {
	t.Parallel()
	rich := attain.Shape{Season: &[12]float64{1.2, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, Past: late(4, 0.5)}
	for _, test := range []struct {
		declared, want attain.Curve
		shape          attain.Shape
	}{
		{"", attain.Historic, rich}, {attain.CalendarDays, attain.CalendarDays, rich}, {attain.WorkingDays, attain.WorkingDays, rich},
		{attain.Seasonal, attain.Seasonal, rich}, {attain.Historic, attain.Historic, rich},
		{attain.Seasonal, attain.WorkingDays, attain.Shape{}}, {attain.Historic, attain.Seasonal, attain.Shape{Season: rich.Season}},
	} {
		p, ok := attain.OnCurve(paced(420, 38), test.shape, test.declared)
		if !ok || p.Curve != test.want || p.Declared != test.declared {
			t.Errorf("declared %q: the pace is on %s (declared %q), want %s", test.declared, p.Curve, p.Declared, test.want)
		}
	}
	// By the calendar a day is a day: weekends are in what each has to bring.
	in := paced(420, 38)
	in.Calendar = period.DefaultCalendar()
	byCalendar, _ := attain.OnCurve(in, attain.Shape{}, attain.CalendarDays)
	same(t, "expected", &byCalendar.Expected, "603.1746")
	same(t, "the required rate", byCalendar.Required, "23.2")
}

// TestEarly: in the first fifth the projection rests on what was expected
// before, and there is none without it.
func TestEarly(t *testing.T) {
	t.Parallel()
	if p, _ := attain.OnCurve(paced(50, 6), attain.Shape{}, ""); p.Projection != nil {
		t.Errorf("the projection of six days is %s", p.Projection)
	}
	prior := money.FromInt(900)
	p, _ := attain.OnCurve(paced(50, 6), attain.Shape{Prior: &prior}, "")
	c := 6.0 / 63
	trust := c / (c + 0.25)
	want := 50 + (1-c)*(trust*50/c+(1-trust)*900)
	same(t, "the projection", p.Projection, money.Amount(math.Round(want*10_000)).String())
	if !p.Blended {
		t.Error("it does not say that it is blended")
	}
}

// TestNoCurve: where there is no pace there is none on a curve.
func TestNoCurve(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*attain.Input){
		"NoTarget": func(in *attain.Input) { in.Target = nil },
		"NoActual": func(in *attain.Input) { in.Actual = nil },
		"Ratio":    func(in *attain.Input) { in.Still = true },
		"Lower":    func(in *attain.Input) { in.Direction = metric.Lower },
		"Open":     func(in *attain.Input) { in.Period.End = period.Never },
	} {
		in := paced(420, 38)
		change(&in)
		if p, ok := attain.OnCurve(in, attain.Shape{}, ""); ok {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// TestCurveProperties: what is expected never falls from day to day, begins
// with nothing and ends with the target, on every curve.
func TestCurveProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := period.Calendar{YearStarts: time.January}
		for i := range c.WorkingDays {
			c.WorkingDays[i] = rapid.Bool().Draw(t, "works")
		}
		c.WorkingDays[time.Wednesday] = true
		start := period.MustDate("2026-01-01").Add(rapid.IntRange(0, 400).Draw(t, "start"))
		days := period.Range{Start: start, End: start.Add(rapid.IntRange(7, 100).Draw(t, "days"))}
		shape := attain.Shape{}
		if rapid.Bool().Draw(t, "season") {
			shape.Season = &[12]float64{}
			for i := range shape.Season {
				shape.Season[i] = rapid.Float64Range(0.1, 3).Draw(t, "index")
			}
		}
		for range rapid.IntRange(0, 6).Draw(t, "past") {
			values := rapid.SliceOfN(rapid.Float64Range(-50, 1000), 30, 90).Draw(t, "values")
			shape.Past = append(shape.Past, attain.PastPeriod{Days: period.Range{Start: start.Add(-len(values)), End: start}, Values: values})
		}
		target, actual := money.FromInt(1_000_000), money.FromInt(rapid.Int64Range(-10, 2_000_000).Draw(t, "actual"))
		last := money.Amount(0)
		for day := start - 1; day <= days.End; day++ {
			p, ok := attain.OnCurve(attain.Input{Target: &target, Actual: &actual, Period: days, AsOf: day, Calendar: c}, shape, "")
			if !ok || p.Expected < last || p.Expected > target {
				t.Fatalf("on %s %s is expected by %s, after %s", day, p.Expected, p.Curve, last)
			}
			if day < start && p.Expected != 0 || day >= days.End-1 && p.Expected != target {
				t.Fatalf("on %s %s is expected by %s", day, p.Expected, p.Curve)
			}
			last = p.Expected
		}
	})
}
