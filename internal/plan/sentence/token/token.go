// Package token divides a text into words, numbers, dates in digits and signs,
// and makes words comparable. It knows how numbers are written, in digits and in
// words; what they and the words mean is for those who read the tokens.
package token

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is a word, a number, a date in digits or a sign of the text.
type Token struct {
	Kind       Kind
	Start, End int    // in runes
	Text       string // as written
	// stem is what is compared: a word in lower case and singular, without
	// accents; a sign as it is; "" for numbers and dates.
	Stem   string
	Typo   bool // stem is the known word that this was taken for
	Glued  bool // nothing stands between it and the token before
	Dash   bool // a hyphen or dash stands before it
	Quote  bool // an apostrophe stands before it
	Number Number
	Date   Digits
}

// Kind says what a token is.
type Kind int

// The kinds of tokens.
const (
	Word Kind = iota
	Numeral
	Date
	Sign
)

// Split divides the text. Brackets, quotes and everything that does not show
// are gaps.
func Split(text string) List {
	runes := []rune(text)
	var tokens List
	dash, quote := false, false
	for i := 0; i < len(runes); {
		if isGap(runes, i) {
			dash = dash || isDash(runes[i])
			quote = IsApostrophe(runes[i])
			i++
			continue
		}
		t := nextToken(runes, i)
		t.Dash, t.Quote = dash, quote
		dash, quote = false, false
		t.Start, t.Text = i, string(runes[i:t.End])
		if n := len(tokens); n > 0 {
			t.Glued = tokens[n-1].End == t.Start
		}
		if t.Kind == Word {
			t.Stem = Stem(t.Text)
		}
		tokens = append(tokens, t)
		i = t.End
	}
	return tokens
}

// nextToken reads the token that starts at i; only kind, end, number, date and
// a sign's stem are set.
func nextToken(runes []rune, i int) Token {
	c := runes[i]
	switch {
	case IsLetter(c):
		end := i + 1
		for end < len(runes) && (IsLetter(runes[end]) || unicode.Is(unicode.Mn, runes[end]) || IsApostrophe(runes[end]) && end+1 < len(runes) && IsLetter(runes[end+1])) {
			end++
		}
		return Token{Kind: Word, End: end}
	case IsDigit(c):
		if d, end, ok := readDigits(runes, i); ok {
			return Token{Kind: Date, End: end, Date: d}
		}
		n, end := readNumber(runes, i)
		return Token{Kind: Numeral, End: end, Number: n}
	default:
		sign := string(c)
		end := i + 1
		if end < len(runes) && (sign == ">" || sign == "<") && runes[end] == '=' {
			return Token{Kind: Sign, End: end + 1, Stem: map[string]string{">": "≥", "<": "≤"}[sign]}
		}
		if end < len(runes) && sign == "-" && runes[end] == '>' {
			return Token{Kind: Sign, End: end + 1, Stem: "→"}
		}
		if same, ok := sameSign[c]; ok {
			sign = same
		}
		return Token{Kind: Sign, End: end, Stem: sign}
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
	case unicode.IsSpace(c), unicode.IsControl(c), unicode.Is(unicode.Cf, c), c == unicode.ReplacementChar, strings.ContainsRune(gaps, c) && !IsLetter(c):
		return true
	case IsApostrophe(c):
		return true
	case isDash(c):
		before, after := i > 0 && isWordly(runes[i-1]), i+1 < len(runes) && isWordly(runes[i+1])
		numbers := before && after && IsDigit(runes[i-1]) && IsDigit(runes[i+1])
		return before && after && !numbers
	default:
		return false
	}
}

func isDash(c rune) bool { return c == '-' || sameSign[c] == "-" }

func isWordly(c rune) bool { return IsLetter(c) || IsDigit(c) }

// IsLetter includes the underscore, which ids of user-defined metrics have.
func IsLetter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_'
	}
	return unicode.IsLetter(c)
}

// IsDigit reports whether the rune is a digit as they are typed.
func IsDigit(c rune) bool { return '0' <= c && c <= '9' }

// IsApostrophe reports whether the rune is one of the apostrophes.
func IsApostrophe(c rune) bool { return c == '\'' || c == '’' || c == '‘' || c == 'ʼ' }

// Stem makes words comparable: lower case, no accents, no possessive, no
// plural s. What it cuts too much it cuts on both sides of a comparison.
func Stem(word string) string {
	word = strings.ToLower(word)
	if !IsASCII(word) {
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

// IsASCII reports whether the word has no letter beyond ASCII.
func IsASCII(word string) bool {
	for i := range len(word) {
		if word[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Stems divides a phrase of the tables or a name as the text is divided.
func Stems(phrase string) []string {
	tokens := Split(phrase)
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		words = append(words, t.Key())
	}
	return words
}

// Key is what a token is compared by in phrases.
func (t Token) Key() string {
	if t.Kind == Numeral || t.Kind == Date {
		return t.Text
	}
	return t.Stem
}

// Is reports whether the token is one of the words (given as stems) or signs.
func (t Token) Is(words ...string) bool {
	if t.Kind == Numeral || t.Kind == Date {
		return false
	}
	for _, w := range words {
		if t.Stem == w {
			return true
		}
	}
	return false
}

// Plain returns the text without what does not show and without brackets, for
// keeping beside a goal.
func Plain(text string) string {
	clean := strings.Map(func(c rune) rune {
		if c == '[' || c == ']' {
			return -1
		}
		return c
	}, Visible(text))
	return strings.Join(strings.Fields(clean), " ")
}

// Visible puts a space for everything that does not show, so that all other
// characters stay at their place.
func Visible(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == unicode.ReplacementChar {
			return ' '
		}
		return c
	}, text)
}
