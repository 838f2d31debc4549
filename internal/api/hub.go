package api

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
)

const (
	pollEvery   = 500 * time.Millisecond // how soon a change by another process shows
	pollAtMost  = 100 * time.Millisecond // between two looks, however many beats come
	mostStreams = 2000                   // open event streams of one server
	heldEvents  = 64                     // that a slow reader may be behind before he is dropped
)

// hub tells open pages what changed. Changes of facts are found in one way,
// by the organisation's pulse, whoever made them; a beat of this process only
// makes the hub look at once.
type hub struct {
	store Organisations
	log   *slog.Logger
	now   func() time.Time

	wake   chan struct{}
	cancel context.CancelFunc
	done   chan struct{} // closed when the loop has ended; nil before start

	mu     sync.Mutex
	subs   map[*subscriber]bool
	seen   map[string]int64 // the last pulse that was told, by organisation
	forced map[string]bool  // organisations whose readers look again even without a new pulse
	closed bool
	failed bool // the last look failed: it is logged once
}

// subscriber is one open event stream.
type subscriber struct {
	orgID   string
	imports bool // may see imports
	events  chan event
	gone    chan struct{} // closed when the hub lets go of him
}

// event is one server-sent event; id is the pulse, 0 for none.
type event struct {
	id   int64
	name string
	data any
}

// factsEvent says that something changed. It says not what: whoever may see it
// asks again.
type factsEvent struct {
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
}

func newHub(deps Deps) *hub {
	return &hub{store: deps.Store, log: deps.Log, now: deps.Now, wake: make(chan struct{}, 1),
		subs: map[*subscriber]bool{}, seen: map[string]int64{}, forced: map[string]bool{}}
}

func (h *hub) start(ctx context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.done != nil || h.closed {
		return
	}
	ctx, h.cancel = context.WithCancel(ctx)
	h.done = make(chan struct{})
	go h.run(ctx, h.done)
}

func (h *hub) stop() {
	h.closeStreams()
	h.mu.Lock()
	cancel, done := h.cancel, h.done
	h.mu.Unlock()
	if done != nil {
		cancel()
		<-done
	}
}

// closeStreams lets go of all subscribers and takes no new ones.
func (h *hub) closeStreams() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for s := range h.subs {
		h.drop(s)
	}
}

// drop lets go of a subscriber. The lock is held.
func (h *hub) drop(s *subscriber) {
	if h.subs[s] {
		delete(h.subs, s)
		close(s.gone)
	}
}

// subscribe opens a stream whose reader has seen the pulse.
func (h *hub) subscribe(orgID string, imports bool, pulse int64) (*subscriber, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.subs) >= mostStreams {
		return nil, fault.New(fault.Unavailable, "no more pages can follow changes now; reload to see them")
	}
	s := &subscriber{orgID: orgID, imports: imports, events: make(chan event, heldEvents), gone: make(chan struct{})}
	h.subs[s] = true
	if _, known := h.seen[orgID]; !known {
		h.seen[orgID] = pulse
	}
	h.nudge()
	return s, nil
}

func (h *hub) unsubscribe(s *subscriber) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(s)
}

// nudge makes the loop look soon; it never blocks.
func (h *hub) nudge() {
	select {
	case h.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// publish takes a beat of the pipeline.
func (h *hub) publish(b pipeline.Beat) {
	if b.Batch != nil {
		h.mu.Lock()
		h.tell(b.OrgID, event{name: "import", data: batchOf(*b.Batch, h.now())}, func(s *subscriber) bool { return s.imports })
		h.mu.Unlock()
	}
	h.nudge()
}

// announce tells readers to look again although no fact changed: the settings
// did.
func (h *hub) announce(orgID string) {
	h.mu.Lock()
	h.forced[orgID] = true
	h.mu.Unlock()
	h.nudge()
}

// tell hands an event to the organisation's subscribers and lets go of those
// who are too far behind. The lock is held.
func (h *hub) tell(orgID string, e event, may func(*subscriber) bool) {
	for s := range h.subs {
		if s.orgID != orgID || !may(s) {
			continue
		}
		select {
		case s.events <- e:
		default:
			h.drop(s) // he connects again, and looks at everything then
		}
	}
}

// run looks for changes while anybody listens.
func (h *hub) run(ctx context.Context, done chan struct{}) {
	defer close(done)
	timer := time.NewTimer(pollEvery)
	defer timer.Stop()
	for {
		if h.listening() {
			timer.Reset(pollEvery)
		} else {
			timer.Stop()
		}
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-h.wake:
		}
		h.look(ctx)
		timer.Reset(pollAtMost)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

func (h *hub) listening() bool { return h.streams() > 0 }

// streams returns how many streams are open.
func (h *hub) streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs)
}

// look reads the pulse of each organisation that somebody follows.
func (h *hub) look(ctx context.Context) {
	for _, orgID := range h.followed() {
		pulse, err := h.store.Pulse(ctx, orgID)
		if ctx.Err() != nil {
			return
		}
		h.mu.Lock()
		if err != nil && !h.failed {
			h.log.LogAttrs(ctx, slog.LevelError, "changes cannot be followed", slog.String("org", orgID), slog.Any("error", err))
		}
		h.failed = err != nil
		if err == nil && (pulse != h.seen[orgID] || h.forced[orgID]) {
			h.seen[orgID] = pulse
			delete(h.forced, orgID)
			h.tell(orgID, event{id: pulse, name: "facts", data: factsEvent{Seq: pulse, At: h.now().UTC()}}, func(*subscriber) bool { return true })
		}
		h.mu.Unlock()
	}
}

// followed returns the organisations that somebody listens to, and forgets
// the others.
func (h *hub) followed() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	there := map[string]bool{}
	var ids []string
	for s := range h.subs {
		if !there[s.orgID] {
			there[s.orgID] = true
			ids = append(ids, s.orgID)
		}
	}
	for id := range h.seen {
		if !there[id] {
			delete(h.seen, id)
		}
	}
	for id := range h.forced {
		if !there[id] {
			delete(h.forced, id)
		}
	}
	return ids
}
