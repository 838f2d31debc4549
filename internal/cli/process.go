package cli

import (
	"os"
	"runtime"
	"runtime/debug"
)

// shareCores lets a server run more threads than there are cores, so that the
// system shares the cores among requests and what is worked out beside them. Go
// itself lets whoever has a core keep it for 10 ms, and a request that takes 5
// would wait as long for it (docs/adr/0050). Whoever sets GOMAXPROCS decides
// himself.
func shareCores() {
	const perCore = 2
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(perCore * runtime.GOMAXPROCS(0))
	}
}

// How much garbage there may be, in percent of what stays: Go's own measure is
// 100. Both take a tenth less memory and, as measured, no more time
// (docs/PERFORMANCE.md, docs/adr/0051).
const (
	garbageOfImport = 70
	garbageOfServer = 60
)

// collectSooner lets garbage be collected when it is so many percent of what
// stays. Whoever sets GOGC decides himself.
func collectSooner(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
