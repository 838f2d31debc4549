package metric

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric/formula"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// most bounds what one fact can add by a formula, so that sums stay within an
// int64.
const most = 1_000_000_000_000 * money.Unit

// apply evaluates the rule on a fact. matched is false when the filter leaves
// it out; err says that the rule cannot be applied to this fact.
func (r rule) apply(of func(string) formula.Value) (value money.Amount, matched bool, err error) {
	if r.where != nil {
		if matched, err = r.where.Holds(of); err != nil || !matched {
			return 0, false, err
		}
	}
	exact, err := r.value.Number(of)
	if err != nil {
		return 0, false, err
	}
	value, err = money.FromRat(exact)
	if err == nil && (value > most || value < -most) {
		err = errAbsurd
	}
	return value, err == nil, err
}

// formulas adds what users' metrics make of a line of sale. What a formula
// cannot be applied to is counted, and stops nothing: facts that arrive must
// not fail by what somebody wrote about them.
func (w writer) formulas(l Line, spots []spot) error {
	for _, r := range w.rules[factsSale] {
		value, matched, err := r.apply(saleSubject(l, spots).field)
		if err == nil && r.money && l.Lacking {
			err = errNoRate
		}
		if err != nil {
			for series, nodes := range w.distinct(r.series, spots) {
				w.count(l.Day, "", money.Unit)(LeftOut(series), nodes)
			}
			continue
		}
		if !matched {
			continue
		}
		values, err := divideOne(value, l.sharers(), fact.Whole)
		if err != nil {
			return err
		}
		for i, at := range spots {
			w.part(r.series, at, w.count(l.Day, "", values[i]))
		}
		w.whole(r.series, spots[0], w.count(l.Day, "", value))
	}
	return nil
}

func saleSubject(l Line, spots []spot) subject {
	s := subject{day: l.Day, source: l.Source, owner: l.Owner, customer: l.Customer, product: l.Product, territory: l.Territory,
		channel: l.Channel, origin: l.LeadSource, nodes: spots[0].places, own: saleField(l)}
	for _, at := range spots {
		s.nodes = union(s.nodes, at.people)
	}
	return s
}

// eventFormulas adds what users' metrics make of an event.
func (w caseWriter) eventFormulas(j journey, s story) error {
	for _, r := range w.rules[string(j.Kind)] {
		day := r.dayOf(j, s)
		if day == period.Never || day == 0 {
			continue
		}
		at := w.spot(j.Event, day)
		subject, lacking, err := w.subject(j, s, day, at)
		if err != nil {
			return err
		}
		value, matched, err := r.apply(subject.field)
		if err == nil && r.money && lacking {
			err = errNoRate
		}
		switch {
		case err != nil:
			w.each(r.series, at, func(series Series, nodes []org.NodeID) {
				w.writer.count(day, "", money.Unit)(LeftOut(series), nodes)
			})
		case matched:
			w.each(r.series, at, w.writer.count(day, "", value))
		}
	}
	return nil
}

// dayOf returns the day on which the rule counts the event; Never while that
// has not come.
func (r rule) dayOf(j journey, s story) period.Date {
	switch r.day {
	case onQualified:
		return s.leadReached(mark{fact.Lead, wordQualified})
	case onWon:
		if j.Kind == fact.Lead {
			return s.leadReached(mark{fact.Lead, wordWon})
		}
		return j.won()
	case onLost:
		return j.lost()
	case onClosed:
		return j.closed
	case onExpected, onEnd:
		return j.Until
	default:
		return j.Day
	}
}

// subject returns an event as formulas see it. lacking says that its amount is
// in a currency without a rate.
func (w caseWriter) subject(j journey, s story, day period.Date, at spot) (found subject, lacking bool, err error) {
	c, valued, err := w.coin(j.Event, day)
	if err != nil {
		return subject{}, false, err
	}
	return subject{day: day, source: j.Source, owner: j.Owner, customer: j.Customer, product: j.Product, territory: j.Territory,
		channel: j.Channel, origin: j.LeadSource, nodes: at.all(), own: eventField(j, s, known(c.value, valued))}, c.lacking, nil
}
