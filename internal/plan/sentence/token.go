package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word, a number, a date in digits or a sign of the text.
type token struct {
	kind       tokenKind
	start, end int    // in runes
	text       string // as written
	// stem is what is compared: a word in lower case and singular, without
	// accents; a sign as it is; "" for numbers and dates.
	stem   string
	typo   bool // stem is the known word that this was taken for
	glued  bool // nothing stands between it and the token before
	dash   bool // a hyphen or dash stands before it
	quote  bool // an apostrophe stands before it
	number number
	date   digits
}

type tokenKind int

const (
	wordToken tokenKind = iota
	numberToken
	dateToken
	signToken
)

// tokenise divides the text. Brackets, quotes and everything that does not show
// are gaps.
func tokenise(text string) []token {
	runes := []rune(text)
	var tokens []token
	dash, quote := false, false
	for i := 0; i < len(runes); {
		if isGap(runes, i) {
			dash = dash || isDash(runes[i])
			quote = isApostrophe(runes[i])
			i++
			continue
		}
		t := nextToken(runes, i)
		t.dash, t.quote = dash, quote
		dash, quote = false, false
		t.start, t.text = i, string(runes[i:t.end])
		if n := len(tokens); n > 0 {
			t.glued = tokens[n-1].end == t.start
		}
		if t.kind == wordToken {
			t.stem = stem(t.text)
		}
		tokens = append(tokens, t)
		i = t.end
	}
	return tokens
}

// nextToken reads the token that starts at i; only kind, end, number, date and
// a sign's stem are set.
func nextToken(runes []rune, i int) token {
	c := runes[i]
	switch {
	case isLetter(c):
		end := i + 1
		for end < len(runes) && (isLetter(runes[end]) || unicode.Is(unicode.Mn, runes[end]) || isApostrophe(runes[end]) && end+1 < len(runes) && isLetter(runes[end+1])) {
			end++
		}
		return token{kind: wordToken, end: end}
	case isDigit(c):
		if d, end, ok := readDigits(runes, i); ok {
			return token{kind: dateToken, end: end, date: d}
		}
		n, end := readNumber(runes, i)
		return token{kind: numberToken, end: end, number: n}
	default:
		sign := string(c)
		end := i + 1
		if end < len(runes) && (sign == ">" || sign == "<") && runes[end] == '=' {
			return token{kind: signToken, end: end + 1, stem: map[string]string{">": "≥", "<": "≤"}[sign]}
		}
		if end < len(runes) && sign == "-" && runes[end] == '>' {
			return token{kind: signToken, end: end + 1, stem: "→"}
		}
		if same, ok := sameSign[c]; ok {
			sign = same
		}
		return token{kind: signToken, end: end, stem: sign}
	}
}

// sameSign are signs that mean what another does.
var sameSign = map[rune]string{'–': "-", '—': "-", '−': "-", '‑': "-", '‐': "-", '＋': "+", '％': "%", '＄': "$", '⇒': "→"}

const gaps = "\"“”„«»[](){}*`…!?"

// isGap reports whether the rune at i only separates. A hyphen inside a word
// does; before or between numbers it is a sign.
func isGap(runes []rune, i int) bool {
	c := runes[i]
	switch {
	case unicode.IsSpace(c), unicode.IsControl(c), unicode.Is(unicode.Cf, c), c == unicode.ReplacementChar, strings.ContainsRune(gaps, c) && !isLetter(c):
		return true
	case isApostrophe(c):
		return true
	case isDash(c):
		before, after := i > 0 && isWordly(runes[i-1]), i+1 < len(runes) && isWordly(runes[i+1])
		numbers := before && after && isDigit(runes[i-1]) && isDigit(runes[i+1])
		return before && after && !numbers
	default:
		return false
	}
}

func isDash(c rune) bool { return c == '-' || sameSign[c] == "-" }

func isWordly(c rune) bool { return isLetter(c) || isDigit(c) }

// isLetter includes the underscore, which ids of user-defined metrics have.
func isLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
	}
	return unicode.IsLetter(c)
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

func isApostrophe(c rune) bool { return c == '\'' || c == '’' || c == '‘' || c == 'ʼ' }

// stem makes words comparable: lower case, no accents, no possessive, no
// plural s. What it cuts too much it cuts on both sides of a comparison.
func stem(word string) string {
	word = strings.ToLower(word)
	if !isASCII(word) {
		word = strings.ReplaceAll(word, "’", "'")
		word = strings.Map(func(c rune) rune {
			if unicode.Is(unicode.Mn, c) {
				return -1
			}
			return c
		}, norm.NFKD.String(word))
	}
	word = strings.TrimSuffix(word, "'s")
	word = strings.ReplaceAll(word, "'", "")
	n := len(word)
	switch {
	case n > 4 && strings.HasSuffix(word, "ies"):
		return word[:n-3] + "y"
	case n > 5 && strings.HasSuffix(word, "sses"):
		return word[:n-2]
	case n > 3 && word[n-1] == 's' && !strings.ContainsRune("sui", rune(word[n-2])):
		return word[:n-1]
	default:
		return word
	}
}

func isASCII(word string) bool {
	for i := range len(word) {
		if word[i] >= 0x80 {
			return false
		}
	}
	return true
}

// stems divides a phrase of the tables or a name as the text is divided.
func stems(phrase string) []string {
	tokens := tokenise(phrase)
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		words = append(words, t.key())
	}
	return words
}

// key is what a token is compared by in phrases.
func (t token) key() string {
	if t.kind == numberToken || t.kind == dateToken {
		return t.text
	}
	return t.stem
}

// is reports whether the token is one of the words (given as stems) or signs.
func (t token) is(words ...string) bool {
	if t.kind == numberToken || t.kind == dateToken {
		return false
	}
	for _, w := range words {
		if t.stem == w {
			return true
		}
	}
	return false
}

// plain returns the text without what does not show and without brackets, for
// keeping beside a goal.
func plain(text string) string {
	clean := strings.Map(func(c rune) rune {
		if c == '[' || c == ']' {
			return -1
		}
		return c
	}, visible(text))
	return strings.Join(strings.Fields(clean), " ")
}

// visible puts a space for everything that does not show, so that all other
// characters stay at their place.
func visible(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == unicode.ReplacementChar {
			return ' '
		}
		return c
	}, text)
}
