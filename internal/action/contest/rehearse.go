package contest

import (
	"cmp"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// LeastRuns is how often the rules must have been replayed before they are told
// anything of.
const LeastRuns = 3

// Plan is what a rehearsal is made from.
type Plan struct {
	ID    ID // chance begins from it, so that the same contest rehearses the same way
	Rules Rules
	// Currency is that of the prizes, for the words.
	Currency money.Currency
	// Past are the windows as long as the contest before it, the oldest first.
	Past []Window
	// Coming is the contest itself, with the targets that are set and nothing
	// done yet.
	Coming Window
}

// Rehearsal is what the rules would have done in the past, and who has a chance.
type Rehearsal struct {
	Known       bool // the past holds enough; else Runs alone tells something
	Runs        []Replay
	Mean        money.Amount // that it would have cost
	Largest     money.Amount
	Took        int     // different people who took part
	Won         int     // and of them those who ever won
	Often       []Win   // who won most, at most three
	TopFifth    float64 // share of the money that went to the fifth that won most
	ByLot       float64 // what that share would be had the winners been drawn by lot
	Odds        []Odds  // by the chance, the best first
	Real        float64 // share of those who would take part with a chance of at least 10 %
	Expected    money.Amount
	Breached    float64 // share of all parts in it that were excluded
	FirstBand   float64 // share of those ranked who were in the first band
	Pull        Pull
	NotPart     []Part
	Findings    []Finding
	Simulations int
}

// Replay is what the rules would have done in one period.
type Replay struct {
	Days     period.Range
	Took     int
	Excluded int
	Paid     money.Amount
	Winners  []Win
	First    int // people in the first band
	Few      bool
}

// Win is what somebody won, or how often.
type Win struct {
	Person org.NodeID
	Won    money.Amount
	Times  int
}

// Odds is what chance somebody has.
type Odds struct {
	Person org.NodeID
	Chance float64 // to win anything
	Mean   money.Amount
}

// Part is whether somebody takes part, and why he does not.
type Part struct {
	Person org.NodeID
	Out    Out // "" when he does
}

// Pull says how far winning could be a matter of booking early.
type Pull struct {
	Days    int     // working days at the end of the contest, and after it
	Late    float64 // share of what counted that came in the last of those days
	Even    float64 // what it would be if all days brought the same
	Next    float64 // what the days after brought, against what counted
	Movable float64 // share of those who won nothing who would have won with what the days after brought them
	Looked  int     // how many of them were looked at
}

// realChance is the least chance that is one.
const realChance = 0.1

// edgeDays is how many working days at the end of a contest, and after it, are
// looked at for what could be pulled forward.
func (w Window) edgeDays() int {
	const tenth, fewest, most = 10, 1, 5
	return min(most, max(fewest, w.Workdays/tenth))
}

// Rehearse replays the rules on the past and simulates the contest to come.
func Rehearse(p Plan) Rehearsal {
	r := Rehearsal{Simulations: simulations}
	var outcomes []Outcome
	var windows []Window
	for t, w := range p.Past {
		forms, _ := Forms(pasts(p.Rules.Measure, p.Past[:t]))
		out := Award(p.Rules, w.entries(p.Rules.Measure, forms))
		if out.Took == 0 {
			continue
		}
		outcomes, windows = append(outcomes, out), append(windows, w)
		r.Runs = append(r.Runs, replayOf(w, out))
	}
	forms, shocks := Forms(pasts(p.Rules.Measure, p.Past))
	p.Coming.Worked = p.Coming.Workdays // the simulation holds all of it
	coming := p.Coming.entries(p.Rules.Measure, forms)
	slices.SortFunc(coming, func(a, b Entry) int { return cmp.Compare(a.Person, b.Person) })
	for _, e := range coming {
		if e.Out != "" {
			r.NotPart = append(r.NotPart, Part{e.Person, e.Out})
		}
	}
	r.Known = len(r.Runs) >= LeastRuns
	if r.Known {
		r.costs()
		r.people(outcomes)
		r.ByLot = byLot(p.ID, outcomes)
		r.Pull = pullOf(p.Rules, windows, outcomes)
		r.odds(p, coming, forms, shocks)
	}
	r.Findings = r.find(p, len(coming)-len(r.NotPart))
	return r
}

func replayOf(w Window, out Outcome) Replay {
	r := Replay{Days: w.Days, Took: out.Took, Excluded: out.Excluded, Paid: out.Paid, Few: out.Few}
	for _, p := range out.Placed {
		if p.Won > 0 {
			r.Winners = append(r.Winners, Win{Person: p.Person, Won: p.Won, Times: 1})
		}
		if p.Band == 1 {
			r.First++
		}
	}
	return r
}

func (r *Rehearsal) costs() {
	sum := money.Amount(0)
	for _, run := range r.Runs {
		sum += run.Paid
		r.Largest = max(r.Largest, run.Paid)
	}
	r.Mean, _ = money.MulDiv(sum, 1, int64(len(r.Runs))) // it is below the largest
}

// people says who won how often, and how much of it went to few.
func (r *Rehearsal) people(outcomes []Outcome) {
	won := map[org.NodeID]*Win{}
	parts, excluded, first, ranked := 0, 0, 0, 0
	for i, out := range outcomes {
		parts, excluded = parts+out.Took, excluded+out.Excluded
		first, ranked = first+r.Runs[i].First, ranked+out.Took-out.Excluded
		for _, p := range out.Placed {
			if p.Out != "" {
				continue
			}
			if won[p.Person] == nil {
				won[p.Person] = &Win{Person: p.Person}
			}
			if p.Won > 0 {
				won[p.Person].Won += p.Won
				won[p.Person].Times++
			}
		}
	}
	r.Breached, r.FirstBand = portion(excluded, parts), portion(first, ranked)
	r.Took = len(won)
	list := make([]Win, 0, len(won))
	for _, id := range slices.Sorted(maps.Keys(won)) {
		list = append(list, *won[id])
	}
	slices.SortStableFunc(list, func(a, b Win) int {
		return cmp.Or(cmp.Compare(b.Won, a.Won), cmp.Compare(b.Times, a.Times), cmp.Compare(a.Person, b.Person))
	})
	const shown = 3
	sums := make([]money.Amount, len(list))
	for i, w := range list {
		sums[i] = w.Won
		if w.Times == 0 {
			continue
		}
		r.Won++
		if i < shown {
			r.Often = append(r.Often, w)
		}
	}
	r.TopFifth = topFifth(sums)
}

// topFifth is the share of the sums that the largest fifth of them holds.
func topFifth(sums []money.Amount) float64 {
	const fifth = 5
	sorted := slices.Clone(sums)
	slices.SortFunc(sorted, func(a, b money.Amount) int { return cmp.Compare(b, a) })
	few, total, of := money.Amount(0), money.Amount(0), (len(sorted)+fifth-1)/fifth
	for i, sum := range sorted {
		total += sum
		if i < of {
			few += sum
		}
	}
	if total <= 0 {
		return 0
	}
	return float64(few) / float64(total)
}

// byLot is the share that the fifth that won most would have had, had each
// period's prizes gone to people of it by lot: over few periods luck alone gives
// much to few.
func byLot(id ID, outcomes []Outcome) float64 {
	const draws = 200
	random := seeded(id, draws)
	mean := 0.0
	for range draws {
		won := map[org.NodeID]money.Amount{}
		for _, out := range outcomes {
			took := out.Placed[:out.Took]
			order := random.Perm(len(took))
			for i, p := range took {
				won[took[order[i]].Person] += p.Won
			}
		}
		mean += topFifth(slices.Collect(maps.Values(won))) / draws
	}
	return mean
}

func portion(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// pullOf looks at the days around the end: what of it could have been booked
// earlier, and whether that would have won.
func pullOf(r Rules, windows []Window, outcomes []Outcome) Pull {
	var pull Pull
	var value, late, next money.Amount
	even, movable := 0.0, 0
	for i, w := range windows {
		pull.Days = w.edgeDays()
		even += min(1, float64(pull.Days)/float64(max(1, w.Workdays))) / float64(len(windows))
		after := map[org.NodeID]money.Amount{}
		for _, d := range w.People {
			if d.Out == "" {
				value, late, next = value+d.Value, late+d.Late, next+d.Next
				after[d.Person] = d.Next
			}
		}
		looked, moved := movableIn(r, outcomes[i], after)
		pull.Looked, movable = pull.Looked+looked, movable+moved
	}
	pull.Even, pull.Movable = even, portion(movable, pull.Looked)
	if value > 0 {
		pull.Late, pull.Next = max(0, float64(late)/float64(value)), max(0, float64(next)/float64(value))
	}
	return pull
}

// movableIn counts of those who won nothing, the nearest first, who would have
// won had they booked early what the days after brought.
func movableIn(r Rules, out Outcome, after map[org.NodeID]money.Amount) (looked, moved int) {
	const most = 50
	if out.Few || r.Prize.To == Team {
		return 0, 0
	}
	entries := make([]Entry, len(out.Placed))
	for i, p := range out.Placed {
		entries[i] = p.Entry
	}
	for i, p := range out.Placed {
		if p.behind() > 0 || looked == most {
			break
		}
		if p.Won > 0 {
			continue
		}
		looked++
		if after[p.Person] <= 0 {
			continue
		}
		entries[i].Value += after[p.Person]
		if slices.Contains(Award(r, entries).winners(), p.Person) {
			moved++
		}
		entries[i].Value = p.Value
	}
	return looked, moved
}
