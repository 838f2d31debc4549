package call

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// SnapshotID names a snapshot.
type SnapshotID string

// Snapshot is what the forecasts of a period were at the end of a day. The
// opportunities behind it are no part of it: which they were, as known on that
// day, can be asked at any time.
type Snapshot struct {
	ID      SnapshotID
	Metric  metric.Series
	Period  period.Period
	AsOf    period.Date
	TakenAt int64  // microseconds
	TakenBy string // "" for the weekly one
	Note    string
	Rows    []Row
}

// Row is the forecast of one node.
type Row struct {
	Node     org.NodeID
	Figures  Figures
	Forecast money.Amount
}

// WeekBefore returns the last day of the week that ended before the day: what
// was known at its end cannot change any more.
func WeekBefore(c period.Calendar, day period.Date) period.Date {
	return c.Containing(period.Week, day).Start - 1
}
