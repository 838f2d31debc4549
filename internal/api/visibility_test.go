package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// What stands of the people besides Ana: none of it may reach her.
var (
	bensAmounts = []string{"61234.1234", "70123", "8888.8766", "1331.1766", "202.0199"}
	deesAmounts = []string{"31415.92", "41234", "9818.08", "682.9548"}
	deesTraces  = append([]string{"Dee Deal", "person:5", "team:4", "Cy Chief", "O3"}, deesAmounts...)
	bensTraces  = append([]string{"Ben Best", "person:3", "O2"}, bensAmounts...)
)

// everywhere are the places where somebody could look.
var everywhere = []string{
	"/session", "/organisation", "/periods", "/nodes?limit=500", "/nodes?q=dee", "/nodes?q=ben", "/nodes?kind=person", "/nodes?parent=company:small",
	"/attainment?by=person", "/attainment?by=team", "/attainment?by=company", "/attainment?by=customer", "/attainment?by=product",
	"/attainment?by=person&under=company:small", "/attainment?under=company:small&direct=true", "/attainment?by=person&q=dee",
	"/attainment?by=person&sort=target", "/attainment?by=person&metric=profit", "/attainment?by=territory&under=company:small",
	"/attainment.csv?by=person", "/attainment.csv?by=team", "/attainment.csv?under=company:small&direct=true",
	"/nodes/company:small", "/nodes/company:small/attainment",
}

// TestOnePredicate is VS2: what is outside somebody's scope is absent
// everywhere, whatever is published to all.
func TestOnePredicate(t *testing.T) {
	t.Parallel()
	for _, published := range []org.Published{org.PublishNone, org.PublishCompany} {
		t.Run(string(published), func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			w.publish(published, false)
			rep, viewer, manager := w.as(access.Rep, "2"), w.as(access.Viewer, "2"), w.as(access.Manager, "1")
			repToken := rep.withToken(access.Rep)
			for _, path := range everywhere {
				for _, p := range []*who{rep, viewer, repToken} {
					p.get(path).without(bensTraces...).without(deesTraces...)
				}
				manager.get(path).without(deesTraces...)
			}
			for _, path := range []string{"", "/attainment", "/burnup", "/breakdown?by=product", "/receipt", "/receipt.json", "/targets"} {
				for _, id := range []string{"person:3", "person:5", "team:4", "team:1", "customer:C2"} {
					rep.get("/nodes/" + id + path).want(http.StatusNotFound).without(bensAmounts...).without(deesAmounts...)
				}
				rep.get("/nodes/person:2" + path).want(http.StatusOK).without(bensTraces...).without(deesTraces...)
				manager.get("/nodes/team:1" + path).want(http.StatusOK).without(deesTraces...)
			}
		})
	}
}

// TestRankingLeaksNothing is VS1: colleagues are shown with name, rank and
// attainment, and with nothing that an amount could be read from.
func TestRankingLeaksNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishNone, true)
	rep := w.as(access.Rep, "2")
	leaks := append(append([]string{}, bensAmounts...), deesAmounts...)
	for _, path := range []string{
		"/attainment?by=person", "/attainment?by=person&sort=target&order=asc", "/attainment?by=person&sort=actual", "/attainment?by=person&limit=1",
		"/attainment.csv?by=person", "/attainment?by=person&metric=profit", "/attainment?by=person&metric=orders", "/attainment?by=person&q=dee",
		"/attainment?by=person&period=2026-02", "/attainment?by=person&as_of=2026-02-11",
	} {
		rep.get(path).want(http.StatusOK).without(leaks...)
	}
	var page struct {
		Items []map[string]json.RawMessage
	}
	rep.get("/attainment?by=person").with("Dee Deal", "Ben Best", "0.8732", "0.7619").into(&page)
	for _, row := range page.Items {
		var node struct{ ID string }
		if err := json.Unmarshal(row["node"], &node); err != nil {
			t.Fatal(err)
		}
		if own := node.ID == "person:2"; own == (string(row["actual"]) == "null") {
			t.Errorf("actual of %s is %s", node.ID, row["actual"])
		}
		if node.ID == "person:2" {
			continue
		}
		for field, want := range map[string]string{"target": "null", "actual": "null", "gap": "null", "pace": "[]", "unconverted": "[]", "notes": "[]",
			"target_source": `"none"`, "target_note": `""`} {
			if got := string(row[field]); got != want {
				t.Errorf("%s of %s is %s, want %s", field, node.ID, got, want)
			}
		}
	}
	// An order by amounts does not tell how the colleagues' amounts compare.
	for _, sort := range []string{"actual", "target", "gap"} {
		for _, order := range []string{"asc", "desc"} {
			rows := ids(rep.get("/attainment?by=person&sort=" + sort + "&order=" + order))
			if want := []string{"person:2", "person:3", "person:5", "person:1", "person:4"}; !equal(rows, want) {
				t.Errorf("sort=%s order=%s: %v, want %v", sort, order, rows, want)
			}
		}
	}
	// And what is ranked can still not be opened.
	rep.get("/nodes/person:3").want(http.StatusNotFound)
	rep.get("/nodes?kind=person").without("Ben Best")
	rep.get("/nodes/person:3/receipt.json").want(http.StatusNotFound)
}

func TestPublishedTeams(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishTeams, false)
	rep := w.as(access.Rep, "2")
	rep.get("/nodes/team:4/attainment").want(http.StatusOK).with("31415.92")
	rep.get("/nodes/team:4/receipt").want(http.StatusNotFound)
	rep.get("/nodes/team:4/breakdown?by=person").want(http.StatusNotFound)
	rep.get("/nodes/team:4/targets").want(http.StatusNotFound)
	rep.get("/nodes?parent=team:4").want(http.StatusOK).without("Dee Deal")
	rep.get("/attainment?under=team:4&direct=true").want(http.StatusOK).without("Dee Deal")
	rep.get("/nodes/person:2").with(`"team:1"`)
}

// TestAnotherOrganisation holds that the parts of a database do not meet.
func TestAnotherOrganisation(t *testing.T) {
	t.Parallel()
	w := setup(t)
	u, err := w.access.AddUser(t.Context(), "other", access.NewUser{Email: "a@b.example", Name: "Other", Role: access.Admin})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := w.access.NewSignInLink(t.Context(), "other", u.ID, 1<<40, false)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := w.access.Enter(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	other := &who{w: w, cookie: signed.Secret}
	for _, path := range append([]string{"/nodes/person:5", "/sales/erp/S1", "/nodes/person:5/receipt.json"}, everywhere...) {
		if r := other.get(path).without(bensTraces...).without(deesTraces...); r.status < 400 {
			t.Errorf("%s: %d", r.what, r.status)
		}
	}
	other.get("/users").want(http.StatusOK).without("adminb")
}

func ids(r reply) []string {
	r.t.Helper()
	var page struct {
		Items []struct{ Node struct{ ID string } }
	}
	r.want(http.StatusOK).into(&page)
	var all []string
	for _, item := range page.Items {
		all = append(all, item.Node.ID)
	}
	return all
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
