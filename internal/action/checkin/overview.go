package checkin

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Overview is what a reader's page of check-ins shows.
type Overview struct {
	Today   period.Date
	Pairs   []PairView // with who leads the reader first
	Rhythms []Rhythm   // of the teams that the reader leads
	Open    []Pledge   // commitments of all his pairs that are open or were settled lately
	History []Meeting  // that are over, the latest first
	Shares  []Share    // what he shared
	Names   map[org.NodeID]org.Node
}

// PairView is a pair of the reader, as of today.
type PairView struct {
	Pair
	Rhythm  Rhythm
	Next    period.Date // 0: there is no rhythm and nothing is planned
	Planned MeetingID   // "" when nobody opened the next one
	Last    period.Date // of the last one that was held; 0 for none
}

// mostPast are the check-ins of the past that an overview lists.
const mostPast = 60

// Overview returns what the reader's page shows.
func (s *Service) Overview(ctx context.Context, orgID string, by Reader) (Overview, error) {
	if err := by.Known(); err != nil {
		return Overview{}, err
	}
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return Overview{}, err
	}
	o := Overview{Today: set.today, Names: set.names}
	rhythms, err := s.store.Rhythms(ctx, orgID)
	if err != nil {
		return o, err
	}
	if o.History, err = s.store.Meetings(ctx, orgID, by, MeetingFilter{States: []State{Held, Skipped}, Limit: mostPast}); err != nil {
		return o, err
	}
	planned, err := s.store.Meetings(ctx, orgID, by, MeetingFilter{States: []State{Planned}})
	if err != nil {
		return o, err
	}
	for _, pair := range set.pairs(by) {
		view, err := s.pairView(ctx, set, by, pair, set.rhythm(rhythms, pair), planned)
		if err != nil {
			return o, err
		}
		o.Pairs = append(o.Pairs, view)
	}
	if by.Leads {
		for _, team := range set.teams.LedBy(by.Person) {
			if !set.teams.Groups[team] {
				o.Rhythms = append(o.Rhythms, rhythmOf(rhythms, team))
			}
		}
	}
	const lately = 14
	list, err := s.store.Commitments(ctx, orgID, by, CommitmentFilter{Open: true, Since: set.today - lately})
	if err != nil {
		return o, err
	}
	if o.Open, err = s.pledges(ctx, set, list, set.today); err != nil {
		return o, err
	}
	if o.Shares, err = s.store.Shares(ctx, orgID, by); err != nil {
		return o, err
	}
	return o, s.nameAll(ctx, set, o)
}

func (s *Service) nameAll(ctx context.Context, set setting, o Overview) error {
	var ids []org.NodeID
	for _, p := range o.Pairs {
		ids = append(ids, p.Manager, p.Report)
	}
	for _, m := range o.History {
		ids = append(ids, m.Manager, m.Report)
	}
	for _, r := range o.Rhythms {
		ids = append(ids, r.Team)
	}
	for _, p := range o.Open {
		ids = append(ids, p.Manager, p.Report)
	}
	return s.name(ctx, set, ids...)
}

func rhythmOf(rhythms []Rhythm, team org.NodeID) Rhythm {
	if at := slices.IndexFunc(rhythms, func(r Rhythm) bool { return r.Team == team }); at >= 0 {
		return rhythms[at]
	}
	return Rhythm{Team: team, Every: Never}
}

func (s *Service) pairView(ctx context.Context, set setting, by Reader, pair Pair, r Rhythm, planned []Meeting) (PairView, error) {
	v := PairView{Pair: pair, Rhythm: r}
	past, err := s.store.Meetings(ctx, set.org.ID, by, MeetingFilter{Pair: &pair, States: []State{Held}, Limit: 1})
	if err != nil {
		return v, err
	}
	if len(past) > 0 {
		v.Last = past[0].Day
	}
	for _, m := range planned {
		if m.Pair == pair {
			v.Next, v.Planned = m.Day, m.ID
			return v, nil
		}
	}
	last, err := s.last(ctx, set.org.ID, by, pair)
	if err != nil {
		return v, err
	}
	if next, ok := r.Next(set.org.Calendar, last.Day, set.today); ok {
		v.Next = next
	}
	return v, nil
}

