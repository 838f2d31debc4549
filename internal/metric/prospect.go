package metric

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Prospect is an opportunity as known on a day, and what it is worth then.
type Prospect struct {
	fact.Event
	Stage    string        // the last one; "" when there was none
	State    ProspectState // on the day
	Ended    period.Date   // day of the win or the loss; Never otherwise
	Category fact.Category // as it was put; Uncategorised when nobody did
	Worth    *money.Amount // in the organisation's currency; nil when the amount or its rate is not known
	Nodes    []org.NodeID  // at which it counts, each once: where it is expected, or where it was won or lost
}

// ProspectState says whether an opportunity is still to be decided.
type ProspectState string

// The states.
const (
	IsOpen  ProspectState = "open"
	IsWon   ProspectState = "won"
	IsLost  ProspectState = "lost"
	IsEnded ProspectState = "ended" // it is over, and nobody says how or when
)

// Expected reports whether it is open and expected on one of the days.
func (p Prospect) Expected(days period.Range) bool {
	return p.State == IsOpen && p.Until != period.Never && days.Contains(p.Until)
}

// WonIn reports whether it was won on one of the days.
func (p Prospect) WonIn(days period.Range) bool { return p.State == IsWon && days.Contains(p.Ended) }

// Prospects returns the opportunities of the case as known on the day. What
// they add up to is what PostCase posts to PipelineOpen and its parts, and to
// DealsWonValue.
func (b *Book) Prospects(c fact.Case, known period.Date) ([]Prospect, error) {
	ix, err := b.indexed()
	if err != nil {
		return nil, err
	}
	w := caseWriter{writer{Book: b, index: ix}, known}
	story := w.funnel.story(c.At(known), known)
	prospects := make([]Prospect, 0, len(story.deals))
	for _, d := range story.deals {
		p, err := w.prospect(d)
		if err != nil {
			return nil, err
		}
		prospects = append(prospects, p)
	}
	return prospects, nil
}

func (w caseWriter) prospect(d journey) (Prospect, error) {
	p := Prospect{Event: d.Event, Stage: d.latest(), State: ProspectState(d.outcomeName()), Ended: d.closed, Category: d.CategoryOn(w.known)}
	at, valued := d.Day, d.Day
	switch {
	case d.outcome != fact.Open:
		at, valued = d.closed, d.closed
	case d.expected():
		at = d.Until
	}
	c, ok, err := w.coin(d.Event, valued)
	if err != nil {
		return p, err
	}
	if ok && !c.lacking {
		p.Worth = &c.value
	}
	spot := w.spot(d.Event, at)
	p.Nodes = union(nil, spot.all())
	return p, nil
}
