package client

import (
	"context"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Health returns nil when the server can answer.
func (c *Client) Health(ctx context.Context) error {
	return c.call(ctx, http.MethodGet, "/health", nil, nil, nil)
}

// Session returns who acts.
func (c *Client) Session(ctx context.Context) (s Session, err error) {
	return s, c.call(ctx, http.MethodGet, "/session", nil, nil, &s)
}

// Organisation returns the organisation and its settings.
func (c *Client) Organisation(ctx context.Context) (o Organisation, err error) {
	return o, c.call(ctx, http.MethodGet, "/organisation", nil, nil, &o)
}

// Metrics returns what is counted.
func (c *Client) Metrics(ctx context.Context) ([]Metric, error) {
	var p page[Metric]
	err := c.call(ctx, http.MethodGet, "/metrics", nil, nil, &p)
	return p.Items, err
}

// Periods returns the periods that have targets or facts. asOf may be "".
func (c *Client) Periods(ctx context.Context, asOf string) (p Periods, err error) {
	query := url.Values{}
	set(query, "as_of", asOf)
	return p, c.call(ctx, http.MethodGet, "/periods", query, nil, &p)
}

// NodeFilter says which nodes are wanted; an empty field sets no condition.
type NodeFilter struct {
	Kind   string
	Search string // part of the name or of the source id
	Parent string // only what belongs directly to this node
	AsOf   string
}

// Nodes returns nodes by name.
func (c *Client) Nodes(ctx context.Context, f NodeFilter) iter.Seq2[Node, error] {
	query := url.Values{}
	set(query, "kind", f.Kind)
	set(query, "q", f.Search)
	set(query, "parent", f.Parent)
	set(query, "as_of", f.AsOf)
	return each[Node](ctx, c, "/nodes", query)
}

// Node returns one node. asOf may be "".
func (c *Client) Node(ctx context.Context, nodeID, asOf string) (n Node, err error) {
	query := url.Values{}
	set(query, "as_of", asOf)
	return n, c.call(ctx, http.MethodGet, "/nodes/"+id(nodeID), query, nil, &n)
}

// Question says which figures are wanted. The zero Question is about the
// revenue of the current period as it is known today.
type Question struct {
	Metric string
	Period string // id: 2014, 2014-Q1, 2014-05, 2014-01-01..2014-04-01
	AsOf   string
	Policy string // latest, credit_date or day_weighted; the organisation's without it
}

func (q Question) values() url.Values {
	query := url.Values{}
	set(query, "metric", q.Metric)
	set(query, "period", q.Period)
	set(query, "as_of", q.AsOf)
	set(query, "policy", q.Policy)
	return query
}

// Figures returns how a node stands.
func (c *Client) Figures(ctx context.Context, nodeID string, q Question) (f Figures, err error) {
	return f, c.call(ctx, http.MethodGet, "/nodes/"+id(nodeID)+"/attainment", q.values(), nil, &f)
}

// Burnup returns how a node got there. curve is calendar or working_days.
func (c *Client) Burnup(ctx context.Context, nodeID string, q Question, curve string) (b Burnup, err error) {
	query := q.values()
	set(query, "curve", curve)
	return b, c.call(ctx, http.MethodGet, "/nodes/"+id(nodeID)+"/burnup", query, nil, &b)
}

// Breakdown divides a node's number by another kind of node, the largest parts
// first. limit is 1 to 500, 0 for the server's own.
func (c *Client) Breakdown(ctx context.Context, nodeID string, q Question, by string, limit int) (b Breakdown, err error) {
	query := q.values()
	query.Set("by", by)
	if limit > 0 {
		query.Set("limit", strconv.Itoa(limit))
	}
	return b, c.call(ctx, http.MethodGet, "/nodes/"+id(nodeID)+"/breakdown", query, nil, &b)
}

// Receipt writes the receipt that proves a node's number, as a file that
// `attain receipt verify` checks without the server.
func (c *Client) Receipt(ctx context.Context, nodeID string, q Question, to io.Writer) error {
	return c.download(ctx, "/nodes/"+id(nodeID)+"/receipt.json", q.values(), to)
}

// Selection says which rows a list holds, and in which order.
type Selection struct {
	By     string // kind of node; may be empty with Direct
	Under  string // only what belonged to this node
	Direct bool   // only what belonged directly to it
	Search string
	Sort   string // attainment, actual, target, gap, name or rank
	Order  string // asc or desc
}

func (s Selection) add(query url.Values) url.Values {
	set(query, "by", s.By)
	set(query, "under", s.Under)
	set(query, "q", s.Search)
	set(query, "sort", s.Sort)
	set(query, "order", s.Order)
	if s.Direct {
		query.Set("direct", "true")
	}
	return query
}

// List returns how many nodes stand.
func (c *Client) List(ctx context.Context, q Question, s Selection) iter.Seq2[Figures, error] {
	return each[Figures](ctx, c, "/attainment", s.add(q.values()))
}

// Export writes the same list as CSV.
func (c *Client) Export(ctx context.Context, q Question, s Selection, to io.Writer) error {
	return c.download(ctx, "/attainment.csv", s.add(q.values()), to)
}

// Targets returns a node's targets of a metric, of all metrics when it is "".
func (c *Client) Targets(ctx context.Context, nodeID, metric string) ([]Target, error) {
	query := url.Values{}
	set(query, "metric", metric)
	var p page[Target]
	err := c.call(ctx, http.MethodGet, "/nodes/"+id(nodeID)+"/targets", query, nil, &p)
	return p.Items, err
}

// SetTarget sets a target: a new version of it.
func (c *Client) SetTarget(ctx context.Context, n NewTarget) (t Target, err error) {
	return t, c.call(ctx, http.MethodPost, "/targets", nil, n, &t)
}
