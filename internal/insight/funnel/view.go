package funnel

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// The names of what is counted, and of the points of the funnel of leads.
const (
	OfLeads = "lead"
	OfDeals = "opportunity"
	wonName = "Won"
)

var leadNames = []string{"Lead", "Qualified", "Opportunity", wonName}

// steps follows the leads up to the opportunity, and the opportunities through
// their stages.
func (st *study) steps(v *View, peers []org.NodeID) {
	enough := fewPeers
	if v.Node.ID.Kind() == org.Person {
		enough = fewPeople
	}
	leads := Slice{Units: unitsOf(st.leadsOf(v.Node.ID)), Enough: enough, Now: v.Now, Earlier: v.Earlier, AsOf: st.asOf, Windows: st.leadSteps}
	deals := Slice{Units: st.dealsOf(v.Node.ID), Enough: enough, Now: v.Now, Earlier: v.Earlier, AsOf: st.asOf, Windows: st.dealSteps}
	for _, id := range peers {
		leads.Peers = append(leads.Peers, unitsOf(st.leadsOf(id)))
		deals.Peers = append(deals.Peers, st.dealsOf(id))
	}
	for i := range converted {
		step := leads.Measure(i)
		step.Of, step.From, step.To = OfLeads, leadNames[i], leadNames[i+1]
		v.Steps = append(v.Steps, step)
	}
	for i, stage := range st.stages {
		step := deals.Measure(i)
		step.Of, step.From, step.To = OfDeals, stage, wonName
		if i+1 < len(st.stages) {
			step.To = st.stages[i+1]
		}
		v.Steps = append(v.Steps, step)
	}
	v.Steps = slices.DeleteFunc(v.Steps, func(s Step) bool { return s.Of == OfLeads && len(st.leads) == 0 })
	Price(v.Steps, chancesOf(v.Steps), averageWon(deals.Units, v.Now, v.Earlier))
	v.Worst = Worst(v.Steps)
	most := 0
	for _, s := range v.Steps {
		most = max(most, s.PeerCount)
	}
	if most < enough {
		v.WhyNoPeers = fmt.Sprintf("There are %d others of its kind with anything in these months; at least %d are needed for a comparison.", most, enough)
	}
	v.Won = leads.won(st.toSold)
}

// chancesOf returns, for each step, the chance of a unit that has passed it to
// be won at last: the rates of the steps after it.
func chancesOf(steps []Step) []float64 {
	chances := make([]float64, len(steps))
	chance := 1.0
	for i := len(steps) - 1; i >= 0; i-- {
		chances[i] = chance
		if r := steps[i].Rate.Value; r != nil {
			chance *= float64(*r) / float64(money.Unit)
		}
	}
	return chances
}

// averageWon returns what the won ones were worth on average; 0 when nobody
// knows it of any.
func averageWon(units []Unit, spans ...period.Range) money.Amount {
	sum, n := money.Amount(0), 0
	for _, u := range units {
		day := u.Reached[len(u.Reached)-1]
		if u.won() && u.Worth > 0 && slices.ContainsFunc(spans, func(r period.Range) bool { return r.Contains(day) }) {
			sum, n = sum+u.Worth, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / money.Amount(n)
}

// won compares how many of the leads that came in were won, raw and with the
// mix of sources of before.
func (s Slice) won(window int) Won {
	ends := Slice{Units: make([]Unit, len(s.Units)), Now: s.Now, Earlier: s.Earlier, AsOf: s.AsOf, Windows: []int{window}}
	for i, u := range s.Units {
		ends.Units[i] = u
		ends.Units[i].Reached = []period.Date{u.Reached[created], u.Reached[sold]}
	}
	now, before := Follow(ends.Units, 0, 1, s.Now, s.AsOf, window), Follow(ends.Units, 0, 1, s.Earlier, s.AsOf, window)
	return Won{Window: window, Now: now.Rate(), Before: before.Rate(), Adjusted: ends.adjusted(0), Against: now.Against(before)}
}

// stuck lists the open deals of the node that stand for too long, the largest
// first.
func (st *study) stuck(id org.NodeID) Standstill {
	var v Standstill
	for _, place := range st.dealsAt[id] {
		p := st.ofDeal[place].open
		if p == nil {
			continue
		}
		v.OpenCount++
		at, ok := st.patience.Stuck(*p, st.asOf)
		if !ok {
			continue
		}
		d := StuckDeal{ID: p.Key.String(), Name: p.Name, Owner: p.Owner, Stage: at.Stage, Since: at.Since, Days: at.Days, Usual: at.Usual, Amount: p.Worth, Expected: period.Never}
		if p.Until != 0 {
			d.Expected = p.Until
		}
		if d.Amount != nil {
			v.StuckWorth += *d.Amount
		}
		v.Stuck = append(v.Stuck, d)
	}
	v.StuckCount = len(v.Stuck)
	slices.SortFunc(v.Stuck, func(a, b StuckDeal) int {
		return cmp.Or(cmp.Compare(orNothing(b.Amount), orNothing(a.Amount)), cmp.Compare(float64(b.Days)/b.Usual, float64(a.Days)/a.Usual), cmp.Compare(a.ID, b.ID))
	})
	v.Stuck = v.Stuck[:min(len(v.Stuck), longest)]
	return v
}

func orNothing(a *money.Amount) money.Amount {
	if a == nil {
		return -1
	}
	return *a
}

// fromLeads adds speed, handover and sources.
func (st *study) fromLeads(v *View) {
	leads, places := st.leadsOf(v.Node.ID), st.leadsAt[v.Node.ID]
	var known bool
	if v.Speeds, known = Speeds(leads, v.Now, st.asOf, WindowOf(unitsOf(st.leads), created, converted)); !known {
		v.Speeds = nil
		v.WhySpeed = "Most leads of these months that went on have no status between the one they came in with and their outcome, such as Contacted, so nobody can tell when they were answered. Import the history of lead statuses."
		if len(leads) == 0 {
			v.WhySpeed = "No leads came in here."
		}
	}
	v.Handover = HandOver(leads, v.Now, st.asOf)
	for _, i := range v.Handover.Waiting[:min(len(v.Handover.Waiting), longest)] {
		since := leads[i].Reached[qualified]
		v.Waiting = append(v.Waiting, WaitingLead{ID: leads[i].ID, Name: leads[i].Name, Owner: st.ofLead[places[i]].owner, Source: org.NodeID(leads[i].Source), Since: since, Days: int(st.asOf - since)})
	}
	v.Sources = Sources(leads, v.Now, st.asOf, st.leadSteps[created], st.toSold)
}
