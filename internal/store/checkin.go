package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// sideOf is the condition under which the reader is one of the two of a row of
// the alias; nobody is on both sides.
func sideOf(alias string, by checkin.Reader, args []any) (string, []any) {
	if by.Person == "" {
		return "1 = 0", args
	}
	args = append(args, string(by.Person))
	n := len(args)
	if !by.Leads {
		return fmt.Sprintf("%s.report = $%d", alias, n), args
	}
	return fmt.Sprintf("(%[1]s.report = $%[2]d OR %[1]s.manager = $%[2]d)", alias, n), args
}

// readable is sideOf, or that the report shared it with the reader, who leads
// him now. The first argument is the organisation.
func readable(alias string, by checkin.Reader, args []any) (string, []any) {
	side, args := sideOf(alias, by, args)
	if by.Person == "" || !by.Leads || len(by.Reports) == 0 {
		return side, args
	}
	led, args := in(alias+".report", args, by.Reports)
	args = append(args, string(by.Person))
	return fmt.Sprintf(`(%s OR (%s AND EXISTS (SELECT 1 FROM checkin_share s WHERE s.org_id = $1 AND s.report = %s.report
		AND s.manager = %s.manager AND s.with_whom = $%d)))`, side, led, alias, alias, len(args)), args
}

// Rhythms returns the rhythms of all teams, by team.
func (db *DB) Rhythms(ctx context.Context, orgID string) ([]checkin.Rhythm, error) {
	rows, err := db.query(ctx, "SELECT team, every, weekday, from_day, set_by, set_at FROM checkin_rhythm WHERE org_id = $1 ORDER BY team", orgID)
	list, err := collect(rows, err, func(rows *sql.Rows) (r checkin.Rhythm, err error) {
		var weekday int64
		err = rows.Scan(&r.Team, &r.Every, &weekday, &r.From, &r.By, &r.At)
		r.Weekday = time.Weekday(weekday)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the rhythms of check-ins: %w", err)
	}
	return list, nil
}

// SaveRhythm sets the rhythm of a team.
func (db *DB) SaveRhythm(ctx context.Context, orgID string, r checkin.Rhythm) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO checkin_rhythm (org_id, team, every, weekday, from_day, set_by, set_at) VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (org_id, team) DO UPDATE SET every = excluded.every, weekday = excluded.weekday, from_day = excluded.from_day,
				set_by = excluded.set_by, set_at = excluded.set_at`,
			bind([]any{orgID, string(r.Team), string(r.Every), int64(r.Weekday), r.From, r.By, r.At})...)
		if err != nil {
			return fmt.Errorf("setting the rhythm of %s: %w", r.Team, err)
		}
		return nil
	})
}

func scanMeeting(rows *sql.Rows) (m checkin.Meeting, err error) {
	var agenda string
	if err := rows.Scan(&m.ID, &m.Manager, &m.Report, &m.Day, &m.State, &m.Note, &agenda, &m.Revision); err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(agenda), &m.Agenda); err != nil {
		return m, fmt.Errorf("the agenda of check-in %s cannot be read: %w", m.ID, err)
	}
	return m, nil
}

// Meetings returns the check-ins that the reader sees, the latest first.
func (db *DB) Meetings(ctx context.Context, orgID string, by checkin.Reader, f checkin.MeetingFilter) ([]checkin.Meeting, error) {
	may, args := readable("c", by, []any{orgID})
	where := []string{may}
	add := func(column string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf("%s $%d", column, len(args)))
	}
	if f.ID != "" {
		add("c.id =", string(f.ID))
	}
	if f.Pair != nil {
		add("c.manager =", string(f.Pair.Manager))
		add("c.report =", string(f.Pair.Report))
	}
	if f.States != nil {
		var states string
		states, args = in("c.state", args, f.States)
		where = append(where, states)
	}
	limit := ""
	if f.Limit > 0 {
		limit = fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	rows, err := db.query(ctx, `SELECT c.id, c.manager, c.report, c.day, c.state, c.note, c.agenda, c.revision FROM checkin c
		WHERE c.org_id = $1 AND `+strings.Join(where, " AND ")+" ORDER BY c.day DESC, c.id DESC"+limit, args...)
	list, err := collect(rows, err, scanMeeting)
	if err != nil {
		return nil, fmt.Errorf("reading check-ins: %w", err)
	}
	return list, nil
}

// Meeting returns one check-in; NotFound when the reader does not see it.
func (db *DB) Meeting(ctx context.Context, orgID string, by checkin.Reader, id checkin.MeetingID) (checkin.Meeting, error) {
	list, err := db.Meetings(ctx, orgID, by, checkin.MeetingFilter{ID: id})
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "there is no check-in %q that you take part in", id)
	}
	return append(list, checkin.Meeting{})[0], err
}

var errStale = fault.New(fault.Conflict, "the other one changed this in the meantime; look at it again")

// SaveMeeting stores a new check-in, or the next revision of one.
func (db *DB) SaveMeeting(ctx context.Context, orgID string, by checkin.Reader, m checkin.Meeting) error {
	if !by.Is(m.Pair) {
		return fault.New(fault.NotFound, "there is no check-in %q that you take part in", m.ID)
	}
	agenda, err := json.Marshal(m.Agenda)
	if err != nil {
		return err
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var taken int64
		err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM checkin WHERE org_id = $1 AND manager = $2 AND report = $3 AND day = $4 AND id <> $5",
			bind([]any{orgID, string(m.Manager), string(m.Report), m.Day, string(m.ID)})...).Scan(&taken)
		if err != nil {
			return fmt.Errorf("looking for a check-in on %s: %w", m.Day, err)
		}
		if taken > 0 {
			return fault.New(fault.Conflict, "there is a check-in of the two on %s already; open that one", m.Day)
		}
		if m.Revision == 1 {
			_, err := tx.ExecContext(ctx, "INSERT INTO checkin (org_id, id, manager, report, day, state, note, agenda, revision) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
				bind([]any{orgID, string(m.ID), string(m.Manager), string(m.Report), m.Day, string(m.State), m.Note, string(agenda), m.Revision})...)
			if err != nil {
				return fmt.Errorf("planning a check-in: %w", err)
			}
			return nil
		}
		side, args := sideOf("checkin", by, []any{orgID, string(m.ID), m.Day, string(m.State), m.Note, string(agenda), m.Revision})
		return changedOne(tx.ExecContext(ctx, `UPDATE checkin SET day = $3, state = $4, note = $5, agenda = $6, revision = $7
			WHERE org_id = $1 AND id = $2 AND revision = $7 - 1 AND `+side, bind(args)...))
	})
}

// changedOne refuses a change that found no row.
func changedOne(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		err = errStale
	}
	return err
}

// Items returns the topics and notes of a check-in that the reader sees: of
// those that are for their author alone, his.
func (db *DB) Items(ctx context.Context, orgID string, by checkin.Reader, meeting checkin.MeetingID) ([]checkin.Item, error) {
	may, args := readable("c", by, []any{orgID, string(meeting), string(by.Person), string(checkin.Own)})
	rows, err := db.query(ctx, `SELECT i.id, i.checkin, i.kind, i.author, i.body, i.at FROM checkin_item i
		JOIN checkin c ON c.org_id = i.org_id AND c.id = i.checkin
		WHERE i.org_id = $1 AND i.checkin = $2 AND (i.kind <> $4 OR i.author = $3) AND `+may+" ORDER BY i.id", args...)
	list, err := collect(rows, err, func(rows *sql.Rows) (i checkin.Item, err error) {
		return i, rows.Scan(&i.ID, &i.Meeting, &i.Kind, &i.Author, &i.Text, &i.At)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the notes of a check-in: %w", err)
	}
	return list, nil
}

// SaveItem stores a new item of a check-in of the reader's, or another text of
// one that he wrote.
func (db *DB) SaveItem(ctx context.Context, orgID string, by checkin.Reader, i checkin.Item) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := sideOfMeeting(ctx, tx, orgID, by, i.Meeting); err != nil {
			return err
		}
		var theirs int64
		err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM checkin_item WHERE org_id = $1 AND id = $2 AND (author <> $3 OR checkin <> $4)",
			orgID, string(i.ID), string(by.Person), string(i.Meeting)).Scan(&theirs)
		if err != nil {
			return fmt.Errorf("looking for a note: %w", err)
		}
		if theirs > 0 || i.Author != by.Person {
			return fault.New(fault.NotFound, "there is no such note of yours")
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO checkin_item (org_id, id, checkin, kind, author, body, at) VALUES ($1,$2,$3,$4,$5,$6,$7)
			ON CONFLICT (org_id, id) DO UPDATE SET body = excluded.body, at = excluded.at`,
			orgID, string(i.ID), string(i.Meeting), string(i.Kind), string(i.Author), i.Text, i.At)
		if err != nil {
			return fmt.Errorf("keeping a note: %w", err)
		}
		return nil
	})
}

