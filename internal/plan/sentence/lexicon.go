package sentence

import (
	"strings"
	"sync"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/plan/sentence/dates"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// lexicon finds phrases of known words, the longest first.
type lexicon struct {
	root  *branch
	words map[string]bool // every word of it that a typo can be mended to
}

type branch struct {
	next  map[string]*branch
	parts []part // what the phrase that ends here can mean
}

func newLexicon() *lexicon {
	return &lexicon{root: &branch{}, words: map[string]bool{}}
}

// add teaches the phrases, divided by |, which all mean the same.
func (l *lexicon) add(p part, phrases string) {
	for phrase := range strings.SplitSeq(phrases, "|") {
		l.addPhrase(p, token.Stems(phrase))
	}
}

func (l *lexicon) addPhrase(p part, words []string) {
	if len(words) == 0 {
		return
	}
	at := l.root
	for _, w := range words {
		l.words[w] = true
		if at.next == nil {
			at.next = map[string]*branch{}
		}
		if at.next[w] == nil {
			at.next[w] = &branch{}
		}
		at = at.next[w]
	}
	at.parts = append(at.parts, p)
}

// longest returns the meanings of the longest phrase that starts at the token
// and has one that is wanted; next is at when there is none.
func (l *lexicon) longest(tokens token.List, at int, wanted func(part) bool) (parts []part, next int) {
	b := l.root
	next = at
	for i := at; i < len(tokens) && b.next != nil; i++ {
		b = b.next[tokens[i].Key()]
		if b == nil {
			break
		}
		var found []part
		for _, p := range b.parts {
			if wanted(p) {
				found = append(found, p)
			}
		}
		if len(found) > 0 {
			parts, next = found, i+1
		}
	}
	return parts, next
}

// Parts of the lexicon that only figure.go asks for.
type (
	boundWord struct {
		bound
		strict bool
	}
	tailWord   struct{ bound }
	changeWord struct{ sign int }
	timesWord  struct{ times int64 }
	peopleWord struct{ many bool }
	loneBound  struct{ bound }
)

// builtIn is the lexicon of the tables. It is made once and never changed.
var builtIn = sync.OnceValue(func() *lexicon {
	l := newLexicon()
	for _, m := range catalogue {
		l.add(noun{ids: []metric.Series{m.id}}, m.words)
	}
	for _, a := range activityWords {
		l.add(noun{ids: []metric.Series{activityID(a.kind)}}, a.words)
	}
	for _, n := range openNouns {
		l.add(noun{key: n.key, ids: n.ids}, n.words)
	}
	for _, v := range verbs {
		l.add(v.verb, v.words)
	}
	for _, m := range multiples {
		l.add(timesWord{m.times}, m.words)
	}
	for _, b := range bounds {
		l.add(boundWord{b.bound, b.strict}, b.words)
	}
	for _, t := range tails {
		l.add(tailWord{t.bound}, t.words)
	}
	for _, b := range loneBounds {
		l.add(loneBound{b.bound}, b.words)
	}
	for _, c := range comparatives {
		l.add(verb{way: c.way}, c.words)
	}
	for _, c := range changes {
		l.add(changeWord{c.sign}, c.words)
	}
	for _, j := range joints {
		l.add(j.joint, j.words)
	}
	for _, h := range hints {
		l.add(hint{h.key}, h.words)
	}
	for _, f := range fillers {
		l.add(filler{}, f)
	}
	l.add(negation{}, negations)
	l.add(aside{}, reasons)
	l.add(aside{action: true}, means)
	l.add(generic{}, generalWords)
	l.add(vague{}, vagueTimes)
	l.add(peopleWord{}, peopleWords)
	l.add(peopleWord{many: true}, manyPeople)
	l.addOthers()
	return l
})

// addOthers makes the words known that recognisers compare by themselves.
func (l *lexicon) addOthers() {
	for _, words := range [][]string{dates.Words(), token.Words(), unitWords} {
		for _, w := range words {
			l.words[token.Stem(w)] = true
		}
	}
	addKeys(l, kindWords)
	addKeys(l, currencyWords)
	for _, code := range lowerCodes {
		l.words[code] = true
	}
}

func addKeys[V any](l *lexicon, words map[string]V) {
	for w := range words {
		l.words[token.Stem(w)] = true
	}
}

// activityID is the metric of one type of activity.
func activityID(kind string) metric.Series { return metric.OfType(kind) }
