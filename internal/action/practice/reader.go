package practice

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

// Store is what practice is read from.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	ActivityTypes(ctx context.Context, orgID string) ([]string, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
}

// Reader reads what people do. What usually comes of it is read once a day. It
// knows no scope: whose practice is asked for, the caller has looked at.
type Reader struct {
	store   Store
	figures *attain.Service

	mu     sync.Mutex
	groups map[string]dayOf[map[org.NodeID]*Group] // by organisation and kind of node
	leads  map[string]dayOf[experience.Incidence]  // by organisation
}

// dayOf is what was learned as of a day.
type dayOf[T any] struct {
	asOf period.Date
	of   T
}

// NewReader returns a reader of the store's facts and the service's figures.
func NewReader(store Store, figures *attain.Service) *Reader {
	return &Reader{store: store, figures: figures, groups: map[string]dayOf[map[org.NodeID]*Group]{}, leads: map[string]dayOf[experience.Incidence]{}}
}

// yearMonths is over how many months rates are counted.
const yearMonths = 12

// Group returns the node with those who do the same work, by what they did in
// the twelve months until the day: people of the same title where there are
// enough, else everybody who sells. ok is false when nothing is known of it.
func (r *Reader) Group(ctx context.Context, orgID string, node org.NodeID, asOf period.Date) (g Group, ok bool, err error) {
	key := orgID + " " + string(node.Kind())
	r.mu.Lock()
	kept := r.groups[key]
	r.mu.Unlock()
	if kept.of == nil || kept.asOf != asOf {
		made, err := r.read(ctx, orgID, node.Kind(), asOf)
		if err != nil {
			return g, false, err
		}
		kept = dayOf[map[org.NodeID]*Group]{asOf, made}
		r.mu.Lock()
		r.groups[key] = kept
		r.mu.Unlock()
	}
	if found := kept.of[node]; found != nil {
		return *found, true, nil
	}
	return g, false, nil
}

// read counts what all nodes of the kind did.
func (r *Reader) read(ctx context.Context, orgID string, kind org.Kind, asOf period.Date) (map[org.NodeID]*Group, error) {
	o, _, _, err := r.store.Company(ctx, orgID)
	if err != nil {
		return nil, err
	}
	days := period.Range{Start: (asOf + 1).AddMonths(-yearMonths), End: asOf + 1}
	counts, titles := map[org.NodeID]*Counts{}, map[org.NodeID]string{}
	visit := func(m metric.Series, add func(*Counts, float64)) error {
		rows, err := r.rows(ctx, o, m, kind, days, asOf)
		for _, f := range rows {
			c := counts[f.Node.ID]
			if c == nil {
				there := f.Node.Member.Intersect(days)
				worked, _ := o.Calendar.CountWorkingDays(there)
				c = &Counts{Node: f.Node.ID, Days: float64(worked), Types: map[string]float64{}}
				counts[f.Node.ID], titles[f.Node.ID] = c, f.Node.Title
			}
			if f.Actual != nil && f.Filling == nil {
				add(c, Number(*f.Actual))
			}
		}
		return err
	}
	for _, of := range []struct {
		metric metric.Series
		add    func(*Counts, float64)
	}{
		{metric.Activities, func(c *Counts, v float64) { c.Activities = v }},
		{metric.Leads, func(c *Counts, v float64) { c.Leads = v }},
		{metric.Opportunities, func(c *Counts, v float64) { c.Opportunities = v }},
		{metric.DealsWon, func(c *Counts, v float64) { c.Won = v }},
		{metric.DealsLost, func(c *Counts, v float64) { c.Lost = v }},
		{metric.DealsWonValue, func(c *Counts, v float64) { c.Value = v }},
	} {
		if err := visit(of.metric, of.add); err != nil {
			return nil, err
		}
	}
	types, err := r.store.ActivityTypes(ctx, orgID)
	if err != nil {
		return nil, err
	}
	for _, name := range types {
		if err := visit(metric.OfType(name), func(c *Counts, v float64) { c.Types[name] = v }); err != nil {
			return nil, err
		}
	}
	return grouped(counts, titles), nil
}

