package main

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/bench/baseline"
)

// What Linux tells of processes under /proc. Elsewhere it is 0, and the results
// leave it out.

// tick is the unit of CPU times there.
const tick = 10 * time.Millisecond

// stat is a process as /proc/PID/stat tells it.
type stat struct {
	parent      int
	own, reaped time.Duration // of itself, and of its children that have ended
}

func statOf(pid int) stat {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return stat{}
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before it may hold anything
	fields := strings.Fields(rest)
	const parent, user, lastOfThem = 1, 11, 14
	if len(fields) <= lastOfThem {
		return stat{}
	}
	number := func(i int) int {
		n, _ := strconv.Atoi(fields[i]) // 0 of what is no number
		return n
	}
	return stat{parent: number(parent), own: time.Duration(number(user)+number(user+1)) * tick,
		reaped: time.Duration(number(user+2)+number(user+3)) * tick}
}

// cpuOf returns the CPU time of a running process.
func cpuOf(pid int) time.Duration { return statOf(pid).own }

// memoryOf returns the memory that a running process has now, and the most it
// had, in bytes.
func memoryOf(pid int) (now, peak int64) {
	file, err := os.Open(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 {
			continue
		}
		const kilobyte = 1024
		n, _ := strconv.ParseInt(fields[1], 10, 64) // 0 of what is no number
		switch fields[0] {
		case "VmRSS:":
			now = n * kilobyte
		case "VmHWM:":
			peak = n * kilobyte
		}
	}
	return now, peak
}

// postmaster returns the process of a PostgreSQL server on this machine; 0 when
// it cannot be found.
func postmaster(ctx context.Context, e *baseline.Engine) int {
	var folder string
	if err := e.QueryRowContext(ctx, "SHOW data_directory").Scan(&folder); err != nil {
		return 0
	}
	text, err := os.ReadFile(filepath.Join(folder, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first) // 0 of what is no number
	return pid
}

// cpuOfFamily returns the CPU time of a process, of its children and of those
// that have ended.
func cpuOfFamily(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	own := statOf(pid)
	sum := own.own + own.reaped
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	for _, entry := range entries {
		child, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if s := statOf(child); s.parent == pid {
			sum += s.own
		}
	}
	return sum
}

// loadAverage returns how many processes wanted a core during the last minute.
func loadAverage() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), " ")
	load, _ := strconv.ParseFloat(first, 64) // 0 of what is no number
	return load
}
