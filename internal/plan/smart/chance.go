package smart

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
)

// Joint returns the chance that all of several things happen, each with its
// own chance, when they share luck: rho is the correlation of what decides
// them. With 0 it is the product.
func Joint(chances []float64, rho float64) float64 {
	product := 1.0
	for _, p := range chances {
		product *= p
	}
	if rho <= 0 || product == 0 || len(chances) < 2 {
		return product
	}
	const points = 400
	sum := 0.0
	for i := range points {
		luck := chance.NormalQuantile((float64(i) + 0.5) / points)
		all := 1.0
		for _, p := range chances {
			if p >= 1 {
				continue
			}
			all *= chance.NormalBelow((chance.NormalQuantile(p) + math.Sqrt(rho)*luck) / math.Sqrt(1-rho))
		}
		sum += all
	}
	return sum / points
}

func whole(a money.Amount) int64 { return floorDiv(int64(a), int64(money.Unit)) }

// ceilOf returns the least number of hits among had + cases that makes the
// rate; floorOf the largest that does not exceed it.
func ceilOf(rate, had money.Amount, cases float64) int64 {
	n := whole(had) + int64(cases)
	return ceilDiv(int64(rate)*n, int64(money.Unit))
}

func floorOf(rate, had money.Amount, cases float64) int64 {
	n := whole(had) + int64(cases)
	return floorDiv(int64(rate)*n, int64(money.Unit))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && a < 0 {
		q--
	}
	return q
}

func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }
