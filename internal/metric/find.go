package metric

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
)

// The prefixes of metrics with parameters.
const (
	conversionPrefix       = "conversion:"
	conversionPeriodPrefix = "conversion_period:"
	activityPrefix         = "activities:"
	customPrefix           = "x_"
)

// Find returns the metric with the id, of those that every organisation has.
// Use a Catalogue where users' own metrics and stages count too.
func Find(id string) (Metric, error) { return Catalogue{}.Find(id) }

// Catalogue knows all metrics of an organisation.
type Catalogue struct {
	custom []Custom
	funnel []fact.Stage
	types  []string
}

// NewCatalogue returns the catalogue of an organisation with metrics of its
// users (the latest version of each), its funnel, and the types of activity
// that it has.
func NewCatalogue(custom []Custom, funnel []fact.Stage, types []string) Catalogue {
	return Catalogue{custom: custom, funnel: funnel, types: types}
}

// All returns every metric that needs no parameter, then one for each type of
// activity, then those of users.
func (c Catalogue) All() []Metric {
	all := All()
	for _, t := range c.types {
		if m, ok := activityMetric(t); ok && !slices.ContainsFunc(all, func(o Metric) bool { return o.ID == m.ID }) {
			all = append(all, m)
		}
	}
	for _, own := range c.custom {
		all = append(all, own.Metric())
	}
	return all
}

// Find returns the metric with the id: one of All, one with parameters such as
// conversion:lead>won@90 or activities:demo, and either with a scope behind it,
// revenue|product:12.
func (c Catalogue) Find(id string) (Metric, error) {
	base, scope := Series(id).Split()
	m, err := c.find(string(base))
	if err != nil || len(scope) == 0 {
		return m, err
	}
	for _, node := range scope {
		kind, sourceID := node.Split()
		if _, err := org.ParseKind(string(kind)); err != nil || sourceID == "" {
			return Metric{}, fault.New(fault.Invalid, "%q in the metric %q is not a node such as product:12", string(node), id)
		}
	}
	return m.In(scope), nil
}

func (c Catalogue) find(id string) (Metric, error) {
	if m, ok := builtinByID()[Series(id)]; ok {
		return m, nil
	}
	if text, ok := strings.CutPrefix(id, activityPrefix); ok {
		m, ok := activityMetric(text)
		if !ok {
			return Metric{}, fault.New(fault.Invalid, "%q names no type of activity; write one behind the colon, such as activities:demo", id)
		}
		return m, nil
	}
	if text, ok := strings.CutPrefix(id, conversionPrefix); ok {
		p, err := parseConversion(id, text, c.funnel)
		return conversionMetric(Series(id), p), err
	}
	if text, ok := strings.CutPrefix(id, conversionPeriodPrefix); ok {
		p, err := parseConversion(id, text, c.funnel)
		if err == nil && p.window > 0 {
			err = fault.New(fault.Invalid, "%q has a window, but the period form counts what was reached in the period, whenever it began; use conversion: with a window", id)
		}
		return conversionPeriodMetric(Series(id), p), err
	}
	names := []string{}
	for _, m := range builtin() {
		names = append(names, string(m.ID))
	}
	for _, own := range c.custom {
		if string(own.ID) == id {
			return own.Metric(), nil
		}
		names = append(names, string(own.ID))
	}
	return Metric{}, fault.New(fault.Invalid, "there is no metric %q; use one of %s", id, strings.Join(names, ", "))
}

