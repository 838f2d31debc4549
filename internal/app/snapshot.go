package app

import (
	"context"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/track/call"
)

// snapshots keeps what the forecasts of every organisation of the database were
// when its last week ended, once.
func (a *App) snapshots(ctx context.Context) error {
	ids, err := a.DB.OrganisationIDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := a.snapshotsOf(ctx, id); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

func (a *App) snapshotsOf(ctx context.Context, orgID string) error {
	o, err := a.DB.Organisation(ctx, orgID)
	if err != nil {
		return err
	}
	catalogue, err := a.DB.Catalogue(ctx, orgID)
	if err != nil {
		return err
	}
	m, err := call.MetricOf(catalogue)
	if err != nil {
		return err
	}
	taken, err := a.Pipeline.WeeklySnapshots(ctx, o, a.Calls, call.Place{Metric: m})
	if taken > 0 {
		a.log.Info("kept the forecasts of the week", "organisation", orgID, "periods", taken)
	}
	return err
}
