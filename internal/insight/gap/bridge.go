package gap

import (
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// bridge divides the difference to the baseline by price, volume and mix of
// products.
func (a *ask) bridge() error {
	own := a.Figures.Metric
	if own.ID != metric.Revenue && own.ID != metric.Profit || a.Baseline.Against != LastYear || a.id.Kind() == org.Product {
		return nil
	}
	units, err := a.catalogue.Find(string(metric.Units))
	if err != nil {
		return err
	}
	var sold [4]spread
	for i, of := range []metric.Metric{units, own, units, own} {
		days := a.Baseline.Days
		if i > 1 {
			days = a.Days
		}
		if sold[i], err = a.breakdown(a.ctx, of, days, org.Product); err != nil {
			return err
		}
	}
	ids := map[org.NodeID]bool{}
	nodes := map[org.NodeID]org.Node{}
	for _, s := range sold {
		maps.Copy(nodes, s.nodes)
		for id := range s.values {
			ids[id] = true
		}
	}
	b := Bridge{By: org.Product, Growth: a.Planned - a.Baseline.Value}
	order := slices.Sorted(maps.Keys(ids))
	items := make([]explain.Item, len(order))
	for i, id := range order {
		items[i] = explain.Item{PlanUnits: sold[0].values[id], PlanValue: sold[1].values[id], ActualUnits: sold[2].values[id], ActualValue: sold[3].values[id]}
	}
	if b.Division, err = explain.Divide(items); err != nil {
		return err
	}
	gains := make([]money.Amount, len(items))
	for i, e := range b.Division.Items {
		gains[i] = e.Mix + e.Price + e.Apart
	}
	for _, i := range explain.Largest(gains) {
		if a.limits.Rows > 0 && len(b.Items) == a.limits.Rows {
			b.Left = len(items) - len(b.Items)
			break
		}
		b.Items = append(b.Items, BridgeItem{nodes[order[i]], items[i], b.Division.Items[i]})
	}
	b.Rest = a.Counted - a.Baseline.Value - b.Division.Total
	if len(a.book.PlanRates) > 0 || a.foreign() {
		b.Note = "Amounts of other currencies are in it at the rates of their days, so that exchange rates are a part of price."
	}
	a.Gap.Bridge = &b
	return nil
}

// foreign reports whether anything was sold in another currency.
func (a *ask) foreign() bool {
	return len(a.Figures.Unconverted) > 0 || len(a.Figures.Currencies) > 0
}
