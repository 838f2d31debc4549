package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

const callsPath = "/forecast"

func callRoutes(a *API) {
	rt := func(method, path, name, summary string) route {
		return route{method: method, path: callsPath + path, name: name, summary: summary, tag: "forecast"}
	}
	register(a, rt(http.MethodGet, "", "get-forecast-board", "What is won, what is open by category, and what people commit to, of a node and those below it"), a.getBoard)
	register(a, rt(http.MethodGet, "/deals", "list-forecast-deals", "The opportunities behind a figure, the largest first"), a.listBoardDeals)
	register(a, rt(http.MethodGet, "/changes", "get-forecast-changes", "What changed since a day, by opportunity; sums exactly to the difference"), a.getBoardChanges)
	register(a, rt(http.MethodGet, "/trend", "get-forecast-trend", "Where the forecast stood at the end of each week, as known then"), a.getBoardTrend)
	register(a, rt(http.MethodGet, "/calls", "list-calls", "What was said of a forecast, the latest first"), a.listCalls)
	register(a, rt(http.MethodGet, "/accuracy", "get-forecast-accuracy", "How right calls have been, and what became of each category"), a.getCallAccuracy)
	register(a, rt(http.MethodGet, "/snapshots", "list-forecast-snapshots", "What was kept of a forecast each week and on demand"), a.listCallSnapshots)
	said := func(path, name, summary string) route {
		made := rt(http.MethodPost, path, name, summary)
		made.status = http.StatusCreated
		return made
	}
	register(a, said("/calls", "submit-call", "Commit to a number"), a.submitCall)
	register(a, said("/overrides", "override-call", "Put another number in the place of a report's forecast"), a.overrideCall)
	register(a, said("/resets", "reset-override", "Take an override back"), a.resetOverride)
	register(a, said("/locks", "lock-forecast", "Lock the forecasts of a node and of everybody below it for a period"), a.lockForecast)
	register(a, rt(http.MethodPost, "/unlocks", "unlock-forecast", "Unlock them"), a.unlockForecast)
	snapshot := said("/snapshots", "take-forecast-snapshot", "Keep what the forecasts of a period are now")
	snapshot.need = access.SetTargets
	register(a, snapshot, a.takeCallSnapshot)
}

// BoardQuestion says which forecast is asked for.
type BoardQuestion struct {
	Node   string `query:"node" maxLength:"1000" doc:"A person, a team or the company; default: the highest that the caller sees."`
	Metric string `query:"metric" default:"revenue" maxLength:"500" doc:"revenue or deals_won_value."`
	Period string `query:"period" maxLength:"100" doc:"Id of a period; default: the current quarter."`
	AsOf   string `query:"as_of" format:"date" doc:"What was known and true at the end of that day; default: today."`
}

// callAsked reads a question about a forecast.
func (a *API) callAsked(ctx context.Context, c *caller, in BoardQuestion) (v view, q call.Query, err error) {
	if v, err = a.view(ctx, c, in.AsOf); err != nil {
		return v, q, err
	}
	q.AsOf = v.asOf
	q.Place, err = a.callPlace(ctx, c, v, in.Node, in.Metric, in.Period, "query.")
	return v, q, err
}

// callPlace reads of which node, metric and period a forecast is.
func (a *API) callPlace(ctx context.Context, c *caller, v view, node, series, id, in string) (p call.Place, err error) {
	if series == "" {
		series = string(metric.Revenue)
	}
	if p.Metric, err = a.findMetric(ctx, c, series); err == nil {
		err = call.Forecastable(p.Metric)
	}
	if err != nil {
		return p, invalid(in+"metric", err)
	}
	p.Period = v.org.Calendar.Containing(period.Quarter, v.asOf)
	if id != "" {
		if p.Period, err = v.org.Calendar.Parse(id); err != nil {
			return p, invalid(in+"period", err)
		}
	}
	if p.Node = org.NodeID(node); node != "" {
		return p, nil
	}
	p.Node, err = a.callTop(ctx, c, v)
	return p, err
}

// callTop returns where the caller begins: the company, the team that he leads,
// or himself.
func (a *API) callTop(ctx context.Context, c *caller, v view) (org.NodeID, error) {
	if v.scope.All {
		return v.org.Root(), nil
	}
	if c.Role == access.Manager {
		teams, err := a.Store.Teams(ctx, c.OrgID)
		if err != nil {
			return "", err
		}
		if led := teams.LedBy(org.NodeID(c.PersonNode())); len(led) > 0 {
			return led[0], nil
		}
	}
	if c.PersonNode() == "" || c.Role == access.Viewer {
		return "", fault.New(fault.NotFound, "there is no forecast that you see; it is for who sells, and for who leads them")
	}
	return org.NodeID(c.PersonNode()), nil
}

