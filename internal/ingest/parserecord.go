package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/money"
)

// entry reads one item under records.
func (r *profileReader) entry(n yamlNode, p *Profile) *entry {
	kindNode, ok := r.peek(n, "kind")
	if !ok {
		r.add(n, "a record must say its kind, for example kind: sale")
		return nil
	}
	names := make([]string, 0, len(Kinds()))
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	text, _ := kindNode.scalar()
	if !slices.Contains(names, text) {
		r.add(kindNode, "there is no kind %s%s", shown(text), suggest(text, names))
		return nil
	}
	e := &entry{kind: Kind(text), line: n.line, fields: map[string]*field{}, lists: map[string][]*field{}, fiscal: time.January}
	if p.Organisation != nil {
		e.home = p.Organisation.Currency
		e.fiscal = max(p.Organisation.FiscalYearStarts, time.January)
	}
	e.repeats = defaultRepeats(e.kind)
	keys := r.keys(n, "a "+text, entryKeys(e.kind)...)
	r.entryFile(keys, n, e)
	if v, ok := keys["entry"]; ok {
		e.name, _ = r.text(v, "entry")
	}
	r.joins(keys, e)
	e.where = r.expr(keys, "where", &e.cols)
	for _, f := range schema(e.kind) {
		r.schemaField(keys, n, e, f)
	}
	r.entrySpan(keys, n, e)
	r.entryShape(keys, n, e)
	return e
}

// entryKeys are the keys that a record of the kind may have.
func entryKeys(kind Kind) []string {
	keys := []string{"kind", "entry", "from", "where", "join", "repeats"}
	for _, f := range schema(kind) {
		keys = append(keys, f.name)
	}
	if key, _ := dated(kind); key != "" {
		keys = append(keys, key)
	}
	if ofKinds(kind) != nil {
		keys = append(keys, "of")
	}
	if kind == KindStage {
		keys = append(keys, "object")
	}
	return keys
}

// peek returns the value of a key without noting anything.
func (r *profileReader) peek(n yamlNode, key string) (yamlNode, bool) {
	if !n.isMapping() {
		return yamlNode{}, false
	}
	var quiet reader
	for _, p := range quiet.pairs(n, "") {
		if p.key == key {
			return p.value, true
		}
	}
	return yamlNode{}, false
}

// entryFile reads where the rows come from.
func (r *profileReader) entryFile(keys map[string]yamlNode, n yamlNode, e *entry) {
	e.name = string(e.kind)
	v, ok := keys["from"]
	if !ok {
		e.name = fmt.Sprintf("%s at line %d", e.kind, n.line)
		return
	}
	name, _ := v.scalar()
	e.name += " from " + name
	e.file = r.fileNamed(v, name)
}

// fileNamed returns a file of the profile.
func (r *profileReader) fileNamed(n yamlNode, name string) *file {
	f, ok := r.files[name]
	if !ok {
		known := make([]string, 0, len(r.files))
		for k := range r.files {
			known = append(known, k)
		}
		r.add(n, "no file is called %s%s", shown(name), suggest(name, known))
		return &file{formats: r.formats}
	}
	return f
}

// schemaField reads one field that the kind has.
func (r *profileReader) schemaField(keys map[string]yamlNode, n yamlNode, e *entry, f schemaField) {
	v, ok := keys[f.name]
	if !ok {
		if f.required {
			r.add(n, "%s must have %s", a(e.kind), f.name)
		}
		return
	}
	if f.name == "percent" {
		defer func() { acceptPercent(e.fields[f.name]) }()
	}
	if !f.list {
		var settling *settle
		if e.kind == KindSale && f.name == "amount" {
			settling = &settle{}
		}
		e.fields[f.name] = r.fieldOf(v, e, &e.cols, f, settling)
		if settling != nil && settling.total != nil {
			e.settle = settling
		}
		return
	}
	for _, item := range r.list(v, f.name) {
		e.lists[f.name] = append(e.lists[f.name], r.field(item, e, &e.cols, f.name, f.want))
	}
}

// acceptPercent lets a percentage be written with its sign.
func acceptPercent(f *field) {
	if f.formats.percent == percentRefused {
		formats := *f.formats
		formats.percent = percentNumber
		f.formats = &formats
	}
}

// field reads where a field comes from. A plain text is a column; for a field
// that is true or false it is an expression.
func (r *profileReader) field(n yamlNode, e *entry, cols *columns, name string, w want) *field {
	return r.fieldOf(n, e, cols, schemaField{name: name, want: w}, nil)
}

