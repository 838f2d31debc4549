package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
)

// planners are a company of two teams with something sold, and who plans it.
type planners struct {
	*world
	plans          *pipeline.Plans
	ops, nina, ann quota.Actor
}

func newPlanners(t *testing.T, db *store.DB) *planners {
	t.Helper()
	w := newWorld(t, db, uuid.NewString(), period.MustDate("2026-11-22"))
	p := &planners{world: w, plans: pipeline.NewPlans(w.flow, db), ops: quota.Actor{Name: "Ops", All: true},
		nina: quota.Actor{Name: "Nina", Person: "person:nina", Leads: true}, ann: quota.Actor{Name: "Ann", Person: "person:ann"}}
	member := func(id org.NodeID, name string, lead org.NodeID) org.Node {
		return org.Node{ID: id, Name: name, Lead: lead, Member: period.Everything}
	}
	nodes := []org.Node{member(sample.Root, "Acme", ""), member("team:north", "North", "person:nina"), member("team:south", "South", ""),
		member("person:nina", "Nina", ""), member("person:ann", "Ann", ""), member("person:bob", "Bob", ""), member("person:dee", "Dee", ""),
		{ID: "person:joy", Name: "Joy", Member: period.Range{Start: period.MustDate("2027-03-01"), End: period.Never}}, member("product:x", "X", ""), member("product:y", "Y", "")}
	edge := func(child, parent org.NodeID) org.Edge {
		return org.Edge{Child: child, Parent: parent, Valid: period.Everything, Known: period.Everything}
	}
	edges := []org.Edge{edge("person:ann", "team:north"), edge("person:bob", "team:north"), edge("person:dee", "team:south"), edge("person:joy", "team:south")}
	var ids []org.NodeID
	for _, n := range nodes {
		ids = append(ids, n.ID)
	}
	w.must(db.Write(t.Context(), w.org.ID, func(tx pipeline.Tx) error {
		return tx.Save(pipeline.Changes{At: w.now, Nodes: nodes, Edges: edges, Reclosed: ids, Closure: org.NewTree(sample.Root, edges).Closure(ids)})
	}))
	var sales []fact.Sale
	for i, s := range []struct{ day, owner, product, amount string }{
		{"2024-02-10", "ann", "x", "50"}, {"2025-02-10", "ann", "x", "100"}, {"2025-08-10", "ann", "y", "200"}, {"2025-05-10", "bob", "x", "100"}, {"2026-05-10", "ann", "x", "150"},
	} {
		day := period.MustDate(s.day)
		amount, err := money.Parse(s.amount)
		w.must(err)
		id := "S" + string(rune('1'+i))
		sales = append(sales, fact.Sale{Key: fact.Key{Source: "crm", ID: id}, Order: id, OccurredAt: day.Start(w.org.Place).UnixMicro(), Day: day, Owner: org.ID(org.Person, s.owner),
			Product: org.ID(org.Product, s.product), Quantity: money.Unit, Amount: amount, Currency: "EUR"})
	}
	_, err := w.flow.Post(t.Context(), w.org.ID, "test", sales)
	w.must(err)
	return p
}

func (p *planners) create(t *testing.T, change ...func(*pipeline.NewPlan)) pipeline.PlanView {
	t.Helper()
	in := pipeline.NewPlan{Series: "revenue", Head: quota.Head{Name: "Sales 2027", Root: sample.Root, By: period.Quarter, Unit: money.Unit,
		Window: period.Range{Start: period.MustDate("2027-01-01"), End: period.MustDate("2028-01-01")}, Total: quota.Some(1000 * money.Unit)}}
	for _, c := range change {
		c(&in)
	}
	v, err := p.plans.Create(t.Context(), p.org.ID, p.ops, in)
	p.must(err)
	return v
}

