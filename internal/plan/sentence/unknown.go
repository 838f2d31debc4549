package sentence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
)

// unnamed deals with a clause that names no metric: what stands where one
// should is asked with the nearest ones, else the metric is missing.
func (r *reader) unnamed(c *clause) (metric.Series, bool) {
	if len(c.aside) > 0 {
		return "", false
	}
	for _, p := range c.pieces {
		if !r.unknownThing(p) || p.field != "" || !r.thing(p) {
			continue
		}
		if id, ok := r.metricInWords(c); ok {
			p.means(c.field("metric"), "%s, as you said", r.measure(id).name)
			return id, true
		}
		said := r.said(p.from, p.to)
		p.means("unknown", "no metric is called so; see the question")
		q := Question{ID: c.id("metric"), Field: c.field("metric"), Text: "There is no metric called “" + said + "”. Which one is meant?",
			Why: "Only what is in the catalogue can be measured. A metric of your own can be added to it."}
		for _, m := range r.nearestMetrics(said) {
			q.Choices = append(q.Choices, Choice{ID: string(m.id), Label: sentenceCase(m.name), Meaning: definitions[m.id], Example: exampleOf(m)})
		}
		if id, ok := r.ask(q); ok {
			p.means(c.field("metric"), "%s, as you said", r.measure(metric.Series(id)).name)
			return metric.Series(id), true
		}
		return "", false
	}
	if id, ok := r.metricInWords(c); ok {
		return id, true
	}
	r.missing(c.field("metric"), "revenue", "What is to be reached? Name a metric, such as revenue, new customers or win rate.")
	return "", false
}

// unknownThing reports whether the piece is a word that nobody knows, or the
// name of nothing that stands where a metric would.
func (r *reader) unknownThing(p *piece) bool {
	switch part := p.part.(type) {
	case unknown:
		return true
	case place:
		if len(part.nodes) == 0 && !r.At(p.from).Is(narrowing...) {
			p.part = unknown{}
			return true
		}
	}
	return false
}

// thing reports whether an unknown word can be what the number counts, and not
// the name of somebody or the verb that opens the sentence.
func (r *reader) thing(p *piece) bool {
	return p.from > 0 || p.to == len(r.List) || len(r.pieces) <= 2
}

// nearestMetrics returns the metrics whose words are most like the text; when
// none is, those that are asked for most.
func (r *reader) nearestMetrics(said string) []measure {
	const enough, limit = 45, 3
	type near struct {
		id  metric.Series
		far int
	}
	var found []near
	wanted := likenessOf(strings.ToLower(said))
	for id, m := range r.measures {
		best := wanted.unlike(m.name)
		for words := range strings.SplitSeq(m.words, "|") {
			best = min(best, wanted.unlike(words))
		}
		found = append(found, near{id, best})
	}
	slices.SortFunc(found, func(a, b near) int { return cmp.Or(a.far-b.far, strings.Compare(string(a.id), string(b.id))) })
	var list []measure
	for _, f := range found[:limit] {
		if f.far < enough {
			list = append(list, r.measures[f.id])
		}
	}
	for _, id := range []metric.Series{metric.Revenue, metric.Units, metric.NewCustomers} {
		if len(list) < limit && !slices.ContainsFunc(list, func(m measure) bool { return m.id == id }) {
			list = append(list, r.measures[id])
		}
	}
	return list
}

// leftovers asks about what was not understood and could matter.
func (r *reader) leftovers(clauses []*clause) {
	n := 0
	for _, c := range clauses {
		pieces, _ := all[unknown](c)
		for _, p := range append(pieces, c.aside...) {
			if p.field != "" {
				continue
			}
			n++
			r.leftover(p, n)
		}
	}
}

// leftover asks about one piece: it may be something that the goal is about, or
// it does not matter.
func (r *reader) leftover(p *piece, n int) {
	const most = 3
	said := r.said(p.from, p.to)
	p.means("unknown", "not understood")
	if n > most {
		return
	}
	c := clause{n: n - 1}
	q := Question{ID: c.id("unknown"), Field: "sentence", Text: "What is “" + said + "” in this goal?", Why: "It was not understood, and it could change what is counted."}
	if _, isUnknown := p.part.(unknown); isUnknown {
		for _, node := range r.names.nearest(said, 3) {
			if !isOwner(node) {
				q.Choices = append(q.Choices, r.nodeChoice(node))
			}
		}
	}
	q.Choices = append(q.Choices, Choice{ID: "ignore", Label: "It does not matter", Meaning: "The goal is as it was understood without it."})
	choice, ok := r.ask(q)
	switch {
	case !ok:
	case choice == "ignore":
		p.meaning = "left out, as you said"
	default:
		p.part = place{nodes: nodesOf(choice), name: said}
	}
}
