package funnel

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Lead is a lead with what speed and quality are judged by. Its steps are
// created, qualified, opportunity, won.
type Lead struct {
	Unit
	Answered period.Date // Never when nobody noted it
}

// The steps of a lead.
const (
	created = iota
	qualified
	converted
	sold
	leadSteps
)

// Speed is what became of the leads that were answered within some days.
type Speed struct {
	From, To int // days after it came in, both included; To is −1 where there is no end
	Never    bool
	Rate     Rate // that became an opportunity
}

// bands are the times to the first answer that are told apart.
var bands = []Speed{{From: 0, To: 0}, {From: 1, To: 1}, {From: 2, To: 3}, {From: 4, To: 7}, {From: 8, To: -1}, {Never: true}}

// Speeds divides the leads of the days by how fast they were answered. A lead
// that became an opportunity or was lost before anybody noted an answer is left
// out: its outcome would be taken for its speed. ok is false when that is more
// than half of those that went on: who keeps only the last status of a lead knows
// of answers just where nothing came of them, and would learn that none pays.
func Speeds(leads []Lead, days period.Range, asOf period.Date, window int) (list []Speed, ok bool) {
	counts := make([]Count, len(bands))
	noted, gone := 0, 0
	for _, l := range leads {
		day := l.Reached[created]
		if !days.Contains(day) || day.Add(window) > asOf {
			continue
		}
		over := min(l.Reached[qualified], l.Reached[converted], l.Ended)
		if over != period.Never {
			gone++
		}
		if l.Answered == period.Never && over != period.Never {
			continue
		}
		if over != period.Never {
			noted++
		}
		i := bandOf(l)
		counts[i].All++
		if l.Reached[converted] <= day.Add(window) {
			counts[i].Some++
		}
	}
	for i, b := range bands {
		b.Rate = RateOf(counts[i].Some, counts[i].All)
		list = append(list, b)
	}
	return list, noted > 0 && 2*noted >= gone
}

func bandOf(l Lead) int {
	if l.Answered == period.Never {
		return len(bands) - 1
	}
	took := int(l.Answered - l.Reached[created])
	return slices.IndexFunc(bands, func(b Speed) bool { return !b.Never && took >= b.From && (took <= b.To || b.To < 0) })
}

// Handover is what becomes of leads that marketing calls qualified.
type Handover struct {
	Within    int // days in which sales should have touched it
	Qualified int // that have had these days
	Touched   int
	Median    *float64 // days until sales touched it
	Waiting   []int    // places of the leads that still wait, the oldest first
}

// HandoverDays is within how many days sales should touch a qualified lead. It
// is a convention, two weeks, and the same for everybody.
const HandoverDays = 14

// HandOver looks at the leads that were qualified on the days. Touched is a lead
// that became an opportunity, was won or was given up after it was qualified; an
// opportunity without a day of qualification is both at once.
func HandOver(leads []Lead, days period.Range, asOf period.Date) Handover {
	h := Handover{Within: HandoverDays}
	var took []int
	for i, l := range leads {
		day := l.Reached[qualified]
		if day == period.Never || !days.Contains(day) {
			continue
		}
		touched := min(l.Reached[converted], l.Reached[sold], l.Ended)
		if touched == period.Never && day.Add(HandoverDays) <= asOf {
			h.Waiting = append(h.Waiting, i)
		}
		if day.Add(HandoverDays) > asOf {
			continue
		}
		h.Qualified++
		if touched <= day.Add(HandoverDays) {
			h.Touched++
		}
		if touched != period.Never {
			took = append(took, max(0, int(touched-day)))
		}
	}
	slices.Sort(took)
	h.Median = medianOf(took)
	slices.SortStableFunc(h.Waiting, func(a, b int) int {
		return cmp.Or(cmp.Compare(leads[a].Reached[qualified], leads[b].Reached[qualified]), cmp.Compare(leads[a].ID, leads[b].ID))
	})
	return h
}

// Source is how good the leads of a source are.
type Source struct {
	Source    string
	Leads     int // that came in, judged or not
	Rate      Rate
	Qualified Rate
	Against   Verdict       // its rate of qualification against the other sources together
	PerLead   *money.Amount // won value per lead that could be judged
	Median    *float64      // days from lead to win
}

// Sources compares the sources of the leads that came in on the days: how many
// were qualified and how many won, each within the window of all leads. The one
// that brings most is first.
func Sources(leads []Lead, days period.Range, asOf period.Date, toQualified, toSold int) []Source {
	by := map[string][]Unit{}
	all := map[string]int{}
	for _, l := range leads {
		if days.Contains(l.Reached[created]) {
			all[l.Source]++
		}
		by[l.Source] = append(by[l.Source], l.Unit)
	}
	groups := map[string]Cohort{}
	for source, units := range by {
		groups[source] = Follow(units, created, qualified, days, asOf, toQualified)
	}
	var list []Source
	for source, units := range by {
		if all[source] == 0 {
			continue
		}
		won, good := Follow(units, created, sold, days, asOf, toSold), groups[source]
		s := Source{Source: source, Leads: all[source], Rate: won.Rate(), Qualified: good.Rate(), Median: medianOf(won.Days)}
		var others Cohort
		for name, c := range groups {
			if name != source {
				others.Entered, others.Passed = others.Entered+c.Entered, others.Passed+c.Passed
			}
		}
		s.Against = good.Against(others)
		s.PerLead = perLead(units, days, asOf, toSold)
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Source) int { return cmp.Or(cmp.Compare(b.Leads, a.Leads), cmp.Compare(a.Source, b.Source)) })
	return list
}

// perLead returns what the leads that could be judged brought, each.
func perLead(units []Unit, days period.Range, asOf period.Date, window int) *money.Amount {
	sum, n := money.Amount(0), 0
	for _, u := range units {
		day := u.Reached[created]
		if !days.Contains(day) || day.Add(window) > asOf {
			continue
		}
		n++
		if u.Reached[sold] <= day.Add(window) {
			sum += u.Worth
		}
	}
	if n == 0 {
		return nil
	}
	value := sum / money.Amount(n)
	return &value
}
