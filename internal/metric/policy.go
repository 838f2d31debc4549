package metric

import (
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// RatePolicy says at which exchange rate money of other currencies counts.
type RatePolicy string

// The policies. The ledger holds amounts at the deal's date; the others are
// made from it with the amounts in their own currencies.
const (
	DealDate      RatePolicy = "deal_date"      // the rate of the day on which it happened
	PlanRate      RatePolicy = "plan"           // the rates of the plan: constant currency
	PeriodAverage RatePolicy = "period_average" // the mean of the rates of the period's days, up to the as-of day
	LatestRate    RatePolicy = "latest"         // the rate of the as-of day
)

// PlannedRate is a rate that a plan counts by on the days of Valid, whatever
// the market does, as known during Known.
type PlannedRate struct {
	Rate         money.Rate
	Valid, Known period.Range
}

// CurrencySum is what the series that accompany one of money sum to over some
// days, in one currency.
type CurrencySum struct {
	Days      period.Range
	Currency  money.Currency
	Own       money.Amount // Own: all amounts, in the currency
	Converted money.Amount // Converted: what the ledger counts them for
	Lacking   money.Amount // Lacking: the part of Own that has no rate of its day
}

// Revaluation is a sum of money at other rates than those of the deals' days:
// Value = AtDeal + Effect + Added − Left.
type Revaluation struct {
	Policy     RatePolicy
	Value      money.Amount // at the policy's rates
	AtDeal     money.Amount // at the rates of the deals' days
	Effect     money.Amount // what other rates did to amounts that had one: Σ of the currencies' effects
	Added      money.Amount // amounts without a rate of their day for which the policy has one
	Left       money.Amount // amounts with a rate of their day for which the policy has none: they are not in Value
	Currencies []CurrencyEffect
	Missing    []CurrencySum // the currencies for which the policy has no rate; nothing of them is in Value
}

// CurrencyEffect is one currency's part of a Revaluation.
type CurrencyEffect struct {
	CurrencySum
	Rate   *big.Rat     // of the policy; exact
	Value  money.Amount // Own at that rate
	Effect money.Amount
	Added  money.Amount
}

// Spans returns the ranges over which the series of a sum must be read so that
// one rate holds in each; none when the policy needs no other rate.
func (b *Book) Spans(policy RatePolicy, p period.Range, asOf period.Date) []period.Range {
	p = p.Through(asOf)
	switch {
	case p.Empty() || policy == DealDate || policy == "":
		return nil
	case policy != PlanRate:
		return []period.Range{p}
	}
	cuts := []period.Date{p.Start, p.End}
	for _, rate := range b.PlanRates {
		for _, day := range []period.Date{rate.Valid.Start, rate.Valid.End} {
			if rate.Known.Contains(asOf) && p.Contains(day) {
				cuts = append(cuts, day)
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	spans := make([]period.Range, len(cuts)-1)
	for i := range spans {
		spans[i] = period.Range{Start: cuts[i], End: cuts[i+1]}
	}
	return spans
}

// Revalue puts the policy's rates in the place of the rates of the deals'
// days. base is the sum of the series; parts are its currencies over the Spans.
// Amounts for which the policy has no rate are taken out, and named.
func (b *Book) Revalue(policy RatePolicy, base money.Amount, parts []CurrencySum, asOf period.Date) (Revaluation, error) {
	r := Revaluation{Policy: policy, Value: base, AtDeal: base}
	for _, part := range parts {
		rate, ok := b.rateOf(policy, part.Currency, part.Days, asOf)
		if !ok {
			if part.Own != 0 || part.Converted != 0 {
				r.Missing = append(r.Missing, part)
			}
			r.Left += part.Converted
			r.Value -= part.Converted
			continue
		}
		e := CurrencyEffect{CurrencySum: part, Rate: rate}
		var err error
		if e.Value, err = times(part.Own, rate); err != nil {
			return Revaluation{}, err
		}
		if e.Added, err = times(part.Lacking, rate); err != nil {
			return Revaluation{}, err
		}
		e.Effect = e.Value - e.Added - part.Converted
		r.Value += e.Effect + e.Added
		r.Effect += e.Effect
		r.Added += e.Added
		r.Currencies = append(r.Currencies, e)
	}
	return r, nil
}

func times(a money.Amount, rate *big.Rat) (money.Amount, error) {
	return money.FromRat(new(big.Rat).Mul(a.Rat(), rate))
}

// rateOf returns the policy's rate from a currency over some days, as known.
func (b *Book) rateOf(policy RatePolicy, c money.Currency, days period.Range, asOf period.Date) (*big.Rat, bool) {
	switch policy {
	case LatestRate:
		dated, ok := b.Rates.On(c, asOf, asOf)
		return exact(dated.Rate), ok
	case PeriodAverage:
		return b.average(c, days.Through(asOf), asOf)
	case PlanRate:
		return b.planned(c, days, asOf)
	default:
		return nil, false
	}
}

// planned returns the plan's rate that holds on the first of the days. One
// that was set in the direction of need wins over the inverse of another, and
// of several the one that was known last.
func (b *Book) planned(c money.Currency, days period.Range, asOf period.Date) (*big.Rat, bool) {
	var found *PlannedRate
	var inverse bool
	for _, rate := range b.PlanRates {
		direct := rate.Rate.From == c && rate.Rate.To == b.Currency
		turned := rate.Rate.From == b.Currency && rate.Rate.To == c
		if !direct && !turned || !rate.Known.Contains(asOf) || !rate.Valid.Contains(days.Start) {
			continue
		}
		if found == nil || inverse && direct || inverse == turned && rate.Known.Start > found.Known.Start {
			found, inverse = &rate, turned
		}
	}
	switch {
	case found == nil:
		return nil, false
	case inverse:
		return new(big.Rat).Inv(exact(found.Rate)), true
	default:
		return exact(found.Rate), true
	}
}

// average returns the mean of the rates in force on the days, day by day; days
// before the first rate are left out.
func (b *Book) average(c money.Currency, days period.Range, asOf period.Date) (*big.Rat, bool) {
	sum, counted := new(big.Rat), int64(0)
	for day := days.Start; day < days.End; {
		dated, ok := b.Rates.On(c, day, asOf)
		until := min(days.End, b.Rates.next(c, day))
		if ok {
			held := int64(until) - int64(day)
			sum.Add(sum, new(big.Rat).Mul(exact(dated.Rate), new(big.Rat).SetInt64(held)))
			counted += held
		}
		day = until
	}
	if counted == 0 {
		return nil, false
	}
	return sum.Quo(sum, new(big.Rat).SetInt64(counted)), true
}

// next returns the first day after the given one for which any rate of the
// currency was ever set; Never when there is none.
func (r *Rates) next(c money.Currency, day period.Date) period.Date {
	for _, dated := range r.from[c] {
		if dated.Day > day {
			return dated.Day
		}
	}
	return period.Never
}

func exact(r money.Rate) *big.Rat {
	if r.Den == 0 {
		return nil
	}
	return big.NewRat(r.Num, r.Den)
}

// ParseRatePolicy checks a policy that a user wrote; "" is the one of the
// deal's date.
func ParseRatePolicy(text string) (RatePolicy, error) {
	switch p := RatePolicy(text); p {
	case "":
		return DealDate, nil
	case DealDate, PlanRate, PeriodAverage, LatestRate:
		return p, nil
	}
	return "", fault.New(fault.Invalid, "%q is not a policy for exchange rates; use deal_date, plan, period_average or latest", text)
}
