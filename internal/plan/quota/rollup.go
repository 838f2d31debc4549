package quota

import "github.com/attainhq/attain/internal/fault"

// RollUp makes the row, and every parent below it, the sum of its children:
// bottom-up planning. A period in which no child has a number is left as it
// is, and so is what is locked or over.
func (p Plan) RollUp(k Key, reason string) (Done, error) {
	d := newDraft(p)
	root, err := d.row(k)
	if err != nil {
		return Done{Plan: p}, err
	}
	if d.isLeaf(root) {
		return Done{Plan: p}, fault.New(fault.Invalid, "nobody stands below %s; there is nothing to add up", d.Rows[root].called())
	}
	var visit func(i int)
	visit = func(i int) {
		for _, child := range d.children[i] {
			visit(child)
		}
		if d.isLeaf(i) {
			return
		}
		for j := range d.Periods {
			var sum Number
			for _, child := range d.children[i] {
				sum = sum.plus(d.effective(child, j))
			}
			if sum.Set && !d.held(i, j) {
				d.set(i, j, sum)
			}
		}
	}
	visit(root)
	done, err := d.finish(reason)
	if err != nil {
		return Done{Plan: p}, err
	}
	return done, nil
}
