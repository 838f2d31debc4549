package recognition

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// Service says who did well, and keeps it.
type Service struct {
	store   Store
	figures Figures
	ahead   Foresight
	now     func() time.Time

	mu      sync.Mutex
	learned map[lesson]learned
	slow    map[string]period.Date // by organisation, the last day of a look at what changes by the day
}

// NewService returns a service.
func NewService(store Store, figures Figures, ahead Foresight, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, ahead: ahead, now: now, learned: map[lesson]learned{}, slow: map[string]period.Date{}}
}

// Category says by what people are compared.
type Category string

// The categories.
const (
	Attainment  Category = "attainment"  // of the own target
	Improvement Category = "improvement" // against what oneself usually has
	Quality     Category = "quality"     // of the own target for what customers say, or for keeping them
	Teamwork    Category = "teamwork"    // of the team's target
)

// Categories returns all categories.
func Categories() []Category { return []Category{Attainment, Improvement, Quality, Teamwork} }

// qualities are the metrics of Quality: the first that people have targets for.
func qualities() []metric.Series { return []metric.Series{metric.CSAT, metric.NPS, metric.Retention} }

// leastTeams is how many teams are compared at least.
const leastTeams = 3

// Ask says who is compared, by what.
type Ask struct {
	Query    attain.Query
	Under    org.NodeID // "": the company
	Category Category
}

// View is what one reader asks with.
type View struct {
	Scope access.Scope
	Own   org.NodeID // the person he is; "" for none
}

// Inside is the scope without what is only published or ranked.
func Inside(scope access.Scope) access.Scope {
	scope.PublishedKinds, scope.Ranking = nil, false
	return scope
}

// Leaders is who is ahead of whom in a period, as one reader may see it.
type Leaders struct {
	Ask     Ask
	AsOf    period.Date
	Display Display
	Metric  metric.Metric
	Past    float64 // the part of the period's working days that is over
	Board   Board
	Why     string // why there are no bands, in words; "" when there are
	Rows    map[org.NodeID]attain.Figures
	History History
	Inside  map[org.NodeID]bool // whom the reader sees inside
	Own     org.NodeID          // the reader, or his team; "" when neither is among the rows
	Recent  []Badge             // what was achieved lately, and colleagues may hear of
}

// Leaders compares people. NotFound when the reader may not ask for the node.
func (s *Service) Leaders(ctx context.Context, v View, a Ask) (Leaders, error) {
	set, err := s.setting(ctx, v.Scope.OrgID, a.Query.AsOf)
	if err != nil {
		return Leaders{}, err
	}
	if err := s.mayAsk(ctx, set, v, a.Under); err != nil {
		return Leaders{}, err
	}
	l, err := s.leaders(ctx, set, a)
	if err != nil {
		return l, err
	}
	l.Inside = map[org.NodeID]bool{}
	for _, kind := range []org.Kind{org.Person, org.Team} { // companies have many other nodes
		nodes, err := s.store.Nodes(ctx, Inside(v.Scope), set.asOf, org.Filter{Kind: kind})
		if err != nil {
			return l, err
		}
		for _, n := range nodes {
			l.Inside[n.ID] = true
		}
	}
	own := v.Own
	if a.Category == Teamwork && own != "" {
		own = set.book.Tree.Parent(own, set.asOf, set.asOf)
	}
	if _, ok := l.Rows[own]; ok {
		l.Own = own
	}
	l.Recent, err = s.recent(ctx, set, a.Under)
	return l, err
}

// mayAsk allows the company, whom one sees inside, and the teams that one belongs
// to.
func (s *Service) mayAsk(ctx context.Context, set setting, v View, under org.NodeID) error {
	if under == "" || under == set.org.Root() {
		return nil
	}
	if v.Own != "" && slices.Contains(set.book.Tree.Lineage(v.Own, set.asOf, set.asOf), under) {
		return nil
	}
	_, err := s.store.Node(ctx, Inside(v.Scope), set.asOf, under)
	return err
}

func kindOf(c Category) org.Kind {
	if c == Teamwork {
		return org.Team
	}
	return org.Person
}

