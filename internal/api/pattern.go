package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/attainhq/attain/internal/insight/pattern"
	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

func patternRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/patterns", name: "list-patterns", summary: "What goes wrong without anybody saying so", tag: "insight"}, a.getPatterns)
	register(a, route{method: http.MethodGet, path: "/patterns.csv", name: "export-patterns", summary: "The same as CSV", tag: "insight",
		responses: textResponse("text/csv", "The whole list.")}, a.exportPatterns)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/tradeoffs", name: "get-tradeoffs", summary: "What is given up for what, and how guardrails hold", tag: "insight"}, a.getTradeoffs)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/tradeoffs.csv", name: "export-tradeoffs", summary: "The same as CSV", tag: "insight",
		responses: textResponse("text/csv", "The whole table.")}, a.exportTradeoffs)
}

type patternsInput struct {
	AsOf string `query:"as_of" format:"date"`
}

// patternsView is what was found.
type patternsView struct {
	AsOf     period.Date    `json:"as_of" format:"date"`
	Currency money.Currency `json:"currency"`
	Start    *period.Date   `json:"start" format:"date" doc:"First of the months that were looked at; null without a history."`
	End      *period.Date   `json:"end" format:"date" doc:"Exclusive."`
	Tried    int            `json:"tried" doc:"How much was looked at."`
	Rule     string         `json:"rule"`
	Why      string         `json:"why" doc:"Why nothing could be found; empty when it could."`
	Findings []findingView  `json:"findings" doc:"The costliest first, then what went well."`
}

type findingView struct {
	Topic   pattern.Topic  `json:"topic" enum:"change,source,returns"`
	Node    maybe[nodeRef] `json:"node" doc:"Null where it is about the whole company."`
	Good    bool           `json:"good"`
	Text    string         `json:"text"`
	Since   *period.Date   `json:"since" format:"date" doc:"First month of a change."`
	Months  int            `json:"months" doc:"That it has lasted."`
	Effect  *money.Amount  `json:"effect" doc:"By which part it is more or, below 0, less: −0.4 is 40 % less. Null where there was nothing before."`
	Monthly *money.Amount  `json:"monthly" doc:"What it brings more or, below 0, less in a month; null where that cannot be said."`
	Chance  *money.Amount  `json:"chance" doc:"Of such a thing where there is none, for this alone; 0 is less than 1 in 20,000."`
	Life    pattern.Life   `json:"life" enum:",dying,fading,growing,new" doc:"Of a change."`
	Drivers []driverView   `json:"drivers" doc:"What moved against the rest, the most first."`
	Points  []patternPoint `json:"points" doc:"The months of a change."`
}

type driverView struct {
	Name   string        `json:"name" doc:"Of discount and orders that come back: the band of discount."`
	Unit   metric.Unit   `json:"unit" enum:"share,days,points,money,count,quantity"`
	Before *money.Amount `json:"before" doc:"Per month, or a rate."`
	After  *money.Amount `json:"after"`
	Move   *money.Amount `json:"move" doc:"By which part it has moved, after what all have moved alike."`
}

type patternPoint struct {
	Month    period.Date  `json:"month" format:"date"`
	Value    money.Amount `json:"value"`
	Expected money.Amount `json:"expected" doc:"By its part of the rest before the change."`
}

// patternRule is said with every answer.
const patternRule = "A finding is significant after everything that was looked at is counted (Benjamini–Hochberg, at most 5 % chance), and it matters: a fifth more or less, and 0.3 % of the whole's revenue. People are not looked at here."

func (a *API) getPatterns(ctx context.Context, c *caller, in *patternsInput) (*body[patternsView], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	found, err := a.Patterns.Patterns(ctx, v.scope, v.asOf)
	if err != nil {
		return nil, err
	}
	return answer(patternsOf(found)), nil
}

