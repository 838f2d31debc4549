package ingest

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/period"
)

// moment is a date as a cell says it: a day, perhaps a time of that day,
// perhaps with its zone. Two moments are equal with ==.
type moment struct {
	day    period.Date
	micros int64 // since midnight, 0 when not timed
	offset int   // seconds east of UTC when zoned
	timed  bool
	zoned  bool
}

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
)

// instant returns when it was. A day without a time is the start of the day in
// home, the organisation's place; a time without a zone is in local.
func (m moment) instant(home, local *time.Location) time.Time {
	if !m.timed {
		return m.day.Start(home)
	}
	place := local
	if m.zoned {
		place = time.FixedZone("", m.offset)
	}
	y, mo, d := m.day.Year(), m.day.Month(), m.day.Day()
	return time.Date(y, mo, d, 0, 0, int(m.micros/microsPerSecond), int(m.micros%microsPerSecond)*1000, place)
}

// dayIn returns the day in home on which it was.
func (m moment) dayIn(home, local *time.Location) period.Date {
	if !m.timed {
		return m.day
	}
	return period.DateOf(m.instant(home, local), home)
}

// readDate reads a date in one of the declared formats. A text that two of
// them read differently is a problem, unless the profile prefers one.
func readDate(text string, f *formats) (moment, *problem) {
	var found []moment
	var by []string
	for _, p := range f.dates {
		m, ok := p.read(text, f.months)
		if !ok {
			continue
		}
		if p.text == f.prefer {
			return m, nil
		}
		if !slices.Contains(found, m) {
			found, by = append(found, m), append(by, p.text)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return moment{}, notADate(text, f)
	}
	return moment{}, problemf("declare only one of the two, or say which one wins: formats: {prefer: "+by[0]+"}",
		"%s is %s as %s but %s as %s", shown(text), found[0].day, by[0], found[1].day, by[1])
}

// notADate explains which formats would read the text.
func notADate(text string, f *formats) *problem {
	var fits []string
	for _, pattern := range []string{
		"iso", "yyyy/MM/dd", "dd/MM/yyyy", "MM/dd/yyyy", "dd.MM.yyyy", "dd-MM-yyyy", "MM-dd-yyyy", "dd/MM/yy", "MM/dd/yy",
		"yyyyMMdd", "d MMM yyyy", "d-MMM-yy", "d-MMM-yyyy", "MMM d, yyyy", "EEEE, MMMM d, yyyy", "EEEE, d MMMM yyyy",
		"dd/MM/yyyy HH:mm", "MM/dd/yyyy HH:mm", "dd/MM/yyyy HH:mm:ss", "MM/dd/yyyy HH:mm:ss", "M/d/yyyy h:mm a", "M/d/yyyy h:mm:ss a",
		"yyyy-MM", "excel",
	} {
		p, _ := parsePattern(pattern)
		if _, ok := p.read(text, f.months); ok {
			fits = append(fits, pattern)
		}
	}
	declared := make([]string, len(f.dates))
	for i, p := range f.dates {
		declared[i] = p.text
	}
	fix := "correct the value, or declare its format under formats: dates"
	if len(fits) == 1 {
		fix = "if it is right, declare formats: {dates: [" + strconv.Quote(fits[0]) + "]}"
	} else if len(fits) > 1 {
		fix = "it could be " + strings.Join(fits, " or ") + ": declare the right one under formats: dates"
	}
	return problemf(fix, "%s is not a date in a declared format (%s)", shown(text), strings.Join(declared, ", "))
}

// read reads the text by the pattern alone.
func (p *datePattern) read(text string, months []string) (moment, bool) {
	switch p.text {
	case "iso":
		return readISO(text)
	case "excel", "excel-1904":
		return readSerial(text, p.text == "excel-1904")
	case "unix", "unix-ms":
		return readUnix(text, p.text == "unix-ms")
	}
	s := scan{rest: text, months: months, year: -1, month: 1, day: 1, weekday: -1, half: -1}
	for _, part := range p.parts {
		if !s.take(part) {
			return moment{}, false
		}
	}
	if s.rest != "" {
		return moment{}, false
	}
	return s.moment(p.timed)
}

// scan is a text while a pattern reads it.
type scan struct {
	rest                      string
	months                    []string
	year, month, day, weekday int // weekday -1: not said
	hour, minute, second      int
	micros                    int64
	half                      int // 0 AM, 1 PM, -1 not said
	offset                    int
	zoned                     bool
}

func (s *scan) take(part datePart) bool {
	switch part.letter {
	case 0:
		return s.takeLiteral(part.text)
	case 'y':
		ok := s.digits(part.count, part.count, &s.year)
		if ok && part.count == 2 {
			const pivot = 69 // 69-99 are 1969-1999, as POSIX has it
			s.year += 2000
			if s.year >= 2000+pivot {
				s.year -= 100
			}
		}
		return ok
	case 'M':
		if part.count > 2 {
			return s.takeMonth()
		}
		return s.upToTwo(part, &s.month)
	case 'Q':
		ok := s.digits(1, 1, &s.month)
		s.month = (s.month-1)*3 + 1
		return ok && s.month >= 1 && s.month <= 10
	case 'd':
		return s.upToTwo(part, &s.day)
	case 'E':
		return s.takeWeekday()
	case 'H', 'h':
		ok := s.upToTwo(part, &s.hour)
		return ok && (part.letter == 'H' || s.hour >= 1 && s.hour <= 12)
	case 'm':
		return s.upToTwo(part, &s.minute)
	case 's':
		return s.upToTwo(part, &s.second)
	case 'S':
		return s.takeFraction()
	case 'a':
		return s.takeHalf()
	default:
		return s.takeZone()
	}
}

func (s *scan) upToTwo(part datePart, into *int) bool {
	least := 1
	if part.fixed {
		least = 2
	}
	return s.digits(least, 2, into)
}

func (s *scan) digits(least, most int, into *int) bool {
	n := 0
	for n < len(s.rest) && n < most && s.rest[n] >= '0' && s.rest[n] <= '9' {
		n++
	}
	if n < least {
		return false
	}
	*into, _ = strconv.Atoi(s.rest[:n])
	s.rest = s.rest[n:]
	return true
}

// takeLiteral reads literal text; any run of blanks matches a blank.
func (s *scan) takeLiteral(text string) bool {
	if strings.TrimSpace(text) == "" {
		trimmed := strings.TrimLeftFunc(s.rest, unicode.IsSpace)
		ok := len(trimmed) < len(s.rest)
		s.rest = trimmed
		return ok || text == ""
	}
	rest, ok := strings.CutPrefix(s.rest, text)
	s.rest = rest
	return ok
}

// word takes the letters at the beginning, in lower case, with a dot after
// them dropped.
func (s *scan) word() string {
	n := 0
	for n < len(s.rest) {
		r, size := utf8.DecodeRuneInString(s.rest[n:])
		if !unicode.IsLetter(r) {
			break
		}
		n += size
	}
	word := strings.ToLower(s.rest[:n])
	s.rest = strings.TrimPrefix(s.rest[n:], ".")
	return word
}

// takeMonth reads a month's name or an abbreviation that only one month has.
func (s *scan) takeMonth() bool {
	word := s.word()
	found := 0
	for i, name := range s.months {
		if name == word {
			s.month = i + 1
			return true
		}
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			if found > 0 {
				return false
			}
			found = i + 1
		}
	}
	s.month = found
	return found > 0
}

