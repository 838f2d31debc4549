package quota_test

import (
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

func span(from, to string) period.Range { return period.Range{Start: day(from), End: day(to)} }

func edge(child, parent org.NodeID, valid period.Range) org.Edge {
	return org.Edge{Child: child, Parent: parent, Valid: valid, Known: period.Everything}
}

// world is a company with somebody for every case: who joins, leaves, changes
// team, changes a team's place, and hangs under nothing.
func world() (*org.Tree, []org.Node) {
	edges := []org.Edge{
		edge("team:north", "team:all", period.Everything),
		edge("team:south", "team:all", span("0001-01-01", "2027-07-01")),
		edge("team:south", "team:north", span("2027-07-01", "9999-12-31")), // stands where it stood first
		edge("person:ann", "team:north", period.Everything),
		edge("person:bob", "team:north", span("0001-01-01", "2027-02-15")),
		edge("person:bob", "team:south", span("2027-02-15", "9999-12-31")),
		edge("person:joy", "team:south", span("2027-03-01", "9999-12-31")),
		edge("person:lee", "team:south", span("0001-01-01", "2027-11-01")),
		edge("person:old", "team:south", period.Everything),
		edge("person:nina", "team:all", period.Everything),
		{Child: "person:ann", Parent: "team:project", Group: true, Valid: period.Everything, Known: period.Everything},
		{Child: "person:ann", Parent: "team:wrong", Valid: period.Everything, Known: span("0001-01-01", "2026-01-01")},
	}
	always := period.Everything
	nodes := []org.Node{
		{ID: "company:acme", Name: "Acme", Member: always}, {ID: "team:all", Name: "All", Member: always, Lead: "person:top"},
		{ID: "team:north", Name: "North", Member: always, Lead: "person:nina"}, {ID: "team:south", Name: "South", Member: always},
		{ID: "team:project", Name: "Project", Group: true, Member: always}, {ID: "team:wrong", Name: "Wrong", Member: always},
		{ID: "person:ann", Name: "Ann", Member: always}, {ID: "person:bob", Name: "Bob", Member: always},
		{ID: "person:joy", Name: "Joy", Member: span("2027-03-01", "9999-12-31")}, {ID: "person:lee", Name: "Lee", Member: always},
		{ID: "person:old", Name: "Old", Member: span("2020-01-01", "2026-01-01")}, {ID: "person:nina", Name: "Nina", Member: always},
		{ID: "person:top", Name: "Top", Member: always}, {ID: "region:eu", Name: "EU", Member: always},
	}
	return org.NewTree("company:acme", edges), nodes
}

var year2027 = span("2027-01-01", "2028-01-01")

func TestPlaces(t *testing.T) {
	t.Parallel()
	tree, nodes := world()
	places := quota.Places(tree, nodes, "company:acme", year2027, day(today))
	p := plan(t, places)
	const wants = "company:acme .team:all ..team:north ...person:ann ...person:bob ..team:south ...person:bob ...person:joy ...person:lee " +
		"..person:nina .team:wrong .person:top"
	if got := ids(p); got != wants {
		t.Errorf("%s\nwant\n%s", got, wants)
	}
	during := map[quota.Key]period.Range{}
	for _, at := range places {
		during[at.Key] = at.During[0]
	}
	for key, days := range map[quota.Key]period.Range{
		{Node: "person:ann", Parent: "team:north"}: year2027,
		{Node: "person:bob", Parent: "team:north"}: span("2027-01-01", "2027-02-15"),
		{Node: "person:bob", Parent: "team:south"}: span("2027-02-15", "2028-01-01"),
		{Node: "person:joy", Parent: "team:south"}: span("2027-03-01", "2028-01-01"),
		{Node: "person:lee", Parent: "team:south"}: span("2027-01-01", "2027-11-01"),
	} {
		if during[key] != days {
			t.Errorf("%v stands there %s, want %s", key, during[key], days)
		}
	}
	// Leads who sold nothing carry no quota.
	for id, wants := range map[org.NodeID]quota.Number{"person:nina": quota.Some(0), "person:top": quota.Some(0), "person:ann": {}} {
		if got := p.Rows[at(t, p, id)].Weight; got != wants {
			t.Errorf("the weight of %s is %+v", id, got)
		}
	}
	if _, err := p.Find(node("person:bob")); err == nil {
		t.Error("which of two rows is meant was guessed")
	}
	if quota.Places(tree, nodes, "team:none", year2027, day(today)) != nil {
		t.Error("places below nothing")
	}
	// What was not known yet is not there.
	if early := quota.Places(tree, nodes, "team:wrong", year2027, day("2025-06-01")); len(early) != 2 {
		t.Errorf("%+v", early)
	}
}

// TestProrateWorld: who joins, leaves or changes team carries what he is there
// for, weighted by phase.
func TestProrateWorld(t *testing.T) {
	t.Parallel()
	tree, nodes := world()
	places := quota.Places(tree, nodes, "company:acme", year2027, day(today))
	p := plan(t, places, func(h *quota.Head) { h.By = period.Month; h.Ramp = []money.Amount{} })
	var cells []quota.CellEdit
	for _, r := range p.Rows {
		if r.Node.Kind() == org.Person && !r.Weight.Set {
			for j := range p.Periods {
				cells = append(cells, quota.CellEdit{Key: r.Key, Period: j, Value: some(t, "1000")})
			}
		}
	}
	p = apply(t, p, quota.Edit{Cells: cells})
	done, err := p.Prorate(quota.Proration{Key: node("company:acme")})
	if err != nil {
		t.Fatal(err)
	}
	for key, wants := range map[quota.Key]string{
		{Node: "person:ann", Parent: "team:north"}: "1000 1000 1000 1000 1000 1000 1000 1000 1000 1000 1000 1000",
		// 10 of the 20 working days of February are before the 15th.
		{Node: "person:bob", Parent: "team:north"}: "1000 500 0 0 0 0 0 0 0 0 0 0",
		{Node: "person:bob", Parent: "team:south"}: "0 500 1000 1000 1000 1000 1000 1000 1000 1000 1000 1000",
		{Node: "person:joy", Parent: "team:south"}: "0 0 1000 1000 1000 1000 1000 1000 1000 1000 1000 1000",
		{Node: "person:lee", Parent: "team:south"}: "1000 1000 1000 1000 1000 1000 1000 1000 1000 1000 0 0",
	} {
		i, err := done.Plan.Find(key)
		if err != nil {
			t.Fatal(err)
		}
		if got := written(done.Plan.Rows[i].Numbers()); got != wants {
			t.Errorf("%v has %s, want %s", key, got, wants)
		}
	}
	if len(done.Notes) != 1 || done.Notes[0] != "prorated 4: 16,000 freed" {
		t.Errorf("%q", done.Notes)
	}
	// Doing it again changes nothing.
	again, err := done.Plan.Prorate(quota.Proration{Key: node("company:acme")})
	if err != nil || len(again.Changes) != 0 || len(again.Notes) != 0 {
		t.Errorf("%+v, %q, %v", again.Changes, again.Notes, err)
	}
	// When a date changes, it starts from the full numbers: Joy comes in May.
	for i := range nodes {
		if nodes[i].ID == "person:joy" {
			nodes[i].Member.Start = day("2027-05-01")
		}
	}
	later := done.Plan.Attend(quota.Places(tree, nodes, "company:acme", year2027, day(today)))
	again, err = later.Prorate(quota.Proration{Key: node("team:south")})
	if err != nil {
		t.Fatal(err)
	}
	want(t, again.Plan, "person:joy: 0 0 0 0 1000 1000 1000 1000 1000 1000 1000 1000")
}

// TestRefresh adds who has joined since, behind his siblings, and takes nobody
// away.
func TestRefresh(t *testing.T) {
	t.Parallel()
	tree, nodes := world()
	p := plan(t, quota.Places(tree, nodes, "company:acme", year2027, day(today)))
	before := len(p.Rows)
	nodes = append(nodes, org.Node{ID: "person:new", Name: "New", Member: period.Everything})
	edges := append(tree.All(), edge("person:new", "team:north", span("2027-04-01", "9999-12-31")), edge("person:new", "team:wrong", span("2027-01-01", "2027-04-01")))
	done := p.Refresh(quota.Places(org.NewTree("company:acme", edges), nodes, "company:acme", year2027, day(today)))
	if len(done.Plan.Rows) != before+2 || len(done.Notes) != 2 || len(done.Touched) != 2 {
		t.Fatalf("%s: %q", ids(done.Plan), done.Notes)
	}
	if got := ids(done.Plan); got != "company:acme .team:all ..team:north ...person:ann ...person:bob ...person:new ..team:south ...person:bob ...person:joy ...person:lee ..person:nina .team:wrong ..person:new .person:top" {
		t.Error(got)
	}
	if again := done.Plan.Refresh(quota.Places(org.NewTree("company:acme", edges), nodes, "company:acme", year2027, day(today))); len(again.Touched) != 0 {
		t.Errorf("%+v", again.Touched)
	}
	if len(p.Rows) != before {
		t.Error("the plan before has changed")
	}
}
