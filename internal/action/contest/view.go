package contest

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// View is a contest as one reader sees it.
type View struct {
	Contest
	Of       metric.Metric
	Guarded  []metric.Metric // of each guardrail
	Place    org.Node
	Currency money.Currency
	Today    period.Date
	MayHold  bool // the reader may change, start and end it, and sees its rehearsal
	Inside   bool // he sees everybody who takes part
	Names    map[org.NodeID]org.Node
	Lines    []Line // those whom he sees, ranked first; then those of the first bands whose names are shown
	Bands    []Band // the first ones
	Took     int
	Winners  int
	Paid     money.Amount
	Together *Together
	Few      bool
}

// Line is how one person stands.
type Line struct {
	Placed
	Full   bool          // the reader sees his numbers; else only name and band
	Needed *money.Amount // to come to the next band; nil in the first, and when it is over
}

// Band is how many stand in one of the first bands.
type Band struct {
	Band   int
	People int
}

// List returns the contests that the asker sees, without how they stand.
func (s *Service) List(ctx context.Context, a Asker) ([]View, error) {
	o, _, _, err := s.store.Company(ctx, a.Scope.OrgID)
	if err != nil {
		return nil, err
	}
	today := s.today(o)
	all, err := s.store.Contests(ctx, private(a.Scope), today, a.By.Person, "")
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(all))
	for _, c := range all {
		v, err := s.frame(ctx, a, c, today)
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}

// Get returns one contest with how it stands.
func (s *Service) Get(ctx context.Context, a Asker, id ID) (View, error) {
	c, today, err := s.one(ctx, a, id)
	if err != nil {
		return View{}, err
	}
	v, err := s.frame(ctx, a, c, today)
	if err != nil {
		return v, err
	}
	switch {
	case c.Result != nil:
		err = s.stand(ctx, a, &v, c.Result.Outcome)
	case c.State == Running:
		var now Result
		if now, err = s.result(ctx, a.Scope.OrgID, c, today); err == nil {
			err = s.stand(ctx, a, &v, now.Outcome)
		}
	case c.Rehearsal != nil && v.MayHold:
		err = s.name(ctx, a, &v, nil)
	}
	return v, err
}

// frame is what a contest is, without its people.
func (s *Service) frame(ctx context.Context, a Asker, c Contest, today period.Date) (View, error) {
	v := View{Contest: c, Today: today, Names: map[org.NodeID]org.Node{}}
	o, book, teams, err := s.store.Company(ctx, a.Scope.OrgID)
	if err != nil {
		return v, err
	}
	catalogue, err := s.store.Catalogue(ctx, a.Scope.OrgID)
	if err != nil {
		return v, err
	}
	find := finder(catalogue)
	v.Currency, v.MayHold = o.Currency, mayHold(a, c.Node, book.Tree, teams, today)
	v.Of = orUnknown(find, c.Rules.Metric)
	for _, g := range c.Rules.Guards {
		v.Guarded = append(v.Guarded, orUnknown(find, g.Metric))
	}
	nodes, err := s.store.Nodes(ctx, access.System(o.ID), today, org.Filter{IDs: []org.NodeID{c.Node}})
	if err != nil {
		return v, err
	}
	v.Place = org.Node{ID: c.Node, Name: string(c.Node)}
	if len(nodes) > 0 {
		v.Place = nodes[0]
	}
	seen, err := s.store.Nodes(ctx, private(a.Scope), today, org.Filter{IDs: []org.NodeID{c.Node}})
	v.Inside = len(seen) > 0
	if !v.MayHold {
		v.Rehearsal, v.Forms = nil, nil // they tell of everybody
	}
	return v, err
}

func finder(c metric.Catalogue) func(metric.Series) (metric.Metric, error) {
	return func(id metric.Series) (metric.Metric, error) { return c.Find(string(id)) }
}

// orUnknown names a metric that is no longer there by its id.
func orUnknown(find func(metric.Series) (metric.Metric, error), id metric.Series) metric.Metric {
	m, err := find(id)
	if err != nil {
		return metric.Metric{ID: id, Name: string(id), Unit: metric.Count}
	}
	return m
}

// name reads the names of the people whom the view speaks of, and says whom of
// them the reader sees.
func (s *Service) name(ctx context.Context, a Asker, v *View, placed []Placed) error {
	ids := []org.NodeID{}
	for _, p := range placed {
		ids = append(ids, p.Person)
	}
	if r := v.Rehearsal; r != nil {
		for _, o := range r.Odds {
			ids = append(ids, o.Person)
		}
		for _, p := range r.NotPart {
			ids = append(ids, p.Person)
		}
		for _, run := range r.Runs {
			for _, w := range run.Winners {
				ids = append(ids, w.Person)
			}
		}
		for _, w := range r.Often {
			ids = append(ids, w.Person)
		}
	}
	nodes, err := s.store.Nodes(ctx, access.System(a.Scope.OrgID), v.Today, org.Filter{IDs: ids})
	for _, n := range nodes {
		v.Names[n.ID] = n
	}
	return err
}

// shownPart is the part of the people whom the bands may hold that are shown to
// everybody: never the lower half.
const shownPart = 0.5

// stand says how it stands: everybody whom the reader sees with his numbers, and
// of the others the names in the first bands, where the organisation shows
// rankings.
func (s *Service) stand(ctx context.Context, a Asker, v *View, out Outcome) error {
	v.Took, v.Winners, v.Paid, v.Together, v.Few = out.Took, out.Winners, out.Paid, out.Together, out.Few
	if err := s.name(ctx, a, v, out.Placed); err != nil {
		return err
	}
	ids := []org.NodeID{}
	for _, p := range out.Placed {
		ids = append(ids, p.Person)
	}
	nodes, err := s.store.Nodes(ctx, private(a.Scope), v.Today, org.Filter{IDs: ids})
	if err != nil {
		return err
	}
	seen := map[org.NodeID]bool{}
	for _, n := range nodes {
		seen[n.ID] = true
	}
	if v.Days.Start > v.Today {
		for i := range out.Placed {
			out.Placed[i].Band = 0 // nothing has been done yet
		}
		v.Together = nil
	}
	shown := v.bands(out)
	for i, p := range out.Placed {
		line := Line{Placed: p, Full: seen[p.Person] || v.Inside}
		switch {
		case line.Full:
			if need, ok := Needed(v.Rules.Measure, out.Placed, i); ok && v.State == Running {
				line.Needed = &need
			}
		case p.Band > 0 && p.Band <= shown && a.Scope.Ranking && v.Rules.Prize.To != Team:
			line.Placed = Placed{Entry: Entry{Person: p.Person}, Band: p.Band}
		default:
			continue
		}
		v.Lines = append(v.Lines, line)
	}
	if v.Result != nil && !v.Inside {
		v.Result = &Result{AsOf: v.Result.AsOf} // the lines hold what the reader may see of it
	}
	return nil
}

// bands counts the first bands, and returns how many of them are shown.
func (v *View) bands(out Outcome) int {
	sum, ranked := 0, out.Took-out.Excluded
	for i := 0; i < len(out.Placed) && out.Placed[i].Band > 0; {
		band := out.Placed[i].Band
		n := 0
		for ; i < len(out.Placed) && out.Placed[i].Band == band; i++ {
			n++
		}
		if sum += n; band > 1 && float64(sum) > shownPart*float64(ranked) {
			break
		}
		v.Bands = append(v.Bands, Band{band, n})
	}
	return len(v.Bands)
}
