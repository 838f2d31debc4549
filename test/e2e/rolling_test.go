package e2e_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	rollingRounds = 2
	healthEvery   = 100 * time.Millisecond
	drainDelay    = "1s" // many times healthEvery: the balancer has noticed by then, on a machine with much to do too
)

// TestRollingRestart stops two servers in turn, as a deployment does, while sales are posted and pages read through a
// load balancer that follows /readyz and repeats nothing. No request fails, every acknowledged sale is there once, an
// open page misses no news, and every number recomputes.
func TestRollingRestart(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real program")
	}
	db := newPostgresDatabase(t)
	w := newVictim(t, db, rand.New(rand.NewPCG(1, 0)))
	servers := []*server{start(t, db, "serve", "--drain-delay", drainDelay), start(t, db, "serve", "--drain-delay", drainDelay)}
	front := newBalancer(t, len(servers))
	for i, s := range servers {
		front.put(t, i, s.url)
	}

	ctx, cancel := context.WithCancel(t.Context())
	load := &load{url: front.URL, token: w.token, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	page := &openPage{load: load}
	var running sync.WaitGroup
	for writer := range 3 {
		running.Go(func() { load.post(ctx, writer) })
	}
	for _, path := range []string{"/api/v1/nodes/company:acme/attainment?period=2026", "/api/v1/nodes/person:r0/attainment?period=2026&metric=orders"} {
		running.Go(func() { load.read(ctx, path) })
	}
	following, stopFollowing := context.WithCancel(t.Context())
	followed := make(chan struct{})
	go func() { defer close(followed); page.follow(following) }()

	for range rollingRounds {
		for i := range servers {
			before := page.heard.Load()
			servers[i].stop(t)
			servers[i] = start(t, db, "serve", "--drain-delay", drainDelay)
			front.put(t, i, servers[i].url)
			page.hearsMore(t, before)
		}
	}
	cancel()
	running.Wait()
	load.report(t)
	page.isUpToDate(t)
	stopFollowing()
	<-followed
	for _, err := range page.problems {
		t.Error("the open page: ", err)
	}

	c := w.caller(servers[0])
	for node, sum := range map[string]int64{"company:acme": load.stored.Load(), "person:r0": load.stored.Load()} {
		w.figure(c, node, "orders", big.NewRat(sum, 1))
		w.figure(c, node, "revenue", big.NewRat(sum*7, 2))
	}
	for _, s := range servers {
		s.stop(t)
	}
	if out, err := command(t.Context(), t, "verify", "--db", db).CombinedOutput(); err != nil {
		t.Errorf("attain verify: %v\n%s", err, out)
	}
}

// balancer hands requests to servers in turn, to those only that /readyz called ready at the last look. It tries nothing
// twice: a request that fails has failed.
type balancer struct {
	*httptest.Server
	turn  atomic.Uint64
	mu    sync.Mutex
	slots []slot
}

type slot struct {
	url   *url.URL
	ready bool
}

func newBalancer(t *testing.T, slots int) *balancer {
	t.Helper()
	b := &balancer{slots: make([]slot, slots)}
	b.Server = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			if to := b.next(); to != nil {
				r.SetURL(to)
			}
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = fmt.Fprintf(w, "%s %s: %v", r.Method, r.URL, err)
		},
	})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var looking sync.WaitGroup
	looking.Go(func() {
		for tick := time.NewTicker(healthEvery); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				b.look(ctx)
			}
		}
	})
	t.Cleanup(func() {
		cancel()
		looking.Wait()
		b.CloseClientConnections()
		b.Close()
	})
	return b
}

// next returns the server whose turn it is; nil when none is ready.
func (b *balancer) next() *url.URL {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range b.slots {
		if s := b.slots[b.turn.Add(1)%uint64(len(b.slots))]; s.ready {
			return s.url
		}
	}
	return nil
}

// look asks every server whether it is ready.
func (b *balancer) look(ctx context.Context) {
	b.mu.Lock()
	slots := append([]slot(nil), b.slots...)
	b.mu.Unlock()
	for i, s := range slots {
		ready := s.url != nil && isReady(ctx, s.url)
		b.mu.Lock()
		if b.slots[i].url == s.url {
			b.slots[i].ready = ready
		}
		b.mu.Unlock()
	}
}

func isReady(ctx context.Context, at *url.URL) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.JoinPath("/readyz").String(), nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// put puts a server into a slot and waits until it was found ready.
func (b *balancer) put(t *testing.T, i int, address string) {
	t.Helper()
	at, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	b.slots[i] = slot{url: at}
	b.mu.Unlock()
	for deadline := time.Now().Add(startWithin); ; time.Sleep(healthEvery / 4) {
		b.mu.Lock()
		ready := b.slots[i].ready
		b.mu.Unlock()
		if ready {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is never ready", address)
		}
	}
}

