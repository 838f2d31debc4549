package practice

import "github.com/attainhq/attain/internal/org"

// Middle returns between which rates the middle half of the others lies: their
// P25 and P75; ok is false when there are fewer of them than LeastSame, of whom
// quarters would be single people.
func (g Group) Middle(but org.NodeID) (low, high Rates, ok bool) {
	const quarter = 0.25
	others := len(g.order)
	if _, in := g.rates[but]; in {
		others--
	}
	if others < LeastSame {
		return low, high, false
	}
	low, _ = g.level(but, quarter)
	high, ok = g.level(but, 1-quarter)
	return low, high, ok
}

// Raw returns the drivers of other counts, as they are and drawn to nobody's, by
// the steps that the group is told by. A driver without cases is absent.
func (g Group) Raw(c Counts) map[Driver]float64 {
	raw := map[Driver]float64{}
	for _, s := range steps(g.all()) {
		if rate, ok := s.share(c).Raw(); ok {
			raw[s.driver] = rate
		}
	}
	return raw
}

// Begins says what the group's work begins with, as the company's data tells it:
// activities, leads or opportunities; and what Connect counts of an activity:
// leads or opportunities.
func (g Group) Begins() (volume, connect string) {
	var acts, leads float64
	for _, c := range g.counts {
		acts, leads = acts+c.Activities, leads+c.Leads
	}
	switch {
	case acts > 0 && leads > 0:
		return "activities", "leads"
	case acts > 0:
		return "activities", "opportunities"
	case leads > 0:
		return "leads", ""
	default:
		return "opportunities", ""
	}
}

func (g Group) all() []Counts {
	all := make([]Counts, 0, len(g.order))
	for _, id := range g.order {
		all = append(all, g.counts[id])
	}
	return all
}
