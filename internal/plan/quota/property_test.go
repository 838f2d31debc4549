package quota_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

// anyPlaces draws a tree of up to four levels.
func anyPlaces(t *rapid.T) []quota.Place {
	places := []quota.Place{place("company:acme", "", 0)}
	n := 0
	var grow func(parent org.NodeID, depth int)
	grow = func(parent org.NodeID, depth int) {
		for range rapid.IntRange(1, 4).Draw(t, "children") {
			n++
			if depth < 3 && rapid.IntRange(0, 2).Draw(t, "team") == 0 {
				id := org.NodeID(fmt.Sprintf("team:%03d", n))
				places = append(places, place(id, parent, depth))
				grow(id, depth+1)
				continue
			}
			p := place(org.NodeID(fmt.Sprintf("person:%03d", n)), parent, depth)
			p.Basis = anyBasis(t)
			places = append(places, p)
		}
	}
	grow("company:acme", 1)
	return places
}

func place(id, parent org.NodeID, depth int) quota.Place {
	return quota.Place{Key: quota.Key{Node: id, Parent: parent}, Depth: depth, Of: org.Node{ID: id, Name: string(id), Member: period.Everything}}
}

func anyNumber(t *rapid.T, name string) quota.Number {
	if rapid.IntRange(0, 3).Draw(t, name+" is there") == 0 {
		return quota.Number{}
	}
	return quota.Some(money.Amount(rapid.Int64Range(0, 10_000_000).Draw(t, name)))
}

func anyBasis(t *rapid.T) quota.Basis {
	return quota.Basis{History: anyNumber(t, "history"), Spread: anyNumber(t, "spread"), Potential: anyNumber(t, "potential"), Capacity: anyNumber(t, "capacity")}
}

func anyAllocation(t *rapid.T) quota.Allocation {
	a := quota.Allocation{Key: node("company:acme"), Period: rapid.IntRange(-1, 3).Draw(t, "period"),
		Value:   quota.Some(money.Amount(rapid.Int64Range(0, 100_000_000).Draw(t, "value"))),
		Method:  rapid.SampledFrom([]quota.Method{quota.Even, quota.ByHistory, quota.ByPotential, quota.ByCapacity, quota.EqualDifficulty, quota.Mixed}).Draw(t, "method"),
		Mix:     quota.Mix{History: 1, Potential: 2, Capacity: 1},
		Phasing: rapid.SampledFrom([]quota.Phasing{quota.AsIs, quota.EvenPhases, quota.WorkingDays}).Draw(t, "phasing")}
	return a
}

func anyPlan(t *rapid.T, tb testing.TB) quota.Plan {
	places := anyPlaces(t)
	return plan(tb, places, func(h *quota.Head) {
		h.Unit = rapid.SampledFrom([]money.Amount{1, 100, money.Unit, 50 * money.Unit}).Draw(t, "unit")
		h.Over = map[org.Kind]money.Amount{org.Team: rapid.SampledFrom([]money.Amount{0, 0, 333, 500}).Draw(t, "over teams"),
			org.Person: rapid.SampledFrom([]money.Amount{0, 0, 100}).Draw(t, "over people")}
	})
}

// restrict draws locks, floors, caps and weights, after the plan was filled.
func restrict(t *rapid.T, tb testing.TB, p quota.Plan) quota.Plan {
	var e quota.Edit
	for _, r := range p.Rows[1:] {
		total := r.Total().Amount
		switch rapid.IntRange(0, 12).Draw(t, "restriction") {
		case 0:
			e.Locks = append(e.Locks, quota.LockEdit{Key: r.Key, Period: quota.Whole, Locked: true})
		case 1, 2:
			for j := range r.Cells {
				if rapid.Bool().Draw(t, "lock") {
					e.Locks = append(e.Locks, quota.LockEdit{Key: r.Key, Period: j, Locked: true})
				}
			}
		case 3:
			e.Floors = append(e.Floors, quota.LimitEdit{Key: r.Key, Value: quota.Some(rapid.Custom(func(t *rapid.T) money.Amount {
				return money.Amount(rapid.Int64Range(0, 1+int64(total)*3/2).Draw(t, "floor"))
			}).Draw(t, "floor"))})
		case 4:
			e.Caps = append(e.Caps, quota.LimitEdit{Key: r.Key, Value: quota.Some(money.Amount(rapid.Int64Range(int64(total)/2, 1+int64(total)*2).Draw(t, "cap")))})
		case 5:
			e.Weights = append(e.Weights, quota.LimitEdit{Key: r.Key, Value: quota.Some(rapid.SampledFrom([]money.Amount{0, 5000, 20_000}).Draw(t, "weight"))})
		}
	}
	return apply(tb, p, e)
}

