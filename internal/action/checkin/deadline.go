package checkin

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Deadline is an open commitment as far as others than the two may handle it: who
// promised whom when, and not what. It has no field for words, so that none of
// them can come into a mail or a log.
type Deadline struct {
	ID CommitmentID
	Pair
	Meeting MeetingID
	Owner   org.NodeID
	MadeOn  period.Date
	Due     period.Date
	Metric  metric.Series // "" for one that people settle by hand
	Value   *money.Amount
}

// Deadlines keep when commitments are due.
type Deadlines interface {
	// Deadlines returns the open commitments of the organisation that are due on
	// one of the days, by due day, then id.
	Deadlines(ctx context.Context, orgID string, days period.Range) ([]Deadline, error)
}

// Reminder tells somebody that something he promised is due.
type Reminder struct {
	Deadline
	With string // the other one, by name
}

// Remind returns what is due on one of the days and not kept yet. What a number
// has settled by the last of the days is no more to be reminded of.
func (s *Service) Remind(ctx context.Context, orgID string, days period.Range) ([]Reminder, error) {
	due, err := s.store.Deadlines(ctx, orgID, days)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	set, err := s.setting(ctx, orgID, &Reader{})
	if err != nil {
		return nil, err
	}
	list := make([]Commitment, len(due))
	for i, d := range due {
		list[i] = Commitment{ID: d.ID, Pair: d.Pair, Meeting: d.Meeting, Owner: d.Owner, MadeOn: d.MadeOn, Due: d.Due, Metric: d.Metric, Value: d.Value, State: Open}
	}
	pledges, err := s.pledges(ctx, set, list, days.End-1)
	if err != nil {
		return nil, err
	}
	var reminders []Reminder
	for i, p := range pledges {
		if !slices.Contains([]Promise{Open, Overdue}, p.Standing) {
			continue
		}
		other := p.Report
		if p.Commitment.Owner == p.Report {
			other = p.Manager
		}
		if err := s.name(ctx, set, other); err != nil {
			return nil, err
		}
		reminders = append(reminders, Reminder{due[i], set.names[other].Name})
	}
	return reminders, nil
}
