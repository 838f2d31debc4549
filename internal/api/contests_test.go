package api_test

import (
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// contestAnswer is what tests read of a contest.
type contestAnswer struct {
	ID, State string
	Revision  int64
	MayHold   bool `json:"may_hold"`
	Rehearsal *struct {
		Known bool
		Runs  []struct {
			Start   string
			Winners []struct{ Person struct{ ID string } }
		}
		Odds []struct{ Person struct{ ID string } }
	}
	Standing *struct {
		Final    bool
		Took     int `json:"took_part"`
		Paid     *string
		Together *struct {
			Value   *string
			Reached bool
		}
		Lines []struct {
			Person            struct{ ID string }
			Me, Full          bool
			Band              *int
			Out               *string
			Value, Won        *string
			Reference, ToDate *string
			Breaches          []any
		}
	}
}

func (r reply) contest(status int) (c contestAnswer) {
	r.t.Helper()
	r.want(status).into(&c)
	return c
}

// teamContest is a team goal of Bo's people for the first week of March, which
// takes two.
func teamContest(node string) map[string]any {
	return map[string]any{"name": "March sprint", "reason": "Start the month strongly", "node": node, "start": "2026-02-23", "end": "2026-03-02", "metric": "revenue", "measure": "attainment",
		"prize":  map[string]any{"to": "team", "threshold": "0.5", "amount": "300", "pot": true},
		"guards": []map[string]any{{"metric": "margin", "aim": "at_least", "value": "0.1"}}}
}

// TestContest goes the whole way: written, refused to start, rehearsed, changed,
// rehearsed again, started, seen by those who take part, won, ended and proved.
func TestContest(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishEveryone, true)
	ops, bo, cy, ana, ben, dee := w.as(access.RevOps, ""), w.as(access.Manager, "1"), w.as(access.Manager, "4"), w.as(access.Rep, "2"), w.as(access.Rep, "3"), w.as(access.Rep, "5")
	sell := func(id string, change map[string]any) {
		t.Helper()
		ops.do("POST", "/sales", map[string]any{"items": []any{sale(id, change)}}).want(http.StatusOK)
	}
	sell("early", map[string]any{"day": "2026-01-01", "owner": "2"})

	made := bo.do("POST", "/contests", teamContest("team:1")).contest(http.StatusCreated)
	at := "/contests/" + made.ID
	if made.State != "draft" || !made.MayHold || made.Standing != nil {
		t.Fatalf("%+v", made)
	}
	bo.do("POST", at+"/start", nil).want(http.StatusConflict).with("rehearse it first")
	for _, other := range []*who{cy, ana, dee} {
		other.get(at).want(http.StatusNotFound)
		other.do("POST", at+"/rehearse", nil).want(http.StatusNotFound)
	}
	bo.do("POST", "/contests", teamContest("team:4")).want(http.StatusNotFound)

	rehearsed := bo.do("POST", at+"/rehearse", nil).contest(http.StatusOK)
	if r := rehearsed.Rehearsal; rehearsed.State != "rehearsed" || !r.Known || len(r.Runs) < 3 || len(r.Odds) != 2 {
		t.Fatalf("%+v", rehearsed)
	}
	other := teamContest("team:1")
	other["prize"], other["revision"] = map[string]any{"to": "team", "threshold": "0.5", "amount": "500", "pot": true}, rehearsed.Revision
	changed := bo.do("PUT", at, other).contest(http.StatusOK)
	if changed.State != "draft" || changed.Rehearsal != nil {
		t.Fatalf("it is %s after its prize changed", changed.State)
	}
	bo.do("PUT", at, other).want(http.StatusConflict) // of a revision that is gone
	bo.do("POST", at+"/start", nil).want(http.StatusConflict)
	bo.do("POST", at+"/rehearse", nil).want(http.StatusOK)
	if started := bo.do("POST", at+"/start", nil).contest(http.StatusOK); started.State != "running" || len(started.Standing.Lines) != 2 {
		t.Fatalf("%+v", started)
	}
	bo.do("PUT", at, other).want(http.StatusConflict).with("rules stand")
	ana.get("/contests").want(http.StatusOK).with("March sprint")
	cy.get("/contests").want(http.StatusOK).without("March sprint")
	dee.get(at).want(http.StatusNotFound)

	// Each of them is asked about 7,000 for the week.
	later := func(days int64) { // sessions end, so everybody signs in again
		w.clock.Add(days * 24 * 3600)
		ops, bo, ana, ben = w.as(access.RevOps, ""), w.as(access.Manager, "1"), w.as(access.Rep, "2"), w.as(access.Rep, "3")
	}
	later(10) // 25 February
	sell("won", map[string]any{"day": "2026-02-24", "owner": "2", "order_id": "A2", "amount": "20000", "cost": "10000"})
	sell("thin", map[string]any{"day": "2026-02-24", "owner": "3", "order_id": "A3", "amount": "4000", "cost": "3999"})
	// Ben sold at a loss: it is told to him and to Bo, and never to Ana.
	mine := ben.get(at).want(http.StatusOK).with("Margin", `"reached":true`).without("Ana Able", "20000")
	if c := mine.contest(http.StatusOK); len(c.Standing.Lines) != 1 || len(c.Standing.Lines[0].Breaches) != 1 || c.Standing.Lines[0].Band != nil || c.Standing.Paid != nil || c.Standing.Together.Value != nil || c.Rehearsal != nil {
		t.Errorf("%s", mine.body)
	}
	ana.get(at).want(http.StatusOK).with(`"breaches":[]`).without("Ben Best", "4000", `"actual"`)
	seen := bo.get(at).contest(http.StatusOK)
	if s := seen.Standing; len(s.Lines) != 2 || *s.Paid != "500" || *s.Together.Value != "20000" || len(s.Lines[1].Breaches) != 1 {
		t.Errorf("%+v", s)
	}

	bo.do("POST", at+"/end", nil).want(http.StatusConflict).with("runs through 2026-03-01")
	bo.get(at + "/check").want(http.StatusConflict)
	later(6) // 3 March
	ended := bo.do("POST", at+"/end", nil).contest(http.StatusOK)
	if ended.State != "ended" || !ended.Standing.Final || *ended.Standing.Paid != "500" || *ended.Standing.Lines[0].Won != "500" {
		t.Fatalf("%+v", ended)
	}
	// What comes later changes nothing, and the result can be made again.
	later(1)
	sell("late", map[string]any{"day": "2026-02-25", "owner": "2", "order_id": "A4", "amount": "90000"})
	bo.get(at).want(http.StatusOK).with(`"20000"`).without("110000")
	bo.get(at+"/check").want(http.StatusOK).with(`"same":true`, "2026-03-03")
	ana.get(at + "/check").want(http.StatusForbidden)
	bo.do("POST", at+"/withdraw", map[string]any{"reason": "why"}).want(http.StatusConflict)
}

