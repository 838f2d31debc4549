package sentence

import (
	"slices"
	"strings"
	"unicode"

	"github.com/attainhq/attain/internal/org"
)

// narrowing are the words after which something stands that a goal is about.
var narrowing = []string{"for", "in", "from", "of", "via", "through", "to", "at", "on", "with", "among", "amongst", "across", "within", "by", "inside", "out", "into"}

// place reads what a goal is about or for: "for product X", "in EMEA", "the SMB
// segment", "via partners", "Ana". next is at when there is none.
func (r *reader) place(at int) (part, int) {
	i := at
	narrowed := false
	if r.token(i).is(narrowing...) {
		i++
		narrowed = true
	}
	if r.token(i).is("of") && narrowed {
		i++
	}
	also := !narrowed && r.afterPlace()
	p, next := r.placeAt(r.pastArticle(i), narrowed || also, at)
	if known, ok := p.(place); ok && also {
		known.also = true
		return known, next
	}
	return p, next
}

// afterPlace reports whether the last piece joins something to a place: "for
// bikes and".
func (r *reader) afterPlace() bool {
	n := len(r.pieces)
	if n < 2 {
		return false
	}
	_, isPlace := r.pieces[n-2].part.(place)
	return isPlace && r.token(r.pieces[n-1].from).is("and", "or", "&", ",", "+")
}

// placeAt is place without what leads to it.
func (r *reader) placeAt(i int, narrowed bool, at int) (part, int) {
	if node, next := r.literal(i); next > i {
		return r.placed([]org.NodeID{node}, "", r.said(i, next)), next
	}
	kind, afterKind := r.kindWord(i)
	_, whole := r.names.full(r.tokens, i)
	if _, noun := r.phrase(i, isNoun); afterKind > i && whole <= afterKind && noun <= afterKind { // no name that begins with the word
		if p, next := r.placeOf(kind, afterKind, at); next > afterKind {
			return p, next
		}
	}
	nodes, next := r.names.full(r.tokens, i)
	if len(nodes) > 0 {
		if kind, end := r.kindWord(next); end > next {
			if of := ofKind(nodes, kind); len(of) > 0 {
				return r.placed(of, kind, r.said(i, next)), end
			}
		}
		return r.placed(nodes, "", r.said(i, next)), next
	}
	return r.partly(i, narrowed, at)
}

// placeOf reads the name behind "product", "team", …; one that is not known is
// still taken for one when nothing else can be meant.
func (r *reader) placeOf(kind org.Kind, i, at int) (part, int) {
	nodes, next := r.names.full(r.tokens, i)
	if of := ofKind(nodes, kind); len(of) > 0 {
		return r.placed(of, kind, r.said(i, next)), next
	}
	if len(nodes) > 0 {
		return r.placed(nodes, kind, r.said(i, next)), next
	}
	nodes, next = r.names.partly(r.tokens, i, func(n org.NodeID) bool { return isOf(n, kind) })
	if len(nodes) > 0 {
		return r.placed(nodes, kind, r.said(i, next)), next
	}
	next = i
	for next < len(r.tokens) && next-i < 4 && r.couldName(next, next == i) {
		next++
	}
	if next == i {
		return nil, at
	}
	return place{kind: kind, name: r.said(i, next)}, next
}

// couldName reports whether the token can only be a name: a word that nobody
// knows, or a single capital letter or a number right behind "product".
func (r *reader) couldName(at int, first bool) bool {
	t := r.token(at)
	switch t.kind {
	case wordToken:
		single := len(t.text) == 1 && !t.is("q", "h", "a", "i") || t.text == "A"
		return single && first || !r.means(at) && !t.typo
	case numberToken:
		return (first || t.glued || t.dash) && !r.counts(at+1)
	}
	return false
}

// means reports whether the word at the token has a meaning of its own.
func (r *reader) means(at int) bool {
	t := r.token(at)
	if t.kind != wordToken {
		return true
	}
	parts, _ := r.phrase(at, func(part) bool { return true })
	_, isMonth := months[t.stem]
	_, isDay := weekdays[t.stem]
	_, isKind := kindWords[t.stem]
	_, isNumber := small[t.stem]
	return len(parts) > 0 || isMonth || isDay || isKind || isNumber || timeUnits[t.stem] != "" || rhythms[t.stem] != "" || len(t.stem) <= 1 ||
		slices.Contains(spanWords, t.stem) || slices.Contains(unitWords, t.stem) || slices.Contains(thisWords, t.stem) || slices.Contains(nextWords, t.stem) || slices.Contains(lastWords, t.stem)
}

