package ingest

import (
	"strings"
	"unicode"
)

// invisible are characters that spreadsheets and web pages leave in cells and
// that nobody can see: zero-width space and joiners, direction marks, byte
// order mark.
const invisible = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

// Tidy removes what nobody can see, as every cell is tidied before it is read.
func Tidy(text string) string { return tidy(text) }

// tidy removes what nobody can see: blanks at both ends, invisible characters,
// and no-break spaces inside, which become spaces.
func tidy(text string) string {
	plain := true
	for i := range len(text) {
		if c := text[i]; c >= 0x80 || c < ' ' {
			plain = false
			break
		}
	}
	if plain {
		return strings.Trim(text, " ")
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(invisible, r):
			return -1
		case r == '\u00a0' || r == '\u2007' || r == '\u202f':
			return ' '
		}
		return r
	}, text)
	return strings.TrimFunc(text, unicode.IsSpace)
}

// clean returns what a cell says: tidied, without the marks by which a
// spreadsheet forces text ('00123 and ="00123"), and empty when it is one of
// the declared empty values. A spreadsheet's error value or a formula is a
// problem, because the cell does not say what it should have said.
func clean(text string, f *formats) (string, *problem) {
	text = tidy(text)
	if text == "" || f.empty[text] {
		return "", nil
	}
	switch text[0] {
	case '\'':
		if len(text) > 1 && strings.IndexByte("0123456789+-=($.", text[1]) >= 0 {
			text = text[1:]
		}
	case '=':
		if inner, ok := strings.CutPrefix(text, `="`); ok && strings.IndexByte(inner, '"') == len(inner)-1 {
			text = tidy(inner[:len(inner)-1])
			if f.empty[text] {
				text = ""
			}
			return text, nil
		}
		if len(text) > 1 {
			return "", problemf("in the spreadsheet, copy the column and paste it as values, then export again",
				"%s is a formula, not its result", shown(text))
		}
	case '#':
		if isSheetError(text) {
			return "", problemf(`mend the cell in the spreadsheet, or list the value under formats: empty when it means "nothing"`,
				"%s is a spreadsheet's error value", shown(text))
		}
	}
	return text, nil
}

// isSheetError reports whether a cell holds the error value of a spreadsheet,
// or the hash marks of a column that was too narrow.
func isSheetError(text string) bool {
	switch text {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA", "#ERROR!":
		return true
	}
	return len(text) >= 3 && strings.Trim(text, "#") == ""
}

// ColumnKey returns what two spellings of a column name have in common: case
// and blanks do not count. Connectors recognise a header by it.
func ColumnKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(tidy(name)), " "))
}
