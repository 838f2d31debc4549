package ingest

import (
	"regexp"
	"strings"
)

// idShape says what the ids of a column look like.
type idShape int

const (
	idGuarded idShape = iota // text, but not what a spreadsheet makes of numbers
	idText                   // any text, taken as it is
	idInteger                // whole numbers, in whatever way a spreadsheet wrote them
)

// Traces of a spreadsheet that took ids for numbers or dates.
var (
	wholeFloat = regexp.MustCompile(`^[0-9]+[.,]0+$`)
	scientific = regexp.MustCompile(`^([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})$`)
	dateLike   = regexp.MustCompile(`^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4})(?: 0?0:00(?::00)?)?$`)
)

// readID returns the id that a cell holds. Unless the profile says what ids
// look like, one that bears the traces of a spreadsheet is a problem: it would
// match nothing, or make a second customer out of one.
func readID(text string, f *formats) (string, *problem) {
	if text == "" || f.id == idText {
		return text, nil
	}
	if f.id == idInteger {
		return readIntegerID(text, f)
	}
	if text[0] < '0' || text[0] > '9' {
		return text, nil
	}
	const fix = "say what the ids are: format: {id: integer} turns numbers back, id_from_date: true dates too, {id: text} takes them as they are"
	switch {
	case allDigits(text):
		return padID(text, f)
	case wholeFloat.MatchString(text), scientific.MatchString(text) && strings.Contains(text, "+"):
		return "", problemf(fix, "%s looks like an id that a spreadsheet turned into a number", shown(text))
	case dateLike.MatchString(text):
		return "", problemf(fix, "%s looks like an id that a spreadsheet turned into a date", shown(text))
	}
	return text, nil
}

func readIntegerID(text string, f *formats) (string, *problem) {
	digits := text
	switch {
	case allDigits(text):
	case wholeFloat.MatchString(text):
		digits = text[:strings.IndexAny(text, ".,")]
	case scientific.MatchString(text):
		part := scientific.FindStringSubmatch(text)
		exponent := int(part[3][0] - '0')
		if len(part[3]) == 2 {
			exponent = exponent*10 + int(part[3][1]-'0')
		}
		if len(part[2]) < exponent {
			return "", problemf("format the column as a number without decimals and export again",
				"%s has lost digits of the id: %d of %d are left", shown(text), len(part[2])+1, exponent+1)
		}
		if strings.Trim(part[2][exponent:], "0") != "" {
			return "", problemf("correct the id in the file", "%s is not a whole number", shown(text))
		}
		digits = part[1] + part[2][:exponent]
	case f.idFromDate:
		serial, p := excelSerial(text, f)
		if p != nil {
			return "", p
		}
		digits = serial
	case dateLike.MatchString(text):
		return "", problemf("if a spreadsheet made dates of the ids, say format: {id: integer, id_from_date: true}",
			"%s is a date, not a whole-number id", shown(text))
	default:
		return "", problemf("correct the id in the file, or say format: {id: text} when ids may hold letters",
			"%s is not a whole-number id", shown(text))
	}
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		digits = "0"
	}
	return padID(digits, f)
}

// padID gives back the leading zeros that a spreadsheet took, when the profile
// says how wide the ids are.
func padID(digits string, f *formats) (string, *problem) {
	if len(digits) > f.idWidth && f.idWidth > 0 {
		return "", problemf("correct the id, or raise id_width in the profile",
			"%s has %d digits, but ids are declared %d wide", shown(digits), len(digits), f.idWidth)
	}
	if missing := f.idWidth - len(digits); missing > 0 {
		return strings.Repeat("0", missing) + digits, nil
	}
	return digits, nil
}