// rows returns what a metric was at every node of the kind.
func (r *Reader) rows(ctx context.Context, o org.Organisation, id metric.Series, kind org.Kind, days period.Range, asOf period.Date) ([]attain.Figures, error) {
	catalogue, err := r.store.Catalogue(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	m, err := catalogue.Find(string(id))
	if err != nil {
		return nil, err
	}
	q := attain.Query{Metric: m, Period: period.NewCustom(days), AsOf: asOf}
	if kind == org.Company {
		f, err := r.figures.Node(ctx, access.System(o.ID), o.Root(), q)
		return []attain.Figures{f}, err
	}
	list, err := r.figures.List(ctx, access.System(o.ID), q, attain.Selection{By: kind})
	return list.Rows, err
}

// grouped puts those together who do the same work. Who sells nothing and
// begins nothing has another work.
func grouped(counts map[org.NodeID]*Counts, titles map[org.NodeID]string) map[org.NodeID]*Group {
	var all []Counts
	same := map[string][]Counts{}
	for id, c := range counts {
		if c.Opportunities > 0 || c.Won > 0 {
			all = append(all, *c)
			same[titles[id]] = append(same[titles[id]], *c)
		}
	}
	everybody := NewGroup(all)
	groups := map[org.NodeID]*Group{}
	for _, list := range same {
		group := &everybody
		if len(list) > LeastSame {
			own := NewGroup(list)
			group = &own
		}
		for _, c := range list {
			if _, ok := group.Rates(c.Node); ok {
				groups[c.Node] = group
			}
		}
	}
	return groups
}

// LeastSame is how many others with the title it takes to compare with them
// alone.
const LeastSame = 5

// Weeks returns what the node did of the metric in each of the last n weeks that
// are over, Monday to Sunday or as the calendar has them, the oldest first.
func (r *Reader) Weeks(ctx context.Context, orgID string, node org.NodeID, id metric.Series, asOf period.Date, n int) ([]float64, error) {
	catalogue, err := r.store.Catalogue(ctx, orgID)
	if err != nil {
		return nil, err
	}
	m, err := catalogue.Find(string(id))
	if err != nil {
		return nil, err
	}
	const week = 7
	spans := make([]period.Range, n)
	for i := range spans {
		end := asOf + 1 - period.Date(week*(n-1-i))
		spans[i] = period.Range{Start: end - week, End: end}
	}
	read, err := r.figures.Spans(ctx, access.System(orgID), attain.SpanQuery{Metric: m, Node: node, Spans: spans, AsOf: asOf})
	if err != nil {
		return nil, err
	}
	weeks := make([]float64, len(read))
	for i, v := range read {
		if v.Value != nil {
			weeks[i] = Number(*v.Value)
		}
	}
	return weeks, nil
}

// Kept returns what was kept up: of the means of all four weeks in a row the one
// that one in five is above (P80). Single days say little, where calls are
// counted by the week and mails by the month.
func Kept(weeks []float64) float64 {
	const run, high = 4, 0.8
	var means []float64
	for i := run; i <= len(weeks); i++ {
		sum := 0.0
		for _, v := range weeks[i-run : i] {
			sum += v / run
		}
		means = append(means, sum)
	}
	return Quantile(means, high)
}

// Leads returns the share of the company's leads that become an opportunity,
// by days; ok is false where no leads are kept, or none became one.
func (r *Reader) Leads(ctx context.Context, orgID string, asOf period.Date) (c experience.Incidence, ok bool, err error) {
	r.mu.Lock()
	kept, known := r.leads[orgID]
	r.mu.Unlock()
	if !known || kept.asOf != asOf {
		_, book, _, err := r.store.Company(ctx, orgID)
		if err != nil {
			return c, false, err
		}
		cases, err := r.store.Cases(ctx, orgID, fact.EventFilter{Days: period.Range{Start: (asOf + 1).AddMonths(-2 * yearMonths), End: asOf + 1}, Kinds: []fact.EventKind{fact.Lead}})
		if err != nil {
			return c, false, err
		}
		stories, err := leadStories(book, cases, asOf)
		if err != nil {
			return c, false, err
		}
		kept = dayOf[experience.Incidence]{asOf, experience.Cohort(stories, asOf)}
		r.mu.Lock()
		r.leads[orgID] = kept
		r.mu.Unlock()
	}
	return kept.of, kept.of.Ever() > 0, nil
}

// leadStories tells of each lead when it became an opportunity. One that never
// will be is open for ever: what counts is the share of all.
func leadStories(book *metric.Book, cases []fact.Case, asOf period.Date) ([]experience.Story, error) {
	var stories []experience.Story
	for _, c := range cases {
		first := period.Never
		for _, e := range c.At(asOf) {
			if e.Kind == fact.Lead && !e.Withdrawn {
				first = min(first, e.Day)
			}
		}
		if first > asOf {
			continue
		}
		story := experience.Story{ID: string(c.ID), Created: first, Closed: period.Never}
		deals, err := book.Prospects(c, asOf)
		if err != nil {
			return nil, err
		}
		for _, d := range deals {
			if d.Day <= asOf && (story.Outcome == fact.Open || d.Day < story.Closed) {
				story.Outcome, story.Closed = fact.Won, max(d.Day, first)
			}
		}
		stories = append(stories, story)
	}
	slices.SortFunc(stories, func(a, b experience.Story) int { return int(a.Created - b.Created) })
	return stories, nil
}

// Number returns an amount in whole units.
func Number(a money.Amount) float64 { return float64(a) / float64(money.Unit) }

// Amount returns a number of whole units as an amount; 0 for what is none.
func Amount(v float64) money.Amount {
	const most = 9e14
	if math.IsNaN(v) || math.Abs(v) > most {
		return 0
	}
	return money.Amount(math.Round(v * float64(money.Unit)))
}
