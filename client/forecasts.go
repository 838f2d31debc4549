package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// ForecastQuestion says which forecast is asked for; an empty field is the
// server's default: the highest node that the caller sees, revenue, the current
// quarter, today.
type ForecastQuestion struct {
	Node   string
	Metric string
	Period string
	AsOf   string
}

func (q ForecastQuestion) query() url.Values {
	query := url.Values{}
	set(query, "node", q.Node)
	set(query, "metric", q.Metric)
	set(query, "period", q.Period)
	set(query, "as_of", q.AsOf)
	return query
}

// ForecastFigures are what is won and what is open by category; each amount is
// in one of them.
type ForecastFigures struct {
	Closed   Decimal `json:"closed"`
	Commit   Decimal `json:"commit"`
	BestCase Decimal `json:"best_case"`
	Pipeline Decimal `json:"pipeline"` // with what nobody put into a category
	Omitted  Decimal `json:"omitted"`  // part of no forecast
}

// Forecast is the forecast of a node with those directly below it.
type Forecast struct {
	Metric      string          `json:"metric"`
	Currency    *string         `json:"currency"`
	Period      Period          `json:"period"`
	AsOf        string          `json:"as_of"`
	Total       ForecastLine    `json:"total"`
	Lines       []ForecastLine  `json:"lines"`
	Unassigned  ForecastFigures `json:"unassigned"` // what belongs to none of the lines
	Unconverted []Foreign       `json:"unconverted"`
	Notes       []string        `json:"notes"`
}

// ForecastLine is the forecast of one node.
type ForecastLine struct {
	Node             NodeRef         `json:"node"`
	Figures          ForecastFigures `json:"figures"`
	Uncategorised    Decimal         `json:"uncategorised"`
	CommitForecast   Decimal         `json:"commit_forecast"`   // closed + commit
	BestForecast     Decimal         `json:"best_forecast"`     // with the best case
	PipelineForecast Decimal         `json:"pipeline_forecast"` // with the rest of the pipeline
	Target           *Decimal        `json:"target"`
	Call             *Call           `json:"call"`     // the latest submission
	Override         *Call           `json:"override"` // of its manager, in force
	Below            Decimal         `json:"below"`    // commit forecast, moved by what was said below
	Value            Decimal         `json:"value"`    // the override, else the call, else below
	Interval         *CallInterval   `json:"interval"`
	Lock             *ForecastLock   `json:"lock"`
	Partly           bool            `json:"partly"`
	MaySubmit        bool            `json:"may_submit"`
	MayOverride      bool            `json:"may_override"`
	MayLock          bool            `json:"may_lock"`
}

// Call is something that was said of a forecast: a submission, an override, or
// that one is taken back (reset).
type Call struct {
	ID             string          `json:"id"`
	Kind           string          `json:"kind"`
	Node           string          `json:"node"`
	Value          Decimal         `json:"value"`
	Best           *Decimal        `json:"best"`
	Note           string          `json:"note"`
	By             string          `json:"by"`
	At             time.Time       `json:"at"`
	On             string          `json:"on"`
	Was            ForecastFigures `json:"was"` // what was computed at that moment
	CommitForecast Decimal         `json:"commit_forecast"`
	Before         Decimal         `json:"before"` // the forecast of the node until then
}

// CallInterval is where a call will end, judged by calls before. Low, Middle and
// High are nil when it is not available; Why says why.
type CallInterval struct {
	Level  Decimal  `json:"level"`
	Low    *Decimal `json:"low"`
	Middle *Decimal `json:"middle"`
	High   *Decimal `json:"high"`
	Own    int      `json:"own"`
	All    int      `json:"all"`
	Why    string   `json:"why"`
}

// ForecastLock keeps the forecasts of a node and all below it as they are.
type ForecastLock struct {
	Node       string    `json:"node"`
	Since      string    `json:"since"`
	At         time.Time `json:"at"`
	By         string    `json:"by"`
	Reason     string    `json:"reason"`
	UnlockedOn *string   `json:"unlocked_on"`
	UnlockedBy string    `json:"unlocked_by"`
}

