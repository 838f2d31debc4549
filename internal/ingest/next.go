package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/period"
)

// Values under these keys stand with a target whose period ends at the next
// row's date, so that the row can be mapped again without its neighbours.
const (
	nextKey = "period.next" // the day after its last, 9999-12-31 when open
	rowsKey = "period.rows" // instead: how many rows must be mapped together to find it
)

// targets are the dates of the targets of one entry, by node and metric.
type targets struct {
	nodes  map[string]*nodeDates
	broken string // why the end of no period can be known
}

// nodeDates are the dates of the targets of one node.
type nodeDates struct {
	starts []period.Date
	rows   int
	want   string // of rows that are mapped again: how many there should be
	broken string // why the ends of its periods cannot be known
}

// add takes a row of the pass that looks for dates.
func (t *targets) add(b *builder) {
	e := b.entry
	at := builder{item: b.item, home: b.home}
	of := at.of()
	metric := at.text("metric")
	known := len(at.wrong) == 0
	span := at.span()
	if !known {
		if at.starts && t.broken == "" {
			t.broken = fmt.Sprintf("it is not known whose target line %d is (%s)", b.line, at.wrong[0].Message)
		}
		return
	}
	key := strings.Join([]string{string(e.ofKind), of, metric}, keySeparator)
	node := t.nodes[key]
	if node == nil {
		node = &nodeDates{}
		t.nodes[key] = node
	}
	if b.next != "" {
		return // its end was known before
	}
	node.rows++
	node.want = b.rows
	if !at.starts {
		node.broken = fmt.Sprintf("the date in line %d cannot be read", b.line)
		return
	}
	node.starts = append(node.starts, span.Start)
}

func (t *targets) sort() {
	for _, n := range t.nodes {
		slices.Sort(n.starts)
	}
}

// close ends the period of a target at the next target of its node and metric,
// and stores the end with the values of the row.
func (t *targets) close(b *builder, record Record, values map[string]string) Record {
	v, ok := record.(Target)
	at := builder{item: b.item, home: b.home}
	of, metric := at.of(), at.text("metric")
	if !ok || len(at.wrong) > 0 || !b.starts {
		return record
	}
	if b.next != "" {
		end, err := period.ParseDate(b.next)
		if err != nil || end <= v.Period.Start {
			b.note(&Fault{Field: "period", Message: fmt.Sprintf("the period begins on %s, after the date %s at which the next target begins", v.Period.Start, shown(b.next)),
				Fix: "import the file again, so that all targets of the node are seen together"})
			return record
		}
		values[nextKey] = b.next
		v.Period.End = end
		return v
	}
	node := t.nodes[strings.Join([]string{string(b.entry.ofKind), of, metric}, keySeparator)]
	if reason := t.reason(node); reason != "" {
		values[rowsKey] = strconv.Itoa(node.rows)
		if node.want != "" {
			values[rowsKey] = node.want
		}
		b.note(&Fault{Field: "period", Message: "the period ends where the next target begins, but " + reason,
			Fix: "correct that row first; all targets of one node are taken together"})
		return record
	}
	v.Period.End = period.Never
	if i, _ := slices.BinarySearch(node.starts, v.Period.Start+1); i < len(node.starts) {
		v.Period.End = node.starts[i]
	}
	values[nextKey] = v.Period.End.String()
	return v
}

// reason returns why the ends of a node's periods cannot be known.
func (t *targets) reason(n *nodeDates) string {
	switch {
	case t.broken != "":
		return t.broken
	case n.broken != "":
		return n.broken
	case n.want != "" && n.want != strconv.Itoa(n.rows):
		return fmt.Sprintf("only %d of its %s rows are mapped here", n.rows, n.want)
	}
	return ""
}
