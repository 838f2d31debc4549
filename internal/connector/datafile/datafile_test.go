package datafile_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/connector/datafile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// folder writes files and opens their folder.
func folder(t *testing.T, files map[string][]byte) datafile.Source {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := csvfile.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	source := datafile.Source{Files: opened}
	t.Cleanup(func() { _ = source.Close() })
	return source
}

// read reads a whole table.
func read(t *testing.T, source datafile.Source, table ingest.Table) (columns []string, rows []ingest.Row) {
	t.Helper()
	in, err := source.Open(t.Context(), table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := in.Close(); err != nil {
			t.Error(err)
		}
	}()
	var before int64
	for {
		row, err := in.Next()
		at, total := in.Progress()
		if at < before || at > total {
			t.Errorf("%d bytes of %d are read after %d", at, total, before)
		}
		before = at
		if errors.Is(err, io.EOF) {
			if at != total {
				t.Errorf("at the end %d bytes of %d are read", at, total)
			}
			return in.Columns(), rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
}

func values(rows []ingest.Row) []map[string]string {
	var all []map[string]string
	for _, r := range rows {
		all = append(all, r.Values)
	}
	return all
}

func TestJSONLines(t *testing.T) {
	t.Parallel()
	source := folder(t, map[string][]byte{"a.jsonl": []byte("\ufeff" + `{"id": 1, "name": "Zoë", "amount": 12.50, "big": 12345678901234567890.1234, "ok": true, "none": null}
` + "\r\n" + `{"id": "2", "customer": {"id": "C1", "at": {"x": -1}}, "tags": ["a", 1]}
not json
[1]
null
{"id": 3} {"id": 4}
{"id": 5}`)})
	columns, rows := read(t, source, ingest.Table{Name: "a", Path: "a.jsonl"})
	if diff := cmp.Diff([]string{"amount", "big", "customer.at.x", "customer.id", "id", "name", "none", "ok", "tags"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	want := []map[string]string{
		{"id": "1", "name": "Zoë", "amount": "12.50", "big": "12345678901234567890.1234", "ok": "true", "none": ""},
		{"id": "2", "customer.id": "C1", "customer.at.x": "-1", "tags": `["a",1]`},
		{}, {}, {}, {}, {"id": "5"},
	}
	if diff := cmp.Diff(want, values(rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	var lines []int
	for i, r := range rows {
		lines = append(lines, r.Line)
		if wrong := i >= 2 && i <= 5; wrong != (len(r.Faults) > 0) {
			t.Errorf("line %d: %+v", r.Line, r.Faults)
		}
	}
	if diff := cmp.Diff([]int{1, 3, 4, 5, 6, 7, 8}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

// A name that no early row has is a column when the profile needs it; a line
// that is too long is a fault and not held.
func TestJSONLinesFar(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("{\"id\": 1}\n", 1500) + `{"id": "` + strings.Repeat("x", 5<<20) + "\"}\n{\"late\": 7}\n"
	columns, rows := read(t, folder(t, map[string][]byte{"a.ndjson": []byte(text)}), ingest.Table{Path: "a.ndjson", Needs: []string{"ID", "late"}})
	if diff := cmp.Diff([]string{"id", "late"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if len(rows) != 1502 || len(rows[1500].Faults) != 1 || rows[1501].Values["late"] != "7" {
		t.Errorf("%d rows, the last is %v", len(rows), rows[len(rows)-1])
	}
}

type deal struct {
	ID       string    `parquet:"id"`
	Key      [16]byte  `parquet:"key,uuid"`
	Day      int32     `parquet:"day,date"`
	At       time.Time `parquet:"at,timestamp(microsecond)"`
	Amount   int64     `parquet:"amount,decimal(2:18)"`
	Quantity float64   `parquet:"quantity"`
	Count    uint32    `parquet:"count"`
	Won      bool      `parquet:"won"`
	Note     *string   `parquet:"note,optional"`
	Customer struct {
		ID string `parquet:"id"`
	} `parquet:"customer"`
	Tags []string `parquet:"tags,list"`
}

func TestParquet(t *testing.T) {
	t.Parallel()
	note := "first"
	deals := []deal{
		{ID: "a", Key: [16]byte{0x12, 15: 0xff}, Day: 19_813, At: time.Date(2024, 3, 31, 14, 5, 6, 70_000, time.UTC), Amount: -5, Quantity: 0.1, Count: 4_000_000_000, Won: true, Note: &note, Tags: []string{"x", "y"}},
		{ID: "b", Day: -1, At: time.Date(1969, 12, 31, 23, 59, 59, 500_000_000, time.UTC), Amount: 1_234_567, Quantity: 1e21},
	}
	deals[0].Customer.ID = "C1"
	var file bytes.Buffer
	w := parquet.NewGenericWriter[deal](&file)
	for _, d := range deals { // each in a row group of its own
		if _, err := w.Write([]deal{d}); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	columns, rows := read(t, folder(t, map[string][]byte{"a.parquet": file.Bytes()}), ingest.Table{Path: "a.parquet"})
	if diff := cmp.Diff([]string{"id", "key", "day", "at", "amount", "quantity", "count", "won", "note", "customer.id"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	want := []map[string]string{
		{"id": "a", "key": "12000000-0000-0000-0000-0000000000ff", "day": "2024-03-31", "at": "2024-03-31T14:05:06.00007Z", "amount": "-0.05", "quantity": "0.1",
			"count": "4000000000", "won": "true", "note": "first", "customer.id": "C1"},
		{"id": "b", "key": "00000000-0000-0000-0000-000000000000", "day": "1969-12-31", "at": "1969-12-31T23:59:59.5Z", "amount": "12345.67",
			"quantity": "1000000000000000000000", "count": "0", "won": "false", "note": "", "customer.id": ""},
	}
	if diff := cmp.Diff(want, values(rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// Many rows come in their order, whatever the size of a read.
func TestParquetLong(t *testing.T) {
	t.Parallel()
	type row struct {
		N int64 `parquet:"n"`
	}
	var file bytes.Buffer
	w := parquet.NewGenericWriter[row](&file)
	const many = 5000
	for i := range many {
		if _, err := w.Write([]row{{int64(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, rows := read(t, folder(t, map[string][]byte{"a.parquet": file.Bytes()}), ingest.Table{Path: "a.parquet"})
	if len(rows) != many {
		t.Fatalf("%d rows", len(rows))
	}
	for i, r := range rows {
		if want := big.NewInt(int64(i)).String(); r.Values["n"] != want || r.Line != i+1 {
			t.Fatalf("row %d is %v", i, r)
		}
	}
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.NewSheet("Sales")
	must(err)
	style := func(number int, custom string) int {
		s := &excelize.Style{NumFmt: number}
		if custom != "" {
			s = &excelize.Style{CustomNumFmt: &custom}
		}
		id, err := f.NewStyle(s)
		must(err)
		return id
	}
	must(f.SetSheetRow("Sales", "A1", &[]any{"Report of March"}))
	must(f.SetSheetRow("Sales", "A3", &[]any{"ID", "Day", "Amount", "", "Share", "Written", "Customer"}))
	for _, line := range []string{"4", "6"} {
		must(f.SetSheetRow("Sales", "A"+line, &[]any{"007", 45_382, 1234.5678, "x", 0.125, 45_382.5, "C1"}))
		must(f.SetCellStyle("Sales", "B"+line, "B"+line, style(14, "")))
		must(f.SetCellStyle("Sales", "C"+line, "C"+line, style(0, `#,##0.00 "€"`)))
		must(f.SetCellStyle("Sales", "E"+line, "E"+line, style(9, "")))
		must(f.SetCellStyle("Sales", "F"+line, "F"+line, style(0, "dd.mm.yyyy hh:mm")))
	}
	var file bytes.Buffer
	must(f.Write(&file))
	must(f.Close())
	source := folder(t, map[string][]byte{"a.xlsx": file.Bytes()})
	columns, rows := read(t, source, ingest.Table{Path: "a.xlsx", Sheet: "Sales", Needs: []string{"id", "amount"}})
	if diff := cmp.Diff([]string{"ID", "Day", "Amount", "Share", "Written", "Customer"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	one := map[string]string{"ID": "007", "Day": "2024-03-31", "Amount": "1234.5678", "Share": "0.125", "Written": "31.03.2024 12:00", "Customer": "C1"}
	if diff := cmp.Diff([]map[string]string{one, one}, values(rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if rows[0].Line != 4 || rows[1].Line != 6 {
		t.Errorf("the rows are on lines %d and %d", rows[0].Line, rows[1].Line)
	}
	if _, err := source.Open(t.Context(), ingest.Table{Path: "a.xlsx", Sheet: "None"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a sheet that is missing: %v", err)
	}
}

// Files that are not what their ending says are refused with a message, and the
// files of one pattern follow each other.
func TestFiles(t *testing.T) {
	t.Parallel()
	source := folder(t, map[string][]byte{"x.parquet": []byte("PAR1 no"), "x.xlsx": []byte("no"), "1.jsonl": []byte(`{"a": 1}`), "2.jsonl": []byte(`{"a": 2, "b": 3}`),
		"t.csv": []byte("a,b\n1,2\n")})
	for _, name := range []string{"x.parquet", "x.xlsx", "x.*"} {
		if _, err := source.Open(context.Background(), ingest.Table{Path: name}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, rows := read(t, source, ingest.Table{Path: "?.jsonl"})
	if diff := cmp.Diff([]map[string]string{{"a": "1"}, {"a": "2", "b": "3"}}, values(rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if _, rows := read(t, source, ingest.Table{Path: "t.csv"}); len(rows) != 1 || rows[0].Values["b"] != "2" {
		t.Errorf("delimited text: %v", rows)
	}
}
