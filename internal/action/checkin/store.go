package checkin

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Store is what check-ins are made from, and where they are kept.
type Store interface {
	Past
	Records
	Promises
	Deadlines
}

// Past reads what is known.
type Past interface {
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
}

// Records keep check-ins. What takes a Reader returns and changes only what he
// is a side of, or what was shared with him; a change of anything else is
// NotFound. A change of a row that somebody changed since is a Conflict.
type Records interface {
	Rhythms(ctx context.Context, orgID string) ([]Rhythm, error)
	SaveRhythm(ctx context.Context, orgID string, r Rhythm) error
	// Meetings come by day, the latest first.
	Meetings(ctx context.Context, orgID string, by Reader, f MeetingFilter) ([]Meeting, error)
	Meeting(ctx context.Context, orgID string, by Reader, id MeetingID) (Meeting, error)
	// SaveMeeting stores a new check-in (revision 1), or the next revision of one.
	// A second one of the pair on a day is a Conflict.
	SaveMeeting(ctx context.Context, orgID string, by Reader, m Meeting) error
	// Items come in the order in which they were made. Of Own ones only those that
	// the reader wrote are among them.
	Items(ctx context.Context, orgID string, by Reader, meeting MeetingID) ([]Item, error)
	// SaveItem stores a new item, or another text of one that the reader wrote.
	SaveItem(ctx context.Context, orgID string, by Reader, i Item) error
	DeleteItem(ctx context.Context, orgID string, by Reader, meeting MeetingID, id ItemID) error
}

// Promises keep commitments, and who else may read.
type Promises interface {
	// Commitments come by due day, then id.
	Commitments(ctx context.Context, orgID string, by Reader, f CommitmentFilter) ([]Commitment, error)
	SaveCommitment(ctx context.Context, orgID string, by Reader, c Commitment) error
	Shares(ctx context.Context, orgID string, by Reader) ([]Share, error)
	SaveShare(ctx context.Context, orgID string, by Reader, s Share) error
	DeleteShare(ctx context.Context, orgID string, by Reader, s Share) error
}

// MeetingFilter says which check-ins are wanted; an absent field sets no
// condition.
type MeetingFilter struct {
	ID     MeetingID
	Pair   *Pair
	States []State
	Limit  int // 0: all
}

// CommitmentFilter says which commitments are wanted.
type CommitmentFilter struct {
	Pair    *Pair
	ID      CommitmentID
	Meeting MeetingID
	Open    bool        // only those that nobody settled
	Since   period.Date // or that were settled on or after this day; 0: none of these. Only with Open
}

// Share lets somebody else read what the pair talked about, but never their
// own notes: who leads the report now.
type Share struct {
	Pair
	With org.NodeID
	At   int64 // microseconds
}
