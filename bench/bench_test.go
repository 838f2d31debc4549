package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/bench/measure"
)

// TestTiny runs everything once with little. The run itself fails when an
// answer of Attain is not the baseline's; here it is held to write every
// measure down.
func TestTiny(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("builds the program and imports files")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "attain")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../cmd/attain").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	document := filepath.Join(dir, "PERFORMANCE.md")
	if err := os.WriteFile(document, []byte("<!-- bench: the lines below are written by make bench -->\n<!-- bench: end -->\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := parse([]string{"-program", program, "-sizes", "1000", "-imported", "1000", "-repeats", "1", "-posts", "15", "-pages", "3",
		"-rate", "50", "-json", filepath.Join(dir, "results.json"), "-document", document})
	if err != nil {
		t.Fatal(err)
	}
	o.people, o.buyers, o.targets, o.goals, o.peer = 40, 100, 80, 5, time.Minute
	if err := run(t.Context(), o); err != nil {
		t.Fatal(err)
	}

	text, err := os.ReadFile(o.json)
	if err != nil {
		t.Fatal(err)
	}
	var results []measure.Result
	if err := json.Unmarshal(text, &results); err != nil {
		t.Fatal(err)
	}
	for _, engine := range o.engines {
		got := map[string]int{}
		for _, r := range results {
			if r.Engine == engine {
				got[r.Section]++
			}
			if r.Value <= 0 || r.Machine == "" || r.Date == "" || r.Baseline != "" && r.Ratio <= 0 {
				t.Errorf("a measure without a value, a ratio, a machine or a date: %+v", r)
			}
		}
		want := map[string]int{importing: 7, posting: 6, paging: 9, footprint: 7}
		if engine == postgres {
			want[refresh] = 4
		}
		for section, n := range want {
			if got[section] != n {
				t.Errorf("%s on %s has %d measures, want %d", section, engine, got[section], n)
			}
		}
	}
	tables, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range []string{importing, posting, paging, footprint} {
		if !strings.Contains(string(tables), "### "+section+"\n") {
			t.Errorf("the document has no table of %s:\n%s", section, tables)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	small, err := parse([]string{"-engines", "sqlite", "-posts", "7"})
	if err != nil || small.people != 500 || len(small.sizes) != 2 || small.posts != 7 || small.pages != 200 || small.imported != 100_000 {
		t.Errorf("the small bench is %+v (%v)", small, err)
	}
	large, err := parse([]string{"-large", "-sizes", "1000,2000"})
	if err != nil || large.people != 10_000 || large.targets+large.goals != 50_000 || len(large.sizes) != 2 || large.sizes[1] != 2000 {
		t.Errorf("the large bench is %+v (%v)", large, err)
	}
	for _, wrong := range []string{"10", "many", ""} {
		if _, err := parse([]string{"-sizes", "1000," + wrong}); err == nil {
			t.Errorf("the size %q was taken", wrong)
		}
	}
}
