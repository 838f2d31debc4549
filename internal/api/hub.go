package api

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/pipeline"
)

const (
	pollEvery   = 500 * time.Millisecond // how soon a change by another process shows that is not heard
	pollHearing = 5 * time.Second        // while changes are heard: whatever gets lost shows then
	pollAtMost  = 100 * time.Millisecond // between two looks, however many beats come
	mostStreams = 2000                   // open event streams of one server
	heldEvents  = 64                     // that a slow reader may be behind before he is dropped
)

// hub tells open pages what changed. Changes of facts are found in one way,
// by the organisation's pulse, whoever made them. A beat of this process, and
// what the store hears of the others, only make the hub look at once; when the
// store hears nothing it looks often.
type hub struct {
	store followedStore
	log   *slog.Logger
	now   func() time.Time
	here  func(batch string) bool // whether an import runs in this process

	wake   chan struct{}
	cancel context.CancelFunc
	done   chan struct{} // closed when the loop has ended; nil before start

	mu     sync.Mutex
	subs   map[*subscriber]bool
	seen   map[string]int64 // the last pulse that was told, by organisation
	forced map[string]bool  // organisations whose readers look again even without a new pulse
	due    map[string]bool  // organisations to look at now
	hears  bool             // the store hears of changes as they are committed
	closed bool
	failed bool // the last look failed: it is logged once

	imports map[string]map[string]pipeline.State // of other processes, as they were told last: by organisation and id
}

// followedStore is what the hub needs of the store.
type followedStore interface {
	Organisations
	Imports
}

// subscriber is one open event stream.
type subscriber struct {
	orgID   string
	userID  string
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

func newHub(deps Deps, here func(batch string) bool) *hub {
	return &hub{store: deps.Store, log: deps.Log, now: deps.Now, here: here, wake: make(chan struct{}, 1),
		subs: map[*subscriber]bool{}, seen: map[string]int64{}, forced: map[string]bool{}, due: map[string]bool{},
		imports: map[string]map[string]pipeline.State{}}
}

func (h *hub) start(ctx context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.done != nil || h.closed {
		return
	}
	ctx, h.cancel = context.WithCancel(ctx)
	h.done = make(chan struct{})
	var both sync.WaitGroup
	both.Go(func() { h.run(ctx) })
	both.Go(func() { h.store.Follow(ctx, h.heard, h.hearing) })
	go func() {
		both.Wait()
		close(h.done)
	}()
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
func (h *hub) subscribe(orgID, userID string, imports bool, pulse int64) (*subscriber, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.subs) >= mostStreams {
		return nil, fault.New(fault.Unavailable, "no more pages can follow changes now; reload to see them")
	}
	s := &subscriber{orgID: orgID, userID: userID, imports: imports, events: make(chan event, heldEvents), gone: make(chan struct{})}
	h.subs[s] = true
	if seen, known := h.seen[orgID]; !known {
		h.seen[orgID] = pulse
	} else if seen != pulse {
		s.events <- h.facts(seen) // it was told to the others between his look and now
	}
	h.due[orgID] = true
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
	h.mu.Lock()
	defer h.mu.Unlock()
	if b.Batch != nil {
		h.tellImport(b.OrgID, *b.Batch)
	}
	h.due[b.OrgID] = true
	h.nudge()
}

// heard takes what the store heard: the pulse of an organisation that somebody
// changed.
func (h *hub) heard(orgID string, pulse int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if seen, followed := h.seen[orgID]; followed && seen < pulse {
		h.due[orgID] = true
		h.nudge()
	}
}

// hearing is told whether the store hears of changes. Either way something may
// have been missed.
func (h *hub) hearing(hears bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hears = hears
	for orgID := range h.seen {
		h.due[orgID] = true
	}
	h.nudge()
	if hears {
		h.log.Info("changes by other servers are heard as they are made")
	} else {
		h.log.Warn("changes by other servers are not heard; open pages see them by looking, a little later", "every", pollEvery)
	}
}

// announce tells readers to look again although no fact changed: the settings
// did.
func (h *hub) announce(orgID string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forced[orgID], h.due[orgID] = true, true
	h.nudge()
}

// alerted tells users that they have new alerts; not which: they ask for them.
func (h *hub) alerted(orgID string, users []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tell(orgID, event{name: "alerts", data: struct{}{}}, func(s *subscriber) bool { return slices.Contains(users, s.userID) })
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

// facts is the event that says that something changed.
func (h *hub) facts(pulse int64) event {
	return event{id: pulse, name: "facts", data: factsEvent{Seq: pulse, At: h.now().UTC()}}
}

// tellImport tells how an import stands to those who may see it. The lock is
// held.
func (h *hub) tellImport(orgID string, b pipeline.Batch) {
	h.tell(orgID, event{name: "import", data: batchOf(b, h.now())}, func(s *subscriber) bool { return s.imports })
}

// run looks for changes while anybody listens.
func (h *hub) run(ctx context.Context) {
	timer := time.NewTimer(pollEvery)
	defer timer.Stop()
	for {
		if every := h.every(); every > 0 {
			timer.Reset(every)
		} else {
			timer.Stop()
		}
		var orgIDs []string
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			orgIDs = h.followed(true)
		case <-h.wake:
			orgIDs = h.followed(false)
		}
		for _, orgID := range orgIDs {
			h.look(ctx, orgID)
		}
		timer.Reset(pollAtMost)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
	}
}

// every returns how often to look unasked; 0 for never.
func (h *hub) every() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case len(h.subs) == 0:
		return 0
	case h.hears:
		return pollHearing
	default:
		return pollEvery
	}
}

