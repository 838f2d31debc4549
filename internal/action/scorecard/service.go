package scorecard

import (
	"context"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what scorecards are made from, and where they are kept.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	Shelf
}

// Shelf keeps scorecards as they were given, the runs that gave them, and how
// much metrics weigh.
type Shelf interface {
	// SaveScorecards keeps scorecards. One that is there for the same node, period
	// and day stays as it is.
	SaveScorecards(ctx context.Context, orgID string, list []Given) error
	// Scorecard returns the scorecard of the node and period that was given last by
	// the day; ok is false when there is none that the scope sees on it.
	Scorecard(ctx context.Context, scope access.Scope, day period.Date, period string, node org.NodeID) (g Given, ok bool, err error)
	// ScorecardStamps returns when the last one of each node was given.
	ScorecardStamps(ctx context.Context, scope access.Scope, day period.Date, period string) (map[org.NodeID]Stamp, error)
	ScorecardWeights(ctx context.Context, orgID string) (map[metric.Series]money.Amount, error)
	SaveScorecardWeights(ctx context.Context, orgID string, weights map[metric.Series]money.Amount) error
	// LeaseScorecards takes the run of the period for whoever comes first; ok is
	// false while somebody else has it, or it is done and again is false.
	LeaseScorecards(ctx context.Context, orgID string, period Span, at, until time.Time, again bool) (ok bool, err error)
	SaveScorecardRun(ctx context.Context, orgID string, r Run) error
	// ScorecardRuns returns the runs, that of the latest period first.
	ScorecardRuns(ctx context.Context, orgID string) ([]Run, error)
}

// Awards tells of recognition, for what is kept beside it. It answers for nodes
// that the caller has looked at.
type Awards interface {
	Awards(ctx context.Context, orgID string, node org.NodeID, days period.Range) ([]Award, error)
}

// Deps is what scorecards are made with. All fields without a remark must be
// set.
type Deps struct {
	Store   Store
	Figures *attain.Service
	Foresee *foresee.Service
	Habits  *practice.Reader
	Advice  *advise.Service
	Follow  *followup.Service
	CatchUp *catchup.Service
	Awards  Awards // nil: there is no recognition to tell of
	Now     func() time.Time
}

// Service makes scorecards, and answers what was given.
type Service struct{ Deps }

// NewService returns a service.
func NewService(d Deps) *Service { return &Service{d} }

// Recognise adds recognition to scorecards. Call it before the first use.
func (s *Service) Recognise(a Awards) { s.Awards = a }

// setting is what making scorecards of one period needs. It is of one call: what
// all cards are compared with is read once, when the first of them needs it.
type setting struct {
	org       org.Organisation
	book      *metric.Book
	catalogue metric.Catalogue
	period    period.Period
	asOf      period.Date
	weights   map[metric.Series]money.Amount
	held      []held
	cycles    map[org.Kind][]cycleOf
}

// held is a metric that somebody is held to in the period, with the times of
// the targets.
type held struct {
	metric  metric.Metric
	windows []period.Range // the shortest first
}

// over reports whether the period is over on the day of the view.
func (set setting) over() bool { return set.period.End <= set.asOf+1 }

// days are those of the period that count.
func (set setting) days() period.Range { return set.period.Through(set.asOf) }

func (set setting) factor(m metric.Series) money.Amount {
	if w, ok := set.weights[m]; ok {
		return w
	}
	return money.Unit
}

// inside is a scope of one node alone: what is made with it may be read by
// everybody who sees inside the node.
func inside(orgID string, id org.NodeID) access.Scope {
	if id.Kind() == org.Company {
		return access.System(orgID)
	}
	return access.Scope{OrgID: orgID, Roots: []string{string(id)}}
}

func (s *Service) setting(ctx context.Context, orgID string, p period.Period, asOf period.Date) (setting, error) {
	set := setting{period: p, cycles: map[org.Kind][]cycleOf{}}
	var err error
	if set.org, set.book, _, err = s.Store.Company(ctx, orgID); err != nil {
		return set, err
	}
	if set.asOf, err = s.Figures.AsOf(set.org, asOf); err != nil {
		return set, err
	}
	switch {
	case p.IsOpen() || p.Start <= period.Always:
		return set, fault.New(fault.Invalid, "a scorecard is of a period with a beginning and an end; choose a month or a quarter")
	case p.Start > set.asOf:
		return set, fault.New(fault.Invalid, "%s begins on %s, after the day of this view; choose a period that has begun", p.Label, p.Start)
	}
	if set.catalogue, err = s.Store.Catalogue(ctx, orgID); err != nil {
		return set, err
	}
	if set.weights, err = s.Store.ScorecardWeights(ctx, orgID); err != nil {
		return set, err
	}
	for _, m := range set.catalogue.All() {
		windows, err := s.windows(ctx, set, m)
		if err != nil {
			return set, err
		}
		if len(windows) > 0 {
			set.held = append(set.held, held{m, windows})
		}
	}
	slices.SortStableFunc(set.held, func(a, b held) int { return rank(a.metric) - rank(b.metric) })
	return set, nil
}

