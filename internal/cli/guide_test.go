package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestGuide runs the commands of the user guide with the files that it shows,
// and looks for what it says they print.
func TestGuide(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, page := range []string{"README", "goals", "close", "forecast", "operations", "forecasting", "scorecards", "why"} {
		text, err := os.ReadFile("../../docs/guide/" + page + ".md")
		if err != nil {
			t.Fatal(err)
		}
		script, commands := guideScript(string(text))
		if commands < 10 {
			t.Fatalf("%s.md has only %d commands; were its blocks renamed?", page, commands)
		}
		if err := os.WriteFile(filepath.Join(dir, page+".txtar"), []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{Dir: dir, Setup: func(env *testscript.Env) error {
		env.Setenv("ATTAIN_DB", env.WorkDir+"/attain.db")
		env.Setenv("HOME", env.WorkDir)
		return nil
	}})
}

var block = regexp.MustCompile("(?ms)^```(\\w+) ?([^\\n]*)\\n(.*?)^```$")

var quarantined = regexp.MustCompile(`[1-9]\d* quarantined`)

// guideScript turns the guide's blocks into a test script: files become files,
// a line after $ a command, and the lines below it what it must print.
func guideScript(text string) (script string, commands int) {
	var steps, files strings.Builder
	for _, b := range block.FindAllStringSubmatch(text, -1) {
		kind, name, body := b[1], b[2], b[3]
		if kind != "console" {
			if name != "" {
				fmt.Fprintf(&files, "-- %s --\n%s", name, body)
			}
			continue
		}
		for _, step := range strings.Split("\n"+body, "\n$ ")[1:] {
			command, output, _ := strings.Cut(strings.TrimRight(step, "\n"), "\n")
			command, into, redirected := strings.Cut(command, " > ")
			if quarantined.MatchString(output) {
				command = "! " + command // exit code 3
			}
			commands++
			fmt.Fprintln(&steps, command)
			for line := range strings.Lines(output) {
				fmt.Fprintf(&steps, "stdout '%s'\n", strings.ReplaceAll(regexp.QuoteMeta(strings.TrimRight(line, "\n")), "'", "''"))
			}
			if redirected {
				fmt.Fprintln(&steps, "cp stdout", into)
			}
		}
	}
	return steps.String() + files.String(), commands
}
