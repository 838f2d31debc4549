// Package xlsx knows spreadsheets as workbooks (Office Open XML): how a sheet
// of package quota is written as one, and how the first sheet of one is read.
// What the columns mean is not its business.
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/quota"
)

// Workbooks writes and reads workbooks. The zero value is ready.
type Workbooks struct{}

// The limits of what is read: a small file can unpack to a very large one.
const (
	mostPacked   = 32 << 20
	mostUnpacked = 256 << 20
	mostLines    = 100_000
	mostColumns  = 500
)

// Write writes the sheet as a workbook: numbers as numbers, sums as formulas
// with their value, the header kept in view.
func (Workbooks) Write(w io.Writer, s quota.Sheet) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	name := sheetName(s.Title)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return fmt.Errorf("naming the sheet: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("making a style: %w", err)
	}
	stream, err := f.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("opening the sheet: %w", err)
	}
	const widthOfIDs, firstNumber = 24, 4
	if err := errors.Join(stream.SetColWidth(1, firstNumber-1, widthOfIDs),
		stream.SetPanes(&excelize.Panes{Freeze: true, XSplit: firstNumber - 1, YSplit: 1, TopLeftCell: "D2", ActivePane: "bottomRight"})); err != nil {
		return fmt.Errorf("laying out the sheet: %w", err)
	}
	for i, line := range s.Lines {
		style := 0
		if i == 0 {
			style = bold
		}
		values, err := valuesOf(line, i+1, style)
		if err != nil {
			return err
		}
		if err := stream.SetRow(fmt.Sprintf("A%d", i+1), values); err != nil {
			return fmt.Errorf("writing line %d: %w", i+1, err)
		}
	}
	if err := stream.Flush(); err != nil {
		return fmt.Errorf("writing the sheet: %w", err)
	}
	_, err = f.WriteTo(w)
	return err
}

// valuesOf writes a line.
func valuesOf(line quota.Line, row, style int) ([]any, error) {
	values := make([]any, len(line.Fields))
	for i, f := range line.Fields {
		cell := excelize.Cell{StyleID: style}
		switch {
		case f.Number.Set && f.Sum > 0:
			first, err := excelize.CoordinatesToCellName(i+1-f.Sum, row)
			if err != nil {
				return nil, fmt.Errorf("naming a cell: %w", err)
			}
			last, err := excelize.CoordinatesToCellName(i, row)
			if err != nil {
				return nil, fmt.Errorf("naming a cell: %w", err)
			}
			cell.Formula = fmt.Sprintf("SUM(%s:%s)", first, last)
			cell.Value = numberOf(f.Number)
		case f.Number.Set:
			cell.Value = numberOf(f.Number)
		case f.Text != "":
			cell.Value = f.Text
		default:
			continue
		}
		values[i] = cell
	}
	return values, nil
}

// numberOf returns a number as workbooks keep it: a float, exact to 15 digits. The
// few amounts that have more are written as text, which is read alike.
func numberOf(n quota.Number) any {
	const digits, bits = 4, 64
	f, _ := n.Amount.Rat().Float64()
	if back, err := money.Parse(strconv.FormatFloat(f, 'f', digits, bits)); err != nil || back != n.Amount {
		return n.Amount.String()
	}
	return f
}

// sheetName makes a title that a workbook takes: at most 31 characters, without
// those that mean something in formulas.
func sheetName(title string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < ' ' {
			return ' '
		}
		return r
	}, title)
	runes := []rune(strings.TrimSpace(clean))
	const most = 31
	if len(runes) > most {
		runes = runes[:most]
	}
	if name := strings.TrimSpace(string(runes)); name != "" {
		return name
	}
	return "Plan"
}

// Read returns the first sheet as text; numbers are plain decimals, whatever
// they look like in the workbook. The value of a formula is the one that was
// calculated last.
func (Workbooks) Read(r io.Reader) (s quota.Sheet, err error) {
	packed, err := io.ReadAll(io.LimitReader(r, mostPacked+1))
	if err != nil {
		return s, err
	}
	if len(packed) > mostPacked {
		return s, fault.New(fault.TooLarge, "the workbook has more than %d MiB; send less at once", mostPacked>>20)
	}
	if err := small(packed); err != nil {
		return s, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(packed), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked})
	if err != nil {
		return s, fault.Wrap(err, fault.Invalid, "this is not a workbook that can be read; save it as .xlsx, or send CSV")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return s, fault.New(fault.Invalid, "the workbook has no sheet")
	}
	s.Title = names[0]
	s.Lines, err = lines(f, names[0])
	return s, err
}

// lines reads a sheet line by line. A few bytes can name a cell at the far end
// of a sheet, and everything up to it would be filled with nothing.
func lines(f *excelize.File, sheet string) (lines []quota.Line, err error) {
	unreadable := func(err error) error {
		return fault.Wrap(err, fault.Invalid, "the first sheet of the workbook cannot be read; save it again, or send CSV")
	}
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for n := 1; rows.Next(); n++ {
		row, err := rows.Columns()
		switch {
		case err != nil:
			return nil, unreadable(err)
		case n > mostLines || len(row) > mostColumns:
			return nil, fault.New(fault.TooLarge, "the first sheet reaches beyond %d lines or %d columns; delete what lies outside the plan, or send CSV", mostLines, mostColumns)
		case len(row) == 0:
			continue
		}
		line := quota.Line{Number: n, Fields: make([]quota.Field, 0, len(row))}
		for _, text := range row {
			line.Fields = append(line.Fields, quota.Field{Text: plain(text)})
		}
		lines = append(lines, line)
	}
	if err := rows.Error(); err != nil {
		return nil, unreadable(err)
	}
	return lines, nil
}

// small refuses a file that would unpack to far more than it is.
func small(packed []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "this is not a workbook that can be read; save it as .xlsx, or send CSV")
	}
	var size uint64
	for _, part := range archive.File {
		size += part.UncompressedSize64
	}
	if size > mostUnpacked {
		return fault.New(fault.TooLarge, "the workbook unpacks to more than %d MiB; send less at once", mostUnpacked>>20)
	}
	return nil
}

// plain writes a number such as 1.5E+06, or 0.30000000000000004, as a plain
// decimal of four digits; other texts stay as they are.
func plain(text string) string {
	const digits = 4
	if text == "" || strings.Trim(text, "0123456789.+-eE") != "" || !strings.ContainsAny(text, "0123456789") {
		return text
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok || len(text) > 40 {
		return text
	}
	written := rat.FloatString(digits)
	return strings.TrimSuffix(strings.TrimRight(written, "0"), ".")
}
