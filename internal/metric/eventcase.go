package metric

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func (w caseWriter) activity(e fact.Event) {
	w.count(Activities, e, e.Day, e.Quantity)
	w.count(OfType(e.Type), e, e.Day, e.Quantity)
}

// feedback adds an answer. The thresholds are parts of the scale, so that 4 of
// 5 and 8 of 10 are one.
func (w caseWriter) feedback(e fact.Event) {
	switch e.Type {
	case fact.CSAT:
		w.count(csatAnswers, e, e.Day, money.Unit)
		if e.Quantity*5 >= e.Scale*4 {
			w.count(csatSatisfied, e, e.Day, money.Unit)
		}
	case fact.NPS:
		w.count(npsAnswers, e, e.Day, money.Unit)
		switch {
		case e.Quantity*10 >= e.Scale*9:
			w.count(npsPromoters, e, e.Day, money.Unit)
		case e.Quantity*10 <= e.Scale*6:
			w.count(npsDetractors, e, e.Day, money.Unit)
		}
	}
}

// contract adds a contract to the history of its customer: it begins and it
// ends. An amount without a rate is named apart, and is in no customer's sum.
func (w caseWriter) contract(e fact.Event) error {
	if e.Customer == "" {
		return nil
	}
	c, valued, err := w.coin(e, e.Day)
	if err != nil {
		return err
	}
	turn := func(day period.Date, sign money.Amount) {
		at := w.spot(e, e.Day) // it ends where it began, whoever moved meanwhile
		w.each(Contracts, at, w.writer.count(day, e.Customer, sign*money.Unit))
		switch {
		case valued && c.lacking:
			w.each(ContractAmount, at, func(s Series, nodes []org.NodeID) {
				w.writer.count(day, "", sign*c.own)(Lacking(s, c.currency), nodes)
			})
		case valued:
			w.each(ContractAmount, at, w.writer.count(day, e.Customer, sign*c.value))
		}
	}
	turn(e.Day, 1)
	if e.Until != period.Never && e.Until != 0 {
		turn(e.Until, -1)
	}
	return nil
}

func (w caseWriter) training(e fact.Event) {
	if e.Day != period.Never {
		w.count(TrainingCompleted, e, e.Day, money.Unit)
	}
}

// longestSpread bounds the days over which a market's value is spread; the
// value of a longer figure stands on its first day.
const longestSpread = 3660

// market adds how large a market is, at what the figure is about and above.
func (w caseWriter) market(e fact.Event) error {
	if e.Type == fact.Accounts {
		w.figure(MarketAccounts, e, e.Day, w.writer.count(e.Day, "", e.Quantity))
		if e.Until != period.Never && e.Until != 0 {
			w.figure(MarketAccounts, e, e.Day, w.writer.count(e.Until, "", -e.Quantity))
		}
		return nil
	}
	c, valued, err := w.coin(e, e.Day)
	if err != nil || !valued {
		return err
	}
	days, closed := period.Range{Start: e.Day, End: e.Until}.Days()
	if !closed || days < 1 || days > longestSpread {
		days = 1
	}
	values, err := money.Allocate(c.value, evenly(days))
	if err != nil {
		return err
	}
	owns, err := money.Allocate(c.own, evenly(days))
	if err != nil {
		return err
	}
	for i := range days {
		part := c
		part.value, part.own = values[i], owns[i]
		w.figure(MarketValue, e, e.Day.Add(i), w.pay(e.Day.Add(i), part))
	}
	return nil
}

// figure puts a market figure where it counts: at its place and above, and, of
// a scope, at the company.
func (w caseWriter) figure(s Series, e fact.Event, day period.Date, put put) {
	at := spot{people: []org.NodeID{w.Tree.Root()}, places: w.Tree.Lineage(e.Place, day, w.known)}
	w.whole(s, at, put)
	w.scoped(s, at, put)
}

func evenly(n int) []int64 {
	weights := make([]int64, n)
	for i := range weights {
		weights[i] = 1
	}
	return weights
}
