package goal_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

var (
	ana    = goal.Who{ID: "u-ana", Name: "Ana", Owner: true}
	boss   = goal.Who{ID: "u-boss", Name: "Bo", Above: true}
	office = goal.Who{ID: "u-ops", Name: "Ops", Office: true}
	other  = goal.Who{ID: "u-eve", Name: "Eve"}
)

func on(day string) goal.When {
	d := period.MustDate(day)
	return goal.When{At: int64(d) * 86_400_000_000, Day: d}
}

// newGoal is Ana's, as the person sets it.
func newGoal(t *testing.T, state goal.State, who goal.Who) goal.Goal {
	t.Helper()
	s := plain()
	s.Owner = "person:ana"
	g, err := goal.New("g1", s, state, who, on("2026-11-22"))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// story writes the events of a goal: what, by whom, and the state after it.
func story(g goal.Goal) string {
	list := make([]string, len(g.Events))
	for i, e := range g.Events {
		list[i] = fmt.Sprintf("%s by %s as %s: %s", e.What, e.By, e.Role, e.State)
	}
	return strings.Join(list, "\n")
}

// TestLife: who has agreed by what he did is not asked again.
func TestLife(t *testing.T) {
	t.Parallel()
	type step struct {
		move goal.Move
		who  goal.Who
	}
	for name, c := range map[string]struct {
		by    goal.Who
		state goal.State
		moves []step
		want  string
	}{
		"a manager sets it, the owner takes it on": {boss, goal.Proposed, []step{{goal.Accept, ana}}, `created by Bo as manager: draft
proposed by Bo as manager: proposed
approved by Bo as manager: proposed
accepted by Ana as owner: accepted
activated by Ana as owner: active`},
		"the owner proposes, his manager approves": {ana, goal.Draft, []step{{goal.Propose, ana}, {goal.Approve, boss}}, `created by Ana as owner: draft
proposed by Ana as owner: proposed
accepted by Ana as owner: accepted
approved by Bo as manager: accepted
activated by Bo as manager: active`},
		"the office stands in for both": {office, goal.Proposed, []step{{goal.Activate, office}}, `created by Ops as office: draft
proposed by Ops as office: proposed
approved by Ops as office: proposed
accepted by Ops as office: accepted
activated by Ops as office: active`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGoal(t, c.state, c.by)
			for _, s := range c.moves {
				var err error
				if g, err = g.Move(s.move, s.who, on("2026-11-23"), ""); err != nil {
					t.Fatal(err)
				}
			}
			check(t, name, story(g), c.want)
		})
	}
}

