package call_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

func outcome(node org.NodeID, quarter int, said, actual int64) call.Outcome {
	start := q1.Start.Add(-91 * quarter)
	return call.Outcome{Node: node, Period: period.Range{Start: start, End: start.Add(91)}, Point: call.Middle, Said: money.FromInt(said), Actual: money.FromInt(actual)}
}

func show(a *money.Amount) string {
	if a == nil {
		return "-"
	}
	return a.String()
}

// TestRecord: accuracy = max(0, 1 − |actual − call| ÷ actual), bias = mean(call − actual).
func TestRecord(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		outcomes             []call.Outcome
		accuracy, bias, lean string
	}{
		"nothing":             {nil, "-", "-", "-"},
		"exact":               {[]call.Outcome{outcome("person:1", 1, 100, 100)}, "1", "0", "0"},
		"a fifth too much":    {[]call.Outcome{outcome("person:1", 1, 120, 100)}, "0.8", "20", "0.2"},
		"and a tenth too few": {[]call.Outcome{outcome("person:1", 1, 120, 100), outcome("person:1", 2, 90, 100)}, "0.85", "5", "0.05"},
		"off by more than it": {[]call.Outcome{outcome("person:1", 1, 350, 100)}, "0", "250", "2.5"},
		"nothing came":        {[]call.Outcome{outcome("person:1", 1, 50, 0)}, "-", "50", "-"},
		"a third":             {[]call.Outcome{outcome("person:1", 1, 2, 3)}, "0.6667", "-1", "-0.3333"},
	} {
		r := call.RecordOf(c.outcomes)
		if show(r.Accuracy) != c.accuracy || show(r.Bias) != c.bias || show(r.Lean) != c.lean {
			t.Errorf("%s: accuracy %s, bias %s, lean %s", name, show(r.Accuracy), show(r.Bias), show(r.Lean))
		}
	}
}

// TestOutcomes: of each third of a period the last submission counts; overrides
// are not the submitter's.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	late := entry(call.Submission, "person:1", 70, 95) // after the end
	entries := call.Entries{entry(call.Submission, "person:1", 10, 2), entry(call.Submission, "person:1", 20, 20), entry(call.Override, "person:1", 99, 21),
		entry(call.Submission, "person:1", 30, 35), entry(call.Submission, "person:1", 40, 89), late, entry(call.Submission, "person:2", 5, 3)}
	got := call.Outcomes(entries, func(id org.NodeID, _ period.Range) (money.Amount, bool) { return money.FromInt(50), id == "person:1" })
	want := []int64{20, 30, 40}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i, o := range got {
		if o.Said != money.FromInt(want[i]) || o.Point != call.Point(i) || o.Actual != money.FromInt(50) || o.Node != "person:1" {
			t.Errorf("%d: %+v", i, o)
		}
	}
}

func TestPoints(t *testing.T) {
	t.Parallel()
	for day, want := range map[int]call.Point{-5: call.Early, 0: call.Early, 29: call.Early, 30: call.Middle, 59: call.Middle, 60: call.Late, 89: call.Late, 200: call.Late} {
		if got := call.PointOf(q1.Range, q1.Start.Add(day)); got != want {
			t.Errorf("day %d is %s, want %s", day, got, want)
		}
	}
	february := period.Range{Start: period.MustDate("2026-02-01"), End: period.MustDate("2026-03-01")}
	if got := call.SamePoint(q1.Range, q1.Start+45, february); got != period.MustDate("2026-02-15") {
		t.Errorf("half of February is %s", got)
	}
}

// TestExpect works one interval out by hand. Four calls of one person that came
// in 10 % above, and as many of another that came in right: leans are 0.1·4/8 +
// 0.05·4/8 = 0.075 and 0.025.
func TestExpect(t *testing.T) {
	t.Parallel()
	var past []call.Outcome
	for quarter := range 4 {
		past = append(past, outcome("person:sandbagger", quarter+1, 100, 110), outcome("person:right", quarter+1, 100, 100))
	}
	got := call.Expect(past, "person:sandbagger", call.Middle, money.FromInt(1000))
	if got.Why != "" || got.Own != 4 || got.All != 8 || show(got.Middle) != "1075" {
		t.Fatalf("%+v, middle %s", got, show(got.Middle))
	}
	// Each call left out: the lean of its own is (0.3 + 4·0.3/7)/7 = 0.067347 for
	// the one and (0 + 4·0.4/7)/7 = 0.032653 for the other; what remains is
	// 0.032653 for all eight, so all scores are 1 and it reaches 0.032653.
	if show(got.Low) != "1042.3469" || show(got.High) != "1107.6531" {
		t.Errorf("from %s to %s", show(got.Low), show(got.High))
	}
	other := call.Expect(past, "person:new", call.Middle, money.FromInt(1000))
	if other.Own != 0 || show(other.Middle) != "1050" {
		t.Errorf("who has none of his own is judged by all: %+v, %s", other, show(other.Middle))
	}
	if three := call.Expect(past[:3], "person:right", call.Middle, money.FromInt(1000)); three.Low != nil || three.Why == "" || three.All != 3 {
		t.Errorf("three calls support no 80 %%: %+v", three)
	}
	if early := call.Expect(past, "person:right", call.Early, money.FromInt(1000)); early.Low != nil || early.All != 0 {
		t.Errorf("calls of another point of the period count: %+v", early)
	}
}

// TestExpectCovers: of people whose errors are alike, about four of five calls
// end within their interval.
func TestExpectCovers(t *testing.T) {
	t.Parallel()
	hit, all := 0, 0
	for seed := range 400 {
		random := uint64(seed)*2862933555777941757 + 3037000493
		next := func() int64 { random = random*6364136223846793005 + 1442695040888963407; return int64(random>>33) % 41 }
		var past []call.Outcome
		for person := range 3 {
			for quarter := range 6 {
				past = append(past, outcome(org.ID(org.Person, string(rune('a'+person))), quarter+1, 100, 80+next()))
			}
		}
		i := call.Expect(past, "person:a", call.Middle, money.FromInt(100))
		came := money.FromInt(80 + next())
		if all++; *i.Low <= came && came <= *i.High {
			hit++
		}
	}
	if share := hit * 100 / all; share < 74 || share > 88 {
		t.Errorf("%d %% of the calls ended within an interval of 80 %%", share)
	}
}

// TestExpectOrder: intervals are ordered, hold their middle, scale with what is
// forecast, and never fail.
func TestExpectOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var past []call.Outcome
		for range rapid.IntRange(0, 12).Draw(t, "calls") {
			o := outcome(org.ID(org.Person, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "who")), rapid.IntRange(1, 4).Draw(t, "quarter"),
				rapid.Int64Range(0, 1_000_000).Draw(t, "said"), rapid.Int64Range(-1000, 1_000_000).Draw(t, "actual"))
			past = append(past, o)
		}
		value := money.Amount(rapid.Int64Range(0, 1e12).Draw(t, "value"))
		i := call.Expect(past, "person:a", call.Middle, value)
		if (i.Low == nil) != (i.Why != "") {
			t.Fatalf("%+v", i)
		}
		if i.Low != nil && (*i.Low > *i.Middle || *i.Middle > *i.High || *i.Low < 0) {
			t.Fatalf("from %s over %s to %s", i.Low, i.Middle, i.High)
		}
		if again := call.Expect(past, "person:a", call.Middle, value); show(again.Low) != show(i.Low) || show(again.High) != show(i.High) {
			t.Fatal("asked twice, two answers")
		}
	})
}
