package foresee

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// Deals is what is known of the opportunities at a node, for those who plan with
// them.
type Deals struct {
	Experience *experience.Experience
	Open       []OpenDeal // by what Later adds, the largest first
	Begin      float64    // opportunities that are expected to begin until the end, won or not
	// Yield is what the metric gets of each unit that is won; Each: every win
	// counts as one.
	Yield float64
	Each  bool
}

// OpenDeal is an opportunity with what it is expected to bring, in whole units
// of the metric.
type OpenDeal struct {
	ID, Name, Stage string
	Owner           org.NodeID
	InTime          float64 // until the end
	Later           float64 // and in the days after it
}

// Deals returns what is known of the opportunities that count for the metric at
// the node, until the end and in so many days more; ok is false where none count
// or too few were ever won. It is for work that has looked at the scope.
func (s *Service) Deals(ctx context.Context, orgID string, node org.NodeID, m metric.Metric, asOf, end period.Date, more int) (d Deals, ok bool, err error) {
	set, err := s.setting(ctx, orgID, asOf)
	if err != nil {
		return d, false, err
	}
	link, linked, err := s.linkOf(ctx, set, m, attain.SpanQuery{})
	if err != nil || !linked {
		return d, false, err
	}
	t := together{set: set, link: link, people: map[org.Kind][]org.NodeID{}, open: map[org.Kind]map[org.NodeID][]experience.Prospect{}}
	if t.deals, err = s.study(ctx, set); err != nil {
		return d, false, err
	}
	a := ask{Subject: Subject{Node: node, Metric: m.ID, Window: period.Range{Start: asOf, End: end}}, at: node, metric: &m, scope: m.Scope}
	learned := t.byDeals(a)
	if learned == nil {
		return d, false, nil
	}
	d = Deals{Experience: learned.experience, Yield: link.yield, Each: link.each}
	owners, err := s.ownersAt(ctx, &t, a)
	if err != nil {
		return d, false, err
	}
	for _, owner := range owners {
		d.Begin += learned.experience.Arrivals(string(owner), end).Created
	}
	later := map[string]float64{}
	for _, p := range learned.experience.Prospects(learned.stories, end.Add(more)) {
		later[p.ID] = link.worth(p).Expected()
	}
	for _, p := range t.prospects(learned, a) {
		known := t.deals.of[p.ID]
		if !within(known.nodes, a) {
			continue
		}
		deal := OpenDeal{ID: p.ID, Name: known.name, Stage: known.stage, Owner: known.owner, InTime: link.worth(p).Expected()}
		deal.Later = max(0, later[p.ID]-deal.InTime)
		d.Open = append(d.Open, deal)
	}
	slices.SortFunc(d.Open, func(a, b OpenDeal) int { return cmp.Or(cmp.Compare(b.Later, a.Later), cmp.Compare(a.ID, b.ID)) })
	return d, true, nil
}

// OpenDays returns for each span on how many of its days the opportunities that
// count at the node were open, summed over them, as known on the day: each from
// its creation up to the day before it was won or lost. Days after that day
// count for nothing. It is for work that has looked at the scope.
func (s *Service) OpenDays(ctx context.Context, orgID string, node org.NodeID, asOf period.Date, spans []period.Range) ([]int64, error) {
	set, err := s.setting(ctx, orgID, asOf)
	if err != nil {
		return nil, err
	}
	st, err := s.study(ctx, set)
	if err != nil {
		return nil, err
	}
	sums := make([]int64, len(spans))
	for _, story := range st.stories {
		if !slices.Contains(st.of[story.ID].nodes, node) {
			continue
		}
		for i, span := range spans {
			open := period.Range{Start: story.Created, End: min(story.Closed, set.asOf+1)}.Intersect(span)
			sums[i] += int64(max(0, open.End-open.Start))
		}
	}
	return sums, nil
}
