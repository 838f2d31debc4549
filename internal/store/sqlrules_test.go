package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What SQL may be on SQLite, PostgreSQL and Citus alike: the rules of storage.md
// 8.2 and 9.1. A breach is a sentence that begins with the rule.

// banned are constructs that do not do the same on both engines, or not on
// Citus, with what to do instead.
var banned = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b(SERIAL|BIGSERIAL|IDENTITY|AUTOINCREMENT|SEQUENCE|NEXTVAL)\b`), "8.2: make ids in Go"},
	{regexp.MustCompile(`\bWITH\b[^;]*\bAS \((INSERT|UPDATE|DELETE)`), "8.2: a data-modifying CTE is not portable"},
	{regexp.MustCompile(`\bWITH RECURSIVE\b`), "8.2: use the closure"},
	{regexp.MustCompile(`\bFOR (NO KEY |KEY )?(UPDATE|SHARE)\b|\bSKIP LOCKED\b`), "8.2: there is one writer: take the lock"},
	{regexp.MustCompile(`\bILIKE\b`), "8.2: LOWER(…) LIKE"},
	{regexp.MustCompile(`->>?`), "8.2: JSON is read in Go"},
	{regexp.MustCompile(`\bCURRENT_(TIMESTAMP|DATE|TIME)\b`), "8.2: pass the time in"},
	{regexp.MustCompile(`\b(NUMERIC|DECIMAL|REAL|DOUBLE|FLOAT\d?)\b`), "8.2: amounts are integers"},
	{regexp.MustCompile(`\b(TRIGGER|CREATE VIEW|GROUPING SETS|ROLLUP|CUBE|LATERAL|MERGE INTO|FULL (OUTER )?JOIN)\b`), "9.2: not on Citus"},
	{regexp.MustCompile(`\bFOREIGN KEY\b|\bREFERENCES [A-Z]`), "9.1.3: no foreign keys between distributed tables"},
	{regexp.MustCompile(`\b(INSERT OR |REPLACE INTO|ROWID\b[^,)]*[=<>]|PRAGMA|INDEXED BY)`), "8.2: SQLite only"},
	{regexp.MustCompile(`::\w|\bDISTINCT ON\b|\bANY\(\$|\bARRAY\[|\bRETURNING \*|\bLOCK TABLE\b|\bTRUNCATE\b|\bCONCURRENTLY\b`), "8.2: PostgreSQL only"},
	{regexp.MustCompile(`\bRETURNING\b[^;]*\(\s*SELECT\b`), "8.2: RETURNING with a sub-select is the new row here and the old one there"},
	{regexp.MustCompile(`\bUPDATE [A-Z_]+ SET\b[^;(]*\bFROM\b`), "9.1.5: no UPDATE … FROM; read in Go"},
	{regexp.MustCompile(`\bSET\b([^;]*,)?\s*ORG_ID\s*=`), "9.1.2: org_id is never changed; delete and insert"},
	{regexp.MustCompile(`\bORG_ID = \$\d+ OR\b|\bOR ([A-Z]+\.)?ORG_ID\b`), "9.1.1: an OR beside org_id reads every organisation"},
	{regexp.MustCompile(`\bFROM\s+[A-Z_]+(\s+[A-Z]+)?\s*,\s*[A-Z_]+\b`), "9.1.4: write JOIN … ON with the org_id of both"},
	{regexp.MustCompile(`\?\s*(,|\)|$)`), "8.1: write $n"},
}

// portable are the functions that do the same on both engines, and whose result
// depends on nothing but their arguments. Any other may be volatile (9.1.9).
var portable = []string{"CAST", "COALESCE", "COUNT", "LOWER", "MAX", "MIN", "OCTET_LENGTH", "STRING_AGG", "SUBSTR", "SUM"}

var (
	called  = regexp.MustCompile(`\b([A-Z_]+)\(`)
	bareSum = regexp.MustCompile(`(CAST\()?\bSUM\(`)
	quoted  = regexp.MustCompile(`'[^']*'`)
	target  = regexp.MustCompile(`\bON CONFLICT\s*(\(\s*(\w*)|DO\b)`)
	into    = regexp.MustCompile(`\bINSERT INTO\s+(\S+)\s*\(\s*([\w…]+)`)
	primary = regexp.MustCompile(`\bPRIMARY KEY\s*\(\s*(\w+)`)
	uniques = regexp.MustCompile(`\b(?:UNIQUE\s*|UNIQUE INDEX .* ON \w+\s*)\(([^)]*)\)`)
)

// breaches returns what is wrong with a piece of SQL, whatever tables it is of.
func breaches(sql string) []string {
	var found []string
	sql = quoted.ReplaceAllString(sql, "''")
	upper := strings.ToUpper(sql)
	for _, b := range banned {
		if hit := b.pattern.FindString(upper); hit != "" {
			found = append(found, fmt.Sprintf("%s (%q)", b.instead, strings.TrimSpace(hit)))
		}
	}
	for _, call := range called.FindAllStringSubmatch(upper, -1) {
		if !slices.Contains(portable, call[1]) {
			found = append(found, fmt.Sprintf("8.2, 9.1.9: the function %s is not known to do the same everywhere; calculate in Go, or add it to the list", call[1]))
		}
	}
	for _, sum := range bareSum.FindAllString(upper, -1) {
		if !strings.HasPrefix(sum, "CAST") {
			found = append(found, "8.2: SUM of BIGINT is numeric on PostgreSQL: CAST(SUM(…) AS BIGINT)")
		}
	}
	for _, on := range target.FindAllStringSubmatch(sql, -1) {
		if on[2] != "org_id" {
			found = append(found, "9.1.2: ON CONFLICT names the columns of a key, and that begins with org_id")
		}
	}
	for _, insert := range into.FindAllStringSubmatch(sql, -1) {
		if insert[2] != "org_id" && insert[2] != "…" {
			found = append(found, "9.1.1: the rows for "+insert[1]+" do not begin with org_id")
		}
	}
	return found
}

// tableBreaches returns what is wrong with a CREATE TABLE or CREATE INDEX.
func tableBreaches(sql string) []string {
	var found []string
	if strings.Contains(sql, "CREATE TABLE") {
		if key := primary.FindStringSubmatch(sql); key == nil || key[1] != "org_id" {
			found = append(found, "9.1.1: the primary key of every table begins with org_id")
		}
	}
	for _, of := range uniques.FindAllStringSubmatch(sql, -1) {
		if !slices.Contains(strings.FieldsFunc(of[1], func(r rune) bool { return r == ',' || r == ' ' }), "org_id") {
			found = append(found, "9.1.2: every UNIQUE holds org_id")
		}
	}
	if strings.Contains(strings.ReplaceAll(strings.ToUpper(sql), "{{TEXT}}", ""), "TEXT ") {
		found = append(found, "8: write {{text}}, which sorts by bytes on both engines")
	}
	return found
}

var (
	read     = regexp.MustCompile(`\b(?:FROM|JOIN|UPDATE)\s+([a-z_.%…]+s?)(?:\s+(?:AS\s+)?([a-z]+)\b)?`)
	given    = regexp.MustCompile(`(?:\b([a-z]+)\.)?\borg_id = \$(?:\d|%)`)
	equal    = regexp.MustCompile(`\b([a-z]+)\.org_id = ([a-z]+)\.org_id\b`)
	inner    = regexp.MustCompile(`\(\s*SELECT\b`)
	united   = regexp.MustCompile(`\bUNION(?: ALL)?\b`)
	isSystem = regexp.MustCompile(`^(pg_|information_schema\.|sqlite_|pragma_|goose_)`)
)

// unbound returns the tables that a piece of SQL reads or changes without saying
// of which organisation: neither org_id = $n, nor the same org_id as a table of
// which it is said. Aliases of a statement around it are taken as bound.
func unbound(sql string) []string {
	sql = quoted.ReplaceAllString(sql, "''")
	own, nested := apart(sql)
	var found []string
	for _, part := range nested {
		found = append(found, unbound(part)...)
	}
	for _, arm := range united.Split(own, -1) {
		found = append(found, unboundIn(arm)...)
	}
	return found
}

func unboundIn(arm string) []string {
	aliases := map[string]string{} // alias to table
	for _, of := range read.FindAllStringSubmatch(arm, -1) {
		if !isSystem.MatchString(of[1]) {
			alias := of[2]
			if alias == "" {
				alias = of[1]
			}
			aliases[alias] = of[1]
		}
	}
	bound := map[string]bool{}
	for _, g := range given.FindAllStringSubmatch(arm, -1) {
		if g[1] != "" {
			bound[g[1]] = true
			continue
		}
		if len(aliases) == 1 {
			for alias := range aliases {
				bound[alias] = true
			}
		}
	}
	pairs := equal.FindAllStringSubmatch(arm, -1)
	for range pairs { // as often as a chain can be long
		for _, p := range pairs {
			for _, side := range [][2]string{{p[1], p[2]}, {p[2], p[1]}} {
				if _, here := aliases[side[0]]; bound[side[0]] || !here {
					bound[side[1]] = true
				}
			}
		}
	}
	var found []string
	for alias, table := range aliases {
		if !bound[alias] {
			found = append(found, table)
		}
	}
	slices.Sort(found)
	return found
}

// apart takes the SELECTs in parentheses out of a text.
func apart(sql string) (own string, nested []string) {
	var b strings.Builder
	for {
		at := inner.FindStringIndex(sql)
		if at == nil {
			return b.String() + sql, nested
		}
		depth, end := 0, len(sql)
		for i := at[0]; i < len(sql); i++ {
			switch sql[i] {
			case '(':
				depth++
			case ')':
				depth--
			}
			if depth == 0 {
				end = i
				break
			}
		}
		nested = append(nested, sql[at[0]+1:end])
		b.WriteString(sql[:at[0]] + " ")
		sql = strings.TrimPrefix(sql[end:], ")")
	}
}
