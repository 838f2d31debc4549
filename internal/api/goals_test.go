package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// shownGoal is what the tests look at of a goal.
type shownGoal struct {
	ID       string
	State    string
	Version  int
	Readback string
	May      []string
	MayEdit  bool `json:"may_edit"`
	Goal     struct {
		Value  *string
		Metric string
		Change *struct{ Baseline, By, Measured *string }
	}
	Standing struct {
		Actual, Target, Attainment *string
		Result                     string
		Text                       string
	}
	Parent   *struct{ ID, Title string }
	Children []struct {
		ID           string
		Contribution *string
	}
	Contribution *string
	Flags        []string
	Smart        *struct {
		Verdict  string
		Criteria []struct{ Letter, Verdict string }
	}
	Approvals []struct{ By, Role, Verdict string }
	Versions  []struct {
		Version int
		Reason  string
	}
	History []struct{ What, By, Note string }
}

func (r reply) goal(status int) (g shownGoal) {
	r.t.Helper()
	r.want(status).into(&g)
	return g
}

// TestGoalLife takes a goal from a rep's draft through approval, a change and
// its end.
func TestGoalLife(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishCompany, false)
	rep, manager, other := w.as(access.Rep, "2"), w.as(access.Manager, "1"), w.as(access.Rep, "3")
	g := rep.do("POST", "/goals", map[string]any{"goal": revenueGoal("person:2"), "state": "proposed"}).goal(http.StatusCreated)
	if g.State != "accepted" || !slices.Contains(g.May, "withdrawn") || slices.Contains(g.May, "approved") {
		t.Fatalf("a rep's own proposal is taken on with it: %+v", g)
	}
	other.get("/goals/" + g.ID).want(http.StatusNotFound)
	other.get("/goals").want(http.StatusOK).without("person:2", "Ana")
	other.do("POST", "/goals/"+g.ID+"/moves", map[string]any{"to": "approved"}).want(http.StatusNotFound)
	rep.do("POST", "/goals/"+g.ID+"/moves", map[string]any{"to": "approved"}).want(http.StatusForbidden)

	g = manager.do("POST", "/goals/"+g.ID+"/moves", map[string]any{"to": "approved", "note": "go"}).goal(http.StatusOK)
	if g.State != "active" || len(g.Approvals) != 2 {
		t.Fatalf("%+v", g)
	}
	// Asking for less needs a reason, and everybody can see it.
	less := revenueGoal("person:2")
	less["value"] = "40000"
	refused := manager.do("PUT", "/goals/"+g.ID, map[string]any{"goal": less}).want(http.StatusUnprocessableEntity).problem()
	if !strings.Contains(refused.Detail, "reason") && (len(refused.Errors) == 0 || !strings.Contains(refused.Errors[0].Location, "reason")) {
		t.Errorf("%+v", refused)
	}
	g = manager.do("PUT", "/goals/"+g.ID, map[string]any{"goal": less, "reason": "he is away in May"}).goal(http.StatusOK)
	if g.Version != 2 || *g.Goal.Value != "40000" || g.Versions[1].Reason != "he is away in May" || len(g.Flags) < 2 {
		t.Errorf("%+v", g)
	}
	if got := rep.get("/goals/" + g.ID).goal(http.StatusOK); len(got.Versions) != 2 || got.Smart == nil || len(got.Smart.Criteria) != 5 || got.History[0].What == "created" {
		t.Errorf("%+v", got)
	}
	manager.do("POST", "/goals/"+g.ID+"/moves", map[string]any{"to": "withdrawn"}).want(http.StatusUnprocessableEntity).with("body.note")
	if g = manager.do("POST", "/goals/"+g.ID+"/moves", map[string]any{"to": "withdrawn", "note": "plan changed"}).goal(http.StatusOK); g.State != "withdrawn" {
		t.Errorf("%+v", g)
	}
	manager.get("/goals").want(http.StatusOK).without(g.ID)
	manager.get("/goals?state=withdrawn").want(http.StatusOK).with(g.ID)
	manager.get("/goals?state=gone").want(http.StatusUnprocessableEntity).with("query.state")
}

