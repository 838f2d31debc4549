package alert

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Service finds what is to be told, and tells it.
type Service struct {
	store    Store
	pursuits Pursuits
	promises Promises // nil: nobody keeps any
	sender   Sender   // nil: there is no way to send mail
	site     string   // where links in mails begin: https://attain.example.com
	kept     time.Duration
	now      func() time.Time
	log      *slog.Logger
}

// NewService returns a service without mail.
func NewService(store Store, pursuits Pursuits, now func() time.Time, log *slog.Logger) *Service {
	return &Service{store: store, pursuits: pursuits, now: now, log: log, kept: KeptDays * 24 * time.Hour}
}

// KeptDays is for how long alerts are kept unless it is said otherwise.
const KeptDays = 180

// Keep says for how long alerts, and what became of mails, are kept: 0 for ever.
func (s *Service) Keep(how time.Duration) *Service {
	s.kept = how
	return s
}

// WithMail lets the service send mails; links in them begin with the site.
func (s *Service) WithMail(sender Sender, site string) *Service {
	s.sender, s.site = sender, strings.TrimRight(site, "/")
	return s
}

// WithPromises lets the service tell of promises that are due.
func (s *Service) WithPromises(p Promises) *Service {
	s.promises = p
	return s
}

// Kinds returns the kinds that can happen here.
func (s *Service) Kinds() []Kind {
	return slices.DeleteFunc(Kinds(), func(k Kind) bool { return k == Commitment && s.promises == nil })
}

// Mails reports whether there is a way to send mail.
func (s *Service) Mails() bool { return s.sender != nil }

// Run looks at what is new since the last look, keeps the alerts of it, and
// returns the users who got one. While an import runs nothing is looked at: what
// is half there would be told, and told again. When another server has just
// looked there is nothing to do.
func (s *Service) Run(ctx context.Context, orgID string) ([]string, error) {
	last, err := s.store.AlertLook(ctx, orgID)
	if err != nil {
		return nil, err
	}
	deliveries, running, err := s.store.Deliveries(ctx, orgID, s.now().Add(-rhythmBack))
	if err != nil || running {
		return nil, err
	}
	set, err := s.setting(ctx, orgID)
	if err != nil {
		return nil, err
	}
	seen, err := s.store.AlertSeen(ctx, orgID)
	if err != nil {
		return nil, err
	}
	look := Look{Number: last.Number + 1, Slow: last.Slow, Key: last.Key, At: s.now().UnixMicro()}
	if last.Number == 0 {
		const long = 32
		look.Key = make([]byte, long)
		_, _ = rand.Read(look.Key) // it never fails
	}
	f := finding{set: set, seen: seen, first: last.Number == 0, found: Found{Seen: map[string]Seen{}, Until: map[string]period.Date{}, Today: set.Today}}
	if err := s.watch(ctx, &f); err != nil {
		return nil, err
	}
	if last.Slow != set.Today {
		look.Slow = set.Today
		if s.kept > 0 {
			f.found.Forget = s.now().Add(-s.kept).UnixMicro()
		}
		if err := s.slowly(ctx, &f, deliveries); err != nil {
			return nil, err
		}
	}
	if f.found.Alerts, err = s.address(ctx, set, f.told); err != nil {
		return nil, err
	}
	if !f.first && look.Slow == last.Slow && len(f.found.Seen)+len(f.found.Gone)+len(f.found.Alerts) == 0 {
		return nil, nil
	}
	kept, err := s.store.SaveLook(ctx, orgID, look, f.found)
	if fault.Is(err, fault.Conflict) {
		return nil, nil // another server looked; the next look sees what is left
	}
	users := map[string]bool{}
	for _, a := range kept {
		users[a.UserID] = true
	}
	return slices.Sorted(maps.Keys(users)), err
}

// setting is what one look needs.
type setting struct {
	org org.Organisation
	Directory
	stock
}

