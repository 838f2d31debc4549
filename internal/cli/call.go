package cli

import (
	"fmt"
	"text/tabwriter"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

type callCmd struct {
	Show     callShowCmd     `cmd:"" default:"withargs" help:"Print what is won, what is open by category, and what people commit to."`
	Submit   callSubmitCmd   `cmd:"" help:"Commit to a number for a node."`
	Override callOverrideCmd `cmd:"" help:"Put another number in the place of a node's."`
	Reset    callResetCmd    `cmd:"" help:"Take an override back."`
	Lock     callLockCmd     `cmd:"" help:"Lock the forecasts of a node and of everybody below it."`
	Unlock   callUnlockCmd   `cmd:"" help:"Unlock them."`
	History  callHistoryCmd  `cmd:"" help:"Print what was said of a forecast."`
	Deals    callDealsCmd    `cmd:"" help:"Print the opportunities behind a figure."`
	Changes  callChangesCmd  `cmd:"" help:"Print what changed since a day, by opportunity."`
	Accuracy callAccuracyCmd `cmd:"" help:"Print how right calls have been."`
	Snapshot callSnapshotCmd `cmd:"" help:"Keep what the forecasts of a period are now."`
}

// forecastOf are the options that say which forecast is meant.
type forecastOf struct {
	Metric string `default:"revenue" help:"revenue or deals_won_value."`
	Period string `placeholder:"ID" help:"Month, quarter or year (default: the current quarter)."`
}

// place returns the forecast of a node; "" is the company.
func (f forecastOf) place(r *run, a *app.App, node string, asOf period.Date) (call.Place, error) {
	o, err := a.DB.Organisation(r.ctx, a.OrgID)
	if err != nil {
		return call.Place{}, err
	}
	p := call.Place{Node: org.NodeID(node)}
	if node == "" {
		p.Node = o.Root()
	}
	if p.Metric, err = findMetric(r, a, f.Metric); err != nil {
		return p, err
	}
	if asOf, err = a.Attain.AsOf(o, asOf); err != nil {
		return p, err
	}
	p.Period = o.Calendar.Containing(period.Quarter, asOf)
	if f.Period != "" {
		p.Period, err = o.Calendar.Parse(f.Period)
	}
	return p, err
}

// asked are the options of a question about a forecast.
type asked struct {
	forecastOf
	Node string `placeholder:"ID" help:"Whose: person:275, team:274 (default: the company)."`
	AsOf string `placeholder:"DATE" help:"What was known at the end of this day (default: today)."`
}

func (c asked) query(r *run, a *app.App) (q call.Query, err error) {
	if c.AsOf != "" {
		if q.AsOf, err = period.ParseDate(c.AsOf); err != nil {
			return q, err
		}
	}
	q.Place, err = c.place(r, a, c.Node, q.AsOf)
	return q, err
}

// ask runs the function with the question and who sees everything.
func (c asked) ask(r *run, do func(*app.App, access.Scope, call.Query, *tabwriter.Writer) error) error {
	return r.with(func(a *app.App) error {
		q, err := c.query(r, a)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(r.Out, 0, 0, 2, ' ', 0)
		if err := do(a, access.System(a.OrgID), q, w); err != nil {
			return err
		}
		return w.Flush()
	})
}

// forecaster is who runs the command: he speaks for everybody.
func forecaster() call.Actor { return call.Actor{Name: operator(), All: true} }

type callShowCmd struct{ asked }

func (c callShowCmd) Run(r *run) error {
	return c.ask(r, func(a *app.App, scope access.Scope, q call.Query, w *tabwriter.Writer) error {
		b, err := a.Calls.Board(r.ctx, scope, forecaster(), q)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "NODE\tCLOSED\tCOMMIT\tBEST CASE\tPIPELINE\tCALL\tOVERRIDE\tFORECAST\tTARGET")
		for _, l := range append(b.Lines, b.Total) {
			said, over := "–", "–"
			if l.Call != nil {
				said = l.Call.Value.String()
			}
			if l.Override != nil {
				over = l.Override.Value.String()
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Node.Name, l.Closed, l.Commit, l.BestCase, l.Upside, said, over, l.Value, orDash(l.Target))
		}
		for _, f := range b.Unconverted {
			fmt.Fprintf(r.Err, "not in what is closed: %s %s, for which there is no rate\n", f.Currency, f.Amount)
		}
		if b.Total.Uncategorised != 0 {
			fmt.Fprintf(r.Err, "opportunities of %s stand in no category; they count in the pipeline\n", b.Total.Uncategorised)
		}
		return nil
	})
}

