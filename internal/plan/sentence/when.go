package sentence

import (
	"slices"

	"github.com/attainhq/attain/internal/period"
)

// when is a time with the part that it plays: what a preposition makes of a
// spell.
type when struct {
	spell
	role   whenRole
	edge   edge
	second *spell // the end of a range from one spell to another
	onward bool   // from now on, whatever the spell's own start: "until June"
	word   string // by, until, …: how it was said
	eachOf bool   // "in each of the next three months"
}

type whenRole int

const (
	inside   whenRole = iota // the days themselves
	deadline                 // only the end is said
	starting                 // only the start is said
	baseline                 // what is compared with
)

// edge says where in a spell a deadline lies.
type edge int

const (
	openEdge   edge = iota // "by March": before it or through it is open
	afterEdge              // the end of the last day
	beforeEdge             // before the first day
)

// when reads a time with its preposition; next is at when there is none.
func (r *reader) when(at int) (w when, next int) {
	for _, try := range []func(int) (when, int){r.compared, r.between, r.until, r.since, r.within} {
		if w, next = try(at); next > at {
			return w, next
		}
	}
	return when{}, at
}

// prepositions reads one of the phrases of words, given as stems.
func (r *reader) oneOf(at int, phrases ...[]string) (words []string, next int) {
	for _, p := range phrases {
		if startsWith(r.tokens[min(at, len(r.tokens)):], p) && len(p) > next-at {
			words, next = p, max(next, at+len(p))
		}
	}
	if words == nil {
		return nil, at
	}
	return words, next
}

var comparisons = [][]string{
	{"vs"}, {"versus"}, {"v"}, {"against"}, {"compared", "to"}, {"compared", "with"}, {"compared", "against"}, {"relative", "to"}, {"in", "comparison", "to"}, {"in", "comparison", "with"},
	{"than", "in"}, {"than"}, {"as", "in"}, {"measured", "against"}, {"on", "top", "of"}, {"compare", "to"}, {"compare", "with"}, {"as", "compared", "to"}, {"as", "compared", "with"}, {"than", "during"},
	{"against", "a", "baseline", "of"},
}

// weakComparisons compare only with what is past: over last year.
var weakComparisons = [][]string{{"over"}, {"on"}, {"from"}, {"of"}, {"as"}, {"to"}, {"in"}, {"during"}, {"above"}, {"below"}}

// compared reads "vs Q3", "over last year", "last quarter".
func (r *reader) compared(at int) (when, int) {
	words, i := r.oneOf(at, comparisons...)
	if words != nil {
		if w, next := r.span(i); next > i && !w.today {
			w.role, w.word = baseline, words[0]
			return w, next
		}
		return when{}, at
	}
	words, i = r.oneOf(at, weakComparisons...)
	s, next := r.spell(i)
	if asMany := words != nil && words[0] == "as" && r.saidBefore(at, "as"); next == i || !s.past && !asMany {
		return when{}, at
	}
	if words != nil && (words[0] == "in" || words[0] == "during" || words[0] == "to") {
		return when{spell: s, role: inside}, next
	}
	w := when{spell: s, role: baseline}
	if words != nil {
		w.word = words[0]
	}
	return w, next
}

// saidBefore reports whether the word stands before the token: "twice as many
// as this quarter".
func (r *reader) saidBefore(at int, word string) bool {
	return slices.ContainsFunc(r.tokens[:at], func(t token) bool { return t.is(word) })
}

// span reads a spell, or a range from one spell to another.
func (r *reader) span(at int) (when, int) {
	first, i := r.spell(at)
	if i == at {
		return when{}, at
	}
	joined := i
	if _, next := r.oneOf(i, []string{"to"}, []string{"until"}, []string{"till"}, []string{"through"}, []string{"thru"}, []string{"-"}, []string{"up", "to"}, []string{"→"}, []string{"up", "until"}); next > i {
		joined = next
	} else if !r.token(i).dash {
		return when{spell: first}, i
	}
	if _, next := r.oneOf(joined, []string{"the", "end", "of"}, []string{"end", "of"}, []string{"the", "end"}, []string{"end"}); next > joined {
		joined = next
	}
	second, next := r.spell(joined)
	if next == joined || second.past || second.count > 0 || first.count > 0 {
		return when{spell: first}, i
	}
	w := when{spell: first, second: &second}
	r.alignYears(&w)
	return w, next
}

