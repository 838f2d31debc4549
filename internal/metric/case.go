package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// PostCase adds everything that the events of a case ever counted for to the
// ledger. Steps and outcomes count as known from their own days, so that a
// history that was loaded later still tells which opportunities were open on
// any day of the past.
func (b *Book) PostCase(to Poster, c fact.Case) error {
	b = b.side(OfCases, string(c.ID))
	ix, err := b.indexed()
	if err != nil {
		return err
	}
	var last, next snapshot
	ahead := b.ahead(OfCases, string(c.ID))
	for _, known := range b.caseBreaks(c) {
		next = next.emptied()
		w := caseWriter{writer{b, ix, next, ahead}, known}
		if err := w.post(c.At(known)); err != nil {
			return err
		}
		post(to, last, next, known)
		last, next = next, last
	}
	return nil
}

// caseBreaks returns the days on which what the case adds may have changed.
func (b *Book) caseBreaks(c fact.Case) []period.Date {
	days := c.Breaks()
	if len(days) == 0 {
		return nil
	}
	first := days[0]
	var nodes []org.NodeID
	var currencies []money.Currency
	for _, v := range c.Events {
		own := []period.Date{v.Closed}
		for _, s := range v.Steps {
			own = append(own, s.Day)
		}
		for _, s := range v.Categories {
			own = append(own, s.Day)
		}
		for _, d := range own {
			if v.Known.Contains(d) {
				days = append(days, d)
			}
		}
		nodes = append(nodes, v.Owner, v.Territory, v.Product, v.Customer, v.Channel, v.LeadSource, v.Place)
		if v.Amount != nil && v.Currency != b.Currency {
			currencies = append(currencies, v.Currency)
		}
	}
	slices.Sort(nodes)
	for _, id := range slices.Compact(nodes) {
		if id != "" {
			days = append(days, b.Tree.Breaks(id)...)
		}
	}
	slices.Sort(currencies)
	for _, c := range slices.Compact(currencies) {
		days = append(days, b.Rates.breaks(c)...)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	from, _ := slices.BinarySearch(days, first)
	return days[from:]
}

// caseWriter collects what the events of one case add as known on one day.
type caseWriter struct {
	writer
	known period.Date
}

func (w caseWriter) post(events []fact.EventVersion) error {
	s := w.funnel.story(events, w.known)
	if s.lead != nil {
		w.lead(s)
		if err := w.eventFormulas(*s.lead, s); err != nil {
			return err
		}
	}
	for _, d := range s.deals {
		if err := w.deal(d); err != nil {
			return err
		}
		if err := w.eventFormulas(d, s); err != nil {
			return err
		}
	}
	for _, e := range events {
		if e.Kind == fact.Lead || e.Kind == fact.Opportunity {
			continue
		}
		if err := w.single(e.Event); err != nil {
			return err
		}
		if err := w.eventFormulas(journey{EventVersion: e, closed: period.Never}, s); err != nil {
			return err
		}
	}
	return nil
}

// single adds an event that is no part of a story.
func (w caseWriter) single(e fact.Event) error {
	switch e.Kind {
	case fact.Activity:
		w.activity(e)
	case fact.Feedback:
		w.feedback(e)
	case fact.Contract:
		return w.contract(e)
	case fact.Training:
		w.training(e)
	case fact.Market:
		return w.market(e)
	}
	return nil
}

// spot returns where an event counts on a day.
func (w caseWriter) spot(e fact.Event, day period.Date) spot {
	at := spot{people: w.lineage(e.Owner, day, w.known)}
	for _, id := range []org.NodeID{e.Territory, e.Product, e.Customer, e.Channel, e.LeadSource} {
		if id != "" {
			at.places = append(at.places, w.Tree.Lineage(id, day, w.known)...)
		}
	}
	return at
}

// count adds so many to a series, where the event counts on the day.
func (w caseWriter) count(s Series, e fact.Event, day period.Date, amount money.Amount) {
	w.each(s, w.spot(e, day), w.writer.count(day, "", amount))
}

// coin returns the event's amount by the rate of the day; ok is false when it
// is not known.
func (w caseWriter) coin(e fact.Event, day period.Date) (c coin, ok bool, err error) {
	if e.Amount == nil {
		return coin{}, false, nil
	}
	if e.Currency == w.Currency {
		return coin{value: *e.Amount}, true, nil
	}
	c = coin{own: *e.Amount, currency: e.Currency}
	rate, found := w.Rates.On(e.Currency, day, w.known)
	if c.lacking = !found; c.lacking {
		return c, true, nil
	}
	c.value, err = rate.Rate.Convert(*e.Amount)
	return c, true, err
}
