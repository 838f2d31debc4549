package api

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/call"
)

// boardFigures are what is won and what is open, each amount in one of them.
type boardFigures struct {
	Closed   money.Amount `json:"closed" doc:"What the metric came to."`
	Commit   money.Amount `json:"commit"`
	BestCase money.Amount `json:"best_case"`
	Pipeline money.Amount `json:"pipeline" doc:"With what nobody put into a category."`
	Omitted  money.Amount `json:"omitted" doc:"Part of no forecast."`
}

func boardFiguresOf(f call.Figures) boardFigures {
	return boardFigures{Closed: f.Closed, Commit: f.Commit, BestCase: f.BestCase, Pipeline: f.Upside, Omitted: f.Omitted}
}

// boardLine is the forecast of one node.
type boardLine struct {
	Node             nodeRef             `json:"node"`
	Figures          boardFigures        `json:"figures"`
	Uncategorised    money.Amount        `json:"uncategorised" doc:"The part of pipeline that nobody put into a category."`
	CommitForecast   money.Amount        `json:"commit_forecast" doc:"Closed + commit."`
	BestForecast     money.Amount        `json:"best_forecast" doc:"Commit forecast + best case."`
	PipelineForecast money.Amount        `json:"pipeline_forecast" doc:"Best forecast + pipeline."`
	Target           *money.Amount       `json:"target"`
	Call             maybe[callView]     `json:"call" doc:"The latest submission."`
	Override         maybe[callView]     `json:"override" doc:"Of its manager, in force."`
	Below            money.Amount        `json:"below" doc:"Commit forecast, moved by what was said below the node."`
	Value            money.Amount        `json:"value" doc:"The forecast: the override, else the call, else below."`
	Interval         maybe[callInterval] `json:"interval" doc:"Null without a call."`
	Lock             maybe[callLockView] `json:"lock" doc:"Null while it can be changed."`
	Partly           bool                `json:"partly" doc:"It belonged here only for a part of the period, and the figures are of that part."`
	MaySubmit        bool                `json:"may_submit"`
	MayOverride      bool                `json:"may_override"`
	MayLock          bool                `json:"may_lock"`
}

// callInterval is where a call will end, judged by calls before.
type callInterval struct {
	Level  money.Amount  `json:"level" doc:"0.8: four of five such calls ended within."`
	Low    *money.Amount `json:"low" doc:"Null when it is not available."`
	Middle *money.Amount `json:"middle" doc:"The call, less how much its author leans."`
	High   *money.Amount `json:"high"`
	Own    int           `json:"own" doc:"Calls of the same node that it rests on."`
	All    int           `json:"all" doc:"Calls of everybody that it rests on."`
	Why    string        `json:"why" doc:"Why it is not available; empty when it is."`
}

// callView is something that was said of a forecast.
type callView struct {
	ID             call.ID       `json:"id"`
	Kind           call.Kind     `json:"kind" enum:"submission,override,reset"`
	Node           org.NodeID    `json:"node"`
	Value          money.Amount  `json:"value" doc:"0 of a reset."`
	Best           *money.Amount `json:"best"`
	Note           string        `json:"note"`
	By             string        `json:"by"`
	At             time.Time     `json:"at"`
	On             period.Date   `json:"on" format:"date"`
	Was            boardFigures  `json:"was" doc:"What was computed at that moment."`
	CommitForecast money.Amount  `json:"commit_forecast" doc:"Closed + commit at that moment."`
	Before         money.Amount  `json:"before" doc:"What the forecast of the node was until then."`
}

func callOf(e call.Entry) callView {
	return callView{ID: e.ID, Kind: e.Kind, Node: e.Node, Value: e.Value, Best: e.Best, Note: e.Note, By: e.By, At: moment(e.At), On: e.On,
		Was: boardFiguresOf(e.Was), CommitForecast: e.Was.CommitForecast(), Before: e.Before}
}

func maybeCall(e *call.Entry) maybe[callView] {
	if e == nil {
		return maybe[callView]{}
	}
	v := callOf(*e)
	return maybe[callView]{&v}
}

