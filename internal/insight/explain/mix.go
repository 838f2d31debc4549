package explain

import (
	"math/big"

	"github.com/attainhq/attain/internal/money"
)

// Item is what was sold of one thing, as planned and as it was: so many for so
// much. It may as well be a segment of leads with what came of them.
type Item struct {
	PlanUnits, PlanValue     money.Amount
	ActualUnits, ActualValue money.Amount
}

// Bucket says to which part of a price–volume–mix division an item belongs.
type Bucket string

// The buckets. Volume, mix and price are told of items that were sold in both;
// the others are apart, for there is no price to compare.
const (
	Both  Bucket = "both"
	New   Bucket = "new"   // nothing of it was planned
	Lost  Bucket = "lost"  // it was planned, and nothing came
	Other Bucket = "other" // its units are not above 0 on both sides, so it has no price
)

// Bucket returns where the item belongs.
func (i Item) Bucket() Bucket {
	switch {
	case i.PlanUnits > 0 && i.ActualUnits > 0:
		return Both
	case i.PlanUnits == 0 && i.PlanValue == 0:
		return New
	case i.ActualUnits == 0 && i.ActualValue == 0:
		return Lost
	default:
		return Other
	}
}

// Effects are one item's parts of the difference. Of an item in Both they are
// Mix and Price; of any other only Apart.
type Effects struct {
	Bucket            Bucket
	Mix, Price, Apart money.Amount
}

// Division is a difference by price, volume and mix:
// Total = Volume + Mix + Price + New + Lost + Other, and the items' parts sum to
// theirs.
type Division struct {
	Total                               money.Amount
	Volume, Mix, Price, New, Lost, Rest money.Amount // Rest is that of Other
	Items                               []Effects    // in the order of the items
}

// Divide divides the difference of what was sold by how many (volume), of which
// (mix) and for how much (price).
//
//	volume  = (ΣQ_A − ΣQ_P) × p̄_P
//	mix_i   = (q_A/ΣQ_A − q_P/ΣQ_P) × ΣQ_A × (p_P − p̄_P)
//	price_i = q_A × (p_A − p_P)
func Divide(items []Item) (Division, error) {
	d := Division{Items: make([]Effects, len(items))}
	var planUnits, planValue, actualUnits money.Amount
	for i, item := range items {
		d.Total += item.ActualValue - item.PlanValue
		d.Items[i].Bucket = item.Bucket()
		if d.Items[i].Bucket == Both {
			planUnits += item.PlanUnits
			planValue += item.PlanValue
			actualUnits += item.ActualUnits
		}
	}
	parts := []*big.Rat{new(big.Rat)} // volume, then mix and price of each item in Both
	within := d.Total
	if planUnits > 0 {
		mean := quotient(planValue, planUnits)
		parts[0].Mul((actualUnits - planUnits).Rat(), mean)
		for i, item := range items {
			if d.Items[i].Bucket == Both {
				mix, price := item.effects(planUnits, actualUnits, mean)
				parts = append(parts, mix, price)
			}
		}
	}
	for i, item := range items {
		if d.Items[i].Bucket != Both {
			d.Items[i].Apart = item.ActualValue - item.PlanValue
			within -= d.Items[i].Apart
		}
	}
	amounts, err := Exact(within, parts)
	if err != nil {
		return Division{}, err
	}
	d.fill(amounts)
	return d, nil
}

// effects returns the item's mix and price effect.
func (i Item) effects(planUnits, actualUnits money.Amount, mean *big.Rat) (mix, price *big.Rat) {
	planned := quotient(i.PlanValue, i.PlanUnits)
	shift := new(big.Rat).Sub(quotient(i.ActualUnits, actualUnits), quotient(i.PlanUnits, planUnits))
	mix = shift.Mul(shift, actualUnits.Rat())
	mix.Mul(mix, new(big.Rat).Sub(planned, mean))
	price = new(big.Rat).Sub(i.ActualValue.Rat(), new(big.Rat).Mul(i.ActualUnits.Rat(), planned))
	return mix, price
}

func quotient(a, b money.Amount) *big.Rat { return new(big.Rat).SetFrac64(int64(a), int64(b)) }

// fill writes the rounded parts where they belong and adds them up.
func (d *Division) fill(amounts []money.Amount) {
	d.Volume = amounts[0]
	amounts = amounts[1:]
	for i := range d.Items {
		e := &d.Items[i]
		switch e.Bucket {
		case Both:
			e.Mix, e.Price = amounts[0], amounts[1]
			amounts = amounts[2:]
			d.Mix += e.Mix
			d.Price += e.Price
		case New:
			d.New += e.Apart
		case Lost:
			d.Lost += e.Apart
		default:
			d.Rest += e.Apart
		}
	}
}
