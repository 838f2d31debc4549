package api_test

import (
	"net/http"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/org"
)

// homeAnswer is what tests read of a home.
type homeAnswer struct {
	Who        string
	Consistent bool
	Figures    *struct {
		Node           struct{ ID string }
		Actual, Target string
		Outlook        *struct{ Status, Chance string }
	}
	Work []struct {
		Goal               struct{ Title string }
		Week, Today, Whole struct{ Aim, Done, Left string }
	}
	Plan   *struct{ State string }
	People []struct {
		Node    struct{ ID string }
		Reasons []string
		Next    string
		CheckIn string `json:"check_in"`
	}
	PeopleAll int `json:"people_all"`
	Below     []struct{ Node struct{ ID string } }
	Decisions []struct{ Kind, What, Title string }
	Data      *struct{ Source string }
	Missing   []struct{ Part, Why string }
}

func (p *who) home() (h homeAnswer, r reply) {
	p.w.t.Helper()
	r = p.get("/home").want(http.StatusOK)
	r.into(&h)
	return h, r
}

// TestHome: each begins with what he answers for, and its number is that of the
// node's own page.
func TestHome(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.publish(org.PublishCompany, false)
	tests := map[string]struct {
		p       *who
		who     string
		node    string
		without []string
	}{
		"Rep":     {w.as(access.Rep, "2"), "rep", "person:2", []string{"person:3", "person:5", "team:", "Ben", "Dee"}},
		"Manager": {w.as(access.Manager, "1"), "manager", "team:1", []string{"person:5", "team:4", "Dee", "41234"}},
		"RevOps":  {w.as(access.RevOps, ""), "leader", "company:small", nil},
		"Viewer":  {w.as(access.Viewer, "2"), "viewer", "company:small", []string{"person:", "team:", "Ana", "Ben"}},
		"Nobody":  {w.as(access.Rep, ""), "viewer", "company:small", []string{"person:", "team:", "Ana"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, r := test.p.home()
			r.without(test.without...)
			if h.Who != test.who || !h.Consistent || h.Figures == nil || h.Figures.Node.ID != test.node {
				t.Fatalf("%+v", h)
			}
			var own struct {
				Actual, Target string
				Outlook        struct{ Status, Chance string }
			}
			test.p.get("/nodes/" + escape(test.node) + "/attainment").want(http.StatusOK).into(&own)
			if own.Actual != h.Figures.Actual || own.Target != h.Figures.Target {
				t.Errorf("home says %s of %s, the node %s of %s", h.Figures.Actual, h.Figures.Target, own.Actual, own.Target)
			}
			var brief homeAnswer
			test.p.get("/home?brief=true").want(http.StatusOK).without(test.without...).into(&brief)
			if brief.Figures == nil || *brief.Figures.Outlook != *h.Figures.Outlook || len(brief.People)+len(brief.Decisions) > 0 || brief.Data != nil {
				t.Errorf("in brief: %+v", brief)
			}
			if (h.Data != nil) != (test.who == "leader") {
				t.Errorf("data %+v", h.Data)
			}
		})
	}
	t.Run("NothingPublished", func(t *testing.T) {
		other := setup(t)
		other.publish(org.PublishNone, false)
		h, r := other.as(access.Viewer, "").home()
		if h.Figures != nil || len(h.Missing) != 1 || h.Missing[0].Part != "number" {
			t.Errorf("%s", r.body)
		}
		r.without("161")
	})
}

// TestHomePeople: a manager sees who needs help, with a reason, and when the two
// meet; a colleague of them sees nothing of it.
func TestHomePeople(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ana, bo := w.as(access.Rep, "2"), w.as(access.Manager, "1")
	bo.do("PUT", "/check-in-rhythms/team:1", map[string]any{"every": "weekly", "weekday": "friday"}).want(http.StatusOK)
	talked(ana, bo)
	h, _ := bo.home()
	if len(h.People) != 2 || h.PeopleAll != 2 {
		t.Fatalf("%+v", h.People)
	}
	for _, p := range h.People {
		if p.CheckIn == "" || p.Reasons == nil {
			t.Errorf("%+v", p)
		}
	}
	// What the two said is on the home of neither an admin nor a colleague.
	w.as(access.Admin, "").get("/home").want(http.StatusOK).without(pairWords...)
	w.as(access.Rep, "3").get("/home").want(http.StatusOK).without(pairWords...)
	bo.withToken(access.Manager).get("/home").want(http.StatusOK).with(`"check_ins":[]`).without(pairWords...)
}

// TestHomeWork: of an accepted goal that counts pieces the home says what is
// left of the week; what waits for the manager's word is on his home until he
// says it.
func TestHomeWork(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ana, bo, ops := w.as(access.Rep, "2"), w.as(access.Manager, "1"), w.as(access.RevOps, "")
	ops.do("POST", "/sales", map[string]any{"items": []any{sale("W1", map[string]any{"owner": "2"})}}).want(http.StatusOK)
	g := ana.do("POST", "/goals", map[string]any{"state": "proposed", "goal": map[string]any{"title": "Six orders", "owner": "person:2", "metric": "orders",
		"aim": "at_least", "value": "6", "start": "2026-02-01", "end": "2026-03-01"}}).goal(http.StatusCreated)
	waits := func() bool {
		h, _ := bo.home()
		for _, d := range h.Decisions {
			if d.Kind == "goal" && d.What == g.ID && d.Title == "Six orders" {
				return true
			}
		}
		return false
	}
	if !waits() {
		t.Error("the goal does not wait for the manager")
	}
	bo.do("POST", "/goals/"+g.ID+"/moves", map[string]any{"to": "approved"}).want(http.StatusOK)
	if waits() {
		t.Error("the goal still waits")
	}
	h, r := ana.home()
	if len(h.Work) != 1 {
		t.Fatalf("%s", r.body)
	}
	// One order on Thursday. Six over the 15 working days from Monday 9 are 2 a week; today is Sunday.
	if got := h.Work[0]; got.Week.Aim != "2" || got.Week.Done != "1" || got.Week.Left != "1" || got.Today.Aim != "0" || got.Whole.Done != "1" || got.Whole.Left != "5" {
		t.Errorf("%+v", got)
	}
}

// TestHomeData: who imports is told of rows that wait, and of nothing once they
// are mended.
func TestHomeData(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ops := w.as(access.RevOps, "")
	var started batch
	broken := "ID,Created,Owner,Amount,Close,Forecast,Outcome,Closed\nX1,2026-02-01,77,1000,2026-03-10,Sure,,\n"
	ops.do("POST", "/imports", upload(t, "profile", forecastProfile, "files/deal.csv", broken)).want(http.StatusAccepted).into(&started)
	finished(ops, started.ID)
	h, r := ops.home()
	if len(h.Decisions) == 0 || h.Decisions[0].Kind != "quarantine" || h.Decisions[0].What != started.ID {
		t.Fatalf("%s", r.body)
	}
	ops.do("POST", "/imports/"+started.ID+"/undo", nil)
	if h, _ = ops.home(); len(h.Decisions) > 0 && h.Decisions[0].Kind == "quarantine" {
		t.Errorf("%+v", h.Decisions)
	}
}
