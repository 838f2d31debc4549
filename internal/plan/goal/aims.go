package goal

import "slices"

// Aims are all targets of a metric, with its goals, as they stand after a change.
// They are shared by those who read them and must not be changed.
type Aims struct {
	Seq     int64    // of a change after which they were read; the same number is the same aims
	Targets []Target // by node and period
	Goals   []Goal   // bare, in the order in which they were set
}

// Bare returns the goal without the words that no number needs: many goals are
// kept in memory for their numbers.
func (g Goal) Bare() Goal {
	g.Versions, g.Events = slices.Clone(g.Versions), slices.Clone(g.Events)
	for i := range g.Versions {
		s := &g.Versions[i].Spec
		s.Sentence, s.Why, s.Actions, s.Checks, s.Guards = "", "", nil, nil, nil
	}
	for i := range g.Events {
		g.Events[i].Note = ""
	}
	return g
}
