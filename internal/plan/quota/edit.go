package quota

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/target"
)

// Edit is what somebody changes by hand. Its parts hold all or none.
type Edit struct {
	Cells   []CellEdit
	Locks   []LockEdit
	Floors  []LimitEdit
	Caps    []LimitEdit
	Weights []LimitEdit
	Overs   []LimitEdit
	Basis   []BasisEdit

	// Of the plan; nil and "" leave it as it is.
	Name string
	Unit *money.Amount
	Over map[org.Kind]money.Amount
	Ramp target.Ramp

	Reason string // needed to lower a number of an active plan
}

// CellEdit writes a number. Whole spreads it over the row as the row is spread
// now.
type CellEdit struct {
	Key
	Period int
	Value  Number
}

// LockEdit locks or unlocks a cell, or with Whole the row and all below it.
type LockEdit struct {
	Key
	Period int
	Locked bool
}

// LimitEdit sets a floor, cap, weight or over-assignment of a row, or takes it
// away.
type LimitEdit struct {
	Key
	Value Number
}

// BasisEdit changes what a row's share is reckoned by; nil leaves it as it is.
type BasisEdit struct {
	Key
	History, Potential, Capacity *Number
	TenureFrom                   *period.Date // 0: what is known of the person
	Leave                        *[]period.Range
}

// Settings reports whether the edit changes the plan as a whole.
func (e Edit) Settings() bool {
	return e.Name != "" || e.Unit != nil || e.Over != nil || e.Ramp != nil
}

// Apply makes the edit. Unlocking comes first and locking last, so that one
// edit can change what is locked. A parent's number and its children's are
// independent: their gap is for Check to name. All that is wrong is reported
// at once, by the field's path.
func (p Plan) Apply(e Edit) (Done, error) {
	d := newDraft(p)
	var wrong fault.Fields
	d.lock(e.Locks, false, &wrong)
	d.limit("floors", e.Floors, &wrong, func(r *Row) *Number { return &r.Floor })
	d.limit("caps", e.Caps, &wrong, func(r *Row) *Number { return &r.Cap })
	d.limit("weights", e.Weights, &wrong, func(r *Row) *Number { return &r.Weight })
	d.limit("overs", e.Overs, &wrong, func(r *Row) *Number { return &r.Over })
	d.crossed("floors", e.Floors, &wrong)
	d.crossed("caps", e.Caps, &wrong)
	d.basis(e.Basis, &wrong)
	d.typeAll(e.Cells, &wrong)
	d.lock(e.Locks, true, &wrong)
	d.settings(e, &wrong)
	if err := wrong.Err("the plan cannot be changed like this"); err != nil {
		return Done{Plan: p}, err
	}
	return d.finish(e.Reason)
}

// finish ends an operation: nothing of an active plan is lowered without a
// reason.
func (d *draft) finish(reason string) (Done, error) {
	done := d.done()
	if d.State != Active || strings.TrimSpace(reason) != "" {
		return done, nil
	}
	for _, c := range done.Changes {
		for j, from := range c.From {
			if to := c.To[j]; from.Set && (!to.Set || to.Amount < from.Amount) {
				var wrong fault.Fields
				wrong.Add("reason", "is missing; give one, so that everyone can see it")
				return Done{}, wrong.Err("%s would fall below %s in %s, and the plan is active: give a reason",
					d.Rows[d.byKey[c.Key]].called(), from.Amount.Readable(), d.Periods[j].Label)
			}
		}
	}
	return done, nil
}

func (d *draft) typeAll(cells []CellEdit, wrong *fault.Fields) {
	for n, c := range cells {
		if err := d.typed(c); err != nil {
			wrong.Add(fmt.Sprintf("cells[%d]", n), "%v", err)
		}
	}
}

// typed writes one number as somebody typed it.
func (d *draft) typed(c CellEdit) error {
	i, err := d.row(c.Key)
	switch {
	case err != nil:
		return err
	case c.Value.Set && c.Value.Amount < 0:
		return fault.New(fault.Invalid, "%s is below 0; targets are 0 or more", c.Value.Amount)
	case c.Period == Whole && c.Value.Set:
		return d.phase(i, c.Value.Amount, AsIs)
	case c.Period == Whole:
		for j := range d.Periods {
			if err := d.typeCell(i, j, c.Value); err != nil {
				return err
			}
		}
		return nil
	case c.Period < 0 || c.Period >= len(d.Periods):
		return fault.New(fault.Invalid, "the plan has no such period")
	}
	return d.typeCell(i, c.Period, c.Value)
}

func (d *draft) typeCell(i, period int, value Number) error {
	r := d.Rows[i]
	cell := r.Cells[period]
	switch {
	case cell.Number == value:
		if cell.Full.Set && !r.Locked && !cell.Locked && period >= d.elapsed {
			d.set(i, period, value) // confirmed by hand: it is what it is
		}
		return nil
	case r.Locked:
		return fault.New(fault.Invalid, "the row of %s is locked; unlock it first", r.called())
	case cell.Locked:
		return fault.New(fault.Invalid, "%s of %s is locked; unlock it first", d.Periods[period].Label, r.called())
	case period < d.elapsed:
		return fault.New(fault.Invalid, "%s is over; the numbers of a period that is over stay as they were", d.Periods[period].Label)
	}
	d.set(i, period, value)
	return nil
}

