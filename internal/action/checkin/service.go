package checkin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Service prepares and keeps check-ins.
type Service struct {
	store    Store
	figures  *attain.Service
	outlooks Outlooks
	usual    Usual
	now      func() time.Time
}

// Outlooks says where goals and targets end, as it was projected last.
type Outlooks interface {
	Kept(ctx context.Context, orgID string, subjects []foresee.Subject, asOf period.Date) (map[string]foresee.Projection, error)
}

// Usual says how long deals of the whole organisation usually stand.
type Usual interface {
	Patience(ctx context.Context, orgID string, book *metric.Book, asOf period.Date) (funnel.Patience, error)
}

// NewService returns a service that reads and keeps in the store, and takes
// figures, chances and what is usual from where everybody's come from.
func NewService(store Store, figures *attain.Service, outlooks Outlooks, usual Usual, now func() time.Time) *Service {
	return &Service{store: store, figures: figures, outlooks: outlooks, usual: usual, now: now}
}

// setting is what every answer needs.
type setting struct {
	org   org.Organisation
	book  *metric.Book
	teams *org.Teams
	today period.Date
	at    int64 // microseconds
	names map[org.NodeID]org.Node
}

// setting reads it, and whom the reader leads today.
func (s *Service) setting(ctx context.Context, orgID string, by *Reader) (set setting, err error) {
	if set.org, set.book, set.teams, err = s.store.Company(ctx, orgID); err != nil {
		return set, err
	}
	now := s.now()
	set.today, set.at, set.names = set.org.Today(now), set.org.Clock(now).UnixMicro(), map[org.NodeID]org.Node{}
	by.Reports = nil
	if by.Leads {
		by.Reports = reportsOf(set.book.Tree, set.teams, by.Person, set.today)
	}
	return set, nil
}

