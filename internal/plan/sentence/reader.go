package sentence

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// reader reads one sentence.
type reader struct {
	Context
	answers map[string]string
	text    string
	runes   []rune
	*dates.Reader
	lexicon  *lexicon // the words that every organisation has
	own      *lexicon // metrics and activities of this organisation
	names    *names
	measures map[metric.Series]measure
	stages   [][]string // the words of each stage
	pieces   []piece

	u      Understanding
	asked  map[string]bool // the ids of the questions that came up, answered or not
	owner  org.NodeID      // whose goal it is, as far as it is known
	each   bool            // each person below the owner has it
	places int             // places that had to be asked about
	marks  marks           // what the read-back marks as a default
}

// newReader divides the text and gathers the words of the company.
func newReader(text string, answers map[string]string, c Context) *reader {
	r := &reader{
		Context: c, answers: answers, text: text, runes: []rune(text), lexicon: builtIn(), own: newLexicon(),
		measures: map[metric.Series]measure{}, asked: map[string]bool{},
	}
	r.Reader = dates.New(token.Split(text), c.Calendar, c.Today, r)
	for _, m := range catalogue {
		r.measures[m.id] = m
	}
	for _, w := range c.Metrics {
		r.addMetric(w)
	}
	for _, kind := range c.ActivityTypes {
		if words, id := token.Stems(strings.ReplaceAll(kind, "_", " ")), activityID(kind); !r.says(words, id) {
			r.own.addPhrase(noun{ids: []metric.Series{id}}, words)
		}
	}
	for _, s := range c.Stages {
		r.stages = append(r.stages, token.Stems(s))
	}
	r.names = newNames(c, r.List)
	r.mend()
	return r
}

// addMetric makes a metric of the organisation known by its names.
func (r *reader) addMetric(w Word) {
	m, known := r.measures[w.ID]
	if !known {
		m = measure{id: w.ID, name: w.Name, within: &limits{w.Least, w.Most}}
	}
	if w.Unit != "" {
		m.unit = w.Unit
	}
	if w.Direction != "" {
		m.lower = w.Direction == metric.Lower
	}
	if !known {
		m.adds = m.unit == metric.Money || m.unit == metric.Count || m.unit == metric.Quantity
	}
	r.measures[w.ID] = m
	for _, name := range append([]string{w.Name}, w.Names...) {
		if words := token.Stems(name); !r.says(words, w.ID) {
			r.own.addPhrase(noun{ids: []metric.Series{w.ID}}, words)
		}
	}
}

// says reports whether the built-in words already have this meaning.
func (r *reader) says(words []string, id metric.Series) bool {
	at := r.lexicon.root
	for _, w := range words {
		if at = at.next[w]; at == nil {
			return false
		}
	}
	return slices.ContainsFunc(at.parts, func(p part) bool {
		n, ok := p.(noun)
		return ok && slices.Contains(n.ids, id)
	})
}

// measure returns the metric; those with parameters are made from their id.
func (r *reader) measure(id metric.Series) measure {
	if m, ok := r.measures[id]; ok {
		return m
	}
	if kind, ok := strings.CutPrefix(string(id), "activities:"); ok {
		return measure{id: id, name: activityName(strings.ReplaceAll(kind, "_", " ")), unit: metric.Count, within: positive, adds: true}
	}
	return measure{id: id, name: pathName(id), unit: metric.Share, within: wholes}
}

// activityName is how activities of a type are spoken of.
func activityName(kind string) string {
	if kind == "prospecting" {
		return "prospecting activities"
	}
	if strings.HasSuffix(kind, "s") {
		return kind
	}
	return kind + "s"
}

// counted returns where the word for what is counted or measured ends that
// stands at the token; the token itself when there is none.
func (r *reader) Counted(at int) int {
	_, next := r.phrase(at, isNoun)
	return next
}

// amount returns where the amount ends that stands at the token; bare is set
// when it is a number without a unit, which may be a year or a day.
func (r *reader) Amount(at int) (next int, bare bool) {
	q, next := r.quantity(at)
	return next, q.unit == plainUnit && q.scale == nil
}

// said returns what the user wrote from one token to another, fit to be shown.
func (r *reader) said(from, to int) string {
	if from < 0 || to > len(r.List) || from >= to {
		return ""
	}
	return token.Plain(string(r.runes[r.List[from].Start:r.List[to-1].End]))
}

// mend replaces unknown words by the one known word that is a single slip away.
func (r *reader) mend() {
	for i, t := range r.List {
		if t.Kind != token.Word || r.knows(t.Stem) || len(t.Stem) < 3 {
			continue
		}
		const name = 5 // a shorter word in capitals may be anybody's
		if capital(t) && len(t.Stem) < name {
			continue
		}
		if word, ok := r.nearestWord(t.Stem); ok {
			r.List[i].Stem, r.List[i].Typo = word, true
		}
	}
}

// knows reports whether the word means something to somebody.
func (r *reader) knows(stem string) bool {
	return r.lexicon.words[stem] || r.own.words[stem] || r.names.words[stem] || r.stageWord(stem)
}

func (r *reader) stageWord(stem string) bool {
	if milestones[stem] != "" {
		return true
	}
	return slices.ContainsFunc(r.stages, func(words []string) bool { return slices.Contains(words, stem) })
}

// nearestWord returns the one known word within a single slip of the keyboard;
// ok is false when there is none or more than one.
func (r *reader) nearestWord(stem string) (word string, ok bool) {
	found := ""
	several := false
	note := func(w string) {
		if w != found && slip(stem, w) {
			several = several || found != ""
			found = w
		}
	}
	for w := range r.lexicon.words {
		note(w)
	}
	for w := range r.own.words {
		note(w)
	}
	r.names.eachWord(stem[0], note)
	return found, found != "" && !several
}

// slip reports whether one letter too many, too few, wrong or swapped makes the
// written word of the meant one. The first letter is hardly ever the slip, and
// short words are too close to others for more than a swap.
func slip(written, meant string) bool {
	const short = 4
	n, m := len(written), len(meant)
	if written == meant || m < short-1 || n < short-1 || written[0] != meant[0] || n-m > 1 || m-n > 1 {
		return false
	}
	i := 0
	for i < min(n, m) && written[i] == meant[i] {
		i++
	}
	rest, wanted := written[i:], meant[i:]
	swapped := n == m && len(rest) > 1 && rest[0] == wanted[1] && rest[1] == wanted[0] && rest[2:] == wanted[2:]
	tooMany := n == m+1 && rest[1:] == wanted
	tooFew := m == n+1 && rest == wanted[1:]
	wrong := n == m && rest[1:] == wanted[1:]
	if m < short {
		return swapped
	}
	if m == short {
		return swapped || tooMany && i > 0 && written[i] == written[i-1]
	}
	return swapped || tooMany || tooFew || wrong
}
