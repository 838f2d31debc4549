package quota

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// Proration asks for the numbers of those who join, leave, change team, are on
// leave or on ramp to be shortened.
type Proration struct {
	Key
	// Reallocate gives what is freed in a team to those of the team who are
	// there all the time. Without it the freed quota is removed, and the team
	// shows the gap.
	Reallocate bool
	Reason     string // needed to lower a number of an active plan
}

// Prorate shortens the numbers of the leaves at or below a row: each period ×
// days there ÷ days of the period × ramp, rounded by largest remainder over the
// row (methods.md 3.4). Who has left has 0 in later periods, which is a number
// and not nothing. What is locked or over stays.
//
// A prorated cell remembers its full number, so that doing it again, after a
// date has changed, starts from there. A number that is typed over it counts
// as a full one.
func (p Plan) Prorate(a Proration) (Done, error) {
	d := newDraft(p)
	root, err := d.row(a.Key)
	if err != nil {
		return Done{Plan: p}, err
	}
	freed := map[int][]money.Amount{} // by parent: of each period
	var parents []int
	people := 0
	for _, i := range d.carriers(root) {
		less, changed, err := d.shorten(i)
		if err != nil {
			return Done{Plan: p}, err
		}
		if !changed {
			continue
		}
		people++
		at := d.parent[i]
		if freed[at] == nil {
			freed[at] = make([]money.Amount, len(d.Periods))
			parents = append(parents, at)
		}
		for j, l := range less {
			freed[at][j] = add(freed[at][j], l)
		}
	}
	var total money.Amount
	for _, at := range parents {
		for _, part := range freed[at] {
			total += part
		}
		if a.Reallocate && at >= 0 {
			d.handOver(at, freed[at])
		}
	}
	if people > 0 {
		d.note("prorated %d: %s freed", people, total.Readable())
	}
	done, err := d.finish(a.Reason)
	if err != nil {
		return Done{Plan: p}, err
	}
	return done, nil
}

// shorten prorates one row and returns what became free in each period (below
// 0 where somebody is there longer than was thought).
func (d *draft) shorten(i int) (freed []money.Amount, changed bool, err error) {
	there, _ := d.presence(i)
	freed = make([]money.Amount, len(d.Periods))
	put := func(j int, next Cell) {
		if was := d.Rows[i].Cells[j]; was != next {
			freed[j], changed = was.Amount-next.Amount, true
			d.write(i).Cells[j] = next
			d.touch(i)
		}
	}
	var full []money.Amount
	var share []target.Presence
	var short []int
	for j, c := range d.Rows[i].Cells {
		if !c.Set || d.held(i, j) {
			continue
		}
		before := c.Amount
		if c.Full.Set {
			before = c.Full.Amount
		}
		if s := there[j]; s.Worked == s.Total && s.RampNum == s.RampDen {
			put(j, Cell{Number: Some(before)}) // all there: what it was without proration
			continue
		}
		full, share, short = append(full, before), append(share, there[j]), append(short, j)
	}
	parts, _, err := target.Prorate(full, d.Unit, share)
	if err != nil {
		return nil, false, err
	}
	for n, j := range short {
		put(j, Cell{Number: Some(parts[n]), Full: Some(full[n])})
	}
	return freed, changed, nil
}

// handOver divides what became free in a team among those of its people who
// are there all the time, by what they have in the period. What nobody can take
// stays removed, and is named.
func (d *draft) handOver(parent int, freed []money.Amount) {
	var whole []int
	for _, i := range d.children[parent] {
		if _, reduced := d.presence(i); !reduced && d.isLeaf(i) && d.factor(i) > 0 {
			whole = append(whole, i)
		}
	}
	for j, part := range freed {
		if part > 0 {
			d.handOverIn(parent, j, part, whole)
		}
	}
}

func (d *draft) handOverIn(parent, period int, freed money.Amount, whole []int) {
	var leaves []target.Leaf
	var rows []int
	for _, i := range whole {
		r := d.Rows[i]
		if d.held(i, period) || !r.Cells[period].Set {
			continue
		}
		l := target.Leaf{ID: string(r.Node), Weight: int64(r.Cells[period].Amount)}
		if r.Cap.Set {
			most := max(0, r.Cap.Amount-r.Total().Amount)
			l.Cap = &most
		}
		leaves, rows = append(leaves, l), append(rows, i)
	}
	name, label := d.Rows[parent].called(), d.Periods[period].Label
	if len(leaves) == 0 {
		d.note("nobody in %s can take over the %s that became free in %s", name, freed.Readable(), label)
		return
	}
	if left := freed - room(leaves); left > 0 {
		d.note("%s of the %s that became free in %s of %s stay removed: the caps leave no place for them", left.Readable(), freed.Readable(), label, name)
		freed -= left
	}
	parts, err := ladder(d.Unit, func(unit money.Amount) ([]money.Amount, error) { return target.Allocate(freed, unit, leaves) })
	if err != nil {
		d.note("the %s that became free in %s of %s stay removed: %s", freed.Readable(), label, name, err.Error())
		return
	}
	for n, i := range rows {
		if parts[n] != 0 {
			d.set(i, period, Some(add(d.Rows[i].Cells[period].Amount, parts[n])))
		}
	}
}

// room sums what the leaves can take.
func room(leaves []target.Leaf) money.Amount {
	var sum money.Amount
	for _, l := range leaves {
		if l.Cap == nil {
			return unlimited
		}
		sum = add(sum, *l.Cap)
	}
	return sum
}