// TestAllocateProperties: in any tree, with any limits, a division either says
// why it cannot be or gives every parent's children exactly what the parent
// has, in every period; nothing that is held moves; limits hold; no number is
// below 0.
func TestAllocateProperties(t *testing.T) {
	t.Parallel()
	refused, divided := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		p := anyPlan(r, t)
		p, err := first(p, anyAllocation(r))
		if err != nil {
			r.Fatalf("without limits there is always a way: %v", err)
		}
		checkDivided(r, p, p, quota.Whole)
		p = restrict(r, t, p)
		a := anyAllocation(r)
		done, err := p.Allocate(a)
		if err != nil {
			refused++
			if !fault.Is(err, fault.Invalid) || len(done.Changes) > 0 {
				r.Fatalf("%v with %d changes", err, len(done.Changes))
			}
			return
		}
		divided++
		checkDivided(r, p, done.Plan, a.Period)
		checkChanges(r, p, done)
	})
	if divided < refused/4 {
		t.Errorf("only %d of %d divisions were possible: the test draws the wrong limits", divided, divided+refused)
	}
}

func first(p quota.Plan, a quota.Allocation) (quota.Plan, error) {
	a.Period = quota.Whole
	done, err := p.Allocate(a)
	return done.Plan, err
}

func checkDivided(t *rapid.T, before, p quota.Plan, at int) {
	figures := p.Figures()
	takes := taking(p)
	for i, r := range p.Rows {
		old := before.Rows[i]
		for j, c := range r.Cells {
			was := old.Cells[j]
			if c.Set && c.Amount < 0 {
				t.Fatalf("%s has %s", r.Node, c.Amount)
			}
			if (held(p, i) || was.Locked || !takes[i]) && i > 0 && c.Number != was.Number {
				t.Fatalf("%s must not move: %v → %v", r.Node, was, c)
			}
		}
		if !takes[i] || held(p, i) {
			continue
		}
		if total := r.Total().Amount; i > 0 && (r.Floor.Set && total < r.Floor.Amount || r.Cap.Set && total > max(r.Cap.Amount, outside(r, at))) {
			t.Fatalf("%s has %s, which is not from %v to %v", r.Node, total, r.Floor, r.Cap)
		}
		if f := figures[i]; !f.Leaf {
			checkParent(t, p, i, f, at)
		}
	}
}

// outside is what a row has in the periods that were not divided.
func outside(r quota.Row, at int) money.Amount {
	if at == quota.Whole {
		return 0
	}
	return r.Total().Amount - r.Cells[at].Amount
}

// checkParent holds a parent against its children.
func checkParent(t *rapid.T, p quota.Plan, i int, f quota.Figures, at int) {
	over := p.Over[org.Person]
	for _, r := range p.Rows {
		if r.Parent == p.Rows[i].Node && r.Node.Kind() == org.Team {
			over = p.Over[org.Team]
		}
	}
	var above, below money.Amount
	for j, c := range p.Rows[i].Cells {
		if at != quota.Whole && at != j || !c.Set {
			continue
		}
		if over == 0 && f.Sums[j].Amount != c.Amount {
			t.Fatalf("%s has %s in period %d, and those below it %s", p.Rows[i].Node, c.Amount, j, f.Sums[j].Amount)
		}
		above += c.Amount
		below += f.Sums[j].Amount
	}
	ideal := new(big.Rat).Mul(above.Rat(), new(big.Rat).SetFrac64(int64(money.Unit+over), int64(money.Unit)))
	off := ideal.Sub(ideal, below.Rat())
	if off.Abs(off).Cmp(p.Unit.Rat()) > 0 {
		t.Fatalf("%s has %s, and those below it %s: more than a step away from %s more", p.Rows[i].Node, above, below, over)
	}
}

// held reports whether the row or one above it is locked.
func held(p quota.Plan, i int) bool {
	for at := p.Rows[i]; ; {
		if at.Locked {
			return true
		}
		k := slices.IndexFunc(p.Rows, func(r quota.Row) bool { return r.Node == at.Parent })
		if k < 0 {
			return false
		}
		at = p.Rows[k]
	}
}

// taking tells which rows carry a quota: no weight of 0 in them or above.
func taking(p quota.Plan) []bool {
	takes := make([]bool, len(p.Rows))
	figures := p.Figures()
	for i := len(p.Rows) - 1; i >= 0; i-- {
		r := p.Rows[i]
		if figures[i].Leaf {
			takes[i] = true
		}
		for k := range p.Rows {
			if p.Rows[k].Parent == r.Node && takes[k] {
				takes[i] = true
			}
		}
		if r.Weight.Set && r.Weight.Amount == 0 {
			takes[i] = false
		}
	}
	for i, r := range p.Rows {
		k := slices.IndexFunc(p.Rows, func(above quota.Row) bool { return above.Node == r.Parent })
		if k >= 0 && !takes[k] {
			takes[i] = false
		}
	}
	return takes
}

func checkChanges(t *rapid.T, before quota.Plan, done quota.Done) {
	seen := map[quota.Key]bool{}
	for _, c := range done.Changes {
		seen[c.Key] = true
		if slices.Equal(c.From, c.To) {
			t.Fatalf("a change that is none: %+v", c)
		}
	}
	for i, r := range done.Plan.Rows {
		if changed := !slices.Equal(before.Rows[i].Numbers(), r.Numbers()); changed != seen[r.Key] {
			t.Fatalf("the changes of %s are not told", r.Node)
		}
	}
}

