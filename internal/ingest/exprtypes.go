package ingest

import (
	"fmt"
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/attainhq/attain/internal/money"
)

// The types that expressions have besides CEL's own. A number is an exact
// fraction, so no amount passes through a float; a date is a day or a time.
var (
	numberType = types.NewObjectType("number", traits.AdderType, traits.SubtractorType, traits.MultiplierType,
		traits.DividerType, traits.NegatorType, traits.ComparerType)
	dateType    = types.NewObjectType("date", traits.ComparerType)
	contextType = types.NewOpaqueType("context")
)

// numberValue is an exact number in an expression; nil is no_number().
type numberValue struct{ rat *big.Rat }

// noValue is the problem of calculating with no_number() or no_date().
var noValue = problemf("guard it: x == \"\" ? no_number() : …", "the expression calculates with a value that is not there")

// toRat returns the exact number of a value on the right of an operator. A
// literal such as 0.15 is a float by the time it arrives; the shortest decimal
// that makes that float is what was written.
func toRat(v ref.Val) (*big.Rat, bool) {
	switch x := v.(type) {
	case numberValue:
		return x.rat, true
	case types.Int:
		return new(big.Rat).SetInt64(int64(x)), true
	case types.Double:
		return new(big.Rat).SetString(strconv.FormatFloat(float64(x), 'g', -1, 64))
	}
	return nil, false
}

// operate applies an operator after checking that the result keeps a
// reasonable size.
func (n numberValue) operate(other ref.Val, apply func(z, x, y *big.Rat) *big.Rat) ref.Val {
	y, ok := toRat(other)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	if n.rat == nil || y == nil {
		return types.WrapErr(noValue)
	}
	const mostBits = 4096
	z := apply(new(big.Rat), n.rat, y)
	if z.Num().BitLen()+z.Denom().BitLen() > mostBits {
		return types.WrapErr(problemf("simplify the expression", "the result of the calculation is too large"))
	}
	return numberValue{z}
}

// Add implements +.
func (n numberValue) Add(other ref.Val) ref.Val { return n.operate(other, (*big.Rat).Add) }

// Subtract implements -.
func (n numberValue) Subtract(other ref.Val) ref.Val { return n.operate(other, (*big.Rat).Sub) }

// Multiply implements *.
func (n numberValue) Multiply(other ref.Val) ref.Val { return n.operate(other, (*big.Rat).Mul) }

// Divide implements /; the quotient is exact.
func (n numberValue) Divide(other ref.Val) ref.Val {
	if y, ok := toRat(other); ok && y != nil && y.Sign() == 0 {
		return types.WrapErr(problemf("guard it, for example number(B) == number(\"0\") ? number(\"0\") : number(A) / number(B)", "division by zero"))
	}
	return n.operate(other, (*big.Rat).Quo)
}

// Negate implements the sign.
func (n numberValue) Negate() ref.Val {
	return numberValue{new(big.Rat)}.Subtract(n)
}

// Compare implements <, <=, > and >=.
func (n numberValue) Compare(other ref.Val) ref.Val {
	y, ok := toRat(other)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	if n.rat == nil || y == nil {
		return types.WrapErr(noValue)
	}
	return types.Int(n.rat.Cmp(y))
}

// Equal implements ==.
func (n numberValue) Equal(other ref.Val) ref.Val {
	y, ok := toRat(other)
	if n.rat == nil || y == nil {
		return types.Bool(ok && n.rat == y)
	}
	return types.Bool(ok && n.rat.Cmp(y) == 0)
}

// ConvertToNative is not needed: values stay inside expressions.
func (n numberValue) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a number is not converted to %s", t)
}

// ConvertToType converts to text: the exact decimals where there are few,
// otherwise rounded to twelve.
func (n numberValue) ConvertToType(t ref.Type) ref.Val {
	if t.TypeName() != types.StringType.TypeName() {
		return types.MaybeNoSuchOverloadErr(n)
	}
	if n.rat == nil {
		return types.String("")
	}
	const decimals = 12
	text := n.rat.FloatString(decimals)
	return types.String(strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
}

// Type implements ref.Val.
func (n numberValue) Type() ref.Type { return numberType }

// Value implements ref.Val.
func (n numberValue) Value() any { return n.rat }

// dateValue is a date in an expression; none is no_date().
type dateValue struct {
	moment
	none bool
}

// Compare orders by day, then by time of day.
func (d dateValue) Compare(other ref.Val) ref.Val {
	o, ok := other.(dateValue)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	if d.none || o.none {
		return types.WrapErr(noValue)
	}
	if d.day != o.day {
		return types.Int(sign(int64(d.day) - int64(o.day)))
	}
	return types.Int(sign(d.micros - o.micros))
}

func sign(n int64) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// Equal implements ==.
func (d dateValue) Equal(other ref.Val) ref.Val {
	o, ok := other.(dateValue)
	return types.Bool(ok && d == o)
}

// ConvertToNative is not needed: values stay inside expressions.
func (d dateValue) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("a date is not converted to %s", t)
}

// ConvertToType converts to text, YYYY-MM-DD.
func (d dateValue) ConvertToType(t ref.Type) ref.Val {
	if t.TypeName() != types.StringType.TypeName() {
		return types.MaybeNoSuchOverloadErr(d)
	}
	if d.none {
		return types.String("")
	}
	return types.String(d.day.String())
}

// Type implements ref.Val.
func (d dateValue) Type() ref.Type { return dateType }

// Value implements ref.Val.
func (d dateValue) Value() any { return d.moment }

// contextValue carries what the functions number, date and id need to know of
// the field that is being read. A macro passes it as a hidden argument.
type contextValue struct {
	formats  *formats
	currency money.Currency // of the row, empty while unknown
}

// Equal implements ref.Val.
func (c *contextValue) Equal(other ref.Val) ref.Val { return types.Bool(other == ref.Val(c)) }

// ConvertToNative implements ref.Val.
func (c *contextValue) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("the context is not converted to %s", t)
}

// ConvertToType implements ref.Val.
func (c *contextValue) ConvertToType(ref.Type) ref.Val { return types.MaybeNoSuchOverloadErr(c) }

// Type implements ref.Val.
func (c *contextValue) Type() ref.Type { return contextType }

// Value implements ref.Val.
func (c *contextValue) Value() any { return c }

// comparisons are the overloads of one comparison operator.
func comparisons(name string) []cel.FunctionOpt {
	return []cel.FunctionOpt{
		cel.Overload(name+"_number_number", []*cel.Type{numberType, numberType}, cel.BoolType),
		cel.Overload(name+"_number_int", []*cel.Type{numberType, cel.IntType}, cel.BoolType),
		cel.Overload(name+"_number_double", []*cel.Type{numberType, cel.DoubleType}, cel.BoolType),
		cel.Overload(name+"_date_date", []*cel.Type{dateType, dateType}, cel.BoolType),
	}
}

// arithmetic are the overloads of one arithmetic operator.
func arithmetic(name string) []cel.FunctionOpt {
	return []cel.FunctionOpt{
		cel.Overload(name+"_number_number", []*cel.Type{numberType, numberType}, numberType),
		cel.Overload(name+"_number_int", []*cel.Type{numberType, cel.IntType}, numberType),
		cel.Overload(name+"_number_double", []*cel.Type{numberType, cel.DoubleType}, numberType),
	}
}
