package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
)

const movedProfile = `profile: 1
name: Moves
source: erp
files: {person: person.csv}
records:
  - {kind: person, from: person, id: ID, name: Name, manager: Manager}
`

// TestCheckinHandover: who leads somebody now begins with nothing; what was said
// before he reads when the person lets him, and own notes never.
func TestCheckinHandover(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ana, bo := w.as(access.Rep, "2"), w.as(access.Manager, "1")
	m := talked(ana, bo)
	at := "/check-ins/" + m.ID
	w.clock.Add(int64((24 * time.Hour).Seconds()))
	ana, bo = w.as(access.Rep, "2"), w.as(access.Manager, "1") // sessions end
	ops, cy := w.as(access.RevOps, ""), w.as(access.Manager, "4")
	var started batch
	ops.do("POST", "/imports", upload(t, "profile", movedProfile, "files/person.csv", "ID,Name,Manager\n2,Ana Able,4\n")).want(http.StatusAccepted).into(&started)
	if b := finished(ops, started.ID); b.State != "done" || b.Quarantined > 0 {
		t.Fatalf("%+v", b)
	}
	if page := cy.get("/check-ins").want(http.StatusOK); !strings.Contains(page.body, "person:2") {
		t.Fatal("the import does not move her: ", page.body)
	}
	cy.get(at).want(http.StatusNotFound)
	cy.get("/check-ins").want(http.StatusOK).without(pairWords...)
	next := cy.do("POST", "/check-ins", map[string]any{"with": "person:2"}).want(http.StatusCreated)
	next.without(append(pairWords, anasOwnWords, bosOwnWords)...)

	// Who led her then reads what he took part in, and changes nothing.
	bo.get(at).want(http.StatusOK).with(pairWords...).without(anasOwnWords).with(`"may_change":false`)
	bo.do("POST", at+"/items", map[string]any{"kind": "note", "text": "x"}).want(http.StatusForbidden)
	bo.do("POST", "/check-ins", map[string]any{"with": "person:2"}).want(http.StatusNotFound)

	bo.do("PUT", "/check-in-shares/person:1", nil).want(http.StatusConflict)
	cy.do("PUT", "/check-in-shares/person:1", nil).want(http.StatusConflict)
	ana.do("PUT", "/check-in-shares/person:1", nil).want(http.StatusNoContent)
	cy.get(at).want(http.StatusOK).with(pairWords...).with(`"shared":true`, `"may_change":false`).without(anasOwnWords, bosOwnWords)
	cy.do("POST", at+"/items", map[string]any{"kind": "note", "text": "x"}).want(http.StatusForbidden)
	cy.do("POST", "/commitments/"+m.Commitments[0].ID+"/settle", map[string]any{"revision": 1, "state": "done"}).want(http.StatusForbidden)
	ana.do("DELETE", "/check-in-shares/person:1", nil).want(http.StatusNoContent)
	cy.get(at).want(http.StatusNotFound)
}
