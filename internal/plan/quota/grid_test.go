package quota_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/quota"
)

const today = "2026-11-22"

var calendar = period.DefaultCalendar()

func day(text string) period.Date { return period.MustDate(text) }

func amount(t testing.TB, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func some(t testing.TB, text string) quota.Number {
	t.Helper()
	if text == "" || text == "-" {
		return quota.Number{}
	}
	return quota.Some(amount(t, text))
}

// tree reads places from lines; the depth of a line is that of the dots before
// it, and what follows the node is who leads it.
func tree(t testing.TB, lines string) []quota.Place {
	t.Helper()
	var places []quota.Place
	path := map[int]org.NodeID{}
	for line := range strings.Lines(lines) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		name := strings.TrimLeft(fields[0], ".")
		depth := len(fields[0]) - len(name)
		id := org.NodeID(name)
		p := quota.Place{Key: quota.Key{Node: id}, Depth: depth, Of: org.Node{ID: id, Name: name, Member: period.Everything}}
		if len(fields) > 1 {
			p.Of.Lead = org.NodeID(fields[1])
		}
		if depth > 0 {
			p.Parent = path[depth-1]
		}
		path[depth] = id
		places = append(places, p)
	}
	return places
}

const company = `
company:acme
.team:north person:nina
..person:ann
..person:bob
..person:cem
.team:south person:sam
..person:dee
..person:eli
.person:nina
.person:sam
`

// plan makes a draft of revenue for 2027; change alters what is wanted.
func plan(t testing.TB, places []quota.Place, change ...func(*quota.Head)) quota.Plan {
	t.Helper()
	revenue, err := metric.Find("revenue")
	if err != nil {
		t.Fatal(err)
	}
	head := quota.Head{Name: "Sales 2027", Metric: revenue, Root: places[0].Node, Window: period.Range{Start: day("2027-01-01"), End: day("2028-01-01")},
		By: period.Quarter, Unit: money.Unit}
	for _, c := range change {
		c(&head)
	}
	p, err := quota.New("p1", head, period.DefaultCalendar(), day(today), places)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func total(t testing.TB, text string) func(*quota.Head) {
	return func(h *quota.Head) { h.Total = some(t, text) }
}

func by(kind period.Kind) func(*quota.Head) { return func(h *quota.Head) { h.By = kind } }

func unit(t testing.TB, text string) func(*quota.Head) {
	return func(h *quota.Head) { h.Unit = amount(t, text) }
}

// node names a row that is the only one of its node.
func node(id org.NodeID) quota.Key { return quota.Key{Node: id} }

// at returns the place of a row.
func at(t testing.TB, p quota.Plan, id org.NodeID) int {
	t.Helper()
	i, err := p.Find(node(id))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// apply makes an edit that must succeed.
func apply(t testing.TB, p quota.Plan, e quota.Edit) quota.Plan {
	t.Helper()
	done, err := p.Apply(e)
	if err != nil {
		t.Fatal(err)
	}
	return done.Plan
}

func allocate(t testing.TB, p quota.Plan, a quota.Allocation) quota.Plan {
	t.Helper()
	done, err := p.Allocate(a)
	if err != nil {
		t.Fatal(err)
	}
	return done.Plan
}

// numbers writes a row's cells, "-" for nothing.
func numbers(t testing.TB, p quota.Plan, id org.NodeID) string {
	t.Helper()
	return written(p.Rows[at(t, p, id)].Numbers())
}

func written(numbers []quota.Number) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = "-"
		if n.Set {
			parts[i] = n.Amount.String()
		}
	}
	return strings.Join(parts, " ")
}

// want checks the cells of rows: "person:ann: 1 2 3 4".
func want(t testing.TB, p quota.Plan, lines ...string) {
	t.Helper()
	for _, line := range lines {
		id, cells, _ := strings.Cut(line, ": ")
		if got := numbers(t, p, org.NodeID(id)); got != cells {
			t.Errorf("%s has %s, want %s", id, got, cells)
		}
	}
}

// flat is a company with people right below it.
func flat(t testing.TB, people ...string) []quota.Place {
	t.Helper()
	lines := "company:acme\n"
	for _, p := range people {
		lines += ".person:" + p + "\n"
	}
	return tree(t, lines)
}

