package ingest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/attainhq/attain/internal/fault"
)

// Limits on the text of a profile. The deepest sensible profile has about ten
// levels; the YAML parser is recursive, so the text is checked before it.
const (
	profileBytes = 256 << 10
	profileDepth = 40
)

// yamlNode is one value of a profile and where it stands.
type yamlNode struct {
	ast  ast.Node
	path string // "records[3].amount"
	line int
}

// pair is one entry of a mapping, in the order of the text.
type pair struct {
	key   string
	line  int
	value yamlNode
}

// reader collects everything that is wrong with a profile while it is read.
type reader struct{ wrong fault.Fields }

// add notes a problem at a node.
func (r *reader) add(n yamlNode, format string, args ...any) {
	r.wrong.Add(n.path, "line "+strconv.Itoa(n.line)+": "+format, args...)
}

// parseYAML returns the root of a document.
func parseYAML(text []byte) (yamlNode, error) {
	if len(text) > profileBytes {
		return yamlNode{}, fault.New(fault.TooLarge, "the profile is larger than %d KiB; a profile describes files, it does not hold data", profileBytes>>10)
	}
	if line := tooDeep(string(text)); line > 0 {
		return yamlNode{}, fault.New(fault.Invalid, "line %d of the profile is nested deeper than %d levels", line, profileDepth)
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return yamlNode{}, fault.Wrap(err, fault.Invalid, "the profile is not valid YAML: %s", strings.TrimSpace(err.Error()))
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return yamlNode{}, fault.New(fault.Invalid, "the profile must be one YAML document that is not empty; begin with \"profile: 1\"")
	}
	return wrap(file.Docs[0].Body, ""), nil
}

// tooDeep returns the first line whose nesting is beyond profileDepth, 0 when
// there is none. It counts brackets, dashes and indentation without parsing,
// so it may count brackets of quoted text too.
func tooDeep(text string) int {
	brackets := 0
	for i, line := range strings.Split(text, "\n") {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		dashes := strings.Count(line, "- ") + strings.Count(line, "? ") + strings.Count(line, ": ") + strings.Count(line, "!") + strings.Count(line, "&")
		open := strings.Count(line, "[") + strings.Count(line, "{")
		brackets = max(0, brackets+open-strings.Count(line, "]")-strings.Count(line, "}"))
		if brackets > profileDepth || open > 4*profileDepth || indent > 4*profileDepth || dashes > 2*profileDepth {
			return i + 1
		}
	}
	return 0
}

func wrap(n ast.Node, path string) yamlNode {
	line := 1
	if n != nil && n.GetToken() != nil && n.GetToken().Position != nil {
		line = n.GetToken().Position.Line
	}
	return yamlNode{ast: n, path: path, line: line}
}

