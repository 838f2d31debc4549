package cli

import (
	"os"
	"runtime"
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
