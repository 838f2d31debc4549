// Package formula knows the expressions in which users say what counts and how
// much it adds. They are CEL over the named fields of a fact, with exact
// numbers in the place of floats, and without anything that repeats: every
// expression ends after as many steps as it has parts.
//
// Which fields a fact has, and what is done with the result, is for package
// metric.
package formula

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/attainhq/attain/internal/fault"
)

// Kind says what an expression or a field gives.
type Kind int

// The kinds.
const (
	Number Kind = iota // exact
	Text
	Day
	Bool
	Texts // a list of texts
)

func (k Kind) cel() *cel.Type {
	switch k {
	case Text:
		return cel.StringType
	case Day:
		return dayType
	case Bool:
		return cel.BoolType
	case Texts:
		return cel.ListType(cel.StringType)
	default:
		return numberType
	}
}

func (k Kind) String() string {
	return [...]string{"a number", "a text", "a day", "true or false", "a list of texts"}[k]
}

// Field is a name that expressions may use.
type Field struct {
	Name  string // amount, or with a dot sale.amount
	Kind  Kind
	Means string // for people
}

// Program is a compiled expression. It is safe for concurrent use.
type Program struct {
	program cel.Program
	fields  []string           // that it uses, sorted
	numbers map[string]*number // the literals, by their variable
}

// Fields returns the names of the fields that the expression uses, sorted.
func (p *Program) Fields() []string { return p.fields }

// ErrUnknown says that an expression needs a value that the fact does not have.
var ErrUnknown = errors.New("a value that the formula needs is not known")

const (
	longest   = 2000    // bytes of an expression
	deepest   = 60      // parentheses within parentheses
	costLimit = 100_000 // far above what the longest expression needs
)

// Compile compiles an expression over the fields that gives the kind. What is
// wrong with it is said with the place.
func Compile(text string, gives Kind, fields []Field) (*Program, error) {
	if strings.TrimSpace(text) == "" || len(text) > longest {
		return nil, fault.New(fault.Invalid, "the formula is empty or longer than %d characters; write a field or a calculation such as %s", longest, example(gives, fields))
	}
	env, err := environment()
	if err != nil {
		return nil, fmt.Errorf("preparing formulas: %w", err)
	}
	parsed, issues := env.Parse(text)
	if issues.Err() != nil {
		return nil, problem(text, issues, fields)
	}
	b := binder{factory: ast.NewExprFactory(), numbers: map[string]*number{}, known: fields}
	b.visit(parsed.NativeRep().Expr())
	options := make([]cel.EnvOption, 0, len(fields)+len(b.numbers))
	for _, f := range fields {
		options = append(options, cel.Variable(f.Name, f.Kind.cel()))
	}
	for name := range b.numbers {
		options = append(options, cel.Variable(name, numberType))
	}
	if env, err = env.Extend(options...); err != nil {
		return nil, fmt.Errorf("preparing a formula: %w", err)
	}
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, problem(text, issues, fields)
	}
	if !checked.OutputType().IsExactType(gives.cel()) {
		return nil, fault.New(fault.Invalid, "the formula gives %s where %s is needed; write for example %s", called(checked.OutputType()), gives, example(gives, fields))
	}
	program, err := env.Program(checked, cel.CostLimit(costLimit))
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the formula cannot be compiled: %v; simplify it", err)
	}
	slices.Sort(b.used)
	return &Program{program: program, fields: slices.Compact(b.used), numbers: b.numbers}, nil
}

// Number evaluates an expression that gives a number.
func (p *Program) Number(of func(field string) Value) (*big.Rat, error) {
	out, err := p.eval(of)
	if err != nil {
		return nil, err
	}
	n, ok := out.(*number)
	if !ok || n.rat == nil {
		return nil, ErrUnknown
	}
	return n.rat, nil
}

// Holds evaluates an expression that gives true or false.
func (p *Program) Holds(of func(field string) Value) (bool, error) {
	out, err := p.eval(of)
	return out == types.True, err
}

func (p *Program) eval(of func(field string) Value) (any, error) {
	out, _, err := p.program.Eval(&activation{p, of})
	switch {
	case errors.Is(err, ErrUnknown):
		return nil, ErrUnknown
	case err != nil:
		return nil, fault.Wrap(err, fault.Invalid, "the formula fails: %v", err)
	}
	return out, nil
}

// activation gives a program the values of its names.
type activation struct {
	program *Program
	of      func(field string) Value
}

// ResolveName implements cel.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	if n, ok := a.program.numbers[name]; ok {
		return n, true
	}
	if !slices.Contains(a.program.fields, name) {
		return nil, false
	}
	return a.of(name).val, true
}

