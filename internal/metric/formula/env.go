package formula

import (
	"math/big"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/attainhq/attain/internal/period"
)

// functions are the names of functions, for messages.
var functions = []string{"date(…)", "year(…)", "month(…)", "known(…)", "min(…)", "max(…)", "abs(…)", "lower(…)", "contains", "startsWith", "endsWith", "in"}

// environment is what every expression is compiled in, but for its fields:
// logic and texts as in CEL, numbers and days of our own, no macros.
func environment() (*cel.Env, error) {
	subset := env.NewLibrarySubset().SetDisableMacros(true)
	for _, name := range []string{operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.Equals, operators.NotEquals,
		operators.Conditional, operators.In, "contains", "startsWith", "endsWith"} {
		subset.AddIncludedFunctions(env.NewFunction(name))
	}
	options := []cel.EnvOption{cel.StdLib(cel.StdLibSubset(subset)), cel.ParserRecursionLimit(deepest), cel.ClearMacros(),
		cel.Function(operators.Add, calculation("add", (*big.Rat).Add), joined()),
		cel.Function(operators.Subtract, calculation("subtract", (*big.Rat).Sub), daysBetween()),
		cel.Function(operators.Multiply, calculation("multiply", (*big.Rat).Mul)),
		cel.Function(operators.Divide, calculation("divide", func(z, x, y *big.Rat) *big.Rat {
			if y.Sign() == 0 {
				return nil
			}
			return z.Quo(x, y)
		})),
		cel.Function(operators.Negate, cel.Overload("negate_number", []*cel.Type{numberType}, numberType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			return calculate(&number{new(big.Rat)}, v, (*big.Rat).Sub)
		}))),
		compared(operators.Less, "less", func(order int) bool { return order < 0 }),
		compared(operators.LessEquals, "less_equals", func(order int) bool { return order <= 0 }),
		compared(operators.Greater, "greater", func(order int) bool { return order > 0 }),
		compared(operators.GreaterEquals, "greater_equals", func(order int) bool { return order >= 0 }),
	}
	return cel.NewCustomEnv(append(options, own()...)...)
}

func calculation(name string, apply func(z, x, y *big.Rat) *big.Rat) cel.FunctionOpt {
	return cel.Overload(name+"_number", []*cel.Type{numberType, numberType}, numberType,
		cel.BinaryBinding(func(x, y ref.Val) ref.Val { return calculate(x, y, apply) }))
}

func joined() cel.FunctionOpt {
	return cel.Overload("join_text", []*cel.Type{cel.StringType, cel.StringType}, cel.StringType, cel.BinaryBinding(func(x, y ref.Val) ref.Val {
		a, okA := x.(types.String)
		b, okB := y.(types.String)
		if !okA || !okB || len(a)+len(b) > longest {
			return types.WrapErr(errLarge)
		}
		return a + b
	}))
}

func daysBetween() cel.FunctionOpt {
	return cel.Overload("days_between", []*cel.Type{dayType, dayType}, numberType, cel.BinaryBinding(func(x, y ref.Val) ref.Val {
		a, okA := x.(*day)
		b, okB := y.(*day)
		switch {
		case !okA || !okB:
			return types.MaybeNoSuchOverloadErr(y)
		case a.date == period.Never || b.date == period.Never:
			return types.WrapErr(ErrUnknown)
		}
		return &number{new(big.Rat).SetInt64(int64(a.date) - int64(b.date))}
	}))
}

func compared(operator, name string, holds func(order int) bool) cel.EnvOption {
	binding := cel.BinaryBinding(func(x, y ref.Val) ref.Val { return ordered(x, y, holds) })
	return cel.Function(operator,
		cel.Overload(name+"_number", []*cel.Type{numberType, numberType}, cel.BoolType, binding),
		cel.Overload(name+"_day", []*cel.Type{dayType, dayType}, cel.BoolType, binding))
}

// own are the functions that CEL does not have.
func own() []cel.EnvOption {
	part := func(name string, get func(period.Date) int) cel.EnvOption {
		return cel.Function(name, cel.Overload(name+"_day", []*cel.Type{dayType}, numberType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			d, ok := v.(*day)
			switch {
			case !ok:
				return types.MaybeNoSuchOverloadErr(v)
			case d.date == period.Never:
				return types.WrapErr(ErrUnknown)
			}
			return &number{new(big.Rat).SetInt64(int64(get(d.date)))}
		})))
	}
	known := func(name string, of *cel.Type) cel.FunctionOpt {
		return cel.Overload("known_"+name, []*cel.Type{of}, cel.BoolType, cel.UnaryBinding(func(v ref.Val) ref.Val { return types.Bool(isKnown(v)) }))
	}
	return []cel.EnvOption{
		part("year", period.Date.Year),
		part("month", func(d period.Date) int { return int(d.Month()) }),
		cel.Function("known", known("number", numberType), known("day", dayType), known("text", cel.StringType)),
		cel.Function("min", calculation("min", func(z, x, y *big.Rat) *big.Rat {
			if x.Cmp(y) > 0 {
				x = y
			}
			return z.Set(x)
		})),
		cel.Function("max", calculation("max", func(z, x, y *big.Rat) *big.Rat {
			if x.Cmp(y) < 0 {
				x = y
			}
			return z.Set(x)
		})),
		cel.Function("abs", cel.Overload("abs_number", []*cel.Type{numberType}, numberType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			return calculate(v, &number{new(big.Rat)}, func(z, x, _ *big.Rat) *big.Rat { return z.Abs(x) })
		}))),
		cel.Function("lower", cel.Overload("lower_text", []*cel.Type{cel.StringType}, cel.StringType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			text, ok := v.(types.String)
			if !ok {
				return types.MaybeNoSuchOverloadErr(v)
			}
			return types.String(strings.ToLower(string(text)))
		}))),
		cel.Function("date", cel.Overload("date_text", []*cel.Type{cel.StringType}, dayType, cel.UnaryBinding(func(v ref.Val) ref.Val {
			text, ok := v.(types.String)
			if !ok {
				return types.MaybeNoSuchOverloadErr(v)
			}
			d, err := period.ParseDate(string(text))
			if err != nil {
				return types.WrapErr(err)
			}
			return &day{d}
		}))),
	}
}
