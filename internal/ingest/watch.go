package ingest

import "context"

// Progress says how far the reading of a table is.
type Progress struct {
	Table       string
	Pass        int   // 1 for the first time that the table is opened
	Read, Total int64 // bytes
}

// Watch returns a source that reports how far it is: at the beginning and end
// of each table and every thousand rows between. The report is called by the
// goroutine that reads. The first, very short pass over each table only looks
// at its columns.
func Watch(src Source, report func(Progress)) Source {
	return &watched{src: src, report: report, passes: map[string]int{}}
}

type watched struct {
	src    Source
	report func(Progress)
	passes map[string]int
}

// Open implements Source.
func (w *watched) Open(ctx context.Context, table Table) (Rows, error) {
	rows, err := w.src.Open(ctx, table)
	if err != nil {
		return nil, err
	}
	w.passes[table.Name]++
	out := &watchedRows{Rows: rows, report: w.report, at: Progress{Table: table.Name, Pass: w.passes[table.Name]}}
	out.tell()
	return out, nil
}

type watchedRows struct {
	Rows
	report func(Progress)
	at     Progress
	count  int
}

func (w *watchedRows) tell() {
	w.at.Read, w.at.Total = w.Progress()
	w.report(w.at)
}

// Next implements Rows.
func (w *watchedRows) Next() (Row, error) {
	row, err := w.Rows.Next()
	const often = 1000
	if w.count++; w.count%often == 0 || err != nil {
		w.tell()
	}
	return row, err
}
