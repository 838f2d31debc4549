package finish_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// person makes up the input of somebody with so many deals.
func person(seed uint64, deals int, luck float64, slips bool) finish.Input {
	r := rand.New(rand.NewPCG(seed, 9))
	in := finish.Input{Won: 200_000, Luck: luck}
	for i := range deals {
		amount := math.Round(math.Exp(9.5 + 0.9*r.NormFloat64()))
		d := deal(fmt.Sprint(i), amount, 0.03+0.5*r.Float64())
		if slips {
			d.Values = []chance.Weighted{{Value: 0.8 * amount, Weight: 1.0 / 3}, {Value: 0.95 * amount, Weight: 1.0 / 3}, {Value: 1.1 * amount, Weight: 1.0 / 3}}
		}
		in.Open = append(in.Open, d)
	}
	var sizes []chance.Weighted
	for range 16 {
		sizes = append(sizes, chance.Weighted{Value: math.Exp(9.5 + 0.9*r.NormFloat64()), Weight: 1.0 / 16})
	}
	in.New = []experience.Arrivals{{Mean: float64(deals) / 15, Fano: 1, Sizes: sizes}}
	in.Aim = atLeast(200_000 + 4000*float64(deals))
	return in
}

// BenchmarkProject is one finish: goals are 1 ms for 200 deals, and 2 ms for a
// person of 500 (1 s for all).
func BenchmarkProject(b *testing.B) {
	for _, deals := range []int{40, 200, 2000, 20_000} {
		for _, luck := range []float64{0, 0.2} {
			for _, slips := range []bool{false, true} {
				in := person(1, deals, luck, slips)
				b.Run(fmt.Sprintf("deals=%d/luck=%v/slips=%v", deals, luck, slips), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						finish.Project(in)
					}
				})
			}
		}
	}
}

// BenchmarkCompany learns from three years of a company of 500 and projects
// each of them with what is open (some forty opportunities each): the goal is
// 1 s for the projections.
func BenchmarkCompany(b *testing.B) {
	w := newWorld(61, 500, 0)
	stories := w.stories()
	asOf := period.MustDate("2026-05-10")
	end := period.MustDate("2026-07-01")
	setting := experience.Setting{AsOf: asOf, Calendar: w.calendar, Stages: w.stageNames()}
	b.Run("learn", func(b *testing.B) {
		for b.Loop() {
			experience.Learn(stories, setting)
		}
		b.ReportMetric(float64(len(stories)), "stories")
	})
	e := experience.Learn(stories, setting)
	b.Run("project", func(b *testing.B) {
		open := 0
		for b.Loop() {
			by := map[string][]experience.Prospect{}
			prospects := e.Prospects(stories, end)
			for _, p := range prospects {
				by[p.Owner] = append(by[p.Owner], p)
			}
			open = len(prospects)
			for _, p := range w.people {
				finish.Project(finish.Input{Won: 100_000, Open: by[p.name], New: []experience.Arrivals{e.Arrivals(p.name, end)}, Aim: atLeast(250_000), Luck: 0.2})
			}
		}
		b.ReportMetric(float64(open)/500, "deals/person")
	})
	b.Run("whole", func(b *testing.B) {
		in := finish.Input{Won: 5e7, Open: e.Prospects(stories, end), Aim: atLeast(1.25e8), Luck: 0.2}
		for _, p := range w.people {
			in.New = append(in.New, e.Arrivals(p.name, end))
		}
		for b.Loop() {
			finish.Project(in)
		}
	})
}
