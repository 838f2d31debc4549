package attain

import (
	"fmt"
	"math/big"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Check makes the receipt's numbers again from what it says they were made
// from, and returns every difference in words; none means that it is right.
func (r Receipt) Check() []string {
	if r.Format != ReceiptFormat && r.Format != ReceiptFormat2 && r.Format != ReceiptFormat3 {
		return []string{fmt.Sprintf("the format is %q; this program verifies %q, %q and %q", r.Format, ReceiptFormat, ReceiptFormat2, ReceiptFormat3)}
	}
	c := &receiptCheck{Receipt: r}
	if hash, err := r.sum(); err != nil || hash != r.Hash {
		c.differ("the receipt was changed after it was written: its hash is %s, its content has %s", r.Hash, hash)
	}
	num, den := c.credits(), money.Amount(0)
	if len(r.Terms) > 0 {
		num, den = c.terms()
	}
	lateNum, lateDen := c.late()
	num, den = num+lateNum, den+lateDen
	num += c.rates(num, den)
	switch actual := c.value(num, den); {
	case !equal(actual, r.Figures.Actual) && len(r.Terms)+len(r.Histories)+len(r.Late) == 0:
		c.differ("the credits sum to %s, not to the actual of %s", text(actual), text(r.Figures.Actual))
	case !equal(actual, r.Figures.Actual):
		c.differ("the parts come to %s, not to the actual of %s", text(actual), text(r.Figures.Actual))
	}
	c.target()
	c.attained()
	return c.wrong
}

// receiptCheck collects what is wrong with a receipt.
type receiptCheck struct {
	Receipt
	wrong []string
}

func (c *receiptCheck) differ(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// credits makes each credit again and returns their sum.
func (c *receiptCheck) credits() money.Amount {
	if c.CreditCount != len(c.Credits) {
		c.differ("it says that it has %d credits, and holds %d", c.CreditCount, len(c.Credits))
	}
	end := period.Never
	if c.Period.End != nil {
		end = *c.Period.End
	}
	var actual, covered money.Amount
	seen := map[string]bool{}
	for i, credit := range c.Credits {
		name := fmt.Sprintf("credit %d (sale %s/%s)", i+1, credit.Sale.Source, credit.Sale.ID)
		key := fmt.Sprintf("%d\n%s\n%s", c.slab(name, credit.Sale), credit.Sale.Source, credit.Sale.ID)
		if seen[key] {
			c.differ("%s stands twice", name)
		}
		seen[key] = true
		if credit.Sale.Day < c.Period.Start || credit.Sale.Day >= end || credit.Sale.Day > c.AsOf {
			c.differ("%s is of %s, outside the time that counts", name, credit.Sale.Day)
		}
		if value, err := credit.recompute(c.Metric.ID); err != nil {
			c.differ("%s cannot be recomputed: %v", name, err)
		} else if value != credit.Value {
			c.differ("%s is worth %s, not %s", name, value, credit.Value)
		}
		actual += credit.Value
		if credit.Credited {
			covered += credit.Value
		}
		if owned := credit.owned(c.Metric.ID); owned && !credit.Credited || !owned && credit.Credited && !c.counts() {
			c.differ("%s says wrongly whether somebody is credited", name)
		}
	}
	if covered += c.lateCovered(c.Period.Start, end); c.Figures.Covered != nil && c.Rates == nil && covered != *c.Figures.Covered {
		c.differ("the credits of people sum to %s, not to %s", covered, *c.Figures.Covered)
	}
	return actual
}

// terms adds up each side of the value.
func (c *receiptCheck) terms() (num, den money.Amount) {
	for i, t := range c.Terms {
		name := fmt.Sprintf("term %d (%s)", i+1, t.Series)
		var sum money.Amount
		seen := map[ReceiptItem]bool{}
		for _, item := range t.Items {
			key := ReceiptItem{Kind: item.Kind, ID: item.ID, Day: item.Day}
			if seen[key] {
				c.differ("%s holds %s %s twice", name, item.Kind, item.ID)
			}
			seen[key] = true
			if item.Day < t.Start || item.Day >= t.End {
				c.differ("%s: %s %s is of %s, outside the time that counts", name, item.Kind, item.ID, item.Day)
			}
			sum += item.Value
		}
		if t.Given {
			sum = t.Sum
		}
		if sum != t.Sum {
			c.differ("%s: its facts sum to %s, not to %s", name, sum, t.Sum)
		}
		switch signed := money.Amount(t.Sign) * t.Sum; {
		case t.Sign != 1 && t.Sign != -1:
			c.differ("%s has the sign %d", name, t.Sign)
		case t.Side == Numerator:
			num += signed
		case t.Side == Denominator:
			den += signed
		default:
			c.differ("%s stands on the side %q", name, t.Side)
		}
	}
	return num, den
}

// value makes the metric's value from its sides, or from customers' histories.
func (c *receiptCheck) value(num, den money.Amount) *money.Amount {
	switch m := c.metric(); m.Shape {
	case "":
		return &num
	case metric.Customers:
		return c.customers(m, den).Value
	default:
		return m.Value(num, den)
	}
}

// metric is what the receipt says of it, as far as a value needs it.
func (c *receiptCheck) metric() metric.Metric {
	return metric.Metric{ID: c.Metric.ID.Base(), Shape: c.Metric.Shape, Scale: c.Metric.Scale, Histories: c.Metric.Histories}
}

// customers answers the metric's question again from what the receipt holds of
// customers.
func (c *receiptCheck) customers(m metric.Metric, market money.Amount) metric.CustomerAnswer {
	ask := metric.CustomerQuestion{Metric: m, Node: c.Node.ID, AsOf: c.AsOf, Period: period.Range{Start: c.Period.Start, End: period.Never}}
	if c.Period.End != nil {
		ask.Period.End = *c.Period.End
	}
	if len(c.Terms) > 0 {
		ask.Market = &market
	}
	for _, h := range c.Histories {
		if h.Node.Kind() == org.Company {
			ask.Root = h.Node
		}
	}
	if ask.Root == "" {
		ask.Root = c.Node.ID
	}
	answer, err := metric.Measure(ask, func(f metric.CustomerFilter) ([]metric.CustomerDay, error) {
		for _, h := range c.Histories {
			if h.Series == f.Series && h.Node == f.Node && h.Start == f.Days.Start && h.End == f.Days.End {
				days := make([]metric.CustomerDay, len(h.Days))
				for i, d := range h.Days {
					days[i] = metric.CustomerDay(d)
				}
				return days, nil
			}
		}
		return nil, fmt.Errorf("the receipt does not hold what customers did at %s in %s", f.Node, f.Days)
	})
	if err != nil {
		c.differ("the customers cannot be counted: %v", err)
	}
	return answer
}

// rates returns what other rates add to a sum at the rates of each day.
func (c *receiptCheck) rates(num, den money.Amount) (effect money.Amount) {
	if c.Rates == nil {
		return 0
	}
	for _, part := range c.Rates.Currencies {
		rate, ok := new(big.Rat).SetString(part.Rate)
		if part.Rate == "" {
			rate, ok = new(big.Rat), true
		}
		if !ok {
			c.differ("the rate of %s is %q, which is no number", part.Currency, part.Rate)
			continue
		}
		if value, err := money.FromRat(rate.Mul(rate, part.Own.Rat())); err != nil || value != part.Value {
			c.differ("%s %s is worth %s, not %s", part.Own, part.Currency, value, part.Value)
		}
		effect += part.Value - part.Converted
	}
	if atDeal := c.value(num, den); !equal(atDeal, c.Rates.AtDeal) {
		c.differ("at the rates of each day it comes to %s, not to %s", text(atDeal), text(c.Rates.AtDeal))
	}
	return effect
}

// target adds the parts of the target up.
func (c *receiptCheck) target() {
	var sum money.Amount
	for _, part := range c.Target.Parts {
		if c.Target.Policy == org.DenominatorDayWeighted {
			if mean := dayWeighted(part.stretches(), part.Value); len(part.Stretches) > 0 && mean != part.Value {
				c.differ("the versions of the target of %s come to %s by their days, not to %s", part.Node, mean, part.Value)
			}
		}
		sum += part.Value
	}
	switch {
	case c.Figures.Target == nil && len(c.Target.Parts) > 0:
		c.differ("there are %d target parts, but no target", len(c.Target.Parts))
	case c.Figures.Target != nil && sum != *c.Figures.Target:
		c.differ("the target parts sum to %s, not to the target of %s", sum, *c.Figures.Target)
	}
}

func (p ReceiptTargetPart) stretches() []goal.Stretch {
	list := make([]goal.Stretch, len(p.Stretches))
	for i, s := range p.Stretches {
		list[i] = goal.Stretch{Days: period.Range{Start: s.Start, End: s.End}, Version: goal.Version{Number: s.Version, Value: s.Value}}
	}
	return list
}

// attained makes attainment and gap again.
func (c *receiptCheck) attained() {
	again := Attain(Input{Target: c.Figures.Target, Actual: c.Figures.Actual, Covered: c.Figures.Covered, Direction: c.Metric.Direction,
		Portions: c.portions(), Period: period.Range{Start: c.Period.Start, End: period.Never}})
	if !equal(again.Attainment, c.Figures.Attainment) {
		c.differ("the attainment is %s, not %s", text(again.Attainment), text(c.Figures.Attainment))
	}
	if !equal(again.Gap, c.Figures.Gap) {
		c.differ("the gap is %s, not %s", text(again.Gap), text(c.Figures.Gap))
	}
}

// portions checks what counted under each version of the target.
func (c *receiptCheck) portions() []Portion {
	target := Target{}
	for _, part := range c.Target.Parts {
		target.Parts = append(target.Parts, &TargetPart{Node: part.Node, Period: period.Range{Start: part.Start, End: period.Never}, Value: part.Value,
			Version: goal.Version{Value: part.Value}, Stretches: part.stretches()})
	}
	var portions []Portion
	for _, p := range c.Figures.Portions {
		var actual money.Amount
		for _, credit := range c.Credits {
			if credit.Sale.Day >= p.Start && credit.Sale.Day < p.End && (c.Figures.Covered == nil || credit.Credited) {
				actual += credit.Value
			}
		}
		for _, t := range c.Terms {
			for _, item := range t.Items {
				if item.Day >= p.Start && item.Day < p.End {
					actual += money.Amount(t.Sign) * item.Value
				}
			}
		}
		actual += c.lateWithin(p.Start, p.End)
		if actual != p.Actual && c.Rates == nil {
			c.differ("from %s until %s the credits sum to %s, not to %s", p.Start, p.End, actual, p.Actual)
		}
		if was := target.on(p.Start); was != p.Target {
			c.differ("on %s the target was %s, not %s", p.Start, was, p.Target)
		}
		portions = append(portions, Portion{Days: period.Range{Start: p.Start, End: p.End}, Actual: p.Actual, Target: p.Target})
	}
	return portions
}

func equal(a, b *money.Amount) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func text(a *money.Amount) string {
	if a == nil {
		return "none"
	}
	return a.String()
}
