package metric

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// lead adds a lead: its milestones on their days, and, on the day it was
// created, what became of it.
func (w caseWriter) lead(s story) {
	e := s.lead.Event
	qualified, won := s.leadReached(mark{fact.Lead, wordQualified}), s.leadReached(mark{fact.Lead, wordWon})
	w.count(Leads, e, e.Day, money.Unit)
	if qualified != period.Never {
		w.count(LeadsQualified, e, qualified, money.Unit)
		w.count(leadsEverGood, e, e.Day, money.Unit)
	}
	if won != period.Never {
		w.count(LeadsWon, e, won, money.Unit)
		w.count(leadsEverWon, e, e.Day, money.Unit)
	}
	w.conversions(e, s.leadReached)
}

// conversions adds the registered cohorts and arrivals of the event, which
// reached each mark on the day that the function says.
func (w caseWriter) conversions(e fact.Event, reachedOn func(mark) period.Date) {
	for _, p := range w.cohorts {
		if p.unit() != e.Kind {
			continue
		}
		from, to := reachedOn(p.from), reachedOn(p.to)
		if from == period.Never || to == period.Never || p.window > 0 && to > from.Add(p.window) {
			continue
		}
		w.count(p.cohort(), e, from, money.Unit)
	}
	for _, r := range w.reached {
		if day := reachedOn(r.mark); r.unit == e.Kind && day != period.Never {
			w.count(reached(r.unit, r.mark), e, day, money.Unit)
		}
	}
}

// deal adds an opportunity.
func (w caseWriter) deal(d journey) error {
	e := d.Event
	w.count(Opportunities, e, e.Day, money.Unit)
	created, valued, err := w.coin(e, e.Day)
	if err != nil {
		return err
	}
	if valued {
		w.each(PipelineCreated, w.spot(e, e.Day), w.pay(e.Day, created))
	}
	switch {
	case d.outcome == fact.Won:
		w.count(DealsWon, e, d.closed, money.Unit)
		w.count(cycleDays, e, d.closed, money.FromInt(int64(d.closed)-int64(e.Day)))
		err = w.closed(DealsWonValue, e, d.closed)
	case d.outcome == fact.Lost:
		w.count(DealsLost, e, d.closed, money.Unit)
		err = w.closed(DealsLostValue, e, d.closed)
	case d.isOpen() && valued && d.expected():
		w.open(d, created)
	}
	w.conversions(e, func(m mark) period.Date { return dealReached(d, m) })
	return err
}

// expected reports whether somebody says when it will close.
func (j journey) expected() bool { return j.Until != period.Never && j.Until != 0 }

// open adds what an open opportunity may bring, where and when it is expected,
// and the same to the part of the pipeline that its forecast category is.
func (w caseWriter) open(d journey, c coin) {
	at := w.spot(d.Event, d.Until)
	w.each(PipelineOpen, at, w.pay(d.Until, c))
	if part := OpenIn(d.CategoryOn(w.known)); part != "" {
		w.each(part, at, w.pay(d.Until, c))
	}
}

// OpenIn names the part of the open pipeline that stands in the category; ""
// for Uncategorised, which is what is in no other part.
func OpenIn(c fact.Category) Series {
	switch c {
	case fact.Commit:
		return OpenCommit
	case fact.BestCase:
		return OpenBestCase
	case fact.Upside:
		return OpenUpside
	case fact.Omitted:
		return OpenOmitted
	default:
		return ""
	}
}

// closed adds the value of an opportunity on the day it was closed.
func (w caseWriter) closed(s Series, e fact.Event, day period.Date) error {
	c, valued, err := w.coin(e, day)
	if err != nil || !valued {
		return err
	}
	w.each(s, w.spot(e, day), w.pay(day, c))
	if s == DealsWonValue && !c.lacking {
		w.count(dealsWonValued, e, day, money.Unit)
	}
	return nil
}
