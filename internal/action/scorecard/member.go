package scorecard

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

// members says whom the number of a team or the company comes from.
func (s *Service) members(ctx context.Context, scope access.Scope, set setting, main metric.Metric, c *Card) error {
	if c.Node.Kind == org.Person {
		return nil
	}
	list, err := s.Figures.List(ctx, scope, attain.Query{Metric: main, Period: set.period, AsOf: set.asOf}, attain.Selection{Under: c.Node.ID, Direct: true})
	if err != nil {
		return err
	}
	m := &Members{Metric: main.ID, Name: main.Name, Unit: main.Unit, Rows: []Member{}}
	if list.Total != nil {
		m.Currency = list.Total.Currency
	}
	var ids []org.NodeID
	for _, f := range list.Rows {
		if k := f.Node.ID.Kind(); k == org.Person || k == org.Team {
			ids = append(ids, f.Node.ID)
		}
	}
	lines, err := s.scored(ctx, set, ids)
	if err != nil {
		return err
	}
	for _, f := range list.Rows {
		row := Member{Node: who(f.Node), Counted: f.Actual, Status: foresee.Unsaid}
		row.take(lines[f.Node.ID], main.ID, c)
		m.Rows = append(m.Rows, row)
	}
	slices.SortStableFunc(m.Rows, func(a, b Member) int { return compare(b.Counted, a.Counted) })
	if list.Total != nil && list.Total.Actual != nil && main.Additive && main.Shape == metric.Sum {
		m.Total, m.Late = list.Total.Actual, list.Total.LateSum()
		m.Rest = *m.Total - m.Late - m.sum()
	}
	c.Members = m
	return nil
}

// sum adds up what counted of the rows.
func (m *Members) sum() (sum money.Amount) {
	for _, row := range m.Rows {
		if row.Counted != nil {
			sum += *row.Counted
		}
	}
	return sum
}

// keep leaves only rows that hold; what the others brought is in the rest, so
// that the sum stays.
func (m *Members) keep(holds func(org.NodeID) bool) {
	m.Rows = slices.DeleteFunc(m.Rows, func(row Member) bool {
		if holds(row.Node.ID) {
			return false
		}
		if row.Counted != nil {
			m.Rest += *row.Counted
		}
		return true
	})
}

func compare(a, b *money.Amount) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return int(max(-1, min(1, *a-*b)))
	}
}

// take tells of a member by his own lines.
func (row *Member) take(lines []Line, main metric.Series, c *Card) {
	row.Score = Weigh(lines, c.Period, c.Over).Value
	first := true
	for _, l := range lines {
		if l.Metric != main || l.Kind == OfGoal {
			continue
		}
		if first {
			row.Target, row.Attainment, first = l.Target, l.Attainment, false
		}
		if l.Kind == OfTarget {
			row.Status, row.Over = l.Status, l.End <= c.AsOf+1
			return
		}
	}
}

// scored returns the lines of many nodes with their statuses.
func (s *Service) scored(ctx context.Context, set setting, ids []org.NodeID) (map[org.NodeID][]Line, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nobody has no lines
	}
	lines, err := s.lines(ctx, set, ids)
	if err != nil {
		return nil, err
	}
	return lines, s.statuses(ctx, set, lines)
}

// Brief is one row of a list of scorecards.
type Brief struct {
	Member
	Score Score
	Given *Stamp // nil: nothing was given yet
}

// List returns how the people stand whom the scope sees inside and, with under,
// who belong to that node: the highest score first, who has none last.
func (s *Service) List(ctx context.Context, scope access.Scope, under org.NodeID, p period.Period, asOf period.Date) ([]Brief, error) {
	set, err := s.setting(ctx, scope.OrgID, p, asOf)
	if err != nil {
		return nil, err
	}
	if under != "" {
		if err := s.seen(ctx, scope, set, under); err != nil {
			return nil, err
		}
	}
	people, err := s.people(ctx, scope, set, under)
	if err != nil {
		return nil, err
	}
	ids := make([]org.NodeID, len(people))
	for i, n := range people {
		ids[i] = n.ID
	}
	lines, err := s.scored(ctx, set, ids)
	if err != nil {
		return nil, err
	}
	given, err := s.Store.ScorecardStamps(ctx, unpublished(scope), set.asOf, set.period.ID)
	if err != nil {
		return nil, err
	}
	main, err := s.main(set, nil)
	if err != nil {
		return nil, err
	}
	c := &Card{Period: span(set.period), AsOf: set.asOf, Over: set.over()}
	list := make([]Brief, 0, len(people))
	for _, n := range people {
		b := Brief{Member: Member{Node: who(n), Status: foresee.Unsaid}, Score: Weigh(lines[n.ID], c.Period, c.Over)}
		if stamp, ok := given[n.ID]; ok {
			b.Given = &stamp
		}
		b.take(lines[n.ID], main.ID, c)
		for _, l := range lines[n.ID] {
			if l.Metric == main.ID && l.Kind != OfGoal && b.Counted == nil {
				b.Counted = l.Actual
			}
		}
		list = append(list, b)
	}
	slices.SortStableFunc(list, func(a, b Brief) int { return compare(b.Score.Value, a.Score.Value) })
	return list, nil
}

// people returns the people who were there in the period, whom the scope sees
// inside.
func (s *Service) people(ctx context.Context, scope access.Scope, set setting, under org.NodeID) ([]org.Node, error) {
	scope.PublishedKinds, scope.Ranking = nil, false
	nodes, err := s.Store.Nodes(ctx, scope, set.asOf, org.Filter{Kind: org.Person})
	if err != nil {
		return nil, err
	}
	day := set.last()
	return slices.DeleteFunc(nodes, func(n org.Node) bool {
		return !n.Member.Overlaps(set.days()) || under != "" && under != set.org.Root() && n.ID != under && !slices.Contains(set.book.Tree.Lineage(n.ID, day, set.asOf), under)
	}), nil
}

// last is the last day of the period that counts.
func (set setting) last() period.Date { return max(set.period.Start, set.days().End-1) }
