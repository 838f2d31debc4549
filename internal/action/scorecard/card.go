package scorecard

import (
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Card is a scorecard. What could not be told is absent, and a note says why. It
// holds nothing that a reader may not see who sees inside its node.
type Card struct {
	Node      Who         `json:"node"`
	Period    Span        `json:"period"`
	AsOf      period.Date `json:"as_of" format:"date" doc:"By what was known at the end of this day."`
	Over      bool        `json:"over" doc:"The period is over on that day."`
	Score     Score       `json:"score"`
	Lines     []Line      `json:"lines"`
	Members   *Members    `json:"members,omitempty" doc:"Whom the node's number comes from; absent for a person."`
	Drivers   []Driver    `json:"drivers"`
	Trend     *Trend      `json:"trend,omitempty"`
	Awards    []Award     `json:"awards" doc:"Recognition in the period."`
	Proposals []Proposal  `json:"proposals"`
	Notes     []string    `json:"notes"`
}

// Who is a node by name.
type Who struct {
	ID    org.NodeID `json:"id"`
	Kind  org.Kind   `json:"kind"`
	Name  string     `json:"name"`
	Title string     `json:"title" doc:"What a person is; empty for others."`
}

func who(n org.Node) Who {
	w := Who{ID: n.ID, Kind: n.ID.Kind(), Name: n.Name}
	if w.Kind == org.Person {
		w.Title = n.Title
	}
	return w
}

// Span is a period by its name.
type Span struct {
	ID    string      `json:"id"`
	Label string      `json:"label"`
	Kind  period.Kind `json:"kind" enum:"custom,year,half,quarter,month,week"`
	Start period.Date `json:"start" format:"date"`
	End   period.Date `json:"end" format:"date" doc:"Exclusive."`
}

// SpanOf names a period.
func SpanOf(p period.Period) Span { return span(p) }

func span(p period.Period) Span { return Span{p.ID, p.Label, p.Kind, p.Start, p.End} }

// Days are those of the span.
func (s Span) Days() period.Range { return period.Range{Start: s.Start, End: s.End} }

// LineKind says what a line is about.
type LineKind string

// The kinds.
const (
	OfTarget LineKind = "target"
	OfGoal   LineKind = "goal"
	OfPart   LineKind = "part" // the part of a longer target that lies in the period, by working days
)

// Line is something that the node was held to.
type Line struct {
	Key        string         `json:"key" doc:"Of the same thing, whenever it is asked for."`
	Kind       LineKind       `json:"kind" enum:"target,goal,part"`
	Goal       goal.ID        `json:"goal" doc:"Empty for a target."`
	Metric     metric.Series  `json:"metric"`
	Name       string         `json:"name" doc:"Of the metric or, of a goal, its title."`
	Unit       metric.Unit    `json:"unit"`
	Currency   money.Currency `json:"currency" doc:"Empty unless the metric is money."`
	Lower      bool           `json:"lower" doc:"Less is better."`
	Start      period.Date    `json:"start" format:"date"`
	End        period.Date    `json:"end" format:"date" doc:"Exclusive."`
	Factor     money.Amount   `json:"factor" doc:"How much it weighs against the others; 1 unless somebody set another."`
	Share      *money.Amount  `json:"share" doc:"Of the score, 0 to 1: factor ÷ the factors of all that count. Null where it does not count."`
	Target     *money.Amount  `json:"target"`
	Actual     *money.Amount  `json:"actual" doc:"Of a target that counts only a part, that part."`
	Attainment *money.Amount  `json:"attainment"`
	Gap        *money.Amount  `json:"gap" doc:"What is missing; below 0 is a cushion."`
	Expected   *money.Amount  `json:"expected" doc:"By now, by working days; null when the time is over or there is no pace."`
	Pace       *money.Amount  `json:"pace" doc:"Actual ÷ expected: a number beside the status, never its reason."`
	Status     foresee.Status `json:"status" enum:"not_started,achieved,missed,met_with_breach,ahead,on_track,at_risk,behind,unknown" doc:"The same as everywhere: while the time runs by the chance alone. Of a part unknown: nobody set it as a target."`
	Chance     *money.Amount  `json:"chance"`
	Finish     *money.Amount  `json:"finish" doc:"Where it ends on average, while its time runs."`
	Low        *money.Amount  `json:"p10"`
	High       *money.Amount  `json:"p90"`
	Why        string         `json:"why" doc:"Why it does not count in the score, or what its target is; empty when there is nothing to say."`
}

// Days are those of the line.
func (l Line) Days() period.Range { return period.Range{Start: l.Start, End: l.End} }

// order puts what counts first, then the targets that run on.
func (l Line) order() int {
	switch {
	case l.Share != nil:
		return 0
	case l.Kind != OfGoal:
		return 1
	default:
		return 2
	}
}

// Members are those whom a node's number comes from: rows + rest + late is the
// total.
type Members struct {
	Metric   metric.Series  `json:"metric"`
	Name     string         `json:"name"`
	Unit     metric.Unit    `json:"unit"`
	Currency money.Currency `json:"currency"`
	Rows     []Member       `json:"rows"`
	Rest     money.Amount   `json:"rest" doc:"What belongs to none of the rows."`
	Late     money.Amount   `json:"late" doc:"What counts late, of closed periods before."`
	Total    *money.Amount  `json:"total" doc:"Rows + rest + late; null where the metric does not add up, or nothing is known."`
}

// Member is one of them. Counted is what came while he was there; the score is
// that of his own scorecard.
type Member struct {
	Node       Who            `json:"node"`
	Counted    *money.Amount  `json:"counted" doc:"What counted here while he belonged to it."`
	Target     *money.Amount  `json:"target"`
	Attainment *money.Amount  `json:"attainment" doc:"Of his own number."`
	Score      *money.Amount  `json:"score"`
	Status     foresee.Status `json:"status" enum:"not_started,achieved,missed,met_with_breach,ahead,on_track,at_risk,behind,unknown"`
	Over       bool           `json:"over" doc:"The time of the target that has the status is over."`
}

// Place says where a value lies.
type Place string

// The places.
const (
	Below   Place = "below"
	Within  Place = "within"
	Above   Place = "above"
	Nowhere Place = "unknown" // there are too few others
)

// Driver is one step from work to sales.
type Driver struct {
	Key       string            `json:"key"`
	Name      string            `json:"name"`
	Unit      metric.Unit       `json:"unit"`
	Currency  money.Currency    `json:"currency" doc:"Empty unless it is money."`
	Lower     bool              `json:"lower" doc:"Less is better."`
	Now       *money.Amount     `json:"now" doc:"In the period; null when there was nothing to make it of."`
	Usual     *money.Amount     `json:"usual" doc:"The mean of the same in the twelve periods before."`
	Variation explain.Variation `json:"variation" enum:"usual,unusual,unknown" doc:"Whether now differs from usual by more than the normal up and down."`
	Own       *money.Amount     `json:"own" doc:"Over twelve months, drawn to the others where there are few cases."`
	Low       *money.Amount     `json:"low" doc:"A quarter of those who do the same work are below it; null when there are too few of them."`
	High      *money.Amount     `json:"high" doc:"A quarter of them are above it."`
	Place     Place             `json:"place" enum:"below,within,above,unknown" doc:"Of own against low and high."`
}

// Award is recognition that somebody got.
type Award struct {
	Day   period.Date `json:"day" format:"date"`
	Title string      `json:"title"`
	Why   string      `json:"why"`
	By    string      `json:"by" doc:"Empty when nobody gave it but a rule."`
}

// ProposalKind says what is proposed.
type ProposalKind string

// The kinds.
const (
	NextTarget ProposalKind = "target"    // for the period after this one
	FollowUp   ProposalKind = "follow_up" // a small goal, coaching, or a look at the target
	CatchUp    ProposalKind = "catch_up"  // what closes the gap while the time runs
)

// Proposal is what could be next. Text says it in words without amounts; they
// stand beside it.
type Proposal struct {
	Kind     ProposalKind   `json:"kind" enum:"target,follow_up,catch_up"`
	Text     string         `json:"text"`
	Metric   metric.Series  `json:"metric"`
	Name     string         `json:"name" doc:"Of the metric."`
	Unit     metric.Unit    `json:"unit"`
	Currency money.Currency `json:"currency"`
	Period   Span           `json:"period"`
	Set      *money.Amount  `json:"set" doc:"The target that is there already; null: none."`
	Value    *money.Amount  `json:"value" doc:"What is proposed; of a plan that catches up what it brings."`
	Low      *money.Amount  `json:"low"`
	High     *money.Amount  `json:"high" doc:"Of a plan that catches up the gap that is to be expected."`
}
