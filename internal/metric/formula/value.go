package formula

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Value is what a field of one fact says.
type Value struct{ val ref.Val }

// Amount returns a number; nil is one that is not known.
func Amount(a *money.Amount) Value {
	if a == nil {
		return Value{&number{}}
	}
	return Value{&number{a.Rat()}}
}

// String returns a text.
func String(text string) Value { return Value{types.String(text)} }

// Strings returns a list of texts.
func Strings[T ~string](list []T) Value {
	texts := make([]string, len(list))
	for i, text := range list {
		texts[i] = string(text)
	}
	return Value{types.NewStringList(types.DefaultTypeAdapter, texts)}
}

// True returns true or false.
func True(b bool) Value { return Value{types.Bool(b)} }

// On returns a day; Never is one that is not known.
func On(d period.Date) Value { return Value{&day{d}} }

var (
	numberType = types.NewObjectType("number")
	dayType    = types.NewObjectType("day")
)

// number is an exact number in an expression; a nil rat is not known.
type number struct{ rat *big.Rat }

var (
	errZero  = errors.New("it divides by 0; guard it, for example x == 0 ? 0 : y / x")
	errLarge = errors.New("the result of the calculation is too large; simplify it")
)

// calculate applies an operator to two numbers, and refuses results that would
// make the next step slow.
func calculate(x, y ref.Val, apply func(z, x, y *big.Rat) *big.Rat) ref.Val {
	a, okA := x.(*number)
	b, okB := y.(*number)
	switch {
	case !okA || !okB:
		return types.MaybeNoSuchOverloadErr(y)
	case a.rat == nil || b.rat == nil:
		return types.WrapErr(ErrUnknown)
	}
	const mostBits = 4096
	z := apply(new(big.Rat), a.rat, b.rat)
	if z == nil {
		return types.WrapErr(errZero)
	}
	if z.Num().BitLen()+z.Denom().BitLen() > mostBits {
		return types.WrapErr(errLarge)
	}
	return &number{z}
}

// ordered compares two numbers or two days.
func ordered(x, y ref.Val, holds func(order int) bool) ref.Val {
	switch a := x.(type) {
	case *number:
		if b, ok := y.(*number); ok {
			if a.rat == nil || b.rat == nil {
				return types.WrapErr(ErrUnknown)
			}
			return types.Bool(holds(a.rat.Cmp(b.rat)))
		}
	case *day:
		if b, ok := y.(*day); ok {
			if a.date == period.Never || b.date == period.Never {
				return types.WrapErr(ErrUnknown)
			}
			return types.Bool(holds(int(a.date) - int(b.date)))
		}
	}
	return types.MaybeNoSuchOverloadErr(y)
}

// Equal implements ==. What is not known equals nothing.
func (n *number) Equal(other ref.Val) ref.Val {
	o, ok := other.(*number)
	if ok && (n.rat == nil || o.rat == nil) {
		return types.WrapErr(ErrUnknown)
	}
	return types.Bool(ok && n.rat.Cmp(o.rat) == 0)
}

// ConvertToNative is not needed: values stay inside expressions.
func (n *number) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a number is not converted to %s", t)
}

// ConvertToType implements ref.Val; there is nothing to convert to.
func (n *number) ConvertToType(ref.Type) ref.Val { return types.MaybeNoSuchOverloadErr(n) }

// Type implements ref.Val.
func (n *number) Type() ref.Type { return numberType }

// Value implements ref.Val.
func (n *number) Value() any { return n.rat }

// day is a day in an expression; Never is not known.
type day struct{ date period.Date }

// Equal implements ==.
func (d *day) Equal(other ref.Val) ref.Val {
	o, ok := other.(*day)
	if ok && (d.date == period.Never || o.date == period.Never) {
		return types.WrapErr(ErrUnknown)
	}
	return types.Bool(ok && d.date == o.date)
}

// ConvertToNative is not needed: values stay inside expressions.
func (d *day) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a day is not converted to %s", t)
}

// ConvertToType implements ref.Val; there is nothing to convert to.
func (d *day) ConvertToType(ref.Type) ref.Val { return types.MaybeNoSuchOverloadErr(d) }

// Type implements ref.Val.
func (d *day) Type() ref.Type { return dayType }

// Value implements ref.Val.
func (d *day) Value() any { return d.date }

// isKnown reports whether there is a value.
func isKnown(v ref.Val) bool {
	switch v := v.(type) {
	case *number:
		return v.rat != nil
	case *day:
		return v.date != period.Never
	case types.String:
		return strings.TrimSpace(string(v)) != ""
	}
	return true
}