// alignYears gives the start of a range the year that fits its end: "October to
// March 2027" starts in 2026.
func (r *reader) alignYears(w *when) {
	if len(w.readings) != 1 || len(w.second.readings) != 1 {
		return
	}
	first, second := &w.readings[0], &w.second.readings[0]
	const longest = 366
	switch {
	case w.yearless && !w.second.yearless:
		for first.Start >= second.End {
			first.Range = r.shifted(first.Range, w.kind, -1)
		}
		for second.End-first.Start > longest {
			first.Range = r.shifted(first.Range, w.kind, 1)
		}
	case w.second.yearless:
		for second.End <= first.Start {
			second.Range = r.shifted(second.Range, w.second.kind, 1)
		}
	}
}

// between reads "from January to March", "between 1 May and 30 June", "Q1 and
// Q2", "1 May - 30 June".
func (r *reader) between(at int) (when, int) {
	words, i := r.oneOf(at, []string{"from"}, []string{"between"}, []string{"starting"}, []string{"starting", "from"}, []string{"starting", "on"}, []string{"starting", "in"}, []string{"in"}, []string{"during"}, []string{"over"}, []string{"for"}, []string{"throughout"}, []string{"beginning"}, []string{"across"}, []string{"within"})
	w, next := r.span(i)
	if next == i {
		return when{}, at
	}
	if w.second != nil {
		return w, next
	}
	if between := words != nil && words[0] == "between"; r.token(next).is("and", "&", "+") && (between || w.kind == period.Quarter || w.kind == period.Month || w.kind == period.Half) {
		if second, end := r.spell(next + 1); end > next+1 && second.count == 0 && (between || second.kind == w.kind) {
			both := when{spell: w.spell, second: &second}
			r.alignYears(&both)
			if between || len(both.readings) == 1 && len(second.readings) == 1 && both.readings[0].End == second.readings[0].Start {
				return both, end
			}
		}
	}
	return when{}, at
}

var deadlines = [][]string{
	{"by"}, {"before"}, {"until"}, {"till"}, {"til"}, {"through"}, {"thru"}, {"no", "later", "than"}, {"not", "later", "than"}, {"up", "to"}, {"due"}, {"due", "by"}, {"due", "on"}, {"ending"}, {"end"},
	{"prior", "to"}, {"in", "time", "for"}, {"up", "until"}, {"at"}, {"latest", "by"}, {"at", "the", "latest", "by"}, {"on"}, {"to"}, {"come"}, {"ending", "on"}, {"ending", "in"}, {"as", "at"}, {"latest"}, {"not", "after"}, {"as", "of"}, {"deadline"}, {"deadline", "is"}, {"deadline", ":"},
}

// until reads a deadline: by the end of Q1, until June, before 31 March, EOY.
func (r *reader) until(at int) (when, int) {
	words, i := r.oneOf(at, deadlines...)
	word := ""
	if words != nil {
		word = words[len(words)-1]
		if words[0] == "no" || words[0] == "not" {
			word = "latest"
		}
		if words[0] == "prior" {
			word = "before"
		}
	}
	if len(words) == 1 && words[0] == "end" { // "end Q1", "end of Q1" with nothing before
		i, word = at, ""
	}
	if w, next := r.endOf(i); next > i {
		w.word = word
		w.onward = w.onward || slices.Contains([]string{"until", "till", "til", "through", "thru"}, word)
		return w, next
	}
	if words == nil || word == "" {
		return when{}, at
	}
	s, next := r.spell(i)
	if next == i || s.past || s.count > 0 && word != "by" {
		return when{}, at
	}
	return r.deadlineOf(s, word, at, next)
}

