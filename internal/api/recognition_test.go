package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// board is what the tests look at of a leaderboard.
type board struct {
	Display, Why string
	Of           int
	Bands        []struct {
		Number, Count int
		Low, High     string
		Members       []struct {
			Node  struct{ ID, Name string }
			Value string
		}
	}
	Own *struct {
		Node               struct{ ID string }
		Value, Status, Out string
		Band, Above, Level *int
		Step               *struct{ Up, Amount string }
	}
	People []struct {
		Node               struct{ ID string }
		Value, Status, Out *string
	}
	Recent []struct {
		Person *struct{ Name string }
		Title  string
	}
}

// five gives the two who lead a target as well, so that five can be compared.
func (w *world) five() {
	w.t.Helper()
	admin := w.as(access.Admin, "")
	for _, person := range []string{"person:1", "person:4"} {
		admin.do(http.MethodPost, "/targets", map[string]any{"node_id": person, "metric": "revenue", "start": "2026-01-01", "end": "2026-04-01", "value": "7531.99"}).want(http.StatusOK)
	}
}

func (w *world) shows(d string) {
	w.t.Helper()
	w.as(access.Admin, "").do(http.MethodPut, "/recognition/settings", map[string]any{"display": d, "wall_amounts": false}).want(http.StatusOK)
}

// TestLeaderboard is VS1 for bands: of colleagues a rep is told the names of the
// highest bands and their attainment, where the organisation names anybody, and
// never an amount, a target, or who is at the bottom.
func TestLeaderboard(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.five()
	rep, manager, chief, admin := w.as(access.Rep, "2"), w.as(access.Manager, "1"), w.as(access.Manager, "4"), w.as(access.Admin, "")
	leaks := slices.Concat(bensAmounts, deesAmounts, []string{"7531.99"})
	ask := func(p *who, query string) (b board) {
		t.Helper()
		p.get("/recognition/leaderboard" + query).want(http.StatusOK).into(&b)
		return b
	}
	for _, query := range []string{"", "?category=improvement", "?category=quality", "?category=teamwork", "?metric=profit", "?period=2026-02", "?as_of=2026-02-11", "?under=company:small"} {
		for _, display := range []string{"named", "anonymous", "off"} {
			w.shows(display)
			r := rep.get("/recognition/leaderboard"+query).want(http.StatusOK).without(leaks...).without(`"Bo Boss"`, "Cy Chief", "0.6354")
			if display != "named" {
				r.without("Ben Best", "Dee Deal", "person:3", "person:5")
			}
		}
	}

	w.shows("named")
	b := ask(rep, "")
	if b.Of != 5 || b.Why != "" || len(b.Bands) != 2 || b.Bands[0].Members[0].Node.Name != "@Ben Best" || b.Bands[0].Members[0].Value != "0.8732" || b.Bands[1].Members[0].Node.ID != "person:5" {
		t.Errorf("a rep sees %+v", b)
	}
	// Ana has 45.00 % and needs to come within 0.5244 × √2 × 0.2 × √½ = 10.49 points of Dee's 76.19 %: 20.70 points of 90,000.
	if b.Own == nil || *b.Own.Band != 3 || *b.Own.Above != 2 || b.Own.Step == nil || b.Own.Step.Up != "0.207" || b.Own.Step.Amount[:4] != "1863" {
		t.Errorf("she stands at %+v, step %+v", b.Own, b.Own.Step)
	}
	if len(b.People) != 0 {
		t.Errorf("a rep is shown people: %+v", b.People)
	}

	w.shows("anonymous")
	if b = ask(rep, ""); len(b.Bands) != 2 || b.Bands[0].Count != 1 || len(b.Bands[0].Members) != 0 || *b.Own.Above != 2 {
		t.Errorf("without names a rep sees %+v", b)
	}
	w.shows("off")
	if b = ask(rep, ""); len(b.Bands) != 0 || b.Own.Value == "" || b.Own.Band != nil || b.Own.Above != nil || b.Own.Step != nil {
		t.Errorf("where nothing is shown a rep sees %+v", b)
	}
	// Who leads sees his people, and nobody else's; who sees everybody sees the bands.
	if b = ask(manager, ""); len(b.Bands) != 0 || len(b.People) != 2 || b.People[0].Node.ID != "person:3" {
		t.Errorf("a manager sees %+v", b.People)
	}
	if b = ask(chief, ""); len(b.People) != 1 || b.People[0].Node.ID != "person:5" {
		t.Errorf("the other manager sees %+v", b.People)
	}
	if b = ask(admin, ""); len(b.Bands) != 2 || len(b.People) != 5 {
		t.Errorf("an admin sees %+v", b)
	}
	// A team of two is compared with nobody.
	if b = ask(manager, "?under=team:1"); len(b.Bands) != 0 || b.Of >= 5 || b.Why == "" {
		t.Errorf("of a small team there is %+v", b)
	}
}