func patternsOf(p pattern.View) patternsView {
	out := patternsView{AsOf: p.AsOf, Currency: p.Currency, Tried: p.Tried, Rule: patternRule, Why: p.Why, Findings: []findingView{}}
	if !p.Months.Empty() {
		out.Start, out.End = &p.Months.Start, &p.Months.End
	}
	for _, f := range p.Findings {
		view := findingView{Topic: f.Topic, Good: f.Good, Text: f.Text, Months: f.Months, Effect: decimal(&f.Effect), Monthly: f.Monthly, Chance: decimal(&f.Chance), Life: f.Life,
			Drivers: []driverView{}, Points: []patternPoint{}}
		if f.Node.ID != "" {
			ref := refOf(f.Node)
			view.Node.Value = &ref
		}
		if f.Since != 0 {
			view.Since = &f.Since
		}
		for _, d := range f.Drivers {
			move := d.Move()
			driver := driverView{Name: d.Name, Unit: d.Unit, Before: decimal(&d.Before), After: decimal(&d.After), Move: decimal(&move)}
			if f.Topic == pattern.ByReturns {
				driver.Before, driver.Move = nil, nil
			}
			view.Drivers = append(view.Drivers, driver)
		}
		for _, point := range f.Points {
			view.Points = append(view.Points, patternPoint(point))
		}
		out.Findings = append(out.Findings, view)
	}
	return out
}

func (a *API) exportPatterns(ctx context.Context, c *caller, in *patternsInput) (*file, error) {
	found, err := a.getPatterns(ctx, c, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"topic", "node_id", "name", "good", "since", "months", "effect", "monthly", "currency", "chance", "life", "text"}}
	for _, f := range found.Body.Findings {
		id, since := "", ""
		if f.Node.Value != nil {
			id = string(f.Node.Value.ID)
		}
		if f.Since != nil {
			since = f.Since.String()
		}
		rows = append(rows, []string{string(f.Topic), id, nameOf(f.Node), strconv.FormatBool(f.Good), since, strconv.Itoa(f.Months), number(f.Effect), number(f.Monthly),
			string(found.Body.Currency), number(f.Chance), string(f.Life), f.Text})
	}
	return tableFile("patterns", rows)
}

type tradeoffsInput struct {
	Node
	AsOf string `query:"as_of" format:"date"`
}

// tradeoffsView is what a node gives up for what.
type tradeoffsView struct {
	Node   nodeRef         `json:"node"`
	AsOf   period.Date     `json:"as_of" format:"date"`
	Start  *period.Date    `json:"start" format:"date" doc:"First of the months that are measured in; null where nothing is."`
	Why    string          `json:"why" doc:"Why nothing is measured here; empty when it is."`
	Trades []tradeView     `json:"trades"`
	Guards []guardrailView `json:"guards" doc:"The guardrails of running goals here and below: the broken ones first, then by what is left."`
}

type tradeView struct {
	Kind    tradeoff.Kind   `json:"kind" enum:"leads_quality,new_existing,pressure_csat,discount_csat,discount_returns"`
	X       string          `json:"x" doc:"What there is more of."`
	Y       string          `json:"y" doc:"What it is weighed against."`
	YShare  bool            `json:"y_share" doc:"y is a part of one."`
	LessX   bool            `json:"less_x" doc:"Less of x is better."`
	Enough  bool            `json:"enough" doc:"There is enough data to measure it."`
	Clear   bool            `json:"clear" doc:"The interval leaves out no relation at all."`
	Answer  string          `json:"answer"`
	Step    string          `json:"step" doc:"The change of x that effect is about."`
	Effect  *money.Amount   `json:"effect" doc:"By how much y changes with the step; of discount_returns, by what the odds are multiplied."`
	Low     *money.Amount   `json:"low" doc:"90 % interval."`
	High    *money.Amount   `json:"high"`
	Cases   int             `json:"cases" doc:"Months of people, or orders."`
	People  int             `json:"people" doc:"People, or orders that came back."`
	ByMonth bool            `json:"by_month" doc:"The points are months of one person, not people."`
	Points  []frontierPoint `json:"points"`
	Bands   []bandView      `json:"bands" doc:"Of discount_returns."`
}

type frontierPoint struct {
	Person nodeRef       `json:"person"`
	Month  *period.Date  `json:"month" format:"date"`
	X      *money.Amount `json:"x"`
	Y      *money.Amount `json:"y"`
	Cases  int           `json:"cases"`
	Edge   bool          `json:"edge" doc:"Nobody has at least as much of both, and more of one."`
	Knee   bool          `json:"knee" doc:"From here on, more of one costs much of the other."`
}

