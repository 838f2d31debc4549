package gap

import (
	"math/big"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// flow is what went through a node's pipeline over days.
type flow struct {
	days     int64 // of the calendar
	openDays int64 // on which opportunities were open, each with its own
	won      money.Amount
	decided  money.Amount // won or lost
	value    money.Amount // of those won
}

// rates returns days × open opportunities on the average day ÷ cycle × win rate
// × value per deal won, which is the value: sales velocity over the days, with
// the cycle by Little's law (methods.md 6.1). The cycle is in days per
// opportunity decided. ok is false when nothing was open or decided, or a value
// came of no win.
func (f flow) rates() (rates []*big.Rat, ok bool) {
	if f.days <= 0 || f.openDays <= 0 || f.decided <= 0 || f.won < 0 || f.won == 0 && f.value != 0 {
		return nil, false
	}
	size := new(big.Rat)
	if f.won != 0 {
		size.SetFrac64(int64(f.value), int64(f.won))
	}
	open := big.NewRat(f.openDays, f.days)
	cycle := new(big.Rat).Quo(big.NewRat(f.openDays, 1), f.decided.Rat())
	return []*big.Rat{big.NewRat(f.days, 1), open, cycle, big.NewRat(int64(f.won), int64(f.decided)), size}, true
}

// velocity divides the value of deals won by how many opportunities were open,
// how fast they were decided, how many of these were won, and their size.
func (a *ask) velocity(won metric.Metric, plan, actual money.Amount) error {
	parts, err := a.parts(won)
	if err != nil {
		return err
	}
	months, err := a.flowByMonth(parts)
	if err != nil {
		return err
	}
	spans := []period.Range{a.Baseline.Days, a.Days}
	flows := []*flow{{}, {}}
	for i, m := range months {
		spans, flows = append(spans, m.days), append(flows, &months[i].flow)
	}
	open, err := a.foresee.OpenDays(a.ctx, a.scope.OrgID, a.id, a.asOf, spans)
	if err != nil {
		return err
	}
	for i, f := range flows {
		days, _ := spans[i].Days()
		f.days, f.openDays = int64(days), open[i]
	}
	for i := range 2 {
		if err := a.fill(flows[i], parts, spans[i]); err != nil {
			return err
		}
	}
	c, ok, err := a.velocityOf(*flows[0], *flows[1], months, plan, actual)
	if err != nil || !ok {
		return err
	}
	c.Metric = won
	a.Gap.Chains = append(a.Gap.Chains, c)
	return nil
}

// parts are the metrics that a flow is read from: deals won, lost, and the value
// of those won.
func (a *ask) parts(value metric.Metric) (parts [3]metric.Metric, err error) {
	parts[2] = value
	for i, s := range []metric.Series{metric.DealsWon, metric.DealsLost} {
		if parts[i], err = a.catalogue.Find(string(s)); err != nil {
			return parts, err
		}
	}
	return parts, nil
}

func (a *ask) fill(f *flow, parts [3]metric.Metric, days period.Range) error {
	var n [3]money.Amount
	for i, m := range parts {
		var err error
		if n[i], err = a.measure(m, days); err != nil {
			return err
		}
	}
	f.won, f.decided, f.value = n[0], n[0]+n[1], n[2]
	return nil
}

// monthFlow is the flow of a past month.
type monthFlow struct {
	flow
	days period.Range
}

func (a *ask) flowByMonth(parts [3]metric.Metric) ([]monthFlow, error) {
	var months []monthFlow
	for at, m := range parts {
		points, err := a.figures.History(a.ctx, a.scope, m, a.id, period.Month, a.past(), a.asOf)
		if err != nil {
			return nil, err
		}
		if at == 0 {
			months = make([]monthFlow, len(points))
		}
		for i, p := range points {
			months[i].days = p.Period.Range
			if p.Value == nil {
				continue
			}
			switch at {
			case 0:
				months[i].won, months[i].decided = *p.Value, *p.Value
			case 1:
				months[i].decided += *p.Value
			default:
				months[i].value = *p.Value
			}
		}
	}
	return months, nil
}

// velocityOf divides actual − plan; ok is false when one of the flows has no
// rates. What is planned keeps the baseline's cycle, win rate and size, and asks
// for as many open opportunities as the plan then needs.
func (a *ask) velocityOf(then, now flow, months []monthFlow, plan, actual money.Amount) (c Chain, ok bool, err error) {
	now.value = actual
	planned, ok := then.rates()
	came, alright := now.rates()
	if !ok || !alright || then.value <= 0 {
		return c, false, nil
	}
	asked := now.days
	if a.Basis == Whole {
		days, _ := a.Figures.Period.Days()
		asked = int64(days)
	}
	planned[0] = big.NewRat(asked, 1)
	planned[1] = plan.Rat()
	planned[1].Mul(planned[1], planned[2])
	for _, i := range []int{0, 3, 4} {
		planned[1].Quo(planned[1], planned[i])
	}
	history := make([][]float64, len(planned))
	for _, m := range months {
		if rates, ok := m.rates(); ok {
			for i, r := range rates {
				x, _ := r.Float64()
				history[i] = append(history[i], x)
			}
		}
	}
	number := func(label string, s metric.Series, value money.Amount, unit metric.Unit) Ref {
		return Ref{Label: label, Node: a.id, Metric: s, Days: a.Days, Value: value, Unit: unit}
	}
	ended := []Ref{number("Deals won", metric.DealsWon, now.won, metric.Count), number("Deals lost", metric.DealsLost, now.decided-now.won, metric.Count)}
	worth := []Ref{number("Value of deals won", metric.DealsWonValue, actual, metric.Money), ended[0]}
	terms := []term{
		{Factor: Factor{Key: "days", Name: "Days so far", Unit: metric.Days}, months: 1},
		// What is open on one day is open on the next: its mean varies as its months do.
		{Factor: Factor{Key: "open", Name: "Open opportunities", Unit: metric.Quantity}, months: 1},
		{Factor: Factor{Key: "cycle", Name: "Cycle", Unit: metric.Days, Refs: ended}, months: a.months(), inverse: true},
		{Factor: Factor{Key: "win_rate", Name: "Win rate", Unit: metric.Share, Refs: ended}, months: a.months()},
		{Factor: Factor{Key: "size", Name: "Value per deal won", Unit: metric.Money, Refs: worth}, months: a.months()},
	}
	for i := range terms {
		terms[i].plan, terms[i].came, terms[i].history = planned[i], came[i], history[i]
	}
	c = Chain{Key: Velocity, Plan: plan, Actual: actual, Rule: a.rule("as many open opportunities"), Note: velocityNote}
	if err = c.divide(terms); err == nil && asked == now.days {
		c.Factors = c.Factors[1:] // as many days as were planned: they make no difference
	}
	return c, true, err
}

const velocityNote = "An opportunity is open on each day from its creation until it is won or lost, and these are counted on the average day. " +
	"The cycle is how many of these days there were for each opportunity that was decided; those that are still open lengthen it, so it is not the sales cycle of the won ones. " +
	"A shorter cycle brings deals forward once: it does not bring more of them for good."
