package quota

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// Sheet is a plan as a table for a spreadsheet: what goes out can come in
// again. Its first line is the header.
type Sheet struct {
	Title string
	Lines []Line
	// DecimalComma says that numbers are written 1.234,50, as in files that
	// divide their columns by semicolons.
	DecimalComma bool
}

// Line is one line of a sheet.
type Line struct {
	Number int // in the file, from 1
	Fields []Field
}

// Field is a text or a number; the zero Field is empty. What is read from a
// file is all text.
type Field struct {
	Text   string
	Number Number
	// Sum is the number of fields before this one that it is the sum of; 0
	// when it stands for itself.
	Sum int
}

// The columns besides the periods, which are named by their ids.
const (
	nodeColumn   = "node_id"
	parentColumn = "parent_id" // needed only for who has more than one row
	nameColumn   = "name"      // for people; not read
	floorColumn  = "floor"
	capColumn    = "cap"
	totalColumn  = "total"
)

// Sheet writes the rows that are seen; nil writes all.
func (p Plan) Sheet(seen []bool) Sheet {
	parents := p.ShownParents(seen)
	s := Sheet{Title: p.Name}
	header := Line{Number: 1}
	for _, name := range []string{nodeColumn, parentColumn, nameColumn, floorColumn, capColumn} {
		header.Fields = append(header.Fields, Field{Text: name})
	}
	for _, at := range p.Periods {
		header.Fields = append(header.Fields, Field{Text: at.ID})
	}
	header.Fields = append(header.Fields, Field{Text: totalColumn})
	s.Lines = append(s.Lines, header)
	for i, r := range p.Rows {
		if seen != nil && !seen[i] {
			continue
		}
		line := Line{Number: len(s.Lines) + 1, Fields: []Field{{Text: string(r.Node)}, {Text: string(parents[i])},
			{Text: r.called()}, {Number: r.Floor}, {Number: r.Cap}}}
		for _, c := range r.Cells {
			line.Fields = append(line.Fields, Field{Number: c.Number})
		}
		line.Fields = append(line.Fields, Field{Number: r.Total(), Sum: len(r.Cells)})
		s.Lines = append(s.Lines, line)
	}
	return s
}

// SheetFault is what is wrong with one line of a sheet.
type SheetFault struct {
	Line    int
	Column  string // "" for the whole line
	Message string
}

// Read returns the edit that makes the plan what the sheet says. An empty field
// is no number; a column or a row that is not in the sheet stays as it is. A
// total that was changed while its periods were not is spread over them. Rows
// that are not seen are not there; nil sees all.
func (p Plan) Read(s Sheet, seen []bool) (Edit, []SheetFault) {
	r := reading{draft: newDraft(p), comma: s.DecimalComma, visible: seen, lines: map[int]int{}}
	if len(s.Lines) == 0 {
		r.fault(1, "", "the file is empty; export the plan and fill that")
		return r.edit, r.faults
	}
	r.header(s.Lines[0])
	if len(r.faults) > 0 {
		return r.edit, r.faults
	}
	for _, line := range s.Lines[1:] {
		r.line(line)
	}
	return r.edit, r.faults
}

// reading is a sheet being read.
type reading struct {
	*draft
	comma   bool
	columns map[string]int // by name; of the periods by id
	periods []int          // by period: its column, −1 when it is not there
	visible []bool         // rows; nil: all
	lines   map[int]int    // by row: the line that names it
	edit    Edit
	faults  []SheetFault
}

func (r *reading) fault(line int, column, format string, args ...any) {
	r.faults = append(r.faults, SheetFault{line, column, fmt.Sprintf(format, args...)})
}

// header finds the columns. A spreadsheet that takes 2027-01 for a date writes
// it in its own way; the usual ones are understood.
func (r *reading) header(line Line) {
	r.columns = map[string]int{}
	names := map[string]string{}
	for _, fixed := range []string{nodeColumn, parentColumn, nameColumn, floorColumn, capColumn, totalColumn} {
		names[fixed] = fixed
	}
	for _, at := range r.Periods {
		for _, layout := range []string{"2006-01-02", "Jan-06", "Jan 06", "Jan-2006", "Jan 2006", "January 2006"} {
			if other := strings.ToLower(at.Start.Format(layout)); len(r.Periods) == 1 || names[other] == "" {
				names[other] = at.ID
			}
		}
	}
	for _, at := range r.Periods {
		names[strings.ToLower(at.Label)], names[strings.ToLower(at.ID)] = at.ID, at.ID
	}
	for i, f := range line.Fields {
		text := strings.TrimSpace(strings.TrimPrefix(f.Text, "\ufeff"))
		name, known := names[strings.ToLower(strings.TrimPrefix(text, "'"))]
		switch _, twice := r.columns[name]; {
		case text == "":
		case !known:
			r.fault(line.Number, text, "is no column of this plan; the columns are node_id, parent_id, name, floor, cap, its periods (%s to %s) and total", r.Periods[0].ID, r.Periods[len(r.Periods)-1].ID)
		case twice:
			r.fault(line.Number, text, "stands there twice")
		default:
			r.columns[name] = i
		}
	}
	if _, ok := r.columns[nodeColumn]; !ok {
		r.fault(line.Number, nodeColumn, "is missing; it says whose line it is. Start from the export of this plan")
	}
	for _, at := range r.Periods {
		column, ok := r.columns[at.ID]
		if !ok {
			column = -1
		}
		r.periods = append(r.periods, column)
	}
}

