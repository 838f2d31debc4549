package call

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Figures are what a node has won in a period and what is open there, by
// forecast category. Each open amount is in one of them.
type Figures struct {
	Closed   money.Amount // what the metric came to: what is won
	Commit   money.Amount
	BestCase money.Amount
	Upside   money.Amount // the category pipeline, with what nobody put into one
	Omitted  money.Amount // part of no forecast
}

// CommitForecast is what is won and what is committed: the forecast that is
// computed.
func (f Figures) CommitForecast() money.Amount { return f.Closed + f.Commit }

// BestForecast is the commit forecast with the best case.
func (f Figures) BestForecast() money.Amount { return f.CommitForecast() + f.BestCase }

// PipelineForecast is the best forecast with everything else that is not
// omitted.
func (f Figures) PipelineForecast() money.Amount { return f.BestForecast() + f.Upside }

// Plus returns the sums.
func (f Figures) Plus(o Figures) Figures {
	return Figures{f.Closed + o.Closed, f.Commit + o.Commit, f.BestCase + o.BestCase, f.Upside + o.Upside, f.Omitted + o.Omitted}
}

// Minus returns the differences.
func (f Figures) Minus(o Figures) Figures {
	return Figures{f.Closed - o.Closed, f.Commit - o.Commit, f.BestCase - o.BestCase, f.Upside - o.Upside, f.Omitted - o.Omitted}
}

// Nothing reports whether all of them are 0.
func (f Figures) Nothing() bool { return f == Figures{} }

// in returns the figures that hold the amount in the category.
func in(c fact.Category, amount money.Amount) Figures {
	switch c.Counted() {
	case fact.Commit:
		return Figures{Commit: amount}
	case fact.BestCase:
		return Figures{BestCase: amount}
	case fact.Omitted:
		return Figures{Omitted: amount}
	default:
		return Figures{Upside: amount}
	}
}

// parts are the series of the open pipeline, in the order of their categories.
var parts = []struct {
	series metric.Series
	of     func(*Figures) *money.Amount
}{
	{metric.OpenCommit, func(f *Figures) *money.Amount { return &f.Commit }},
	{metric.OpenBestCase, func(f *Figures) *money.Amount { return &f.BestCase }},
	{metric.OpenOmitted, func(f *Figures) *money.Amount { return &f.Omitted }},
}

// Place is the forecast of a metric at a node for a period.
type Place struct {
	Node   org.NodeID
	Period period.Period
	Metric metric.Metric
}

// view returns the opportunity as the forecast sees it.
func (p Place) view(o metric.Prospect) seen {
	s := seen{known: true, state: o.State, category: o.Category.Counted(), owner: o.Owner}
	if o.Worth != nil {
		s.worth = *o.Worth
	}
	if o.Amount != nil {
		s.own, s.currency = *o.Amount, o.Currency
	}
	for _, id := range o.Nodes {
		s.here = s.here || id == p.Node
	}
	switch o.State {
	case metric.IsOpen:
		s.within = o.Expected(p.Period.Range)
	case metric.IsWon:
		s.within, s.counts = o.WonIn(p.Period.Range), p.Metric.Base() == metric.DealsWonValue
	}
	return s
}

// seen is what matters of an opportunity to one forecast on one day.
type seen struct {
	known    bool // it was there, and not withdrawn
	state    metric.ProspectState
	category fact.Category
	worth    money.Amount
	own      money.Amount // in its own currency
	currency money.Currency
	owner    org.NodeID
	here     bool // it counts at the node
	within   bool // it is expected, or was won, in the period
	counts   bool // what is won is counted by opportunities
}

func (s seen) figures() Figures {
	switch {
	case !s.known || !s.here || !s.within:
		return Figures{}
	case s.state == metric.IsOpen:
		return in(s.category, s.worth)
	case s.state == metric.IsWon && s.counts:
		return Figures{Closed: s.worth}
	default:
		return Figures{}
	}
}
