package ingest

import (
	"math/big"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"

	"github.com/attainhq/attain/internal/money"
)

// want is what a field must give.
type want int

const (
	wantText want = iota
	wantID
	wantNumber
	wantDate
	wantBool
	wantCurrency
)

// unmappedRule says what happens to a value that a field's map does not have.
type unmappedRule int

const (
	unmappedFault unmappedRule = iota
	unmappedKeep
	unmappedEmpty
)

// profileFormats are the formats of constants: what a profile itself says is
// written plainly, whatever the files are like.
var profileFormats = func() *formats {
	f := plainFormats()
	none := ""
	f.decimal, f.thousands = ".", &none
	return &f
}()

// checkPlain returns what is wrong with a constant of the kind.
func (w want) checkPlain(text string) *problem {
	var p *problem
	switch {
	case text == "":
	case w == wantNumber:
		_, p = readNumber(text, profileFormats, "")
	case w == wantDate:
		_, p = readDate(text, profileFormats)
	case w == wantCurrency:
		if _, err := money.ParseCurrency(text); err != nil {
			p = problemf("use the ISO 4217 code, for example EUR", "%s is not a currency", shown(text))
		}
	}
	if p != nil && w != wantCurrency {
		p.fix = "constants are written plainly: 2024-03-31, 1234.56"
	}
	return p
}

// field says where one field of a record comes from: a column, an expression
// or a constant, then a map and a default.
type field struct {
	name     string
	want     want
	slot     int // column; -1: none
	source   string
	expr     *expr
	constant *string
	values   map[string]string // nil: no map
	unmapped unmappedRule
	fallback *string
	formats  *formats
	ownEmpty bool     // the field declares its own empty values
	oneOf    []string // the only values; nil: any
}

// results are the types of expression that a kind of field accepts. Text is no
// number: what the expression built would be read by the formats of the file.
func (w want) results() []*cel.Type {
	switch w {
	case wantNumber:
		return []*cel.Type{numberType, cel.IntType}
	case wantDate:
		return []*cel.Type{dateType}
	case wantBool:
		return []*cel.Type{cel.BoolType}
	}
	return []*cel.Type{cel.StringType}
}

// at adds where a problem came from.
func (f *field) at(p *problem) *Fault {
	message := p.what
	if f.slot >= 0 {
		message = "column " + f.source + ": " + message
	}
	return &Fault{Field: f.name, Message: message, Fix: p.fix}
}

// read returns what the field says, before it is read as a number or a date.
func (f *field) read(fr *frame) (cell, *problem) {
	fr.context.formats = f.formats
	c := cell{}
	switch {
	case f.constant != nil:
		c.text, c.plain = *f.constant, true
	case f.expr != nil:
		out, p := f.expr.eval(fr)
		if p != nil {
			return cell{}, p
		}
		c = out
	case f.ownEmpty && f.formats.empty[tidy(fr.raw[f.slot])]:
	default:
		if p := fr.problems[f.slot]; p != nil {
			return cell{}, p
		}
		c.text = fr.values[f.slot]
	}
	if c.rat != nil || c.date != nil {
		return c, nil
	}
	if f.values != nil && c.text != "" {
		mapped, ok := f.values[c.text]
		switch {
		case ok:
			c.text, c.plain = mapped, true
		case f.unmapped == unmappedEmpty:
			c.text = ""
		case f.unmapped == unmappedFault:
			return cell{}, problemf("add it to the map, or say unmapped: keep or unmapped: empty", "%s is not in the map of the field", shown(c.text))
		}
	}
	if c.text == "" && f.fallback != nil {
		c.text, c.plain = *f.fallback, true
	}
	return c, nil
}

// text returns the field as text; an absent field is empty.
func (f *field) text(fr *frame) (string, *Fault) {
	if f == nil {
		return "", nil
	}
	c, p := f.read(fr)
	if p == nil && len(c.text) > longestText {
		p = problemf("choose the right column, or shorten the text", "the text has %d characters; the most is %d", len(c.text), longestText)
	}
	if p != nil {
		return "", f.at(p)
	}
	return c.text, nil
}

