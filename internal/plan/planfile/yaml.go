package planfile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Limits on a file. The parser is recursive, so the depth is checked before it.
const (
	mostBytes = 8 << 20
	mostDepth = 12
)

// value is what is written somewhere, checked against the format.
type value struct {
	line  int
	null  bool
	text  string
	texts []string
	words map[string]string
	items []*mapping
}

// mapping is a checked object.
type mapping struct {
	line   int
	path   string
	values map[string]value
}

func (m *mapping) text(key string) string { return m.values[key].text }

// maybe returns nil for what is not written, or null.
func (m *mapping) maybe(key string) *string {
	v, ok := m.values[key]
	if !ok || v.null {
		return nil
	}
	return &v.text
}

// object returns the object under the key, nil when there is none.
func (m *mapping) object(key string) *mapping {
	if v := m.values[key]; len(v.items) == 1 {
		return v.items[0]
	}
	return nil
}

// yamlReader reads by the format and notes what does not follow it.
type yamlReader struct{ wrong fault.Fields }

func (r *yamlReader) add(line int, path, message string, args ...any) {
	r.wrong.Add(path, "line "+strconv.Itoa(line)+": "+message, args...)
}

// parse returns the document as the format says.
func parse(data []byte) (*mapping, error) {
	if len(data) > mostBytes {
		return nil, fault.New(fault.TooLarge, "the plan is larger than %d MiB; divide it into several files", mostBytes>>20)
	}
	if line := tooDeep(string(data)); line > 0 {
		return nil, fault.New(fault.Invalid, "line %d of the plan is nested deeper than any plan", line)
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "the plan is not valid YAML: %s", strings.TrimSpace(err.Error()))
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, fault.New(fault.Invalid, "the plan must be one YAML document that is not empty; begin with \"plan: 1\"")
	}
	r := &yamlReader{}
	root := r.object(file.Docs[0].Body, "", format())
	return root, r.wrong.Err("the plan cannot be read")
}

// tooDeep returns the first line that is nested beyond mostDepth, 0 when there
// is none. It counts without parsing, so it counts brackets of texts too.
func tooDeep(text string) int {
	const perLevel = 8
	brackets := 0
	for i, line := range strings.Split(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		open := strings.Count(line, "[") + strings.Count(line, "{")
		dashes := strings.Count(line, "- ") + strings.Count(line, "? ") + strings.Count(line, "!") + strings.Count(line, "&")
		brackets = max(0, brackets+open-strings.Count(line, "]")-strings.Count(line, "}"))
		if brackets > 4*mostDepth || indent > perLevel*mostDepth || open > 40*mostDepth || dashes > 40*mostDepth {
			return i + 1
		}
	}
	return 0
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

// object reads a mapping whose keys are known.
func (r *yamlReader) object(n ast.Node, path string, o *object) *mapping {
	m := &mapping{line: lineOf(n), path: path, values: map[string]value{}}
	for _, pair := range r.pairs(n, path, o.name) {
		key, ok := scalar(pair.Key)
		if !ok {
			r.add(lineOf(pair.Key), path, "a key must be plain text")
			continue
		}
		if len(m.values) == 0 {
			m.line = lineOf(pair.Key)
		}
		at := child(path, key)
		f, known := o.find(key)
		if !known {
			r.add(lineOf(pair.Key), at, "%s has no key %q; there are: %s", o.name, shorten(key), strings.Join(o.keys(), ", "))
			continue
		}
		if _, twice := m.values[key]; twice {
			r.add(lineOf(pair.Key), at, "%q is there twice", key)
			continue
		}
		v := r.value(pair.Value, at, f)
		v.line = lineOf(pair.Key)
		m.values[key] = v
	}
	for _, f := range o.fields {
		if _, there := m.values[f.key]; f.need && !there {
			r.add(m.line, child(path, f.key), "%s needs %s", o.name, f.key)
		}
	}
	return m
}

func (r *yamlReader) pairs(n ast.Node, path, what string) []*ast.MappingValueNode {
	switch v := n.(type) {
	case *ast.MappingNode:
		return v.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{v}
	default:
		r.add(lineOf(n), path, "%s must be written as keys and values", what)
		return nil
	}
}

// value reads what is under a key.
func (r *yamlReader) value(n ast.Node, path string, f field) value {
	if _, null := n.(*ast.NullNode); n == nil || null {
		if !f.null {
			r.add(lineOf(n), path, "is empty; write a value, or leave the key out")
		}
		return value{null: true}
	}
	switch f.kind {
	case single:
		return value{items: []*mapping{r.object(n, path, f.children)}}
	case several:
		var v value
		for i, item := range r.list(n, path) {
			v.items = append(v.items, r.object(item, path+"["+strconv.Itoa(i)+"]", f.children))
		}
		return v
	case texts, days:
		one := f
		one.kind = map[kind]kind{texts: text, days: day}[f.kind]
		var v value
		for i, item := range r.list(n, path) {
			v.texts = append(v.texts, r.scalar(item, path+"["+strconv.Itoa(i)+"]", one))
		}
		return v
	case words:
		v := value{words: map[string]string{}}
		for _, pair := range r.pairs(n, path, path) {
			key, ok := scalar(pair.Key)
			answer, plain := scalar(pair.Value)
			if !ok || !plain {
				r.add(lineOf(pair.Key), path, "answers are written as id: answer")
				continue
			}
			v.words[key] = answer
		}
		return v
	default:
		return value{text: r.scalar(n, path, f)}
	}
}

func (r *yamlReader) list(n ast.Node, path string) []ast.Node {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.add(lineOf(n), path, "must be a list: lines that begin with a dash")
		return nil
	}
	return seq.Values
}

// scalar reads and checks a plain value.
func (r *yamlReader) scalar(n ast.Node, path string, f field) string {
	text, ok := scalar(n)
	if !ok {
		r.add(lineOf(n), path, "must be one plain value")
		return ""
	}
	switch {
	case f.kind == boolean && text != "true" && text != "false":
		r.add(lineOf(n), path, "is %q; write true or false", shorten(text))
	case f.kind == number:
		if _, err := money.ParseRat(text); err != nil {
			r.add(lineOf(n), path, "%v", err)
		}
	case f.kind == day:
		if _, err := period.ParseDate(text); err != nil {
			r.add(lineOf(n), path, "%v", err)
		}
	case f.enum != nil && !slices.Contains(f.enum, text):
		r.add(lineOf(n), path, "is %q; use one of: %s", shorten(text), strings.Join(slices.DeleteFunc(slices.Clone(f.enum), func(s string) bool { return s == "" }), ", "))
	case f.pattern != "" && !regexp.MustCompile(f.pattern).MatchString(text):
		r.add(lineOf(n), path, "is %q; %s", shorten(text), wanted(f))
	case strings.ContainsRune(text, 0):
		r.add(lineOf(n), path, "holds the character U+0000, which no text has")
	}
	return text
}

func wanted(f field) string {
	switch f.pattern {
	case slug:
		return "a key is made of lower-case letters, digits, dots, dashes and underscores, at most 64 of them, and begins with a letter or a digit"
	case `^[A-Z]{3}$`:
		return "write a currency as its three letters, such as EUR"
	default:
		return "it must look like " + f.pattern
	}
}

// scalar returns a plain value as it is written: a date stays text.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		if v.Value == nil {
			return "", true
		}
		return strings.TrimRight(v.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return v.GetToken().Value, true
	}
	return "", false
}

func child(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func shorten(text string) string {
	const longest = 60
	if len(text) <= longest {
		return text
	}
	return fmt.Sprintf("%.60s…", text)
}
