package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// statement is one text of SQL in the code.
type statement struct {
	at   string // file:line
	text string
	tail bool // a condition or the end of a statement
}

var (
	begins = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|VACUUM|SET|TRUNCATE|PRAGMA)\b`)
	clause = regexp.MustCompile(`^\s*(WHERE|FROM|AND|OR|ON CONFLICT|ORDER BY|EXISTS|UNION)\b|ON CONFLICT|\bSELECT\b.*\bFROM\b`)
)

// statements returns the SQL of Go source; literals and constants that are added
// to one another are one text, any other expression between them is ….
func statements(t *testing.T, name, source string) []statement {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	return statementsOf(set, file, constants(file, map[string]ast.Expr{}))
}

// constants adds a file's constants, also those in functions, by name.
func constants(file *ast.File, known map[string]ast.Expr) map[string]ast.Expr {
	ast.Inspect(file, func(n ast.Node) bool {
		if decl, ok := n.(*ast.GenDecl); ok && decl.Tok == token.CONST {
			for _, spec := range decl.Specs {
				of := spec.(*ast.ValueSpec) //nolint:errcheck // all of a CONST are
				for i, value := range of.Values {
					known[of.Names[i].Name] = value
				}
			}
		}
		return true
	})
	return known
}

func statementsOf(set *token.FileSet, file *ast.File, known map[string]ast.Expr) []statement {
	var all []statement
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if n.Op != token.ADD {
				return true
			}
			all = appendSQL(all, set.Position(n.Pos()), literal(n, known))
			for _, operand := range operands(n) { // what is called between the literals
				if _, isLiteral := operand.(*ast.BasicLit); !isLiteral {
					ast.Inspect(operand, visit)
				}
			}
			return false
		case *ast.BasicLit:
			all = appendSQL(all, set.Position(n.Pos()), literal(n, known))
		case *ast.ImportSpec:
			return false
		}
		return true
	}
	ast.Inspect(file, visit)
	return all
}

func appendSQL(all []statement, at token.Position, text string) []statement {
	if !begins.MatchString(text) && !clause.MatchString(text) {
		return all
	}
	return append(all, statement{at.String(), text, !begins.MatchString(text)})
}

func operands(e ast.Expr) []ast.Expr {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.ADD {
		return append(operands(b.X), operands(b.Y)...)
	}
	return []ast.Expr{e}
}

func literal(e ast.Expr, known map[string]ast.Expr) string {
	var b strings.Builder
	for _, operand := range operands(e) {
		text := "…"
		switch of := operand.(type) {
		case *ast.BasicLit:
			if plain, err := strconv.Unquote(of.Value); err == nil && of.Kind == token.STRING {
				text = plain
			}
		case *ast.Ident:
			if value, ok := known[of.Name]; ok {
				text = literal(value, known)
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

// ofOneEngine are statements of which the rest of the rules does not hold: each
// is put to one engine only, and is none about anybody's rows. They are found by
// a part of them.
var ofOneEngine = []string{
	"FROM sqlite_schema", "FROM pragma_table_list", "sqlite_stat1", "VACUUM INTO", "PRAGMA journal_mode", "PRAGMA integrity_check", "PRAGMA wal_checkpoint", // a SQLite file
	"pg_advisory_xact_lock", "pg_notify", "SET LOCAL citus.", "FROM pg_extension", "FROM pg_class", // PostgreSQL
	"create_distributed_table", "truncate_local_data_after_distributing_table", // Citus
	"table_schema = current_schema()",
	"CREATE TEMPORARY TABLE", "TRUNCATE …", "INSERT INTO … (…) SELECT … FROM … …", // the staging of rows on PostgreSQL, in a table of the connection's own
}

// ofAll are the statements that are meant for every organisation, each with why
// it must be. On Citus they ask every machine, so none may stand in the way of a
// page or of an import.
var ofAll = map[string]string{
	"SELECT org_id FROM organisation ORDER BY org_id":                                   "the server's own work begins with the list of organisations",
	"SELECT org_id FROM session WHERE hash = $1":                                        "a secret does not say whose it is; asked once, see secrets",
	"SELECT org_id FROM token WHERE hash = $1":                                          "the same",
	"SELECT org_id FROM login_link WHERE hash = $1":                                     "the same",
	"SELECT org_id FROM wall_key WHERE hash = $1":                                       "the same",
	"DELETE FROM session WHERE expires_at <= $1 OR last_seen_at <= $2":                  "the sweep of what has expired",
	"DELETE FROM login_link WHERE used_at > 0 OR (expires_at > 0 AND expires_at <= $1)": "the same",
	"DELETE FROM sign_in_try WHERE last_at <= $1":                                       "the same",
	"UPDATE pulse SET seq = seq WHERE org_id >= ''":                                     "tries whether the database can be written, while it could not be",
	"SELECT … FROM … ORDER BY …":                                                        "a backup takes everything",
	"SELECT COUNT(*) FROM …":                                                            "a restored backup is counted",
}

// excepted returns the entry of the two lists by which a text is let through, ""
// when there is none.
func excepted(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if _, ok := ofAll[text]; ok {
		return text
	}
	for _, part := range ofOneEngine {
		if strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// outside returns the rules that a statement is outside of.
func outside(s statement) []string {
	found := breaches(s.text)
	if begins.MatchString(s.text) && strings.Contains(s.text, "CREATE ") {
		found = append(found, tableBreaches(s.text)...)
	}
	for _, table := range unbound(s.text) {
		found = append(found, "9.1.1: "+table+" is read or changed without org_id = $n, or without the same org_id as what it is joined with")
	}
	return found
}

// TestPortable: every statement works alike on SQLite, PostgreSQL and Citus, and
// names the organisation whose rows it touches.
func TestPortable(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, known := token.NewFileSet(), map[string]ast.Expr{}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		known = constants(file, known)
	}
	count, used := 0, map[string]bool{}
	for _, file := range files {
		for _, s := range statementsOf(set, file, constants(file, known)) {
			count++
			if part := excepted(s.text); part != "" {
				used[part] = true
				continue
			}
			for _, rule := range outside(s) {
				t.Errorf("%s: storage.md %s\n%s", s.at, rule, s.text)
			}
		}
	}
	const atLeast = 120
	if count < atLeast {
		t.Errorf("only %d statements were found; the search has gone wrong", count)
	}
	for _, part := range slices.Concat(ofOneEngine, slices.Sorted(maps.Keys(ofAll))) {
		if !used[part] {
			t.Errorf("%q is in the list of exceptions, and nowhere in the code", part)
		}
	}
}

// TestPortableMigrations: the schema is one text too. What a migration does with
// rows it does for all organisations, and within each.
func TestPortableMigrations(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("migration/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range migrationStatements(name, string(source)) {
			for _, rule := range outsideMigration(s) {
				t.Errorf("%s: storage.md %s\n%s", s.at, rule, s.text)
			}
		}
	}
}

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	grouped = regexp.MustCompile(`\bGROUP BY (\w+)`)
)

// migrationStatements cuts a migration into its statements.
func migrationStatements(name, source string) []statement {
	var all []statement
	line := 1
	for _, piece := range strings.SplitAfter(comment.ReplaceAllString(source, ""), ";") {
		body := strings.TrimLeft(piece, " \n\t")
		at := line + strings.Count(piece[:len(piece)-len(body)], "\n")
		line += strings.Count(piece, "\n")
		if body != "" {
			all = append(all, statement{at: name + ":" + strconv.Itoa(at), text: body})
		}
	}
	return all
}

func outsideMigration(s statement) []string {
	found := append(breaches(s.text), tableBreaches(s.text)...)
	if strings.Contains(strings.ToUpper(s.text), "JOIN") && !equal.MatchString(s.text) {
		found = append(found, "9.1.4: a join names the org_id of both")
	}
	if of := grouped.FindStringSubmatch(s.text); of != nil && of[1] != "org_id" {
		found = append(found, "9.1.1: groups are within an organisation: GROUP BY org_id first")
	}
	return found
}
