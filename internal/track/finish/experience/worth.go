package experience

import (
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// slips are how much of its amount an opportunity is won for, by the stage that
// it stood at: weighted ratios.
type slips struct {
	stages map[string][]chance.Weighted
	all    []chance.Weighted
}

// leastSlips is how many wins a stage needs to have a ratio of its own.
const leastSlips = 20

// parts is how many values stand for all ratios: the means of as many equal
// parts, so that the mean is kept.
const parts = 3

// learnSlips compares what was won with what the amount was half-way through
// the time at each stage.
func learnSlips(stories []Story, days period.Range) slips {
	by, all := map[string][]chance.Weighted{}, []chance.Weighted{}
	for _, s := range stories {
		if s.Outcome != fact.Won || !s.valid() || !days.Contains(s.Closed) {
			continue
		}
		final, ok := s.final()
		if !ok || final <= 0 {
			continue
		}
		for i, m := range s.Stages {
			left := s.Closed
			if i+1 < len(s.Stages) {
				left = s.Stages[i+1].Day
			}
			amount, ok := s.Amount(m.Day + (left-m.Day)/2)
			if !ok || amount <= 0 {
				continue
			}
			const least, most = 0.1, 10.0 // beyond is a slip of the pen
			w := chance.Weighted{Value: min(most, max(least, final/amount)), Weight: 1}
			by[m.Value], all = append(by[m.Value], w), append(all, w)
		}
	}
	out := slips{stages: map[string][]chance.Weighted{}}
	if len(all) >= leastSlips {
		out.all = chance.Condense(all, parts)
	}
	for stage, list := range by {
		if len(list) >= leastSlips {
			out.stages[stage] = chance.Condense(list, parts)
		}
	}
	return out
}

// of returns what an amount at the stage may be won for.
func (s slips) of(stage string, amount float64) []chance.Weighted {
	ratios, ok := s.stages[stage]
	if !ok {
		ratios = s.all
	}
	if len(ratios) == 0 || amount <= 0 {
		return []chance.Weighted{{Value: amount, Weight: 1}}
	}
	values := make([]chance.Weighted, len(ratios))
	for i, r := range ratios {
		values[i] = chance.Weighted{Value: amount * r.Value, Weight: r.Weight}
	}
	return values
}

// sizes are what wins were worth, by owner.
type sizes struct {
	own    map[string][]chance.Weighted
	all    []chance.Weighted // condensed, so that what it costs does not grow with the company
	middle float64           // 0 when nothing was won
}

// learnSizes collects the wins of the days.
func learnSizes(stories []Story, days period.Range) sizes {
	out := sizes{own: map[string][]chance.Weighted{}}
	for _, s := range stories {
		if s.Outcome != fact.Won || !s.valid() || !days.Contains(s.Closed) {
			continue
		}
		if amount, ok := s.final(); ok && amount > 0 {
			w := chance.Weighted{Value: amount, Weight: 1}
			out.own[s.Owner], out.all = append(out.own[s.Owner], w), append(out.all, w)
		}
	}
	const values = 64
	out.middle, _ = chance.Of(out.all).Quantile(0.5)
	out.all = chance.Condense(out.all, values)
	return out
}

// of returns the sizes of an owner's wins, drawn to those of all: his own count
// n ÷ (n + 10).
func (s sizes) of(owner string) []chance.Weighted {
	const pull, values = 10, 16
	own := s.own[owner]
	share := float64(len(own)) / float64(len(own)+pull)
	mixed := make([]chance.Weighted, 0, len(own)+len(s.all))
	for _, w := range own {
		mixed = append(mixed, chance.Weighted{Value: w.Value, Weight: share / float64(len(own))})
	}
	for _, w := range s.all {
		mixed = append(mixed, chance.Weighted{Value: w.Value, Weight: (1 - share) * w.Weight})
	}
	return chance.Condense(mixed, values)
}