func TestMovesRefused(t *testing.T) {
	t.Parallel()
	proposed := newGoal(t, goal.Proposed, boss)
	active, err := proposed.Move(goal.Accept, ana, on("2026-11-23"), "")
	if err != nil {
		t.Fatal(err)
	}
	closed, err := active.Move(goal.Close, boss, on("2027-04-01"), "")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		goal goal.Goal
		move goal.Move
		who  goal.Who
		kind fault.Kind
		want string
	}{
		"a manager accepts for the owner": {proposed, goal.Accept, boss, fault.Forbidden, "only its owner can do this"},
		"a stranger accepts":              {proposed, goal.Accept, other, fault.Forbidden, "only its owner can do this"},
		"the owner approves":              {newGoal(t, goal.Proposed, ana), goal.Approve, ana, fault.Forbidden, "only a manager of its owner can do this"},
		"the owner activates":             {proposed, goal.Activate, ana, fault.Forbidden, "only whoever sets targets for the whole organisation can do this"},
		"approved twice":                  {proposed, goal.Approve, boss, fault.Conflict, "the goal is approved already"},
		"proposed twice":                  {proposed, goal.Propose, boss, fault.Conflict, "the goal is proposed, so it cannot become proposed"},
		"accepted when closed":            {closed, goal.Accept, ana, fault.Conflict, "the goal is closed, so it cannot become accepted"},
		"withdrawn without a reason":      {active, goal.Withdraw, boss, fault.Invalid, "a reason is needed; note: a goal is withdrawn with a reason; say why, so that everyone can see it"},
		"withdrawn by its owner alone":    {active, goal.Withdraw, ana, fault.Forbidden, "only whoever wrote it or a manager of its owner can do this"},
		"returned without a word":         {proposed, goal.Return, ana, fault.Invalid, "a reason is needed; note: say what should change, so that it can be written again"},
		"closed before its time":          {active, goal.Close, boss, fault.Invalid, "a reason is needed; note: the goal's last day is 31 March 2027; say why it is closed before"},
		"opened again without a reason":   {closed, goal.Activate, office, fault.Invalid, "a reason is needed; note: a closed goal is opened again with a reason; say why"},
		"a move that does not exist":      {active, "won", boss, fault.Invalid, `"won" is no move of a goal; use proposed, accepted, approved, active, closed, draft or withdrawn`},
	} {
		_, err := c.goal.Move(c.move, c.who, on("2026-12-01"), "")
		if !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		check(t, name, err.Error(), c.want)
	}
	if _, err := goal.New("g", plain(), goal.Active, office, on("2026-11-22")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a goal is born active: %v", err)
	}
	if _, err := goal.New("g", plain(), goal.Draft, other, on("2026-11-22")); !fault.Is(err, fault.Forbidden) {
		t.Errorf("somebody sets a goal for a stranger: %v", err)
	}
}

// TestReturned: a returned goal keeps the note until it is proposed again, and
// then everybody is asked anew.
func TestReturned(t *testing.T) {
	t.Parallel()
	g := newGoal(t, goal.Proposed, boss)
	g, err := g.Move(goal.Return, ana, on("2026-11-24"), "too much for Q1")
	if err != nil || g.State() != goal.Draft {
		t.Fatal(g.State(), err)
	}
	if list := g.Approvals(); len(list) != 2 || list[1].Verdict != goal.WasReturned || list[1].Note != "too much for Q1" {
		t.Errorf("the approvals are %+v", list)
	}
	g, err = g.Move(goal.Propose, goal.Who{ID: "u-bo2", Name: "Bo", Author: true}, on("2026-11-25"), "")
	if err != nil || g.State() != goal.Proposed || len(g.Approvals()) != 0 {
		t.Errorf("%s %v (%v)", g.State(), g.Approvals(), err)
	}
}

