package dates

import (
	"slices"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// When is a time with the part that it plays: what a preposition makes of a
// spell.
type When struct {
	Spell
	Role   Role
	Edge   Edge
	Second *Spell // the end of a range from one spell to another
	Onward bool   // from now on, whatever the spell's own start: "until June"
	Word   string // by, until, …: how it was said
	EachOf bool   // "in each of the next three months"
}

// Role is the part that a time plays.
type Role int

const (
	Inside   Role = iota // the days themselves
	Deadline             // only the end is said
	Starting             // only the start is said
	Baseline             // what is compared with
)

// Edge says where in a spell a deadline lies.
type Edge int

const (
	OpenEdge   Edge = iota // "by March": before it or through it is open
	AfterEdge              // the end of the last day
	BeforeEdge             // before the first day
)

// When reads a time with its preposition; next is at when there is none.
func (r *Reader) When(at int) (w When, next int) {
	for _, try := range []func(int) (When, int){r.compared, r.between, r.until, r.since, r.within} {
		if w, next = try(at); next > at {
			return w, next
		}
	}
	return When{}, at
}

var comparisons = [][]string{
	{"vs"}, {"versus"}, {"v"}, {"against"}, {"compared", "to"}, {"compared", "with"}, {"compared", "against"}, {"relative", "to"}, {"in", "comparison", "to"}, {"in", "comparison", "with"},
	{"than", "in"}, {"than"}, {"as", "in"}, {"measured", "against"}, {"on", "top", "of"}, {"compare", "to"}, {"compare", "with"}, {"as", "compared", "to"}, {"as", "compared", "with"}, {"than", "during"},
	{"against", "a", "baseline", "of"},
}

// weakcomparisons compare only with what is past: over last year.
var weakcomparisons = [][]string{{"over"}, {"on"}, {"from"}, {"of"}, {"as"}, {"to"}, {"in"}, {"during"}, {"above"}, {"below"}}

// Comparison reads the words that compare: vs, than in, measured against; words
// is nil when none stands at the token.
func (r *Reader) Comparison(at int) (words []string, next int) {
	return r.OneOf(at, comparisons...)
}

// compared reads "vs Q3", "over last year", "last quarter".
func (r *Reader) compared(at int) (When, int) {
	words, i := r.Comparison(at)
	if words != nil {
		if w, next := r.span(i); next > i && !w.today {
			w.Role, w.Word = Baseline, words[0]
			return w, next
		}
		return When{}, at
	}
	words, i = r.OneOf(at, weakcomparisons...)
	s, next := r.spell(i)
	asMany := words != nil && words[0] == "as" && r.saidBefore(at, "as")
	onAYear := words != nil && words[0] == "on" && (s.Kind == period.Year || s.Kind == period.Half || s.Kind == period.Quarter) // "10 % on 2026"
	if next == i || !s.Past && !asMany && !onAYear {
		return When{}, at
	}
	if words != nil && (words[0] == "in" || words[0] == "during" || words[0] == "to") {
		return When{Spell: s, Role: Inside}, next
	}
	w := When{Spell: s, Role: Baseline}
	if words != nil {
		w.Word = words[0]
	}
	return w, next
}

// saidBefore reports whether the word stands before the token: "twice as many
// as this quarter".
func (r *Reader) saidBefore(at int, word string) bool {
	return slices.ContainsFunc(r.List[:at], func(t token.Token) bool { return t.Is(word) })
}

// span reads a spell, or a range from one spell to another.
func (r *Reader) span(at int) (When, int) {
	if w, next := r.twoOfOne(at, r.At(at-1).Is("between")); next > at {
		return w, next
	}
	first, i := r.spell(at)
	if i == at {
		return When{}, at
	}
	joined := i
	if _, next := r.OneOf(i, []string{"to"}, []string{"until"}, []string{"till"}, []string{"through"}, []string{"thru"}, []string{"-"}, []string{"up", "to"}, []string{"→"}, []string{"up", "until"}); next > i {
		joined = next
	} else if !r.At(i).Dash {
		return When{Spell: first}, i
	}
	if _, next := r.OneOf(joined, []string{"the", "end", "of"}, []string{"end", "of"}, []string{"the", "end"}, []string{"end"}); next > joined {
		joined = next
	}
	second, next := r.spell(joined)
	if next == joined || second.Past || second.Count > 0 || first.Count > 0 {
		return When{Spell: first}, i
	}
	w := When{Spell: first, Second: &second}
	r.alignYears(&w)
	return w, next
}

// alignYears gives the start of a range the year that fits its end: "October to
// March 2027" starts in 2026.
func (r *Reader) alignYears(w *When) {
	if len(w.Readings) != 1 || len(w.Second.Readings) != 1 {
		return
	}
	first, second := &w.Readings[0], &w.Second.Readings[0]
	const longest = 366
	switch {
	case w.Yearless && !w.Second.Yearless:
		for first.Start >= second.End {
			first.Range = r.Shifted(first.Range, w.Kind, -1)
		}
		for second.End-first.Start > longest {
			first.Range = r.Shifted(first.Range, w.Kind, 1)
		}
	case w.Second.Yearless:
		r.bothCome(w)
		for second.End <= first.Start {
			second.Range = r.Shifted(second.Range, w.Second.Kind, 1)
		}
	}
}

// between reads "from January to March", "between 1 May and 30 June", "Q1 and
// Q2", "1 May - 30 June".
func (r *Reader) between(at int) (When, int) {
	words, i := r.OneOf(at, []string{"from"}, []string{"between"}, []string{"starting"}, []string{"starting", "from"}, []string{"starting", "on"}, []string{"starting", "in"}, []string{"in"}, []string{"during"}, []string{"over"}, []string{"for"}, []string{"throughout"}, []string{"beginning"}, []string{"across"}, []string{"within"})
	w, next := r.span(i)
	if next == i {
		return When{}, at
	}
	if w.Second != nil {
		return w, next
	}
	if between := words != nil && words[0] == "between"; r.At(next).Is("and", "&", "+") && (between || w.Kind == period.Quarter || w.Kind == period.Month || w.Kind == period.Half) {
		if second, end := r.spell(next + 1); end > next+1 && second.Count == 0 && (between || second.Kind == w.Kind) {
			both := When{Spell: w.Spell, Second: &second}
			r.alignYears(&both)
			if between || len(both.Readings) == 1 && len(second.Readings) == 1 && both.Readings[0].End == second.Readings[0].Start {
				return both, end
			}
		}
	}
	return When{}, at
}

var deadlines = [][]string{
	{"by"}, {"before"}, {"until"}, {"till"}, {"til"}, {"through"}, {"thru"}, {"no", "later", "than"}, {"not", "later", "than"}, {"up", "to"}, {"due"}, {"due", "by"}, {"due", "on"}, {"ending"}, {"end"},
	{"prior", "to"}, {"in", "time", "for"}, {"up", "until"}, {"at"}, {"latest", "by"}, {"at", "the", "latest", "by"}, {"on"}, {"to"}, {"come"}, {"ending", "on"}, {"ending", "in"}, {"as", "at"}, {"latest"}, {"not", "after"}, {"as", "of"}, {"deadline"}, {"deadline", "is"}, {"deadline", ":"},
}

// until reads a deadline: by the end of Q1, until June, before 31 March, EOY.
func (r *Reader) until(at int) (When, int) {
	words, i := r.OneOf(at, deadlines...)
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
		w.Word = word
		w.Onward = w.Onward || slices.Contains([]string{"until", "till", "til", "through", "thru"}, word)
		return w, next
	}
	if words == nil || word == "" {
		return When{}, at
	}
	s, next := r.spell(i)
	if next == i || s.Past || s.Count > 0 && word != "by" {
		return When{}, at
	}
	return r.deadlineOf(s, word, at, next)
}

