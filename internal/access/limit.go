package access

import (
	"context"
	"fmt"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

// limiter makes guessing slow: after some free tries a key waits, twice as long
// after each further try. The store keeps the tries, so that all servers count
// together and a restart forgets no wait.
type limiter struct {
	kind  string        // of its keys
	free  int           // tries before the first wait
	first time.Duration // the first wait
	most  time.Duration // the longest wait
}

// forget is how long a key without a try waits to start afresh; longer than any
// limiter's longest wait.
const forget = time.Hour

func newLimiter(kind string, free int) limiter {
	return limiter{kind: kind, free: free, first: time.Second, most: 15 * time.Minute}
}

// key returns what is stored for who tries: a hash, so that its length is
// bounded and nobody reads addresses in the database.
func (l limiter) key(who string) string { return l.kind + " " + hashSecret(who) }

// take counts a try, or returns a TooMany fault with the wait when it comes too
// early. A try that is refused does not count.
func (l limiter) take(t *Tries, now time.Time) error {
	if now.Sub(t.Last) >= forget {
		*t = Tries{}
	}
	if t.Last.After(now) {
		t.Last = now // by a clock that was ahead: nobody waits for longer than most
	}
	if wait := t.Last.Add(l.wait(t.Count)).Sub(now); wait > 0 {
		return tooMany(wait)
	}
	t.Count, t.Last = t.Count+1, now
	return nil
}

// wait returns how long a key waits after so many tries.
func (l limiter) wait(count int) time.Duration {
	wait := time.Duration(0)
	for i := l.free; i <= count && wait < l.most; i++ {
		wait = max(l.first, 2*wait)
	}
	return min(wait, l.most)
}

// tries counts a try from the address, when it is known, and for the account,
// before its outcome is known, so that many at once cannot slip through. It
// returns who has to wait.
func (s *Service) tries(ctx context.Context, orgID, email, address string) (who string, err error) {
	limits, keys := []limiter{s.byEmail}, []string{s.byEmail.key(emailKey(email))}
	if address != "" {
		limits, keys = []limiter{s.byAddress, s.byEmail}, []string{s.byAddress.key(address), keys[0]}
	}
	var refused error
	err = s.store.ChangeTries(ctx, orgID, keys, func(of []*Tries) {
		now := s.now()
		for i, l := range limits {
			if refused = l.take(of[i], now); refused != nil {
				who = l.kind
				return
			}
		}
	})
	if err != nil {
		return "", err
	}
	return who, refused
}

// honest notes that a try was right: the account starts afresh, and its address,
// which may stand for many people, gets this try back.
func (s *Service) honest(ctx context.Context, orgID, email, address string) error {
	keys := []string{s.byEmail.key(emailKey(email))}
	if address != "" {
		keys = append(keys, s.byAddress.key(address))
	}
	return s.store.ChangeTries(ctx, orgID, keys, func(of []*Tries) {
		*of[0] = Tries{}
		if len(of) > 1 {
			of[1].Count = max(0, of[1].Count-1)
		}
	})
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
