package token

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// Number is a number in digits. Some can be read in two ways: 1.200 is 1.2 in
// English and 1200 in most of Europe.
type Number struct {
	Value *big.Rat // nil when the digits are no number
	Other *big.Rat // the second reading; nil when there is one only
	Scale *big.Rat // what k, m or million made of the digits; nil for none
}

// Digits is a date in digits; other is the second reading of dates like
// 3/4/2027, 0 when there is one only.
type Digits struct {
	Day, Other period.Date
	Wrong      bool // there is no such day
}

const maxDigits = 24 // far beyond any amount

// readNumber reads a number with separators that starts at i.
func readNumber(runes []rune, i int) (n Number, end int) {
	end = i
	for end < len(runes) && (IsDigit(runes[end]) || isSeparator(runes, end)) {
		end++
	}
	end = groupsApart(runes, i, end)
	text := string(runes[i:end])
	if len(text) > 2*maxDigits {
		return Number{}, end
	}
	text = strings.Map(func(c rune) rune {
		if IsDigit(c) || c == '.' || c == ',' {
			return c
		}
		return -1
	}, text)
	return parseNumber(text), end
}

// isSeparator reports whether the rune stands inside a number.
func isSeparator(runes []rune, i int) bool {
	inside := i > 0 && IsDigit(runes[i-1]) && i+1 < len(runes) && IsDigit(runes[i+1])
	return inside && (runes[i] == '.' || runes[i] == ',' || IsApostrophe(runes[i]) && groupOf3(runes, i+1))
}

// groupOf3 reports whether exactly three digits stand at i.
func groupOf3(runes []rune, i int) bool {
	n := 0
	for i+n < len(runes) && IsDigit(runes[i+n]) {
		n++
	}
	return n == 3
}

// groupsApart extends a number of one to three digits by groups of three that
// stand apart: 1 200 000. A number that belongs to a word (Q1) is left alone.
func groupsApart(runes []rune, start, end int) int {
	if end-start > 3 || strings.ContainsAny(string(runes[start:end]), ".,") || start > 0 && isWordly(runes[start-1]) || runes[start] == '0' {
		return end
	}
	for end+1 < len(runes) && strings.ContainsRune(" \u00a0\u202f\u2009", runes[end]) && groupOf3(runes, end+1) {
		end += 4
		if end < len(runes) && isSeparator(runes, end) {
			for end < len(runes) && (IsDigit(runes[end]) || isSeparator(runes, end)) {
				end++
			}
			return end
		}
	}
	return end
}

// parseNumber reads digits with dots and commas.
func parseNumber(text string) Number {
	dots, commas := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case len(text) > maxDigits:
		return Number{}
	case dots > 0 && commas > 0:
		decimal, group := ".", ","
		if strings.LastIndex(text, ",") > strings.LastIndex(text, ".") {
			decimal, group = ",", "."
		}
		whole, rest, _ := strings.Cut(text, decimal)
		if strings.Contains(rest, decimal) || strings.Contains(rest, group) {
			return Number{}
		}
		return Number{Value: grouped(whole, group, rest)}
	case dots > 1:
		return Number{Value: grouped(text, ".", "")}
	case commas > 1:
		return Number{Value: grouped(text, ",", "")}
	case commas == 1: // 2,500 is English, 2,5 is not
		if v := grouped(text, ",", ""); v != nil {
			return Number{Value: v}
		}
		return Number{Value: rat(strings.Replace(text, ",", ".", 1))}
	case dots == 1: // 1.200 may be either
		return Number{Value: rat(text), Other: grouped(text, ".", "")}
	default:
		return Number{Value: rat(text)}
	}
}

// grouped reads a whole number in groups of three with decimals; nil when the
// groups are no groups.
func grouped(whole, separator, decimals string) *big.Rat {
	groups := strings.Split(whole, separator)
	for i, g := range groups {
		if i == 0 && (g == "" || len(g) > 3 && len(groups) > 1 || g[0] == '0' && len(groups) > 1) || i > 0 && len(g) != 3 {
			return nil
		}
	}
	text := strings.Join(groups, "")
	if decimals != "" {
		text += "." + decimals
	}
	return rat(text)
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return r
}

// readDigits reads 2027-03-31, 31.3.2027, 3/31/2027 or 31-3-27 at i.
func readDigits(runes []rune, i int) (d Digits, end int, ok bool) {
	var parts [3]int
	var width [3]int
	var separator rune
	end = i
	for p := range parts {
		start := end
		for end < len(runes) && IsDigit(runes[end]) && end-start < 4 {
			parts[p] = parts[p]*10 + int(runes[end]-'0')
			end++
		}
		width[p] = end - start
		if width[p] == 0 {
			return Digits{}, i, false
		}
		if p == 2 {
			break
		}
		if end >= len(runes) || !strings.ContainsRune("-/.", runes[end]) || p == 1 && runes[end] != separator {
			return Digits{}, i, false
		}
		separator = runes[end]
		end++
	}
	if end < len(runes) && (isWordly(runes[end]) || isSeparator(runes, end)) {
		return Digits{}, i, false
	}
	d, ok = dateOf(parts, width, separator)
	return d, end, ok
}

