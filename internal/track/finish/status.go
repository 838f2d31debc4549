package finish

import (
	"math"

	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Status says how likely a target is reached, in a word. It comes from the
// chance alone and is the same word everywhere; pace stands beside it. Whether
// something that is over was achieved is said by package attain.
type Status string

// The statuses.
const (
	Ahead   Status = "ahead"    // 0.85 or more
	OnTrack Status = "on_track" // 0.6 or more
	AtRisk  Status = "at_risk"  // 0.3 or more
	Behind  Status = "behind"   // less
	Unsaid  Status = ""         // there is no chance to tell it by
)

// The chances at which the statuses begin.
const (
	aheadFrom, onTrackFrom, atRiskFrom = 0.85, 0.6, 0.3
)

// StatusOf names a chance: to reach a value, or to stay below the one of a goal
// that is to be kept to.
func StatusOf(chance float64) Status {
	switch {
	case math.IsNaN(chance):
		return Unsaid
	case chance >= aheadFrom:
		return Ahead
	case chance >= onTrackFrom:
		return OnTrack
	case chance >= atRiskFrom:
		return AtRisk
	default:
		return Behind
	}
}

// Words says the status for people.
func (s Status) Words() string {
	switch s {
	case Ahead:
		return "ahead"
	case OnTrack:
		return "on track"
	case AtRisk:
		return "at risk"
	case Behind:
		return "behind"
	default:
		return "not known"
	}
}

// Aim is what a number is to be held against; Upper counts only between two.
type Aim struct {
	Side  goal.Aim // "" is at least
	Value float64
	Upper float64
}

// Of returns the chance that the number is on the good side. ok is false when
// nothing is known of it.
func (a Aim) Of(s chance.Spread) (p float64, ok bool) {
	if s.IsZero() || math.IsNaN(a.Value) || a.Side == goal.Between && math.IsNaN(a.Upper) {
		return 0, false
	}
	switch a.Side {
	case goal.AtMost:
		p = s.AtMost(a.Value)
	case goal.Between:
		p = s.AtLeast(a.Value) + s.AtMost(a.Upper) - 1
	default:
		p = s.AtLeast(a.Value)
	}
	return min(1, max(0, p)), true
}

// Outlook is where a number will end.
type Outlook struct {
	Part
	Spread chance.Spread
	Chance *float64 // that the aim is met; nil when nothing is known
	Status Status
}

// Look returns the outlook of a spread with an aim; nil is no aim.
func Look(s chance.Spread, aim *Aim) Outlook {
	o := Outlook{Part: partOf(s), Spread: s}
	if aim != nil {
		if p, ok := aim.Of(s); ok {
			o.Chance, o.Status = &p, StatusOf(p)
		}
	}
	return o
}

// Part is what is expected of one part of a finish. A quantile that the data
// cannot support is nil.
type Part struct {
	Mean          float64
	P10, P50, P90 *float64
}

func partOf(s chance.Spread) Part {
	return Part{s.Mean(), quantile(s, 0.1), quantile(s, 0.5), quantile(s, 0.9)}
}

func quantile(s chance.Spread, p float64) *float64 {
	v, ok := s.Quantile(p)
	if !ok {
		return nil
	}
	return &v
}
