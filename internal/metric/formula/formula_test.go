package formula_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric/formula"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

var fields = []formula.Field{
	{Name: "sale.amount", Kind: formula.Number}, {Name: "sale.list", Kind: formula.Number}, {Name: "sale.cost", Kind: formula.Number},
	{Name: "product", Kind: formula.Text}, {Name: "nodes", Kind: formula.Texts},
	{Name: "day", Kind: formula.Day}, {Name: "closed", Kind: formula.Day},
}

// of is a sale of 90 from a list price of 100.1 with an unknown cost.
func of(name string) formula.Value {
	amount := func(text string) *money.Amount {
		a, err := money.Parse(text)
		if err != nil {
			panic(err)
		}
		return &a
	}
	switch name {
	case "sale.amount":
		return formula.Amount(amount("90"))
	case "sale.list":
		return formula.Amount(amount("100.1"))
	case "sale.cost":
		return formula.Amount(nil)
	case "product":
		return formula.String("12")
	case "nodes":
		return formula.Strings([]string{"product:12", "team:east"})
	case "day":
		return formula.On(period.MustDate("2026-11-05"))
	default:
		return formula.On(period.Never)
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1": "1", "0.1 + 0.2": "3/10", "1 - sale.amount / sale.list": "101/1001", "-sale.amount": "-90", "2 * 3 - -1": "7",
		`product == "12" ? sale.list : 0`: "1001/10", "min(sale.amount, sale.list) + max(1, 2) + abs(-3)": "95",
		`day - date("2026-11-01")`: "4", "year(day) * 100 + month(day)": "202611", "known(sale.cost) ? sale.cost : 5": "5",
	} {
		p, err := formula.Compile(text, formula.Number, fields)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := p.Number(of); err != nil || got.RatString() != want {
			t.Errorf("%s is %v (%v), want %s", text, got, err, want)
		}
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"sale.amount > 89.9": true, "sale.amount >= 90 && sale.list < 100": false, `"team:east" in nodes`: true, `product in ["11", "12"]`: true,
		`lower("ABC") + product == "abc12"`: true, `product.startsWith("1") && !product.contains("x")`: true, "known(closed)": false,
		"known(sale.cost) && sale.cost > 1": false, "sale.amount == 90.0": true, "90 == sale.amount": true, "day < date(\"2026-12-01\")": true,
	} {
		p, err := formula.Compile(text, formula.Bool, fields)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := p.Holds(of); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	p, err := formula.Compile(`sale.list - sale.amount * (product == "x" ? 1 : 2)`, formula.Number, fields)
	if err != nil || strings.Join(p.Fields(), " ") != "product sale.amount sale.list" {
		t.Errorf("the fields are %v (%v)", p.Fields(), err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "empty",
		strings.Repeat("1+", 1500):     "longer",
		"sale.amount +":                "at character",
		"1 + turnover":                 `there is no "turnover" here; use one of sale.amount`,
		"1 +\n  sale.price":            `line 2, at character 3: there is no "sale.price" here`,
		`sale.amount + "x"`:            "at character 13",
		"product":                      "a text where a number is needed",
		"sale.amount > 1":              "true or false where a number is needed",
		"[1, 2].map(x, x * 2)[0]":      "at character",
		"nodes.all(n, n == \"a\")":     "at character",
		"size(product)":                "there is no \"size\" here",
		`product.matches("(a+)+$")`:    "matches\" here",
		strings.Repeat("(", 200) + "1": "at character",
		"null":                         "where a number is needed",
	} {
		_, err := formula.Compile(text, formula.Number, fields)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"sale.cost + 1": formula.ErrUnknown, "sale.cost": formula.ErrUnknown, "closed - day": formula.ErrUnknown, "sale.cost == 1 ? 1 : 0": formula.ErrUnknown,
		"1 / (sale.amount - 90)": nil, `day - date("yesterday")`: nil,
	} {
		p, err := formula.Compile(text, formula.Number, fields)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := p.Number(of)
		if err == nil || want != nil && !errors.Is(err, want) || want == nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s is %v (%v)", text, got, err)
		}
	}
}

// FuzzCompile: whatever is typed is refused or evaluated, and neither takes
// long nor brings the server down.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"1", "sale.amount * 0.1", `product == "12" && "a" in nodes`, "1e308 * 1e308", "(((((", "x.y.z", "-9223372036854775808", "1/0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, gives := range []formula.Kind{formula.Number, formula.Bool} {
			p, err := formula.Compile(text, gives, fields)
			if err != nil {
				if !fault.Is(err, fault.Invalid) {
					t.Fatalf("%q: %v", text, err)
				}
				continue
			}
			if gives == formula.Number {
				_, _ = p.Number(of)
			} else {
				_, _ = p.Holds(of)
			}
		}
	})
}
