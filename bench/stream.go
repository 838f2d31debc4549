package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/attainhq/attain/bench/measure"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// liveSource is the source of the sales that arrive while pages are asked for.
const liveSource = "live"

// perPost is how many sales one request brings.
const perPost = 10

// stream posts sales at a steady rate until it is stopped.
type stream struct {
	stop   context.CancelFunc
	done   chan error
	acked  int
	posts  measure.Series // milliseconds of each request
	lasted time.Duration
}

func itemOf(s fact.Sale) item {
	return item{Source: s.Source, ID: s.ID, Day: s.Day.String(), Owner: s.Owner, Customer: s.Customer, Product: s.Product, Territory: s.Territory,
		Quantity: s.Quantity.String(), Amount: s.Amount.String(), Cost: s.Cost.String(), Currency: string(s.Currency)}
}

// arrive starts to post so many sales a second. When the server is slower, the
// next request follows at once, and the rate shows it.
func (w *world) arrive(ctx context.Context, c *client, today period.Date) *stream {
	ctx, stop := context.WithCancel(ctx)
	s := &stream{stop: stop, done: make(chan error, 1)}
	go func() { s.done <- w.postSteadily(ctx, c, today, s) }()
	return s
}

func (w *world) postSteadily(ctx context.Context, c *client, today period.Date, s *stream) error {
	start := time.Now()
	defer func() { s.lasted = time.Since(start) }()
	for n := 0; ; n++ {
		due := start.Add(time.Duration(n*perPost) * time.Second / time.Duration(w.rate))
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Until(due)):
		}
		items := make([]item, perPost)
		for i := range items {
			items[i] = itemOf(w.single(liveSource, n*perPost+i, today))
		}
		took, err := c.post(context.WithoutCancel(ctx), items) // a request that is under way is finished
		if err != nil {
			return err
		}
		s.acked += perPost
		s.posts.AddTime(took)
	}
}

// end stops the stream.
func (s *stream) end() error {
	s.stop()
	return <-s.done
}

// openPage measures how long a sale takes until an open page shows it: posted,
// told of by an event, and the company's figures read again.
func (w *world) openPage(ctx context.Context, c *client, today period.Date) (shown measure.Series, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	response, err := c.do(ctx, http.MethodGet, "/events", nil, nil)
	if err != nil {
		return shown, err
	}
	defer func() { err = errors.Join(err, ignoreStop(response.Body.Close())) }()
	events := follow(response.Body)
	before, err := w.actual(ctx, c)
	if err != nil {
		return shown, err
	}
	const most = 50
	for i := range min(most, w.posts) {
		sale := w.single(liveSource+"-page", i, today)
		start := time.Now()
		if _, err := c.post(ctx, []item{itemOf(sale)}); err != nil {
			return shown, err
		}
		want := before + sale.Amount
		for before != want {
			if err := next(ctx, events); err != nil {
				return shown, err
			}
			if before, err = w.actual(ctx, c); err != nil {
				return shown, err
			}
		}
		shown.AddTime(time.Since(start))
	}
	return shown, nil
}

// follow tells of each event that facts have changed.
func follow(body io.Reader) <-chan struct{} {
	const room = 64
	events := make(chan struct{}, room)
	go func() {
		defer close(events)
		for lines := bufio.NewScanner(body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "event: facts") {
				events <- struct{}{}
			}
		}
	}()
	return events
}

func next(ctx context.Context, events <-chan struct{}) error {
	const patience = 10 * time.Second
	select {
	case _, open := <-events:
		if !open {
			return errors.New("the events ended")
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(patience):
		return errors.New("no event told of the sale")
	}
}

// actual returns where the company stands in the last month.
func (w *world) actual(ctx context.Context, c *client) (money.Amount, error) {
	text, err := c.get(ctx, "/nodes/"+url.PathEscape(string(root))+"/attainment", w.view())
	if err != nil {
		return 0, err
	}
	var f figures
	if err := json.Unmarshal(text, &f); err != nil {
		return 0, err
	}
	if f.Actual == nil {
		return 0, fmt.Errorf("the company has no actual: %s", text)
	}
	return *f.Actual, nil
}

// ignoreStop forgets the error of a body that was closed under its reader.
func ignoreStop(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
