package ingest

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cel.dev/cel-go/cel"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// organisation reads what the profile says about the company.
func (r *profileReader) organisation(n yamlNode) *Organisation {
	keys := r.keys(n, "organisation", "id", "name", "time_zone", "currency", "fiscal_year_starts", "week_starts",
		"calendar", "working_days", "holidays")
	o := &Organisation{}
	if v, ok := keys["id"]; ok {
		o.ID, _ = r.text(v, "id")
	}
	if v, ok := keys["name"]; ok {
		o.Name, _ = r.text(v, "name")
	}
	if v, ok := keys["time_zone"]; ok {
		o.TimeZone = r.zone(v)
	}
	if v, ok := keys["currency"]; ok {
		text, _ := v.scalar()
		currency, err := money.ParseCurrency(text)
		if err != nil {
			r.add(v, "%s", err)
		}
		o.Currency = currency
	}
	if v, ok := keys["fiscal_year_starts"]; ok {
		o.FiscalYearStarts = r.month(v)
	}
	if v, ok := keys["week_starts"]; ok {
		if day, ok := r.weekday(v); ok {
			o.WeekStarts = &day
		}
	}
	if v, ok := keys["calendar"]; ok {
		o.Calendar, _ = r.choice(v, "calendar", "month", "4-4-5", "4-5-4", "5-4-4")
	}
	if v, ok := keys["working_days"]; ok {
		for _, item := range r.list(v, "working_days") {
			if day, ok := r.weekday(item); ok && !slices.Contains(o.WorkingDays, day) {
				o.WorkingDays = append(o.WorkingDays, day)
			}
		}
	}
	if v, ok := keys["holidays"]; ok {
		for _, item := range r.list(v, "holidays") {
			text, _ := item.scalar()
			day, err := period.ParseDate(text)
			if err != nil {
				r.add(item, "%s", err)
				continue
			}
			o.Holidays = append(o.Holidays, day)
		}
	}
	return o
}

// month reads July or 7.
func (r *profileReader) month(n yamlNode) time.Month {
	text, _ := n.scalar()
	if v, err := strconv.Atoi(text); err == nil && v >= 1 && v <= 12 {
		return time.Month(v)
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), text) {
			return m
		}
	}
	r.add(n, "%s is not a month; write its English name, for example July", shown(text))
	return 0
}

// weekday reads Monday or Mon.
func (r *profileReader) weekday(n yamlNode) (time.Weekday, bool) {
	text, _ := n.scalar()
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), text) || strings.EqualFold(d.String()[:3], text) {
			return d, true
		}
	}
	r.add(n, "%s is not a day of the week; write its English name, for example Monday", shown(text))
	return 0, false
}

// readingKeys are the options of reading that a profile may give for all files
// (under formats) or for one.
var readingKeys = []string{"delimiter", "encoding", "quotes", "short_rows"}

// profileFormats reads the formats of the profile, then its files over them.
func (r *profileReader) profileFormats(keys map[string]yamlNode, p *Profile) {
	r.formats = plainFormats()
	var base Table
	if v, ok := keys["formats"]; ok {
		f, all := r.reader.formats(v, r.formats, readingKeys...)
		r.formats = f
		r.reading(all, &base)
	}
	v, ok := keys["files"]
	if !ok {
		return // records say which file they miss
	}
	for _, f := range r.pairs(v, "files") {
		if !isName(f.key) {
			r.add(f.value, "the name of a file must be letters, digits and _, beginning with a letter; row is taken")
		}
		read := r.file(f, base)
		r.files[f.key] = read
		p.files = append(p.files, read)
	}
}

