package pipeline

import (
	"github.com/attainhq/attain/internal/chance"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
	"github.com/attainhq/attain/internal/plan/quota"
	"github.com/attainhq/attain/internal/plan/target"
)

// aheadMonths is how far back a forecast of a plan's time looks, and how far
// ahead it goes at most.
const (
	aheadMonths = 36
	mostAhead   = 36
)

// fillAhead gives places where the plan's time is forecast to end for their
// nodes, by the months before the one of today: those of the window that are over
// count as they were. What one node's past cannot tell of how far a forecast may
// be off, the others' does.
func fillAhead(o org.Organisation, places []quota.Place, window period.Range, today period.Date, read reading) error {
	end := today.FirstOfMonth()
	horizon := 0
	for end.AddMonths(horizon) < window.End {
		horizon++
	}
	if horizon == 0 || horizon > mostAhead {
		return nil
	}
	months := monthsOf(period.Range{Start: end.AddMonths(-aheadMonths), End: end})
	values, err := readMonths(places, months, read)
	if err != nil {
		return err
	}
	all := make([]forecast.Series, 0, len(values))
	seen := map[org.NodeID]bool{}
	for _, at := range places {
		if own := values[at.Node]; own != nil && !seen[at.Node] {
			seen[at.Node] = true
			all = append(all, forecast.Series{ID: string(at.Node), Group: string(at.Node.Kind()), Frequency: forecast.Monthly, First: int(months[0].Start.Month()) - 1,
				Values: own, Days: workedMonths(o.Calendar, months[0].Start, len(months)+horizon)})
		}
	}
	curves := map[org.NodeID]target.Curve{}
	for _, f := range forecast.All(all, forecast.Options{Horizon: horizon}) {
		shares := make([]float64, horizon)
		for k := range shares {
			month := period.Range{Start: end.AddMonths(k), End: end.AddMonths(k + 1)}
			shares[k] = workedPart(o.Calendar, month.Intersect(window), month)
		}
		so := 0.0
		for i, month := range months {
			so += values[org.NodeID(f.ID)][i] * workedPart(o.Calendar, month.Intersect(window), month)
		}
		curves[org.NodeID(f.ID)] = curveOf(f.Part(shares), so)
	}
	for i := range places {
		places[i].Basis.Ahead = curves[places[i].Node]
	}
	return nil
}

func curveOf(s chance.Spread, so float64) target.Curve {
	if s.IsZero() {
		return nil
	}
	return target.CurveOf(s.Moved(so))
}

// readMonths reads the months of the places' nodes, in whole units; a node that
// reached nothing in any of them has none.
func readMonths(places []quota.Place, months []period.Range, read reading) (map[org.NodeID][]float64, error) {
	ids := make([]org.NodeID, 0, len(places))
	for _, at := range places {
		ids = append(ids, at.Node)
	}
	values := map[org.NodeID][]float64{}
	for n, month := range months {
		sums, err := read(ids, month)
		if err != nil {
			return nil, err
		}
		for id, value := range sums {
			if values[id] == nil {
				values[id] = make([]float64, len(months))
			}
			values[id][n] = float64(value) / float64(money.Unit)
		}
	}
	return values, nil
}

// workedMonths returns the working days of so many months; nil when one of them
// has none.
func workedMonths(c period.Calendar, first period.Date, n int) []float64 {
	days := make([]float64, n)
	for i := range days {
		worked, ok := c.CountWorkingDays(period.Range{Start: first.AddMonths(i), End: first.AddMonths(i + 1)})
		if !ok || worked == 0 {
			return nil
		}
		days[i] = float64(worked)
	}
	return days
}

// workedPart is the part of a month's working days that lies in the days.
func workedPart(c period.Calendar, days, month period.Range) float64 {
	if days.Empty() {
		return 0
	}
	part, _ := c.CountWorkingDays(days)
	all, _ := c.CountWorkingDays(month)
	return float64(part) / float64(max(1, all))
}
