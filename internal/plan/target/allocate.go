package target

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Leaf is one of those among whom a number is divided.
type Leaf struct {
	ID     string
	Weight int64         // 0 or more; only the proportions matter
	Floor  *money.Amount // nil: 0
	Cap    *money.Amount // nil: none
	Locked *money.Amount // keeps exactly this, whatever its floor and cap
}

// Allocate divides the total by the leaves' weights within their limits, so
// that the parts sum to it exactly (methods.md 3.3): each part is
// clamp(λ × weight, floor, cap) with one λ for all, rounded to whole units by
// largest remainder; a tie goes to the larger weight, then to the smaller ID.
// What the total holds beyond whole units goes to one part, the one with the
// largest weight that has room for it. When no leaf has a weight, all have the
// same.
//
// The order of the leaves does not matter. When the limits cannot be kept, the
// error is an *Infeasible, which is also an Invalid fault.
func Allocate(total, unit money.Amount, leaves []Leaf) ([]money.Amount, error) {
	if err := check(total, unit, leaves); err != nil {
		return nil, err
	}
	if err := feasible(total, leaves); err != nil {
		return nil, err
	}
	parts := make([]money.Amount, len(leaves))
	free := make([]bounded, 0, len(leaves))
	left := total
	for i, l := range leaves {
		if l.Locked != nil {
			parts[i] = *l.Locked
			left -= *l.Locked
			continue
		}
		free = append(free, boundedOf(i, l, unit))
	}
	if len(free) == 0 {
		return parts, nil
	}
	weigh(free)
	if err := feasibleInUnits(left, unit, free, leaves); err != nil {
		return nil, err
	}
	divide(uint64(left/unit), free)
	for _, b := range free {
		parts[b.index] = money.Amount(b.units) * unit
	}
	return parts, giveRest(left%unit, unit, free, leaves, parts)
}

// bounded is a leaf that is not locked, counted in whole units.
type bounded struct {
	index    int
	id       string
	weight   uint64
	given    int64  // the weight as it was given, for ties
	low, top uint64 // in units, both inclusive
	units    uint64 // what it gets
	rest     uint64 // of the division
}

const unlimited = 1 << 62 // units; more than any amount has

func boundedOf(index int, l Leaf, unit money.Amount) bounded {
	b := bounded{index: index, id: l.ID, weight: uint64(l.Weight), given: l.Weight, top: unlimited}
	if l.Floor != nil && *l.Floor > 0 {
		b.low = uint64((*l.Floor-1)/unit) + 1
	}
	if l.Cap != nil {
		b.top = uint64(*l.Cap / unit)
	}
	return b
}

// weigh makes all weights 1 when there are none, and small enough that they sum
// without overflow: beyond 2^62 the last bits are dropped.
func weigh(free []bounded) {
	var all uint64
	for _, b := range free {
		all |= b.weight
	}
	if all == 0 {
		for i := range free {
			free[i].weight = 1
		}
		return
	}
	const room = 62
	if wide := bits.Len64(all) + bits.Len(uint(len(free))); wide > room {
		for i, b := range free {
			if b.weight > 0 {
				free[i].weight = max(1, b.weight>>(wide-room))
			}
		}
	}
}

// breakpoint is a λ at which a leaf leaves its floor or meets its cap.
type breakpoint struct {
	bound, weight uint64 // λ = bound ÷ weight
	leaf          int
	capped        bool
}

// divide gives each leaf its units. The sum of clamp(λ·w) grows with λ in
// straight pieces: it walks along their ends until the sum meets the total.
func divide(total uint64, free []bounded) {
	points := make([]breakpoint, 0, 2*len(free))
	var fixed, slope uint64 // the sum is fixed + slope × λ
	for i, b := range free {
		fixed += b.low
		if b.weight == 0 || b.low >= b.top {
			free[i].units = b.low
			continue
		}
		points = append(points, breakpoint{b.low, b.weight, i, false})
		if b.top < unlimited {
			points = append(points, breakpoint{b.top, b.weight, i, true})
		}
	}
	slices.SortFunc(points, func(a, b breakpoint) int {
		return cmp.Or(compareProducts(a.bound, b.weight, b.bound, a.weight), cmp.Compare(a.leaf, b.leaf), cmpBool(a.capped, b.capped))
	})
	state := make([]int8, len(free)) // 0 at its floor, 1 between, 2 at its cap
	for _, p := range points {
		if slope > 0 && compareProducts(total-fixed, p.weight, slope, p.bound) <= 0 {
			break // the total is met before this point
		}
		b := free[p.leaf]
		if p.capped {
			fixed, slope, state[p.leaf] = fixed+b.top, slope-b.weight, 2
		} else {
			fixed, slope, state[p.leaf] = fixed-b.low, slope+b.weight, 1
		}
	}
	share(total-fixed, slope, free, state)
}

