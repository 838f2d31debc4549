package sentence

import (
	"slices"
	"strings"
	"unicode"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// narrowing are the words after which something stands that a goal is about.
var narrowing = []string{"for", "in", "from", "of", "via", "through", "to", "at", "on", "with", "among", "amongst", "across", "within", "by", "inside", "out", "into"}

// place reads what a goal is about or for: "for product X", "in EMEA", "the SMB
// segment", "via partners", "Ana". next is at when there is none.
func (r *reader) place(at int) (part, int) {
	i := at
	narrowed := false
	if r.At(i).Is(narrowing...) {
		i++
		narrowed = true
	}
	if r.At(i).Is("of") && narrowed {
		i++
	}
	also := !narrowed && r.afterPlace()
	p, next := r.placeAt(r.PastArticle(i), narrowed || also, at)
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
	return isPlace && r.At(r.pieces[n-1].from).Is("and", "or", "&", ",", "+")
}

// placeAt is place without what leads to it.
func (r *reader) placeAt(i int, narrowed bool, at int) (part, int) {
	if node, next := r.literal(i); next > i {
		return r.placed([]org.NodeID{node}, "", r.said(i, next)), next
	}
	kind, afterKind := r.kindWord(i)
	_, whole := r.names.full(r.List, i)
	if _, noun := r.phrase(i, isNoun); afterKind > i && whole <= afterKind && noun <= afterKind { // no name that begins with the word
		if p, next := r.placeOf(kind, afterKind, at); next > afterKind {
			return p, next
		}
	}
	nodes, next := r.names.full(r.List, i)
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
	nodes, next := r.names.full(r.List, i)
	if of := ofKind(nodes, kind); len(of) > 0 {
		return r.placed(of, kind, r.said(i, next)), next
	}
	if len(nodes) > 0 {
		return r.placed(nodes, kind, r.said(i, next)), next
	}
	nodes, next = r.names.partly(r.List, i, func(n org.NodeID) bool { return isOf(n, kind) })
	if len(nodes) > 0 {
		return r.placed(nodes, kind, r.said(i, next)), next
	}
	next = i
	for next < len(r.List) && next-i < 4 && r.couldName(next, next == i) {
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
	t := r.At(at)
	switch t.Kind {
	case token.Word:
		single := len(t.Text) == 1 && !t.Is("q", "h", "a", "i") || t.Text == "A"
		return single && first || !r.means(at) && !t.Typo
	case token.Numeral:
		return (first || t.Glued || t.Dash) && !r.Counts(at+1)
	}
	return false
}

// means reports whether the word at the token has a meaning of its own.
func (r *reader) means(at int) bool {
	t := r.At(at)
	if t.Kind != token.Word {
		return true
	}
	parts, _ := r.phrase(at, func(part) bool { return true })
	_, isKind := kindWords[t.Stem]
	return len(parts) > 0 || r.MeansTime(at) || isKind || t.IsNumber() || len(t.Stem) <= 1 || slices.Contains(unitWords, t.Stem)
}

// partly reads a part of a name: the first name of a person anywhere, a word of
// any other name where something must stand.
func (r *reader) partly(i int, narrowed bool, at int) (part, int) {
	t := r.At(i)
	if t.Kind != token.Word && !narrowed {
		return nil, at
	}
	if r.means(i) && !(narrowed && capital(t)) {
		return nil, at
	}
	nodes, next := r.names.partly(r.List, i, func(n org.NodeID) bool {
		return !r.means(i) && n.Kind() != org.Person || n.Kind() == org.Person && (capital(t) || !r.means(i))
	})
	if alone := next == i+1 && !narrowed; len(nodes) == 0 || t.Kind != token.Word || alone && nodes[0].Kind() != org.Person {
		return nil, at // a single word of a longer name may be anything
	}
	if kind, end := r.kindWord(next); end > next {
		if of := ofKind(nodes, kind); len(of) > 0 {
			return r.placed(of, kind, r.said(i, next)), end
		}
	}
	return r.placed(nodes, "", r.said(i, next)), next
}

func capital(t token.Token) bool {
	for _, c := range t.Text {
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
	t := r.At(at)
	if t.Kind != token.Word || !r.At(at+1).Is(":") || !r.At(at+1).Glued || !r.At(at+2).Glued {
		return "", at
	}
	end := at + 2
	for end < len(r.List) && r.At(end).Glued {
		end++
	}
	for ; end > at+2; end-- {
		id := org.NodeID(r.runes[t.Start:r.List[end-1].End])
		if r.names.has(id) {
			return id, end
		}
	}
	return "", at
}

// kindWord reads product, customer segment, lead source, sales team, …
func (r *reader) kindWord(at int) (org.Kind, int) {
	t, u := r.At(at), r.At(at+1)
	switch {
	case t.Is("lead") && u.Is("source"):
		return org.LeadSource, at + 2
	case t.Is("product") && u.Is("line", "category", "group", "family"):
		return org.Category, at + 2
	case t.Is("customer", "client", "market") && u.Is("segment"):
		return org.Segment, at + 2
	case t.Is("sale") && u.Is("channel", "team", "territory", "region", "rep", "area"):
		return kindWords[u.Stem], at + 2
	}
	customers := t.Is("customer", "client") && strings.HasSuffix(strings.ToLower(t.Text), "s") // they are counted
	if kind, ok := kindWords[t.Stem]; ok && t.Kind == token.Word && !customers {
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
	if !r.At(at).Is(narrowing...) || r.At(at).Is("by", "on", "to") {
		return nil, at
	}
	i := r.PastArticle(at + 1)
	next := i
	for next < len(r.List) && next-i < 4 && r.couldName(next, false) && r.At(next).Kind == token.Word {
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
	if r.At(i).Is("for", "by") {
		i++
	}
	t := r.At(i)
	people := func(at int, many bool) int {
		_, next := r.phrase(at, func(p part) bool { w, ok := p.(peopleWord); return ok && w.many == many })
		return next
	}
	switch {
	case t.Is("each", "every", "per", "a", "an") && people(i+1, false) > i+1 && (!t.Is("a", "an") || len(r.pieces) > 0):
		return who{each: true}, people(i+1, false)
	case t.Is("each") && r.At(i+1).Is("of") && people(r.pastPossessive(i+2), true) > r.pastPossessive(i+2):
		return who{each: true}, people(r.pastPossessive(i+2), true)
	case t.Is("each") && i == at && r.trailing(i+1):
		return who{ask: true}, i + 1
	case t.Is("everyone", "everybody", "anyone") || t.Is("each") && r.At(i+1).Is("one") && !r.At(i+2).Is("of"):
		return who{each: true}, i + 1 + map[bool]int{true: 1}[t.Is("each")]
	case t.Is("each", "every", "per", "all") && teamEnd(r, i+1) > i+1:
		return who{ask: true, teams: true}, teamEnd(r, i+1)
	case t.Is("all", "both") && people(r.pastPossessive(i+1), true) > r.pastPossessive(i+1):
		return who{ask: true}, people(r.pastPossessive(i+1), true)
	case t.Is("my", "our") && teamEnd(r, i+1) > i+1 || t.Is("the") && teamEnd(r, i+1) > i+1 && i > at:
		return who{own: true}, teamEnd(r, i+1)
	case t.Is("company", "corporate", "group") && (r.At(i+1).Is("wide", "level") || r.Counts(i+1)):
		return who{nodes: []org.NodeID{r.Root}}, i + 1 + map[bool]int{true: 1}[r.At(i+1).Is("wide", "level")]
	case t.Is("the", "our", "whole", "entire") && r.companyEnd(i+1) > i+1:
		return who{nodes: []org.NodeID{r.Root}}, r.companyEnd(i + 1)
	}
	return who{}, at
}

// trailing reports whether nothing that "each" could belong to follows: "5 deals
// each by June".
func (r *reader) trailing(at int) bool {
	if at >= len(r.List) || r.At(at).Kind == token.Sign || r.At(at).Is("in", "by", "until", "during", "over", "this", "next", "before", "within") {
		return len(r.pieces) > 0
	}
	return false
}

func (r *reader) pastPossessive(at int) int {
	for r.At(at).Is("the", "our", "my", "of") {
		at++
	}
	return at
}

// teamEnd reads "team", "sales team", "teams".
func teamEnd(r *reader, at int) int {
	i := at
	for r.At(i).Is("sale", "the", "of", "our", "my") {
		i++
	}
	if r.At(i).Is("team", "department", "squad") && !r.At(i+1).Is("member") {
		if nodes, _ := r.names.full(r.List, i+1); len(nodes) == 0 {
			return i + 1
		}
	}
	return at
}

func (r *reader) companyEnd(at int) int {
	i := at
	for r.At(i).Is("whole", "entire") {
		i++
	}
	if r.At(i).Is("company", "organisation", "organization", "business", "firm") && (i > at || !r.At(i+1).Is("size")) {
		return i + 1
	}
	return at
}