// partly reads a part of a name: the first name of a person anywhere, a word of
// any other name where something must stand.
func (r *reader) partly(i int, narrowed bool, at int) (part, int) {
	t := r.token(i)
	if t.kind != wordToken && !narrowed {
		return nil, at
	}
	if r.means(i) && !(narrowed && capital(t)) {
		return nil, at
	}
	nodes, next := r.names.partly(r.tokens, i, func(n org.NodeID) bool {
		return !r.means(i) && n.Kind() != org.Person || n.Kind() == org.Person && (capital(t) || !r.means(i))
	})
	if alone := next == i+1 && !narrowed; len(nodes) == 0 || t.kind != wordToken || alone && nodes[0].Kind() != org.Person {
		return nil, at // a single word of a longer name may be anything
	}
	if kind, end := r.kindWord(next); end > next {
		if of := ofKind(nodes, kind); len(of) > 0 {
			return r.placed(of, kind, r.said(i, next)), end
		}
	}
	return r.placed(nodes, "", r.said(i, next)), next
}

func capital(t token) bool {
	for _, c := range t.text {
		return unicode.IsUpper(c)
	}
	return false
}

// placed makes an owner of people, teams and the company, and a scope of
// everything else.
func (r *reader) placed(nodes []org.NodeID, kind org.Kind, name string) part {
	nodes = slices.Clone(nodes)
	slices.Sort(nodes)
	owners := 0
	for _, n := range nodes {
		if isOwner(n) {
			owners++
		}
	}
	if owners == len(nodes) {
		return who{nodes: nodes}
	}
	return place{nodes: nodes, kind: kind, name: name}
}

func isOwner(n org.NodeID) bool {
	switch n.Kind() {
	case org.Person, org.Team, org.Company:
		return true
	default:
		return false
	}
}

// literal reads the id of a node as it is written: product:12.
func (r *reader) literal(at int) (org.NodeID, int) {
	t := r.token(at)
	if t.kind != wordToken || !r.token(at+1).is(":") || !r.token(at+1).glued || !r.token(at+2).glued {
		return "", at
	}
	end := at + 2
	for end < len(r.tokens) && r.token(end).glued {
		end++
	}
	for ; end > at+2; end-- {
		id := org.NodeID(r.runes[t.start:r.tokens[end-1].end])
		if r.names.has(id) {
			return id, end
		}
	}
	return "", at
}

// kindWord reads product, customer segment, lead source, sales team, …
func (r *reader) kindWord(at int) (org.Kind, int) {
	t, u := r.token(at), r.token(at+1)
	switch {
	case t.is("lead") && u.is("source"):
		return org.LeadSource, at + 2
	case t.is("product") && u.is("line", "category", "group", "family"):
		return org.Category, at + 2
	case t.is("customer", "client", "market") && u.is("segment"):
		return org.Segment, at + 2
	case t.is("sale") && u.is("channel", "team", "territory", "region", "rep", "area"):
		return kindWords[u.stem], at + 2
	}
	customers := t.is("customer", "client") && strings.HasSuffix(strings.ToLower(t.text), "s") // they are counted
	if kind, ok := kindWords[t.stem]; ok && t.kind == wordToken && !customers {
		return kind, at + 1
	}
	return "", at
}

// isOf reports whether the node is of the kind, or of one that is called so.
func isOf(n org.NodeID, kind org.Kind) bool {
	has := n.Kind()
	switch kind {
	case org.Product, org.Category, org.Subcategory:
		return has == org.Product || has == org.Category || has == org.Subcategory
	case org.Region, org.Territory:
		return has == org.Region || has == org.Territory
	default:
		return has == kind
	}
}

