package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/fault"
)

func TestKindOf(t *testing.T) {
	t.Parallel()
	notFound := fault.New(fault.NotFound, "there is no %s", "goal")
	for _, test := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"nothing", nil, fault.Internal},
		{"an error nobody classified", io.EOF, fault.Internal},
		{"a fault", notFound, fault.NotFound},
		{"a wrapped fault", fmt.Errorf("read a goal: %w", notFound), fault.NotFound},
		{"the outer of two faults", fault.Wrap(notFound, fault.Conflict, "no"), fault.Conflict},
		{"one of several", errors.Join(io.EOF, notFound), fault.NotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := fault.KindOf(test.err); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
			if got, want := fault.Is(test.err, test.want), test.err != nil; got != want {
				t.Errorf("Is gives %v, want %v", got, want)
			}
			if fault.Is(test.err, fault.TooMany) {
				t.Error("it is of a kind that it is not")
			}
		})
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	err := fault.Wrap(io.EOF, fault.Invalid, "line %d ends too early", 3)
	if err.Error() != "line 3 ends too early" || !errors.Is(err, io.EOF) {
		t.Errorf("got %q", err)
	}
	err.Fields = []fault.Field{{Name: "a", Message: "is missing"}, {Name: "b[1]", Message: "is 0"}}
	if got, want := err.Error(), "line 3 ends too early; a: is missing; b[1]: is 0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	err.Message = ""
	if got, want := err.Error(), "a: is missing; b[1]: is 0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if fault.New(fault.Invalid, "no").Unwrap() != nil {
		t.Error("a fault without a cause has one")
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	var fields fault.Fields
	if err := fields.Err("unused"); err != nil {
		t.Errorf("no field is wrong, but: %v", err)
	}
	fields.Add("items[0].amount", "is %d; it must be above 0", -1)
	fields.Add("owner", "is missing")
	err := fields.Err("%d fields are wrong", len(fields))
	found, ok := errors.AsType[*fault.Error](err)
	if !ok || found.Kind != fault.Invalid || len(found.Fields) != 2 || found.Message != "2 fields are wrong" {
		t.Errorf("got %+v", found)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	err := fault.New(fault.TooMany, "wait")
	err.RetryAfter = time.Minute
	if got := fault.RetryAfter(fmt.Errorf("sign in: %w", err)); got != time.Minute {
		t.Errorf("got %s", got)
	}
	if got := fault.RetryAfter(io.EOF); got != 0 {
		t.Errorf("got %s", got)
	}
}
