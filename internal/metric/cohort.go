package metric

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// CohortPoint is how much of the cohorts of customers is active in the month
// that begins so many months after the one of their first order.
type CohortPoint struct {
	Month    int
	Active   int // customers with an order in that month
	Size     int // customers of the cohorts that are old enough
	Censored int // customers of the cohorts that are too young: they are in neither
	Rate     *money.Amount
	Low      *money.Amount // 95 %
	High     *money.Amount
}

// CohortRetention follows the customers whose first order falls into the range
// through the calendar months after it. A cohort counts for a month only when
// that month was over on the as-of day. All orders of the customers must be
// given, whenever they were.
func CohortRetention(orders []CustomerDay, first period.Range, asOf period.Date, months int) []CohortPoint {
	start := map[org.NodeID]period.Date{}
	seen := map[org.NodeID]map[period.Date]bool{}
	for _, d := range orders {
		if d.Value <= 0 || d.Day > asOf {
			continue
		}
		if day, ok := start[d.Customer]; !ok || d.Day < day {
			start[d.Customer] = d.Day
		}
		if seen[d.Customer] == nil {
			seen[d.Customer] = map[period.Date]bool{}
		}
		seen[d.Customer][d.Day.FirstOfMonth()] = true
	}
	points := make([]CohortPoint, months+1)
	for k := range points {
		p := &points[k]
		p.Month = k
		for customer, day := range start {
			if !first.Contains(day) {
				continue
			}
			month := day.FirstOfMonth().AddMonths(k)
			switch {
			case month.AddMonths(1) > asOf.Add(1):
				p.Censored++
			case seen[customer][month]:
				p.Active++
				p.Size++
			default:
				p.Size++
			}
		}
		if low, high, ok := Wilson(int64(p.Active), int64(p.Size)); ok {
			rate, _ := money.Ratio(customers(p.Active), customers(p.Size))
			p.Rate, p.Low, p.High = &rate, &low, &high
		}
	}
	return points
}

// SecondPurchase returns how many of the customers whose first order falls into
// the range ordered again within so many days, on a later day. Those who have
// not had as many days yet on the as-of day are censored.
func SecondPurchase(orders []CustomerDay, first period.Range, asOf period.Date, days int) (again, all, censored int) {
	one, two := map[org.NodeID]period.Date{}, map[org.NodeID]period.Date{}
	for _, d := range orders {
		if day, ok := one[d.Customer]; d.Value > 0 && (!ok || d.Day < day) {
			one[d.Customer] = d.Day
		}
	}
	for _, d := range orders {
		if day, ok := two[d.Customer]; d.Value > 0 && d.Day > one[d.Customer] && (!ok || d.Day < day) {
			two[d.Customer] = d.Day
		}
	}
	for customer, day := range one {
		if !first.Contains(day) {
			continue
		}
		if day.Add(days) > asOf {
			censored++
			continue
		}
		all++
		if next, ok := two[customer]; ok && next <= day.Add(days) {
			again++
		}
	}
	return again, all, censored
}
