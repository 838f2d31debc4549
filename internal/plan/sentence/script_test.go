package sentence_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/plan/sentence"
)

var update = flag.Bool("update", false, "write what is understood into the scripts; read every change before you keep it")

// TestScripts reads testdata/*.txt: sentences with what they are taken for. See
// testdata/README.md.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	sentences := 0
	for _, file := range files {
		blocks := readScript(t, file)
		sentences += strings.Count(strings.Join(blocks, "\n"), "\n> ")
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			runScript(t, file, blocks)
		})
	}
	if const150 := 150; sentences < const150 && !*update {
		t.Errorf("only %d sentences", sentences)
	}
}

// readScript returns the paragraphs of the file.
func readScript(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split("\n"+strings.TrimSpace(string(text)), "\n\n")
}

func runScript(t *testing.T, file string, blocks []string) {
	c := company()
	var out []string
	for _, block := range blocks {
		lines := strings.Split(strings.Trim(block, "\n"), "\n")
		if !strings.HasPrefix(lines[0], "> ") {
			for _, line := range lines {
				if !strings.HasPrefix(line, "#") && !setup(&c, line) {
					t.Fatalf("%s: %q is neither a comment, a setting nor a sentence", file, line)
				}
			}
			out = append(out, strings.Join(lines, "\n"))
			continue
		}
		out = append(out, runBlock(t, c, lines))
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(out, "\n\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// runBlock checks a sentence with its answers; it returns the block as it
// should be.
func runBlock(t *testing.T, c sentence.Context, lines []string) string {
	t.Helper()
	text := strings.TrimPrefix(lines[0], "> ")
	answers := map[string]string{}
	head := lines[:1]
	for _, line := range lines[1:] {
		answer, ok := strings.CutPrefix(line, "answer ")
		if !ok {
			break
		}
		id, choice, _ := strings.Cut(answer, " ")
		answers[id] = choice
		head = lines[:len(head)+1]
	}
	u := sentence.Understand(text, answers, c)
	var got []string
	for _, line := range describe(u, c) {
		got = append(got, "  "+line)
	}
	if diff := cmp.Diff(lines[len(head):], got); diff != "" && !*update {
		t.Errorf("%q %v (− as the script says, + as it is)\n%s", text, answers, diff)
	}
	checkSound(t, text, answers, u, c)
	return strings.Join(append(append([]string{}, head...), got...), "\n")
}
