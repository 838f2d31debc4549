package datafile

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// sheetReader reads one sheet of a workbook: the rows below its header.
type sheetReader struct {
	in     io.Closer
	book   *excelize.File
	raw    *excelize.Rows // the values as they are stored
	shown  *excelize.Rows // as people see them
	names  []string       // by column; "" for one without a name
	line   int
	lines  int // about how many the sheet has
	header int // the line of the header
}

// mostUnpacked bounds what a workbook unpacks to: a small file can be made to
// unpack to a very large one. What is above mostInMemory goes to a temporary file.
const (
	mostUnpacked = 4 << 30
	mostInMemory = 16 << 20
)

func openSheet(file csvfile.Upload, spec ingest.Table) (reader, error) {
	in, err := file.Open()
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%q cannot be opened", file.Name)
	}
	// Days are shown as ISO wherever the workbook leaves it to the reader's country.
	book, err := excelize.OpenReader(in, excelize.Options{UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostInMemory,
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd", LongTimePattern: "hh:mm:ss"})
	if err != nil {
		return nil, errors.Join(fault.Wrap(err, fault.Invalid, "%q is no workbook that can be read: %v", file.Name, err), in.Close())
	}
	r := &sheetReader{in: in, book: book}
	if err := r.find(file.Name, spec); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// find opens the sheet and reads up to its header.
func (r *sheetReader) find(name string, spec ingest.Table) error {
	sheets := r.book.GetSheetList()
	sheet := spec.Sheet
	if sheet == "" && len(sheets) > 0 {
		sheet = sheets[0]
	}
	if !slices.Contains(sheets, sheet) {
		return fault.New(fault.Invalid, "%q has no sheet %q; it has %q", name, sheet, sheets)
	}
	if area, err := r.book.GetSheetDimension(sheet); err == nil {
		r.lines = lastLine(area)
	}
	header, err := r.search(sheet, spec)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if r.header = header; spec.Names != nil {
		r.names, r.header = spec.Names, 0
	} else if r.names == nil {
		return fault.New(fault.Invalid, "the sheet %q of %q has no header row; if its first row is data, name the columns with columns: [...]", sheet, name)
	}
	if r.raw, err = r.book.Rows(sheet); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if r.shown, err = r.book.Rows(sheet); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for range r.header {
		if _, err := r.cells(); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
	}
	return nil
}

// search returns the line of the header: the declared one, or among the first
// lines the one that has most of the columns that are needed.
func (r *sheetReader) search(sheet string, spec ingest.Table) (line int, err error) {
	const first = 50
	rows, err := r.book.Rows(sheet)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	needs := map[string]bool{}
	for _, n := range spec.Needs {
		needs[ingest.ColumnKey(n)] = true
	}
	most := -1
	for n := 1; n <= max(first, spec.HeaderRow) && rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return 0, err
		}
		found := 0
		for _, c := range cells {
			if needs[ingest.ColumnKey(c)] {
				found++
			}
		}
		if blank(cells) || spec.HeaderRow > 0 && n != spec.HeaderRow || found <= most {
			continue
		}
		most, line, r.names = found, n, cells
	}
	return line, rows.Error()
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return ingest.Tidy(c) != "" })
}

func (r *sheetReader) columns() []string {
	return slices.DeleteFunc(slices.Clone(r.names), func(n string) bool { return ingest.Tidy(n) == "" })
}

func (r *sheetReader) done() float64 {
	if r.lines == 0 {
		return 0
	}
	return min(1, float64(r.line)/float64(r.lines))
}

func (r *sheetReader) Close() error {
	var err error
	for _, rows := range []*excelize.Rows{r.raw, r.shown} {
		if rows != nil {
			err = errors.Join(err, rows.Close())
		}
	}
	return errors.Join(err, r.book.Close(), r.in.Close())
}

func (r *sheetReader) next() (ingest.Row, error) {
	for {
		cells, err := r.cells()
		if err != nil {
			return ingest.Row{}, err
		}
		if blank(cells) {
			continue
		}
		row := ingest.Row{Line: r.line, Values: make(map[string]string, len(r.names))}
		for i, name := range r.names {
			if ingest.Tidy(name) == "" {
				continue
			}
			row.Values[name] = ""
			if i < len(cells) {
				row.Values[name] = cells[i]
			}
		}
		return row, nil
	}
}

// cells returns the next line. A number is what is stored, not what is shown:
// it may be shown rounded. A day is stored as a number, so it is what is shown.
func (r *sheetReader) cells() ([]string, error) {
	if !r.raw.Next() || !r.shown.Next() {
		if err := errors.Join(r.raw.Error(), r.shown.Error()); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	r.line++
	raw, err := r.raw.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	shown, err := r.shown.Columns()
	if err != nil {
		return nil, err
	}
	for i, value := range raw {
		if i >= len(shown) || shown[i] == value && len(value) <= exactDigits {
			continue
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil || dated.MatchString(shown[i]) {
			raw[i] = shown[i]
			continue
		}
		number, _ = strconv.ParseFloat(strconv.FormatFloat(number, 'g', exactDigits, 64), 64) // it was a number before
		raw[i] = strconv.FormatFloat(number, 'f', -1, 64)
	}
	return raw, nil
}

// exactDigits is how many digits a spreadsheet calculates with; what is behind
// them in the file is noise.
const exactDigits = 15

// dated is how days and times are shown: 2026-03-31, 31/3/26, 31-Mar-26, 14:05.
var dated = regexp.MustCompile(`^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{1,2}[- .]+\p{L}{3,}|\p{L}{3,}[- .]+\d{1,2}|\d:\d\d`)

// lastLine returns the last line of an area such as A1:F200.
func lastLine(area string) int {
	end := len(area)
	start := end
	for start > 0 && area[start-1] >= '0' && area[start-1] <= '9' {
		start--
	}
	n, err := strconv.Atoi(area[start:end])
	if err != nil {
		return 0
	}
	return n
}
