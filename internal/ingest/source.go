package ingest

import (
	"context"
)

// Table says which table to read and how. It is everything that a profile says
// about one of its files; a connector ignores the options that its format does
// not have.
type Table struct {
	Name  string // as the profile names it
	Path  string // with slashes, relative to the source; may hold * and ? for several files read in name order
	Sheet string // of a workbook; empty: the first

	Needs     []string // columns that the profile uses; a header row is recognised by them
	HeaderRow int      // line of the header, from 1; 0: the first row that has every column of Needs
	Names     []string // names of the columns of a file without a header row; nil: it has one

	Encoding  string // WHATWG label such as "windows-1252"; empty: by byte order mark, else UTF-8
	Delimiter rune   // 0: found from the header
	NoQuotes  bool   // quotation marks are ordinary characters
	ShortRows bool   // a row may end early: its missing cells are empty; otherwise that is a fault
}

// Source reads tables of text. Connectors implement it.
type Source interface {
	// Open starts reading a table from its first row. A table may be opened
	// several times.
	Open(ctx context.Context, table Table) (Rows, error)
}

// Rows is a table being read.
type Rows interface {
	// Columns returns the column names in order.
	Columns() []string
	// Next returns the next row, io.EOF after the last. A row that cannot be
	// read is returned with its Faults set; reading goes on after it.
	Next() (Row, error)
	// Progress returns how many bytes have been read, and of how many.
	Progress() (read, total int64)
	Close() error
}

// Row is one row of a table as text.
type Row struct {
	Path   string            // file that the row is in; empty: the path of the table
	Line   int               // line of the file on which the row begins, from 1
	Values map[string]string // by column name; as far as they could be read when there are Faults
	Faults []Fault           // why the row could not be read; nil when it could
}

// Fault says what is wrong with a row, and how to mend it.
type Fault struct {
	Field   string `json:"field"`   // field of the record, or column of the file
	Message string `json:"message"` // what is wrong and why it matters
	Fix     string `json:"fix"`     // what to do about it
}

// Mapped is a row after mapping: a record, or the faults that stand against it.
type Mapped struct {
	File   string // as the profile names it
	Path   string // the file itself; differs from row to row when the profile gives a pattern
	Line   int
	Kind   Kind
	Entry  string            // which entry of the profile's records; tells two of one kind and file apart
	Values map[string]string // what the row said, joined columns as "name.column"; see MapValues
	Record Record            // nil when there are Faults
	Faults []Fault

	Repeated int   // rows with the same id that said the same and were left out
	Replaced []int // lines of rows with the same id that said something else and were left out
}

// Ok reports whether the row became a record.
func (m Mapped) Ok() bool { return len(m.Faults) == 0 }
