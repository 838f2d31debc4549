package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/api"
	"github.com/attainhq/attain/internal/connector/xlsx"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// withCards keeps the service of the scorecards at hand.
func withCards(cards **scorecard.Service) func(*api.Deps) {
	return func(d *api.Deps) { *cards = d.Cards }
}

type cardAnswer struct {
	Card struct {
		Score struct{ Value string }
		Lines []struct {
			Key, Kind, Metric, Target, Actual, Attainment, Share, Status, Why string
		}
		Members *struct {
			Rows []struct {
				Node    struct{ ID, Name string }
				Counted string
				Score   string
			}
			Rest, Late, Total string
		}
		Over bool
	}
	Given *struct {
		AsOf  string `json:"as_of"`
		Score string
	}
	ScoreNow string `json:"score_now"`
	Changes  []struct{ What, Before, After string }
	Previous string
	Next     string
}

func (r reply) card() (c cardAnswer) {
	r.t.Helper()
	r.want(http.StatusOK).into(&c)
	return c
}

// TestScorecard: January's part of the quarter's target by working days (22 of
// 64), what came, and the score; the team's people sum to the team.
func TestScorecard(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ana, bo := w.as(access.Rep, "2"), w.as(access.Manager, "1")
	c := ana.get("/nodes/person:2/scorecard").card() // the month that is over: January
	if !c.Card.Over || len(c.Card.Lines) != 2 || c.Previous != "2025-12" || c.Next != "2026-02" {
		t.Fatalf("%+v", c)
	}
	part, quarter := c.Card.Lines[0], c.Card.Lines[1]
	if part.Kind != "part" || part.Target != "30937.5" || part.Actual != "40500.55" || part.Attainment != "1.3091" || part.Share != "1" || part.Status != "unknown" || !strings.Contains(part.Why, "2026 Q1") {
		t.Errorf("%+v", part)
	}
	if quarter.Kind != "target" || quarter.Target != "90000" || quarter.Share != "" {
		t.Errorf("%+v", quarter)
	}
	if c.Card.Score.Value != "1.3091" || c.Given != nil {
		t.Errorf("score %s, given %v", c.Card.Score.Value, c.Given)
	}
	// Of a quarter that runs there is its own target, with the status of everywhere.
	q := ana.get("/nodes/person:2/scorecard?period=2026-Q1").card()
	if len(q.Card.Lines) != 1 || q.Card.Lines[0].Attainment != "0.45" || q.Card.Over {
		t.Errorf("%+v", q.Card.Lines)
	}
	ana.get("/nodes/person:2/outlook?period=2026-Q1").want(http.StatusOK).with(`"status":"` + q.Card.Lines[0].Status + `"`)

	m := bo.get("/nodes/team:1/scorecard?period=2026-Q1").card().Card.Members
	if m == nil || m.Total != "101734.6734" || m.Rest != "0" || len(m.Rows) < 2 || m.Rows[0].Node.ID != "person:3" || m.Rows[0].Counted != "61234.1234" || m.Rows[1].Counted != "40500.55" || m.Rows[1].Score != "0.45" {
		t.Errorf("%+v", m)
	}
	ana.get("/nodes/person:2/scorecard?period=2026-Q3").want(http.StatusUnprocessableEntity).with("after the day of this view")
	ana.get("/nodes/person:2/scorecard?period=nonsense").want(http.StatusUnprocessableEntity)
	w.as(access.RevOps, "").get("/nodes/product:P1/scorecard").want(http.StatusUnprocessableEntity).with("people, teams and the company")
}

