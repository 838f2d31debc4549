package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

var office = goal.Actor{ID: "ops", Name: "Ops", Office: true}

// goalWorld is a company with Ana and Ben in East and Cem in West, on 22
// November 2026. Ana won 1 of 2 opportunities, Ben 1 of 4.
func goalWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := newWorld(t, storetest.Open(t, storetest.SQLite, store.Open), uuid.NewString(), period.MustDate("2026-11-22"))
	feed := sample.Feed{
		ingest.Team{ID: "east"}, ingest.Team{ID: "west"}, ingest.Product{ID: "red"}, ingest.Product{ID: "blue"},
		ingest.Person{ID: "ana", Team: "east", During: period.Everything}, ingest.Person{ID: "ben", Team: "east", During: period.Everything},
		ingest.Person{ID: "cem", Team: "west", During: period.Everything},
	}
	w.loadAll(ingest.KnownFirstLoad, feed)
	var events []fact.Event
	for i, c := range []struct {
		owner   org.NodeID
		outcome fact.Outcome
	}{{"person:ana", fact.Won}, {"person:ana", fact.Lost}, {"person:ben", fact.Won}, {"person:ben", fact.Lost}, {"person:ben", fact.Lost}, {"person:ben", fact.Lost}} {
		events = append(events, fact.Event{EventKey: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: source, ID: fmt.Sprint(i)}},
			Day: november.Start, Owner: c.owner, Outcome: c.outcome, Closed: november.Start.Add(4 + 2*i), Product: "product:red"})
	}
	_, err := w.flow.PostEvents(t.Context(), w.org.ID, "tester", events)
	w.must(err)
	var sales []fact.Sale
	for i, c := range []struct {
		owner, product org.NodeID
		amount         int64
	}{{"person:ana", "product:red", 100}, {"person:ana", "product:blue", 50}, {"person:ben", "product:red", 30}, {"person:cem", "product:red", 1000}} {
		id := fmt.Sprint(i)
		sales = append(sales, fact.Sale{Key: fact.Key{Source: source, ID: id}, Order: id, Day: november.Start.Add(5), Owner: c.owner, Product: c.product,
			Amount: money.FromInt(c.amount), Quantity: money.Unit, Currency: "EUR"})
	}
	_, err = w.flow.Post(t.Context(), w.org.ID, "tester", sales)
	w.must(err)
	return w
}

func (w *world) find(id metric.Series) metric.Metric {
	w.t.Helper()
	m, err := metric.Find(string(id))
	w.must(err)
	return m
}

func roots(w *world, ids ...string) access.Scope { return access.Scope{OrgID: w.org.ID, Roots: ids} }

// TestBreakdownOfRatios: each row has its own rate, made by its parts; it is
// told of a node by what belongs to both, whether the ledger keeps that or not.
func TestBreakdownOfRatios(t *testing.T) {
	w := goalWorld(t)
	q := attain.Query{Metric: w.find(metric.WinRate), Period: period.NewCustom(november)}
	for _, c := range []struct {
		node org.NodeID
		by   org.Kind
		want string
	}{
		{sample.Root, org.Person, "ana 0.5, ben 0.25 of 0.3333"},
		{sample.Root, org.Product, "red 0.3333 of 0.3333"},
		{"team:east", org.Person, "ana 0.5, ben 0.25 of 0.3333"},
		{"product:red", org.Person, "ana 0.5, ben 0.25 of 0.3333"},
		{"person:ana", org.Product, "red 0.5 of 0.5"},
		{"product:red", org.Product, "red 0.3333 of 0.3333"},
	} {
		b, err := w.tell.Breakdown(t.Context(), access.System(w.org.ID), c.node, q, c.by, 10)
		w.must(err)
		var rows []string
		for _, s := range b.Slices {
			rows = append(rows, s.Node.Name+" "+s.Value.String())
		}
		if got := strings.Join(rows, ", ") + " of " + b.Total.String(); got != c.want || b.Unassigned != 0 || b.Note == "" {
			t.Errorf("%s by %s: %s (%q), want %s", c.node, c.by, got, b.Note, c.want)
		}
	}
}

