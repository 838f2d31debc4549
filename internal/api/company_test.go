package api_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/pipeline"
)

// second is another company in the same database.
const second = "second"

// addCompany imports the small company again, under another name.
func (w *world) addCompany() {
	w.t.Helper()
	text, err := os.ReadFile("testdata/small/profile.yaml")
	if err != nil {
		w.t.Fatal(err)
	}
	other := strings.NewReplacer("id: small", "id: second", "name: Small & Co", "name: Second Ltd", "currency: EUR", "currency: GBP", "{value: EUR}", "{value: GBP}").Replace(string(text))
	profile, err := ingest.ParseProfile([]byte(other))
	if err != nil {
		w.t.Fatal(err)
	}
	folder, err := csvfile.OpenFolder("testdata/small")
	if err != nil {
		w.t.Fatal(err)
	}
	defer folder.Close()
	if _, err := w.pipeline.Import(w.t.Context(), pipeline.Import{OrgID: second, By: "test", Profile: profile, Text: other, Source: folder}); err != nil {
		w.t.Fatal(err)
	}
}

// inSecond returns somebody of the other company, signed in by a link.
func (w *world) inSecond(role access.Role, personID string) *who {
	w.t.Helper()
	u, err := w.access.AddUser(w.t.Context(), second, access.NewUser{Email: string(role) + "@second.example", Name: "Second " + string(role), Role: role, PersonID: personID})
	if err != nil {
		w.t.Fatal(err)
	}
	secret, err := w.access.NewSignInLink(w.t.Context(), second, u.ID, time.Hour, false)
	if err != nil {
		w.t.Fatal(err)
	}
	signed, err := w.access.Enter(w.t.Context(), secret)
	if err != nil {
		w.t.Fatal(err)
	}
	return &who{w: w, cookie: signed.Secret, userID: u.ID}
}

// TestTwoCompanies: a link or a token of another company than the server's own
// works fully, and the two do not hear of each other.
func TestTwoCompanies(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.addCompany()
	first, admin := w.as(access.Admin, ""), w.inSecond(access.Admin, "")
	rep, token := w.inSecond(access.Rep, "2"), admin.withToken(access.RevOps)
	admin.get("/session").want(http.StatusOK).with(`"name":"Second Ltd"`, `"currency":"GBP"`, `"node_id":"company:second"`)
	for _, p := range []*who{admin, token} {
		p.get("/nodes/company:second/attainment?period=2026-Q1").want(http.StatusOK).with("133250.5934", `"currency":"GBP"`)
		p.get("/nodes/company:small/attainment?period=2026-Q1").want(http.StatusNotFound)
	}
	rep.get("/nodes/person:2/attainment?period=2026-Q1").want(http.StatusOK).with("40500.55").without(bensAmounts...)

	own, their := first.follow(""), rep.follow("")
	goal := rep.do("POST", "/goals", map[string]any{"goal": revenueGoal("person:2")}).goal(http.StatusCreated)
	if event := their.next(); !strings.Contains(event, "event: facts\n") {
		t.Errorf("the second company hears %q", event)
	}
	first.get("/goals/" + goal.ID).want(http.StatusNotFound)
	first.get("/goals").want(http.StatusOK).without(goal.ID)
	admin.get("/goals").want(http.StatusOK).with(goal.ID)
	admin.do("POST", "/goals/understand", map[string]any{"text": "Achieve £50,000 in revenue by the end of Q2"}).want(http.StatusOK).with("company:second").without("company:small")
	admin.do("PATCH", "/organisation", map[string]any{"name": "Second & Sons"}).want(http.StatusOK)
	if event := their.next(); !strings.Contains(event, "event: facts\n") {
		t.Errorf("the second company hears %q of its settings", event)
	}
	// The first company's next word is about its own change, and the only one.
	first.do("POST", "/sales", map[string]any{"items": []any{sale("N1", nil)}}).want(http.StatusOK)
	pulse, err := w.db.Pulse(t.Context(), orgID)
	if err != nil {
		t.Fatal(err)
	}
	if event := own.next(); !strings.Contains(event, "id: ") || !strings.Contains(event, "facts") || pulse == 0 {
		t.Errorf("the first company hears %q", event)
	}
	batch := admin.do("POST", "/imports", upload(t, "profile", "profile: 1\nname: C\nsource: erp\nfiles: {customer: customer.csv}\nrecords:\n  - {kind: customer, from: customer, id: ID, name: Name}\n",
		"files/customer.csv", "ID,Name\nC7,Seven\n"))
	batch.want(http.StatusAccepted)
	first.get("/imports").want(http.StatusOK).without("C7", `"profile_name":"C"`)
}