// streams returns how many streams are open.
func (h *hub) streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs)
}

// look reads the pulse of an organisation that somebody follows.
func (h *hub) look(ctx context.Context, orgID string) {
	pulse, err := h.store.Pulse(ctx, orgID)
	if ctx.Err() != nil {
		return
	}
	h.mu.Lock()
	if err != nil && !h.failed {
		h.log.LogAttrs(ctx, slog.LevelError, "changes cannot be followed", slog.String("org", orgID), slog.Any("error", err))
	}
	h.failed = err != nil
	changed := err == nil && pulse != h.seen[orgID]
	if changed || err == nil && h.forced[orgID] {
		h.seen[orgID] = pulse
		delete(h.forced, orgID)
		h.tell(orgID, h.facts(pulse), func(*subscriber) bool { return true })
	}
	first := h.imports[orgID] == nil // what is over by now is no news
	h.mu.Unlock()
	if changed || first {
		h.lookAtImports(ctx, orgID)
	}
}

// lookAtImports tells of the imports that run in other processes, and once of
// how they ended, also when they began and ended since the last look. Those of
// this process tell of themselves, and further than they are stored.
func (h *hub) lookAtImports(ctx context.Context, orgID string) {
	if !h.importsFollowed(orgID) {
		return
	}
	recent, err := h.store.RecentBatches(ctx, orgID, "", mostJobs)
	if err != nil {
		return // the next pulse tells more
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	last, now := h.imports[orgID], map[string]pipeline.State{}
	for _, b := range recent {
		now[b.ID] = b.State
		if (b.State == pipeline.Running || last != nil && last[b.ID] != b.State) && !h.here(b.ID) {
			h.tellImport(orgID, b)
		}
	}
	h.imports[orgID] = now
}

func (h *hub) importsFollowed(orgID string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		if s.orgID == orgID && s.imports {
			return true
		}
	}
	return false
}

// followed returns the organisations that somebody listens to, all of them or
// those that are due, and forgets the others.
func (h *hub) followed(all bool) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	there := map[string]bool{}
	var ids []string
	for s := range h.subs {
		if there[s.orgID] {
			continue
		}
		there[s.orgID] = true
		if all || h.due[s.orgID] {
			ids = append(ids, s.orgID)
		}
	}
	clear(h.due)
	gone := func(id string) bool { return !there[id] }
	maps.DeleteFunc(h.seen, func(id string, _ int64) bool { return gone(id) })
	maps.DeleteFunc(h.forced, func(id string, _ bool) bool { return gone(id) })
	maps.DeleteFunc(h.imports, func(id string, _ map[string]pipeline.State) bool { return gone(id) })
	return ids
}
