package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/connector/csvfile"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
)

const testHead = "profile: 1\nsource: s\norganisation: {currency: USD}\n"

func parse(t interface {
	Helper()
	Fatal(args ...any)
}, text string,
) *ingest.Profile {
	t.Helper()
	p, err := ingest.ParseProfile([]byte(testHead + text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func files(contents map[string]string) csvfile.Uploads {
	var out csvfile.Uploads
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		out = append(out, upload(name, []byte(contents[name])))
	}
	return out
}

// mapped returns everything that Map emits.
func mapped(t interface {
	Helper()
	Fatal(args ...any)
}, p *ingest.Profile, src ingest.Source,
) []ingest.Mapped {
	t.Helper()
	var out []ingest.Mapped
	if err := p.Map(context.Background(), src, time.UTC, func(m ingest.Mapped) error {
		out = append(out, m)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func again(t *testing.T, p *ingest.Profile, rows []ingest.Mapped) []ingest.Mapped {
	t.Helper()
	var out []ingest.Mapped
	if err := p.MapValues(t.Context(), rows, time.UTC, func(m ingest.Mapped) error {
		out = append(out, m)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func faulty(rows []ingest.Mapped) []ingest.Mapped {
	return slices.DeleteFunc(slices.Clone(rows), ingest.Mapped.Ok)
}

func describeAll(rows []ingest.Mapped) string {
	var out strings.Builder
	for _, m := range rows {
		out.WriteString(describe(m))
	}
	return out.String()
}

const ordersProfile = `files: {lines: lines.csv, orders: orders.csv}
formats: {decimal: "."}
records:
  - kind: sale
    from: lines
    join: {header: {file: orders, on: order}}
    id: {expr: order + "/" + line}
    order: order
    occurred_at: header.date
    amount: {column: amount, settle_to: header.total}
`

// The lines of an order sum exactly to its total, each within 1/10,000 of what
// it was, however many decimals and signs they have and in whatever order they
// stand among other orders.
func TestSettleSums(t *testing.T) {
	t.Parallel()
	profile := parse(t, ordersProfile)
	rapid.Check(t, func(t *rapid.T) {
		orders := rapid.IntRange(1, 4).Draw(t, "orders")
		totals := make([]big.Rat, orders)
		exact := map[string]*big.Rat{}
		lines := "order,line,amount\n"
		for i := range rapid.IntRange(orders, 20).Draw(t, "lines") {
			order := i % orders
			if i >= orders {
				order = rapid.IntRange(0, orders-1).Draw(t, "order")
			}
			amount := big.NewRat(rapid.Int64Range(-1e9, 1e9).Draw(t, "amount"), 1_000_000)
			totals[order].Add(&totals[order], amount)
			exact[fmt.Sprintf("%d/%d", order, i)] = amount
			lines += fmt.Sprintf("%d,%d,%s\n", order, i, amount.FloatString(6))
		}
		headers := "order,date,total\n"
		want := map[string]money.Amount{}
		for i := range totals {
			total, err := money.FromRat(&totals[i])
			if err != nil {
				t.Fatal(err)
			}
			want[fmt.Sprint(i)] = total
			headers += fmt.Sprintf("%d,2024-01-01,%s\n", i, total)
		}
		got := map[string]money.Amount{}
		for _, m := range mapped(t, profile, files(map[string]string{"lines.csv": lines, "orders.csv": headers})) {
			s, ok := m.Record.(ingest.Sale)
			if !ok {
				t.Fatalf("%s", describe(m))
			}
			got[s.Order] += s.Amount
			gap := new(big.Rat).Sub(s.Amount.Rat(), exact[s.ID])
			if gap.Abs(gap).Cmp(big.NewRat(1, 10_000)) > 0 {
				t.Fatalf("line %s is %s, exactly %s", s.ID, s.Amount, exact[s.ID].FloatString(6))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("totals (-want +got):\n%s", diff)
		}
	})
}

func TestMapValuesOrders(t *testing.T) {
	t.Parallel()
	p := parse(t, ordersProfile)
	rows := mapped(t, p, files(map[string]string{
		"lines.csv":  "order,line,amount\n1,1,0.33335\n1,2,oops\n2,1,5.00005\n2,2,5\n3,1,7\n",
		"orders.csv": "order,date,total\n1,2024-01-01,1\n2,2024-01-01,10\n",
	}))
	if got, want := len(faulty(rows)), 3; got != want {
		t.Fatalf("%d faults, want %d:\n%s", got, want, describeAll(rows))
	}
	held := faulty(rows)
	if got := faulty(again(t, p, held)); len(got) != 3 {
		t.Errorf("nothing was edited, but:\n%s", describeAll(got))
	}
	held[1].Values["amount"] = "0.66665"
	held[2].Values["header.date"], held[2].Values["header.total"] = "2024-01-01", "7"
	want := "line 2: sale 1/1 2024-01-01 0.3334 USD order 1\nline 3: sale 1/2 2024-01-01 0.6666 USD order 1\nline 6: sale 3/1 2024-01-01 7 USD order 3\n"
	if diff := cmp.Diff(want, describeAll(again(t, p, held))); diff != "" {
		t.Errorf("after editing (-want +got):\n%s", diff)
	}
	// A line that was good, and that somebody else set aside, is given alone.
	alone := []ingest.Mapped{rows[2]}
	if diff := cmp.Diff(describe(rows[2]), describeAll(again(t, p, alone))); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
	alone[0].Values["amount"] = "6"
	if got := again(t, p, alone); got[0].Ok() {
		t.Errorf("an edited line of a settled order is accepted: %s", describeAll(got))
	}
}

func TestMapValuesTargets(t *testing.T) {
	t.Parallel()
	p := parse(t, `files: {t: t.csv}
records:
  - {kind: target, from: t, of: {person: rep}, period: {from: day, to: next}, value: quota}
`)
	rows := mapped(t, p, files(map[string]string{
		"t.csv": "rep,day,quota\n7,2024-01-01,x\n7,2024-04-01,1\n8,2024-01-01,1\n8,oops,1\n",
	}))
	want := `line 2: FAULT value: column quota: "x" is not a number`
	if got := describeAll(rows); !strings.HasPrefix(got, want) || len(faulty(rows)) != 3 {
		t.Fatalf("got\n%s", got)
	}
	held := faulty(rows)
	held[0].Values["quota"] = "5"
	if got := describeAll(again(t, p, held[:1])); got != "line 2: target person 7 revenue 2024-01-01..2024-04-01 5\n" {
		t.Errorf("a target whose end was known: %s", got)
	}
	if got := again(t, p, held[1:2]); got[0].Ok() {
		t.Errorf("a target alone whose end is not known: %s", describeAll(got))
	}
	held[2].Values["day"] = "2024-02-01"
	if got, want := describeAll(again(t, p, held[1:])), "line 4: target person 8 revenue 2024-01-01..2024-02-01 1\nline 5: target person 8 revenue 2024-02-01.. 1\n"; got != want {
		t.Errorf("got\n%s want\n%s", got, want)
	}
}

// A row that could not be read stays a fault until its cells are put under the
// right columns.
func TestMapValuesUnreadable(t *testing.T) {
	t.Parallel()
	p := parse(t, "files: {a: a.csv}\nrecords:\n  - {kind: sale, from: a, id: id, occurred_at: day, amount: amount}\n")
	rows := mapped(t, p, files(map[string]string{"a.csv": "id,day,amount\nA,2024-01-01,1,234\n"}))
	if len(rows) != 1 || rows[0].Ok() || rows[0].Values["?amount"] != "1" {
		t.Fatalf("%s %v", describeAll(rows), rows[0].Values)
	}
	if got := again(t, p, rows); got[0].Ok() {
		t.Errorf("accepted: %s", describeAll(got))
	}
	for _, c := range []string{"id", "day"} {
		rows[0].Values[c] = rows[0].Values["?"+c]
	}
	rows[0].Values["amount"] = "1234"
	if got := describeAll(again(t, p, rows)); got != "line 2: sale A 2024-01-01 1234 USD\n" {
		t.Errorf("mended: %s", got)
	}
}

func TestMapRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, profile string
		files         map[string]string
		want          string
	}{
		{
			"WhereBeforeJoin",
			"files: {a: a.csv, b: b.csv}\nrecords:\n  - {kind: customer, from: a, where: 'rep != \"\"', join: {r: {file: b, on: rep}}, id: id, name: r.name}\n",
			map[string]string{"a.csv": "id,rep\n1,\n2,7\n", "b.csv": "rep,name\n7,Ann\n"},
			"line 3: customer 2 \"Ann\"\n",
		},
		{
			"JoinOfJoin",
			"files: {a: a.csv, b: b.csv, c: c.csv}\nrecords:\n  - {kind: customer, from: a, join: {r: {file: b, on: rep}, t: {file: c, on: {left: r.team, right: team}}}, id: id, name: t.name}\n",
			map[string]string{"a.csv": "id,rep\n1,7\n", "b.csv": "rep,team\n7,x\n", "c.csv": "team,name\nx,North\n"},
			"line 2: customer 1 \"North\"\n",
		},
		{
			"JoinOnTwo",
			"files: {a: a.csv, b: b.csv}\nrecords:\n  - {kind: customer, from: a, join: {r: {file: b, on: [x, y]}}, id: id, name: r.name}\n",
			map[string]string{"a.csv": "id,x,y\n1,a,b\n2,ab,\n", "b.csv": "x,y,name\na,b,one\nab,,two\n"},
			"line 2: customer 1 \"one\"\nline 3: customer 2 \"two\"\n",
		},
		{
			"JoinSeveralFault",
			"files: {a: a.csv, b: b.csv}\nrecords:\n  - {kind: customer, from: a, join: {r: {file: b, on: rep, several: fault}}, id: id, name: r.name}\n",
			map[string]string{"a.csv": "id,rep\n1,7\n2,8\n", "b.csv": "rep,name\n7,Ann\n7,Bob\n8,Cid\n8,Cid\n"},
			"line 2: FAULT join r: b has several rows for \"7\" (lines 2 and 3) that say different things; joining them would count things more than once\n" +
				"    fix: say which row to take, for example pick: {last: StartDate, as: date}, narrow them with where, or use the file as records of its own\n" +
				"line 3: customer 2 \"Cid\"\n",
		},
		{
			"JoinPickTie",
			"files: {a: a.csv, b: b.csv}\nrecords:\n  - {kind: customer, from: a, join: {r: {file: b, on: rep, pick: {last: n, as: number}}}, id: id, name: r.name}\n",
			map[string]string{"a.csv": "id,rep\n1,7\n2,8\n", "b.csv": "rep,n,name\n7,9,Ann\n7,9,Bob\n8,9,x\n8,9,y\n8,10,Cid\n"},
			"line 2: FAULT join r: b has several rows for \"7\" (lines 2 and 3) that say different things; joining them would count things more than once\n" +
				"    fix: the column under pick does not tell them apart; choose another, or correct the file\n" +
				"line 3: customer 2 \"Cid\"\n",
		},
		{
			"JoinUnreadableRow",
			"files: {a: a.csv, b: b.csv}\nrecords:\n  - {kind: customer, from: a, join: {r: {file: b, on: rep, unmatched: empty}}, id: id, name: r.name}\n",
			map[string]string{"a.csv": "id,rep\n1,7\n2,8\n", "b.csv": "rep,name\n7\n8,Cid\n"},
			"line 2: FAULT join r: no readable row of b has \"7\", and 1 rows of it could not be read (line 2: the row has 1 cell, but the header has 2 columns)\n" +
				"    fix: mend that file first\n" +
				"line 3: customer 2 \"Cid\"\n",
		},
		{
			"Glob",
			"files: {a: 'a-*.csv'}\nrecords:\n  - {kind: customer, from: a, id: id, name: name}\n",
			map[string]string{"a-1.csv": "id,name\n1,one\n", "a-2.csv": "Name;ID\ntwo;2\n", "b.csv": "x\n"},
			"line 2: customer 1 \"one\"\nline 2: customer 2 \"two\"\n",
		},
		{
			"DropTotals",
			"files: {a: {path: a.csv, drop: 'id.lowerAscii().startsWith(\"total\")'}}\nrecords:\n  - {kind: customer, from: a, id: id, name: name}\n",
			map[string]string{"a.csv": "id,name\n1,one\nTOTAL: 1\n2,two\n"},
			"line 2: customer 1 \"one\"\nline 4: customer 2 \"two\"\n",
		},
		{
			"SheetErrorInWhere",
			"files: {a: a.csv}\nrecords:\n  - {kind: customer, from: a, where: 'x == \"1\"', id: id}\n",
			map[string]string{"a.csv": "id,x\n1,1\n2,#REF!\n3,2\n"},
			"line 2: customer 1 \"1\"\nline 3: FAULT where: \"#REF!\" is a spreadsheet's error value\n" +
				"    fix: mend the cell in the spreadsheet, or list the value under formats: empty when it means \"nothing\"\n",
		},
		{
			"RepeatedLineSettlesOnce",
			"files: {a: a.csv}\nformats: {decimal: \".\"}\nrecords:\n  - {kind: sale, from: a, id: id, order: o, occurred_at: d, amount: {column: x, settle_to: t}}\n",
			map[string]string{"a.csv": "id,o,d,x,t\n1,A,2024-01-01,0.00005,1\n2,A,2024-01-01,1,1\n1,A,2024-01-01,0.00005,1\n"},
			"line 3: sale 2 2024-01-01 1 USD order A\nline 4: sale 1 2024-01-01 0 USD order A  (and 1 the same)\n",
		},
		{
			"RepeatedLineThatDiffersBreaksTheOrder",
			"files: {a: a.csv}\nformats: {decimal: \".\"}\nrecords:\n  - {kind: sale, from: a, id: id, order: o, occurred_at: d, amount: {column: x, settle_to: t}}\n",
			map[string]string{"a.csv": "id,o,d,x,t\n1,A,2024-01-01,1,3\n2,A,2024-01-01,1,3\n1,A,2024-01-01,2,3\n"},
			"line 2: FAULT id: 2 rows have this id and say different things (lines 2, 4)\n    fix: correct the file; choose an id that is unique for each row; or say repeats: last when a later row corrects an earlier one\n" +
				"line 3: FAULT amount: the order \"A\" is not imported: line 2, which belongs to it, cannot be used: 2 rows have this id and say different things (lines 2, 4)\n    fix: correct the file; all lines of the order are taken together\n" +
				"line 4: FAULT id: 2 rows have this id and say different things (lines 2, 4)\n    fix: correct the file; choose an id that is unique for each row; or say repeats: last when a later row corrects an earlier one\n",
		},
		{
			"ExpressionsReadTheirOwnTextPlainly",
			"files: {a: a.csv}\nformats: {decimal: \",\"}\nrecords:\n  - {kind: sale, from: a, id: id, occurred_at: d, amount: {expr: 'number(x) * number(\"1.234\") + number(x) * 0.1'}}\n",
			map[string]string{"a.csv": "id;d;x\n1;2024-01-01;1.000,5\n"},
			"line 2: sale 1 2024-01-01 1334.667 USD\n",
		},
		{
			"DivisionByZero",
			"files: {a: a.csv}\nrecords:\n  - {kind: sale, from: a, id: id, occurred_at: d, amount: {expr: 'number(\"1\") / number(x)'}}\n",
			map[string]string{"a.csv": "id;d;x\n1;2024-01-01;0\n2;2024-01-01;3\n"},
			"line 2: FAULT amount: division by zero\n    fix: guard it, for example number(B) == number(\"0\") ? number(\"0\") : number(A) / number(B)\n" +
				"line 3: sale 2 2024-01-01 0.3333 USD\n",
		},
		{
			"DateExpressions",
			"files: {a: a.csv}\nrecords:\n  - {kind: assignment, from: a, person: p, territory: t, during: {from: {expr: first_of_month(date(d))}, to: {expr: 'date(d) < date(\"2024-02-01\") ? add_months(date(d), 1) : no_date()'}}}\n",
			map[string]string{"a.csv": "p,t,d\n1,x,2024-01-31\n2,x,2024-03-31\n"},
			"line 2: assignment 1 x 2024-01-01..2024-02-29\nline 3: assignment 2 x 2024-03-01..\n",
		},
		{
			"FiscalQuarter",
			"files: {a: a.csv}\nrecords:\n  - {kind: target, from: a, of: company, period: {quarter: day}, value: v}\n",
			map[string]string{"a.csv": "day,v\n2024-05-15,1\n"},
			"line 2: target company  revenue 2024-04-01..2024-07-01 1\n",
		},
		{
			"TargetTwice",
			"files: {a: a.csv}\nrecords:\n  - {kind: target, from: a, of: {person: p}, period: {month: day}, value: v}\n",
			map[string]string{"a.csv": "p,day,v,product\n7,2024-05-15,1,x\n7,2024-05-15,2,y\n"},
			"line 2: FAULT id: 2 rows have this id and say different things (lines 2, 3)\n    fix: correct the file; choose an id that is unique for each row; or say repeats: last when a later row corrects an earlier one\n" +
				"line 3: FAULT id: 2 rows have this id and say different things (lines 2, 3)\n    fix: correct the file; choose an id that is unique for each row; or say repeats: last when a later row corrects an earlier one\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := describeAll(mapped(t, parse(t, c.profile), files(c.files)))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMapStops(t *testing.T) {
	t.Parallel()
	p := parse(t, "files: {a: a.csv}\nrecords:\n  - {kind: customer, from: a, id: id}\n")
	src := files(map[string]string{"a.csv": "id\n1\n2\n"})
	stop := errors.New("enough")
	n := 0
	err := p.Map(t.Context(), src, time.UTC, func(ingest.Mapped) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("emit's error: %v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Map(ctx, src, time.UTC, func(ingest.Mapped) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	err = p.Map(t.Context(), files(nil), time.UTC, func(ingest.Mapped) error { return nil })
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "a.csv") {
		t.Errorf("no file: %v", err)
	}
}

func TestWatch(t *testing.T) {
	t.Parallel()
	p := parse(t, "files: {a: a.csv}\nrecords:\n  - {kind: customer, from: a, id: id}\n")
	content := "id\n" + strings.Repeat("1\n", 5000)
	var seen []ingest.Progress
	src := p.Watch(files(map[string]string{"a.csv": content}), func(at ingest.Progress) { seen = append(seen, at) })
	mapped(t, p, src)
	last := seen[len(seen)-1]
	if want := int64(2 * len(content)); last.Read != want || last.Total != want {
		t.Errorf("at the end %+v, want %d bytes of %d", last, want, want)
	}
	if !slices.IsSortedFunc(seen, func(a, b ingest.Progress) int { return int(a.Read - b.Read) }) {
		t.Errorf("progress goes back: %+v", seen)
	}
}