func (s *Service) setting(ctx context.Context, orgID string) (set setting, err error) {
	o, book, teams, err := s.store.Company(ctx, orgID)
	if err != nil {
		return set, err
	}
	users, err := s.users(ctx, orgID)
	if err != nil {
		return set, err
	}
	set.org, set.book = o, book
	set.Directory = Directory{Users: users, Teams: teams, Tree: book.Tree, Today: o.Today(s.now())}
	set.catalogue, err = s.store.Catalogue(ctx, orgID)
	return set, err
}

// users returns the users with how they want to be told.
func (s *Service) users(ctx context.Context, orgID string) ([]User, error) {
	all, err := s.store.Users(ctx, orgID)
	if err != nil {
		return nil, err
	}
	chosen, err := s.store.AlertPreferences(ctx, orgID)
	if err != nil {
		return nil, err
	}
	users := make([]User, 0, len(all))
	for _, u := range all {
		p, ok := chosen[u.ID]
		if !ok {
			p = Defaults()
		}
		users = append(users, User{u, p})
	}
	return users, nil
}

// address makes of what happened what each is told, of which he sees the node.
func (s *Service) address(ctx context.Context, set setting, told []Happening) ([]Alert, error) {
	by := map[string][]Happening{}
	for _, h := range told {
		for _, id := range set.Receivers(h) {
			by[id] = append(by[id], h)
		}
	}
	var alerts []Alert
	made := s.now().UnixMicro()
	for _, u := range set.Users {
		list := by[u.ID]
		if len(list) == 0 {
			continue
		}
		visible, err := s.visible(ctx, set, u, list)
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			if visible[h.Node] {
				alerts = append(alerts, Alert{ID: uuid.Must(uuid.NewV7()).String(), UserID: u.ID, Happening: h, MadeAt: made})
			}
		}
	}
	return alerts, nil
}

// visible returns which of the nodes the user sees inside.
func (s *Service) visible(ctx context.Context, set setting, u User, list []Happening) (map[org.NodeID]bool, error) {
	wanted := map[org.NodeID]bool{}
	for _, h := range list {
		wanted[h.Node] = true
	}
	nodes, err := s.store.Nodes(ctx, set.Scope(set.org.ID, u), set.Today, org.Filter{IDs: slices.Sorted(maps.Keys(wanted))})
	if err != nil {
		return nil, fmt.Errorf("reading what user %s may be told: %w", u.ID, err)
	}
	seen := map[org.NodeID]bool{}
	for _, n := range nodes {
		seen[n.ID] = true
	}
	return seen, nil
}

// View is what one reader asks with.
type View struct {
	Actor access.Actor
	Scope access.Scope
	Day   period.Date
}

// inside leaves out totals that are only published: an alert tells of parts.
func (v View) inside() access.Scope {
	scope := v.Scope
	scope.PublishedKinds = nil
	return scope
}

// Mine returns the reader's alerts, the latest first, and how many he has not
// seen.
func (s *Service) Mine(ctx context.Context, v View, f Filter) (list []Alert, unseen int, err error) {
	f.UserID = v.Actor.UserID
	if list, err = s.store.Alerts(ctx, v.inside(), v.Day, f); err != nil {
		return nil, 0, err
	}
	unseen, err = s.store.CountUnseen(ctx, v.inside(), v.Day, v.Actor.UserID)
	return list, unseen, err
}

// See notes that the reader has seen alerts of his; all of them when ids is nil.
func (s *Service) See(ctx context.Context, actor access.Actor, ids []string) error {
	return s.store.MarkSeen(ctx, actor.OrgID, actor.UserID, ids, s.now())
}

// Preferences returns how the user wants to be told.
func (s *Service) Preferences(ctx context.Context, orgID, userID string) (Preferences, error) {
	all, err := s.store.AlertPreferences(ctx, orgID)
	if p, ok := all[userID]; ok {
		return p, err
	}
	return Defaults(), err
}

// SetPreferences keeps how the user wants to be told.
func (s *Service) SetPreferences(ctx context.Context, orgID, userID string, p Preferences) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return s.store.SaveAlertPreferences(ctx, orgID, userID, p)
}
