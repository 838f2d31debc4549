package chance

import "math"

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
		luck := NormalQuantile((float64(i) + 0.5) / points)
		all := 1.0
		for _, p := range chances {
			if p >= 1 {
				continue
			}
			all *= NormalBelow((NormalQuantile(p) + math.Sqrt(rho)*luck) / math.Sqrt(1-rho))
		}
		sum += all
	}
	return sum / points
}
