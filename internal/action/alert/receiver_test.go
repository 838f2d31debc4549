package alert_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// directory: Ana and Ben report to Kim, Kim to Lou, who leads the company's only
// top team. Max is RevOps, Vic looks on, Old has left.
func directory() alert.Directory {
	edge := func(child, parent org.NodeID) org.Edge {
		return org.Edge{Child: child, Parent: parent, Valid: period.Everything, Known: period.Everything}
	}
	tree := org.NewTree("company:x", []org.Edge{edge("person:ana", "team:kim"), edge("person:ben", "team:kim"), edge("person:kim", "team:lou"), edge("team:kim", "team:lou"),
		{Child: "person:ana", Parent: "team:group", Group: true, Valid: period.Everything, Known: period.Everything}})
	d := alert.Directory{Tree: tree, Teams: &org.Teams{Leads: map[org.NodeID]org.NodeID{"team:kim": "person:kim", "team:lou": "person:lou", "team:group": "person:vic"}}, Today: day("2026-11-20")}
	add := func(id string, role access.Role, person string) {
		d.Users = append(d.Users, alert.User{User: access.User{ID: id, Role: role, PersonID: person, Disabled: id == "old"}, Preferences: alert.Defaults()})
	}
	add("ana", access.Rep, "ana")
	add("ben", access.Rep, "ben")
	add("kim", access.Manager, "kim")
	add("lou", access.Manager, "lou")
	add("max", access.RevOps, "")
	add("old", access.Admin, "")
	add("vic", access.Viewer, "vic")
	return d
}

// TestReceivers: a thing is told to whom it is about and one level up, and to
// nobody who looks on.
func TestReceivers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		h    alert.Happening
		want string
	}{
		"of a person":             {alert.Happening{Kind: alert.Status, Node: "person:ana"}, "ana kim"},
		"for himself":             {alert.Happening{Kind: alert.Milestone, Node: "person:ana", Self: true}, "ana"},
		"of a team":               {alert.Happening{Kind: alert.Status, Node: "team:kim"}, "kim lou"},
		"of who leads":            {alert.Happening{Kind: alert.Status, Node: "person:kim"}, "kim lou"},
		"of the top team":         {alert.Happening{Kind: alert.Status, Node: "team:lou"}, "lou"},
		"of the company":          {alert.Happening{Kind: alert.Status, Node: "company:x"}, "max"},
		"of a territory":          {alert.Happening{Kind: alert.Status, Node: "territory:x"}, "max"},
		"of data":                 {alert.Happening{Kind: alert.Stale, Node: "company:x"}, "max"},
		"to one user":             {alert.Happening{Kind: alert.Commitment, Node: "person:ana", To: "kim"}, "kim"},
		"of a team of nobody":     {alert.Happening{Kind: alert.Status, Node: "team:none"}, ""},
		"of a team beside a tree": {alert.Happening{Kind: alert.Status, Node: "team:group"}, ""},
	}
	d := directory()
	for name, test := range tests {
		if got := strings.Join(d.Receivers(test.h), " "); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	d.Users[0].Channels = map[alert.Kind]alert.Channel{alert.Status: alert.Off}
	if got := d.Receivers(tests["of a person"].h); !slices.Equal(got, []string{"kim"}) {
		t.Errorf("who wants nothing is told: %v", got)
	}
}

// deal is an opportunity that went through Talk and Offer, by the days on which
// it came there; the last one ends it unless it is open.
func deal(id string, state metric.ProspectState, talk, offer, end string) metric.Prospect {
	p := metric.Prospect{State: state, Ended: period.Never}
	p.Day = day(talk)
	p.Key, p.Owner, p.Name = fact.Key{Source: "crm", ID: id}, "person:ana", "Deal "+id
	p.Stays = append(p.Stays, metric.Stay{Stage: "Talk", Since: day(talk)})
	if offer != "" {
		p.Stays = append(p.Stays, metric.Stay{Stage: "Offer", Since: day(offer)})
	}
	if end != "" {
		p.Ended = day(end)
	}
	return p
}

// TestStill: the middle of 19 deals that were won stayed 10 days in Talk. One that
// has been there for more than twice as long is told once, and again in another
// stage only.
func TestStill(t *testing.T) {
	t.Parallel()
	var deals []metric.Prospect
	for n := range 19 {
		won := day("2026-09-01").Add(n + 1)
		deals = append(deals, deal("old"+won.String(), metric.IsWon, "2026-09-01", "", won.String()))
	}
	worth := 5000 * money.Unit
	now := deal("now", metric.IsOpen, "2026-11-01", "", "")
	now.Worth = &worth
	deals = append(deals, now, deal("ancient", metric.IsOpen, "2026-01-01", "", ""), deal("fresh", metric.IsOpen, "2026-11-18", "", ""))
	seen, told := alert.Still(nil, deals, "EUR", day("2026-11-21"), false)
	if len(told) != 0 {
		t.Errorf("20 days are not more than twice 10: %+v", told)
	}
	seen, told = alert.Still(seen, deals, "EUR", day("2026-11-22"), false)
	if len(told) != 1 || told[0].Title != "Deal now stands still in Talk" ||
		told[0].Text != "It has been there for 21 days; deals that were won usually left it after 10 days. It is worth €5,000." {
		t.Errorf("told %+v", told)
	}
	if len(seen) != 2 {
		t.Errorf("kept %v; what is no news is kept too", seen)
	}
	if _, again := alert.Still(seen, deals, "EUR", day("2026-11-23"), false); len(again) != 0 {
		t.Errorf("told again: %+v", again)
	}
	if _, first := alert.Still(nil, deals, "EUR", day("2026-11-22"), true); len(first) != 0 {
		t.Errorf("the first look tells the past: %+v", first)
	}
}

// TestSilent: a source has its own rhythm, and a weekend is part of it.
func TestSilent(t *testing.T) {
	t.Parallel()
	dayOf := func(micros int64) period.Date { return period.Date(micros) }
	deliver := func(source string, days ...string) (list []alert.Delivery) {
		for _, d := range days {
			list = append(list, alert.Delivery{Source: source, ID: d, At: int64(day(d))})
		}
		return list
	}
	daily := deliver("crm", "2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17")
	weekly := deliver("erp", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26")
	rare := deliver("once", "2026-01-05", "2026-03-12")
	for today, want := range map[string]string{"2026-11-21": "", "2026-11-22": "No data from crm for 5 days"} {
		_, told := alert.Silent(nil, slices.Concat(daily, rare), "company:x", dayOf, day(today), false)
		if (len(told) == 1) != (want != "") || len(told) == 1 && told[0].Title != want {
			t.Errorf("on %s: %+v, want %q", today, told, want)
		}
	}
	seen, told := alert.Silent(nil, weekly, "company:x", dayOf, day("2026-11-06"), false)
	if len(told) != 1 || !strings.Contains(told[0].Text, "26 October 2026; until then the longest wait was 7 days") {
		t.Errorf("told %+v", told)
	}
	if _, again := alert.Silent(seen, weekly, "company:x", dayOf, day("2026-11-16"), false); len(again) != 0 {
		t.Errorf("one silence is told twice: %+v", again)
	}
	if _, first := alert.Silent(nil, weekly, "company:x", dayOf, day("2026-11-06"), true); len(first) != 0 {
		t.Errorf("the first look tells the past: %+v", first)
	}
}

// TestMissing: the last 5 working days of a quarter, for who has made forecasts.
func TestMissing(t *testing.T) {
	t.Parallel()
	c := period.DefaultCalendar()
	at := c.Containing(period.Quarter, day("2026-12-20"))
	callers := []alert.Caller{{Node: "person:ana", Name: "Ana"}, {Node: "person:ben", Name: "Ben", Said: true}}
	if _, told := alert.Missing(nil, callers, at, c, day("2026-12-24"), false); len(told) != 0 {
		t.Errorf("6 working days are left: %+v", told)
	}
	seen, told := alert.Missing(nil, callers, at, c, day("2026-12-25"), false)
	if len(told) != 1 || told[0].Node != "person:ana" || !told[0].Self || !strings.Contains(told[0].Text, "5 working days are left") {
		t.Errorf("told %+v", told)
	}
	if _, again := alert.Missing(seen, callers, at, c, day("2026-12-30"), false); len(again) != 0 {
		t.Errorf("told again: %+v", again)
	}
}

// TestDue: a promise is told on its day, and once more when it is late.
func TestDuePromises(t *testing.T) {
	t.Parallel()
	promise := []alert.Promise{{ID: "1", Node: "person:ana", Text: "call Contoso", On: day("2026-11-20")}}
	var seen map[string]alert.Seen
	var titles []string
	for d := day("2026-11-18"); d < day("2026-12-10"); d++ {
		next, told := alert.Due(seen, promise, d)
		seen = next
		for _, h := range told {
			titles = append(titles, d.String()+" "+h.Title)
		}
	}
	if want := []string{"2026-11-20 Due today: call Contoso", "2026-11-21 Overdue: call Contoso"}; !slices.Equal(titles, want) {
		t.Errorf("told %q, want %q", titles, want)
	}
}
