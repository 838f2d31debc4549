package contest

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Store is what contests are made from, and where they are kept.
type Store interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Span(ctx context.Context, orgID string, root org.NodeID, asOf period.Date) (span period.Range, ok bool, err error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	// Contests returns those of a node that the scope sees on the day, and of
	// those that were started the ones that name the person, the latest first; with
	// an id only that one.
	Contests(ctx context.Context, scope access.Scope, day period.Date, person org.NodeID, id ID) ([]Contest, error)
	// SaveContest keeps a new contest (revision 1), or the next revision of one; a
	// Conflict when somebody changed it since. With parts it says who is named in
	// it.
	SaveContest(ctx context.Context, orgID string, c Contest, parts []Part) error
}
