package sentence

import (
	"slices"

	"github.com/attainhq/attain/internal/org"
)

// exclusions are the words that take out what stands behind them. Those that
// mean this only before a name are among them.
var exclusions = [][]string{
	{"without"}, {"but"}, {"except"}, {"except", "for"}, {"excluding"}, {"excl"}, {"other", "than"}, {"outside"}, {"outside", "of"}, {"besides"}, {"apart", "from"},
	{"aside", "from"}, {"not", "counting"}, {"not", "including"}, {"save", "for"}, {"but", "not"}, {"not", "from"}, {"not", "in"}, {"minus"}, {"non"},
}

// ratePolicies are the words for exchange rates that are the same all year.
var ratePolicies = [][]string{
	{"at", "plan", "rate"}, {"plan", "rate"}, {"at", "constant", "currency"}, {"in", "constant", "currency"}, {"constant", "currency"}, {"at", "budget", "rate"}, {"budget", "rate"}, {"at", "constant", "rate"}, {"constant", "rate"},
}

// refusal reads what a person may well say and no goal can: to leave something
// out, or to hold for each region by itself. next is at when there is none.
func (r *reader) refusal(at int) (unsayable, int) {
	if _, next := r.OneOf(at, ratePolicies...); next > at {
		return unsayable{"rates", "the exchange rates; not part of a sentence",
			"At which exchange rates a goal is counted cannot be said in the sentence. Leave “" + r.said(at, next) + "” out and choose it in the form."}, next
	}
	if next := r.excluded(at); next > at {
		return unsayable{"scope", "cannot be left out", "A goal counts what belongs to something; it cannot leave something out as in “" + r.said(at, next) + "”. Say what counts instead."}, next
	}
	if r.At(at).Is("per") {
		if nouns, next := r.phrase(at+1, isNoun); len(nouns) > 0 {
			return unsayable{"metric", "a ratio; no metric here", "“" + r.said(at, next) + "” makes a ratio of two numbers, and none of that kind is in the catalogue. Set a goal for one of the two, or add a metric of your own for the ratio."}, next
		}
	}
	if _, next := r.Count(at); next > at && r.At(next).Is("of") && r.At(next+1).Is("them", "which", "those", "these", "whom") {
		return unsayable{"value", "a part of the number; no goal can say that", "“" + r.said(at, next+2) + "” is a part of the number with a condition of its own. Set a second goal for it."}, next + 2
	}
	i := at
	if r.At(i).Is("in", "for", "from") {
		i++
	}
	if !r.At(i).Is("each", "every", "per") {
		return unsayable{}, at
	}
	kind, next := r.kindWord(i + 1)
	if next == i+1 || !slices.Contains([]org.Kind{org.Product, org.Category, org.Segment, org.Channel, org.Region, org.Territory, org.LeadSource}, kind) {
		return unsayable{}, at
	}
	return unsayable{"scope", "each by itself; no goal can say that",
		"“" + r.said(at, next) + "” would be a goal for each of them. Set one goal for each, or say the value for all together."}, next
}

// excluded reads an exclusion with the name that it takes out.
func (r *reader) excluded(at int) (next int) {
	_, i := r.OneOf(at, exclusions...)
	if i == at {
		return at
	}
	for r.At(i).Is("from", "in", "of", "for", "via", "through", "the", "our") {
		i++
	}
	p, next := r.placeAt(i, true, at)
	switch p := p.(type) {
	case who:
		if len(p.nodes) > 0 {
			return next
		}
	case place:
		if len(p.nodes) > 0 {
			return next
		}
	}
	return at
}
