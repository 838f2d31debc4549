package checkin_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/foresee"
)

func units(n int64) *money.Amount { a := money.Amount(n) * money.Unit; return &a }

func share(percent int64) *money.Amount { a := money.Amount(percent) * money.Unit / 100; return &a }

// aim is a target of 100,000 euros for the fourth quarter.
func aim(key string, actual, chance int64, status foresee.Status) checkin.Aim {
	return checkin.Aim{Key: key, Title: "Revenue, Q4 2026", Of: checkin.Ref{Metric: metric.Revenue, Start: day("2026-10-01"), End: day("2027-01-01")},
		Days: period.Range{Start: day("2026-10-01"), End: day("2027-01-01")}, Unit: metric.Money, Currency: "EUR",
		Actual: units(actual), Target: units(100_000), Attainment: share(actual / 1000), Chance: share(chance), Status: status}
}

func deal(id string, worth int64, change func(*checkin.Deal)) checkin.Deal {
	d := checkin.Deal{ID: "crm/" + id, Name: "Deal " + id, Worth: units(worth), State: metric.IsOpen, Expected: day("2026-12-15"), Before: day("2026-12-15")}
	change(&d)
	return d
}

func texts(a checkin.Agenda) []string {
	var list []string
	for _, l := range a.Lines {
		list = append(list, string(l.Section)+" "+l.Kind+": "+l.Text)
	}
	return list
}