type bandView struct {
	From     *money.Amount `json:"from" doc:"Part of the list price that was taken off."`
	To       *money.Amount `json:"to"`
	Returned int           `json:"returned"`
	All      int           `json:"all"`
}

type guardrailView struct {
	Goal   goal.ID             `json:"goal"`
	Title  string              `json:"title"`
	Owner  nodeRef             `json:"owner"`
	Metric metric.Series       `json:"metric"`
	Name   string              `json:"name" doc:"Of the metric."`
	Unit   metric.Unit         `json:"unit" enum:"money,count,quantity,share,days,points"`
	Aim    goal.Aim            `json:"aim" enum:"at_least,at_most,between"`
	Limit  money.Amount        `json:"limit"`
	Upper  *money.Amount       `json:"upper"`
	Actual *money.Amount       `json:"actual"`
	State  tradeoff.GuardState `json:"state" enum:"broken,at_the_edge,holds,unknown" doc:"At the edge: less than a tenth of the limit is left."`
	Room   *money.Amount       `json:"room" doc:"What is left to the limit, as a part of it."`
	Text   string              `json:"text"`
}

func (a *API) getTradeoffs(ctx context.Context, c *caller, in *tradeoffsInput) (*body[tradeoffsView], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	id, err := in.nodeID()
	if err != nil {
		return nil, err
	}
	found, err := a.Trades.Tradeoffs(ctx, v.scope, id, v.asOf)
	if err != nil {
		return nil, err
	}
	out := tradeoffsView{Node: refOf(found.Node), AsOf: found.AsOf, Why: found.WhyNothing, Trades: []tradeView{}, Guards: []guardrailView{}}
	if !found.Months.Empty() {
		out.Start = &found.Months.Start
	}
	for _, t := range found.Trades {
		out.Trades = append(out.Trades, tradeOf(t))
	}
	for _, g := range found.Guards {
		out.Guards = append(out.Guards, guardrailView{Goal: g.Goal, Title: g.Title, Owner: refOf(g.Owner), Metric: g.Metric.ID, Name: g.Metric.Name, Unit: g.Metric.Unit, Aim: g.Aim, Limit: g.Limit,
			Upper: g.Upper, Actual: g.Actual, State: g.State, Room: decimal(g.Room), Text: g.Text})
	}
	return answer(out), nil
}

func tradeOf(t tradeoff.Trade) tradeView {
	out := tradeView{Kind: t.Kind, X: t.X, Y: t.Y, YShare: t.YShare, LessX: t.LessX, Enough: t.Enough, Clear: t.Clear, Answer: t.Answer, Step: t.Step, Effect: decimal(t.Effect), Low: decimal(t.Low),
		High: decimal(t.High), Cases: t.Cases, People: t.People, ByMonth: t.PointsAreMonth, Points: []frontierPoint{}, Bands: []bandView{}}
	for _, s := range t.Points {
		p := frontierPoint{Person: refOf(s.Person), X: decimal(&s.X), Y: decimal(&s.Y), Cases: s.Cases, Edge: s.Edge, Knee: s.Knee}
		if s.Month != 0 {
			p.Month = &s.Month
		}
		out.Points = append(out.Points, p)
	}
	for _, b := range t.Bands {
		out.Bands = append(out.Bands, bandView{From: decimal(&b.From), To: decimal(&b.To), Returned: b.Returned, All: b.All})
	}
	return out
}

func (a *API) exportTradeoffs(ctx context.Context, c *caller, in *tradeoffsInput) (*file, error) {
	found, err := a.getTradeoffs(ctx, c, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"kind", "x", "y", "enough", "clear", "step", "effect", "low", "high", "cases", "people", "answer"}}
	for _, t := range found.Body.Trades {
		rows = append(rows, []string{string(t.Kind), t.X, t.Y, strconv.FormatBool(t.Enough), strconv.FormatBool(t.Clear), t.Step, number(t.Effect), number(t.Low), number(t.High),
			strconv.Itoa(t.Cases), strconv.Itoa(t.People), t.Answer})
	}
	return tableFile("tradeoffs", rows)
}