// callActor says who the caller is to forecasts.
func (a *API) callActor(ctx context.Context, c *caller) (call.Actor, error) {
	name, err := a.nameOf(ctx, c)
	by := call.Actor{Name: name, All: c.Role.May(access.SetTargets), Leads: c.Role == access.Manager}
	if c.Role != access.Viewer {
		by.Person = org.NodeID(c.PersonNode())
	}
	return by, err
}

type boardInput struct{ BoardQuestion }

func (a *API) getBoard(ctx context.Context, c *caller, in *boardInput) (*body[boardView], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	by, err := a.callActor(ctx, c)
	if err != nil {
		return nil, err
	}
	board, err := a.Calls.Board(ctx, v.scope, by, q)
	if err != nil {
		return nil, err
	}
	return answer(boardOf(board, v.org.Today(a.Now()))), nil
}

type callDealsInput struct {
	BoardQuestion
	Category string `query:"category" enum:",closed,commit,best_case,pipeline,omitted" doc:"closed: won in the period; default: all that are open."`
	Page
}

func (a *API) listBoardDeals(ctx context.Context, c *caller, in *callDealsInput) (*body[list[prospectView]], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	sel := call.Selection{Won: in.Category == "closed", Limit: in.Limit + 1}
	if !sel.Won {
		sel.Category = fact.Category(in.Category)
	}
	if sel.After, err = afterDeal(c, in.Page); err != nil {
		return nil, err
	}
	deals, err := a.Calls.Deals(ctx, v.scope, q, sel)
	if err != nil {
		return nil, err
	}
	out := list[prospectView]{}
	if len(deals) > in.Limit {
		deals = deals[:in.Limit]
		out.NextCursor = newCursor(c, markText(call.MarkOf(deals[in.Limit-1])))
	}
	names, err := a.namesOf(ctx, v, deals)
	out.Items = make([]prospectView, 0, len(deals))
	for _, d := range deals {
		out.Items = append(out.Items, prospectOf(d, names))
	}
	return answer(out), err
}

type callChangesInput struct {
	BoardQuestion
	Since string `query:"since" format:"date" doc:"The day at whose end the comparison begins; default: seven days before as_of."`
}

func (a *API) getBoardChanges(ctx context.Context, c *caller, in *callChangesInput) (*body[callMovementView], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	const week = 7
	since := v.asOf - week
	if in.Since != "" {
		if since, err = period.ParseDate(in.Since); err != nil {
			return nil, invalid("query.since", err)
		}
	}
	moved, err := a.Calls.Moved(ctx, v.scope, q, since)
	if err != nil {
		return nil, err
	}
	var deals []metric.Prospect
	for _, change := range moved.Changes {
		if change.Deal != nil {
			deals = append(deals, *change.Deal)
		}
	}
	names, err := a.namesOf(ctx, v, deals)
	return answer(callMovementOf(moved, names)), err
}

type callTrendView struct {
	Items []callStandView `json:"items"`
}

func (a *API) getBoardTrend(ctx context.Context, c *caller, in *boardInput) (*body[callTrendView], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	stands, err := a.Calls.Trend(ctx, v.scope, q)
	out := callTrendView{Items: make([]callStandView, 0, len(stands))}
	for _, s := range stands {
		out.Items = append(out.Items, callStandOf(s))
	}
	return answer(out), err
}

type callsInput struct {
	BoardQuestion
	Page
}

func (a *API) listCalls(ctx context.Context, c *caller, in *callsInput) (*body[list[callView]], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	entries, err := a.Calls.History(ctx, v.scope, q)
	if err != nil {
		return nil, err
	}
	all := make([]callView, 0, len(entries))
	for _, e := range entries {
		all = append(all, callOf(e))
	}
	page, err := cut(c, in.Page, all)
	return answer(page), err
}

func (a *API) getCallAccuracy(ctx context.Context, c *caller, in *boardInput) (*body[callAccuracyView], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	lessons, err := a.Calls.Learn(ctx, v.scope, q)
	if err != nil {
		return nil, err
	}
	return answer(callAccuracyOf(lessons)), nil
}

func (a *API) listCallSnapshots(ctx context.Context, c *caller, in *callsInput) (*body[list[callSnapshotView]], error) {
	v, q, err := a.callAsked(ctx, c, in.BoardQuestion)
	if err != nil {
		return nil, err
	}
	pictures, err := a.Calls.Pictures(ctx, v.scope, q)
	if err != nil {
		return nil, err
	}
	all := make([]callSnapshotView, 0, len(pictures))
	for _, s := range pictures {
		all = append(all, callSnapshotOf(s, v.asOf))
	}
	page, err := cut(c, in.Page, all)
	return answer(page), err
}
