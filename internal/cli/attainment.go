package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

// when are the options that say which time is asked for.
type when struct {
	Metric string `default:"revenue" help:"Metric: revenue, win_rate, activities:demo…; see attain metric list."`
	From   string `placeholder:"DATE" help:"First day."`
	To     string `placeholder:"DATE" help:"Day after the last; open-ended without it."`
	Period string `placeholder:"ID" help:"Period, such as 2014-Q1, 2014-05, 2014 or 2011-05-31..2011-08-31."`
	AsOf   string `placeholder:"DATE" help:"What was known and true at the end of this day (default: the organisation's today)."`
}

// asOf returns the day that is asked for, 0 for today.
func (w when) asOf() (period.Date, error) {
	if w.AsOf == "" {
		return 0, nil
	}
	return period.ParseDate(w.AsOf)
}

// period returns the period that is asked for; ok is false when none is.
func (w when) period(c period.Calendar) (p period.Period, ok bool, err error) {
	switch {
	case w.Period != "" && w.From+w.To != "":
		return p, false, fault.New(fault.Invalid, "--period and --from/--to say the same thing; use one of them")
	case w.Period != "":
		p, err = c.Parse(w.Period)
		return p, true, err
	case w.From == "" && w.To == "":
		return p, false, nil
	case w.From == "":
		return p, false, fault.New(fault.Invalid, "--to needs --from")
	default:
		p, err = c.Parse(w.From + ".." + w.To)
		return p, true, err
	}
}

type attainmentCmd struct {
	when
	By     string `enum:"person,team,territory,region,category,subcategory,product,segment,customer,channel,lead_source,company" default:"person" help:"What to list: ${enum}."`
	Format string `enum:"table,csv,json" default:"table" help:"${enum}."`
}

// Run prints one row per node and period. Without a period there is a row for
// every period that a target is set for.
func (c attainmentCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		m, err := findMetric(r, a, c.Metric)
		if err != nil {
			return err
		}
		asOf, err := c.asOf()
		if err != nil {
			return err
		}
		periods, err := c.periods(r, a, asOf)
		if err != nil {
			return err
		}
		rows, err := a.Attain.Table(r.ctx, access.System(a.OrgID), m, org.Kind(c.By), periods, asOf)
		if err != nil {
			return err
		}
		r.unconverted(rows)
		r.late(rows)
		r.filling(rows)
		return c.print(r.Out, rows)
	})
}

// unconverted names amounts that no rate converts, beside the numbers that they
// are no part of.
func (r *run) unconverted(rows []attain.Figures) {
	for _, f := range rows {
		for _, amount := range f.Unconverted {
			fmt.Fprintf(r.Err, "not in the %s of %s in %s: %s %s, for which there is no rate\n",
				f.Metric.ID, f.Node.Name, f.Period.Label, amount.Currency, amount.Amount)
		}
	}
}

// filling says why there are no numbers while a metric is being counted, which is
// the same for all rows.
func (r *run) filling(rows []attain.Figures) {
	for _, f := range rows {
		if f.Filling != nil {
			fmt.Fprintf(r.Err, "%s: %s\n", f.Metric.ID, f.Notes[0])
			return
		}
	}
}