// isName reports whether a name can be used in expressions.
func isName(name string) bool {
	if name == "" || name == "row" || strings.HasPrefix(name, "_") || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// file reads one file; a plain text is its path.
func (r *profileReader) file(p pair, base Table) *file {
	f := &file{table: base, formats: r.formats}
	f.table.Name = p.key
	if text, ok := p.value.scalar(); ok {
		f.table.Path = r.path(p.value, text)
		return f
	}
	known := append([]string{"path", "sheet", "header_row", "columns", "drop", "stop", "formats"}, readingKeys...)
	keys := r.keys(p.value, "a file", known...)
	if v, ok := keys["path"]; ok {
		text, _ := r.text(v, "path")
		f.table.Path = r.path(v, text)
	} else {
		r.add(p.value, "the file must have a path")
	}
	if v, ok := keys["sheet"]; ok {
		f.table.Sheet, _ = r.text(v, "sheet")
	}
	r.header(keys, &f.table)
	r.reading(keys, &f.table)
	if v, ok := keys["formats"]; ok {
		f.formats, _ = r.reader.formats(v, r.formats)
	}
	f.drop = r.expr(keys, "drop", &f.cols)
	f.stop = r.expr(keys, "stop", &f.cols)
	return f
}

func (r *profileReader) path(n yamlNode, text string) string {
	clean := path.Clean(strings.ReplaceAll(text, `\`, "/"))
	_, err := path.Match(clean, "")
	if text == "" || path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") || strings.Contains(clean, ":") || err != nil {
		r.add(n, "%s cannot be used as a path; write the name of a file, relative to the folder that is imported, perhaps with * in it", shown(text))
	}
	return clean
}

// header reads header_row and columns.
func (r *profileReader) header(keys map[string]yamlNode, t *Table) {
	if v, ok := keys["header_row"]; ok {
		if text, _ := v.scalar(); text == "auto" {
			t.HeaderRow = 0
		} else {
			t.HeaderRow = r.number(v, "header_row (the line of the header, or auto)", 1, 10_000)
		}
	}
	v, ok := keys["columns"]
	if !ok {
		return
	}
	t.Names = r.texts(v, "columns")
	if _, both := keys["header_row"]; both {
		r.add(v, "columns names the columns of a file without a header; leave out header_row")
	}
	seen := map[string]bool{}
	for _, name := range t.Names {
		if seen[ColumnKey(name)] || ColumnKey(name) == "" {
			r.add(v, "columns must be different names, none empty")
			break
		}
		seen[ColumnKey(name)] = true
	}
}

// reading reads the options of how the text of a file is laid out.
func (r *profileReader) reading(keys map[string]yamlNode, t *Table) {
	if v, ok := keys["delimiter"]; ok {
		text, _ := v.scalar()
		names := map[string]rune{"auto": 0, "comma": ',', "semicolon": ';', "tab": '\t', `\t`: '\t', "pipe": '|'}
		if named, ok := names[text]; ok {
			t.Delimiter = named
		} else if c, size := utf8.DecodeRuneInString(text); size == len(text) && size > 0 && !strings.ContainsRune("\"\r\n\x00\ufffd", c) {
			t.Delimiter = c
		} else {
			r.add(v, "delimiter must be a single character, or one of: auto, comma, semicolon, tab, pipe")
		}
	}
	if v, ok := keys["encoding"]; ok {
		text, _ := r.text(v, "encoding")
		if t.Encoding = strings.ToLower(text); text == "auto" {
			t.Encoding = ""
		}
	}
	if v, ok := keys["quotes"]; ok {
		t.NoQuotes = !r.boolean(v, "quotes")
	}
	if v, ok := keys["short_rows"]; ok {
		name, _ := r.choice(v, "short_rows", "fault", "empty")
		t.ShortRows = name == "empty"
	}
}

// expr compiles the true-or-false expression under a key, nil when it is not
// there.
func (r *profileReader) expr(keys map[string]yamlNode, key string, cols *columns) *expr {
	v, ok := keys[key]
	if !ok {
		return nil
	}
	text, ok := r.text(v, key)
	if !ok {
		return nil
	}
	e, p := compileExpr(r.env, text, cols, cel.BoolType)
	if p != nil {
		r.add(v, "%s; %s", p.what, p.fix)
		return nil
	}
	return e
}
