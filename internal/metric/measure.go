package metric

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// DefaultWindow is the activity window of an organisation whose customers never
// bought twice.
const DefaultWindow = 365

// OwnerAtStart names the policy by which a lost customer is somebody's: whoever
// had him at the start of the period.
const OwnerAtStart = "owner_at_start"

// CustomerQuestion asks for a metric of the shape Customers.
type CustomerQuestion struct {
	Metric Metric
	Node   org.NodeID
	Root   org.NodeID // the company: people's customers are kept when they are active there at all
	Period period.Range
	AsOf   period.Date
	Window int           // the activity window in days; 0: the one that the orders show
	Market *money.Amount // Σ of the metric's Den terms; nil when it has none
}

// CustomerAnswer is such a metric's value with its parts.
type CustomerAnswer struct {
	Num, Den  money.Amount  // customers, or amounts per month; Den is 0 for a count
	Value     *money.Amount // nil when there is none
	Low, High *money.Amount // 95 % interval of a rate of customers (Wilson); nil otherwise
	Window    int           // the activity window; 0 when the metric needs none
	Shown     bool          // the window is the one that the orders show
	Start     period.Date   // at whose start the cohort was fixed
	End       period.Date   // the day after the last whose orders count
	At        period.Date   // the day whose contracts count at the end: End, or the as-of day while the period runs
	Policy    string        // OwnerAtStart where it matters
}

// Measure answers the question. It reads the cells it needs through the
// function: the node's, and the company's where a person or team is asked for.
func Measure(q CustomerQuestion, read func(CustomerFilter) ([]CustomerDay, error)) (CustomerAnswer, error) {
	a := CustomerAnswer{Start: q.Period.Start, End: q.Period.Through(q.AsOf).End, Window: q.Window}
	if a.End <= a.Start || q.Metric.Shape != Customers {
		return a, nil
	}
	a.At = min(a.End, q.AsOf)
	m := measure{q, &a, read}
	if err := m.window(); err != nil {
		return a, err
	}
	node, whole, err := m.histories()
	if err != nil {
		return a, err
	}
	return a, m.answer(node, whole)
}

type measure struct {
	CustomerQuestion
	*CustomerAnswer
	read func(CustomerFilter) ([]CustomerDay, error)
}

// window finds the activity window that the company's orders show.
func (m measure) window() error {
	switch m.Metric.Base() {
	case ActiveCustomers, Retention, Churn:
	default:
		m.CustomerAnswer.Window = 0
		return nil
	}
	if m.CustomerAnswer.Window > 0 {
		return nil
	}
	orders, err := m.read(CustomerFilter{Series: Orders, Node: m.Root, Days: period.Range{Start: period.Always, End: m.End}, AsOf: m.AsOf})
	if err != nil {
		return err
	}
	m.Shown = true
	m.CustomerAnswer.Window = DefaultWindow
	if shown, ok := ActivityWindow(orders); ok {
		m.CustomerAnswer.Window = shown
	}
	return nil
}

// histories reads what the metric is made of, at the node and in the whole.
func (m measure) histories() (node, whole History, err error) {
	if node, err = m.history(m.Node); err != nil {
		return node, whole, err
	}
	switch m.Node.Kind() {
	case org.Person, org.Team, org.Credited:
		if m.owned() && m.Root != "" {
			whole, err = m.history(m.Root)
			return node, whole, err
		}
	}
	return node, node, nil
}

// owned reports whether it matters who had a customer at the start.
func (m measure) owned() bool {
	switch m.Metric.Base() {
	case Retention, Churn, NRR, GRR:
		return true
	}
	return false
}

func (m measure) history(node org.NodeID) (h History, err error) {
	for _, s := range m.Metric.Histories {
		// Gains and losses of contracts count from the first day on; orders as
		// far back as the window reaches.
		days := period.Range{Start: period.Always, End: max(m.At, m.Start).Add(1)}
		into := &h.Contracts
		switch s.Base() {
		case Orders:
			into, days = &h.Orders, period.Range{Start: m.Start.Add(-m.CustomerAnswer.Window), End: m.End}
		case ContractAmount:
			into = &h.Amounts
		}
		if *into, err = m.read(CustomerFilter{Series: s, Node: node, Days: days, AsOf: m.AsOf}); err != nil {
			return h, err
		}
	}
	return h, nil
}

func (m measure) answer(node, whole History) error {
	window := m.CustomerAnswer.Window
	switch m.Metric.Base() {
	case ActiveCustomers:
		m.Num = customers(len(m.atEnd(node)))
		m.Value = &m.Num
	case Retention, Churn:
		m.Policy = OwnerAtStart
		cohort := Owned(node, whole, m.Start, window)
		kept := m.atEnd(whole).Kept(cohort)
		if m.Metric.Base() == Churn {
			kept = len(cohort) - kept
		}
		m.rate(kept, len(cohort))
	case RepeatRate:
		once, twice := 0, 0
		for _, n := range node.ordered(period.Range{Start: m.Start, End: m.End}) {
			if n >= money.Unit {
				once++
			}
			if n >= 2*money.Unit {
				twice++
			}
		}
		m.rate(twice, once)
	case Penetration:
		m.penetration(node)
	case NRR, GRR:
		m.Policy = OwnerAtStart
		r, err := Recur(node, whole, m.Start, m.At)
		if err != nil {
			return err
		}
		m.Num, m.Den = r.Net, r.Start
		if m.Metric.Base() == GRR {
			m.Num = r.Retained
		}
		m.Value = m.divided()
	default:
		return fault.New(fault.Internal, "%s is not made from the histories of customers", m.Metric.ID)
	}
	return nil
}

// atEnd returns who is active at the end.
func (m measure) atEnd(h History) Set {
	return h.Active(m.End, m.At, m.CustomerAnswer.Window)
}

// penetration holds the own customers against the accounts of the market.
func (m measure) penetration(node History) {
	own := node.InForce(m.At)
	for customer, n := range node.ordered(period.Range{Start: m.Start, End: m.End}) {
		if n > 0 {
			own[customer] = true
		}
	}
	m.Num = customers(len(own))
	if m.Market != nil {
		m.Den = *m.Market
		m.Value = m.divided()
	}
	if m.Value != nil && m.Num <= m.Den {
		m.interval(len(own), int(m.Den/money.Unit))
	}
}

func (m measure) divided() *money.Amount {
	if m.Den <= 0 {
		return nil
	}
	value, ok := money.Ratio(m.Num, m.Den)
	if !ok {
		return nil
	}
	return &value
}

func (m measure) rate(some, all int) {
	m.Num, m.Den = customers(some), customers(all)
	m.Value = m.divided()
	m.interval(some, all)
}

func (m measure) interval(some, all int) {
	if low, high, ok := Wilson(int64(some), int64(all)); ok {
		m.Low, m.High = &low, &high
	}
}

func customers(n int) money.Amount { return money.FromInt(int64(n)) }