// deadlineOf says what the preposition makes of the spell.
func (r *Reader) deadlineOf(s Spell, word string, at, next int) (When, int) {
	w := When{Spell: s, Role: Deadline, Word: word}
	switch word {
	case "before":
		w.Edge = BeforeEdge
	case "through", "thru", "latest", "ending", "after":
		w.Edge = AfterEdge
	case "at", "to", "on", "as", "of", "in", "come", "end":
		if !s.Day {
			return When{}, at
		}
	case "for":
		w.Edge = BeforeEdge
	}
	w.Onward = slices.Contains([]string{"until", "till", "til", "through", "thru"}, word)
	if s.Day && w.Edge == OpenEdge {
		w.Edge = AfterEdge
	}
	if s.Count > 0 || s.today && word == "on" {
		w.Role, w.Edge = Inside, OpenEdge
	}
	return w, next
}

var abbreviations = map[string]period.Kind{"eoy": period.Year, "eofy": period.Year, "eoq": period.Quarter, "eom": period.Month, "eow": period.Week, "yearend": period.Year, "monthend": period.Month, "quarterend": period.Quarter}

// endOf reads "the end of Q1", "year-end", "Q1 end", "EOY", "the beginning of
// March".
func (r *Reader) endOf(at int) (When, int) {
	i := at
	if r.At(i).Is("the", "our") {
		i++
	}
	if r.At(i).Is("very", "last") && r.At(i+1).Is("end", "day") {
		i++
	}
	if kind, ok := abbreviations[r.At(i).Stem]; ok {
		mode := anyYear
		if r.At(i).Is("eofy") {
			mode = fiscalYear
		}
		year, next := r.ofYear(i + 1)
		if year.said && kind == period.Year {
			return When{Spell: r.yearOf(year), Role: Deadline, Edge: AfterEdge}, next
		}
		return When{Spell: r.current(kind, mode, 0), Role: Deadline, Edge: AfterEdge}, i + 1
	}
	edges := map[string]Edge{"end": AfterEdge, "close": AfterEdge, "ending": AfterEdge, "day": AfterEdge, "finish": AfterEdge, "start": BeforeEdge, "beginning": BeforeEdge, "begin": BeforeEdge}
	if e, ok := edges[r.At(i).Stem]; ok && (!r.At(i).Is("day") || r.At(i-1).Is("last")) {
		j := i + 1
		if r.At(j).Is("of", "in") {
			j++
		}
		if s, next := r.whole(j); next > j {
			return When{Spell: s, Role: Deadline, Edge: e}, next
		}
		return When{}, at
	}
	s, next := r.whole(i)
	if next > i && !s.Past && r.At(next).Is("end") && !r.At(next+1).Is("to", "of") {
		if year, end := r.ofYear(next + 1); year.said && s.Kind == period.Year { // "year end 2027"
			return When{Spell: r.yearOf(year), Role: Deadline, Edge: AfterEdge}, end
		}
		return When{Spell: s, Role: Deadline, Edge: AfterEdge}, next + 1
	}
	return When{}, at
}

