package followup

import (
	"math"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/chance"
)

// Situation is what a proposal is made from.
type Situation struct {
	Gap     float64 // next target less what is to be expected, in whole units
	Days    int     // working days of the time that the gap is about
	Drivers []practice.Driver
	Own     practice.Rates
	Usual   practice.Rates     // the middle of comparable people
	Good    practice.Rates     // their P80
	Types   []practice.TypeUse // what types of activity go into an opportunity
	Weeks   []float64          // own activities in each of the last weeks, the oldest first
	OfType  map[string][]float64
	Week    int     // working days in a week
	Most    float64 // activities a day, as many as were kept up; 0: not known
}

// Proposal is a small goal on the weakest driver.
type Proposal struct {
	Driver  practice.Driver `json:"driver"`
	Kind    Skill           `json:"kind"`
	Type    string          `json:"type"`    // of the activities that are counted; "" for all of them
	Usually float64         `json:"usually"` // a week, over the last four
	Weekly  float64         `json:"weekly"`  // a week, when it is done: the step is limited
	Limit   Limit           `json:"limit"`
	Weeks   int             `json:"weeks"`  // of the goal
	Value   float64         `json:"value"`  // that is demanded: a count over the weeks or, of a Rate, the rate
	Chance  float64         `json:"chance"` // of Value for somebody who keeps to Weekly, as his own weeks differ; of a Rate 0: not said
	Stays   float64         `json:"stays"`  // and for somebody who changes nothing
	Gap     float64         `json:"gap"`
	Brings  float64         `json:"brings"`  // of the gap, when it is kept up over Days
	Remains float64         `json:"remains"` // of the gap: stated openly
	Second  *Second         `json:"second"`
	Drivers []Contribution  `json:"drivers"`
}

// Skill says what kind of goal it is.
type Skill string

// The kinds.
const (
	More     Skill = "more"     // more of what is done every day
	Practise Skill = "practise" // more of the type of activity that is missing
	Rate     Skill = "rate"     // the rate itself, where nobody notes what leads to it
)

// Limit says what kept a step small.
type Limit string

// The limits.
const (
	ByNeed     Limit = "need"     // it is enough to close the gap, or to be as usual
	ByStep     Limit = "step"     // 30 % above the last four weeks
	ByPeers    Limit = "peers"    // the P80 of comparable people
	ByCapacity Limit = "capacity" // as much as was kept up before
)

// Second is the lever for what remains.
type Second struct {
	Driver practice.Driver `json:"driver"`
	From   float64         `json:"from"`
	To     float64         `json:"to"`
	Brings float64         `json:"brings"` // with the goal
}

const (
	step      = 0.3 // above the last four weeks
	certain   = 0.7 // chance for somebody who keeps to it
	longest   = 4   // weeks
	shortest  = 2
	lastWeeks = 4
	few       = 5 // a week
)

// Propose makes the goal on the weakest driver of which one can be made; ok is
// false when no driver is below what is usual, or no goal would be more than he
// does already.
func Propose(s Situation) (p Proposal, ok bool) {
	all := contributions(s.Drivers, s.Own, s.Usual)
	for _, worst := range weak(all) {
		p = Proposal{Driver: worst.Driver, Gap: max(0, s.Gap), Drivers: all}
		if s.aim(worst, &p) {
			p.rest(s)
			return p, true
		}
	}
	return Proposal{Gap: max(0, s.Gap), Drivers: all}, false
}

// aim sets the goal on a driver; false when none can be set.
func (s Situation) aim(worst Contribution, p *Proposal) bool {
	use := s.missing()
	switch {
	case worst.Driver == practice.Volume && len(s.Weeks) > 0:
		p.Kind = More
		more := 0.0
		if each := s.perActivity(); each > 0 && s.Days > 0 {
			more = s.Gap / each / float64(s.Days)
		}
		return p.count(s, average(s.Weeks, lastWeeks)+more*float64(s.Week), s.Weeks)
	case worst.Driver != practice.Size && worst.Driver != practice.Volume && len(s.OfType[use.Type]) > 0:
		p.Kind, p.Type = Practise, use.Type
		usually := average(s.OfType[use.Type], lastWeeks)
		// Who does as many per opportunity as is usual; of what is rare, one more a week.
		return p.count(s, max(usually+1, use.Usual*use.Begun*float64(s.Week)), s.OfType[use.Type])
	case worst.Driver == practice.Size || worst.Driver == practice.Win:
		return p.rate(worst)
	default:
		return false
	}
}

// rate sets a goal on the rate itself. So few cases as there are in some weeks
// do not tell a rate from chance: how likely it is, the checker says.
func (p *Proposal) rate(worst Contribution) bool {
	p.Kind, p.Weeks, p.Usually, p.Value, p.Limit = Rate, longest, worst.Own, worst.Usual, ByNeed
	if most := worst.Own * (1 + step); p.Value > most {
		p.Value, p.Limit = most, ByStep
	}
	p.Weekly = p.Value
	return p.Value > worst.Own
}

