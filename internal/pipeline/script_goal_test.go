package pipeline_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// pursue reads what goals there are and how they stand; false when the word is
// another.
func (s *script) pursue(word string) bool {
	switch word {
	case "aim", "move", "standing", "story", "baseline":
		s.flush()
		s.noError()
	default:
		return false
	}
	switch word {
	case "aim":
		s.aim()
	case "move":
		_, s.wrong = s.flow.MoveGoal(s.T.Context(), s.org.ID, s.actor(s.options(3)["by"]), goal.ID(s.arg(1)), goal.Move(s.arg(2)), s.options(3)["note"])
	case "standing":
		s.standing()
	case "story":
		s.story()
	case "baseline":
		s.baseline()
	}
	return true
}

// actor is the person with the name; the office when nobody is named.
func (s *script) actor(name string) goal.Actor {
	if name == "" || name == "office" {
		return goal.Actor{ID: "office", Name: "office", Office: true}
	}
	return goal.Actor{ID: name, Name: name, Person: s.node(name)}
}

// aim reads: aim ID WHO METRIC at_least|at_most|between VALUE [UPPER] in PERIOD
// [everyone] [each=week] [scope=KIND:NAME,…] [guard="METRIC AIM VALUE"] [parent=ID]
// [from=VALUE | over=PERIOD change=relative|points|amount by_value=VALUE] [currency=USD]
// [rates=plan] [policy=credit_date] [by=NAME] [state=draft] [reason=…]. Said again
// with the same ID it is a new version.
func (s *script) aim() {
	at := 6
	spec := goal.Spec{Owner: s.node(s.arg(2)), Metric: series(s.arg(3)), Aim: goal.Aim(s.arg(4)), Value: s.part(s.arg(5))}
	if spec.Aim == goal.Between {
		upper := s.part(s.arg(6))
		spec.Upper, at = &upper, 7
	}
	spec.Window = s.period(s.arg(at + 1)).Range
	o := s.options(at + 2)
	spec.EachOwner, spec.Each, spec.Parent = o["everyone"] != "", period.Kind(o["each"]), goal.ID(o["parent"])
	spec.Currency, spec.Rates, spec.Denominator = money.Currency(o["currency"]), metric.RatePolicy(o["rates"]), org.Denominator(o["policy"])
	if o["scope"] != "" {
		for _, id := range strings.Split(o["scope"], ",") {
			spec.Scope = append(spec.Scope, org.NodeID(id))
		}
	}
	if words := strings.Fields(o["guard"]); len(words) == 3 {
		spec.Guards = []goal.Guard{{Metric: series(words[0]), Aim: goal.Aim(words[1]), Value: s.part(words[2])}}
	}
	spec.Change = s.change(o, spec)
	id, by, state := goal.ID(s.arg(1)), s.actor(o["by"]), goal.Proposed
	if s.aims[id] {
		_, s.wrong = s.flow.ReviseGoal(s.T.Context(), s.org.ID, by, id, spec, o["reason"])
		return
	}
	if o["state"] != "" {
		state = goal.State(o["state"])
	}
	if _, s.wrong = s.flow.AddGoal(s.T.Context(), s.org.ID, by, id, spec, state); s.wrong != nil {
		return
	}
	if s.aims == nil {
		s.aims = map[goal.ID]bool{}
	}
	s.aims[id] = true
	if o["state"] == "" && o["by"] == "" { // nobody is asked where the case is not about that
		_, s.wrong = s.flow.MoveGoal(s.T.Context(), s.org.ID, by, id, goal.Activate, "")
	}
}

// part reads 25% as 0.25.
func (s *script) part(text string) money.Amount {
	if number, ok := strings.CutSuffix(text, "%"); ok {
		return s.amount(number) / 100
	}
	return s.amount(text)
}

