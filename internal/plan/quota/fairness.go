package quota

import (
	"fmt"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/target"
)

// Fairness is how a plan treats those who carry it.
type Fairness struct {
	target.Fairness
	Rows []FairRow
}

// FairRow is one of them.
type FairRow struct {
	Row        int    // its place among the plan's rows
	Attainment Number // of the number
	Chance     Number // to reach it, as things are
	Load       Number // the number ÷ the potential
}

// Actuals are what was reached so far of an active plan, by node, in the
// periods that count for it.
type Actuals struct {
	Of      map[org.NodeID]money.Amount
	Periods int // the first so many
}

// Fairness measures the rows that carry a number. Of a plan that has begun,
// attainment is actual ÷ number, both of the periods that are over; of one that
// has not, it is what was reached in the past ÷ the new number.
func (p Plan) Fairness(actuals *Actuals, seen []bool) Fairness {
	d := newDraft(p)
	var f Fairness
	var holders []target.Holder
	for i, r := range p.Rows {
		total := r.Total()
		if !d.isLeaf(i) || !total.Set || seen != nil && !seen[i] {
			continue
		}
		h := target.Holder{ID: string(r.Node) + " " + string(r.Parent), Target: total.Amount, Actual: r.Basis.History.Pointer(), Potential: r.Basis.Potential.Pointer()}
		h.Chance = r.Basis.chance(total.Amount)
		if actuals != nil {
			h.Target, h.Actual = d.ownThrough(i, actuals.Periods), nil
			if reached, ok := actuals.Of[r.Node]; ok {
				h.Actual = &reached
			}
		}
		row := FairRow{Row: i, Chance: NumberOf(h.Chance)}
		if h.Actual != nil {
			if a, ok := money.Ratio(*h.Actual, h.Target); ok {
				row.Attainment = Some(a)
			}
		}
		if r.Basis.Potential.Set {
			if load, ok := money.Ratio(total.Amount, r.Basis.Potential.Amount); ok {
				row.Load = Some(load)
			}
		}
		f.Rows = append(f.Rows, row)
		holders = append(holders, h)
	}
	f.Fairness = target.MeasureFairness(holders)
	if actuals == nil && f.Count > 0 {
		f.Texts = append([]string{fmt.Sprintf("Attainment holds what was reached from %s to %s against the new numbers.", p.Past.Start, p.Past.End.Add(-1))}, f.Texts...)
	}
	f.Texts = append(f.Texts, p.loads(f.Rows)...)
	f.Texts = append(f.Texts, d.padding(seen)...)
	return f
}

// chance is that to reach a number as things are: by the forecast or, where there
// was none, as the months of the history differ. It is nil without either.
func (b Basis) chance(number money.Amount) *money.Amount {
	var chance money.Amount
	switch {
	case b.Ahead != nil:
		chance = b.Ahead.Chance(number)
	case b.History.Set && b.Spread.Set:
		chance = target.Chance(b.History.Amount, b.Spread.Amount, number)
	default:
		return nil
	}
	return &chance
}

func (d *draft) ownThrough(i, periods int) money.Amount {
	var sum money.Amount
	for _, c := range d.Rows[i].Cells[:min(periods, len(d.Rows[i].Cells))] {
		sum = add(sum, c.Amount)
	}
	return sum
}

// loads names who carries far more or less of his potential than is usual.
func (p Plan) loads(rows []FairRow) []string {
	var loads []money.Amount
	for _, r := range rows {
		if r.Load.Set {
			loads = append(loads, r.Load.Amount)
		}
	}
	const enough = 3
	if len(loads) < enough {
		return nil
	}
	slices.Sort(loads)
	usual := loads[len(loads)/2]
	const band = 15
	var heavy, light []string
	for _, r := range rows {
		switch {
		case !r.Load.Set:
		case r.Load.Amount*100 > usual*(100+band):
			heavy = append(heavy, p.Rows[r.Row].called())
		case r.Load.Amount*100 < usual*(100-band):
			light = append(light, p.Rows[r.Row].called())
		}
	}
	var texts []string
	if len(heavy) > 0 {
		texts = append(texts, fmt.Sprintf("More than 15 %% above the usual share of potential (%s %%): %s.", percent(usual), listed(heavy)))
	}
	if len(light) > 0 {
		texts = append(texts, fmt.Sprintf("More than 15 %% below it: %s.", listed(light)))
	}
	return texts
}

// padding says at which level more is handed out than was received.
func (d *draft) padding(seen []bool) []string {
	type step struct{ above, below money.Amount }
	levels := map[int]step{}
	for i, r := range d.Rows {
		total := r.Total()
		if d.isLeaf(i) || !total.Set || seen != nil && !seen[i] {
			continue
		}
		s := levels[r.Depth]
		for j, c := range r.Cells {
			if !c.Set {
				continue
			}
			s.above = add(s.above, c.Amount)
			for _, child := range d.children[i] {
				s.below = add(s.below, d.effective(child, j).Amount)
			}
		}
		levels[r.Depth] = s
	}
	var texts []string
	for _, depth := range slices.Sorted(maps.Keys(levels)) {
		s := levels[depth]
		if ratio, ok := money.Ratio(s.below, s.above); ok && ratio != money.Unit {
			texts = append(texts, fmt.Sprintf("Level %d hands %s %% of its number to the level below.", depth+1, percent(ratio)))
		}
	}
	return texts
}