// deadlineOf says what the preposition makes of the spell.
func (r *reader) deadlineOf(s spell, word string, at, next int) (when, int) {
	w := when{spell: s, role: deadline, word: word}
	switch word {
	case "before":
		w.edge = beforeEdge
	case "through", "thru", "latest", "ending", "after":
		w.edge = afterEdge
	case "at", "to", "on", "as", "of", "in", "come", "end":
		if !s.day {
			return when{}, at
		}
	case "for":
		w.edge = beforeEdge
	}
	w.onward = slices.Contains([]string{"until", "till", "til", "through", "thru"}, word)
	if s.day && w.edge == openEdge {
		w.edge = afterEdge
	}
	if s.count > 0 || s.today && word == "on" {
		w.role, w.edge = inside, openEdge
	}
	return w, next
}

var abbreviations = map[string]period.Kind{"eoy": period.Year, "eofy": period.Year, "eoq": period.Quarter, "eom": period.Month, "eow": period.Week, "yearend": period.Year, "monthend": period.Month, "quarterend": period.Quarter}

// endOf reads "the end of Q1", "year-end", "Q1 end", "EOY", "the beginning of
// March".
func (r *reader) endOf(at int) (when, int) {
	i := at
	if r.token(i).is("the", "our") {
		i++
	}
	if r.token(i).is("very", "last") && r.token(i+1).is("end", "day") {
		i++
	}
	if kind, ok := abbreviations[r.token(i).stem]; ok {
		mode := anyYear
		if r.token(i).is("eofy") {
			mode = fiscalYear
		}
		year, next := r.ofYear(i + 1)
		if year.said && kind == period.Year {
			return when{spell: r.inYear(year.mode, func(c period.Calendar) (period.Period, bool) { return parsePeriod(c, "%04d", year.in(c, r.Today)) }), role: deadline, edge: afterEdge}, next
		}
		return when{spell: r.current(kind, mode, 0), role: deadline, edge: afterEdge}, i + 1
	}
	edges := map[string]edge{"end": afterEdge, "close": afterEdge, "ending": afterEdge, "day": afterEdge, "finish": afterEdge, "start": beforeEdge, "beginning": beforeEdge, "begin": beforeEdge}
	if e, ok := edges[r.token(i).stem]; ok && (!r.token(i).is("day") || r.token(i-1).is("last")) {
		j := i + 1
		if r.token(j).is("of", "in") {
			j++
		}
		if s, next := r.whole(j); next > j {
			return when{spell: s, role: deadline, edge: e}, next
		}
		return when{}, at
	}
	s, next := r.whole(i)
	if next > i && !s.past && r.token(next).is("end") && !r.token(next+1).is("to", "of") {
		return when{spell: s, role: deadline, edge: afterEdge}, next + 1
	}
	return when{}, at
}

// whole reads a spell of which there is an end: also "year", "this quarter".
func (r *reader) whole(at int) (spell, int) {
	if s, next := r.spell(at); next > at && !s.day && s.count == 0 {
		return s, next
	}
	i := at
	if r.token(i).is("the", "our") {
		i++
	}
	mode, i := r.yearMode(i)
	kind, next := r.unit(i)
	if next == i && r.token(i-1).is("fy") { // "the end of FY"
		return r.current(period.Year, fiscalYear, 0), i
	}
	if next == i || kind == Day {
		return spell{}, at
	}
	return r.current(kind, mode, 0), next
}

