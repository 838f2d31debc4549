package attain

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Sought says which facts a series of a metric is made of at a node.
type Sought struct {
	Sales, Events bool
	Deals         fact.Filter
	Cases         fact.EventFilter
}

// FactsOf returns which facts may add to a series of the metric at a node on
// the days: a superset, as receipts are made from.
func FactsOf(tree *org.Tree, id org.NodeID, m metric.Metric, series metric.Series, days period.Range) Sought {
	sources := definitionOf(m, series).Sources()
	sought := Sought{Sales: sources.Sales, Events: len(sources.Events) > 0, Deals: dealsOf(tree, id, days), Cases: casesOf(tree, id, days, sources.Events)}
	if base := series.Base(); base == metric.Orders || base == metric.NewCustomers {
		sought.Deals.Days.End = period.Never // the line that brings an order to the node may come later than its first
	}
	return sought
}

// EvidenceBook returns a book that posts all that the metric needs.
func EvidenceBook(book *metric.Book, m metric.Metric) (*metric.Book, error) {
	return evidenceBook(book, m)
}

// TargetsOf returns the targets of a metric and those that its goals stand for, as
// known on the day.
func TargetsOf(aims goal.Aims, m metric.Metric, known period.Date) []goal.Target {
	return stand(aims, m, known)
}
