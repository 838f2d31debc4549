package api

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// none is the input of an operation that takes nothing.
type none struct{}

// body is an answer.
type body[T any] struct{ Body T }

func answer[T any](v T) *body[T] { return &body[T]{Body: v} }

// maybe is a value or null, where the framework's schema has no word for it.
type maybe[T any] struct{ Value *T }

// MarshalJSON writes null for nothing.
func (m maybe[T]) MarshalJSON() ([]byte, error) { return json.Marshal(m.Value) }

// UnmarshalJSON reads null as nothing.
func (m *maybe[T]) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &m.Value) }

// Schema implements huma.SchemaProvider.
func (maybe[T]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{AnyOf: []*huma.Schema{r.Schema(reflect.TypeFor[T](), true, ""), {Type: "null"}}}
}

// change is a field of a change: left out, null, or a value.
type change[T any] struct {
	Set   bool
	Value *T // nil for null
}

// UnmarshalJSON notes that the field is there.
func (c *change[T]) UnmarshalJSON(text []byte) error {
	c.Set = true
	return json.Unmarshal(text, &c.Value)
}

// Schema implements huma.SchemaProvider.
func (change[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	return &s
}

// nodeRef names a node.
type nodeRef struct {
	ID       org.NodeID `json:"id" example:"person:275"`
	Kind     org.Kind   `json:"kind" enum:"company,team,person,region,territory,category,subcategory,product,segment,customer,channel,lead_source"`
	SourceID string     `json:"source_id" example:"275"`
	Name     string     `json:"name"`
}

func refOf(n org.Node) nodeRef {
	kind, sourceID := n.ID.Split()
	return nodeRef{ID: n.ID, Kind: kind, SourceID: sourceID, Name: n.Name}
}

// periodView is a period as it stands on a day.
type periodView struct {
	ID     string        `json:"id" example:"2014-Q1"`
	Label  string        `json:"label"`
	Kind   period.Kind   `json:"kind" enum:"custom,year,half,quarter,month,week"`
	Start  period.Date   `json:"start" format:"date"`
	End    *period.Date  `json:"end" format:"date" doc:"Exclusive; null while open-ended."`
	Status period.Status `json:"status" enum:"closed,open,future"`
}

func periodOf(p period.Period, on period.Date) periodView {
	return periodView{ID: p.ID, Label: p.Label, Kind: p.Kind, Start: p.Start, End: endOf(p.End), Status: p.Status(on)}
}

// endOf returns nil for an end that is not there yet.
func endOf(end period.Date) *period.Date {
	if end == period.Never {
		return nil
	}
	return &end
}

// startOf returns nil for a start that nobody knows.
func startOf(start period.Date) *period.Date {
	if start == period.Always {
		return nil
	}
	return &start
}

// pace compares the actual with a plan curve.
type pace struct {
	Curve     attain.Curve  `json:"curve" enum:"calendar,working_days"`
	Elapsed   int           `json:"elapsed" doc:"Days."`
	Total     int           `json:"total"`
	Remaining int           `json:"remaining"`
	Share     money.Amount  `json:"share" doc:"Elapsed ÷ total."`
	Expected  money.Amount  `json:"expected" doc:"Target × share."`
	Index     *money.Amount `json:"pace_index" doc:"Actual ÷ expected."`
	GapToPace money.Amount  `json:"gap_to_pace" doc:"Actual − expected."`
	RunRate   *money.Amount `json:"run_rate" doc:"Actual per elapsed day."`
	Required  *money.Amount `json:"required_run_rate" doc:"What is missing, per remaining day."`
}

// foreign is an amount that no rate converts.
type foreign struct {
	Currency money.Currency `json:"currency"`
	Amount   money.Amount   `json:"amount"`
}

// figures are how a node stands in a period.
type figures struct {
	Node           nodeRef             `json:"node"`
	Metric         metric.Series       `json:"metric"`
	Unit           metric.Unit         `json:"unit" enum:"money,count,quantity,share,days,points"`
	Direction      metric.Direction    `json:"direction" enum:"higher,lower"`
	Currency       *money.Currency     `json:"currency" doc:"Null unless the unit is money."`
	Period         periodView          `json:"period"`
	AsOf           period.Date         `json:"as_of" format:"date"`
	Target         *money.Amount       `json:"target"`
	TargetSource   attain.Source       `json:"target_source" enum:"own,sum,none"`
	TargetNote     string              `json:"target_note"`
	Policy         org.Denominator     `json:"policy" enum:",latest,credit_date,day_weighted" doc:"Which versions of the target the attainment divides by; empty without a target."`
	Actual         *money.Amount       `json:"actual" doc:"Null of a masked colleague, and of a rate without cases."`
	Filling        *money.Amount       `json:"filling" doc:"The share of all that ever happened that is counted, while there is no value for that reason; null otherwise."`
	Covered        *money.Amount       `json:"covered" doc:"The part of actual that attainment, gap and pace are about; null when it is all of it."`
	Attainment     *money.Amount       `json:"attainment" doc:"Actual ÷ target: 0.8066 is 80.66 %."`
	Gap            *money.Amount       `json:"gap" doc:"What is missing in the metric's good direction: target − actual, or actual − target where less is better."`
	Pace           []pace              `json:"pace"`
	Rates          metric.RatePolicy   `json:"rates" enum:",deal_date,plan,period_average,latest" doc:"At which rates money of other currencies counts; empty unless the unit is money."`
	CurrencyEffect *money.Amount       `json:"currency_effect" doc:"What these rates add, against the rates of each day; null under those."`
	Unconverted    []foreign           `json:"unconverted" doc:"Amounts without a rate. They are not part of actual."`
	Late           []lateView          `json:"late" doc:"The part of actual that happened in closed periods before, and became known in this one."`
	Closed         maybe[frozenView]   `json:"closed" doc:"Null while any day of the period is open."`
	Notes          []string            `json:"notes"`
	Outlook        maybe[BriefOutlook] `json:"outlook" doc:"Where it ends; null without a target, and where it is not told, as beside a burn-up."`
	Rank           *int                `json:"rank"`
	Masked         bool                `json:"masked" doc:"A colleague, shown ranked and nothing more."`
}

// figuresOf writes figures for the wire. Of a colleague who may only be seen
// ranked it writes the name, the rank and the attainment, and nothing that an
// amount could be read from.
func figuresOf(f attain.Figures) figures {
	v := figures{
		Node: refOf(f.Node), Metric: f.Metric.ID, Unit: f.Metric.Unit, Direction: f.Metric.Direction, Masked: f.Masked, Rates: f.Rates, Currency: currencyOf(f.Currency),
		Period: periodOf(f.Period, f.AsOf), AsOf: f.AsOf, Attainment: f.Attainment, TargetSource: attain.None,
		Pace: []pace{}, Unconverted: []foreign{}, Notes: []string{}, Late: []lateView{}, Filling: f.Filling,
	}
	if f.Rank > 0 {
		v.Rank = &f.Rank
	}
	if f.Masked {
		return v
	}
	v.Target, v.Actual, v.Covered, v.Gap, v.CurrencyEffect = f.Target, f.Actual, f.Covered, f.Gap, f.Effect()
	v.TargetSource, v.TargetNote = f.TargetSource, f.TargetNote
	for _, p := range f.Pace {
		v.Pace = append(v.Pace, pace(p))
	}
	if f.Target != nil {
		v.Policy = f.Policy
	}
	for _, amount := range f.Unconverted {
		v.Unconverted = append(v.Unconverted, foreign(amount))
	}
	v.Late, v.Closed = latesOf(f.Late, f.Metric, f.AsOf), frozenOf(f)
	v.Notes = append(v.Notes, f.Notes...)
	return v
}

func currencyOf(c money.Currency) *money.Currency {
	if c == "" {
		return nil
	}
	return &c
}

// text returns nil for an empty text.
func text[T ~string](t T) *T {
	if t == "" {
		return nil
	}
	return &t
}

// moment returns the time of stored microseconds.
func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// momentOrNull returns nil for a time that has not come.
func momentOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC()
	return &utc
}
