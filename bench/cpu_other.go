//go:build !unix

package main

import (
	"os"
	"time"
)

// ownCPU is not known here.
func ownCPU() time.Duration { return 0 }

// peakOf is not known here.
func peakOf(*os.ProcessState) int64 { return 0 }
