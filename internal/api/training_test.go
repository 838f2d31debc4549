package api_test

import (
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// TestTraining: a manager asks his people and nobody else, each sees only his
// own people, and records of the course complete it.
func TestTraining(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishEveryone, true)
	ops, bo, cy, ana, ben := w.as(access.RevOps, ""), w.as(access.Manager, "1"), w.as(access.Manager, "4"), w.as(access.Rep, "2"), w.as(access.Rep, "3")
	bo.do("POST", "/training", map[string]any{"name": "Stock", "metric": "pipeline_open"}).want(http.StatusUnprocessableEntity)
	bo.do("POST", "/training", map[string]any{"name": "Nothing", "metric": "none"}).want(http.StatusUnprocessableEntity)
	var made struct {
		ID       string
		Revision int64
	}
	bo.do("POST", "/training", map[string]any{"name": "Negotiation", "course": "NEG", "metric": "revenue"}).want(http.StatusCreated).into(&made)
	at := "/training/" + made.ID
	ask := func(p *who, person string) reply {
		return p.do("POST", at+"/assignments", map[string]any{"people": []string{person}, "due": "2026-12-30"})
	}
	ask(bo, "person:2").want(http.StatusOK).with(`"state":"to_do"`, "Ana Able")
	ask(bo, "person:5").want(http.StatusNotFound)
	ask(bo, "person:1").want(http.StatusNotFound) // nobody asks himself
	ask(cy, "person:5").want(http.StatusOK).with("Dee Deal").without("Ana Able")
	ana.get("/training").want(http.StatusOK).with("Ana Able", `"may_edit":false`).without("Dee Deal")
	ben.get(at).want(http.StatusOK).with(`"people":[]`)
	w.as(access.Viewer, "2").get(at).want(http.StatusOK).with(`"people":[]`)

	complete := func(p *who, person, on string) reply {
		return p.do("POST", at+"/completions", map[string]any{"person": person, "on": on})
	}
	complete(ben, "person:2", "2026-01-10").want(http.StatusNotFound)
	complete(cy, "person:2", "2026-01-10").want(http.StatusNotFound)
	complete(ana, "person:2", "2030-01-10").want(http.StatusUnprocessableEntity)
	complete(ana, "person:2", "2026-01-10").want(http.StatusOK).with(`"state":"completed"`, `"by_record":false`)
	complete(bo, "person:2", "").want(http.StatusOK).with(`"state":"to_do"`)

	profile := "profile: 1\nname: Courses\nsource: lms\nfiles: {course: course.csv}\nrecords:\n  - {kind: training, from: course, person: Person, course: Course, completed_on: Day}\n"
	var started batch
	ops.do("POST", "/imports", upload(t, "profile", profile, "files/course.csv", "Person,Course,Day\n2,NEG,2026-01-15\n3,NEG,2026-01-20\n3,OTHER,2026-01-20\n")).want(http.StatusAccepted).into(&started)
	if b := finished(ops, started.ID); b.State != "done" || b.Quarantined > 0 {
		t.Fatalf("%+v", b)
	}
	bo.get(at).want(http.StatusOK).with(`"completed_on":"2026-01-15"`, `"completed_on":"2026-01-20"`, `"by_record":true`, `"courses":["NEG","OTHER"]`)
	complete(bo, "person:2", "2026-01-10").want(http.StatusConflict)
	bo.get(at+"/effect").want(http.StatusOK).with(`"known":false`, "Not enough data", `"completed":2`, `"effect":null`)
	ana.get(at + "/effect").want(http.StatusForbidden)

	bo.do("PUT", at, map[string]any{"name": "Negotiation", "metric": "revenue", "archived": true, "revision": made.Revision}).want(http.StatusOK).with(`"archived":true`)
	bo.do("PUT", at, map[string]any{"name": "Other", "metric": "revenue", "revision": made.Revision}).want(http.StatusConflict)
	ask(bo, "person:3").want(http.StatusConflict)
}
