package app

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// bounded is a listener that holds at most so many connections, and so many of
// one address. Who comes when it is full is told so in HTTP, and let go.
type bounded struct {
	net.Listener
	all, each int // each 0: any number of one address, behind a proxy

	mu   sync.Mutex
	open int
	of   map[string]int
}

func newBounded(l net.Listener, all, each int) *bounded {
	return &bounded{Listener: l, all: all, each: each, of: map[string]int{}}
}

// Accept implements net.Listener.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
		if err != nil {
			host = conn.RemoteAddr().String()
		}
		status, detail := b.enter(host)
		if status == 0 {
			return &counted{Conn: conn, leave: sync.OnceFunc(func() { b.leave(host) })}, nil
		}
		refuse(conn, status, detail)
	}
}

func (b *bounded) enter(host string) (status int, detail string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.each > 0 && b.of[host] >= b.each:
		return http.StatusTooManyRequests, "this address has too many connections open; close some"
	case b.open >= b.all:
		return http.StatusServiceUnavailable, "the server has as many connections as it takes; try again in a moment"
	}
	b.open++
	b.of[host]++
	return 0, ""
}

func (b *bounded) leave(host string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open--
	if b.of[host]--; b.of[host] == 0 {
		delete(b.of, host)
	}
}

// refuse answers before anything was asked; it must not take time.
func refuse(conn net.Conn, status int, detail string) {
	const patience = time.Second
	body := fmt.Sprintf(`{"type":"about:blank","title":%q,"status":%d,"detail":%q}`, http.StatusText(status), status, detail)
	_ = conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\nRetry-After: 1\r\nConnection: close\r\n\r\n%s",
		status, http.StatusText(status), len(body), body)
	_ = conn.Close() // he is gone either way
}

// counted is a connection that is counted until it is closed.
type counted struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (c *counted) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
