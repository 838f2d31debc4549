package app

import (
	"context"

	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/period"
)

// Promises tells alerts of commitments that are due. What was promised is not in
// it: an alert goes by mail and is read with a token, and neither reads a
// check-in. Its reader finds the words behind the link.
func Promises(s *checkin.Service) alert.Promises { return promises{s} }

type promises struct{ *checkin.Service }

// Due implements alert.Promises.
func (p promises) Due(ctx context.Context, orgID string, day period.Date) ([]alert.Promise, error) {
	const week = 7
	list, err := p.Remind(ctx, orgID, period.Range{Start: day - week, End: day + 1})
	due := make([]alert.Promise, len(list))
	for i, r := range list {
		due[i] = alert.Promise{ID: string(r.ID), Node: r.Owner, Text: "what you promised " + r.With, On: r.Due, Link: "/checkins/" + string(r.Meeting)}
	}
	return due, err
}
