package tradeoff

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/insight/kept"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
)

// Store is what trade-offs are measured from. Reads that take a scope return
// only what it sees on the day.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error)
	Deals(ctx context.Context, orgID string, f fact.Filter) ([]fact.Deal, error)
	// Pulse counts the changes of the organisation.
	Pulse(ctx context.Context, orgID string) (int64, error)
}

// Goals tells how goals stand.
type Goals interface {
	Goals(ctx context.Context, scope access.Scope, by goal.Actor, f goal.Filter, asOf period.Date) ([]attain.GoalView, error)
}

// Service answers what is given up for what.
type Service struct {
	store Store
	goals Goals

	records *kept.Of[period.Date, *record]
	orders  *kept.Of[period.Date, sold]
}

// NewService returns a service that reads from the store.
func NewService(store Store, goals Goals) *Service {
	return &Service{store: store, goals: goals, records: kept.New[period.Date, *record](store, 1), orders: kept.New[period.Date, sold](store, 1)}
}

// View is what a node gives up for what.
type View struct {
	Node       org.Node
	AsOf       period.Date
	Months     period.Range // that slopes are measured in
	Trades     []Trade
	Guards     []Guard
	WhyNothing string // why nothing is measured here; "" when it is
}

// Trade is one of them.
type Trade struct {
	Kind           Kind
	X, Y           string
	YShare, LessX  bool
	Answer         string // in words
	Enough         bool
	Clear          bool
	Effect         *float64 // of the step on Y; of the odds, their ratio
	Low, High      *float64 // 90 %
	Step           string
	Cases, People  int // months of people, or orders; people, or orders that came back
	Points         []Spot
	Bands          []Band
	PointsAreMonth bool
}

// Spot is a person, or a month of one, with the best that was reached.
type Spot struct {
	Person org.Node
	Month  period.Date // first day; 0 when the point is a person
	X, Y   float64
	Cases  int
	Edge   bool // nobody has at least as much of both, and more of one
	Knee   bool
}

// Tradeoffs returns what is given up for what at a node; NotFound when the scope
// does not see what its number is made of.
func (s *Service) Tradeoffs(ctx context.Context, scope access.Scope, id org.NodeID, asOf period.Date) (View, error) {
	scope.PublishedKinds = nil // a published total tells nothing of what it is made of
	_, book, _, err := s.store.Company(ctx, scope.OrgID)
	if err != nil {
		return View{}, err
	}
	node, err := s.store.Node(ctx, scope, asOf, id)
	if err != nil {
		return View{}, err
	}
	v := View{Node: node, AsOf: asOf, Trades: []Trade{}}
	if v.Guards, err = s.guards(ctx, scope, id, asOf); err != nil {
		return v, err
	}
	switch id.Kind() {
	case org.Company, org.Team, org.Person:
	default:
		v.WhyNothing = "Trade-offs are measured in what people do. Choose the company, a team or a person."
		return v, nil
	}
	people, err := s.people(ctx, scope, book, id, asOf)
	if err != nil {
		return v, err
	}
	r, err := s.record(ctx, scope.OrgID, asOf)
	if err != nil {
		return v, err
	}
	v.Months = period.Range{Start: r.months[0].Start, End: r.months[len(r.months)-1].End}
	for _, t := range trades() {
		v.Trades = append(v.Trades, r.measure(t, people))
	}
	sold, err := s.sold(ctx, scope.OrgID, asOf)
	if err != nil {
		return v, err
	}
	v.Trades = append(v.Trades, sold.returns(func(o order) bool {
		_, mine := people[o.owner]
		return mine || id == book.Tree.Root()
	}))
	return v, nil
}

// people returns the people of a node that the scope sees.
func (s *Service) people(ctx context.Context, scope access.Scope, book *metric.Book, id org.NodeID, asOf period.Date) (map[org.NodeID]org.Node, error) {
	nodes, err := s.store.Nodes(ctx, scope, asOf, org.Filter{Kind: org.Person})
	if err != nil {
		return nil, err
	}
	people := map[org.NodeID]org.Node{}
	for _, n := range nodes {
		if slices.Contains(book.Tree.Lineage(n.ID, asOf, asOf), id) {
			people[n.ID] = n
		}
	}
	return people, nil
}

// measure measures one trade among the people.
func (r *record) measure(t trade, people map[org.NodeID]org.Node) Trade {
	out := Trade{Kind: t.kind, X: t.x, Y: t.y, YShare: t.yShare, LessX: t.lessX, Step: t.stepText, PointsAreMonth: len(people) == 1}
	var rows []Row
	last := len(r.months) - t.leave
	ids := make([]org.NodeID, 0, len(people))
	for id := range people {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		h, ok := r.people[id]
		if !ok {
			continue
		}
		for at := range last {
			if row, ok := t.row(id, at, h); ok {
				rows = append(rows, row)
			}
		}
	}
	slope, ok := Within(rows)
	out.Cases, out.People, out.Enough, out.Clear = slope.Rows, slope.Units, ok, ok && slope.Clear
	if ok {
		effect, low, high := slope.Value*t.step, slope.Low*t.step, slope.High*t.step
		out.Effect, out.Low, out.High = &effect, &low, &high
	}
	out.Answer = out.say()
	out.Points = r.points(t, ids, people, last)
	return out
}

