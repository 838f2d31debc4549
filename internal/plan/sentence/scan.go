package sentence

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// scan divides the tokens into pieces. At each place the recogniser that reads
// farthest wins; the first of them when several read as far.
func (r *reader) scan() {
	for at := 0; at < len(r.List); {
		p, next := r.pieceAt(at)
		if u, ok := p.(unknown); ok && len(r.pieces) > 0 {
			last := &r.pieces[len(r.pieces)-1]
			if _, also := last.part.(unknown); also {
				last.to, last.part = next, u
				at = next
				continue
			}
		}
		r.pieces = append(r.pieces, piece{from: at, to: next, part: p})
		at = next
	}
}

// pieceAt returns the meaning of the tokens from the place, and where it ends.
func (r *reader) pieceAt(at int) (p part, next int) {
	best := func(q part, end int) {
		if end > at && (p == nil || end > next) {
			p, next = q, end
		}
	}
	if q, end := r.metricID(at); end > at {
		best(q, end)
	}
	if q, end := r.path(at); end > at {
		best(q, end)
	}
	if q, end := r.When(at); end > at {
		best(q, end)
	}
	if q, end := r.Rhythm(at); end > at {
		best(q, end)
	}
	if q, end := r.figure(at); end > at {
		best(q, end)
	}
	if q, end := r.refusal(at); end > at {
		best(q, end)
	}
	if q, end := r.who(at); end > at {
		best(q, end)
	}
	words, end := r.words(at)
	if v, ok := r.asVerb(words, at, end); ok {
		words = v
	}
	named, nameEnd := r.place(at)
	if nameEnd > end || nameEnd == end && isFiller(words) {
		best(named, nameEnd)
	}
	best(words, end)
	if q, end := r.reason(at); end > at {
		best(q, end)
	}
	if isFiller(p) {
		if q, end := r.unknownPlace(at); end > next {
			best(q, end)
		}
	}
	if _, ok := p.(generic); ok && r.opens() {
		if _, end := r.figure(next); end > next { // "Contact 50 firms" is something that is done
			return unknown{}, next
		}
	}
	if p != nil {
		return p, next
	}
	if r.qualifies(at) {
		return filler{}, at + 1
	}
	if t := r.At(at); t.Kind == token.Sign || len(t.Stem) <= 1 && !capital(t) || isAdverb(t) {
		return filler{}, at + 1
	}
	return unknown{}, at + 1
}

// opens reports whether nothing that means something has been read yet.
func (r *reader) opens() bool {
	return !slices.ContainsFunc(r.pieces, func(p piece) bool { return !isFiller(p.part) })
}

// asVerb takes a word such as "win" or "closing" for a verb rather than for
// what is counted, when something else is counted behind it.
func (r *reader) asVerb(p part, at, next int) (part, bool) {
	verbs, end := r.phrase(at, func(p part) bool { _, ok := p.(verb); return ok })
	if !isNoun(p) || len(verbs) == 0 || end != next {
		return nil, false
	}
	for i := len(r.pieces) - 1; i >= 0; i-- {
		switch r.pieces[i].part.(type) {
		case filler:
			continue
		case figure, verb:
			return nil, false
		}
		break
	}
	if _, end := r.figure(next); end > next {
		return verbs[0], true
	}
	for i := next; i < len(r.List); i++ {
		if nouns, end := r.phrase(i, isNoun); len(nouns) > 0 && end > i {
			return verbs[0], true
		}
	}
	return nil, false
}

// qualifies reports whether the word before a metric says nothing more about it:
// the average of a win rate is the win rate, but the average of revenue is not
// revenue, and new revenue may be that of new customers.
func (r *reader) qualifies(at int) bool {
	switch t := r.At(at); {
	case t.Is("average", "avg", "mean", "median"):
		return !r.addsUp(at + 1)
	case t.Is("new", "additional", "extra", "further", "another", "more"):
		nouns, next := r.phrase(at+1, isNoun)
		if next == at+1 {
			return true
		}
		n, ok := nouns[0].(noun)
		return ok && (n.key == "deals" || n.key == "customers" || n.key == "mql" || n.key == "pipeline" || r.measure(n.ids[0]).unit == metric.Count && n.key == "")
	}
	return false
}

// addsUp reports whether a metric that adds up stands at the token: the average
// of a win rate is the win rate, the average of revenue is not revenue.
func (r *reader) addsUp(at int) bool {
	nouns, next := r.phrase(at, isNoun)
	if next == at {
		return false
	}
	n, ok := nouns[0].(noun)
	return ok && r.measure(n.ids[0]).adds
}

func isFiller(p part) bool {
	_, ok := p.(filler)
	return ok || p == nil
}