// sideOfMeeting refuses who is not one of the two of the check-in.
func sideOfMeeting(ctx context.Context, c conn, orgID string, by checkin.Reader, id checkin.MeetingID) error {
	side, args := sideOf("c", by, []any{orgID, string(id)})
	var n int64
	if err := c.QueryRowContext(ctx, "SELECT COUNT(*) FROM checkin c WHERE c.org_id = $1 AND c.id = $2 AND "+side, args...).Scan(&n); err != nil {
		return fmt.Errorf("looking for a check-in: %w", err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "there is no check-in %q that you take part in", id)
	}
	return nil
}

// DeleteItem deletes an item that the reader wrote.
func (db *DB) DeleteItem(ctx context.Context, orgID string, by checkin.Reader, meeting checkin.MeetingID, id checkin.ItemID) error {
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := sideOfMeeting(ctx, tx, orgID, by, meeting); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, "DELETE FROM checkin_item WHERE org_id = $1 AND id = $2 AND checkin = $3 AND author = $4",
			orgID, string(id), string(meeting), string(by.Person))
		if err != nil {
			return fmt.Errorf("deleting a note: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fault.New(fault.NotFound, "there is no such note of yours")
		}
		return nil
	})
}

func scanCommitment(rows *sql.Rows) (c checkin.Commitment, err error) {
	var amount sql.NullInt64
	var settled string
	err = rows.Scan(&c.ID, &c.Manager, &c.Report, &c.Meeting, &c.Owner, &c.Text, &c.MadeOn, &c.Due, &c.Metric, &amount, &c.State, &c.Reason, &settled, &c.SettledBy, &c.Revision)
	if err == nil && settled != "" {
		c.SettledOn, err = period.ParseDate(settled)
	}
	c.Value = amountOf(amount)
	return c, err
}

