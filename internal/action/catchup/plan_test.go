package catchup_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// always is a share that does not depend on the days.
func always(v float64) func(int) float64 { return func(int) float64 { return v } }

// textbook is the case of methods.md 6.4: 300,000 are missing, 40 working days
// are left, and a team of five can do 25 activities a day each.
func textbook() catchup.Input {
	return catchup.Input{
		AsOf: period.MustDate("2026-08-02"), End: period.MustDate("2026-09-26"), Calendar: period.DefaultCalendar(), Target: 500_000, Median: 200_000,
		Funnel: catchup.Funnel{Size: 5000, Win: always(0.25), Qualify: always(0.4), Connect: 0.1, Direct: 0.04, Most: 125},
		Usual:  catchup.Usual{Own: 0.25},
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*max(1, math.Abs(want)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestReverseFunnel is the worked check of methods.md 6.4.
func TestReverseFunnel(t *testing.T) {
	t.Parallel()
	p := catchup.Make(textbook())
	if p.Days != 40 || p.Need == nil || p.Need.Deals != 60 {
		t.Fatalf("%d days, %+v", p.Days, p.Need)
	}
	near(t, "opportunities", p.Need.Opportunities, 240)
	near(t, "leads", p.Need.Leads, 600)
	near(t, "activities", p.Need.Activities, 6000)
	near(t, "a day", p.Need.PerDay, 150)
	if p.State != catchup.OutOfReach || p.Cheapest != "" {
		t.Errorf("it is %s by %q, though 150 a day is above 125", p.State, p.Cheapest)
	}
	near(t, "out of reach", p.Short/p.Gap, 1.0/6) // by 17 %

	better := textbook()
	better.Usual.Win = 0.3
	p = catchup.Make(better)
	if p.State != catchup.Feasible {
		t.Errorf("with 30 %% won it is %s: %+v", p.State, p.Steps)
	}
	near(t, "a day with 30 % won", p.PerDay, 125)
	near(t, "reach", p.Reach, 300_000)
}

// TestSure asks for as many cases as are enough with the certainty, and no more.
func TestSure(t *testing.T) {
	t.Parallel()
	in := textbook()
	in.Sure = 0.8
	n := int64(catchup.Make(in).Need.Opportunities)
	if chance.Binomial(60, n, 0.25) < 0.8 || chance.Binomial(60, n-1, 0.25) >= 0.8 || n <= 240 {
		t.Errorf("%d opportunities give 60 deals with %.3f", n, chance.Binomial(60, n, 0.25))
	}
}

// TestTooLate: what is won within 60 days does not come in time when 54 are
// left; with a lead before it, sooner.
func TestTooLate(t *testing.T) {
	t.Parallel()
	in := textbook()
	days := func(n int) *int { return &n }
	in.Funnel.WinDays, in.Funnel.LeadDays = days(20), days(60)
	p := catchup.Make(in)
	if !p.LeadsTooLate(in.AsOf) || p.DealsTooLate(in.AsOf) || p.Need.Leads != 0 || p.LastDeal.String() != "2026-09-05" {
		t.Errorf("leads to %v, deals to %v, need %+v", p.LastLead, p.LastDeal, p.Need)
	}
	near(t, "activities without leads", p.Need.Activities, 240/0.04)
	in.Funnel.WinDays = days(56)
	p = catchup.Make(in)
	for _, l := range p.Levers {
		if l.Kind == catchup.Activities && (l.Not != catchup.TooLate || l.Gain != 0) {
			t.Errorf("activities come too late, and yet %+v", l)
		}
	}
	if p.State != catchup.OutOfReach || p.Short != p.Gap {
		t.Errorf("%s, short of %v", p.State, p.Short)
	}
}

// TestInTime: of what begins evenly over the days, only what closes in time
// counts; a lead has to wait twice.
func TestInTime(t *testing.T) {
	t.Parallel()
	in := textbook()
	in.Funnel.Win = func(days int) float64 { return 0.25 * min(1, float64(days)/100) }
	in.Funnel.Qualify = func(days int) float64 { return 0.4 * min(1, float64(days)/10) }
	p := catchup.Make(in)
	if p.Need.InTime <= 0.05 || p.Need.InTime >= 0.09 { // about 0.25 × 27 ÷ 100
		t.Errorf("%v are won in time", p.Need.InTime)
	}
	if p.Need.LeadsInTime >= 0.4 || p.Need.LeadsInTime <= 0.25 {
		t.Errorf("%v qualify in time", p.Need.LeadsInTime)
	}
	near(t, "deals of the leads", p.Need.Leads*p.Need.LeadsInTime*p.Need.InTime, 60)
}

// TestEarlier: open deals that usually close just after the end are the
// cheapest when they are enough.
func TestEarlier(t *testing.T) {
	t.Parallel()
	in := textbook()
	in.Pipeline = catchup.Pipeline{Open: 150_000, Count: 30, New: 20_000, Begin: 12, Earlier: 400_000, Late: 10}
	p := catchup.Make(in)
	if p.Cheapest != catchup.Earlier || len(p.Steps) != 1 || p.Steps[0].Kind != catchup.Earlier || p.State != catchup.Feasible {
		t.Fatalf("%s, %q, %+v", p.State, p.Cheapest, p.Steps)
	}
	near(t, "deals", p.Steps[0].To, 7.5)
	near(t, "hours", p.Steps[0].Hours, 7.5)
}

// TestEdges gives no number that is none.
func TestEdges(t *testing.T) {
	t.Parallel()
	over := textbook()
	over.AsOf = over.End - 1
	none := textbook()
	none.Funnel = catchup.Funnel{}
	enough := textbook()
	enough.Median = 500_000
	for _, test := range []struct {
		in   catchup.Input
		want catchup.State
	}{{over, catchup.TimeUp}, {none, catchup.Unknown}, {enough, catchup.NoGap}, {catchup.Input{}, catchup.NoGap}} {
		if p := catchup.Make(test.in); p.State != test.want || p.Short > p.Gap {
			t.Errorf("%s, want %s: %+v", p.State, test.want, p)
		}
	}
}

// TestPlanProperties: steps add up to the reach, reach and what is short to the
// gap, more room never reaches less, money in cents is the same plan, and the
// same input gives the same plan.
func TestPlanProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := draw(t)
		p := catchup.Make(in)
		sum := 0.0
		for _, s := range p.Steps {
			sum += s.Gain
			if math.IsNaN(s.Hours) || s.Hours < -1e-9 || s.To < s.From-1e-9 {
				t.Fatalf("%+v", s)
			}
		}
		if slack := 1e-6 * max(1, p.Gap); math.Abs(sum-p.Reach) > slack || p.State == catchup.OutOfReach && math.Abs(p.Reach+p.Short-p.Gap) > slack || p.Short < 0 || math.IsNaN(p.PerDay) {
			t.Fatalf("steps %v, reach %v, short %v of %v", sum, p.Reach, p.Short, p.Gap)
		}
		if most := max(in.Funnel.Most, in.Funnel.Own); p.PerDay > most+1e-9 {
			t.Fatalf("%v a day, though at most %v were kept up", p.PerDay, most)
		}
		if diff := cmp.Diff(p, catchup.Make(in)); diff != "" {
			t.Fatalf("the same input, another plan: %s", diff)
		}
		cents := in
		cents.Target, cents.Median, cents.Funnel.Size, cents.Usual.Size = 100*in.Target, 100*in.Median, 100*in.Funnel.Size, 100*in.Usual.Size
		cents.Pipeline.Open, cents.Pipeline.New, cents.Pipeline.Earlier = 100*in.Pipeline.Open, 100*in.Pipeline.New, 100*in.Pipeline.Earlier
		if q := catchup.Make(cents); q.State != p.State || math.Abs(q.PerDay-p.PerDay) > 1e-6*max(1, p.PerDay) {
			t.Fatalf("in cents it is %s with %v a day, in euros %s with %v", q.State, q.PerDay, p.State, p.PerDay)
		}
		roomy := in
		roomy.Funnel.Most += 10
		if q := catchup.Make(roomy); q.Short > p.Short+1e-6*max(1, p.Gap) {
			t.Fatalf("with more room %v is out of reach, with less %v", q.Short, p.Short)
		}
	})
}

