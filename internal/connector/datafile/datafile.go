// Package datafile reads tables from files that are not delimited text: JSON
// Lines, Parquet and workbooks. It implements ingest.Source over the files of a
// folder or an upload, and leaves delimited text to package csvfile.
//
// Every cell becomes the text that a person would write: a day as 2026-03-31, a
// number with all its digits and a point. What a cell means is for package
// ingest; a row that cannot be read is a fault, and reading goes on after it.
// Files are read as a stream, whatever their size.
package datafile

import (
	"context"
	"errors"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// Files finds the files of a table: a csvfile.Folder, or csvfile.Uploads.
type Files interface {
	Files(table ingest.Table) ([]csvfile.Upload, error)
}

// Source reads each table in the format that the ending of its files tells:
// .jsonl and .ndjson, .parquet, .xlsx; anything else is delimited text.
type Source struct{ Files }

// kind is a way of writing tables.
type kind int

const (
	text kind = iota
	jsonLines
	parquetFile
	workbook
)

func kindOf(name string) kind {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl", ".ndjson":
		return jsonLines
	case ".parquet":
		return parquetFile
	case ".xlsx":
		return workbook
	}
	return text
}

// Open implements ingest.Source.
func (s Source) Open(ctx context.Context, spec ingest.Table) (ingest.Rows, error) {
	files, err := s.Files.Files(spec)
	if err != nil {
		return nil, err
	}
	how := text
	for i, f := range files {
		if i > 0 && kindOf(f.Name) != how {
			return nil, fault.New(fault.Invalid, "%q and %q have different formats; files of one pattern must have the same", files[0].Name, f.Name)
		}
		how = kindOf(f.Name)
	}
	if how == text {
		return csvfile.OpenTable(ctx, spec, files)
	}
	t := &table{ctx: ctx, spec: spec, kind: how, files: files}
	for _, f := range files {
		t.total += f.Size
	}
	if t.reader, err = t.open(files[0]); err != nil {
		return nil, err
	}
	t.columns = t.reader.columns()
	return t, nil
}

// Close closes the files, when they are a folder.
func (s Source) Close() error {
	if c, ok := s.Files.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// reader reads one file.
type reader interface {
	columns() []string
	next() (ingest.Row, error)
	// done returns about how much of the file, of 1, has been read.
	done() float64
	Close() error
}

// table reads the files of a table one after the other.
type table struct {
	ctx     context.Context //nolint:containedctx // of Open, because Next has none
	spec    ingest.Table
	kind    kind
	files   []csvfile.Upload
	columns []string // of the first file
	reader  reader   // of the current file; nil after the last
	at      int      // the current file
	before  int64    // bytes of the files before it
	total   int64
}

func (t *table) open(file csvfile.Upload) (reader, error) {
	switch t.kind {
	case jsonLines:
		return openJSON(file, t.spec)
	case parquetFile:
		return openParquet(file)
	default:
		return openSheet(file, t.spec)
	}
}

// Columns implements ingest.Rows.
func (t *table) Columns() []string { return t.columns }

// Next implements ingest.Rows.
func (t *table) Next() (ingest.Row, error) {
	for t.reader != nil {
		if err := t.ctx.Err(); err != nil {
			return ingest.Row{}, err
		}
		row, err := t.reader.next()
		if !errors.Is(err, io.EOF) {
			row.Path = t.files[t.at].Name
			return row, err
		}
		if err := t.nextFile(); err != nil {
			return ingest.Row{}, err
		}
	}
	return ingest.Row{}, io.EOF
}

func (t *table) nextFile() error {
	err := t.reader.Close()
	t.reader = nil
	t.before += t.files[t.at].Size
	t.at++
	if err != nil || t.at == len(t.files) {
		return err
	}
	next, err := t.open(t.files[t.at])
	if err != nil {
		return err
	}
	t.reader = next
	if t.kind == jsonLines {
		return nil // a line names its columns itself
	}
	for _, c := range t.columns {
		if !slices.Contains(next.columns(), c) {
			return fault.New(fault.Invalid, "%q lacks the column %q of %q; files of one pattern must have the same columns", t.files[t.at].Name, c, t.files[0].Name)
		}
	}
	return nil
}

// Progress implements ingest.Rows.
func (t *table) Progress() (read, total int64) {
	if t.reader == nil {
		return t.total, t.total
	}
	return t.before + int64(t.reader.done()*float64(t.files[t.at].Size)), t.total
}

// Close implements ingest.Rows.
func (t *table) Close() error {
	if t.reader == nil {
		return nil
	}
	err := t.reader.Close()
	t.reader = nil
	return err
}

// opened opens a file for reading anywhere in it. What can only be read from
// the beginning, such as a file within the program, is taken into memory.
func opened(file csvfile.Upload) (at io.ReaderAt, size int64, closer io.Closer, err error) {
	in, err := file.Open()
	if err != nil {
		return nil, 0, nil, fault.Wrap(err, fault.NotFound, "%q cannot be opened", file.Name)
	}
	if at, ok := in.(io.ReaderAt); ok {
		return at, file.Size, in, nil
	}
	const most = 64 << 20
	content, err := io.ReadAll(io.LimitReader(in, most+1))
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, 0, nil, err
	}
	if len(content) > most {
		return nil, 0, nil, fault.New(fault.Invalid, "%q is larger than %d MiB and cannot be read where it is; import it from a folder", file.Name, most>>20)
	}
	return strings.NewReader(string(content)), int64(len(content)), io.NopCloser(nil), nil
}