// TestBurnUpOfRatios: the line is the rate of the period to date, and there is
// none before there is anything to divide by.
func TestBurnUpOfRatios(t *testing.T) {
	w := goalWorld(t)
	target := goal.TargetChange{Key: goal.Key{Node: "team:east", Metric: metric.WinRate, Period: november}, Value: 5_000}
	_, err := w.flow.SetTarget(t.Context(), w.org.ID, "kim", target)
	w.must(err)
	b, err := w.tell.BurnUp(t.Context(), access.System(w.org.ID), "team:east", attain.Query{Metric: w.find(metric.WinRate), Period: period.NewCustom(november)}, attain.CalendarDays)
	w.must(err)
	at := func(day string) string {
		p := b.Points[period.MustDate(day)-november.Start]
		if p.Actual == nil {
			return "none"
		}
		return p.Actual.String()
	}
	for day, want := range map[string]string{"2026-11-04": "none", "2026-11-05": "1", "2026-11-07": "0.5", "2026-11-09": "0.6667", "2026-11-15": "0.3333", "2026-11-22": "0.3333", "2026-11-23": "none"} {
		if got := at(day); got != want {
			t.Errorf("on %s it is %s, want %s", day, got, want)
		}
	}
	for _, p := range b.Points {
		if p.Plan == nil || *p.Plan != 5_000 {
			t.Fatalf("the plan of a rate on %s is %v", p.Day, p.Plan)
		}
	}
	if len(b.Figures.Pace) > 0 {
		t.Errorf("a rate has the pace %v", b.Figures.Pace)
	}
}

// TestHistory: whole months only, and a month of nothing has no rate.
func TestHistory(t *testing.T) {
	w := goalWorld(t)
	w.setToday(period.MustDate("2026-12-05"))
	all := period.Range{Start: period.MustDate("2026-10-01"), End: period.MustDate("2027-01-01")}
	for _, c := range []struct {
		metric metric.Metric
		want   string
	}{
		{w.find(metric.WinRate), "2026-10 none 0/0, 2026-11 0.3333 2/6"},
		{w.find(metric.Revenue).In([]org.NodeID{"product:red"}), "2026-10 0 0/0, 2026-11 1130 1130/0"},
	} {
		points, err := w.tell.History(t.Context(), access.System(w.org.ID), c.metric, sample.Root, period.Month, all, 0)
		w.must(err)
		var got []string
		for _, p := range points {
			value := "none"
			if p.Value != nil {
				value = p.Value.String()
			}
			got = append(got, fmt.Sprintf("%s %s %s/%s", p.Period.ID, value, p.Num, p.Den))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: %s, want %s", c.metric.ID, text, c.want)
		}
	}
	if _, err := w.tell.History(t.Context(), roots(w, "person:cem"), w.find(metric.WinRate), "person:ana", period.Month, all, 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody sees the history of a colleague: %v", err)
	}
}

