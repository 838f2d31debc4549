package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
)

// Family is a metric with parameters: an id is made from its pattern by
// putting the chosen values in.
type Family struct {
	Metric     Metric // its ID is the family's name; no values can be made from it
	Pattern    string // conversion:{from}>{to}
	Parameters []Parameter
}

// Parameter is a place in a pattern.
type Parameter struct {
	Name    string // from
	Label   string // for people
	Choices []Choice
}

// Choice is a value that a parameter can have.
type Choice struct{ Value, Label string }

// Families returns the metrics with parameters, with the choices that the
// organisation has.
func (c Catalogue) Families() []Family {
	stages := c.stageChoices()
	from, to := Parameter{"from", "from", stages[:len(stages)-1]}, Parameter{"to", "to", stages[1:]}
	activity, _ := activityMetric("any")
	activity.ID, activity.Name, activity.Definition = "activities_of_type", "Activities of one type", "Activities of the type that is chosen: calls, demos, proposals."
	var types []Choice
	for _, t := range c.activityTypes() {
		m, _ := activityMetric(t)
		types = append(types, Choice{Value: string(m.ID)[len(activityPrefix):], Label: m.Name})
	}
	sample := pair{from: mark{fact.Lead, wordLead}, to: mark{fact.Lead, wordWon}}
	cohort, byPeriod := conversionMetric("conversion", sample), conversionPeriodMetric("conversion_period", sample)
	cohort.Name, byPeriod.Name = "Conversion between stages", "Conversion between stages (period form)"
	cohort.Definition = "Of what reached the first stage in the period, the part that ever reached the second. Who skipped a stage has passed it."
	cohort.Formula = "of those that reached the first stage in the period: that reached the second ÷ all"
	cohort.DateRule = "The day on which the first stage was reached."
	byPeriod.Definition = "What reached the second stage in the period, whenever it began, against what reached the first in it."
	byPeriod.Formula = "reached the second stage in the period ÷ reached the first in it"
	return []Family{
		{activity, activityPrefix + "{type}", []Parameter{{"type", "type", types}}},
		{cohort, conversionPrefix + "{from}>{to}", []Parameter{from, to}},
		{byPeriod, conversionPeriodPrefix + "{from}>{to}", []Parameter{from, to}},
	}
}

// stageChoices returns the points of the funnel in order, from lead to won. Of
// stages that mean something, the word for it stands.
func (c Catalogue) stageChoices() []Choice {
	qualified := Choice{wordQualified, "Qualified"}
	choices := []Choice{{wordLead, "Lead"}}
	if newFunnel(c.funnel).first(fact.Lead, fact.Qualified) == unplaced {
		choices = append(choices, qualified)
	}
	var deals []Choice
	for _, s := range sortedFunnel(c.funnel) {
		switch {
		case s.Means == fact.Qualified && !slices.Contains(choices, qualified):
			choices = append(choices, qualified)
		case s.Means != "":
		case s.Object == fact.Lead:
			choices = append(choices, c.stageChoice(s))
		default:
			deals = append(deals, c.stageChoice(s))
		}
	}
	choices = append(choices, Choice{wordOpportunity, "Opportunity"})
	return append(append(choices, deals...), Choice{wordWon, "Won"})
}

// stageChoice names the object of a stage only where the name alone does not
// do.
func (c Catalogue) stageChoice(s fact.Stage) Choice {
	m := mark{s.Object, s.Name}
	if found, err := findMark(s.Name, "", c.funnel); err == nil && found == m {
		return Choice{stageEscaper.Replace(s.Name), s.Name}
	}
	return Choice{m.String(), s.Name + " (" + string(s.Object) + ")"}
}

func (c Catalogue) activityTypes() []string {
	types := c.types
	for _, usual := range []string{"call", "email", "meeting", "demo", "proposal", "visit"} {
		if len(c.types) == 0 {
			types = append(types, usual)
		}
	}
	return types
}