func ofKind(nodes []org.NodeID, kind org.Kind) []org.NodeID {
	var exact, near []org.NodeID
	for _, n := range nodes {
		if n.Kind() == kind {
			exact = append(exact, n)
		}
		if isOf(n, kind) {
			near = append(near, n)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return near
}

// unknownPlace reads a name that nobody knows where something must stand: "in
// Atlantis". next is at when there is none.
func (r *reader) unknownPlace(at int) (part, int) {
	if !r.token(at).is(narrowing...) || r.token(at).is("by", "on", "to") {
		return nil, at
	}
	i := r.pastArticle(at + 1)
	next := i
	for next < len(r.tokens) && next-i < 4 && r.couldName(next, false) && r.token(next).kind == wordToken {
		next++
	}
	if next == i {
		return nil, at
	}
	kind, end := r.kindWord(next)
	return place{kind: kind, name: r.said(i, next)}, end
}

// who reads whose goal it is: each rep, per salesperson, my team, everyone.
func (r *reader) who(at int) (who, int) {
	i := at
	if r.token(i).is("for", "by") {
		i++
	}
	t := r.token(i)
	people := func(at int, many bool) int {
		_, next := r.phrase(at, func(p part) bool { w, ok := p.(peopleWord); return ok && w.many == many })
		return next
	}
	switch {
	case t.is("each", "every", "per", "a", "an") && people(i+1, false) > i+1 && (!t.is("a", "an") || len(r.pieces) > 0):
		return who{each: true}, people(i+1, false)
	case t.is("each") && r.token(i+1).is("of") && people(r.pastPossessive(i+2), true) > r.pastPossessive(i+2):
		return who{each: true}, people(r.pastPossessive(i+2), true)
	case t.is("each") && i == at && r.trailing(i+1):
		return who{ask: true}, i + 1
	case t.is("everyone", "everybody", "anyone") || t.is("each") && r.token(i+1).is("one") && !r.token(i+2).is("of"):
		return who{each: true}, i + 1 + map[bool]int{true: 1}[t.is("each")]
	case t.is("each", "every", "per", "all") && teamEnd(r, i+1) > i+1:
		return who{ask: true, teams: true}, teamEnd(r, i+1)
	case t.is("all", "both") && people(r.pastPossessive(i+1), true) > r.pastPossessive(i+1):
		return who{ask: true}, people(r.pastPossessive(i+1), true)
	case t.is("my", "our") && teamEnd(r, i+1) > i+1 || t.is("the") && teamEnd(r, i+1) > i+1 && i > at:
		return who{own: true}, teamEnd(r, i+1)
	case t.is("company", "corporate", "group") && (r.token(i+1).is("wide", "level") || r.counts(i+1)):
		return who{nodes: []org.NodeID{r.Root}}, i + 1 + map[bool]int{true: 1}[r.token(i+1).is("wide", "level")]
	case t.is("the", "our", "whole", "entire") && r.companyEnd(i+1) > i+1:
		return who{nodes: []org.NodeID{r.Root}}, r.companyEnd(i + 1)
	}
	return who{}, at
}

// trailing reports whether nothing that "each" could belong to follows: "5 deals
// each by June".
func (r *reader) trailing(at int) bool {
	if at >= len(r.tokens) || r.token(at).kind == signToken || r.token(at).is("in", "by", "until", "during", "over", "this", "next", "before", "within") {
		return len(r.pieces) > 0
	}
	return false
}

func (r *reader) pastPossessive(at int) int {
	for r.token(at).is("the", "our", "my", "of") {
		at++
	}
	return at
}

// teamEnd reads "team", "sales team", "teams".
func teamEnd(r *reader, at int) int {
	i := at
	for r.token(i).is("sale", "the", "of", "our", "my") {
		i++
	}
	if r.token(i).is("team", "department", "squad") && !r.token(i+1).is("member") {
		if nodes, _ := r.names.full(r.tokens, i+1); len(nodes) == 0 {
			return i + 1
		}
	}
	return at
}

func (r *reader) companyEnd(at int) int {
	i := at
	for r.token(i).is("whole", "entire") {
		i++
	}
	if r.token(i).is("company", "organisation", "organization", "business", "firm") && (i > at || !r.token(i+1).is("size")) {
		return i + 1
	}
	return at
}
