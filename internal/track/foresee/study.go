package foresee

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// study is what is known of an organisation's opportunities as of a day.
type study struct {
	pulse   int64 // of the state that was read
	stories []experience.Story
	of      map[string]opportunity // by Story.ID
	lessons *lessons

	mu      sync.Mutex
	learned map[org.Kind]*learned // by the kind of node that owns
	open    map[org.NodeID][]int
}

// lessons are what the past teaches. They are learned once a day: what is open
// changes by the minute, what usually becomes of it does not.
type lessons struct {
	asOf period.Date

	mu     sync.Mutex
	of     map[org.Kind]*lesson
	course map[string]map[org.NodeID]course // by group of asks
}

// lesson is what opportunities teach nodes of one kind.
type lesson struct {
	experience *experience.Experience // nil: too little was ever won
	luck       float64                // that deals share; see finish.Input
}

// opportunity is what a story does not tell.
type opportunity struct {
	name, stage string
	owner       org.NodeID
	nodes       []org.NodeID // where it counts
}

// learned is what there is to project nodes of one kind by: whoever owns an
// opportunity begins the next one.
type learned struct {
	*lesson
	stories  []experience.Story     // with such a node as the owner
	expected map[string]period.Date // by Story.ID, when those that are open are expected to close
}

// enough is how many opportunities must have been won before what is open is
// projected by what became of others.
const enough = 10

// study returns what is known of the opportunities. The last one of each
// organisation is kept: many projections of one state begin with the same.
func (s *Service) study(ctx context.Context, set setting) (*study, error) {
	lessons := s.lessons(set)
	s.mu.Lock()
	kept := s.studies[set.org.ID]
	s.mu.Unlock()
	if kept != nil && kept.pulse == set.pulse && kept.lessons == lessons {
		return kept, nil
	}
	cases, err := s.store.Cases(ctx, set.org.ID, fact.EventFilter{Days: period.Range{Start: period.Always, End: set.asOf + 1}, Kinds: []fact.EventKind{fact.Opportunity}})
	if err != nil {
		return nil, err
	}
	made, err := newStudy(set, cases, lessons)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.studies[set.org.ID] = made
	return made, nil
}

// lessons returns what the day teaches; those of one day of each organisation
// are kept.
func (s *Service) lessons(set setting) *lessons {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.taught[set.org.ID]
	if kept == nil || kept.asOf != set.asOf {
		kept = &lessons{asOf: set.asOf, of: map[org.Kind]*lesson{}, course: map[string]map[org.NodeID]course{}}
		s.taught[set.org.ID] = kept
	}
	return kept
}

// newStudy reads the cases as they were known on the day.
func newStudy(set setting, cases []fact.Case, lessons *lessons) (*study, error) {
	st := &study{pulse: set.pulse, lessons: lessons, of: map[string]opportunity{}, learned: map[org.Kind]*learned{}}
	for _, c := range cases {
		list, err := set.book.Prospects(c, set.asOf)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			if o.State == metric.IsEnded || o.Day > set.asOf {
				continue // how it ended, nobody knows; or it has not begun
			}
			story := storyOf(o)
			st.stories = append(st.stories, story)
			known := opportunity{name: o.Name, owner: o.Owner, nodes: o.Nodes}
			if n := len(o.Stays); n > 0 {
				known.stage = o.Stays[n-1].Stage
			}
			st.of[story.ID] = known
		}
	}
	slices.SortFunc(st.stories, func(a, b experience.Story) int { return strings.Compare(a.ID, b.ID) })
	return st, nil
}

// storyOf tells an opportunity as it was known on each day: its amount and its
// expected close by its versions, its category by the days on which it was put
// into one.
func storyOf(o metric.Prospect) experience.Story {
	story := experience.Story{ID: o.Key.String(), Created: o.Day, Closed: o.Ended}
	switch o.State {
	case metric.IsWon:
		story.Outcome = fact.Won
	case metric.IsLost:
		story.Outcome = fact.Lost
	}
	for _, stay := range o.Stays {
		story.Stages = held(story.Stages, max(o.Day, stay.Since), stay.Stage)
	}
	for i, v := range o.Past {
		since := max(o.Day, v.Known.Start)
		if i == 0 {
			since = o.Day // it was worth that before somebody told us of it
		}
		if worth, ok := worthOf(o, v); ok {
			story.Amounts = held(story.Amounts, since, worth)
		}
		if v.Until != 0 && v.Until != period.Never {
			story.Closes = held(story.Closes, since, v.Until)
		}
	}
	for _, step := range o.Categories {
		story.Categories = held(story.Categories, max(o.Day, step.Day), string(step.Category))
	}
	return story
}

