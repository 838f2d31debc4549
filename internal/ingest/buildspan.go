package ingest

import (
	"time"

	"github.com/attainhq/attain/internal/period"
)

// span returns the days of the record. To a target whose period ends at the
// next row's date it gives an open range; the end is set later.
func (b *builder) span() period.Range {
	s := b.entry.span
	if s.unit != "" {
		day, ok := b.day(s.at)
		if !ok {
			b.emptyDate(s.at)
			return period.Range{}
		}
		b.starts = true
		first := time.January
		if s.fiscal {
			first = b.entry.fiscal
		}
		return around(day, s.unit, first)
	}
	out := period.Everything
	day, ok := b.day(s.from)
	if ok {
		out.Start, b.starts = day, true
	} else if b.entry.kind != KindPerson {
		b.emptyDate(s.from)
	}
	if s.to != nil {
		if day, ok := b.day(s.to); ok {
			out.End = day
			if s.inclusive && day < period.Never {
				out.End = day.Add(1)
			}
		}
	}
	if out.Empty() && len(b.wrong) == 0 {
		fix := "correct the dates, or use to_inclusive when the file gives the last day"
		if s.inclusive {
			fix = "correct the dates"
		}
		b.note(&Fault{Field: s.to.name, Message: "the period " + out.String() + " holds no day: it ends before it begins", Fix: fix})
	}
	return out
}

// emptyDate notes that a date is missing, unless it was noted that it cannot
// be read.
func (b *builder) emptyDate(f *field) {
	for _, w := range b.wrong {
		if w.Field == f.name {
			return
		}
	}
	b.note(&Fault{Field: f.name, Message: f.describe() + " is empty, but a date is needed", Fix: "fill it in, or leave such rows out with where"})
}

// around returns the month, quarter or year that holds the day; years begin on
// the first day of the month first.
func around(day period.Date, unit string, first time.Month) period.Range {
	start := day.FirstOfMonth()
	since := (int(day.Month()) - int(first) + 12) % 12
	switch unit {
	case "quarter":
		start = start.AddMonths(-(since % 3))
		return period.Range{Start: start, End: start.AddMonths(3)}
	case "year":
		start = start.AddMonths(-since)
		return period.Range{Start: start, End: start.AddMonths(12)}
	}
	return period.Range{Start: start, End: start.AddMonths(1)}
}