func (d *draft) lock(locks []LockEdit, on bool, wrong *fault.Fields) {
	for n, l := range locks {
		if l.Locked != on {
			continue
		}
		i, err := d.row(l.Key)
		if err == nil && (l.Period < Whole || l.Period >= len(d.Periods)) {
			err = fault.New(fault.Invalid, "the plan has no such period")
		}
		if err != nil {
			wrong.Add(fmt.Sprintf("locks[%d]", n), "%v", err)
			continue
		}
		verb := "unlocked"
		if on {
			verb = "locked"
		}
		if l.Period == Whole {
			if d.Rows[i].Locked != on {
				d.Rows[i].Locked = on
				d.touch(i)
				d.note("%s %s", verb, d.Rows[i].called())
			}
			continue
		}
		if d.Rows[i].Cells[l.Period].Locked != on {
			d.write(i).Cells[l.Period].Locked = on
			d.touch(i)
			d.note("%s %s of %s", verb, d.Periods[l.Period].Label, d.Rows[i].called())
		}
	}
}

// mostWeight bounds the factor that a person is weighed by.
const mostWeight = 100 * money.Unit

func (d *draft) limit(field string, edits []LimitEdit, wrong *fault.Fields, of func(*Row) *Number) {
	words := map[string]string{"floors": "floor", "caps": "cap", "weights": "weight", "overs": "over-assignment"}
	for n, e := range edits {
		i, err := d.row(e.Key)
		name := fmt.Sprintf("%s[%d]", field, n)
		if err != nil {
			wrong.Add(name, "%v", err)
			continue
		}
		at := of(&d.Rows[i])
		if *at == e.Value {
			continue
		}
		was := *at
		*at = e.Value
		switch {
		case e.Value.Set && e.Value.Amount < 0:
			wrong.Add(name, "%s is below 0", e.Value.Amount)
		case field == "weights" && e.Value.Amount > mostWeight:
			wrong.Add(name, "%s is too much; a weight is a factor from 0 to 100, and 1 is usual", e.Value.Amount)
		case field == "overs" && e.Value.Amount > money.Unit:
			wrong.Add(name, "%s is too much; an over-assignment is from 0 to 1, 0.05 for 5 %%", e.Value.Amount)
		}
		d.touch(i)
		d.note("%s of %s: %s → %s", words[field], d.Rows[i].called(), readable(was), readable(e.Value))
	}
}

// crossed refuses a floor above the cap. It looks when both are set: one edit
// may raise both beyond where they were.
func (d *draft) crossed(field string, edits []LimitEdit, wrong *fault.Fields) {
	for n, e := range edits {
		i, err := d.row(e.Key)
		if err != nil {
			continue // it is named already
		}
		if r := d.Rows[i]; r.Floor.Set && r.Cap.Set && r.Floor.Amount > r.Cap.Amount {
			wrong.Add(fmt.Sprintf("%s[%d]", field, n), "the floor of %s (%s) is above the cap (%s)", r.called(), r.Floor.Amount.Readable(), r.Cap.Amount.Readable())
		}
	}
}

func readable(n Number) string {
	if !n.Set {
		return "none"
	}
	return n.Amount.String()
}

func (d *draft) basis(edits []BasisEdit, wrong *fault.Fields) {
	for n, e := range edits {
		i, err := d.row(e.Key)
		if err != nil {
			wrong.Add(fmt.Sprintf("basis[%d]", n), "%v", err)
			continue
		}
		b := d.Rows[i].Basis
		for _, part := range []struct {
			to    *Number
			from  *Number
			field string
		}{{&b.History, e.History, "history"}, {&b.Potential, e.Potential, "potential"}, {&b.Capacity, e.Capacity, "capacity"}} {
			if part.from == nil {
				continue
			}
			*part.to = *part.from
			if part.from.Set && part.from.Amount < 0 && part.field != "history" {
				wrong.Add(fmt.Sprintf("basis[%d].%s", n, part.field), "is below 0")
			}
		}
		if e.TenureFrom != nil {
			b.TenureFrom = *e.TenureFrom
		}
		if e.Leave != nil {
			b.Leave = slices.Clone(*e.Leave)
			slices.SortFunc(b.Leave, func(x, y period.Range) int { return int(x.Start) - int(y.Start) })
			for _, days := range b.Leave {
				if days.Empty() {
					wrong.Add(fmt.Sprintf("basis[%d].leave", n), "%s holds no day; the end itself is left out", days)
				}
			}
		}
		d.Rows[i].Basis = b
		d.touch(i)
		d.note("basis of %s", d.Rows[i].called())
	}
}

func (d *draft) settings(e Edit, wrong *fault.Fields) {
	if name := strings.TrimSpace(e.Name); name != "" && name != d.Name {
		d.note("renamed from %s", d.Name)
		d.Name = name
	}
	if e.Unit != nil && *e.Unit != d.Unit {
		d.note("steps of %s instead of %s", e.Unit.Readable(), d.Unit.Readable())
		d.Unit = *e.Unit
	}
	if e.Over != nil && !maps.Equal(e.Over, d.Over) {
		d.note("over-assignment changed")
		d.Over = maps.Clone(e.Over)
	}
	if e.Ramp != nil && !slices.Equal(e.Ramp, d.Ramp) {
		d.note("ramp changed")
		d.Ramp = slices.Clone(e.Ramp)
	}
	*wrong = append(*wrong, d.checkSettings()...)
}
