package fairness

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/target"
)

// Few is how many must carry a target before figures are made of them all.
const Few = 5

// Holder is somebody with a target, as the report sees him. A nil figure is not
// known.
type Holder struct {
	Node      org.Node
	Group     org.Node // the team or region that he stands in
	Target    money.Amount
	Actual    *money.Amount // so far
	End       *money.Amount // where it ended, or is expected to
	Chance    *money.Amount // to reach the target; of a time that is over there is none
	Potential *money.Amount
	Quota     *money.Amount // what the potential is held against: the number of the plan that knows it
}

// Attained is what of the target is reached at the end; nil: not known.
func (h Holder) Attained() *money.Amount {
	if h.End == nil || h.Target <= 0 {
		return nil
	}
	return ratioOf(*h.End, h.Target)
}

// Stretch is the target ÷ what is expected; nil: not known, or nothing is.
func (h Holder) Stretch() *money.Amount {
	if h.End == nil || *h.End <= 0 {
		return nil
	}
	return ratioOf(h.Target, *h.End)
}

// Load is the part of the potential that the number asks for; nil: not known.
func (h Holder) Load() *money.Amount {
	if h.Potential == nil || h.Quota == nil || *h.Potential <= 0 {
		return nil
	}
	return ratioOf(*h.Quota, *h.Potential)
}

// Step is what somebody hands to those below him.
type Step struct {
	Node  org.Node
	Own   money.Amount // what he carries himself
	Below money.Amount // what those directly below him carry together
	Count int          // of them
}

// Padding is the part by which more is handed out than was received; below 0:
// less.
func (s Step) Padding() money.Amount {
	over := ratioOf(s.Below-s.Own, s.Own)
	if over == nil {
		return 0
	}
	return *over
}

// Report is how targets treat those who carry them. A nil figure could not be
// made; the texts say why.
type Report struct {
	target.Fairness
	Chances int             // holders with a chance
	Spread  *money.Amount   // standard deviation of the chances
	Between *target.Between // of attainment, by group
	Holders []Holder        // the hardest first
	Steps   []Step          // the most padding first
}

// Measure reports on the holders.
func Measure(holders []Holder, steps []Step) Report {
	r := Report{Holders: slices.Clone(holders), Steps: slices.Clone(steps)}
	slices.SortFunc(r.Holders, harder)
	slices.SortFunc(r.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(b.Padding(), a.Padding()), strings.Compare(string(a.Node.ID), string(b.Node.ID)))
	})
	if len(holders) < Few {
		r.Texts = append(r.Texts, fmt.Sprintf("%s a target here. That is too few to say how it is spread; it needs %d.", carry(len(holders)), Few))
	} else {
		r.measure()
	}
	r.Texts = append(r.Texts, r.loads()...)
	r.Texts = append(r.Texts, r.padding()...)
	return r
}

func carry(n int) string {
	if n == 1 {
		return "One carries"
	}
	return fmt.Sprintf("%d carry", n)
}

// harder sorts the smallest chance first, then the largest stretch, and who has
// neither last.
func harder(a, b Holder) int {
	known := func(v *money.Amount, without money.Amount) money.Amount {
		if v == nil {
			return without
		}
		return *v
	}
	return cmp.Or(cmp.Compare(known(a.Chance, math.MaxInt64), known(b.Chance, math.MaxInt64)),
		cmp.Compare(known(b.Stretch(), -1), known(a.Stretch(), -1)), strings.Compare(string(a.Node.ID), string(b.Node.ID)))
}

func (r *Report) measure() {
	var list []target.Holder
	var chances []float64
	groups := map[string][]float64{}
	for _, h := range r.Holders {
		list = append(list, target.Holder{ID: string(h.Node.ID), Target: h.Target, Actual: h.End, Potential: scaled(h), Chance: h.Chance})
		if h.Chance != nil {
			chances = append(chances, number(*h.Chance))
		}
		if a := h.Attained(); a != nil && h.Group.ID != "" {
			groups[string(h.Group.ID)] = append(groups[string(h.Group.ID)], number(*a))
		}
	}
	r.Fairness = target.MeasureFairness(list)
	r.Chances = len(chances)
	if len(chances) >= Few {
		r.Spread = spread(chances)
	} else {
		r.EasiestOdds, r.HardestOdds = nil, nil
	}
	r.Between = target.MeasureBetween(groups)
	r.Texts = append(r.Texts, between(r.Between))
}

