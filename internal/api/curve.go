package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
)

func curveRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/metrics/{id}/curve", name: "get-plan-curve", summary: "The plan curve that is declared for a metric", tag: "metrics"}, a.getCurve)
	register(a, route{method: http.MethodPut, path: "/metrics/{id}/curve", name: "set-plan-curve", summary: "Declare how much of a target of a metric is expected when", tag: "metrics", need: access.SetTargets}, a.setCurve)
}

// automatic is the curve of a metric for which none is declared.
const automatic = "automatic"

type curveView struct {
	Curve string `json:"curve" enum:"automatic,calendar,working_days,seasonal,historic" doc:"automatic: historic with four complete periods or more, else seasonal where the season is known, else working days."`
	Paced bool   `json:"paced" doc:"Targets of the metric have a pace: it adds up day by day, and more of it is better."`
}

type curveInput struct {
	MetricPath
	Body struct {
		Curve string `json:"curve" enum:"automatic,calendar,working_days,seasonal,historic"`
	}
}

func (a *API) getCurve(ctx context.Context, c *caller, in *MetricPath) (*body[curveView], error) {
	m, err := a.findMetric(ctx, c, in.ID)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%v", err)
	}
	curves, err := a.Store.Curves(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	out := curveView{Curve: automatic, Paced: hasPace(m)}
	if curve, ok := curves[m.Base()]; ok {
		out.Curve = string(curve)
	}
	return answer(out), nil
}

func hasPace(m metric.Metric) bool { return m.Shape == metric.Sum && m.Direction != metric.Lower }

func (a *API) setCurve(ctx context.Context, c *caller, in *curveInput) (*body[curveView], error) {
	m, err := a.findMetric(ctx, c, in.ID)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "%v", err)
	}
	if !hasPace(m) {
		return nil, fault.New(fault.Invalid, "%s has no pace: it does not add up day by day, or less of it is better. Choose a metric that adds up, such as revenue", m.Name)
	}
	curve := attain.Curve(in.Body.Curve)
	if in.Body.Curve == automatic {
		curve = ""
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := a.Store.SaveCurve(ctx, c.OrgID, m.Base(), curve, by, a.Now()); err != nil {
		return nil, err
	}
	a.hub.publish(pipeline.Beat{OrgID: c.OrgID})
	return answer(curveView{Curve: in.Body.Curve, Paced: true}), nil
}
