package checkin

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Promised returns the commitments that the reader and the report made each
// other, or that the reader may read of the report's, and that were to be kept
// on the days: what was promised before them and due later is not among them.
func (s *Service) Promised(ctx context.Context, orgID string, by Reader, report org.NodeID, days period.Range) ([]Pledge, error) {
	if by.Known() != nil {
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
		return c.Report != report || c.Due < days.Start || c.MadeOn >= days.End || c.Due >= days.End && c.SettledOn == 0 && c.MadeOn < days.Start
	})
	return s.pledges(ctx, set, list, set.today)
}