// TestOneStatus is check 18: who stands where is the same on the row, the
// leaderboard and the wall.
func TestOneStatus(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.five()
	chance := func(percent int64) *money.Amount {
		part := money.Amount(percent) * money.Unit / 100
		return &part
	}
	days := period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2026-04-01")}
	var list []foresee.Projection
	for node, percent := range map[org.NodeID]int64{"person:2": 41, "team:1": 72} {
		list = append(list, foresee.Projection{Subject: foresee.Subject{Node: node, Metric: "revenue", Window: days}, AsOf: period.MustDate("2026-02-15"), Aim: goal.AtLeast, Chance: chance(percent)})
	}
	if err := w.db.SaveProjections(t.Context(), orgID, list); err != nil {
		t.Fatal(err)
	}
	manager, rep := w.as(access.Manager, "1"), w.as(access.Rep, "2")
	var row struct{ Outlook struct{ Status string } }
	var b board
	rep.get("/nodes/person:2/attainment").want(http.StatusOK).into(&row)
	rep.get("/recognition/leaderboard").want(http.StatusOK).into(&b)
	if row.Outlook.Status != "at_risk" || b.Own.Status != row.Outlook.Status {
		t.Errorf("the row says %q, the leaderboard %q", row.Outlook.Status, b.Own.Status)
	}
	var wall struct {
		Team struct{ Status, Attainment, Chance string }
	}
	var team struct {
		Attainment string
		Outlook    struct{ Status string }
	}
	manager.get("/nodes/team:1/attainment").want(http.StatusOK).into(&team)
	manager.get("/wall?node=team:1").want(http.StatusOK).into(&wall)
	if wall.Team.Status != "on_track" || wall.Team.Status != team.Outlook.Status || wall.Team.Attainment != team.Attainment || wall.Team.Chance != "0.72" {
		t.Errorf("the page says %+v, the wall %+v", team, wall.Team)
	}
}

// TestBadges: the person and who leads him see the numbers; what was corrected he
// alone; colleagues hear of it by name only where they are named.
func TestBadges(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.five()
	million := money.FromInt(61234)
	days := period.Range{Start: period.MustDate("2026-01-01"), End: period.MustDate("2026-04-01")}
	badge := func(id string, percent int) recognition.Badge {
		return recognition.Badge{ID: id, Person: "person:3", Kind: recognition.Milestone, What: id, Metric: "revenue", Period: days, Day: period.MustDate("2026-02-02"), AwardedAt: 5,
			Evidence: recognition.Evidence{Percent: percent, Actual: &million, Target: &million}}
	}
	if _, err := w.db.SettleBadges(t.Context(), orgID, recognition.Settled{Award: []recognition.Badge{badge("b1", 50), badge("b2", 80), badge("b3", 120)}, Correct: []string{"b3"}}, 9); err != nil {
		t.Fatal(err)
	}
	ben, ana, manager := w.as(access.Rep, "3"), w.as(access.Rep, "2"), w.as(access.Manager, "1")
	ben.get("/nodes/person:3/badges").want(http.StatusOK).with("120%", "61,234 of", "1970-01-01T00:00:00.000009Z", "/n/person:3?as_of=2026-02-02&metric=revenue&period=2026-Q1")
	manager.get("/nodes/person:3/badges").want(http.StatusOK).with("80%").without("120%")
	ana.get("/nodes/person:3/badges").want(http.StatusNotFound)
	w.shows("named")
	ana.get("/recognition/leaderboard").with("80% of the target reached: Revenue", "Ben Best").without("50% of", "120%", "61,234", "61234")
	w.shows("anonymous")
	ana.get("/recognition/leaderboard").with("80% of the target reached").without("Ben Best", "61234")
	w.publish(org.PublishNone, false)
	ana.get("/wall").want(http.StatusNotFound)
	manager.get("/wall?node=team:1").with("80% of the target reached").without("Ben Best", "120%", "61234")
	w.shows("named")
	manager.get("/wall?node=team:1").with("Ben Best").without("61234", "70123")
}