func (p *planners) allocate(t *testing.T, v pipeline.PlanView, a quota.Allocation) pipeline.PlanView {
	t.Helper()
	a.Key, a.Period = quota.Key{Node: sample.Root}, quota.Whole
	v, _, err := p.plans.Edit(t.Context(), p.org.ID, p.ops, v.ID, pipeline.PlanEdit{Version: v.Version, What: quota.Allocated, Note: a.Reason, Presence: true,
		Do: func(plan quota.Plan, _ []quota.Place) (quota.Done, error) { return plan.Allocate(a) }})
	p.must(err)
	return v
}

func (p *planners) edit(t *testing.T, by quota.Actor, v pipeline.PlanView, e quota.Edit) (pipeline.PlanView, error) {
	t.Helper()
	v, _, err := p.plans.Edit(t.Context(), p.org.ID, by, v.ID, pipeline.PlanEdit{Version: v.Version, What: quota.Edited, Note: e.Reason,
		Do: func(plan quota.Plan, _ []quota.Place) (quota.Done, error) { return plan.Apply(e) }})
	return v, err
}

func (p *planners) move(t *testing.T, by quota.Actor, v pipeline.PlanView, action quota.Action, node org.NodeID, note string) pipeline.PlanView {
	t.Helper()
	v, err := p.plans.Move(t.Context(), p.org.ID, by, v.ID, 0, quota.Move{Key: quota.Key{Node: node}, Action: action, Note: note})
	p.must(err)
	return v
}

func cell(node org.NodeID, at int, amount int64) quota.CellEdit {
	return quota.CellEdit{Key: quota.Key{Node: node}, Period: at, Value: quota.Some(money.FromInt(amount))}
}

func row(v pipeline.PlanView, node org.NodeID) quota.Row {
	i, err := v.Find(quota.Key{Node: node})
	if err != nil {
		return quota.Row{}
	}
	return v.Rows[i]
}

// targets are the latest values of the node's targets, by quarter.
func (p *planners) targets(t *testing.T, series metric.Series, node org.NodeID) string {
	t.Helper()
	all, err := p.db.Targets(t.Context(), p.org.ID, series)
	p.must(err)
	var list []string
	for _, target := range all {
		if target.Node != node {
			continue
		}
		text := "none"
		if v, ok := target.Latest(); ok {
			text = v.Value.String()
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

func eachPlanners(t *testing.T, test func(*testing.T, *planners)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, store.Open, func(t *testing.T, db *store.DB) { test(t, newPlanners(t, db)) })
}

// TestPlanLife: from the draft to targets and their revisions, with the history
// of it all, on both databases.
func TestPlanLife(t *testing.T) {
	eachPlanners(t, func(t *testing.T, p *planners) {
		v := p.create(t)
		// 2026 is not over, so the last twelve whole months are compared:
		// November 2025 to October 2026.
		if got := v.Past.String(); got != "2025-11-01..2026-11-01" {
			t.Errorf("compared with %s", got)
		}
		if h := row(v, "person:ann").Basis.History; h != quota.Some(150*money.Unit) || row(v, "person:dee").Basis.History.Set {
			t.Errorf("%+v", h)
		}
		if w := row(v, "person:nina").Weight; w != quota.Some(0) {
			t.Errorf("a lead who sells nothing weighs %+v", w)
		}
		v = p.allocate(t, v, quota.Allocation{Method: quota.Even})
		if row(v, "team:north").Total() != quota.Some(500*money.Unit) || v.Version != 2 {
			t.Fatalf("%+v", row(v, "team:north"))
		}
		// Two people at once: the second is told.
		stale := v
		v, err := p.edit(t, p.nina, v, quota.Edit{Cells: []quota.CellEdit{cell("person:ann", 0, 70)}})
		p.must(err)
		if _, err := p.edit(t, p.ops, stale, quota.Edit{Cells: []quota.CellEdit{cell("person:ann", 0, 71)}}); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a stale edit: %v", err)
		}
		if _, err := p.edit(t, p.nina, v, quota.Edit{Cells: []quota.CellEdit{cell("team:north", 0, 1)}}); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("a manager changed what he was given: %v", err)
		}
		v = p.move(t, p.nina, v, quota.Submit, "team:north", "")
		v = p.move(t, p.ops, v, quota.Submit, "", "")
		v = p.move(t, p.ops, v, quota.Approve, "", "")
		v = p.move(t, p.ann, v, quota.Accept, "person:ann", "fine")
		beats := p.beats
		if got := p.targets(t, metric.Revenue, "person:ann"); got != "" {
			t.Errorf("targets before the plan is active: %s", got)
		}
		v = p.move(t, p.ops, v, quota.Accept, "", "")
		if p.beats != beats {
			t.Error("a draft moved the numbers of others")
		}
		v = p.move(t, p.ops, v, quota.Activate, "", "board of 20 November")
		if p.beats != beats+1 {
			t.Error("nobody was told of the new targets")
		}
		for node, want := range map[org.NodeID]string{sample.Root: "245 249 253 253", "team:north": "123 124 127 126", "person:ann": "70 62 63 63", "person:nina": ""} {
			if got := p.targets(t, metric.Revenue, node); got != want {
				t.Errorf("the targets of %s are %s, want %s", node, got, want)
			}
		}
		p.revise(t, v)
	})
}

