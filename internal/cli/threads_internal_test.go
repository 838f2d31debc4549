package cli

import (
	"runtime"
	"testing"
)

// TestShareCores: two threads for each core, and as many as the operator says.
func TestShareCores(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	for given, want := range map[string]int{"3": before, "": 2 * before} {
		runtime.GOMAXPROCS(before)
		t.Setenv("GOMAXPROCS", given)
		if shareCores(); runtime.GOMAXPROCS(0) != want {
			t.Errorf("with GOMAXPROCS=%q and %d cores there are %d threads, want %d", given, before, runtime.GOMAXPROCS(0), want)
		}
	}
}