// TestSeenGoals: a goal is seen by who sees its owner; of the people who each
// have it, he sees those that he sees elsewhere, and how many reached it.
func TestSeenGoals(t *testing.T) {
	w := goalWorld(t)
	add := func(id goal.ID, spec goal.Spec) {
		t.Helper()
		spec.Metric, spec.Aim, spec.Window = metric.Revenue, goal.AtLeast, november
		_, err := w.flow.AddGoal(t.Context(), w.org.ID, office, id, spec, goal.Proposed)
		w.must(err)
	}
	add("all", goal.Spec{Owner: sample.Root, EachOwner: true, Value: money.FromInt(100)})
	add("east", goal.Spec{Owner: "team:east", Value: money.FromInt(200), Parent: "all"})
	add("ana", goal.Spec{Owner: "person:ana", Value: money.FromInt(150), Parent: "east"})
	names := func(scope access.Scope) string {
		t.Helper()
		views, err := w.tell.Goals(t.Context(), scope, goal.Actor{}, goal.Filter{}, 0)
		w.must(err)
		var ids []string
		for _, v := range views {
			id := string(v.Goal.ID)
			if v.Parent != nil {
				id += "<" + string(v.Parent.ID)
			}
			ids = append(ids, id)
		}
		slices.Sort(ids)
		return strings.Join(ids, " ")
	}
	published := roots(w, "person:ben")
	published.PublishedKinds = []string{"company"}
	for name, c := range map[string]struct {
		scope access.Scope
		want  string
	}{
		"everything": {access.System(w.org.ID), "all ana<east east<all"},
		"one's own":  {roots(w, "person:ana"), "ana"},
		"one's team": {roots(w, "team:east"), "ana<east east"},
		"another's":  {roots(w, "team:west"), ""},
		"published":  {published, "all"},
	} {
		if got := names(c.scope); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if _, err := w.tell.Goal(t.Context(), roots(w, "person:ben"), goal.Actor{}, "ana", 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("a colleague's goal is found: %v", err)
	}
	if _, err := w.tell.Progress(t.Context(), roots(w, "person:ben"), "ana", 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("a colleague's progress is found: %v", err)
	}
	view, err := w.tell.Goal(t.Context(), published, goal.Actor{}, "all", 0)
	w.must(err)
	if s := view.Standing; len(s.Owners) != 1 || s.Owners[0].Node.ID != "person:ben" || s.People != 3 || s.MetOwners != 2 {
		t.Errorf("of the company's goal Ben sees %v, %d of %d", s.Owners, s.MetOwners, s.People)
	}
	if states, err := w.tell.Goals(t.Context(), access.System(w.org.ID), office, goal.Filter{States: []goal.State{goal.Active}}, 0); err != nil || len(states) != 0 {
		t.Errorf("active goals: %v (%v)", states, err)
	}
}

// TestGoalProgress: day by day, and anew in each step.
func TestGoalProgress(t *testing.T) {
	w := goalWorld(t)
	spec := goal.Spec{Owner: "team:east", Metric: metric.Revenue, Aim: goal.AtLeast, Value: money.FromInt(300), Window: november}
	_, err := w.flow.AddGoal(t.Context(), w.org.ID, office, "whole", spec, goal.Draft)
	w.must(err)
	spec.Each, spec.Window.Start = period.Week, period.MustDate("2026-11-02")
	_, err = w.flow.AddGoal(t.Context(), w.org.ID, office, "weekly", spec, goal.Draft)
	w.must(err)
	point := func(id goal.ID, day string) string {
		t.Helper()
		p, err := w.tell.Progress(t.Context(), access.System(w.org.ID), id, 0)
		w.must(err)
		for _, point := range p.Points {
			if point.Day == period.MustDate(day) {
				actual := "none"
				if point.Actual != nil {
					actual = point.Actual.String()
				}
				return actual + " of " + point.Plan.String()
			}
		}
		return "missing"
	}
	for _, c := range []struct {
		id        goal.ID
		day, want string
	}{
		{"whole", "2026-11-01", "0 of 10"}, {"whole", "2026-11-06", "180 of 60"}, {"whole", "2026-11-30", "none of 300"},
		{"weekly", "2026-11-08", "180 of 300"}, {"weekly", "2026-11-09", "0 of 42.8571"}, {"weekly", "2026-11-01", "missing"},
	} {
		if got := point(c.id, c.day); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.id, c.day, got, c.want)
		}
	}
}