// TestGoalStands: what has been reached, whose part it is, and what is above.
func TestGoalStands(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin, rep := w.as(access.Admin, ""), w.as(access.Rep, "2")
	whole := map[string]any{"title": "First quarter", "owner": "team:1", "metric": "revenue", "value": "100000", "start": "2026-01-01", "end": "2026-04-01"}
	parent := admin.do("POST", "/goals", map[string]any{"goal": whole}).goal(http.StatusCreated)
	part := map[string]any{"title": "Ana's part", "owner": "person:2", "metric": "revenue", "value": "40000", "start": "2026-01-01", "end": "2026-04-01", "parent": parent.ID}
	child := admin.do("POST", "/goals", map[string]any{"goal": part}).goal(http.StatusCreated)
	if child.Parent == nil || child.Contribution == nil || *child.Contribution != "0.4" {
		t.Errorf("%+v", child)
	}
	got := admin.get("/goals/" + parent.ID).goal(http.StatusOK)
	if got.Standing.Actual == nil || *got.Standing.Actual != "101734.6734" || got.Standing.Result != "reached" || len(got.Children) != 1 || *got.Children[0].Contribution != "0.4" {
		t.Errorf("%+v", got)
	}
	// The team's goal is not the rep's to see, and neither is its title.
	seen := rep.get("/goals/"+child.ID).want(http.StatusOK).without("First quarter", "100000", "101734").goal(http.StatusOK)
	if seen.Standing.Actual == nil || *seen.Standing.Actual != "40500.55" || seen.Parent != nil {
		t.Errorf("%+v", seen)
	}
	rep.get("/goals/" + parent.ID).want(http.StatusNotFound)
	rep.get("/goals/"+child.ID+"/progress").want(http.StatusOK).with(`"day":"2026-01-10"`, "40500.55").without("61234")
	for _, body := range []map[string]any{{"goal": map[string]any{}}, {"goal": map[string]any{"metric": "revenue", "value": "ten"}}} {
		admin.do("POST", "/goals", body).want(http.StatusUnprocessableEntity).with("body.goal.value")
	}
	circle := map[string]any{"title": "First quarter", "owner": "team:1", "metric": "revenue", "value": "100000", "start": "2026-01-01", "end": "2026-04-01", "parent": child.ID}
	admin.do("PUT", "/goals/"+parent.ID, map[string]any{"goal": circle}).want(http.StatusUnprocessableEntity).with("part of itself")
}

type shownAdvice struct {
	shownGoal
	Complete  bool
	Questions []struct {
		ID      string
		Choices []struct{ ID string }
	}
	Missing    []struct{ Field string }
	Problems   []struct{ Field, Message string }
	Completion *string
	OwnerNode  *struct{ ID string } `json:"owner_node"`
}