// revise changes the active plan, with reasons, and looks at what is kept.
func (p *planners) revise(t *testing.T, v pipeline.PlanView) {
	t.Helper()
	p.setToday(period.MustDate("2027-05-10"))
	if _, err := p.edit(t, p.ops, v, quota.Edit{Cells: []quota.CellEdit{cell("person:ann", 2, 10)}}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("a target was lowered without a reason: %v", err)
	}
	if _, err := p.edit(t, p.ops, v, quota.Edit{Reason: "x", Cells: []quota.CellEdit{cell("person:ann", 0, 10)}}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("a period that is over was changed: %v", err)
	}
	v, err := p.edit(t, p.ops, v, quota.Edit{Reason: "territory cut", Cells: []quota.CellEdit{cell("person:ann", 1, 50), {Key: quota.Key{Node: "person:ann"}, Period: 2}}})
	p.must(err)
	if got := p.targets(t, metric.Revenue, "person:ann"); got != "70 50 none 63" {
		t.Errorf("after the revision: %s", got)
	}
	if row(v, "person:ann").State != quota.RowApproved {
		t.Errorf("Ann has still accepted what she has not seen")
	}
	all, err := p.db.Targets(t.Context(), p.org.ID, metric.Revenue)
	p.must(err)
	for _, target := range all {
		if target.Node != "person:ann" || target.Period.Start != period.MustDate("2027-04-01") {
			continue
		}
		last := target.Versions[len(target.Versions)-1]
		if len(target.Versions) != 2 || last.Author != "Ops" || last.Reason != "plan Sales 2027: territory cut" || last.From != period.MustDate("2027-05-10") {
			t.Errorf("%+v", target.Versions)
		}
	}
	_, events, _, err := p.plans.History(t.Context(), p.org.ID, p.ops, v.ID, pipeline.PlanEventFilter{Limit: 20})
	p.must(err)
	var told []string
	for _, e := range events {
		told = append(told, e.By+" "+string(e.What))
	}
	const want = "Ops edited, Ops activate, Ops accept, Ann accept, Ops approve, Ops submit, Nina submit, Nina edited, Ops allocated, Ops created"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	// Ann reads of herself only; she may not revise, and Bob's number is nowhere.
	seen, mine, _, err := p.plans.History(t.Context(), p.org.ID, p.ann, v.ID, pipeline.PlanEventFilter{Limit: 20, Rows: 1})
	p.must(err)
	for _, e := range mine {
		for _, c := range e.Changes {
			if c.Node != "person:ann" {
				t.Errorf("Ann reads of %s", c.Node)
			}
		}
		if e.Node != "" && e.Node != "person:ann" {
			t.Errorf("Ann reads of %s", e.Node)
		}
	}
	if seen.Whole || len(mine) != 6 {
		t.Errorf("Ann reads %d lines", len(mine))
	}
	// A second plan for the same people cannot be active beside it.
	other := p.allocate(t, p.create(t, func(in *pipeline.NewPlan) { in.Name = "Again" }), quota.Allocation{Method: quota.Even})
	for _, step := range []quota.Action{quota.Submit, quota.Approve, quota.Accept} {
		other = p.move(t, p.ops, other, step, "", "")
	}
	_, err = p.plans.Move(t.Context(), p.org.ID, p.ops, other.ID, 0, quota.Move{Action: quota.Activate})
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "in the active plan Sales 2027") {
		t.Errorf("two plans are active: %v", err)
	}
}

