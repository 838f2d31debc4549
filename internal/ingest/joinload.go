package ingest

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/attainhq/attain/internal/fault"
)

// keySeparator stands between the parts of a key; it occurs in no clean text.
const keySeparator = "\x1f"

// joined is the right side of a join in memory: the columns that the entry
// uses, by key.
type joined struct {
	join   *join
	spelt  []string // of the entry's columns of this join, "" elsewhere
	slots  []int    // of the entry's columns of this join
	rows   map[string]*joinedRow
	unread int    // rows of the file whose key could not be read
	first  string // what was wrong with the first of them
}

// joinedRow is the row that a key leads to.
type joinedRow struct {
	cells []string // one per slot of joined.slots
	line  int
	by    cell     // what pick compares
	wrong *problem // why no row can be taken
	tie   bool     // wrong because pick cannot choose; a better row still wins
}

// loadJoin reads the right side. It is refused as a whole when a key leads to
// several different rows and the profile does not say which to take.
func loadJoin(ctx context.Context, src Source, e *entry, j *join) (*joined, error) {
	load := &joined{join: j, rows: map[string]*joinedRow{}}
	for i, c := range e.cols.list {
		if c.join == j.name {
			load.slots = append(load.slots, i)
		}
	}
	own := newFrame(&j.own)
	var spelt []string
	err := scanFile(ctx, src, j.file, func(row Row, found names) error {
		if spelt == nil {
			var err error
			if spelt, err = spell(&j.own, "", found); err != nil {
				return fault.Wrap(err, fault.Invalid, "%s: %s", j.file.table.Path, err)
			}
			if load.spelt, err = spell(&e.cols, j.name, found); err != nil {
				return fault.Wrap(err, fault.Invalid, "%s: %s", j.file.table.Path, err)
			}
		}
		for i, name := range spelt {
			own.set(i, row.Values[name], &j.file.formats)
		}
		return load.add(own, row)
	})
	if err != nil {
		return nil, fmt.Errorf("join %s: %w", j.name, err)
	}
	return load, nil
}

// add takes one row of the joined file. A row that cannot be read is counted.
func (l *joined) add(own *frame, row Row) error {
	own.context.formats = &l.join.file.formats
	key, wanted, p := l.keyOf(own, row)
	if p == nil && wanted {
		return l.put(key, l.row(own, row))
	}
	if p != nil && l.unread == 0 {
		l.first = fmt.Sprintf("line %d: %s", row.Line, p.what)
	}
	if p != nil {
		l.unread++
	}
	return nil
}

// keyOf returns the key of a row; it is not wanted when where leaves it out or
// the key is empty, because an empty key is nobody's.
func (l *joined) keyOf(own *frame, row Row) (key string, wanted bool, p *problem) {
	if len(row.Faults) > 0 {
		return "", false, problemf(row.Faults[0].Fix, "%s", row.Faults[0].Message)
	}
	key, empty, p := joinKeyOf(l.join.right, own)
	if p != nil || l.join.where == nil {
		return key, !empty, p
	}
	keep, p := l.join.where.isTrue(own)
	return key, keep && !empty, p
}

// row returns what is kept of a row.
func (l *joined) row(own *frame, row Row) *joinedRow {
	next := &joinedRow{line: row.Line, cells: make([]string, len(l.slots))}
	for i, slot := range l.slots {
		next.cells[i] = strings.Clone(row.Values[l.spelt[slot]])
	}
	if l.join.pick != nil {
		by, wrong := pickValue(l.join.pick.by, own)
		next.by = by
		if wrong != nil {
			next.wrong = problemf(wrong.Fix, "line %d of %s: %s", row.Line, l.join.file.table.Name, wrong.Message)
		}
	}
	return next
}

// put stores a row, or settles which of two rows with one key is taken.
func (l *joined) put(key string, next *joinedRow) error {
	old, ok := l.rows[key]
	if !ok {
		l.rows[strings.Clone(key)] = next
		return nil
	}
	order := l.prefers(next, old)
	if order > 0 {
		l.rows[key] = next
	}
	if order == 0 && old.wrong == nil && !sameCells(old.cells, next.cells) {
		return l.ambiguous(key, old, next)
	}
	return nil
}

