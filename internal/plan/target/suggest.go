package target

import (
	"fmt"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
)

// Block is where a suggestion comes from.
type Block string

// The blocks (methods.md 3.1).
const (
	LastYear  Block = "last_year" // the same months a year before
	History   Block = "history"   // the forecast: where it goes as things are
	Growth    Block = "growth"    // last year and how it has been growing
	Market    Block = "market"    // last year and how the market moves
	Potential Block = "potential" // closing a part of the gap to the potential
	Headcount Block = "capacity"  // what the people there can bring
	TopDown   Block = "top_down"  // the number from above, with its padding taken out
)

// Evidence is what suggestions are made from. Blocks without their evidence
// are left out.
type Evidence struct {
	Values []money.Amount // of whole months, oldest first
	First  int            // the month of the first value: 0 for January
	Days   []float64      // working days of the months, from the first of the values to the last of the period; nil: not known
	Ahead  int            // months between the last value and the first month of the period
	Months int            // of the period, from 1

	Expected  *Expected // as it is foreseen elsewhere; nil: by the values alone
	Market    *MarketOutlook
	Potential *PotentialOutlook
	Capacity  *money.Amount   // see Capacity
	Board     *money.Amount   // the number from above
	Over      money.Amount    // its over-assignment: 1.05; 0 for none
	Weights   map[Block]int64 // for the blend; nil: all alike
}

// MarketOutlook is how the market moves, and how much of it reaches us.
type MarketOutlook struct {
	Change money.Amount // 0.04 for +4 %
	Beta   money.Amount // 1 when we move with the market
}

// PotentialOutlook is what could be sold in the period.
type PotentialOutlook struct {
	Potential money.Amount  // of the whole market, in the period
	FairShare money.Amount  // 0.2
	Speed     money.Amount  // part of the gap closed by then: 0.1 to 0.25
	Most      *money.Amount // what is added at most; nil for no limit
}

// Suggestion is one block's number. Low and High hold it in four of five cases;
// they are nil where too little is known.
type Suggestion struct {
	Block     Block
	Value     money.Amount
	Low, High *money.Amount
	Text      string
	Facts     []string
}

// Suggestions stand side by side, with their blend and spread.
type Suggestions struct {
	Items   []Suggestion
	Blend   *money.Amount // weighted mean of the blocks but TopDown; nil without any
	Low     *money.Amount // the smallest value of any block
	High    *money.Amount // the largest
	Gap     *money.Amount // TopDown − Blend when it is above by more than 10 %: to be closed by initiatives
	Stretch []Stretch     // from History; empty where its spread is unknown
	Ask     *Uplift       // of TopDown beyond History
}

// Suggest makes suggestions for a metric that is added up over time.
func Suggest(e Evidence) (Suggestions, error) {
	if e.Months < 1 || e.Ahead < 0 || e.First < 0 || e.First > 11 {
		return Suggestions{}, fault.New(fault.Internal, "a period of %d months, %d ahead, after a first month %d", e.Months, e.Ahead, e.First)
	}
	var s Suggestions
	add := func(block Block, value float64, low, high *money.Amount, text string, facts ...string) {
		s.Items = append(s.Items, Suggestion{Block: block, Value: amountOf(value), Low: low, High: high, Text: text, Facts: facts})
	}
	last, hasLast := e.lastYear()
	if hasLast {
		add(LastYear, last, nil, nil, "What the same months brought a year before.", "Last year: "+amountOf(last).Readable()+".")
	}
	history := e.history()
	if history != nil {
		s.Items = append(s.Items, history.suggestion())
		s.Stretch = history.stretch()
	}
	if g, years, ok := e.growth(); ok && hasLast {
		add(Growth, last*(1+g), nil, nil, "Last year's months, growing on as before.",
			fmt.Sprintf("Growth used: %+.1f %% a year, from %d comparison(s) of twelve months, drawn towards 0 because they are few.", g*100, years))
	}
	if m := e.Market; m != nil && hasLast {
		move := toFloat(m.Change) * toFloat(m.Beta)
		add(Market, last*(1+move), nil, nil, "Last year's months, moved with the market.",
			fmt.Sprintf("The market moves by %+.1f %%, and this business by %.2f of that.", toFloat(m.Change)*100, toFloat(m.Beta)))
	}
	if p := e.Potential; p != nil && hasLast {
		fair := float64(p.Potential) * toFloat(p.FairShare)
		step := max(0, toFloat(p.Speed)*(fair-last))
		if p.Most != nil {
			step = min(step, float64(*p.Most))
		}
		add(Potential, last+step, nil, nil, "Closing a part of the gap to the fair share of the potential.",
			fmt.Sprintf("A fair share of the potential is %s; %.0f %% of the gap would be closed.", amountOf(fair).Readable(), toFloat(p.Speed)*100))
	}
	if e.Capacity != nil {
		add(Headcount, float64(*e.Capacity), nil, nil, "What the people there can bring, with ramp and availability.")
	}
	if e.Board != nil {
		value := float64(*e.Board)
		if e.Over > 0 {
			value /= toFloat(e.Over)
		}
		add(TopDown, value, nil, nil, "The number from above, without the over-assignment.")
	}
	if history != nil && e.Board != nil {
		s.Ask = history.uplift(*e.Board)
	}
	s.summarise(e)
	return s, nil
}

