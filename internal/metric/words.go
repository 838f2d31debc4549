package metric

import "fmt"

// Words say what a number is called, and what it is counted in.
type Words struct {
	Name string
	Unit Unit
}

// partWords are of the series that are parts of metrics and no metrics
// themselves.
var partWords = map[Series]Words{
	Uncosted:        {"Lines whose cost is unknown", Count},
	UncostedRevenue: {"Revenue of lines whose cost is unknown", Money},
	ListAmount:      {"List value", Money},
	DiscountGiven:   {"Discount given", Money},
	LeadsWon:        {"Leads won", Count},
	leadsEverGood:   {"Leads of the period ever qualified", Count},
	leadsEverWon:    {"Leads of the period ever won", Count},
	dealsWonValued:  {"Won opportunities with an amount", Count},
	cycleDays:       {"Days from created to won", Days},
	csatAnswers:     {"Answers", Count},
	csatSatisfied:   {"Satisfied answers", Count},
	npsAnswers:      {"Answers", Count},
	npsPromoters:    {"Promoters", Count},
	npsDetractors:   {"Detractors", Count},
	MarketAccounts:  {"Accounts of the market", Count},
	MarketValue:     {"Value of the market", Money},
	Contracts:       {"Contracts begun and ended", Count},
	ContractAmount:  {"Changes of the monthly amount of contracts", Money},
}

// Words names a series that the metric is made of, for readers of a receipt.
// They say nothing of the scope, which is the metric's.
func (m Metric) Words(s Series) Words {
	base := s.Base()
	if c := m.customOf(base); c != nil {
		return c.words(base)
	}
	if w, ok := partWords[base]; ok {
		return w
	}
	if p, ok := parseCohort(base); ok {
		return Words{p.words(), Count}
	}
	if unit, to, ok := parseReached(base); ok {
		return Words{fmt.Sprintf("%s that reached %s", capital(plural(unit)), to.name), Count}
	}
	if found, err := Find(string(base)); err == nil {
		return Words{found.Name, found.Unit}
	}
	return Words{string(base), Quantity}
}

func (p pair) words() string {
	text := fmt.Sprintf("%s from %s that reached %s", capital(plural(p.unit())), p.from.name, p.to.name)
	if p.window > 0 {
		text += fmt.Sprintf(" within %d days", p.window)
	}
	return text
}

// words names the one sum of a user's metric by the metric, and the two of a
// rate by their formulas. What those are counted in nobody has said.
func (c Custom) words(base Series) Words {
	switch {
	case c.DivideBy == nil:
		return Words{c.Name, c.Unit}
	case base == c.divisor():
		return Words{said(c.Facts, *c.DivideBy), Quantity}
	default:
		return Words{said(c.Facts, Formula{c.Where, c.Value}), Quantity}
	}
}

// customerWords are of the two sides of the metrics that follow from the
// histories of customers. One without a second side is no rate.
var customerWords = map[Series][2]Words{
	ActiveCustomers: {{"Active customers", Count}},
	Retention:       {{"Customers active at the start and at the end", Count}, {"Customers active at the start", Count}},
	Churn:           {{"Customers active at the start, but not at the end", Count}, {"Customers active at the start", Count}},
	RepeatRate:      {{"Customers with two or more orders", Count}, {"Customers with an order", Count}},
	NRR:             {{"What they pay per month at the end", Money}, {"What customers paid per month at the start", Money}},
	GRR:             {{"What they pay per month at the end, without expansion", Money}, {"What customers paid per month at the start", Money}},
	Penetration:     {{"Own customers", Count}, {"Accounts of the market", Count}},
}

// CustomerWords names what a metric of the shape Customers divides, and by
// what; no name on a side says that it has none.
func (m Metric) CustomerWords() (num, den Words) {
	w := customerWords[m.Base()]
	return w[0], w[1]
}
