package quota

import (
	"fmt"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// check refuses a division that the limits of the children do not allow, with
// a sentence that says which they are and by how much.
func (w *division) check(b block) error {
	name := w.Rows[b.parent].called()
	for place, j := range w.periods {
		low, high := money.Amount(0), money.Amount(0)
		for _, i := range b.rows {
			at := w.limits[i].at(place)
			low, high = add(low, at.low), add(high, at.high)
		}
		at, label := b.columns[place], w.Periods[j].Label
		switch {
		case at < low:
			return fault.New(fault.Invalid, "%s cannot be divided like this: in %s the locked numbers below it hold %s too much: %s; unlock one of them, or give %s more there",
				name, label, (low - at).Readable(), w.culprits(b, place, true), name)
		case at > high && len(w.periods) > 1: // of one period the totals say it better
			return fault.New(fault.Invalid, "%s cannot be divided like this: in %s what is locked below it leaves no place for %s: %s; unlock one of them, or give %s less there",
				name, label, (at - high).Readable(), w.culprits(b, place, false), name)
		}
	}
	low, high := money.Amount(0), money.Amount(0)
	for _, i := range b.rows {
		low, high = add(low, w.limits[i].low), add(high, w.limits[i].high)
	}
	switch {
	case b.total < low:
		return fault.New(fault.Invalid, "%s cannot be divided like this: floors and locks below it need %s, which is %s more than the %s that are left for them: %s; lower a floor, unlock somebody, or divide more",
			name, low.Readable(), (low - b.total).Readable(), max(0, b.total).Readable(), w.culprits(b, Whole, true))
	case b.total > high:
		return fault.New(fault.Invalid, "%s cannot be divided like this: caps and locks below it leave room for %s, so %s of %s have no place: %s; raise a cap, unlock somebody, or divide less",
			name, high.Readable(), (b.total - high).Readable(), b.total.Readable(), w.culprits(b, Whole, false))
	}
	return nil
}

// tooTight explains a division that fails although the limits leave room: who
// has a weight of 0 gets no more than his floor, or the steps are too wide.
func (w *division) tooTight(b block, err error) error {
	var idle []string
	for _, i := range b.rows {
		if w.shares[i].weight == 0 {
			idle = append(idle, w.Rows[i].called())
		}
	}
	name := w.Rows[b.parent].called()
	if len(idle) > 0 {
		return fault.Wrap(err, fault.Invalid, "%s cannot be divided like this: nothing of %s can go to %s, whose share is 0 by this method, and the others have reached their caps; raise a cap, or divide by another method",
			name, b.total.Readable(), listed(idle))
	}
	return fault.Wrap(err, fault.Invalid, "%s cannot be divided in steps of %s within the floors and caps below it: %s", name, w.Unit.Readable(), err.Error())
}

// culprits names those whose limits stand in the way: the ones that ask for
// something, or the ones that take no more.
func (w *division) culprits(b block, place int, floors bool) string {
	var names []string
	for _, i := range w.children[b.parent] {
		r := w.Rows[i]
		l := w.limits[i]
		at := l.span
		if place != Whole {
			at = l.at(place)
		}
		switch {
		case !w.takes(i, w.shares) && at.low > 0:
			names = append(names, fmt.Sprintf("%s (stays at %s)", r.called(), at.low.Readable()))
		case !w.takes(i, w.shares):
		case floors && at.low > 0 && r.Floor.Set && at.low == r.Floor.Amount:
			names = append(names, fmt.Sprintf("%s (floor %s)", r.called(), at.low.Readable()))
		case floors && at.low > 0:
			names = append(names, fmt.Sprintf("%s (%s locked or as a floor)", r.called(), at.low.Readable()))
		case !floors && r.Cap.Set && at.high == r.Cap.Amount:
			names = append(names, fmt.Sprintf("%s (cap %s)", r.called(), at.high.Readable()))
		case !floors && at.high < unlimited:
			names = append(names, fmt.Sprintf("%s (room for %s)", r.called(), at.high.Readable()))
		}
	}
	return listed(names)
}

// listed names at most six.
func listed(names []string) string {
	const most = 6
	if len(names) > most {
		return fmt.Sprintf("%s and %d others", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
