// Package seriesfile reads series of numbers from text: rows of id, period and
// value, in any order, as a spreadsheet or another program writes them. It
// knows how periods are written and which of them are missing; what is
// forecast from them is for package forecast.
package seriesfile

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// Options say how the rows are to be understood.
type Options struct {
	Frequency forecast.Frequency
	Horizon   int  // how many coming periods there have to be seasons for
	ZeroGaps  bool // a period without a row is 0; otherwise it is missing
}

// Series is a series with its last period, from which the coming ones have
// their names.
type Series struct {
	forecast.Series
	last moment
}

// Period returns the name of the coming period, 0 being the first.
func (s Series) Period(step int) string {
	return s.last.after(step + 1).name(s.Frequency)
}

// longestSpan is how many periods a series may span. More is a mistyped period.
const longestSpan = 100_000

// Read reads all series, in the order of their first rows. An error names the
// line and what to write instead.
func Read(r io.Reader, o Options) ([]Series, error) {
	rows, err := open(r)
	if err != nil {
		return nil, err
	}
	var all []*entries
	byID := map[string]*entries{}
	for {
		e, id, err := rows.next(o.Frequency)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		one := byID[id]
		if one == nil {
			one = &entries{id: id}
			byID[id] = one
			all = append(all, one)
		}
		one.list = append(one.list, e)
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "there are no rows below the header; write one for each value: id,period,value")
	}
	out := make([]Series, 0, len(all))
	for _, one := range all {
		s, err := one.series(o)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// entry is the value of a row.
type entry struct {
	moment
	value float64
	line  int32
}

// entries are the rows of a series.
type entries struct {
	id   string
	list []entry
}

// series puts the rows in order, and gaps where there is none.
func (e *entries) series(o Options) (Series, error) {
	slices.SortStableFunc(e.list, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
	first, last := e.list[0], e.list[len(e.list)-1]
	for i, now := range e.list[1:] {
		before := e.list[i]
		if now.dated != before.dated {
			return Series{}, fault.New(fault.Invalid, "line %d: %s has both dates and plain numbers as periods; write all its periods in one way", max(now.line, before.line), e.id)
		}
		if now.at == before.at {
			return Series{}, fault.New(fault.Invalid, "line %d: %s has a second value for %s, after line %d; add them up, or choose another --freq if these are parts of it",
				now.line, e.id, now.name(o.Frequency), before.line)
		}
	}
	if last.at-first.at >= longestSpan {
		return Series{}, fault.New(fault.Invalid, "line %d: from %s to %s there are more than %d periods; is one of them mistyped?",
			last.line, first.name(o.Frequency), last.name(o.Frequency), longestSpan)
	}
	s := Series{last: last.moment}
	s.ID, s.Frequency = e.id, o.Frequency
	s.First = first.season(o.Frequency)
	gap := forecast.Missing()
	if o.ZeroGaps {
		gap = 0
	}
	s.Values = make([]float64, last.at-first.at+1)
	for i := range s.Values {
		s.Values[i] = gap
	}
	for _, now := range e.list {
		s.Values[now.at-first.at] = now.value
	}
	if o.Frequency == forecast.Weekly && first.dated { // a year has 52 weeks or 53
		s.Seasons = make([]int, len(s.Values)+o.Horizon)
		for i := range s.Seasons {
			s.Seasons[i] = first.after(i).season(o.Frequency)
		}
	}
	e.list = nil
	return s, nil
}

// rows reads the columns that are needed.
type rows struct {
	csv               *csv.Reader
	id, period, value int
	ids               map[string]string // one string for all rows of a series
}

// open reads the header.
func open(r io.Reader) (*rows, error) {
	const peeked = 64 << 10
	text := bufio.NewReaderSize(r, peeked)
	if mark, err := text.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = text.Discard(len(mark))
	}
	reader := csv.NewReader(text)
	reader.ReuseRecord, reader.TrimLeadingSpace = true, true
	reader.Comma = separator(text)
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "the file is empty; its first line must be id,period,value")
	}
	if err != nil {
		return nil, broken(err)
	}
	out := &rows{csv: reader, id: -1, period: -1, value: -1, ids: map[string]string{}}
	for i, name := range header {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "id":
			out.id = i
		case "period":
			out.period = i
		case "value":
			out.value = i
		}
	}
	if out.id < 0 || out.period < 0 || out.value < 0 {
		return nil, fault.New(fault.Invalid, "line 1: the columns are %q; there must be id, period and value among them", strings.Join(header, ","))
	}
	return out, nil
}

// separator is the one that the header has.
func separator(text *bufio.Reader) rune {
	const long = 4 << 10
	line, _ := text.Peek(long)
	header, _, _ := strings.Cut(string(line), "\n")
	for _, c := range []rune{',', ';', '\t'} {
		if strings.ContainsRune(header, c) {
			return c
		}
	}
	return ','
}

func broken(err error) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return fault.Wrap(err, fault.Invalid, "line %d: %v; is there a quote too many, or a cell too few?", parse.Line, parse.Err)
	}
	return fault.Wrap(err, fault.Invalid, "the file cannot be read: %v", err)
}

func (r *rows) next(f forecast.Frequency) (entry, string, error) {
	record, err := r.csv.Read()
	if errors.Is(err, io.EOF) {
		return entry{}, "", io.EOF
	}
	if err != nil {
		return entry{}, "", broken(err)
	}
	line, _ := r.csv.FieldPos(0)
	id := strings.TrimSpace(record[r.id])
	if id == "" {
		return entry{}, "", fault.New(fault.Invalid, "line %d: there is no id; write the name of the series", line)
	}
	if known, ok := r.ids[id]; ok {
		id = known
	} else {
		id = strings.Clone(id)
		r.ids[id] = id
	}
	e := entry{line: int32(min(line, math.MaxInt32))} //nolint:gosec // held below its most
	var ok bool
	if e.moment, ok = parse(strings.TrimSpace(record[r.period]), f); !ok {
		return entry{}, "", fault.New(fault.Invalid, "line %d: %q is no period of a %s series; write %s, or 1, 2, 3 and so on", line, record[r.period], f, example(f))
	}
	if e.value, ok = number(record[r.value]); !ok {
		return entry{}, "", fault.New(fault.Invalid, "line %d: %q is no number; write it with a point and without separators, like 1234.5, or nothing where it is missing", line, record[r.value])
	}
	return e, id, nil
}

// number reads a value; nothing, NA and the like are missing.
func number(text string) (float64, bool) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "", "na", "n/a", "nan", "null", "none":
		return forecast.Missing(), true
	}
	const most = 1e18 // beyond any money
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsNaN(v) && math.Abs(v) <= most
}