func (c attainmentCmd) periods(r *run, a *app.App, asOf period.Date) ([]period.Period, error) {
	o, err := a.DB.Organisation(r.ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	if asOf, err = a.Attain.AsOf(o, asOf); err != nil {
		return nil, err
	}
	p, ok, err := c.period(o.Calendar)
	if err != nil || ok {
		return []period.Period{p}, err
	}
	ranges, err := a.Attain.TargetPeriods(r.ctx, a.OrgID, asOf)
	if err != nil {
		return nil, err
	}
	if len(ranges) == 0 {
		span, ok, err := a.DB.Span(r.ctx, a.OrgID, o.Root(), asOf)
		if err != nil {
			return nil, err
		}
		if !ok {
			span.Start = asOf
		}
		ranges = []period.Range{{Start: span.Start, End: period.Never}}
	}
	periods := make([]period.Period, 0, len(ranges))
	for _, rng := range ranges {
		periods = append(periods, period.NewCustom(rng))
	}
	return periods, nil
}

// attainmentRow is a row for programs. Its names are a contract.
type attainmentRow struct {
	NodeID      string  `json:"node_id"`
	NodeName    string  `json:"node_name"`
	Metric      string  `json:"metric"`
	PeriodStart string  `json:"period_start"`
	PeriodEnd   *string `json:"period_end"`
	Target      *string `json:"target"`
	Actual      *string `json:"actual"`
	Attainment  *string `json:"attainment"`
}

func newAttainmentRow(f attain.Figures) attainmentRow {
	_, sourceID := f.Node.ID.Split()
	row := attainmentRow{NodeID: sourceID, NodeName: f.Node.Name, Metric: string(f.Metric.ID), PeriodStart: f.Period.Start.String(),
		Target: decimal(f.Target), Actual: decimal(f.Actual), Attainment: decimal(f.Attainment)}
	if !f.Period.IsOpen() {
		end := f.Period.End.String()
		row.PeriodEnd = &end
	}
	return row
}

func decimal(a *money.Amount) *string {
	if a == nil {
		return nil
	}
	text := a.String()
	return &text
}

func (c attainmentCmd) print(out io.Writer, figures []attain.Figures) error {
	rows := make([]attainmentRow, 0, len(figures))
	for _, f := range figures {
		rows = append(rows, newAttainmentRow(f))
	}
	header := []string{"node_id", "node_name", "metric", "period_start", "period_end", "target", "actual", "attainment"}
	cells := func(row attainmentRow) []string {
		return []string{row.NodeID, row.NodeName, row.Metric, row.PeriodStart, orEmpty(row.PeriodEnd), orEmpty(row.Target), orEmpty(row.Actual), orEmpty(row.Attainment)}
	}
	switch c.Format {
	case "json":
		return json.NewEncoder(out).Encode(rows)
	case "csv":
		w := csv.NewWriter(out)
		if err := w.Write(header); err != nil {
			return err
		}
		for _, row := range rows {
			if err := w.Write(cells(row)); err != nil {
				return err
			}
		}
		w.Flush()
		return w.Error()
	default:
		return printTable(out, figures)
	}
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func printTable(out io.Writer, figures []attain.Figures) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "NAME\tPERIOD\tTARGET\tACTUAL\tATTAINMENT\tGAP\t")
	for _, f := range figures {
		attainment := "–"
		if f.Attainment != nil {
			percent, _ := money.MulDiv(*f.Attainment, 100, 1)
			attainment = percent.String() + " %"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t\n", f.Node.Name, f.Period.Label, orDash(f.Target), orDash(f.Actual), attainment, orDash(f.Gap))
	}
	return w.Flush()
}

// findMetric returns the metric with the id, of the organisation's catalogue.
func findMetric(r *run, a *app.App, id string) (metric.Metric, error) {
	catalogue, err := a.DB.Catalogue(r.ctx, a.OrgID)
	if err != nil {
		return metric.Metric{}, err
	}
	return catalogue.Find(id)
}

func orDash(a *money.Amount) string {
	if a == nil {
		return "–"
	}
	return a.String()
}

type receiptCmd struct {
	Show   receiptShowCmd   `cmd:"" help:"Write the receipt of a node's number as JSON."`
	Verify receiptVerifyCmd `cmd:"" help:"Recompute a receipt and say yes, or what differs. Needs no database."`
}

type receiptShowCmd struct {
	when
	Node string `arg:"" help:"Node, such as person:275, team:274, territory:1 or company:adventure-works."`
}

func (c receiptShowCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		m, err := findMetric(r, a, c.Metric)
		if err != nil {
			return err
		}
		asOf, err := c.asOf()
		if err != nil {
			return err
		}
		o, err := a.DB.Organisation(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		p, ok, err := c.period(o.Calendar)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Invalid, "say which period: --period 2014-Q1, or --from and --to")
		}
		receipt, err := a.Attain.Receipt(r.ctx, access.System(a.OrgID), org.NodeID(c.Node), attain.Query{Metric: m, Period: p, AsOf: asOf})
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(r.Out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(receipt)
	})
}

type receiptVerifyCmd struct {
	File string `arg:"" help:"The receipt; - for standard input."`
}

func (c receiptVerifyCmd) Run(r *run) error {
	in := r.In
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return fault.Wrap(err, fault.NotFound, "the receipt cannot be read: %v", err)
		}
		defer file.Close()
		in = file
	}
	receipt, err := attain.ReadReceipt(in)
	if err != nil {
		return err
	}
	wrong := receipt.Check()
	if len(wrong) == 0 {
		late := ""
		for _, l := range receipt.Late {
			late += fmt.Sprintf(", and %s from %s, known after it was closed", l.Sum, l.From.Label)
		}
		_, err := fmt.Fprintf(r.Out, "yes: %s of %s in %s is %s, from %d credits%s\n",
			receipt.Metric.Name, receipt.Node.Name, receipt.Period.Label, orDash(receipt.Figures.Actual), receipt.CreditCount, late)
		return err
	}
	fmt.Fprintf(r.Out, "no: %d differences\n", len(wrong))
	for _, difference := range wrong {
		fmt.Fprintln(r.Out, "-", difference)
	}
	return exit(exitFailed)
}

type verifyCmd struct{}

// Run exits 0 only when everything recomputes.
func (verifyCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		report, err := pipeline.Verify(r.ctx, a.DB, a.OrgID)
		if err != nil {
			return err
		}
		return r.report(report)
	})
}

// report prints what a recomputation found; it fails when anything differs.
func (r *run) report(found pipeline.Report) error {
	if n := len(found.Fills); n > 0 {
		fmt.Fprintf(r.Out, "%d series are being filled; of these only what is counted so far was checked\n", n)
	}
	if n := len(found.Recounts); n > 0 {
		const percent = 100
		fmt.Fprintf(r.Out, "who belongs where, or a rate, has changed: %d %% is counted anew, and every fact was checked by what counts for it now\n", found.Recounts[n-1].Share()*percent/money.Unit)
	}
	if found.Wrong == 0 {
		_, err := fmt.Fprintf(r.Out, "all %d cells recompute from %d orders\n", found.Cells, found.Deals)
		return err
	}
	for _, d := range found.Differences {
		fmt.Fprintln(r.Out, d)
	}
	fmt.Fprintf(r.Out, "%d differences\n", found.Wrong)
	return exit(exitFailed)
}
