package movement

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// Store is what movements are found in.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error)
	Deals(ctx context.Context, orgID string, f fact.Filter) ([]fact.Deal, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
}

// Service says why numbers moved.
type Service struct {
	store   Store
	figures *attain.Service
}

// NewService returns a service that reads from the store, and takes figures
// from where everybody's come from.
func NewService(store Store, figures *attain.Service) *Service { return &Service{store, figures} }

// Between returns why the number of a node, as the query asks for it, is
// another than it was at the end of a day; NotFound when the scope does not see
// the node. What moved a published total is told only to those who see the node
// itself. At most so many changes are told of each part.
func (s *Service) Between(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query, from period.Date, most int) (Movement, error) {
	scope.PublishedKinds = nil
	m := Movement{Metric: q.Metric, Period: q.Period, From: from}
	var err error
	if m.After, err = s.figures.Node(ctx, scope, id, q); err != nil {
		return m, err
	}
	m.Node, m.To, m.Currency = m.After.Node, m.After.AsOf, m.After.Currency
	if from >= m.To {
		return m, fault.New(fault.Invalid, "the movement would begin on %s and end on %s; choose an earlier day to begin with", from, m.To)
	}
	then := q
	then.AsOf = from
	// Who sees the node now sees all that it was made of then; he need not have
	// seen it at the time.
	if m.Before, err = s.figures.Node(ctx, access.System(scope.OrgID), id, then); err != nil {
		return m, err
	}
	if m.After.Filling != nil || m.Before.Filling != nil {
		return m, fault.New(fault.Conflict, "%s is still being counted, so nothing can be told of how it moved. Ask again in a moment.", q.Metric.Name)
	}
	_, book, teams, err := s.store.Company(ctx, scope.OrgID)
	if err != nil {
		return m, err
	}
	if err := s.actual(ctx, scope.OrgID, book, q, most, &m); err != nil {
		return m, err
	}
	return m, s.target(ctx, scope.OrgID, book, teams, most, &m)
}

func (s *Service) actual(ctx context.Context, orgID string, book *metric.Book, q attain.Query, most int, m *Movement) error {
	switch {
	case q.Metric.Shape == metric.Ratio || q.Metric.Shape == metric.Customers:
		m.Actual = divided(q.Metric, m.Before, m.After)
		return nil
	case m.Before.Actual == nil || m.After.Actual == nil:
		m.Actual = add(m.Before.Actual, m.After.Actual, nil, most)
		return nil
	}
	changes, err := s.changes(ctx, orgID, book, q.Metric, m)
	if err != nil {
		return err
	}
	if effect := rateEffect(m.After) - rateEffect(m.Before); effect != 0 {
		changes = append(changes, Change{Cause: Rates, Kind: "rates", ID: string(m.After.Rates), Value: effect})
	}
	m.Actual = add(m.Before.Actual, m.After.Actual, changes, most)
	return nil
}

// rateEffect returns what the rates that were asked for do to a number.
func rateEffect(f attain.Figures) money.Amount {
	if effect := f.Effect(); effect != nil {
		return *effect
	}
	return 0
}

// changes returns what moved a sum, fact by fact.
func (s *Service) changes(ctx context.Context, orgID string, book *metric.Book, of metric.Metric, m *Movement) ([]Change, error) {
	evidence, err := attain.EvidenceBook(book, of)
	if err != nil {
		return nil, err
	}
	var all []Change
	for _, t := range of.Num {
		e, err := NewEngine(evidence, Question{Metric: of, Terms: []metric.Term{t}, Node: m.Node.ID, Period: m.Period.Range, From: m.From, To: m.To})
		if err != nil {
			return nil, err
		}
		sought := attain.FactsOf(book.Tree, m.Node.ID, of, t.Series, e.Days(t))
		if sought.Sales {
			changes, err := s.sales(ctx, orgID, e, t, sought.Deals)
			if err != nil {
				return nil, err
			}
			all = append(all, changes...)
		}
		if sought.Events {
			cases, err := s.store.Cases(ctx, orgID, sought.Cases)
			if err != nil {
				return nil, err
			}
			changes, err := e.Cases(cases)
			if err != nil {
				return nil, err
			}
			all = append(all, changes...)
		}
	}
	return all, nil
}

