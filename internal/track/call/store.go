package call

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Store is what forecasts are read from.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	// Node, Nodes and Sums return only what the scope sees on the day.
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Sums(ctx context.Context, scope access.Scope, f metric.SumFilter) (map[org.NodeID]money.Amount, error)
	// Cases knows no scope: the service asks for a node that the reader sees.
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
	Calls
}

// Calls reads what was said.
type Calls interface {
	// CallEntries returns the entries of nodes that the scope sees on the day, in
	// the order in which they were made.
	CallEntries(ctx context.Context, scope access.Scope, day period.Date, f EntryFilter) (Entries, error)
	// CallLocks returns all locks of the period. They know no scope.
	CallLocks(ctx context.Context, orgID string, days period.Range) (Locks, error)
	// CallSnapshots returns the snapshots of a metric, the latest first, with the
	// rows of nodes that the scope sees on the day.
	CallSnapshots(ctx context.Context, scope access.Scope, day period.Date, f SnapshotFilter) ([]Snapshot, error)
}

// EntryFilter says which entries are wanted.
type EntryFilter struct {
	Metric metric.Series
	Period period.Range // exactly this one; or, when it is zero,
	Before period.Date  // all periods that end by this day
	Nodes  []org.NodeID // nil: all that the scope sees
}

// SnapshotFilter says which snapshots are wanted.
type SnapshotFilter struct {
	Metric metric.Series
	Period period.Range
	Nodes  []org.NodeID // whose rows; nil: of all that the scope sees
}
