// Package internal_test holds the architecture of Attain as a table. A change
// of the table is an architecture decision and needs a record in docs/adr.
package internal_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/attainhq/attain/"

// rows are the packages in order. A package imports only packages of rows above
// its own, or of its own row that stand before it. What a row knows is in
// docs/ARCHITECTURE.md.
var rows = []struct {
	name     string
	packages []string
}{
	{"words", []string{"internal/fault", "internal/period", "internal/closing", "internal/money", "internal/chance"}},
	{"who", []string{"internal/org", "internal/access"}},
	{"what happened", []string{"internal/ingest", "internal/fact", "internal/metric/formula", "internal/metric"}},
	{"set", []string{"internal/plan/forecast", "internal/plan/market", "internal/plan/goal", "internal/plan/target", "internal/plan/smart", "internal/plan/sentence/token", "internal/plan/sentence/dates", "internal/plan/sentence", "internal/plan/quota", "internal/plan/planfile"}},
	{"track", []string{"internal/track/finish/experience", "internal/track/finish", "internal/track/calibrate", "internal/track/attain", "internal/track/advise", "internal/track/call", "internal/track/foresee"}},
	{"understand", []string{"internal/insight/kept", "internal/insight/shadow", "internal/insight/fairness", "internal/insight/explain", "internal/insight/gap", "internal/insight/movement", "internal/insight/funnel", "internal/insight/tradeoff", "internal/insight/pattern"}},
	{"act", []string{"internal/action/practice", "internal/action/catchup", "internal/action/followup", "internal/action/checkin", "internal/action/training", "internal/action/contest", "internal/action/recognition", "internal/action/alert", "internal/action/scorecard", "internal/action/desk"}},
	{"flow", []string{"internal/pipeline", "internal/rollout"}},
	{"adapters", []string{"internal/store", "internal/connector/csvfile", "internal/connector/datafile", "internal/connector/xlsx", "internal/connector/seriesfile", "internal/sender/email", "internal/config", "internal/ui", "internal/telemetry", "internal/api"}},
	{"outside", []string{"examples", "internal/demo", "client", "internal/app", "internal/cli", "cmd/attain"}},
	{"tests", []string{"internal/sample", "internal/store/storetest", "internal", "test/e2e"}},
	{"bench", []string{"bench/load", "bench/measure", "bench/baseline", "bench/forecast", "bench"}},
}

// forbidden are imports that only some packages may have.
var forbidden = []struct {
	path    string // the package, or a folder of them when it ends in /
	allowed []string
	why     string
}{
	{"database/sql", []string{"internal/store", "internal/store/storetest", "bench/baseline"}, "only store knows that there is a database; domain packages declare the small Store they need"},
	{"github.com/jackc/pgx/", []string{"internal/store", "internal/store/storetest", "bench/baseline"}, "only store knows which databases there are"},
	{"modernc.org/sqlite", []string{"internal/store", "bench/baseline"}, "only store knows which databases there are"},
	{"net/http", []string{"internal/api", "internal/ui", "internal/telemetry", "internal/app", "internal/cli", "client", "cmd/attain", "test/e2e", "bench"},
		"what calculates must not know that there is a web; return a fault, and api chooses the status"},
	{module + "internal/store", []string{"internal/app", "internal/cli", "bench"}, "only app wires adapters; declare the interface that you need"},
	{module + "internal/connector/", []string{"internal/app", "internal/cli", "internal/connector/datafile", "bench"}, "only app wires adapters; take an ingest.Source"},
	{module + "internal/sender/", []string{"internal/app"}, "only app wires adapters; take an alert.Sender"},
	{module + "internal/api", []string{"internal/app", "internal/cli"}, "only app starts the API"},
	{module + "internal/ui", []string{"internal/app", "internal/cli", "bench"}, "only app serves the page"},
	{module + "internal/config", []string{"internal/app", "internal/cli", "cmd/attain"}, "options are passed as values; only app and the command line read them"},
	{module + "internal/sample", nil, "it is for tests"},
	{module + "internal/store/storetest", nil, "it is for tests"},
	{module + "internal/telemetry", []string{"internal/app"}, "only app measures; declare the small Watch that you tell"},
	{"github.com/prometheus/", []string{"internal/telemetry"}, "only telemetry knows how measures are shown"},
	{"go.opentelemetry.io/", []string{"internal/telemetry"}, "only telemetry knows where traces go"},
	{"testing", []string{"internal/store/storetest"}, "it is for tests"},
}

