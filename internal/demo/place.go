package demo

import (
	"fmt"
	"strconv"
)

// region is a part of the world with one currency.
type region struct {
	name     string
	currency string
	share    float64 // of the people
}

func regionTable() []region {
	return []region{
		{"Central Europe", "EUR", 0.40},
		{"Southern Europe", "EUR", 0.28},
		{"North America", "USD", 0.32},
	}
}

// place is a territory.
type place struct {
	id, name string
	region   int
	weight   float64 // share of the region's people
	pull     float64 // how easily it is sold to; 1 on average
	seats    int
}

// placeTable lists the territories by importance: a small company has only the
// first ones.
func placeTable() []place {
	return []place{
		{id: "DE-N", name: "Germany North", region: 0, weight: 0.28, pull: 1.05},
		{id: "IT", name: "Italy", region: 1, weight: 0.32, pull: 1.00},
		{id: "US-E", name: "US East", region: 2, weight: 0.40, pull: 1.08},
		{id: "FR", name: "France", region: 1, weight: 0.40, pull: 1.02},
		{id: "DE-S", name: "Germany South", region: 0, weight: 0.28, pull: 1.10},
		{id: "US-W", name: "US West", region: 2, weight: 0.33, pull: 1.04},
		{id: "BNL", name: "Benelux", region: 0, weight: 0.25, pull: 0.97},
		{id: "IB", name: "Iberia", region: 1, weight: 0.28, pull: 0.90},
		{id: "US-C", name: "US Central", region: 2, weight: 0.27, pull: 0.92},
		{id: "ACH", name: "Austria and Switzerland", region: 0, weight: 0.19, pull: 0.94},
	}
}

// troubled is the territory that is in trouble.
const troubled = "IT"

// newPlaces returns the territories of a company with so many sellers, with the
// number of them in each. A large company cuts them up: Italy 1, Italy 2, …
func newPlaces(sellers int) []place {
	const (
		fewest   = 3  // a territory for each region
		perPlace = 3  // sellers that a territory is worth
		crowd    = 14 // sellers that one territory can hold
	)
	table := placeTable()
	table = table[:min(len(table), max(fewest, sellers/perPlace))]
	parts := (sellers + len(table)*crowd - 1) / (len(table) * crowd)
	var places []place
	for _, p := range table {
		if parts == 1 {
			places = append(places, p)
			continue
		}
		for part := 1; part <= parts; part++ {
			cut := p
			cut.weight /= float64(parts)
			cut.name = fmt.Sprintf("%s %d", p.name, part)
			if part > 1 {
				cut.id = p.id + "-" + strconv.Itoa(part)
			}
			places = append(places, cut)
		}
	}
	weights := make([]float64, len(places))
	byRegion := make([]float64, len(regionTable()))
	for _, p := range places {
		byRegion[p.region] += p.weight
	}
	for i, p := range places {
		weights[i] = regionTable()[p.region].share * p.weight / byRegion[p.region]
	}
	for i, n := range divide(sellers, weights) {
		places[i].seats = n
	}
	return places
}

// divide divides n by weights into whole numbers of at least 1 that sum to n;
// there must not be more weights than n. What does not divide goes to those who
// miss most.
func divide(n int, weights []float64) []int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	out := make([]int, len(weights))
	missing := make([]float64, len(weights))
	left, rest := n, float64(n-len(weights))
	for i, w := range weights {
		exact := rest * w / total
		out[i] = 1 + int(exact)
		missing[i] = exact - float64(int(exact))
		left -= out[i]
	}
	for ; left > 0; left-- {
		most := 0
		for i, m := range missing {
			if m > missing[most] {
				most = i
			}
		}
		out[most]++
		missing[most]--
	}
	return out
}
