// Package client speaks to an Attain server over its REST interface, version 1.
//
// A Client acts for the user of an API token, and sees what that user sees:
// what he may not see is not found. Amounts and ratios are decimals in text,
// exact to 1/10,000; days are YYYY-MM-DD; the end of a period is exclusive.
// Every method takes a context first and returns a *Problem when the server
// refuses.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client speaks to one server. It is safe for concurrent use.
type Client struct {
	base  string // with /api/v1
	token string
	http  *http.Client
}

// Option changes how a Client works.
type Option func(*Client)

// WithToken makes the client act by an API token ("attain_…").
func WithToken(token string) Option { return func(c *Client) { c.token = token } }

// WithHTTPClient makes the client use another http.Client, for example one
// with a cookie jar or a proxy.
func WithHTTPClient(h *http.Client) Option { return func(c *Client) { c.http = h } }

// New returns a client of the server at the address, such as
// https://attain.example.com.
func New(address string, options ...Option) (*Client, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("%q is not the address of a server; write it like https://attain.example.com", address)
	}
	c := &Client{base: strings.TrimRight(base.Scheme+"://"+base.Host+base.EscapedPath(), "/") + "/api/v1", http: &http.Client{}}
	for _, option := range options {
		option(c)
	}
	return c, nil
}

// Problem is why the server refused (RFC 9457).
type Problem struct {
	Type       string         `json:"type"`
	Title      string         `json:"title"`
	Status     int            `json:"status"`
	Detail     string         `json:"detail"`
	Errors     []ProblemField `json:"errors"`
	RetryAfter time.Duration  `json:"-"` // how long to wait before the next try; 0 when the server does not say
	RequestID  string         `json:"-"` // for the operator of the server
}

// ProblemField is one thing that is wrong with the request.
type ProblemField struct {
	Location string `json:"location"` // such as body.items[3].amount
	Message  string `json:"message"`
}

// Error returns the detail and what is wrong with each field.
func (p *Problem) Error() string {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	for _, e := range p.Errors {
		text += "; " + e.Location + ": " + e.Message
	}
	return text
}

// StatusOf returns the HTTP status of the Problem in err's chain, 0 when there
// is none.
func StatusOf(err error) int {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p.Status
	}
	return 0
}

// call sends a request and reads the answer into out, which may be nil.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, in, out any) error {
	var body io.Reader
	kind := ""
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("writing the request: %w", err)
		}
		body, kind = bytes.NewReader(text), "application/json"
	}
	resp, err := c.send(ctx, method, path, query, body, kind)
	if err != nil {
		return err
	}
	defer closed(resp)
	if out == nil {
		_, err = io.Copy(io.Discard, resp.Body)
	} else {
		err = json.NewDecoder(resp.Body).Decode(out)
	}
	if err != nil {
		return fmt.Errorf("reading the answer to %s %s: %w", method, path, err)
	}
	return nil
}

// download copies the answer.
func (c *Client) download(ctx context.Context, path string, query url.Values, to io.Writer) error {
	resp, err := c.send(ctx, http.MethodGet, path, query, nil, "")
	if err != nil {
		return err
	}
	defer closed(resp)
	if _, err := io.Copy(to, resp.Body); err != nil {
		return fmt.Errorf("reading the answer to GET %s: %w", path, err)
	}
	return nil
}

// send returns an answer that is no error; the caller closes it.
func (c *Client) send(ctx context.Context, method, path string, query url.Values, body io.Reader, kind string) (*http.Response, error) {
	address := c.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("the server cannot be reached: %w", err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		defer closed(resp)
		return nil, problemOf(resp)
	}
	return resp, nil
}

func problemOf(resp *http.Response) error {
	const longest = 1 << 20
	p := &Problem{}
	text, err := io.ReadAll(io.LimitReader(resp.Body, longest))
	if err != nil || json.Unmarshal(text, p) != nil || p.Title == "" {
		p = &Problem{Title: resp.Status} // a proxy in between answered
	}
	p.Status = resp.StatusCode
	p.RequestID = resp.Header.Get("X-Request-Id")
	if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil {
		p.RetryAfter = time.Duration(seconds) * time.Second
	}
	return p
}

// page is a page of any list.
type page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor"`
}

// each follows the cursors of a list. It ends after an error.
func each[T any](ctx context.Context, c *Client, path string, query url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		query := clone(query)
		query.Set("limit", "500")
		for {
			var p page[T]
			if err := c.call(ctx, http.MethodGet, path, query, nil, &p); err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range p.Items {
				if !yield(item, nil) {
					return
				}
			}
			if p.NextCursor == "" {
				return
			}
			query.Set("cursor", p.NextCursor)
		}
	}
}

func clone(query url.Values) url.Values {
	out := url.Values{}
	for name, values := range query {
		out[name] = values
	}
	return out
}

// id encodes an id for a path. Dots are encoded too, since clients and proxies
// take them for steps.
func id(text string) string { return strings.ReplaceAll(url.PathEscape(text), ".", "%2E") }

// set adds a value to the query unless it is empty.
func set(query url.Values, name, value string) {
	if value != "" {
		query.Set(name, value)
	}
}

func decode(from io.Reader, v any) error {
	if err := json.NewDecoder(from).Decode(v); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

// closed lets go of an answer. What it could report shows in what was read.
func closed(resp *http.Response) { _ = resp.Body.Close() }
