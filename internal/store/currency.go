package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/money"
)

// Currencies returns the currencies besides the organisation's in which money
// was taken in, and those of amounts that no rate converts, each sorted.
func (db *DB) Currencies(ctx context.Context, orgID string) (all, lacking []money.Currency, err error) {
	var own, unconverted, unrated bool // most organisations have none of them, which one query tells
	err = db.queryRow(ctx, `SELECT EXISTS (SELECT 1 FROM node_day WHERE org_id = $1 AND series > 'own/' AND series < 'own0'),
		EXISTS (SELECT 1 FROM node_day WHERE org_id = $1 AND series > 'unconverted/' AND series < 'unconverted0'),
		EXISTS (SELECT 1 FROM node_day WHERE org_id = $1 AND series > 'lacking/' AND series < 'lacking0')`, orgID).Scan(&own, &unconverted, &unrated)
	if err != nil {
		return nil, nil, fmt.Errorf("reading currencies: %w", err)
	}
	if !own && !unconverted && !unrated {
		return nil, nil, nil
	}
	if all, err = currenciesIn(ctx, db.reader, orgID, "own/"); err != nil {
		return nil, nil, err
	}
	for _, prefix := range []string{"unconverted/", "lacking/"} {
		some, err := currenciesIn(ctx, db.reader, orgID, prefix)
		if err != nil {
			return nil, nil, err
		}
		lacking = append(lacking, some...)
	}
	slices.Sort(lacking)
	return all, slices.Compact(lacking), nil
}

// currenciesIn returns the currencies that the names of series begin with after
// the prefix. The ledger's key finds each with one step, however many cells
// there are.
func currenciesIn(ctx context.Context, c conn, orgID, prefix string) ([]money.Currency, error) {
	const code, afterSlash, highest = 3, "0", "\U0010FFFF"
	var list []money.Currency
	for from := prefix; ; {
		var next sql.NullString
		err := c.QueryRowContext(ctx, "SELECT MIN(series) FROM node_day WHERE org_id = $1 AND series > $2 AND series < $3",
			orgID, from, prefix[:len(prefix)-1]+afterSlash).Scan(&next)
		if err != nil {
			return nil, fmt.Errorf("reading currencies: %w", err)
		}
		if !next.Valid || len(next.String) < len(prefix)+code {
			return list, nil
		}
		list = append(list, money.Currency(next.String[len(prefix):len(prefix)+code]))
		from = next.String[:len(prefix)+code] + highest
	}
}