// load is what people and programs do meanwhile.
type load struct {
	url, token string
	client     *http.Client
	stored     atomic.Int64 // sales that were acknowledged
	pages      atomic.Int64

	mu       sync.Mutex
	failures []string
}

// send sends a request and returns the answer's body; everything but 200 is a failure. What the test itself breaks off
// at its end is none.
func (l *load) send(ctx context.Context, method, path, body string) (text string, ok bool) {
	req, err := http.NewRequestWithContext(context.WithoutCancel(ctx), method, l.url+path, strings.NewReader(body))
	if err == nil {
		req.Header.Set("Authorization", "Bearer "+l.token)
		req.Header.Set("Content-Type", "application/json")
		var resp *http.Response
		if resp, err = l.client.Do(req); err == nil {
			var all []byte
			all, err = io.ReadAll(resp.Body)
			err = errors.Join(err, resp.Body.Close())
			if text = string(all); resp.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s: %s", resp.Status, text)
			}
		}
	}
	if err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.failures = append(l.failures, fmt.Sprintf("%s %s %s: %v", time.Now().Format("05.000"), method, path, err))
	}
	return text, err == nil
}

// post posts sales of 3.50, each under an id of its own.
func (l *load) post(ctx context.Context, writer int) {
	for n := 0; ctx.Err() == nil; n++ {
		text, ok := l.send(ctx, http.MethodPost, "/api/v1/sales", fmt.Sprintf(
			`{"items":[{"source":"web","id":"%d-%d","day":"2026-02-03","owner":"person:r0","quantity":"1","amount":"3.50","currency":"EUR"}]}`, writer, n))
		if ok && strings.Contains(text, `"inserted":1`) {
			l.stored.Add(1)
		}
	}
}

func (l *load) read(ctx context.Context, path string) {
	for ctx.Err() == nil {
		if _, ok := l.send(ctx, http.MethodGet, path, ""); ok {
			l.pages.Add(1)
		}
	}
}

func (l *load) report(t *testing.T) {
	t.Helper()
	const few, atLeast = 10, 50
	t.Logf("%d sales stored, %d pages read", l.stored.Load(), l.pages.Load())
	for i, failure := range l.failures {
		if i < few {
			t.Error(failure)
		}
	}
	if n := len(l.failures); n > 0 {
		t.Errorf("%d requests failed", n)
	}
	if l.stored.Load() < atLeast || l.pages.Load() < atLeast {
		t.Error("too little was going on")
	}
}

// openPage follows the events as a browser does: it comes back where it was when the stream ends.
type openPage struct {
	load  *load
	heard atomic.Int64 // news so far
	last  atomic.Int64 // the number of the latest

	problems []error // of the goroutine that follows
}

func (p *openPage) follow(ctx context.Context) {
	for retry := time.Duration(0); ctx.Err() == nil; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(retry):
		}
		next, err := p.connect(ctx, p.last.Load(), func(int64) bool { return ctx.Err() == nil })
		if err != nil && ctx.Err() == nil {
			p.problems = append(p.problems, err)
		}
		retry = next
	}
}

// connect reads one stream to its end, or until news is no more wanted, and returns when the server wants its reader
// back.
func (p *openPage) connect(ctx context.Context, last int64, wanted func(seq int64) bool) (retry time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.load.url+"/api/v1/events", nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+p.load.token)
	req.Header.Set("Last-Event-ID", strconv.FormatInt(last, 10))
	resp, err := p.load.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, errors.New(resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		n, _ := strconv.ParseInt(value, 10, 64)
		switch name {
		case "retry":
			retry = time.Duration(n) * time.Millisecond
		case "id":
			if before := p.last.Swap(n); n < before {
				return retry, fmt.Errorf("news %d comes after news %d", n, before)
			}
			p.heard.Add(1)
			if !wanted(n) {
				return retry, nil
			}
		}
	}
	return retry, lines.Err()
}

// hearsMore waits until the page has heard more than before.
func (p *openPage) hearsMore(t *testing.T, before int64) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); p.heard.Load() <= before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the open page hears nothing any more")
		}
	}
}

// isUpToDate asks for the latest news on another stream, and waits until the page has heard it too.
func (p *openPage) isUpToDate(t *testing.T) {
	t.Helper()
	asking := &openPage{load: p.load}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := asking.connect(ctx, 0, func(int64) bool { return false }); err != nil {
		t.Fatal(err)
	}
	for p.last.Load() < asking.last.Load() {
		if ctx.Err() != nil {
			t.Fatalf("the open page heard of %d last, and %d is the latest", p.last.Load(), asking.last.Load())
		}
		time.Sleep(10 * time.Millisecond)
	}
}
