package practice

import "math"

// Share is so many of so many.
type Share struct {
	Num, Den float64
}

// Raw returns the plain share; ok is false when there were no cases.
func (s Share) Raw() (rate float64, ok bool) {
	if s.Den <= 0 {
		return 0, false
	}
	return s.Num / s.Den, true
}

// Prior is what is known of a rate before somebody's own cases are looked at:
// the pooled rate, worth so many cases.
type Prior struct {
	Rate, Weight float64
}

// How many cases a prior may be worth.
const lightest, heaviest = 5, 200

// Of returns somebody's rate, drawn to the prior.
func (p Prior) Of(s Share) float64 {
	return (s.Num + p.Weight*p.Rate) / (max(0, s.Den) + p.Weight)
}

// Pool returns the prior of a part of cases, which all have in common: the
// pooled rate, and a weight by how much they differ beyond chance (methods.md
// 9.1: k = p(1 − p)/τ² − 1, 5 to 200). ok is false when there are no cases.
func Pool(shares []Share) (p Prior, ok bool) {
	return pool(shares, func(rate float64) float64 { return rate * (1 - rate) })
}

// PoolCounts is Pool for what can happen more than once in a case, such as
// activities on a day: its variance is its mean.
func PoolCounts(shares []Share) (p Prior, ok bool) {
	return pool(shares, func(rate float64) float64 { return rate })
}

// pool estimates by the method of moments; within is the variance of one case
// with the rate.
func pool(shares []Share, within func(rate float64) float64) (p Prior, ok bool) {
	var num, den, squares, people float64
	for _, s := range shares {
		if s.Den > 0 {
			num, den, squares, people = num+s.Num, den+s.Den, squares+s.Den*s.Den, people+1
		}
	}
	if den == 0 {
		return Prior{}, false
	}
	p = Prior{Rate: num / den, Weight: heaviest}
	between := 0.0
	for _, s := range shares {
		if rate, ok := s.Raw(); ok {
			between += s.Den * (rate - p.Rate) * (rate - p.Rate)
		}
	}
	variance := within(p.Rate)
	if spread := den - squares/den; spread > 0 && variance > 0 {
		if apart := (between - (people-1)*variance) / spread; apart > 0 {
			p.Weight = min(heaviest, max(lightest, variance/apart-1))
		}
	}
	return p, !math.IsNaN(p.Rate) && !math.IsInf(p.Rate, 0)
}
