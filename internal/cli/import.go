package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/pipeline"
)

type importCmd struct {
	Profile string `arg:"" type:"existingfile" help:"The profile; the files that it names are found beside it."`
	DryRun  bool   `help:"Say what would happen, and store nothing."`
	Errors  int    `default:"20" help:"How many rows in quarantine to print; 0 for none."`
}

// Run imports, prints the rows that went to quarantine, and ends with one line
// of summary.
func (c importCmd) Run(r *run) error {
	collectSooner(garbageOfImport)
	return r.with(func(a *app.App) error {
		text, err := os.ReadFile(c.Profile)
		if err != nil {
			return err
		}
		batch, err := a.ImportFile(r.ctx, c.Profile, operator(), text, c.DryRun, r.progress())
		return r.imported(a, batch, err, c.Errors)
	})
}

// imported prints how an import ended.
func (r *run) imported(a *app.App, batch pipeline.Batch, err error, shown int) error {
	if terminal(r.Err) {
		fmt.Fprint(r.Err, "\r\033[K")
	}
	if err != nil {
		return err
	}
	held := batch.Totals().Quarantined
	if held > 0 && shown > 0 {
		rows, err := a.DB.Quarantine(r.ctx, a.OrgID, batch.ID, true)
		if err != nil {
			return err
		}
		r.faults(rows, shown)
	}
	for _, kind := range batch.Kinds {
		fmt.Fprintf(r.Err, "%-12s %d inserted, %d corrected, %d unchanged, %d quarantined\n",
			kind.Kind, kind.Inserted, kind.Corrected, kind.Unchanged, kind.Quarantined)
	}
	seconds := time.Duration(batch.FinishedAt-batch.StartedAt) * time.Microsecond
	if _, err := fmt.Fprintf(r.Out, "import %s %s: %s (%s)\n", batch.ID, batch.State, batch.Message, seconds.Round(time.Millisecond)); err != nil {
		return err
	}
	if !batch.DryRun {
		if err := r.filled(a); err != nil {
			return err
		}
	}
	switch {
	case batch.State != pipeline.Done:
		return exit(exitFailed)
	case held > 0:
		return exit(exitQuarantined)
	default:
		return nil
	}
}

func (r *run) faults(rows []pipeline.Quarantined, shown int) {
	for i, row := range rows {
		if i == shown {
			fmt.Fprintf(r.Err, "… and %d more rows; see attain imports rows\n", len(rows)-shown)
			return
		}
		for _, f := range row.Faults {
			fmt.Fprintf(r.Err, "%s:%d: %s %s: %s; %s\n", row.Path, row.Line, row.Kind, f.Field, f.Message, f.Fix)
		}
	}
}

// progress returns a function that rewrites one line of a terminal.
func (r *run) progress() func(pipeline.Batch) {
	if !terminal(r.Err) {
		return nil
	}
	started := time.Now()
	return func(b pipeline.Batch) {
		percent := 0.0
		if b.BytesTotal > 0 {
			percent = 100 * float64(b.BytesRead) / float64(b.BytesTotal)
		}
		elapsed := time.Since(started)
		rate, left := float64(b.RowsRead)/elapsed.Seconds(), ""
		if percent > 1 { // before that it is a guess
			rest := time.Duration(float64(elapsed) * (100 - percent) / percent)
			left = "  " + rest.Round(time.Second).String() + " left"
		}
		fmt.Fprintf(r.Err, "\r\033[K%3.0f %%  %d rows  %.0f rows/s%s  %d in quarantine", percent, b.RowsRead, rate, left, b.Totals().Quarantined)
	}
}

type importsCmd struct {
	List  importsListCmd  `cmd:"" default:"withargs" help:"List imports, the latest first."`
	Rows  importsRowsCmd  `cmd:"" help:"Print the rows of an import that are in quarantine."`
	Retry importsRetryCmd `cmd:"" help:"Run the rows in quarantine again, with the profile as it is now."`
	Undo  importsUndoCmd  `cmd:"" help:"Turn back what an import changed."`
}

type importsListCmd struct {
	Limit int `default:"20" help:"How many."`
}

func (c importsListCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		batches, err := a.DB.RecentBatches(r.ctx, a.OrgID, "", c.Limit)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tSTARTED\tSTATE\tPROFILE\tWHAT HAPPENED")
		for _, b := range batches {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", b.ID, time.UnixMicro(b.StartedAt).Format(time.DateTime), b.State, b.Name, b.Message)
		}
		return w.Flush()
	})
}

type importsRowsCmd struct {
	ID     string `arg:"" help:"Id of the import."`
	Format string `enum:"text,json" default:"text" help:"${enum}."`
}

func (c importsRowsCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		rows, err := a.DB.Quarantine(r.ctx, a.OrgID, c.ID, true)
		if err != nil {
			return err
		}
		if c.Format == "json" {
			return json.NewEncoder(r.Out).Encode(rows)
		}
		for _, row := range rows {
			for _, f := range row.Faults {
				fmt.Fprintf(r.Out, "%s:%d: %s %s: %s; %s\n", row.Path, row.Line, row.Kind, f.Field, f.Message, f.Fix)
			}
		}
		return nil
	})
}

type importsRetryCmd struct {
	ID      string `arg:"" help:"Id of the import."`
	Profile string `type:"existingfile" help:"A mended profile; without it the one of the import is used."`
}

func (c importsRetryCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		var text []byte
		if c.Profile != "" {
			var err error
			if text, err = os.ReadFile(c.Profile); err != nil {
				return err
			}
		}
		batch, err := a.Retry(r.ctx, c.ID, operator(), text, r.progress())
		return r.imported(a, batch, err, 20)
	})
}

type importsUndoCmd struct {
	ID string `arg:"" help:"Id of the import."`
}

func (c importsUndoCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		batch, err := a.Pipeline.Undo(r.ctx, a.OrgID, operator(), c.ID)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(r.Out, batch.Message); err != nil {
			return err
		}
		return r.filled(a)
	})
}