func (s *Service) sales(ctx context.Context, orgID string, e *Engine, t metric.Term, f fact.Filter) ([]Change, error) {
	deals, err := s.store.Deals(ctx, orgID, f)
	if err != nil || t.Series.Base() != metric.NewCustomers {
		if err != nil {
			return nil, err
		}
		return e.Deals(deals)
	}
	named := map[org.NodeID]bool{}
	for _, d := range deals {
		for _, v := range d.Lines {
			if v.Customer != "" {
				named[v.Customer] = true
			}
		}
	}
	var all []Change
	const some = 500
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(named)), some) {
		theirs, err := s.store.Deals(ctx, orgID, fact.Filter{Days: period.Everything, Customers: ids})
		if err != nil {
			return nil, err
		}
		changes, err := e.Buyers(byCustomer(ids, theirs))
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// byCustomer returns, of each of the customers, the deals that any line of ever
// named him.
func byCustomer(ids []org.NodeID, deals []fact.Deal) map[org.NodeID][]fact.Deal {
	of := map[org.NodeID][]fact.Deal{}
	for _, d := range deals {
		named := map[org.NodeID]bool{}
		for _, v := range d.Lines {
			if _, wanted := slices.BinarySearch(ids, v.Customer); wanted && !named[v.Customer] {
				named[v.Customer] = true
				of[v.Customer] = append(of[v.Customer], d)
			}
		}
	}
	return of
}

// divided returns what a value that is made by division owes to each of its
// sides. What each of them owes to what is asked for by its own metric.
func divided(m metric.Metric, before, after attain.Figures) Part {
	p := add(before.Actual, after.Actual, nil, 0)
	whole := p.Difference()
	switch {
	case whole == nil:
		return p
	case before.Den <= 0 || after.Den <= 0:
		p.Note = fmt.Sprintf("%s is made from what customers did over a long time; it is not divided.", m.Name)
		if *whole != 0 {
			p.Pieces = []Piece{{Edit, *whole, 1}}
		} else {
			p.Pieces = []Piece{}
		}
		return p
	}
	one := func(of attain.Figures) (num, den *big.Rat) {
		return new(big.Rat).Mul(of.Num.Rat(), big.NewRat(max(1, m.Scale), 1)), new(big.Rat).Inv(of.Den.Rat())
	}
	numBefore, denBefore := one(before)
	numAfter, denAfter := one(after)
	parts, err := explain.Shapley([]explain.Factor{{Plan: numBefore, Actual: numAfter}, {Plan: denBefore, Actual: denAfter}})
	if err != nil {
		return p
	}
	numerator, err := money.FromRat(parts[0])
	if err != nil {
		return p
	}
	return add(before.Actual, after.Actual, []Change{{Cause: Numerator, Value: numerator}, {Cause: Denominator, Value: *whole - numerator}}, 0)
}

func (s *Service) target(ctx context.Context, orgID string, book *metric.Book, teams *org.Teams, most int, m *Movement) error {
	aims, err := s.store.Aims(ctx, orgID, m.Metric.ID)
	if err != nil {
		return err
	}
	aimed := Aimed{Aims: aims, Tree: book.Tree, Groups: teams.Groups, Closes: book.Closes, Policy: m.After.Policy, Metric: m.Metric, Node: m.Node.ID, Period: m.Period.Range}
	_, _, changes := aimed.Move(m.From, m.To)
	m.Target = add(orNothing(m.Before.Target, m.After.Target), orNothing(m.After.Target, m.Before.Target), changes, most)
	if m.Before.Target == nil {
		m.Target.Before = nil
	}
	if m.After.Target == nil {
		m.Target.After = nil
	}
	return nil
}

// orNothing returns the target, or 0 where there was none but is one at the
// other moment.
func orNothing(target, other *money.Amount) *money.Amount {
	if target != nil || other == nil {
		return target
	}
	return new(money.Amount)
}
