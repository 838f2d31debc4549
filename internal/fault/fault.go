// Package fault knows the kinds of error that a user can meet.
//
// A fault carries a message fit for the user: what happened, why, and what to
// do next. Any error that is not a fault is Internal at the edge and is never
// shown. Which HTTP status or exit code a kind means is decided elsewhere, in
// one place per surface.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says which sort of failure an error is.
type Kind int

// The kinds. The zero Kind is Internal, so that an error nobody classified is
// never shown to a user.
const (
	Internal        Kind = iota
	Invalid              // the input cannot be used as it is
	NotFound             // it is not there, or the reader may not see it
	Conflict             // it contradicts what is stored
	Unauthenticated      // nobody is signed in
	Forbidden            // the reader may see it but not do this
	TooLarge             // the input is over a limit
	TooMany              // too many tries; wait
	Unavailable          // a part that is needed does not answer now
	Full                 // there is no room to write it
)

// Field is one thing wrong with one field of an input.
type Field struct {
	Name    string // path of the field as the sender wrote it: "items[3].amount"
	Message string // what is wrong and how to mend it
}

// Error is a failure with a message for the user.
type Error struct {
	Kind       Kind
	Message    string
	Fields     []Field
	RetryAfter time.Duration // how long to wait before the next try; 0 when waiting does not help
	cause      error
}

// New returns an error of the kind; the message follows fmt.Sprintf.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Wrap is New with a cause that errors.Is and errors.As can find.
func Wrap(cause error, kind Kind, format string, args ...any) *Error {
	e := New(kind, format, args...)
	e.cause = cause
	return e
}

// Error returns the message followed by the field messages.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, 0, len(e.Fields)+1)
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	for _, f := range e.Fields {
		parts = append(parts, f.Name+": "+f.Message)
	}
	return strings.Join(parts, "; ")
}

// Unwrap returns the cause, nil when there is none.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of the first fault in err's chain, Internal when
// there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// RetryAfter returns how long to wait before trying again, 0 when the first
// fault in err's chain does not say.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Fields collects what is wrong with an input, so that a form can show
// everything at once. The zero value is ready to use.
type Fields []Field

// Add notes that the field is wrong.
func (f *Fields) Add(name, format string, args ...any) {
	*f = append(*f, Field{Name: name, Message: fmt.Sprintf(format, args...)})
}

// Err returns an Invalid fault that holds every noted field, nil when there
// is none.
func (f Fields) Err(format string, args ...any) error {
	if len(f) == 0 {
		return nil
	}
	e := New(Invalid, format, args...)
	e.Fields = f
	return e
}
