package sentence

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// resolveMetric finds out which metric the clause is about, or asks.
func (r *reader) resolveMetric(c *clause) {
	at, list, key := r.named(c)
	id, known := r.chosen(c, at, list, key)
	if !known {
		return
	}
	c.metric, c.m = id, r.measure(id)
	c.draft.Metric, c.draft.Unit = id, c.m.unit
	if at != nil {
		at.means(c.field("metric"), "%s", sentenceCase(c.m.name))
	}
}

// named returns the piece that names the metric and what it can stand for. at
// is nil when only the verb says something; key is the rule of an open word.
func (r *reader) named(c *clause) (at *piece, list []metric.Series, key string) {
	if pieces, paths := all[path](c); len(paths) > 0 {
		r.dropNouns(c, "conversion", "lead_conversion")
		return pieces[0], r.pathIDs(c, pieces[0], paths[0]), "path"
	}
	pieces, nouns := all[noun](c)
	if len(nouns) == 0 {
		return nil, r.byVerb(c), "verb"
	}
	i := r.mainNoun(c, pieces, nouns)
	at, n := pieces[i], nouns[i]
	list, key = n.ids, n.key
	if narrowed := r.narrow(c, n); narrowed != nil {
		list = narrowed
	}
	for j, p := range pieces {
		if j == i {
			continue
		}
		if o := nouns[j]; len(list) > 1 && len(o.ids) == 1 && slices.Contains(list, o.ids[0]) { // "sales in revenue"
			list = o.ids
		}
		r.besides(c, at, n, p, nouns[j])
	}
	if _, ok := c.hint("value"); ok && len(list) == 1 && list[0] == "win_rate" {
		list = ids("win_rate_value")
	}
	c.hint("count")
	return at, list, key
}

// dropNouns marks nouns that only repeat what another piece says.
func (r *reader) dropNouns(c *clause, keys ...string) {
	pieces, nouns := all[noun](c)
	for i, n := range nouns {
		if slices.Contains(keys, n.key) || len(n.ids) == 1 && slices.Contains(keys, string(n.ids[0])) {
			pieces[i].field = "used"
		}
	}
}

// mainNoun picks the noun that the number belongs to: the one right behind a
// plain number, else an activity, else the first.
func (r *reader) mainNoun(c *clause, pieces []*piece, nouns []noun) int {
	figures, list := all[figure](c)
	if len(figures) > 0 && pieces[0].from < figures[0].from && isActivityID(nouns[0].ids[0]) && len(nouns) > 1 && isPeople(nouns[1]) {
		return 0 // "call 50 leads a day"
	}
	for i, p := range pieces {
		for j, f := range figures {
			if list[j].low.unit == plainUnit && f.to <= p.from && r.onlyFillers(f.to, p.from) {
				return i
			}
		}
	}
	counts := len(list) == 0 || list[0].low.unit == plainUnit
	for i, n := range nouns {
		if counts && isActivityID(n.ids[0]) {
			return i
		}
	}
	for i, n := range nouns {
		if slices.ContainsFunc(n.ids, func(id metric.Series) bool { return r.fits(c, r.measure(id)) }) {
			return i
		}
	}
	return 0
}

// onlyFillers reports whether nothing that means something lies between two
// tokens.
func (r *reader) onlyFillers(from, to int) bool {
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.from >= from && p.to <= to {
			if _, ok := p.part.(filler); !ok {
				return false
			}
		}
	}
	return true
}

// besides deals with a second noun of the clause: whom an activity is for says
// nothing, "conversion of leads" is one thing, anything else is asked.
func (r *reader) besides(c *clause, main *piece, n noun, p *piece, other noun) {
	first := string(n.ids[0])
	people := isPeople(other)
	same := slices.ContainsFunc(other.ids, func(id metric.Series) bool { return slices.Contains(n.ids, id) })
	partly := c.partOf() != nil
	switch {
	case strings.HasPrefix(first, "activities") && people:
		p.means("metric", "whom the %s are for; not counted by themselves", r.measure(n.ids[0]).name)
	case same || partly || n.key == "conversion" && slices.Contains(other.ids, "leads"), other.key == "sales" && p.to <= main.from:
		p.field = "used"
	case slices.Contains(n.ids, "win_rate") && people, slices.Contains(n.ids, "retention") && other.key == "customers", slices.Contains(n.ids, "average_deal") && other.key == "deals":
		p.field = "used"
	default:
		c.aside = append(c.aside, p)
	}
}