type callSubmitCmd struct {
	forecastOf
	Node  string  `arg:"" help:"Whose: person:275, team:274, company:acme."`
	Value string  `arg:"" help:"What the period will come to, all in all."`
	Best  *string `help:"If everything goes well."`
	Note  string  `help:"For who reads it."`
}

func (c callSubmitCmd) Run(r *run) error {
	e := call.Entry{Kind: call.Submission, Note: c.Note}
	var err error
	if e.Value, err = money.Parse(c.Value); err != nil {
		return err
	}
	if c.Best != nil {
		best, err := money.Parse(*c.Best)
		if err != nil {
			return err
		}
		e.Best = &best
	}
	return c.say(r, c.Node, e)
}

// say stores an entry.
func (f forecastOf) say(r *run, node string, e call.Entry) error {
	return f.on(r, node, func(a *app.App, at call.Ground) error {
		made, err := a.Pipeline.SayCall(r.ctx, a.OrgID, forecaster(), at, e)
		if err != nil {
			return err
		}
		switch made.Kind {
		case call.Submission:
			_, err = fmt.Fprintf(r.Out, "%s commits to %s for %s; it was at %s\n", at.Position.Node.Name, made.Value, at.Period.Label, made.Before)
		case call.Override:
			_, err = fmt.Fprintf(r.Out, "%s is at %s for %s instead of %s\n", at.Position.Node.Name, made.Value, at.Period.Label, made.Before)
		default:
			_, err = fmt.Fprintf(r.Out, "the override of %s is taken back; it was at %s\n", at.Position.Node.Name, made.Before)
		}
		return err
	})
}

// on runs the function with what is there of the forecast.
func (f forecastOf) on(r *run, node string, do func(*app.App, call.Ground) error) error {
	return r.with(func(a *app.App) error {
		place, err := f.place(r, a, node, 0)
		if err != nil {
			return err
		}
		at, err := a.Calls.Ground(r.ctx, access.System(a.OrgID), place)
		if err != nil {
			return err
		}
		return do(a, at)
	})
}

type callOverrideCmd struct {
	forecastOf
	Node   string `arg:"" help:"Whose."`
	Value  string `arg:"" help:"What it is taken for."`
	Reason string `required:"" help:"Why."`
}

func (c callOverrideCmd) Run(r *run) error {
	value, err := money.Parse(c.Value)
	if err != nil {
		return err
	}
	return c.say(r, c.Node, call.Entry{Kind: call.Override, Value: value, Note: c.Reason})
}

type callResetCmd struct {
	forecastOf
	Node   string `arg:"" help:"Whose."`
	Reason string `required:"" help:"Why."`
}

func (c callResetCmd) Run(r *run) error {
	return c.say(r, c.Node, call.Entry{Kind: call.Reset, Note: c.Reason})
}

type callLockCmd struct {
	forecastOf
	Node   string `arg:"" help:"Of which, with everything below it."`
	Reason string `required:"" help:"Why, for everyone to see."`
}

func (c callLockCmd) Run(r *run) error {
	return c.on(r, c.Node, func(a *app.App, at call.Ground) error {
		if _, err := a.Pipeline.LockCalls(r.ctx, a.OrgID, forecaster(), at, c.Reason); err != nil {
			return err
		}
		_, err := fmt.Fprintf(r.Out, "the forecasts of %s and below are locked for %s\n", at.Position.Node.Name, at.Period.Label)
		return err
	})
}

type callUnlockCmd struct {
	forecastOf
	Node string `arg:"" help:"Of which the lock is."`
}

func (c callUnlockCmd) Run(r *run) error {
	return c.on(r, c.Node, func(a *app.App, at call.Ground) error {
		if _, err := a.Pipeline.UnlockCalls(r.ctx, a.OrgID, forecaster(), at); err != nil {
			return err
		}
		_, err := fmt.Fprintf(r.Out, "the forecasts of %s and below can be changed again for %s\n", at.Position.Node.Name, at.Period.Label)
		return err
	})
}

type callHistoryCmd struct{ asked }

