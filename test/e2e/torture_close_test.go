package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/attainhq/attain/client"
)

// shut is what must be closed: the months as the last answer said, or, when the server died before it answered, as the
// request that was under way asked for.
type shut struct {
	known []string // ids of months, in their order
	doubt []string // what may have become of them since; nil when nothing was under way
}

// over returns the months of 2026 that are over, in their order: the facts are of that year.
func over(today time.Time) (months []string) {
	for first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); first.Year() == 2026 && !first.AddDate(0, 1, 0).After(today); first = first.AddDate(0, 1, 0) {
		months = append(months, first.Format("2006-01"))
	}
	return months
}

// closedMonths returns what is closed, and the close that would be opened again first.
func closedMonths(c *client.Client) (months []string, last string, err error) {
	for one, err := range c.Closes(context.Background()) {
		if err != nil {
			return nil, "", err
		}
		if one.State != "closed" {
			continue
		}
		if last == "" {
			last = one.ID // the latest come first
		}
		months = append(months, one.Period.ID)
	}
	slices.Reverse(months)
	return months, last, nil
}

// see takes what is closed for the truth, when it may be.
func (s *shut) see(months []string) error {
	if !slices.Equal(months, s.known) && (s.doubt == nil || !slices.Equal(months, s.doubt)) {
		return fmt.Errorf("closed are %q; acknowledged were %q, under way %q", months, s.known, s.doubt)
	}
	s.known, s.doubt = months, nil
	return nil
}

// closeAndOpen closes months and opens them again, until no server answers.
func (c *tally) closeAndOpen(w *victim, doors []*client.Client, rng *rand.Rand) {
	const pause = 50 * time.Millisecond
	for len(doors) > 0 {
		time.Sleep(time.Duration(rng.Int64N(int64(pause))))
		switch err := w.closeOrOpen(doors[0], rng); {
		case err == nil:
			c.acknowledged++
			c.closes++
		case died(err):
			doors = doors[1:]
		default:
			c.err = errors.Join(c.err, err)
			return
		}
	}
}

// closeOrOpen closes the next month, as known yesterday, so that all that is written now comes late, or opens the last.
func (w *victim) closeOrOpen(to *client.Client, rng *rand.Rand) error {
	there, last, err := closedMonths(to)
	if err != nil {
		return err
	}
	if err := w.shut.see(there); err != nil {
		return err
	}
	now := time.Now().UTC()
	months, n := over(now), len(there)
	if n < len(months) && (n == 0 || rng.IntN(3) > 0) {
		w.shut.doubt = slices.Concat(there, months[n:n+1])
		_, err = to.ClosePeriod(context.Background(), client.NewClose{Period: months[n], AsOf: now.AddDate(0, 0, -1).Format(time.DateOnly)})
	} else {
		w.shut.doubt = append([]string{}, there[:n-1]...)
		_, err = to.Reopen(context.Background(), last, "torture")
	}
	if err == nil {
		w.shut.known, w.shut.doubt = w.shut.doubt, nil
	}
	return err
}