// ActivityType returns a type of activity as series name it: in small letters,
// without spaces around it.
func ActivityType(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// OfType names the series of the activities of one type.
func OfType(text string) Series {
	return Series(activityPrefix + escaper.Replace(ActivityType(text)))
}

// activityNames are the plurals of the usual types.
var activityNames = map[string]string{
	"call": "Calls", "email": "E-mails", "meeting": "Meetings", "demo": "Demos", "proposal": "Proposals", "visit": "Visits",
	"prospecting": "Prospecting activities", "negotiation": "Negotiations", "closing": "Closing activities",
}

func activityMetric(text string) (Metric, bool) {
	kind := ActivityType(unescaper.Replace(text))
	if kind == "" {
		return Metric{}, false
	}
	name := activityNames[kind]
	if name == "" {
		name = "Activities: " + strings.ReplaceAll(kind, "_", " ")
	}
	return summed(Metric{ID: OfType(kind), Name: name, Unit: Count, Definition: fmt.Sprintf("Activities of the type %q.", kind),
		Formula: "Σ how many, of this type", DateRule: "The day it was held.", RollUp: ownedUp, Additive: true, Least: nought()})[0], true
}

// plural names the units of a conversion.
func plural(unit fact.EventKind) string {
	if unit == fact.Lead {
		return "leads"
	}
	return "opportunities"
}

func conversionMetric(id Series, p pair) Metric {
	m := Metric{ID: id, Name: fmt.Sprintf("Conversion from %s to %s", p.from.name, p.to.name), Unit: Share, Least: nought(), Most: one(), Window: p.window,
		Definition: fmt.Sprintf("Of the %s that reached %s in the period, the part that ever reached %s. Who skipped a stage has passed it.", plural(p.unit()), p.from.name, p.to.name),
		Formula:    fmt.Sprintf("%s of the period that reached %s ÷ %s that reached %s in the period", plural(p.unit()), p.to.name, plural(p.unit()), p.from.name),
		DateRule:   fmt.Sprintf("The day on which %s was reached.", p.from.name),
		RollUp:     "Numerator and denominator stand at the owner on that day.",
		Num:        plus(p.cohort()), Den: plus(reached(p.unit(), p.from))}
	if p.window > 0 {
		m.Name += fmt.Sprintf(" within %d days", p.window)
		m.Definition = fmt.Sprintf("Of the %s that reached %s in the period, the part that reached %s within %d days. Who skipped a stage has passed it. Those that have not had %d days yet are left out and counted apart.",
			plural(p.unit()), p.from.name, p.to.name, p.window, p.window)
	}
	return divided(m)[0]
}

func conversionPeriodMetric(id Series, p pair) Metric {
	return divided(Metric{ID: id, Name: fmt.Sprintf("Conversion from %s to %s (period form)", p.from.name, p.to.name), Unit: Share, Least: nought(),
		Definition: fmt.Sprintf("%s that reached %s in the period, whenever they began, against those that reached %s in it. While the funnel grows it stays below the conversion of the cohorts.", capital(plural(p.unit())), p.to.name, p.from.name),
		Formula:    fmt.Sprintf("%s that reached %s in the period ÷ %s that reached %s in the period", plural(p.unit()), p.to.name, plural(p.unit()), p.from.name),
		DateRule:   "Each by the day on which it was reached.",
		RollUp:     "Numerator and denominator stand at the owner, each on its day.",
		Num:        plus(reached(p.unit(), p.to)), Den: plus(reached(p.unit(), p.from))})[0]
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// In returns the metric over what belongs to all of the nodes as well.
func (m Metric) In(scope []org.NodeID) Metric {
	scope = scopeOf(append(slices.Clone(m.Scope), scope...))
	if len(scope) == 0 {
		return m
	}
	if len(m.Scope) == 0 {
		m.RollUp = strings.TrimSpace(m.RollUp + " Only what belongs to all of the scope counts; its numbers are kept for people, teams and the company.")
	}
	m.base = m.Base()
	m.ID, m.Scope = m.base.Scoped(scope), scope
	if m.Against != "" {
		m.Against = m.Against.Base().Scoped(scope)
	}
	m.Num, m.Den = scopedTerms(m.Num, scope), scopedTerms(m.Den, scope)
	m.Histories = slices.Clone(m.Histories)
	for i, s := range m.Histories {
		m.Histories[i] = s.Base().Scoped(scope)
	}
	return m
}

func scopedTerms(terms []Term, scope []org.NodeID) []Term {
	terms = slices.Clone(terms)
	for i, t := range terms {
		terms[i].Series = t.Series.Base().Scoped(scope)
	}
	return terms
}
