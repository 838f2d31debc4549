package quota_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/quota"
)

// The people of a plan: ops sets all targets, vera leads sales over nina and
// sam, who lead ann and bob, and dee.
const layered = `
company:acme
.team:sales person:vera
..team:north person:nina
...person:ann
...person:bob
..team:south person:sam
...person:dee
..person:nina
..person:sam
.person:vera
`

var (
	ops  = quota.Actor{Name: "Ops", All: true}
	vera = quota.Actor{Name: "Vera", Person: "person:vera", Leads: true}
	nina = quota.Actor{Name: "Nina", Person: "person:nina", Leads: true}
	sam  = quota.Actor{Name: "Sam", Person: "person:sam", Leads: true}
	ann  = quota.Actor{Name: "Ann", Person: "person:ann"}
	eve  = quota.Actor{Name: "Eve", Person: "person:eve"}
)

func filled(t *testing.T) quota.Plan {
	t.Helper()
	p := plan(t, tree(t, layered), total(t, "3000"))
	return allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Method: quota.Even})
}

func move(t *testing.T, p quota.Plan, a quota.Actor, action quota.Action, id org.NodeID, note ...string) quota.Plan {
	t.Helper()
	done, err := p.Move(a, quota.Move{Key: node(id), Action: action, Note: strings.Join(note, " ")})
	if err != nil {
		t.Fatalf("%s %s %s: %v", a.Name, action, id, err)
	}
	return done.Plan
}

func states(p quota.Plan) string {
	var list []string
	for _, r := range p.Rows {
		list = append(list, string(r.State))
	}
	return strings.Join(list, " ")
}

// TestLife goes from a draft to an active plan, with a return on the way.
func TestLife(t *testing.T) {
	t.Parallel()
	p := filled(t)
	expect := func(state quota.State, rows string) {
		t.Helper()
		if p.State != state || states(p) != rows {
			t.Fatalf("the plan is %s: %s\nwant %s: %s", p.State, states(p), state, rows)
		}
	}
	p = move(t, p, nina, quota.Submit, "team:north")
	expect(quota.Draft, "open open submitted submitted submitted open open open open open")
	p = move(t, p, vera, quota.Return, "team:north", "Ann has too much")
	expect(quota.Draft, "open open returned returned returned open open open open open")
	p = move(t, p, nina, quota.Submit, "team:north")
	p = move(t, p, vera, quota.Approve, "team:north")
	expect(quota.Draft, "open open approved approved approved open open open open open")
	p = move(t, p, sam, quota.Submit, "team:south")
	p = move(t, p, vera, quota.Approve, "team:sales") // all that was handed to her
	expect(quota.Draft, "open open approved approved approved approved approved open open open")
	p = move(t, p, vera, quota.Submit, "team:sales")
	p = move(t, p, ops, quota.Submit, "company:acme")
	expect(quota.Submitted, "submitted submitted approved approved approved approved approved submitted submitted submitted")
	p = move(t, p, ops, quota.Approve, "company:acme")
	expect(quota.Approved, strings.TrimSpace(strings.Repeat("approved ", 10)))
	if _, err := p.Move(ops, quota.Move{Key: node("company:acme"), Action: quota.Activate}); !fault.Is(err, fault.Conflict) ||
		!strings.Contains(err.Error(), "9 rows are not accepted yet: team:sales (approved), team:north (approved)") {
		t.Fatal(err)
	}
	p = move(t, p, ann, quota.Accept, "person:ann")
	p = move(t, p, nina, quota.Accept, "team:north") // for Bob too
	expect(quota.Approved, "approved approved accepted accepted accepted approved approved approved approved approved")
	p = move(t, p, ops, quota.Accept, "company:acme")
	p = move(t, p, ops, quota.Activate, "company:acme")
	if p.State != quota.Active {
		t.Fatal(p.State)
	}
	// A revision of an active plan needs a reason where it lowers something.
	lower := quota.Edit{Cells: []quota.CellEdit{set(t, "person:ann", 1, "1")}}
	if _, err := p.Apply(lower); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "give a reason") {
		t.Fatal(err)
	}
	lower.Reason = "maternity leave"
	done, err := p.Apply(lower)
	if err != nil {
		t.Fatal(err)
	}
	done = done.Unaccept()
	if r := done.Plan.Rows[3]; r.State != quota.RowApproved || done.Plan.State != quota.Active || len(done.Notes) != 1 {
		t.Errorf("%+v, %s, %q", r, done.Plan.State, done.Notes)
	}
	p = move(t, done.Plan, ann, quota.Accept, "person:ann")
	// What is over stays as it was.
	p = p.On(day("2027-05-01"), calendar)
	for _, e := range []quota.Edit{
		{Reason: "x", Cells: []quota.CellEdit{set(t, "person:ann", 0, "1")}},
		{Reason: "x", Cells: []quota.CellEdit{set(t, "person:ann", quota.Whole, "10")}},
	} {
		if _, err := p.Apply(e); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "over") {
			t.Errorf("%+v: %v", e, err)
		}
	}
	before := numbers(t, p, "person:ann")
	p = allocate(t, p, quota.Allocation{Key: node("company:acme"), Period: quota.Whole, Value: some(t, "6000"), Method: quota.Even, Reason: "raised"})
	if after := numbers(t, p, "person:ann"); strings.Fields(after)[0] != strings.Fields(before)[0] || p.Rows[0].Total() != some(t, "6000") {
		t.Errorf("%s → %s", before, after)
	}
	p = move(t, p, ops, quota.Close, "company:acme")
	if _, err := p.Move(ops, quota.Move{Key: node("company:acme"), Action: quota.Activate}); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
	if may := p.May(ops); len(may[0]) != 0 {
		t.Errorf("%v", may[0])
	}
}

