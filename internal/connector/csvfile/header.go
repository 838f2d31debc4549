package csvfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

// delimiters are those that are tried when the profile declares none.
var delimiters = []rune{',', ';', '\t', '|'}

// headerRows is how many rows are searched for the header.
const headerRows = 50

// header is where the header of a file is, and what it says.
type header struct {
	layout  layout
	skip    int      // records before the data, the header among them
	columns []string // named columns; trailing ones without a name are left out
	found   int      // how many of the columns that are needed it has
	width   int      // cells of the row
	wrong   *wrong   // of the first row that could not be read before the header
	line    int      // of that row
}

// findHeader finds the header of a part, with the delimiter when that is not
// declared: the first row that has every column that is needed. When none has,
// it is the row that has most of them, so that the columns that are missing
// can be named.
func findHeader(p Upload, table ingest.Table) (header, error) {
	try := delimiters
	if table.Delimiter != 0 {
		try = []rune{table.Delimiter}
	}
	var best header
	for i, d := range try {
		h, err := searchHeader(p, table, layout{d, table.NoQuotes})
		if err != nil {
			return header{}, err
		}
		if i == 0 || h.found > best.found || h.found == best.found && h.width > best.width {
			best = h
		}
	}
	if best.columns == nil && best.wrong != nil {
		return header{}, fault.New(fault.Invalid, "%q has no header row that can be read; line %d: %s; %s", p.Name, best.line, best.wrong.what, best.wrong.fix)
	}
	if best.columns == nil {
		return header{}, fault.New(fault.Invalid, "%q has no header row; if its first row is data, name the columns with columns: [...]", p.Name)
	}
	return best, nil
}

// searchHeader looks for the header among the first rows, with one delimiter.
func searchHeader(p Upload, table ingest.Table, how layout) (header, error) {
	file, err := p.opened()
	if err != nil {
		return header{}, err
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err := decode(file, table.Encoding)
	if err != nil {
		return header{}, err
	}
	in := &lines{r: text}
	best := header{layout: how}
	for n := 1; n <= max(headerRows, table.HeaderRow); n++ {
		rec, err := how.read(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return header{}, fmt.Errorf("read %s: %w", p.Name, err)
		}
		if rec.wrong != nil && best.wrong == nil {
			best.wrong, best.line = rec.wrong, rec.lines[0].number
		}
		if rec.wrong != nil || !saysSomething(rec.fields) {
			continue
		}
		if table.Names != nil {
			return header{layout: how, columns: table.Names, found: -abs(len(trimmed(rec.fields)) - len(table.Names)), width: len(rec.fields)}, nil
		}
		if table.HeaderRow > 0 && rec.lines[0].number != table.HeaderRow {
			continue
		}
		columns := trimmed(rec.fields)
		h := header{layout: how, skip: n, columns: columns, found: countNeeds(columns, table.Needs), width: len(columns), wrong: best.wrong, line: best.line}
		if best.columns == nil || h.found > best.found {
			best = h
		}
		if h.found == len(table.Needs) || table.HeaderRow > 0 {
			break
		}
	}
	return best, nil
}

// saysSomething reports whether some cell has a letter or a digit; a row of
// nothing but the delimiters of another layout has none.
func saysSomething(cells []string) bool {
	for _, c := range cells {
		if strings.ContainsFunc(c, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return true
		}
	}
	return false
}

func abs(n int) int { return max(n, -n) }

// trimmed returns the cells tidied, without empty ones at the end.
func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = ingest.Tidy(c)
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// countNeeds counts the columns that are needed and there.
func countNeeds(columns, needs []string) int {
	have := map[string]bool{}
	for _, c := range columns {
		have[ingest.ColumnKey(c)] = true
	}
	n := 0
	for _, need := range needs {
		if have[ingest.ColumnKey(need)] {
			n++
		}
	}
	return n
}

// name gives columns without a name one, and refuses names that occur twice.
func (h *header) name(p Upload) error {
	seen := map[string]int{}
	h.columns = slices.Clone(h.columns)
	for i, c := range h.columns {
		if c == "" {
			h.columns[i] = fmt.Sprintf("column %d", i+1)
			continue
		}
		if first, twice := seen[c]; twice {
			return fault.New(fault.Invalid, "%q has two columns called %q (the %d. and the %d.); rename one of them, or name all columns with columns: [...]",
				p.Name, c, first+1, i+1)
		}
		seen[c] = i
	}
	return nil
}