// Prospect is an opportunity behind a forecast.
type Prospect struct {
	ID            string   `json:"id"`
	Source        string   `json:"source"`
	Name          string   `json:"name"`
	Owner         *NodeRef `json:"owner"`
	Customer      *NodeRef `json:"customer"`
	Stage         string   `json:"stage"`
	State         string   `json:"state"`    // open, won, lost or ended
	Category      string   `json:"category"` // that it counts in
	Categorised   bool     `json:"categorised"`
	Amount        *Decimal `json:"amount"`
	ExpectedClose *string  `json:"expected_close"`
	ClosedOn      *string  `json:"closed_on"`
	CreatedOn     string   `json:"created_on"`
}

// ForecastChanges is how a forecast went from one day to another. The changes
// sum exactly to the difference.
type ForecastChanges struct {
	Since      string           `json:"since"`
	AsOf       string           `json:"as_of"`
	Before     ForecastFigures  `json:"before"`
	After      ForecastFigures  `json:"after"`
	Difference ForecastFigures  `json:"difference"`
	Changes    []ForecastChange `json:"changes"`
}

// ForecastChange is one reason of one opportunity; Deal is nil for sales.
type ForecastChange struct {
	Reason string          `json:"reason"`
	Deal   *Prospect       `json:"deal"`
	By     ForecastFigures `json:"by"`
}

// ForecastStand is where a forecast stood at the end of a day, as known then.
type ForecastStand struct {
	Day            string          `json:"day"`
	Figures        ForecastFigures `json:"figures"`
	CommitForecast Decimal         `json:"commit_forecast"`
	Call           *Decimal        `json:"call"`
	Override       *Decimal        `json:"override"`
	Value          Decimal         `json:"value"`
}

// CallRecord is how right calls have been. Bias above 0 is optimistic.
type CallRecord struct {
	Calls    int      `json:"calls"`
	Periods  int      `json:"periods"`
	Accuracy *Decimal `json:"accuracy"`
	Bias     *Decimal `json:"bias"`
	Lean     *Decimal `json:"lean"` // Σ (call − actual) ÷ Σ actual
}

// CallAccuracy is how right calls have been, and what became of each category
// at the same point of past periods.
type CallAccuracy struct {
	Nodes []struct {
		Node   NodeRef    `json:"node"`
		Gone   bool       `json:"gone"`
		All    CallRecord `json:"all"`
		Early  CallRecord `json:"early"`
		Middle CallRecord `json:"middle"`
		Late   CallRecord `json:"late"`
	} `json:"nodes"`
	All    CallRecord `json:"all"`
	Point  string     `json:"point"`
	Yields []struct {
		Category string   `json:"category"`
		Deals    int      `json:"deals"`
		DealsWon int      `json:"deals_won"`
		Stood    Decimal  `json:"stood"`
		Won      Decimal  `json:"won"`
		Share    *Decimal `json:"share"`
	} `json:"yields"`
	Periods int `json:"periods"`
}

// ForecastSnapshot is what was kept of a forecast.
type ForecastSnapshot struct {
	ID       string           `json:"id"`
	Period   Period           `json:"period"`
	AsOf     string           `json:"as_of"`
	At       time.Time        `json:"at"`
	By       string           `json:"by"` // "" for the weekly one
	Note     string           `json:"note"`
	Figures  *ForecastFigures `json:"figures"`
	Forecast *Decimal         `json:"forecast"`
}

// NewCall is something to be said of a forecast.
type NewCall struct {
	Node   string   `json:"node"`
	Metric string   `json:"metric,omitempty"` // "" for revenue
	Period string   `json:"period"`
	Value  Decimal  `json:"value,omitempty"`
	Best   *Decimal `json:"best,omitempty"` // of a submission
	Note   string   `json:"note,omitempty"`
}