// TestPermissions: a row for everybody, what he sees and may do with each row
// of a plan of which the north is submitted.
func TestPermissions(t *testing.T) {
	t.Parallel()
	p := move(t, filled(t), nina, quota.Submit, "team:north")
	p = move(t, p, sam, quota.Submit, "team:south")
	p = move(t, p, vera, quota.Approve, "team:south")
	for _, test := range []struct {
		actor quota.Actor
		wants string
	}{
		{ops, `company:acme: edit submit approve return accept activate close
			team:sales: edit submit approve return accept
			team:north: edit approve return
			person:ann: edit approve return
			person:bob: edit approve return
			team:south: edit return accept
			person:dee: edit return accept
			person:nina: edit submit
			person:sam: edit submit
			person:vera: edit submit`},
		{vera, `team:sales: submit approve return accept
			team:north: edit approve return
			person:ann: edit approve return
			person:bob: edit approve return
			team:south: edit return accept
			person:dee: edit return accept
			person:nina: edit submit
			person:sam: edit submit`},
		{nina, `team:north: return
			person:ann: return
			person:bob: return`}, // handed up: it can be recalled
		{sam, `team:south: accept
			person:dee: accept`},
		{ann, ``}, // not approved yet: nobody's business
		{eve, ``},
		{quota.Actor{Name: "nobody"}, ``},
		{quota.Actor{Name: "a rep who leads", Person: "person:nina"}, ``},
	} {
		seen, some := p.Visible(test.actor)
		may := p.May(test.actor)
		var lines []string
		for i, r := range p.Rows {
			if !seen[i] {
				if len(may[i]) > 0 {
					t.Errorf("%s may %v with %s unseen", test.actor.Name, may[i], r.Node)
				}
				continue
			}
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s: %s", r.Node, strings.Trim(fmt.Sprint(may[i]), "[]"))))
		}
		var wants []string
		for line := range strings.Lines(test.wants) {
			wants = append(wants, strings.TrimSpace(line))
		}
		if !slices.Equal(lines, wants) || some != (len(lines) > 0) {
			t.Errorf("%s sees\n%s\nwant\n%s", test.actor.Name, strings.Join(lines, "\n"), strings.Join(wants, "\n"))
		}
	}
	// Dee sees her row when it is approved, and may send it back with a note.
	dee := quota.Actor{Name: "Dee", Person: "person:dee"}
	if _, err := p.Move(dee, quota.Move{Key: node("person:dee"), Action: quota.Return}); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	p = move(t, p, dee, quota.Return, "person:dee", "my territory was cut")
	if p.Rows[6].State != quota.Returned || p.Rows[5].State != quota.RowApproved {
		t.Error(states(p))
	}
}

