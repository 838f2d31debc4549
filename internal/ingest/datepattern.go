package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// datePattern is one way of writing a date: a name (iso, excel, excel-1904,
// unix, unix-ms) or letters as in Unicode's date patterns (dd/MM/yyyy).
type datePattern struct {
	text  string
	named bool
	parts []datePart
	timed bool // has a time of day
}

// datePart is a run of one letter, or literal text when letter is 0.
type datePart struct {
	letter byte
	count  int
	text   string
	fixed  bool // exactly count digits: another number touches it
}

// letters lists what a pattern may hold and how many of each.
var letters = map[byte][]int{
	'y': {2, 4}, 'M': {1, 2, 3, 4}, 'd': {1, 2}, 'E': {3, 4}, 'Q': {1},
	'H': {1, 2}, 'h': {1, 2}, 'm': {1, 2}, 's': {1, 2}, 'S': {1, 2, 3, 6}, 'a': {1}, 'X': {1},
}

const patternHelp = "use letters such as yyyy-MM-dd, dd/MM/yyyy, M/d/yy h:mm a, EEEE, MMMM d, yyyy, or the names iso, excel, excel-1904, unix, unix-ms"

// parsePattern reads a date format.
func parsePattern(text string) (*datePattern, *problem) {
	p := &datePattern{text: text}
	switch text {
	case "iso", "excel", "excel-1904", "unix", "unix-ms":
		p.named = true
		return p, nil
	}
	seen := map[byte]bool{}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\'':
			end := strings.IndexByte(text[i+1:], '\'')
			if end < 0 {
				return nil, problemf("close it, for example yyyy-MM-dd'T'HH:mm", "the date format %s has an unclosed '", shown(text))
			}
			p.literal(text[i+1 : i+1+end])
			i += end + 2
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			n := 1
			for i+n < len(text) && text[i+n] == c {
				n++
			}
			if fault := checkLetter(text, c, n, seen); fault != nil {
				return nil, fault
			}
			p.parts = append(p.parts, datePart{letter: c, count: n})
			i += n
		default:
			_, size := utf8.DecodeRuneInString(text[i:])
			p.literal(text[i : i+size])
			i += size
		}
	}
	return p, p.check(seen)
}

func checkLetter(text string, c byte, n int, seen map[byte]bool) *problem {
	allowed, ok := letters[c]
	if !ok {
		return problemf(patternHelp, "the date format %s has the letter %c, which means nothing", shown(text), c)
	}
	if seen[c] {
		return problemf(patternHelp, "the date format %s has %c twice", shown(text), c)
	}
	seen[c] = true
	for _, a := range allowed {
		if a == n {
			return nil
		}
	}
	return problemf(patternHelp, "the date format %s has %d times %c", shown(text), n, c)
}

func (p *datePattern) literal(text string) {
	p.parts = append(p.parts, datePart{text: text})
}

func (p *datePattern) check(seen map[byte]bool) *problem {
	switch {
	case seen['m'] && !seen['H'] && !seen['h']:
		return problemf("write MM for months", "the date format %s has mm, which means minutes, without hours", shown(p.text))
	case !seen['y']:
		return problemf("a date without a year cannot be placed; "+patternHelp, "the date format %s has no year", shown(p.text))
	case seen['d'] && !seen['M'], seen['M'] && seen['Q']:
		return problemf(patternHelp, "the date format %s does not say which month the day is in", shown(p.text))
	case seen['h'] != seen['a'], seen['h'] && seen['H']:
		return problemf("write HH for 0-23, or hh with a for AM/PM", "the date format %s mixes ways of writing the hour", shown(p.text))
	case seen['s'] && !seen['m'], seen['S'] && !seen['s'], seen['X'] && !seen['H'] && !seen['h']:
		return problemf(patternHelp, "the date format %s has smaller parts of the time without the larger", shown(p.text))
	case (seen['H'] || seen['h']) && !seen['d']:
		return problemf(patternHelp, "the date format %s has a time without a day", shown(p.text))
	}
	p.timed = seen['H'] || seen['h']
	for i := range p.parts {
		touches := func(j int) bool { return j >= 0 && j < len(p.parts) && p.parts[j].isNumber() }
		p.parts[i].fixed = touches(i-1) || touches(i+1)
	}
	return nil
}

func (d datePart) isNumber() bool {
	return d.letter != 0 && strings.IndexByte("yMdQHhmsS", d.letter) >= 0 && !(d.letter == 'M' && d.count > 2)
}

// isCoarse reports whether the pattern names a month, quarter or year instead
// of a day.
func (p *datePattern) isCoarse() bool {
	return !p.named && !slices.ContainsFunc(p.parts, func(d datePart) bool { return d.letter == 'd' })
}