func draw(t *rapid.T) catchup.Input {
	f := func(name string, most float64) float64 { return rapid.Float64Range(0, most).Draw(t, name) }
	// Money has four decimals: smaller amounts than that are none.
	m := func(name string, most int64) float64 {
		return float64(rapid.Int64Range(0, most*int64(money.Unit)).Draw(t, name)) / float64(money.Unit)
	}
	win, qualify, slow := f("win", 1), f("qualify", 1), 1+f("slow", 100)
	in := catchup.Input{AsOf: period.MustDate("2026-10-01") + period.Date(rapid.IntRange(0, 95).Draw(t, "day")), End: period.MustDate("2027-01-01"),
		Calendar: period.DefaultCalendar(), Target: m("target", 1_000_000), Median: m("median", 1_000_000), Sure: rapid.SampledFrom([]float64{0, 0.7}).Draw(t, "sure"),
		Funnel:   catchup.Funnel{Size: m("size", 100_000), Connect: f("connect", 2), Direct: f("direct", 1), Own: f("own", 40), Most: f("most", 60)},
		Pipeline: catchup.Pipeline{Open: m("open", 1_000_000), Count: 5, New: m("new", 100_000), Begin: f("begin", 20), Earlier: m("earlier", 100_000), Late: rapid.IntRange(0, 9).Draw(t, "late")},
		Usual:    catchup.Usual{Win: f("usual", 1), Own: win, Size: m("usual size", 100_000)}}
	in.Funnel.Win = func(days int) float64 { return win * min(1, float64(days)/slow) }
	if rapid.Bool().Draw(t, "leads") {
		in.Funnel.Qualify = always(qualify)
	}
	return in
}
