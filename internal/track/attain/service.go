package attain

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/closing"
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
	Plans
}

// Places reads what numbers are kept for. Reads that take a scope return only
// what it sees on the day.
type Places interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	// Company returns the organisation, its book and its teams, all of one state;
	// the same ones until there are others.
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
}

// Ledger reads the numbers.
type Ledger interface {
	Cells
	// Fills returns how far the series have come that are not in the ledger as a
	// whole yet.
	Fills(ctx context.Context, orgID string) ([]metric.Fill, error)
	// Recounts returns how far the ledger has followed who belongs where now, and
	// the rates.
	Recounts(ctx context.Context, orgID string) ([]metric.Recount, error)
	// Mix returns what a node's value of each day is made of; ok is false while
	// that is not kept as a whole.
	Mix(ctx context.Context, orgID string, f metric.MixFilter) (values []metric.MixValue, ok bool, err error)
	Span(ctx context.Context, orgID string, root org.NodeID, asOf period.Date) (span period.Range, ok bool, err error)
	// Currencies returns the currencies besides the organisation's in which money
	// was taken in, and those of amounts that no rate converts.
	Currencies(ctx context.Context, orgID string) (all, lacking []money.Currency, err error)
}

// Evidence reads what the numbers are made of. It knows no scope: the service
// asks for a node that the reader sees.
type Evidence interface {
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Deals(ctx context.Context, orgID string, f fact.Filter) ([]fact.Deal, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
}

// Plans reads what should be reached.
type Plans interface {
	// Aims returns the targets of a metric and its goals.
	Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error)
	// TargetPeriods returns the periods for which any target of any metric is set,
	// as known on the day, ascending.
	TargetPeriods(ctx context.Context, orgID string, known period.Date) ([]period.Range, error)
	// Goals returns the goals whose owner the scope sees on the day, whole, in
	// the order in which they were set.
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
}

// Service answers how nodes and goals stand.
type Service struct {
	store   Store
	now     func() time.Time
	preview Previewer // nil: series that the ledger does not keep are 0

	prepared *prepared
}

// NewService returns a service that reads from the store.
func NewService(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now, prepared: &prepared{}}
}

// WithPreview returns the service with somebody who computes what the ledger
// does not keep.
func (s *Service) WithPreview(p Previewer) *Service {
	next := *s
	next.preview = p
	return &next
}

// Query says which figures are wanted.
type Query struct {
	Metric metric.Metric
	Period period.Period
	AsOf   period.Date       // 0: the organisation's today
	Policy org.Denominator   // "": the organisation's
	Rates  metric.RatePolicy // "": the rates of each day
}

// Figures are how one node stands in one period.
type Figures struct {
	Node         org.Node
	Metric       metric.Metric
	Period       period.Period
	AsOf         period.Date
	Currency     money.Currency  // "" unless the metric is money
	Policy       org.Denominator // by which the target is counted when it changed within the period
	TargetSource Source
	TargetNote   string
	Result
	Reading
	Rates  metric.RatePolicy // at which money of other currencies counts; "" unless the metric is money
	Notes  []string
	Closed *Frozen // nil while any day of the period is open
	Rank   int     // by attainment among the rows of a list; 0 without one
	Masked bool    // only rank and attainment may be shown
}

// Foreign is an amount that is not part of the actual, because no rate
// converts it.
type Foreign struct {
	Currency money.Currency
	Amount   money.Amount
}

