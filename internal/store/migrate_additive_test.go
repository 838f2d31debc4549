package store

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// firstAdditive is the first migration that a server of the version before must
// survive: those before it came before there were several servers.
const firstAdditive = 6

// stops are the migrations before which all servers must be stopped, each with
// why it could not be otherwise.
var stops = map[string]string{
	"00023_months.sql": "the ledger's keys begin anew: see docs/adr/0049-the-ledger-lies-by-months.md",
}

// breaks are statements after which a server that runs on could not read or
// write what it knows.
var breaks = map[string]*regexp.Regexp{
	"takes something away": regexp.MustCompile(`(?i)\b(DROP|TRUNCATE|DELETE\s+FROM)\b`),
	"names something anew": regexp.MustCompile(`(?i)\bRENAME\b`),
	"changes a column":     regexp.MustCompile(`(?i)\bALTER\s+(COLUMN|TYPE)\b|\b(SET|DROP)\s+(NOT\s+NULL|DEFAULT)\b`),
	"demands what the server before does not know to keep": regexp.MustCompile(`(?i)\bCREATE\s+UNIQUE\b|\bADD\s+(CONSTRAINT|CHECK|FOREIGN|UNIQUE|PRIMARY)\b|\bCREATE\s+TRIGGER\b`),
}

var (
	comments = regexp.MustCompile(`--[^\n]*`)
	adds     = regexp.MustCompile(`(?i)\bADD\s+(COLUMN\s+)?\w+\s`)
)

// notAdditive returns why a migration is not additive; "" when it is.
func notAdditive(migration string) string {
	for _, statement := range strings.Split(comments.ReplaceAllString(migration, ""), ";") {
		for why, pattern := range breaks {
			if found := pattern.FindString(statement); found != "" {
				return fmt.Sprintf("%q %s", found, why)
			}
		}
		upper := strings.ToUpper(statement)
		if adds.MatchString(statement) && strings.Contains(upper, "NOT NULL") && !strings.Contains(upper, "DEFAULT") {
			return fmt.Sprintf("%q demands a value that the server before does not write", strings.TrimSpace(statement))
		}
	}
	return ""
}

// TestMigrationsAreAdditive: a server that runs while a newer program migrates
// goes on: what it knows stays, and what is new has a default.
func TestMigrationsAreAdditive(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil || len(names) < firstAdditive {
		t.Fatal(names, err)
	}
	for _, name := range names[firstAdditive-1:] {
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		why := notAdditive(string(text))
		if _, known := stops[filepath.Base(name)]; known {
			if why == "" {
				t.Errorf("%s is additive: nobody need stop for it", name)
			}
			continue
		}
		if why != "" {
			t.Errorf("%s: %s. Servers of the version before run on while it is applied: add beside it what is new, and take the old away a version later", filepath.Base(name), why)
		}
	}
	for _, bad := range []string{"DROP TABLE a;", "ALTER TABLE a RENAME TO b;", "ALTER TABLE a ALTER COLUMN b TYPE TEXT;", "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL;",
		"ALTER TABLE a ALTER b SET NOT NULL;", "CREATE UNIQUE INDEX i ON a (b);", "alter table a\n  drop b;", "DELETE FROM a;"} {
		if notAdditive(bad) == "" {
			t.Errorf("%s is let through", bad)
		}
	}
	for _, good := range []string{"CREATE TABLE a (b BIGINT NOT NULL); -- DROP", "ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0;", "CREATE INDEX i ON a (b) WHERE b > 0;"} {
		if why := notAdditive(good); why != "" {
			t.Errorf("%s is refused: %s", good, why)
		}
	}
}
