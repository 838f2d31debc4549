package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/foresee"
)

type projectCmd struct{}

// Run foresees what the server foresees by itself.
func (projectCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		begun := time.Now()
		done, err := a.Foresee.Run(r.ctx, a.OrgID, nil)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "%d goals and targets, %d projected anew, in %s\n", done.Of, done.Made, time.Since(begun).Round(time.Millisecond))
		return err
	})
}

type calibrateCmd struct {
	From   string `placeholder:"DATE" help:"First day to foresee the past from again (default: 18 months ago)."`
	To     string `placeholder:"DATE" help:"Day after the last (default: today)."`
	Stored bool   `help:"Judge the projections that were made and kept, and replay nothing."`
	Keep   bool   `help:"Keep what is foreseen again, for the page that tells how good the chances are. What was said on a day itself stays."`
	Format string `enum:"table,csv" default:"table" help:"${enum}; csv is one row for each projection."`
}

// Run judges projections by what came.
func (c calibrateCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		if c.Stored {
			scores, err := a.Foresee.Scores(r.ctx, access.System(a.OrgID))
			if err != nil {
				return err
			}
			return writeScores(r.Out, scores)
		}
		o, err := a.DB.Organisation(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		const months = 18
		today := o.Today(time.Now())
		days := period.Range{Start: today.AddMonths(-months), End: today + 1}
		for _, given := range []struct {
			text string
			day  *period.Date
		}{{c.From, &days.Start}, {c.To, &days.End}} {
			if given.text == "" {
				continue
			}
			if *given.day, err = period.ParseDate(given.text); err != nil {
				return err
			}
		}
		trials, err := a.Foresee.Replay(r.ctx, a.OrgID, days, nil)
		if err != nil {
			return err
		}
		if c.Keep {
			kept, err := a.Foresee.Keep(r.ctx, a.OrgID, trials)
			if err != nil {
				return err
			}
			fmt.Fprintf(r.Err, "%d projections are kept\n", kept)
		}
		if c.Format == "csv" {
			return writeTrials(r.Out, trials)
		}
		return writeScores(r.Out, foresee.Scored(trials))
	})
}

func writeScores(out io.Writer, s foresee.Scores) error {
	if s.Projections == 0 {
		_, err := fmt.Fprintln(out, "nothing that was foreseen has ended yet")
		return err
	}
	fmt.Fprintf(out, "%d projections of %d goals and targets, since %s", s.Projections, s.Subjects, s.Since)
	if s.Again > 0 && s.Again < s.Projections {
		fmt.Fprintf(out, "; %d of them were foreseen afterwards, by what was known then", s.Again)
	}
	fmt.Fprint(out, "\n\n")
	for _, line := range s.Words {
		fmt.Fprintln(out, line)
	}
	fmt.Fprintf(out, "\nOf %d ranges that hold in 8 of 10 cases, %d held (%.0f %%).\n\n", s.Range.Count, s.Range.Hits, 100*s.Range.Share)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "SCORE\tALL\t")
	for _, row := range []struct {
		name  string
		value *float64
	}{{"Brier", s.Brier}, {"skill", s.Skill}, {"skill against pace", s.PaceSkill}, {"CRPS", s.CRPS}, {"CRPS of pace", s.PaceCRPS}} {
		fmt.Fprintf(w, "%s\t%s\t\n", row.name, decimals(row.value))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "TIME OVER\tCHANCES\tBRIER\tSKILL\tAGAINST PACE\t")
	for _, p := range s.ByPast {
		fmt.Fprintf(w, "%.0f %%\t%d\t%s\t%s\t%s\t\n", 100*p.Past, p.Count, decimals(&p.Brier), decimals(p.Skill), decimals(p.PaceSkill))
	}
	return w.Flush()
}

func decimals(v *float64) string {
	if v == nil {
		return "-"
	}
	const digits = 3
	return strconv.FormatFloat(*v, 'f', digits, 64)
}

// writeTrials writes projections with what came, one row each.
func writeTrials(out io.Writer, trials []foresee.Trial) error {
	w := csv.NewWriter(out)
	if err := w.Write([]string{"node", "metric", "start", "end", "as_of", "past", "value", "actual", "chance", "mean", "p10", "p50", "p90", "came", "hit", "method"}); err != nil {
		return err
	}
	for _, t := range trials {
		row := []string{string(t.Node), string(t.Metric), t.Window.Start.String(), t.Window.End.String(), t.AsOf.String(), t.Past.String(), t.Value.String()}
		for _, v := range []*money.Amount{t.Actual, t.Chance, t.Mean, t.Quantile(10), t.Quantile(50), t.Quantile(90), &t.Came} {
			row = append(row, optional(v))
		}
		if err := w.Write(append(row, strconv.FormatBool(t.Hit()), string(t.Method))); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// optional writes nothing for an amount that there is not.
func optional(a *money.Amount) string {
	if a == nil {
		return ""
	}
	return a.String()
}
