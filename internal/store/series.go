package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/pipeline"
)

// definitions returns the series that are kept besides the built-in ones.
func definitions(ctx context.Context, c conn, orgID string) ([]metric.Definition, error) {
	rows, err := c.QueryContext(ctx, "SELECT definition FROM series WHERE org_id = $1 ORDER BY id", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (d metric.Definition, err error) {
		var text string
		if err = rows.Scan(&text); err != nil {
			return d, err
		}
		return d, json.Unmarshal([]byte(text), &d)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the series: %w", err)
	}
	return list, nil
}

// saveDefinitions keeps series from now on, whole, and others no longer.
func saveDefinitions(ctx context.Context, c conn, orgID string, list []metric.Definition, dropped []metric.Series) error {
	rows := make([][]any, 0, len(list))
	for _, d := range lastOf(list, func(d metric.Definition) metric.Series { return d.Series }) {
		text, err := json.Marshal(d)
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, string(d.Series), string(text)})
	}
	err := insertMany(ctx, c, "INSERT INTO series (org_id, id, definition)", 3, rows,
		"ON CONFLICT (org_id, id) DO UPDATE SET definition = excluded.definition")
	if err != nil {
		return fmt.Errorf("saving series: %w", err)
	}
	if err := without(ctx, c, "series", orgID, dropped); err != nil {
		return err
	}
	ready := slices.Clone(dropped)
	for _, d := range list {
		ready = append(ready, d.Series)
	}
	return without(ctx, c, "series_fill", orgID, ready)
}

// CustomMetrics returns the metrics that users defined, as their latest
// versions say, by id.
func (db *DB) CustomMetrics(ctx context.Context, orgID string) ([]metric.Custom, error) {
	return customMetrics(ctx, db.reader, orgID)
}

func customMetrics(ctx context.Context, c conn, orgID string) ([]metric.Custom, error) {
	versions, err := customs(c.QueryContext(ctx, "SELECT "+customColumns+" FROM custom_metric WHERE org_id = $1 ORDER BY id, version", orgID))
	latest := map[metric.Series]metric.Custom{}
	for _, v := range versions {
		latest[v.ID] = v.Custom
	}
	list := make([]metric.Custom, 0, len(latest))
	for _, id := range slices.Sorted(maps.Keys(latest)) {
		list = append(list, latest[id])
	}
	return list, err
}

// CustomVersions returns the versions of a user-defined metric, oldest first;
// none when there is no such metric.
func (db *DB) CustomVersions(ctx context.Context, orgID string, id metric.Series) ([]pipeline.CustomVersion, error) {
	return customVersions(ctx, db.reader, orgID, id)
}

func customVersions(ctx context.Context, c conn, orgID string, id metric.Series) ([]pipeline.CustomVersion, error) {
	rows, err := c.QueryContext(ctx, "SELECT "+customColumns+" FROM custom_metric WHERE org_id = $1 AND id = $2 ORDER BY version", orgID, string(id))
	return customs(rows, err)
}

const customColumns = "body, version, recorded_at, author, reason"

func customs(rows *sql.Rows, err error) ([]pipeline.CustomVersion, error) {
	list, err := collect(rows, err, func(rows *sql.Rows) (v pipeline.CustomVersion, err error) {
		var text string
		var number int
		if err = rows.Scan(&text, &number, &v.RecordedAt, &v.Author, &v.Reason); err != nil {
			return v, err
		}
		err = json.Unmarshal([]byte(text), &v.Custom)
		v.Version = number
		return v, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading user-defined metrics: %w", err)
	}
	return list, nil
}

func saveCustoms(ctx context.Context, c conn, orgID string, list []pipeline.CustomVersion) error {
	rows := make([][]any, 0, len(list))
	for _, v := range list {
		text, err := json.Marshal(v.Custom)
		if err != nil {
			return err
		}
		rows = append(rows, []any{orgID, string(v.ID), int64(v.Version), string(text), v.RecordedAt, v.Author, v.Reason})
	}
	err := insertMany(ctx, c, "INSERT INTO custom_metric (org_id, id, version, body, recorded_at, author, reason)", 7, rows, "")
	if err != nil {
		return fmt.Errorf("saving user-defined metrics: %w", err)
	}
	return nil
}

// ActivityTypes returns the types of activity that there are, sorted.
func (db *DB) ActivityTypes(ctx context.Context, orgID string) ([]string, error) {
	// The types stand in the names of their series; the ledger's key finds each
	// with one step, however many activities there are.
	const prefix = string(metric.Activities) + ":"
	var types []string
	after := prefix
	for {
		var next sql.NullString
		err := db.queryRow(ctx, "SELECT MIN(series) FROM node_day WHERE org_id = $1 AND series > $2 AND series < $3",
			orgID, after, string(metric.Activities)+";").Scan(&next)
		if err != nil {
			return nil, fmt.Errorf("reading the types of activity: %w", err)
		}
		if !next.Valid {
			return types, nil
		}
		after = next.String
		if base, scope := metric.Series(after).Split(); len(scope) == 0 {
			types = append(types, string(base)[len(prefix):])
		}
	}
}

// ofCatalogue is what makes a catalogue besides the facts: the metrics of users
// and the funnel.
type ofCatalogue struct {
	custom []metric.Custom
	stages []fact.Stage
}

func readOfCatalogue(ctx context.Context, c conn, orgID string) (of ofCatalogue, err error) {
	if of.custom, err = customMetrics(ctx, c, orgID); err != nil {
		return of, err
	}
	of.stages, err = funnel(ctx, c, orgID)
	return of, err
}

// Catalogue returns every metric of the organisation: the built-in ones, those
// that its funnel and activities make, and those of its users.
func (db *DB) Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error) {
	of, err := latest(ctx, db, &db.standing.custom, orgID, readOfCatalogue)
	if err != nil {
		return metric.Catalogue{}, err
	}
	types, err := db.ActivityTypes(ctx, orgID)
	if err != nil {
		return metric.Catalogue{}, err
	}
	return metric.NewCatalogue(of.custom, of.stages, types), nil
}