// since reads a start: from 1 January, starting next month, from June on.
func (r *reader) since(at int) (when, int) {
	words, i := r.oneOf(at, []string{"from"}, []string{"starting"}, []string{"starting", "from"}, []string{"starting", "on"}, []string{"starting", "in"}, []string{"starting", "with"}, []string{"beginning"}, []string{"beginning", "in"},
		[]string{"beginning", "on"}, []string{"since"}, []string{"effective"}, []string{"as", "from"}, []string{"after"}, []string{"start"}, []string{"start", "in"}, []string{"start", "on"}, []string{"effective", "from"}, []string{"start", "from"}, []string{"begin"}, []string{"begin", "in"})
	if words == nil {
		return when{}, at
	}
	if r.token(i).is("now") {
		return r.fromNow(i + 1)
	}
	s, next := r.spell(i)
	if next == i || s.count > 0 || s.past {
		return when{}, at
	}
	for r.token(next).is("on", "onward") {
		next++
	}
	w := when{spell: s, role: starting, word: words[0]}
	if words[0] == "after" {
		w.edge = afterEdge
	}
	return w, next
}

// fromNow reads what follows "from now": "on", "to June", "until the end of
// the year".
func (r *reader) fromNow(at int) (when, int) {
	for r.token(at).is("on", "onward") {
		at++
	}
	s := oneDay(r.Today)
	return when{spell: s, role: starting}, at
}

// within reads the days themselves: in Q4, over the next six months, for 3
// months, this year.
func (r *reader) within(at int) (when, int) {
	words, i := r.oneOf(at, []string{"in"}, []string{"during"}, []string{"over"}, []string{"throughout"}, []string{"for"}, []string{"within"}, []string{"across"}, []string{"on"}, []string{"of"}, []string{"at"}, []string{"into"},
		[]string{"in", "the", "course", "of"}, []string{"over", "the", "course", "of"}, []string{"for", "each", "of"}, []string{"for", "all", "of"}, []string{"each", "of"}, []string{"every", "one", "of"}, []string{"in", "each", "of"}, []string{"in", "the", "space", "of"}, []string{"inside"}, []string{"for", "the", "duration", "of"}, []string{"through"}, []string{"all", "through"}, []string{"all", "throughout"}, []string{"all", "of"}, []string{"through", "all", "of"}, []string{"throughout", "all", "of"}, []string{"in", "less", "than"}, []string{"in", "under"}, []string{"under"}, []string{"for", "the", "rest", "of"}, []string{"for", "the", "remainder", "of"}, []string{"in", "the", "rest", "of"}, []string{"over", "the", "rest", "of"}, []string{"in", "time", "for"})
	if s, next := r.spell(i); next > i && !s.past {
		if bareYear := next == i+1 && r.token(i).kind == numberToken; bareYear && (words == nil && !r.plausible(i) || words != nil && words[0] == "of") {
			return when{}, at
		}
		w := when{spell: s, role: inside}
		if words != nil {
			w.word = words[0]
			w.eachOf = s.count > 0 && (slices.Contains(words, "each") || slices.Contains(words, "every"))
		}
		if s.day && !s.today {
			w.role, w.edge = deadline, afterEdge
		}
		if words != nil && (slices.Contains(words, "rest") || slices.Contains(words, "remainder")) {
			w.role, w.edge, w.onward = deadline, afterEdge, true
		}
		return w, next
	}
	if words == nil || words[0] == "on" || words[0] == "of" || words[0] == "at" {
		return when{}, at
	}
	if r.token(i).is("a", "one", "the", "an") && !r.token(i).is("the") {
		if u, next := r.units(i + 1); next > i+1 && !r.token(next).is("of") {
			return when{spell: spell{kind: period.Custom, count: u.times, unit: u.kind}, role: inside, word: words[0]}, next
		}
	}
	n, next := r.count(i)
	if next == i {
		return when{}, at
	}
	u, end := r.units(next)
	if end == next {
		return when{}, at
	}
	for r.token(end).is("time") || r.token(end).is("from") && r.token(end+1).is("now", "today") {
		if r.token(end).is("from") {
			end++
		}
		end++
	}
	return when{spell: spell{kind: period.Custom, count: n * u.times, unit: u.kind}, role: inside, word: words[0]}, end
}
