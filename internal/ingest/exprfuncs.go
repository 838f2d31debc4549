package ingest

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"

	"github.com/attainhq/attain/internal/period"
)

// contextName is the variable that holds the contextValue; plainName holds the
// one by which texts that stand in the expression itself are read.
const (
	contextName = "__context"
	plainName   = "__plain"
)

// plainContext reads what the profile itself says.
var plainContext = &contextValue{formats: profileFormats}

// newExprEnv returns the environment in which every expression is compiled,
// without the variables for columns.
func newExprEnv() (*cel.Env, error) {
	options := []cel.EnvOption{ext.Strings(), cel.Variable(contextName, contextType), cel.Variable(plainName, contextType)}
	for name, op := range map[string]string{"add": operators.Add, "subtract": operators.Subtract, "multiply": operators.Multiply, "divide": operators.Divide} {
		options = append(options, cel.Function(op, arithmetic(name)...))
	}
	for name, op := range map[string]string{"less": operators.Less, "less_equals": operators.LessEquals, "greater": operators.Greater, "greater_equals": operators.GreaterEquals} {
		options = append(options, cel.Function(op, comparisons(name)...))
	}
	options = append(options,
		cel.Function(operators.Negate, cel.Overload("negate_number", []*cel.Type{numberType}, numberType)),
		cel.Function("string",
			cel.Overload("number_to_string", []*cel.Type{numberType}, cel.StringType, cel.UnaryBinding(toText)),
			cel.Overload("date_to_string", []*cel.Type{dateType}, cel.StringType, cel.UnaryBinding(toText))))
	options = append(options, reading("number", numberType, func(c *contextValue, text string) (ref.Val, *problem) {
		rat, p := readNumber(text, c.formats, c.currency)
		return numberValue{rat}, p
	})...)
	options = append(options, reading("date", dateType, func(c *contextValue, text string) (ref.Val, *problem) {
		m, p := readDate(text, c.formats)
		return dateValue{moment: m}, p
	})...)
	options = append(options, reading("id", cel.StringType, func(c *contextValue, text string) (ref.Val, *problem) {
		id, p := readID(text, c.formats)
		return types.String(id), p
	})...)
	options = append(options, reading("excel_id", cel.StringType, func(c *contextValue, text string) (ref.Val, *problem) {
		id, p := excelSerial(text, c.formats)
		return types.String(id), p
	})...)
	options = append(options, dateFunctions()...)
	options = append(options,
		onText("hierarchyid", hierarchyPath),
		onText("parent", func(path string) (string, *problem) { return parentPath(path), nil }))
	return cel.NewEnv(options...)
}

func toText(v ref.Val) ref.Val { return v.ConvertToType(types.StringType) }

// reading declares a function of one text that reads it by the formats of the
// field: name(x).
func reading(name string, result *cel.Type, read func(*contextValue, string) (ref.Val, *problem)) []cel.EnvOption {
	hidden := "__" + name
	call := func(context, arg ref.Val) ref.Val {
		c, isContext := context.(*contextValue)
		text, isText := arg.(types.String)
		if !isContext || !isText {
			return types.MaybeNoSuchOverloadErr(arg)
		}
		v, p := read(c, string(text))
		if p != nil {
			return types.WrapErr(p)
		}
		return v
	}
	return []cel.EnvOption{
		cel.Macros(cel.GlobalMacro(name, 1, func(f cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			context := contextName
			if args[0].Kind() == ast.LiteralKind {
				context = plainName
			}
			return f.NewCall(hidden, f.NewIdent(context), args[0]), nil
		})),
		cel.Function(hidden, cel.Overload(hidden+"_text", []*cel.Type{contextType, cel.StringType}, result, cel.BinaryBinding(call))),
	}
}

// onText declares a function from text to text.
func onText(name string, apply func(string) (string, *problem)) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_text", []*cel.Type{cel.StringType}, cel.StringType,
		cel.UnaryBinding(func(arg ref.Val) ref.Val {
			text, ok := arg.(types.String)
			if !ok {
				return types.MaybeNoSuchOverloadErr(arg)
			}
			out, p := apply(string(text))
			if p != nil {
				return types.WrapErr(p)
			}
			return types.String(out)
		})))
}

// dateFunctions are year, month, day, first_of_month, add_days and add_months,
// and the values that are not there.
func dateFunctions() []cel.EnvOption {
	part := func(name string, get func(period.Date) int) cel.EnvOption {
		return cel.Function(name, cel.Overload(name+"_date", []*cel.Type{dateType}, cel.IntType,
			cel.UnaryBinding(func(v ref.Val) ref.Val {
				d, ok := v.(dateValue)
				if !ok {
					return types.MaybeNoSuchOverloadErr(v)
				}
				if d.none {
					return types.WrapErr(noValue)
				}
				return types.Int(get(d.day))
			})))
	}
	shift := func(name string, move func(period.Date, int) period.Date) cel.EnvOption {
		return cel.Function(name, cel.Overload(name+"_date", []*cel.Type{dateType, cel.IntType}, dateType,
			cel.BinaryBinding(func(v, by ref.Val) ref.Val {
				d, isDate := v.(dateValue)
				n, isInt := by.(types.Int)
				const most = 100_000
				if !isDate || !isInt || n > most || n < -most {
					return types.MaybeNoSuchOverloadErr(by)
				}
				if d.none {
					return types.WrapErr(noValue)
				}
				d.day = move(d.day, int(n))
				if d.day < period.Always || d.day > period.Never {
					return types.WrapErr(problemf("correct the expression", "%s is called with a number that leads out of the calendar", name))
				}
				return d
			})))
	}
	return []cel.EnvOption{
		part("year", period.Date.Year),
		part("month", func(d period.Date) int { return int(d.Month()) }),
		part("day", period.Date.Day),
		shift("add_days", period.Date.Add),
		shift("add_months", period.Date.AddMonths),
		cel.Function("first_of_month", cel.Overload("first_of_month_date", []*cel.Type{dateType}, dateType,
			cel.UnaryBinding(func(v ref.Val) ref.Val {
				d, ok := v.(dateValue)
				if !ok {
					return types.MaybeNoSuchOverloadErr(v)
				}
				if d.none {
					return types.WrapErr(noValue)
				}
				return dateValue{moment: moment{day: d.day.FirstOfMonth()}}
			}))),
		cel.Function("no_date", cel.Overload("no_date", nil, dateType, cel.FunctionBinding(func(...ref.Val) ref.Val { return dateValue{none: true} }))),
		cel.Function("no_number", cel.Overload("no_number", nil, numberType, cel.FunctionBinding(func(...ref.Val) ref.Val { return numberValue{} }))),
	}
}
