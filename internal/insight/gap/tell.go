package gap

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// tell writes the paragraph: where it stands, where it ends, what it comes
// from, where it lies, and what that does not say.
func (a *ask) tell() {
	a.tellStand()
	a.tellEnd()
	for _, c := range a.Chains {
		a.tellChain(c)
	}
	for _, d := range a.Dimensions {
		a.tellDimension(d)
	}
	a.tellBridge()
	if len(a.Chains) > 0 {
		a.say("This is an accounting attribution: it says where the difference lies, not what caused it, for factors act on each other.")
	}
}

func (a *ask) say(text string, refs ...Ref) {
	a.Sentences = append(a.Sentences, Sentence{text, refs})
}

// worth writes a rounded amount for a sentence.
func (a *ask) worth(value money.Amount, unit metric.Unit) string {
	switch {
	case unit == metric.Share:
		const percent = 100
		return fmt.Sprintf("%.1f%%", float64(value)/float64(money.Unit)*percent)
	case unit == metric.Quantity && size(value) < 100*money.Unit:
		value = rounded(value, money.Unit/10)
	case unit == metric.Days || size(value) >= 100*money.Unit:
		value = rounded(value, money.Unit)
	}
	return goal.Say(value, unit, a.Figures.Currency)
}

// rounded returns the nearest multiple of the step, halves away from 0.
func rounded(value, step money.Amount) money.Amount {
	half := step / 2
	if value < 0 {
		half = -half
	}
	return (value + half) / step * step
}

func size(a money.Amount) money.Amount { return max(a, -a) }

// own refers to the metric at a node, on the days of the gap.
func (a *ask) own(node org.NodeID, value money.Amount) Ref {
	return Ref{Label: a.Figures.Metric.Name, Node: node, Metric: a.Figures.Metric.ID, Days: a.receiptDays(), Value: value, Unit: a.Figures.Metric.Unit}
}

// receiptDays are those of the period itself, so that its receipt is the one
// that is shown everywhere.
func (a *ask) receiptDays() period.Range { return a.Figures.Period.Range }

func (a *ask) tellStand() {
	f := a.Figures
	plan := "its target of"
	if a.Basis == ToDate {
		plan = "the plan to date of"
	}
	have := "has"
	if f.Covered != nil {
		have = "has, by those whose targets count,"
	}
	word, by := "less than", a.Gap.Gap
	if by < 0 {
		word, by = "more than", -by
	}
	text := fmt.Sprintf("%s %s %s of %s in %s, which is %s %s %s %s", f.Node.Name, have, a.worth(a.Counted, f.Metric.Unit), lower(f.Metric.Name),
		f.Period.Label, a.worth(by, f.Metric.Unit), word, plan, a.worth(a.Planned, f.Metric.Unit))
	if by == 0 {
		text = fmt.Sprintf("%s %s %s of %s in %s: exactly %s %s", f.Node.Name, have, a.worth(a.Counted, f.Metric.Unit), lower(f.Metric.Name), f.Period.Label, plan, a.worth(a.Planned, f.Metric.Unit))
	}
	a.say(text+".", a.own(a.id, *f.Actual))
}

func (a *ask) tellEnd() {
	p := a.Outlook.Projection
	middle := p.Quantile(50)
	if middle == nil || a.Basis != ToDate || a.Figures.Target == nil {
		return
	}
	left := *a.Figures.Target - *middle
	word := "short of"
	if left < 0 {
		left, word = -left, "above"
	}
	text := fmt.Sprintf("As it goes it ends at about %s, %s %s the target", a.worth(*middle, a.Figures.Metric.Unit), a.worth(left, a.Figures.Metric.Unit), word)
	if p.Chance != nil {
		text += fmt.Sprintf("; the chance to reach it is %s", a.worth(*p.Chance, metric.Share))
	}
	a.say(text+".", a.own(a.id, *a.Figures.Actual))
}

