package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// DatedRate is an exchange rate that holds from Day until the next one, as
// known during Known.
type DatedRate struct {
	Rate  money.Rate
	Day   period.Date
	Known period.Range
}

// Rates finds what a currency was worth in the organisation's own. The policy
// of this release is the rate of the deal's date.
type Rates struct {
	to   money.Currency
	list []DatedRate                    // as given
	from map[money.Currency][]DatedRate // ascending by Day, rates to `to`
}

// NewRates keeps the rates that lead to the currency, in either direction. Of
// one day, a rate that is given in the direction of need wins over the inverse
// of the other, whatever the order.
func NewRates(to money.Currency, rates []DatedRate) *Rates {
	r := &Rates{to: to, list: rates, from: map[money.Currency][]DatedRate{}}
	for _, dated := range rates {
		if from := dated.Rate.To; dated.Rate.From == to {
			dated.Rate = money.Rate{From: from, To: to, Num: dated.Rate.Den, Den: dated.Rate.Num}
			r.from[from] = append(r.from[from], dated)
		}
	}
	for _, dated := range rates {
		if dated.Rate.To == to {
			r.from[dated.Rate.From] = append(r.from[dated.Rate.From], dated)
		}
	}
	for _, list := range r.from {
		slices.SortStableFunc(list, func(a, b DatedRate) int { return int(a.Day) - int(b.Day) })
	}
	return r
}

// On returns the rate of the latest day up to the given one, as known; ok is
// false when there is none.
func (r *Rates) On(from money.Currency, day, known period.Date) (rate DatedRate, ok bool) {
	for _, dated := range slices.Backward(r.from[from]) {
		if dated.Day <= day && dated.Known.Contains(known) {
			return dated, true
		}
	}
	return DatedRate{}, false
}

// breaks returns the days on which rates of the currency became known.
func (r *Rates) breaks(from money.Currency) []period.Date {
	var days []period.Date
	for _, dated := range r.from[from] {
		days = append(days, dated.Known.Start)
		if !dated.Known.IsOpen() {
			days = append(days, dated.Known.End)
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// RateChange is a rate that was set, and the one it replaced.
type RateChange struct {
	Set      DatedRate
	Replaced *DatedRate // its knowledge ended; nil for a day that had none
}

// With returns the rates with more set, and what that changed. Setting a rate
// to what it is changes nothing. The rates themselves stay as they are.
func (r *Rates) With(sets []DatedRate) (next *Rates, changes []RateChange) {
	type key struct {
		from, to money.Currency
		day      period.Date
	}
	list := slices.Clone(r.list)
	current := make(map[key]int, len(list))
	free := make(map[key]period.Date, len(list)) // from when another can be known
	for i, d := range list {
		k, since := key{d.Rate.From, d.Rate.To, d.Day}, d.Known.End
		if d.Known.IsOpen() {
			current[k], since = i, d.Known.Start
		}
		if known, ok := free[k]; !ok || since > known {
			free[k] = since
		}
	}
	for _, set := range sets {
		k := key{set.Rate.From, set.Rate.To, set.Day}
		change := RateChange{}
		i, exists := current[k]
		if exists && list[i].Rate == set.Rate {
			continue
		}
		if since, ok := free[k]; ok {
			set.Known.Start = max(set.Known.Start, since)
		}
		if exists {
			list[i].Known.End = set.Known.Start
			ended := list[i]
			change.Replaced = &ended
		}
		change.Set = set
		current[k], free[k] = len(list), set.Known.Start
		list = append(list, set)
		changes = append(changes, change)
	}
	return NewRates(r.to, list), changes
}

// KnownBy returns the rates as they were known at the end of the day, and
// whether any other became known since.
func (r *Rates) KnownBy(day period.Date) (known *Rates, others bool) {
	list := make([]DatedRate, 0, len(r.list))
	for _, d := range r.list {
		was, ok := d.Known.KnownBy(day)
		others = others || !ok || was != d.Known
		if d.Known = was; ok {
			list = append(list, d)
		}
	}
	return NewRates(r.to, list), others
}

// Holds reports whether exactly this rate is still known.
func (r *Rates) Holds(set DatedRate) bool {
	return slices.ContainsFunc(r.list, func(d DatedRate) bool {
		return d.Rate == set.Rate && d.Day == set.Day && d.Known.Start == set.Known.Start && d.Known.IsOpen()
	})
}

// Ended returns the rates with one whose knowledge has ended.
func (r *Rates) Ended(ended DatedRate) *Rates {
	list := slices.Clone(r.list)
	for i, d := range list {
		if d.Rate == ended.Rate && d.Day == ended.Day && d.Known.Start == ended.Known.Start {
			list[i] = ended
		}
	}
	return NewRates(r.to, list)
}
