package checkin

import (
	"context"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/period"
)

// Talk is a check-in that was held before there was Attain.
type Talk struct {
	Pair
	Day      period.Date
	Note     string
	Topic    string       // "" for none
	Promises []Commitment // without ids; made on the day
}

// Pairs returns the pairs of the reader as of today, who leads him first.
func (s *Service) Pairs(ctx context.Context, orgID string, by Reader) ([]Pair, error) {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return nil, err
	}
	return set.pairs(by), nil
}

// Recall keeps a check-in of the past, with the agenda that the numbers of its
// day would have made. Those of a pair are recalled in the order of their days.
func (s *Service) Recall(ctx context.Context, orgID string, by Reader, p Talk) error {
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return err
	}
	if !by.Is(p.Pair) || p.Day > set.today {
		return fault.New(fault.Invalid, "a check-in of %s can only be recalled by one of the two, and not before its day", p.Day)
	}
	m := Meeting{ID: MeetingID(newID()), Pair: p.Pair, Day: p.Day, State: Held, Note: strings.TrimSpace(p.Note), Revision: 1}
	if m.Agenda, err = s.write(ctx, set, by, p.Pair, p.Day); err != nil {
		return err
	}
	if err := s.store.SaveMeeting(ctx, orgID, by, m); err != nil {
		return err
	}
	at := p.Day.Start(set.org.Place).UnixMicro()
	if p.Topic != "" {
		if err := s.store.SaveItem(ctx, orgID, by, Item{ID: ItemID(newID()), Meeting: m.ID, Kind: Topic, Author: by.Person, Text: p.Topic, At: at}); err != nil {
			return err
		}
	}
	for _, c := range p.Promises {
		c.ID, c.Pair, c.Meeting, c.MadeOn, c.Revision = CommitmentID(newID()), p.Pair, m.ID, p.Day, 1
		if err := c.Validate(); err != nil {
			return err
		}
		if err := s.store.SaveCommitment(ctx, orgID, by, c); err != nil {
			return err
		}
	}
	return nil
}
