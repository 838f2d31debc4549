package csvfile

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// layout is how a file is written.
type layout struct {
	delimiter rune
	noQuotes  bool
}

// record is one row as it stands in the file.
type record struct {
	fields []string
	lines  []line
	wrong  *wrong // why it cannot be read
}

// wrong says what is wrong with a row and how to mend it.
type wrong struct{ what, fix string }

// The ways in which a row cannot be read.
var (
	wrongQuote = &wrong{"a quotation mark that opens a cell on this line is never closed, or text follows where it closes",
		"close the quotation mark, or double it inside a cell; if quotation marks are ordinary characters in this file, say quotes: false"}
	wrongLong   = &wrong{"the row is longer than 4 MiB", "remove the content of the long cell"}
	wrongCell   = &wrong{"a cell is longer than 1 MiB", "remove the content of the long cell"}
	wrongNUL    = &wrong{"the row holds a NUL character, which is not text", "export the file again; if it is UTF-16, say encoding: utf-16le"}
	wrongUTF8   = &wrong{"the row holds bytes that are not UTF-8", "say how the file is encoded; a spreadsheet on Windows in western languages writes encoding: windows-1252"}
	wrongSwallo = &wrong{"a quoted cell that begins on this line holds whole rows, so its closing quotation mark is probably missing",
		"close the quotation mark on this line"}
)

// read returns the next record, io.EOF after the last. When a quotation mark
// is not closed, the record is its first line, and reading goes on with the
// next line.
func (l layout) read(in *lines) (record, error) {
	first, err := in.next()
	if err != nil {
		return record{}, err
	}
	rec := record{lines: []line{first}}
	if first.long {
		rec.wrong = wrongLong
		return rec, nil
	}
	if l.noQuotes || !strings.Contains(first.text, `"`) {
		rec.fields = strings.Split(first.text, string(l.delimiter))
		rec.check()
		return rec, nil
	}
	err = l.quoted(in, &rec)
	if rec.wrong == nil {
		rec.check()
	}
	return rec, err
}

// quoted reads a record that has quotation marks; it may go over several
// lines.
func (l layout) quoted(in *lines, rec *record) error {
	text, size := rec.lines[0].text, len(rec.lines[0].text)
	give := func(why *wrong) error {
		in.unread(rec.lines[1:])
		rec.lines, rec.fields, rec.wrong = rec.lines[:1], nil, why
		return nil
	}
	delimiter := string(l.delimiter)
	for {
		if !strings.HasPrefix(text, `"`) {
			cell, rest, more := strings.Cut(text, delimiter)
			rec.fields = append(rec.fields, cell)
			if !more {
				return nil
			}
			text = rest
			continue
		}
		var cell strings.Builder
		text = text[1:]
		for {
			end := strings.IndexByte(text, '"')
			if end < 0 {
				cell.WriteString(text)
				cell.WriteByte('\n')
				next, err := in.next()
				if errors.Is(err, io.EOF) {
					return give(wrongQuote)
				}
				if err != nil {
					return err
				}
				rec.lines = append(rec.lines, next)
				size += len(next.text) + 1
				if next.long || size > recordBytes || cell.Len() > fieldBytes {
					return give(wrongQuote)
				}
				text = next.text
				continue
			}
			cell.WriteString(text[:end])
			text = text[end+1:]
			if strings.HasPrefix(text, `"`) {
				cell.WriteByte('"')
				text = text[1:]
				continue
			}
			break
		}
		rec.fields = append(rec.fields, cell.String())
		if text = afterQuote(text, delimiter); text == "" {
			return nil
		}
		rest, ok := strings.CutPrefix(text, delimiter)
		if !ok {
			return give(wrongQuote)
		}
		text = rest
		if text == "" {
			rec.fields = append(rec.fields, "")
			return nil
		}
	}
}

// afterQuote drops blanks between a closing quotation mark and the delimiter
// or the end of the line.
func afterQuote(text, delimiter string) string {
	if delimiter == " " {
		return text
	}
	trimmed := strings.TrimLeft(text, " ")
	if trimmed == "" || strings.HasPrefix(trimmed, delimiter) {
		return trimmed
	}
	return text
}

// check looks for what no text holds.
func (r *record) check() {
	for _, f := range r.fields {
		if len(f) > fieldBytes {
			r.wrong = wrongCell
		}
	}
	for _, l := range r.lines {
		switch {
		case strings.IndexByte(l.text, 0) >= 0:
			r.wrong = wrongNUL
		case !utf8.ValidString(l.text):
			r.wrong = wrongUTF8
		}
	}
	if r.wrong == wrongCell {
		r.fields = nil
	}
}

// isBlank reports whether no cell holds anything.
func (r *record) isBlank() bool {
	for _, f := range r.fields {
		if strings.TrimFunc(f, func(c rune) bool { return c <= ' ' || c == '\u00a0' || c == '\ufeff' }) != "" {
			return false
		}
	}
	return r.wrong == nil
}
