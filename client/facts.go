package client

import (
	"context"
	"fmt"
	"io"
	"iter"
	"mime/multipart"
	"net/http"
	"time"
)

// PostSales stores sales, new or corrected, at most 1,000 at once. Items that
// cannot be used are named in the outcome; the others are stored.
func (c *Client) PostSales(ctx context.Context, sales []Sale) (o SalesOutcome, err error) {
	in := struct {
		Items []Sale `json:"items"`
	}{sales}
	return o, c.call(ctx, http.MethodPost, "/sales", nil, in, &o)
}

// Sale returns a sale with all its versions.
func (c *Client) Sale(ctx context.Context, source, saleID string) (h SaleHistory, err error) {
	return h, c.call(ctx, http.MethodGet, "/sales/"+id(source)+"/"+id(saleID), nil, nil, &h)
}

// WithdrawSale withdraws a sale: it counts for nothing from today on.
func (c *Client) WithdrawSale(ctx context.Context, source, saleID string) error {
	return c.call(ctx, http.MethodDelete, "/sales/"+id(source)+"/"+id(saleID), nil, nil, nil)
}

// SplitOrder shares an order among people, in place of all its shares.
// Revenue shares total exactly 100, or there are none.
func (c *Client) SplitOrder(ctx context.Context, source, orderID string, shares []Share) error {
	in := struct {
		Shares []Share `json:"shares"`
	}{append([]Share{}, shares...)}
	return c.call(ctx, http.MethodPut, "/orders/"+id(source)+"/"+id(orderID)+"/split", nil, in, nil)
}

// File is a file to import.
type File struct {
	Name    string // its last part is what the profile's path ends with
	Content io.Reader
}

// Import sends files with the profile that says what they mean. It returns as
// soon as the import runs; see WaitImport.
func (c *Client) Import(ctx context.Context, profile string, files []File, dryRun bool) (b Batch, err error) {
	read, write := io.Pipe()
	form := multipart.NewWriter(write)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_ = write.CloseWithError(fillForm(form, profile, files, dryRun)) // it never fails
	}()
	resp, err := c.send(ctx, http.MethodPost, "/imports", nil, read, form.FormDataContentType())
	_ = read.Close() // ends the sender when the server did not want all
	<-sent
	if err != nil {
		return b, err
	}
	defer closed(resp)
	return b, decode(resp.Body, &b)
}

func fillForm(form *multipart.Writer, profile string, files []File, dryRun bool) error {
	if err := form.WriteField("profile", profile); err != nil {
		return err
	}
	if err := form.WriteField("dry_run", fmt.Sprint(dryRun)); err != nil {
		return err
	}
	for _, f := range files {
		part, err := form.CreateFormFile("files", f.Name)
		if err == nil {
			_, err = io.Copy(part, f.Content)
		}
		if err != nil {
			return err
		}
	}
	return form.Close()
}

// Imports returns imports, the latest first.
func (c *Client) Imports(ctx context.Context) iter.Seq2[Batch, error] {
	return each[Batch](ctx, c, "/imports", nil)
}

// GetImport returns one import.
func (c *Client) GetImport(ctx context.Context, batchID string) (b Batch, err error) {
	return b, c.call(ctx, http.MethodGet, "/imports/"+id(batchID), nil, nil, &b)
}

// WaitImport returns an import when it has ended. progress, which may be nil,
// is told how it stands until then.
func (c *Client) WaitImport(ctx context.Context, batchID string, progress func(Batch)) (Batch, error) {
	const every = 300 * time.Millisecond
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		b, err := c.GetImport(ctx, batchID)
		if err != nil || !b.Running() {
			return b, err
		}
		if progress != nil {
			progress(b)
		}
		select {
		case <-ctx.Done():
			return b, ctx.Err()
		case <-tick.C:
		}
	}
}

// ImportRows returns the rows that an import could not use.
func (c *Client) ImportRows(ctx context.Context, batchID string) iter.Seq2[Row, error] {
	return each[Row](ctx, c, "/imports/"+id(batchID)+"/rows", nil)
}

// MendRow corrects values of a row in quarantine; it counts with the next
// RetryImport.
func (c *Client) MendRow(ctx context.Context, batchID, rowID string, values map[string]string) (r Row, err error) {
	in := struct {
		Values map[string]string `json:"values"`
	}{values}
	return r, c.call(ctx, http.MethodPatch, "/imports/"+id(batchID)+"/rows/"+id(rowID), nil, in, &r)
}

// RetryImport maps the rows in quarantine again, by an edited profile or, with
// "", by the one of the import. It returns the new import.
func (c *Client) RetryImport(ctx context.Context, batchID, profile string) (b Batch, err error) {
	in := struct {
		Profile string `json:"profile,omitempty"`
	}{profile}
	return b, c.call(ctx, http.MethodPost, "/imports/"+id(batchID)+"/retry", nil, in, &b)
}

// UndoImport turns back what an import changed.
func (c *Client) UndoImport(ctx context.Context, batchID string) (b Batch, err error) {
	return b, c.call(ctx, http.MethodPost, "/imports/"+id(batchID)+"/undo", nil, nil, &b)
}

// CancelImport stops an import; what was stored stays.
func (c *Client) CancelImport(ctx context.Context, batchID string) (b Batch, err error) {
	return b, c.call(ctx, http.MethodPost, "/imports/"+id(batchID)+"/cancel", nil, nil, &b)
}
