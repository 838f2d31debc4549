package cli

import (
	"runtime"
	"runtime/debug"
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

// TestCollectSooner: garbage is collected as asked, or when the operator says.
func TestCollectSooner(t *testing.T) {
	const usual = 100
	before := debug.SetGCPercent(usual)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	for given, want := range map[string]int{"120": usual, "": garbageOfImport} {
		debug.SetGCPercent(usual)
		t.Setenv("GOGC", given)
		collectSooner(garbageOfImport)
		if got := debug.SetGCPercent(usual); got != want {
			t.Errorf("with GOGC=%q it is %d, want %d", given, got, want)
		}
	}
}
