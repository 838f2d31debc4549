package advise

import (
	"context"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Availability says whether there is anything that a metric could be made of.
type Availability struct {
	Is     bool
	Why    string       // why not, and what to do
	Newest *period.Date // the newest day that has any of it
}

// marks are series that tell whether there are facts of a kind at all.
var marks = map[fact.EventKind][]metric.Series{
	fact.Lead: {metric.Leads}, fact.Opportunity: {metric.Opportunities}, fact.Activity: {metric.Activities}, fact.Contract: {metric.Contracts},
	fact.Training: {metric.TrainingCompleted}, fact.Market: {metric.MarketAccounts, metric.MarketValue},
}

// plurals name kinds of fact for people.
var plurals = map[fact.EventKind]string{
	fact.Lead: "leads", fact.Opportunity: "opportunities", fact.Activity: "activities", fact.Contract: "contracts", fact.Training: "training",
	fact.Market: "market figures", fact.Feedback: "answers of customers",
}

// Available says for each metric whether it has data.
func (s *Service) Available(ctx context.Context, orgID string, metrics []metric.Metric) ([]Availability, error) {
	o, err := s.store.Organisation(ctx, orgID)
	if err != nil {
		return nil, err
	}
	return s.available(ctx, o, o.Today(s.now()), metrics)
}

func (s *Service) available(ctx context.Context, o org.Organisation, today period.Date, metrics []metric.Metric) ([]Availability, error) {
	var all []metric.Series
	for _, m := range metrics {
		for _, group := range witnesses(m) {
			all = append(all, group...)
		}
	}
	newest, err := s.store.Newest(ctx, o.ID, o.Root(), distinct(all), today)
	if err != nil {
		return nil, err
	}
	list := make([]Availability, len(metrics))
	for i, m := range metrics {
		list[i].Is = true
		for _, group := range witnesses(m) {
			found := false
			for _, series := range group {
				if day, ok := newest[series]; ok {
					found = true
					if list[i].Newest == nil || day > *list[i].Newest {
						list[i].Newest = &day
					}
				}
			}
			list[i].Is = list[i].Is && found
		}
		if !list[i].Is {
			list[i].Newest, list[i].Why = nil, "There is no data for it yet: it is counted from "+madeOf(m)+". Import them, or post them."
		}
	}
	return list, nil
}

func distinct(all []metric.Series) []metric.Series {
	seen := map[metric.Series]bool{}
	var list []metric.Series
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	return list
}

// terms returns the groups of series of which some must hold something: the
// customers' histories, and what is divided by or added up.
func terms(m metric.Metric) [][]metric.Series {
	var groups [][]metric.Series
	if len(m.Histories) > 0 {
		groups = append(groups, m.Histories)
	}
	side := m.Den
	if len(side) == 0 || m.Against != "" || m.Base() == metric.Margin {
		side = m.Num
	}
	var list []metric.Series
	for _, t := range side {
		list = append(list, t.Series)
	}
	if len(list) > 0 {
		groups = append(groups, list)
	}
	return groups
}

// witnesses are series that hold something when the metric has data: its own
// where they are always kept, else those that tell of such facts.
func witnesses(m metric.Metric) [][]metric.Series {
	var groups [][]metric.Series
	for _, group := range terms(m) {
		var list []metric.Series
		for _, s := range group {
			if !needed(s.Base()) {
				list = append(list, s.Base())
				continue
			}
			from := sources(m, s)
			if from.Sales {
				list = append(list, metric.Revenue, metric.Orders)
			}
			for _, kind := range from.Events {
				list = append(list, marks[kind]...)
			}
		}
		groups = append(groups, distinct(list))
	}
	return groups
}

// needed reports whether the series must be registered before it holds
// anything, even without a scope.
func needed(base metric.Series) bool {
	return len(metric.Metric{Num: []metric.Term{{Series: base}}}.Needs()) > 0
}

func sources(m metric.Metric, s metric.Series) metric.Sources {
	for _, d := range m.Needs() {
		if d.Series == s {
			return d.Sources()
		}
	}
	return metric.Definition{Series: s, Base: s.Base()}.Sources()
}

// madeOf names the facts behind a metric.
func madeOf(m metric.Metric) string {
	var words []string
	add := func(word string) {
		if word != "" && !strings.Contains(strings.Join(words, " "), word) {
			words = append(words, word)
		}
	}
	for _, group := range terms(m) {
		for _, s := range group {
			from := sources(m, s)
			if from.Sales {
				add("sales")
			}
			for _, kind := range from.Events {
				add(plurals[kind])
			}
		}
	}
	switch base := m.Base(); base {
	case metric.Profit, metric.Margin:
		return "sales whose cost is known"
	case metric.Discount:
		return "sales whose list price is known"
	default:
		if len(words) == 0 {
			return "facts of its kind"
		}
		return goal.And(words)
	}
}