// text returns a line's field in a column; ok is false when the column is not
// there.
func (line Line) text(column int, ok bool) (string, bool) {
	if !ok || column < 0 {
		return "", false
	}
	if column >= len(line.Fields) {
		return "", true
	}
	text := strings.TrimSpace(line.Fields[column].Text)
	if rest, escaped := strings.CutPrefix(text, "'"); escaped {
		text = strings.TrimSpace(rest)
	}
	return text, true
}

func (r *reading) of(line Line, name string) (string, bool) {
	column, ok := r.columns[name]
	return line.text(column, ok)
}

func (r *reading) line(line Line) {
	node, _ := r.of(line, nodeColumn)
	parent, _ := r.of(line, parentColumn)
	if node == "" {
		for _, f := range line.Fields {
			if strings.TrimSpace(f.Text) != "" {
				r.fault(line.Number, nodeColumn, "is missing; it says whose line this is")
				return
			}
		}
		return // an empty line
	}
	i, err := r.row(Key{Node: org.NodeID(node), Parent: org.NodeID(parent)})
	if err == nil && r.visible != nil && !r.visible[i] {
		err = fault.New(fault.NotFound, "there is no %s in this plan, or you may not see it", node)
	}
	if err != nil {
		r.fault(line.Number, nodeColumn, "%v", err)
		return
	}
	if before, twice := r.lines[i]; twice {
		r.fault(line.Number, nodeColumn, "%s stands in line %d already", node, before)
		return
	}
	r.lines[i] = line.Number
	before := len(r.faults)
	r.limits(line, i)
	sum, changed := r.cells(line, i)
	if len(r.faults) == before {
		r.total(line, i, sum, changed)
	}
}

func (r *reading) limits(line Line, i int) {
	row := r.Rows[i]
	for _, part := range []struct {
		column string
		have   Number
		edits  *[]LimitEdit
	}{{floorColumn, row.Floor, &r.edit.Floors}, {capColumn, row.Cap, &r.edit.Caps}} {
		text, there := r.of(line, part.column)
		if !there {
			continue
		}
		value, ok := r.number(line, part.column, text)
		if ok && value != part.have {
			*part.edits = append(*part.edits, LimitEdit{row.Key, value})
		}
	}
}

// cells reads the numbers of the periods; it returns what the row sums to after
// it.
func (r *reading) cells(line Line, i int) (sum Number, changed bool) {
	for j, c := range r.Rows[i].Cells {
		value := c.Number
		if text, there := line.text(r.periods[j], true); there {
			var ok bool
			if value, ok = r.number(line, r.Periods[j].ID, text); !ok {
				continue
			}
		}
		sum = sum.plus(value)
		if value == c.Number {
			continue
		}
		changed = true
		r.edit.Cells = append(r.edit.Cells, CellEdit{r.Rows[i].Key, j, value})
		if why := r.heldWhy(i, j); why != "" {
			r.fault(line.Number, r.Periods[j].ID, "%s", why)
		}
	}
	return sum, changed
}

// total reads the total: as it was or as the periods sum to, or else a new one
// for periods that were not touched.
func (r *reading) total(line Line, i int, sum Number, changed bool) {
	text, there := r.of(line, totalColumn)
	value, ok := r.number(line, totalColumn, text)
	if !there || !ok || !value.Set || value == sum || value == r.Rows[i].Total() {
		return
	}
	if changed {
		r.fault(line.Number, totalColumn, "says %s, and the periods add up to %s; correct one of them, or leave the total empty", value.Amount, sum.Amount)
		return
	}
	r.edit.Cells = append(r.edit.Cells, CellEdit{r.Rows[i].Key, Whole, value})
}

func (r *reading) heldWhy(i, j int) string {
	switch {
	case r.Rows[i].Locked:
		return "the row is locked; unlock it first"
	case r.Rows[i].Cells[j].Locked:
		return "is locked; unlock it first"
	case j < r.elapsed:
		return "is over; its numbers stay as they were"
	}
	return ""
}

func (r *reading) number(line Line, column, text string) (Number, bool) {
	value, err := readNumber(text, r.comma)
	if err == nil && value.Set && value.Amount < 0 {
		err = fault.New(fault.Invalid, "%s is below 0; targets are 0 or more", value.Amount)
	}
	if err != nil {
		r.fault(line.Number, column, "%v", err)
	}
	return value, err == nil
}

var (
	grouped = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	spaces  = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "")
)

// readNumber reads a number as a spreadsheet writes it: 1234.5, 1,234.5, and
// with a decimal comma 1234,5 or 1.234,5.
func readNumber(text string, comma bool) (Number, error) {
	plain := spaces.Replace(text)
	if plain == "" {
		return Number{}, nil
	}
	if comma {
		plain = strings.NewReplacer(",", ".", ".", ",").Replace(plain)
	}
	if grouped.MatchString(plain) {
		plain = strings.ReplaceAll(plain, ",", "")
	}
	a, err := money.Parse(plain)
	if err != nil {
		return Number{}, fault.New(fault.Invalid, "%.40q is not a number; write it like %s", text, map[bool]string{false: "1234.50", true: "1234,50"}[comma])
	}
	return Some(a), nil
}
