package alert_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

func day(text string) period.Date { return period.MustDate(text) }

const percent = money.Unit / 100

// sums is a metric that adds up.
var sums = metric.Metric{Shape: metric.Sum, Unit: metric.Money}

// at is Ana's target with a chance in percent.
func at(chance int, change ...func(*alert.Pursuit)) alert.Pursuit {
	c, actual := money.Amount(chance)*percent, 10*money.Unit
	p := alert.Pursuit{Key: "target x", Node: "person:ana", Who: "Ana", Title: "Revenue 2026 Q4", Link: "/n/person:ana", Chance: &c, Actual: &actual, Value: 100 * money.Unit, Past: money.Unit / 4,
		Unit: metric.Money, Currency: "EUR", Counts: true, Status: foresee.StatusOf(sums, attain.Running, &c)}
	for _, f := range change {
		f(&p)
	}
	return p
}

func actual(units money.Amount) func(*alert.Pursuit) {
	return func(p *alert.Pursuit) { a := units * money.Unit; p.Actual = &a }
}

func outcome(o attain.Outcome) func(*alert.Pursuit) {
	return func(p *alert.Pursuit) { p.Status = foresee.StatusOf(sums, o, p.Chance) }
}

// TestWatch: a story of days, each with what is told on it.
func TestWatch(t *testing.T) {
	t.Parallel()
	type step struct {
		day  string
		now  alert.Pursuit
		told string // parts of the titles, joined by " + "; "" for nothing
	}
	tests := map[string][]step{
		"what is seen first is nothing new":     {{"2026-11-02", at(10, actual(80)), ""}},
		"far beyond the border is told at once": {{"2026-11-02", at(80), ""}, {"2026-11-03", at(55), "is now at risk"}, {"2026-11-03", at(54), ""}, {"2026-11-04", at(66), "is on track again"}},
		"a tremble around the border is not told": {{"2026-11-02", at(62), ""}, {"2026-11-03", at(58), ""}, {"2026-11-04", at(61), ""}, {"2026-11-05", at(57), ""},
			{"2026-11-06", at(59), ""}, {"2026-11-07", at(60), ""}},
		"what stays for 3 days is told": {{"2026-11-02", at(62), ""}, {"2026-11-03", at(58), ""}, {"2026-11-04", at(58), ""}, {"2026-11-05", at(58), "is now at risk"},
			{"2026-11-06", at(58), ""}},
		"on track and ahead are one": {{"2026-11-02", at(99), ""}, {"2026-11-03", at(61), ""}, {"2026-11-04", at(90), ""}},
		"two steps at once":          {{"2026-11-02", at(90), ""}, {"2026-11-03", at(5), "is now behind"}, {"2026-11-04", at(36), "has a chance again"}},
		"once a day": {{"2026-11-02", at(90), ""}, {"2026-11-03", at(5), "is now behind"}, {"2026-11-03", at(90), ""}, {"2026-11-03", at(5), ""},
			{"2026-11-04", at(90), "is on track again"}},
		"no chance says nothing":          {{"2026-11-02", at(90), ""}, {"2026-11-03", at(0, func(p *alert.Pursuit) { p.Status, p.Chance = foresee.Unsaid, nil }), ""}, {"2026-11-04", at(88), ""}},
		"only the highest milestone":      {{"2026-11-02", at(90, actual(24)), ""}, {"2026-11-03", at(90, actual(78)), "75% of Revenue 2026 Q4 reached"}, {"2026-11-04", at(90, actual(20)), ""}, {"2026-11-05", at(90, actual(80)), ""}},
		"the whole is told once":          {{"2026-11-02", at(90, actual(99)), ""}, {"2026-11-03", at(100, actual(100), outcome(attain.Reached)), "Revenue 2026 Q4 reached"}},
		"a cancellation takes it back":    {{"2026-11-02", at(100, actual(100), outcome(attain.Reached)), ""}, {"2026-11-03", at(62, actual(97)), "was reached and is not any more"}},
		"missed for good is told at once": {{"2026-11-02", at(62), ""}, {"2026-11-03", at(0, outcome(attain.Missed)), "can no longer be met"}},
		"no milestones of a rate":         {{"2026-11-02", at(90, actual(10)), ""}, {"2026-11-03", at(90, actual(60), func(p *alert.Pursuit) { p.Counts = false }), ""}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var last *alert.Seen
			for _, s := range steps {
				next, told := alert.Watch(last, s.now, day(s.day))
				last = &next
				var titles []string
				for _, h := range told {
					titles = append(titles, h.Title)
				}
				got := strings.Join(titles, " + ")
				if (s.told == "") != (got == "") || !strings.Contains(got, s.told) {
					t.Errorf("on %s with %s: told %q, want %q", s.day, *s.now.Actual, got, s.told)
				}
			}
		})
	}
}

