package quota

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Whole stands for all periods of a row, where a period is asked for.
const Whole = -1

// Change says how the numbers of a row changed.
type Change struct {
	Key
	From, To []Number // by period; equal where nothing changed
}

// Done is what an operation made of a plan.
type Done struct {
	Plan    Plan
	Changes []Change // of numbers, in the order of the rows
	Touched []int    // the rows in which anything changed, in order
	Notes   []string // what changed besides numbers, and what could not be done
}

// draft is a plan that an operation works on. A row's cells are copied when
// they are first written, so that the plan before stays as it is.
type draft struct {
	Plan
	before   []Row
	byKey    map[Key]int
	first    map[org.NodeID]int  // the first row of a node; of a parent the only one
	several  map[org.NodeID]bool // nodes with more than one row
	children [][]int
	parent   []int  // −1: the root
	copied   []bool // rows whose cells may be written
	touched  []bool
	notes    []string
}

func newDraft(p Plan) *draft {
	n := len(p.Rows)
	d := &draft{Plan: p, before: p.Rows, byKey: make(map[Key]int, n), first: make(map[org.NodeID]int, n), several: map[org.NodeID]bool{},
		children: make([][]int, n), parent: make([]int, n), copied: make([]bool, n), touched: make([]bool, n)}
	d.Rows = slices.Clone(p.Rows)
	for i, r := range d.Rows {
		d.byKey[r.Key] = i
		if _, there := d.first[r.Node]; there {
			d.several[r.Node] = true
		} else {
			d.first[r.Node] = i
		}
		d.parent[i] = -1
		if i > 0 {
			at := d.first[r.Parent]
			d.parent[i] = at
			d.children[at] = append(d.children[at], i)
		}
	}
	return d
}

// row finds the row that a user means; the parent may be left out when the
// node has one row.
func (d *draft) row(k Key) (int, error) {
	if i, ok := d.byKey[k]; ok {
		return i, nil
	}
	i, ok := d.first[k.Node]
	switch {
	case !ok || k.Parent != "":
		return 0, fault.New(fault.NotFound, "there is no %s in this plan, or you may not see it", k.Node)
	case d.several[k.Node]:
		return 0, fault.New(fault.Invalid, "%s has more than one row in this plan; say under which parent", d.Rows[i].called())
	}
	return i, nil
}

// Find returns the place of the row that a user means, see Key; the parent may
// be left out when the node has one row.
func (p Plan) Find(k Key) (int, error) { return newDraft(p).row(k) }

// Finder returns Find for many keys.
func (p Plan) Finder() func(Key) (int, error) { return newDraft(p).row }

// called names the row in a sentence.
func (r Row) called() string {
	if r.Name != "" {
		return r.Name
	}
	return string(r.Node)
}

func (d *draft) touch(i int) { d.touched[i] = true }

// write returns the row with cells that may be written.
func (d *draft) write(i int) *Row {
	if !d.copied[i] {
		d.copied[i] = true
		d.Rows[i].Cells = slices.Clone(d.Rows[i].Cells)
	}
	return &d.Rows[i]
}

// set writes a number; what it was before proration is forgotten with it.
func (d *draft) set(i, period int, n Number) {
	c := &d.write(i).Cells[period]
	if c.Number == n && !c.Full.Set {
		return
	}
	c.Number, c.Full = n, Number{}
	d.touch(i)
}

// held reports whether a row's cell must not move: it is locked, or its period
// is over.
func (d *draft) held(i, period int) bool {
	return d.Rows[i].Locked || d.Rows[i].Cells[period].Locked || period < d.elapsed
}

func (d *draft) note(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

// done gathers what changed.
func (d *draft) done() Done {
	out := Done{Plan: d.Plan, Notes: d.notes}
	for i, r := range d.Rows {
		if !d.touched[i] {
			continue
		}
		out.Touched = append(out.Touched, i)
		from, to := d.before[i].Numbers(), r.Numbers()
		if !slices.Equal(from, to) {
			out.Changes = append(out.Changes, Change{Key: r.Key, From: from, To: to})
		}
	}
	return out
}

// effective returns what the row counts as in the period: its own number, else
// the sum of its children's.
func (d *draft) effective(i, period int) Number {
	if c := d.Rows[i].Cells[period]; c.Set {
		return c.Number
	}
	var sum Number
	for _, child := range d.children[i] {
		sum = sum.plus(d.effective(child, period))
	}
	return sum
}

// own returns the sum of the row's own numbers in the periods.
func (d *draft) own(i int, periods []int) money.Amount {
	var sum money.Amount
	for _, j := range periods {
		sum = add(sum, d.Rows[i].Cells[j].Amount)
	}
	return sum
}

// outside returns the sum of the row's own numbers in all other periods.
func (d *draft) outside(i int, periods []int) money.Amount {
	return d.Rows[i].Total().Amount - d.own(i, periods)
}

// below calls the function with the row and every row below it, parents first.
func (d *draft) below(i int, each func(i int)) {
	each(i)
	for _, child := range d.children[i] {
		d.below(child, each)
	}
}

func (d *draft) isLeaf(i int) bool { return len(d.children[i]) == 0 }