// source is what the files of a package say.
type source struct {
	imports map[string]string // by path: a file that has it; tests left out
	comment bool              // some file has a package comment
	only    bool              // there are only tests
}

func TestLayers(t *testing.T) {
	t.Parallel()
	packages := readPackages(t)
	place := map[string]int{}
	for _, row := range rows {
		for _, p := range row.packages {
			place[p] = len(place)
			if packages[p] == nil {
				t.Errorf("the table names %s, which has no Go files; take it out", p)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		t.Run(name, func(t *testing.T) { checkPackage(t, name, packages[name], place) })
	}
}

func checkPackage(t *testing.T, name string, s *source, place map[string]int) {
	at, ok := place[name]
	if !ok {
		t.Fatalf("%s is not in the table of internal/layers_test.go. A new package is a new noun of a row: put it there, and say in an ADR why. A place for odds and ends (util, common, helpers) has no row.", name)
	}
	if !s.comment && !s.only {
		t.Errorf("%s has no package comment: say what the package knows and what it leaves to others", name)
	}
	for _, imported := range slices.Sorted(maps.Keys(s.imports)) {
		own, isOurs := strings.CutPrefix(imported, module)
		if below, known := place[own]; isOurs && known && below > at {
			t.Errorf("%s (%s) imports %s, which stands below it (row %q below row %q). A stage knows the stages before it, never those after: "+
				"move the code, or declare a small interface here that the other implements", name, s.imports[imported], own, rowOf(own), rowOf(name))
		}
		for _, rule := range forbidden {
			hit := imported == rule.path || strings.HasSuffix(rule.path, "/") && strings.HasPrefix(imported, rule.path)
			if hit && !slices.Contains(rule.allowed, name) {
				t.Errorf("%s (%s) imports %s: %s", name, s.imports[imported], imported, rule.why)
			}
		}
	}
}

func rowOf(name string) string {
	for _, row := range rows {
		if slices.Contains(row.packages, name) {
			return row.name
		}
	}
	return "none"
}

// TestFolders refuses cycles between the folders of internal: legal for Go, and
// the way in which layers melt into one another.
func TestFolders(t *testing.T) {
	t.Parallel()
	edges := map[string]map[string]bool{}
	for name, s := range readPackages(t) {
		from, ok := folder(name)
		for imported := range s.imports {
			own, isOurs := strings.CutPrefix(imported, module)
			to, isFolder := folder(own)
			if ok && isOurs && isFolder && from != to {
				if edges[from] == nil {
					edges[from] = map[string]bool{}
				}
				edges[from][to] = true
			}
		}
	}
	done := map[string]bool{}
	var visit func(at string, way []string)
	visit = func(at string, way []string) {
		if i := slices.Index(way, at); i >= 0 {
			t.Errorf("folders import each other in a circle: %s", strings.Join(append(way[i:], at), " → "))
			return
		}
		if done[at] {
			return
		}
		for _, next := range slices.Sorted(maps.Keys(edges[at])) {
			visit(next, append(slices.Clone(way), at))
		}
		done[at] = true
	}
	for _, from := range slices.Sorted(maps.Keys(edges)) {
		visit(from, nil)
	}
}

// folder returns the first folder below internal.
func folder(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, "internal/")
	first, _, _ := strings.Cut(rest, "/")
	return first, ok && first != ""
}

// readPackages reads the imports of every package of the module.
func readPackages(t *testing.T) map[string]*source {
	t.Helper()
	packages := map[string]*source{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains([]string{"testdata", "node_modules", "tools"}, entry.Name()) || name != "." && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		if packages[path.Dir(name)] == nil {
			packages[path.Dir(name)] = &source{imports: map[string]string{}, only: true}
		}
		return packages[path.Dir(name)].read(name)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) == 0 {
		t.Fatal("no package was found")
	}
	return packages
}

func (s *source) read(name string) error {
	if strings.HasSuffix(name, "_test.go") {
		return nil
	}
	s.only = false
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	s.comment = s.comment || file.Doc != nil && strings.TrimSpace(file.Doc.Text()) != ""
	for _, imported := range file.Imports {
		text, err := strconv.Unquote(imported.Path.Value)
		if err != nil {
			return err
		}
		s.imports[text] = path.Base(name)
	}
	return nil
}
