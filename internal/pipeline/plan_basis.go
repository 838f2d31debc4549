package pipeline

import (
	"context"
	"math"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
	"github.com/attainhq/attain/internal/plan/target"
)

// metric finds a metric of the organisation.
func (s *Plans) metric(ctx context.Context, orgID, id string) (metric.Metric, error) {
	catalogue, err := s.store.Catalogue(ctx, orgID)
	if err != nil {
		return metric.Metric{}, err
	}
	return catalogue.Find(id)
}

// places returns who stands below the root during the window, as known today.
func (s *Plans) places(ctx context.Context, o org.Organisation, root org.NodeID, window period.Range) ([]quota.Place, error) {
	if window.Empty() || window.IsOpen() {
		return []quota.Place{{Key: quota.Key{Node: root}}}, nil // quota.New says what is wrong with it
	}
	book, err := s.store.Book(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	today := o.Today(s.pipe.now())
	system := access.System(o.ID)
	nodes, err := s.store.Nodes(ctx, system, today, org.Filter{IDs: book.Tree.Below(root)})
	if err != nil {
		return nil, err
	}
	if root == book.Tree.Root() {
		for _, kind := range []org.Kind{org.Team, org.Person} {
			more, err := s.store.Nodes(ctx, system, today, org.Filter{Kind: kind})
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, more...)
		}
	}
	return quota.Places(book.Tree, nodes, root, window, today), nil
}

// past is what was reached before.
type past struct {
	days   period.Range // that a leaf's history is of
	season *[12]int64
}

// past fills the places with their history, and finds the season of the root.
func (s *Plans) past(ctx context.Context, o org.Organisation, m metric.Metric, window period.Range, places []quota.Place) (past, error) {
	today := o.Today(s.pipe.now())
	out := past{days: compared(window, today)}
	if out.days.Empty() {
		return past{}, nil
	}
	read, err := s.reader(ctx, o, m)
	if err != nil || read == nil {
		return past{}, err
	}
	if err := fillHistory(places, out.days, read); err != nil {
		return past{}, err
	}
	if err := fillAhead(o, places, window, today, read); err != nil {
		return past{}, err
	}
	out.season, err = season(places[0].Node, today, read)
	return out, err
}

// history fills the places that have no row in the plan yet.
func (s *Plans) history(ctx context.Context, o org.Organisation, p quota.Plan, places []quota.Place) error {
	known := make(map[quota.Key]bool, len(p.Rows))
	for _, r := range p.Rows {
		known[r.Key] = true
	}
	var fresh []int
	for i, at := range places {
		if !known[at.Key] {
			fresh = append(fresh, i)
		}
	}
	if len(fresh) == 0 || p.Past.Empty() {
		return nil
	}
	m, err := s.metric(ctx, o.ID, string(p.Metric))
	if err != nil {
		return err
	}
	read, err := s.reader(ctx, o, m.In(p.Scope))
	if err != nil || read == nil {
		return err
	}
	some := make([]quota.Place, 0, len(fresh))
	for _, i := range fresh {
		some = append(some, places[i])
	}
	if err := fillHistory(some, p.Past, read); err != nil {
		return err
	}
	if err := fillAhead(o, some, p.Window(), o.Today(s.pipe.now()), read); err != nil {
		return err
	}
	for n, i := range fresh {
		places[i].Basis = some[n].Basis
	}
	return nil
}

// compared returns the days that a plan is compared with: a year earlier, when
// they are over; else as many whole months as the plan has, up to the last
// that is over. A plan of a quarter is so compared with the same quarter.
func compared(window period.Range, today period.Date) period.Range {
	const year = 12
	before := period.Range{Start: window.Start.AddMonths(-year), End: window.End.AddMonths(-year)}
	for before.Start > today {
		before.Start, before.End = before.Start.AddMonths(-year), before.End.AddMonths(-year)
	}
	if before.End <= today {
		return before
	}
	months := 0
	for window.Start.AddMonths(months) < window.End {
		months++
	}
	end := today.FirstOfMonth()
	return period.Range{Start: end.AddMonths(-months), End: end}
}

// reading returns what nodes reached during days; nodes without anything are
// missing.
type reading func(ids []org.NodeID, days period.Range) (map[org.NodeID]money.Amount, error)

