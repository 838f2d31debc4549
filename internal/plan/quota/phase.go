package quota

import (
	"errors"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/target"
)

// Phasing says how a row's total is spread over the periods.
type Phasing string

// The phasings.
const (
	AsIs        Phasing = ""             // as the row is spread now; by working days when it is empty
	EvenPhases  Phasing = "even"         // every period the same
	WorkingDays Phasing = "working_days" // by the working days of each
	Seasonal    Phasing = "seasonal"     // by the season × the working days
)

// phase spreads a total over the row's periods, so that they sum to it
// exactly. What is locked or over keeps its number, and counts.
func (d *draft) phase(i int, total money.Amount, by Phasing) error {
	r := d.Rows[i]
	had := r.Total()
	if r.Locked {
		if had == Some(total) && by == AsIs {
			return nil
		}
		return fault.New(fault.Invalid, "the row of %s is locked; unlock it first", r.called())
	}
	weights, err := d.phases(i, by)
	if err != nil {
		return err
	}
	locked := make([]*money.Amount, len(weights))
	for j := range weights {
		if d.held(i, j) {
			value := r.Cells[j].Amount
			locked[j] = &value
		}
	}
	parts, err := ladder(d.Unit, func(unit money.Amount) ([]money.Amount, error) { return target.Phase(total, unit, weights, locked) })
	if _, impossible := errors.AsType[*target.Infeasible](err); impossible {
		return d.cannotPhase(i, total)
	}
	if err != nil {
		return err
	}
	for j, part := range parts {
		nothing := by == AsIs && had.Set && part == 0 && !r.Cells[j].Set // and nothing stays nothing
		if locked[j] == nil && !nothing {
			d.set(i, j, Some(part))
		}
	}
	return nil
}

func (d *draft) cannotPhase(i int, total money.Amount) error {
	var held money.Amount
	for j, c := range d.Rows[i].Cells {
		if d.held(i, j) {
			held = add(held, c.Amount)
		}
	}
	if held > total {
		return fault.New(fault.Invalid, "%s cannot have %s in all: what is locked or over holds %s of it already, %s too much; unlock a period or raise the total",
			d.Rows[i].called(), total.Readable(), held.Readable(), (held - total).Readable())
	}
	return fault.New(fault.Invalid, "%s cannot have %s in all: every period is locked or over, and they hold %s; unlock a period", d.Rows[i].called(), total.Readable(), held.Readable())
}

// phases returns the weights of the periods.
func (d *draft) phases(i int, by Phasing) ([]int64, error) {
	weights := make([]int64, len(d.Periods))
	switch by {
	case EvenPhases:
		for j := range weights {
			weights[j] = 1
		}
	case Seasonal:
		if d.seasonal == nil {
			return nil, fault.New(fault.Invalid, "there is no seasonal curve: it needs two years of history; spread by working days instead")
		}
		copy(weights, d.seasonal)
	case AsIs:
		some := false
		for j, c := range d.Rows[i].Cells {
			weights[j] = int64(c.Amount)
			some = some || c.Amount > 0 && !d.held(i, j)
		}
		if some {
			return weights, nil
		}
		fallthrough
	case WorkingDays:
		copy(weights, d.workdays)
	default:
		return nil, fault.New(fault.Invalid, "%q is no way to spread a number; use even, working_days or seasonal", string(by))
	}
	return weights, nil
}

// ladder divides in steps of the unit, and in smaller ones where locks or
// limits leave no other way.
func ladder(unit money.Amount, divide func(unit money.Amount) ([]money.Amount, error)) ([]money.Amount, error) {
	const ten = 10
	for {
		parts, err := divide(unit)
		impossible, ok := errors.AsType[*target.Infeasible](err)
		if !ok || impossible.Unit == 0 || unit == 1 {
			return parts, err
		}
		if unit%ten == 0 {
			unit /= ten
		} else {
			unit = 1
		}
	}
}

// scale returns the amount with the over-assignment on top, in whole units
// when there is any.
func scale(a, over, unit money.Amount) (money.Amount, error) {
	if over == 0 {
		return a, nil
	}
	more, err := money.MulDiv(a, int64(money.Unit+over), int64(money.Unit))
	if err != nil {
		return 0, err
	}
	return roundTo(more, unit), nil
}

// roundTo rounds an amount of 0 or more to whole units, half up.
func roundTo(a, unit money.Amount) money.Amount {
	rest := a % unit
	if rest >= unit-rest && a <= a-rest+unit {
		return a - rest + unit
	}
	return a - rest
}

// unscale returns the least amount that scale makes at least this much.
func unscale(least, over, unit money.Amount) money.Amount {
	if over == 0 || least <= 0 {
		return max(least, 0)
	}
	low, high := money.Amount(0), least // scale never makes less of an amount
	for low < high {
		middle := low + (high-low)/2
		if more, err := scale(middle, over, unit); err != nil || more >= least {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
