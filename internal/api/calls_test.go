package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

const forecastProfile = `profile: 1
name: Pipeline
source: crm
files: {deal: deal.csv}
records:
  - {kind: opportunity, from: deal, id: ID, name: ID, created_on: Created, owner: Owner, amount: Amount, currency: {value: EUR}, expected_close: Close,
     forecast_category: {column: Forecast, map: {Sure: commit}, unmapped: keep}, outcome: Outcome, closed_on: Closed}
`

// opportunities imports thoseortunities of Ana, Ben and Dee.
func (w *world) opportunities(admin *who, rows string) {
	w.t.Helper()
	var started batch
	admin.do("POST", "/imports", upload(w.t, "profile", forecastProfile, "files/deal.csv", "ID,Created,Owner,Amount,Close,Forecast,Outcome,Closed\n"+rows)).
		want(http.StatusAccepted).into(&started)
	if b := finished(admin, started.ID); b.Quarantined > 0 || b.State != "done" {
		w.t.Fatalf("the opportunities do not arrive: %+v", b)
	}
}

const someDeals = `D1,2026-02-01,2,1000,2026-03-10,Sure,,
D2,2026-02-01,2,2000,2026-03-11,Best Case,,
D3,2026-02-01,2,400,2026-03-12,,,
D4,2026-02-01,3,5000,2026-03-01,pipeline,,
D5,2026-02-01,5,7000,2026-03-02,Sure,,
D6,2026-02-01,2,9000,2026-04-02,Sure,,
`

// say posts what somebody says of a forecast of the first quarter.
func (p *who) say(path, node string, more map[string]any) reply {
	p.w.t.Helper()
	body := map[string]any{"node": node, "period": "2026-Q1"}
	for key, value := range more {
		body[key] = value
	}
	return p.do(http.MethodPost, "/forecast/"+path, body)
}

// TestForecast: the rollup of a team, what people say, what their manager
// makes of it, and how it moves what is above.
func TestForecast(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops, ana, bo := w.as(access.RevOps, ""), w.as(access.Rep, "2"), w.as(access.Manager, "1")
	w.opportunities(ops, someDeals)

	const anas = `"closed":"40500.55","commit":"1000","best_case":"2000","pipeline":"400","omitted":"0"`
	mine := "/forecast?period=2026-Q1"
	ana.get(mine).want(http.StatusOK).with(`"id":"person:2"`, anas, `"uncategorised":"400"`, `"commit_forecast":"41500.55"`, `"best_forecast":"43500.55"`,
		`"pipeline_forecast":"43900.55"`, `"target":"90000"`, `"call":null`, `"value":"41500.55"`, `"may_submit":true`, `"may_override":false`, "stand in no category")
	bo.get(mine).with(`"id":"team:1"`, `"closed":"101734.6734","commit":"1000","best_case":"2000","pipeline":"5400"`, anas, `"lines":[`)
	ops.get(mine).with(`"id":"company:small"`, `"commit":"8000"`, `"unassigned":{"closed":"100",`)

	ana.say("calls", "person:2", map[string]any{"value": "45000", "best": "44000"}).want(http.StatusUnprocessableEntity).with("at least the call")
	ana.say("calls", "person:2", map[string]any{"value": "x"}).want(http.StatusUnprocessableEntity)
	ana.say("calls", "person:2", map[string]any{"value": "45000", "best": "50000", "note": "one more to come"}).want(http.StatusCreated).
		with(`"kind":"submission"`, `"value":"45000"`, `"before":"41500.55"`, `"commit_forecast":"41500.55"`, `"by":"The rep"`)
	bo.get(mine).with(`"below":"106234.1234"`, `"value":"106234.1234"`) // 102734.6734 + (45000 − 41500.55)

	ana.say("overrides", "person:2", map[string]any{"value": "1", "note": "n"}).want(http.StatusForbidden).with("submit another number")
	bo.say("overrides", "person:2", map[string]any{"value": "43000", "note": " "}).want(http.StatusUnprocessableEntity).with("say why")
	bo.say("overrides", "person:2", map[string]any{"value": "43000", "note": "the customer is slow"}).want(http.StatusCreated).with(`"before":"45000"`)
	bo.say("overrides", "team:1", map[string]any{"value": "1", "note": "n"}).want(http.StatusForbidden)
	bo.get(mine).with(`"below":"104234.1234"`, `"override":{`, `"value":"43000"`, `"call":{`) // 102734.6734 + (43000 − 41500.55)
	ana.get(mine).with(`"note":"the customer is slow"`, `"value":"43000"`)
	bo.say("calls", "team:1", map[string]any{"value": "100000"}).want(http.StatusCreated).with(`"before":"104234.1234"`)
	bo.get(mine).with(`"below":"104234.1234"`, `"value":"100000"`)
	ops.get(mine).with(`"value":"138515.92"`) // 141250.5934 − 102734.6734 + 100000
	bo.say("resets", "person:2", map[string]any{"note": "signed after all"}).want(http.StatusCreated).with(`"kind":"reset"`, `"before":"43000"`)
	ana.get(mine).with(`"override":null`, `"value":"45000"`)
	bo.say("resets", "person:2", map[string]any{"note": "again"}).want(http.StatusConflict).with("nothing to take back")
	ana.get("/forecast/calls?period=2026-Q1").with(`"kind":"reset"`, `"kind":"override"`, `"kind":"submission"`)

	bo.say("locks", "team:1", map[string]any{"reason": ""}).want(http.StatusUnprocessableEntity)
	ana.say("locks", "person:2", map[string]any{"reason": "mine"}).want(http.StatusForbidden)
	bo.say("locks", "team:1", map[string]any{"reason": "board meeting"}).want(http.StatusCreated).with(`"unlocked_on":null`)
	ana.say("calls", "person:2", map[string]any{"value": "46000"}).want(http.StatusConflict).with("board meeting")
	ana.get(mine).with(`"reason":"board meeting"`)
	ops.say("calls", "company:small", map[string]any{"value": "140000"}).want(http.StatusCreated)
	ana.say("unlocks", "person:2", nil).want(http.StatusForbidden)
	bo.say("unlocks", "team:1", nil).want(http.StatusOK).with(`"unlocked_on":"2026-02-15"`)
	ana.say("calls", "person:2", map[string]any{"value": "46000"}).want(http.StatusCreated)
	ana.do(http.MethodPost, "/forecast/calls", map[string]any{"node": "person:2", "period": "2026-01", "value": "1"}).want(http.StatusConflict).with("is over")
	ana.get("/forecast?metric=profit").want(http.StatusUnprocessableEntity).with("query.metric")
}

