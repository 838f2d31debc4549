package pipeline_test

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// eventVersion is what an event was from a day on, until the next version.
type eventVersion struct {
	fact.Event
	from  period.Date
	batch string
}

// eventsOn returns the events that count as known on the day.
func (o *oracle) eventsOn(known period.Date, kind fact.EventKind) []fact.Event {
	var events []fact.Event
	for key, versions := range o.events {
		var last *eventVersion
		for i := range versions {
			if versions[i].from <= known {
				last = &versions[i]
			}
		}
		if key.Kind == kind && last != nil && !last.Withdrawn {
			events = append(events, last.Event)
		}
	}
	slices.SortFunc(events, func(a, b fact.Event) int { return cmp.Compare(a.ID, b.ID) })
	return events
}

// means returns what a stage means and how far along it is, −1 when nobody
// says.
func (o *oracle) means(kind fact.EventKind, stage string) (fact.Milestone, int) {
	for _, s := range o.funnel {
		if s.Object == kind && s.Name == stage {
			return s.Means, s.Position
		}
	}
	switch fact.Milestone(stage) {
	case fact.Qualified, fact.Converted, fact.StageWon, fact.StageLost:
		for _, s := range o.sortedFunnel() {
			if s.Object == kind && string(s.Means) == stage {
				return s.Means, s.Position
			}
		}
		return fact.Milestone(stage), -1
	}
	return "", -1
}

func (o *oracle) sortedFunnel() []fact.Stage {
	sorted := slices.Clone(o.funnel)
	slices.SortStableFunc(sorted, func(a, b fact.Stage) int { return a.Position - b.Position })
	return sorted
}

func (o *oracle) ends(kind fact.EventKind, stage string) (fact.Outcome, bool) {
	switch means, _ := o.means(kind, stage); means {
	case fact.StageWon:
		return fact.Won, true
	case fact.StageLost:
		return fact.Lost, true
	default:
		return fact.Open, false
	}
}

// taken returns the steps in the order in which they were taken: of one day,
// those that end the story last.
func (o *oracle) taken(e fact.Event) []fact.Step {
	steps := slices.Clone(e.Steps)
	slices.SortStableFunc(steps, func(a, b fact.Step) int {
		_, endA := o.ends(e.Kind, a.Stage)
		_, endB := o.ends(e.Kind, b.Stage)
		_, posA := o.means(e.Kind, a.Stage)
		_, posB := o.means(e.Kind, b.Stage)
		switch {
		case a.Day != b.Day:
			return cmp.Compare(a.Day, b.Day)
		case endA != endB && endB:
			return -1
		case endA != endB:
			return 1
		default:
			return posA - posB
		}
	})
	return steps
}

// fate is how an event stood at the end of a day: its outcome and the day of
// it. over says that it ended, on a day that nobody knows.
func (o *oracle) fate(e fact.Event, known period.Date) (outcome fact.Outcome, on period.Date, over bool) {
	steps := o.taken(e)
	outcome, on = e.Outcome, period.Never
	if n := len(steps); outcome == fact.Open && n > 0 {
		outcome, _ = o.ends(e.Kind, steps[n-1].Stage)
	}
	for _, s := range steps {
		if end, _ := o.ends(e.Kind, s.Stage); end == outcome && outcome != fact.Open {
			on = s.Day
		}
	}
	if outcome != fact.Open && e.Closed != period.Never {
		on = e.Closed
	}
	if outcome != fact.Open && on <= known {
		return outcome, on, false
	}
	// Not yet, or nobody knows when: what had been seen by the day counts.
	over = outcome != fact.Open && on == period.Never
	outcome, on = fact.Open, period.Never
	for _, s := range steps {
		if s.Day <= known {
			var end bool
			if outcome, end = o.ends(e.Kind, s.Stage); end {
				on = s.Day
			} else {
				on = period.Never
			}
		}
	}
	return outcome, on, over && outcome == fact.Open
}

// wonOn returns the day of a win; Never without one.
func (o *oracle) wonOn(e fact.Event, known period.Date) period.Date {
	if outcome, on, _ := o.fate(e, known); outcome == fact.Won {
		return on
	}
	return period.Never
}

// dealsOf returns the opportunities that came of the lead.
func (o *oracle) dealsOf(lead fact.Event, known period.Date) []fact.Event {
	return slices.DeleteFunc(o.eventsOn(known, fact.Opportunity), func(e fact.Event) bool { return e.Case != lead.Case })
}

// leadWon and leadQualified return the days on which a lead got there, by
// itself or with what came of it.
func (o *oracle) leadWon(lead fact.Event, known period.Date) period.Date {
	day := o.wonOn(lead, known)
	for _, d := range o.dealsOf(lead, known) {
		day = min(day, o.wonOn(d, known))
	}
	return notBefore(day, lead.Day)
}

func (o *oracle) leadQualified(lead fact.Event, known period.Date) period.Date {
	day := o.wonOn(lead, known)
	for _, d := range o.dealsOf(lead, known) {
		day = min(day, d.Day)
	}
	for _, s := range lead.Steps {
		means, position := o.means(fact.Lead, s.Stage)
		good := means == fact.Qualified || means == fact.Converted || means == fact.StageWon
		for _, q := range o.sortedFunnel() {
			if q.Object == fact.Lead && (q.Means == fact.Qualified || q.Means == fact.Converted) {
				good = good || position >= q.Position && position >= 0 && means != fact.StageLost
			}
		}
		if good && s.Day <= known {
			day = min(day, s.Day)
		}
	}
	return notBefore(day, lead.Day)
}