// isAdverb takes words such as "considerably" for what they mostly are: nothing
// that a goal depends on.
func isAdverb(t token.Token) bool {
	return t.Kind == token.Word && len(t.Stem) > 5 && strings.HasSuffix(t.Stem, "ly") && !capital(t) && !t.Is("family", "supply", "assembly", "monopoly", "anomaly", "fortnightly", "biweekly", "hourly", "bimonthly")
}

// phrase returns the wanted meanings of the longest known words at the place;
// those of this organisation come first.
func (r *reader) phrase(at int, wanted func(part) bool) ([]part, int) {
	own, end := r.own.longest(r.List, at, wanted)
	all, next := r.lexicon.longest(r.List, at, wanted)
	switch {
	case end == next && end > at:
		return append(own[:len(own):len(own)], all...), end
	case end > next:
		return own, end
	default:
		return all, next
	}
}

func isNoun(p part) bool {
	_, ok := p.(noun)
	return ok
}

// words reads the longest phrase of the tables with the first of its meanings
// in the order of weight.
func (r *reader) words(at int) (part, int) {
	parts, next := r.phrase(at, func(p part) bool { return weight(p) > 0 })
	var best part
	for _, p := range parts {
		if best == nil || weight(p) > weight(best) {
			best = p
		} else if n, ok := p.(noun); ok { // a metric of the organisation with the name of another
			if b, also := best.(noun); also {
				best = noun{ids: union(b.ids, n.ids)}
			}
		}
	}
	switch best.(type) {
	case nil:
		return nil, at
	case boundWord, tailWord, peopleWord: // without what they belong to
		return filler{}, next
	}
	return best, next
}

// weight orders the meanings of a phrase that stands by itself; 0 is none.
func weight(p part) int {
	switch p.(type) {
	case noun:
		return 9
	case hint:
		return 8
	case negation:
		return 7
	case joint:
		return 6
	case verb:
		return 5
	case vague:
		return 4
	case loneBound:
		return 4
	case generic:
		return 3
	case filler:
		return 2
	case boundWord, tailWord, peopleWord:
		return 1
	default:
		return 0
	}
}

// metricID reads the id of a metric as it is written: x_upsell,
// activities:demo.
func (r *reader) metricID(at int) (part, int) {
	t := r.At(at)
	if t.Kind != token.Word {
		return nil, at
	}
	end := at + 1
	for end < len(r.List) && r.At(end).Glued && !r.At(end).Is(",", ".", ";") {
		end++
	}
	for ; end > at; end-- {
		text := string(r.runes[t.Start:r.List[end-1].End])
		if !strings.ContainsAny(text, "_:") {
			return nil, at
		}
		for id := range r.measures {
			if string(id) == text {
				return noun{ids: ids(id)}, end
			}
		}
		if kind, ok := strings.CutPrefix(text, "activities:"); ok && kind != "" && token.IsASCII(kind) {
			return noun{ids: ids(activityID(kind))}, end
		}
	}
	return nil, at
}

// reason reads what a goal is for and how it will be reached, up to the next
// clause, time or change.
func (r *reader) reason(at int) (part, int) {
	parts, i := r.phrase(at, func(p part) bool { _, ok := p.(aside); return ok })
	var a aside
	switch {
	case len(parts) > 0:
		a, _ = parts[0].(aside)
	case r.At(at).Is("by") && isGerund(r.At(at+1)):
		a, i = aside{action: true}, at+1
	default:
		return nil, at
	}
	if p, next := r.place(at); next > at && a.action {
		if _, ok := p.(place); ok { // "through partners"
			return nil, at
		}
	}
	start, named := i, false
	for i < len(r.List) && !r.endsReason(i, named) {
		if nouns, next := r.phrase(i, isNoun); len(nouns) > 0 && next > i {
			named = true
		}
		i++
	}
	if i == start {
		return nil, at
	}
	return a, i
}

func isGerund(t token.Token) bool {
	const shortest = 6
	return t.Kind == token.Word && len(t.Stem) >= shortest && strings.HasSuffix(t.Stem, "ing")
}

// endsReason reports whether something begins that is part of the goal itself.
// What follows a metric that the reason names belongs to the reason.
func (r *reader) endsReason(at int, named bool) bool {
	t := r.At(at)
	if t.Is(",", ";") || t.Is(".") && !t.Glued || t.Is("while", "whilst", "without") {
		return true
	}
	if t.Is("and", "&") {
		for i := at; i < len(r.List); i++ {
			if r.At(i).Kind == token.Numeral {
				return true
			}
		}
		return false
	}
	if _, next := r.When(at); next > at {
		return true
	}
	f, next := r.figure(at)
	return next > at && !named && (f.role != level || f.low.unit == moneyUnit)
}

func ids(list ...metric.Series) []metric.Series { return list }

func union(a, b []metric.Series) []metric.Series {
	all := slices.Clone(a)
	for _, id := range b {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}
