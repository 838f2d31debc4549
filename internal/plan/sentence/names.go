package sentence

import (
	"slices"
	"strings"
	"unicode"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// names finds the nodes that a text speaks of. Companies have thousands of
// them, so only those that share a word with the text are kept.
type names struct {
	all     []Name
	entries []entry
	words   map[string]bool  // of the entries
	byWord  map[string][]int // entries by any of their words
}

type entry struct {
	node  org.NodeID
	stems []string
}

// wanted are the words of the text, and how they begin: most words of most
// names are told apart by that.
type wanted struct {
	words  map[string]bool
	begins *hashSet
}

func newNames(c Context, tokens token.List) *names {
	n := &names{all: c.Names, words: map[string]bool{}, byWord: map[string][]int{}}
	w := wanted{map[string]bool{}, new(hashSet)}
	for _, t := range tokens {
		if t.Kind == token.Word { // a number alone names nothing
			w.words[t.Stem] = true
			w.begins[begin(t.Stem, 0)] = true
		}
	}
	for _, name := range c.Names {
		n.keep(name.Node, name.Name, w)
		for _, alias := range name.Aliases {
			n.keep(name.Node, alias, w)
		}
	}
	return n
}

// hashSet is a set of 16-bit hashes.
type hashSet [1 << 16]bool

// begin hashes the first three letters of the word that starts at i, in lower
// case; the text is ASCII there.
func begin(text string, i int) uint16 {
	const letters, factor, lower = 3, 37, 0x20
	h := uint16(0)
	for n := 0; n < letters && i+n < len(text) && token.IsLetter(rune(text[i+n])); n++ {
		h = h*factor + uint16(text[i+n]|lower)
	}
	return h
}

// starts reports whether some word of the name begins as a word of the set does;
// names beyond ASCII may.
func (s *hashSet) starts(name string) bool {
	if !token.IsASCII(name) {
		return true
	}
	before := false // a letter stands before
	for i := range len(name) {
		letter := token.IsLetter(rune(name[i]))
		if letter && !before && s[begin(name, i)] {
			return true
		}
		before = letter
	}
	return false
}

// keep takes the name up when it shares a word with the text.
func (n *names) keep(node org.NodeID, name string, w wanted) {
	if !w.begins.starts(name) {
		return
	}
	shares := false
	for word := range rawWords(name) {
		if w.words[token.Stem(word)] {
			shares = true
			break
		}
	}
	if !shares {
		return
	}
	e := entry{node, token.Stems(name)}
	for _, word := range e.stems {
		n.words[word] = true
		if list := n.byWord[word]; len(list) == 0 || list[len(list)-1] != len(n.entries) {
			n.byWord[word] = append(list, len(n.entries))
		}
	}
	n.entries = append(n.entries, e)
}

// rawWords yields the runs of letters and of digits.
func rawWords(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, class := 0, 0
		for i, c := range name + "." {
			now := 0
			switch {
			case token.IsDigit(c):
				now = 1
			case token.IsLetter(c), token.IsApostrophe(c), unicode.Is(unicode.Mn, c):
				now = 2
			}
			if now == class {
				continue
			}
			if class != 0 && !yield(name[start:i]) {
				return
			}
			start, class = i, now
		}
	}
}

// eachWord calls f with every word of every name that starts with the letter,
// which is a small one.
func (n *names) eachWord(letter byte, f func(word string)) {
	const lower = 0x20
	for _, name := range n.all {
		if !token.IsASCII(name.Name) {
			for word := range rawWords(name.Name) {
				if s := token.Stem(word); s != "" && s[0] == letter {
					f(s)
				}
			}
			continue
		}
		before := false
		for i := range len(name.Name) {
			is := token.IsLetter(rune(name.Name[i]))
			if is && !before && name.Name[i]|lower == letter {
				end := i
				for end < len(name.Name) && (token.IsLetter(rune(name.Name[end])) || name.Name[end] == '\'') {
					end++
				}
				f(token.Stem(name.Name[i:end]))
			}
			before = is
		}
	}
}

