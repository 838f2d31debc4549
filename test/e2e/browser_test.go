package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// testBrowser runs the page's own Playwright tests, accessibility included, against the server. What does not depend on
// the database is shared out among those that have their turn.
func testBrowser(t *testing.T, engine, turn string, server *server, token string) {
	t.Helper()
	web := fromRoot("web")
	if _, err := os.Stat(filepath.Join(web, "node_modules")); err != nil {
		missing(t, "ATTAIN_REQUIRE_BROWSER", "web/node_modules is missing: run make page")
	}
	chromium := os.Getenv("CHROMIUM")
	if chromium == "" {
		missing(t, "ATTAIN_REQUIRE_BROWSER", `CHROMIUM is not set: eval "export $(scripts/setup-chromium)"`)
	}

	report := filepath.Join(web, "test-results", engine, "report.json")
	if err := os.Remove(report); err != nil && !os.IsNotExist(err) {
		t.Fatal(err) // it would be taken for this run's
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "--prefix", web, "run", "e2e")
	cmd.Env = append(os.Environ(),
		"ATTAIN_ENGINE="+engine,
		"ATTAIN_TURN="+turn,
		"ATTAIN_URL="+server.url,
		"ATTAIN_SIGNIN="+server.signIn,
		"ATTAIN_SIGNIN_MANAGER="+server.roles["manager"],
		"ATTAIN_SIGNIN_REP="+server.roles["rep"],
		"ATTAIN_SIGNIN_VIEWER="+server.roles["viewer"],
		"ATTAIN_TOKEN="+token,
		"CHROMIUM="+chromium,
	)
	// npm passes the signal on to Playwright, which closes its browsers; Kill would leave them running.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	// As it comes, and not at the end: a run takes minutes.
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		nameFailures(t, report)
		t.Fatalf("npm run e2e: %v", err)
	}
}

// nameFailures makes a failed test of each that failed in the browser, with what Playwright says of it: their names stand
// where a reader of Go's output, or CI, looks for failed tests.
func nameFailures(t *testing.T, report string) {
	t.Helper()
	raw, err := os.ReadFile(report)
	if err != nil {
		t.Errorf("Playwright left no report: %v", err)
		return
	}
	found, err := failures(raw)
	if err != nil {
		t.Errorf("%s: %v", report, err)
	}
	for _, f := range found {
		t.Run(f.name, func(t *testing.T) { t.Error(f.why) })
	}
}

// playwright is what Playwright's JSON reporter writes, as far as it is read here.
type playwright struct {
	Suites []suite           `json:"suites"`
	Errors []playwrightError `json:"errors"` // of no test: a file that does not compile, no server
}

type suite struct {
	Suites []suite `json:"suites"`
	Specs  []struct {
		File  string `json:"file"`
		Line  int    `json:"line"`
		Title string `json:"title"`
		OK    bool   `json:"ok"`
		Tests []struct {
			Results []struct {
				Errors []playwrightError `json:"errors"`
			} `json:"results"`
		} `json:"tests"`
	} `json:"specs"`
}

type playwrightError struct {
	Message string `json:"message"`
}

// failure is one test that failed in the browser.
type failure struct {
	name, why string
}

// failures reads a report, in its order.
func failures(report []byte) ([]failure, error) {
	var all playwright
	if err := json.Unmarshal(report, &all); err != nil {
		return nil, err
	}
	var found []failure
	add := func(name string, errors []playwrightError) {
		var why []string
		for _, e := range errors {
			why = append(why, plain(e.Message))
		}
		found = append(found, failure{name, strings.Join(why, "\n")})
	}
	var walk func([]suite)
	walk = func(suites []suite) {
		for _, s := range suites {
			for _, spec := range s.Specs {
				if spec.OK {
					continue
				}
				var errors []playwrightError
				for _, test := range spec.Tests {
					for _, result := range test.Results {
						errors = append(errors, result.Errors...)
					}
				}
				add(fmt.Sprintf("%s:%d %s", spec.File, spec.Line, spec.Title), errors)
			}
			walk(s.Suites)
		}
	}
	walk(all.Suites)
	if len(all.Errors) > 0 {
		add("outside of any test", all.Errors)
	}
	return found, nil
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// plain is a message without the terminal's colours, and no longer than a reader wants it.
func plain(message string) string {
	const most = 4000
	message = strings.TrimSpace(colour.ReplaceAllString(message, ""))
	if len(message) > most {
		message = strings.ToValidUTF8(message[:most], "") + " …"
	}
	return message
}

func TestFailures(t *testing.T) {
	found, err := failures([]byte(`{
		"suites": [{"title": "goal.spec.ts", "specs": [
			{"file": "goal.spec.ts", "line": 7, "title": "passes", "ok": true, "tests": [{"results": [{"errors": []}]}]},
			{"file": "goal.spec.ts", "line": 9, "title": "fails", "ok": false, "tests": [{"results": [
				{"errors": [{"message": "\u001b[31mError\u001b[39m: one"}, {"message": "two"}]}]}]}
		], "suites": [{"title": "a group", "specs": [
			{"file": "goal.spec.ts", "line": 20, "title": "fails too", "ok": false, "tests": []}
		]}]}],
		"errors": [{"message": "no server"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []failure{
		{"goal.spec.ts:9 fails", "Error: one\ntwo"},
		{"goal.spec.ts:20 fails too", ""},
		{"outside of any test", "no server"},
	}
	if !slices.Equal(found, want) {
		t.Errorf("got %q, want %q", found, want)
	}
	if _, err := failures([]byte("npm ERR!")); err == nil {
		t.Error("what is no report was read")
	}
}
