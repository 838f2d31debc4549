package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// person makes up a period of somebody with so many open deals. Each may be won
// for what is said, or for a fifth less or a tenth more.
func person(seed uint64, deals int, luck float64) finish.Input {
	r := rand.New(rand.NewPCG(seed, 9)) //nolint:gosec // made-up deals need no secret
	size := func() float64 { return math.Round(math.Exp(9.5 + 0.9*r.NormFloat64())) }
	third := 1.0 / 3
	in := finish.Input{Won: 200_000, Luck: luck, Aim: &finish.Aim{Value: 200_000 + 4000*float64(deals)}}
	for i := range deals {
		amount := size()
		in.Open = append(in.Open, experience.Prospect{ID: fmt.Sprint(i), Chance: 0.03 + 0.5*r.Float64(), Amount: amount,
			Values: []chance.Weighted{{Value: 0.8 * amount, Weight: third}, {Value: amount, Weight: third}, {Value: 1.1 * amount, Weight: third}}})
	}
	return in
}

// drawn is the chance of the aim by so many draws of all deals: what is done
// where nobody adds up distributions.
func drawn(in finish.Input, draws int) float64 {
	r := rand.New(rand.NewPCG(1, uint64(len(in.Open)))) //nolint:gosec // draws need no secret
	hits := 0
	for range draws {
		sum := in.Won
		for _, d := range in.Open {
			if r.Float64() < d.Chance {
				sum += d.Values[r.IntN(len(d.Values))].Value
			}
		}
		if sum >= in.Aim.Value {
			hits++
		}
	}
	return float64(hits) / float64(draws)
}

// finishes measures where the periods of a company's people end, on one core.
func finishes() []result {
	const people, usual, many, draws = 500, 40, 200, 10_000
	var company []finish.Input
	for i := range people {
		company = append(company, person(uint64(i), usual, 0.2))
	}
	everybody := quickest(fmt.Sprintf("Attain, where %d people of %d deals each end, under a common luck", people, usual), people, func() {
		for _, in := range company {
			finish.Project(in)
		}
	})
	everybody.Note = fmt.Sprintf("%.2f s for all on one core", everybody.Wall)

	one := person(1, many, 0)
	var exact, about float64
	own := quickest(fmt.Sprintf("Attain, where one of %d deals ends", many), 1, func() { exact = *finish.Project(one).Finish.Chance })
	own.Note = fmt.Sprintf("%.4f chance, with and without each of the largest; %.2f ms by the clock", exact, 1000*own.Wall)
	theirs := quickest(fmt.Sprintf("the same chance by %d draws", draws), 1, func() { about = drawn(one, draws) })
	theirs.Note = fmt.Sprintf("%.4f chance; %.0f times Attain's CPU", about, theirs.CPU/own.CPU)
	shared := one
	shared.Luck = 0.2
	together := quickest(fmt.Sprintf("Attain, where one of %d deals ends, under a common luck", many), 1, func() { finish.Project(shared) })
	together.Note = fmt.Sprintf("%.2f ms by the clock", 1000*together.Wall)
	return []result{everybody, own, theirs, together}
}
