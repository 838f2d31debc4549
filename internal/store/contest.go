package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// contestBody is the part of a contest that no query looks into.
type contestBody struct {
	Rules       contest.Rules               `json:"rules"`
	Rehearsal   *contest.Rehearsal          `json:"rehearsal,omitempty"`
	RehearsedOn period.Date                 `json:"rehearsed_on"`
	Forms       map[org.NodeID]contest.Form `json:"forms,omitempty"`
	Result      *contest.Result             `json:"result,omitempty"`
	Steps       []contest.Step              `json:"steps"`
}

const contestColumns = "id, node, name, reason, from_day, to_day, state, made_by, changed_at, revision, body"

func scanContest(rows *sql.Rows) (c contest.Contest, err error) {
	var body string
	if err := rows.Scan(&c.ID, &c.Node, &c.Name, &c.Reason, &c.Days.Start, &c.Days.End, &c.State, &c.MadeBy, &c.ChangedAt, &c.Revision, &body); err != nil {
		return c, err
	}
	var b contestBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return c, fmt.Errorf("the contest %s cannot be read: %w", c.ID, err)
	}
	c.Rules, c.Rehearsal, c.RehearsedOn, c.Forms, c.Result, c.Steps = b.Rules, b.Rehearsal, b.RehearsedOn, b.Forms, b.Result, b.Steps
	return c, nil
}

// Contests returns those of a node that the scope sees on the day, and of those
// that were started the ones that name the person, the latest first; with an id
// only that one.
func (db *DB) Contests(ctx context.Context, scope access.Scope, day period.Date, person org.NodeID, id contest.ID) ([]contest.Contest, error) {
	seen, args := visible(scope, day, []any{scope.OrgID, string(person)})
	where := ""
	if id != "" {
		args = append(args, string(id))
		where = " AND t.id = $" + strconv.Itoa(len(args))
	}
	rows, err := db.query(ctx, `SELECT t.id, t.node, t.name, t.reason, t.from_day, t.to_day, t.state, t.made_by, t.changed_at, t.revision, t.body
		FROM contest t JOIN node n ON n.org_id = t.org_id AND n.id = t.node
		WHERE t.org_id = $1`+where+` AND (`+seen+` OR t.state NOT IN ('draft', 'rehearsed') AND EXISTS (SELECT 1 FROM contest_person p
			WHERE p.org_id = t.org_id AND p.contest = t.id AND p.person = $2)) ORDER BY t.from_day DESC, t.id DESC`, args...)
	list, err := collect(rows, err, scanContest)
	if err != nil {
		return nil, fmt.Errorf("reading contests: %w", err)
	}
	return list, nil
}

// SaveContest keeps a new contest (revision 1), or the next revision of one; a
// Conflict when somebody changed it since. With parts it says who is named in
// it.
func (db *DB) SaveContest(ctx context.Context, orgID string, c contest.Contest, parts []contest.Part) error {
	body, err := json.Marshal(contestBody{c.Rules, c.Rehearsal, c.RehearsedOn, c.Forms, c.Result, c.Steps})
	if err != nil {
		return err
	}
	row := bind([]any{orgID, string(c.ID), string(c.Node), c.Name, c.Reason, c.Days.Start, c.Days.End, string(c.State), c.MadeBy, c.ChangedAt, c.Revision, string(body)})
	return db.inTx(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if c.Revision == 1 {
			if _, err := tx.ExecContext(ctx, `INSERT INTO contest (org_id, `+contestColumns+`) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12)`, row...); err != nil {
				return fmt.Errorf("keeping a contest: %w", err)
			}
		} else if err := changedOne(tx.ExecContext(ctx, `UPDATE contest SET node = $3, name = $4, reason = $5, from_day = $6, to_day = $7, state = $8, made_by = $9, changed_at = $10, revision = $11, body = $12
			WHERE org_id = $1 AND id = $2 AND revision = $11 - 1`, row...)); err != nil {
			return err
		}
		if parts == nil {
			return nil
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM contest_person WHERE org_id = $1 AND contest = $2", orgID, string(c.ID)); err != nil {
			return fmt.Errorf("naming who takes part in a contest: %w", err)
		}
		rows := make([][]any, len(parts))
		for i, p := range parts {
			rows[i] = []any{orgID, string(c.ID), string(p.Person), string(p.Out)}
		}
		return insertMany(ctx, tx, "INSERT INTO contest_person (org_id, contest, person, out_for)", 4, rows, "")
	})
}
