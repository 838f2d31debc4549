package ingest

import "context"

// Progress says how far the reading of a table is.
type Progress struct {
	Table       string
	Pass        int   // 1 for the first time that the table is opened
	Read, Total int64 // bytes
}

// Watch returns a source that reports how far the reading of each table is: at
// its beginning and end and every thousand rows between. The report is called by
// the goroutine that reads. Progress only grows: Read and Total count every time
// that Map is going to read the table. A file with repeated ids is read once more
// than foreseen; meanwhile Read stays at Total.
func (p *Profile) Watch(src Source, report func(Progress)) Source {
	return &watched{src: src, report: report, passes: map[string]int{}, planned: p.passes()}
}

// passes counts how often Map reads each table, without the look at its
// columns.
func (p *Profile) passes() map[string]int64 {
	out := map[string]int64{}
	for _, kind := range Kinds() {
		for _, group := range p.groups(kind) {
			if f := group[0].file; f != nil {
				out[f.table.Name] += 2 // a survey, and the pass that emits
			}
			for _, e := range group {
				for _, j := range e.joins {
					out[j.file.table.Name]++
				}
			}
		}
	}
	return out
}

type watched struct {
	src    Source
	report func(Progress)
	passes map[string]int

	planned map[string]int64 // how often each table is read
}

// Open implements Source.
func (w *watched) Open(ctx context.Context, table Table) (Rows, error) {
	rows, err := w.src.Open(ctx, table)
	if err != nil {
		return nil, err
	}
	w.passes[table.Name]++
	out := &watchedRows{Rows: rows, report: w.report, planned: w.planned[table.Name],
		at: Progress{Table: table.Name, Pass: w.passes[table.Name]}}
	out.tell()
	return out, nil
}

type watchedRows struct {
	Rows
	report func(Progress)
	at     Progress
	count  int

	planned int64 // how often the table is read; 0 for one that no record needs
}

func (w *watchedRows) tell() {
	read, total := w.Progress()
	if w.planned > 0 {
		const look = 1 // the first pass only looks at the columns
		done := int64(w.at.Pass - 1 - look)
		if done < 0 {
			done, read = 0, 0
		}
		read = min(done*total+read, w.planned*total)
		total *= w.planned
	}
	w.at.Read, w.at.Total = read, total
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
