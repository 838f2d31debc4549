package ingest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
)

func TestParseProfileErrors(t *testing.T) {
	t.Parallel()
	const head = "profile: 1\nsource: s\norganisation: {currency: USD}\nfiles: {a: a.csv, b: b.csv}\nrecords:\n"
	for _, c := range []struct {
		name, text, want string
	}{
		{"ErrEmpty", "", "one YAML document"},
		{"ErrNotYAML", "a: [", "not valid YAML"},
		{"ErrList", "- a", "keys and values"},
		{"ErrTwoDocuments", "profile: 1\n---\nprofile: 1\n", "one YAML document"},
		{"ErrVersion", "profile: 2\nsource: s\nrecords: []\n", "profile: line 1: profile, the version"},
		{"ErrNoSource", "profile: 1\nrecords: []\n", "must name its source"},
		{"ErrNoRecords", "profile: 1\nsource: s\n", "which records"},
		{"ErrAnchor", "profile: 1\nsource: s\nformats: &f {decimal: \".\"}\nrecords: []\n", "keys and values"},
		{"ErrKnown", "profile: 1\nsource: s\nknown: never\nrecords: []\n", "known: line 3: known must be one of"},
		{"ErrZone", "profile: 1\nsource: s\norganisation: {time_zone: Mars/Olympus}\nrecords: []\n", "not a time zone"},
		{"ErrCreate", "profile: 1\nsource: s\ncreate: [sale]\nrecords: []\n", "create[0]: line 3"},
		{"ErrPathUp", "profile: 1\nsource: s\nfiles: {a: ../a.csv}\nrecords: []\n", "cannot be used as a path"},
		{"ErrPathAbsolute", "profile: 1\nsource: s\nfiles: {a: /etc/passwd}\nrecords: []\n", "cannot be used as a path"},
		{"ErrFileName", "profile: 1\nsource: s\nfiles: {row: a.csv}\nrecords: []\n", "row is taken"},
		{"ErrKind", head + "  - {kind: sales, from: a}\n", `did you mean "sale"?`},
		{"ErrNoKind", head + "  - {from: a}\n", "must say its kind"},
		{"ErrMissingField", head + "  - {kind: sale, from: a, id: x, amount: y}\n", "records[0]: line 6: a sale must have occurred_at"},
		{"ErrSameName", head + "  - {kind: region, from: a, id: x}\n  - {kind: region, from: a, id: y}\n", "two records are called"},
		{"ErrManagerAndTeam", head + "  - {kind: person, from: a, id: x, manager: y, team: z}\n", "either manager or team"},
		{"ErrTargetOf", head + "  - {kind: target, from: a, value: v, period: {month: m}}\n", "whose it is"},
		{"ErrTargetOfTwo", head + "  - {kind: target, from: a, of: {person: p, team: t}, value: v, period: {month: m}}\n", "of must be company"},
		{"ErrPeriodMix", head + "  - {kind: target, from: a, of: company, value: v, period: {month: m, from: f}}\n", "either from with to"},
		{"ErrNextOutsideTarget", head + "  - {kind: assignment, from: a, person: p, territory: t, during: {from: f, to_inclusive: e, to: next}}\n", "either from with to"},
		{"ErrConstantsOnly", head + "  - {kind: region, id: x}\n", "must be made of constants"},
		{"ErrJoinWithoutFile", head + "  - {kind: region, id: {value: x}, join: {j: {file: b}}}\n", "nothing to join to"},
		{"ErrConstantDate", head + "  - {kind: target, from: a, of: company, value: {value: 1.000.0}, period: {from: {value: 31/12/2023}}}\n", "written plainly"},
		{"ErrTwoOrigins", head + "  - {kind: region, from: a, id: {column: x, value: y}}\n", "exactly one of"},
		{"ErrUnmappedWithoutMap", head + "  - {kind: region, from: a, id: {column: x, unmapped: keep}}\n", "needs a map"},
		{"ErrExpression", head + "  - {kind: region, from: a, id: {expr: 'x +'}}\n", "in the expression, at character"},
		{"ErrExpressionType", head + "  - {kind: region, from: a, id: x, where: 'number(x)'}\n", "gives a number where a bool"},
		{"ErrExpressionNumberRight", head + "  - {kind: sale, from: a, id: x, occurred_at: d, amount: {expr: '2 * number(x)'}}\n", "number(…) on the left"},
		{"ErrExpressionText", head + "  - {kind: region, from: a, id: x, where: 'x == 1'}\n", "columns are text"},
		{"ErrExpressionJoin", head + "  - {kind: region, from: a, id: {expr: headr.x}, join: {header: {file: b, on: k}}}\n", `did you mean "header"?`},
		{"ErrExpressionHas", head + "  - {kind: region, from: a, id: x, where: has(header.x), join: {header: {file: b, on: k}}}\n", "cannot be used"},
		{"ErrExpressionRow", head + "  - {kind: region, from: a, id: {expr: 'row[x]'}}\n", "must be written as a text"},
		{"ErrJoinFile", head + "  - {kind: region, from: a, id: x, join: {j: {file: c, on: k}}}\n", `no file is called "c"`},
		{"ErrJoinOn", head + "  - {kind: region, from: a, id: x, join: {j: {file: b}}}\n", "which columns are equal"},
		{"ErrJoinName", head + "  - {kind: region, from: a, id: x, join: {row: {file: b, on: k}}}\n", "row is taken"},
		{"ErrPickAs", head + "  - {kind: region, from: a, id: x, join: {j: {file: b, on: k, pick: {last: d}}}}\n", "as, the way in which pick"},
		{"ErrDecimalIsThousands", "profile: 1\nsource: s\nformats: {decimal: \",\", thousands: \",\"}\nrecords: []\n", "cannot be the same mark"},
		{"ErrPrefer", "profile: 1\nsource: s\nformats: {prefer: iso8601}\nrecords: []\n", "prefer must be one of"},
		{"ErrMonths", "profile: 1\nsource: s\nformats: {months: [jan]}\nrecords: []\n", "twelve names"},
		{"ErrIDFromDate", "profile: 1\nsource: s\nformats: {id_from_date: true}\nrecords: []\n", "needs id: integer"},
		{"ErrNoCurrency", "profile: 1\nsource: s\nfiles: {a: a.csv}\nrecords: [{kind: sale, from: a, id: x, occurred_at: d, amount: y}]\n", "must have currency"},
		{"ErrDeep", "profile: 1\nsource: s\nrecords: " + strings.Repeat("[", 100) + "\n", "nested deeper"},
		{"ErrDeepDashes", strings.Repeat("- ", 5000), "nested deeper"},
		{"ErrLarge", strings.Repeat("#", 300<<10), "larger than"},
		{"ErrFiscalName", head + "  - {kind: target, from: a, of: company, value: v, period: {year: {column: y, format: yyyy}, fiscal: true}}\n", "different years in different companies"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := ingest.ParseProfile([]byte(c.text))
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is\n%v\nwant it to say %q", err, c.want)
			}
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
				t.Errorf("kind %d", k)
			}
		})
	}
}

