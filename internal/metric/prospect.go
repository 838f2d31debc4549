package metric

import (
	"cmp"
	"slices"

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

	Stays []Stay              // the stages that do not end it, by day; none for one whose steps are not told
	Past  []fact.EventVersion // what was known of it until the day, the first first
}

// Stay says that an opportunity came to a stage.
type Stay struct {
	Stage string
	Since period.Date
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
		p.Past = pastOf(c, d.EventKey, known)
		prospects = append(prospects, p)
	}
	return prospects, nil
}

func (w caseWriter) prospect(d journey) (Prospect, error) {
	p := Prospect{Event: d.Event, Stage: d.latest(), State: ProspectState(d.outcomeName()), Ended: d.closed, Category: d.CategoryOn(w.known)}
	for _, step := range d.steps {
		if outcomeOf(step.means) == fact.Open {
			p.Stays = append(p.Stays, Stay{step.stage, step.day})
		}
	}
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