// longestText is how long an id, a name or another text of a record may be.
const longestText = 1000

// id returns the field as an id; an absent field is empty.
func (f *field) id(fr *frame) (string, *Fault) {
	text, fault := f.text(fr)
	if fault != nil || f == nil || f.constant != nil {
		return text, fault
	}
	id, p := readID(text, f.formats)
	if p != nil {
		return "", f.at(p)
	}
	return id, nil
}

// choice returns the field as one of its few values; absent or empty is empty.
func (f *field) choice(fr *frame) (string, *Fault) {
	text, fault := f.text(fr)
	if fault != nil || text == "" {
		return "", fault
	}
	word := strings.ToLower(text)
	if spaced := strings.ReplaceAll(word, " ", "_"); slices.Contains(f.oneOf, spaced) {
		return spaced, nil // Best Case is best_case
	}
	if !slices.Contains(f.oneOf, word) {
		return "", f.at(f.notOneOf(text))
	}
	return word, nil
}

func (f *field) notOneOf(text string) *problem {
	return problemf("map the value: {column: …, map: {…: "+f.oneOf[0]+"}}", "%s is none of %s", shown(text), strings.Join(f.oneOf, ", "))
}

// number returns the field as an exact number, nil when it is empty or absent.
func (f *field) number(fr *frame, currency money.Currency) (*big.Rat, *Fault) {
	if f == nil {
		return nil, nil
	}
	fr.context.currency = currency
	c, p := f.read(fr)
	fr.context.currency = ""
	if p != nil {
		return nil, f.at(p)
	}
	if c.rat != nil || c.text == "" {
		return c.rat, nil
	}
	formats := f.formats
	if c.plain {
		formats = profileFormats
	}
	rat, p := readNumber(c.text, formats, currency)
	if p != nil {
		return nil, f.at(p)
	}
	return rat, nil
}

// amount returns the field rounded to 1/10,000, ok false when it is empty or
// absent.
func (f *field) amount(fr *frame, currency money.Currency) (amount money.Amount, ok bool, fault *Fault) {
	rat, fault := f.number(fr, currency)
	if rat == nil || fault != nil {
		return 0, false, fault
	}
	amount, err := money.FromRat(rat)
	if err != nil {
		return 0, false, f.at(problemf("correct the value", "%s", err))
	}
	return amount, true, nil
}

// date returns the field as a date, ok false when it is empty or absent.
func (f *field) date(fr *frame) (at moment, ok bool, fault *Fault) {
	if f == nil {
		return moment{}, false, nil
	}
	c, p := f.read(fr)
	if p != nil {
		return moment{}, false, f.at(p)
	}
	if c.date != nil {
		return *c.date, true, nil
	}
	if c.text == "" {
		return moment{}, false, nil
	}
	formats := f.formats
	if c.plain {
		formats = profileFormats
	}
	at, p = readDate(c.text, formats)
	if p != nil {
		return moment{}, false, f.at(p)
	}
	return at, true, nil
}

// flag returns the field as true or false; absent or empty is false.
func (f *field) flag(fr *frame) (bool, *Fault) {
	text, fault := f.text(fr)
	if fault != nil {
		return false, fault
	}
	switch strings.ToLower(text) {
	case "", "false", "no", "n", "0":
		return false, nil
	case "true", "yes", "y", "1":
		return true, nil
	}
	return false, f.at(problemf(`use an expression, for example Status == "6"`, "%s is neither true nor false", shown(text)))
}

// currencyCode returns the field as a currency, empty when it is.
func (f *field) currencyCode(fr *frame) (money.Currency, *Fault) {
	text, fault := f.text(fr)
	if fault != nil || text == "" {
		return "", fault
	}
	for _, s := range f.formats.symbols {
		if s.text == text && s.currency != "" {
			return s.currency, nil
		}
	}
	code, err := money.ParseCurrency(text)
	if err != nil {
		return "", f.at(problemf("use the ISO 4217 code, or map the value: {column: …, map: {…: USD}}", "%s is not a currency", shown(text)))
	}
	return code, nil
}
