package sentence

import (
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// partOf returns the figure that is a share of what follows: "30 % of the
// leads".
func (c *clause) partOf() *figure {
	_, list := c.figurePieces()
	for i := range list {
		if list[i].ofWhat {
			return &list[i]
		}
	}
	return nil
}

// narrow picks from what an open noun can stand for by what is done with it;
// nil when that says nothing.
func (r *reader) narrow(c *clause, n noun) []metric.Series {
	v, _ := c.verb()
	if c.partOf() != nil {
		if list := shareOf(v, n); list != nil {
			_, nouns := all[noun](c)
			won := slices.ContainsFunc(nouns, func(o noun) bool { return slices.Contains([]string{"customers", "deals", "sales"}, o.key) })
			if won && list[0] == "lead_conversion" {
				list = list[:1]
			}
			return list
		}
	}
	if _, ok := c.hint("in units"); ok && slices.Contains(n.ids, metric.Units) {
		return ids(metric.Units)
	}
	if _, ok := c.hint("in money"); ok && slices.Contains(n.ids, metric.Revenue) {
		return ids(metric.Revenue)
	}
	if list := c.worthOf(v, n); list != nil {
		return list
	}
	switch n.key {
	case "customers":
		return customersBy(v)
	case "deals":
		return dealsBy(v)
	case "pipeline":
		if v.sort == "create" || v.sort == "earn" {
			return ids("pipeline_created")
		}
		if f := c.mainFigure(); f != nil && f.low.unit == times && f.role == level {
			return ids("coverage")
		}
	case "conversion":
		if _, nouns := all[noun](c); slices.ContainsFunc(nouns, func(o noun) bool { return o.key == "" && slices.Contains(o.ids, "leads") }) {
			return ids("lead_conversion")
		}
	case "":
		switch {
		case slices.Equal(n.ids, ids("opportunities")) && v.sort == "win":
			return ids("deals_won")
		case slices.Equal(n.ids, ids("leads")) && v.sort == "convert" && c.mainFigure() != nil && c.mainFigure().low.unit == plainUnit:
			return ids("leads_qualified", "deals_won")
		case slices.Equal(n.ids, ids("leads")) && v.sort == "qualify":
			return ids("leads_qualified")
		case slices.Equal(n.ids, ids("deals_won")) && v.sort == "lose":
			return ids("deals_lost")
		}
	}
	return nil
}

// customersBy says which number of customers a verb is about.
func customersBy(v verb) []metric.Series {
	switch v.sort {
	case "win", "create", "sell", "earn", "convert", "book":
		return ids(metric.NewCustomers)
	case "lose":
		return ids("churn", "active_customers")
	case "retain", "renew":
		return ids("active_customers", "retention")
	}
	if v.way == keep {
		return ids("active_customers", "retention")
	}
	return nil
}

func dealsBy(v verb) []metric.Series {
	switch v.sort {
	case "win", "sell", "book", "invoice":
		return ids("deals_won")
	case "lose":
		return ids("deals_lost")
	case "create":
		return ids("opportunities")
	}
	return nil
}

// shareOf says what a share of something is when that is done with it: winning
// a third of the deals is a win rate.
func shareOf(v verb, n noun) []metric.Series {
	sort := v.sort
	isLead := slices.Contains(n.ids, "leads") || slices.Contains(n.ids, "leads_qualified") && n.key != "mql"
	isDeal := n.key == "deals" || slices.Contains(n.ids, "opportunities")
	isCustomer := n.key == "customers" || slices.Contains(n.ids, "active_customers")
	switch {
	case isDeal && (sort == "win" || sort == "convert" || sort == "sell"):
		return ids("win_rate")
	case isLead && (sort == "win" || sort == "sell"):
		return ids("lead_conversion")
	case isLead && sort == "convert":
		return ids("lead_conversion", "lead_qualification")
	case isLead && sort == "qualify":
		return ids("lead_qualification")
	case isCustomer && (sort == "retain" || v.way == keep):
		return ids("retention")
	case isCustomer && sort == "penetrate":
		return ids("penetration")
	case n.key == "customers" && sort == "":
		return ids("retention", "penetration", "repeat_rate")
	case isCustomer && sort == "lose":
		return ids("churn")
	case sort == "renew":
		return ids("grr", "retention")
	}
	return nil
}

// byVerb says what the verb alone can mean: selling for money is revenue.
func (r *reader) byVerb(c *clause) []metric.Series {
	f := c.mainFigure()
	if f == nil {
		return nil
	}
	v, _ := c.verb()
	money := f.low.unit == moneyUnit
	change := f.low.unit == percent
	switch {
	case money && (v.sort == "sell" || v.sort == "invoice"):
		return ids(metric.Revenue)
	case money && v.sort == "lose":
		return ids("deals_lost_value")
	case money && (v.sort == "win" || v.sort == "book"):
		return ids("deals_won_value", metric.Revenue)
	case money:
		return ids(metric.Revenue, metric.Profit, "deals_won_value")
	case v.sort == "sell" && change:
		return ids(metric.Revenue, metric.Units)
	case v.sort == "sell" && r.soldThing(c):
		if f.low.scale != nil && r.soldFor(c) {
			return ids(metric.Revenue, metric.Units)
		}
		return ids(metric.Units)
	case v.sort == "sell":
		return ids(metric.Units, metric.Orders, metric.Revenue)
	case r.unknownCounted(c):
		return nil
	case v.sort == "win" && f.low.unit == plainUnit:
		return ids("deals_won", metric.NewCustomers)
	case v.sort == "book" && f.low.unit == plainUnit:
		return ids("deals_won_value", "deals_won")
	case v.sort == "qualify":
		return ids("leads_qualified")
	case v.sort == "retain" && change:
		return ids("retention")
	}
	return nil
}

// soldThing reports whether the number is one of some product: "500 gizmos". A
// name that nobody knows is then the name of one.
func (r *reader) soldThing(c *clause) bool {
	figures, _ := all[figure](c)
	for _, p := range c.pieces {
		if len(figures) == 0 || p.from < figures[0].to || !r.onlyFillers(figures[0].to, p.from) {
			continue
		}
		switch part := p.part.(type) {
		case place:
			return len(part.nodes) == 0 || slices.ContainsFunc(part.nodes, func(n org.NodeID) bool { return isOf(n, org.Product) })
		case unknown:
			p.part = place{kind: org.Product, name: r.said(p.from, p.to)}
			return true
		}
	}
	return false
}

// soldFor reports whether the thing follows "of" or "in": "300k of bikes" may be
// money, "300k bikes" are not.
func (r *reader) soldFor(c *clause) bool {
	places, _ := all[place](c)
	return slices.ContainsFunc(places, func(p *piece) bool { return r.At(p.from).Is("of", "in") })
}

// unknownCounted reports whether the number is one of something that nobody
// knows: "30 reviews".
func (r *reader) unknownCounted(c *clause) bool {
	figures, _ := all[figure](c)
	pieces, _ := all[unknown](c)
	return slices.ContainsFunc(pieces, func(p *piece) bool { return len(figures) > 0 && p.from >= figures[0].to })
}

// fits reports whether a value as the clause states it can be one of the metric.
func (r *reader) fits(c *clause, m measure) bool {
	f := c.mainFigure()
	if f == nil {
		return true
	}
	v, _ := c.verb()
	change := f.role == by || f.role == level && (v.way == up || v.way == down) && f.bound == noBound
	switch f.low.unit {
	case moneyUnit:
		return m.unit == metric.Money
	case percent:
		return m.unit == metric.Share || change
	case percentagePoints:
		return m.unit == metric.Share
	case points:
		return m.unit == metric.Share || m.unit == metric.Points
	case daysUnit:
		return m.unit == metric.Days
	case times:
		return m.id == "coverage" || change
	default:
		return true
	}
}

// mainFigure returns the figure that says most about the unit.
func (c *clause) mainFigure() *figure {
	_, list := c.figurePieces()
	for i := range list {
		if list[i].low.unit != plainUnit && !list[i].multiple {
			return &list[i]
		}
	}
	if len(list) > 0 {
		return &list[0]
	}
	return nil
}
