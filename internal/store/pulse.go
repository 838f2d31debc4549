package store

import (
	"context"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/org"
)

// beat counts up the organisation's pulse and tells everybody of it: the fills,
// the recounts, and other processes. When the change was is not known.
func (db *DB) beat(ctx context.Context, c conn, orgID string) (number int64, err error) {
	if number, err = beat(ctx, c, orgID, time.Time{}); err != nil {
		return 0, err
	}
	if err := followed(ctx, c, orgID, number); err != nil {
		return 0, err
	}
	if err := recountsFollow(ctx, c, orgID, number); err != nil {
		return 0, err
	}
	return number, db.announce(ctx, c, orgID, number)
}

// beat counts up the organisation's pulse, which other processes watch, and
// returns it. It notes the instant of the change, unless that is not known, by
// the rule of org.Organisation.Clock.
func beat(ctx context.Context, c conn, orgID string, at time.Time) (number int64, err error) {
	err = c.QueryRowContext(ctx, `INSERT INTO pulse (org_id, seq, last_at, mixed) VALUES ($1, 1, $2, 1)
		ON CONFLICT (org_id) DO UPDATE SET seq = pulse.seq + 1,
			mixed = CASE WHEN pulse.mixed = pulse.seq THEN pulse.seq + 1 ELSE pulse.mixed END, last_at =
			CASE WHEN excluded.last_at > pulse.last_at OR excluded.last_at > 0 AND pulse.last_at - excluded.last_at > $3 THEN excluded.last_at ELSE pulse.last_at END
		RETURNING seq`, orgID, instant(at), org.Followed.Microseconds()).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("noting the change: %w", err)
	}
	return number, nil
}

// Pulse returns a number that grows with every change of the organisation, 0
// before the first.
func (db *DB) Pulse(ctx context.Context, orgID string) (int64, error) {
	var seq int64
	err := db.queryRow(ctx, "SELECT seq FROM pulse WHERE org_id = $1", orgID).Scan(&seq)
	if isMissing(err) {
		return 0, nil
	}
	return seq, err
}
