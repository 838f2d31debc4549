package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

func periodRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/periods", name: "list-periods", summary: "The periods that have targets or facts", tag: "periods"}, a.listPeriods)
}

type periodList struct {
	Items   []periodView `json:"items"`
	Current string       `json:"current" doc:"Id of the period that a page shows first."`
}

type asOfInput struct {
	AsOf string `query:"as_of" format:"date" doc:"What was known and true at the end of that day; default: today."`
}

func (a *API) listPeriods(ctx context.Context, c *caller, in *asOfInput) (*body[periodList], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	periods, current, err := a.Attain.Periods(ctx, c.OrgID, v.asOf)
	if err != nil {
		return nil, err
	}
	all := periodList{Items: []periodView{}, Current: current}
	for _, p := range periods {
		all.Items = append(all.Items, periodOf(p, v.asOf))
	}
	return answer(all), nil
}

// Question says of what, when, and as known when, figures are asked for.
type Question struct {
	Metric string `query:"metric" default:"revenue" maxLength:"500" doc:"Id of a metric."`
	Period string `query:"period" maxLength:"100" doc:"Id of a period such as 2014-Q1 or 2014-01-01..2014-04-01; default: the current one."`
	From   string `query:"from" format:"date" doc:"First day, instead of period."`
	To     string `query:"to" format:"date" doc:"The day after the last, with from; left out for a period without an end."`
	AsOf   string `query:"as_of" format:"date" doc:"What was known and true at the end of that day; default: today."`
	Rates  string `query:"rates" enum:",deal_date,plan,period_average,latest" doc:"At which rates money of other currencies counts; default: those of each day."`
	Policy string `query:"policy" enum:",latest,credit_date,day_weighted" doc:"Which versions of a target attainment divides by; default: the organisation's setting."`
}

// question reads a question; what it cannot read is Invalid.
func (a *API) question(ctx context.Context, c *caller, q Question) (view, attain.Query, error) {
	v, err := a.view(ctx, c, q.AsOf)
	if err != nil {
		return v, attain.Query{}, err
	}
	query := attain.Query{AsOf: v.asOf, Policy: org.Denominator(q.Policy), Rates: metric.RatePolicy(q.Rates)}
	if query.Metric, err = a.findMetric(ctx, c, q.Metric); err != nil {
		return v, query, invalid("query.metric", err)
	}
	if len(query.Metric.Scope) > 0 {
		v.scope.PublishedKinds = nil // a total may be published; its parts are not
	}
	query.Period, err = a.periodAsked(ctx, c, v, q)
	return v, query, err
}

func (a *API) periodAsked(ctx context.Context, c *caller, v view, q Question) (period.Period, error) {
	id, field := q.Period, "query.period"
	if id == "" && (q.From != "" || q.To != "") {
		id, field = q.From+".."+q.To, "query.from"
	}
	if id == "" {
		_, current, err := a.Attain.Periods(ctx, c.OrgID, v.asOf)
		if err != nil {
			return period.Period{}, err
		}
		id = current
	}
	p, err := v.org.Calendar.Parse(id)
	if err != nil {
		return p, invalid(field, err)
	}
	return p, nil
}
