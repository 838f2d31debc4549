package e2e_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// served is a running `attain serve`.
type served struct {
	address string // host:port
	cmd     *exec.Cmd
	stderr  *lockedBuffer
	exited  chan error // its end, once
}

var servedLine = regexp.MustCompile(`http://(127\.0\.0\.1:\d+)`)

// startServe starts a server on a free port.
func startServe(t *testing.T, db string, options ...string) *served {
	t.Helper()
	s := &served{stderr: &lockedBuffer{}, exited: make(chan error, 1)}
	args := append([]string{"serve", "--db", db, "--listen", "127.0.0.1:0"}, options...)
	s.cmd = command(context.WithoutCancel(t.Context()), t, args...)
	s.cmd.Stderr = s.stderr
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	ready := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if found := servedLine.FindStringSubmatch(lines.Text()); found != nil {
				ready <- found[1]
				break
			}
		}
		_, _ = io.Copy(io.Discard, stdout)
		s.exited <- s.cmd.Wait()
	}()
	select {
	case s.address = <-ready:
	case err := <-s.exited:
		t.Fatalf("attain serve ended: %v\n%s", err, s.stderr.tail(4000))
	case <-time.After(startWithin):
		t.Fatal("attain serve was not ready")
	}
	return s
}

func (s *served) signal(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// hang opens a request that does not end.
func (s *served) hang(t *testing.T) {
	t.Helper()
	conn, err := net.Dial("tcp", s.address) //nolint:noctx // it lasts as long as the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "POST /api/v1/session HTTP/1.1\r\nHost: "+s.address+"\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	// The server asks for the body when the handler reads it: the request is under way.
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "100") {
		t.Fatalf("%q %v", line, err)
	}
}

// TestSignals: the first signal ends the server when its requests have ended, or
// their time is over; the second ends it at once.
func TestSignals(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real program")
	}
	t.Run("First", func(t *testing.T) {
		s := startServe(t, filepath.Join(t.TempDir(), "attain.db"), "--drain-time", "1s")
		s.hang(t)
		s.signal(t)
		select {
		case err := <-s.exited:
			if err != nil {
				t.Errorf("the server ended with %v", err)
			}
		case <-time.After(stopWithin):
			t.Fatal("the server does not end")
		}
		if text := s.stderr.String(); !strings.Contains(text, "requests were cut off") {
			t.Errorf("the log says nothing of the request that was cut off:\n%s", text)
		}
	})
	t.Run("Second", func(t *testing.T) {
		s := startServe(t, filepath.Join(t.TempDir(), "attain.db"), "--drain-time", "1h")
		s.hang(t)
		s.signal(t)
		deadline := time.Now().Add(stopWithin)
		for !strings.Contains(s.stderr.String(), "a second signal ends at once") {
			if time.Now().After(deadline) {
				t.Fatal("the server does not say that it stops")
			}
			time.Sleep(10 * time.Millisecond)
		}
		s.signal(t)
		select {
		case err := <-s.exited:
			if err == nil {
				t.Error("the server ended by itself, and not by the signal")
			}
		case <-time.After(5 * time.Second):
			t.Fatal("the second signal does not end the server")
		}
	})
}
