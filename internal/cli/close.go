package cli

import (
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

type closeCmd struct {
	Period string `arg:"" optional:"" help:"The month, quarter, half or year that is over: 2026-03, 2026-Q1, 2026."`
	AsOf   string `placeholder:"DATE" help:"What was known at the end of this day counts (default: yesterday, or today when something of the period became known today)."`
	Note   string `help:"For everyone to see."`
	List   bool   `help:"List what is closed, and what was opened again."`
}

func (c closeCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		if c.List {
			return listCloses(r, a)
		}
		if c.Period == "" {
			return fault.New(fault.Invalid, "say which period: attain close 2026-Q1; or --list")
		}
		o, err := a.DB.Organisation(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		ask := pipeline.Closing{Note: c.Note}
		if ask.Period, err = o.Calendar.Parse(c.Period); err != nil {
			return err
		}
		if c.AsOf != "" {
			if ask.AsOf, err = period.ParseDate(c.AsOf); err != nil {
				return err
			}
		}
		made, err := a.Pipeline.ClosePeriod(r.ctx, a.OrgID, operator(), ask)
		if err != nil {
			return err
		}
		fmt.Fprintf(r.Out, "closed %s (%s to %s), as known on %s\n", made.Period.Label, made.Period.Start, made.Period.End-1, made.AsOf)
		if made.AsOf == made.Known.Start {
			fmt.Fprintln(r.Out, "What becomes known until midnight still counts in it.")
		}
		return nil
	})
}

func listCloses(r *run, a *app.App) error {
	book, err := a.DB.Book(r.ctx, a.OrgID)
	if err != nil {
		return err
	}
	if len(book.Closes) == 0 {
		_, err := fmt.Fprintln(r.Out, "nothing is closed")
		return err
	}
	w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PERIOD\tDAYS\tAS KNOWN ON\tCLOSED ON\tBY\tNOTE\tOPENED AGAIN")
	for _, c := range slices.Backward(book.Closes) {
		opened := ""
		if !c.Stands() {
			opened = fmt.Sprintf("%s by %s: %s", c.Known.End, c.ReopenedBy, c.Reason)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.Period.ID, c.Period.Range, c.AsOf, c.Known.Start, c.ClosedBy, c.Note, opened)
	}
	return w.Flush()
}

type reopenCmd struct {
	Period string `arg:"" help:"The period that was closed last, as attain close --list names it."`
	Reason string `required:"" help:"Why, for everyone to see."`
}

func (c reopenCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		book, err := a.DB.Book(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		standing := book.Closes.Standing()
		at := slices.IndexFunc(standing, func(one closing.Close) bool { return one.Period.ID == c.Period || string(one.ID) == c.Period })
		if at < 0 {
			return fault.New(fault.NotFound, "%s is not closed; attain close --list shows what is", c.Period)
		}
		back, err := a.Pipeline.Reopen(r.ctx, a.OrgID, operator(), standing[at].ID, c.Reason)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "opened %s again; what became known late counts on its own days\n", back.Period.Label)
		return err
	})
}

// late names what figures hold of closed periods before.
func (r *run) late(rows []attain.Figures) {
	for _, f := range rows {
		for _, l := range f.Late {
			amount := l.Num.String()
			if l.Den != 0 {
				amount += " of " + l.Den.String()
			}
			fmt.Fprintf(r.Err, "in the %s of %s in %s: %s from %s, known after it was closed\n", f.Metric.ID, f.Node.Name, f.Period.Label, amount, l.From.Period.Label)
		}
	}
}
