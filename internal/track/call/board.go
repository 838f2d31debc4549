package call

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// Line is the forecast of one node.
type Line struct {
	Node org.Node
	Figures
	Uncategorised money.Amount // the part of Upside that nobody put into a category
	Target        *money.Amount
	Standing
	Interval Interval // of the call; zero without one
	Lock     *Lock    // nil while it can be changed
	Partly   bool     // it belonged to the node only for a part of the period, and its figures are of that part
	May      May
}

// May says what the actor can do with a forecast.
type May struct{ Submit, Override, Lock bool }

// Board is the forecast of a node with those directly below it.
type Board struct {
	Query
	Currency    money.Currency
	Total       Line
	Lines       []Line
	Unassigned  Figures // what of the total belongs to none of the lines
	Unconverted []attain.Foreign
}

// Board returns the forecast of the node as the actor sees it.
func (s *Service) Board(ctx context.Context, scope access.Scope, by Actor, q Query) (Board, error) {
	set, node, err := s.prepare(ctx, scope, q)
	if err != nil {
		return Board{}, err
	}
	entries, err := s.said(ctx, set)
	if err != nil {
		return Board{}, err
	}
	list, err := s.figures.List(ctx, Private(scope), attain.Query{Metric: set.Metric, Period: set.Period, AsOf: set.AsOf},
		attain.Selection{Under: node.ID, Direct: true, Sort: "name"})
	if err != nil {
		return Board{}, err
	}
	said := entries.On(set.AsOf)
	shown := []org.NodeID{node.ID}
	for _, row := range list.Rows {
		shown = append(shown, row.Node.ID)
	}
	read, err := s.read(ctx, set, nodesOf(said, shown...), set.AsOf)
	if err != nil {
		return Board{}, err
	}
	w := wording{set: set, by: by, read: read, standings: Fold(shown, said, read.computed, set.lineage)}
	if w.locks, err = s.store.CallLocks(ctx, scope.OrgID, set.Period.Range); err != nil {
		return Board{}, err
	}
	if w.past, err = s.outcomes(ctx, set); err != nil {
		return Board{}, err
	}
	if w.above, err = s.above(ctx, set, shown); err != nil {
		return Board{}, err
	}
	b := Board{Query: set.Query, Currency: set.org.Currency, Total: w.line(node)}
	b.Unconverted = read.attained[node.ID].Unconverted
	if len(list.Rows) == 0 {
		return b, nil
	}
	return b, s.lines(ctx, set, w, list.Rows, &b)
}

// lines adds those directly below the node.
func (s *Service) lines(ctx context.Context, set setting, w wording, rows []attain.Figures, b *Board) error {
	during := map[org.NodeID][]period.Range{}
	for _, stay := range set.book.Tree.Stays(set.Node, set.teams.Tops, set.Period.Range, set.AsOf) {
		during[stay.Child] = stay.During
	}
	b.Unassigned = b.Total.Figures
	for _, row := range rows {
		line := w.line(row.Node)
		if stays := during[row.Node.ID]; len(stays) != 1 || stays[0] != set.Period.Range {
			if err := s.partly(ctx, set, row, stays, &line); err != nil {
				return err
			}
		}
		b.Unassigned = b.Unassigned.Minus(line.Figures)
		b.Lines = append(b.Lines, line)
	}
	return nil
}

// partly makes the figures those of the days on which the node belonged here.
func (s *Service) partly(ctx context.Context, set setting, row attain.Figures, during []period.Range, line *Line) error {
	line.Figures, line.Uncategorised, line.Partly, line.Target = Figures{}, 0, true, row.Target
	for _, days := range during {
		some, nobody, err := s.open(ctx, set, []org.NodeID{row.Node.ID}, days, set.AsOf)
		if err != nil {
			return err
		}
		line.Figures = line.Plus(some[row.Node.ID])
		line.Uncategorised += nobody[row.Node.ID]
	}
	if row.Actual != nil {
		line.Closed = *row.Actual
	}
	return nil
}

// wording makes lines of what was read.
type wording struct {
	set       setting
	by        Actor
	read      reading
	standings map[org.NodeID]Standing
	locks     Locks
	past      []Outcome
	above     map[org.NodeID]org.Node // what nodes hang under
}

func (w wording) line(n org.Node) Line {
	l := Line{Node: n, Figures: w.read.figures[n.ID], Uncategorised: w.read.uncategorised[n.ID], Target: w.read.attained[n.ID].Target, Standing: w.standings[n.ID]}
	if lock, ok := w.locks.Over(w.set.lineage(n.ID), w.set.AsOf); ok {
		l.Lock = &lock
	}
	if l.Call != nil {
		l.Interval = Expect(w.past, n.ID, PointOf(w.set.Period.Range, l.Call.On), l.Call.Value)
	}
	at := Position{n, w.above[n.ID]}
	l.May = May{Submit: w.by.MaySubmit(at), Override: w.by.MayOverride(at), Lock: w.by.MayLock(at)}
	return l
}

// above reads what the nodes hang under.
func (s *Service) above(ctx context.Context, set setting, ids []org.NodeID) (map[org.NodeID]org.Node, error) {
	parent := make(map[org.NodeID]org.NodeID, len(ids))
	var wanted []org.NodeID
	for _, id := range ids {
		if at := set.book.Tree.Parent(id, set.on, set.AsOf); at != "" && id != set.org.Root() {
			parent[id] = at
			wanted = append(wanted, at)
		}
	}
	slices.Sort(wanted)
	nodes, err := s.store.Nodes(ctx, set.all, set.AsOf, org.Filter{IDs: slices.Compact(wanted)})
	if err != nil {
		return nil, err
	}
	byID := make(map[org.NodeID]org.Node, len(nodes))
	for _, n := range nodes {
		byID[n.ID] = n
	}
	above := make(map[org.NodeID]org.Node, len(ids))
	for id, at := range parent {
		above[id] = byID[at]
	}
	return above, nil
}
