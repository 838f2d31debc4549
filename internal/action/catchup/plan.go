package catchup

import (
	"math"

	"github.com/attainhq/attain/internal/period"
)

// Input is what a plan is made from. Money is in whole units of the currency.
type Input struct {
	AsOf     period.Date // the last day that is known
	End      period.Date // the first day after the period
	Calendar period.Calendar
	Target   float64
	Median   float64 // where the period ends in the middle case
	Sure     float64 // plan for this certainty, above 0 and below 1; 0: for the mean
	Funnel   Funnel
	Pipeline Pipeline
	Usual    Usual
}

// Funnel is how work becomes sales, at the own rates.
type Funnel struct {
	Size float64 // what one deal brings
	// Win is the share of opportunities that are won within so many days after
	// they began; nil: no opportunities are kept.
	Win func(days int) float64
	// Qualify is the share of leads that become an opportunity within so many
	// days; nil: no leads are kept.
	Qualify func(days int) float64
	Connect float64 // leads of an activity; without leads or when they come too late: see Direct
	Direct  float64 // opportunities of an activity
	Own     float64 // activities on a working day, as it is
	Most    float64 // activities on a working day, as many as were kept up before
	// WinDays and LeadDays are the days within which half of the wins that come
	// of an opportunity, and of a lead, have come; nil: not known.
	WinDays, LeadDays *int
}

// Pipeline is what the projection counts on.
type Pipeline struct {
	Open    float64 // from opportunities that are open
	Count   int     // of these
	New     float64 // from opportunities that are still to begin
	Begin   float64 // how many of those
	Earlier float64 // what open ones bring in the Sooner days after the period
	Late    int     // opportunities that may do so
}

// Sooner is by how many days an open deal can be brought forward.
const Sooner = 14

// Usual is what is usual with others of the kind; 0 where that is not known.
type Usual struct {
	Win, Own float64 // the win rate at last: usual, and own
	Size     float64
}

// Need is the chain from a gap to a day's work.
type Need struct {
	Deals         int64
	Opportunities float64
	Leads         float64 // 0: none are kept, or they come too late
	Activities    float64 // 0: none are kept
	PerDay        float64 // activities on each working day that is left, on top of Own
	InTime        float64 // the share of opportunities that is won in time, on average over the days left
	LeadsInTime   float64 // the share of leads that becomes an opportunity early enough
}

// Plan is what it takes.
type Plan struct {
	State    State
	Gap      float64
	Days     int // working days that are left
	Need     *Need
	Levers   []Lever // in the order of what an hour brings
	Cheapest Kind    // of those that close the gap alone; "" when none does
	Steps    []Step  // what closes as much of the gap as can be closed, at the least hours
	Reach    float64 // what the steps bring
	Short    float64 // what stays out of reach
	PerDay   float64 // activities on a working day when the steps are followed; 0 when none are kept
	Hours    float64 // of the steps, on each working day
	LastLead *period.Date
	LastDeal *period.Date // the last days on which a new lead, and a new opportunity, has a fair chance to count
}

// State says in a word how it stands.
type State string

// The states.
const (
	NoGap      State = "no_gap"
	Feasible   State = "feasible"     // the steps close it
	OutOfReach State = "out_of_reach" // they do not
	TimeUp     State = "time_up"      // no working day is left
	Unknown    State = "unknown"      // no deal was ever won, so nothing is known of what work brings
)

// LeadsTooLate reports whether a lead of tomorrow comes too late.
func (p Plan) LeadsTooLate(asOf period.Date) bool { return p.LastLead != nil && *p.LastLead <= asOf }

// DealsTooLate reports whether an opportunity of tomorrow does.
func (p Plan) DealsTooLate(asOf period.Date) bool { return p.LastDeal != nil && *p.LastDeal <= asOf }

// Make makes the plan.
func Make(in Input) Plan {
	p := Plan{Gap: max(0, in.Target-in.Median)}
	left := in.left()
	p.Days = len(left)
	p.LastLead, p.LastDeal = in.last(in.Funnel.LeadDays), in.last(in.Funnel.WinDays)
	switch {
	case p.Gap == 0:
		p.State = NoGap
		return p
	case p.Days == 0:
		p.State, p.Short = TimeUp, p.Gap
		return p
	case !(in.Funnel.Size > 0) || in.Funnel.Win == nil:
		p.State, p.Short = Unknown, p.Gap
		return p
	}
	m := in.model(&p, left)
	p.Need = m.need(p.Gap, in.Sure)
	p.Levers = m.levers(p.Gap)
	p.Cheapest = cheapest(p.Levers, p.Gap)
	m.mix(&p)
	return p
}

// left returns of each working day that is left the days from it to the end.
func (in Input) left() []int {
	var left []int
	for d := in.AsOf + 1; d < in.End; d++ {
		if in.Calendar.IsWorkingDay(d) {
			left = append(left, int(in.End-1-d))
		}
	}
	return left
}

// last returns the last day from which half of the wins come in time.
func (in Input) last(days *int) *period.Date {
	if days == nil {
		return nil
	}
	day := in.End - 1 - period.Date(*days)
	return &day
}

// need goes back from the gap to a day's work.
func (m model) need(gap, sure float64) *Need {
	n := &Need{Deals: ceil(gap / m.in.Funnel.Size), InTime: m.win}
	if m.win <= 0 {
		return n
	}
	n.Opportunities = float64(n.Deals) / m.win
	if sure > 0 && sure < 1 {
		n.Opportunities = float64(casesFor(n.Deals, m.win, sure))
	}
	if m.qualify > 0 {
		n.LeadsInTime = m.qualify
		n.Leads = n.Opportunities / m.qualify
	}
	if m.perActivity > 0 {
		n.Activities = n.Opportunities / m.perActivity
		n.PerDay = n.Activities / float64(m.days)
	}
	return n
}

// ceil rounds up what is not whole by more than a rounding error.
func ceil(v float64) int64 {
	const rounding, most = 1e-9, 1e15
	return int64(min(most, math.Ceil(v-rounding*max(1, v))))
}
