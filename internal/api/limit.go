package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Limits bound what comes in at once and how long it may take. A field that is 0
// takes its default.
type Limits struct {
	Requests  int           // answered at once; event streams have a limit of their own. 1024
	PerClient int           // of these from one address. 256
	Body      time.Duration // to send a body that is no upload. 1 minute
	Chunk     time.Duration // without a byte of an upload, until it is given up. 1 minute
	Write     time.Duration // for a client to take the next 64 KiB of an answer. 30 seconds
}

func (l Limits) orDefaults() Limits {
	set := func(d *time.Duration, otherwise time.Duration) {
		if *d == 0 {
			*d = otherwise
		}
	}
	set(&l.Body, time.Minute)
	set(&l.Chunk, time.Minute)
	set(&l.Write, 30*time.Second)
	if l.Requests == 0 {
		l.Requests = 1024
	}
	if l.PerClient == 0 {
		l.PerClient = 256
	}
	return l
}

const (
	longestURL = 16 << 10 // bytes of an address with its query
	deepest    = 64       // levels of JSON; ours have less than ten
)

// gate counts the requests that are being answered.
type gate struct {
	limits Limits

	mu  sync.Mutex
	all int
	of  map[string]int // by address
}

func newGate(limits Limits) *gate { return &gate{limits: limits, of: map[string]int{}} }

// enter lets a request of an address in. Otherwise it says with which status it
// is refused, and why.
func (g *gate) enter(address string) (status int, detail string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.of[address] >= g.limits.PerClient {
		return http.StatusTooManyRequests, fmt.Sprintf("%d requests of yours are being answered; wait for one of them before you send the next", g.limits.PerClient)
	}
	if g.all >= g.limits.Requests {
		return http.StatusServiceUnavailable, "the server is answering as many requests as it can; try again in a moment"
	}
	g.all++
	g.of[address]++
	return 0, ""
}

func (g *gate) leave(address string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.of[address]--; g.of[address] == 0 {
		delete(g.of, address)
	}
}

// limited refuses what is too long, and too much at once. The probes are not
// counted: they tell how busy the server is.
func (a *API) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > longestURL {
			w.Header().Set("Connection", "close")
			writeProblem(w, http.StatusRequestURITooLong, "the address is longer than 16 KiB; ask for less at once")
			return
		}
		inAPI := strings.HasPrefix(r.URL.Path, prefix)
		if r.ContentLength != 0 {
			a.hurry(w, r, inAPI)
		}
		if !inAPI || r.URL.Path == prefix+eventsPath || r.URL.Path == prefix+wallEventsPath {
			next.ServeHTTP(w, r)
			return
		}
		address := a.address(r)
		if status, detail := a.gate.enter(address); status != 0 {
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Connection", "close") // the body is not read
			writeProblem(w, status, detail)
			return
		}
		defer a.gate.leave(address)
		next.ServeHTTP(w, r)
	})
}

// hurry gives the sender of a body his time from the start: net/http reads what a
// handler leaves, for as long as that takes, also when the request was refused
// for its headers.
func (a *API) hurry(w http.ResponseWriter, r *http.Request, taken bool) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(soon(a.limits.Body)) // a reader without deadlines waits all the same
	body := &hurried{ReadCloser: r.Body, control: control}
	if begun, ok := w.(*begunWriter); ok {
		begun.body = body
	}
	if taken {
		r.Body = body
	}
}

// hurried is a body whose time ends with it: the deadline must not end what is
// done with the request afterwards.
type hurried struct {
	io.ReadCloser
	control *http.ResponseController
	ended   bool
}

func (h *hurried) Read(b []byte) (int, error) {
	n, err := h.ReadCloser.Read(b)
	if errors.Is(err, io.EOF) {
		h.ended = true
		_ = h.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// soon is a moment on the network's clock.
func soon(wait time.Duration) time.Time {
	return time.Now().Add(wait) //nolint:forbidigo // the network waits in real time
}

// tooDeep reports whether JSON is nested deeper than anything we take: a reader
// that calls itself for each level would need as much stack as the sender likes.
func tooDeep(data []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > deepest {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}
