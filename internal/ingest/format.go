package ingest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/money"
)

// formats says how values are written. It is declared for a profile and
// overridden for a file, then for a column.
type formats struct {
	dates  []*datePattern // accepted; never empty
	prefer string         // the pattern that wins when several give different dates; empty: none
	months []string       // names of January to December in lower case
	zone   *time.Location // of times without a zone; nil: the organisation's

	decimal   string  // decimal mark; empty: undeclared
	thousands *string // nil: undeclared; empty: none
	symbols   []symbol
	percent   percentRule
	exponent  bool // scientific notation is exact

	empty map[string]bool // texts that mean "nothing"

	id         idShape
	idWidth    int  // leading zeros are given back up to this many digits; 0: none
	idFromDate bool // a date is turned back into the number it was
}

// symbol is a mark that stands for a currency; an empty currency stands for
// whatever currency the row has.
type symbol struct {
	text     string
	currency money.Currency
}

// formatKeys are the keys under which formats are declared.
var formatKeys = []string{"dates", "prefer", "months", "zone", "decimal", "thousands", "currency_symbols",
	"percent", "exponent", "empty", "id", "id_width", "id_from_date"}

var englishMonths = []string{"january", "february", "march", "april", "may", "june", "july", "august",
	"september", "october", "november", "december"}

// plainFormats is what holds when a profile declares nothing.
func plainFormats() formats {
	iso, _ := parsePattern("iso")
	return formats{
		dates:   []*datePattern{iso},
		months:  englishMonths,
		symbols: []symbol{{"€", "EUR"}, {"£", "GBP"}},
	}
}

// groups reports whether the mark may stand between thousands.
func (f *formats) groups(mark string) bool {
	if f.thousands != nil {
		return mark == *f.thousands || mark == "\u2019" && *f.thousands == "'"
	}
	const marks = "., '\u2019_"
	return mark != f.decimal && strings.Contains(marks, mark)
}

// numberFormat describes the declared format for a message.
func (f *formats) numberFormat() string {
	describe := func(mark string) string {
		switch mark {
		case "":
			return "none"
		case " ":
			return "space"
		}
		return mark
	}
	text := "decimal mark not declared"
	if f.decimal != "" {
		text = "decimal mark " + f.decimal
	}
	if f.thousands != nil {
		text += ", thousands " + describe(*f.thousands)
	}
	return text
}

// formats reads declared formats over those of the surrounding level.
func (r *reader) formats(n yamlNode, base formats, extra ...string) (formats, map[string]yamlNode) {
	keys := r.keys(n, "formats", append(slices.Clone(formatKeys), extra...)...)
	f := base
	r.dateFormats(keys, &f)
	r.numberFormats(keys, &f)
	if v, ok := keys["empty"]; ok {
		f.empty = map[string]bool{}
		for _, text := range r.texts(v, "empty") {
			f.empty[tidy(text)] = true
		}
	}
	if v, ok := keys["id"]; ok {
		name, _ := r.choice(v, "id", "guarded", "text", "integer")
		f.id = map[string]idShape{"text": idText, "integer": idInteger}[name]
	}
	if v, ok := keys["id_width"]; ok {
		f.idWidth = r.number(v, "id_width", 1, 40)
	}
	if v, ok := keys["id_from_date"]; ok {
		f.idFromDate = r.boolean(v, "id_from_date")
		if f.idFromDate && f.id != idInteger {
			r.add(v, "id_from_date needs id: integer beside it")
		}
	}
	return f, keys
}

