package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// sprinters imports a team of seven under Sam (20): five who are there all the
// time, one who left in the middle, and one who came from Bo's team. All sell
// every week from January on, the one more than the other.
func sprinters(t *testing.T, ops *who) {
	t.Helper()
	people := "id,name,manager,hired,left\n20,Sam Sails,,2020-01-01,\n"
	sales, targets := "id,day,owner,amount\n", "person,value\n"
	for i := range 7 {
		id, left := 21+i, ""
		manager := "20"
		switch i {
		case 5:
			left = "2026-02-26"
		case 6:
			manager = "1"
		}
		people += fmt.Sprintf("%d,Runner %c,%s,2020-01-01,%s\n", id, 'A'+i, manager, left)
		targets += fmt.Sprintf("%d,12800\n", id)
		for week := range 8 {
			sales += fmt.Sprintf("W%d-%d,2026-%02d-%02d,%d,%d\n", id, week, 1+(4+7*week)/31, 1+(4+7*week)%31, id, 800+100*i+10*week)
		}
	}
	profile := `profile: 1
name: Sprinters
source: runs
files: {person: person.csv, move: move.csv, sale: sale.csv, target: target.csv}
records:
  - {kind: person, from: person, id: id, name: name, manager: manager, during: {from: hired, to: left}}
  - {kind: reporting, from: move, person: person, manager: manager, during: {from: from}}
  - {kind: target, from: target, of: {person: person}, period: {from: {value: 2026-01-01}, to: {value: 2026-04-01}}, value: value}
  - {kind: sale, from: sale, id: id, occurred_at: day, owner: owner, amount: amount, currency: {value: EUR}}
`
	var started batch
	ops.do("POST", "/imports", upload(t, "profile", profile, "files/person.csv", people, "files/move.csv", "person,manager,from\n27,20,2026-02-25\n",
		"files/sale.csv", sales, "files/target.csv", targets)).want(http.StatusAccepted).into(&started)
	if b := finished(ops, started.ID); b.State != "done" || b.Quarantined > 0 {
		t.Fatalf("%+v", b)
	}
}

// TestContestParts: who leads, leaves or changes team takes no part and reads
// why; the others rank by their own targets, colleagues see names and bands
// where rankings are shown, and no number of anybody else.
func TestContestParts(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishEveryone, false)
	sprinters(t, w.as(access.RevOps, ""))
	sam := w.as(access.Manager, "20")
	contest := teamContest("team:20")
	contest["prize"], contest["guards"] = map[string]any{"to": "top", "places": 2, "amount": "100"}, []any{}
	made := sam.do("POST", "/contests", contest).contest(http.StatusCreated)
	at := "/contests/" + made.ID
	if r := sam.do("POST", at+"/rehearse", nil).contest(http.StatusOK).Rehearsal; !r.Known || len(r.Odds) != 5 {
		t.Fatalf("%+v", r)
	}
	sam.get(at).want(http.StatusOK).with(`"out":"partly"`, `"out":"moved"`)
	sam.do("POST", at+"/start", nil).want(http.StatusOK)

	w.clock.Add(16 * 24 * 3600) // 3 March
	sam = w.as(access.Manager, "20")
	runner := func(n int) *who { return w.as(access.Rep, fmt.Sprint(21+n)) }
	c := sam.do("POST", at+"/end", nil).contest(http.StatusOK)
	if len(c.Standing.Lines) != 7 || c.Standing.Took != 5 || *c.Standing.Paid != "200" || c.Standing.Lines[0].Person.ID != "person:25" {
		t.Fatalf("%+v", c.Standing)
	}
	// A quarter of 12,800 over its 64 working days is 1,000 for the week: the last week of Runner E came to 1,270.
	sam.get(at).want(http.StatusOK).with(`"reference":"1000"`, `"value":"1270"`, `"attainment":"1.27"`)
	for n, why := range map[int]string{5: "partly", 6: "moved"} {
		if mine := runner(n).get(at).contest(http.StatusOK).Standing.Lines; len(mine) != 1 || !mine[0].Me || mine[0].Out == nil || *mine[0].Out != why {
			t.Errorf("runner %d: %+v", n, mine)
		}
	}
	// Nobody's number but the own: of five, Runner A has the least.
	own := runner(0).get(at).want(http.StatusOK).with("Runner A", `"value":"870"`).without("Runner B", "Runner E", "1270", "1170", "1070", "970")
	if lines := own.contest(http.StatusOK).Standing.Lines; len(lines) != 1 {
		t.Errorf("%+v", lines)
	}
	w.publish(org.PublishEveryone, true)
	shown := runner(0).get(at).want(http.StatusOK).with("Runner E").without("1270", "1170", "1070", "970", "Runner F", "Runner G")
	for _, line := range shown.contest(http.StatusOK).Standing.Lines {
		if !line.Me && (line.Full || line.Value != nil || line.Won != nil || line.Reference != nil || line.Out != nil || len(line.Breaches) > 0 || line.Band == nil || *line.Band > 2) {
			t.Errorf("a colleague's numbers: %+v", line)
		}
	}
	if strings.Contains(shown.body, `"rehearsal":{`) {
		t.Error("the chances of everybody")
	}
	w.as(access.Viewer, "21").get(at).want(http.StatusNotFound)
}
