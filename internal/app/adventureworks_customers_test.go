package app_test

import (
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

const bikeMaker = org.NodeID("company:adventureworks")

// market is how many accounts there are somewhere. The files have no such
// figures: the test posts them.
type market struct {
	place    org.NodeID
	days     period.Range
	accounts int64
}

func markets() []market {
	days := func(from, to string) period.Range {
		if to == "" {
			return period.Range{Start: period.MustDate(from), End: period.Never}
		}
		return period.Range{Start: period.MustDate(from), End: period.MustDate(to)}
	}
	return []market{
		{bikeMaker, days("2011-01-01", ""), 40_000},
		{"segment:Store", days("2011-01-01", "2013-01-01"), 700},
		{"segment:Store", days("2013-01-01", ""), 900},
		{"territory:4", days("2012-01-01", "2014-01-01"), 9_000}, // over at the end of 2013
		{"territory:1", days("2012-01-01", ""), 7_777},
	}
}

func (w *works) postMarkets(t *testing.T) {
	t.Helper()
	var events []fact.Event
	for i, m := range markets() {
		events = append(events, fact.Event{
			EventKey: fact.EventKey{Kind: fact.Market, Key: fact.Key{Source: "research", ID: fmt.Sprint(i)}},
			Day:      m.days.Start, Until: m.days.End, Place: m.place, Type: fact.Accounts, Quantity: money.FromInt(m.accounts), Closed: period.Never,
		})
	}
	if out, err := w.Pipeline.PostEvents(t.Context(), w.OrgID, "tester", events); err != nil || out.Inserted != len(events) {
		t.Fatalf("posting the markets: %+v, %v", out, err)
	}
}

// question is a node in a time, as somebody looked at it on a day.
type question struct {
	node org.NodeID
	days period.Range
	asOf period.Date // 0: today
}

// testCustomers holds what the catalogue says of customers, orders and costs
// against loops over the files: for the company in many times, for other nodes
// in some.
func testCustomers(t *testing.T, w *works) {
	w.postMarkets(t)
	shop := shop(purchases(t))
	days := func(from, to string) period.Range {
		return period.Range{Start: period.MustDate(from), End: period.MustDate(to)}
	}
	var questions []question
	for start := period.MustDate("2011-04-01"); start < period.MustDate("2014-10-01"); start = start.AddMonths(3) {
		questions = append(questions, question{bikeMaker, period.Range{Start: start, End: start.AddMonths(3)}, 0})
	}
	for _, year := range []period.Range{days("2012-01-01", "2013-01-01"), days("2013-01-01", "2014-01-01"), days("2012-07-01", "2013-07-01"), days("2013-07-01", "2014-07-01")} {
		questions = append(questions, question{bikeMaker, year, 0}, question{bikeMaker, year, year.Start.AddMonths(5)})
	}
	for _, node := range []org.NodeID{
		org.CreditedOf(bikeMaker), "person:274", "person:277", "person:290", "team:273", "team:287", "team:Europe", "territory:1", "territory:4",
		"region:Pacific", "segment:Store", "segment:Consumer", "category:1", "product:782", "customer:29825",
	} {
		questions = append(questions, question{node, days("2012-07-01", "2012-10-01"), 0}, question{node, days("2013-01-01", "2014-01-01"), 0},
			question{node, days("2013-07-01", "2014-07-01"), period.MustDate("2013-11-30")})
	}
	for _, q := range questions {
		want := shop.numbers(q)
		got := map[metric.Series]string{}
		for m := range want {
			got[m] = "none"
			if f := w.figures(t.Context(), t, q.node, q.days, m, q.asOf); f.Actual != nil {
				got[m] = f.Actual.String()
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s in %s as of %d (-files +attain):\n%s", q.node, q.days, q.asOf, diff)
		}
	}
}

// shop is all purchases, by day.
type shop []purchase

// numbers computes every metric of the question from the purchases.
func (s shop) numbers(q question) map[metric.Series]string {
	end := q.days.End // the day after the last one that counts
	if q.asOf != 0 {
		end = min(end, q.asOf+1)
	}
	var all portion
	orders, fresh := int64(0), int64(0)
	perCustomer, before := map[string]int{}, map[string]bool{}
	for _, p := range s {
		at := p.at[q.node]
		if p.day >= q.days.Start && p.day < end && at != nil {
			all.revenue, all.cost, all.units = all.revenue+at.revenue, all.cost+at.cost, all.units+at.units
			orders++
			perCustomer[p.customer]++
			if !before[p.customer] {
				fresh++
			}
		}
		before[p.customer] = true // wherever it was
	}
	once, twice := int64(len(perCustomer)), int64(0)
	for _, n := range perCustomer {
		if n >= 2 {
			twice++
		}
	}
	kept, cohort, active := s.retention(q.node, q.days.Start, end)
	profit := all.revenue - all.cost
	return map[metric.Series]string{
		"revenue": all.revenue.String(), "profit": profit.String(), "units": all.units.String(), "orders": fmt.Sprint(orders),
		"margin": divided(int64(profit), int64(all.revenue)), "average_order": divided(int64(all.revenue), orders*int64(money.Unit)), "discount": "none",
		"new_customers": fmt.Sprint(fresh), "active_customers": fmt.Sprint(active), "retention": divided(kept, cohort), "churn": divided(cohort-kept, cohort),
		"repeat_rate": divided(twice, once), "penetration": divided(once, accounts(q, end)), "nrr": "none", "grr": "none", "market_share": "none",
	}
}

// retention returns how many customers were the node's at the start, how many
// of them were kept, and how many are active at the end.
func (s shop) retention(node org.NodeID, start, end period.Date) (kept, cohort, active int64) {
	window := s.window(end)
	here, anywhere := s.latest(node, start, window), s.latest(bikeMaker, start, window)
	hereAtEnd, keptBy := s.latest(node, end, window), s.latest(node, end, window)
	owned := slices.Contains([]org.Kind{org.Person, org.Team, org.Credited}, node.Kind())
	if owned { // people keep whoever still buys from the company
		keptBy = s.latest(bikeMaker, end, window)
	}
	for customer, day := range here {
		if owned && anywhere[customer] != day {
			continue // somebody else had the customer's latest order
		}
		cohort++
		if _, still := keptBy[customer]; still {
			kept++
		}
	}
	return kept, cohort, int64(len(hereAtEnd))
}

// latest returns the day of each customer's latest purchase at a node in so many
// days before the day.
func (s shop) latest(node org.NodeID, before period.Date, window int) map[string]period.Date {
	days := map[string]period.Date{}
	for _, p := range s {
		if p.at[node] != nil && p.day < before && p.day >= before.Add(-window) {
			days[p.customer] = p.day
		}
	}
	return days
}

// window returns within how many days nine of ten purchases before the day were
// followed by the same customer's next one; 365 when nobody bought twice.
func (s shop) window(before period.Date) int {
	last, followed, all := map[string]period.Date{}, map[int]int{}, 0
	for _, p := range s {
		if p.day >= before {
			break
		}
		if gap := int(p.day - last[p.customer]); last[p.customer] != 0 && gap > 0 {
			followed[gap]++
			all++
		}
		last[p.customer] = p.day
	}
	if all == 0 {
		return 365
	}
	for days, within := 0, 0; ; days++ {
		if within += followed[days]; within*10 >= all*9 {
			return days
		}
	}
}

// accounts returns how many accounts the market of the node has at the end; 0
// when no figure is known on the day of the question.
func accounts(q question, end period.Date) (n int64) {
	for _, m := range markets() {
		// The figures were posted today: nobody knew them on a day of the past.
		if m.place == q.node && q.asOf == 0 && m.days.Contains(end-1) {
			n += m.accounts
		}
	}
	return n
}
