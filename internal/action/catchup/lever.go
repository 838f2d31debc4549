package catchup

import (
	"cmp"
	"slices"
)

// Kind names a lever.
type Kind string

// The levers. A discount is none: what it wins now is missing in the margin and
// in the next period.
const (
	Activities Kind = "activities" // more of what is done every day
	WinRate    Kind = "win_rate"   // win as many as is usual
	DealSize   Kind = "deal_size"  // sell as much in a deal as is usual
	Earlier    Kind = "earlier"    // bring open deals forward
)

var kinds = []Kind{Activities, WinRate, DealSize, Earlier}

// Lever is one thing that can be done, by itself.
type Lever struct {
	Kind     Kind
	From, To float64 // activities a day, the rate, the value of a deal; of Earlier deals: 0 and how many
	Gain     float64 // by the end of the period
	Share    float64 // of the gap, at most 1
	Hours    float64 // until the end of the period
	PerHour  float64 // gain of an hour; 0 when it costs none or brings nothing
	Closes   bool    // it closes the gap alone
	// Needed is where it had to be to close the gap alone, whether that can be
	// reached or not; 0 where it cannot be said.
	Needed float64
	Not    Reason // why it is no use; "" when it is
}

// Reason says why a lever is no use.
type Reason string

// The reasons.
const (
	TooLate  Reason = "too_late"  // what begins now is not won in time
	NoRoom   Reason = "no_room"   // as much is done already as was ever kept up, or as is usual
	NotKnown Reason = "not_known" // there is no data to tell it from
	Nothing  Reason = "nothing"   // there is nothing that it could move
)

// levers compares what each brings alone.
func (m model) levers(gap float64) []Lever {
	list := make([]Lever, 0, len(kinds))
	for _, kind := range kinds {
		l := Lever{Kind: kind}
		alone := effort{kind: 1}
		l.From, l.To = m.ends(kind)
		if l.Not = m.useless(kind); l.Not == "" {
			l.Gain, l.Hours = m.gain(alone), m.hours(alone)
			if l.Gain <= 0 && !m.helps(kind) {
				l.Not = Nothing
			}
		}
		l.Share, l.Closes = min(1, l.Gain/gap), l.Gain >= gap
		if l.Hours > 0 {
			l.PerHour = l.Gain / l.Hours
		}
		l.Needed = m.alone(kind, gap)
		list = append(list, l)
	}
	slices.SortStableFunc(list, func(a, b Lever) int { return cmp.Compare(b.PerHour, a.PerHour) })
	return list
}

// helps reports whether a lever that moves nothing by itself moves what more
// activities bring.
func (m model) helps(kind Kind) bool {
	return (kind == WinRate || kind == DealSize) && m.useless(Activities) == ""
}

func (m model) ends(kind Kind) (from, to float64) {
	f, u, most := m.in.Funnel, m.in.Usual, m.most()
	switch kind {
	case Activities:
		return f.Own, f.Own + most.extra
	case WinRate:
		return u.Own, u.Own * (1 + most.win)
	case DealSize:
		return f.Size, f.Size * (1 + most.size)
	default:
		return 0, float64(m.in.Pipeline.Late)
	}
}

func (m model) useless(kind Kind) Reason {
	most, u := m.most(), m.in.Usual
	switch kind {
	case Activities:
		switch {
		case m.late:
			return TooLate
		case m.perActivity <= 0:
			return NotKnown
		case most.extra <= 0:
			return NoRoom
		}
	case WinRate:
		switch {
		case u.Win <= 0 || u.Own <= 0:
			return NotKnown
		case most.win <= 0:
			return NoRoom
		}
	case DealSize:
		switch {
		case u.Size <= 0:
			return NotKnown
		case most.size <= 0:
			return NoRoom
		}
	case Earlier:
		if m.in.Pipeline.Late == 0 {
			return Nothing
		}
	}
	return ""
}

// alone returns where a lever had to be to close the gap by itself; what it
// brings grows evenly with it.
func (m model) alone(kind Kind, gap float64) float64 {
	p, f, u := m.in.Pipeline, m.in.Funnel, m.in.Usual
	switch kind {
	case Activities:
		if each := float64(m.days) * m.perActivity * m.win * f.Size; each > 0 && !m.late {
			return f.Own + gap/each
		}
	case WinRate:
		if counts := p.Open + p.New; counts > 0 && u.Own > 0 && u.Own*(1+gap/counts) <= 1 {
			return u.Own * (1 + gap/counts)
		}
	case DealSize:
		if p.New > 0 {
			return f.Size * (1 + gap/p.New)
		}
	}
	return 0
}

// cheapest names the lever that closes the gap alone at the least hours.
func cheapest(levers []Lever, gap float64) Kind {
	var best Kind
	hours := 0.0
	for _, l := range levers {
		if !l.Closes {
			continue
		}
		if needed := l.Hours * gap / l.Gain; best == "" || needed < hours { // it is pulled only as far as it must
			best, hours = l.Kind, needed
		}
	}
	return best
}

// Step is a lever of the plan, pulled as far as it needs to be.
type Step struct {
	Kind     Kind
	From, To float64
	Gain     float64 // that it adds to those before it
	Hours    float64
}

// mix pulls the levers one after another, each time the one of which an hour
// brings most with those that are pulled already, until the gap is closed.
func (m model) mix(p *Plan) {
	e := effort{}
	var open []Kind
	for _, l := range p.Levers {
		if l.Not == "" {
			open = append(open, l.Kind)
		}
	}
	for len(open) > 0 && p.Reach < p.Gap*(1-1e-9) {
		i := m.next(e, open)
		kind := open[i]
		open = slices.Delete(open, i, i+1)
		before, spent := p.Reach, m.hours(e)
		e[kind] = m.enough(e, kind, p.Gap)
		if p.Reach = m.gain(e); p.Reach <= before+1e-9*p.Gap && !m.helps(kind) {
			delete(e, kind)
			p.Reach = before
			continue
		}
		from, to := m.ends(kind)
		p.Steps = append(p.Steps, Step{kind, from, from + e[kind]*(to-from), p.Reach - before, m.hours(e) - spent})
	}
	p.Short = max(0, p.Gap-p.Reach)
	p.State = Feasible
	if p.Short > 1e-6*p.Gap {
		p.State = OutOfReach
	}
	if f := m.in.Funnel; f.Most > 0 {
		p.PerDay = f.Own + e[Activities]*m.most().extra
	}
	p.Hours = m.hours(e) / float64(m.days)
}

// next returns which of the levers brings most for an hour.
func (m model) next(e effort, open []Kind) int {
	best, most := 0, -1.0
	for i, kind := range open {
		with := effort{kind: 1}
		for k, v := range e {
			with[k] = v
		}
		per := m.gain(with) - m.gain(e)
		if hours := m.hours(with) - m.hours(e); hours > 0 {
			per /= hours
		}
		if per > most {
			best, most = i, per
		}
	}
	return best
}

// enough returns how far the lever has to be pulled to close the gap with the
// others; 1 when it does not get there.
func (m model) enough(e effort, kind Kind, gap float64) float64 {
	with := func(v float64) float64 {
		all := effort{kind: v}
		for k, held := range e {
			if k != kind {
				all[k] = held
			}
		}
		return m.gain(all)
	}
	none, whole := with(0), with(1)
	if whole <= gap || whole <= none {
		return 1
	}
	return max(0, (gap-none)/(whole-none)) // each alone counts evenly
}
