package ingest

import (
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// column is a column that an entry of the profile uses: of its own file when
// join is empty, otherwise of a joined file.
type column struct{ join, name string }

// key is how the column is written in the profile and in Mapped.Values.
func (c column) key() string {
	if c.join == "" {
		return c.name
	}
	return c.join + "." + c.name
}

// columns is the set of columns that one thing (an entry, the right side of a
// join, the rules of a file) uses. A column's place in it is its slot.
type columns struct {
	list  []column
	slots map[column]int
	joins []string // names of joins that may be used, in order
}

// slot returns the place of a column, adding it when it is new.
func (c *columns) slot(join, name string) int {
	col := column{join, strings.TrimSpace(name)}
	if i, ok := c.slots[col]; ok {
		return i
	}
	if c.slots == nil {
		c.slots = map[column]int{}
	}
	c.slots[col] = len(c.list)
	c.list = append(c.list, col)
	return len(c.list) - 1
}

// named returns the place of a column as a profile writes it: "Status", or
// "header.Status" when header is a join.
func (c *columns) named(text string) int {
	if join, name, ok := strings.Cut(text, "."); ok && slices.Contains(c.joins, join) {
		return c.slot(join, name)
	}
	return c.slot("", text)
}

// own returns the names of the columns of one side: the file's own for "".
func (c *columns) own(join string) []string {
	var out []string
	for _, col := range c.list {
		if col.join == join {
			out = append(out, col.name)
		}
	}
	return out
}

// frame is one row while it is read: the cleaned text of each slot, or why
// there is none. It is the activation of expressions.
type frame struct {
	raw      []string // the cells as they are
	values   []string
	problems []*problem
	context  contextValue
}

func newFrame(c *columns) *frame {
	n := len(c.list)
	return &frame{raw: make([]string, n), values: make([]string, n), problems: make([]*problem, n)}
}

// set cleans a cell and puts it into its slot.
func (f *frame) set(slot int, raw string, formats *formats) {
	f.raw[slot] = raw
	f.values[slot], f.problems[slot] = clean(raw, formats)
}

// slotPrefix begins the name of the variable that stands for a slot in a
// compiled expression.
const slotPrefix = "__slot"

func slotName(slot int) string { return slotPrefix + strconv.Itoa(slot) }

// ResolveName implements cel.Activation.
func (f *frame) ResolveName(name string) (any, bool) {
	if digits, ok := strings.CutPrefix(name, slotPrefix); ok {
		slot, err := strconv.Atoi(digits)
		if err != nil || slot >= len(f.values) {
			return nil, false
		}
		return types.String(f.values[slot]), true
	}
	switch name {
	case contextName:
		return &f.context, true
	case plainName:
		return plainContext, true
	}
	return nil, false
}

// Parent implements cel.Activation.
func (f *frame) Parent() cel.Activation { return nil }