// TestRevise: a change of what is demanded asks again whoever agreed; a change
// of words does not; less is never asked without a reason.
func TestReviseGoal(t *testing.T) {
	t.Parallel()
	in := setting()
	active, err := newGoal(t, goal.Proposed, boss).Move(goal.Accept, ana, on("2026-11-23"), "")
	if err != nil {
		t.Fatal(err)
	}
	words := active.Spec()
	words.Why, words.Actions, words.Parent = "grow", []string{"call"}, "g0"
	edited, same, err := active.Revise(words, ana, on("2027-02-15"), "", in)
	if err != nil || same || edited.State() != goal.Active || edited.Latest().From != 0 || edited.Latest().Number != 2 {
		t.Fatalf("an edit of words: %v %s %+v", err, edited.State(), edited.Latest())
	}
	if _, same, err := edited.Revise(words, ana, on("2027-02-15"), "", in); err != nil || !same {
		t.Errorf("the same again is a change (%v)", err)
	}
	less := words
	less.Value = amount("400000")
	_, _, err = edited.Revise(less, boss, on("2027-02-15"), "", in)
	check(t, "lowering in silence", fieldsOf(err), "reason: is missing: the value falls from €500,000 to €400,000; say why, so that everyone can see it")
	lowered, _, err := edited.Revise(less, boss, on("2027-02-15"), "the market shrank", in)
	if err != nil || lowered.State() != goal.Proposed || lowered.Latest().From != period.MustDate("2027-02-15") {
		t.Fatalf("%v %s %+v", err, lowered.State(), lowered.Latest())
	}
	check(t, "the flags", strings.Join(lowered.Flags(in), "\n"),
		"Version 3 asks for less: the value falls from €500,000 to €400,000 (Bo, 15 February 2027): the market shrank.")
	again, err := lowered.Move(goal.Accept, ana, on("2027-02-16"), "")
	if err != nil || again.State() != goal.Active {
		t.Errorf("accepted anew: %s (%v)", again.State(), err)
	}
	for known, want := range map[string]string{"2026-11-21": "none", "2026-11-22": "500000 proposed", "2027-02-14": "500000 active", "2027-02-15": "400000 proposed", "2027-03-01": "400000 active"} {
		got := "none"
		if v, state, ok := again.At(period.MustDate(known)); ok {
			got = v.Spec.Value.String() + " " + string(state)
		}
		check(t, "known on "+known, got, want)
	}
	for _, c := range []struct {
		who  goal.Who
		kind fault.Kind
	}{{other, fault.Forbidden}} {
		if _, _, err := again.Revise(less, c.who, on("2027-02-16"), "", in); !fault.Is(err, c.kind) {
			t.Errorf("%s revises: %v", c.who.Name, err)
		}
	}
	gone, err := again.Move(goal.Withdraw, boss, on("2027-02-17"), "sold")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := gone.Revise(words, boss, on("2027-02-18"), "x", in); !fault.Is(err, fault.Conflict) {
		t.Errorf("a withdrawn goal is revised: %v", err)
	}
}

func TestLoosened(t *testing.T) {
	t.Parallel()
	in := setting()
	for name, c := range map[string]struct {
		from, to func(*goal.Spec)
		want     string
	}{
		"more":    {nil, func(s *goal.Spec) { s.Value++ }, ""},
		"earlier": {nil, func(s *goal.Spec) { s.Window.End-- }, ""},
		"a guard more": {nil, func(s *goal.Spec) {
			s.Guards = []goal.Guard{{Metric: metric.Margin, Aim: goal.AtLeast, Value: amount("0.3")}}
		}, ""},
		"later":           {nil, func(s *goal.Spec) { s.Window.End = period.MustDate("2027-05-01") }, "the deadline moves from 31 March 2027 to 30 April 2027"},
		"more days count": {nil, func(s *goal.Spec) { s.Window.Start = period.MustDate("2026-12-01") }, "it counts from 1 December 2026 on instead of 1 January 2027"},
		"narrower":        {nil, func(s *goal.Spec) { s.Scope = []org.NodeID{"product:red"} }, "it counts only Red bike instead of everything"},
		"a limit raised": {func(s *goal.Spec) { s.Metric, s.Aim, s.Value = metric.Discount, goal.AtMost, amount("0.08") },
			func(s *goal.Spec) { s.Metric, s.Aim, s.Value = metric.Discount, goal.AtMost, amount("0.1") }, "the limit rises from 8% to 10%"},
		"a limit lowered": {func(s *goal.Spec) { s.Metric, s.Aim, s.Value = metric.Discount, goal.AtMost, amount("0.08") },
			func(s *goal.Spec) { s.Metric, s.Aim, s.Value = metric.Discount, goal.AtMost, amount("0.07") }, ""},
		"between gets wider": {func(s *goal.Spec) { s.Aim, s.Upper = goal.Between, at("600000") },
			func(s *goal.Spec) { s.Aim, s.Value, s.Upper = goal.Between, amount("450000"), at("700000") }, "the value falls from €500,000 to €450,000; the limit rises from €600,000 to €700,000"},
		"another metric":             {nil, func(s *goal.Spec) { s.Metric = metric.Profit }, "it counts gross profit instead of revenue"},
		"another aim":                {nil, func(s *goal.Spec) { s.Aim = goal.AtMost }, "it asks for at most a value instead of at least a value"},
		"another owner":              {nil, func(s *goal.Spec) { s.Owner, s.EachOwner = "team:east", true }, "it is the goal of each person in East instead of Acme"},
		"dollars":                    {nil, func(s *goal.Spec) { s.Currency = "USD" }, "it is counted in another way"},
		"one quarter for each month": {func(s *goal.Spec) { s.Each = period.Month }, func(*goal.Spec) {}, "the value is for the whole time instead of each month"},
		"a guard gone": {func(s *goal.Spec) {
			s.Guards = []goal.Guard{{Metric: metric.Margin, Aim: goal.AtLeast, Value: amount("0.3")}}
		},
			func(s *goal.Spec) {
				s.Guards = []goal.Guard{{Metric: metric.Margin, Aim: goal.AtLeast, Value: amount("0.2")}}
			}, "it no longer holds that margin stays at or above 30%"},
		"fewer weeks": {func(s *goal.Spec) { s.Each = period.Week },
			func(s *goal.Spec) { s.Each, s.Window.End = period.Week, period.MustDate("2027-03-01") }, "it ends on 28 February 2027 instead of 31 March 2027"},
	} {
		from, to := plain(), plain()
		if c.from != nil {
			c.from(&from)
		}
		c.to(&to)
		check(t, name, strings.Join(goal.Loosened(from, to, in), "; "), c.want)
	}
}

