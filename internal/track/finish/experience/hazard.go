package experience

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// Hazard says where an opportunity of a stage and age goes within a week.
type Hazard struct {
	Win, Lose, Stay float64
	To              []float64 // by stage; its own is 0
	Weeks           float64   // that were watched
}

// Hazards are the weekly chances by stage and time in it.
type Hazards struct {
	Stages []string // in the order in which they are passed, as far as it is known
	cells  [][buckets]Hazard
	all    Hazard // of every stage together; To is not said
	index  map[string]int
}

// The ages in a stage that are told apart: 0–1, 2–3, 4–7, 8–12 and 13 or more
// weeks.
const (
	buckets = 5
	oldest  = 13
)

func bucketOf(weeks int) int {
	switch {
	case weeks <= 1:
		return 0
	case weeks <= 3:
		return 1
	case weeks <= 7:
		return 2
	case weeks < oldest:
		return 3
	default:
		return 4
	}
}

// smoothing is how many weeks of what is usual are added to what was seen
// (methods.md 2.2).
const smoothing = 20

// watch counts where the stories went. Every day of a story counts as the begin
// of a week, each a seventh: the as-of day of a projection comes at any moment
// of the time in a stage, and not only at its begin. Weeks that were not over by
// the as-of day count for nothing, whatever happened in them.
func watch(stories []Story, order []string, days period.Range) *Hazards {
	h := &Hazards{index: map[string]int{}}
	for _, name := range order {
		h.add(name)
	}
	var others []string
	for _, s := range stories {
		if len(s.Stages) == 0 || s.Stages[0].Day > s.Created {
			others = append(others, "")
		}
		for _, m := range s.Stages {
			others = append(others, m.Value)
		}
	}
	slices.Sort(others)
	for _, name := range slices.Compact(others) {
		h.add(name)
	}
	h.cells = make([][buckets]Hazard, len(h.Stages))
	for i := range h.cells {
		for b := range h.cells[i] {
			h.cells[i][b].To = make([]float64, len(h.Stages))
		}
	}
	for _, s := range stories {
		if s.valid() {
			h.count(s, days)
		}
	}
	h.smooth()
	return h
}

func (h *Hazards) add(name string) {
	if _, ok := h.index[name]; !ok {
		h.index[name] = len(h.Stages)
		h.Stages = append(h.Stages, name)
	}
}

// count adds the weeks of a story; days.End is the day after the as-of day.
func (h *Hazards) count(s Story, days period.Range) {
	const part = 1.0 / week
	now, then := newCursor(s), newCursor(s)
	last := min(s.end(), days.End-week)
	for d := max(s.Created, days.Start); d < last; d++ {
		stage, since := now.to(d)
		cell := &h.cells[h.index[stage]][bucketOf(int(d-since)/week)]
		cell.Weeks += part
		if s.end() <= d+week {
			if s.Outcome == fact.Won {
				cell.Win += part
			} else {
				cell.Lose += part
			}
			continue
		}
		if next, _ := then.to(d + week); next != stage {
			cell.To[h.index[next]] += part
		} else {
			cell.Stay += part
		}
	}
}

// cursor follows the stages of a story from day to day.
type cursor struct {
	marks []Mark[string]
	stage string
	since period.Date
}

func newCursor(s Story) *cursor { return &cursor{s.Stages, "", s.Created} }

// to returns the stage at the end of the day, which never goes back.
func (c *cursor) to(day period.Date) (stage string, since period.Date) {
	for len(c.marks) > 0 && c.marks[0].Day <= day {
		if m := c.marks[0]; m.Value != c.stage || m.Day <= c.since {
			c.stage, c.since = m.Value, m.Day
		}
		c.marks = c.marks[1:]
	}
	return c.stage, c.since
}

// smooth turns counts into chances: those of an age are drawn to those of its
// stage, and these to those of all stages.
func (h *Hazards) smooth() {
	moved := 0.0
	for i := range h.cells {
		for _, c := range h.cells[i] {
			h.all.Win, h.all.Lose, h.all.Stay, h.all.Weeks = h.all.Win+c.Win, h.all.Lose+c.Lose, h.all.Stay+c.Stay, h.all.Weeks+c.Weeks
			for _, n := range c.To {
				moved += n
			}
		}
	}
	if h.all.Weeks == 0 {
		return
	}
	h.all.Win, h.all.Lose, h.all.Stay = h.all.Win/h.all.Weeks, h.all.Lose/h.all.Weeks, h.all.Stay/h.all.Weeks
	moved /= h.all.Weeks
	for i := range h.cells {
		stage := Hazard{To: make([]float64, len(h.Stages))}
		for _, c := range h.cells[i] {
			stage.Win, stage.Lose, stage.Stay, stage.Weeks = stage.Win+c.Win, stage.Lose+c.Lose, stage.Stay+c.Stay, stage.Weeks+c.Weeks
			for to, n := range c.To {
				stage.To[to] += n
			}
		}
		prior := Hazard{Win: h.all.Win, Lose: h.all.Lose, Stay: h.all.Stay, To: make([]float64, len(h.Stages))}
		if i+1 < len(h.Stages) {
			prior.To[i+1] = moved // who moves at all goes on by one
		} else {
			prior.Stay += moved
		}
		stage = stage.towards(prior)
		for b := range h.cells[i] {
			h.cells[i][b] = h.cells[i][b].towards(stage)
		}
	}
}

// towards turns counts into chances that are drawn to a prior.
func (h Hazard) towards(prior Hazard) Hazard {
	whole := h.Weeks + smoothing
	share := func(n, p float64) float64 { return (n + smoothing*p) / whole }
	out := Hazard{Win: share(h.Win, prior.Win), Lose: share(h.Lose, prior.Lose), Stay: share(h.Stay, prior.Stay), Weeks: h.Weeks, To: make([]float64, len(h.To))}
	for i, n := range h.To {
		out.To[i] = share(n, prior.To[i])
	}
	return out
}

// Of returns the weekly chances of a stage after so many whole weeks in it; ok
// is false for a stage that was never seen. Without any experience they are 0.
func (h *Hazards) Of(stage string, weeks int) (hazard Hazard, ok bool) {
	i, ok := h.index[stage]
	if !ok {
		return Hazard{Win: h.all.Win, Lose: h.all.Lose, Stay: 1 - h.all.Win - h.all.Lose}, false
	}
	return h.cells[i][bucketOf(weeks)], true
}

// Fixed returns the hazards of stages whose weekly chances are known, whatever
// their age. A chance To that is missing is 0.
func Fixed(stages []string, chances []Hazard) *Hazards {
	h := &Hazards{index: map[string]int{}}
	for i, name := range stages {
		h.add(name)
		c := Hazard{}
		if i < len(chances) {
			c = chances[i]
		}
		to := make([]float64, len(stages))
		copy(to, c.To)
		c.To = to
		h.cells = append(h.cells, [buckets]Hazard{c, c, c, c, c})
	}
	return h
}