// TestForecastDeals: the opportunities behind each figure, a page at a time.
func TestForecastDeals(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops, ana := w.as(access.RevOps, ""), w.as(access.Rep, "2")
	w.opportunities(ops, someDeals+"D7,2026-01-05,3,800,2026-02-01,,won,2026-02-03\n")
	type page struct {
		Items []struct {
			ID, Amount, Category string
			Categorised          bool
		}
		NextCursor string `json:"next_cursor"`
	}
	ids := func(p *who, path string) (all string) {
		t.Helper()
		for next := ""; ; {
			var got page
			p.get(path + next).want(http.StatusOK).into(&got)
			for _, d := range got.Items {
				all += d.ID + " "
			}
			if got.NextCursor == "" {
				return all
			}
			next = "&cursor=" + got.NextCursor
		}
	}
	for path, want := range map[string]string{
		"&limit=2":            "D5 D4 D2 D1 D3 ",
		"&category=commit":    "D5 D1 ",
		"&category=best_case": "D2 ",
		"&category=pipeline":  "D4 D3 ",
		"&category=omitted":   "",
		"&category=closed":    "D7 ",
	} {
		if got := ids(ops, "/forecast/deals?period=2026-Q1"+path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if got := ids(ana, "/forecast/deals?period=2026-Q1"); got != "D2 D1 D3 " {
		t.Errorf("Ana sees %s", got)
	}
	if got := ids(ops, "/forecast/deals?period=2026-Q2"); got != "D6 " {
		t.Errorf("the next quarter has %s", got)
	}
	ana.get("/forecast/deals?period=2026-Q1").with(`"owner":{"id":"person:2"`, `"categorised":false`)
}

// TestForecastIsPrivate: what somebody forecasts is seen by himself and by who
// leads him, also where totals are published.
func TestForecastIsPrivate(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishEveryone, true)
	ops, ana, ben, bo, viewer := w.as(access.RevOps, ""), w.as(access.Rep, "2"), w.as(access.Rep, "3"), w.as(access.Manager, "1"), w.as(access.Viewer, "2")
	w.opportunities(ops, someDeals)
	ben.say("calls", "person:3", map[string]any{"value": "77777", "note": "bens secret"}).want(http.StatusCreated)
	for _, path := range []string{"", "/deals", "/changes", "/trend", "/calls", "/accuracy", "/snapshots"} {
		for _, node := range []string{"person:3", "team:1", "company:small", "person:5", "team:4"} {
			ana.get("/forecast"+path+"?period=2026-Q1&node="+node).want(http.StatusNotFound).without("77777", "bens secret")
		}
		ana.get("/forecast"+path+"?period=2026-Q1").want(http.StatusOK).without("77777", "bens secret", "person:3", "Ben Best")
		bo.get("/forecast" + path + "?period=2026-Q1&node=team:4").want(http.StatusNotFound)
		bo.get("/forecast" + path + "?period=2026-Q1&node=person:3").want(http.StatusOK)
		viewer.get("/forecast" + path + "?period=2026-Q1").want(http.StatusNotFound)
		viewer.get("/forecast" + path + "?period=2026-Q1&node=company:small").want(http.StatusNotFound)
	}
	bo.get("/forecast?period=2026-Q1").with("77777", "bens secret")
	ana.say("calls", "person:3", map[string]any{"value": "1"}).want(http.StatusNotFound)
	ana.say("calls", "team:1", map[string]any{"value": "1"}).want(http.StatusNotFound)
	bo.say("calls", "person:3", map[string]any{"value": "1"}).want(http.StatusForbidden)
	ben.do(http.MethodPost, "/forecast/snapshots", map[string]any{"period": "2026-Q1"}).want(http.StatusForbidden)
}

// TestForecastChanges: a week later each opportunity tells what became of it,
// and the parts sum to the difference.
func TestForecastChanges(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops := w.as(access.RevOps, "")
	w.opportunities(ops, someDeals)
	ops.do(http.MethodPost, "/forecast/snapshots", map[string]any{"period": "2026-Q1", "note": "before the week"}).want(http.StatusCreated).with(`"commit":"8000"`)
	w.clock.Add(int64(7 * 24 * time.Hour / time.Second))
	ops = w.as(access.RevOps, "") // the session has ended meanwhile
	w.opportunities(ops, `D1,2026-02-01,2,1000,2026-03-10,Sure,won,2026-02-20
D2,2026-02-01,2,2500,2026-03-11,Sure,,
D3,2026-02-01,2,400,2026-04-12,,,
D4,2026-02-01,3,5000,2026-03-01,pipeline,lost,2026-02-21
D5,2026-02-01,3,7000,2026-03-02,Sure,,
D6,2026-02-01,2,9000,2026-03-30,Sure,,
D8,2026-02-18,5,300,2026-03-05,omitted,,
`)
	ops.do(http.MethodPost, "/sales", map[string]any{"items": []any{sale("won", map[string]any{"day": "2026-02-20", "amount": "990", "currency": "EUR"})}}).want(http.StatusOK)
	var moved struct {
		Since      string
		Before     map[string]string
		Difference map[string]string
		Changes    []struct {
			Reason string
			Deal   *struct{ ID string }
			By     map[string]string
		}
	}
	ops.get("/forecast/changes?period=2026-Q1").want(http.StatusOK).into(&moved)
	got := map[string]bool{}
	for _, c := range moved.Changes {
		text := c.Reason
		if c.Deal != nil {
			text += " " + c.Deal.ID
		}
		for _, part := range []string{"closed", "commit", "best_case", "pipeline", "omitted"} {
			if c.By[part] != "0" {
				text += " " + part + " " + c.By[part]
			}
		}
		got[text] = true
	}
	for _, want := range []string{"won D1 commit -1000", "category_up D2 commit 2000 best_case -2000", "amount_up D2 commit 500", "moved_out D3 pipeline -400",
		"lost D4 pipeline -5000", "moved_in D6 commit 9000", "new D8 omitted 300", "sales closed 990"} {
		if !got[want] {
			t.Errorf("%q is not among %v", want, got)
		}
	}
	if len(got) != 8 || moved.Since != "2026-02-15" || moved.Difference["commit"] != "10500" || moved.Before["commit"] != "8000" {
		t.Errorf("%v, since %s: %v", got, moved.Since, moved.Difference)
	}
	ops.get("/forecast/changes?period=2026-Q1&node=person:5").with(`"reason":"owner"`, `"commit":"-7000"`)
	ops.get("/forecast/changes?period=2026-Q1&since=2026-02-22").with(`"changes":[]`)
	ops.get("/forecast/snapshots?period=2026-Q1").with(`"note":"before the week"`, `"commit":"8000"`, `"as_of":"2026-02-15"`)
	ops.get("/forecast/trend?period=2026-Q1").with(`"day":"2026-02-15","figures":{"closed":"133250.5934","commit":"8000"`, `"day":"2026-02-22"`, `"commit":"18500"`)
	ops.get("/forecast/accuracy?period=2026-Q1").with(`"nodes":[]`, `"yields":[{"category":"commit","deals":0`, `"point":"middle"`)
}