// Parent implements cel.Activation.
func (a *activation) Parent() cel.Activation { return nil }

// binder replaces the numbers in an expression by variables that hold them
// exactly, and notes which fields are used.
type binder struct {
	factory ast.ExprFactory
	numbers map[string]*number
	known   []Field
	used    []string
}

func (b *binder) visit(e ast.Expr) {
	switch e.Kind() {
	case ast.LiteralKind:
		b.literal(e)
	case ast.IdentKind:
		b.use(e.AsIdent())
	case ast.SelectKind:
		if operand := e.AsSelect().Operand(); operand.Kind() == ast.IdentKind {
			b.use(operand.AsIdent() + "." + e.AsSelect().FieldName())
		} else {
			b.visit(operand)
		}
	case ast.CallKind:
		if e.AsCall().IsMemberFunction() {
			b.visit(e.AsCall().Target())
		}
		for _, arg := range e.AsCall().Args() {
			b.visit(arg)
		}
	case ast.ListKind:
		for _, item := range e.AsList().Elements() {
			b.visit(item)
		}
	}
}

func (b *binder) use(name string) {
	if slices.ContainsFunc(b.known, func(f Field) bool { return f.Name == name }) {
		b.used = append(b.used, name)
	}
}

// literal takes a number as it was written: 0.1 is a float when it arrives
// here, and the shortest decimal that makes this float is what was written.
func (b *binder) literal(e ast.Expr) {
	var text string
	switch v := e.AsLiteral().(type) {
	case types.Int:
		text = strconv.FormatInt(int64(v), 10)
	case types.Uint:
		text = strconv.FormatUint(uint64(v), 10)
	case types.Double:
		text = strconv.FormatFloat(float64(v), 'g', -1, 64)
	default:
		return
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok {
		return // it stays a literal, and the type check refuses it
	}
	name := fmt.Sprintf("@number%d", len(b.numbers))
	b.numbers[name] = &number{rat}
	e.SetKindCase(b.factory.NewIdent(e.ID(), name))
}

// example returns an expression over the fields that gives the kind.
func example(gives Kind, fields []Field) string {
	for _, f := range fields {
		switch {
		case gives == Number && f.Kind == Number:
			return f.Name
		case gives == Bool && f.Kind == Number:
			return f.Name + " > 100"
		case gives == Bool && f.Kind == Text:
			return f.Name + ` == "…"`
		}
	}
	return "1"
}

func called(t *cel.Type) string {
	for _, k := range []Kind{Number, Text, Day, Bool, Texts} {
		if t.IsExactType(k.cel()) {
			return k.String()
		}
	}
	return "a " + t.String()
}

// problem turns what the compiler says into one sentence.
func problem(text string, issues *cel.Issues, fields []Field) error {
	first := issues.Errors()[0]
	message, _, _ := strings.Cut(first.Message, "\n")
	place := fmt.Sprintf("in the formula, at character %d", first.Location.Column()+1)
	if first.Location.Line() > 1 {
		place = fmt.Sprintf("in the formula, line %d, at character %d", first.Location.Line(), first.Location.Column()+1)
	}
	switch {
	case strings.Contains(message, "undeclared reference"):
		return fault.New(fault.Invalid, "%s: there is no %q here; use one of %s", place, nameAt(text, first.Location), strings.Join(append(names(fields), functions...), ", "))
	case strings.Contains(message, "no matching overload"):
		return fault.New(fault.Invalid, "%s: what stands on the two sides, or in the brackets, does not go together; compare texts with texts in quotes, numbers with numbers, and days with date(\"2026-01-31\")", place)
	case strings.HasPrefix(message, "Syntax error"):
		return fault.New(fault.Invalid, "%s: this cannot be read (%s); write for example %s", place, strings.TrimPrefix(message, "Syntax error: "), example(Bool, fields))
	default:
		return fault.New(fault.Invalid, "%s: %s; correct it", place, message)
	}
}

// nameAt returns the name that stands at the place, dots and what follows them
// included. The compiler calls the place of a function's bracket its place.
func nameAt(text string, at common.Location) string {
	lines := strings.Split(text, "\n")
	if at.Line() < 1 || at.Line() > len(lines) {
		return ""
	}
	line := []rune(lines[at.Line()-1])
	inName := func(i int) bool {
		return i >= 0 && i < len(line) && (line[i] == '.' || line[i] == '_' || unicode.IsLetter(line[i]) || unicode.IsDigit(line[i]))
	}
	start := min(at.Column(), len(line))
	for inName(start - 1) {
		start--
	}
	end := start
	for inName(end) {
		end++
	}
	return string(line[start:end])
}

func names(fields []Field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Name
	}
	return list
}