// prefers is positive when the new row takes the place of the old one, zero
// when nothing tells them apart. A row that cannot be compared takes the place
// of any, for good: it might have been the one to take.
func (l *joined) prefers(next, old *joinedRow) int {
	switch {
	case old.wrong != nil && !old.tie:
		return -1
	case next.wrong != nil:
		return 1
	case l.join.pick == nil:
		return 0
	case l.join.pick.last:
		return compareCells(next.by, old.by)
	default:
		return compareCells(old.by, next.by)
	}
}

func (l *joined) ambiguous(key string, old, next *joinedRow) error {
	what := fmt.Sprintf("%s has several rows for %s (lines %d and %d) that say different things; joining them would count things more than once",
		l.join.file.table.Name, shown(strings.ReplaceAll(key, keySeparator, " / ")), old.line, next.line)
	fix := "say which row to take, for example pick: {last: StartDate, as: date}, narrow them with where, or use the file as records of its own"
	if l.join.pick != nil {
		fix = "the column under pick does not tell them apart; choose another, or correct the file"
	}
	if l.join.several == severalRefuse && l.join.pick == nil {
		return fault.New(fault.Invalid, "%s; %s; several: fault sets only the rows aside that need it", what, fix)
	}
	l.rows[key] = &joinedRow{line: old.line, by: old.by, tie: l.join.pick != nil, wrong: problemf(fix, "%s", what)}
	return nil
}

func sameCells(a, b []string) bool {
	for i := range a {
		if tidy(a[i]) != tidy(b[i]) {
			return false
		}
	}
	return true
}

// joinKeyOf returns the key of a row on one side, and whether all of it is
// empty.
func joinKeyOf(parts []*field, fr *frame) (key string, empty bool, p *problem) {
	empty = true
	for i, part := range parts {
		id, fault := part.id(fr)
		if fault != nil {
			return "", false, &problem{what: fault.Message, fix: fault.Fix}
		}
		if i > 0 {
			key += keySeparator
		}
		key += id
		empty = empty && id == ""
	}
	return key, empty, nil
}

// pickValue reads what pick compares; an empty value is the smallest.
func pickValue(f *field, fr *frame) (cell, *Fault) {
	switch f.want {
	case wantDate:
		at, ok, wrong := f.date(fr)
		if !ok {
			return cell{}, wrong
		}
		return cell{date: &at}, nil
	case wantNumber:
		rat, wrong := f.number(fr, "")
		return cell{rat: rat}, wrong
	default:
		text, wrong := f.text(fr)
		return cell{text: text}, wrong
	}
}

// compareCells orders two values that were read in the same way.
func compareCells(a, b cell) int {
	switch {
	case a.date != nil && b.date != nil:
		return cmp.Or(cmp.Compare(a.date.day, b.date.day), cmp.Compare(a.date.micros, b.date.micros))
	case a.rat != nil && b.rat != nil:
		return a.rat.Cmp(b.rat)
	}
	return cmp.Or(cmp.Compare(a.weight(), b.weight()), strings.Compare(a.text, b.text))
}

// weight puts empty values before others.
func (c cell) weight() int {
	if c.date != nil || c.rat != (*big.Rat)(nil) {
		return 1
	}
	return 0
}

// fill puts the joined columns of a row into its frame. It returns what is
// wrong when there is no row to take.
func (l *joined) fill(fr *frame) *problem {
	fr.context.formats = &l.join.file.formats
	key, empty, p := joinKeyOf(l.join.left, fr)
	if p != nil {
		return p
	}
	row, ok := l.rows[key]
	if empty {
		ok = false
	}
	if ok && row.wrong != nil {
		return row.wrong
	}
	if ok {
		for i, slot := range l.slots {
			fr.set(slot, row.cells[i], &l.join.file.formats)
		}
		return nil
	}
	text := shown(strings.ReplaceAll(key, keySeparator, " / "))
	if l.unread > 0 && !empty {
		return problemf("mend that file first", "no readable row of %s has %s, and %d rows of it could not be read (%s)",
			l.join.file.table.Name, text, l.unread, l.first)
	}
	if l.join.unmatched == unmatchedEmpty || l.join.unmatched == unmatchedOptional && empty {
		for _, slot := range l.slots {
			fr.set(slot, "", &l.join.file.formats)
		}
		return nil
	}
	if empty {
		return problemf("fill in the column, or say unmatched: optional when it may be empty", "the key that leads to %s is empty", l.join.file.table.Name)
	}
	return problemf("add the row to that file, correct the key, or say unmatched: empty when the row may be missing",
		"no row of %s has %s", l.join.file.table.Name, text)
}
