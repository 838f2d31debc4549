package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/bench/measure"
)

// bench is one run.
type bench struct {
	options
	databases
	folder   string // for files that go at the end
	postgres string // what the server is
	results  []measure.Result
}

// sections of the results, in order.
const (
	importing = "Import"
	posting   = "One sale until its goals have changed"
	paging    = "Pages while facts arrive"
	refresh   = "Refresh of all goals after one order"
	footprint = "Memory, size and start"
)

func run(ctx context.Context, o options) (err error) {
	if o.program, err = filepath.Abs(o.program); err != nil {
		return err
	}
	if _, err := os.Stat(o.program); err != nil {
		return fmt.Errorf("there is no program to measure: %w; make build builds it", err)
	}
	b := &bench{options: o}
	if b.folder, err = os.MkdirTemp("", "attain-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.folder)) }()
	b.databases = databases{folder: b.folder, server: os.Getenv(serverVariable)}
	defer func() { err = errors.Join(err, b.databases.drop(context.WithoutCancel(ctx))) }()
	if slices.Contains(o.engines, postgres) {
		if b.postgres, err = b.databases.describe(ctx); err != nil {
			return err
		}
	}

	// After hours, what was found before a failure is worth keeping; but the
	// document tells of whole runs only.
	err = b.all(ctx)
	return errors.Join(err, b.write(err == nil))
}

// all takes every measure.
func (b *bench) all(ctx context.Context) error {
	for _, engine := range b.engines {
		if err := b.imports(ctx, engine); err != nil {
			return fmt.Errorf("imports on %s: %w", engine, err)
		}
	}
	for _, engine := range b.engines {
		for i, size := range b.sizes {
			if err := b.world(ctx, engine, size, i == len(b.sizes)-1); err != nil {
				return fmt.Errorf("%d facts on %s: %w", size, engine, err)
			}
		}
	}
	return b.binary()
}

// note keeps a measure and prints it.
func (b *bench) note(m measure.Measure) {
	r := m.Result()
	const tenths = 10
	r.Load, r.Machine, r.Date = float64(int(loadAverage()*tenths))/tenths, machine(), time.Now().UTC().Format(time.DateOnly)
	b.results = append(b.results, r)
	if r.Engine == postgres {
		r.Machine += ", " + b.postgres
	}
	against := ""
	if r.Baseline != "" {
		against = fmt.Sprintf("   %s: %.4g (%.3g times better)", r.Baseline, r.BaselineValue, r.Ratio)
	}
	fmt.Printf("%-12.12s %-8s %9d  %-55s %10.4g %s%s\n", r.Section, r.Engine, r.Facts, r.Name, r.Value, r.Unit, against)
}

// say tells what is being done.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%s  %s\n", time.Now().Format(time.TimeOnly), fmt.Sprintf(format, args...))
}

// write keeps the results, in the order of the sections; in the document only
// those of a whole run.
func (b *bench) write(whole bool) error {
	var sorted []measure.Result
	for _, section := range []string{importing, posting, paging, refresh, footprint} {
		for _, r := range b.results {
			if r.Section == section {
				sorted = append(sorted, r)
			}
		}
	}
	text, err := measure.JSON(sorted)
	if err != nil {
		return err
	}
	const readable = 0o644
	if err := os.WriteFile(b.json, text, readable); err != nil {
		return err
	}
	if b.document == "" || !whole {
		return nil
	}
	document, err := os.ReadFile(b.document)
	if err != nil {
		return err
	}
	placed, err := measure.Place(string(document), measure.Tables(sorted))
	if err != nil {
		return fmt.Errorf("%s: %w", b.document, err)
	}
	return os.WriteFile(b.document, []byte(placed), readable)
}

// machine says what the figures were taken on.
func machine() string {
	model := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}