func TestParseProfileOrganisation(t *testing.T) {
	t.Parallel()
	p, err := ingest.ParseProfile([]byte(`profile: 1
name: Test
source: erp
organisation: {id: acme, name: Acme, time_zone: Europe/Brussels, currency: eur, fiscal_year_starts: April, week_starts: Sunday,
  calendar: 4-4-5, working_days: [Mon, Tuesday], holidays: [2024-12-25]}
known: arrival
create: [customer, product, customer]
formats: {delimiter: semicolon, encoding: windows-1252}
files:
  a: {path: 'in\sales-*.csv', columns: [x, y], short_rows: empty}
  b: {path: b.csv, delimiter: tab, header_row: 3, sheet: Data, quotes: false}
records:
  - {kind: region, from: a, id: x}
`))
	if err != nil {
		t.Fatal(err)
	}
	o := p.Organisation
	if p.Name != "Test" || p.Source != "erp" || p.Known != ingest.KnownArrival || len(p.Create) != 2 || o.Currency != "EUR" ||
		o.FiscalYearStarts != 4 || *o.WeekStarts != 0 || len(o.WorkingDays) != 2 || len(o.Holidays) != 1 || o.Calendar != "4-4-5" {
		t.Errorf("%+v %+v", p, o)
	}
	tables := p.Tables()
	if a := tables[0]; a.Name != "a" || a.Path != "in/sales-*.csv" || a.Delimiter != ';' || a.Encoding != "windows-1252" || !a.ShortRows || len(a.Needs) != 1 {
		t.Errorf("%+v", a)
	}
	if b := tables[1]; b.Delimiter != '\t' || b.HeaderRow != 3 || b.Sheet != "Data" || !b.NoQuotes {
		t.Errorf("%+v", b)
	}
}

func FuzzProfile(f *testing.F) {
	text, err := os.ReadFile(filepath.Join(adventureWorks, "profile.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("profile: 1\nsource: s\nfiles: {a: {path: a.csv, drop: 'x == \"\"'}}\nrecords: [{kind: region, from: a, id: {expr: '[x].exists(v, v == \"a\") ? x : row[\"b c\"]'}}]\n")
	f.Add("? [a]\n: &b {c: *b}\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ingest.ParseProfile([]byte(text))
		if (p == nil) == (err == nil) {
			t.Fatalf("profile %v and error %v", p, err)
		}
		if err != nil && fault.KindOf(err) == fault.Internal {
			t.Fatalf("an internal error: %v", err)
		}
	})
}
