// Package market knows the market index of an organisation: one number a month
// for how the market around it moves, such as an index of orders of its industry.
// Values are kept by two clocks, so that a forecast as of an earlier day uses what
// was known then. A value of a coming month is somebody's expectation of it.
//
// It reads such values from text and says what of them is new. What the index
// means for a series package forecast measures; what it means for a node, package
// foresee tells.
package market

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// Month is what the index was in a month, as known during Known.
type Month struct {
	Start period.Date // the first day
	Value money.Amount
	Known period.Range
}

// Said is a value that somebody says; nil: there is none.
type Said struct {
	Start period.Date
	Value *money.Amount
}

// The limits of an index.
const (
	MostMonths = 1200
	mostBytes  = 1 << 20
)

// Check returns the values by month, each once, with what is wrong named.
func Check(said []Said) ([]Said, error) {
	var wrong fault.Fields
	if len(said) > MostMonths {
		wrong.Add("items", "%d months are more than the %d that an index may have", len(said), MostMonths)
	}
	said = slices.Clone(said)
	slices.SortStableFunc(said, func(a, b Said) int { return int(a.Start) - int(b.Start) })
	for i, s := range said {
		switch {
		case s.Start.Day() != 1:
			wrong.Add("items", "%s is not the first day of a month; write %s", s.Start, s.Start.FirstOfMonth())
		case s.Value != nil && *s.Value <= 0:
			wrong.Add("items", "the value of %s is %s; an index is above 0", name(s.Start), *s.Value)
		case i > 0 && said[i-1].Start == s.Start:
			wrong.Add("items", "%s is there twice; leave one of them out", name(s.Start))
		}
	}
	return said, wrong.Err("the market index cannot be used as it is")
}

func name(d period.Date) string { return d.String()[:len("2006-01")] }

// Read reads lines of month and value: 2026-01,104.2. A first line of names is
// left out, and an empty value withdraws the month's.
func Read(text string) ([]Said, error) {
	if len(text) > mostBytes {
		return nil, fault.New(fault.Invalid, "the file is larger than 1 MB; an index has one line a month")
	}
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	rows.FieldsPerRecord, rows.TrimLeadingSpace = -1, true
	var said []Said
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "the file cannot be read: %v", err)
		}
		line, _ := rows.FieldPos(0)
		if len(row) != 2 {
			return nil, fault.New(fault.Invalid, "line %d has %d columns; write month,value", line, len(row))
		}
		at, ok := monthOf(row[0])
		switch value := strings.TrimSpace(row[1]); {
		case !ok && len(said) == 0 && line == 1 && !strings.ContainsAny(row[0], "0123456789"):
			// names of the columns
		case !ok:
			return nil, fault.New(fault.Invalid, "line %d: %q is no month; write 2026-01", line, row[0])
		case value == "":
			said = append(said, Said{Start: at})
		default:
			v, err := money.Parse(value)
			if err != nil {
				return nil, fault.New(fault.Invalid, "line %d: %q is no number; write 104.2", line, value)
			}
			said = append(said, Said{at, &v})
		}
	}
	return Check(said)
}

// monthOf reads 2026-01, or the first day of a month.
func monthOf(text string) (period.Date, bool) {
	text = strings.TrimSpace(text)
	year, month, ok := strings.Cut(text, "-")
	if !ok {
		return 0, false
	}
	if len(text) == len("2006-01-02") {
		d, err := period.ParseDate(text)
		return d, err == nil
	}
	if len(year) != 4 || len(month) != 2 {
		return 0, false
	}
	if _, err := strconv.Atoi(month); err != nil {
		return 0, false
	}
	d, err := period.ParseDate(text + "-01")
	return d, err == nil
}

// Revise returns what changes when the values are said on the day: of each month
// that is another than what is known, the version that ends (with its end) and
// the one that begins. What is known since the day is replaced.
func Revise(known []Month, said []Said, today period.Date) (ended, begun []Month) {
	current := map[period.Date]Month{}
	for _, m := range known {
		if m.Known.Contains(today) {
			current[m.Start] = m
		}
	}
	for _, s := range said {
		old, is := current[s.Start]
		if is && s.Value != nil && *s.Value == old.Value || !is && s.Value == nil {
			continue
		}
		if is {
			old.Known.End = today
			ended = append(ended, old)
		}
		if s.Value != nil {
			begun = append(begun, Month{Start: s.Start, Value: *s.Value, Known: period.Range{Start: today, End: period.Never}})
		}
	}
	return ended, begun
}

// Index is what is known of the market on a day: by month, above 0.
type Index map[period.Date]float64

// IndexOf returns what is known at the end of the day.
func IndexOf(months []Month, asOf period.Date) Index {
	index := Index{}
	for _, m := range months {
		if m.Known.Contains(asOf) {
			index[m.Start] = float64(m.Value) / float64(money.Unit)
		}
	}
	return index
}

// Of returns the index of months that follow one another, beginning with the
// first; a month of which nothing is known has forecast.Missing. Indices are published late: of
// the months after the last known one that one's value holds.
func (x Index) Of(first period.Date, n int) []float64 {
	values := make([]float64, n)
	last := period.Always
	for at := range x {
		last = max(last, at)
	}
	for i := range values {
		at := first.AddMonths(i)
		switch v, known := x[at]; {
		case known:
			values[i] = v
		case at > last && len(x) > 0:
			values[i] = x[last]
		default:
			values[i] = forecast.Missing()
		}
	}
	return values
}
