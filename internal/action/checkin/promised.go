package checkin

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Promised returns what of the reader's commitments with the report, or of those
// that he may read, was promised on the days or had to be kept on one of them, by
// the last day.
func (s *Service) Promised(ctx context.Context, orgID string, by Reader, report org.NodeID, days period.Range) ([]Pledge, error) {
	if by.Person == "" {
		return []Pledge{}, nil // nobody promised him anything
	}
	set, err := s.setting(ctx, orgID, &by)
	if err != nil {
		return nil, err
	}
	list, err := s.store.Commitments(ctx, orgID, by, CommitmentFilter{})
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(c Commitment) bool {
		return c.Report != report || !days.Contains(c.MadeOn) && !days.Contains(c.Due)
	})
	return s.pledges(ctx, set, list, set.today)
}
