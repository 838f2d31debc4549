package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Opportunity is an opportunity as known on a day, with what its stages mean:
// what projections learn from, and what they project.
type Opportunity struct {
	fact.EventVersion                     // as known on the day
	Past              []fact.EventVersion // what was known of it until then, the first first; this version is the last
	Stays             []Stay              // the stages that do not end it, by day; none for one whose steps are not told
	Outcome           fact.Outcome        // on the day
	Closed            period.Date         // day of the outcome; Never while there is none
	Over              bool                // it is said to have ended, but not when or how: neither open nor won nor lost
	Worth             *money.Amount       // in the organisation's currency by the rate of the day it was closed, or of the day known; nil when the amount is unknown, or no rate converts it
	Nodes             []org.NodeID        // where it counts: on the day it was closed, or on the day known
}

// Stay says that an opportunity came to a stage.
type Stay struct {
	Stage    string
	Since    period.Date
	Position int // in the funnel, ascending; MinInt for a stage that the funnel does not have
}

// IsOpen reports whether it can still be won.
func (o Opportunity) IsOpen() bool { return o.Outcome == fact.Open && !o.Over }

// Opportunities returns the opportunities of a case as known on the day, in the
// order of their keys. What was not known then is not in it: neither later steps
// nor outcomes, nor versions that came later.
func (b *Book) Opportunities(c fact.Case, known period.Date) ([]Opportunity, error) {
	ix, err := b.indexed()
	if err != nil {
		return nil, err
	}
	w := caseWriter{writer{Book: b, index: ix}, known}
	var list []Opportunity
	for _, e := range c.At(known) {
		if e.Kind != fact.Opportunity || e.Day > known {
			continue
		}
		o, err := w.opportunity(ix.funnel.journey(e, known))
		if err != nil {
			return nil, err
		}
		o.Past = pastOf(c, e.EventKey, known)
		list = append(list, o)
	}
	return list, nil
}

// pastOf returns the versions of an event that were known by the end of the day.
func pastOf(c fact.Case, key fact.EventKey, known period.Date) []fact.EventVersion {
	var past []fact.EventVersion
	for _, v := range c.Events {
		if v.EventKey == key && v.Known.Start <= known && !v.Known.Empty() && !v.Withdrawn {
			past = append(past, v)
		}
	}
	slices.SortFunc(past, func(a, b fact.EventVersion) int {
		return cmp.Or(cmp.Compare(a.Known.Start, b.Known.Start), cmp.Compare(a.Number, b.Number))
	})
	return past
}

func (w caseWriter) opportunity(j journey) (Opportunity, error) {
	o := Opportunity{EventVersion: j.EventVersion, Outcome: j.outcome, Closed: j.closed, Over: j.ended}
	for _, s := range j.steps {
		if outcomeOf(s.means) == fact.Open {
			o.Stays = append(o.Stays, Stay{Stage: s.stage, Since: s.day, Position: s.position})
		}
	}
	day := min(j.closed, w.known)
	o.Nodes = w.spot(j.Event, day).all()
	c, valued, err := w.coin(j.Event, day)
	if err == nil && valued && !c.lacking {
		o.Worth = &c.value
	}
	return o, err
}
