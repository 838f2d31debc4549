package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	startWithin = 3 * time.Minute // the demo's data are imported first
	stopWithin  = 30 * time.Second
)

var (
	readyLine    = regexp.MustCompile(`Attain is ready: (http://127\.0\.0\.1:\d+)(/enter\?token=\S+)?`)
	roleLine     = regexp.MustCompile(`as .+ \((manager|rep|viewer)\): (http://\S+/enter\?token=\S+)`)
	tokenPattern = regexp.MustCompile(`attain_[A-Za-z0-9_-]+`)
	// What a program prints when it dies of its own fault, or when the race detector found something.
	crash = regexp.MustCompile(`(?m)^(panic: |fatal error: |goroutine \d+ \[|WARNING: DATA RACE)|runtime error: `)
)

// server is a running `attain demo` or `attain serve`.
type server struct {
	url    string            // http://127.0.0.1:PORT
	signIn string            // the whole sign-in link that `attain demo` printed
	roles  map[string]string // the first such link of each other role

	cmd    *exec.Cmd
	stderr *lockedBuffer
	exited chan struct{} // closed when the program has ended; exit holds its error then
	exit   error
}

// start starts the program on a free port and waits until it says that it is ready. The program is killed at the end
// of the test when nobody stopped it.
func start(t *testing.T, db string, args ...string) *server {
	t.Helper()
	d := &server{stderr: &lockedBuffer{}, exited: make(chan struct{}), roles: map[string]string{}}
	// Not the test's context: that is cancelled before the cleanups run, and would kill the program unseen.
	d.cmd = command(context.WithoutCancel(t.Context()), t, append(args, "--db", db, "--listen", "127.0.0.1:0")...)
	d.cmd.Stderr = d.stderr
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := d.cmd.Start(); err != nil {
		t.Fatalf("start the program: %v", err)
	}

	ready := make(chan []string, 1)
	go func() {
		defer close(d.exited)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			if found := roleLine.FindStringSubmatch(lines.Text()); found != nil && d.roles[found[1]] == "" {
				d.roles[found[1]] = found[2] // before it says that it is ready, so nobody reads it yet
			}
			if found := readyLine.FindStringSubmatch(lines.Text()); found != nil {
				ready <- found
				break
			}
		}
		_, _ = io.Copy(io.Discard, stdout) // read on, or a full pipe would stop the program
		d.exit = d.cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = d.cmd.Process.Kill()
		<-d.exited
		if t.Failed() {
			t.Logf("what the program printed on stderr:\n%s", d.stderr.tail(8000))
		}
	})

	select {
	case found := <-ready:
		d.url, d.signIn = found[1], found[1]+found[2]
		t.Logf("ready after %v at %s", time.Since(begin).Round(time.Millisecond), d.url)
	case <-d.exited:
		t.Fatalf("attain %s ended before it was ready: %v", args[0], d.exit)
	case <-time.After(startWithin):
		t.Fatalf("attain %s was not ready within %v", args[0], startWithin)
	}
	return d
}

// stop asks the program to end, as a service manager does, and checks that it ended well.
func (d *server) stop(t *testing.T) {
	t.Helper()
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatalf("SIGTERM: %v (had the program ended before?)", err)
	}
	select {
	case <-d.exited:
	case <-time.After(stopWithin):
		t.Fatalf("the program was still running %v after SIGTERM", stopWithin)
	}
	if d.exit != nil {
		t.Errorf("the program ended with %v, want exit code 0", d.exit)
	}
	if found := crash.FindString(d.stderr.String()); found != "" {
		t.Errorf("stderr holds %q", found)
	}
}

// newPostgresDatabase creates an empty database and returns its URL.
func newPostgresDatabase(t *testing.T) string {
	t.Helper()
	admin := os.Getenv("ATTAIN_TEST_POSTGRES")
	if admin == "" {
		missing(t, "ATTAIN_REQUIRE_POSTGRES",
			`ATTAIN_TEST_POSTGRES is not set: eval "export $(scripts/setup-postgres)"`)
	}
	address, err := url.Parse(admin)
	if err != nil {
		t.Fatalf("ATTAIN_TEST_POSTGRES: %v", err)
	}
	name := fmt.Sprintf("e2e_%d_%d", os.Getpid(), time.Now().UnixNano())
	execute := func(ctx context.Context, statement string) error {
		conn, err := pgx.Connect(ctx, admin)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(ctx) }()
		_, err = conn.Exec(ctx, statement)
		return err
	}
	if err := execute(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the database is kept: %s", name)
			return
		}
		if err := execute(context.WithoutCancel(t.Context()), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the database: %v", err)
		}
	})
	address.Path = "/" + name
	return address.String()
}

// stderrOf is what a program that failed printed on stderr.
func stderrOf(err error) string {
	var failed *exec.ExitError
	if !errors.As(err, &failed) || len(failed.Stderr) == 0 {
		return ""
	}
	return "\n" + string(failed.Stderr)
}

// lockedBuffer takes a program's output while the test reads it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// tail is the end of the output, from the start of a line where that can be had.
func (b *lockedBuffer) tail(size int) string {
	s := b.String()
	if len(s) <= size {
		return s
	}
	s = s[len(s)-size:]
	if _, rest, found := strings.Cut(s, "\n"); found {
		return "…\n" + rest
	}
	return s
}
