package followup

import (
	"cmp"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Record is how somebody did, period by period.
type Record struct {
	Node    org.NodeID
	Group   string // who are comparable with him: the same work
	Periods []Result
	// Potential is what others would make of what comes to him, against what is
	// asked of him, where the middle of the others is 1; nil: not known.
	Potential *float64
}

// Result is one period. All records hold the same periods, the oldest first.
type Result struct {
	Days           period.Range
	Target, Actual float64
	Chance         *float64 // of the target, when it was set; nil: nobody knew
	Not            Exempt   // why it does not count; "" when it does
}

// Exempt says why a period says nothing of somebody.
type Exempt string

// The reasons.
const (
	NoQuota Exempt = "no_quota"
	OnRamp  Exempt = "ramp"    // he had just begun
	Absent  Exempt = "absent"  // he was there less than 70 % of the working days
	Moved   Exempt = "moved"   // he changed team or territory
	Running Exempt = "running" // it is not over
)

// attainment is what was reached of the target, at least 5 %, so that its
// logarithm is a number.
func (r Result) attainment() float64 {
	const least = 0.05
	return max(r.Actual, least*r.Target) / r.Target
}

func (r Result) counts() bool { return r.Not == "" && r.Target > 0 }

// Label says what somebody's periods show.
type Label string

// The labels.
const (
	Shortfall    Label = "consistent_shortfall"
	Watch        Label = "watch"
	TooEarly     Label = "too_early"
	QuotaProblem Label = "quota_problem" // the targets are too hard, or the territory too poor; it says nothing of him
	Fine         Label = "fine"
)

// The rule (methods.md 9.2).
const (
	good        = 0.9  // of a target: less is short of it
	sure        = 0.8  // that the usual attainment lies below good: consistent shortfall
	likely      = 0.6  // watch
	decay       = 0.85 // what each period counts against the one after it
	recent      = 6    // eligible periods that are looked at
	leastShort  = 3    // of them short
	leastEver   = 4    // fewer eligible periods are too early
	leastNoise  = 0.15 // of ln attainment within a person
	leastApart  = 0.1  // between people
	mostPeers   = 0.6  // of peers who fell short in the same periods: more is a problem of the quota
	hard        = 0.3  // chance of a target when it was set: less is too hard
	poor        = 0.75 // potential: less is a problem of the territory
	surer       = 0.9  // that he is below the others too, before he is singled out among people who are short
	halfOfShock = 0.5  // of what moved everybody is taken off
)

// Judgement is what the rule says of somebody.
type Judgement struct {
	Node       org.NodeID
	Label      Label
	Below      float64 // the chance that the usual attainment lies below 90 %
	Personal   float64 // and that it lies below 90 % of what is usual with the others, where that is less than the target
	Median     float64 // the usual attainment, as far as the periods tell
	Deviation  float64 // of its logarithm
	Noise      float64 // how much a person's periods differ by themselves
	Short, Of  int     // of the eligible periods that were looked at, those below 90 %
	PeersShort float64 // share of the comparable people who were short as well in those periods
	Hard       int     // of those periods, the ones whose target had a chance below 30 % when it was set
	Peers      int     // comparable people
	Potential  *float64
	Periods    []Weighed
}

// Weighed is a period with what it counts.
type Weighed struct {
	Result
	Attainment float64
	Shock      float64 // what is taken off the logarithm for what moved everybody
	Weight     float64
}

// Prior is what is known of people before one's own periods are looked at.
type Prior struct {
	Mean  float64 // of ln attainment
	Apart float64 // deviation between people
	Noise float64 // deviation within a person
}

// Posterior returns what the logarithms of attainment, the newest last, say of
// somebody's usual one: the median and the deviation of its logarithm.
func Posterior(logs []float64, p Prior) (mean, deviation float64) {
	precision := 1 / (p.Apart * p.Apart)
	sum := p.Mean * precision
	for i, x := range logs {
		w := math.Pow(decay, float64(len(logs)-1-i)) / (p.Noise * p.Noise)
		precision, sum = precision+w, sum+w*x
	}
	return sum / precision, 1 / math.Sqrt(precision)
}

// below is the chance that the usual attainment lies below good.
func below(mean, deviation float64) float64 {
	return chance.NormalBelow((math.Log(good) - mean) / deviation)
}

// personal is the chance that somebody's usual attainment lies below 90 % of
// what is usual with the others, where that is less than the target: a target
// that hardly anybody reaches tells nothing of a person.
func personal(mean, deviation, others float64) float64 {
	return chance.NormalBelow((math.Log(good) + min(0, others) - mean) / deviation)
}

// LabelOf is the rule for somebody with so many eligible periods, so many of
// them short.
func LabelOf(below float64, short, of int) Label {
	switch {
	case of < leastEver:
		return TooEarly
	case below >= sure && short >= leastShort:
		return Shortfall
	case below >= likely:
		return Watch
	default:
		return Fine
	}
}

// Judge says of each what his periods show, in the order of the nodes.
func Judge(all []Record) []Judgement {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Record) int { return cmp.Compare(a.Node, b.Node) })
	byWork := map[string][]Record{}
	for _, r := range all {
		byWork[r.Group] = append(byWork[r.Group], r)
	}
	everybody, ofWork := together(all), map[string]company{}
	for work, records := range byWork {
		ofWork[work] = together(records)
	}
	list := make([]Judgement, len(all))
	for i, r := range all {
		among := ofWork[r.Group]
		if among.without(r) < LeastComparable {
			among = everybody
		}
		list[i] = judge(r, among)
	}
	return list
}