// name reads what people are called: the two of a pair know each other.
func (s *Service) name(ctx context.Context, set setting, ids ...org.NodeID) error {
	var unknown []org.NodeID
	for _, id := range ids {
		if _, ok := set.names[id]; !ok && id != "" {
			set.names[id] = org.Node{ID: id, Name: string(id)}
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	nodes, err := s.store.Nodes(ctx, access.System(set.org.ID), set.today, org.Filter{IDs: unknown})
	for _, n := range nodes {
		set.names[n.ID] = n
	}
	return err
}

func (set setting) managerOf(person org.NodeID) org.NodeID {
	return managerOf(set.book.Tree, set.teams, person, set.today)
}

// current reports whether the one leads the other today.
func (set setting) current(p Pair) bool {
	return p.Manager != "" && set.managerOf(p.Report) == p.Manager
}

// pairs returns the pairs of the reader as of today: with who leads him, and
// with each whom he leads.
func (set setting) pairs(by Reader) []Pair {
	var pairs []Pair
	if manager := set.managerOf(by.Person); manager != "" {
		pairs = append(pairs, Pair{Manager: manager, Report: by.Person})
	}
	for _, report := range by.Reports {
		pairs = append(pairs, Pair{Manager: by.Person, Report: report})
	}
	return pairs
}

// pairWith returns the pair of the reader and the other one.
func (set setting) pairWith(by Reader, other org.NodeID) (Pair, error) {
	for _, p := range set.pairs(by) {
		if other != by.Person && p.Has(other) {
			return p, nil
		}
	}
	return Pair{}, fault.New(fault.NotFound, "there is nobody %q whom you lead, or who leads you", other)
}

// rhythm returns the rhythm of the team that the pair belongs to.
func (set setting) rhythm(rhythms []Rhythm, p Pair) Rhythm {
	team := set.book.Tree.Parent(p.Report, set.today, set.today)
	for _, r := range rhythms {
		if r.Team == team {
			return r
		}
	}
	return Rhythm{Team: team, Every: Never}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// SetRhythm sets when the people of a team meet who leads it.
func (s *Service) SetRhythm(ctx context.Context, orgID string, by Reader, r Rhythm) (Rhythm, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return r, err
	}
	if !by.Leads || by.Person == "" || set.teams.Leads[r.Team] != by.Person {
		return r, fault.New(fault.NotFound, "there is no team %q that you lead", r.Team)
	}
	r.From, r.At, r.By = max(r.From, set.today), set.at, by.Name
	if err := r.Validate(); err != nil {
		return r, err
	}
	return r, s.store.SaveRhythm(ctx, orgID, r)
}

// SetRhythms gives teams rhythms that their sources knew already: RevOps loads
// them with the company. A rhythm that somebody set stays.
func (s *Service) SetRhythms(ctx context.Context, orgID string, rhythms []Rhythm) error {
	there, err := s.store.Rhythms(ctx, orgID)
	if err != nil {
		return err
	}
	for _, r := range rhythms {
		if slices.ContainsFunc(there, func(set Rhythm) bool { return set.Team == r.Team }) {
			continue
		}
		if err := r.Validate(); err != nil {
			return err
		}
		if err := s.store.SaveRhythm(ctx, orgID, r); err != nil {
			return err
		}
	}
	return nil
}

// Open returns the check-in of the reader with the other that is planned, with
// its agenda written from the numbers; it is planned when none is.
func (s *Service) Open(ctx context.Context, orgID string, by Reader, other org.NodeID) (Meeting, error) {
	if err := by.Known(); err != nil {
		return Meeting{}, err
	}
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return Meeting{}, err
	}
	pair, err := set.pairWith(by, other)
	if err != nil {
		return Meeting{}, err
	}
	planned, err := s.store.Meetings(ctx, orgID, by, MeetingFilter{Pair: &pair, States: []State{Planned}, Limit: 1})
	if err != nil || len(planned) > 0 {
		return append(planned, Meeting{})[0], err
	}
	rhythms, err := s.store.Rhythms(ctx, orgID)
	if err != nil {
		return Meeting{}, err
	}
	last, err := s.last(ctx, orgID, by, pair)
	if err != nil {
		return Meeting{}, err
	}
	m := Meeting{ID: MeetingID(newID()), Pair: pair, Day: set.today, State: Planned, Revision: 1}
	if next, ok := set.rhythm(rhythms, pair).Next(set.org.Calendar, last.Day, set.today); ok {
		m.Day = max(next, set.today)
	}
	if m.Agenda, err = s.write(ctx, set, by, pair, set.today); err != nil {
		return m, err
	}
	return m, s.store.SaveMeeting(ctx, orgID, by, m)
}

// last returns the latest check-in of the pair that is over; the zero one when
// there is none.
func (s *Service) last(ctx context.Context, orgID string, by Reader, pair Pair) (Meeting, error) {
	list, err := s.store.Meetings(ctx, orgID, by, MeetingFilter{Pair: &pair, States: []State{Held, Skipped}, Limit: 1})
	return append(list, Meeting{})[0], err
}

// own returns a check-in that the reader may change: a side of the pair, while
// the one leads the other.
func (s *Service) own(ctx context.Context, set setting, by Reader, id MeetingID) (Meeting, error) {
	m, err := s.store.Meeting(ctx, set.org.ID, by, id)
	if err != nil {
		return m, err
	}
	if !by.Is(m.Pair) || !set.current(m.Pair) {
		return m, fault.New(fault.Forbidden, "this check-in can be read, but not changed any more: it is of another line of reporting")
	}
	return m, nil
}

// Rewrite writes the agenda of a planned check-in again, from the numbers of
// today.
func (s *Service) Rewrite(ctx context.Context, orgID string, by Reader, id MeetingID, revision int64) (Meeting, error) {
	return s.change(ctx, orgID, by, id, revision, func(set setting, m Meeting) (Meeting, error) {
		if m.settled() {
			return m, fault.New(fault.Conflict, "the check-in of %s is over; its numbers stay as they were", m.Day)
		}
		var err error
		m.Agenda, err = s.write(ctx, set, by, m.Pair, set.today)
		return m, err
	})
}

// Settle ends a check-in, as held or skipped.
func (s *Service) Settle(ctx context.Context, orgID string, by Reader, id MeetingID, revision int64, to State, note string) (Meeting, error) {
	return s.change(ctx, orgID, by, id, revision, func(_ setting, m Meeting) (Meeting, error) { return m.Settle(to, note) })
}

// Move plans a check-in for another day.
func (s *Service) Move(ctx context.Context, orgID string, by Reader, id MeetingID, revision int64, day period.Date) (Meeting, error) {
	return s.change(ctx, orgID, by, id, revision, func(set setting, m Meeting) (Meeting, error) {
		switch {
		case m.settled():
			return m, fault.New(fault.Conflict, "the check-in of %s is over already; open the next one", m.Day)
		case day < set.today || day > set.today.AddMonths(12):
			return m, fault.New(fault.Invalid, "choose a day from today on, within a year")
		}
		m.Day = day
		return m, nil
	})
}

func (s *Service) change(ctx context.Context, orgID string, by Reader, id MeetingID, revision int64, change func(setting, Meeting) (Meeting, error)) (Meeting, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return Meeting{}, err
	}
	m, err := s.own(ctx, set, by, id)
	if err != nil {
		return m, err
	}
	if m.Revision != revision {
		return m, errChanged
	}
	if m, err = change(set, m); err != nil {
		return m, err
	}
	m.Revision++
	return m, s.store.SaveMeeting(ctx, orgID, by, m)
}