// TestPlanScope: a plan for one product has the history of that product, and
// its targets are held against a series that is kept from then on.
func TestPlanScope(t *testing.T) {
	eachPlanners(t, func(t *testing.T, p *planners) {
		v := p.create(t, func(in *pipeline.NewPlan) {
			in.Scope, in.Total = []org.NodeID{"product:x"}, quota.Some(400*money.Unit)
			in.Window = period.Range{Start: period.MustDate("2027-01-01"), End: period.MustDate("2027-07-01")}
		})
		// The first half of 2026 is over: it is compared with that.
		if h := row(v, "person:ann").Basis.History; v.Past.String() != "2026-01-01..2026-07-01" || h != quota.Some(150*money.Unit) {
			t.Errorf("%s: %+v", v.Past, h)
		}
		v = p.allocate(t, v, quota.Allocation{Method: quota.ByHistory})
		for _, step := range []quota.Action{quota.Submit, quota.Approve, quota.Accept, quota.Activate} {
			v = p.move(t, p.ops, v, step, "", "")
		}
		const series = "revenue|product:x"
		if got := p.targets(t, series, sample.Root); got != "198 202" {
			t.Errorf("the targets are %s", got)
		}
		a := ask{node: "person:ann", metric: series, period: period.Range{Start: period.MustDate("2025-01-01"), End: period.MustDate("2026-01-01")}, asOf: p.today()}
		if got := p.actual(a); got != 100*money.Unit {
			t.Errorf("Ann sold %s of X in 2025", got)
		}
		p.verify()
	})
}

// TestPlanProration: Joy comes in March. Her row is there from the start; it is
// shortened, and the plan shows what is missing.
func TestPlanProration(t *testing.T) {
	eachPlanners(t, func(t *testing.T, p *planners) {
		v := p.create(t)
		v = p.allocate(t, v, quota.Allocation{Method: quota.Even})
		prorate := func(again bool) (pipeline.PlanView, quota.Done) {
			v, done, err := p.plans.Edit(t.Context(), p.org.ID, p.ops, v.ID, pipeline.PlanEdit{What: quota.Prorated, Presence: true,
				Do: func(plan quota.Plan, _ []quota.Place) (quota.Done, error) {
					return plan.Prorate(quota.Proration{Key: quota.Key{Node: sample.Root}, Reallocate: again})
				}})
			p.must(err)
			return v, done
		}
		v, _ = prorate(false)
		joy := row(v, "person:joy")
		// 23 of 64 days in the first quarter, and the first month at 0 %.
		if joy.Cells[0].Number != quota.Some(0) || !joy.Cells[1].Full.Set || joy.Cells[3].Full.Set {
			t.Errorf("%+v", joy.Cells)
		}
		if v.Checks.Gap.Amount >= 0 || len(v.Checks.Problems) == 0 {
			t.Errorf("%+v", v.Checks)
		}
		version := v.Version
		if v, done := prorate(false); len(done.Changes) != 0 || v.Version != version {
			t.Errorf("doing it again changed %+v", done.Changes)
		}
		// Nothing is stored by a dry run.
		_, done, err := p.plans.Edit(t.Context(), p.org.ID, p.ops, v.ID, pipeline.PlanEdit{DryRun: true,
			Do: func(plan quota.Plan, _ []quota.Place) (quota.Done, error) {
				return plan.Apply(quota.Edit{Cells: []quota.CellEdit{cell("person:joy", 0, 9)}})
			}})
		p.must(err)
		if got, err := p.plans.Get(t.Context(), p.org.ID, p.ops, v.ID); err != nil || got.Version != version || len(done.Changes) != 1 {
			t.Errorf("a dry run stored something: %d, %v", got.Version, err)
		}
	})
}