// TestWatchText: each alert carries the numbers.
func TestWatchText(t *testing.T) {
	t.Parallel()
	first, _ := alert.Watch(nil, at(68), day("2026-11-02"))
	_, told := alert.Watch(&first, at(42, actual(41)), day("2026-11-03"))
	if len(told) != 2 {
		t.Fatalf("%+v", told)
	}
	if want := "€41 of €100 (41%), with 25% of the working days over."; told[0].Text != want {
		t.Errorf("a milestone says %q, want %q", told[0].Text, want)
	}
	if want := "The chance to make it is 42% (it was 68%). €41 of €100 (41%), with 25% of the working days over."; told[1].Text != want || told[1].Tone != alert.Bad {
		t.Errorf("a change says %q as %s, want %q", told[1].Text, told[1].Tone, want)
	}
	// The numbers have moved since the chance was made: each moment has its name.
	_, told = alert.Watch(&first, at(42, actual(20), func(p *alert.Pursuit) { p.Foreseen = "09:30 on 3 November" }), day("2026-11-03"))
	if want := "The chance to make it was 42% at 09:30 on 3 November (before that, 68%). By now: €20 of €100 (20%), with 25% of the working days over."; len(told) != 1 || told[0].Text != want {
		t.Errorf("two moments are told as %+v, want %q", told, want)
	}
	almost, _ := alert.Watch(nil, at(90, actual(1)), day("2026-11-02"))
	_, told = alert.Watch(&almost, at(90, func(p *alert.Pursuit) { a := p.Value - 1; p.Actual = &a }), day("2026-11-03"))
	if len(told) != 1 || !strings.Contains(told[0].Text, "(99%)") {
		t.Errorf("less than the whole is said to be the whole: %+v", told)
	}
}

// TestWatchCalm: whatever the chance does, at most one status is told in a day,
// no two alerts have the same name, what is told in a row differs, and a chance
// that never leaves one band by 5 points and returns within 2 days says nothing.
func TestWatchCalm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var last *alert.Seen
		named := map[string]bool{}
		lastStatus := ""
		for d := range rapid.IntRange(1, 40).Draw(t, "days") {
			today := day("2026-10-01").Add(d)
			statuses := 0
			for range rapid.IntRange(1, 4).Draw(t, "looks") {
				p := at(rapid.IntRange(0, 100).Draw(t, "chance"), actual(money.Amount(rapid.IntRange(0, 99).Draw(t, "actual"))))
				next, told := alert.Watch(last, p, today)
				last = &next
				for _, h := range told {
					name := string(h.Kind) + h.Subject + h.What
					if named[name] {
						t.Fatalf("%s is told twice", name)
					}
					named[name] = true
					if h.Kind != alert.Status {
						continue
					}
					statuses++
					word, _, _ := strings.Cut(h.What, " ")
					if word == lastStatus {
						t.Fatalf("%s is told again", word)
					}
					lastStatus = word
				}
			}
			if statuses > 1 {
				t.Fatalf("%d changes are told on one day", statuses)
			}
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		border := rapid.SampledFrom([]int{30, 60}).Draw(t, "border")
		var last *alert.Seen
		away := 0
		for d := range 60 {
			chance := border + rapid.IntRange(-4, 4).Draw(t, "off")
			if chance < border {
				away++
			}
			if d == 0 || away == 3 {
				chance, away = border, 0
			}
			next, told := alert.Watch(last, at(chance), day("2026-10-01").Add(d))
			last = &next
			if slices.ContainsFunc(told, func(h alert.Happening) bool { return h.Kind == alert.Status }) {
				t.Fatalf("a chance of %d%% that trembles around %d%% is told", chance, border)
			}
			if chance >= border {
				away = 0
			}
		}
	})
}