// reader returns how to read the metric; nil when there is nothing yet.
func (s *Plans) reader(ctx context.Context, o org.Organisation, m metric.Metric) (reading, error) {
	asOf := o.Today(s.pipe.now())
	book, err := s.store.Book(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	if fill, ok := m.Filling(book.Fills); ok && fill.Builtin() {
		return nil, fault.New(fault.Conflict, "%s is being counted anew, so its past cannot be told now; try again in some minutes", m.Name)
	}
	missing := slices.DeleteFunc(m.Needs(), func(d metric.Definition) bool {
		_, filling := m.Filling(book.Fills)
		return !filling && slices.ContainsFunc(book.Extra, func(kept metric.Definition) bool { return kept.Series == d.Series })
	})
	if len(missing) > 0 {
		return s.sketched(ctx, o, m, missing, asOf)
	}
	scope := access.System(o.ID)
	return func(ids []org.NodeID, days period.Range) (map[org.NodeID]money.Amount, error) {
		if slices.ContainsFunc(ids, func(id org.NodeID) bool { return book.Recounting(m, id) }) {
			return nil, fault.New(fault.Conflict, "%s is being counted anew, as rates or who belongs where have changed, so its past cannot be told now; try again in some minutes", m.Name)
		}
		sums := map[org.NodeID]money.Amount{}
		for _, term := range m.Num {
			some, err := s.store.Sums(ctx, scope, metric.SumFilter{Series: term.Series, IDs: ids, Days: days, AsOf: asOf})
			if err != nil {
				return nil, err
			}
			for id, value := range some {
				sums[id] += money.Amount(term.Sign) * value
			}
		}
		return sums, nil
	}, nil
}

// sketched reads a scoped metric that nothing has needed so far: it is counted
// from the facts, once.
func (s *Plans) sketched(ctx context.Context, o org.Organisation, m metric.Metric, defs []metric.Definition, asOf period.Date) (reading, error) {
	ledger, err := s.pipe.Sketch(ctx, o.ID, defs, "", period.Everything)
	if err != nil {
		return nil, err
	}
	cells := ledger.Cells()
	return func(ids []org.NodeID, days period.Range) (map[org.NodeID]money.Amount, error) {
		wanted := make(map[org.NodeID]bool, len(ids))
		for _, id := range ids {
			wanted[id] = true
		}
		sums := map[org.NodeID]money.Amount{}
		for _, term := range m.Num {
			for _, c := range cells {
				if c.Series == term.Series && c.Customer == "" && wanted[c.Node] && days.Contains(c.Day) && c.Known <= asOf {
					sums[c.Node] += money.Amount(term.Sign) * ledger[c]
				}
			}
		}
		return sums, nil
	}, nil
}

// fillHistory gives places what their nodes reached, and how much their months
// differ. Who reached nothing at all has no history: he may not have been there.
func fillHistory(places []quota.Place, days period.Range, read reading) error {
	ids := make([]org.NodeID, 0, len(places))
	for _, at := range places {
		ids = append(ids, at.Node)
	}
	months := monthsOf(days)
	values := make(map[org.NodeID][]money.Amount, len(ids))
	for n, month := range months {
		sums, err := read(ids, month)
		if err != nil {
			return err
		}
		for id, value := range sums {
			if values[id] == nil {
				values[id] = make([]money.Amount, len(months))
			}
			values[id][n] = value
		}
	}
	for i := range places {
		list, ok := values[places[i].Node]
		if !ok {
			continue
		}
		var sum money.Amount
		for _, v := range list {
			sum += v
		}
		places[i].Basis.History = quota.Some(sum)
		places[i].Basis.Spread = spreadOf(list)
	}
	return nil
}

// spreadOf returns the standard deviation of the sum of months like these, as
// if each came by itself.
func spreadOf(months []money.Amount) quota.Number {
	const enough = 3
	if len(months) < enough {
		return quota.Number{}
	}
	n := float64(len(months))
	mean, squares := 0.0, 0.0
	for _, v := range months {
		mean += float64(v) / n
	}
	for _, v := range months {
		squares += (float64(v) - mean) * (float64(v) - mean)
	}
	return quota.Some(money.Amount(math.Round(math.Sqrt(squares / (n - 1) * n))))
}

// monthsOf divides days into calendar months; the first and the last may be
// parts of one.
func monthsOf(days period.Range) []period.Range {
	var months []period.Range
	for start := days.Start; start < days.End; {
		end := min(days.End, start.FirstOfMonth().AddMonths(1))
		months = append(months, period.Range{Start: start, End: end})
		start = end
	}
	return months
}

// season measures how strong an average day of each calendar month is, from up
// to three years; nil with less than two, or where nothing was reached.
func season(root org.NodeID, today period.Date, read reading) (*[12]int64, error) {
	const years, year = 3, 12
	end := today.FirstOfMonth()
	var values []money.Amount
	for _, month := range monthsOf(period.Range{Start: end.AddMonths(-years * year), End: end}) {
		sums, err := read([]org.NodeID{root}, month)
		if err != nil {
			return nil, err
		}
		if sums[root] == 0 && len(values) == 0 {
			continue // before the first of it
		}
		days, _ := month.Days()
		values = append(values, sums[root]/money.Amount(days)) // so that February is not weak for being short
	}
	if len(values) < 2*year {
		return nil, nil //nolint:nilnil // there is no season to be told
	}
	first := (int(end.Month()) - 1 - len(values)%year + year) % year
	indices := target.Seasonal(values, first)
	var out [12]int64
	const millionths = 1_000_000
	for i, index := range indices.Index {
		out[i] = int64(math.Round(index * millionths))
	}
	return &out, nil
}
