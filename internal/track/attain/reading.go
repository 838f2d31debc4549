package attain

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Reading is what a metric comes to at one node.
type Reading struct {
	Value       *money.Amount // nil: there is nothing that it could be made of
	Num, Den    money.Amount  // its parts; of a sum Num is the value and Den is 0
	AtDealRates *money.Amount // under another rate policy: what it is at the rates of each day
	Currencies  []metric.CurrencyEffect
	Unconverted []Foreign
	Notes       []string
	Low, High   *money.Amount // 95 % interval of a rate of customers; nil otherwise
	Late        []Late        // the part of it that is of closed periods before, by period
	Filling     *money.Amount // the part that is done, while all that ever happened is being counted; nil when it is
}

// LateSum returns the part of a sum that happened in closed periods before.
func (r Reading) LateSum() (sum money.Amount) {
	for _, l := range r.Late {
		sum += l.Num
	}
	return sum
}

// Effect returns what the rate policy adds; nil under the rates of each day.
func (r Reading) Effect() *money.Amount {
	if r.AtDealRates == nil || r.Value == nil {
		return nil
	}
	effect := *r.Value - *r.AtDealRates
	return &effect
}

// question is what is read at nodes.
type question struct {
	metric   metric.Metric
	period   period.Range
	rates    metric.RatePolicy
	currency money.Currency // "" for the organisation's
	cells    Cells
}

// readings returns what the metric comes to at each of the nodes.
func (s *Service) readings(ctx context.Context, scope access.Scope, set setting, q question, ids []org.NodeID) (map[org.NodeID]Reading, error) {
	places := slices.DeleteFunc(slices.Clone(ids), func(id org.NodeID) bool { return !elsewhere(q.metric, id) })
	if len(places) == 0 {
		return s.read(ctx, scope, set, q, ids)
	}
	people := slices.DeleteFunc(slices.Clone(ids), func(id org.NodeID) bool { return elsewhere(q.metric, id) })
	list, err := s.read(ctx, scope, set, q, people)
	for _, id := range places {
		if err != nil {
			return nil, err
		}
		list[id], err = s.readElsewhere(ctx, set, q, id)
	}
	return list, err
}

// elsewhere reports whether the ledger keeps the metric not at the node but at
// the company, with the node as a part of its scope: series with a scope are
// kept for people, teams and the company.
func elsewhere(m metric.Metric, node org.NodeID) bool {
	switch node.Kind() {
	case org.Person, org.Team, org.Company, org.Credited:
		return false
	default:
		return len(m.Scope) > 0
	}
}

// readElsewhere reads a metric with a scope at a place. The caller has found
// that the reader sees the place.
func (s *Service) readElsewhere(ctx context.Context, set setting, q question, place org.NodeID) (Reading, error) {
	q.metric = q.metric.In([]org.NodeID{place})
	root := set.org.Root()
	cells, err := s.cellsFor(ctx, set, root, q.metric)
	if err != nil {
		return Reading{}, err
	}
	q.cells = cells
	read, err := s.read(ctx, systemOf(set), set, q, []org.NodeID{root})
	return read[root], err
}

// read is readings at nodes that the ledger keeps the metric at.
func (s *Service) read(ctx context.Context, scope access.Scope, set setting, q question, ids []org.NodeID) (map[org.NodeID]Reading, error) {
	ids, unfilled := set.unfilled(q.metric, ids)
	if len(ids) == 0 {
		return unfilled, nil
	}
	late := newLates(q.period, set.closes)
	num, err := s.terms(ctx, scope, set, q, q.metric.Num, ids, func(v []metric.LateValue, sign int64) { late.add(v, sign, false) })
	if err != nil {
		return nil, err
	}
	den, err := s.terms(ctx, scope, set, q, q.metric.Den, ids, func(v []metric.LateValue, sign int64) { late.add(v, sign, true) })
	if err != nil {
		return nil, err
	}
	list := make(map[org.NodeID]Reading, len(ids))
	for _, id := range ids {
		list[id] = Reading{Num: num[id], Den: den[id], Late: late.list(id)}
	}
	switch {
	case q.metric.Shape == metric.Customers:
		err = s.customers(ctx, set, q, list)
	case q.metric.Against != "":
		err = s.against(ctx, set, q, list)
	}
	if err == nil && q.metric.Unit == metric.Money {
		err = s.currencies(ctx, scope, set, q, list)
	}
	if err != nil {
		return nil, err
	}
	for id, r := range list {
		if q.metric.Shape != metric.Customers && (q.metric.Against == "" || r.Den > 0) {
			r.Value = q.metric.Value(r.Num, r.Den)
		}
		list[id] = r
	}
	err = s.leftOut(ctx, scope, set, q, list)
	maps.Copy(list, unfilled)
	return list, err
}

