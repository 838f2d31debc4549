package contest

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// How many people a contest takes.
const (
	LeastPeople = 5 // who can be compared
	leastTeam   = 2 // of a team goal, in which nobody is compared
)

// Outcome is who stands where and wins what.
type Outcome struct {
	Placed   []Placed // ranked first, then the excluded, then those who take no part
	Took     int      // how many took part, the excluded included
	Excluded int
	Winners  int
	Paid     money.Amount // the sum of what is won, exactly
	Together *Together    // of a team goal
	Few      bool         // too few take part: nobody wins
}

// Together is what a team did.
type Together struct {
	Value, Reference money.Amount // of those who are not excluded
	Reached          bool
}

// Award ranks the entries and divides the prizes. What somebody who broke a
// guardrail did counts for nothing, neither for himself nor for his team.
func Award(r Rules, entries []Entry) Outcome { return award(r, entries, sure) }

func award(r Rules, entries []Entry, sure float64) Outcome {
	out := Outcome{Placed: rank(r.Measure, entries, sure)}
	var ranked []*Placed
	for i := range out.Placed {
		switch p := &out.Placed[i]; p.behind() {
		case 0:
			ranked = append(ranked, p)
			out.Took++
		case 1:
			out.Took, out.Excluded = out.Took+1, out.Excluded+1
		}
	}
	if r.Prize.To == Team {
		out.Together = together(ranked, r.Prize.Threshold)
	}
	if out.Few = out.Took < r.leastPeople(); out.Few {
		return out
	}
	switch r.Prize.To {
	case Top:
		places(r, ranked)
	case Reach:
		var winners []*Placed
		for _, p := range ranked {
			if p.reached(r.Measure, r.Prize.Threshold) {
				winners = append(winners, p)
			}
		}
		give(r.Prize, winners)
	case Team:
		if out.Together.Reached {
			give(r.Prize, ranked)
		}
	}
	for _, p := range ranked {
		out.Paid += p.Won
		if p.Won > 0 {
			out.Winners++
		}
	}
	return out
}

func together(ranked []*Placed, threshold money.Amount) *Together {
	t := &Together{}
	for _, p := range ranked {
		t.Value, t.Reference = t.Value+p.Value, t.Reference+p.Reference
	}
	t.Reached = t.Value > 0 && comesTo(t.Value, t.Reference, threshold)
	return t
}

// places gives each place its prize, band by band: who ties shares the places
// that are left.
func places(r Rules, ranked []*Placed) {
	left := r.Prize.Places
	for from := 0; from < len(ranked) && left > 0; {
		to := from
		var band []*Placed
		for ; to < len(ranked) && ranked[to].Band == ranked[from].Band; to++ {
			if ranked[to].reached(r.Measure, r.Prize.Threshold) {
				band = append(band, ranked[to])
			}
		}
		from = to
		taken := min(left, len(band))
		share(r.Prize.Amount*money.Amount(taken), band)
		left -= taken
	}
}

// give gives the winners their prizes, or shares the pot among them.
func give(p Prize, winners []*Placed) {
	if p.Pot {
		share(p.Amount, winners)
		return
	}
	for _, w := range winners {
		w.Won = p.Amount
	}
}

// cent is the smallest part in which prizes are paid.
const cent = money.Unit / 100

// share divides an amount evenly; what does not divide goes by cents to the
// first of them, and the parts sum to the whole.
func share(total money.Amount, among []*Placed) {
	if len(among) == 0 || total <= 0 {
		return
	}
	even := make([]int64, len(among))
	for i := range even {
		even[i] = 1
	}
	parts, err := money.AllocateIn(cent, total, even)
	if err != nil {
		return // unreachable: there is somebody, and no weight is negative
	}
	for i, p := range among {
		p.Won = parts[i]
	}
}

// winners returns who won, in the order of the outcome.
func (o Outcome) winners() []org.NodeID {
	var list []org.NodeID
	for _, p := range o.Placed {
		if p.Won > 0 {
			list = append(list, p.Person)
		}
	}
	return list
}

// leastPeople is how many people the contest takes.
func (r Rules) leastPeople() int {
	if r.Prize.To == Team {
		return leastTeam
	}
	return LeastPeople
}