// setting is what answering one question needs.
type setting struct {
	org        org.Organisation
	book       *metric.Book
	catalogue  metric.Catalogue // only where other metrics are looked at too
	teams      *org.Teams
	asOf       period.Date
	known      period.Date    // by what was known on this day targets, rates and who stood where count: asOf, unless the period is closed
	closes     closing.Closes // in force on asOf
	policy     org.Denominator
	currencies []money.Currency // besides the organisation's; only where money is looked at
	lacking    []money.Currency // those of them that some amount has no rate for
	targets    *Targets         // of the query's metric
	days       period.Range     // of the query's period, up to and including asOf
	cells      Cells
	seen       *seen         // of an answer about many goals; nil otherwise
	fills      []metric.Fill // what is being counted: metrics of it have no value yet,
	anew       bool          // unless they are counted from the facts for this answer
	recounted  money.Amount  // the share that is done of what the book's recounts touch
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

// setting reads what every question of the organisation needs.
func (s *Service) setting(ctx context.Context, orgID string, asOf period.Date) (setting, error) {
	var set setting
	var err error
	if set.org, set.book, set.teams, err = s.store.Company(ctx, orgID); err != nil {
		return set, err
	}
	if set.asOf, err = s.AsOf(set.org, asOf); err != nil {
		return set, err
	}
	set.known, set.closes = set.asOf, set.book.Closes.InForce(set.asOf)
	set.policy = set.org.Denominator.Or(org.DenominatorLatest)
	if set.fills, err = s.fillsOf(ctx, orgID, set.book); err != nil {
		return set, err
	}
	set.recounted, err = s.recountedOf(ctx, orgID, set.book)
	return set, err
}

// whole is setting with all that goals and their guards may speak of.
func (s *Service) whole(ctx context.Context, orgID string, asOf period.Date) (setting, error) {
	set, err := s.setting(ctx, orgID, asOf)
	if err != nil {
		return set, err
	}
	if err := s.currenciesOf(ctx, &set); err != nil {
		return set, err
	}
	set.seen = &seen{Cells: s.store, days: map[metric.CustomerFilter][]metric.CustomerDay{}}
	set.catalogue, err = s.store.Catalogue(ctx, orgID)
	return set, err
}

func (s *Service) currenciesOf(ctx context.Context, set *setting) (err error) {
	set.currencies, set.lacking, err = s.store.Currencies(ctx, set.org.ID)
	return err
}

// prepare reads what a question about one node needs, or about many when it is
// "".
func (s *Service) prepare(ctx context.Context, scope access.Scope, node org.NodeID, q Query) (setting, error) {
	set, err := s.setting(ctx, scope.OrgID, q.AsOf)
	if err != nil {
		return set, err
	}
	set.known = set.frozen(q.Period.Range)
	set.policy = q.Policy.Or(set.policy)
	if !set.policy.Valid() {
		return set, fault.New(fault.Invalid, "%q is no policy for a target that changes; use latest, credit_date or day_weighted", set.policy)
	}
	if set.policy == org.DenominatorCreditDate && !credited(q.Metric) {
		set.policy = org.DenominatorLatest // a ratio, or a limit, is not made of credits
	}
	if q.Metric.Unit == metric.Money {
		if err := s.currenciesOf(ctx, &set); err != nil {
			return set, err
		}
	}
	if q.Metric.Against != "" {
		if set.catalogue, err = s.store.Catalogue(ctx, scope.OrgID); err != nil {
			return set, err
		}
	}
	if set.targets, err = s.targets(ctx, set, q.Metric); err != nil {
		return set, err
	}
	set.days = q.Period.Through(set.asOf)
	set.cells, err = s.cellsFor(ctx, set, node, q.Metric)
	return set, err
}

// credited reports whether the metric's value is added up day by day, so that
// each part can be held against the target of its own day.
func credited(m metric.Metric) bool { return m.Shape == metric.Sum && m.Direction != metric.Lower }

// systemOf returns the scope of reads that only compare with what a reader sees
// already.
func systemOf(set setting) access.Scope { return access.System(set.org.ID) }

func (set setting) find(id metric.Series) (metric.Metric, error) {
	return set.catalogue.Find(string(id))
}

// figures makes the figures of a node from what was read there.
func (set setting) figures(q Query, node org.Node, r Reading, target Target, portions []Portion) Figures {
	f := Figures{Node: node, Metric: q.Metric, Period: q.Period, AsOf: set.asOf, Policy: set.policy, TargetSource: target.Source, TargetNote: target.Rule,
		Reading: r, Notes: slices.Clone(r.Notes)}
	if q.Metric.Unit == metric.Money {
		f.Currency, f.Rates = set.org.Currency, metric.DealDate
		if q.Rates != "" {
			f.Rates = q.Rates
		}
	}
	f.Result = Attain(set.input(q, target, r.Value, portions))
	f.note(set)
	return f
}

func (set setting) input(q Query, target Target, actual *money.Amount, portions []Portion) Input {
	return Input{Target: target.Value, Actual: actual, Direction: q.Metric.Direction, Portions: portions, Still: !credited(q.Metric),
		Period: q.Period.Range, AsOf: set.asOf, Calendar: set.org.Calendar}
}

// note says in words what a reader might stumble over.
func (f *Figures) note(set setting) {
	add := func(format string, args ...any) { f.Notes = append(f.Notes, fmt.Sprintf(format, args...)) }
	switch {
	case f.Filling != nil:
		add("%s", set.whyFilling(f.Metric, f.Node.ID, *f.Filling))
	case f.Actual == nil:
		add("%s", whyNothing(f.Metric))
	}
	switch {
	case f.Target == nil:
	case f.Metric.Direction == metric.Lower && f.Actual != nil:
		add("Less is better here: attainment is target ÷ actual, and the gap is what is too much.")
	case *f.Target == 0:
		add("The target is 0, so there is no attainment.")
	}
	if effect := f.Effect(); effect != nil && *effect != 0 {
		add("The exchange rates chosen change it by %s, from %s.", set.say(f.Metric, *effect), set.say(f.Metric, *f.AtDealRates))
	}
	if set.asOf < f.Period.Start {
		add("The period starts on %s, after the day of this view.", f.Period.Start)
	}
}

// whyNothing says why a metric has no value.
func whyNothing(m metric.Metric) string {
	if m.Shape == metric.Customers {
		return "There is no value: there are no customers to count."
	}
	return "There is no value: nothing happened that it could be divided by."
}

// Node returns the figures of one node; NotFound when the scope does not see
// it.
func (s *Service) Node(ctx context.Context, scope access.Scope, id org.NodeID, q Query) (Figures, error) {
	set, err := s.prepare(ctx, scope, id, q)
	if err != nil {
		return Figures{}, err
	}
	return s.node(ctx, scope, set, id, q)
}

func (s *Service) node(ctx context.Context, scope access.Scope, set setting, id org.NodeID, q Query) (Figures, error) {
	node, err := s.store.Node(ctx, scope, set.asOf, id)
	if err != nil {
		return Figures{}, err
	}
	rows, err := s.rows(ctx, scope, set, q, []org.Node{node})
	if err != nil {
		return Figures{}, err
	}
	return rows[0], s.close(ctx, scope, set, q, &rows[0])
}

// rows makes the figures of nodes that the scope sees.
func (s *Service) rows(ctx context.Context, scope access.Scope, set setting, q Query, nodes []org.Node) ([]Figures, error) {
	ids := make([]org.NodeID, len(nodes))
	for i, n := range nodes {
		ids[i] = n.ID
	}
	read, err := s.readings(ctx, scope, set, question{metric: q.Metric, period: q.Period.Range, rates: q.Rates, cells: set.cells}, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]Figures, len(nodes))
	for i, n := range nodes {
		target := set.targets.Of(n.ID, q.Period.Range)
		if r := read[n.ID]; r.Filling != nil {
			rows[i] = set.figures(q, n, r, target, nil)
			continue
		}
		portions, err := s.portions(ctx, scope, set, q, n.ID, target)
		if err != nil {
			return nil, err
		}
		rows[i] = set.figures(q, n, read[n.ID], target, portions)
		if n.ID == set.org.Root() && target.Source == Sum && q.Metric.Shape == metric.Sum {
			if err := s.cover(ctx, set, q, target, &rows[i]); err != nil {
				return nil, err
			}
		}
	}
	return rows, nil
}