// callLockView is a lock of forecasts.
type callLockView struct {
	Node       org.NodeID   `json:"node" doc:"Everything below it is locked too."`
	Since      period.Date  `json:"since" format:"date"`
	At         time.Time    `json:"at"`
	By         string       `json:"by"`
	Reason     string       `json:"reason"`
	UnlockedOn *period.Date `json:"unlocked_on" format:"date"`
	UnlockedBy string       `json:"unlocked_by"`
}

func callLockOf(l call.Lock) callLockView {
	return callLockView{Node: l.Node, Since: l.Known.Start, At: moment(l.LockedAt), By: l.LockedBy, Reason: l.Reason, UnlockedOn: endOf(l.Known.End), UnlockedBy: l.UnlockedBy}
}

// boardView is the forecast of a node with those directly below it.
type boardView struct {
	Metric      metric.Series   `json:"metric"`
	Currency    *money.Currency `json:"currency"`
	Period      periodView      `json:"period"`
	AsOf        period.Date     `json:"as_of" format:"date"`
	Total       boardLine       `json:"total"`
	Lines       []boardLine     `json:"lines" doc:"Who belongs directly to it."`
	Unassigned  boardFigures    `json:"unassigned" doc:"What of the total belongs to none of the lines."`
	Unconverted []foreign       `json:"unconverted" doc:"Amounts without a rate. They are part of nothing."`
	Notes       []string        `json:"notes"`
}

func boardOf(b call.Board, today period.Date) boardView {
	v := boardView{Metric: b.Metric.ID, Currency: currencyOf(b.Currency), Period: periodOf(b.Period, b.AsOf), AsOf: b.AsOf, Total: boardLineOf(b.Total),
		Lines: make([]boardLine, 0, len(b.Lines)), Unassigned: boardFiguresOf(b.Unassigned), Unconverted: []foreign{}, Notes: []string{}}
	for _, l := range b.Lines {
		v.Lines = append(v.Lines, boardLineOf(l))
	}
	for _, amount := range b.Unconverted {
		v.Unconverted = append(v.Unconverted, foreign(amount))
	}
	if b.Total.Uncategorised != 0 {
		v.Notes = append(v.Notes, "Opportunities of "+b.Total.Uncategorised.Readable()+" stand in no category; they count in the pipeline.")
	}
	if b.Period.End <= today {
		v.Notes = append(v.Notes, "The period is over: what is open in it is overdue.")
	}
	return v
}

func boardLineOf(l call.Line) boardLine {
	v := boardLine{Node: refOf(l.Node), Figures: boardFiguresOf(l.Figures), Uncategorised: l.Uncategorised, CommitForecast: l.CommitForecast(),
		BestForecast: l.BestForecast(), PipelineForecast: l.PipelineForecast(), Target: l.Target, Call: maybeCall(l.Call), Override: maybeCall(l.Override),
		Below: l.Below, Value: l.Value, Partly: l.Partly, MaySubmit: l.May.Submit, MayOverride: l.May.Override, MayLock: l.May.Lock}
	if l.Call != nil {
		v.Interval.Value = &callInterval{call.Level, l.Interval.Low, l.Interval.Middle, l.Interval.High, l.Interval.Own, l.Interval.All, l.Interval.Why}
	}
	if l.Lock != nil {
		lock := callLockOf(*l.Lock)
		v.Lock.Value = &lock
	}
	return v
}

// prospectView is an opportunity behind a forecast.
type prospectView struct {
	ID          string               `json:"id" doc:"The source's."`
	Source      string               `json:"source"`
	Name        string               `json:"name"`
	Owner       maybe[nodeRef]       `json:"owner"`
	Customer    maybe[nodeRef]       `json:"customer"`
	Stage       string               `json:"stage"`
	State       metric.ProspectState `json:"state" enum:"open,won,lost,ended"`
	Category    fact.Category        `json:"category" enum:"omitted,pipeline,best_case,commit" doc:"That it counts in."`
	Categorised bool                 `json:"categorised" doc:"False when nobody put it into one."`
	Amount      *money.Amount        `json:"amount" doc:"In the organisation's currency; null when it is not known."`
	Expected    *period.Date         `json:"expected_close" format:"date"`
	Ended       *period.Date         `json:"closed_on" format:"date" doc:"Of the win or the loss."`
	Created     period.Date          `json:"created_on" format:"date"`
}