// scaled is the potential for the time of the target: that of the plan, as its
// number is to the target.
func scaled(h Holder) *money.Amount {
	if load := h.Load(); load != nil && *load > 0 {
		return ratioOf(h.Target, *load)
	}
	return nil
}

// between says in words what the groups make of attainment.
func between(b *target.Between) string {
	const twice = 2
	switch {
	case b == nil:
		return "Whether it is the team or the person that makes the difference cannot be said: that needs 8 people with attainment in two teams or more, each of two or more."
	case b.Share > twice*b.ByChance:
		return fmt.Sprintf("%s %% of the differences in attainment lie between teams; by lot it would be about %s %%. Look at what the teams were given before at who works in them.", percent(b.Share), percent(b.ByChance))
	default:
		return fmt.Sprintf("%s %% of the differences in attainment lie between teams, about as much as by lot (%s %%): it is more the person than the team.", percent(b.Share), percent(b.ByChance))
	}
}

// loads names who carries far more or less of his potential than is usual.
func (r Report) loads() []string {
	var loads []money.Amount
	for _, h := range r.Holders {
		if load := h.Load(); load != nil {
			loads = append(loads, *load)
		}
	}
	const enough, band = 3, 15
	if len(loads) < enough {
		return nil
	}
	slices.Sort(loads)
	usual := loads[len(loads)/2]
	var heavy, light []string
	for _, h := range r.Holders {
		switch load := h.Load(); {
		case load == nil:
		case number(*load)*100 > number(usual)*(100+band):
			heavy = append(heavy, h.Node.Name)
		case number(*load)*100 < number(usual)*(100-band):
			light = append(light, h.Node.Name)
		}
	}
	var texts []string
	if len(heavy) > 0 {
		texts = append(texts, fmt.Sprintf("More than 15 %% above the usual share of potential (%s %%): %s.", percent(usual), strings.Join(heavy, ", ")))
	}
	if len(light) > 0 {
		texts = append(texts, fmt.Sprintf("More than 15 %% below the usual share of potential (%s %%): %s.", percent(usual), strings.Join(light, ", ")))
	}
	return texts
}

// padding says who hands out more than he received, and who less.
func (r Report) padding() []string {
	const slight = money.Unit / 200 // half a percent is how numbers are rounded
	var more, less []string
	for _, s := range r.Steps {
		switch p := s.Padding(); {
		case p > slight:
			more = append(more, fmt.Sprintf("%s (%s %%)", s.Node.Name, percent(p)))
		case p < -slight:
			less = append(less, fmt.Sprintf("%s (%s %%)", s.Node.Name, percent(-p)))
		}
	}
	var texts []string
	if len(more) > 0 {
		texts = append(texts, "More is handed out than received, which those below carry: "+strings.Join(more, ", ")+".")
	}
	if len(less) > 0 {
		texts = append(texts, "Less is handed out than received, which stays with the one above: "+strings.Join(less, ", ")+".")
	}
	return texts
}

func spread(values []float64) *money.Amount {
	sum, squares := 0.0, 0.0
	for _, v := range values {
		sum += v
	}
	average := sum / float64(len(values))
	for _, v := range values {
		squares += (v - average) * (v - average)
	}
	a := money.Amount(math.Round(math.Sqrt(squares/float64(len(values))) * float64(money.Unit)))
	return &a
}

func ratioOf(a, b money.Amount) *money.Amount {
	if r, ok := money.Ratio(a, b); ok {
		return &r
	}
	return nil
}

// percent writes a share in whole percent.
func percent(a money.Amount) string {
	return fmt.Sprint(int64(math.Round(number(a) * 100)))
}

func number(a money.Amount) float64 { return float64(a) / float64(money.Unit) }
