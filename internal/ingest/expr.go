package ingest

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// expr is a compiled expression over the columns of a row.
type expr struct {
	text    string
	program cel.Program
	slots   []int // the columns that it reads
}

// exprBytes is how long an expression may be.
const exprBytes = 4096

// compileExpr compiles an expression whose result must have one of the types.
// Every name in it that is not a function is a column: Status, row["Order ID"],
// header.Status for a joined column. They are added to cols.
func compileExpr(env *cel.Env, text string, cols *columns, results ...*cel.Type) (*expr, *problem) {
	if strings.TrimSpace(text) == "" || len(text) > exprBytes {
		return nil, problemf("write an expression such as Status == \"6\"", "the expression is empty or longer than %d characters", exprBytes)
	}
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		return nil, exprProblem(issues)
	}
	b := binder{cols: cols, factory: ast.NewExprFactory()}
	b.visit(parsed.NativeRep().Expr())
	if b.wrong != nil {
		return nil, b.wrong
	}
	slices.Sort(b.slots)
	b.slots = slices.Compact(b.slots)
	variables := make([]cel.EnvOption, len(b.slots))
	for i, slot := range b.slots {
		variables[i] = cel.Variable(slotName(slot), cel.StringType)
	}
	env, err := env.Extend(variables...)
	if err != nil {
		return nil, problemf("simplify the expression", "the expression cannot be compiled: %s", err)
	}
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, exprProblem(issues)
	}
	if !slices.ContainsFunc(results, checked.OutputType().IsExactType) {
		return nil, problemf("change it so that it does, for example with number(…), date(…) or string(…)",
			"the expression gives a %s where a %s is needed", checked.OutputType(), typeNames(results))
	}
	program, err := env.Program(checked)
	if err != nil {
		return nil, problemf("simplify the expression", "the expression cannot be compiled: %s", err)
	}
	return &expr{text: text, program: program, slots: b.slots}, nil
}

func typeNames(list []*cel.Type) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = t.String()
	}
	return strings.Join(names, " or a ")
}

// exprProblem turns what the compiler says into one sentence.
func exprProblem(issues *cel.Issues) *problem {
	first := issues.Errors()[0]
	message, _, _ := strings.Cut(first.Message, "\n")
	fix := "correct the expression"
	switch {
	case strings.Contains(message, "no matching overload") && strings.Contains(message, "number"):
		fix = `calculate with number(…) on the left side: number(A) * 2, number("2") - number(A), number(A) == number("0")`
	case strings.Contains(message, "no matching overload") && strings.Contains(message, "string"):
		fix = `columns are text: compare with text (Status == "6") or turn them into numbers with number(Status)`
	case strings.Contains(message, "undeclared reference"):
		fix = "functions are number, date, no_number, no_date, id, excel_id, hierarchyid, parent, year, month, day, first_of_month, add_days, add_months, string and the text functions of CEL"
	}
	for slot := 0; strings.Contains(message, slotPrefix) && slot < 1000; slot++ {
		message = strings.ReplaceAll(message, slotName(slot), "column")
	}
	return problemf(fix, "in the expression, at character %d: %s", first.Location.Column()+1, strings.ReplaceAll(message, "__", ""))
}

// binder replaces the columns in an expression by the variables of their
// slots.
type binder struct {
	cols    *columns
	factory ast.ExprFactory
	bound   []string // variables of comprehensions
	slots   []int
	wrong   *problem
}

func (b *binder) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.IdentKind:
		name := e.AsIdent()
		if slices.Contains(b.bound, name) || name == contextName || name == plainName || strings.HasPrefix(name, "@") {
			return
		}
		if name == "row" || slices.Contains(b.cols.joins, name) {
			b.wrong = problemf(`write `+name+`["Column"] or, for a join, `+name+`.Column`, "%s is used without a column", name)
			return
		}
		b.replace(e, b.cols.slot("", name))
	case ast.SelectKind:
		b.visitSelect(e)
	case ast.CallKind:
		b.visitCall(e)
	case ast.ListKind:
		for _, item := range e.AsList().Elements() {
			b.visit(item)
		}
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			b.visit(entry.AsMapEntry().Key())
			b.visit(entry.AsMapEntry().Value())
		}
	case ast.StructKind:
		b.wrong = problemf("correct the expression", "%s{…} cannot be used here", e.AsStruct().TypeName())
	case ast.ComprehensionKind:
		c := e.AsComprehension()
		b.visit(c.IterRange())
		b.visit(c.AccuInit())
		depth := len(b.bound)
		b.bound = append(b.bound, c.IterVar(), c.IterVar2(), c.AccuVar())
		b.visit(c.LoopCondition())
		b.visit(c.LoopStep())
		b.visit(c.Result())
		b.bound = b.bound[:depth]
	}
}

