package quota

import (
	"cmp"
	"errors"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// Allocation says how a row's number is divided among those below it.
type Allocation struct {
	Key
	Period  int    // Whole: all of them
	Value   Number // what the row gets first; nothing: what it has
	Method  Method
	Mix     Mix
	Phasing Phasing // of Value over the periods, when all are divided
	Over    Number  // over-assignment of the step to the children, from now on; nothing: as it is
	Levels  int     // how far down; 0: to the last, 1: only to the next (a waterfall, level by level)
	Reason  string  // needed to lower a number of an active plan
}

// Allocate divides a row's number among its children by the method, theirs
// among their children, and so on. In every period the children get exactly
// what the parent has, times the over-assignment. Locks, floors and caps hold;
// when they cannot, the error says which of them and by how much, and nothing
// changes.
//
// A period in which the row has no number is left as it is below, too.
func (p Plan) Allocate(a Allocation) (Done, error) {
	d := newDraft(p)
	i, err := d.row(a.Key)
	if err != nil {
		return Done{Plan: p}, err
	}
	if err := d.begin(i, a); err != nil {
		return Done{Plan: p}, err
	}
	periods := d.divided(i, a.Period)
	if len(periods) == 0 {
		return Done{Plan: p}, fault.New(fault.Invalid, "%s has no number to divide; give it one first, or send the value with the request", d.Rows[i].called())
	}
	shares, err := d.weigh(i, a.Method, a.Mix)
	if err != nil {
		return Done{Plan: p}, err
	}
	if !shares[i].takes {
		return Done{Plan: p}, fault.New(fault.Invalid, "nobody below %s carries a quota; give somebody a weight above 0", d.Rows[i].called())
	}
	w := division{draft: d, method: a.Method, shares: shares, periods: periods}
	w.limits = d.limits(i, periods, shares)
	levels := a.Levels
	if levels <= 0 {
		levels = len(d.Rows)
	}
	if err := w.down(i, levels); err != nil {
		return Done{Plan: p}, err
	}
	done, err := d.finish(a.Reason)
	if err != nil {
		return Done{Plan: p}, err
	}
	return done, nil
}

// begin gives the row its own number.
func (d *draft) begin(i int, a Allocation) error {
	r := d.Rows[i]
	switch {
	case d.isLeaf(i):
		return fault.New(fault.Invalid, "nobody stands below %s; write its number into the grid", r.called())
	case a.Value.Set && a.Value.Amount < 0:
		return fault.New(fault.Invalid, "%s cannot be divided as a target; targets are 0 or more", a.Value.Amount)
	case a.Period < Whole || a.Period >= len(d.Periods):
		return fault.New(fault.Invalid, "the plan has no such period")
	case a.Period != Whole && a.Period < d.elapsed:
		return fault.New(fault.Invalid, "%s is over; the numbers of a period that is over stay as they were", d.Periods[a.Period].Label)
	}
	if a.Over.Set && a.Over != r.Over {
		if a.Over.Amount < 0 || a.Over.Amount > money.Unit {
			return fault.New(fault.Invalid, "%s is no over-assignment; it is from 0 to 1, 0.05 for 5 %%", a.Over.Amount)
		}
		d.Rows[i].Over = a.Over
		d.touch(i)
	}
	if a.Period != Whole {
		if a.Value.Set {
			return d.typed(CellEdit{Key: r.Key, Period: a.Period, Value: a.Value})
		}
		return nil
	}
	total := a.Value
	if !total.Set {
		total = r.Total()
	}
	if !total.Set || !a.Value.Set && a.Phasing == AsIs {
		return nil // what it has stays as it is
	}
	return d.phase(i, total.Amount, a.Phasing)
}

// divided returns the periods in which the row has a number that may be
// divided.
func (d *draft) divided(i, period int) []int {
	var periods []int
	for j, c := range d.Rows[i].Cells {
		if c.Set && j >= d.elapsed && (period == Whole || period == j) {
			periods = append(periods, j)
		}
	}
	return periods
}

// division is an allocation at work.
type division struct {
	*draft
	method  Method
	shares  []share
	limits  []limits
	periods []int
}

// block is the part of the grid in which one row's number is divided: the
// children that take part × the periods.
type block struct {
	parent  int
	rows    []int          // children that take part, by id
	total   money.Amount   // for them, of all periods
	columns []money.Amount // for them, of each period
}

func (w *division) down(i, levels int) error {
	if levels == 0 || w.isLeaf(i) {
		return nil
	}
	b, err := w.block(i)
	if err != nil {
		return err
	}
	if len(b.rows) > 0 {
		if err := w.divide(b); err != nil {
			return err
		}
	}
	for _, child := range b.rows {
		if err := w.down(child, levels-1); err != nil {
			return err
		}
	}
	return nil
}

// block works out what there is to divide: the row's numbers with the
// over-assignment on top, less what its other children keep.
func (w *division) block(i int) (block, error) {
	b := block{parent: i, columns: make([]money.Amount, len(w.periods))}
	own := make([]int64, len(w.periods))
	for place, j := range w.periods {
		own[place] = int64(w.Rows[i].Cells[j].Amount)
		b.columns[place] = w.Rows[i].Cells[j].Amount
	}
	over := w.over(i)
	var err error
	if b.total, err = scale(w.own(i, w.periods), over, w.Unit); err != nil {
		return b, err
	}
	if over != 0 {
		if b.columns, err = money.AllocateIn(w.Unit, b.total, own); err != nil {
			return b, err
		}
	}
	for _, child := range w.children[i] {
		if w.takes(child, w.shares) {
			b.rows = append(b.rows, child)
			continue
		}
		for place, j := range w.periods {
			kept := w.effective(child, j).Amount
			b.columns[place] -= kept
			b.total -= kept
		}
	}
	slices.SortFunc(b.rows, func(x, y int) int { return cmp.Compare(w.Rows[x].Node, w.Rows[y].Node) })
	return b, w.check(b)
}

// divide gives the children their totals, and then spreads these over the
// periods so that both sum exactly.
func (w *division) divide(b block) error {
	totals, err := ladder(w.Unit, func(unit money.Amount) ([]money.Amount, error) { return w.totals(b, unit) })
	if _, impossible := errors.AsType[*target.Infeasible](err); impossible {
		return w.tooTight(b, err)
	}
	if err != nil {
		return err
	}
	held := slices.ContainsFunc(b.rows, func(i int) bool { return w.limits[i].each != nil })
	var cells [][]money.Amount
	switch {
	case len(w.periods) == 1:
		for _, total := range totals {
			cells = append(cells, []money.Amount{total})
		}
	case held:
		if cells, err = w.fit(b, totals); err != nil {
			return err
		}
	default:
		cells = spread(totals, b.columns, w.Unit)
	}
	for n, i := range b.rows {
		for place, j := range w.periods {
			if !w.held(i, j) {
				w.set(i, j, Some(cells[n][place]))
			}
		}
	}
	return nil
}

// totals divides the block's total among its rows.
func (w *division) totals(b block, unit money.Amount) ([]money.Amount, error) {
	leaves := make([]target.Leaf, len(b.rows))
	outlooks := make([]target.Outlook, 0, len(b.rows))
	for n, i := range b.rows {
		s := w.shares[i]
		l := target.Leaf{ID: string(w.Rows[i].Node), Weight: s.weight}
		low, high := w.limits[i].low, w.limits[i].high
		if low == high {
			l.Locked = &low
		} else {
			l.Floor = &low
			if high < unlimited {
				l.Cap = &high
			}
		}
		leaves[n] = l
		if w.method == EqualDifficulty {
			outlooks = append(outlooks, target.Outlook{ID: l.ID, Mean: s.mean, SD: s.sd, Curve: s.curve, Floor: l.Floor, Cap: l.Cap, Locked: l.Locked})
		}
	}
	if w.method == EqualDifficulty {
		parts, _, err := target.EqualDifficulty(b.total, unit, outlooks)
		return parts, err
	}
	return target.Allocate(b.total, unit, leaves)
}