// TestContestIsRefused: everything that is wrong is told at once, by field.
func TestContestIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	bo := w.as(access.Manager, "1")
	wrong := map[string]any{"name": " ", "reason": "", "node": "team:1", "start": "2026-03-02", "end": "2026-03-03", "metric": "win_rate", "measure": "attainment",
		"prize": map[string]any{"to": "top", "places": 0, "amount": "-1"}, "guards": []map[string]any{{"metric": "none", "aim": "at_most", "value": "1"}}}
	bo.do("POST", "/contests", wrong).want(http.StatusUnprocessableEntity).with("body.name", "body.reason", "body.end", "body.metric", "body.prize.places", "body.prize.amount", "body.guards.0")
	wrong["start"] = "soon"
	bo.do("POST", "/contests", wrong).want(http.StatusUnprocessableEntity).with("body.start")
	wrong["start"], wrong["prize"] = "2026-03-02", map[string]any{"to": "top", "places": 1, "amount": "much"}
	bo.do("POST", "/contests", wrong).want(http.StatusUnprocessableEntity).with("body.prize.amount")
	made := bo.do("POST", "/contests", teamContest("team:1")).contest(http.StatusCreated)
	bo.do("POST", "/contests/"+made.ID+"/withdraw", map[string]any{"reason": " "}).want(http.StatusUnprocessableEntity).with("body.reason")
	bo.do("POST", "/contests/"+made.ID+"/withdraw", map[string]any{"reason": "no budget"}).want(http.StatusOK).with(`"state":"withdrawn"`, "no budget")
}