// TestUnderstand: a sentence is shown as structure, asked about, never guessed.
func TestUnderstand(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin, rep := w.as(access.Admin, ""), w.as(access.Rep, "2")
	say := func(p *who, text string, answers map[string]string) (a shownAdvice) {
		if answers == nil {
			answers = map[string]string{}
		}
		p.do("POST", "/goals/understand", map[string]any{"text": text, "answers": answers}).want(http.StatusOK).into(&a)
		return a
	}
	a := say(admin, "Achieve €150,000 in sales revenue by the end of Q2", nil)
	if !a.Complete || a.Goal.Metric != "revenue" || *a.Goal.Value != "150000" || a.Smart == nil || len(a.Smart.Criteria) != 5 || a.OwnerNode.ID != "company:small" {
		t.Errorf("%+v", a)
	}
	if a = say(rep, "Achieve €150,000 in sales revenue by the end of Q2", nil); a.OwnerNode.ID != "person:2" {
		t.Errorf("a rep's sentence is about %+v", a.OwnerNode)
	}
	a = say(admin, "Increase sales", nil)
	if a.Complete || len(a.Missing) == 0 || a.Smart == nil || a.Smart.Verdict != "not_smart" || a.Completion == nil {
		t.Errorf("%+v", a)
	}
	a = say(admin, "Increase revenue by 20% for Ana Able in March", nil)
	if a.Complete || len(a.Questions) != 1 || a.Questions[0].ID != "baseline" {
		t.Fatalf("the baseline is guessed: %+v", a)
	}
	a = say(admin, "Increase revenue by 20% for Ana Able in March", map[string]string{"baseline": "value", "change.baseline": "10000"})
	if a.OwnerNode == nil || a.OwnerNode.ID != "person:2" {
		t.Errorf("%+v", a)
	}
	// Whom somebody does not see, a sentence cannot name.
	if a = say(rep, "Dee Deal is to achieve €10,000 in revenue by the end of Q2", nil); a.OwnerNode != nil && a.OwnerNode.ID == "person:5" {
		t.Errorf("%+v", a)
	}
}

// TestCheckLeaks: asking what a goal would mean tells nothing that the asker
// may not see.
func TestCheckLeaks(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishCompany, false)
	rep := w.as(access.Rep, "2")
	check := func(goal map[string]any) reply {
		return rep.do("POST", "/goals/check", map[string]any{"goal": goal}).want(http.StatusOK).without(deesTraces[0], "Ben Best").without(bensAmounts...).without(deesAmounts...)
	}
	change := func(owner string, scope ...string) map[string]any {
		return map[string]any{"owner": owner, "metric": "revenue", "scope": scope, "start": "2026-04-01", "end": "2026-07-01", "aim": "at_least",
			"change": map[string]any{"kind": "relative", "by": "0.1", "baseline": nil, "over": map[string]any{"start": "2026-01-01", "end": "2026-03-01"}}}
	}
	check(change("person:5")).with(`"problems":[{"field":"owner"`)
	check(change("team:1")).with(`"problems":[{"field":"owner"`)
	check(change("company:small", "customer:C2")).with(`"field":"owner"`, `"field":"scope"`)
	check(change("company:small", "product:P1")).with(`"field":"owner"`)
	check(change("company:small")).with("133250.5934") // what is published
	check(change("person:2", "product:P1")).with(`"baseline":"40000"`)
	guarded := revenueGoal("company:small")
	guarded["guards"] = []any{map[string]any{"metric": "revenue", "scope": []any{"customer:C2"}, "aim": "at_least", "value": "1"}}
	check(guarded).with(`"field":"owner"`)
}

// TestGoalEvents: open pages hear of goals.
func TestGoalEvents(t *testing.T) {
	t.Parallel()
	w := setup(t)
	rep := w.as(access.Rep, "2")
	s := rep.follow("")
	rep.do("POST", "/goals", map[string]any{"goal": revenueGoal("person:2")}).want(http.StatusCreated)
	if event := s.next(); !strings.Contains(event, "event: facts\n") || strings.Contains(event, "person") {
		t.Errorf("%q", event)
	}
}

