package xlsx_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/attainhq/attain/internal/connector/xlsx"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/quota"
)

func number(t *testing.T, text string) quota.Field {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return quota.Field{Number: quota.Some(a)}
}

func sheet(t *testing.T) quota.Sheet {
	t.Helper()
	text := func(s string) quota.Field { return quota.Field{Text: s} }
	total := number(t, "1234568.25")
	total.Sum = 3
	return quota.Sheet{Title: "Sales: 2027 [draft] with a very long name", Lines: []quota.Line{
		{Number: 1, Fields: []quota.Field{text("node_id"), text("name"), text("2027-01"), text("2027-02"), text("2027-03"), text("total")}},
		{Number: 2, Fields: []quota.Field{text("person:1"), text("=cmd|' /C calc'!A0"), number(t, "1234567.89"), {}, number(t, "0.36"), total}},
		{Number: 3, Fields: []quota.Field{text("person:0012"), text("Ünal & Söhne"), number(t, "0"), number(t, "123456789012.3456"), number(t, "922337203685477.5807"), {}}},
	}}
}

// TestRoundTrip: numbers go out as numbers and texts as texts, and what is read
// is what was written.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := (xlsx.Workbooks{}).Write(&b, sheet(t)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetList()[0]
	if name != "Sales  2027  draft  with a very" {
		t.Errorf("the sheet is called %q", name)
	}
	for cell, kind := range map[string]excelize.CellType{"C2": excelize.CellTypeUnset, "B2": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType(name, cell); err != nil || got != kind {
			t.Errorf("%s has the type %v (%v)", cell, got, err)
		}
	}
	if formula, err := f.GetCellFormula(name, "F2"); err != nil || formula != "SUM(C2:E2)" {
		t.Errorf("the total is %q (%v)", formula, err)
	}
	if formula, err := f.GetCellFormula(name, "B2"); err != nil || formula != "" {
		t.Errorf("a name became the formula %q (%v)", formula, err)
	}
	got, err := (xlsx.Workbooks{}).Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range got.Lines {
		var fields []string
		for _, f := range line.Fields {
			fields = append(fields, f.Text)
		}
		lines = append(lines, strings.Join(fields, "|"))
	}
	const want = "node_id|name|2027-01|2027-02|2027-03|total\n" +
		"person:1|=cmd|' /C calc'!A0|1234567.89||0.36|1234568.25\n" +
		"person:0012|Ünal & Söhne|0|123456789012.3456|922337203685477.5807"
	if text := strings.Join(lines, "\n"); text != want {
		t.Errorf("%s\nwant\n%s", text, want)
	}
}

// TestReadOthers: what a spreadsheet made of numbers is read as what was meant.
func TestReadOthers(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for cell, value := range map[string]any{"A1": "node_id", "B1": "2027-01", "A2": "person:1", "B2": 0.1 + 0.2, "A3": "person:2", "B3": 1.5e6, "A4": "person:3", "B4": true} {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	s, err := (xlsx.Workbooks{}).Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Lines[1].Fields[1].Text != "0.3" || s.Lines[2].Fields[1].Text != "1500000" || s.Lines[0].Fields[1].Text != "2027-01" {
		t.Errorf("%+v", s.Lines)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file []byte
		kind fault.Kind
	}{
		"nothing":     {nil, fault.Invalid},
		"text":        {[]byte("node_id,2027-01\n"), fault.Invalid},
		"another zip": {emptyZip(t), fault.Invalid},
		"a bomb":      {bomb(t), fault.TooLarge},
		"far away":    {far(t, "A100001"), fault.TooLarge},
		"far right":   {far(t, "XFD2"), fault.TooLarge},
		"very large":  {make([]byte, 33<<20), fault.TooLarge},
	} {
		if _, err := (xlsx.Workbooks{}).Read(bytes.NewReader(test.file)); !fault.Is(err, test.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// bomb is a small file that unpacks to 300 MiB of zeros.
func bomb(t *testing.T) []byte {
	t.Helper()
	const parts, size = 300, 1 << 20
	var zeros, b bytes.Buffer
	packer, err := flate.NewWriter(&zeros, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := packer.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	z, sum := zip.NewWriter(&b), crc32.ChecksumIEEE(make([]byte, size))
	for i := range parts {
		part := &zip.FileHeader{Name: fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), Method: zip.Deflate,
			CRC32: sum, CompressedSize64: uint64(zeros.Len()), UncompressedSize64: size}
		w, err := z.CreateRaw(part)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(zeros.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// far is a workbook with one value in a cell.
func far(t *testing.T, cell string) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetCellValue("Sheet1", cell, 1); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func emptyZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzRead: no file makes the reader panic or fail without a reason that a user
// can read.
func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := (xlsx.Workbooks{}).Write(&b, quota.Sheet{Title: "x", Lines: []quota.Line{{Fields: []quota.Field{{Text: "node_id"}}}}}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := (xlsx.Workbooks{}).Read(bytes.NewReader(data)); err != nil && fault.KindOf(err) == fault.Internal {
			t.Errorf("%v", err)
		}
	})
}
