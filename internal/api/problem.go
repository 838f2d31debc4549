package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/fault"
)

// statuses is the one place where a kind of error becomes an HTTP status.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Full:            http.StatusInsufficientStorage,
}

// problem turns an error into what the caller is told, and logs it when it is
// nobody's fault but ours.
func (a *API) problem(c *caller, err error) error {
	if p, ok := errors.AsType[*huma.ErrorModel](err); ok {
		return p // it says what happened, also when the connection has ended by it
	}
	if c.r.Context().Err() != nil {
		if errors.Is(c.r.Context().Err(), context.Canceled) {
			return newProblem(statusClientGone, "the request was cancelled", nil)
		}
		err = fault.Wrap(err, fault.Unavailable, "the answer took too long; ask for less, or try again later")
	}
	err = a.Store.Explain(err)
	kind := fault.KindOf(err)
	if kind == fault.Internal {
		a.Log.LogAttrs(c.r.Context(), slog.LevelError, "a request failed", slog.String("request", c.id),
			slog.String("route", c.r.Pattern), slog.Any("error", err))
		return newProblem(statuses[kind], "something went wrong in the server; tell its operator the request id "+c.id, nil)
	}
	return faultProblem(c.r.Method, err)
}

// statusClientGone is nginx's number for a caller who left before the answer.
const statusClientGone = 499

func faultProblem(method string, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = fault.New(fault.Internal, "something went wrong in the server")
	}
	details := make([]*huma.ErrorDetail, 0, len(f.Fields))
	for _, field := range f.Fields {
		details = append(details, &huma.ErrorDetail{Location: location(method, field.Name), Message: field.Message})
	}
	problem := newProblem(statuses[f.Kind], f.Message, details)
	headers := http.Header{}
	if f.RetryAfter > 0 {
		headers.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	if f.Kind == fault.Unauthenticated {
		headers.Set("WWW-Authenticate", `Bearer realm="attain"`)
	}
	if len(headers) == 0 {
		return problem
	}
	return huma.ErrorWithHeaders(problem, headers)
}

// location names a field as RFC 9457 errors do here: where it stood, and its
// path in there.
func location(method, field string) string {
	for _, place := range []string{"body.", "query.", "path."} {
		if strings.HasPrefix(field, place) {
			return field
		}
	}
	if method == http.MethodGet || method == http.MethodDelete {
		return "query." + field
	}
	return "body." + field
}

func newProblem(status int, detail string, errs []*huma.ErrorDetail) *huma.ErrorModel {
	title := http.StatusText(status)
	if status == statusClientGone {
		title = "Client Closed Request"
	}
	return &huma.ErrorModel{Type: "about:blank", Title: title, Status: status, Detail: detail, Errors: errs}
}

// tidyProblem makes the errors that the framework finds sound like ours, and
// keeps passwords, and anything long, from being sent back.
func tidyProblem(_ huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	if p.Type == "" {
		p.Type = "about:blank"
	}
	if details, known := details[p.Detail]; known {
		p.Detail = details
	}
	if p.Status == http.StatusRequestEntityTooLarge {
		p.Detail = tooLarge
	}
	for _, e := range p.Errors {
		if !shows(e) {
			e.Value = nil
		}
	}
	return p, nil
}

const tooLarge = "the request holds more than 1 MiB; send less at once"

// details are the framework's words and ours.
var details = map[string]string{
	"validation failed":          "the request cannot be used as it is",
	"request body is required":   "the request needs a body; send it as JSON",
	"request body read timeout":  "the request came too slowly; try again",
	"unexpected error occurred":  "something went wrong in the server",
	"unable to marshal response": "the answer cannot be written in a format that you accept",
}

// shows reports whether the value that was refused may be sent back.
func shows(e *huma.ErrorDetail) bool {
	const longest = 100
	if e.Location == "" || e.Location == "body" || strings.Contains(e.Location, "password") || strings.Contains(e.Location, "token") {
		return false
	}
	switch v := e.Value.(type) {
	case string:
		return len(v) <= longest
	case float64, bool:
		return true
	default:
		return false
	}
}

// writeProblem answers outside the framework.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(newProblem(status, detail, nil)) // when the reader has gone there is nobody to tell
}
