package cli

import (
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

type scorecardsCmd struct {
	Month string `placeholder:"PERIOD" help:"Month, or other period, that is over, such as 2026-10 or 2026-Q3 (default: the last month that is over)."`
	Again bool   `help:"Give new ones beside those that were given, by what is known today. What was given stays."`
	List  bool   `help:"Give nothing; say how the people stand."`

	Weight map[string]string `placeholder:"METRIC=FACTOR" help:"Give nothing; set how much metrics weigh in a score, in the place of all that was set before: 1 is usual, 0 does not count."`
}

// Run gives the scorecards that the server gives by itself.
func (c scorecardsCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		if len(c.Weight) > 0 {
			return c.weigh(r, a)
		}
		o, err := a.DB.Organisation(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		p, ok := scorecard.Due(o.Calendar, o.Today(time.Now()))
		if c.Month != "" {
			if p, err = o.Calendar.Parse(c.Month); err != nil {
				return err
			}
			ok = true
		}
		if !ok {
			return fault.New(fault.Invalid, "no month is over yet; say which with --month")
		}
		if c.List {
			list, err := a.Cards.List(r.ctx, access.System(a.OrgID), "", p, 0)
			if err != nil {
				return err
			}
			return writeBriefs(r, list)
		}
		return c.give(r, a, p)
	})
}

// weigh sets the weights.
func (c scorecardsCmd) weigh(r *run, a *app.App) error {
	weights := map[metric.Series]money.Amount{}
	for name, text := range c.Weight {
		factor, err := money.Parse(text)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "%q is no weight of %s; write a number such as 3", text, name)
		}
		weights[metric.Series(name)] = factor
	}
	if err := a.Cards.Weigh(r.ctx, a.OrgID, weights); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		fmt.Fprintf(r.Out, "%s weighs %s\n", name, weights[name])
	}
	return nil
}

// give gives the scorecards of a period.
func (c scorecardsCmd) give(r *run, a *app.App, p period.Period) error {
	begun := time.Now()
	progress := func(run scorecard.Run) {
		if terminal(r.Err) {
			fmt.Fprintf(r.Err, "\r%d of %d scorecards", run.Done, run.Of)
		}
	}
	run, ok, err := a.Cards.Give(r.ctx, a.OrgID, p, c.Again, progress)
	if terminal(r.Err) {
		fmt.Fprint(r.Err, "\r\033[K")
	}
	if err != nil {
		return err
	}
	if !ok {
		_, err = fmt.Fprintf(r.Out, "the scorecards of %s were given already, or a server is at it; --again gives new ones beside them\n", p.Label)
		return err
	}
	for _, f := range run.Failed {
		fmt.Fprintf(r.Err, "%s: %s\n", f.Node, f.Why)
	}
	if _, err = fmt.Fprintf(r.Out, "%d of %d scorecards of %s are given, as known on %s, in %s\n", run.Done, run.Of, p.Label, run.AsOf, time.Since(begun).Round(time.Millisecond)); err != nil {
		return err
	}
	if len(run.Failed) > 0 {
		return fault.New(fault.Internal, "%d scorecards could not be made", len(run.Failed))
	}
	return nil
}

func writeBriefs(r *run, list []scorecard.Brief) error {
	w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PERSON\tSCORE\tATTAINMENT\tSTATUS\tGIVEN")
	for _, b := range list {
		given := "-"
		if b.Given != nil {
			given = b.Given.AsOf.String()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", b.Node.Name, percent(b.Score.Value), percent(b.Attainment), b.Status, given)
	}
	return w.Flush()
}

// percent writes a share in whole percent.
func percent(a *money.Amount) string {
	if a == nil {
		return "-"
	}
	const percent = 100
	return fmt.Sprintf("%.0f %%", percent*float64(*a)/float64(money.Unit))
}