// lastYear sums the same months a year before; ok is false when some of them
// are not known.
func (e Evidence) lastYear() (sum float64, ok bool) {
	const year = 12
	n := len(e.Values)
	for i := range e.Months {
		at := n + e.Ahead + i
		for at -= year; at >= n; at -= year { // further ahead than a year: the latest that is known
		}
		if at < 0 {
			return 0, false
		}
		sum += float64(e.Values[at])
	}
	return sum, n > 0
}

// growth compares the last twelve months with those before, drawn towards 0.
func (e Evidence) growth() (g float64, years int, ok bool) {
	const year = 12
	n := len(e.Values)
	years = n/year - 1
	if years < 1 {
		return 0, 0, false
	}
	years = min(years, 2)
	now, before := sumOf(e.Values[n-year:]), sumOf(e.Values[n-year*(years+1):n-year*years])
	if now <= 0 || before <= 0 {
		return 0, 0, false
	}
	raw := math.Pow(now/before, 1/float64(years)) - 1
	return raw * float64(years) / float64(years+1), years, true
}

func (s *Suggestions) summarise(e Evidence) {
	var sum, weights float64
	var board *money.Amount
	for _, item := range s.Items {
		if s.Low == nil || item.Value < *s.Low {
			v := item.Value
			s.Low = &v
		}
		if s.High == nil || item.Value > *s.High {
			v := item.Value
			s.High = &v
		}
		if item.Block == TopDown {
			board = &item.Value
			continue
		}
		w := 1.0
		if e.Weights != nil {
			w = float64(e.Weights[item.Block])
		}
		sum, weights = sum+w*float64(item.Value), weights+w
	}
	if weights <= 0 {
		return
	}
	blend := amountOf(sum / weights)
	s.Blend = &blend
	if board != nil && float64(*board) > 1.1*float64(blend) {
		gap := *board - blend
		s.Gap = &gap
	}
	slices.SortStableFunc(s.Items, func(a, b Suggestion) int { return slices.Index(order, a.Block) - slices.Index(order, b.Block) })
}

var order = []Block{LastYear, History, Growth, Market, Potential, Headcount, TopDown}

func toFloat(a money.Amount) float64 { return float64(a) / float64(money.Unit) }

func sumOf(values []money.Amount) float64 {
	sum := 0.0
	for _, v := range values {
		sum += float64(v)
	}
	return sum
}

// amountOf rounds to a cent; what no amount can hold becomes the largest.
func amountOf(v float64) money.Amount {
	const cent = money.Unit / 100
	if limit := float64(math.MaxInt64 / 2); math.IsNaN(v) || v > limit || v < -limit {
		return money.Amount(math.MaxInt64 / 2)
	}
	return money.Amount(math.Round(v/float64(cent))) * cent
}
