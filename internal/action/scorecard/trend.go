package scorecard

import (
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// perYear is how many periods of a kind a year holds.
var perYear = map[period.Kind]int{period.Month: 12, period.Quarter: 4, period.Half: 2, period.Year: 1, period.Week: 52}

// points is how many periods a trend holds: the one it is about, and twelve
// before it; of months that is a year.
const points = 13

// Trend holds the period against those before it, like with like: of a period
// that runs as many working days of each, per working day, and by those who
// belong to the node now.
type Trend struct {
	Metric   metric.Series  `json:"metric"`
	Name     string         `json:"name"`
	Unit     metric.Unit    `json:"unit"`
	Currency money.Currency `json:"currency"`
	Lower    bool           `json:"lower" doc:"Less is better."`
	PerDay   bool           `json:"per_day" doc:"Points are compared per working day; of what does not add up over days they are compared as they are."`
	Elapsed  *int           `json:"elapsed" doc:"Of a period that runs: the working days of each period that are looked at. Null when it is over."`
	Points   []Point        `json:"points" doc:"The oldest first; the last one is the period itself."`
	// Same says whether those who belong to the node now are others than those who
	// did: then each point has both.
	Same       bool              `json:"same" doc:"True when the organisation was the same all the time, or the node is a person: then the values of the people of now are those of the node."`
	People     int               `json:"people" doc:"Who belong to the node now; 0 for a person."`
	ChangeYear *money.Amount     `json:"change_year" doc:"Against the same period a year before: 0.1 is a tenth more. Of the same people where the organisation changed."`
	ChangeLast *money.Amount     `json:"change_last" doc:"Against the period before."`
	Variation  explain.Variation `json:"variation" enum:"usual,unusual,unknown" doc:"Whether the period differs from the mean of those before it by more than the normal up and down."`
}

// Point is one period of a trend.
type Point struct {
	Period  Span          `json:"period"`
	End     period.Date   `json:"until" format:"date" doc:"Exclusive: the end of what is looked at."`
	Days    int           `json:"days" doc:"Working days that are looked at."`
	Value   *money.Amount `json:"value" doc:"Of the node as it was."`
	Now     *money.Amount `json:"value_now" doc:"Of those who belong to it now; null where that is not known."`
	Each    *money.Amount `json:"per_day" doc:"Value ÷ working days."`
	NowEach *money.Amount `json:"per_day_now" doc:"Value of those who belong to it now ÷ working days."`
}

// Alike returns the first days of a period that hold so many working days; the
// whole period when it has no more.
func Alike(c period.Calendar, of period.Range, days int) period.Range {
	n := 0
	for day := of.Start; day < of.End; day++ {
		if n == days && c.IsWorkingDay(day) {
			return period.Range{Start: of.Start, End: day}
		}
		if c.IsWorkingDay(day) {
			n++
		}
	}
	return of
}

// compare fills in what follows from the values of a trend.
func (t *Trend) compare() {
	t.Same = true
	for i := range t.Points {
		p := &t.Points[i]
		if t.PerDay {
			p.Each, p.NowEach = perDay(p.Value, p.Days), perDay(p.Now, p.Days)
		}
		if p.Now != nil && p.Value != nil && *p.Now != *p.Value {
			t.Same = false
		}
	}
	t.Variation = explain.Unknown
	last := len(t.Points) - 1
	if last < 0 {
		return
	}
	now := t.worth(last)
	if now == nil {
		return
	}
	if last >= 1 {
		t.ChangeLast = change(*now, t.worth(last-1))
	}
	if year := perYear[t.Points[last].Period.Kind]; year > 0 && last >= year {
		t.ChangeYear = change(*now, t.worth(last-year))
	}
	var history []float64
	sum := 0.0
	for i := range last {
		if v := t.worth(i); v != nil {
			history = append(history, number(*v))
			sum += number(*v)
		}
	}
	if len(history) > 0 {
		t.Variation = explain.Judge(number(*now)-sum/float64(len(history)), history)
	}
}

// worth is what a point is compared by: that of the people of now, where it is
// known.
func (t *Trend) worth(i int) *money.Amount {
	p := t.Points[i]
	switch {
	case t.PerDay && p.NowEach != nil:
		return p.NowEach
	case t.PerDay:
		return p.Each
	case p.Now != nil:
		return p.Now
	default:
		return p.Value
	}
}

// change is how much more it is than before, as a share; nil where there is
// nothing that it could be a share of.
func change(now money.Amount, before *money.Amount) *money.Amount {
	if before == nil || *before <= 0 {
		return nil
	}
	share, ok := money.Ratio(now-*before, *before)
	if !ok {
		return nil
	}
	return &share
}

func perDay(v *money.Amount, days int) *money.Amount {
	if v == nil || days == 0 {
		return nil
	}
	each, err := money.MulDiv(*v, 1, int64(days))
	if err != nil {
		return nil
	}
	return &each
}

// number returns an amount in whole units.
func number(a money.Amount) float64 { return float64(a) / float64(money.Unit) }
