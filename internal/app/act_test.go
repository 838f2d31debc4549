package app_test

import (
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestAct: in a company that does not exist, the person who falls short again and
// again is found without being told, and nobody is called that who does not.
func TestAct(t *testing.T) {
	t.Parallel()
	a, made := openMadeUp(t, largeStory), largeStory
	world, err := demo.New(made)
	if err != nil {
		t.Fatal(err)
	}
	revenue, err := metric.Find(string(metric.Revenue))
	if err != nil {
		t.Fatal(err)
	}
	laggard := org.ID(org.Person, world.Stories.Laggard)
	ask := followup.Ask{Metric: revenue, AsOf: made.Today}
	found := onlyWeak(t, a, ask, world)
	if found.Offer != followup.SmallGoal || found.Proposal == nil {
		t.Fatalf("for %s it offers %s: %+v", laggard, found.Offer, found.Proposal)
	}
	onlyOwn(t, a, ask, laggard)
	followed(t, a, ask, laggard)
	caughtUp(t, a, laggard, revenue, made.Today)
}

// onlyWeak returns what is said of the person who was made to fall short. Who
// else is called that falls short in truth.
func onlyWeak(t *testing.T, a *app.App, ask followup.Ask, world *demo.World) followup.Case {
	t.Helper()
	const weak = 0.7 // of what is usual
	cases, err := a.Follow.People(t.Context(), access.System(a.OrgID), "", ask)
	if err != nil || len(cases) < 20 {
		t.Fatalf("%d people: %v", len(cases), err)
	}
	lately := ask
	lately.Lately = true // nothing comes in: it is the same
	for range 2 {
		again, err := a.Follow.People(t.Context(), access.System(a.OrgID), "", lately)
		if err != nil || !slices.EqualFunc(cases, again, sameCase) {
			t.Errorf("lately it was otherwise: %v", err)
		}
	}
	flagged := 0
	for _, c := range cases {
		if c.Label != followup.Shortfall {
			continue
		}
		_, id := c.Person.ID.Split()
		if flagged++; world.Strength(id) > weak {
			t.Errorf("%s is %s (P %.2f, among the others %.2f), with %.2f of the usual strength", c.Person.ID, c.Label, c.Below, c.Personal, world.Strength(id))
		}
	}
	at := slices.IndexFunc(cases, func(c followup.Case) bool { return c.Person.ID == org.ID(org.Person, world.Stories.Laggard) })
	if at < 0 || cases[at].Label != followup.Shortfall || flagged > 3 {
		t.Fatalf("%s is at %d, %d are called that", world.Stories.Laggard, at, flagged)
	}
	return cases[at]
}

func sameCase(a, b followup.Case) bool {
	return a.Person.ID == b.Person.ID && a.Label == b.Label && a.Below == b.Below && a.Offer == b.Offer && len(a.Periods) == len(b.Periods)
}

// onlyOwn: a person is told of himself, and nothing of his colleagues, even
// where everybody's totals and ranks are published.
func onlyOwn(t *testing.T, a *app.App, ask followup.Ask, person org.NodeID) {
	t.Helper()
	own := access.Scope{OrgID: a.OrgID, Roots: []string{string(person)}, PublishedKinds: org.PublishEveryone.Kinds(), Ranking: true}
	cases, err := a.Follow.People(t.Context(), own, "", ask)
	if err != nil || len(cases) != 1 || cases[0].Person.ID != person {
		t.Errorf("he sees %d people: %v", len(cases), err)
	}
	others, err := a.Follow.People(t.Context(), access.System(a.OrgID), "", ask)
	if err != nil {
		t.Fatal(err)
	}
	asker, other := advise.Asker{Scope: own, Person: person}, others[len(others)-1].Person.ID
	if _, err := a.Follow.Person(t.Context(), asker, other, ask); !fault.Is(err, fault.NotFound) {
		t.Errorf("he is told of %s: %v", other, err)
	}
	o, err := a.DB.Organisation(t.Context(), a.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range []org.NodeID{other, o.Root()} {
		plan := catchup.Ask{Node: node, Query: attain.Query{Metric: ask.Metric, Period: o.Calendar.Containing(period.Quarter, ask.AsOf), AsOf: ask.AsOf}}
		if _, err := a.CatchUp.Plan(t.Context(), asker, plan); !fault.Is(err, fault.NotFound) {
			t.Errorf("he is told the plan of %s: %v", node, err)
		}
	}
}

// followed accepts what is proposed: it becomes a goal that is part of the
// larger one, and nothing more is proposed until it ends; then what it did is
// kept, or that this cannot be said.
func followed(t *testing.T, a *app.App, ask followup.Ask, laggard org.NodeID) {
	t.Helper()
	asker, by := advise.Asker{Scope: access.System(a.OrgID)}, goal.Actor{ID: "u", Name: "Office", Office: true}
	before, err := a.Follow.Person(t.Context(), asker, laggard, ask)
	if err != nil || before.Draft == nil || before.Draft.Advice.Verdict == nil {
		t.Fatalf("%+v: %v", before, err)
	}
	if p := before.Proposal; p.Weeks < 2 || p.Weeks > 4 || p.Kind != followup.Rate && p.Chance < 0.7 {
		t.Errorf("%+v", p)
	}
	if _, err := a.Follow.Decline(t.Context(), asker, by, laggard, ask, " "); err == nil {
		t.Error("it was declined without a reason")
	}
	kept, err := a.Follow.Accept(t.Context(), asker, by, laggard, ask)
	if err != nil {
		t.Fatal(err)
	}
	goals, err := a.DB.Goals(t.Context(), access.System(a.OrgID), ask.AsOf, goal.Filter{IDs: []goal.ID{kept.Goal}})
	if err != nil || len(goals) != 1 || goals[0].Spec().Parent == "" || goals[0].Spec().Owner != laggard || len(goals[0].Spec().Checks) != before.Proposal.Weeks {
		t.Fatalf("%+v: %v", goals, err)
	}
	after, err := a.Follow.Person(t.Context(), asker, laggard, ask)
	if err != nil || after.Offer != followup.NoOffer || after.Kept == nil || after.Effect == nil || after.Effect.Enough {
		t.Errorf("%+v: %v", after, err)
	}
	if _, err := a.Follow.Accept(t.Context(), asker, by, laggard, ask); err == nil {
		t.Error("it was accepted twice")
	}
	ended, err := a.Follow.End(t.Context(), asker, by, laggard, ask, "he moves on")
	if err != nil || ended.State != followup.Ended || ended.Effect == nil {
		t.Errorf("%+v: %v", ended, err)
	}
	if again, err := a.Follow.Person(t.Context(), asker, laggard, ask); err != nil || again.Offer != followup.Coaching || again.Draft != nil {
		t.Errorf("in the same period it offers %s again: %v", again.Offer, err)
	}
}

// caughtUp makes the plan of somebody who is behind, and accepts it: its goals
// are there once.
func caughtUp(t *testing.T, a *app.App, person org.NodeID, m metric.Metric, today period.Date) {
	t.Helper()
	o, err := a.DB.Organisation(t.Context(), a.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	asker, by := advise.Asker{Scope: access.System(a.OrgID)}, goal.Actor{ID: "u", Name: "Office", Office: true}
	ask := catchup.Ask{Node: person, Query: attain.Query{Metric: m, Period: o.Calendar.Containing(period.Quarter, today), AsOf: today}}
	plan, err := a.CatchUp.Plan(t.Context(), asker, ask)
	if err != nil {
		t.Fatal(err)
	}
	if plan.Gap <= 0 || plan.Days != 28 || plan.Need == nil || len(plan.Levers) != 4 || plan.LastDeal == nil || plan.Most < 0 {
		t.Fatalf("%+v", plan.Plan)
	}
	if plan.State == catchup.OutOfReach && plan.Short <= 0 || len(plan.Drafts) == 0 {
		t.Fatalf("%s, %d goals: %+v", plan.State, len(plan.Drafts), plan.Plan)
	}
	set, err := a.CatchUp.Accept(t.Context(), asker, by, ask)
	if err != nil || len(set) != len(plan.Drafts) || set[0].Spec().Parent == "" {
		t.Fatalf("%d goals: %v", len(set), err)
	}
	if _, err := a.CatchUp.Accept(t.Context(), asker, by, ask); err == nil {
		t.Error("the plan was accepted twice")
	}
	for _, kind := range []org.NodeID{o.Root(), "team:P004"} {
		ask.Node = kind
		if _, err := a.CatchUp.Plan(t.Context(), asker, ask); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
