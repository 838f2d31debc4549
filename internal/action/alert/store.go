package alert

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what alerts are made from, and where they are kept.
type Store interface {
	Present
	Shelf
	Outbox
}

// Present reads what is known now.
type Present interface {
	foresee.Kept
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Cases(ctx context.Context, orgID string, f fact.EventFilter) ([]fact.Case, error)
	CallEntries(ctx context.Context, scope access.Scope, day period.Date, f call.EntryFilter) (call.Entries, error)
	Users(ctx context.Context, orgID string) ([]access.User, error)
	// Deliveries returns the imports since the instant that brought something;
	// running says that one is under way.
	Deliveries(ctx context.Context, orgID string, since time.Time) (list []Delivery, running bool, err error)
}

// Shelf keeps alerts, what was seen for them, and how people want them.
type Shelf interface {
	// AlertLook returns the last look; the zero Look before the first.
	AlertLook(ctx context.Context, orgID string) (Look, error)
	AlertSeen(ctx context.Context, orgID string) (map[string]Seen, error)
	// SaveLook keeps what a look has found in one transaction. An alert of the same
	// user, kind, subject and what as one that is there is left out; those that
	// were kept are returned. It is a Conflict when another look was kept since
	// the one with the number before look's.
	SaveLook(ctx context.Context, orgID string, look Look, found Found) ([]Alert, error)
	// Alerts returns alerts of a user whose nodes the scope sees, the latest first.
	Alerts(ctx context.Context, scope access.Scope, day period.Date, f Filter) ([]Alert, error)
	// CountUnseen counts those of them that he has not seen.
	CountUnseen(ctx context.Context, scope access.Scope, day period.Date, userID string) (int, error)
	// MarkSeen notes that the user has seen the alerts; all when ids is nil.
	MarkSeen(ctx context.Context, orgID, userID string, ids []string, at time.Time) error
	AlertPreferences(ctx context.Context, orgID string) (map[string]Preferences, error)
	SaveAlertPreferences(ctx context.Context, orgID, userID string, p Preferences) error
}

// Outbox keeps mails that are to be sent, until they are, and what became of
// them.
type Outbox interface {
	// Unmailed returns the alerts since the instant that no mail told and nobody
	// has seen, by user.
	Unmailed(ctx context.Context, orgID string, since time.Time) (map[string][]Alert, error)
	// Mailed returns when mails of alerts were made for each user since the instant.
	Mailed(ctx context.Context, orgID string, since time.Time) (map[string][]time.Time, error)
	// AddMail keeps a mail with its alerts, but for those that another mail has
	// taken; it keeps none when there is nothing left to tell.
	AddMail(ctx context.Context, orgID string, m Letter, alerts []string) error
	// ClaimMails returns mails that are due and leases them: until the instant
	// nobody else is given them.
	ClaimMails(ctx context.Context, orgID string, now, until time.Time, most int) ([]Letter, error)
	// SaveMail keeps what became of a mail, and ends its lease.
	SaveMail(ctx context.Context, orgID string, m Letter) error
	// MailAlerts returns what a mail tells its reader and the scope sees.
	MailAlerts(ctx context.Context, scope access.Scope, day period.Date, mailID string) ([]Alert, error)
	// Mails returns the latest mails, and how many there are in each state.
	Mails(ctx context.Context, orgID string, limit int) ([]Letter, map[MailState]int, error)
}

// Look is a look at what is new.
type Look struct {
	Number int64       // 0 before the first; each is one more than the one before
	Slow   period.Date // the last day on which was looked at what changes by the day
	Key    []byte      // signs the links in mails; made with the first look
	At     int64       // microseconds
}

// Found is what a look keeps.
type Found struct {
	Seen   map[string]Seen        // by subject, what is new or changed
	Until  map[string]period.Date // when a subject's time ends: a month later it is forgotten
	Gone   []string               // subjects that are forgotten
	Today  period.Date
	Alerts []Alert
	Forget int64 // microseconds: alerts, and mails that are done with, from before are deleted; 0: none
}

// Filter says which alerts of a user are wanted.
type Filter struct {
	UserID string
	Unseen bool
	Before string // alerts before the one with this id
	Limit  int    // 0: all
}

// Pursuits answers how goals stand.
type Pursuits interface {
	Goals(ctx context.Context, scope access.Scope, by goal.Actor, f goal.Filter, asOf period.Date) ([]attain.GoalView, error)
}

// Promises tells what was promised: the open promises that are due up to the
// day, of the whole organisation.
type Promises interface {
	Due(ctx context.Context, orgID string, day period.Date) ([]Promise, error)
}

// MailState says what became of a mail.
type MailState string

// The states.
const (
	Waiting MailState = "waiting" // it is to be sent, for the first time or again
	Sent    MailState = "sent"
	Failed  MailState = "failed"  // it was given up
	Dropped MailState = "dropped" // nothing was left that its reader may be told
)

// Letter is a mail in the outbox. What it says is written when it is sent: by
// then its reader may see less.
type Letter struct {
	ID        string // of which its Message-ID is made: sent twice, it is one
	UserID    string
	State     MailState
	Tries     int
	MadeAt    int64 // microseconds, as the others
	DueAt     int64
	LeaseTo   int64
	SentAt    int64  // 0: not sent
	LastError string // of the last try; "" for none
}