func dateOf(parts, width [3]int, separator rune) (Digits, bool) {
	switch {
	case width[0] == 4 && width[1] <= 2 && width[2] <= 2 && separator != '.':
		day, ok := DayOf(parts[0], parts[1], parts[2])
		return Digits{Day: day, Wrong: !ok}, true
	case width[0] > 2 || width[1] > 2 || width[2] == 3 || width[2] == 1:
		return Digits{}, false
	}
	year := parts[2]
	if width[2] == 2 {
		year += 2000
	}
	first, isDay := DayOf(year, parts[1], parts[0])
	second, isMonth := DayOf(year, parts[0], parts[1])
	switch {
	case separator == '.', isDay && !isMonth, isDay && first == second: // dots are only ever day first
		return Digits{Day: first, Wrong: !isDay}, true
	case isDay && isMonth:
		return Digits{Day: first, Other: second}, true
	default:
		return Digits{Day: second, Wrong: !isMonth}, true
	}
}

// DayOf returns the day; ok is false when there is no such day.
func DayOf(year, month, day int) (d period.Date, ok bool) {
	if year < 1900 || year > 9000 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, false
	}
	d = period.NewDate(year, time.Month(month), day)
	return d, d.Day() == day
}

// small are the numbers in words that are added up or multiplied.
var small = map[string]int64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// scales multiply what stands before them; only the last four also do so
// behind digits.
var scales = map[string]int64{
	"hundred": 100, "dozen": 12, "thousand": 1e3, "million": 1e6, "billion": 1e9, "grand": 1e3,
	"k": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "mio": 1e6, "mil": 1e6, "mill": 1e6, "bn": 1e9, "b": 1e9, "mrd": 1e9, "lakh": 1e5, "lac": 1e5, "crore": 1e7,
}

// Written reads a number in words or digits with its scale: twelve, a dozen,
// two hundred and fifty, half a million, 1.5m, 500k. next is at when there is
// none.
func (l List) Written(at int) (n Number, next int) {
	if t := l.At(at); t.Kind == Numeral {
		if t.Number.Value == nil {
			return Number{}, at
		}
		return l.scaled(t.Number, at+1)
	}
	if l.At(at).Is("half") && l.At(at+1).Is("a", "an") && scales[l.At(at+2).Stem] > 0 {
		return Number{Value: big.NewRat(scales[l.At(at+2).Stem], 2)}, at + 3
	}
	quarter := at
	if l.At(at).Is("a") {
		quarter++
	}
	if by := scales[l.At(quarter+1).Stem]; l.At(quarter).Is("quarter") && by >= 1000 && l.At(quarter+1).Kind == Word {
		return Number{Value: big.NewRat(by, 4)}, quarter + 2
	}
	n, next = l.inWords(at)
	if next == at {
		return n, at
	}
	return l.scaled(n, next)
}

// scaled applies what stands behind a number: and a half, and the scales;
// single letters only when nothing else can be meant by them.
func (l List) scaled(n Number, next int) (Number, int) {
	if l.At(next).Is("and") && l.At(next+1).Is("a") && l.At(next+2).Is("half") {
		n.Value = new(big.Rat).Add(n.Value, big.NewRat(1, 2))
		next += 3
	}
	for {
		t := l.At(next)
		by, ok := scales[t.Stem]
		if !ok || t.Kind != Word || len(t.Stem) == 1 && !t.Glued && !t.Is("k", "m") {
			return n, next
		}
		scale := new(big.Rat).SetInt64(by)
		n.Value = new(big.Rat).Mul(n.Value, scale)
		if n.Scale = scale; n.Value.Cmp(scale) < 0 {
			n.Scale = nil
		}
		if n.Other != nil {
			n.Other = new(big.Rat).Mul(n.Other, scale)
		}
		next++
		if len(t.Stem) <= 3 {
			return n, next
		}
	}
}

// inWords adds up words: two hundred and fifty thousand.
func (l List) inWords(at int) (Number, int) {
	const limit = int64(1e15)
	var total, part int64
	found, next := false, at
	for next < len(l) && part < limit && total < limit {
		t := l.At(next)
		if v, ok := small[t.Stem]; ok && t.Kind == Word {
			part += v
		} else if by := scales[t.Stem]; t.Kind == Word && by >= 12 && len(t.Stem) > 3 && (found || l.article(next-1)) {
			if part == 0 {
				part = 1
			}
			if part *= by; by >= 1000 {
				total, part = total+part, 0
			}
		} else if !found && t.Is("a", "an", "one") && scales[l.At(next+1).Stem] >= 12 && len(l.At(next+1).Stem) > 3 {
			next++
			continue
		} else if _, more := small[l.At(next+1).Stem]; found && t.Is("and") && more && (part >= 100 || total > 0) {
			next++
			continue
		} else {
			break
		}
		found = true
		next++
	}
	if !found {
		return Number{}, at
	}
	return Number{Value: new(big.Rat).SetInt64(total + part)}, next
}

func (l List) article(at int) bool { return l.At(at).Is("a", "an", "one", "half") }

// Words are the words that numbers are written in.
func Words() []string {
	return slices.AppendSeq(slices.Collect(maps.Keys(small)), maps.Keys(scales))
}

// IsNumber reports whether the word is a number by itself: twelve.
func (t Token) IsNumber() bool {
	_, ok := small[t.Stem]
	return ok
}

// IsScale reports whether the word multiplies what stands before it: million.
func (t Token) IsScale() bool { return scales[t.Stem] > 0 }
