package pattern

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// finding tells a source, if it matters.
func (s source) finding() []Finding {
	effect := s.Effect()
	if math.Abs(effect) < LeastEffect {
		return nil
	}
	share := func(v Share) float64 { return float64(v.Some) / float64(v.All) }
	return []Finding{{Topic: BySource, Node: org.Node{ID: org.NodeID(s.ID)}, Good: effect > 0, Effect: effect, Monthly: s.monthly, Chance: s.P,
		Drivers: []Driver{{Name: "Leads that were ever qualified", Unit: metric.Share, Before: share(s.Others), After: share(s.Share), Whole: 1}}}}
}

// leastOdds is how much higher the odds must be that an order comes back, for 10
// points of discount, to be told.
const leastOdds = 1.3

// returnsFinding tells that discount goes with orders that come back, if it does
// by much.
func returnsFinding(r tradeoff.Returns) []Finding {
	if r.Ratio < leastOdds || !r.Clear {
		return nil
	}
	f := Finding{Topic: ByReturns, Effect: r.Ratio - 1, Chance: r.P}
	for _, b := range r.Bands {
		if b.All > 0 {
			name := fmt.Sprintf("%.0f to %.0f %% discount", 100*b.From, 100*b.To)
			if b.To == 1 {
				name = fmt.Sprintf("%.0f %% discount and more", 100*b.From)
			}
			f.Drivers = append(f.Drivers, Driver{Name: name, Unit: metric.Share, Before: 0, After: float64(b.Returned) / float64(b.All), Whole: 1})
		}
	}
	return []Finding{f}
}

// sortFindings puts what costs most first, then what costs nothing that can be
// said, then what went well.
func sortFindings(list []Finding) {
	place := func(f Finding) int {
		switch {
		case f.Good:
			return 2
		case f.Monthly == nil:
			return 1
		default:
			return 0
		}
	}
	worth := func(f Finding) money.Amount {
		if f.Monthly == nil {
			return 0
		}
		return max(*f.Monthly, -*f.Monthly)
	}
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(worth(b), worth(a)), cmp.Compare(a.Node.ID, b.Node.ID))
	})
}

// say puts a finding into a sentence.
func (f Finding) say() string {
	switch f.Topic {
	case BySource:
		d := f.Drivers[0]
		return fmt.Sprintf("%s: %.0f %% of its leads are ever qualified, of those of all other sources %.0f %%.", f.Node.Name, 100*d.After, 100*d.Before)
	case ByReturns:
		return fmt.Sprintf("With 10 points more discount the odds that an order comes back are %.1f times as high, by the same size of order.", 1+f.Effect)
	}
	way := "below"
	if f.Good {
		way = "above"
	}
	text := fmt.Sprintf("%s: since %s revenue is %s %s what its earlier share would bring.", f.Node.Name, f.Since.Format("January 2006"), percent(f.Effect), way)
	if moved := f.moved(); moved != "" {
		text += " Against the rest, " + moved + "."
	}
	return text
}

// moved lists up to three drivers.
func (f Finding) moved() string {
	const most = 3
	var parts []string
	for _, d := range f.Drivers[:min(most, len(f.Drivers))] {
		sign := "+"
		if d.Move() < 0 {
			sign = "−"
		}
		parts = append(parts, strings.ToLower(d.Name[:1])+d.Name[1:]+" "+sign+percent(d.Move()))
	}
	return strings.Join(parts, ", ")
}

// percent writes a change without its sign. What came of nearly nothing is told
// as that.
func percent(v float64) string {
	const much = 10
	if math.IsInf(v, 0) || v > much {
		return "more than ten times"
	}
	return fmt.Sprintf("%.0f %%", 100*math.Abs(v))
}
