package ingest

import (
	"context"
	"maps"
	"strings"
	"time"
)

// MapValues maps rows again that were emitted before with faults, after the
// profile or their Values were edited. It needs no files: the columns of
// joined files are in the values too, as "name.column".
//
// Of each row it uses File, Path, Line, Kind, Entry and Values. The row goes to
// the entry of that name; when there is none (the profile was edited), to the
// entries of that kind and file. All lines of an order that did not settle must
// be given together, and all targets of a node whose ends could not be found;
// otherwise they stay faults. A row that Map emitted as good, and that was set
// aside later, can be given alone. A row that the entry's where no longer wants is
// not emitted. A column that the values lack is a fault, and so are values
// under keys that begin with "?": they are the cells of a row that could not
// be read, and may stand under the wrong columns.
func (p *Profile) MapValues(ctx context.Context, rows []Mapped, zone *time.Location, emit func(Mapped) error) error {
	for _, kind := range Kinds() {
		f := &valueFeed{}
		for _, row := range rows {
			if row.Kind != kind {
				continue
			}
			for _, e := range p.entriesFor(row) {
				f.rows = append(f.rows, valueRow{e, row})
			}
		}
		if len(f.rows) == 0 {
			continue
		}
		if err := p.run(ctx, kind, []feed{f}, zone, emit); err != nil {
			return err
		}
	}
	return nil
}

// entriesFor returns the entries that a row belongs to.
func (p *Profile) entriesFor(row Mapped) []*entry {
	var out []*entry
	for _, e := range p.entries {
		sameFile := e.file == nil && row.File == "profile" || e.file != nil && e.file.table.Name == row.File
		if e.kind != row.Kind || !sameFile {
			continue
		}
		if e.name == row.Entry {
			return []*entry{e}
		}
		out = append(out, e)
	}
	return out
}

// valueFeed gives rows from their stored values.
type valueFeed struct{ rows []valueRow }

type valueRow struct {
	entry *entry
	row   Mapped
}

func (f *valueFeed) each(ctx context.Context, visit func(*item) error) error {
	for _, v := range f.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		it := v.item()
		if !it.wanted() {
			continue
		}
		if err := visit(it); err != nil {
			return err
		}
	}
	return nil
}

// item fills a frame from the values of a row.
func (v valueRow) item() *item {
	it := &item{entry: v.entry, path: v.row.Path, line: v.row.Line, frame: newFrame(&v.entry.cols),
		next: v.row.Values[nextKey], rows: v.row.Values[rowsKey],
		settled: v.row.Values[settledKey]}
	if v.entry.file == nil {
		it.line = v.entry.line
	}
	folded := map[string]string{}
	for name, value := range v.row.Values {
		folded[ColumnKey(name)] = value
	}
	var missing []string
	for i, c := range v.entry.cols.list {
		value, ok := v.row.Values[c.key()]
		if !ok {
			value, ok = folded[ColumnKey(c.key())]
		}
		if !ok {
			missing = append(missing, c.key())
			continue
		}
		it.frame.set(i, value, v.entry.formatsOf(c))
	}
	if len(missing) > 0 {
		it.values = maps.Clone(v.row.Values)
		it.faults = append(it.faults, Fault{Field: missing[0],
			Message: "the stored row has no value for " + strings.Join(missing, ", "),
			Fix:     "fill it in, or correct the file and import it again"})
	}
	return it
}

// formatsOf returns the formats of the file that a column is in.
func (e *entry) formatsOf(c column) *formats {
	for _, j := range e.joins {
		if j.name == c.join {
			return &j.file.formats
		}
	}
	return &e.base().formats
}
