package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sort"

	"github.com/attainhq/attain/internal/fault"
)

// names finds the columns of a table by the names that a profile uses. Case
// and blanks do not count unless they tell two columns apart.
type names struct {
	exact  map[string]bool
	folded map[string][]string
}

func newNames(columns []string) names {
	n := names{exact: map[string]bool{}, folded: map[string][]string{}}
	for _, c := range columns {
		n.exact[c] = true
		n.folded[ColumnKey(c)] = append(n.folded[ColumnKey(c)], c)
	}
	return n
}

// find returns the column as the table spells it.
func (n names) find(name string) (string, error) {
	if n.exact[name] {
		return name, nil
	}
	switch found := n.folded[ColumnKey(name)]; len(found) {
	case 1:
		return found[0], nil
	case 0:
		known := make([]string, 0, len(n.exact))
		for c := range n.exact {
			known = append(known, c)
		}
		sort.Strings(known)
		return "", fmt.Errorf("there is no column %s%s", shown(name), suggest(name, known))
	default:
		return "", fmt.Errorf("%s could be any of the columns %q; write it exactly as one of them", shown(name), found)
	}
}

// openRows opens a file and finds the columns that are used.
func openRows(ctx context.Context, src Source, f *file) (Rows, names, error) {
	rows, err := src.Open(ctx, f.table)
	if err != nil {
		return nil, names{}, fmt.Errorf("open %s (%s): %w", f.table.Name, f.table.Path, err)
	}
	return rows, newNames(rows.Columns()), nil
}

// checkFiles opens every file that a record uses and reports all files and
// columns that are missing at once.
func (p *Profile) checkFiles(ctx context.Context, src Source) error {
	var wrong fault.Fields
	for _, f := range p.files {
		if len(f.table.Needs) == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, found, err := openRows(ctx, src, f)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				return err
			}
			wrong.Add("files."+f.table.Name, "%s", err)
			continue
		}
		for _, name := range f.table.Needs {
			if _, err := found.find(name); err != nil {
				wrong.Add("files."+f.table.Name, "%s: %s (a constant is written {value: …})", f.table.Path, err)
			}
		}
		if err := rows.Close(); err != nil {
			return fmt.Errorf("close %s: %w", f.table.Path, err)
		}
	}
	return wrong.Err("the files do not fit the profile")
}

// scanFile reads the rows of a file that are data: between the header and the
// rule stop, without those that the rule drop names.
func scanFile(ctx context.Context, src Source, f *file, visit func(Row, names) error) (err error) {
	rows, found, err := openRows(ctx, src, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	rules, err := newRules(f, found)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		const often = 256
		if n%often == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", f.table.Path, err)
		}
		if row.Path == "" {
			row.Path = f.table.Path
		}
		end, skip := rules.apply(&row)
		if end {
			return nil
		}
		if skip {
			continue
		}
		if err := visit(row, found); err != nil {
			return err
		}
	}
}

// rules are the rules drop and stop of a file that is open.
type rules struct {
	file  *file
	spelt []string // names of the columns of file.cols
	frame *frame
}

func newRules(f *file, found names) (*rules, error) {
	spelt, err := spell(&f.cols, "", found)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "%s: %s", f.table.Path, err)
	}
	return &rules{file: f, spelt: spelt, frame: newFrame(&f.cols)}, nil
}

// spell returns how a table spells the columns of one side of a set, "" for
// those of other sides.
func spell(cols *columns, join string, found names) ([]string, error) {
	out := make([]string, len(cols.list))
	for i, c := range cols.list {
		if c.join != join {
			continue
		}
		name, err := found.find(c.name)
		if err != nil {
			return nil, err
		}
		out[i] = name
	}
	return out, nil
}

// apply reports whether the data end before the row, and whether the row is to
// be skipped. A rule that fails on a row makes the row a fault.
func (r *rules) apply(row *Row) (end, skip bool) {
	if r.file.stop == nil && r.file.drop == nil {
		return false, false
	}
	for i, name := range r.spelt {
		r.frame.set(i, row.Values[name], &r.file.formats)
		r.frame.problems[i] = nil // a total row may well hold #REF!
		if r.frame.values[i] == "" {
			r.frame.values[i] = tidy(row.Values[name])
		}
	}
	r.frame.context.formats = &r.file.formats
	var results [2]bool
	for i, rule := range []*expr{r.file.stop, r.file.drop} {
		if rule == nil {
			continue
		}
		yes, p := rule.isTrue(r.frame)
		if p != nil {
			row.Faults = append(row.Faults, Fault{Field: []string{"stop", "drop"}[i], Message: p.what, Fix: p.fix})
		}
		results[i] = yes
	}
	return results[0], results[1]
}
