package token

// List is the tokens of a text.
type List []Token

// At returns the token at the place, one that is nothing when there is none.
func (l List) At(at int) Token {
	if at < 0 || at >= len(l) {
		return Token{Kind: Sign}
	}
	return l[at]
}

// OneOf reads the longest of the phrases that stands at the token, given as
// stems; words is nil when none does.
func (l List) OneOf(at int, phrases ...[]string) (words []string, next int) {
	next = at
	for _, p := range phrases {
		if len(p) > next-at && l.Starts(at, p) {
			words, next = p, at+len(p)
		}
	}
	return words, next
}

// Starts reports whether the words stand at the token.
func (l List) Starts(at int, words []string) bool {
	if at < 0 || at+len(words) > len(l) || len(words) == 0 {
		return false
	}
	for i, w := range words {
		if l[at+i].Key() != w {
			return false
		}
	}
	return true
}

// PastArticle skips an article.
func (l List) PastArticle(at int) int {
	if l.At(at).Is("the", "a", "our", "all") {
		return at + 1
	}
	return at
}

// Count reads a whole number from 1 to 999 in digits or words; "couple of" is 2.
func (l List) Count(at int) (n, next int) {
	if l.At(at).Is("couple") && l.At(at+1).Is("of") {
		return 2, at + 2
	}
	num, next := l.Written(at)
	if next == at || num.Value == nil || !num.Value.IsInt() || num.Other != nil {
		return 0, at
	}
	v := num.Value.Num().Int64()
	if !num.Value.Num().IsInt64() || v < 1 || v > 999 {
		return 0, at
	}
	return int(v), next
}
