package metric

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Enquiry is a lead as known on a day, and what came of it. A day that has not
// come is Never.
type Enquiry struct {
	fact.Event
	Stage     string      // the last one; "" when there was none
	Answered  period.Date // the first status after the one it came in with that is no outcome: somebody has looked at it
	Qualified period.Date
	Converted period.Date // there is an opportunity, or the lead says so
	Won       period.Date
	Lost      period.Date   // by itself; what came of it may be lost apart
	Worth     *money.Amount // of the opportunities that came of it and were won; nil when none, or none with a known amount
	Nodes     []org.NodeID  // at which it counts, each once
}

// Enquiry returns the lead that the case began with, as known on the day, and
// the opportunities of the case; nil without a lead. The days are those that
// PostCase counts conversions by.
func (b *Book) Enquiry(c fact.Case, known period.Date) (*Enquiry, []Prospect, error) {
	deals, err := b.Prospects(c, known)
	if err != nil {
		return nil, nil, err
	}
	ix, err := b.indexed()
	if err != nil {
		return nil, nil, err
	}
	w := caseWriter{writer{Book: b, index: ix}, known}
	s := w.funnel.story(c.At(known), known)
	if s.lead == nil || s.lead.Day > known {
		return nil, deals, nil
	}
	e := &Enquiry{Event: s.lead.Event, Stage: s.lead.latest(), Answered: s.answered(), Lost: s.lead.lost(),
		Qualified: s.leadReached(mark{fact.Lead, wordQualified}), Converted: s.leadReached(mark{fact.Opportunity, wordOpportunity}),
		Won: s.leadReached(mark{fact.Lead, wordWon})}
	for _, d := range deals {
		if d.State == IsWon && d.Worth != nil {
			sum := *d.Worth
			if e.Worth != nil {
				sum += *e.Worth
			}
			e.Worth = &sum
		}
	}
	spot := w.spot(e.Event, e.Day)
	e.Nodes = union(nil, spot.all())
	return e, deals, nil
}

// answered returns the day of the first status that tells no outcome and is not
// the one that the lead came in with: the funnel's first, or the first of all
// where the funnel does not know it.
func (s story) answered() period.Date {
	first := unplaced
	for _, stage := range s.lead.funnel {
		if stage.Object == fact.Lead && (first == unplaced || stage.Position < first) {
			first = stage.Position
		}
	}
	for i, step := range s.lead.steps {
		entry := step.position == first && first != unplaced || step.position == unplaced && i == 0
		if step.means == "" && !entry {
			return max(step.day, s.lead.Day)
		}
	}
	return period.Never
}
