package attain

import (
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// fillsOf returns how far the series have come that the book has not as a whole.
// One that has been filled since counts as nearly there: what else was read may
// be older.
func (s *Service) fillsOf(ctx context.Context, orgID string, book *metric.Book) ([]metric.Fill, error) {
	if len(book.Fills) == 0 {
		return nil, nil
	}
	fills, err := s.store.Fills(ctx, orgID)
	for _, known := range book.Fills {
		if !slices.ContainsFunc(fills, func(f metric.Fill) bool { return f.Series == known.Series }) {
			fills = append(fills, known)
		}
	}
	return fills, err
}

// recountedOf returns how far the newest of the book's recounts has come, which
// has the longest way. One that is through since counts as nearly there.
func (s *Service) recountedOf(ctx context.Context, orgID string, book *metric.Book) (money.Amount, error) {
	newest, ok := book.Newest()
	if !ok {
		return 0, nil
	}
	newest.Done = newest.Total
	now, err := s.store.Recounts(ctx, orgID)
	for _, r := range now {
		newest = r
	}
	return newest.Share(), err
}

// filling returns which part of the metric is counted at the node, nil when it is
// there as a whole or is counted from the facts for this answer. What is always
// kept never is.
func (set setting) filling(m metric.Metric, node org.NodeID) *money.Amount {
	if set.book.Recounting(m, node) {
		return &set.recounted
	}
	fills := set.fills
	if set.anew {
		fills = slices.DeleteFunc(slices.Clone(fills), func(f metric.Fill) bool { return !f.Builtin() })
	}
	fill, ok := m.Filling(fills)
	if !ok {
		return nil
	}
	share := fill.Share()
	return &share
}

// unfilled returns those of the nodes at which the metric is counted as a whole,
// and what is read of it at the others.
func (set setting) unfilled(m metric.Metric, ids []org.NodeID) (whole []org.NodeID, rest map[org.NodeID]Reading) {
	rest = map[org.NodeID]Reading{}
	for _, id := range ids {
		if share := set.filling(m, id); share != nil {
			rest[id] = Reading{Filling: share}
		} else {
			whole = append(whole, id)
		}
	}
	return whole, rest
}

// sayFilling says why there is no value yet.
func sayFilling(share money.Amount) string {
	const percent = 100
	return fmt.Sprintf("There is no value yet: all that ever happened is being counted for it, and %d %% of it is done.", share*percent/money.Unit)
}

// sayRecounted says why there is no value now.
func sayRecounted(share money.Amount) string {
	const percent = 100
	return fmt.Sprintf("There is no value now: who belongs where, or an exchange rate, has changed. What happened is being counted by that, and %d %% of it is done.", share*percent/money.Unit)
}

// whyFilling says why there is no value of the metric at the node.
func (set setting) whyFilling(m metric.Metric, node org.NodeID, share money.Amount) string {
	if set.book.Recounting(m, node) {
		return sayRecounted(share)
	}
	return sayFilling(share)
}

// countAnew lets a metric be counted at the node from the facts for this answer
// when it is not there as a whole. What is always kept cannot be, and is refused
// then: its past would be taken for nothing.
func (set *setting) countAnew(m metric.Metric, node org.NodeID) error {
	set.anew = true
	if share := set.filling(m, node); share != nil {
		return fault.New(fault.Conflict, "%s is being counted anew. %s Ask again in some minutes.", m.Name, set.whyFilling(m, node, *share))
	}
	return nil
}

// notFilling refuses what cannot be told while the metric is being counted.
func notFilling(f Figures) error {
	if f.Filling == nil {
		return nil
	}
	return fault.New(fault.Conflict, "%s is still being counted, so there is no receipt of it yet: %s Ask again in a moment.", f.Metric.Name, sayFilling(*f.Filling))
}