// TestCustomMetric: tried, saved, used, and defined anew.
func TestCustomMetric(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	var out struct {
		Metric struct{ Version int }
		Sample struct {
			FactsSeen int `json:"facts_seen"`
			Matched   int
			Value     *string
			Rows      []struct{ Value, Text string }
		}
	}
	admin.do("POST", "/metrics?dry_run=true", customMetric()).want(http.StatusOK).into(&out)
	if out.Sample.Matched != 3 || out.Sample.Value == nil || *out.Sample.Value != "3" || len(out.Sample.Rows) != 3 {
		t.Errorf("%+v", out)
	}
	admin.get("/metrics/x_big_sales").want(http.StatusNotFound)
	admin.do("POST", "/metrics", customMetric()).want(http.StatusOK).into(&out)
	admin.get("/nodes/team:1/attainment?metric=x_big_sales&period=2026-Q1").want(http.StatusOK).with(`"actual":"2"`)
	again := customMetric()
	again["where"], again["reason"] = "sale.amount > 50000.0", "bigger is better"
	admin.do("POST", "/metrics", again).want(http.StatusOK).into(&out)
	if out.Metric.Version != 2 {
		t.Errorf("%+v", out)
	}
	admin.get("/nodes/team:1/attainment?metric=x_big_sales&period=2026-Q1").want(http.StatusOK).with(`"actual":"1"`)
	admin.get("/metrics/x_big_sales/versions").want(http.StatusOK).with(`"version":2`, "bigger is better", "sale.amount > 30000.0")
	wrong := customMetric()
	wrong["where"] = "amount >"
	admin.do("POST", "/metrics?dry_run=true", wrong).want(http.StatusUnprocessableEntity).with("where")
}

// TestPlanFile: what is exported says what is there, and a file is applied once.
func TestPlanFile(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	text := "plan: 1\norganisation: small\ntargets:\n  - {node: \"team:4\", metric: orders, period: 2026-Q1, value: 12}\n" +
		"goals:\n  - {key: q2, owner: \"team:1\", state: active, metric: revenue, value: 200000, start: 2026-04-01, end: 2026-07-01}\n" +
		"  - {key: ana, owner: \"person:2\", state: draft, parent: q2, sentence: \"Achieve €90,000 in revenue in Q2 2026\"}\n"
	var out struct {
		Changes []struct{ What, Kind, Path string }
	}
	admin.do("POST", "/plan-files/diff", map[string]any{"text": text}).want(http.StatusOK).into(&out)
	if len(out.Changes) != 3 || out.Changes[1].What != "goal q2" || out.Changes[1].Kind != "create" {
		t.Fatalf("%+v", out)
	}
	admin.get("/goals/q2").want(http.StatusNotFound) // a diff writes nothing
	admin.do("POST", "/plan-files/apply", map[string]any{"text": text}).want(http.StatusOK)
	if g := admin.get("/goals/q2").goal(http.StatusOK); g.State != "active" || len(g.Children) != 1 {
		t.Errorf("%+v", g)
	}
	admin.get("/goals/ana").want(http.StatusOK).with(`"value":"90000"`, `"state":"draft"`)
	for _, again := range []string{text, admin.get("/plan-files/export").want(http.StatusOK).body} {
		admin.do("POST", "/plan-files/diff", map[string]any{"text": again}).want(http.StatusOK).into(&out)
		if len(out.Changes) != 0 {
			t.Errorf("applied again, it changes %+v", out.Changes)
		}
	}
	lower := strings.Replace(text, "200000", "100000", 1)
	admin.do("POST", "/plan-files/apply", map[string]any{"text": lower}).want(http.StatusUnprocessableEntity).with("line 6")
	admin.do("POST", "/plan-files/apply", map[string]any{"text": lower, "reason": "one rep left"}).want(http.StatusOK)
	admin.get("/goals/q2").want(http.StatusOK).with(`"version":2`, "one rep left")
	admin.do("POST", "/plan-files/diff", map[string]any{"text": "plan: 1\ngoals:\n  - {key: x, sentence: Increase sales}\n"}).
		want(http.StatusUnprocessableEntity).with("line 3", "goals[0].sentence")
}