func prospectOf(p metric.Prospect, names map[org.NodeID]org.Node) prospectView {
	ref := func(id org.NodeID) maybe[nodeRef] {
		n, ok := names[id]
		if !ok {
			return maybe[nodeRef]{}
		}
		r := refOf(n)
		return maybe[nodeRef]{&r}
	}
	return prospectView{ID: p.ID, Source: p.Source, Name: p.Name, Owner: ref(p.Owner), Customer: ref(p.Customer), Stage: p.Stage, State: p.State,
		Category: p.Category.Counted(), Categorised: p.Category != fact.Uncategorised, Amount: p.Worth, Expected: endOf(p.Until), Ended: endOf(p.Ended), Created: p.Day}
}

// namesOf finds the owners and customers of opportunities that the caller may
// look at.
func (a *API) namesOf(ctx context.Context, v view, deals []metric.Prospect) (map[org.NodeID]org.Node, error) {
	var ids []org.NodeID
	for _, d := range deals {
		for _, id := range []org.NodeID{d.Owner, d.Customer} {
			if id != "" {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	nodes, err := a.Store.Nodes(ctx, access.System(v.org.ID), v.asOf, org.Filter{IDs: slices.Compact(ids)})
	names := make(map[org.NodeID]org.Node, len(nodes))
	for _, n := range nodes {
		names[n.ID] = n
	}
	return names, err
}

// markText writes where a list of opportunities goes on.
func markText(m call.Mark) string {
	return strings.Join([]string{strconv.FormatInt(int64(m.Worth), 10), m.Key.Source, m.Key.ID}, "\n")
}

func afterDeal(c *caller, p Page) (*call.Mark, error) {
	text, err := p.position(c)
	if err != nil || text == "" {
		return nil, err
	}
	parts := strings.SplitN(text, "\n", 3)
	if len(parts) != 3 {
		return nil, invalid("query.cursor", errCursor)
	}
	worth, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return nil, invalid("query.cursor", errCursor)
	}
	return &call.Mark{Worth: money.Amount(worth), Key: fact.EventKey{Kind: fact.Opportunity, Key: fact.Key{Source: parts[1], ID: parts[2]}}}, nil
}

// callMovementView is how a forecast went from one day to another.
type callMovementView struct {
	Since      period.Date      `json:"since" format:"date"`
	AsOf       period.Date      `json:"as_of" format:"date"`
	Before     boardFigures     `json:"before"`
	After      boardFigures     `json:"after"`
	Difference boardFigures     `json:"difference"`
	Changes    []callChangeView `json:"changes" doc:"They sum exactly to the difference."`
}

type callChangeView struct {
	Reason call.Reason         `json:"reason" enum:"new,withdrawn,won,lost,reopened,owner,organisation,moved_in,moved_out,category_up,category_down,amount_up,amount_down,rate,sales"`
	Deal   maybe[prospectView] `json:"deal" doc:"As it is now; null for sales."`
	By     boardFigures        `json:"by"`
}

func callMovementOf(m call.Movement, names map[org.NodeID]org.Node) callMovementView {
	v := callMovementView{Since: m.Since, AsOf: m.AsOf, Before: boardFiguresOf(m.Before), After: boardFiguresOf(m.After),
		Difference: boardFiguresOf(m.After.Minus(m.Before)), Changes: make([]callChangeView, 0, len(m.Changes))}
	for _, c := range m.Changes {
		one := callChangeView{Reason: c.Reason, By: boardFiguresOf(c.By)}
		if c.Deal != nil {
			deal := prospectOf(*c.Deal, names)
			one.Deal.Value = &deal
		}
		v.Changes = append(v.Changes, one)
	}
	return v
}

// callStandView is where a forecast stood at the end of a day, as known then.
type callStandView struct {
	Day            period.Date   `json:"day" format:"date"`
	Figures        boardFigures  `json:"figures"`
	CommitForecast money.Amount  `json:"commit_forecast"`
	Call           *money.Amount `json:"call"`
	Override       *money.Amount `json:"override"`
	Value          money.Amount  `json:"value"`
}

func callStandOf(s call.Stand) callStandView {
	v := callStandView{Day: s.Day, Figures: boardFiguresOf(s.Figures), CommitForecast: s.CommitForecast(), Value: s.Value}
	if s.Call != nil {
		v.Call = &s.Call.Value
	}
	if s.Override != nil {
		v.Override = &s.Override.Value
	}
	return v
}

// callSnapshotView is what was kept of a forecast.
type callSnapshotView struct {
	ID       call.SnapshotID     `json:"id"`
	Period   periodView          `json:"period"`
	AsOf     period.Date         `json:"as_of" format:"date" doc:"At the end of this day."`
	At       time.Time           `json:"at"`
	By       string              `json:"by" doc:"Empty for the weekly one."`
	Note     string              `json:"note"`
	Figures  maybe[boardFigures] `json:"figures" doc:"Null when there was nothing."`
	Forecast *money.Amount       `json:"forecast"`
}

func callSnapshotOf(s call.Snapshot, on period.Date) callSnapshotView {
	v := callSnapshotView{ID: s.ID, Period: periodOf(s.Period, on), AsOf: s.AsOf, At: moment(s.TakenAt), By: s.TakenBy, Note: s.Note}
	if len(s.Rows) > 0 {
		figures := boardFiguresOf(s.Rows[0].Figures)
		v.Figures.Value, v.Forecast = &figures, &s.Rows[0].Forecast
	}
	return v
}

// callRecordView is how right calls have been.
type callRecordView struct {
	Calls    int           `json:"calls"`
	Periods  int           `json:"periods"`
	Accuracy *money.Amount `json:"accuracy" doc:"Mean of max(0, 1 − |actual − call| ÷ actual)."`
	Bias     *money.Amount `json:"bias" doc:"Mean of call − actual; above 0 is optimistic."`
	Lean     *money.Amount `json:"lean" doc:"Σ (call − actual) ÷ Σ actual."`
}

type callLearnedView struct {
	Node   nodeRef        `json:"node"`
	Gone   bool           `json:"gone" doc:"It is not there any more."`
	All    callRecordView `json:"all"`
	Early  callRecordView `json:"early" doc:"Calls of the first third of a period."`
	Middle callRecordView `json:"middle"`
	Late   callRecordView `json:"late"`
}

type categoryYieldView struct {
	Category fact.Category `json:"category" enum:"omitted,pipeline,best_case,commit"`
	Deals    int           `json:"deals" doc:"That stood in it at the same point of past periods."`
	DealsWon int           `json:"deals_won"`
	Stood    money.Amount  `json:"stood"`
	Won      money.Amount  `json:"won" doc:"Of that, in its period."`
	Share    *money.Amount `json:"share" doc:"Won ÷ stood; null of fewer than four."`
}

// callAccuracyView is what calls and categories have been worth.
type callAccuracyView struct {
	Nodes   []callLearnedView   `json:"nodes"`
	All     callRecordView      `json:"all"`
	Point   string              `json:"point" enum:"early,middle,late" doc:"At which the period is."`
	Yields  []categoryYieldView `json:"yields"`
	Periods int                 `json:"periods" doc:"That the yields are made of."`
}

func callAccuracyOf(l call.Lessons) callAccuracyView {
	v := callAccuracyView{Nodes: make([]callLearnedView, 0, len(l.Nodes)), All: callRecordView(l.All), Point: l.Point.String(), Yields: make([]categoryYieldView, 0, len(l.Yields)), Periods: l.Looks}
	for _, n := range l.Nodes {
		v.Nodes = append(v.Nodes, callLearnedView{refOf(n.Node), n.Gone, callRecordView(n.All), callRecordView(n.By[call.Early]), callRecordView(n.By[call.Middle]), callRecordView(n.By[call.Late])})
	}
	for _, y := range l.Yields {
		v.Yields = append(v.Yields, categoryYieldView(y))
	}
	return v
}