func (r *reader) dateFormats(keys map[string]yamlNode, f *formats) {
	if v, ok := keys["dates"]; ok {
		f.dates, f.prefer = nil, ""
		for _, item := range r.list(v, "dates") {
			text, ok := r.text(item, "a date format")
			if !ok {
				continue
			}
			pattern, p := parsePattern(text)
			if p != nil {
				r.add(item, "%s; %s", p.what, p.fix)
				continue
			}
			f.dates = append(f.dates, pattern)
		}
		if len(f.dates) == 0 {
			iso, _ := parsePattern("iso")
			f.dates = []*datePattern{iso}
		}
	}
	if v, ok := keys["prefer"]; ok {
		text, _ := r.text(v, "prefer")
		f.prefer = text
		if !slices.ContainsFunc(f.dates, func(p *datePattern) bool { return p.text == text }) {
			r.add(v, "prefer must be one of the formats under dates")
		}
	}
	if v, ok := keys["months"]; ok {
		names := r.texts(v, "months")
		if len(names) != 12 || slices.Contains(names, "") {
			r.add(v, "months must have the twelve names from January to December")
			return
		}
		f.months = nil
		for _, name := range names {
			f.months = append(f.months, strings.ToLower(name))
		}
	}
	if v, ok := keys["zone"]; ok {
		f.zone = r.zone(v)
	}
}

// zone reads the name of a time zone.
func (r *reader) zone(n yamlNode) *time.Location {
	name, ok := r.text(n, "a time zone")
	if !ok {
		return nil
	}
	place, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		r.add(n, "%s is not a time zone; use an IANA name such as Europe/Brussels or America/New_York", shown(name))
		return nil
	}
	return place
}

func (r *reader) numberFormats(keys map[string]yamlNode, f *formats) {
	if v, ok := keys["decimal"]; ok {
		f.decimal, _ = r.choice(v, "decimal", ".", ",")
	}
	if v, ok := keys["thousands"]; ok {
		text, ok := v.scalar()
		if text = strings.ReplaceAll(text, "\u00a0", " "); !ok || !slices.Contains([]string{"", ".", ",", " ", "'", "_"}, text) {
			r.add(v, `thousands must be one of: ".", ",", " ", "'", "_", or "" for none`)
		} else {
			f.thousands = &text
		}
	}
	if f.decimal != "" && f.thousands != nil && *f.thousands == f.decimal {
		n, ok := keys["thousands"]
		if !ok {
			n = keys["decimal"]
		}
		if n.ast != nil {
			r.add(n, "decimal and thousands cannot be the same mark")
		}
	}
	if v, ok := keys["currency_symbols"]; ok {
		r.symbols(v, f)
	}
	if v, ok := keys["percent"]; ok {
		name, _ := r.choice(v, "percent", "refuse", "number", "fraction")
		f.percent = map[string]percentRule{"number": percentNumber, "fraction": percentFraction}[name]
	}
	if v, ok := keys["exponent"]; ok {
		name, _ := r.choice(v, "exponent", "refuse", "accept")
		f.exponent = name == "accept"
	}
}

// symbols reads {"$": USD} or ["$"].
func (r *reader) symbols(n yamlNode, f *formats) {
	f.symbols = slices.Clone(f.symbols)
	add := func(at yamlNode, text string, currency money.Currency) {
		text = tidy(text)
		if text == "" || strings.ContainsAny(text, "0123456789.,-+()%") {
			r.add(at, "a currency symbol must be a text without digits, signs and marks")
			return
		}
		f.symbols = slices.DeleteFunc(f.symbols, func(s symbol) bool { return s.text == text })
		f.symbols = append(f.symbols, symbol{text, currency})
	}
	if n.isMapping() {
		for _, p := range r.pairs(n, "currency_symbols") {
			text, _ := p.value.scalar()
			currency, err := money.ParseCurrency(text)
			if err != nil {
				r.add(p.value, "%s", err.Error())
				continue
			}
			add(p.value, p.key, currency)
		}
	} else {
		for _, item := range r.list(n, "currency_symbols") {
			text, _ := item.scalar()
			add(item, text, "")
		}
	}
	slices.SortStableFunc(f.symbols, func(a, b symbol) int { return cmp.Compare(len(b.text), len(a.text)) })
}