// TestSuggestions: what evidence there is speaks.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	var out struct {
		Items []struct{ Block, Value string }
		Notes []string
	}
	admin.get("/targets/suggestions?node=person:2&period=2026-Q1").want(http.StatusOK).into(&out)
	if len(out.Items) != 1 || out.Items[0].Block != "top_down" || out.Items[0].Value != "90000" || len(out.Notes) == 0 {
		t.Errorf("%+v", out)
	}
	admin.get("/targets/suggestions?node=person:2&period=2026-Q2&metric=win_rate").want(http.StatusUnprocessableEntity)
	admin.get("/targets/suggestions?node=person:2&period=soon").want(http.StatusUnprocessableEntity).with("query.period")
}

// TestEffectiveTarget: a target that changes within its period, by each policy.
func TestEffectiveTarget(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	set := map[string]any{"node_id": "person:2", "metric": "revenue", "start": "2026-01-01", "end": "2026-04-01", "value": "45000", "reason": "half the area", "effective_on": "2026-02-15"}
	admin.do("POST", "/targets", set).want(http.StatusOK).with(`"effective_on":"2026-02-15"`)
	const at = "/nodes/person:2/attainment?period=2026-Q1&policy="
	admin.get(at+"latest").want(http.StatusOK).with(`"target":"45000"`, `"policy":"latest"`)
	admin.get(at+"day_weighted").want(http.StatusOK).with(`"target":"67500"`, `"policy":"day_weighted"`) // 45 of 90 days each
	admin.get(at + "mean").want(http.StatusUnprocessableEntity)
	set["effective_on"] = "2026-05-01"
	admin.do("POST", "/targets", set).want(http.StatusUnprocessableEntity).with("body.effective_on")
}

// TestGoalPages: goals that are read together, a page at a time, stand as each
// does alone; every one is on one page.
func TestGoalPages(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admin := w.as(access.Admin, "")
	alone := map[string]string{}
	var order []string
	for _, of := range []struct{ owner, metric, start string }{
		{"team:1", "revenue", "2026-01-01"}, {"person:2", "revenue", "2026-01-01"}, {"person:3", "revenue", "2026-01-01"}, {"person:2", "orders", "2026-01-01"},
		{"person:2", "revenue", "2026-02-01"}, {"person:3", "margin", "2026-01-01"}, {"person:2", "margin", "2026-01-01"},
	} {
		value := map[bool]string{true: "0.5", false: "40000"}[of.metric == "margin"]
		g := admin.do("POST", "/goals", map[string]any{"goal": map[string]any{"title": "Pages", "owner": of.owner, "metric": of.metric, "value": value,
			"start": of.start, "end": "2026-04-01"}}).goal(http.StatusCreated)
		order = append(order, g.ID)
		alone[g.ID] = fmt.Sprint(said(admin.get("/goals/" + g.ID).goal(http.StatusOK)))
	}
	for _, limit := range []string{"1", "2", "7", "500"} {
		var ids []string
		next := ""
		for range order {
			var page struct {
				Items      []shownGoal
				NextCursor string `json:"next_cursor"`
			}
			admin.get("/goals?q=pages&limit=" + limit + "&cursor=" + next).want(http.StatusOK).into(&page)
			for _, g := range page.Items {
				ids = append(ids, g.ID)
				if got := fmt.Sprint(said(g)); got != alone[g.ID] {
					t.Errorf("pages of %s: goal %s stands at %s, alone at %s", limit, g.ID, got, alone[g.ID])
				}
			}
			if next = page.NextCursor; next == "" {
				break
			}
		}
		if !slices.Equal(ids, order) {
			t.Errorf("pages of %s hold %v, want %v", limit, ids, order)
		}
	}
	admin.get("/goals?limit=1&cursor=bm9uZTox").want(http.StatusUnprocessableEntity).with("query.cursor")
}

// said is what a goal says of how it stands.
func said(g shownGoal) []string {
	said := []string{g.State, g.Readback, g.Standing.Result, g.Standing.Text}
	for _, value := range []*string{g.Standing.Actual, g.Standing.Target, g.Standing.Attainment} {
		if value == nil {
			value = new(string)
		}
		said = append(said, *value)
	}
	return said
}