// TestAnyLife: whatever people do, versions and events are only appended, the
// knowledge of versions follows without a gap, and a goal is active only after
// it was accepted and approved as it stands.
func TestAnyLife(t *testing.T) {
	t.Parallel()
	in := setting()
	rapid.Check(t, func(t *rapid.T) {
		everybody := []goal.Who{ana, boss, office, other}
		s := plain()
		s.Owner = "person:ana"
		day := period.MustDate("2026-12-20")
		g, err := goal.New("g", s, goal.Draft, rapid.SampledFrom(everybody[:3]).Draw(t, "author"), goal.When{Day: day})
		if err != nil {
			t.Fatal(err)
		}
		for i := range rapid.IntRange(1, 12).Draw(t, "steps") {
			day += period.Date(rapid.IntRange(0, 9).Draw(t, "days"))
			who, note, before := rapid.SampledFrom(everybody).Draw(t, "who"), rapid.SampledFrom([]string{"", "why"}).Draw(t, "note"), g
			when := goal.When{At: int64(i), Day: day}
			if rapid.Bool().Draw(t, "revise") {
				next := g.Spec()
				next.Value = amount(rapid.SampledFrom([]string{"400000", "500000", "600000"}).Draw(t, "value"))
				next.Why = rapid.SampledFrom([]string{"", "growth"}).Draw(t, "why")
				if g, _, err = g.Revise(next, who, when, note, in); err == nil && note == "" && before.State() != goal.Draft && next.Value < before.Spec().Value {
					t.Fatal("lowered without a reason")
				}
			} else {
				m := rapid.SampledFrom(goal.Moves()).Draw(t, "move")
				g, err = g.Move(m, who, when, note)
			}
			if err != nil {
				g = before
				continue
			}
			checkLife(t, before, g)
		}
	})
}

func checkLife(t *rapid.T, before, after goal.Goal) {
	if fmt.Sprint(after.Events[:len(before.Events)]) != fmt.Sprint(before.Events) {
		t.Fatal("an event was changed")
	}
	for i, v := range after.Versions {
		if v.Number != i+1 || i > 0 && after.Versions[i-1].Known.End != v.Known.Start {
			t.Fatalf("the versions are %+v", after.Versions)
		}
	}
	if after.State() != goal.Active {
		return
	}
	said := map[goal.What]bool{}
	for _, a := range after.Approvals() {
		said[a.Verdict] = true
	}
	if !said[goal.WasAccepted] || !said[goal.WasApproved] {
		t.Fatalf("active without agreement:\n%s", story(after))
	}
}