// title returns how the node is called; its id when it has no name here.
func (n *names) title(node org.NodeID) string {
	if i := n.index(node); i >= 0 && n.all[i].Name != "" {
		return token.Plain(n.all[i].Name)
	}
	return string(node)
}

func (n *names) has(node org.NodeID) bool { return n.index(node) >= 0 }

func (n *names) index(node org.NodeID) int {
	return slices.IndexFunc(n.all, func(name Name) bool { return name.Node == node })
}

// full returns the nodes whose whole name starts at the token, the longest
// names only.
func (n *names) full(tokens token.List, at int) (nodes []org.NodeID, next int) {
	next = at
	if at >= len(tokens) {
		return nil, at
	}
	for _, i := range n.byWord[tokens[at].Key()] {
		e := n.entries[i]
		if !tokens.Starts(at, e.stems) {
			continue
		}
		if end := at + len(e.stems); end > next {
			nodes, next = []org.NodeID{e.node}, end
		} else if end == next && !slices.Contains(nodes, e.node) {
			nodes = append(nodes, e.node)
		}
	}
	return nodes, next
}

// partly returns the nodes whose name holds the words that start at the token,
// as many words as possible, and that are wanted.
func (n *names) partly(tokens token.List, at int, wanted func(org.NodeID) bool) (nodes []org.NodeID, next int) {
	next = at
	if at >= len(tokens) {
		return nil, at
	}
	for _, i := range n.byWord[tokens[at].Key()] {
		e := n.entries[i]
		if !wanted(e.node) {
			continue
		}
		length := 0
		for start, w := range e.stems {
			if w != tokens[at].Key() {
				continue
			}
			l := 1
			for start+l < len(e.stems) && at+l < len(tokens) && tokens[at+l].Key() == e.stems[start+l] {
				l++
			}
			length = max(length, l)
		}
		if end := at + length; end > next {
			nodes, next = []org.NodeID{e.node}, end
		} else if end == next && !slices.Contains(nodes, e.node) {
			nodes = append(nodes, e.node)
		}
	}
	return nodes, next
}

// nearest returns the nodes of the kinds (all kinds when there are none) whose
// names are most like the text, at most so many.
func (n *names) nearest(text string, limit int, kinds ...org.Kind) []org.NodeID {
	type near struct {
		node org.NodeID
		far  int
		name string
	}
	const farthest = 90 // beyond, two texts share hardly a letter
	var found []near
	wanted := likenessOf(text)
	for _, name := range n.all {
		if len(kinds) > 0 && !slices.Contains(kinds, name.Node.Kind()) {
			continue
		}
		far := wanted.unlike(name.Name)
		for _, alias := range name.Aliases {
			far = min(far, wanted.unlike(alias))
		}
		if far < farthest {
			found = append(found, near{name.Node, far, name.Name})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		if a.far != b.far {
			return a.far - b.far
		}
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(string(a.node), string(b.node))
	})
	var nodes []org.NodeID
	for _, f := range found[:min(limit, len(found))] {
		nodes = append(nodes, f.node)
	}
	return nodes
}

func pair(a, b byte) uint16 { return uint16(a)<<8 | uint16(b) }

// likeness is a text prepared for being compared with many.
type likeness struct {
	text  string
	pairs *hashSet // its neighbouring bytes in lower case
}

func likenessOf(text string) likeness {
	w := likeness{strings.ToLower(text), new(hashSet)}
	last := byte(' ')
	for i := range len(w.text) {
		w.pairs[pair(last, w.text[i])] = true
		last = w.text[i]
	}
	return w
}

// unlike says how far a text is from the wanted one: 0 the same, 100 nothing in
// common. What counts is the share of neighbouring letters that both have.
func (w likeness) unlike(text string) int {
	if text == w.text {
		return 0
	}
	if text == "" || w.text == "" {
		return 100
	}
	both, last := 0, byte(' ')
	for i := range len(text) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if w.pairs[pair(last, c)] {
			both++
		}
		last = c
	}
	far := 100 - 200*min(both, len(w.text))/(len(w.text)+len(text))
	if n := min(len(text), len(w.text)); strings.EqualFold(text[:n], w.text[:n]) {
		far /= 2
	}
	return max(1, far)
}