// TestAllocateIgnoresOrder: the order of siblings makes no difference.
func TestAllocateIgnoresOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p := anyPlan(r, t)
		p, err := first(p, anyAllocation(r))
		if err != nil {
			r.Fatal(err)
		}
		p = restrict(r, t, p)
		shuffled := p
		shuffled.Rows = shuffle(r, p.Rows)
		a := anyAllocation(r)
		x, errX := p.Allocate(a)
		y, errY := shuffled.Allocate(a)
		if (errX == nil) != (errY == nil) {
			r.Fatalf("%v, %v", errX, errY)
		}
		for _, row := range x.Plan.Rows {
			if i, err := y.Plan.Find(row.Key); err != nil || !slices.Equal(row.Numbers(), y.Plan.Rows[i].Numbers()) {
				r.Fatalf("%s has %s and, in another order, %s (%v)", row.Node, written(row.Numbers()), written(y.Plan.Rows[i].Numbers()), err)
			}
		}
	})
}

// shuffle puts siblings in another order, parents still first.
func shuffle(t *rapid.T, rows []quota.Row) []quota.Row {
	var out []quota.Row
	var visit func(at quota.Row)
	visit = func(at quota.Row) {
		out = append(out, at)
		var below []quota.Row
		for _, r := range rows {
			if r.Parent == at.Node {
				below = append(below, r)
			}
		}
		if len(below) > 1 {
			below = rapid.Permutation(below).Draw(t, "order")
		}
		for _, r := range below {
			visit(r)
		}
	}
	visit(rows[0])
	return out
}

// TestRollUpProperties: bottom-up, every parent is the sum of its children and
// nothing of the leaves moves; dividing again what was rolled up, with all
// leaves locked, changes nothing.
func TestRollUpProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		p := anyPlan(r, t)
		var cells []quota.CellEdit
		for i, f := range p.Figures() {
			for j := range p.Periods {
				if f.Leaf || rapid.IntRange(0, 3).Draw(r, "own") == 0 {
					cells = append(cells, quota.CellEdit{Key: p.Rows[i].Key, Period: j, Value: anyNumber(r, "cell")})
				}
			}
		}
		p = apply(t, p, quota.Edit{Cells: cells})
		done, err := p.RollUp(node("company:acme"), "")
		if err != nil {
			r.Fatal(err)
		}
		for i, f := range done.Plan.Figures() {
			if f.Leaf && !slices.Equal(p.Rows[i].Numbers(), done.Plan.Rows[i].Numbers()) {
				r.Fatalf("the leaf %s moved", p.Rows[i].Node)
			}
			for j := range f.Sums {
				if f.Sums[j].Set && f.Sums[j] != done.Plan.Rows[i].Cells[j].Number {
					r.Fatalf("%s has %v, those below it %v", p.Rows[i].Node, done.Plan.Rows[i].Cells[j], f.Sums[j])
				}
			}
		}
	})
}

// TestWhatIsThereIsPossible: limits that the plan keeps already can be kept by
// dividing the same number again, by whatever method, in a tree of two levels.
func TestWhatIsThereIsPossible(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		places := slices.DeleteFunc(anyPlaces(r), func(p quota.Place) bool { return p.Depth > 1 })
		p := plan(t, places, func(h *quota.Head) { h.Unit = rapid.SampledFrom([]money.Amount{1, 100, money.Unit}).Draw(r, "unit") })
		p, err := first(p, anyAllocation(r))
		if err != nil {
			r.Fatal(err)
		}
		p = restrictAround(r, t, p)
		a := anyAllocation(r)
		a.Value, a.Period, a.Phasing = quota.Number{}, quota.Whole, quota.AsIs
		a.Method = quota.Even // by the others, somebody with nothing gets nothing, whatever the caps
		done, err := p.Allocate(a)
		if err != nil {
			r.Fatalf("it is possible: it is there: %v", err)
		}
		checkDivided(r, p, done.Plan, quota.Whole)
	})
}

// restrictAround draws limits that the plan keeps.
func restrictAround(t *rapid.T, tb testing.TB, p quota.Plan) quota.Plan {
	var e quota.Edit
	for _, r := range p.Rows[1:] {
		total := int64(r.Total().Amount)
		if rapid.Bool().Draw(t, "floor") {
			e.Floors = append(e.Floors, quota.LimitEdit{Key: r.Key, Value: quota.Some(money.Amount(rapid.Int64Range(0, total).Draw(t, "floor")))})
		}
		if rapid.Bool().Draw(t, "cap") {
			e.Caps = append(e.Caps, quota.LimitEdit{Key: r.Key, Value: quota.Some(money.Amount(rapid.Int64Range(total, 2*total+10).Draw(t, "cap")))})
		}
		for j := range r.Cells {
			if rapid.IntRange(0, 2).Draw(t, "lock") == 0 {
				e.Locks = append(e.Locks, quota.LockEdit{Key: r.Key, Period: j, Locked: true})
			}
		}
		if rapid.IntRange(0, 5).Draw(t, "lock all") == 0 {
			e.Locks = append(e.Locks, quota.LockEdit{Key: r.Key, Period: quota.Whole, Locked: true})
		}
	}
	return apply(tb, p, e)
}
