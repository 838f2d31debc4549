package sentence

import (
	"math/big"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// number is a number in digits. Some can be read in two ways: 1.200 is 1.2 in
// English and 1200 in most of Europe.
type number struct {
	value *big.Rat // nil when the digits are no number
	other *big.Rat // the second reading; nil when there is one only
	scale *big.Rat // what k, m or million made of the digits; nil for none
}

// digits is a date in digits; other is the second reading of dates like
// 3/4/2027, 0 when there is one only.
type digits struct {
	day, other period.Date
	wrong      bool // there is no such day
}

const maxDigits = 24 // far beyond any amount

// readNumber reads a number with separators that starts at i.
func readNumber(runes []rune, i int) (n number, end int) {
	end = i
	for end < len(runes) && (isDigit(runes[end]) || isSeparator(runes, end)) {
		end++
	}
	end = groupsApart(runes, i, end)
	text := string(runes[i:end])
	if len(text) > 2*maxDigits {
		return number{}, end
	}
	text = strings.Map(func(c rune) rune {
		if isDigit(c) || c == '.' || c == ',' {
			return c
		}
		return -1
	}, text)
	return parseNumber(text), end
}

// isSeparator reports whether the rune stands inside a number.
func isSeparator(runes []rune, i int) bool {
	inside := i > 0 && isDigit(runes[i-1]) && i+1 < len(runes) && isDigit(runes[i+1])
	return inside && (runes[i] == '.' || runes[i] == ',' || isApostrophe(runes[i]) && groupOf3(runes, i+1))
}

// groupOf3 reports whether exactly three digits stand at i.
func groupOf3(runes []rune, i int) bool {
	n := 0
	for i+n < len(runes) && isDigit(runes[i+n]) {
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
			for end < len(runes) && (isDigit(runes[end]) || isSeparator(runes, end)) {
				end++
			}
			return end
		}
	}
	return end
}