func child(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// isNull reports whether nothing is written.
func (n yamlNode) isNull() bool {
	if n.ast == nil {
		return true
	}
	_, null := n.ast.(*ast.NullNode)
	return null
}

// isMapping reports whether the node has keys.
func (n yamlNode) isMapping() bool {
	switch n.ast.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// scalar returns the text of a plain value as it is written: a number keeps
// its zeros, a date stays text.
func (n yamlNode) scalar() (string, bool) {
	switch v := n.ast.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		if v.Value == nil {
			return "", true
		}
		return strings.TrimRight(v.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return v.GetToken().Value, true
	}
	return "", false
}

// pairs returns the entries of a mapping; anything else is noted.
func (r *reader) pairs(n yamlNode, what string) []pair {
	var values []*ast.MappingValueNode
	switch v := n.ast.(type) {
	case *ast.MappingNode:
		values = v.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{v}
	default:
		r.add(n, "%s must be written as keys and values", what)
		return nil
	}
	out := make([]pair, 0, len(values))
	for _, v := range values {
		key, ok := keyText(v.Key)
		if !ok {
			r.add(wrap(v.Key, n.path), "a key must be plain text; anchors, aliases and tags are not used in profiles")
			continue
		}
		value := wrap(v.Value, child(n.path, key))
		if value.isNull() {
			value.line = wrap(v.Key, "").line
		}
		out = append(out, pair{key: key, line: wrap(v.Key, "").line, value: value})
	}
	return out
}

func keyText(key ast.MapKeyNode) (string, bool) {
	switch k := key.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return k.GetToken().Value, true
	}
	return "", false
}

// keys returns the entries of a mapping whose keys are known, by key. An
// unknown key is noted with the nearest known one.
func (r *reader) keys(n yamlNode, what string, known ...string) map[string]yamlNode {
	out := map[string]yamlNode{}
	for _, p := range r.pairs(n, what) {
		if !slices.Contains(known, p.key) {
			p.value.line = p.line
			r.add(p.value, "%s has no key %s%s", what, shown(p.key), suggest(p.key, known))
			continue
		}
		out[p.key] = p.value
	}
	return out
}

// suggest returns "; did you mean …?" with the nearest name, or the list of
// names when none is near.
func suggest(name string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if d := editDistance(ColumnKey(name), ColumnKey(k)); d < distance && d < max(len(k), 2) {
			best, distance = k, d
		}
	}
	if best != "" {
		return "; did you mean " + shown(best) + "?"
	}
	if len(known) == 0 {
		return ""
	}
	const most = 25
	sorted := slices.Sorted(slices.Values(known))
	if len(sorted) > most {
		sorted = append(sorted[:most:most], "…")
	}
	return "; there are: " + strings.Join(sorted, ", ")
}

// editDistance counts insertions, deletions and replacements (Levenshtein);
// long names are compared by their beginning.
func editDistance(a, b string) int {
	const longest = 60
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// text returns a plain value that is not empty.
func (r *reader) text(n yamlNode, what string) (string, bool) {
	text, ok := n.scalar()
	if !ok || text == "" {
		r.add(n, "%s must be a text", what)
		return "", false
	}
	return text, true
}

// choice returns one of the names.
func (r *reader) choice(n yamlNode, what string, names ...string) (string, bool) {
	text, ok := n.scalar()
	if !ok || !slices.Contains(names, text) {
		r.add(n, "%s must be one of: %s", what, strings.Join(names, ", "))
		return "", false
	}
	return text, true
}

// boolean returns true or false.
func (r *reader) boolean(n yamlNode, what string) bool {
	v, ok := n.ast.(*ast.BoolNode)
	if !ok {
		r.add(n, "%s must be true or false", what)
		return false
	}
	return v.Value
}

// number returns a whole number in a range, 0 after noting that it is none.
func (r *reader) number(n yamlNode, what string, low, high int) int {
	text, _ := n.scalar()
	v, err := strconv.Atoi(text)
	if err != nil || v < low || v > high {
		r.add(n, "%s must be a whole number from %d to %d", what, low, high)
		return 0
	}
	return v
}

// list returns the items of a list; a single value is a list of one.
func (r *reader) list(n yamlNode, what string) []yamlNode {
	seq, ok := n.ast.(*ast.SequenceNode)
	if !ok {
		if n.isNull() {
			r.add(n, "%s is empty", what)
			return nil
		}
		return []yamlNode{n}
	}
	out := make([]yamlNode, 0, len(seq.Values))
	for i, v := range seq.Values {
		item := wrap(v, n.path+"["+strconv.Itoa(i)+"]")
		if item.isNull() {
			item.line = n.line
		}
		out = append(out, item)
	}
	return out
}

// texts returns a list of texts, which may be empty texts.
func (r *reader) texts(n yamlNode, what string) []string {
	var out []string
	for _, item := range r.list(n, what) {
		text, ok := item.scalar()
		if !ok {
			r.add(item, "%s must be a list of texts", what)
			continue
		}
		out = append(out, text)
	}
	return out
}