func (a *ask) tellChain(c Chain) {
	if len(c.Factors) == 0 || c.Key == Velocity && !c.stands("open", "cycle") {
		return // the chain of new deals has told the rest of it
	}
	parts := make([]string, len(c.Factors))
	var usual []string
	var refs []Ref
	for i, f := range c.Factors {
		parts[i] = fmt.Sprintf("%s %s (%s against %s)", lower(f.Name), a.signed(f.Effect, c.Metric.Unit), a.worth(f.Actual, f.Unit), a.worth(f.Plan, f.Unit))
		if f.Variation == explain.Usual {
			usual = append(usual, lower(f.Name))
		}
		for _, ref := range f.Refs {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	begin := "By factors: "
	switch c.Key {
	case NewDeals:
		begin = fmt.Sprintf("New deals won, %s against %s, by factors: ", a.worth(c.Actual, c.Metric.Unit), a.worth(c.Plan, c.Metric.Unit))
	case Velocity:
		begin = "New deals by what was open and how fast it was decided: "
	}
	text := begin + strings.Join(parts, ", ")
	if len(usual) > 0 {
		text += "; within normal variation: " + strings.Join(usual, ", ")
	}
	a.say(text+".", refs...)
}

// stands reports whether one of the factors is further off than usual.
func (c Chain) stands(keys ...string) bool {
	return slices.ContainsFunc(c.Factors, func(f Factor) bool { return f.Variation == explain.Unusual && slices.Contains(keys, f.Key) })
}

// tellDimension names the rows that are further off than usual.
func (a *ask) tellDimension(d Dimension) {
	const most = 2
	var parts []string
	var refs []Ref
	short := a.Gap.Gap >= 0
	rows := slices.Clone(d.Rows)
	if !short {
		slices.SortStableFunc(rows, func(x, y Row) int { return cmp.Compare(x.Gap, y.Gap) })
	}
	for _, r := range rows {
		if len(parts) == most || r.Node.ID == "" || (r.Gap > 0) != short || r.Variation == explain.Usual || r.Gap == 0 {
			continue
		}
		text := fmt.Sprintf("%s %s (%s against %s)", r.Node.Name, a.signed(-r.Gap, a.Figures.Metric.Unit), a.worth(r.Actual, a.Figures.Metric.Unit), a.worth(r.Planned, a.Figures.Metric.Unit))
		if change := a.sinceBaseline(r); change != "" {
			text += ", " + change
		}
		if r.Variation == explain.Unknown {
			text += ", with too little history to say whether that is usual"
		}
		parts = append(parts, text)
		refs = append(refs, a.rowRef(r))
	}
	if len(parts) > 0 {
		a.say(fmt.Sprintf("By %s most lies with %s.", d.By, strings.Join(parts, " and ")), refs...)
	}
	a.tellFall(d, refs)
}

// sinceBaseline says how a row compares with the same days of the year before: a
// row may be off because it fell, or because more is asked of it than it ever
// brought.
func (a *ask) sinceBaseline(r Row) string {
	if a.Baseline.Against != LastYear || r.Baseline <= 0 {
		return ""
	}
	const percent = 100
	change := math.Round(float64(r.Actual-r.Baseline) / float64(r.Baseline) * percent)
	switch {
	case change < 0:
		return fmt.Sprintf("%.0f%% less than the year before", -change)
	case change > 0:
		return fmt.Sprintf("%.0f%% more than the year before", change)
	default:
		return "as much as the year before"
	}
}

// tellFall names the row that fell most against the year before, when the gap
// to the plan has not named it.
func (a *ask) tellFall(d Dimension, told []Ref) {
	if a.Baseline.Against != LastYear || d.By == org.Person || a.Gap.Gap <= 0 {
		return
	}
	var worst Row
	for _, r := range d.Rows {
		if r.Node.ID != "" && r.Variation == explain.Unusual && r.Gap > 0 && r.Actual-r.Baseline < worst.Actual-worst.Baseline {
			worst = r
		}
	}
	if worst.Node.ID == "" || slices.ContainsFunc(told, func(ref Ref) bool { return ref.Label == worst.Node.Name }) {
		return
	}
	a.say(fmt.Sprintf("Against the year before %s fell most, by %s to %s: %s.", worst.Node.Name, a.worth(worst.Baseline-worst.Actual, a.Figures.Metric.Unit),
		a.worth(worst.Actual, a.Figures.Metric.Unit), a.sinceBaseline(worst)), a.rowRef(worst))
}

// rowRef refers to the number of a row: the company's part of a territory is the
// whole territory, which has a receipt of its own.
func (a *ask) rowRef(r Row) Ref {
	node := a.id
	if a.id == a.org.Root() {
		node = r.Node.ID
	}
	return Ref{Label: r.Node.Name, Node: node, Metric: a.Figures.Metric.ID, Days: a.receiptDays(), Value: r.Actual, Unit: a.Figures.Metric.Unit}
}

func (a *ask) tellBridge() {
	b := a.Bridge
	if b == nil {
		return
	}
	d := b.Division
	var parts []string
	for _, p := range []struct {
		name  string
		value money.Amount
	}{{"volume", d.Volume}, {"mix", d.Mix}, {"price", d.Price}, {"products new in it", d.New}, {"products no longer sold", d.Lost}, {"what has no price", d.Rest}} {
		if p.value != 0 {
			parts = append(parts, p.name+" "+a.signed(p.value, a.Figures.Metric.Unit))
		}
	}
	if len(parts) == 0 {
		return
	}
	a.say(fmt.Sprintf("Against the %s of the same days of the year before: %s.", a.worth(a.Baseline.Value, a.Figures.Metric.Unit), strings.Join(parts, ", ")),
		Ref{Label: "Year before", Node: a.id, Metric: a.Figures.Metric.ID, Days: a.Baseline.Days, Value: a.Baseline.Value, Unit: a.Figures.Metric.Unit})
}

func (a *ask) signed(value money.Amount, unit metric.Unit) string {
	text := a.worth(value, unit)
	if value > 0 {
		return "+" + text
	}
	return strings.Replace(text, "-", "−", 1)
}

// lower writes a name within a sentence.
func lower(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}