// Commitments returns those that the reader sees, by due day.
func (db *DB) Commitments(ctx context.Context, orgID string, by checkin.Reader, f checkin.CommitmentFilter) ([]checkin.Commitment, error) {
	may, args := readable("c", by, []any{orgID})
	where := []string{may}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.ID != "" {
		add("c.id = $%d", string(f.ID))
	}
	if f.Meeting != "" {
		add("c.checkin = $%d", string(f.Meeting))
	}
	if f.Pair != nil {
		add("c.manager = $%d", string(f.Pair.Manager))
		add("c.report = $%d", string(f.Pair.Report))
	}
	if f.Open {
		since := "9"
		if f.Since != 0 {
			since = f.Since.String()
		}
		add("c.settled_on = '' OR c.settled_on >= $%d", since)
		where[len(where)-1] = "(" + where[len(where)-1] + ")"
	}
	rows, err := db.query(ctx, `SELECT c.id, c.manager, c.report, c.checkin, c.owner, c.body, c.made_on, c.due, c.metric, c.amount, c.state, c.reason,
		c.settled_on, c.settled_by, c.revision FROM checkin_commitment c WHERE c.org_id = $1 AND `+strings.Join(where, " AND ")+" ORDER BY c.due, c.id", args...)
	list, err := collect(rows, err, scanCommitment)
	if err != nil {
		return nil, fmt.Errorf("reading commitments: %w", err)
	}
	return list, nil
}

