package app_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/foresee"
)

// foreseen is a company that does not exist, with its projections.
type foreseen struct {
	*app.App
	today period.Date
}

func openForeseen(t *testing.T) foreseen {
	t.Helper()
	return foreseen{openMadeUp(t, smallStory), smallStory.Today}
}

// run foresees everything, and returns what it did and all that is kept.
func (f foreseen) run(t *testing.T) (foresee.Progress, []foresee.Projection) {
	t.Helper()
	p, err := f.Foresee.Run(t.Context(), f.OrgID, nil)
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.DB.ProjectionsEnded(t.Context(), f.OrgID, period.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return p, all
}

// TestForesee foresees a company that does not exist: everything that is aimed
// at has a projection whose numbers agree with each other, what was made of the
// same is not made again, and what happens moves only those that it is about.
// What came later changes nothing in what was foreseen as of an earlier day.
func TestForesee(t *testing.T) {
	t.Parallel()
	f := openForeseen(t)
	first, all := f.run(t)
	if first.Of < 40 || first.Made != first.Of || len(all) != first.Of {
		t.Fatalf("%+v, %d are kept", first, len(all))
	}
	said := 0
	for _, p := range all {
		consistent(t, p)
		if p.Chance != nil {
			said++
		}
	}
	if said < len(all)*3/4 {
		t.Errorf("only %d of %d have a chance", said, len(all))
	}
	if again, _ := f.run(t); again.Made != 0 || again.Of != first.Of {
		t.Errorf("nothing happened, and %d of %d are made again", again.Made, again.Of)
	}
	f.oneChance(t)
	trials := f.replay(t, "2026-01-05", "2026-07-01")
	skilled(t, trials)
	if kept, err := f.Foresee.Keep(t.Context(), f.OrgID, trials); err != nil || kept != len(trials) {
		t.Errorf("%d of %d are kept: %v", kept, len(trials), err)
	}
	scores, err := f.Foresee.Scores(t.Context(), access.System(f.OrgID))
	if err != nil || scores.Again != len(trials) || scores.Projections != len(trials) || scores.Brier == nil {
		t.Errorf("of what is kept %d are scored, %d foreseen again: %v", scores.Projections, scores.Again, err)
	}

	before, person := foresee.Latest(all), seller(t, all)
	f.sell(t, person, 1_000_000)
	moved, all := f.run(t)
	after := foresee.Latest(all)[person.Key()]
	if moved.Made == 0 || moved.Made > first.Of*3/4 {
		t.Errorf("one sale made %d of %d again", moved.Made, first.Of)
	}
	if want := *person.Actual + 1_000_000*money.Unit; after.Actual == nil || *after.Actual != want || *after.Chance != money.Unit {
		t.Errorf("after the sale the actual is %v with the chance %v, want %s with 1", after.Actual, after.Chance, want)
	}
	for key, p := range foresee.Latest(all) {
		if p.Node != person.Node && before[key].Node.Kind() == person.Node.Kind() && p.Goal == "" && p.Inputs != before[key].Inputs {
			t.Errorf("the sale of %s changed what is known of %s", person.Node, p.Node)
		}
	}
	const last = "2026-02-02"
	earlier := slices.DeleteFunc(trials, func(t foresee.Trial) bool { return t.AsOf >= period.MustDate(last) })
	same := cmpopts.IgnoreFields(foresee.Projection{}, "MadeAt")
	if diff := cmp.Diff(earlier, f.replay(t, "2026-01-05", last), same); diff != "" || len(earlier) == 0 {
		t.Errorf("what came later changed %d projections (-before +after):\n%s", len(earlier), diff)
	}
}

// oneChance checks that the verdict on each goal tells the chance of its outlook.
// Of a goal that is not there yet it is what it would be, but for the company it
// was foreseen in: others of its kind tell how far a forecast may be off.
func (f foreseen) oneChance(t *testing.T) {
	t.Helper()
	views, err := f.Attain.Goals(t.Context(), access.System(f.OrgID), goal.Actor{}, goal.Filter{States: []goal.State{goal.Accepted, goal.Active}}, f.today)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, v := range views {
		outlook, err := f.Foresee.GoalOutlook(t.Context(), access.System(f.OrgID), v, f.today)
		if err != nil {
			t.Fatal(err)
		}
		if outlook.Chance == nil || outlook.Method == foresee.ByCertain || !v.Version.Spec.Window.Contains(f.today) {
			continue
		}
		for id, off := range map[goal.ID]money.Amount{v.Goal.ID: 1, "": money.Unit / 25} {
			advice, err := f.Advise.Check(t.Context(), advise.Asker{Scope: access.System(f.OrgID)}, id, v.Version.Spec, nil)
			if err != nil {
				t.Fatal(err)
			}
			if p := advice.Verdict.Achievable.Probability; p == nil || *p-*outlook.Chance > off || *outlook.Chance-*p > off {
				t.Errorf("%q (as %q): the verdict says %v, the outlook %s by %s", v.Version.Spec.Title, id, p, *outlook.Chance, outlook.Method)
			}
			told++
		}
	}
	if told < 6 {
		t.Errorf("only %d goals have a chance", told)
	}
}

// replay foresees the past again.
func (f foreseen) replay(t *testing.T, from, to string) []foresee.Trial {
	t.Helper()
	trials, err := f.Foresee.Replay(t.Context(), f.OrgID, period.Range{Start: period.MustDate(from), End: period.MustDate(to)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return trials
}

// skilled checks that what was foreseen is better than the pace, and as sure as
// it says.
func skilled(t *testing.T, trials []foresee.Trial) {
	t.Helper()
	scores := foresee.Scored(trials)
	if len(trials) < 100 || scores.Brier == nil || scores.PaceSkill == nil {
		t.Fatalf("%d trials: %+v", len(trials), scores)
	}
	for _, p := range scores.ByPast {
		if p.Past >= 0.3 && p.PaceSkill != nil && *p.PaceSkill <= 0 {
			t.Errorf("with %.0f %% of the time over the chances are worse than the pace rule: %.3f", 100*p.Past, *p.PaceSkill)
		}
	}
	if c := scores.Range; c.Share < 0.65 || c.Share > 0.95 {
		t.Errorf("%d of %d ranges of 8 in 10 held", c.Hits, c.Count)
	}
}

// consistent checks that what a projection says does not contradict itself.
func consistent(t *testing.T, p foresee.Projection) {
	t.Helper()
	if p.Chance != nil && (*p.Chance < 0 || *p.Chance > money.Unit) {
		t.Errorf("%s: the chance is %s", p.Key(), *p.Chance)
	}
	if p.Why == "" {
		t.Errorf("%s: nobody says what it comes from", p.Key())
	}
	var last *money.Amount
	for _, q := range p.Quantiles {
		if q != nil && last != nil && *q < *last {
			t.Errorf("%s: its quantiles are not ordered: %v", p.Key(), p.Quantiles)
		}
		if q != nil {
			last = q
		}
	}
	var sum money.Amount
	for _, part := range p.Parts {
		sum += part.Mean
	}
	if len(p.Parts) > 0 && (p.Mean == nil || sum != *p.Mean) {
		t.Errorf("%s: the parts sum to %s, the mean is %v", p.Key(), sum, p.Mean)
	}
}

// seller returns the projection of a person who has a revenue target and does
// not know yet whether it is reached.
func seller(t *testing.T, all []foresee.Projection) foresee.Projection {
	t.Helper()
	for _, p := range all {
		if p.Node.Kind() == "person" && p.Metric == "revenue" && p.Goal == "" && p.Chance != nil && *p.Chance < money.Unit*9/10 {
			return p
		}
	}
	t.Fatal("nobody has a revenue target in the balance")
	return foresee.Projection{}
}

// sell posts a sale of today.
func (f foreseen) sell(t *testing.T, to foresee.Projection, amount int64) {
	t.Helper()
	o, err := f.DB.Organisation(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Pipeline.Post(t.Context(), f.OrgID, "tester", []fact.Sale{{Key: fact.Key{Source: "larkfield", ID: "late"}, Order: "late", Owner: to.Node,
		Day: f.today, OccurredAt: f.today.Start(time.UTC).UnixMicro(), Amount: money.FromInt(amount), Currency: o.Currency, Quantity: money.Unit}})
	if err != nil {
		t.Fatal(err)
	}
}
