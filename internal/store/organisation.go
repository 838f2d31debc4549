package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// calendarRow is a calendar as it is stored.
type calendarRow struct {
	YearStarts  int           `json:"year_starts"`
	WeekStarts  string        `json:"week_starts"`
	Layout      string        `json:"layout"`
	WorkingDays []string      `json:"working_days"`
	Holidays    []period.Date `json:"holidays,omitempty"`
}

// Organisation returns the organisation; NotFound when it has not been set up.
func (db *DB) Organisation(ctx context.Context, orgID string) (org.Organisation, error) {
	o, err := latest(ctx, db, &db.standing.orgs, orgID, organisation)
	if err == nil {
		o.LastAt, err = lastChange(ctx, db.reader, orgID)
	}
	return o, err
}

// lastChange returns when the organisation changed last: that is with every fact,
// so what is kept of an organisation does not know it.
func lastChange(ctx context.Context, c conn, orgID string) (time.Time, error) {
	var at int64
	err := c.QueryRowContext(ctx, "SELECT last_at FROM pulse WHERE org_id = $1", orgID).Scan(&at)
	if err != nil && !isMissing(err) {
		return time.Time{}, fmt.Errorf("reading the last change: %w", err)
	}
	return instantAt(at), nil
}

// OrganisationIDs returns the ids of all organisations of the database: for the
// server's own work, which is nobody's in particular.
func (db *DB) OrganisationIDs(ctx context.Context) ([]string, error) {
	rows, err := db.query(ctx, "SELECT org_id FROM organisation ORDER BY org_id")
	return collect(rows, err, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) })
}

func organisation(ctx context.Context, c conn, orgID string) (o org.Organisation, err error) {
	var zone, calendar, pinned string
	var ranking, lastAt int64
	err = c.QueryRowContext(ctx, `SELECT o.source_id, o.name, o.time_zone, o.currency, o.calendar, o.pinned, o.published, o.publish_ranking, o.denominator, COALESCE(p.last_at, 0)
		FROM organisation o LEFT JOIN pulse p ON p.org_id = o.org_id WHERE o.org_id = $1`, orgID).
		Scan(&o.SourceID, &o.Name, &zone, &o.Currency, &calendar, &pinned, &o.Published, &ranking, &o.Denominator, &lastAt)
	if errors.Is(err, sql.ErrNoRows) {
		return o, fault.New(fault.NotFound, "this server holds no organisation yet; open the setup link that it printed at its first start, or import a profile that describes one")
	}
	if err != nil {
		return o, fmt.Errorf("reading organisation %s: %w", orgID, err)
	}
	o.ID, o.PublishRanking, o.LastAt = orgID, ranking != 0, instantAt(lastAt)
	if o.Place, err = time.LoadLocation(zone); err != nil {
		return o, fmt.Errorf("reading organisation %s: %w", orgID, err)
	}
	if pinned != "" {
		if o.Pinned, err = period.ParseDate(pinned); err != nil {
			return o, err
		}
	}
	o.Calendar, err = readCalendar(calendar)
	return o, err
}

func readCalendar(text string) (period.Calendar, error) {
	var row calendarRow
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return period.Calendar{}, fmt.Errorf("reading the calendar: %w", err)
	}
	c := period.Calendar{YearStarts: time.Month(row.YearStarts), Layout: period.Layout(row.Layout), Holidays: map[period.Date]bool{}}
	var err error
	if c.WeekStarts, err = period.ParseWeekday(row.WeekStarts); err != nil {
		return c, err
	}
	for _, name := range row.WorkingDays {
		day, err := period.ParseWeekday(name)
		if err != nil {
			return c, err
		}
		c.WorkingDays[day] = true
	}
	for _, day := range row.Holidays {
		c.Holidays[day] = true
	}
	return c, nil
}

func writeCalendar(c period.Calendar) (string, error) {
	row := calendarRow{YearStarts: int(c.YearStarts), WeekStarts: period.WeekdayName(c.WeekStarts), Layout: string(c.Layout), Holidays: c.HolidayList()}
	for day, works := range c.WorkingDays {
		if works {
			row.WorkingDays = append(row.WorkingDays, period.WeekdayName(time.Weekday(day)))
		}
	}
	text, err := json.Marshal(row)
	return string(text), err
}

// SaveOrganisation makes or changes the organisation and its company node.
func (db *DB) SaveOrganisation(ctx context.Context, o org.Organisation) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.lock(ctx, tx, o.ID); err != nil {
			return err
		}
		if err := saveOrganisation(ctx, tx, o); err != nil {
			return err
		}
		if err := noteStructure(ctx, tx, o.ID); err != nil {
			return err
		}
		_, err := db.beat(ctx, tx, o.ID)
		return err
	})
}

func saveOrganisation(ctx context.Context, tx conn, o org.Organisation) error {
	calendar, err := writeCalendar(o.Calendar)
	if err != nil {
		return err
	}
	pinned := ""
	if o.Pinned != 0 {
		pinned = o.Pinned.String()
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO organisation
		(org_id, source_id, name, time_zone, currency, calendar, pinned, published, publish_ranking, denominator)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)
		ON CONFLICT (org_id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone, calendar = excluded.calendar,
			pinned = excluded.pinned, published = excluded.published, publish_ranking = excluded.publish_ranking,
			denominator = excluded.denominator`,
		bind([]any{o.ID, o.SourceID, o.Name, o.Place.String(), string(o.Currency), calendar, pinned, string(o.Published), o.PublishRanking, string(o.Denominator)})...)
	if err != nil {
		return fmt.Errorf("saving organisation %s: %w", o.ID, err)
	}
	root := org.Node{ID: o.Root(), Name: o.Name, Member: period.Everything}
	credited := org.Node{ID: org.CreditedOf(root.ID), Name: "Credited to people", Member: period.Everything}
	if err := saveNodes(ctx, tx, o.ID, []org.Node{root, credited}); err != nil {
		return err
	}
	return saveClosure(ctx, tx, o.ID, []org.Ancestry{
		{Ancestor: root.ID, Descendant: root.ID, Valid: period.Everything},
		{Ancestor: credited.ID, Descendant: credited.ID, Valid: period.Everything},
	})
}