// TestPlanUnseen: who has no part in a plan does not find it.
func TestPlanUnseen(t *testing.T) {
	eachPlanners(t, func(t *testing.T, p *planners) {
		v := p.create(t)
		for _, by := range []quota.Actor{p.ann, {Name: "nobody"}} {
			_, err := p.plans.Get(t.Context(), p.org.ID, by, v.ID)
			_, editErr := p.edit(t, by, v, quota.Edit{Name: "Mine"})
			_, moveErr := p.plans.Move(t.Context(), p.org.ID, by, v.ID, 0, quota.Move{Action: quota.Close})
			_, createErr := p.plans.Create(t.Context(), p.org.ID, by, pipeline.NewPlan{})
			list, listErr := p.plans.List(t.Context(), p.org.ID, by)
			if !fault.Is(err, fault.NotFound) || !fault.Is(editErr, fault.NotFound) || !fault.Is(moveErr, fault.NotFound) || !fault.Is(createErr, fault.Forbidden) || len(list) != 0 || listErr != nil {
				t.Errorf("%s: %v, %v, %v, %v, %v", by.Name, err, editErr, moveErr, createErr, list)
			}
		}
		// Nina sees her team, and neither the company's number nor how it adds up.
		list, err := p.plans.List(t.Context(), p.org.ID, p.nina)
		if err != nil || len(list) != 1 || list[0].Whole || list[0].Seen[0] {
			t.Errorf("%+v (%v)", list, err)
		}
		// Only who may set all targets changes the plan itself.
		if _, err := p.edit(t, p.nina, v, quota.Edit{Name: "Mine"}); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
	})
}

// TestPlanSeason: with three years of history the curve of the company is
// known, and a total can be spread by it.
func TestPlanSeason(t *testing.T) {
	eachPlanners(t, func(t *testing.T, p *planners) {
		var sales []fact.Sale
		for day := period.MustDate("2023-11-10"); day < p.today().AddMonths(-1); day = day.AddMonths(1) {
			amount := money.FromInt(3000)
			if day.Month() == time.December {
				amount *= 3
			}
			id := day.String()
			sales = append(sales, fact.Sale{Key: fact.Key{Source: "crm", ID: id}, Order: id, OccurredAt: day.Start(p.org.Place).UnixMicro(), Day: day, Owner: "person:dee",
				Product: "product:y", Quantity: money.Unit, Amount: amount, Currency: "EUR"})
		}
		_, err := p.flow.Post(t.Context(), p.org.ID, "test", sales)
		p.must(err)
		v := p.create(t, func(in *pipeline.NewPlan) { in.By = period.Month })
		if v.Season == nil || v.Season[11] < 1_500_000 || v.Season[4] > 1_000_000 {
			t.Fatalf("the season is %v", v.Season)
		}
		if spread := row(v, "person:dee").Basis; spread.History != quota.Some(42_000*money.Unit) || spread.Spread.Amount <= 0 {
			t.Errorf("%+v", spread)
		} else if a := spread.Ahead; a == nil || a[9] < 38_000*money.Unit || a[9] > 46_000*money.Unit || a[0] > a[9] || a[9] > a[18] {
			t.Errorf("a year like those before is forecast to end at %v", a)
		}
		v = p.allocate(t, v, quota.Allocation{Method: quota.Even, Phasing: quota.Seasonal})
		if root := v.Rows[0]; root.Cells[11].Amount < 15*root.Cells[4].Amount/10 || root.Total() != quota.Some(1000*money.Unit) {
			t.Errorf("December has %s and May %s", root.Cells[11].Amount, root.Cells[4].Amount)
		}
	})
}
