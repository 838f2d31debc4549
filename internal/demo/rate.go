package demo

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/period"
)

// The price of a dollar in EUR: where it comes back to, and how much lower that
// is in the end.
const (
	dollar      = 0.93
	dollarFalls = 0.065
)

// money writes what a dollar was worth on each working day, and what it counts
// as in the plans of each year. In the last half-year it falls.
func (r *run) money() {
	const (
		returns, shakes = 0.03, 0.0035
		half            = 180
	)
	c := newChance(r.Seed, "rates")
	rate := dollar
	for d := r.first.Add(-7); d <= r.Today; d++ {
		rate += returns*(dollar*(1-dollarFalls*fade(d, r.Today.Add(-half), half/2))-rate) + shakes*c.NormFloat64()
		if r.calendar.IsWorkingDay(d) {
			r.out.rates.row(d, fmt.Sprintf("%.4f", rate))
		}
	}
	for year := r.first.Year(); year <= r.Today.Year()+1; year++ {
		planned := math.Round((dollar+0.02*c.NormFloat64())*100) / 100
		r.out.planRates.row(period.NewDate(year, 1, 1), fmt.Sprintf("%.2f", planned))
	}
}
