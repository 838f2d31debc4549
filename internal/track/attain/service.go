package attain

import (
	"context"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Store is what figures are read from.
type Store interface {
	Places
	Ledger
	Evidence
}

// Places reads what numbers are kept for. Reads that take a scope return only
// what it sees on the day.
type Places interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
}

// Ledger reads the numbers.
type Ledger interface {
	Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error)
	Daily(ctx context.Context, orgID string, node org.NodeID, series metric.Series, days period.Range, asOf period.Date) ([]metric.DayValue, error)
	Span(ctx context.Context, orgID string, root org.NodeID, asOf period.Date) (span period.Range, ok bool, err error)
	Foreign(ctx context.Context, orgID string) ([]metric.Series, error)
}

// Evidence reads what the numbers are made of. It knows no scope: the service
// asks for a node that the reader sees.
type Evidence interface {
	Book(ctx context.Context, orgID string) (*metric.Book, error)
	Targets(ctx context.Context, orgID string, m metric.Series) ([]goal.Target, error)
	Deals(ctx context.Context, orgID string, f fact.Filter) ([]fact.Deal, error)
}

// Service answers how nodes stand.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService returns a service that reads from the store.
func NewService(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now}
}

// Query says which figures are wanted.
type Query struct {
	Metric metric.Metric
	Period period.Period
	AsOf   period.Date // 0: the organisation's today
}

// Figures are how one node stands in one period.
type Figures struct {
	Node         org.Node
	Metric       metric.Metric
	Period       period.Period
	AsOf         period.Date
	Currency     money.Currency // "" unless the metric is money
	TargetSource Source
	TargetNote   string
	Result
	Unconverted []Foreign
	Notes       []string
	Rank        int  // by attainment among the rows of a list; 0 without one
	Masked      bool // only rank and attainment may be shown
}

// Foreign is an amount that is not part of the actual, because no rate
// converts it.
type Foreign struct {
	Currency money.Currency
	Amount   money.Amount
}

// setting is what answering one question needs.
type setting struct {
	org     org.Organisation
	book    *metric.Book
	targets *Targets
	groups  map[org.NodeID]bool
	asOf    period.Date
	days    period.Range // of the period, up to and including asOf
	foreign []metric.Series
}

// AsOf returns the day that a question is asked for: the given one, else the
// organisation's today. A day after today is refused, for nobody knows it.
func (s *Service) AsOf(o org.Organisation, day period.Date) (period.Date, error) {
	today := o.Today(s.now())
	switch {
	case day == 0:
		return today, nil
	case day > today:
		return 0, fault.New(fault.Invalid, "%s is after the organisation's today, %s; choose a day up to it", day, today)
	default:
		return day, nil
	}
}

func (s *Service) prepare(ctx context.Context, scope access.Scope, q Query) (setting, error) {
	var set setting
	var err error
	if set.org, err = s.store.Organisation(ctx, scope.OrgID); err != nil {
		return set, err
	}
	if set.asOf, err = s.AsOf(set.org, q.AsOf); err != nil {
		return set, err
	}
	if set.book, err = s.store.Book(ctx, scope.OrgID); err != nil {
		return set, err
	}
	targets, err := s.store.Targets(ctx, scope.OrgID, q.Metric.ID)
	if err != nil {
		return set, err
	}
	if set.groups, err = s.groups(ctx, scope.OrgID, set.asOf); err != nil {
		return set, err
	}
	if q.Metric.Unit == metric.Money {
		if set.foreign, err = s.store.Foreign(ctx, scope.OrgID); err != nil {
			return set, err
		}
	}
	set.targets = NewTargets(set.book.Tree, set.groups, targets, set.asOf)
	set.days = q.Period.Through(set.asOf)
	return set, nil
}

func (s *Service) groups(ctx context.Context, orgID string, asOf period.Date) (map[org.NodeID]bool, error) {
	teams, err := s.store.Nodes(ctx, access.System(orgID), asOf, org.Filter{Kind: org.Team})
	groups := map[org.NodeID]bool{}
	for _, team := range teams {
		if team.Group {
			groups[team.ID] = true
		}
	}
	return groups, err
}

