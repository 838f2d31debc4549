package sentence

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/org"
)

// names finds the nodes that a text speaks of. Companies have thousands of
// them, so only those that share a word with the text are kept.
type names struct {
	all     []Name
	entries []entry
	words   map[string]bool  // of the entries
	byWord  map[string][]int // entries by any of their words
	titles  map[org.NodeID]string
}

type entry struct {
	node  org.NodeID
	stems []string
}

func newNames(c Context, tokens []token) *names {
	n := &names{all: c.Names, words: map[string]bool{}, byWord: map[string][]int{}, titles: make(map[org.NodeID]string, len(c.Names))}
	wanted := map[string]bool{}
	var first [256]bool
	for _, t := range tokens {
		if k := t.key(); k != "" {
			wanted[k] = true
			first[k[0]] = true
		}
	}
	for _, name := range c.Names {
		n.titles[name.Node] = name.Name
		n.keep(name.Node, name.Name, wanted, &first)
		for _, alias := range name.Aliases {
			n.keep(name.Node, alias, wanted, &first)
		}
	}
	return n
}

// keep takes the name up when it shares a word with the text.
func (n *names) keep(node org.NodeID, name string, wanted map[string]bool, first *[256]bool) {
	shares := false
	for word := range rawWords(name) {
		c, _ := utf8.DecodeRuneInString(word)
		if c >= utf8.RuneSelf || first[byte(unicode.ToLower(c))] {
			shares = shares || wanted[stem(word)]
		}
	}
	if !shares {
		return
	}
	e := entry{node, stems(name)}
	for _, w := range e.stems {
		n.words[w] = true
		n.byWord[w] = append(n.byWord[w], len(n.entries))
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
			case isDigit(c):
				now = 1
			case isLetter(c), isApostrophe(c), unicode.Is(unicode.Mn, c):
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

// eachWord calls f with every word of every name that starts with the letter.
func (n *names) eachWord(letter byte, f func(word string)) {
	for _, name := range n.all {
		for word := range rawWords(name.Name) {
			if c, _ := utf8.DecodeRuneInString(word); unicode.ToLower(c) == rune(letter) {
				f(stem(word))
			}
		}
	}
}

// title returns how the node is called; its id when it has no name here.
func (n *names) title(node org.NodeID) string {
	if t := n.titles[node]; t != "" {
		return plain(t)
	}
	return string(node)
}

func (n *names) has(node org.NodeID) bool {
	_, ok := n.titles[node]
	return ok
}

// full returns the nodes whose whole name starts at the token, the longest
// names only.
func (n *names) full(tokens []token, at int) (nodes []org.NodeID, next int) {
	next = at
	if at >= len(tokens) {
		return nil, at
	}
	for _, i := range n.byWord[tokens[at].key()] {
		e := n.entries[i]
		if !startsWith(tokens[at:], e.stems) {
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

func startsWith(tokens []token, words []string) bool {
	if len(words) > len(tokens) || len(words) == 0 {
		return false
	}
	for i, w := range words {
		if tokens[i].key() != w {
			return false
		}
	}
	return true
}

// partly returns the nodes whose name holds the words that start at the token,
// as many words as possible, and that are wanted.
func (n *names) partly(tokens []token, at int, wanted func(org.NodeID) bool) (nodes []org.NodeID, next int) {
	next = at
	if at >= len(tokens) {
		return nil, at
	}
	for _, i := range n.byWord[tokens[at].key()] {
		e := n.entries[i]
		if !wanted(e.node) {
			continue
		}
		length := 0
		for start, w := range e.stems {
			if w != tokens[at].key() {
				continue
			}
			l := 1
			for start+l < len(e.stems) && at+l < len(tokens) && tokens[at+l].key() == e.stems[start+l] {
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

// unlike says how far a text is from the wanted one: 0 the same, 100 nothing in
// common. What counts is the share of neighbouring letters that both have.
func (w likeness) unlike(text string) int {
	if text == w.text {
		return 0
	}
	both, total := 0, w.total
	last := ' '
	for _, c := range text {
		c = unicode.ToLower(c)
		if w.pairs[[2]rune{last, c}] {
			both++
		}
		last = c
		total++
	}
	if total == 0 {
		return 100
	}
	far := 100 - 200*min(both, w.total)/total
	if n := min(len(text), len(w.text)); n > 0 && strings.EqualFold(text[:n], w.text[:n]) {
		far /= 2
	}
	return max(1, far)
}

// likeness is a text prepared for being compared with many.
type likeness struct {
	text  string
	pairs map[[2]rune]bool
	total int
}

func likenessOf(text string) likeness {
	w := likeness{text: text, pairs: map[[2]rune]bool{}}
	last := ' '
	for _, c := range text {
		c = unicode.ToLower(c)
		w.pairs[[2]rune{last, c}] = true
		last = c
		w.total++
	}
	return w
}
