package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

// story is a case as known on a day: the lead, if it began with one, and the
// opportunities.
type story struct {
	lead  *journey // nil when there is none
	deals []journey
}

// story returns the case as known on the day. A lead that came twice in one
// case is one lead, the first.
func (f funnel) story(events []fact.EventVersion, known period.Date) story {
	var s story
	var leads []journey
	for _, e := range events {
		switch e.Kind {
		case fact.Lead:
			leads = append(leads, f.journey(e, known))
		case fact.Opportunity:
			s.deals = append(s.deals, f.journey(e, known))
		}
	}
	if len(leads) == 0 {
		return s
	}
	slices.SortFunc(leads, func(a, b journey) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.OccurredAt, b.OccurredAt), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	s.lead = &leads[0]
	for _, again := range leads[1:] {
		s.lead.steps = inOrder(append(s.lead.steps, again.steps...))
		if s.lead.outcome != fact.Won && again.outcome == fact.Won {
			s.lead.outcome, s.lead.closed = again.outcome, again.closed
		}
	}
	return s
}

// leadReached returns the day on which the lead reached the mark, by itself or
// with what came of it; Never before. It is not before the lead was there.
func (s story) leadReached(m mark) period.Date {
	day := s.leadAt(m)
	if day == period.Never {
		return day
	}
	return max(day, s.lead.Day)
}

func (s story) leadAt(m mark) period.Date {
	switch m {
	case mark{fact.Lead, wordLead}:
		return s.lead.Day
	case mark{fact.Lead, wordQualified}:
		return min(s.lead.reachedMilestone(fact.Qualified, fact.Converted), s.lead.won(), s.firstDeal())
	case mark{fact.Opportunity, wordOpportunity}:
		return min(s.lead.reachedMilestone(fact.Converted), s.firstDeal())
	case mark{fact.Lead, wordWon}, mark{fact.Opportunity, wordWon}:
		return min(s.lead.won(), s.first(func(d journey) period.Date { return d.won() }))
	case mark{fact.Lead, wordLost}:
		return s.lead.lost()
	case mark{fact.Opportunity, wordLost}:
		return s.first(func(d journey) period.Date { return d.lost() })
	}
	if m.object == fact.Opportunity {
		return s.first(func(d journey) period.Date { return d.reachedStage(m.name) })
	}
	day := s.lead.reachedStage(m.name)
	if _, means := s.lead.funnel.stage(fact.Lead, m.name); means == fact.StageLost {
		return day
	}
	if s.before(m.name) {
		day = min(day, s.firstDeal())
	}
	return day
}

// before reports whether the stage of leads comes before a lead becomes an
// opportunity, so that who is one has passed it.
func (s story) before(stage string) bool {
	position, _ := s.lead.funnel.stage(fact.Lead, stage)
	converted := s.lead.funnel.first(fact.Lead, fact.Converted)
	return converted == unplaced || position <= converted
}

// firstDeal returns the day on which the first opportunity of the case was
// there; Never when there is none.
func (s story) firstDeal() period.Date {
	return s.first(func(d journey) period.Date { return d.Day })
}

func (s story) first(day func(journey) period.Date) period.Date {
	first := period.Never
	for _, d := range s.deals {
		first = min(first, day(d))
	}
	return first
}

// dealReached returns the day on which the opportunity reached the mark; Never
// before. It is not before the opportunity was there.
func dealReached(d journey, m mark) period.Date {
	var day period.Date
	switch m.name {
	case wordOpportunity:
		day = d.Day
	case wordWon:
		day = d.won()
	case wordLost:
		day = d.lost()
	default:
		day = d.reachedStage(m.name)
	}
	if day == period.Never {
		return day
	}
	return max(day, d.Day)
}
