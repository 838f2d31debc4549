package csvfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// table reads the parts of a table one after the other.
type table struct {
	ctx     context.Context // of Open, because Next has none
	spec    ingest.Table
	parts   []Upload
	columns []string // of the first part; the others must have the same
	total   int64
	done    int64 // bytes of parts that are finished

	part   int
	file   io.ReadCloser
	count  *counter
	lines  *lines
	header header
	order  []string // of the current part: the column of each cell, spelt as in columns
}

// OpenTable starts reading the files as text, one after the other: it finds the
// header of the first.
func OpenTable(ctx context.Context, spec ingest.Table, parts []Upload) (ingest.Rows, error) {
	if len(parts) == 0 {
		return nil, fault.New(fault.NotFound, "there is no file %q", spec.Path)
	}
	t := &table{ctx: ctx, spec: spec, parts: parts}
	for _, p := range parts {
		t.total += p.Size
	}
	if err := t.start(); err != nil {
		_ = t.Close() // the first error is the one that matters
		return nil, err
	}
	return t, nil
}

// start opens the current part and reads up to its first row of data.
func (t *table) start() error {
	p := t.parts[t.part]
	var err error
	if t.header, err = findHeader(p, t.spec); err != nil {
		return err
	}
	if err := t.header.name(p); err != nil {
		return err
	}
	if err := t.align(p); err != nil {
		return err
	}
	if t.file, err = p.opened(); err != nil {
		return err
	}
	t.count = &counter{r: t.file}
	text, err := decode(t.count, t.spec.Encoding)
	if err != nil {
		return err
	}
	t.lines = &lines{r: text}
	for range t.header.skip {
		if _, err := t.header.layout.read(t.lines); err != nil {
			return fmt.Errorf("read the header of %s: %w", p.Name, err)
		}
	}
	return nil
}

// align checks that a further part has the columns of the first.
func (t *table) align(p Upload) error {
	if t.columns == nil {
		t.columns, t.order = t.header.columns, t.header.columns
		return nil
	}
	spelt := map[string]string{}
	for _, c := range t.columns {
		spelt[ingest.ColumnKey(c)] = c
	}
	t.order = make([]string, len(t.header.columns))
	for i, c := range t.header.columns {
		name, ok := spelt[ingest.ColumnKey(c)]
		if !ok {
			return fault.New(fault.Invalid, "%q has a column %q that %q does not have; files of one pattern must have the same columns", p.Name, c, t.parts[0].Name)
		}
		delete(spelt, ingest.ColumnKey(c))
		t.order[i] = name
	}
	for _, missing := range spelt {
		return fault.New(fault.Invalid, "%q lacks the column %q of %q; files of one pattern must have the same columns", p.Name, missing, t.parts[0].Name)
	}
	return nil
}

// Columns implements ingest.Rows.
func (t *table) Columns() []string { return t.columns }

// Progress implements ingest.Rows.
func (t *table) Progress() (read, total int64) {
	if t.count == nil {
		return t.done, t.total
	}
	return t.done + t.count.n, t.total
}

// Close implements ingest.Rows.
func (t *table) Close() error {
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	t.file = nil
	return err
}

// Next implements ingest.Rows.
func (t *table) Next() (ingest.Row, error) {
	for {
		if err := t.ctx.Err(); err != nil {
			return ingest.Row{}, err
		}
		rec, err := t.header.layout.read(t.lines)
		if errors.Is(err, io.EOF) {
			if err := t.nextPart(); err != nil {
				return ingest.Row{}, err
			}
			continue
		}
		if err != nil {
			return ingest.Row{}, fmt.Errorf("read %s: %w", t.parts[t.part].Name, err)
		}
		if rec.isBlank() {
			continue
		}
		return t.row(rec), nil
	}
}

// nextPart goes on to the next file, io.EOF after the last.
func (t *table) nextPart() error {
	t.done += t.count.n
	t.count = nil
	if err := t.Close(); err != nil {
		return fmt.Errorf("close %s: %w", t.parts[t.part].Name, err)
	}
	if t.part+1 == len(t.parts) {
		t.lines = &lines{r: emptyReader()}
		t.count = &counter{}
		return io.EOF
	}
	t.part++
	return t.start()
}

// row turns a record into a row, with the faults of its shape.
func (t *table) row(rec record) ingest.Row {
	width := len(t.order)
	if len(rec.lines) > 1 && (len(rec.fields) != width || t.swallows(rec)) {
		t.lines.unread(rec.lines[1:])
		why := wrongQuote
		if len(rec.fields) == width {
			why = wrongSwallowed
		}
		rec = record{lines: rec.lines[:1], wrong: why}
	}
	row := ingest.Row{Path: t.parts[t.part].Name, Line: rec.lines[0].number, Values: make(map[string]string, width)}
	for i, f := range rec.fields {
		if i < width {
			row.Values[t.order[i]] = f
		}
	}
	switch {
	case rec.wrong != nil:
		row.Faults = []ingest.Fault{{Message: rec.wrong.what, Fix: rec.wrong.fix}}
	case len(rec.fields) < width && !t.spec.ShortRows:
		row.Faults = []ingest.Fault{{Message: fmt.Sprintf("the row has %s, but the header has %d columns", cells(len(rec.fields)), width),
			Fix: "add the missing cells; when rows may end early in this file, say short_rows: empty; a title or total row is left out with drop or stop"}}
	case len(rec.fields) > width && !(&record{fields: rec.fields[width:]}).isBlank():
		row.Faults = []ingest.Fault{{Message: fmt.Sprintf("the row has %s, but the header has %d columns", cells(len(rec.fields)), width),
			Fix: "put quotation marks around cells that hold the delimiter, or remove the extra cells"}}
	}
	return row
}

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// swallows reports whether a line inside a quoted cell is itself a row as wide
// as the header: then the quotation mark was most likely never closed.
func (t *table) swallows(rec record) bool {
	const least = 2 // columns; any line is a row of one column
	if len(t.order) < least {
		return false
	}
	for _, l := range rec.lines[1 : len(rec.lines)-1] {
		if strings.Count(l.text, string(t.header.layout.delimiter))+1 == len(t.order) {
			return true
		}
	}
	return false
}