// TestWrite writes an agenda of everything.
func TestWrite(t *testing.T) {
	t.Parallel()
	promise := checkin.Commitment{ID: "c1", Text: "Ten demos", Due: day("2026-11-20"), Value: units(10), Metric: "demos", State: checkin.Open}
	in := checkin.Input{AsOf: day("2026-11-16"), Since: day("2026-11-02"), Currency: "EUR",
		Before: []checkin.Aim{aim("revenue", 40_000, 71, foresee.OnTrack), aim("same", 50_000, 60, foresee.OnTrack), aim("goal", 90_000, 90, foresee.Ahead)},
		Now:    []checkin.Aim{aim("revenue", 52_000, 45, foresee.AtRisk), aim("same", 50_000, 64, foresee.OnTrack), aim("goal", 101_000, 100, foresee.Achieved)},
		Deals: []checkin.Deal{
			deal("a", 12_000, func(d *checkin.Deal) { d.State, d.Ended = metric.IsWon, day("2026-11-09") }),
			deal("b", 30_000, func(d *checkin.Deal) { d.State, d.Ended = metric.IsWon, day("2026-11-02") }), // on the day of the last one: it was told then
			deal("c", 8_000, func(d *checkin.Deal) { d.State, d.Ended = metric.IsLost, day("2026-11-16") }),
			deal("d", 20_000, func(d *checkin.Deal) { d.Before = day("2026-11-30") }),
			deal("e", 9_000, func(d *checkin.Deal) { d.Expected, d.Before = day("2026-11-10"), day("2026-11-10") }),
			deal("f", 5_000, func(d *checkin.Deal) { d.Stuck = &funnel.Standing{Stage: "Proposal", Days: 46, Usual: 10} }),
			deal("g", 4_000, func(*checkin.Deal) {}),
		},
		Pledges: []checkin.Pledge{{Commitment: promise, Owner: "Ana", Metric: metric.Metric{Name: "Demos", Unit: metric.Count}, Measured: units(6), Standing: checkin.Open}},
	}
	want := []string{
		"changed moved: Revenue, Q4 2026: €52,000 of €100,000 (52%), 40% last time (+€12,000); at risk now, on track then; the chance went from 71% to 45%.",
		"changed moved: Revenue, Q4 2026: €101,000 of €100,000 (101%), 90% last time (+€11,000); achieved now, ahead then; the chance went from 90% to 100%.",
		"changed won: Won on 9 November 2026: Deal a, €12,000.",
		"changed lost: Lost on 16 November 2026: Deal c, €8,000.",
		"changed slipped: Slipped from 30 November 2026 to 15 December 2026: Deal d, €20,000.",
		"promised open: Ana: Ten demos (open by 20 November 2026; Demos: 6 of 10).",
		"risk at_risk: Revenue, Q4 2026 is at risk: €52,000 of €100,000 (52%), the chance to reach it is 45%.",
		"risk passed: The expected close of Deal e was 10 November 2026, and it is still open: €9,000.",
		"risk stuck: Deal f, €5,000, is in Proposal for 46 days; deals that were won usually left it after 10 days.",
		"recognition reached: Revenue, Q4 2026 is reached: €101,000 of €100,000 (101%).",
	}
	got := checkin.Write(in)
	if diff := cmp.Diff(want, texts(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(in.Now, got.Aims); diff != "" {
		t.Errorf("what the next one compares with (-want +got):\n%s", diff)
	}
}

// TestWriteFirst: the first one says where everything stands, and nothing of
// what was before.
func TestWriteFirst(t *testing.T) {
	t.Parallel()
	unknown := aim("calls", 0, 0, foresee.Unsaid)
	unknown.Actual, unknown.Attainment, unknown.Chance = nil, nil, nil
	got := texts(checkin.Write(checkin.Input{AsOf: day("2026-11-16"), Currency: "EUR", Now: []checkin.Aim{aim("revenue", 52_000, 75, foresee.OnTrack), unknown},
		Deals: []checkin.Deal{deal("a", 12_000, func(d *checkin.Deal) { d.State, d.Ended = metric.IsWon, day("2026-11-09") })}}))
	want := []string{
		"changed stands: Revenue, Q4 2026: €52,000 of €100,000 (52%); on track, the chance to reach it is 75%.",
		"changed stands: Revenue, Q4 2026: nothing that it could be measured by yet.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWriteMany: many deals of a kind are five and a sum.
func TestWriteMany(t *testing.T) {
	t.Parallel()
	in := checkin.Input{AsOf: day("2026-11-16"), Since: day("2026-11-02"), Currency: "EUR"}
	for i := range int64(8) {
		in.Deals = append(in.Deals, deal(string(rune('a'+i)), 1000*(i+1), func(d *checkin.Deal) { d.State, d.Ended = metric.IsWon, day("2026-11-09") }))
	}
	got := texts(checkin.Write(in))
	if len(got) != 6 || !strings.Contains(got[0], "Deal h, €8,000") || got[5] != "changed won: And 3 more of these, €6,000 together." {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestWriteAlways: the same input in another order of deals gives the same
// agenda; the sections follow each other; every line has words.
func TestWriteAlways(t *testing.T) {
	t.Parallel()
	statuses := []foresee.Status{foresee.NotStarted, foresee.Achieved, foresee.Missed, foresee.Ahead, foresee.OnTrack, foresee.AtRisk, foresee.Behind, foresee.Unsaid}
	aims := func(t *rapid.T, name string) (list []checkin.Aim) {
		for _, key := range []string{"a", "b", "c"}[:rapid.IntRange(0, 3).Draw(t, name)] {
			a := aim(key, rapid.Int64Range(0, 200_000).Draw(t, "actual"), rapid.Int64Range(0, 100).Draw(t, "chance"), rapid.SampledFrom(statuses).Draw(t, "status"))
			if rapid.Bool().Draw(t, "nothing") {
				a.Actual, a.Target, a.Attainment, a.Chance = nil, nil, nil, nil
			}
			list = append(list, a)
		}
		return list
	}
	rapid.Check(t, func(t *rapid.T) {
		in := checkin.Input{AsOf: day("2026-11-16"), Since: day("2026-11-02"), Currency: "EUR", Before: aims(t, "before"), Now: aims(t, "now")}
		for i := range rapid.IntRange(0, 12).Draw(t, "deals") {
			in.Deals = append(in.Deals, deal(string(rune('a'+i)), rapid.Int64Range(0, 5).Draw(t, "worth"), func(d *checkin.Deal) {
				d.State = rapid.SampledFrom([]metric.ProspectState{metric.IsOpen, metric.IsWon, metric.IsLost}).Draw(t, "state")
				d.Ended = day("2026-11-01") + period.Date(rapid.IntRange(0, 15).Draw(t, "ended"))
				d.Expected = day("2026-11-01") + period.Date(rapid.IntRange(0, 60).Draw(t, "expected"))
				if rapid.Bool().Draw(t, "stuck") {
					d.Stuck = &funnel.Standing{Stage: "Proposal", Days: 46, Usual: 10}
				}
				if rapid.Bool().Draw(t, "unknown") {
					d.Worth, d.Expected = nil, period.Never
				}
			}))
		}
		got := checkin.Write(in)
		turned := in
		turned.Deals = slices.Clone(in.Deals)
		slices.Reverse(turned.Deals)
		if diff := cmp.Diff(got, checkin.Write(turned)); diff != "" {
			t.Fatalf("in another order:\n%s", diff)
		}
		order := []checkin.Section{checkin.Changed, checkin.Promised, checkin.Risk, checkin.Recognition}
		at := 0
		for _, l := range got.Lines {
			place := slices.Index(order, l.Section)
			if place < at || !strings.HasSuffix(l.Text, ".") || strings.Contains(l.Text, "-") {
				t.Fatalf("%q in %q", l.Text, l.Section)
			}
			at = place
		}
	})
}
