package ingest

import (
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/money"
)

// percentRule says what a percent sign after a number means.
type percentRule int

const (
	percentRefused  percentRule = iota
	percentNumber               // 12 % is 12
	percentFraction             // 12 % is 0.12
)

// readNumber reads a number as people write it: 2,024.99; 2.024,99 €;
// (1,234.50); 1,234.50-; 1 234,5. It is exact. What has two readings under the
// declared formats is a problem. A currency in the text must be the currency
// that the row has; currency is empty when that is not known.
func readNumber(text string, f *formats, currency money.Currency) (*big.Rat, *problem) {
	if f.decimal == "." {
		if rat := readPlain(text); rat != nil {
			return rat, nil
		}
	}
	if len(text) > 80 {
		return nil, notANumber(text)
	}
	n := numeral{original: text, rest: tidy(text), f: f}
	if p := n.strip(currency); p != nil {
		return nil, p
	}
	digits, p := n.digits()
	if p != nil {
		return nil, p
	}
	rat, err := money.ParseRat(digits)
	if err != nil {
		return nil, notANumber(text)
	}
	if n.negative {
		rat.Neg(rat)
	}
	if n.percent && f.percent == percentFraction {
		rat.Quo(rat, big.NewRat(100, 1))
	}
	return rat, nil
}

func notANumber(text string) *problem {
	return problemf("correct the value, or choose the right column", "%s is not a number", shown(text))
}

// readPlain reads [-]digits[.digits] of up to 18 digits, nil for anything else:
// nearly every number of a program's export, ten times faster.
func readPlain(text string) *big.Rat {
	const most = 18 // digits, so that the value fits
	body := strings.TrimPrefix(text, "-")
	if len(body) > most || body == "" {
		return nil
	}
	value, scale, dotted := int64(0), int64(1), false
	for i := range len(body) {
		switch c := body[i]; {
		case c >= '0' && c <= '9':
			value = value*10 + int64(c-'0')
			if dotted {
				scale *= 10
			}
		case c == '.' && !dotted && i > 0 && i < len(body)-1:
			dotted = true
		default:
			return nil
		}
	}
	if len(body) < len(text) {
		value = -value
	}
	if scale == 1 {
		return new(big.Rat).SetInt64(value)
	}
	return big.NewRat(value, scale)
}

// allDigits reports whether the text is one or more of 0-9.
func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// numeral is a number on its way from text to digits.
type numeral struct {
	original, rest    string
	f                 *formats
	negative, percent bool
}

// strip takes sign, parentheses, currency and percent sign off both ends, each
// at most once.
func (n *numeral) strip(currency money.Currency) *problem {
	signs, found := 0, ""
	for {
		before := n.rest
		n.rest = strings.TrimSpace(strings.ReplaceAll(n.rest, "\u2212", "-"))
		switch {
		case strings.HasPrefix(n.rest, "(") && strings.HasSuffix(n.rest, ")"):
			n.rest, n.negative = n.rest[1:len(n.rest)-1], true
			signs++
		case strings.HasPrefix(n.rest, "-"):
			n.rest, n.negative = n.rest[1:], true
			signs++
		case strings.HasPrefix(n.rest, "+"):
			n.rest = n.rest[1:]
			signs++
		case strings.HasSuffix(n.rest, "-"):
			n.rest, n.negative = n.rest[:len(n.rest)-1], true
			signs++
		case strings.HasSuffix(n.rest, "%"):
			if n.percent {
				return notANumber(n.original)
			}
			n.rest, n.percent = n.rest[:len(n.rest)-1], true
		default:
			symbol := n.cutCurrency()
			if symbol != "" && found != "" {
				return notANumber(n.original)
			}
			found += symbol
		}
		if signs > 1 {
			return notANumber(n.original)
		}
		if n.rest == before {
			break
		}
	}
	if n.percent && n.f.percent == percentRefused {
		return problemf("say what it means: format: {percent: number} reads 12% as 12, {percent: fraction} as 0.12",
			"%s has a percent sign where a plain number is expected", shown(n.original))
	}
	return n.checkCurrency(found, currency)
}

// cutCurrency takes one currency symbol or code off either end and returns it.
func (n *numeral) cutCurrency() string {
	for _, symbol := range n.f.symbols {
		if rest, ok := strings.CutPrefix(n.rest, symbol.text); ok {
			n.rest = rest
			return symbol.text
		}
		if rest, ok := strings.CutSuffix(n.rest, symbol.text); ok {
			n.rest = rest
			return symbol.text
		}
	}
	const code = 3
	if len(n.rest) > code {
		if head := n.rest[:code]; isCode(head) {
			n.rest = n.rest[code:]
			return head
		}
		if tail := n.rest[len(n.rest)-code:]; isCode(tail) {
			n.rest = n.rest[:len(n.rest)-code]
			return tail
		}
	}
	return ""
}

