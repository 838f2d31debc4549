package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/metric"
)

func metricRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/metrics", name: "list-metrics", summary: "What is counted, and how", tag: "metrics"}, a.listMetrics)
}

func (a *API) listMetrics(context.Context, *caller, *none) (*body[list[metricView]], error) {
	all := list[metricView]{Items: []metricView{}}
	for _, m := range metric.All() {
		all.Items = append(all.Items, metricOf(m))
	}
	return answer(all), nil
}