// held adds a mark. Of two on one day the later stands; what does not change is
// one mark.
func held[T comparable](marks []experience.Mark[T], day period.Date, value T) []experience.Mark[T] {
	if n := len(marks); n > 0 && marks[n-1].Day == day {
		marks = marks[:n-1]
	}
	if n := len(marks); n > 0 && marks[n-1].Value == value {
		return marks
	}
	return append(marks, experience.Mark[T]{Day: day, Value: value})
}

// worthOf returns what a version's amount is worth in the organisation's
// currency, by the rate of the version that counts; ok is false when that is not
// known.
func worthOf(o metric.Prospect, v fact.EventVersion) (worth float64, ok bool) {
	switch {
	case v.Amount == nil || o.Worth == nil || o.Amount == nil || v.Currency != o.Currency:
		return 0, false
	case *v.Amount == *o.Amount:
		return number(*o.Worth), true
	case *o.Amount == 0:
		return 0, false
	}
	return number(*v.Amount) * (number(*o.Worth) / number(*o.Amount)), true
}

// leaf is the kind of node that owns what counts at a node.
func leaf(kind org.Kind) org.Kind {
	switch kind {
	case org.Company, org.Credited, org.Team, org.Person:
		return org.Person
	case org.Region, org.Territory:
		return org.Territory
	case org.Category, org.Subcategory, org.Product:
		return org.Product
	case org.Segment, org.Customer:
		return org.Segment // a customer has too few to learn from
	default:
		return kind
	}
}

// learn returns what there is to project nodes of the kind by; nil when too
// little was ever won.
func (st *study) learn(set setting, owners org.Kind) *learned {
	st.mu.Lock()
	defer st.mu.Unlock()
	if l, ok := st.learned[owners]; ok {
		return l
	}
	l := &learned{stories: slices.Clone(st.stories), expected: map[string]period.Date{}}
	for i := range l.stories {
		if closes, ok := l.stories[i].Expected(set.asOf); ok && l.stories[i].IsOpen(set.asOf) {
			l.expected[l.stories[i].ID] = closes
		}
		l.stories[i].Owner = string(ownerOf(st.of[l.stories[i].ID].nodes, owners))
	}
	if l.lesson = st.lessons.teach(set, owners, l.stories); l.experience == nil {
		l = nil
	}
	st.learned[owners] = l
	return l
}

func (ls *lessons) teach(set setting, owners org.Kind, stories []experience.Story) *lesson {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.of[owners]; l != nil {
		return l
	}
	l := &lesson{}
	won := 0
	for _, s := range stories {
		if s.Outcome == fact.Won {
			won++
		}
	}
	if won >= enough {
		l.experience = experience.Learn(stories, experience.Setting{AsOf: set.asOf, Calendar: set.org.Calendar, Stages: stagesOf(set.book.Funnel)})
		l.luck = luck(set, stories)
	}
	ls.of[owners] = l
	return l
}

// ownerOf returns the first of the nodes that is of the kind; "" without one.
func ownerOf(nodes []org.NodeID, kind org.Kind) org.NodeID {
	if i := slices.IndexFunc(nodes, func(id org.NodeID) bool { return id.Kind() == kind }); i >= 0 {
		return nodes[i]
	}
	return ""
}

// stagesOf returns the names of the stages of opportunities that do not end
// them, in their order.
func stagesOf(funnel []fact.Stage) []string {
	stages := slices.DeleteFunc(slices.Clone(funnel), func(s fact.Stage) bool {
		return s.Object != fact.Opportunity || s.Means == fact.StageWon || s.Means == fact.StageLost
	})
	slices.SortStableFunc(stages, func(a, b fact.Stage) int { return a.Position - b.Position })
	names := make([]string, len(stages))
	for i, s := range stages {
		names[i] = s.Name
	}
	return names
}

// number returns an amount in whole units.
func number(a money.Amount) float64 { return float64(a) / float64(money.Unit) }