// takeWeekday reads a day's name. English names must fit the date; others are
// passed over, because the date is complete without them.
func (s *scan) takeWeekday() bool {
	word := s.word()
	if len(word) < 2 {
		return false
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		if word == name || word == name[:3] {
			s.weekday = int(d)
		}
	}
	return true
}

func (s *scan) takeFraction() bool {
	n := 0
	for n < len(s.rest) && isDigit(rune(s.rest[n])) {
		n++
	}
	if n == 0 || n > 9 {
		return false
	}
	micros, _ := strconv.Atoi((s.rest[:n] + "000000")[:6])
	s.micros, s.rest = int64(micros), s.rest[n:]
	return true
}

func (s *scan) takeHalf() bool {
	word := strings.ToLower(s.rest)
	for i, names := range [][]string{{"am", "a.m."}, {"pm", "p.m."}} {
		for _, name := range names {
			if strings.HasPrefix(word, name) {
				s.half, s.rest = i, s.rest[len(name):]
				return true
			}
		}
	}
	return false
}

// takeZone reads Z, +02, +0200 or +02:00.
func (s *scan) takeZone() bool {
	s.zoned = true
	if strings.HasPrefix(s.rest, "Z") || strings.HasPrefix(s.rest, "z") {
		s.rest = s.rest[1:]
		return true
	}
	if s.rest == "" || s.rest[0] != '+' && s.rest[0] != '-' {
		return false
	}
	sign := 1
	if s.rest[0] == '-' {
		sign = -1
	}
	s.rest = s.rest[1:]
	hours, minutes := 0, 0
	if !s.digits(2, 2, &hours) {
		return false
	}
	colon := strings.HasPrefix(s.rest, ":")
	s.rest = strings.TrimPrefix(s.rest, ":")
	if !s.digits(2, 2, &minutes) && colon || hours > 15 || minutes > 59 {
		return false
	}
	s.offset = sign * (hours*3600 + minutes*60)
	return true
}

