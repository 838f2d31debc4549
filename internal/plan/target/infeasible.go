package target

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Limit says which sort of limit cannot be kept.
type Limit string

// The limits.
const (
	FloorLimit Limit = "floor" // floors and locks ask for more than there is
	CapLimit   Limit = "cap"   // caps and locks leave no room for all of it
)

// Infeasible says why limits cannot be kept, and by how much.
type Infeasible struct {
	Limit Limit
	By    money.Amount // what is missing, or has no room
	Unit  money.Amount // set when only the rounding to steps makes it impossible
	IDs   []string     // the leaves whose limits stand in the way, in the order given
	fault error
}

// Error tells a person.
func (e *Infeasible) Error() string { return e.fault.Error() }

// Unwrap makes it an Invalid fault.
func (e *Infeasible) Unwrap() error { return e.fault }

func infeasible(e Infeasible, format string, args ...any) error {
	e.fault = fault.New(fault.Invalid, format, args...)
	return &e
}

// feasible tells whether any division keeps the limits, before rounding.
func feasible(total money.Amount, leaves []Leaf) error {
	low, top := new(big.Int), new(big.Int)
	open, weighted := false, weights(leaves)
	var floors, caps []string
	for _, l := range leaves {
		least, most := money.Amount(0), l.Cap
		if l.Floor != nil {
			least = *l.Floor
		}
		if weighted && l.Weight == 0 {
			most = &least // without a weight it never gets more than its floor
		}
		if l.Locked != nil {
			least, most = *l.Locked, l.Locked
		}
		if least > 0 {
			floors = append(floors, l.ID)
		}
		low.Add(low, big.NewInt(int64(least)))
		if most == nil {
			open = true
			continue
		}
		caps = append(caps, l.ID)
		top.Add(top, big.NewInt(int64(*most)))
	}
	whole := big.NewInt(int64(total))
	if low.Cmp(whole) > 0 {
		by := clampAmount(low.Sub(low, whole))
		return infeasible(Infeasible{Limit: FloorLimit, By: by, IDs: floors},
			"the floors and locks of %s add up to %s more than the %s that there are to divide; lower some of them, or divide more",
			names(floors), by.Readable(), total.Readable())
	}
	if !open && top.Cmp(whole) < 0 {
		by := clampAmount(whole.Sub(whole, top))
		return infeasible(Infeasible{Limit: CapLimit, By: by, IDs: caps},
			"the caps and locks of %s leave no room for %s of the %s; raise some of them, give a weight to who has none, or divide less",
			names(caps), by.Readable(), total.Readable())
	}
	return nil
}

// weights reports whether any leaf that is not locked has a weight.
func weights(leaves []Leaf) bool {
	for _, l := range leaves {
		if l.Locked == nil && l.Weight > 0 {
			return true
		}
	}
	return false
}

// feasibleInUnits tells whether limits that are no multiples of the unit can
// still be kept: a floor is rounded up, a cap down.
func feasibleInUnits(left, unit money.Amount, free []bounded, leaves []Leaf) error {
	whole, low, top := new(big.Int).SetInt64(int64(left/unit)), new(big.Int), new(big.Int)
	open := false
	var floors, caps []string
	for _, b := range free {
		most := b.top
		if b.weight == 0 {
			most = b.low
		}
		if b.low > b.top {
			l := leaves[b.index]
			return infeasible(Infeasible{Limit: FloorLimit, By: unit, Unit: unit, IDs: []string{b.id}},
				"no multiple of %s lies between the floor of %s (%s) and its cap (%s); divide in smaller steps", unit.Readable(), b.id, l.Floor.Readable(), l.Cap.Readable())
		}
		low.Add(low, new(big.Int).SetUint64(b.low))
		if b.low > 0 {
			floors = append(floors, b.id)
		}
		if most >= unlimited {
			open = true
			continue
		}
		caps = append(caps, b.id)
		top.Add(top, new(big.Int).SetUint64(most))
	}
	if low.Cmp(whole) > 0 {
		by := clampAmount(new(big.Int).Mul(low.Sub(low, whole), big.NewInt(int64(unit))))
		return infeasible(Infeasible{Limit: FloorLimit, By: by, Unit: unit, IDs: floors},
			"rounded up to steps of %s, the floors of %s ask for %s too much; divide in smaller steps, or lower a floor", unit.Readable(), names(floors), by.Readable())
	}
	if !open && top.Cmp(whole) < 0 {
		by := clampAmount(new(big.Int).Mul(whole.Sub(whole, top), big.NewInt(int64(unit))))
		return infeasible(Infeasible{Limit: CapLimit, By: by, Unit: unit, IDs: caps},
			"rounded down to steps of %s, the caps of %s leave no room for %s; divide in smaller steps, or raise a cap", unit.Readable(), names(caps), by.Readable())
	}
	return nil
}

func clampAmount(n *big.Int) money.Amount {
	if n.IsInt64() {
		return money.Amount(n.Int64())
	}
	return money.Amount(1<<63 - 1)
}

// names lists at most five names.
func names(ids []string) string {
	const most = 5
	if len(ids) <= most {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(ids[:most], ", "), len(ids)-most)
}