// rank puts revenue first, the others in the order of the catalogue.
func rank(m metric.Metric) int {
	if m.ID == metric.Revenue {
		return 0
	}
	return 1
}

// windows returns the times of targets of the metric that have to do with the
// period, the shortest first.
func (s *Service) windows(ctx context.Context, set setting, m metric.Metric) ([]period.Range, error) {
	aims, err := s.Store.Aims(ctx, set.org.ID, m.ID)
	if err != nil {
		return nil, err
	}
	var windows []period.Range
	for _, t := range aims.Targets {
		if !t.Period.IsOpen() && t.Period.Start > period.Always && t.Period.Overlaps(set.period.Range) {
			windows = append(windows, t.Period)
		}
	}
	slices.SortFunc(windows, func(a, b period.Range) int {
		if d := (a.End - a.Start) - (b.End - b.Start); d != 0 {
			return int(d)
		}
		return int(a.Start - b.Start)
	})
	return slices.Compact(windows), nil
}

// Card returns the scorecard of a node as known on the day; NotFound when the
// scope does not see inside the node.
func (s *Service) Card(ctx context.Context, scope access.Scope, id org.NodeID, p period.Period, asOf period.Date) (Card, error) {
	set, err := s.setting(ctx, scope.OrgID, p, asOf)
	if err != nil {
		return Card{}, err
	}
	if err := s.seen(ctx, scope, set, id); err != nil {
		return Card{}, err
	}
	return s.make(ctx, set, id)
}

// seen refuses who does not see inside the node.
func (s *Service) seen(ctx context.Context, scope access.Scope, set setting, id org.NodeID) error {
	scope.PublishedKinds, scope.Ranking = nil, false
	n, err := s.Store.Node(ctx, scope, set.asOf, id)
	if err != nil {
		return err
	}
	switch id.Kind() {
	case org.Person, org.Team, org.Company:
		return nil
	default:
		return fault.New(fault.Invalid, "scorecards are of people, teams and the company; %s is none of these", n.Name)
	}
}

// make makes a card with the eyes of the node itself.
func (s *Service) make(ctx context.Context, set setting, id org.NodeID) (Card, error) {
	scope := inside(set.org.ID, id)
	n, err := s.Store.Node(ctx, scope, set.asOf, id)
	if err != nil {
		return Card{}, err
	}
	c := Card{Node: who(n), Period: span(set.period), AsOf: set.asOf, Over: set.over(), Lines: []Line{}, Drivers: []Driver{}, Awards: []Award{}, Proposals: []Proposal{}, Notes: []string{}}
	lines, err := s.lines(ctx, set, []org.NodeID{id})
	if err != nil {
		return c, err
	}
	c.Lines = append(c.Lines, lines[id]...)
	c.Score = Weigh(c.Lines, c.Period, c.Over)
	slices.SortStableFunc(c.Lines, func(a, b Line) int { return a.order() - b.order() })
	if err := s.ahead(ctx, scope, set, &c); err != nil {
		return c, err
	}
	main, err := s.main(set, c.Lines)
	if err != nil {
		return c, err
	}
	for _, step := range []func(context.Context, access.Scope, setting, metric.Metric, *Card) error{s.members, s.drivers, s.trend, s.awards, s.proposals} {
		if err := step(ctx, scope, set, main, &c); err != nil {
			return c, err
		}
	}
	c.note(n, set)
	return c, nil
}

// main is the metric that the rest of a card goes by: that of the first line
// with a target that adds up, or revenue.
func (s *Service) main(set setting, lines []Line) (metric.Metric, error) {
	for _, l := range lines {
		if m, err := set.catalogue.Find(string(l.Metric)); err == nil && l.Kind != OfGoal && m.Shape == metric.Sum && m.Additive {
			return m, nil
		}
	}
	return set.catalogue.Find(string(metric.Revenue))
}

// note says what must be known to read the card right.
func (c *Card) note(n org.Node, set setting) {
	add := func(text string) { c.Notes = append(c.Notes, text) }
	if len(c.Lines) == 0 {
		add("Nobody set a target or a goal for this period, so there is no score.")
	}
	if c.Score.Lines > 1 && c.Score.Equal {
		add("All that counts weighs the same, because nobody set weights.")
	}
	if n.ID.Kind() == org.Person && (n.Member.Start > set.period.Start || n.Member.End < set.period.End) {
		add("The person was not there for the whole period.")
	}
	if !c.Over {
		add("The period is not over: all numbers are so far.")
	}
}

func (s *Service) awards(ctx context.Context, _ access.Scope, set setting, _ metric.Metric, c *Card) error {
	if s.Awards == nil {
		return nil
	}
	list, err := s.Awards.Awards(ctx, set.org.ID, c.Node.ID, set.days())
	c.Awards = append(c.Awards, list...)
	return err
}
