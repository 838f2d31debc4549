package foresee

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// tell takes over what was projected.
func (p *Projection) tell(r finish.Projection, deals bool) {
	p.Chance = share(r.Finish.Chance)
	for i := range Levels {
		var at *money.Amount
		if v, ok := r.Finish.Spread.Quantile(Level(i)); ok {
			at = amountOrNil(v)
		}
		p.Quantiles = append(p.Quantiles, at)
	}
	won, _ := amount(r.Won)
	p.Parts = []Part{{Kind: Won, Mean: won, P10: &won, P50: &won, P90: &won}}
	add := func(kind PartKind, part finish.Part, needed func(finish.Needed) float64) {
		out := Part{Kind: kind, P10: optional(part.P10), P50: optional(part.P50), P90: optional(part.P90)}
		out.Mean, _ = amount(part.Mean)
		if r.Needed != nil {
			out.Needed = amountOrNil(needed(*r.Needed))
		}
		p.Parts = append(p.Parts, out)
	}
	if deals {
		add(Open, r.Open, func(n finish.Needed) float64 { return n.Open })
		add(New, r.New, func(n finish.Needed) float64 { return n.New })
	}
	if !deals || r.Rest.Mean != 0 {
		add(Rest, r.Rest, func(n finish.Needed) float64 { return n.Rest })
	}
	var sum money.Amount
	for _, part := range p.Parts {
		sum += part.Mean
	}
	p.Mean = &sum
}

// certain says where something ends that is over.
func (p *Projection) certain(in finish.Input) {
	p.tell(finish.Project(finish.Input{Won: in.Won, Aim: in.Aim}), false)
	p.Method, p.Why = ByCertain, "The time is over."
}

func amountOrNil(v float64) *money.Amount {
	a, ok := amount(v)
	if !ok {
		return nil
	}
	return &a
}

func optional(v *float64) *money.Amount {
	if v == nil {
		return nil
	}
	return amountOrNil(*v)
}

func share(v *float64) *money.Amount {
	if v == nil {
		return nil
	}
	return amountOrNil(min(1, max(0, *v)))
}

// dealsOf tells of the largest open opportunities.
func (t *together) dealsOf(r finish.Projection) []Deal {
	deals := make([]Deal, 0, len(r.Deals))
	for _, d := range r.Deals {
		known := t.deals.of[d.ID]
		deal := Deal{ID: d.ID, Name: known.name, Owner: known.owner, Stage: known.stage, With: share(d.With), Without: share(d.Without)}
		deal.Amount, _ = amount(d.Amount)
		deal.Chance = *share(&d.Chance)
		deals = append(deals, deal)
	}
	return deals
}

// pipeline says whether the open opportunities are enough.
func (t *together) pipeline(a ask, l *learned, in finish.Input, r finish.Projection) *Pipeline {
	var soon []experience.Prospect
	for _, p := range in.Open {
		if closes, ok := l.expected[p.ID]; ok && closes < a.Window.End {
			soon = append(soon, p)
		}
	}
	target := in.Won
	if in.Aim != nil && in.Aim.Side == goal.AtLeast {
		target = in.Aim.Value
	}
	c := finish.Cover(target, in.Won, soon, r.Open.Mean+r.Rest.Mean, l.experience, a.Window.End)
	p := &Pipeline{Open: len(in.Open), Closing: len(soon), Coverage: optional(c.Ratio), Latest: c.Latest, Passed: c.Passed}
	p.Amount, _ = amount(c.Pipeline)
	p.WinRate, _ = amount(c.WinRate)
	if c.Remaining > 0 {
		p.Needed = optional(c.Needed)
	}
	return p
}
