package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

func closeRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/closes", name: "list-closes", summary: "Periods that are closed, or were", tag: "periods"}, a.listCloses)
	register(a, route{method: http.MethodGet, path: "/closes/preview", name: "preview-close", summary: "What closing a period would do, and what is still open in it", tag: "periods", need: access.ChangeSettings}, a.previewClose)
	register(a, route{method: http.MethodPost, path: "/closes", name: "close-period", summary: "Close a period: its numbers do not change any more", tag: "periods", status: http.StatusCreated, need: access.ChangeSettings}, a.closePeriod)
	register(a, route{method: http.MethodPost, path: "/closes/{id}/reopen", name: "reopen-period", summary: "Open the period that was closed last again", tag: "periods", need: access.ChangeSettings}, a.reopenPeriod)
}

// closeView is a close as it is told of.
type closeView struct {
	ID         closing.ID   `json:"id"`
	Period     periodView   `json:"period" doc:"With the days that this close closed: of a quarter whose first month was closed before, the rest."`
	State      string       `json:"state" enum:"closed,reopened"`
	AsOf       period.Date  `json:"as_of" format:"date" doc:"What was known at the end of this day counts."`
	FrozenFrom period.Date  `json:"frozen_from" format:"date" doc:"From this day on nothing changes its numbers: the day after as_of."`
	ClosedOn   period.Date  `json:"closed_on" format:"date"`
	ClosedAt   time.Time    `json:"closed_at"`
	ClosedBy   string       `json:"closed_by"`
	Note       string       `json:"note"`
	ReopenedOn *period.Date `json:"reopened_on" format:"date"`
	ReopenedAt *time.Time   `json:"reopened_at"`
	ReopenedBy string       `json:"reopened_by"`
	Reason     string       `json:"reason"`
}

func closeOf(c closing.Close, today period.Date) closeView {
	v := closeView{ID: c.ID, Period: periodOf(c.Period, today), State: "closed", AsOf: c.AsOf, FrozenFrom: c.AsOf + 1, ClosedOn: c.Known.Start,
		ClosedAt: moment(c.ClosedAt), ClosedBy: c.ClosedBy, Note: c.Note}
	if !c.Stands() {
		at := moment(c.ReopenedAt)
		v.State, v.ReopenedOn, v.ReopenedAt, v.ReopenedBy, v.Reason = "reopened", &c.Known.End, &at, c.ReopenedBy, c.Reason
	}
	return v
}

func (a *API) listCloses(ctx context.Context, c *caller, in *pageInput) (*body[list[closeView]], error) {
	o, book, err := a.closesOf(ctx, c)
	if err != nil {
		return nil, err
	}
	all := make([]closeView, 0, len(book.Closes))
	for _, one := range slices.Backward(book.Closes) {
		all = append(all, closeOf(one, o.Today(a.Now())))
	}
	page, err := cut(c, in.Page, all)
	return answer(page), err
}

func (a *API) closesOf(ctx context.Context, c *caller) (org.Organisation, *metric.Book, error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return o, nil, err
	}
	book, err := a.Store.Book(ctx, c.OrgID)
	return o, book, err
}

type previewInput struct {
	Period string `query:"period" maxLength:"100" doc:"Id of a month, quarter, half or year; default: the month that is closed next."`
}

// closePreview is what somebody looks at before he closes a period.
type closePreview struct {
	Period      periodView  `json:"period" doc:"With the days that would be closed."`
	AsOf        period.Date `json:"as_of" format:"date" doc:"As known when it is closed unless the request says otherwise."`
	LatestAsOf  period.Date `json:"latest_as_of" format:"date" doc:"Today: then what becomes known until midnight still counts."`
	Refused     string      `json:"refused" doc:"Why it cannot be closed; empty when it can."`
	Quarantined int         `json:"quarantined" doc:"Rows of all imports that could not be used and are not mended: some may be of the period."`
	Unconverted []foreign   `json:"unconverted" doc:"Revenue of the period in currencies without a rate: it is not part of the numbers."`
}

