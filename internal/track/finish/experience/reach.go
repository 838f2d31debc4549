package experience

import "math"

// Reach says how likely an opportunity is won within some days, by its stage
// and the weeks in it.
type Reach struct {
	hazards *Hazards
	win     [][oldest + 1]float64
	other   float64 // of a stage that was never seen
}

// Within returns the chances to be won within the days: by recursion from the
// end, a week at a time, over what becomes of each stage and age. Of a part of
// a week, each chance to leave counts as 1 − (1 − h)^part (methods.md 2.2).
func (h *Hazards) Within(days int) Reach {
	r := Reach{hazards: h, win: make([][oldest + 1]float64, len(h.Stages))}
	if days <= 0 {
		return r
	}
	part := float64(days%week) / week
	for s := range r.win {
		for age := range r.win[s] {
			r.win[s][age] = inPart(h.cells[s][bucketOf(age)], part)
		}
	}
	r.other = inPart(Hazard{Win: h.all.Win, Lose: h.all.Lose, Stay: 1 - h.all.Win - h.all.Lose}, part)
	next := make([][oldest + 1]float64, len(r.win))
	for range days / week {
		for s := range r.win {
			for age := range r.win[s] {
				c := h.cells[s][bucketOf(age)]
				p := c.Win + c.Stay*r.win[s][min(age+1, oldest)]
				for to, chance := range c.To {
					if chance > 0 {
						p += chance * r.win[to][0]
					}
				}
				next[s][age] = min(1, p)
			}
		}
		r.win, next = next, r.win
		r.other = min(1, h.all.Win+(1-h.all.Win-h.all.Lose)*r.other)
	}
	return r
}

// inPart returns the chance to be won in a part of a week.
func inPart(c Hazard, part float64) float64 {
	leave := 1 - c.Stay
	if leave <= 0 || c.Win <= 0 || part <= 0 {
		return 0
	}
	return c.Win / leave * (1 - math.Pow(max(0, 1-leave), part))
}

// Win returns the chance of a stage after so many whole weeks in it.
func (r Reach) Win(stage string, weeks int) float64 {
	i, ok := r.hazards.index[stage]
	if !ok {
		return r.other
	}
	return r.win[i][min(max(0, weeks), oldest)]
}