// TestRefusedMoves: what cannot be done says why.
func TestRefusedMoves(t *testing.T) {
	t.Parallel()
	p := filled(t)
	for name, test := range map[string]struct {
		plan   quota.Plan
		actor  quota.Actor
		action quota.Action
		node   org.NodeID
		kind   fault.Kind
		says   string
	}{
		"approve what is open":    {p, ops, quota.Approve, "team:north", fault.Conflict, "team:north is open; only what is submitted"},
		"approve oneself":         {move(t, p, nina, quota.Submit, "team:north"), nina, quota.Approve, "team:north", fault.Forbidden, "somebody above it may"},
		"submit for a peer":       {p, sam, quota.Submit, "team:north", fault.NotFound, "there is no team:north"},
		"activate as a manager":   {p, vera, quota.Activate, "team:sales", fault.Forbidden, "only who may set all targets can activate"},
		"activate a branch":       {p, ops, quota.Activate, "team:sales", fault.Invalid, "as a whole"},
		"an empty plan":           {plan(t, tree(t, layered)), ops, quota.Activate, "company:acme", fault.Invalid, "holds no number"},
		"hand up nothing":         {plan(t, tree(t, layered)), nina, quota.Submit, "team:north", fault.Invalid, "no number at or below"},
		"return without a note":   {move(t, p, nina, quota.Submit, "team:north"), vera, quota.Return, "team:north", fault.Invalid, "say in a note"},
		"a row that is not there": {p, ops, quota.Submit, "team:east", fault.NotFound, "no team:east"},
		"no such step":            {p, ops, "promote", "team:north", fault.Invalid, "no step of a plan"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done, err := test.plan.Move(test.actor, quota.Move{Key: node(test.node), Action: test.action, Note: " "})
			if !fault.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %s", err, test.says)
			}
			if len(done.Touched) > 0 {
				t.Error("it changed something")
			}
		})
	}
}

// TestCheckEdit: a manager changes what is below his team until he hands it up;
// the team's own number comes from above.
func TestCheckEdit(t *testing.T) {
	t.Parallel()
	p := filled(t)
	submitted := move(t, p, nina, quota.Submit, "team:north")
	active := p
	active.State = quota.Active
	closed := p
	closed.State = quota.Closed
	cell := func(id string) quota.Edit {
		return quota.Edit{Reason: "x", Cells: []quota.CellEdit{set(t, id, 0, "77")}}
	}
	over := quota.Edit{Overs: limits(t, "team:north", "0.1")}
	for name, test := range map[string]struct {
		plan  quota.Plan
		actor quota.Actor
		edit  quota.Edit
		kind  fault.Kind // Internal: allowed
	}{
		"ops, the company":             {p, ops, cell("company:acme"), fault.Internal},
		"ops, when it is active":       {active, ops, cell("person:ann"), fault.Internal},
		"ops, when it is closed":       {closed, ops, cell("person:ann"), fault.Conflict},
		"nina, below her":              {p, nina, cell("person:ann"), fault.Internal},
		"nina, her team":               {p, nina, cell("team:north"), fault.Forbidden},
		"nina, the padding of hers":    {p, nina, over, fault.Internal},
		"nina, padding handed up":      {submitted, nina, over, fault.Forbidden},
		"nina, after handing it up":    {submitted, nina, cell("person:ann"), fault.Forbidden},
		"nina, when it is active":      {active, nina, cell("person:ann"), fault.Forbidden},
		"nina, another team":           {p, nina, cell("person:dee"), fault.NotFound},
		"nina, herself":                {p, nina, cell("person:nina"), fault.NotFound}, // not approved yet
		"vera, a team below her":       {p, vera, cell("team:north"), fault.Internal},
		"vera, what was handed to her": {submitted, vera, cell("person:ann"), fault.Internal},
		"ann, her own number":          {active, ann, cell("person:ann"), fault.Forbidden},
		"eve":                          {p, eve, cell("person:ann"), fault.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done, err := test.plan.Apply(test.edit)
			if err != nil {
				t.Fatal(err)
			}
			err = test.plan.CheckEdit(test.actor, done)
			if (err == nil) != (test.kind == fault.Internal) || err != nil && !fault.Is(err, test.kind) {
				t.Error(err)
			}
		})
	}
}
