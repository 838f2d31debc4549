package store

import (
	"strings"
	"testing"
)

// TestRulesFind: the search for SQL outside the rules finds each of these, says
// where it stands, and which rule it is outside of.
func TestRulesFind(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]struct{ rule, source string }{
		"no organisation":            {"9.1.1: sale", `q("SELECT id FROM sale WHERE day = $1")`},
		"organisation in words only": {"9.1.1: sale", `q("SELECT org_id FROM sale WHERE day = $1 ORDER BY org_id")`},
		"another's of the same text": {"9.1.1: sale", `q("SELECT 1 FROM sale WHERE note = 'org_id = $1'")`},
		"second arm":                 {"9.1.1: sale_history", `q("SELECT id FROM sale WHERE org_id = $1 UNION SELECT id FROM sale_history WHERE day > $2")`},
		"sub-select":                 {"9.1.1: sharer", `q("SELECT id FROM sale WHERE org_id = $1 AND deal IN (SELECT deal FROM sharer WHERE person = $2)")`},
		"exists":                     {"9.1.1: closure", `q("SELECT id FROM node n WHERE n.org_id = $1 AND EXISTS (SELECT 1 FROM closure c WHERE c.descendant = n.id)")`},
		"join":                       {"9.1.1: node", `q("SELECT g.id FROM goal g JOIN node n ON n.id = g.owner WHERE g.org_id = $1")`},
		"join of %s":                 {"9.1.1: %s", `q(fmt.Sprintf("SELECT d.day FROM node n JOIN %s d ON d.node = n.id WHERE n.org_id = $1", table))`},
		"comma join":                 {"9.1.4", `q("SELECT 1 FROM goal g, node n WHERE g.org_id = $1 AND n.org_id = $1")`},
		"or":                         {"9.1.1: an OR", `q("SELECT id FROM sale WHERE org_id = $1 OR day = $2")`},
		"or the other way":           {"9.1.1: an OR", `q("SELECT id FROM sale s WHERE s.day = $2 OR s.org_id = $1")`},
		"hidden in a constant":       {"9.1.1: sale", `const from = " FROM sale"; q("SELECT id" + from + " WHERE day = $1")`},
		"behind another literal":     {"9.1.1: sale", `q("UPDATE node SET name = $2 WHERE org_id = $1" + f("DELETE FROM sale"))`},
		"update":                     {"9.1.1: sale", `q("UPDATE sale SET amount = $1 WHERE id = $2")`},
		"update from":                {"9.1.5", `q("UPDATE sale SET amount = x.amount FROM other x WHERE x.org_id = sale.org_id AND sale.org_id = $1")`},
		"update of org_id":           {"9.1.2", `q("UPDATE sale SET org_id = $2 WHERE org_id = $1")`},
		"volatile":                   {"RANDOM", `q("UPDATE sale SET amount = random() WHERE org_id = $1")`},
		"clock":                      {"NOW", `q("DELETE FROM session WHERE org_id = $1 AND expires_at < now()")`},
		"clock without a call":       {"8.2: pass the time in", `q("SELECT 1 FROM session WHERE org_id = $1 AND expires_at < CURRENT_TIMESTAMP")`},
		"rounding":                   {"ROUND", `q("SELECT ROUND(value) FROM node_day WHERE org_id = $1")`},
		"greatest":                   {"GREATEST", `q("SELECT GREATEST(a, b) FROM sale WHERE org_id = $1")`},
		"SQLite's own":               {"IFNULL", `q("SELECT IFNULL(a, 0) FROM sale WHERE org_id = $1")`},
		"PostgreSQL's own":           {"PostgreSQL only", `q("SELECT DISTINCT ON (day) id FROM sale WHERE org_id = $1")`},
		"cast":                       {"PostgreSQL only", `q("SELECT id::text FROM sale WHERE org_id = $1")`},
		"bare sum":                   {"8.2: SUM", `q("SELECT SUM(value) FROM node_day WHERE org_id = $1")`},
		"lock":                       {"8.2: there is one writer", `q("SELECT id FROM batch WHERE org_id = $1 FOR UPDATE SKIP LOCKED")`},
		"recursion":                  {"8.2: use the closure", `q("WITH RECURSIVE up AS (SELECT parent FROM edge WHERE org_id = $1) SELECT parent FROM up")`},
		"changing CTE":               {"8.2: a data-modifying CTE", `q("WITH gone AS (DELETE FROM sale WHERE org_id = $1 RETURNING id) SELECT id FROM gone")`},
		"old row":                    {"8.2: RETURNING", `q("UPDATE sale SET amount = $2 WHERE org_id = $1 RETURNING (SELECT amount FROM sale o WHERE o.org_id = $1)")`},
		"grouping sets":              {"9.2", `q("SELECT day FROM sale WHERE org_id = $1 GROUP BY GROUPING SETS ((day), ())")`},
		"lateral":                    {"9.2", `q("SELECT 1 FROM node n JOIN LATERAL (SELECT 1 FROM sale s WHERE s.org_id = n.org_id) x ON TRUE WHERE n.org_id = $1")`},
		"conflict":                   {"9.1.2: ON CONFLICT", `q("INSERT INTO sale (org_id, id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")`},
		"conflict with anything":     {"9.1.2: ON CONFLICT", `insertMany("INSERT INTO sale (org_id, id)", 2, rows, "ON CONFLICT DO NOTHING")`},
		"row without organisation":   {"9.1.1: the rows", `q("INSERT INTO sale (id, day) VALUES ($1, $2)")`},
		"question marks":             {"8.1", `q("SELECT id FROM sale WHERE org_id = $1 AND day = ?")`},
		"json":                       {"JSON is read in Go", `q("SELECT body->>'name' FROM batch WHERE org_id = $1")`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found []string
			for _, s := range statements(t, "bad.go", "package bad\n\nfunc f() {\n\t"+bad.source+"\n}\n") {
				if excepted(s.text) == "" {
					for _, rule := range outside(s) {
						found = append(found, s.at+": "+rule)
					}
				}
			}
			if all := strings.Join(found, "\n"); !strings.Contains(all, bad.rule) || !strings.Contains(all, "bad.go:4:") {
				t.Errorf("it is outside of %q, and found was %q", bad.rule, all)
			}
		})
	}
}