func (r *profileReader) fieldOf(n yamlNode, e *entry, cols *columns, s schemaField, settling *settle) *field {
	f := &field{name: s.name, want: s.want, oneOf: s.oneOf, slot: -1, formats: &e.base().formats}
	if text, ok := n.scalar(); ok {
		if s.want == wantBool {
			r.boolField(n, f, text, cols)
		} else {
			r.columnField(n, f, e, cols, text)
		}
		return f
	}
	known := []string{"column", "expr", "value", "map", "unmapped", "default", "format"}
	if settling != nil {
		known = append(known, "settle_to", "tolerance")
	}
	if !n.isMapping() {
		r.add(n, "%s must be the name of a column, or {column: …}, {expr: …} or {value: …}", s.name)
		return f
	}
	keys := r.keys(n, "a field", known...)
	r.fieldOrigin(keys, n, f, e, cols)
	r.fieldValues(keys, f)
	if v, ok := keys["format"]; ok {
		f.formats = r.fieldFormat(v, f)
		empty, _ := r.peek(v, "empty")
		f.ownEmpty = empty.ast != nil
	}
	if v, ok := keys["settle_to"]; ok {
		settling.total = r.field(v, e, cols, "settle_to", wantNumber)
		settling.tolerance = money.Unit / 100
	}
	if v, ok := keys["tolerance"]; ok {
		text, _ := v.scalar()
		tolerance, err := money.Parse(text)
		if err != nil || tolerance < 0 || keys["settle_to"].ast == nil {
			r.add(v, "tolerance must be a number of 0 or more beside settle_to")
		}
		settling.tolerance = tolerance
	}
	return f
}

// base returns the file whose formats hold where nothing else is declared.
func (e *entry) base() *file {
	if e.file == nil {
		plain := plainFormats()
		return &file{formats: plain}
	}
	return e.file
}

func (r *profileReader) boolField(n yamlNode, f *field, text string, cols *columns) {
	if text == "true" || text == "false" {
		f.constant = &text
		return
	}
	f.expr = r.expr(map[string]yamlNode{f.name: n}, f.name, cols)
}

func (r *profileReader) columnField(n yamlNode, f *field, e *entry, cols *columns, text string) {
	if tidy(text) == "" {
		r.add(n, "%s names no column", f.name)
		return
	}
	f.slot = cols.named(text)
	f.source = text
	if join := cols.list[f.slot].join; join != "" {
		for _, j := range e.joins {
			if j.name == join {
				f.formats = &j.file.formats
			}
		}
	}
}

// fieldOrigin reads column, expr or value.
func (r *profileReader) fieldOrigin(keys map[string]yamlNode, n yamlNode, f *field, e *entry, cols *columns) {
	count := 0
	if v, ok := keys["column"]; ok {
		count++
		if text, ok := r.text(v, "column"); ok {
			r.columnField(v, f, e, cols, text)
		}
	}
	if v, ok := keys["expr"]; ok {
		count++
		if text, ok := r.text(v, "expr"); ok {
			compiled, p := compileExpr(r.env, text, cols, f.want.results()...)
			if p != nil {
				r.add(v, "%s; %s", p.what, p.fix)
			}
			f.expr = compiled
		}
	}
	if v, ok := keys["value"]; ok {
		count++
		text, ok := v.scalar()
		if !ok {
			r.add(v, "value must be a plain text")
		}
		r.constant(v, f, text)
		f.constant = &text
	}
	if count != 1 {
		r.add(n, "%s must have exactly one of column, expr and value", f.name)
	}
}

// fieldValues reads map, unmapped and default.
func (r *profileReader) fieldValues(keys map[string]yamlNode, f *field) {
	if v, ok := keys["map"]; ok {
		f.values = map[string]string{}
		for _, p := range r.pairs(v, "map") {
			text, ok := p.value.scalar()
			if !ok && !p.value.isNull() {
				r.add(p.value, "map must lead from texts to texts")
			}
			r.constant(p.value, f, text)
			f.values[tidy(p.key)] = text
		}
	}
	if v, ok := keys["unmapped"]; ok {
		name, _ := r.choice(v, "unmapped", "fault", "keep", "empty")
		f.unmapped = map[string]unmappedRule{"keep": unmappedKeep, "empty": unmappedEmpty}[name]
		if f.values == nil {
			r.add(v, "unmapped needs a map beside it")
		}
	}
	if v, ok := keys["default"]; ok {
		text, ok := v.scalar()
		if !ok {
			r.add(v, "default must be a plain text")
		}
		r.constant(v, f, text)
		f.fallback = &text
	}
}

// constant checks a text that the profile itself gives for a field.
func (r *profileReader) constant(n yamlNode, f *field, text string) {
	p := f.want.checkPlain(text)
	if p == nil && text != "" && f.oneOf != nil && !slices.Contains(f.oneOf, text) {
		p = problemf("write one of them", "%s is none of %s", shown(text), strings.Join(f.oneOf, ", "))
	}
	if p != nil {
		r.add(n, "%s; %s", p.what, p.fix)
	}
}

// fieldFormat reads a field's own formats; a plain text is a date format.
func (r *profileReader) fieldFormat(n yamlNode, f *field) *formats {
	if text, ok := n.scalar(); ok {
		out := *f.formats
		pattern, p := parsePattern(text)
		if p != nil || f.want != wantDate {
			r.add(n, "format must be keys and values such as {decimal: \",\"}; only for a date may it be a date format")
			return f.formats
		}
		out.dates, out.prefer = []*datePattern{pattern}, ""
		return &out
	}
	out, _ := r.reader.formats(n, *f.formats)
	return &out
}
