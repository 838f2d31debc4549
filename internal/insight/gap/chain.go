package gap

import (
	"math"
	"math/big"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// link is a factor of a chain: what is counted, divided by what was counted
// before it.
type link struct {
	key, name string
	unit      metric.Unit
	of        metric.Series // "" for what the chain is of
}

// The chains that are tried, in order: the first whose counts are there is
// taken. Each begins with a count, and each later factor is what comes of one
// of them.
func candidates(value string) [][]link {
	size := link{"size", value, metric.Money, ""}
	return [][]link{
		{{"leads", "Leads", metric.Count, metric.Leads}, {"conversion", "Orders per lead", metric.Share, metric.Orders}, size},
		{{"opportunities", "Opportunities", metric.Count, metric.Opportunities}, {"conversion", "Orders per opportunity", metric.Share, metric.Orders}, size},
		{{"orders", "Orders", metric.Count, metric.Orders}, size},
	}
}

func newBusiness() [][]link {
	size := link{"size", "Value per deal won", metric.Money, ""}
	return [][]link{
		{{"leads", "Leads", metric.Count, metric.Leads}, {"conversion", "Deals won per lead", metric.Share, metric.DealsWon}, size},
		{{"opportunities", "Opportunities", metric.Count, metric.Opportunities}, {"conversion", "Deals won per opportunity", metric.Share, metric.DealsWon}, size},
		{{"deals", "Deals won", metric.Count, metric.DealsWon}, size},
	}
}

// chains divides the metric by its own chain, and the value of new deals by
// theirs and by the velocity of the pipeline.
func (a *ask) chains() error {
	if a.Baseline.Against == Nothing {
		return nil
	}
	own := a.Figures.Metric
	if own.ID == metric.Revenue || own.ID == metric.Profit {
		value := "Value per order"
		if own.ID == metric.Profit {
			value = "Profit per order"
		}
		if err := a.firstChain(own, candidates(value), a.Planned, a.Counted); err != nil {
			return err
		}
	}
	if own.ID != metric.Revenue && own.ID != metric.DealsWonValue {
		return nil
	}
	won, err := a.catalogue.Find(string(metric.DealsWonValue))
	if err != nil {
		return err
	}
	actual, err := a.measure(won, a.Days)
	if err != nil {
		return err
	}
	plan := a.Planned
	if own.ID != metric.DealsWonValue {
		was, err := a.measure(won, a.Baseline.Days)
		if err != nil {
			return err
		}
		if plan, err = money.MulDiv(was, int64(a.Planned), int64(a.Baseline.Value)); err != nil {
			return err
		}
	}
	if plan <= 0 {
		return nil
	}
	if err := a.firstChain(won, newBusiness(), plan, actual); err != nil {
		return err
	}
	return a.velocity(won, plan, actual)
}

// firstChain appends the first of the chains whose counts are there, then and
// now. A chain in which more comes of each thing than one is none: these orders
// do not come of those leads.
func (a *ask) firstChain(m metric.Metric, chains [][]link, plan, actual money.Amount) error {
	for _, links := range chains {
		then, ok, err := a.counts(links, a.Baseline.Days)
		if err != nil {
			return err
		}
		now, alright, err := a.counts(links, a.Days)
		if err != nil {
			return err
		}
		if !ok || !alright && actual != 0 {
			continue
		}
		chain, err := a.chain(m, links, plan, actual, then, now)
		if err != nil {
			return err
		}
		a.Gap.Chains = append(a.Gap.Chains, chain)
		return nil
	}
	return nil
}

// counts returns what each link but the last counts; ok is false when one of
// them is not above 0, or more than what it comes of.
func (a *ask) counts(links []link, days period.Range) (counts []money.Amount, ok bool, err error) {
	ok = true
	for i, l := range links[:len(links)-1] {
		m, err := a.catalogue.Find(string(l.of))
		if err != nil {
			return nil, false, err
		}
		n, err := a.measure(m, days)
		if err != nil {
			return nil, false, err
		}
		ok = ok && n > 0 && (i == 0 || n <= counts[i-1])
		counts = append(counts, n)
	}
	return counts, ok, nil
}

// chain divides actual − plan among the links. What is planned keeps each rate
// of the baseline, and asks of the first count what the target then needs.
func (a *ask) chain(m metric.Metric, links []link, plan, actual money.Amount, then, now []money.Amount) (Chain, error) {
	c := Chain{Key: Own, Metric: m, Plan: plan, Actual: actual, Rule: a.rule("as many " + lower(links[0].name))}
	if m.ID != a.Figures.Metric.ID {
		c.Key = NewDeals
	}
	base, err := a.measure(m, a.Baseline.Days)
	if err != nil || base <= 0 {
		return c, err
	}
	planned, came := ratesOf(then, base), ratesOf(now, actual)
	askFirst(plan, planned)
	history, err := a.monthly(links, m)
	if err != nil {
		return c, err
	}
	terms := make([]term, len(links))
	for i, l := range links {
		terms[i] = term{Factor: Factor{Key: l.key, Name: l.name, Unit: l.unit, Refs: a.refs(links, i, now, m, actual)},
			plan: planned[i], came: came[i], history: history[i], months: a.months(), grows: i == 0}
	}
	if links[0].key == "leads" || links[0].key == "opportunities" {
		c.Note = "The conversion is that of the period: what was sold in it against what came in during it. When more comes in than before, it lags behind what these will become. What customers bought who came without one is in it too."
	}
	return c, c.divide(terms)
}

// askFirst makes the first of the rates what the others need of it to bring the
// plan.
func askFirst(plan money.Amount, rates []*big.Rat) {
	rates[0] = plan.Rat()
	for _, rate := range rates[1:] {
		rates[0].Quo(rates[0], rate)
	}
}

// term is a factor while the chain is divided.
type term struct {
	Factor
	plan, came *big.Rat
	inverse    bool      // the chain multiplies by 1 ÷ the factor
	history    []float64 // by month
	months     float64   // so many months' mean the actual is, when judged by its history
	grows      bool      // and their sum: it is judged per month
}

// divide appends the terms with their effects, which sum to Actual − Plan.
func (c *Chain) divide(terms []term) error {
	factors := make([]explain.Factor, len(terms))
	for i, t := range terms {
		factors[i] = explain.Factor{Plan: t.plan, Actual: t.came}
		if t.inverse {
			factors[i] = explain.Factor{Plan: new(big.Rat).Inv(t.plan), Actual: new(big.Rat).Inv(t.came)}
		}
	}
	effects, err := explain.Amounts(c.Actual-c.Plan, factors)
	if err != nil {
		return err
	}
	for i, t := range terms {
		f := t.Factor
		f.Effect, f.Variation = effects[i], t.judge()
		if f.Plan, err = money.FromRat(t.plan); err != nil {
			return err
		}
		if f.Actual, err = money.FromRat(t.came); err != nil {
			return err
		}
		c.Factors = append(c.Factors, f)
	}
	return nil
}

// judge compares how far a factor is off with how far its months usually are.
// The mean of n months varies √n times less than a month does.
func (t term) judge() explain.Variation {
	off, _ := new(big.Rat).Sub(t.came, t.plan).Float64()
	if t.grows {
		off /= t.months
	}
	return explain.Judge(off, scaled(t.history, 1/math.Sqrt(t.months)))
}

// ratesOf returns the first count and then what came of each: n1, n2 ÷ n1 …,
// value ÷ last. Their product is the value; of nothing nothing comes.
func ratesOf(counts []money.Amount, value money.Amount) []*big.Rat {
	rates := []*big.Rat{counts[0].Rat()}
	for i, of := range counts {
		next := value
		if i+1 < len(counts) {
			next = counts[i+1]
		}
		rate := new(big.Rat)
		if of != 0 {
			rate.SetFrac64(int64(next), int64(of))
		}
		rates = append(rates, rate)
	}
	return rates
}

// rule says what was taken as planned: each rate as it was, and asked of the
// first factor what is wanted.
func (a *ask) rule(asked string) string {
	from := "the same days of the year before"
	if a.Baseline.Against == Trailing {
		from = "the twelve months before the period"
	}
	return "No plan says how it is to be reached. What " + from + " brought per unit is taken as planned, and " + asked + " as the target then needs."
}

// refs returns the numbers that a factor's actual is made of.
func (a *ask) refs(links []link, at int, now []money.Amount, m metric.Metric, actual money.Amount) []Ref {
	number := func(i int) Ref {
		if i < len(now) {
			return Ref{Label: counted(links[i].of), Node: a.id, Metric: links[i].of, Days: a.Days, Value: now[i], Unit: metric.Count}
		}
		return Ref{Label: m.Name, Node: a.id, Metric: m.ID, Days: a.Days, Value: actual, Unit: m.Unit}
	}
	if at == 0 {
		return []Ref{number(0)}
	}
	return []Ref{number(at), number(at - 1)}
}

func counted(s metric.Series) string {
	if m, err := metric.Find(string(s)); err == nil {
		return m.Name
	}
	return string(s)
}

// historyMonths is how many whole months before a period its variation is told
// from.
const historyMonths = 24

// monthly returns the history of each factor by month: of the first its count,
// of the others what came of each.
func (a *ask) monthly(links []link, m metric.Metric) ([][]float64, error) {
	series := make([][]float64, len(links))
	for i, l := range links {
		of := m
		if i+1 < len(links) {
			var err error
			if of, err = a.catalogue.Find(string(l.of)); err != nil {
				return nil, err
			}
		}
		var err error
		if series[i], err = a.byMonth(of); err != nil {
			return nil, err
		}
	}
	history := [][]float64{series[0]}
	for i := range series[1:] {
		history = append(history, over(series[i+1], series[i]))
	}
	return history, nil
}

// byMonth returns what a metric was in each of the past months.
func (a *ask) byMonth(m metric.Metric) ([]float64, error) {
	points, err := a.figures.History(a.ctx, a.scope, m, a.id, period.Month, a.past(), a.asOf)
	if err != nil {
		return nil, err
	}
	values := make([]float64, len(points))
	for i, p := range points {
		if p.Value != nil {
			values[i] = float64(*p.Value) / float64(money.Unit)
		}
	}
	return values, nil
}

// over divides month by month; a month without the divisor tells nothing.
func over(of, by []float64) []float64 {
	list := make([]float64, 0, len(of))
	for i, x := range of {
		if by[i] != 0 {
			list = append(list, x/by[i])
		}
	}
	return list
}

// past returns the whole months before the period of which there can be a
// history.
func (a *ask) past() period.Range {
	end := a.Figures.Period.Start
	end = end.Add(1 - end.Day())
	return period.Range{Start: end.AddMonths(-historyMonths), End: end}
}

// months returns how long the days of the gap are.
func (a *ask) months() float64 {
	const daysOfMonth = 365.25 / 12
	days, _ := a.Days.Days()
	return float64(max(1, days)) / daysOfMonth
}

func scaled(list []float64, by float64) []float64 {
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = x * by
	}
	return out
}