func (b *binder) visitSelect(e ast.Expr) {
	sel := e.AsSelect()
	if operand := sel.Operand(); operand.Kind() == ast.IdentKind && !slices.Contains(b.bound, operand.AsIdent()) {
		name := operand.AsIdent()
		switch {
		case sel.IsTestOnly():
			b.wrong = problemf(`compare with "" instead`, "has(%s.%s) cannot be used: every column exists and may be empty", name, sel.FieldName())
		case name == "row":
			b.replace(e, b.cols.slot("", sel.FieldName()))
		case slices.Contains(b.cols.joins, name):
			b.replace(e, b.cols.slot(name, sel.FieldName()))
		default:
			b.wrong = problemf(`declare it under join, or write row["`+name+"."+sel.FieldName()+`"] when that is the name of a column`,
				"no join is called %s%s", shown(name), suggest(name, b.cols.joins))
		}
		return
	}
	b.visit(sel.Operand())
}

// visitCall handles row["Order ID"] and header["Order ID"]; other calls have
// their arguments visited.
func (b *binder) visitCall(e ast.Expr) {
	call := e.AsCall()
	if call.FunctionName() == operators.Index && len(call.Args()) == 2 && call.Args()[0].Kind() == ast.IdentKind {
		name, index := call.Args()[0].AsIdent(), call.Args()[1]
		if name == "row" || slices.Contains(b.cols.joins, name) {
			text, ok := types.String(""), false
			if index.Kind() == ast.LiteralKind {
				text, ok = index.AsLiteral().(types.String)
			}
			if !ok {
				b.wrong = problemf(`write the name in quotes: row["Order ID"]`, "the column in %s[…] must be written as a text", name)
				return
			}
			if name == "row" {
				name = ""
			}
			b.replace(e, b.cols.slot(name, string(text)))
			return
		}
	}
	if call.IsMemberFunction() {
		b.visit(call.Target())
	}
	for _, arg := range call.Args() {
		b.visit(arg)
	}
}

func (b *binder) replace(e ast.Expr, slot int) {
	b.slots = append(b.slots, slot)
	e.SetKindCase(b.factory.NewIdent(e.ID(), slotName(slot)))
}

// cell is what a field says: text, an exact number, or a date. At most one of
// rat and date is set; both nil means text.
type cell struct {
	text  string
	rat   *big.Rat
	date  *moment
	plain bool // the text is the profile's own, not the file's
}

// eval evaluates the expression on a row. A problem of a cell that it reads is
// its problem.
func (e *expr) eval(f *frame) (cell, *problem) {
	for _, slot := range e.slots {
		if p := f.problems[slot]; p != nil {
			return cell{}, p
		}
	}
	out, _, err := e.program.Eval(f)
	if err != nil {
		if p, ok := errors.AsType[*problem](err); ok {
			return cell{}, p
		}
		return cell{}, problemf("correct the value or the expression", "the expression %s fails: %s", shown(e.text), err)
	}
	switch v := out.(type) {
	case types.String:
		return cell{text: tidy(string(v))}, nil
	case types.Bool:
		return cell{text: fmt.Sprint(bool(v))}, nil
	case types.Int:
		return cell{rat: new(big.Rat).SetInt64(int64(v))}, nil
	case numberValue:
		return cell{rat: v.rat}, nil
	case dateValue:
		if v.none {
			return cell{}, nil
		}
		return cell{date: &v.moment}, nil
	}
	return cell{}, problemf("correct the expression", "the expression %s gives a %s", shown(e.text), out.Type().TypeName())
}

// isTrue evaluates an expression that gives a bool.
func (e *expr) isTrue(f *frame) (bool, *problem) {
	c, p := e.eval(f)
	return c.text == "true", p
}
