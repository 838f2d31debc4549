package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// Close is a period that was closed: its numbers are those known at the end of
// AsOf.
type Close struct {
	ID         string     `json:"id"`
	Period     Period     `json:"period"` // the days that this close closed
	State      string     `json:"state"`  // closed or reopened
	AsOf       string     `json:"as_of"`
	FrozenFrom string     `json:"frozen_from"`
	ClosedOn   string     `json:"closed_on"`
	ClosedAt   time.Time  `json:"closed_at"`
	ClosedBy   string     `json:"closed_by"`
	Note       string     `json:"note"`
	ReopenedOn *string    `json:"reopened_on"`
	ReopenedAt *time.Time `json:"reopened_at"`
	ReopenedBy string     `json:"reopened_by"`
	Reason     string     `json:"reason"`
}

// NewClose asks for a period to be closed.
type NewClose struct {
	Period string `json:"period"`          // id of a month, quarter, half or year
	AsOf   string `json:"as_of,omitempty"` // "": yesterday, or today when something of it became known today
	Note   string `json:"note,omitempty"`
}

// ClosePreview is what closing a period would do, and what is still open in it.
type ClosePreview struct {
	Period      Period    `json:"period"`
	AsOf        string    `json:"as_of"`
	LatestAsOf  string    `json:"latest_as_of"`
	Refused     string    `json:"refused"` // why it cannot be closed; "" when it can
	Quarantined int       `json:"quarantined"`
	Unconverted []Foreign `json:"unconverted"`
}

// Late is what became known of a closed period after it was closed. Value is
// nil of a ratio.
type Late struct {
	Period      Period   `json:"period"`
	Value       *Decimal `json:"value"`
	Numerator   Decimal  `json:"numerator"`
	Denominator Decimal  `json:"denominator"`
}

// Frozen says that figures are of a closed period.
type Frozen struct {
	AsOf  string `json:"as_of"`
	On    string `json:"on"`
	Since []Late `json:"since"` // what became known since, counted in later periods
}

// Closes returns what is closed or was, the latest first.
func (c *Client) Closes(ctx context.Context) iter.Seq2[Close, error] {
	return each[Close](ctx, c, "/closes", url.Values{})
}

// PreviewClose says what closing a period would do. period may be "" for the
// month that is closed next.
func (c *Client) PreviewClose(ctx context.Context, period string) (p ClosePreview, err error) {
	query := url.Values{}
	set(query, "period", period)
	return p, c.call(ctx, http.MethodGet, "/closes/preview", query, nil, &p)
}

// ClosePeriod closes a period.
func (c *Client) ClosePeriod(ctx context.Context, n NewClose) (made Close, err error) {
	return made, c.call(ctx, http.MethodPost, "/closes", nil, n, &made)
}

// Reopen opens the period that was closed last again; everybody can read why.
func (c *Client) Reopen(ctx context.Context, closeID, reason string) (opened Close, err error) {
	return opened, c.call(ctx, http.MethodPost, "/closes/"+id(closeID)+"/reopen", nil, map[string]string{"reason": reason}, &opened)
}
