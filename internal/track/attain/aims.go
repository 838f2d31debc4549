package attain

import (
	"context"
	"slices"
	"sync"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// prepared keeps the targets of metrics that were asked for last, made ready to
// be asked of any node. They are those of the aims and the structure that they
// were made of, which the store compares with the database for every question:
// nothing kept here can be older than what the store returns.
type prepared struct {
	mu   sync.Mutex
	last []preparedTargets // the latest use first
}

type preparedTargets struct {
	key     targetsKey
	size    int             // how many there are
	targets func() *Targets // makes them when it is first called, once
}

// targetsKey is all that targets are made of. Book and teams are compared by
// where they stand in memory: they are immutable, and the store returns the same
// ones until there are others.
type targetsKey struct {
	orgID  string
	metric metric.Series
	seq    int64 // of the aims
	book   *metric.Book
	teams  *org.Teams
	asOf   period.Date
	known  period.Date // of what the goals stand for
	policy org.Denominator
	apart  bool
}

// outdates reports whether nobody will ask for the other key again.
func (k targetsKey) outdates(o targetsKey) bool {
	return k.orgID == o.orgID && (k.metric == o.metric && k.seq > o.seq || k.book != o.book || k.teams != o.teams)
}

// of returns the targets of the key: those that are kept, or what prepare makes
// of so many.
func (p *prepared) of(key targetsKey, size int, prepare func() *Targets) *Targets {
	p.mu.Lock()
	found := preparedTargets{key: key, size: size}
	if at := slices.IndexFunc(p.last, func(t preparedTargets) bool { return t.key == key }); at >= 0 {
		found = p.last[at]
		p.last = slices.Delete(p.last, at, at+1)
	} else {
		found.targets = sync.OnceValue(prepare)
		p.last = slices.DeleteFunc(p.last, func(t preparedTargets) bool { return key.outdates(t.key) })
	}
	p.last = slices.Insert(p.last, 0, found)
	p.last = p.last[:p.fitting()]
	p.mu.Unlock()
	return found.targets()
}

// fitting returns how many of those that were used last are kept.
func (p *prepared) fitting() int {
	const most, targets = 16, 200_000 // some fifty megabytes
	sum := 0
	for i, t := range p.last {
		if sum += t.size; i > 0 && (i >= most || sum > targets) {
			return i
		}
	}
	return len(p.last)
}

// targets returns the targets of a metric as known on the day, with those that
// goals stand for.
func (s *Service) targets(ctx context.Context, set setting, m metric.Metric) (*Targets, error) {
	aims, err := s.store.Aims(ctx, set.org.ID, m.ID)
	if err != nil {
		return nil, err
	}
	key := targetsKey{orgID: set.org.ID, metric: m.ID, seq: aims.Seq, book: set.book, teams: set.teams,
		asOf: set.asOf, known: set.known, policy: set.policy, apart: m.Shape != metric.Sum}
	return s.prepared.of(key, len(aims.Targets)+len(aims.Goals), func() *Targets {
		list := stand(aims, m, set.known)
		return NewTargets(set.book.Tree, set.teams.Groups, list, set.asOf, Counting{Policy: key.policy, Apart: key.apart, Closes: set.closes})
	}), nil
}

// stand returns the targets with those that goals stand for, as known on the
// day.
func stand(aims goal.Aims, m metric.Metric, known period.Date) []goal.Target {
	list := slices.Clone(aims.Targets)
	find := func(id metric.Series) (metric.Metric, error) {
		if id != m.ID {
			return metric.Metric{}, fault.New(fault.Internal, "a goal of %s is no target of %s", id, m.ID)
		}
		return m, nil
	}
	for _, g := range aims.Goals {
		if t, ok := g.Target(find, known); ok {
			list = append(list, t)
		}
	}
	return list
}