// TestScorecardScope: a rep finds nothing of another, in no form, whatever is
// published; a manager finds his people and nobody else's.
func TestScorecardScope(t *testing.T) {
	t.Parallel()
	var cards *scorecard.Service
	w := setup(t, withCards(&cards))
	w.publish(org.PublishEveryone, true)
	ana, ben, bo := w.as(access.Rep, "2"), w.as(access.Rep, "3"), w.as(access.Manager, "1")
	ask := func() {
		t.Helper()
		ana.get("/nodes/person:2/scorecard").want(http.StatusOK).with("Ana Able", "40500.55").without("Ben Best", "person:3", "Dee Deal")
		for _, path := range []string{"/nodes/person:3/scorecard", "/nodes/person:3/scorecard.xlsx", "/nodes/person:3/commitments", "/nodes/person:3/scorecard?version=now", "/nodes/team:1/scorecard", "/nodes/company:small/scorecard",
			"/nodes/company:small/scorecard.xlsx", "/scorecards?under=team:1", "/scorecards.xlsx?under=team:1"} {
			ana.get(path).want(http.StatusNotFound).without("Ben", "61234")
		}
		ana.get("/scorecards?period=2026-Q1").want(http.StatusOK).with("Ana Able").without("Ben Best", "person:3", "Dee Deal")
		bo.get("/scorecards?period=2026-Q1").want(http.StatusOK).with("Ana Able", "Ben Best").without("Dee Deal")
		bo.get("/nodes/team:1/scorecard?period=2026-Q1").want(http.StatusOK).with("Ana Able", "Ben Best").without("Dee Deal", "31415.92")
		bo.get("/nodes/person:5/scorecard").want(http.StatusNotFound)
	}
	ask()
	january, err := period.DefaultCalendar().Parse("2026-01")
	if err != nil {
		t.Fatal(err)
	}
	run, ok, err := cards.Give(t.Context(), orgID, january, false, nil)
	if err != nil || !ok || run.Done != run.Of || run.Of < 8 {
		t.Fatalf("%+v, %v, %v", run, ok, err)
	}
	ask()
	// What two people promised each other is theirs; it is in nothing that is kept.
	talked(ana, bo)
	ana.get("/nodes/person:2/commitments?period=2026-02").want(http.StatusOK).with(promiseWords) // made in it
	ana.get("/nodes/person:2/commitments?period=2026-06").want(http.StatusOK).with(promiseWords) // due in it
	ana.get("/nodes/person:2/commitments?period=2026-04").want(http.StatusOK).without(promiseWords)
	ana.get("/nodes/person:2/commitments?period=2026-H1").want(http.StatusOK).with(promiseWords, `"id":"person:1"`)
	bo.get("/nodes/person:2/commitments?period=2026-H1").want(http.StatusOK).with(promiseWords)
	w.as(access.Admin, "").get("/nodes/person:2/commitments?period=2026-H1").want(http.StatusOK).without(promiseWords)
	w.as(access.Manager, "4").get("/nodes/person:2/commitments?period=2026-H1").want(http.StatusNotFound).without(promiseWords)
	ben.get("/nodes/person:2/commitments?period=2026-H1").want(http.StatusNotFound)
	ana.withToken(access.Rep).get("/nodes/person:2/commitments?period=2026-H1").want(http.StatusForbidden).without(promiseWords)
	for _, path := range []string{"/nodes/person:2/scorecard?period=2026-H1", "/nodes/person:2/scorecard?period=2026-02", "/nodes/team:1/scorecard?period=2026-H1"} {
		bo.get(path).want(http.StatusOK).without(promiseWords, noteWords)
	}
}

// TestScorecardGiven: what was given stays when a fact is corrected; the page is
// told what is another now. One that fails stops no other.
func TestScorecardGiven(t *testing.T) {
	t.Parallel()
	var cards *scorecard.Service
	w := setup(t, withCards(&cards))
	ops, ana := w.as(access.RevOps, ""), w.as(access.Rep, "2")
	january, _ := period.DefaultCalendar().Parse("2026-01")
	give := func(again, want bool) scorecard.Run {
		t.Helper()
		run, ok, err := cards.Give(t.Context(), orgID, january, again, nil)
		if err != nil || ok != want || len(run.Failed) > 0 {
			t.Fatalf("%+v, %v, %v", run, ok, err)
		}
		return run
	}
	give(false, true)
	give(false, false)
	ops.get("/scorecards/runs").want(http.StatusOK).with(`"id":"2026-01"`, `"state":"done"`, `"failed":[]`)
	first := ana.get("/nodes/person:2/scorecard?period=2026-01").card()
	if first.Given == nil || first.Given.Score != "1.3091" || first.ScoreNow != "1.3091" || len(first.Changes) != 0 {
		t.Fatalf("%+v", first)
	}
	w.clock.Add(int64((24 * time.Hour).Seconds()))
	ops, ana = w.as(access.RevOps, ""), w.as(access.Rep, "2")
	ops.do("POST", "/sales", map[string]any{"items": []any{sale("T1", map[string]any{"day": "2026-01-20", "owner": "2", "amount": "10000.00"})}}).want(http.StatusOK)
	kept := ana.get("/nodes/person:2/scorecard?period=2026-01").card()
	if kept.Card.Score.Value != "1.3091" || kept.Card.Lines[0].Actual != "40500.55" {
		t.Errorf("what was given has changed: %+v", kept.Card)
	}
	if kept.ScoreNow != "1.6323" || len(kept.Changes) != 2 || kept.Changes[0].What != "actual" || kept.Changes[0].Before != "40500.55" || kept.Changes[0].After != "50500.55" {
		t.Errorf("now %s, %+v", kept.ScoreNow, kept.Changes)
	}
	now := ana.get("/nodes/person:2/scorecard?period=2026-01&version=now").card()
	if now.Card.Score.Value != "1.6323" || now.Given == nil || len(now.Changes) != 2 {
		t.Errorf("%+v", now)
	}
	give(true, true)
	again := ana.get("/nodes/person:2/scorecard?period=2026-01").card()
	if again.Card.Score.Value != "1.6323" || len(again.Changes) != 0 {
		t.Errorf("%+v", again)
	}
	old := ana.get("/nodes/person:2/scorecard?period=2026-01&as_of=2026-02-15").card()
	if old.Card.Score.Value != "1.3091" {
		t.Errorf("as of the day before: %+v", old)
	}
	if _, _, err := cards.Give(t.Context(), orgID, period.DefaultCalendar().Containing(period.Month, period.MustDate("2026-02-15")), false, nil); err == nil {
		t.Error("the scorecards of a month that runs were given")
	}
}