// portions returns what was counted under each version of the target, where the
// policy asks for it.
func (s *Service) portions(ctx context.Context, scope access.Scope, set setting, q Query, id org.NodeID, target Target) ([]Portion, error) {
	if set.policy != org.DenominatorCreditDate {
		return nil, nil
	}
	portions := target.Portions(set.days)
	for i, p := range portions {
		read, err := s.readings(ctx, scope, set, question{metric: q.Metric, period: p.Days, rates: q.Rates, cells: set.cells}, []org.NodeID{id})
		if err != nil {
			return nil, err
		}
		portions[i].Actual = *read[id].Value
	}
	return portions, nil
}

// cover holds the company against the sum of its people's targets: only what
// people are credited for counts towards it (field.md 1.1: attainment is
// credited actual ÷ quota), and the rest is named.
func (s *Service) cover(ctx context.Context, set setting, q Query, target Target, f *Figures) error {
	node, everybody := org.CreditedOf(set.org.Root()), access.System(set.org.ID)
	read, err := s.readings(ctx, everybody, set, question{metric: q.Metric, period: q.Period.Range, rates: q.Rates, cells: set.cells}, []org.NodeID{node})
	if err != nil {
		return err
	}
	credited := *read[node].Value
	left := *f.Actual - credited
	if left == 0 {
		return nil
	}
	portions, err := s.portions(ctx, everybody, set, q, node, target)
	if err != nil {
		return err
	}
	in := set.input(q, target, f.Actual, portions)
	in.Covered = &credited
	f.Result = Attain(in)
	unit := ""
	if f.Currency != "" {
		unit = string(f.Currency) + " "
	}
	f.Notes = append(f.Notes, fmt.Sprintf("The targets are those of people, so attainment, gap and pace count the %s%s that people are credited for. Another %s%s is credited to nobody.",
		unit, credited.Readable(), unit, left.Readable()))
	return nil
}
