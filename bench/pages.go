package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"sync"
	"time"

	"github.com/attainhq/attain/bench/baseline"
	"github.com/attainhq/attain/bench/load"
	"github.com/attainhq/attain/bench/measure"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// kinds are the pages, by the kind of their node.
var kinds = []string{"company", "team", "person"}

// asked is the pages that were asked for, with what they said at the end, when
// no more facts came.
type asked struct {
	took   map[string]*measure.Series // by kind
	nodes  map[string][]org.NodeID
	shown  map[org.NodeID]page
	stream *stream
}

// page is what a page said, in the words of a dashboard.
type page = baseline.Page

// view is the period and metric that pages show: revenue of the last month.
func (w *world) view() url.Values {
	return url.Values{"metric": {"revenue"}, "period": {w.month.Start.String() + ".." + w.month.End.String()}}
}

// request is one of the questions of a page.
type request struct {
	path  string
	query url.Values
}

// The questions of a page, in their order within requests.
const (
	ofFigures = iota
	ofBurnup
	ofBreakdown
	ofNode
	ofGoals
	ofTargets
	ofChildren
)

// requests are what the page of a node asks for.
func (w *world) requests(node org.NodeID) []request {
	at := "/nodes/" + url.PathEscape(string(node))
	with := func(more ...string) url.Values {
		query := w.view()
		for i := 0; i < len(more); i += 2 {
			query.Set(more[i], more[i+1])
		}
		return query
	}
	all := []request{
		ofFigures:   {at + "/attainment", with()},
		ofBurnup:    {at + "/burnup", with("curve", "calendar")},
		ofBreakdown: {at + "/breakdown", with("by", "product", "limit", "500")},
		ofNode:      {at, nil},
		ofGoals:     {"/goals", url.Values{"owner": {string(node)}, "state": {"draft,proposed,accepted,active"}, "limit": {"500"}}},
		ofTargets:   {at + "/targets", url.Values{"metric": {"revenue"}}},
	}
	if node.Kind() != org.Person {
		all = append(all, request{"/attainment", with("under", string(node), "direct", "true", "limit", "100")})
	}
	return all
}

// ask loads a page: its questions at once, as a browser does, until the last
// answer is there.
func (w *world) ask(ctx context.Context, c *client, node org.NodeID) ([][]byte, time.Duration, error) {
	requests := w.requests(node)
	answers, failed := make([][]byte, len(requests)), make([]error, len(requests))
	const likeBrowser = 6
	room := make(chan struct{}, likeBrowser)
	var all sync.WaitGroup
	start := time.Now()
	for i, r := range requests {
		room <- struct{}{}
		all.Go(func() {
			answers[i], failed[i] = c.get(ctx, r.path, r.query)
			<-room
		})
	}
	all.Wait()
	return answers, time.Since(start), errors.Join(failed...)
}

