package contest

import (
	"fmt"
	"math"
	"strings"

	"github.com/attainhq/attain/internal/money"
)

// Finding is something that a rehearsal shows, in words.
type Finding struct {
	Kind Kind
	Good bool // nothing to mend
	Text string
}

// Kind says what a finding is about.
type Kind string

// The kinds.
const (
	FewData     Kind = "history"
	FewPeople   Kind = "people"
	WhoHasOne   Kind = "chance"
	SamePeople  Kind = "concentration"
	OneBand     Kind = "band"
	Costs       Kind = "cost"
	GuardBreaks Kind = "guardrail"
	Timing      Kind = "timing"
	Nobody      Kind = "nobody"
	Everybody   Kind = "everybody"
)

// Where a finding calls for another rule.
const (
	halfOfPeople  = 0.5
	mostToFew     = 0.6
	overLot       = 1.2 // of what drawing lots gives to few
	muchOfBand    = 0.5
	costSwing     = 2.0
	manyBreaches  = 0.25
	lateAgainst   = 2.5
	movableMost   = 0.1
	almostAlways  = 0.8
	quarterOfRuns = 0.25
)

// find says in words what to look at before the contest starts; people is how
// many would take part.
func (r Rehearsal) find(p Plan, people int) []Finding {
	rules := p.Rules
	var list []Finding
	add := func(kind Kind, good bool, format string, args ...any) {
		list = append(list, Finding{kind, good, fmt.Sprintf(format, args...)})
	}
	if least := rules.leastPeople(); people < least {
		add(FewPeople, false, "%d people would take part; it takes %d, and with fewer nobody wins.", people, least)
	}
	if !r.Known {
		add(FewData, false, "Not enough history: the rules could be replayed on %d periods, and it takes %d. Nobody knows yet who would win or what it costs.", len(r.Runs), LeastRuns)
		return list
	}
	if r.Real >= halfOfPeople {
		add(WhoHasOne, true, "%s of the people have a real chance, at least 1 in 10.", percent(r.Real))
	} else {
		add(WhoHasOne, false, "Only %s of the people have a real chance, at least 1 in 10. Hold people against their own usual, or let everybody win who reaches a threshold.", percent(r.Real))
	}
	r.findPeople(rules, add)
	r.findCosts(p, add)
	if len(rules.Guards) > 0 {
		good := r.Breached <= manyBreaches
		text := "%s of the parts in it would have been excluded by a guardrail."
		if !good {
			text += " That is usual work: loosen the limit, or mend what breaks it first."
		}
		add(GuardBreaks, good, text, percent(r.Breached))
	}
	r.findTiming(rules, add)
	return list
}

func (r Rehearsal) findPeople(rules Rules, add func(Kind, bool, string, ...any)) {
	if rules.Prize.To != Team && r.Won > 0 {
		good := r.TopFifth < mostToFew || r.TopFifth < overLot*r.ByLot
		text := "%d of %d people would have won at least once; %s of the money would have gone to the fifth that won most, where drawing lots gives them %s."
		if !good {
			text += " The same people win: choose another measure, or a threshold instead of places."
		}
		add(SamePeople, good, text, r.Won, r.Took, percent(r.TopFifth), percent(r.ByLot))
	}
	if rules.Prize.To == Top && r.FirstBand > muchOfBand {
		add(OneBand, false, "%s of the people would have been in the first band on average: over so few days luck tells more than work. Take a longer time, or a threshold.", percent(r.FirstBand))
	}
}

func (r Rehearsal) findCosts(p Plan, add func(Kind, bool, string, ...any)) {
	rules := p.Rules
	say := func(a money.Amount) string { return strings.TrimSpace(string(p.Currency) + " " + a.Readable()) }
	none, won, took := 0, 0, 0
	for _, run := range r.Runs {
		if len(run.Winners) == 0 {
			none++
		}
		won, took = won+len(run.Winners), took+run.Took
	}
	if portion(none, len(r.Runs)) > quarterOfRuns {
		add(Nobody, false, "In %d of %d periods nobody would have won. A prize that is never won moves nobody: lower the threshold.", none, len(r.Runs))
	}
	if rules.Prize.To != Top && portion(won, took) > almostAlways {
		add(Everybody, false, "%s of the people would have won: it pays for what happens anyway. Raise the threshold.", percent(portion(won, took)))
	}
	switch {
	case r.Mean == 0:
	case float64(r.Largest) > costSwing*float64(r.Mean):
		add(Costs, false, "It would have cost %s on average, and once %s. A pot that the winners share costs the same each time.", say(r.Mean), say(r.Largest))
	default:
		add(Costs, true, "It would have cost %s on average, at most %s.", say(r.Mean), say(r.Largest))
	}
}

func (r Rehearsal) findTiming(rules Rules, add func(Kind, bool, string, ...any)) {
	p := r.Pull
	text := "The last %s brought %s of what counted, where even days bring %s; %s of those who won nothing would have won by booking early what the next %s brought."
	good := p.Movable <= movableMost && p.Late <= lateAgainst*p.Even
	if !good && len(rules.Guards) == 0 {
		text += " A guardrail on discounts keeps that from being bought."
	}
	days := fmt.Sprintf("%d working days", p.Days)
	if p.Days == 1 {
		days = "working day"
	}
	add(Timing, good, text, days, percent(p.Late), percent(p.Even), percent(p.Movable), days)
}

func percent(share float64) string {
	const whole = 100
	return fmt.Sprintf("%.0f %%", math.Round(share*whole))
}
