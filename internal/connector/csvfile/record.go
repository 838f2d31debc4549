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
	wrongLong      = &wrong{"the row is longer than 4 MiB", "remove the content of the long cell"}
	wrongCell      = &wrong{"a cell is longer than 1 MiB", "remove the content of the long cell"}
	wrongNUL       = &wrong{"the row holds a NUL character, which is not text", "export the file again; if it is UTF-16, say encoding: utf-16le"}
	wrongUTF8      = &wrong{"the row holds bytes that are not UTF-8", "say how the file is encoded; a spreadsheet on Windows in western languages writes encoding: windows-1252"}
	wrongSwallowed = &wrong{"a quoted cell that begins on this line holds whole rows, so its closing quotation mark is probably missing",
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
	delimiter, text := string(l.delimiter), rec.lines[0].text
	for {
		var cell string
		if !strings.HasPrefix(text, `"`) {
			var more bool
			if cell, text, more = strings.Cut(text, delimiter); !more {
				rec.fields = append(rec.fields, cell)
				return nil
			}
			rec.fields = append(rec.fields, cell)
			continue
		}
		cell, rest, closed, err := quotedCell(in, rec, text[1:])
		if err != nil {
			return err
		}
		rest = afterQuote(rest, delimiter)
		next, more := strings.CutPrefix(rest, delimiter)
		if !closed || rest != "" && !more {
			in.unread(rec.lines[1:])
			rec.lines, rec.fields, rec.wrong = rec.lines[:1], nil, wrongQuote
			return nil
		}
		rec.fields = append(rec.fields, cell)
		if !more {
			return nil
		}
		text = next
	}
}

// quotedCell reads a cell up to its closing quotation mark, taking further
// lines into the record, and returns the rest of the last line. It gives up,
// with closed false, at the end of the file and at the limits.
func quotedCell(in *lines, rec *record, text string) (cell, rest string, closed bool, err error) {
	var out strings.Builder
	size := 0 // of the record so far
	for _, l := range rec.lines {
		size += len(l.text)
	}
	for {
		before, after, found := strings.Cut(text, `"`)
		out.WriteString(before)
		if found {
			if !strings.HasPrefix(after, `"`) {
				return out.String(), after, true, nil
			}
			out.WriteByte('"')
			text = after[1:]
			continue
		}
		next, err := in.next()
		if errors.Is(err, io.EOF) {
			return "", "", false, nil
		}
		if err != nil {
			return "", "", false, err
		}
		rec.lines = append(rec.lines, next)
		if size += len(next.text) + 1; next.long || size > recordBytes || out.Len() > fieldBytes {
			return "", "", false, nil
		}
		out.WriteByte('\n')
		text = next.text
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
