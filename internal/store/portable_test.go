package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// banned are constructs that do not do the same on both engines, or not on
// Citus (storage.md 8.2), with what to do instead.
var banned = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b(SERIAL|BIGSERIAL|IDENTITY|AUTOINCREMENT)\b`), "make ids in Go"},
	{regexp.MustCompile(`\bWITH\b[^;]*\bAS \((INSERT|UPDATE|DELETE)`), "a data-modifying CTE is not portable"},
	{regexp.MustCompile(`\bWITH RECURSIVE\b`), "use the closure"},
	{regexp.MustCompile(`\bFOR (UPDATE|SHARE)\b`), "there is one writer: take the lock"},
	{regexp.MustCompile(`\bILIKE\b`), "LOWER(…) LIKE"},
	{regexp.MustCompile(`\b(GREATEST|LEAST|GENERATE_SERIES)\b`), "calculate in Go"},
	{regexp.MustCompile(`->>?`), "JSON is read in Go"},
	{regexp.MustCompile(`\b(CURRENT_(TIMESTAMP|DATE|TIME)|NOW\(|CLOCK_TIMESTAMP|STRFTIME|DATETIME\(|JULIANDAY)`), "pass the time in"},
	{regexp.MustCompile(`\b(RANDOM|UUID|GEN_RANDOM)\w*\(`), "make it in Go"},
	{regexp.MustCompile(`\bROUND\(`), "round in Go"},
	{regexp.MustCompile(`\b(NUMERIC|DECIMAL|REAL|DOUBLE|FLOAT\d?)\b`), "amounts are integers"},
	{regexp.MustCompile(`\b(TRIGGER|CREATE VIEW|GROUPING SETS|ROLLUP|CUBE|LATERAL)\b`), "not on Citus"},
	{regexp.MustCompile(`\b(INSERT OR |REPLACE INTO|ROWID|PRAGMA|IFNULL|GROUP_CONCAT)`), "SQLite only"},
	{regexp.MustCompile(`::\w|\bDISTINCT ON\b|\bANY\(\$|\bARRAY\[|\bUNNEST\b|\bRETURNING \*`), "PostgreSQL only"},
	{regexp.MustCompile(`\?\s*(,|\)|$)`), "write $n"},
}

// bareSum is a sum that PostgreSQL returns as numeric.
var bareSum = regexp.MustCompile(`(CAST\()?SUM\(`)

// statement is one text of SQL in the code.
type statement struct {
	at   string // file:line
	text string
	tail bool // a condition or the end of a statement
}

var (
	begins = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|VACUUM)\b`)
	tables = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)`)
	clause = regexp.MustCompile(`^\s*(WHERE|FROM|AND|OR|ON CONFLICT|ORDER BY|EXISTS|UNION)\b|ON CONFLICT|\bSELECT\b.*\bFROM\b`)
)

// statements returns the SQL in the package's code; literals that are added to
// one another are one text, an expression between them is ….
func statements(t *testing.T) []statement {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []statement
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr, *ast.BasicLit:
				text := literal(n.(ast.Expr)) //nolint:errcheck // both are expressions
				if begins.MatchString(text) || clause.MatchString(text) {
					all = append(all, statement{set.Position(n.Pos()).String(), text, !begins.MatchString(text)})
				}
				return false
			case *ast.ImportSpec:
				return false
			}
			return true
		})
	}
	return all
}

func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return literal(e.X) + literal(e.Y)
		}
	}
	return "…"
}

// sqliteCatalogues begin the questions that only a SQLite file is asked.
var sqliteCatalogues = []string{"FROM sqlite_schema m JOIN pragma_table_info(m.name) p", "FROM pragma_table_list t JOIN pragma_index_list(t.name) i"}

// TestPortable: every statement works alike on SQLite and PostgreSQL, and names
// the organisation whose rows it touches.
func TestPortable(t *testing.T) {
	t.Parallel()
	// The sweep of what has expired goes over all organisations.
	exempt := append([]string{"DELETE FROM session WHERE expires_at", "DELETE FROM login_link WHERE used_at",
		// A backup takes everything, and asks each engine's own catalogue what there is.
		"FROM goose_db_version", "FROM sqlite_schema WHERE name IN", "FROM information_schema.tables WHERE table_schema",
		// Statistics belong to SQLite's tables as a whole.
		"sqlite_stat1"}, sqliteCatalogues...)
	found := statements(t)
	const atLeast = 30
	if len(found) < atLeast {
		t.Fatalf("only %d statements were found; the search has gone wrong", len(found))
	}
	for _, s := range found {
		upper := strings.ToUpper(s.text)
		for _, b := range banned {
			if hit := b.pattern.FindString(upper); hit != "" && !anyIn(s.text, sqliteCatalogues) {
				t.Errorf("%s: %q is not portable: %s", s.at, strings.TrimSpace(hit), b.instead)
			}
		}
		for _, sum := range bareSum.FindAllString(upper, -1) {
			if !strings.HasPrefix(sum, "CAST") {
				t.Errorf("%s: SUM of BIGINT is numeric on PostgreSQL: CAST(SUM(…) AS BIGINT)", s.at)
			}
		}
		if s.tail || !tables.MatchString(s.text) || anyIn(s.text, exempt) {
			continue
		}
		if !strings.Contains(s.text, "org_id") && !strings.Contains(s.text, "…") {
			t.Errorf("%s: the statement does not name org_id: one organisation would touch another's rows\n%s", s.at, s.text)
		}
	}
}

func anyIn(text string, some []string) bool {
	for _, one := range some {
		if strings.Contains(text, one) {
			return true
		}
	}
	return false
}

// TestPortableMigrations: the schema is one text too.
func TestPortableMigrations(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("migration/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			line, _, _ = strings.Cut(line, "--")
			upper := strings.ToUpper(line)
			for _, b := range banned {
				if hit := b.pattern.FindString(upper); hit != "" {
					t.Errorf("%s:%d: %q is not portable: %s", name, i+1, hit, b.instead)
				}
			}
			if strings.Contains(upper, " REFERENCES ") {
				t.Errorf("%s:%d: no foreign keys between distributed tables (storage.md 9.1)", name, i+1)
			}
			if strings.Contains(strings.ReplaceAll(upper, "{{TEXT}}", ""), "TEXT ") {
				t.Errorf("%s:%d: write {{text}}, which sorts by bytes on both engines", name, i+1)
			}
		}
	}
}