// figures makes the figures of nodes from sums.
func (set setting) figures(q Query, node org.Node, actual money.Amount) Figures {
	target := set.targets.Of(node.ID, q.Period.Range)
	f := Figures{Node: node, Metric: q.Metric, Period: q.Period, AsOf: set.asOf, TargetSource: target.Source, TargetNote: target.Rule}
	if q.Metric.Unit == metric.Money {
		f.Currency = set.org.Currency
	}
	f.Result = Attain(Input{Target: target.Value, Actual: actual, Period: q.Period.Range, AsOf: set.asOf, Calendar: set.org.Calendar})
	if target.Value != nil && *target.Value == 0 {
		f.Notes = append(f.Notes, "The target is 0, so there is no attainment.")
	}
	if set.asOf < q.Period.Start {
		f.Notes = append(f.Notes, fmt.Sprintf("The period starts on %s, after the day of this view.", q.Period.Start))
	}
	return f
}

// Node returns the figures of one node; NotFound when the scope does not see
// it.
func (s *Service) Node(ctx context.Context, scope access.Scope, id org.NodeID, q Query) (Figures, error) {
	set, err := s.prepare(ctx, scope, q)
	if err != nil {
		return Figures{}, err
	}
	node, err := s.store.Node(ctx, scope, set.asOf, id)
	if err != nil {
		return Figures{}, err
	}
	rows, err := s.rows(ctx, scope, set, q, []org.Node{node})
	if err != nil {
		return Figures{}, err
	}
	return rows[0], nil
}

// rows makes the figures of nodes that the scope sees.
func (s *Service) rows(ctx context.Context, scope access.Scope, set setting, q Query, nodes []org.Node) ([]Figures, error) {
	ids := make([]org.NodeID, len(nodes))
	for i, n := range nodes {
		ids[i] = n.ID
	}
	filter := metric.SumFilter{Series: q.Metric.ID, IDs: ids, Days: set.days, AsOf: set.asOf}
	sums, err := s.store.Sums(ctx, scope, filter)
	if err != nil {
		return nil, err
	}
	rows := make([]Figures, len(nodes))
	at := make(map[org.NodeID]int, len(nodes))
	for i, n := range nodes {
		rows[i] = set.figures(q, n, sums[n.ID])
		at[n.ID] = i
	}
	for _, series := range set.foreign {
		filter.Series = series
		amounts, err := s.store.Sums(ctx, scope, filter)
		if err != nil {
			return nil, err
		}
		currency, _ := metric.CurrencyOf(series)
		for id, amount := range amounts {
			if amount != 0 {
				rows[at[id]].Unconverted = append(rows[at[id]].Unconverted, Foreign{currency, amount})
			}
		}
	}
	if i, ok := at[set.org.Root()]; ok && rows[i].TargetSource == Sum {
		if err := s.cover(ctx, scope, set, q, &rows[i]); err != nil {
			return nil, err
		}
	}
	if q.Metric.ID == metric.Profit {
		filter.Series = metric.Uncosted
		lines, err := s.store.Sums(ctx, scope, filter)
		if err != nil {
			return nil, err
		}
		for id, n := range lines {
			if n != 0 {
				rows[at[id]].Notes = append(rows[at[id]].Notes, fmt.Sprintf("%s lines without a known cost are left out of the profit.", n.Readable()))
			}
		}
	}
	return rows, nil
}

// cover holds the company against the sum of its people's targets: only what
// people are credited for counts towards it (field.md 1.1: attainment is
// credited actual ÷ quota), and the rest is named.
func (s *Service) cover(ctx context.Context, scope access.Scope, set setting, q Query, f *Figures) error {
	node := org.CreditedOf(set.org.Root())
	sums, err := s.store.Sums(ctx, access.System(scope.OrgID), metric.SumFilter{Series: q.Metric.ID, IDs: []org.NodeID{node}, Days: set.days, AsOf: set.asOf})
	if err != nil {
		return err
	}
	credited := sums[node]
	left := f.Actual - credited
	if left == 0 {
		return nil
	}
	f.Result = Attain(Input{Target: f.Target, Actual: f.Actual, Covered: &credited, Period: q.Period.Range, AsOf: set.asOf, Calendar: set.org.Calendar})
	unit := ""
	if f.Currency != "" {
		unit = string(f.Currency) + " "
	}
	f.Notes = append(f.Notes, fmt.Sprintf("The targets are those of people, so attainment, gap and pace count the %s%s that people are credited for. Another %s%s is credited to nobody.",
		unit, credited.Readable(), unit, left.Readable()))
	return nil
}