// View is a check-in with everything that belongs to it.
type View struct {
	Meeting
	Items   []Item
	Pledges []Pledge // made in it, and while it is planned all that are open
	Mine    bool     // the reader is one of the two
	May     bool     // and may change it
	Names   map[org.NodeID]org.Node
}

// View returns a check-in that the reader sees.
func (s *Service) View(ctx context.Context, orgID string, by Reader, id MeetingID) (View, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return View{}, err
	}
	m, err := s.store.Meeting(ctx, orgID, by, id)
	if err != nil {
		return View{}, err
	}
	v := View{Meeting: m, Names: set.names, Mine: by.Is(m.Pair)}
	v.May = v.Mine && set.current(m.Pair)
	if v.Items, err = s.store.Items(ctx, orgID, by, id); err != nil {
		return v, err
	}
	list, err := s.store.Commitments(ctx, orgID, by, CommitmentFilter{Meeting: id})
	if err != nil {
		return v, err
	}
	if !m.settled() {
		open, err := s.store.Commitments(ctx, orgID, by, CommitmentFilter{Pair: &m.Pair, Open: true})
		if err != nil {
			return v, err
		}
		for _, c := range open {
			if !slices.ContainsFunc(list, func(have Commitment) bool { return have.ID == c.ID }) {
				list = append(list, c)
			}
		}
	}
	if v.Pledges, err = s.pledges(ctx, set, list, set.today); err != nil {
		return v, err
	}
	return v, s.name(ctx, set, m.Manager, m.Report)
}

// Commit keeps what one of the two promises in a check-in.
func (s *Service) Commit(ctx context.Context, orgID string, by Reader, c Commitment) (Pledge, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return Pledge{}, err
	}
	m, err := s.own(ctx, set, by, c.Meeting)
	if err != nil {
		return Pledge{}, err
	}
	c.ID, c.Pair, c.MadeOn, c.State, c.Revision = CommitmentID(newID()), m.Pair, set.today, Open, 1
	if err := c.Validate(); err != nil {
		return Pledge{}, err
	}
	if c.Counted() {
		found, err := s.metric(ctx, set, c.Metric)
		if err != nil {
			return Pledge{}, err
		}
		c.Metric = found.ID
	}
	if err := s.store.SaveCommitment(ctx, orgID, by, c); err != nil {
		return Pledge{}, err
	}
	return s.pledge(ctx, set, c)
}

// metric finds what a number is promised of: something that adds up or is
// divided over the days in between.
func (s *Service) metric(ctx context.Context, set setting, id metric.Series) (metric.Metric, error) {
	all, err := s.store.Catalogue(ctx, set.org.ID)
	if err != nil {
		return metric.Metric{}, err
	}
	m, err := all.Find(string(id))
	if err == nil && m.Shape != metric.Sum && m.Shape != metric.Ratio {
		err = fault.New(fault.Invalid, "%s is as it stands on a day, so it cannot be counted from today on; promise something that adds up", m.Name)
	}
	return m, err
}

// SettleCommitment says what became of a commitment of the reader's pair.
func (s *Service) SettleCommitment(ctx context.Context, orgID string, by Reader, id CommitmentID, revision int64, to Promise, reason string) (Pledge, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return Pledge{}, err
	}
	list, err := s.store.Commitments(ctx, orgID, by, CommitmentFilter{ID: id})
	if err != nil {
		return Pledge{}, err
	}
	switch {
	case len(list) == 0:
		return Pledge{}, fault.New(fault.NotFound, "there is no commitment %q", id)
	case !by.Is(list[0].Pair):
		return Pledge{}, fault.New(fault.Forbidden, "this commitment was shared with you to read; only the two who made it settle it")
	case list[0].Revision != revision:
		return Pledge{}, errChanged
	}
	c, err := list[0].Settle(to, reason, by.Name, set.today)
	if err != nil {
		return Pledge{}, err
	}
	c.Revision++
	if err := s.store.SaveCommitment(ctx, orgID, by, c); err != nil {
		return Pledge{}, err
	}
	return s.pledge(ctx, set, c)
}

func (s *Service) pledge(ctx context.Context, set setting, c Commitment) (Pledge, error) {
	list, err := s.pledges(ctx, set, []Commitment{c}, set.today)
	return append(list, Pledge{})[0], err
}