func notBefore(day, first period.Date) period.Date {
	if day == period.Never {
		return day
	}
	return max(day, first)
}

// here reports whether what an event was on a day counts at the node.
func (o *oracle) here(e fact.Event, day period.Date, a ask) bool {
	_, scope := a.metric.Split()
	for _, id := range scope {
		if !o.among(id, e, day, a.asOf) {
			return false
		}
	}
	return a.node == o.root || o.credited(a.node, e.Owner) || o.among(a.node, e, day, a.asOf)
}

func (o *oracle) among(node org.NodeID, e fact.Event, day, known period.Date) bool {
	return slices.ContainsFunc([]org.NodeID{e.Owner, e.Customer, e.Product, e.Territory, e.Channel, e.LeadSource},
		func(id org.NodeID) bool { return o.above(id, day, known)[node] })
}

// worthOf converts an event's amount by the rate of the day; 0 without one.
func (o *oracle) worthOf(e fact.Event, day, known period.Date) money.Amount {
	if e.Amount == nil {
		return 0
	}
	rate := o.rate(e.Currency, day, known)
	if rate == nil {
		return 0
	}
	return round(new(big.Rat).Mul(e.Amount.Rat(), rate))
}

// funnelMetrics are the metrics of leads and opportunities that the oracle
// knows.
var funnelMetrics = []metric.Series{
	metric.Leads, metric.LeadsQualified, metric.LeadConversion, metric.LeadQualification, "conversion:lead>won@10", "leads|lead_source:fair",
	metric.Opportunities, metric.DealsWon, metric.DealsLost, metric.DealsWonValue, metric.PipelineCreated, metric.PipelineOpen, metric.WinRate,
	"deals_won|segment:smb",
}

// tally is what a metric is made of at a node: its value, or the parts of a rate.
type tally struct{ num, den money.Amount }

// funnelMetric adds up leads or opportunities.
func (o *oracle) funnelMetric(a ask) tally {
	base, _ := a.metric.Split()
	var t tally
	days := a.period.Through(a.asOf)
	switch base {
	case metric.Leads, metric.LeadsQualified, metric.LeadConversion, metric.LeadQualification, "conversion:lead>won@10":
		for _, e := range o.eventsOn(a.asOf, fact.Lead) {
			o.countLead(&t, e, base, a, days)
		}
	default:
		for _, e := range o.eventsOn(a.asOf, fact.Opportunity) {
			o.countDeal(&t, e, base, a, days)
		}
	}
	return t
}

func (o *oracle) countLead(t *tally, e fact.Event, base metric.Series, a ask, days period.Range) {
	on := func(day period.Date) bool { return days.Contains(day) && o.here(e, day, a) }
	won, qualified := o.leadWon(e, a.asOf), o.leadQualified(e, a.asOf)
	switch base {
	case metric.Leads:
		t.num += one(on(e.Day))
	case metric.LeadsQualified:
		t.num += one(qualified != period.Never && on(qualified))
	case metric.LeadQualification:
		t.num += one(qualified != period.Never && on(e.Day))
		t.den += one(on(e.Day))
	case metric.LeadConversion:
		t.num += one(won != period.Never && on(e.Day))
		t.den += one(on(e.Day))
	default: // within 10 days, of leads that are that old
		if e.Day > a.asOf-10 {
			return
		}
		t.num += one(won <= e.Day.Add(10) && on(e.Day))
		t.den += one(on(e.Day))
	}
}

func (o *oracle) countDeal(t *tally, e fact.Event, base metric.Series, a ask, days period.Range) {
	on := func(day period.Date) bool { return days.Contains(day) && o.here(e, day, a) }
	outcome, closed, over := o.fate(e, a.asOf)
	switch base {
	case metric.Opportunities:
		t.num += one(on(e.Day))
	case metric.DealsWon:
		t.num += one(outcome == fact.Won && on(closed))
	case metric.DealsLost:
		t.num += one(outcome == fact.Lost && on(closed))
	case metric.WinRate:
		t.num += one(outcome == fact.Won && on(closed))
		t.den += one(outcome != fact.Open && on(closed))
	case metric.DealsWonValue:
		if outcome == fact.Won && on(closed) {
			t.num += o.worthOf(e, closed, a.asOf)
		}
	case metric.PipelineCreated:
		if on(e.Day) {
			t.num += o.worthOf(e, e.Day, a.asOf)
		}
	case metric.PipelineOpen: // what is to come counts too
		if outcome == fact.Open && !over && e.Until != period.Never && a.period.Contains(e.Until) && o.here(e, e.Until, a) {
			t.num += o.worthOf(e, e.Day, a.asOf)
		}
	}
}

func one(counts bool) money.Amount {
	if counts {
		return money.Unit
	}
	return 0
}

// repeats counts the customers who ordered in the days, and those who did so at
// least twice.
func (o *oracle) repeats(a ask) tally {
	days := a.period.Through(a.asOf)
	orders := map[org.NodeID]int{}
	for _, d := range o.deals(a.asOf) {
		for _, c := range customers([]oracleDeal{d}) {
			own := slices.DeleteFunc(slices.Clone(d.lines), func(l fact.Sale) bool { return l.Customer != c })
			if o.counted(d, own, a, days) {
				orders[c]++
			}
		}
	}
	var t tally
	for _, n := range orders {
		t.den += money.Unit
		t.num += one(n > 1)
	}
	return t
}
