package recognition

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what recognition is made from, and where badges are kept.
type Store interface {
	foresee.Kept
	Company(ctx context.Context, orgID string) (org.Organisation, *metric.Book, *org.Teams, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
	Aims(ctx context.Context, orgID string, m metric.Series) (goal.Aims, error)
	SaveOrganisation(ctx context.Context, o org.Organisation) error

	// Badges returns the badges of persons whom the scope sees on the day, the
	// latest first.
	Badges(ctx context.Context, scope access.Scope, day period.Date, f Filter) ([]Badge, error)
	// SettleBadges keeps new badges, but for those that are there already, and
	// notes of others that they hold no more, at the instant, or hold again; in one
	// transaction. It returns how many were kept.
	SettleBadges(ctx context.Context, orgID string, s Settled, at int64) (kept int, err error)
	// RecognitionSetting returns the zero Setting when none was kept.
	RecognitionSetting(ctx context.Context, orgID string) (Setting, error)
	SaveRecognitionSetting(ctx context.Context, orgID string, s Setting) error
}

// Filter says which badges are wanted.
type Filter struct {
	Person org.NodeID  // "": all
	Since  period.Date // done on the day or later
}

// Figures answers how nodes and goals stand.
type Figures interface {
	AsOf(o org.Organisation, day period.Date) (period.Date, error)
	Node(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query) (attain.Figures, error)
	List(ctx context.Context, scope access.Scope, q attain.Query, sel attain.Selection) (attain.List, error)
	BurnUp(ctx context.Context, scope access.Scope, id org.NodeID, q attain.Query, curve attain.Curve) (attain.BurnUp, error)
	Goals(ctx context.Context, scope access.Scope, by goal.Actor, f goal.Filter, asOf period.Date) ([]attain.GoalView, error)
}

// Foresight returns where subjects end, as it was projected last.
type Foresight interface {
	Kept(ctx context.Context, orgID string, subjects []foresee.Subject, asOf period.Date) (map[string]foresee.Projection, error)
}

// Display says what colleagues see of each other.
type Display string

// The displays.
const (
	Named     Display = "named"     // the highest bands with their names
	Anonymous Display = "anonymous" // the bands without names
	Off       Display = "off"       // nobody but oneself
)

// Setting is what the organisation shows besides whether it names anybody, which
// is org.Organisation.PublishRanking.
type Setting struct {
	Anonymous bool `json:"anonymous,omitempty"` // bands are shown without names where nobody is named
	// Amounts lets a wall show the sum of a day that one person alone sold.
	Amounts bool `json:"amounts,omitempty"`
}

// DisplayOf returns what colleagues see of each other.
func DisplayOf(o org.Organisation, s Setting) Display {
	switch {
	case o.PublishRanking:
		return Named
	case s.Anonymous:
		return Anonymous
	default:
		return Off
	}
}