// terms adds up the terms of one side of a metric, and tells what of them counts
// late.
func (s *Service) terms(ctx context.Context, scope access.Scope, set setting, q question, terms []metric.Term, ids []org.NodeID, late func([]metric.LateValue, int64)) (map[org.NodeID]money.Amount, error) {
	total := make(map[org.NodeID]money.Amount, len(ids))
	for _, t := range terms {
		values, err := s.addSums(ctx, scope, set, q, t.Series, t.Sign, set.span(q, t), ids, total)
		if err != nil {
			return nil, err
		}
		late(values, t.Sign)
	}
	return total, nil
}

// span returns the days whose cells a term of the question sums.
func (set setting) span(q question, t metric.Term) period.Range {
	return q.metric.Span(t, q.period, set.knows(q.metric, q.period).asOf)
}

// customers makes the values that follow from customers' histories.
func (s *Service) customers(ctx context.Context, set setting, q question, list map[org.NodeID]Reading) error {
	for id, r := range list {
		ask := metric.CustomerQuestion{Metric: q.metric, Node: id, Root: set.org.Root(), Period: q.period, AsOf: set.knows(q.metric, q.period).asOf}
		if len(q.metric.Den) > 0 {
			market := r.Den
			ask.Market = &market
		}
		answer, err := metric.Measure(ask, func(f metric.CustomerFilter) ([]metric.CustomerDay, error) {
			return q.cells.CustomerDays(ctx, set.org.ID, f)
		})
		if err != nil {
			return err
		}
		r.Value, r.Num, r.Den, r.Low, r.High = answer.Value, answer.Num, answer.Den, answer.Low, answer.High
		if answer.Window > 0 {
			r.Notes = append(r.Notes, fmt.Sprintf("A customer counts as active for %d days after an order%s.", answer.Window,
				map[bool]string{true: ", as nine of ten repeat orders show", false: ""}[answer.Shown]))
		}
		list[id] = r
	}
	return nil
}

// against holds what is there against what is missing of another metric's
// target: open pipeline against the rest of the revenue target.
func (s *Service) against(ctx context.Context, set setting, q question, list map[org.NodeID]Reading) error {
	other, err := set.catalogue.Find(string(q.metric.Against))
	if err != nil {
		return err
	}
	targets, err := s.targets(ctx, set, other)
	if err != nil {
		return err
	}
	for id, r := range list {
		target := targets.Of(id, q.period)
		if target.Value == nil {
			r.Den = 0
			r.Notes = append(r.Notes, fmt.Sprintf("There is none without a target for %s: %s.", strings.ToLower(other.Name), target.Rule))
		} else if r.Den += *target.Value; r.Den <= 0 {
			r.Den = 0
			r.Notes = append(r.Notes, fmt.Sprintf("The target for %s is reached, so there is nothing left to cover.", strings.ToLower(other.Name)))
		}
		list[id] = r
	}
	return nil
}

// leftOut says what is not part of the values: lines whose cost is not known,
// and cohorts that are too young.
func (s *Service) leftOut(ctx context.Context, scope access.Scope, set setting, q question, list map[org.NodeID]Reading) error {
	ids := make([]org.NodeID, 0, len(list))
	for id := range list {
		ids = append(ids, id)
	}
	note := func(series metric.Series, days period.Range, format string) error {
		if days.Empty() {
			return nil
		}
		sums, err := q.cells.Sums(ctx, scope, set.filter(q, series, days, ids))
		for id, n := range sums {
			if r := list[id]; n != 0 {
				r.Notes = append(r.Notes, fmt.Sprintf(format, n.Readable()))
				list[id] = r
			}
		}
		return err
	}
	m := q.metric
	if len(m.Scope) == 0 && (m.ID == metric.Profit || m.ID == metric.Margin) {
		words := "%s lines without a known cost are left out of the " + strings.TrimPrefix(strings.ToLower(m.Name), "gross ") + "."
		if err := note(metric.Uncosted, q.period.Through(set.asOf), words); err != nil {
			return err
		}
	}
	if m.Window > 0 && len(m.Den) > 0 {
		return note(m.Den[0].Series, m.Immature(q.period, set.knows(m, q.period).asOf), "%s are too young to count: they have had less than "+fmt.Sprint(m.Window)+" days.")
	}
	return nil
}

// say writes a value of the metric for a sentence.
func (set setting) say(m metric.Metric, value money.Amount) string {
	return goal.Say(value, m.Unit, set.org.Currency)
}
