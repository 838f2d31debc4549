package cli_test

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/attainhq/attain/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"attain": func() {
			os.Exit(cli.Run(cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, "test", os.Args[1:]))
		},
	})
}

// TestScripts runs every command as a user types it; see testdata/script.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ATTAIN_DB", env.WorkDir+"/attain.db")
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
	})
}