func judge(own Record, among company) Judgement {
	j := Judgement{Node: own.Node, Peers: among.without(own), Potential: own.Potential}
	prior := among.prior(own)
	j.Noise = prior.Noise
	shocks := among.shocks(own)
	var peersShort, peerPeriods int // in the periods in which he is short
	var at []int
	for t, r := range own.Periods {
		if r.counts() {
			j.Periods = append(j.Periods, Weighed{Result: r, Attainment: r.attainment(), Shock: shocks[t]})
			at = append(at, t)
		}
	}
	at = at[max(0, len(at)-recent):]
	j.Periods = j.Periods[max(0, len(j.Periods)-recent):]
	var logs []float64
	for i := range j.Periods {
		p := &j.Periods[i]
		p.Weight = math.Pow(decay, float64(len(j.Periods)-1-i))
		logs = append(logs, math.Log(p.Attainment)-p.Shock)
		if p.Attainment < good {
			j.Short++
			others := among.periods[at[i]]
			peersShort, peerPeriods = peersShort+others.short-1, peerPeriods+len(others.logs)-1
			if p.Chance != nil && *p.Chance < hard {
				j.Hard++
			}
		}
	}
	j.Of = len(logs)
	mean, deviation := Posterior(logs, prior)
	j.Median, j.Deviation, j.Below = math.Exp(mean), deviation, below(mean, deviation)
	j.Personal = personal(mean, deviation, prior.Mean)
	if peerPeriods > 0 {
		j.PeersShort = float64(peersShort) / float64(peerPeriods)
	}
	j.Label = LabelOf(j.Below, j.Short, j.Of)
	switch {
	case j.Label != Shortfall && j.Label != Watch:
	case j.PeersShort > mostPeers, j.Short > 0 && 2*j.Hard >= j.Short, j.Potential != nil && *j.Potential < poor:
		j.Label = QuotaProblem
	case prior.Mean < math.Log(good) && j.Personal < likely:
		j.Label = QuotaProblem // he does as the others do, and they are usually short
	case j.Label == Shortfall && prior.Mean < math.Log(good) && j.Personal < surer:
		j.Label = Watch // the others are usually short too, and he is hardly more so than they
	}
	return j
}

// Order sorts by who needs help first.
func Order(list []Judgement) {
	rank := map[Label]int{Shortfall: 0, Watch: 1, QuotaProblem: 2, Fine: 3, TooEarly: 4}
	slices.SortStableFunc(list, func(a, b Judgement) int {
		return cmp.Or(cmp.Compare(rank[a.Label], rank[b.Label]), cmp.Compare(b.Below, a.Below), cmp.Compare(a.Node, b.Node))
	})
}
