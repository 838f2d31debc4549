package call

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// LockID names a lock.
type LockID string

// Lock keeps what was said of the forecasts of a period, of the node and of
// everything below it, as it is. What is computed goes on.
type Lock struct {
	ID     LockID
	Node   org.NodeID
	Period period.Range
	Known  period.Range // from the day on which it was locked to the one on which it was unlocked

	LockedAt int64 // microseconds
	LockedBy string
	Reason   string

	UnlockedAt int64 // 0 while it stands
	UnlockedBy string
}

// Locks are the locks of one period.
type Locks []Lock

// Over returns the lock that holds on the day for a node with the lineage, the
// nearest first; ok is false when there is none.
func (l Locks) Over(lineage []org.NodeID, day period.Date) (over Lock, ok bool) {
	for _, id := range lineage {
		for _, lock := range l {
			if lock.Node == id && lock.Known.Contains(day) {
				return lock, true
			}
		}
	}
	return over, false
}

// standing returns the lock of the node itself that nobody has lifted.
func (l Locks) standing(node org.NodeID) (at int, ok bool) {
	at = slices.IndexFunc(l, func(one Lock) bool { return one.Node == node && one.UnlockedAt == 0 })
	return at, at >= 0
}

// Free refuses to say something of a forecast that is locked.
func (l Locks) Free(lineage []org.NodeID) error {
	for _, id := range lineage {
		if at, ok := l.standing(id); ok {
			return fault.New(fault.Conflict, "this forecast was locked by %s on %s: %s. It can be changed when it is unlocked", l[at].LockedBy, l[at].Known.Start, l[at].Reason)
		}
	}
	return nil
}

// Lock returns a new lock of the node.
func (l Locks) Lock(node org.Node, days period.Range, reason string, today period.Date) (Lock, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return Lock{}, fault.New(fault.Invalid, "locking a forecast needs a reason; say why, so that everyone can see it")
	}
	if _, already := l.standing(node.ID); already {
		return Lock{}, fault.New(fault.Conflict, "the forecast of %s is locked already", node.Name)
	}
	return Lock{Node: node.ID, Period: days, Known: period.Range{Start: today, End: period.Never}, Reason: reason}, nil
}

// Unlock returns the lock of the node, lifted.
func (l Locks) Unlock(node org.Node, today period.Date) (Lock, error) {
	at, ok := l.standing(node.ID)
	if !ok {
		return Lock{}, fault.New(fault.Conflict, "the forecast of %s is not locked itself; what is locked above it is unlocked there", node.Name)
	}
	lifted := l[at]
	lifted.Known.End = max(today, lifted.Known.Start)
	return lifted, nil
}