// whole reads a spell of which there is an end: also "year", "this quarter".
func (r *Reader) whole(at int) (Spell, int) {
	if s, next := r.spell(at); next > at && !s.Day && s.Count == 0 {
		return s, next
	}
	i := at
	if r.At(i).Is("the", "our") {
		i++
	}
	mode, i := r.yearMode(i)
	kind, next := r.unit(i)
	if next == i && r.At(i-1).Is("fy") { // "the end of FY"
		return r.current(period.Year, fiscalYear, 0), i
	}
	if next == i || kind == Day {
		return Spell{}, at
	}
	return r.current(kind, mode, 0), next
}

// since reads a start: from 1 January, starting next month, from June on.
func (r *Reader) since(at int) (When, int) {
	words, i := r.OneOf(at, []string{"from"}, []string{"starting"}, []string{"starting", "from"}, []string{"starting", "on"}, []string{"starting", "in"}, []string{"starting", "with"}, []string{"beginning"}, []string{"beginning", "in"},
		[]string{"beginning", "on"}, []string{"since"}, []string{"effective"}, []string{"as", "from"}, []string{"after"}, []string{"start"}, []string{"start", "in"}, []string{"start", "on"}, []string{"effective", "from"}, []string{"start", "from"}, []string{"begin"}, []string{"begin", "in"})
	if words == nil {
		return When{}, at
	}
	if r.At(i).Is("now") {
		return r.fromNow(i + 1)
	}
	s, next := r.spell(i)
	if next == i || s.Count > 0 || s.Past {
		return When{}, at
	}
	for r.At(next).Is("on", "onward") {
		next++
	}
	w := When{Spell: s, Role: Starting, Word: words[0]}
	if words[0] == "after" {
		w.Edge = AfterEdge
	}
	return w, next
}

