package sentence

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
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
	case people && r.behindPlace(c, p): // "from Enterprise accounts"
		p.field = "used"
	default:
		c.aside = append(c.aside, p)
	}
}

// behindPlace reports whether the piece is the head word of a place.
func (r *reader) behindPlace(c *clause, p *piece) bool {
	places, _ := all[place](c)
	return slices.ContainsFunc(places, func(o *piece) bool { return o.to == p.from })
}

// isPeople reports whether the noun can be whom or what an activity is for.
func isPeople(n noun) bool {
	return slices.Contains([]string{"customers", "deals", "business", "mql"}, n.key) || slices.Contains(n.ids, "leads") || slices.Contains(n.ids, "opportunities") ||
		slices.Contains(n.ids, metric.NewCustomers) || slices.Contains(n.ids, "leads_qualified")
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
	case len(fitting) == 1 && key != "recurring":
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