// servePages starts the server and asks for pages while facts arrive.
func (w *world) servePages(ctx context.Context, today period.Date) (all asked, err error) {
	w.say("%s: pages of %d facts", w.engine, w.company.Sales)
	s, err := w.serve(ctx, w.location, today.String())
	if err != nil {
		return all, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	reader, writer := newClient(s.url, w.token), newClient(s.url, w.token)
	defer reader.close()
	defer writer.close()
	all = asked{took: map[string]*measure.Series{}, nodes: w.choose(), shown: map[org.NodeID]page{}}
	for _, kind := range kinds { // what is read once is read before
		all.took[kind] = &measure.Series{}
		if _, _, err := w.ask(ctx, reader, all.nodes[kind][0]); err != nil {
			return all, err
		}
	}
	cpu := cpuOf(s.cmd.Process.Pid)
	all.stream = w.arrive(ctx, writer, today)
	err = w.askAll(ctx, reader, &all)
	if err := errors.Join(err, all.stream.end()); err != nil {
		return all, err
	}
	w.noteStream(all.stream, cpuOf(s.cmd.Process.Pid)-cpu)
	for _, node := range allNodes(all) {
		if all.shown[node], err = w.shown(ctx, reader, node); err != nil {
			return all, err
		}
	}
	now, peak := memoryOf(s.cmd.Process.Pid)
	w.measured(measure.Measure{Section: footprint, Name: "server, memory after the pages", Unit: "MB", Quantile: measure.Median, Of: measure.Of(megabytes(now)), Note: noteOfServer(w.engine)})
	w.measured(measure.Measure{Section: footprint, Name: "server, most memory", Unit: "MB", Quantile: measure.Median, Of: measure.Of(megabytes(peak)), Note: noteOfServer(w.engine)})
	return all, w.open(ctx, reader, today)
}

// open notes how soon an open page shows a sale, and takes the sales back, so
// that what the pages said stays true.
func (w *world) open(ctx context.Context, c *client, today period.Date) error {
	shown, err := w.openPage(ctx, c, today)
	if err != nil {
		return fmt.Errorf("an open page: %w", err)
	}
	w.quantiles(posting, "from the request to the number on an open page", shown, "", measure.Series{}, "over HTTP, no other writes")
	for i := range shown.Values {
		if err := c.withdraw(ctx, liveSource+"-page", fmt.Sprintf("%s-page-%06d", liveSource, i)); err != nil {
			return err
		}
	}
	return nil
}

// choose draws the nodes whose pages are asked for.
func (w *world) choose() map[string][]org.NodeID {
	const different = 20
	nodes := map[string][]org.NodeID{"company": {root}}
	teams := 0
	for i := range w.people {
		if w.company.Reports(i) > 0 {
			teams = i + 1
		}
	}
	for range different {
		nodes["team"] = append(nodes["team"], org.ID(org.Team, load.Person(w.draw.IntN(teams))))
		nodes["person"] = append(nodes["person"], org.ID(org.Person, load.Person(w.draw.IntN(w.people))))
	}
	return nodes
}

// askAll asks for pages of all kinds in turn, at most ten a second: a reader
// looks at a page, and a server that only answers would starve its writer.
func (w *world) askAll(ctx context.Context, c *client, all *asked) error {
	const pause = 50 * time.Millisecond
	for i := range w.pages {
		for _, kind := range kinds {
			nodes := all.nodes[kind]
			_, took, err := w.ask(ctx, c, nodes[i%len(nodes)])
			if err != nil {
				return err
			}
			all.took[kind].AddTime(took)
			select {
			case <-ctx.Done():
				return ctx.Err()
			case err := <-all.stream.done: // it ends by itself only when it fails
				all.stream.done <- nil
				return err
			case <-time.After(pause):
			}
		}
	}
	return nil
}

func (w *world) noteStream(s *stream, cpu time.Duration) {
	rate := measure.Of(float64(s.acked) / s.lasted.Seconds())
	rate.CPU = cpu.Seconds()
	w.measured(measure.Measure{Section: paging, Name: "facts that arrived meanwhile", Unit: "facts/s", Quantile: measure.Median, HigherIsBetter: true, Of: rate,
		Note: fmt.Sprintf("%d asked for; CPU is the server's, of facts and pages", w.rate)})
	w.quantiles(paging, fmt.Sprintf("%d sales posted over HTTP meanwhile", perPost), s.posts, "", measure.Series{}, "")
}

func allNodes(all asked) []org.NodeID {
	var nodes []org.NodeID
	for _, kind := range kinds {
		nodes = append(nodes, all.nodes[kind]...)
	}
	return nodes
}

// shown asks for a page and reads its numbers.
func (w *world) shown(ctx context.Context, c *client, node org.NodeID) (page, error) {
	answers, _, err := w.ask(ctx, c, node)
	if err != nil {
		return page{}, err
	}
	var total figures
	var burnup struct {
		Points []struct {
			Day   string
			Value *money.Amount
		}
	}
	var breakdown struct {
		Items []struct {
			Node  struct{ ID string }
			Value money.Amount
		}
	}
	var children struct{ Items []figures }
	parts := []any{ofFigures: &total, ofBurnup: &burnup, ofBreakdown: &breakdown, ofChildren: &children}
	for i, part := range parts {
		if part == nil || i >= len(answers) {
			continue
		}
		if err := json.Unmarshal(answers[i], part); err != nil {
			return page{}, fmt.Errorf("%s: %w", w.requests(node)[i].path, err)
		}
	}
	p := page{Total: value(total.Actual), Target: value(total.Target), Days: map[string]int64{}, Products: map[string]int64{}, Children: map[string]int64{}}
	for _, point := range burnup.Points {
		p.Days[point.Day] = value(point.Value)
	}
	for _, slice := range breakdown.Items {
		p.Products[slice.Node.ID] = int64(slice.Value)
	}
	for _, child := range children.Items {
		p.Children[string(child.Node.ID)] = value(child.Actual)
	}
	return p, nil
}

func value(a *money.Amount) int64 {
	if a == nil {
		return 0
	}
	return int64(*a)
}

// dashboards asks the same database by SQL for what the pages show, and holds
// every number against the page's.
func (w *world) dashboards(ctx context.Context, all asked) (err error) {
	w.say("%s: the same pages by SQL", w.engine)
	d, err := w.sql.Dashboard(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for _, kind := range kinds {
		var took measure.Series
		began, cpu := time.Now(), w.clock(ctx, w.sql)
		const longest, enough = time.Minute, 100
		for i := 0; i < enough && (i < 5 || time.Since(began) < longest); i++ {
			node := all.nodes[kind][i%len(all.nodes[kind])]
			start := time.Now()
			p, err := d.Page(ctx, string(node), w.month.Start.String(), w.month.End.String())
			if err != nil {
				return err
			}
			took.AddTime(time.Since(start))
			if err := same(node, all.shown[node], p); err != nil {
				return err
			}
		}
		took.CPU = cpu().Seconds()
		w.quantiles(paging, kind+" page over HTTP", *all.took[kind], "the same numbers by SQL, covering indexes, no writes", took, "")
	}
	return nil
}

// same fails when a page and a dashboard differ.
func same(node org.NodeID, shown, asked page) error {
	if shown.Total != asked.Total {
		return fmt.Errorf("%s stands at %d on its page and at %d by SQL", node, shown.Total, asked.Total)
	}
	if shown.Target != asked.Target {
		return fmt.Errorf("the target of %s is %d on its page and %d by SQL", node, shown.Target, asked.Target)
	}
	for _, part := range []struct {
		what         string
		shown, asked map[string]int64
	}{{"days", shown.Days, asked.Days}, {"products", shown.Products, asked.Products}, {"children", shown.Children, asked.Children}} {
		if a, b := some(part.shown), some(part.asked); !maps.Equal(a, b) {
			return fmt.Errorf("the %s of %s differ: %v on its page, %v by SQL", part.what, node, a, b)
		}
	}
	return nil
}

// some leaves out what is 0: a page shows it, a GROUP BY does not.
func some(values map[string]int64) map[string]int64 {
	kept := map[string]int64{}
	for key, v := range values {
		if v != 0 {
			kept[key] = v
		}
	}
	return kept
}
