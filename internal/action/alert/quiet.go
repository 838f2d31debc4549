package alert

import (
	"context"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// rhythmBack is how far back imports are looked at to learn a source's rhythm.
const rhythmBack = 120 * 24 * time.Hour

// Quiet returns the sources that are late by their own rhythm now, whether it
// was told or not, each with its words.
func (s *Service) Quiet(ctx context.Context, orgID string) ([]Happening, error) {
	deliveries, _, err := s.store.Deliveries(ctx, orgID, s.now().Add(-rhythmBack))
	if err != nil {
		return nil, err
	}
	o, _, _, err := s.store.Company(ctx, orgID)
	if err != nil {
		return nil, err
	}
	dayOf := func(micros int64) period.Date { return period.DateOf(time.UnixMicro(micros), o.Place) }
	_, told := Silent(nil, deliveries, o.Root(), dayOf, dayOf(s.now().UnixMicro()), false)
	return told, nil
}
