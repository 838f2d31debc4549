package target

import (
	"fmt"
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// Expected is where a period is expected to end as things are: not below P30 in
// seven of ten cases. What the history cannot support is nil.
type Expected struct {
	Mean                    money.Amount
	P10, P30, P50, P70, P90 *money.Amount
	Why                     string
}

// Stretch is a target with the chance to reach it, and what it asks beyond what
// is expected.
type Stretch struct {
	Name   string
	Chance money.Amount // 0.7 for 70 %
	Value  money.Amount
	Uplift *Uplift // nil where nothing is expected to hold it against
}

// Uplift is by how much more a value is than what is expected, and how often so
// much more came before.
type Uplift struct {
	Share     money.Amount // 0.08 for 8 % more
	Times, Of int          // earlier forecasts that were beaten by as much, and all of them; Of 0: too few
	Months    int          // that each of them was for
}

// Words says how often it happened; "" where that cannot be said.
func (u Uplift) Words() string {
	if u.Of == 0 {
		return ""
	}
	more, spans := "or more", "months"
	if u.Share < 0 {
		more = "or less"
	}
	switch u.Months {
	case 1:
	case 3:
		spans = "quarters"
	case 12:
		spans = "years"
	default:
		spans = fmt.Sprintf("spans of %d months", u.Months)
	}
	const percent = 100
	return fmt.Sprintf("%+.0f %% %s against such a forecast came in %d of %d earlier %s", toFloat(u.Share)*percent, more, u.Times, u.Of, spans)
}

// past is what the history leads to expect.
type past struct {
	Expected
	trials []forecast.Trial
	months int // of each trial
	known  int // months of history
}

// history forecasts the period from the values; nil where they are too few.
func (e Evidence) history() *past {
	const least = 6
	if len(e.Values) < least {
		return nil
	}
	s := forecast.Series{Frequency: forecast.Monthly, First: e.First, Values: make([]float64, len(e.Values)), Days: e.Days}
	for i, v := range e.Values {
		s.Values[i] = toFloat(v)
	}
	f := forecast.One(s, forecast.Options{Horizon: e.Ahead + e.Months})
	h := &past{known: len(e.Values)}
	h.trials, h.months = f.Tried(e.Ahead, e.Ahead+e.Months)
	if e.Expected != nil {
		h.Expected = *e.Expected
		return h
	}
	spread := f.Sum(e.Ahead, e.Ahead+e.Months)
	at := func(p float64) *money.Amount { return quantile(spread, p) }
	h.Expected = Expected{Mean: amountOf(f.Total(e.Ahead, e.Ahead+e.Months) * float64(money.Unit)), P10: at(0.1), P30: at(0.3), P50: at(0.5), P70: at(0.7), P90: at(0.9), Why: f.Why}
	return h
}

func quantile(s chance.Spread, p float64) *money.Amount {
	v, ok := s.Quantile(p)
	if !ok {
		return nil
	}
	a := amountOf(v * float64(money.Unit))
	return &a
}

// suggestion is the value that is reached as likely as not.
func (h *past) suggestion() Suggestion {
	s := Suggestion{Block: History, Value: h.Mean, Low: h.P10, High: h.P90, Text: "Where it goes as things are.", Facts: []string{fmt.Sprintf("%d months of history.", h.known)}}
	if h.P50 != nil {
		s.Value = *h.P50
	}
	if h.Why != "" {
		s.Facts = append(s.Facts, h.Why)
	}
	if h.P10 == nil || h.P90 == nil {
		s.Low, s.High = nil, nil
		s.Facts = append(s.Facts, "Too short to say how sure that is.")
	}
	return s
}

// stretch returns the usual three: commit (70 %), target (50 %) and stretch
// (30 %), quantiles of where it ends (methods.md 3.2). The 70 % target is the
// 30th percentile.
func (h *past) stretch() []Stretch {
	if h.P30 == nil || h.P50 == nil || h.P70 == nil {
		return nil
	}
	var list []Stretch
	for _, level := range []Stretch{{Name: "commit", Chance: money.Unit * 7 / 10, Value: *h.P30}, {Name: "target", Chance: money.Unit / 2, Value: *h.P50}, {Name: "stretch", Chance: money.Unit * 3 / 10, Value: *h.P70}} {
		level.Value = max(0, level.Value)
		level.Uplift = h.uplift(level.Value)
		list = append(list, level)
	}
	return list
}

// uplift holds a value against what is expected.
func (h *past) uplift(value money.Amount) *Uplift {
	middle := h.Mean
	if h.P50 != nil {
		middle = *h.P50
	}
	share, ok := money.Ratio(value-middle, middle)
	if !ok || middle <= 0 {
		return nil
	}
	u := &Uplift{Share: share, Months: h.months}
	for _, t := range h.trials {
		if t.Forecast <= 0 {
			continue
		}
		u.Of++
		if change := t.Actual/t.Forecast - 1; share >= 0 && change >= toFloat(share) || share < 0 && change <= toFloat(share) {
			u.Times++
		}
	}
	const enough = 4
	if u.Of < enough || math.IsInf(toFloat(share), 0) {
		u.Times, u.Of = 0, 0
	}
	return u
}