// Forecast returns the forecast of a node with those directly below it.
func (c *Client) Forecast(ctx context.Context, q ForecastQuestion) (f Forecast, err error) {
	return f, c.call(ctx, http.MethodGet, "/forecast", q.query(), nil, &f)
}

// ForecastDeals returns the opportunities behind a figure, the largest first.
// category is closed, commit, best_case, pipeline, omitted, or "" for all that
// are open.
func (c *Client) ForecastDeals(ctx context.Context, q ForecastQuestion, category string) iter.Seq2[Prospect, error] {
	query := q.query()
	set(query, "category", category)
	return each[Prospect](ctx, c, "/forecast/deals", query)
}

// ForecastChanges returns what changed since a day; "" is a week before.
func (c *Client) ForecastChanges(ctx context.Context, q ForecastQuestion, since string) (f ForecastChanges, err error) {
	query := q.query()
	set(query, "since", since)
	return f, c.call(ctx, http.MethodGet, "/forecast/changes", query, nil, &f)
}

// ForecastTrend returns where the forecast stood at the end of each week.
func (c *Client) ForecastTrend(ctx context.Context, q ForecastQuestion) ([]ForecastStand, error) {
	var p page[ForecastStand]
	err := c.call(ctx, http.MethodGet, "/forecast/trend", q.query(), nil, &p)
	return p.Items, err
}

// Calls returns what was said of a forecast, the latest first.
func (c *Client) Calls(ctx context.Context, q ForecastQuestion) iter.Seq2[Call, error] {
	return each[Call](ctx, c, "/forecast/calls", q.query())
}

// CallAccuracy returns how right calls have been.
func (c *Client) CallAccuracy(ctx context.Context, q ForecastQuestion) (a CallAccuracy, err error) {
	return a, c.call(ctx, http.MethodGet, "/forecast/accuracy", q.query(), nil, &a)
}

// ForecastSnapshots returns what was kept of a forecast, the latest first.
func (c *Client) ForecastSnapshots(ctx context.Context, q ForecastQuestion) iter.Seq2[ForecastSnapshot, error] {
	return each[ForecastSnapshot](ctx, c, "/forecast/snapshots", q.query())
}

// TakeForecastSnapshot keeps what all forecasts of a period are now.
func (c *Client) TakeForecastSnapshot(ctx context.Context, metric, period, note string) (s ForecastSnapshot, err error) {
	in := map[string]string{"period": period, "note": note}
	if metric != "" {
		in["metric"] = metric
	}
	return s, c.call(ctx, http.MethodPost, "/forecast/snapshots", nil, in, &s)
}

// SubmitCall commits to a number.
func (c *Client) SubmitCall(ctx context.Context, n NewCall) (made Call, err error) {
	return made, c.call(ctx, http.MethodPost, "/forecast/calls", nil, n, &made)
}

// OverrideCall puts another number in the place of a report's; the note says
// why.
func (c *Client) OverrideCall(ctx context.Context, n NewCall) (made Call, err error) {
	return made, c.call(ctx, http.MethodPost, "/forecast/overrides", nil, n, &made)
}

// ResetOverride takes an override back; the note says why.
func (c *Client) ResetOverride(ctx context.Context, n NewCall) (made Call, err error) {
	n.Value, n.Best = "", nil
	return made, c.call(ctx, http.MethodPost, "/forecast/resets", nil, n, &made)
}

// LockForecast locks the forecasts of a node and all below it for a period.
func (c *Client) LockForecast(ctx context.Context, node, period, reason string) (l ForecastLock, err error) {
	return l, c.call(ctx, http.MethodPost, "/forecast/locks", nil, map[string]string{"node": node, "period": period, "reason": reason}, &l)
}

// UnlockForecast lifts the lock of a node.
func (c *Client) UnlockForecast(ctx context.Context, node, period string) (l ForecastLock, err error) {
	return l, c.call(ctx, http.MethodPost, "/forecast/unlocks", nil, map[string]string{"node": node, "period": period}, &l)
}