// TestRulesLeaveAlone: what is within the rules is not found.
func TestRulesLeaveAlone(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		`q("SELECT id FROM sale WHERE org_id = $1 AND (day = $2 OR $3 = '')")`,
		`q("SELECT id FROM sale s WHERE s.org_id = $1 UNION ALL SELECT id FROM sale_history WHERE org_id = $1 ORDER BY id")`,
		`q("SELECT a.id FROM node a JOIN edge b ON b.org_id = a.org_id AND b.child = a.id JOIN node c ON c.org_id = b.org_id WHERE a.org_id = $1")`,
		`q("SELECT id FROM node n WHERE n.org_id = $1 AND EXISTS (SELECT 1 FROM closure c WHERE c.org_id = n.org_id AND c.descendant = n.id)")`,
		`add("EXISTS (SELECT 1 FROM closure u WHERE u.org_id = g.org_id AND u.descendant = g.owner)")`,
		`q("INSERT INTO pulse (org_id, seq) VALUES ($1, 1) ON CONFLICT (org_id) DO UPDATE SET seq = pulse.seq + 1 RETURNING seq")`,
		`q("SELECT CAST(SUM(value) AS BIGINT) FROM " + table + " WHERE org_id = $1 AND " + condition)`,
		`q("SELECT text FROM node WHERE org_id = $1 AND name = 'now() FROM sale; RANDOM()'")`,
	} {
		for _, s := range statements(t, "good.go", "package good\n\nfunc f() {\n\t"+good+"\n}\n") {
			if found := outside(s); found != nil {
				t.Errorf("%s\nis within the rules, and found was %q", s.text, found)
			}
		}
	}
}

// TestRulesFindInMigrations is TestRulesFind for migrations.
func TestRulesFindInMigrations(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]struct{ rule, source string }{
		"key without organisation":   {"9.1.1: the primary key", "CREATE TABLE x (id {{text}} NOT NULL, org_id {{text}} NOT NULL, PRIMARY KEY (id));"},
		"key that begins otherwise":  {"9.1.1: the primary key", "CREATE TABLE x (id {{text}} NOT NULL, org_id {{text}} NOT NULL, PRIMARY KEY (id, org_id));"},
		"no key":                     {"9.1.1: the primary key", "CREATE TABLE x (org_id {{text}} NOT NULL);"},
		"unique":                     {"9.1.2: every UNIQUE", "CREATE TABLE x (org_id {{text}} NOT NULL, mail {{text}} NOT NULL, PRIMARY KEY (org_id), UNIQUE (mail));"},
		"unique index":               {"9.1.2: every UNIQUE", "CREATE UNIQUE INDEX x_by_mail ON x (mail);"},
		"foreign key":                {"9.1.3", "CREATE TABLE x (org_id {{text}} NOT NULL REFERENCES organisation, PRIMARY KEY (org_id));"},
		"serial":                     {"8.2: make ids in Go", "CREATE TABLE x (org_id {{text}} NOT NULL, id BIGSERIAL, PRIMARY KEY (org_id, id));"},
		"float":                      {"8.2: amounts are integers", "ALTER TABLE sale ADD COLUMN price DOUBLE PRECISION;"},
		"collation":                  {"{{text}}", "ALTER TABLE sale ADD COLUMN note TEXT NOT NULL DEFAULT '';"},
		"volatile default":           {"GEN_RANDOM_UUID", "ALTER TABLE sale ADD COLUMN uid {{text}} DEFAULT gen_random_uuid();"},
		"trigger":                    {"9.2", "CREATE TRIGGER t AFTER INSERT ON sale EXECUTE FUNCTION f;"},
		"index outside transactions": {"PostgreSQL only", "CREATE INDEX CONCURRENTLY sale_by_x ON sale (org_id, x);"},
		"join":                       {"9.1.4", "INSERT INTO x (org_id, a) SELECT s.org_id, n.a FROM sale s JOIN node n ON n.id = s.owner;"},
		"group":                      {"9.1.1: groups", "INSERT INTO x (org_id, a) SELECT MIN(org_id), day FROM sale GROUP BY day;"},
		"update from":                {"9.1.5", "UPDATE sale SET owner = n.id FROM node n WHERE n.org_id = sale.org_id;"},
		"rows without organisation":  {"9.1.1: the rows", "INSERT INTO x (a, org_id) SELECT a, org_id FROM sale;"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found []string
			for _, s := range migrationStatements("migration/00099_bad.sql", "-- +goose Up\n-- a note; with more\nDROP TABLE y;\n\n"+bad.source+"\n") {
				for _, rule := range outsideMigration(s) {
					found = append(found, s.at+": "+rule)
				}
			}
			if all := strings.Join(found, "\n"); !strings.Contains(all, bad.rule) || !strings.HasPrefix(all, "migration/00099_bad.sql:5:") {
				t.Errorf("it is outside of %q, and found was %q", bad.rule, all)
			}
		})
	}
}
