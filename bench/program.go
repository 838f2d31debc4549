package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
)

// use is what a run of the program took.
type use struct {
	wall time.Duration
	cpu  time.Duration // with the database server's
	peak int64         // bytes of memory
}

// attain runs the built program to its end.
func (b *bench) attain(ctx context.Context, e *baseline.Engine, location string, args ...string) (string, use, error) {
	server := postmaster(ctx, e)
	before := cpuOfFamily(server)
	cmd := exec.CommandContext(ctx, b.program, append(args, "--db", location, "--org", load.Organisation)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	peak, err := runWatched(cmd)
	u := use{wall: time.Since(start), peak: peak}
	if err != nil {
		return "", u, fmt.Errorf("attain %s: %w\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
	}
	u.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() + cpuOfFamily(server) - before
	return out.String(), u, nil
}

// runWatched runs the program to its end and returns the most memory that it
// had. What the system tells of it afterwards is no less than what this process
// had when it started it (Linux counts from the fork on), so it is looked at
// while it runs; where that tells nothing, what is told afterwards is taken.
func runWatched(cmd *exec.Cmd) (peak int64, err error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	const often = 20 * time.Millisecond
	looks := time.NewTicker(often)
	defer looks.Stop()
	for {
		_, seen := memoryOf(cmd.Process.Pid)
		peak = max(peak, seen)
		select {
		case err := <-ended:
			if peak == 0 {
				peak = peakOf(cmd.ProcessState)
			}
			return peak, err
		case <-looks.C:
		}
	}
}

// brought is how attain import says what it did.
var brought = regexp.MustCompile(`done: (\d+) rows read: (\d+) inserted, (\d+) corrected, (\d+) unchanged, 0 quarantined`)

// importProfile runs attain import and checks how many rows it inserted,
// corrected and found unchanged.
func (b *bench) importProfile(ctx context.Context, e *baseline.Engine, location, folder, profile, want string) (use, error) {
	out, u, err := b.attain(ctx, e, location, "import", filepath.Join(folder, profile))
	if err != nil {
		return u, err
	}
	found := brought.FindStringSubmatch(out)
	if found == nil {
		return u, fmt.Errorf("the import of %s ended otherwise: %s", profile, out)
	}
	if got := strings.Join(found[2:], "/"); want != "" && got != want {
		return u, fmt.Errorf("the import of %s inserted/corrected/left %s rows, not %s", profile, got, want)
	}
	return u, nil
}

// server is a running attain serve.
type server struct {
	cmd   *exec.Cmd
	url   string
	ready time.Duration // from the start until it said so
}

// serve starts the built program as a server and waits until it is ready.
func (b *bench) serve(ctx context.Context, location, today string) (*server, error) {
	cmd := exec.CommandContext(ctx, b.program, "serve", "--db", location, "--org", load.Organisation,
		"--listen", "127.0.0.1:0", "--as-of", today, "--log-level", "error")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	const patience = 30 * time.Second
	cmd.WaitDelay = patience
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "Attain is ready: "); ok {
			return &server{cmd: cmd, url: url, ready: time.Since(start)}, nil
		}
	}
	return nil, errors.Join(errors.New("the server did not start: "+errs.String()), cmd.Wait())
}

// stop ends the server as an operator does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.cmd.Wait()
}