// TestScorecardWeights: weights change the score, and only those who set targets
// set them.
func TestScorecardWeights(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops, ana := w.as(access.RevOps, ""), w.as(access.Rep, "2")
	ops.do("POST", "/targets", map[string]any{"node_id": "person:2", "metric": "orders", "start": "2026-01-01", "end": "2026-02-01", "value": "2"}).want(http.StatusOK)
	if c := ana.get("/nodes/person:2/scorecard?period=2026-01").card(); c.Card.Score.Value != "0.9046" || c.Card.Lines[0].Share != "0.5" {
		t.Errorf("(1.3091 + 0.5) ÷ 2 is not %s: %+v", c.Card.Score.Value, c.Card.Lines)
	}
	weights := map[string]any{"weights": map[string]string{"revenue": "3"}}
	ana.do("PUT", "/scorecards/weights", weights).want(http.StatusForbidden)
	ops.do("PUT", "/scorecards/weights", map[string]any{"weights": map[string]string{"revenue": "-1"}}).want(http.StatusUnprocessableEntity)
	ops.do("PUT", "/scorecards/weights", map[string]any{"weights": map[string]string{"none": "1"}}).want(http.StatusUnprocessableEntity)
	ops.do("PUT", "/scorecards/weights", weights).want(http.StatusOK).with(`"revenue":"3"`)
	ana.get("/scorecards/weights").want(http.StatusOK).with(`"revenue":"3"`)
	if c := ana.get("/nodes/person:2/scorecard?period=2026-01").card(); c.Card.Score.Value != "1.1068" || c.Card.Lines[0].Share != "0.75" {
		t.Errorf("(3 × 1.3091 + 0.5) ÷ 4 is not %s: %+v", c.Card.Score.Value, c.Card.Lines)
	}
}

// TestScorecardWorkbook: the workbook holds the totals of the page.
func TestScorecardWorkbook(t *testing.T) {
	t.Parallel()
	w := setup(t)
	bo := w.as(access.Manager, "1")
	c := bo.get("/nodes/team:1/scorecard?period=2026-Q1").card()
	book := bo.get("/nodes/team:1/scorecard.xlsx?period=2026-Q1").want(http.StatusOK)
	s, err := xlsx.Workbooks{}.Read(strings.NewReader(book.body))
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for _, l := range s.Lines {
		for _, f := range l.Fields {
			cells = append(cells, f.Text)
		}
	}
	all := strings.Join(cells, "|")
	for _, want := range []string{c.Card.Score.Value, c.Card.Members.Total, c.Card.Lines[0].Target, c.Card.Lines[0].Actual, "'@Ben Best"} {
		if !strings.Contains("|"+all+"|", "|"+want+"|") {
			t.Errorf("%q is not in the workbook: %s", want, all)
		}
	}
	bo.get("/scorecards.xlsx?period=2026-Q1").want(http.StatusOK)
}