// missing returns the type of activity of which the least goes into an
// opportunity, against what is usual; the zero TypeUse when none is behind.
func (s Situation) missing() (least practice.TypeUse) {
	lowest := 1.0
	for _, use := range s.Types {
		if part := use.Own / use.Usual; use.Usual >= leastUse && part < lowest {
			lowest, least = part, use
		}
	}
	return least
}

// leastUse is how many of a type must go into an opportunity to be a part of
// the work: one in two of them.
const leastUse = 0.5

// perActivity is what one activity brings at last.
func (s Situation) perActivity() float64 {
	each := 1.0
	for _, d := range s.Drivers {
		if d != practice.Volume {
			each *= s.Own.Of[d]
		}
	}
	return each
}

// count sets a goal that is counted.
func (p *Proposal) count(s Situation, needed float64, weeks []float64) bool {
	p.Usually = average(weeks, lastWeeks)
	p.Weekly, p.Limit = needed, ByNeed
	lower := func(most float64, why Limit) {
		if p.Weekly > most {
			p.Weekly, p.Limit = most, why
		}
	}
	lower(max(p.Usually*(1+step), p.Usually+1), ByStep) // who does next to nothing begins with one
	if p.Kind == More {
		if best := s.Good.Of[practice.Volume]; best > 0 {
			lower(max(p.Usually, best*float64(s.Week)), ByPeers)
		}
		if s.Most > 0 {
			lower(max(p.Usually, s.Most*float64(s.Week)), ByCapacity)
		}
	}
	if week := float64(s.Week); p.Kind == More && p.Weekly >= 5*week {
		p.Weekly = week * math.Floor(p.Weekly/week+1e-9) // whole ones a day
	}
	excess := overdispersion(weeks)
	p.Weeks = shortest
	if p.Weekly < few {
		p.Weeks = longest // of what is rare, a longer time says more
	}
	for ; p.Weeks <= longest; p.Weeks++ {
		p.Value = atLeast(p.Weekly*float64(p.Weeks), excess/float64(p.Weeks))
		if p.Value > math.Ceil(p.Usually*float64(p.Weeks)) {
			break
		}
	}
	p.Weeks = min(p.Weeks, longest)
	mean := func(weekly float64) float64 {
		return chance.NegativeBinomial(int64(p.Value), weekly*float64(p.Weeks), excess/float64(p.Weeks))
	}
	p.Chance, p.Stays = mean(p.Weekly), mean(p.Usually)
	return p.Value > p.Usually*float64(p.Weeks)
}

// atLeast returns the largest count that is reached with the certainty by
// somebody who does so much on average.
func atLeast(mean, excess float64) float64 {
	n := int64(math.Ceil(mean))
	for n > 0 && chance.NegativeBinomial(n, mean, excess) < certain {
		n--
	}
	return float64(n)
}

// overdispersion is how much more than by chance weeks differ.
func overdispersion(weeks []float64) float64 {
	mean := average(weeks, len(weeks))
	if len(weeks) < 2 || mean <= 0 {
		return 0
	}
	return max(0, (variance(weeks)-mean)/(mean*mean))
}

// average returns the mean of the last n.
func average(values []float64, n int) float64 {
	values = values[max(0, len(values)-n):]
	sum := 0.0
	for _, v := range values {
		sum += v / float64(len(values))
	}
	return sum
}

// rest says what of the gap the goal brings, and which lever comes next.
func (p *Proposal) rest(s Situation) {
	all := 1.0
	for _, c := range p.Drivers {
		all *= c.Own
	}
	days := float64(s.Days)
	raised := 1.0 // by which factor a day's sales grow
	if own, ok := s.Own.Of[p.Driver]; ok && own > 0 && p.Usually > 0 {
		raised = p.Weekly / p.Usually
	}
	switch p.Kind {
	case More:
		p.Brings = (p.Weekly - p.Usually) / max(1, float64(s.Week)) * s.perActivity() * days
	case Practise:
		p.Brings = 0 // what practice does to the rate is not known before it is measured
	case Rate:
		p.Brings = all * days * (raised - 1)
	}
	p.Brings = max(0, p.Brings)
	p.Remains = max(0, p.Gap-p.Brings)
	if next, ok := second(p.Drivers, p.Driver); ok && p.Remains > 0 && next.Own > 0 {
		to := min(next.Usual, next.Own*(1+step))
		base := p.Brings + all*days
		p.Second = &Second{Driver: next.Driver, From: next.Own, To: to, Brings: base * (to/next.Own - 1)}
	}
}