// fromNow reads what follows "from now": "on", "to June", "until the end of
// the year".
func (r *Reader) fromNow(at int) (When, int) {
	for r.At(at).Is("on", "onward") {
		at++
	}
	s := oneDay(r.today)
	return When{Spell: s, Role: Starting}, at
}

// within reads the days themselves: in Q4, over the next six months, for 3
// months, this year.
func (r *Reader) within(at int) (When, int) {
	words, i := r.OneOf(at, []string{"in"}, []string{"during"}, []string{"over"}, []string{"throughout"}, []string{"for"}, []string{"within"}, []string{"across"}, []string{"on"}, []string{"of"}, []string{"at"}, []string{"into"},
		[]string{"in", "the", "course", "of"}, []string{"over", "the", "course", "of"}, []string{"for", "each", "of"}, []string{"for", "all", "of"}, []string{"each", "of"}, []string{"every", "one", "of"}, []string{"in", "each", "of"}, []string{"in", "the", "space", "of"}, []string{"inside"}, []string{"for", "the", "duration", "of"}, []string{"through"}, []string{"all", "through"}, []string{"all", "throughout"}, []string{"all", "of"}, []string{"through", "all", "of"}, []string{"throughout", "all", "of"}, []string{"in", "less", "than"}, []string{"in", "under"}, []string{"under"}, []string{"for", "the", "rest", "of"}, []string{"for", "the", "remainder", "of"}, []string{"in", "the", "rest", "of"}, []string{"over", "the", "rest", "of"}, []string{"in", "time", "for"})
	if s, next := r.spell(i); next > i && !s.Past {
		if bareYear := next == i+1 && r.At(i).Kind == token.Numeral; bareYear && (words == nil && !r.plausible(i) || words != nil && words[0] == "of") {
			return When{}, at
		}
		w := When{Spell: s, Role: Inside}
		if words != nil {
			w.Word = words[0]
			w.EachOf = s.Count > 0 && (slices.Contains(words, "each") || slices.Contains(words, "every"))
		}
		if s.Day && !s.today {
			w.Role, w.Edge = Deadline, AfterEdge
		}
		if words != nil && (slices.Contains(words, "rest") || slices.Contains(words, "remainder")) {
			w.Role, w.Edge, w.Onward = Deadline, AfterEdge, true
		}
		return w, next
	}
	if words == nil || words[0] == "on" || words[0] == "of" || words[0] == "at" {
		return When{}, at
	}
	if r.At(i).Is("a", "one", "the", "an") && !r.At(i).Is("the") {
		if u, next := r.Units(i + 1); next > i+1 && !r.At(next).Is("of") {
			return When{Spell: Spell{Kind: period.Custom, Count: u.Times, Unit: u.Kind}, Role: Inside, Word: words[0]}, next
		}
	}
	n, next := r.Count(i)
	if next == i {
		return When{}, at
	}
	u, end := r.Units(next)
	if end == next {
		return When{}, at
	}
	for r.At(end).Is("time") || r.At(end).Is("from") && r.At(end+1).Is("now", "today") {
		if r.At(end).Is("from") {
			end++
		}
		end++
	}
	return When{Spell: Spell{Kind: period.Custom, Count: n * u.Times, Unit: u.Kind}, Role: Inside, Word: words[0]}, end
}