func (a *API) previewClose(ctx context.Context, c *caller, in *previewInput) (*body[closePreview], error) {
	o, book, err := a.closesOf(ctx, c)
	if err != nil {
		return nil, err
	}
	today, standing := o.Today(a.Now()), book.Closes.Standing()
	p := standing.Following(o.Calendar, today)
	if in.Period != "" {
		if p, err = o.Calendar.Parse(in.Period); err != nil {
			return nil, invalid("query.period", err)
		}
	}
	out := closePreview{LatestAsOf: today, Unconverted: []foreign{}}
	if out.AsOf, err = a.Pipeline.CloseAsOf(ctx, c.OrgID, p); err != nil {
		return nil, err
	}
	made, refused := standing.Next(p, out.AsOf, today)
	if refused != nil {
		out.Refused, made.Period = refused.Error(), p
	}
	out.Period = periodOf(made.Period, today)
	revenue, err := metric.Find(string(metric.Revenue))
	if err != nil {
		return nil, err
	}
	f, err := a.Attain.Node(ctx, access.System(c.OrgID), o.Root(), attain.Query{Metric: revenue, Period: period.NewCustom(made.Period.Range)})
	if err != nil {
		return nil, err
	}
	for _, amount := range f.Unconverted {
		out.Unconverted = append(out.Unconverted, foreign(amount))
	}
	out.Quarantined, err = a.Pipeline.Unmended(ctx, c.OrgID)
	return answer(out), err
}

type closeInput struct {
	Body struct {
		Period string `json:"period" maxLength:"100" example:"2026-Q1" doc:"Id of a month, quarter, half or year that is over."`
		AsOf   string `json:"as_of,omitempty" format:"date" doc:"The day at whose end it was known what counts. Default: yesterday, so that nothing can change it any more, or today when something of the period became known today."`
		Note   string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (a *API) closePeriod(ctx context.Context, c *caller, in *closeInput) (*body[closeView], error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	ask := pipeline.Closing{Note: in.Body.Note}
	if ask.Period, err = o.Calendar.Parse(in.Body.Period); err != nil {
		return nil, invalid("body.period", err)
	}
	if in.Body.AsOf != "" {
		if ask.AsOf, err = period.ParseDate(in.Body.AsOf); err != nil {
			return nil, invalid("body.as_of", err)
		}
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	made, err := a.Pipeline.ClosePeriod(ctx, c.OrgID, by, ask)
	if fault.Is(err, fault.Invalid) {
		return nil, invalid("body.period", err)
	}
	return answer(closeOf(made, o.Today(a.Now()))), err
}

type reopenInput struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		Reason string `json:"reason" maxLength:"2000" doc:"Why; everybody can read it."`
	}
}

func (a *API) reopenPeriod(ctx context.Context, c *caller, in *reopenInput) (*body[closeView], error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	back, err := a.Pipeline.Reopen(ctx, c.OrgID, by, closing.ID(in.ID), in.Body.Reason)
	if fault.Is(err, fault.Invalid) {
		return nil, invalid("body.reason", err)
	}
	return answer(closeOf(back, o.Today(a.Now()))), err
}

// lateView is what became known of a closed period after it was closed.
type lateView struct {
	Period      periodView    `json:"period" doc:"That it comes from."`
	Value       *money.Amount `json:"value" doc:"Null of a ratio, which has two sides."`
	Numerator   money.Amount  `json:"numerator"`
	Denominator money.Amount  `json:"denominator"`
}

// frozenView says that figures are of a closed period.
type frozenView struct {
	AsOf  period.Date `json:"as_of" format:"date" doc:"What was known at the end of this day counts."`
	On    period.Date `json:"on" format:"date" doc:"The day on which it was closed."`
	Since []lateView  `json:"since" doc:"What became known since. It counts in the periods in which it did."`
}

func latesOf(list []attain.Late, m metric.Metric, on period.Date) []lateView {
	views := make([]lateView, 0, len(list))
	for _, l := range list {
		v := lateView{Period: periodOf(l.From.Period, on), Numerator: l.Num, Denominator: l.Den}
		if m.Shape == metric.Sum {
			v.Value = &l.Num
		}
		views = append(views, v)
	}
	return views
}

func frozenOf(f attain.Figures) maybe[frozenView] {
	if f.Closed == nil {
		return maybe[frozenView]{}
	}
	return maybe[frozenView]{&frozenView{AsOf: f.Closed.AsOf, On: f.Closed.On, Since: latesOf(f.Closed.Since, f.Metric, f.AsOf)}}
}
