package access

import (
	"fmt"
	"sync"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// limiter makes guessing slow: after some free tries a key waits, twice as long
// after each further try. It is kept in memory, which is enough for one server:
// a restart forgets the waits, and several servers would count apart.
type limiter struct {
	free   int           // tries before the first wait
	first  time.Duration // the first wait
	most   time.Duration // the longest wait
	forget time.Duration // a key without a try for so long starts afresh; longer than most
	now    func() time.Time

	mu   sync.Mutex
	keys map[string]tries
}

type tries struct {
	count int
	last  time.Time
}

// mostKeys bounds the memory that a flood of invented keys can take.
const mostKeys = 20_000

func newLimiter(free int, now func() time.Time) *limiter {
	return &limiter{
		free: free, first: time.Second, most: 15 * time.Minute, forget: time.Hour,
		now: now, keys: make(map[string]tries),
	}
}

// take counts a try before its outcome is known, so that many at once cannot
// slip through, and returns a TooMany fault with the wait when it comes too
// early. A try that is refused does not count.
func (l *limiter) take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	t := l.keys[key]
	if now.Sub(t.last) >= l.forget {
		t = tries{}
	}
	if wait := t.last.Add(l.wait(t.count)).Sub(now); wait > 0 {
		return tooMany(wait)
	}
	if _, known := l.keys[key]; !known && len(l.keys) >= mostKeys {
		l.makeRoom(now)
	}
	l.keys[key] = tries{count: t.count + 1, last: now}
	return nil
}

// wait returns how long a key waits after so many tries.
func (l *limiter) wait(count int) time.Duration {
	wait := time.Duration(0)
	for i := l.free; i <= count && wait < l.most; i++ {
		wait = max(l.first, 2*wait)
	}
	return min(wait, l.most)
}

// giveBack takes one try back, for a key that turned out to be honest but may
// stand for many people.
func (l *limiter) giveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t, ok := l.keys[key]; ok {
		t.count = max(0, t.count-1)
		l.keys[key] = t
	}
}

// clear forgets the key.
func (l *limiter) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.keys, key)
}

// makeRoom drops what is forgotten anyway, else the key that has tried least.
func (l *limiter) makeRoom(now time.Time) {
	least, found := "", false
	for key, t := range l.keys {
		if now.Sub(t.last) >= l.forget {
			delete(l.keys, key)
			continue
		}
		if !found || t.count < l.keys[least].count {
			least, found = key, true
		}
	}
	if len(l.keys) >= mostKeys {
		delete(l.keys, least)
	}
}

func tooMany(wait time.Duration) error {
	e := fault.New(fault.TooMany, "too many tries; wait %s and try again", waitInWords(wait))
	e.RetryAfter = wait
	return e
}

// waitInWords rounds up, so that nobody comes back too early.
func waitInWords(wait time.Duration) string {
	seconds := int((wait + time.Second - 1) / time.Second)
	switch {
	case seconds <= 1:
		return "a second"
	case seconds < 120:
		return fmt.Sprintf("%d seconds", seconds)
	default:
		return fmt.Sprintf("%d minutes", (seconds+59)/60)
	}
}