// parseNumber reads digits with dots and commas.
func parseNumber(text string) number {
	dots, commas := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case len(text) > maxDigits:
		return number{}
	case dots > 0 && commas > 0:
		decimal, group := ".", ","
		if strings.LastIndex(text, ",") > strings.LastIndex(text, ".") {
			decimal, group = ",", "."
		}
		whole, rest, _ := strings.Cut(text, decimal)
		if strings.Contains(rest, decimal) || strings.Contains(rest, group) {
			return number{}
		}
		return number{value: grouped(whole, group, rest)}
	case dots > 1:
		return number{value: grouped(text, ".", "")}
	case commas > 1:
		return number{value: grouped(text, ",", "")}
	case commas == 1: // 2,500 is English, 2,5 is not
		if v := grouped(text, ",", ""); v != nil {
			return number{value: v}
		}
		return number{value: rat(strings.Replace(text, ",", ".", 1))}
	case dots == 1: // 1.200 may be either
		return number{value: rat(text), other: grouped(text, ".", "")}
	default:
		return number{value: rat(text)}
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
func readDigits(runes []rune, i int) (d digits, end int, ok bool) {
	var parts [3]int
	var width [3]int
	var separator rune
	end = i
	for p := range parts {
		start := end
		for end < len(runes) && isDigit(runes[end]) && end-start < 4 {
			parts[p] = parts[p]*10 + int(runes[end]-'0')
			end++
		}
		width[p] = end - start
		if width[p] == 0 {
			return digits{}, i, false
		}
		if p == 2 {
			break
		}
		if end >= len(runes) || !strings.ContainsRune("-/.", runes[end]) || p == 1 && runes[end] != separator {
			return digits{}, i, false
		}
		separator = runes[end]
		end++
	}
	if end < len(runes) && (isWordly(runes[end]) || isSeparator(runes, end)) {
		return digits{}, i, false
	}
	d, ok = dateOf(parts, width, separator)
	return d, end, ok
}

func dateOf(parts, width [3]int, separator rune) (digits, bool) {
	switch {
	case width[0] == 4 && width[1] <= 2 && width[2] <= 2 && separator != '.':
		day, ok := dayOf(parts[0], parts[1], parts[2])
		return digits{day: day, wrong: !ok}, true
	case width[0] > 2 || width[1] > 2 || width[2] == 3 || width[2] == 1:
		return digits{}, false
	}
	year := parts[2]
	if width[2] == 2 {
		year += 2000
	}
	first, isDay := dayOf(year, parts[1], parts[0])
	second, isMonth := dayOf(year, parts[0], parts[1])
	switch {
	case separator == '.', isDay && !isMonth, isDay && first == second: // dots are only ever day first
		return digits{day: first, wrong: !isDay}, true
	case isDay && isMonth:
		return digits{day: first, other: second}, true
	default:
		return digits{day: second, wrong: !isMonth}, true
	}
}

// dayOf returns the day; ok is false when there is no such day.
func dayOf(year, month, day int) (d period.Date, ok bool) {
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

// written reads a number in words or digits with its scale: twelve, a dozen,
// two hundred and fifty, half a million, 1.5m, 500k. next is at when there is
// none.
func (r *reader) written(at int) (n number, next int) {
	if t := r.token(at); t.kind == numberToken {
		if t.number.value == nil {
			return number{}, at
		}
		return r.scaled(t.number, at+1)
	}
	if r.token(at).is("half") && r.token(at+1).is("a", "an") && scales[r.token(at+2).stem] > 0 {
		return number{value: big.NewRat(scales[r.token(at+2).stem], 2)}, at + 3
	}
	if t := r.token(at); t.is("twice", "once") && r.rhythmAt(at+1) {
		return number{value: big.NewRat(map[bool]int64{true: 2, false: 1}[t.is("twice")], 1)}, at + 1
	}
	quarter := at
	if r.token(at).is("a") {
		quarter++
	}
	if by := scales[r.token(quarter+1).stem]; r.token(quarter).is("quarter") && by >= 1000 && r.token(quarter+1).kind == wordToken {
		return number{value: big.NewRat(by, 4)}, quarter + 2
	}
	n, next = r.inWords(at)
	if next == at {
		return n, at
	}
	return r.scaled(n, next)
}

// scaled applies what stands behind a number: and a half, and the scales;
// single letters only when nothing else can be meant by them.
func (r *reader) scaled(n number, next int) (number, int) {
	if r.token(next).is("and") && r.token(next+1).is("a") && r.token(next+2).is("half") {
		n.value = new(big.Rat).Add(n.value, big.NewRat(1, 2))
		next += 3
	}
	for {
		t := r.token(next)
		by, ok := scales[t.stem]
		if !ok || t.kind != wordToken || len(t.stem) == 1 && !t.glued && !t.is("k", "m") {
			return n, next
		}
		scale := new(big.Rat).SetInt64(by)
		n.value = new(big.Rat).Mul(n.value, scale)
		if n.scale = scale; n.value.Cmp(scale) < 0 {
			n.scale = nil
		}
		if n.other != nil {
			n.other = new(big.Rat).Mul(n.other, scale)
		}
		next++
		if len(t.stem) <= 3 {
			return n, next
		}
	}
}

// inWords adds up words: two hundred and fifty thousand.
func (r *reader) inWords(at int) (number, int) {
	const limit = int64(1e15)
	var total, part int64
	found, next := false, at
	for next < len(r.tokens) && part < limit && total < limit {
		t := r.token(next)
		if v, ok := small[t.stem]; ok && t.kind == wordToken {
			part += v
		} else if by := scales[t.stem]; t.kind == wordToken && by >= 12 && len(t.stem) > 3 && (found || r.article(next-1)) {
			if part == 0 {
				part = 1
			}
			if part *= by; by >= 1000 {
				total, part = total+part, 0
			}
		} else if !found && t.is("a", "an", "one") && scales[r.token(next+1).stem] >= 12 && len(r.token(next+1).stem) > 3 {
			next++
			continue
		} else if _, more := small[r.token(next+1).stem]; found && t.is("and") && more && (part >= 100 || total > 0) {
			next++
			continue
		} else {
			break
		}
		found = true
		next++
	}
	if !found {
		return number{}, at
	}
	return number{value: new(big.Rat).SetInt64(total + part)}, next
}

func (r *reader) article(at int) bool { return r.token(at).is("a", "an", "one", "half") }