// change reads how a goal's value came about; a baseline over a period is
// measured.
func (s *script) change(o map[string]string, spec goal.Spec) *goal.Change {
	if o["from"] != "" {
		return &goal.Change{Kind: goal.FromTo, Baseline: s.part(o["from"])}
	}
	if o["over"] == "" {
		return nil
	}
	spec.Change = &goal.Change{Kind: goal.ChangeKind(o["change"]), By: s.part(o["by_value"]), Over: s.period(o["over"]).Range, Of: series(o["of"])}
	read, asOf, err := s.tell.Baseline(s.T.Context(), access.System(s.org.ID), spec, 0)
	s.check(err)
	if read.Value == nil {
		s.bad("there is no baseline: %v", read.Notes)
	}
	change := *spec.Measure(*read.Value, asOf).Change
	return &change
}

// standing reads: standing at DAY, and answers for each goal that is named. A
// goal's step is ID.PERIOD, its person ID.NAME.
func (s *script) standing() {
	asOf := s.day(s.arg(2))
	s.expect = func() {
		id, part, _ := strings.Cut(s.arg(0), ".")
		view, err := s.tell.Goal(s.T.Context(), access.System(s.org.ID), goal.Actor{}, goal.ID(id), asOf)
		s.check(err)
		s.got = s.standingWords(view, view.Standing)
		if part == "" {
			return
		}
		s.got = nil
		for _, step := range view.Standing.Steps {
			if step.Period.ID == part {
				s.got = map[string]string{"actual": s.valued(view.Metric, step.Actual), "target": s.valued(view.Metric, &step.Target), "met": maybe(step.Met)}
			}
		}
		for _, owner := range view.Standing.Owners {
			if _, name := owner.Node.ID.Split(); name == part {
				s.got = s.standingWords(view, owner.Standing)
			}
		}
		if s.got == nil {
			s.bad("goal %s has no %q", id, part)
		}
	}
}

func maybe(b *bool) string {
	if b == nil {
		return "unknown"
	}
	return strconv.FormatBool(*b)
}

// valued writes a value as scripts do: shares in percent.
func (s *script) valued(m metric.Metric, a *money.Amount) string {
	switch {
	case a == nil:
		return "none"
	case m.Unit == metric.Share:
		return (*a * 100).String() + "%"
	default:
		return a.String()
	}
}

func (s *script) standingWords(view attain.GoalView, st attain.Standing) map[string]string {
	percent := func(a *money.Amount) string { return s.valued(metric.Metric{Unit: metric.Share}, a) }
	got := map[string]string{
		"state": string(view.State), "result": string(st.Outcome), "actual": s.valued(view.Metric, st.Actual), "target": s.valued(view.Metric, st.Target),
		"attainment": percent(st.Attainment), "gap": s.valued(view.Metric, st.Gap), "progress": percent(st.Progress), "reached": maybe(st.Reached),
		"effect": s.valued(view.Metric, st.CurrencyEffect), "steps": fmt.Sprintf("%d/%d", st.MetSteps, st.DueSteps),
		"people": fmt.Sprintf("%d/%d", st.MetOwners, st.People), "text": st.Text, "says": view.Readback, "note": strings.Join(st.Notes, " "),
		"contribution": percent(view.Contribution.Share), "why": view.Contribution.Why, "flags": strings.Join(view.Flags, " "),
		"children": strconv.Itoa(len(view.Children)), "version": strconv.Itoa(view.Version.Number), "guard": "none",
	}
	for _, g := range st.Guards {
		got["guard"] = s.valued(g.Of, g.Actual) + " " + maybe(g.Holds)
	}
	return got
}

// story lists what people did with a goal.
func (s *script) story() {
	view, err := s.tell.Goal(s.T.Context(), access.System(s.org.ID), s.actor(s.options(2)["for"]), goal.ID(s.arg(1)), 0)
	s.check(err)
	rows := map[string]map[string]string{}
	for i, e := range view.Goal.Events {
		number := strconv.Itoa(i + 1)
		rows[number] = map[string]string{"what": string(e.What), "by": e.By, "as": string(e.Role), "state": string(e.State), "version": strconv.Itoa(e.Version), "note": e.Note}
		s.left = append(s.left, number)
	}
	moves := make([]string, len(view.May))
	for i, m := range view.May {
		moves[i] = string(m)
	}
	rows["may"] = map[string]string{"move": strings.Join(moves, ","), "edit": strconv.FormatBool(view.MayEdit)}
	s.rowsByNumber(rows)
}