// points places the people, or the months of the only one, and marks the edge.
func (r *record) points(t trade, ids []org.NodeID, people map[org.NodeID]org.Node, last int) []Spot {
	var list []Spot
	add := func(id org.NodeID, h history, from, to int, day period.Date) {
		if s, ok := t.place(h, from, to); ok {
			list = append(list, Spot{Person: people[id], Month: day, X: s.x, Y: s.y, Cases: int(s.cases)})
		}
	}
	const year = 12
	from := max(0, last-year)
	for _, id := range ids {
		h, ok := r.people[id]
		switch {
		case !ok:
		case len(ids) > 1:
			add(id, h, from, last, 0)
		default:
			for at := range last {
				add(id, h, at, at+1, r.months[at].Start)
			}
		}
	}
	points := make([]Point, len(list))
	for i, s := range list {
		points[i] = Point{X: s.X, Y: s.Y}
		if t.lessX {
			points[i].X = -s.X
		}
	}
	edge := Frontier(points)
	for _, i := range edge {
		list[i].Edge = true
	}
	if i, ok := Knee(points, edge); ok {
		list[i].Knee = true
	}
	return list
}

// returns measures discount against orders that come back.
func (r sold) returns(wanted func(order) bool) Trade {
	out := Trade{Kind: DiscountReturned, X: "Discount of an order", Y: "Orders cancelled or refunded", YShare: true, LessX: true, Step: "10 points more discount"}
	var orders []order
	for _, o := range r.orders {
		if wanted(o) {
			orders = append(orders, o)
		}
	}
	odds, ok := Logit(casesOf(orders))
	out.Cases, out.People, out.Enough, out.Clear = odds.Cases, odds.Hits, ok, ok && odds.Clear
	if ok {
		out.Effect, out.Low, out.High = &odds.Ratio, &odds.Low, &odds.High
	}
	out.Bands = bandsOf(orders)
	out.Answer = out.say()
	return out
}

// Returns is how discount goes with orders that come back in the whole
// organisation.
type Returns struct {
	Odds
	Since period.Date
	Bands []Band
}

// Returns measures it for everybody; ok is false with too little data.
func (s *Service) Returns(ctx context.Context, orgID string, asOf period.Date) (out Returns, ok bool, err error) {
	sold, err := s.sold(ctx, orgID, asOf)
	if err != nil {
		return out, false, err
	}
	out.Since, out.Bands = sold.since, bandsOf(sold.orders)
	out.Odds, ok = Logit(casesOf(sold.orders))
	return out, ok, nil
}

// say puts an answer into words: what goes with what, never what comes of what.
func (t Trade) say() string {
	if !t.Enough {
		if t.Kind == DiscountReturned {
			return fmt.Sprintf("Not enough data: %d orders with a list price, of which %d came back. At least %d and %d are needed.", t.Cases, t.People, LeastCases, LeastHits)
		}
		return fmt.Sprintf("Not enough data: %d months of %d people. At least %d months of %d people are needed, in which it differs.", t.Cases, t.People, LeastRows, LeastUnits)
	}
	if t.Kind == DiscountReturned {
		if !t.Clear {
			return fmt.Sprintf("No clear relation: with %s the odds that an order comes back are multiplied by %.2f (between %.2f and %.2f).", t.Step, *t.Effect, *t.Low, *t.High)
		}
		word := "higher"
		if *t.Effect < 1 {
			word = "lower"
		}
		return fmt.Sprintf("With %s the odds that an order comes back are %.2f times as high (between %.2f and %.2f): %s, by the same size of order. An association, not a proof of cause.", t.Step, *t.Effect, *t.Low, *t.High, word)
	}
	amount := func(v float64) string {
		if t.YShare {
			return signed(100*v, 1) + " points"
		}
		return signed(v, 2)
	}
	between := fmt.Sprintf("%s (between %s and %s)", amount(*t.Effect), amount(*t.Low), amount(*t.High))
	if !t.Clear {
		return fmt.Sprintf("No clear relation: in months of the same person with %s, %s changes by %s.", t.Step, lower(t.Y), between)
	}
	return fmt.Sprintf("In months of the same person with %s, %s changes by %s. An association, not a proof of cause.", t.Step, lower(t.Y), between)
}

// signed writes a difference with its sign.
func signed(v float64, digits int) string {
	text := fmt.Sprintf("%.*f", digits, math.Abs(v))
	switch {
	case strings.Trim(text, "0.") == "":
		return text
	case v < 0:
		return "−" + text
	default:
		return "+" + text
	}
}

// lower writes a heading within a sentence.
func lower(text string) string {
	if text == "" {
		return ""
	}
	return string(text[0]|0x20) + text[1:]
}
