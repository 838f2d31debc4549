package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/insight/gap"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

type explainCmd struct {
	when
	Node  string `arg:"" help:"Node, such as person:275, team:274 or company:acme."`
	Basis string `enum:",to_date,whole" default:"" help:"Hold it against the plan to date, or the whole target: to_date, whole (default: to date while the period runs)."`
	Rows  int    `default:"5" help:"Rows of each division; the others are one row."`
	JSON  bool   `name:"json" help:"As JSON, with every part."`
}

// Run prints why a number is off its plan.
func (c explainCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		q, err := c.query(r, a)
		if err != nil {
			return err
		}
		found, err := a.Gap.Explain(r.ctx, access.System(a.OrgID), org.NodeID(c.Node), q, gap.Basis(c.Basis), gap.Limits{Rows: c.Rows})
		if err != nil {
			return err
		}
		if c.JSON {
			out := json.NewEncoder(r.Out)
			out.SetIndent("", "  ")
			return out.Encode(explainedOf(found))
		}
		return printGap(r.Out, found)
	})
}

// query returns what is asked for; without a period the current one.
func (c explainCmd) query(r *run, a *app.App) (q attain.Query, err error) {
	if q.Metric, err = findMetric(r, a, c.Metric); err != nil {
		return q, err
	}
	if q.AsOf, err = c.asOf(); err != nil {
		return q, err
	}
	o, err := a.DB.Organisation(r.ctx, a.OrgID)
	if err != nil {
		return q, err
	}
	if q.AsOf, err = a.Attain.AsOf(o, q.AsOf); err != nil {
		return q, err
	}
	var ok bool
	if q.Period, ok, err = c.period(o.Calendar); err != nil || ok {
		return q, err
	}
	_, current, err := a.Attain.Periods(r.ctx, a.OrgID, q.AsOf)
	if err != nil {
		return q, err
	}
	q.Period, err = o.Calendar.Parse(current)
	return q, err
}

// printGap writes the story in plain words, and below it each division of the gap.
func printGap(w io.Writer, g gap.Gap) error {
	fmt.Fprintf(w, "%s, %s, %s, as of %s\n", g.Figures.Node.Name, g.Figures.Metric.Name, g.Figures.Period.Label, g.Figures.AsOf)
	for _, s := range g.Sentences {
		fmt.Fprintln(w, s.Text)
	}
	for _, note := range g.Notes {
		fmt.Fprintln(w, note)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range g.Chains {
		if len(c.Factors) == 0 {
			continue
		}
		fmt.Fprintf(table, "\n%s\tplanned\tactual\teffect\t\n", c.Name())
		for _, f := range c.Factors {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", f.Name, f.Plan.Readable(), f.Actual.Readable(), f.Effect.Readable(), varied(f.Variation))
		}
	}
	for _, d := range g.Dimensions {
		if len(d.Rows) == 0 {
			continue
		}
		fmt.Fprintf(table, "\nby %s\tplanned\tactual\tmissing\t\n", d.By)
		for _, row := range d.Rows {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", named(row.Node), row.Planned.Readable(), row.Actual.Readable(), row.Gap.Readable(), varied(row.Variation))
		}
		if d.Other.Count > 0 {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t\n", others(d.Other.Count), d.Other.Planned.Readable(), d.Other.Actual.Readable(), d.Other.Gap.Readable())
		}
		if d.Rest != 0 {
			fmt.Fprintf(table, "the rest\t\t\t%s\t\n", d.Rest.Readable())
		}
	}
	return table.Flush()
}

func varied(v explain.Variation) string {
	if v == explain.Usual {
		return "within normal variation"
	}
	return ""
}

func named(n org.Node) string {
	if n.Name == "" {
		return "nobody of them"
	}
	return n.Name
}

// explained is a gap as JSON; its names are those of the API.
type explained struct {
	Node       org.NodeID    `json:"node"`
	Metric     metric.Series `json:"metric"`
	Period     string        `json:"period"`
	AsOf       period.Date   `json:"as_of"`
	Basis      gap.Basis     `json:"basis"`
	Divided    bool          `json:"divided"`
	Planned    money.Amount  `json:"planned"`
	Counted    money.Amount  `json:"counted"`
	Gap        money.Amount  `json:"gap"`
	Chance     *money.Amount `json:"chance"`
	Sentences  []string      `json:"sentences"`
	Chains     []chain       `json:"chains"`
	Dimensions []dimension   `json:"dimensions"`
	Notes      []string      `json:"notes"`
}

type chain struct {
	Key     gap.ChainKey  `json:"key"`
	Metric  metric.Series `json:"metric"`
	Factors []factor      `json:"factors"`
}

type factor struct {
	Key       string            `json:"key"`
	Plan      money.Amount      `json:"plan"`
	Actual    money.Amount      `json:"actual"`
	Effect    money.Amount      `json:"effect"`
	Variation explain.Variation `json:"variation"`
}

type dimension struct {
	By    org.Kind     `json:"by"`
	Rows  []dividedRow `json:"rows"`
	Other money.Amount `json:"other"`
	Rest  money.Amount `json:"rest"`
}

type dividedRow struct {
	Node      org.NodeID        `json:"node"`
	Planned   money.Amount      `json:"planned"`
	Actual    money.Amount      `json:"actual"`
	Gap       money.Amount      `json:"gap"`
	Variation explain.Variation `json:"variation"`
}

func explainedOf(g gap.Gap) explained {
	out := explained{Node: g.Figures.Node.ID, Metric: g.Figures.Metric.ID, Period: g.Figures.Period.ID, AsOf: g.Figures.AsOf, Basis: g.Basis, Divided: len(g.Sentences) > 0,
		Planned: g.Planned, Counted: g.Counted, Gap: g.Gap, Chance: g.Outlook.Chance, Sentences: []string{}, Chains: []chain{}, Dimensions: []dimension{}, Notes: g.Notes}
	for _, s := range g.Sentences {
		out.Sentences = append(out.Sentences, s.Text)
	}
	for _, c := range g.Chains {
		one := chain{Key: c.Key, Metric: c.Metric.ID, Factors: []factor{}}
		for _, f := range c.Factors {
			one.Factors = append(one.Factors, factor{f.Key, f.Plan, f.Actual, f.Effect, f.Variation})
		}
		out.Chains = append(out.Chains, one)
	}
	for _, d := range g.Dimensions {
		one := dimension{By: d.By, Rows: []dividedRow{}, Other: d.Other.Gap, Rest: d.Rest}
		for _, row := range d.Rows {
			one.Rows = append(one.Rows, dividedRow{row.Node.ID, row.Planned, row.Actual, row.Gap, row.Variation})
		}
		out.Dimensions = append(out.Dimensions, one)
	}
	return out
}

func others(n int) string {
	if n == 1 {
		return "1 other"
	}
	return fmt.Sprintf("%d others", n)
}
