package recognition

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Wall is what a screen in a room shows of a node: the team as a whole, the
// highest bands, the day, and what was achieved lately. It holds nobody's target
// and nobody's amounts, and nothing of who is behind.
type Wall struct {
	Node       org.Node
	Team       attain.Figures
	Status     foresee.Status
	Projection foresee.Projection // as it was kept last; the zero Projection without one
	Past       float64
	DaysLeft   int // working days after the as-of day
	Leaders    Leaders
	Today      Day
	Recent     []Badge
	Names      map[org.NodeID]org.Node // of who is shown; empty where nobody is named
}

// Day is what a node brought on a day.
type Day struct {
	Day    period.Date
	Wins   metric.Metric // what is counted
	Count  *money.Amount // nil: nothing to make it of, or it is being counted
	Sum    *money.Amount // nil as well where one person alone brought it and that is not to be shown
	People int           // who brought something
	Hidden bool          // Sum is nil for that reason
}

// News of a wall.
const (
	newsDays = 14
	mostNews = 8
)

// Wall returns what a screen shows of the node. That the asker may see the node is
// for the caller to find out.
func (s *Service) Wall(ctx context.Context, orgID string, node org.NodeID, q attain.Query) (Wall, error) {
	set, err := s.setting(ctx, orgID, q.AsOf)
	if err != nil {
		return Wall{}, err
	}
	q.AsOf = set.asOf
	w := Wall{Past: pastOf(set, q.Period), Names: map[org.NodeID]org.Node{}}
	if w.Team, err = s.figures.Node(ctx, access.System(orgID), node, q); err != nil {
		return w, err
	}
	w.Node = w.Team.Node
	subject := foresee.SubjectOf(w.Team)
	kept, err := s.ahead.Kept(ctx, orgID, []foresee.Subject{subject}, set.asOf)
	if err != nil {
		return w, err
	}
	w.Projection = kept[subject.Key()]
	w.Status = foresee.StatusOf(w.Team.Metric, foresee.OutcomeOf(w.Team), w.Projection.Chance)
	if !q.Period.IsOpen() && set.asOf+1 < q.Period.End {
		w.DaysLeft, _ = set.org.Calendar.CountWorkingDays(period.Range{Start: max(q.Period.Start, set.asOf+1), End: q.Period.End})
	}
	if w.Leaders, err = s.leaders(ctx, set, Ask{Query: q, Under: node, Category: Attainment}); err != nil {
		return w, err
	}
	if w.Today, err = s.day(ctx, set, node, q); err != nil {
		return w, err
	}
	return w, s.news(ctx, set, node, &w)
}

// day reads what the node brought on the as-of day.
func (s *Service) day(ctx context.Context, set setting, node org.NodeID, q attain.Query) (Day, error) {
	d := Day{Day: set.asOf}
	catalogue, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return d, err
	}
	system, today := access.System(set.org.ID), period.NewCustom(period.Range{Start: set.asOf, End: set.asOf + 1})
	read := func(id metric.Series, days period.Period) (attain.Figures, error) {
		m, err := catalogue.Find(string(id))
		if err != nil {
			return attain.Figures{}, err
		}
		return s.figures.Node(ctx, system, node, attain.Query{Metric: m, Period: days, AsOf: set.asOf})
	}
	won, sum := metric.DealsWon, metric.DealsWonValue
	all, err := read(won, q.Period)
	if err != nil {
		return d, err
	}
	if all.Actual == nil || *all.Actual == 0 {
		won, sum = metric.Orders, metric.Revenue // who keeps no opportunities sells all the same
	}
	count, err := read(won, today)
	if err != nil {
		return d, err
	}
	d.Wins, d.Count = count.Metric, count.Actual
	total, err := read(sum, today)
	if err != nil {
		return d, err
	}
	sel := attain.Selection{By: org.Person, Under: node}
	if node == set.org.Root() {
		sel.Under = ""
	}
	list, err := s.figures.List(ctx, system, attain.Query{Metric: total.Metric, Period: today, AsOf: set.asOf}, sel)
	if err != nil {
		return d, err
	}
	for _, f := range list.Rows {
		if f.Actual != nil && *f.Actual != 0 {
			d.People++
		}
	}
	d.Sum = total.Actual
	if d.Sum != nil && *d.Sum != 0 && d.People <= 1 && !set.setting.Amounts {
		d.Sum, d.Hidden = nil, true
	}
	return d, nil
}

// recent reads what colleagues may hear of that was achieved below the node
// lately. Who has a broken guardrail is left out.
func (s *Service) recent(ctx context.Context, set setting, node org.NodeID) ([]Badge, error) {
	list, err := s.store.Badges(ctx, access.System(set.org.ID), set.asOf, Filter{Since: set.asOf - newsDays})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	out, err := s.broken(ctx, set, period.Range{Start: set.asOf, End: set.asOf + 1})
	return Recent(list, func(id org.NodeID) bool {
		return !out[id] && (node == "" || node == set.org.Root() || slices.Contains(set.book.Tree.Lineage(id, set.asOf, set.asOf), node))
	}, mostNews), err
}

// news reads what was achieved lately, and the names of who is shown.
func (s *Service) news(ctx context.Context, set setting, node org.NodeID, w *Wall) (err error) {
	if w.Recent, err = s.recent(ctx, set, node); err != nil || set.display != Named {
		return err
	}
	system := access.System(set.org.ID)
	ids := []org.NodeID{}
	for _, b := range w.Recent {
		ids = append(ids, b.Person)
	}
	for _, band := range w.Leaders.Board.Top().Bands {
		ids = append(ids, band.Members...)
	}
	slices.Sort(ids)
	nodes, err := s.store.Nodes(ctx, system, set.asOf, org.Filter{IDs: slices.Compact(ids)})
	for _, n := range nodes {
		w.Names[n.ID] = n
	}
	return err
}

// BadgesOf returns the badges of a person whom the reader sees inside; NotFound
// otherwise. Those that later data undid are for himself alone.
func (s *Service) BadgesOf(ctx context.Context, v View, id org.NodeID, day period.Date) ([]Badge, error) {
	set, err := s.setting(ctx, v.Scope.OrgID, day)
	if err != nil {
		return nil, err
	}
	if _, err := s.store.Node(ctx, Inside(v.Scope), set.asOf, id); err != nil {
		return nil, err
	}
	list, err := s.store.Badges(ctx, Inside(v.Scope), set.asOf, Filter{Person: id})
	return slices.DeleteFunc(list, func(b Badge) bool { return b.CorrectedAt != 0 && v.Own != id }), err
}