func (c callHistoryCmd) Run(r *run) error {
	return c.ask(r, func(a *app.App, scope access.Scope, q call.Query, w *tabwriter.Writer) error {
		entries, err := a.Calls.History(r.ctx, scope, q)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "ON\tWHAT\tVALUE\tBEST\tCOMPUTED THEN\tBY\tNOTE")
		for _, e := range entries {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.On, e.Kind, e.Value, orDash(e.Best), e.Was.CommitForecast(), e.By, e.Note)
		}
		return nil
	})
}

type callDealsCmd struct {
	asked
	Category string `enum:",closed,commit,best_case,pipeline,omitted" default:"" help:"closed (won), commit, best_case, pipeline or omitted (default: all that are open)."`
}

func (c callDealsCmd) Run(r *run) error {
	return c.ask(r, func(a *app.App, scope access.Scope, q call.Query, w *tabwriter.Writer) error {
		sel := call.Selection{Won: c.Category == "closed"}
		if !sel.Won {
			sel.Category = fact.Category(c.Category)
		}
		deals, err := a.Calls.Deals(r.ctx, scope, q, sel)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "DEAL\tOWNER\tCATEGORY\tSTAGE\tEXPECTED\tAMOUNT")
		for _, d := range deals {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", d.ID, d.Owner, d.Category.Counted(), d.Stage, dayOrDash(d.Until), orDash(d.Worth))
		}
		return nil
	})
}

func dayOrDash(d period.Date) string {
	if d == period.Never {
		return "–"
	}
	return d.String()
}

type callChangesCmd struct {
	asked
	Since string `placeholder:"DATE" help:"The day at whose end the comparison begins (default: a week before)."`
}

func (c callChangesCmd) Run(r *run) error {
	return c.ask(r, func(a *app.App, scope access.Scope, q call.Query, w *tabwriter.Writer) error {
		o, err := a.DB.Organisation(r.ctx, a.OrgID)
		if err != nil {
			return err
		}
		day, err := a.Attain.AsOf(o, q.AsOf)
		if err != nil {
			return err
		}
		const week = 7
		since := day - week
		if c.Since != "" {
			if since, err = period.ParseDate(c.Since); err != nil {
				return err
			}
		}
		m, err := a.Calls.Moved(r.ctx, scope, q, since)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "WHAT\tDEAL\tCLOSED\tCOMMIT\tBEST CASE\tPIPELINE")
		for _, change := range m.Changes {
			deal := "–"
			if change.Deal != nil {
				deal = change.Deal.ID
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", change.Reason, deal, change.By.Closed, change.By.Commit, change.By.BestCase, change.By.Upside)
		}
		by := m.After.Minus(m.Before)
		fmt.Fprintf(w, "difference\t–\t%s\t%s\t%s\t%s\n", by.Closed, by.Commit, by.BestCase, by.Upside)
		return nil
	})
}

type callAccuracyCmd struct{ asked }

func (c callAccuracyCmd) Run(r *run) error {
	return c.ask(r, func(a *app.App, scope access.Scope, q call.Query, w *tabwriter.Writer) error {
		l, err := a.Calls.Learn(r.ctx, scope, q)
		if err != nil {
			return err
		}
		fmt.Fprintln(w, "NODE\tCALLS\tPERIODS\tACCURACY\tBIAS\tLEAN")
		for _, n := range l.Nodes {
			fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", n.Node.Name, n.All.Calls, n.All.Periods, orDash(n.All.Accuracy), orDash(n.All.Bias), orDash(n.All.Lean))
		}
		fmt.Fprintf(w, "\nCATEGORY (%s)\tDEALS\tWON\tAMOUNT\tWON\tSHARE\n", l.Point)
		for _, y := range l.Yields {
			fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", y.Category, y.Deals, y.DealsWon, y.Stood, y.Won, orDash(y.Share))
		}
		return nil
	})
}

type callSnapshotCmd struct {
	forecastOf
	Note string `help:"For who reads it."`
}

func (c callSnapshotCmd) Run(r *run) error {
	return r.with(func(a *app.App) error {
		place, err := c.place(r, a, "", 0)
		if err != nil {
			return err
		}
		picture, err := a.Pipeline.TakeSnapshot(r.ctx, a.OrgID, operator(), c.Note, a.Calls, call.Query{Place: place})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(r.Out, "kept the forecasts of %d for %s, as known on %s\n", len(picture.Rows), place.Period.Label, picture.AsOf)
		return err
	})
}
