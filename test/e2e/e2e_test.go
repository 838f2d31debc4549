// Package e2e proves the built program from outside: it starts `attain demo` as a user would, asks its API, drives its
// page with a real browser, and stops it. It knows the command line and the wire, and nothing of the code behind them.
//
// `make test-e2e` runs it. By itself, `go test ./test/e2e` builds the program first and leaves out what this machine
// lacks; the environment says what must not be left out:
//
//	ATTAIN_BIN              the program to test, by its path in the repository; without it one is built
//	ATTAIN_TEST_POSTGRES    URL of a PostgreSQL database whose user may create others
//	CHROMIUM                the browser
//	ATTAIN_E2E_BROWSER      where the browser runs: all (the default), sqlite, postgres or none
//	CI, ATTAIN_REQUIRE_POSTGRES, ATTAIN_REQUIRE_BROWSER
//	                        a missing part is a failure, not a skip
package e2e_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
)

func TestSQLite(t *testing.T) {
	testDemo(t, "sqlite", filepath.Join(t.TempDir(), "attain.db"))
}

func TestPostgreSQL(t *testing.T) {
	testDemo(t, "postgres", newPostgresDatabase(t))
}

// testDemo runs for both databases at once: a browser keeps one core busy.
func testDemo(t *testing.T, engine, db string) {
	t.Helper()
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the real program")
	}
	server := start(t, db, "demo", "--company", "adventureworks")
	token := createToken(t, db, "admin@demo")

	t.Run("API", func(t *testing.T) { testAPI(t, server, token) })
	t.Run("Browser", func(t *testing.T) {
		turn := "0/1"
		switch where := os.Getenv("ATTAIN_E2E_BROWSER"); {
		case where == "" || where == "all":
			turn = map[string]string{"sqlite": "0/2", "postgres": "1/2"}[engine]
		case where != engine:
			t.Skip("ATTAIN_E2E_BROWSER=" + where)
		}
		testBrowser(t, engine, turn, server, token)
	})
	t.Run("Stop", func(t *testing.T) { server.stop(t) })
}

// createToken makes an API token with the command line, as an operator does, while the server runs.
func createToken(t *testing.T, db, user string) string {
	t.Helper()
	out, err := command(t.Context(), t, "token", "create",
		"--db", db, "--user", user, "--name", "e2e", "--role", "revops").Output()
	if err != nil {
		t.Fatalf("attain token create: %v%s", err, stderrOf(err))
	}
	token := tokenPattern.FindString(string(out))
	if token == "" {
		t.Fatalf("attain token create printed no token: %q", out)
	}
	return token
}

// command is the program under test with these arguments.
func command(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, bin, args...)
	// Nothing that the program needs may lie beside it by chance.
	cmd.Dir = os.TempDir()
	return cmd
}

// program is the path of the program under test. It is built once, into a folder that outlives a single test.
var program = sync.OnceValues(func() (string, error) {
	if bin := os.Getenv("ATTAIN_BIN"); bin != "" {
		return fromRoot(bin), nil
	}
	bin := fromRoot(filepath.Join(".build", "attain-e2e"))
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	build := exec.CommandContext(context.Background(), "go", "build", "-o", bin, "./cmd/attain")
	build.Dir = fromRoot("")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ./cmd/attain: %w\n%s", err, out)
	}
	return bin, nil
})

// fromRoot makes a path in the repository absolute. A test starts in the folder of its package.
func fromRoot(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		panic(err) // there is no working folder
	}
	return filepath.Join(root, path)
}

// missing skips the test, or fails it where CI or the named variable demands the part.
func missing(t *testing.T, variable, message string) {
	t.Helper()
	if slices.Contains([]string{"1", "true"}, os.Getenv("CI")) || os.Getenv(variable) == "1" {
		t.Fatal(message)
	}
	t.Skip(message)
}
