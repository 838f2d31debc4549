package cli

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
)

func metricID(text string) metric.Series { return metric.Series(text) }

type metricCmd struct {
	List metricListCmd `cmd:"" default:"1" help:"List what is counted."`
	Show metricShowCmd `cmd:"" help:"Say how a metric is counted."`
	Add  metricAddCmd  `cmd:"" help:"Define metrics as a plan file describes them."`
}

type metricListCmd struct{}

func (metricListCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		catalogue, err := a.DB.Catalogue(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		all := catalogue.All()
		there, err := a.Advise.Available(r.ctx, a.OrgID, all)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tNAME\tUNIT\tBETTER\tDATA")
		for i, m := range all {
			data := "yes"
			if !there[i].Is {
				data = "none yet"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", m.ID, m.Name, m.Unit, m.Direction, data)
		}
		for _, f := range catalogue.Families() {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t\n", f.Pattern, f.Metric.Name, f.Metric.Unit, f.Metric.Direction)
		}
		return w.Flush()
	})
}

type metricShowCmd struct {
	ID string `arg:"" help:"Id of the metric, such as win_rate, activities:demo or conversion:lead>won@90."`
}

func (c metricShowCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		m, err := findMetric(r, a, c.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(r.Out, "%s (%s)\n%s\n\n", m.Name, m.ID, m.Definition)
		for _, line := range [][2]string{{"Formula", m.Formula}, {"Unit", string(m.Unit)}, {"Better", string(m.Direction)}, {"Day", m.DateRule}, {"Roll-up", m.RollUp}} {
			fmt.Fprintf(r.Out, "%-8s  %s\n", line[0], line[1])
		}
		if m.Least != nil || m.Most != nil {
			fmt.Fprintf(r.Out, "%-8s  %s to %s\n", "Values", limit(m, m.Least), limit(m, m.Most))
		}
		if m.Custom {
			fmt.Fprintf(r.Out, "%-8s  %d, defined here\n", "Version", m.Version)
		}
		return nil
	})
}

type metricAddCmd struct {
	File   string `arg:"" type:"existingfile" help:"A plan file with metrics; nothing else in it is looked at."`
	DryRun bool   `help:"Only say what each would count."`
	Reason string `help:"Why, for everyone to see."`
}

func (c metricAddCmd) Run(r *run) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "the file cannot be read: %v", err)
	}
	return r.with(func(a *app.App) error {
		o, err := a.DB.Organisation(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		file, err := planfile.Parse(text, o.Calendar)
		if err != nil {
			return err
		}
		if len(file.Metrics) == 0 {
			return fault.New(fault.Invalid, "%s defines no metrics", c.File)
		}
		for _, m := range file.Metrics {
			if err := c.add(r, a, m.Custom); err != nil {
				return err
			}
		}
		return r.filled(a)
	})
}

func (c metricAddCmd) add(r *run, a *app.App, custom metric.Custom) error {
	const shown = 3
	sample, err := a.Pipeline.TryMetric(r.ctx, a.OrgID, custom, shown)
	if err != nil {
		return err
	}
	value := "no value"
	if sample.Value != nil {
		value = goal.Say(*sample.Value, custom.Unit, "")
	}
	fmt.Fprintf(r.Out, "%s counts %d of %d facts of the last twelve months: %s\n", custom.ID, sample.Matched, sample.Seen, value)
	for _, row := range sample.Rows {
		fmt.Fprintf(r.Out, "  %s  %s  %s\n", row.Day, row.Value, strings.TrimSpace(row.Text))
	}
	for _, problem := range sample.Problems {
		fmt.Fprintln(r.Out, "  left out:", problem)
	}
	if c.DryRun {
		return nil
	}
	saved, err := a.Pipeline.SaveMetric(r.ctx, a.OrgID, operator(), custom, c.Reason)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(r.Out, "saved %s, version %d\n", saved.ID, saved.Version)
	return err
}

// limit writes a bound of meaningful values.
func limit(m metric.Metric, bound *money.Amount) string {
	if bound == nil {
		return "any"
	}
	return goal.Say(*bound, m.Unit, "")
}