// leaders compares by the whole truth; who may see what of it is for the caller.
func (s *Service) leaders(ctx context.Context, set setting, a Ask) (Leaders, error) {
	l := Leaders{Ask: a, AsOf: set.asOf, Display: set.display, Metric: a.Query.Metric, Past: pastOf(set, a.Query.Period), Rows: map[org.NodeID]attain.Figures{}}
	rows, err := s.rows(ctx, set, &l)
	if err != nil {
		return l, err
	}
	for _, f := range rows {
		l.Rows[f.Node.ID] = f
	}
	least := Least
	if a.Category == Teamwork {
		least = leastTeams
	}
	if l.Why != "" || l.Past <= 0 {
		if l.Why == "" {
			l.Why = "The period has not begun, or has no end."
		}
		return l, nil
	}
	q := a.Query
	q.Metric = l.Metric
	if l.History, err = s.history(ctx, set, q, kindOf(a.Category)); err != nil {
		return l, err
	}
	broken, err := s.broken(ctx, set, q.Period.Range)
	if err != nil {
		return l, err
	}
	entries := make([]Entry, 0, len(rows))
	for _, f := range rows {
		entries = append(entries, l.entry(f, broken))
	}
	if l.Board = Rank(entries, least); len(l.Board.Bands) == 0 {
		l.Why = tooFew(a.Category, l.Board.Of, least)
	}
	return l, nil
}

func tooFew(c Category, of, least int) string {
	who := "people with a target of their own who were there from the first day"
	if c == Teamwork {
		who = "teams with a target of their own"
	}
	if c == Improvement {
		who = "people with a target and at least three earlier periods"
	}
	return fmt.Sprintf("It takes at least %d %s to compare, so that nobody is singled out; here are %d.", least, who, of)
}

// rows reads whom the question is about. For Quality it finds the metric, and
// says when there is none.
func (s *Service) rows(ctx context.Context, set setting, l *Leaders) ([]attain.Figures, error) {
	read := func(m metric.Metric) ([]attain.Figures, error) {
		q := l.Ask.Query
		q.Metric, q.AsOf = m, set.asOf
		sel := attain.Selection{By: kindOf(l.Ask.Category), Under: l.Ask.Under}
		if sel.Under == set.org.Root() {
			sel.Under = ""
		}
		list, err := s.figures.List(ctx, access.System(set.org.ID), q, sel)
		return slices.DeleteFunc(list.Rows, func(f attain.Figures) bool { return f.Node.Group }), err
	}
	if l.Ask.Category != Quality {
		return read(l.Metric)
	}
	catalogue, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range qualities() {
		m, err := catalogue.Find(string(id))
		if err != nil {
			continue
		}
		aims, err := s.store.Aims(ctx, set.org.ID, id)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(aims.Targets, func(t goal.Target) bool { return t.Period == l.Ask.Query.Period.Range }) {
			l.Metric = m
			return read(m)
		}
	}
	l.Why = "Nobody has a target for what customers say (CSAT, NPS) or for keeping them (retention) in this period."
	return nil, nil
}

// entry says what somebody is compared by.
func (l Leaders) entry(f attain.Figures, broken map[org.NodeID]bool) Entry {
	out := func(why Reason) Entry { return Entry{Node: f.Node.ID, Out: why} }
	there := f.Period.Intersect(period.Range{Start: f.Period.Start, End: l.AsOf + 1})
	switch {
	case f.Target == nil || *f.Target <= 0:
		return out(NoTarget)
	case f.Filling != nil || f.Attainment == nil:
		return out(NoNumber)
	case f.Node.Member.Start > there.Start || f.Node.Member.End < there.End:
		return out(NotWhole)
	case broken[f.Node.ID]:
		return out(Unguarded)
	}
	own, at := l.History.Of(f.Node.ID), Moment{Past: l.Past, Grows: f.Metric.Shape == metric.Sum}
	if l.Ask.Category == Improvement {
		return ByImprovement(f.Node.ID, number(*f.Attainment), own, at)
	}
	return ByAttainment(f.Node.ID, number(*f.Attainment), own, at)
}

// Setting returns what colleagues see of each other.
func (s *Service) Setting(ctx context.Context, orgID string) (Display, Setting, error) {
	o, _, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return "", Setting{}, err
	}
	kept, err := s.store.RecognitionSetting(ctx, orgID)
	return DisplayOf(o, kept), kept, err
}

// Set changes what colleagues see of each other, and whether a wall shows what
// one person alone sold on a day.
func (s *Service) Set(ctx context.Context, orgID string, d Display, amounts bool) error {
	o, _, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return err
	}
	if !slices.Contains([]Display{Named, Anonymous, Off}, d) {
		return fault.New(fault.Invalid, "%q is no way to show colleagues; use named, anonymous or off", d)
	}
	if err := s.store.SaveRecognitionSetting(ctx, orgID, Setting{Anonymous: d == Anonymous, Amounts: amounts}); err != nil {
		return err
	}
	if o.PublishRanking == (d == Named) {
		return nil
	}
	o.PublishRanking = d == Named
	return s.store.SaveOrganisation(ctx, o)
}
