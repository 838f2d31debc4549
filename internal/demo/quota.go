package demo

import (
	"math"

	"github.com/attainhq/attain/internal/period"
)

// thousand is what quotas are rounded to.
const thousand = 1000

// quotas writes the revenue that each seller should bring in each quarter, and
// what his team, his territory and the company count on: less than the sum,
// because not everybody will make it.
func (r *run) quotas() {
	const team, territory, company = 0.98, 0.98, 0.97
	for q := quarter(r.days.Start); q.Start < quarter(r.Today).End.AddMonths(3); q = quarter(q.End) {
		teams, places := map[int]int{}, map[int]int{}
		total := 0
		for _, p := range r.people {
			own := 0.0
			for _, t := range p.stints {
				part := r.quota(p, t, q)
				own += part
				teams[r.seats[t.seat].manager] += int(part)
				places[r.seats[t.seat].place] += int(part)
			}
			if n := rounded(own); n > 0 {
				r.out.quotas.row("person", p.id, q.Start, n)
				total += n
			}
		}
		for i, p := range r.people {
			if sum := teams[i]; sum > 0 {
				r.out.quotas.row("team", p.id, q.Start, rounded(float64(sum)*team))
			}
		}
		for i, p := range r.places {
			r.out.quotas.row("territory", p.id, q.Start, rounded(float64(places[i])*territory))
		}
		r.out.quotas.row("company", "", q.Start, rounded(float64(total)*company))
	}
}

func rounded(n float64) int { return int(math.Round(n/thousand)) * thousand }

// quota returns what a seat asks of a person in a quarter: for the days that he
// sits there, less while he is on ramp.
func (w *World) quota(p person, t stint, q period.Range) float64 {
	const (
		field, inside = 65_000, 58_000 // EUR in a quarter
		growth        = 0.16
	)
	here := t.during.Intersect(q)
	if here.Empty() {
		return 0
	}
	days, _ := w.calendar.CountWorkingDays(here)
	all, _ := w.calendar.CountWorkingDays(q)
	base := float64(field)
	if w.seats[t.seat].inside {
		base = inside
	}
	busy, ramped := 0.0, 0.0
	for month := range 3 {
		d := q.Start.AddMonths(month)
		busy += season(d) / 3
	}
	for d := here.Start; d < here.End; d++ {
		ramped += ramp(p.tenure(d))
	}
	if n, _ := here.Days(); n > 0 {
		ramped /= float64(n)
	}
	return base * w.places[w.seats[t.seat].place].pull * busy * w.growth(q.Start, growth) * ramped * float64(days) / float64(all)
}