// baseline reads: baseline WHO METRIC PERIOD [scope=…], and answers value, num
// and den.
func (s *script) baseline() {
	spec := goal.Spec{Owner: s.node(s.arg(1)), Metric: series(s.arg(2)), Change: &goal.Change{Kind: goal.Relative, Over: s.period(s.arg(3)).Range}}
	if scope := s.options(4)["scope"]; scope != "" {
		spec.Scope = []org.NodeID{org.NodeID(scope)}
	}
	read, _, err := s.tell.Baseline(s.T.Context(), access.System(s.org.ID), spec, 0)
	s.check(err)
	catalogue, err := s.db.Catalogue(s.T.Context(), s.org.ID)
	s.check(err)
	m, err := catalogue.Find(string(spec.Metric))
	s.check(err)
	s.expect = func() {
		s.got = map[string]string{"value": s.valued(m, read.Value), "num": read.Num.String(), "den": read.Den.String()}
	}
}

// proven demands a receipt of every number that a script asks for: it checks
// without the database, it proves just this number, and no part of it can be
// changed unseen.
func (s *script) proven(q attain.Query, f attain.Figures) {
	r, err := s.tell.Receipt(s.T.Context(), access.System(s.org.ID), f.Node.ID, q)
	s.check(err)
	if wrong := r.Check(); len(wrong) > 0 {
		s.bad("the receipt of %s of %s is wrong: %v", q.Metric.ID, f.Node.ID, wrong)
	}
	if !samePart(r.Figures.Actual, f.Actual) || !samePart(r.Figures.Attainment, f.Attainment) {
		s.bad("the receipt proves %+v, not %v at %v", r.Figures, f.Actual, f.Attainment)
	}
	text, err := json.Marshal(r)
	s.check(err)
	again, err := attain.ReadReceipt(bytes.NewReader(text))
	if err != nil || len(again.Check()) > 0 {
		s.bad("the receipt does not survive being written and read: %v %v", err, again.Check())
	}
	for name, forge := range forgeries(again) {
		forged, err := attain.ReadReceipt(bytes.NewReader(text))
		s.check(err)
		forge(&forged)
		s.check(forged.Seal())
		if len(forged.Check()) == 0 {
			s.bad("the receipt was forged (%s) and nobody sees it", name)
		}
	}
}

func samePart(a, b *money.Amount) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// forgeries change one number that a receipt rests on.
func forgeries(r attain.Receipt) map[string]func(*attain.Receipt) {
	more := func(a *money.Amount) *money.Amount {
		next := money.Unit
		if a != nil {
			next += *a
		}
		return &next
	}
	list := map[string]func(*attain.Receipt){
		"the actual": func(r *attain.Receipt) { r.Figures.Actual = more(r.Figures.Actual) },
		"the gap":    func(r *attain.Receipt) { r.Figures.Gap = more(r.Figures.Gap) },
	}
	for i, t := range r.Terms {
		if r.Figures.Actual == nil {
			break // there is none by other parts too
		}
		list[fmt.Sprintf("the sum of term %d", i)] = func(r *attain.Receipt) { r.Terms[i].Sum += money.Unit }
		if len(t.Items) > 0 {
			list[fmt.Sprintf("an item of term %d", i)] = func(r *attain.Receipt) { r.Terms[i].Items[0].Value++ }
		}
	}
	for i := range r.Figures.Portions {
		list[fmt.Sprintf("portion %d", i)] = func(r *attain.Receipt) { r.Figures.Portions[i].Target++ }
	}
	if r.Rates != nil && len(r.Rates.Currencies) > 0 {
		list["the rate"] = func(r *attain.Receipt) { r.Rates.Currencies[0].Rate = "1/3" }
	}
	return list
}
