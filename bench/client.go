package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

// client asks a running server, as the page does.
type client struct {
	http  *http.Client
	base  string
	token string
}

func newClient(base, token string) *client {
	const connections = 8 // more than a browser opens to one server
	return &client{http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}, base: base + "/api/v1", token: token}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// do sends a request and returns its answer.
func (c *client) do(ctx context.Context, method, path string, query url.Values, body io.Reader) (*http.Response, error) {
	address := c.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		defer func() { _ = response.Body.Close() }() // the answer is already bad
		text, _ := io.ReadAll(response.Body)
		return nil, fmt.Errorf("%s %s: %s: %s", method, address, response.Status, text)
	}
	return response, nil
}

// get reads a whole answer.
func (c *client) get(ctx context.Context, path string, query url.Values) (text []byte, err error) {
	response, err := c.do(ctx, http.MethodGet, path, query, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it has been read to its end
	return io.ReadAll(response.Body)
}

// figures is what the bench reads of a node's figures.
type figures struct {
	Node   struct{ ID org.NodeID }
	Actual *money.Amount
	Target *money.Amount
}

// item is a sale as a program posts it.
type item struct {
	Source    string     `json:"source"`
	ID        string     `json:"id"`
	Day       string     `json:"day"`
	Owner     org.NodeID `json:"owner"`
	Customer  org.NodeID `json:"customer"`
	Product   org.NodeID `json:"product"`
	Territory org.NodeID `json:"territory"`
	Quantity  string     `json:"quantity"`
	Amount    string     `json:"amount"`
	Cost      string     `json:"cost"`
	Currency  string     `json:"currency"`
}

// post stores sales and returns how long the server took to acknowledge them.
func (c *client) post(ctx context.Context, items []item) (took time.Duration, err error) {
	text, err := json.Marshal(map[string]any{"items": items})
	if err != nil {
		return 0, err
	}
	start := time.Now()
	response, err := c.do(ctx, http.MethodPost, "/sales", nil, bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }() // it is read to its end below
	var out struct {
		Inserted int
		Rejected []json.RawMessage
	}
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		return 0, err
	}
	took = time.Since(start)
	if out.Inserted != len(items) {
		return took, fmt.Errorf("of %d sales %d were stored: %s", len(items), out.Inserted, out.Rejected)
	}
	return took, nil
}

// withdraw takes a sale back.
func (c *client) withdraw(ctx context.Context, source, id string) error {
	response, err := c.do(ctx, http.MethodDelete, "/sales/"+source+"/"+id, nil, nil)
	if err != nil {
		return err
	}
	return response.Body.Close()
}
