package csvfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

func upload(name, content string) csvfile.Upload {
	return csvfile.Upload{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// read returns the columns, then each row as "line: cells" or "line! fault".
func read(tb testing.TB, content string, table ingest.Table) ([]string, error) {
	tb.Helper()
	table.Path = "a.csv"
	rows, err := csvfile.Uploads{upload("a.csv", content)}.Open(context.Background(), table)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err := rows.Close(); err != nil {
			tb.Error(err)
		}
	}()
	out := []string{strings.Join(rows.Columns(), "|")}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(row.Faults) > 0 {
			out = append(out, fmt.Sprintf("%d! %s", row.Line, row.Faults[0].Message))
			continue
		}
		cells := make([]string, len(rows.Columns()))
		for i, c := range rows.Columns() {
			cells[i] = row.Values[c]
		}
		out = append(out, fmt.Sprintf("%d: %s", row.Line, strings.Join(cells, "|")))
	}
}

const unclosed = "a quotation mark that opens a cell on this line is never closed, or text follows where it closes"

func TestRead(t *testing.T) {
	t.Parallel()
	wide := func(text string) string {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	big, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String("a;b\n1;é\n")
	if err != nil {
		t.Fatal(err)
	}
	western, err := charmap.Windows1252.NewEncoder().String("a;b\n1;€ Müller\n")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 10<<20)
	for _, c := range []struct {
		name, content string
		table         ingest.Table
		want          []string
	}{
		{"Comma", "a,b\n1,2\n", ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"NoLastNewline", "a,b\n1,2", ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"Semicolon", "a;b\n1,5;2\n", ingest.Table{}, []string{"a|b", "2: 1,5|2"}},
		{"Tab", "a\tb\n1\t2\n", ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"Pipe", "a|b\n1|2\n", ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"CommasInTitle", "Report, of sales, in March\na;b\n1;2\n", ingest.Table{Needs: []string{"a", "b"}}, []string{"a|b", "3: 1|2"}},
		{"CRLF", "a,b\r\n1,2\r\n3,4\r\n", ingest.Table{}, []string{"a|b", "2: 1|2", "3: 3|4"}},
		{"CR", "a,b\r1,2\r3,4", ingest.Table{}, []string{"a|b", "2: 1|2", "3: 3|4"}},
		{"BOM", "\ufeffa,b\n1,2\n", ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"UTF16LE", "\xff\xfe" + wide("a\tb\n1\té\n"), ingest.Table{}, []string{"a|b", "2: 1|é"}},
		{"UTF16NoBOM", wide("a\tb\n1\t2\n"), ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"UTF16BE", big, ingest.Table{}, []string{"a|b", "2: 1|é"}},
		{"Windows1252", western, ingest.Table{Encoding: "windows-1252"}, []string{"a|b", "2: 1|€ Müller"}},
		{"NotUTF8", western + "2;x\n", ingest.Table{}, []string{"a|b", "2! the row holds bytes that are not UTF-8", "3: 2|x"}},
		{"Quotes", "a,b\n\"1,5\",\"say \"\"hi\"\"\"\n", ingest.Table{}, []string{"a|b", "2: 1,5|say \"hi\""}},
		{"QuoteInside", "a,b\n5\" pipe,2\n", ingest.Table{}, []string{"a|b", "2: 5\" pipe|2"}},
		{"QuotesOrdinary", "a,b\n\"x,2\n", ingest.Table{NoQuotes: true}, []string{"a|b", "2: \"x|2"}},
		{"QuoteThenBlank", "a,b\n\"1\" ,\"2\" \n", ingest.Table{}, []string{"a|b", "2: 1|2"}},
		{"EmptyQuotedAtEnd", "a,b\n1,\"\"\n\"2\",\n", ingest.Table{}, []string{"a|b", "2: 1|", "3: 2|"}},
		{"LinesInCell", "a,b\n1,\"x\r\ny\"\n2,z\n", ingest.Table{}, []string{"a|b", "2: 1|x\ny", "4: 2|z"}},
		{"UnclosedAtEnd", "a,b\n1,\"x\n2,y\n3,z\n", ingest.Table{}, []string{"a|b", "2! " + unclosed, "3: 2|y", "4: 3|z"}},
		{"UnclosedThenQuotes", "a,b\n1,\"x\n2,\"y\"\n3,z\n", ingest.Table{}, []string{"a|b", "2! " + unclosed, "3: 2|y", "4: 3|z"}},
		{"UnclosedSwallowsRows", "a,b\n\"1,x\n2,y\n3,z\",w\n4,v\n", ingest.Table{}, []string{"a|b",
			"2! a quoted cell that begins on this line holds whole rows, so its closing quotation mark is probably missing", "3: 2|y",
			"4! the row has 3 cells, but the header has 2 columns", "5: 4|v"}},
		{"TextAfterQuote", "a,b\n\"1\"x,2\n3,4\n", ingest.Table{}, []string{"a|b", "2! " + unclosed, "3: 3|4"}},
		{"TooFew", "a,b\n1\n2,3\n", ingest.Table{}, []string{"a|b", "2! the row has 1 cell, but the header has 2 columns", "3: 2|3"}},
		{"TooFewAllowed", "a,b\n1\n2,3\n", ingest.Table{ShortRows: true}, []string{"a|b", "2: 1|", "3: 2|3"}},
		{"TooMany", "a,b\n1,2,3\n", ingest.Table{}, []string{"a|b", "2! the row has 3 cells, but the header has 2 columns"}},
		{"TrailingEmpty", "a,b,,\n1,2,,\n3,4\n", ingest.Table{}, []string{"a|b", "2: 1|2", "3: 3|4"}},
		{"TrailingUsed", "a,b,,\n1,2,,x\n", ingest.Table{}, []string{"a|b", "2! the row has 4 cells, but the header has 2 columns"}},
		{"NamelessColumn", "a,,b\n1,2,3\n", ingest.Table{}, []string{"a|column 2|b", "2: 1|2|3"}},
		{"BlankRows", "a,b\n\n  ,\u00a0\n1,2\n,\n", ingest.Table{}, []string{"a|b", "4: 1|2"}},
		{"NUL", "a,b\n1,\x00\n2,3\n", ingest.Table{}, []string{"a|b", "2! the row holds a NUL character, which is not text", "3: 2|3"}},
		{"HeaderRow", "x,y\n1,2\na,b\n3,4\n", ingest.Table{HeaderRow: 3}, []string{"a|b", "4: 3|4"}},
		{"HeaderSpaces", "  Order \u00a0 ID , B\n1,2\n", ingest.Table{Needs: []string{"order id", "b"}}, []string{"Order   ID|B", "2: 1|2"}},
		{"NoHeader", "1;2\n3;4\n", ingest.Table{Names: []string{"a", "b"}}, []string{"a|b", "1: 1|2", "2: 3|4"}},
		{"OneColumn", "a\n1\n2\n", ingest.Table{}, []string{"a", "2: 1", "3: 2"}},
		{"OnlyHeader", "a,b\n", ingest.Table{}, []string{"a|b"}},
		{"LongCell", "a,b\n1," + long + "\n2,x\n", ingest.Table{}, []string{"a|b", "2! the row is longer than 4 MiB", "3: 2|x"}},
		{"LongCellQuoted", "a,b\n1,\"" + long + "\"\n2,x\n", ingest.Table{}, []string{"a|b", "2! the row is longer than 4 MiB", "3: 2|x"}},
		{"TwoMiBCell", "a,b\n1," + long[:2<<20] + "\n2,x\n", ingest.Table{}, []string{"a|b", "2! a cell is longer than 1 MiB", "3: 2|x"}},
		{"MiBCell", "a,b\n1," + long[:1<<20] + "\n", ingest.Table{}, []string{"a|b", "2: 1|" + long[:1<<20]}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := read(t, c.content, c.table)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%.600s", diff)
			}
		})
	}
}

func TestReadRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, content string
		table         ingest.Table
		want          string
	}{
		{"ErrEmpty", "", ingest.Table{}, "no header row"},
		{"ErrBlank", "\n\n ,\n", ingest.Table{}, "no header row"},
		{"ErrTwice", "a,b,a\n1,2,3\n", ingest.Table{}, `two columns called "a" (the 1. and the 3.)`},
		{"ErrTwiceAfterTidying", "a,b, a \n", ingest.Table{}, `two columns called "a"`},
		{"ErrEncoding", "a,b\n", ingest.Table{Encoding: "klingon"}, "not an encoding"},
		{"ErrUTF32", "\xff\xfe\x00\x00a\x00\x00\x00", ingest.Table{}, "UTF-32"},
		{"ErrHeaderNotUTF8", "n\xfcmmer;b\n", ingest.Table{}, "encoding: windows-1252"},
		{"ErrHeaderRow", "a,b\n", ingest.Table{HeaderRow: 9}, "no header row"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := read(t, c.content, c.table)
			if err == nil || !strings.Contains(err.Error(), c.want) || !fault.Is(err, fault.Invalid) {
				t.Errorf("%q, error %v; want an Invalid fault that says %q", got, err, c.want)
			}
		})
	}
}

// A long cell is not held in memory. The test is not parallel: it measures the
// memory of the process.
func TestLongCellMemory(t *testing.T) {
	const size = 200 << 20
	open := func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("a,b\n1,\""), io.LimitReader(letters{}, size), strings.NewReader("\"\n2,x\n"))), nil
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	rows, err := csvfile.Uploads{{Name: "a.csv", Size: size, Open: open}}.Open(t.Context(), ingest.Table{Path: "a.csv", Delimiter: ','})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; err == nil; n++ {
		_, err = rows.Next()
	}
	runtime.ReadMemStats(&after)
	const most = 64 << 20
	if got := after.TotalAlloc - before.TotalAlloc; got > most || n != 3 {
		t.Errorf("%d bytes were allocated for a cell of %d (%d rows)", got, size, n)
	}
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestFolder(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	dir := filepath.Join(top, "data")
	write := func(name, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(top, "secret.csv"), "a\nsecret\n")
	write(filepath.Join(dir, "in", "sales-2.csv"), "B;A\n4;3\n")
	write(filepath.Join(dir, "in", "sales-1.csv"), "a,b\n1,2\n")
	write(filepath.Join(dir, "in", "other.csv"), "a,c\n1,2\n")
	for link, target := range map[string]string{"link.csv": "../secret.csv", "inner.csv": "in/other.csv", "out": "..", "within": "in"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := csvfile.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	for _, c := range []struct {
		path, want string // want: the rows, or part of the error
	}{
		{"in/sales-1.csv", "in/sales-1.csv 2 1|2"},
		{"in/sales-*.csv", "in/sales-1.csv 2 1|2; in/sales-2.csv 2 3|4"},
		{"in/*.csv", `"in/sales-1.csv" has a column "b" that "in/other.csv" does not have`},
		{"in/none.csv", "there is no file"},
		{"none/none.csv", "there is no file"},
		{"*.xls", "there is no file"},
		{"../secret.csv", "not a path inside the folder"},
		{"in/../../secret.csv", "not a path inside the folder"},
		{filepath.Join(top, "secret.csv"), "not a path inside the folder"},
		{"link.csv", "only plain files are read"},
		{"inner.csv", "only plain files are read"},
		{"out/secret.csv", "is not reached"},
		{"within/other.csv", "is not reached"},
		{"in", "only plain files are read"},
	} {
		t.Run(strings.ReplaceAll(c.path, "/", "_"), func(t *testing.T) {
			t.Parallel()
			got, err := readFolder(t, folder, c.path)
			if err != nil {
				got = err.Error()
				if strings.Contains(got, top) && !filepath.IsAbs(c.path) {
					t.Errorf("the error shows a path of the server: %s", got)
				}
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func readFolder(t *testing.T, folder *csvfile.Folder, path string) (string, error) {
	t.Helper()
	rows, err := folder.Open(t.Context(), ingest.Table{Path: path})
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		out = append(out, fmt.Sprintf("%s %d %s|%s", row.Path, row.Line, row.Values["a"], row.Values["b"]))
	}
	if read, total := rows.Progress(); read != total || total == 0 {
		t.Errorf("at the end %d bytes of %d were read", read, total)
	}
	return strings.Join(out, "; "), nil
}

func TestUploadsNames(t *testing.T) {
	t.Parallel()
	u := csvfile.Uploads{upload(`C:\Data\Sales.CSV`, "a\n1\n"), upload("b.csv", "a\n2\n"), upload("x/b2.csv", "a\n3\n")}
	for path, want := range map[string]bool{"sales.csv": true, "data/sales.csv": true, "b.csv": true, "b*.csv": true, "c.csv": false} {
		rows, err := u.Open(t.Context(), ingest.Table{Path: path})
		if (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
		if err == nil {
			_ = rows.Close()
		}
	}
	u = append(u, upload("y/b.csv", "a\n"), upload("z/b.csv", "a\n"))
	if _, err := u.Open(t.Context(), ingest.Table{Path: "q/b.csv"}); err == nil || !strings.Contains(err.Error(), "several") {
		t.Errorf("several files of one name: %v", err)
	}
}

// FuzzRead checks that reading never fails, that lines only grow, and that
// every byte is accounted for.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a;b\r\n\"1\r\n2\";3\r\n", "\ufeffa\tb\n1\n\"", "a,b\n\"x\n1,2\n\"\",\"", "\xff\xfea\x00,\x00b\x00\n\x00", "a,b\r1,\x00\r\xff,2", "\n\n,\n a , b ,,\n1,2,,\n",
	} {
		f.Add([]byte(seed), false, false)
		f.Add([]byte(seed), true, true)
	}
	f.Fuzz(func(t *testing.T, content []byte, noQuotes, short bool) {
		table := ingest.Table{Path: "a", NoQuotes: noQuotes, ShortRows: short}
		rows, err := csvfile.Uploads{{Name: "a", Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		}}}.Open(t.Context(), table)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		line, cells := 0, 0
		for {
			row, err := rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.Line <= line {
				t.Fatalf("line %d after line %d", row.Line, line)
			}
			line = row.Line
			for _, v := range row.Values {
				cells += len(v)
			}
			if len(row.Faults) == 0 && len(row.Values) != len(rows.Columns()) && !short {
				t.Fatalf("line %d has %d values for %d columns and no fault", line, len(row.Values), len(rows.Columns()))
			}
		}
		if read, total := rows.Progress(); read != total {
			t.Fatalf("%d bytes of %d were read", read, total)
		}
		const widest = 3 // bytes of UTF-8 for a unit of UTF-16, or for a byte that is not text
		if cells > widest*len(content) {
			t.Fatalf("%d bytes of cells from %d", cells, len(content))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var text strings.Builder
	text.WriteString("order,line,date,amount,name\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "%d,%d,2024-01-01,%d.%02d,\"Name, %d\"\n", i/3, i%3, i, i%100, i)
	}
	content := text.String()
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, err := read(b, content, ingest.Table{}); err != nil {
			b.Fatal(err)
		}
	}
}
