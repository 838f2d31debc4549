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

// collectSooner keeps the memory of an import small: what it makes lives for one
// transaction, and is collected when it is 70 % of what stays, instead of as much.
// That takes a tenth less memory and no more time; at 50 % it takes a fifth more
// (docs/PERFORMANCE.md). Whoever sets GOGC decides himself.
func collectSooner() {
	const percent = 70
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
