package foresee

import (
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// pastFinishes are how many months are projected again, as of their first day,
// to see how much luck deals share.
const pastFinishes = 8

// luck returns how much the deals of a month come or fail together: what months
// missed their projection by beyond what single deals explain.
func luck(set setting, stories []experience.Story) float64 {
	next := set.asOf + 1
	month := next.FirstOfMonth()
	var list []finish.Past
	for i := range pastFinishes {
		days := period.Range{Start: month.AddMonths(-i - 1), End: month.AddMonths(-i)}
		if p, ok := finished(set, stories, days); ok {
			list = append(list, p)
		}
	}
	return finish.Sigma(list)
}

// finished projects the days as of the day before, and says what came.
func finished(set setting, stories []experience.Story, days period.Range) (finish.Past, bool) {
	then := experience.Learn(stories, experience.Setting{AsOf: days.Start - 1, Calendar: set.org.Calendar, Stages: stagesOf(set.book.Funnel)})
	in := finish.Input{Open: then.Prospects(stories, days.End)}
	seen := map[string]bool{}
	actual := 0.0
	for _, s := range stories {
		if !seen[s.Owner] && s.Created < days.Start {
			seen[s.Owner] = true
			in.New = append(in.New, then.Arrivals(s.Owner, days.End))
		}
		if worth, ok := s.Amount(s.Closed); ok && s.Outcome == fact.Won && days.Contains(s.Closed) {
			actual += worth
		}
	}
	if len(in.Open) == 0 {
		return finish.Past{}, false
	}
	p := finish.Project(in)
	return finish.Past{Mean: p.Finish.Mean, Deviation: p.Deviation, Sway: p.Sway, Actual: actual}, true
}