func isCode(text string) bool {
	return strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func (n *numeral) checkCurrency(found string, currency money.Currency) *problem {
	if found == "" {
		return nil
	}
	says := money.Currency(found)
	for _, symbol := range n.f.symbols {
		if symbol.text == found {
			says = symbol.currency
		}
	}
	if says != "" && currency != "" && says != currency {
		return problemf("give the row its own currency with the field currency, or correct the currency of the profile",
			"%s is in %s, but the row's currency is %s", shown(n.original), says, currency)
	}
	return nil
}

// digits turns what is left into [digits][.digits].
func (n *numeral) digits() (string, *problem) {
	text := n.rest
	if n.f.exponent && strings.ContainsAny(text, "eE") {
		return n.expand()
	}
	if strings.ContainsAny(text, "eE") && strings.Trim(text, "0123456789.,eE+-") == "" && text != "" {
		return "", problemf("format the column as a plain number and export again, or say format: {exponent: accept} when the digits are complete",
			"%s is in scientific notation, which may have lost digits", shown(n.original))
	}
	if strings.IndexFunc(text, isOutsideNumber) >= 0 || strings.IndexFunc(text, isDigit) < 0 {
		if symbol := foreignSymbol(text); symbol != "" {
			return "", problemf(`declare it, for example formats: {currency_symbols: {"`+symbol+`": USD}}`,
				"%s has %s, which is not declared as a currency symbol", shown(n.original), symbol)
		}
		return "", notANumber(n.original)
	}
	mark, p := n.decimalMark(text)
	if p != nil {
		return "", p
	}
	whole, rest := text, ""
	if mark != "" {
		if strings.Count(text, mark) > 1 {
			return "", notANumber(n.original)
		}
		whole, rest, _ = strings.Cut(text, mark)
	}
	if rest != "" && !allDigits(rest) {
		return "", notANumber(n.original)
	}
	grouped, ok := ungroup(whole, n.f)
	if !ok || grouped == "" && rest == "" {
		return "", problemf("correct the value, or declare formats: {decimal: …, thousands: …}",
			"%s is not a number in the declared format (%s)", shown(n.original), n.f.numberFormat())
	}
	if rest == "" {
		return grouped, nil
	}
	if grouped == "" {
		grouped = "0"
	}
	return grouped + "." + rest, nil
}

// expand reads scientific notation exactly.
func (n *numeral) expand() (string, *problem) {
	text := strings.ReplaceAll(n.rest, ",", ".")
	rat, ok := new(big.Rat).SetString(text)
	_, power, _ := strings.Cut(strings.ToLower(text), "e")
	if !ok || len(strings.TrimLeft(power, "+-")) > 2 || strings.Contains(text, "/") || strings.HasPrefix(text, "-") {
		return "", notANumber(n.original)
	}
	const decimals = 60
	return strings.TrimRight(strings.TrimRight(rat.FloatString(decimals), "0"), "."), nil
}

// decimalMark decides which mark stands before the decimals, "" when none
// does. Without a declaration it accepts only what has a single reading.
func (n *numeral) decimalMark(text string) (string, *problem) {
	if n.f.decimal != "" {
		return n.f.decimal, nil
	}
	dot, comma := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case dot == 0 && comma == 0:
		return "", nil
	case dot > 0 && comma > 0:
		if strings.LastIndexByte(text, '.') > strings.LastIndexByte(text, ',') {
			return ".", nil
		}
		return ",", nil
	case dot+comma > 1:
		return "", nil // several of one mark: thousands
	}
	mark := "."
	if comma > 0 {
		mark = ","
	}
	whole, rest, _ := strings.Cut(text, mark)
	couldGroup := len(rest) == 3 && allDigits(whole) && len(whole) <= 3 && whole[0] != '0'
	if couldGroup {
		return "", problemf(`say which mark is the decimal one: formats: {decimal: "."} or formats: {decimal: ","}`,
			"%s can be read as %s%s or as %s.%s", shown(n.original), whole, rest, whole, rest)
	}
	return mark, nil
}

// ungroup removes thousands separators; ok is false when they are not where
// they should be, or not the declared one.
func ungroup(whole string, f *formats) (digits string, ok bool) {
	if whole == "" || allDigits(whole) {
		return whole, true
	}
	mark := ""
	for _, r := range whole {
		if r < '0' || r > '9' {
			mark = string(r)
			break
		}
	}
	if !f.groups(mark) {
		return "", false
	}
	groups := strings.Split(whole, mark)
	for i, group := range groups {
		if !allDigits(group) || i > 0 && len(group) != 3 || i == 0 && len(group) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isOutsideNumber(r rune) bool {
	return !isDigit(r) && !strings.ContainsRune(".,' \u2019_", r)
}

// foreignSymbol returns what stands before or after the digits when it is a
// currency symbol.
func foreignSymbol(text string) string {
	other := strings.TrimFunc(text, func(r rune) bool { return !isOutsideNumber(r) })
	const longest = 3
	switch {
	case slices.Contains([]string{"kr", "zł", "Kč", "Ft", "Rs", "lei"}, other):
		return other
	case utf8.RuneCountInString(other) <= longest && strings.IndexFunc(other, func(r rune) bool { return unicode.Is(unicode.Sc, r) }) >= 0:
		return other
	}
	return ""
}