// moment checks the parts and puts them together.
func (s *scan) moment(timed bool) (moment, bool) {
	if s.half >= 0 {
		s.hour = s.hour%12 + 12*s.half
	}
	if s.year < 1 || s.month < 1 || s.month > 12 || s.day < 1 || s.hour > 23 || s.minute > 59 || s.second > 59 {
		return moment{}, false
	}
	day := period.NewDate(s.year, time.Month(s.month), s.day)
	if day.Month() != time.Month(s.month) || s.weekday >= 0 && day.Weekday() != time.Weekday(s.weekday) {
		return moment{}, false
	}
	m := moment{day: day, timed: timed, zoned: s.zoned, offset: s.offset}
	if timed {
		m.micros = int64(s.hour*3600+s.minute*60+s.second)*microsPerSecond + s.micros
	}
	return m, true
}

// readISO reads 2017-08-25, optionally with a time after T or a blank, and a
// zone after that.
func readISO(text string) (moment, bool) {
	s := scan{rest: text, weekday: -1, half: -1}
	if !s.digits(4, 4, &s.year) || !s.takeLiteral("-") || !s.digits(2, 2, &s.month) || !s.takeLiteral("-") || !s.digits(2, 2, &s.day) {
		return moment{}, false
	}
	if s.rest == "" {
		return s.moment(false)
	}
	if s.rest[0] != 'T' && s.rest[0] != 't' && s.rest[0] != ' ' {
		return moment{}, false
	}
	s.rest = s.rest[1:]
	if !s.digits(2, 2, &s.hour) || !s.takeLiteral(":") || !s.digits(2, 2, &s.minute) {
		return moment{}, false
	}
	if strings.HasPrefix(s.rest, ":") {
		s.rest = s.rest[1:]
		if !s.digits(2, 2, &s.second) {
			return moment{}, false
		}
		if s.rest != "" && (s.rest[0] == '.' || s.rest[0] == ',') {
			s.rest = s.rest[1:]
			if !s.takeFraction() {
				return moment{}, false
			}
		}
	}
	if s.rest = strings.TrimPrefix(s.rest, " "); s.rest == "UTC" {
		s.rest = "Z"
	}
	if s.rest != "" && !s.takeZone() || s.rest != "" {
		return moment{}, false
	}
	return s.moment(true)
}
