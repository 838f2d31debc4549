package funnel

import (
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Step is how many come from one point of the funnel to the next, and how long
// it takes them.
type Step struct {
	Of       string // what is counted: lead or opportunity
	From, To string
	Window   int // days within which it counts
	Rate     Rate
	Young    int      // came to From too late to be judged
	Adjusted *float64 // the rate, had the sources been mixed as before; nil without a time before
	Median   *float64 // days

	Before        Rate
	BeforeMedian  *float64
	AgainstBefore Verdict
	BeforeTime    Verdict

	Peers        *float64 // of all peers together; nil without enough of them
	PeerCount    int
	PeersMedian  *float64
	AgainstPeers Verdict
	PeersTime    Verdict

	Missed *Missed // what a rate below the usual has cost; nil where it is not below
}

// Missed is what did not come of a step, against what is usual.
type Missed struct {
	Deals float64
	Worth money.Amount
	From  string // peers or before: which of them it is measured by
}

// Slice is the units of one node in one time, and the peers it is held against.
type Slice struct {
	Units []Unit
	Peers [][]Unit
	// Enough is how many peers there must be.
	Enough       int
	Now, Earlier period.Range
	AsOf         period.Date
	Windows      []int // by step
}

// Measure follows the step at a place to the next one.
func (s Slice) Measure(at int) Step {
	now := Follow(s.Units, at, at+1, s.Now, s.AsOf, s.Windows[at])
	before := Follow(s.Units, at, at+1, s.Earlier, s.AsOf, s.Windows[at])
	out := Step{Window: s.Windows[at], Rate: now.Rate(), Young: now.Young, Median: medianOf(now.Days),
		Before: before.Rate(), BeforeMedian: medianOf(before.Days), AgainstBefore: now.Against(before), BeforeTime: Unknown, PeersTime: Unknown, AgainstPeers: Unknown}
	if out.BeforeMedian != nil && len(before.Days) >= few {
		out.BeforeTime = Slower(now.Days, *out.BeforeMedian)
	}
	out.Adjusted = s.adjusted(at)
	s.comparePeers(at, now, &out)
	return out
}

// comparePeers adds how the step stands against others of the kind.
func (s Slice) comparePeers(at int, own Cohort, out *Step) {
	groups, days := []Count{}, []int{}
	for _, units := range s.Peers {
		c := Follow(units, at, at+1, s.Now, s.AsOf, s.Windows[at])
		if c.Entered > 0 {
			groups = append(groups, Count{c.Passed, c.Entered})
			days = append(days, c.Days...)
		}
	}
	out.PeerCount = len(groups)
	if len(groups) < s.Enough {
		return
	}
	slices.Sort(days)
	peers := Usual(groups)
	out.Peers, out.PeersMedian = &peers.Mean, medianOf(days)
	out.AgainstPeers = peers.Against(own.Passed, own.Entered)
	if out.PeersMedian != nil {
		out.PeersTime = Slower(own.Days, *out.PeersMedian)
	}
	if own.Entered > 0 {
		out.Rate.Shrunk = share(Usual(append(groups, Count{own.Passed, own.Entered})).Shrink(own.Passed, own.Entered))
	}
}

// adjusted returns the rate that the sources of now would have together, had
// they been mixed as before.
func (s Slice) adjusted(at int) *float64 {
	groups := func(days period.Range) map[string]metric.Group {
		by := map[string][]Unit{}
		for _, u := range s.Units {
			by[u.Source] = append(by[u.Source], u)
		}
		out := map[string]metric.Group{}
		for source, units := range by {
			if c := Follow(units, at, at+1, days, s.AsOf, s.Windows[at]); c.Entered > 0 {
				out[source] = metric.Group{Num: money.FromInt(int64(c.Passed)), Den: money.FromInt(int64(c.Entered))}
			}
		}
		return out
	}
	now := groups(s.Now)
	if len(now) == 0 {
		return nil
	}
	rate, ok := metric.MixAdjusted(groups(s.Earlier), now)
	if !ok {
		return nil
	}
	value := float64(rate) / float64(money.Unit)
	return &value
}

func medianOf(days []int) *float64 {
	m, ok := median(days)
	if !ok {
		return nil
	}
	return &m
}

// Price adds to each step that is below the usual what that has cost: the units
// that did not pass, times the chance of those that do to be won at last, times
// what a won one is worth. chances are by step, from the point it leads to.
func Price(steps []Step, chances []float64, worth money.Amount) {
	for i := range steps {
		s := &steps[i]
		var usual float64
		var from string
		switch {
		case s.AgainstPeers == Worse && s.Peers != nil:
			usual, from = *s.Peers, "peers"
		case s.AgainstBefore == Worse && s.Before.Value != nil:
			usual, from = float64(*s.Before.Value)/float64(money.Unit), "before"
		default:
			continue
		}
		own := s.Rate.Value
		if s.Rate.Shrunk != nil {
			own = s.Rate.Shrunk
		}
		missing := (usual - float64(*own)/float64(money.Unit)) * float64(s.Rate.All) * chances[i]
		if missing <= 0 {
			continue
		}
		s.Missed = &Missed{Deals: missing, Worth: money.Amount(missing * float64(worth)), From: from}
	}
}

// Worst returns the place of the step that has cost most; −1 when none stands
// out.
func Worst(steps []Step) int {
	worst := -1
	for i, s := range steps {
		if s.Missed != nil && (worst < 0 || s.Missed.Worth > steps[worst].Missed.Worth ||
			s.Missed.Worth == steps[worst].Missed.Worth && s.Missed.Deals > steps[worst].Missed.Deals) {
			worst = i
		}
	}
	return worst
}