// share divides what is left among the leaves between their limits by largest
// remainder, and leaves the others at their limit.
func share(left, slope uint64, free []bounded, state []int8) {
	given := uint64(0)
	var between []int
	for i := range free {
		b := &free[i]
		switch state[i] {
		case 2:
			b.units = b.top
		case 0:
			b.units = b.low
		default:
			hi, lo := bits.Mul64(left, b.weight)
			b.units, b.rest = bits.Div64(hi, lo, slope)
			given += b.units
			between = append(between, i)
		}
	}
	slices.SortFunc(between, func(i, j int) int {
		a, b := free[i], free[j]
		return cmp.Or(cmp.Compare(b.rest, a.rest), cmp.Compare(b.given, a.given), cmp.Compare(a.id, b.id))
	})
	if len(between) == 0 {
		return
	}
	for _, i := range between[:left-given] { // fewer than there are leaves
		free[i].units++
	}
}

// giveRest adds what the total holds beyond whole units to one part.
func giveRest(rest, unit money.Amount, free []bounded, leaves []Leaf, parts []money.Amount) error {
	if rest == 0 {
		return nil
	}
	slices.SortFunc(free, func(a, b bounded) int {
		return cmp.Or(cmp.Compare(b.given, a.given), cmp.Compare(a.id, b.id))
	})
	for _, b := range free {
		if most := leaves[b.index].Cap; most == nil || parts[b.index]+rest <= *most {
			parts[b.index] += rest
			return nil
		}
	}
	return infeasible(Infeasible{Limit: CapLimit, By: rest, Unit: unit}, "no part has room for the %s that are left over after dividing in steps of %s; raise a cap, or divide in smaller steps", rest.Readable(), unit.Readable())
}

// compareProducts compares a×b with c×d.
func compareProducts(a, b, c, d uint64) int {
	ah, al := bits.Mul64(a, b)
	ch, cl := bits.Mul64(c, d)
	return cmp.Or(cmp.Compare(ah, ch), cmp.Compare(al, cl))
}

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

func check(total, unit money.Amount, leaves []Leaf) error {
	switch {
	case len(leaves) == 0:
		return fault.New(fault.Invalid, "there is nobody to divide %s among", total.Readable())
	case unit <= 0:
		return fault.New(fault.Invalid, "an amount cannot be divided in steps of %s; use a step above 0", unit.Readable())
	case total < 0:
		return fault.New(fault.Invalid, "%s cannot be divided as a target; targets are 0 or more", total.Readable())
	}
	var wrong fault.Fields
	seen := make(map[string]bool, len(leaves))
	for _, l := range leaves {
		if seen[l.ID] {
			wrong.Add(l.ID, "is named twice")
		}
		seen[l.ID] = true
		switch {
		case l.Weight < 0:
			wrong.Add(l.ID, "has the weight %d; weights are 0 or more", l.Weight)
		case l.Locked != nil && *l.Locked < 0, l.Floor != nil && *l.Floor < 0, l.Cap != nil && *l.Cap < 0:
			wrong.Add(l.ID, "has a limit below 0; targets are 0 or more")
		case l.Locked == nil && l.Floor != nil && l.Cap != nil && *l.Floor > *l.Cap:
			wrong.Add(l.ID, "has a floor of %s above its cap of %s", l.Floor.Readable(), l.Cap.Readable())
		}
	}
	return wrong.Err("the number cannot be divided like this")
}