func limits(t testing.TB, pairs ...string) []quota.LimitEdit {
	t.Helper()
	var edits []quota.LimitEdit
	for i := 0; i < len(pairs); i += 2 {
		edits = append(edits, quota.LimitEdit{Key: node(org.NodeID(pairs[i])), Value: some(t, pairs[i+1])})
	}
	return edits
}

// basis gives people a history.
func history(t testing.TB, pairs ...string) []quota.BasisEdit {
	t.Helper()
	var edits []quota.BasisEdit
	for i := 0; i < len(pairs); i += 2 {
		n := some(t, pairs[i+1])
		edits = append(edits, quota.BasisEdit{Key: node(org.NodeID(pairs[i])), History: &n})
	}
	return edits
}

func set(t testing.TB, id string, period int, value string) quota.CellEdit {
	t.Helper()
	return quota.CellEdit{Key: node(org.NodeID(id)), Period: period, Value: some(t, value)}
}

func year(h *quota.Head) { h.By = period.Year }

func TestNew(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company), total(t, "1000000"))
	if p.State != quota.Draft || p.Version != 1 || len(p.Periods) != 4 || p.Periods[1].ID != "2027-Q2" || len(p.Rows) != 10 {
		t.Fatalf("%+v", p)
	}
	// Working days of 2027: 64, 65, 66, 66.
	want(t, p, "company:acme: 245211 249042 252874 252873", "team:north: - - - -", "person:ann: - - - -")
	if p.Rows[9].Weight.Set || p.Rows[0].Total().Amount != 1_000_000*money.Unit {
		t.Errorf("%+v", p.Rows[9])
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	revenue, err := metric.Find("revenue")
	if err != nil {
		t.Fatal(err)
	}
	good := quota.Head{Name: "Plan", Metric: revenue, Root: "company:acme", By: period.Month, Unit: money.Unit,
		Window: period.Range{Start: day("2027-01-01"), End: day("2028-01-01")}}
	for name, test := range map[string]struct {
		change func(*quota.Head)
		says   string
	}{
		"no name":           {func(h *quota.Head) { h.Name = " " }, "name: is missing"},
		"a share":           {func(h *quota.Head) { h.Metric.Shape = metric.Ratio }, "set a goal for each instead"},
		"days":              {func(h *quota.Head) { h.By = "day" }, "use month, quarter, half or year"},
		"no unit":           {func(h *quota.Head) { h.Unit = 0 }, "unit: is 0"},
		"below nothing":     {func(h *quota.Head) { h.Total = quota.Some(-1) }, "total: is below 0"},
		"half a month":      {func(h *quota.Head) { h.Window.End = day("2027-06-15") }, "plan from 2027-01-01 to 2027-07-01"},
		"no days":           {func(h *quota.Head) { h.Window.End = h.Window.Start }, "an end after it"},
		"no end":            {func(h *quota.Head) { h.Window.End = period.Never }, "an end after it"},
		"too long":          {func(h *quota.Head) { h.Window.End = day("2037-01-01") }, "has 120 periods"},
		"far too much over": {func(h *quota.Head) { h.Over = map[org.Kind]money.Amount{"team": 2 * money.Unit} }, "over.team: is 2"},
		"over of nothing":   {func(h *quota.Head) { h.Over = map[org.Kind]money.Amount{"squad": 0} }, `over.squad: "squad"`},
		"a ramp above 1":    {func(h *quota.Head) { h.Ramp = []money.Amount{2 * money.Unit} }, "ramp: is 2 in month 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head := good
			test.change(&head)
			_, err := quota.New("p", head, period.DefaultCalendar(), day(today), tree(t, company))
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %s", err, test.says)
			}
		})
	}
	if _, err := quota.New("p", good, period.DefaultCalendar(), day(today), nil); err == nil {
		t.Error("a plan for nobody")
	}
}

// TestSeries: targets within a scope are counted by a series of their own.
func TestSeries(t *testing.T) {
	t.Parallel()
	p := plan(t, tree(t, company), func(h *quota.Head) { h.Scope = []org.NodeID{"segment:smb", "product:12", "segment:smb"} })
	if got := p.Series(); got != "revenue|product:12|segment:smb" {
		t.Error(got)
	}
}

func ids(p quota.Plan) string {
	var list []string
	for _, r := range p.Rows {
		list = append(list, fmt.Sprintf("%s%s", strings.Repeat(".", r.Depth), r.Node))
	}
	return strings.Join(list, " ")
}
