//go:build unix

package main

import (
	"syscall"
	"time"
)

// ownCPU returns the time that this process has used, user and system.
func ownCPU() time.Duration {
	var use syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &use) != nil {
		return 0
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
