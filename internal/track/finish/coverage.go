package finish

import (
	"math"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// Coverage says whether there is enough pipeline for what is missing. A figure
// that has no meaning (nothing is missing, nothing was ever won) is nil.
type Coverage struct {
	Remaining float64  // target − won; 0 when it is reached
	Pipeline  float64  // amounts of what is open and may close in the period
	Ratio     *float64 // pipeline ÷ remaining
	Expected  float64  // of what is open, by its chances
	// WinRate is the share of new opportunities that are won within the days
	// left, by the own history.
	WinRate float64
	// Needed is the pipeline that would have to be created at once: (remaining −
	// expected) ÷ win rate; 0 when what is open is expected to be enough.
	Needed *float64
	// Latest is the last day on which a new opportunity has a fair chance to be
	// won in the period: half of the chance that it has at last.
	Latest *period.Date
	// Passed: that day is over.
	Passed bool
}

// fair is which part of its final chance a new opportunity needs.
const fair = 0.5

// Cover compares what is open with what is missing. pipeline are those of the
// prospects that may close in the period: the caller chooses, by their expected
// close, and what is expected counts all.
func Cover(target, won float64, pipeline []experience.Prospect, expected float64, e *experience.Experience, end period.Date) Coverage {
	c := Coverage{Remaining: max(0, target-won), Expected: expected}
	for _, p := range pipeline {
		c.Pipeline += p.Amount
	}
	if c.Remaining > 0 {
		ratio := c.Pipeline / c.Remaining
		c.Ratio = &ratio
	}
	c.WinRate = e.Cohort.Won(max(0, int(end-1-e.AsOf)))
	switch gap := c.Remaining - expected; {
	case gap <= 0:
		c.Needed = new(float64)
	case c.WinRate > 0:
		if needed := gap / c.WinRate; !math.IsInf(needed, 0) {
			c.Needed = &needed
		}
	}
	if days, ok := e.Cohort.Days(fair); ok {
		latest := end - 1 - period.Date(days)
		c.Latest, c.Passed = &latest, latest < e.AsOf
	}
	return c
}