// Deadlines implements checkin.Deadlines. It reads no words.
func (db *DB) Deadlines(ctx context.Context, orgID string, days period.Range) ([]checkin.Deadline, error) {
	rows, err := db.query(ctx, `SELECT id, manager, report, checkin, owner, made_on, due, metric, amount FROM checkin_commitment
		WHERE org_id = $1 AND settled_on = '' AND due >= $2 AND due < $3 ORDER BY due, id`, orgID, days.Start, days.End)
	list, err := collect(rows, err, func(rows *sql.Rows) (d checkin.Deadline, err error) {
		var amount sql.NullInt64
		err = rows.Scan(&d.ID, &d.Manager, &d.Report, &d.Meeting, &d.Owner, &d.MadeOn, &d.Due, &d.Metric, &amount)
		d.Value = amountOf(amount)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading which commitments are due: %w", err)
	}
	return list, nil
}

// SaveCommitment stores a new commitment of the reader's pair, or the next
// revision of one.
func (db *DB) SaveCommitment(ctx context.Context, orgID string, by checkin.Reader, c checkin.Commitment) error {
	settled := ""
	if c.SettledOn != 0 {
		settled = c.SettledOn.String()
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := sideOfMeeting(ctx, tx, orgID, by, c.Meeting); err != nil {
			return err
		}
		if c.Revision == 1 {
			_, err := tx.ExecContext(ctx, `INSERT INTO checkin_commitment (org_id, id, manager, report, checkin, owner, body, made_on, due, metric, amount, state, reason,
				settled_on, settled_by, revision) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)`,
				bind([]any{orgID, string(c.ID), string(c.Manager), string(c.Report), string(c.Meeting), string(c.Owner), c.Text, c.MadeOn, c.Due, string(c.Metric),
					columnOf(c.Value), string(c.State), c.Reason, settled, c.SettledBy, c.Revision})...)
			if err != nil {
				return fmt.Errorf("keeping a commitment: %w", err)
			}
			return nil
		}
		return changedOne(tx.ExecContext(ctx, `UPDATE checkin_commitment SET state = $4, reason = $5, settled_on = $6, settled_by = $7, revision = $8
			WHERE org_id = $1 AND id = $2 AND checkin = $3 AND revision = $8 - 1`,
			orgID, string(c.ID), string(c.Meeting), string(c.State), c.Reason, settled, c.SettledBy, c.Revision))
	})
}

// Shares returns what the reader shared.
func (db *DB) Shares(ctx context.Context, orgID string, by checkin.Reader) ([]checkin.Share, error) {
	rows, err := db.query(ctx, "SELECT manager, report, with_whom, shared_at FROM checkin_share WHERE org_id = $1 AND report = $2 ORDER BY manager, with_whom", orgID, string(by.Person))
	list, err := collect(rows, err, func(rows *sql.Rows) (s checkin.Share, err error) {
		return s, rows.Scan(&s.Manager, &s.Report, &s.With, &s.At)
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was shared: %w", err)
	}
	return list, nil
}

// SaveShare lets somebody read; only the report does.
func (db *DB) SaveShare(ctx context.Context, orgID string, by checkin.Reader, s checkin.Share) error {
	if by.Person == "" || by.Person != s.Report {
		return errNotTheirs(s.Manager)
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO checkin_share (org_id, manager, report, with_whom, shared_at) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (org_id, report, manager, with_whom) DO NOTHING`, orgID, string(s.Manager), string(s.Report), string(s.With), s.At)
		if err != nil {
			return fmt.Errorf("sharing check-ins: %w", err)
		}
		return nil
	})
}

// DeleteShare takes it back.
func (db *DB) DeleteShare(ctx context.Context, orgID string, by checkin.Reader, s checkin.Share) error {
	if by.Person == "" || by.Person != s.Report {
		return errNotTheirs(s.Manager)
	}
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM checkin_share WHERE org_id = $1 AND manager = $2 AND report = $3 AND with_whom = $4",
			orgID, string(s.Manager), string(s.Report), string(s.With))
		if err != nil {
			return fmt.Errorf("taking back what was shared: %w", err)
		}
		return nil
	})
}

func errNotTheirs(manager org.NodeID) error {
	return fault.New(fault.NotFound, "there is no check-in of yours with %q", manager)
}
