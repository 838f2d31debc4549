package experience

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

const week = 7

// Week is what happened in one week of the lives of those who were still open
// at its begin and could be watched to its end.
type Week struct {
	AtRisk, Won, Lost float64
}

// Incidence says what share is won, and what share is still open, after so many
// weeks: the Aalen–Johansen estimate (methods.md 2.1). Unlike won ÷ closed it
// does not favour what ends fast.
type Incidence struct {
	won, open []float64 // by whole weeks, from 0
}

// Accumulate returns the incidence of the weeks.
func Accumulate(weeks []Week) Incidence {
	c := Incidence{won: []float64{0}, open: []float64{1}}
	for k, w := range weeks {
		won, open := c.won[k], c.open[k]
		if w.AtRisk > 0 {
			won, open = won+open*w.Won/w.AtRisk, open*(1-(w.Won+w.Lost)/w.AtRisk)
		}
		c.won, c.open = append(c.won, min(1, won)), append(c.open, max(0, open))
	}
	return c
}

// Won returns the share that is won within the days after creation: by whole
// weeks, and evenly within a week. After the last week that was watched nobody
// is won any more.
func (c Incidence) Won(days int) float64 { return between(c.won, days) }

// Open returns the share that is still open after the days.
func (c Incidence) Open(days int) float64 { return between(c.open, days) }

// Weeks is how many weeks were watched.
func (c Incidence) Weeks() int { return max(0, len(c.won)-1) }

// Ever returns the share that is won at last, as far as anybody watched.
func (c Incidence) Ever() float64 { return c.Won(week * c.Weeks()) }

// Days returns the days within which the share of those that are ever won is
// won; ok is false when none is.
func (c Incidence) Days(share float64) (days int, ok bool) {
	ever := c.Ever()
	if ever <= 0 {
		return 0, false
	}
	for days = 0; days < week*c.Weeks() && c.Won(days) < share*ever-1e-12; days++ {
		continue
	}
	return days, true
}

func between(values []float64, days int) float64 {
	if len(values) == 0 || days <= 0 {
		if len(values) > 0 {
			return values[0]
		}
		return 0
	}
	k := days / week
	if k >= len(values)-1 {
		return values[len(values)-1]
	}
	part := float64(days%week) / week
	return values[k] + (values[k+1]-values[k])*part
}

// leastAtRisk is the number of stories below which a week of their lives is not
// believed any more: one of three that is won would be a third of all.
const leastAtRisk = 5

// Cohort watches the stories from their creation to the as-of day. A story
// leaves without an outcome when the day comes before its week is over.
func Cohort(stories []Story, asOf period.Date) Incidence {
	var weeks []Week
	for _, s := range stories {
		if !s.valid() {
			continue
		}
		end := min(s.end(), asOf+1)
		for k := 0; ; k++ {
			if s.Created.Add(week*(k+1)) > asOf {
				break // this week cannot be watched to its end
			}
			if k == len(weeks) {
				weeks = append(weeks, Week{})
			}
			weeks[k].AtRisk++
			if over := int(end-s.Created) <= week*(k+1); over && s.end() <= asOf {
				if s.Outcome == fact.Won {
					weeks[k].Won++
				} else {
					weeks[k].Lost++
				}
				break
			}
		}
	}
	for k, w := range weeks {
		if w.AtRisk < leastAtRisk {
			weeks = weeks[:k]
			break
		}
	}
	return Accumulate(weeks)
}