// isPeople reports whether the noun can be whom or what an activity is for.
func isPeople(n noun) bool {
	return slices.Contains([]string{"customers", "deals", "business", "mql"}, n.key) || slices.Contains(n.ids, "leads") || slices.Contains(n.ids, "opportunities") ||
		slices.Contains(n.ids, metric.NewCustomers) || slices.Contains(n.ids, "leads_qualified")
}

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
	switch n.key {
	case "customers":
		return customersBy(v)
	case "deals":
		return r.dealsBy(c, v)
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

func (r *reader) dealsBy(c *clause, v verb) []metric.Series {
	if f := c.mainFigure(); f != nil && f.low.unit == moneyUnit {
		return ids("deals_won_value", "average_deal", "pipeline_created")
	}
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
		switch p.part.(type) {
		case place:
			return true
		case unknown:
			p.part = place{kind: org.Product, name: r.said(p.from, p.to)}
			return true
		}
	}
	return false
}

// unknownCounted reports whether the number is one of something that nobody
// knows: "30 reviews".
func (r *reader) unknownCounted(c *clause) bool {
	figures, _ := all[figure](c)
	pieces, _ := all[unknown](c)
	return slices.ContainsFunc(pieces, func(p *piece) bool { return len(figures) > 0 && p.from >= figures[0].to })
}

// chosen narrows the list to one by the unit of the figure, or asks.
func (r *reader) chosen(c *clause, at *piece, list []metric.Series, key string) (metric.Series, bool) {
	var fitting []metric.Series
	for _, id := range list {
		if r.fits(c, r.measure(id)) {
			fitting = append(fitting, id)
		}
	}
	switch {
	case len(fitting) == 1:
		return fitting[0], true
	case len(list) == 1: // the unit is wrong, which is said later
		return list[0], true
	case len(list) == 0 && key == "path": // its stages are asked
		return "", false
	case len(list) == 0:
		return r.unnamed(c)
	case len(fitting) == 0 && c.mainFigure().low.unit == daysUnit:
		fitting = append(ids("sales_cycle"), list...)
	case len(fitting) == 0:
		fitting = list
	}
	if at != nil {
		at.means(c.field("metric"), "one of several metrics; see the question")
	}
	return r.askMetric(c, at, fitting, key)
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

// askMetric asks which of the metrics is meant.
func (r *reader) askMetric(c *clause, at *piece, list []metric.Series, key string) (metric.Series, bool) {
	word := "this"
	if at != nil {
		word = "“" + r.said(at.from, at.to) + "”"
	} else if _, v := c.verb(); v != nil {
		word = "“" + r.said(v.from, v.to) + "”"
	}
	q := Question{ID: c.id("metric"), Field: c.field("metric"), Text: "Which number is meant by " + word + "?", Why: whyMetric(key)}
	for _, id := range list {
		m := r.measure(id)
		q.Choices = append(q.Choices, Choice{ID: string(id), Label: sentenceCase(m.name), Meaning: definitions[id], Example: exampleOf(m)})
	}
	if id, ok := r.ask(q); ok {
		return metric.Series(id), true
	}
	return r.metricInWords(c)
}

// metricInWords takes an answer that names a metric which was not among the
// choices.
func (r *reader) metricInWords(c *clause) (metric.Series, bool) {
	sub, ok := r.free(c.id("metric"))
	if !ok {
		return "", false
	}
	if m, known := r.measures[metric.Series(sub.text)]; known {
		r.answerInstead(c.id("metric"))
		return m.id, true
	}
	for i := range sub.pieces {
		if n, isNoun := sub.pieces[i].part.(noun); isNoun && len(n.ids) == 1 {
			r.answerInstead(c.id("metric"))
			return n.ids[0], true
		}
	}
	return "", false
}

// answerInstead turns an open question into an answered one.
func (r *reader) answerInstead(id string) {
	r.u.Questions = slices.DeleteFunc(r.u.Questions, func(q Question) bool { return q.ID == id })
	r.asked[id] = false
	r.used(id)
}

func whyMetric(key string) string {
	switch key {
	case "sales":
		return "Sales can be counted in money, in pieces or in deals."
	case "margin":
		return "Margin can be money (gross profit) or a share of revenue."
	case "conversion":
		return "A conversion leads from one stage to another, and the sentence does not say which."
	case "customers":
		return "Customers can be those won in the time, or all who buy."
	case "verb", "":
		return "The sentence does not say what is counted."
	default:
		return "The word can stand for more than one number."
	}
}