// TestAddGoal: what cannot be is refused as a whole, an id is taken once, and
// the series of the goal and its guards are kept from then on.
func TestAddGoal(t *testing.T) {
	w := goalWorld(t)
	spec := goal.Spec{Owner: "team:east", Metric: metric.Revenue, Aim: goal.AtLeast, Value: money.FromInt(300), Window: november, Scope: []org.NodeID{"product:red"},
		Guards: []goal.Guard{{Metric: metric.WinRate, Scope: []org.NodeID{"product:red"}, Aim: goal.AtLeast, Value: 2_000}}}
	add := func(id goal.ID, change func(*goal.Spec)) (goal.Goal, error) {
		s := spec
		change(&s)
		return w.flow.AddGoal(t.Context(), w.org.ID, office, id, s, goal.Proposed)
	}
	g, err := add("", func(*goal.Spec) {})
	w.must(err)
	if g.ID == "" || g.State() != goal.Proposed || g.Spec().Title != "Revenue of at least €300 for red" {
		t.Errorf("the goal is %q, %s: %q", g.ID, g.State(), g.Spec().Title)
	}
	beats := w.beats
	for name, c := range map[string]struct {
		id     goal.ID
		change func(*goal.Spec)
		kind   fault.Kind
	}{
		"an id twice":       {g.ID, func(*goal.Spec) {}, fault.Conflict},
		"an id with blanks": {"my goal", func(*goal.Spec) {}, fault.Invalid},
		"a stranger":        {"a", func(s *goal.Spec) { s.Owner = "person:zoe" }, fault.Invalid},
		"an unmeasured baseline": {"b", func(s *goal.Spec) {
			s.Value, s.Change = 0, &goal.Change{Kind: goal.Relative, By: 2_000, Over: november}
		}, fault.Invalid},
		"a parent of its own": {"c", func(s *goal.Spec) { s.Parent = "c" }, fault.Invalid},
	} {
		if _, err := add(c.id, c.change); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if w.beats != beats {
		t.Error("what was refused has moved something")
	}
	book, err := w.db.Book(t.Context(), w.org.ID)
	w.must(err)
	kept := map[metric.Series]bool{}
	for _, d := range book.Extra {
		kept[d.Series] = true
	}
	for _, m := range []metric.Series{metric.Revenue, metric.WinRate} {
		for _, d := range w.find(m).In([]org.NodeID{"product:red"}).Needs() {
			if !kept[d.Series] {
				t.Errorf("the series %s is not kept", d.Series)
			}
		}
	}
	w.verify()
	view, err := w.tell.Goal(t.Context(), access.System(w.org.ID), office, g.ID, 0)
	w.must(err)
	if got := view.Standing.Text; got != "€130 of €300 (43.33%), €170 missing; 8 days are left." || *view.Standing.Guards[0].Actual != 3_333 {
		t.Errorf("it stands at %q, %v", got, view.Standing.Guards)
	}
	if _, err := w.flow.MoveGoal(t.Context(), w.org.ID, office, "none", goal.Accept, ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("a goal that is not there moves: %v", err)
	}
}

// TestUndoneTarget: undoing an import of targets restores what was in force
// when, not only the last number.
func TestUndoneTarget(t *testing.T) {
	w := goalWorld(t)
	key := goal.Key{Node: "person:ana", Metric: metric.Revenue, Period: november}
	middle := period.MustDate("2026-11-16")
	for _, c := range []goal.TargetChange{{Key: key, Value: money.FromInt(90), From: &november.Start}, {Key: key, Value: money.FromInt(60), From: &middle, Reason: "leave"}} {
		_, err := w.flow.SetTarget(t.Context(), w.org.ID, "kim", c)
		w.must(err)
	}
	batch := w.loadAll(ingest.KnownFirstLoad, sample.Feed{ingest.Target{OfKind: ingest.KindPerson, Of: "ana", Metric: "revenue", Period: november, Value: money.FromInt(75)}})
	_, err := w.flow.Undo(t.Context(), w.org.ID, "kim", batch.ID)
	w.must(err)
	targets, err := w.db.Targets(t.Context(), w.org.ID, metric.Revenue)
	w.must(err)
	var got []string
	for _, s := range targets[0].Stretches(w.today()) {
		got = append(got, s.Days.String()+" "+s.Version.Value.String())
	}
	if text := strings.Join(got, ", "); text != "2026-11-01..2026-11-16 90, 2026-11-16..2026-12-01 60" {
		t.Errorf("in force is %s", text)
	}
	if n := len(targets[0].Versions); n != 5 {
		t.Errorf("%d versions", n)
	}
}