var errChanged = fault.New(fault.Conflict, "the other one changed this in the meantime; look at it again")

// AddItem keeps a topic or a note.
func (s *Service) AddItem(ctx context.Context, orgID string, by Reader, i Item) (Item, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return i, err
	}
	m, err := s.own(ctx, set, by, i.Meeting)
	if err != nil {
		return i, err
	}
	if i.Kind == Topic && m.settled() {
		return i, fault.New(fault.Conflict, "the check-in of %s is over; put the topic on the next one", m.Day)
	}
	i.ID, i.Author, i.At, i.Text = ItemID(newID()), by.Person, set.at, strings.TrimSpace(i.Text)
	if err := i.Validate(); err != nil {
		return i, err
	}
	return i, s.store.SaveItem(ctx, orgID, by, i)
}

// EditItem changes the text of an item that the reader wrote.
func (s *Service) EditItem(ctx context.Context, orgID string, by Reader, meeting MeetingID, id ItemID, text string) (Item, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return Item{}, err
	}
	items, err := s.store.Items(ctx, orgID, by, meeting)
	if err != nil {
		return Item{}, err
	}
	for _, i := range items {
		if i.ID == id && i.Author == by.Person {
			i.Text, i.At = strings.TrimSpace(text), set.at
			if err := i.Validate(); err != nil {
				return i, err
			}
			return i, s.store.SaveItem(ctx, orgID, by, i)
		}
	}
	return Item{}, errNoItem
}

var errNoItem = fault.New(fault.NotFound, "there is no such note of yours")

// DropItem deletes an item that the reader wrote.
func (s *Service) DropItem(ctx context.Context, orgID string, by Reader, meeting MeetingID, id ItemID) error {
	return s.store.DeleteItem(ctx, orgID, by, meeting, id)
}

// ShareWithManager lets who leads the reader today read what the reader and
// the one who led him before talked about. Only the report shares: it is about him.
func (s *Service) ShareWithManager(ctx context.Context, orgID string, by Reader, former org.NodeID, on bool) error {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return err
	}
	with := set.managerOf(by.Person)
	if by.Person == "" || with == "" || with == former {
		return fault.New(fault.Conflict, "there is nobody else who leads you now; what you and %q talked about stays with the two of you", former)
	}
	share := Share{Pair: Pair{Manager: former, Report: by.Person}, With: with, At: set.at}
	if !on {
		return s.store.DeleteShare(ctx, orgID, by, share)
	}
	list, err := s.store.Meetings(ctx, orgID, by, MeetingFilter{Pair: &share.Pair, Limit: 1})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.New(fault.NotFound, "there is no check-in of you and %q", former)
	}
	return s.store.SaveShare(ctx, orgID, by, share)
}
