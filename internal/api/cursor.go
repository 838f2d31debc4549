package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
)

// Page is what every list takes.
type Page struct {
	Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"500" doc:"How many items at most."`
	Cursor string `query:"cursor" maxLength:"2000" doc:"next_cursor of the page before."`
}

// list is a page of items.
type list[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty" doc:"Absent on the last page."`
}

// errCursor is told for a cursor that belongs to another question, or to none.
var errCursor = errors.New("is not a cursor of this list; start again without it")

// fingerprint tells one question from another: the address and the query
// without where in the list the caller is, and who asks.
func fingerprint(c *caller) string {
	query := c.r.URL.Query()
	query.Del("cursor")
	query.Del("limit")
	sum := sha256.Sum256([]byte(c.OrgID + "\n" + c.UserID + "\n" + c.r.URL.EscapedPath() + "\n" + query.Encode()))
	return hex.EncodeToString(sum[:8])
}

// newCursor makes a cursor of a position in the caller's list.
func newCursor(c *caller, position string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(fingerprint(c) + ":" + position))
}

// position returns where the cursor points to, "" without one.
func (p Page) position(c *caller) (string, error) {
	if p.Cursor == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return "", invalid("query.cursor", errCursor)
	}
	question, position, ok := strings.Cut(string(text), ":")
	if !ok || question != fingerprint(c) || position == "" {
		return "", invalid("query.cursor", errCursor)
	}
	return position, nil
}

// cut returns the page of a list that is there as a whole.
func cut[T any](c *caller, p Page, all []T) (list[T], error) {
	position, err := p.position(c)
	if err != nil {
		return list[T]{}, err
	}
	offset := 0
	if position != "" {
		if offset, err = strconv.Atoi(position); err != nil || offset < 0 {
			return list[T]{}, invalid("query.cursor", errCursor)
		}
	}
	offset = min(offset, len(all))
	end := min(offset+p.Limit, len(all))
	page := list[T]{Items: append([]T{}, all[offset:end]...)}
	if end < len(all) {
		page.NextCursor = newCursor(c, strconv.Itoa(end))
	}
	return page, nil
}
