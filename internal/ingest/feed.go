package ingest

import (
	"context"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// item is one row on its way through one entry.
type item struct {
	entry  *entry
	path   string
	line   int
	frame  *frame
	faults []Fault // why the row could not be read or joined
	values map[string]string

	// of a row that is mapped again, what was found when it was mapped first:
	next    string // where the period of a target ends
	rows    string // of how many rows that is to be found
	settled string // the amount of a line of an order that settled
}

// feed gives the rows of the entries of one kind, the same ones in each pass.
type feed interface {
	each(ctx context.Context, visit func(*item) error) error
}

// fileFeed reads entries that share one file.
type fileFeed struct {
	src     Source
	entries []*entry
	joins   [][]*joined // by entry
}

// newFileFeed loads what the entries join.
func newFileFeed(ctx context.Context, src Source, entries []*entry) (*fileFeed, error) {
	f := &fileFeed{src: src, entries: entries, joins: make([][]*joined, len(entries))}
	for i, e := range entries {
		for _, j := range e.joins {
			loaded, err := loadJoin(ctx, src, e, j)
			if err != nil {
				return nil, err
			}
			f.joins[i] = append(f.joins[i], loaded)
		}
	}
	return f, nil
}

func (f *fileFeed) each(ctx context.Context, visit func(*item) error) error {
	items := make([]*item, len(f.entries))
	spelt := make([][]string, len(f.entries))
	for i, e := range f.entries {
		items[i] = &item{entry: e, frame: newFrame(&e.cols), line: e.line}
	}
	if f.entries[0].file == nil {
		return visitAll(items, visit)
	}
	return scanFile(ctx, f.src, f.entries[0].file, func(row Row, found names) error {
		for i, e := range f.entries {
			if spelt[i] == nil {
				names, err := spell(&e.cols, "", found)
				if err != nil {
					return fault.Wrap(err, fault.Invalid, "%s: %s", e.file.table.Path, err)
				}
				spelt[i] = names
			}
			if i > 0 && len(row.Faults) > 0 {
				break // the row is reported once, not for every entry
			}
			it := items[i]
			it.line, it.path = row.Line, row.Path
			it.faults, it.values = nil, nil
			it.load(row, spelt[i])
			if !it.prepare(row, f.joins[i]) {
				continue
			}
			if err := visit(it); err != nil {
				return err
			}
		}
		return nil
	})
}

func visitAll(items []*item, visit func(*item) error) error {
	for _, it := range items {
		if err := visit(it); err != nil {
			return err
		}
	}
	return nil
}

// prepare joins the other files and reports whether the row is one of the
// entry's. A where that needs no join is asked first, so that a row which is
// not wanted cannot fail to join.
func (it *item) prepare(row Row, joins []*joined) (wanted bool) {
	if len(row.Faults) > 0 {
		it.unreadable(row)
		return true
	}
	own := it.entry.where != nil && !slices.ContainsFunc(it.entry.where.slots, func(slot int) bool { return it.entry.cols.list[slot].join != "" })
	if own && !it.wanted() {
		return false
	}
	if len(it.faults) > 0 {
		it.keep(joins)
		return true
	}
	it.fill(joins)
	return own || it.wanted()
}

// load puts the file's own columns of a row into the frame.
func (it *item) load(row Row, spelt []string) {
	for i, name := range spelt {
		if name != "" {
			it.frame.set(i, row.Values[name], &it.entry.file.formats)
		}
	}
}

// unsure begins the keys of the values of a row that could not be read: the
// cells may stand under the wrong columns.
const unsure = "?"

func (it *item) unreadable(row Row) {
	it.faults = slices.Clone(row.Faults)
	it.values = map[string]string{}
	for i, c := range it.entry.cols.list {
		if c.join == "" && it.frame.raw[i] != "" {
			it.values[unsure+c.name] = strings.Clone(it.frame.raw[i])
		}
	}
}

// fill joins the other files. A later join is not tried when an earlier one
// fails, because it may depend on it.
func (it *item) fill(joins []*joined) {
	for n, j := range joins {
		if p := j.fill(it.frame); p != nil {
			it.faults = append(it.faults, Fault{Field: "join " + j.join.name, Message: p.what, Fix: p.fix})
			it.keep(joins[n:])
			return
		}
	}
}

// keep stores the values of a row whose joins fail without the columns of the
// joins that did not happen.
func (it *item) keep(missing []*joined) {
	it.values = map[string]string{}
	for i, c := range it.entry.cols.list {
		lacks := slices.ContainsFunc(missing, func(j *joined) bool { return j.join.name == c.join })
		if !lacks {
			it.values[c.key()] = strings.Clone(it.frame.raw[i])
		}
	}
}

// stored returns the values of the row as Mapped holds them.
func (it *item) stored() map[string]string {
	if it.values != nil {
		return it.values
	}
	out := make(map[string]string, len(it.entry.cols.list))
	for i, c := range it.entry.cols.list {
		out[c.key()] = it.frame.raw[i]
	}
	return out
}

// wanted reports whether the row is one of the entry's, by its where.
func (it *item) wanted() bool {
	if it.entry.where == nil || len(it.faults) > 0 {
		return true
	}
	it.frame.context.formats = &it.entry.base().formats
	yes, p := it.entry.where.isTrue(it.frame)
	if p != nil {
		it.faults = append(it.faults, Fault{Field: "where", Message: p.what, Fix: p.fix})
		return true
	}
	return yes
}
