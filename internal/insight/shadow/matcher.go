package shadow

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// matcher pairs lines with entries, the surest pairs first.
type matcher struct {
	lines   []Line
	entries []Entry
	names   []string // of the entries' customers, plain
	called  []string // of the lines' customers, plain
	found   map[int]int
	taken   map[int][]int // by entry: the lines that it is, in the order of the sheet
	by      map[int]string
	twice   map[int]int // a repeated line, and the entry that an earlier one is
}

func newMatcher(lines []Line, entries []Entry) *matcher {
	m := &matcher{lines: lines, entries: slices.Clone(entries), found: map[int]int{}, taken: map[int][]int{}, by: map[int]string{}, twice: map[int]int{}}
	slices.SortStableFunc(m.entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Order, b.Order))
	})
	for _, e := range m.entries {
		m.names = append(m.names, plain(e.CustomerName))
	}
	for _, l := range lines {
		m.called = append(m.called, plain(l.Customer))
	}
	return m
}

// run goes from what is sure to what is likely. What counts here comes before
// what does not.
func (m *matcher) run() {
	m.byRef()
	values := []func(Entry) money.Amount{func(e Entry) money.Amount { return e.Credited }, func(e Entry) money.Amount { return e.Whole }, func(e Entry) money.Amount { return e.Own }}
	for _, here := range []bool{true, false} {
		for _, value := range values {
			m.pair(here, "customer and amount", func(i int) (string, bool) {
				return m.called[i] + "\n" + m.lines[i].Amount.String(), m.called[i] != ""
			}, func(j int) (string, bool) { return m.names[j] + "\n" + value(m.entries[j]).String(), m.names[j] != "" })
			m.pair(here, "day and amount", func(i int) (string, bool) {
				return m.lines[i].Day.String() + "\n" + m.lines[i].Amount.String(), m.lines[i].Day != 0 && m.called[i] == ""
			}, func(j int) (string, bool) {
				return m.entries[j].Day.String() + "\n" + value(m.entries[j]).String(), true
			})
		}
		m.pair(here, "customer and day", func(i int) (string, bool) {
			return m.called[i] + "\n" + m.lines[i].Day.String(), m.called[i] != "" && m.lines[i].Day != 0
		}, func(j int) (string, bool) { return m.names[j] + "\n" + m.entries[j].Day.String(), m.names[j] != "" })
		if here {
			m.onlyOne()
		}
	}
	m.again()
}

// again finds lines that say word for word what an earlier one says, which is a
// deal already.
func (m *matcher) again() {
	type said struct {
		ref, customer string
		day           period.Date
		amount        money.Amount
	}
	first := map[said]int{}
	for i, l := range m.lines {
		s := said{key(l.Ref), m.called[i], l.Day, l.Amount}
		j, found := m.found[i]
		if found {
			first[s] = j
			continue
		}
		if j, ok := first[s]; ok && m.free(i) && (s.customer != "" || s.ref != "") {
			m.twice[i], m.by[i] = j, "an earlier line"
		}
	}
}

// byRef pairs what has the same number.
func (m *matcher) byRef() {
	at := map[string]int{}
	for j := len(m.entries) - 1; j >= 0; j-- { // what counts here wins
		for _, ref := range m.entries[j].Refs {
			at[key(ref)] = j
		}
	}
	groups, order := map[int][]int{}, []int{}
	for i, l := range m.lines {
		j, ok := at[key(l.Ref)]
		if l.Ref == "" || !ok {
			continue
		}
		if groups[j] == nil {
			order = append(order, j)
		}
		groups[j] = append(groups[j], i)
	}
	for _, j := range order {
		parts := m.parts(groups[j], m.entries[j])
		for _, i := range groups[j] {
			if slices.Contains(parts, i) {
				m.take(i, j, "number")
			} else {
				m.twice[i], m.by[i] = j, "number"
			}
		}
	}
}

// parts returns which of the lines with a deal's number are the deal: all, when
// together they are one of its amounts; one, when it is that alone; else all that
// do not say the same as an earlier one. The others repeat it.
func (m *matcher) parts(lines []int, e Entry) []int {
	if len(lines) == 1 || e.amounts(m.together(lines)) {
		return lines
	}
	for _, i := range lines {
		if e.amounts(m.lines[i].Amount) {
			return []int{i}
		}
	}
	type said struct {
		ref    string
		day    period.Date
		amount money.Amount
	}
	seen := map[said]bool{}
	return slices.DeleteFunc(slices.Clone(lines), func(i int) bool {
		s := said{key(m.lines[i].Ref), m.lines[i].Day, m.lines[i].Amount}
		before := seen[s]
		seen[s] = true
		return before
	})
}

func (m *matcher) together(lines []int) (sum money.Amount) {
	for _, i := range lines {
		sum += m.lines[i].Amount
	}
	return sum
}

// amounts reports whether an amount is one that the deal has, or had.
func (e Entry) amounts(a money.Amount) bool {
	return near(a, e.Credited) || near(a, e.Whole) || near(a, e.Own) ||
		slices.ContainsFunc(e.Earlier, func(was Earlier) bool { return near(a, was.Amount) })
}

func (m *matcher) take(i, j int, by string) {
	m.found[i], m.by[i] = j, by
	m.taken[j] = append(m.taken[j], i)
}

// free reports whether a line is not spoken for.
func (m *matcher) free(i int) bool {
	_, found := m.found[i]
	_, twice := m.twice[i]
	return !found && !twice
}

// pair takes lines and entries that have one key, in the order of their days.
func (m *matcher) pair(here bool, by string, ofLine, ofEntry func(int) (string, bool)) {
	waiting := map[string][]int{}
	for j := range m.entries {
		if k, ok := ofEntry(j); ok && m.taken[j] == nil && (m.entries[j].Place == Here) == here {
			waiting[k] = append(waiting[k], j)
		}
	}
	groups := map[string][]int{}
	var order []string
	for i := range m.lines {
		k, ok := ofLine(i)
		if !ok || !m.free(i) || len(waiting[k]) == 0 {
			continue
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	for _, k := range order {
		lines := groups[k]
		slices.SortStableFunc(lines, func(a, b int) int { return cmp.Compare(m.lines[a].Day, m.lines[b].Day) })
		for n := range min(len(lines), len(waiting[k])) {
			m.take(lines[n], waiting[k][n], by)
		}
	}
}

// onlyOne pairs a customer's only line that is left with the customer's only
// deal that is left here, when the two are within a quarter of a year.
func (m *matcher) onlyOne() {
	const most = 92
	lines, entries := map[string][]int{}, map[string][]int{}
	for i := range m.lines {
		if m.free(i) && m.called[i] != "" {
			lines[m.called[i]] = append(lines[m.called[i]], i)
		}
	}
	for j, e := range m.entries {
		if e.Place == Here && m.taken[j] == nil && m.names[j] != "" {
			entries[m.names[j]] = append(entries[m.names[j]], j)
		}
	}
	for name, of := range lines {
		if len(of) != 1 || len(entries[name]) != 1 {
			continue
		}
		i, j := of[0], entries[name][0]
		apart := m.lines[i].Day - m.entries[j].Day
		if m.lines[i].Day == 0 || max(apart, -apart) <= most {
			m.take(i, j, "customer")
		}
	}
}

// result tells what was found: the lines in the order of the sheet, then what
// the sheet lacks.
func (m *matcher) result() Result {
	r := Result{Matches: []Match{}, Sums: []Sum{}}
	for i := range m.lines {
		r.Matches = append(r.Matches, m.match(i))
		r.Sheet += m.lines[i].Amount
	}
	for j := range m.entries {
		if m.taken[j] != nil || m.entries[j].Place != Here || m.entries[j].Credited == 0 {
			continue
		}
		r.Matches = append(r.Matches, Match{Entry: &m.entries[j], Reason: Missing, Difference: m.entries[j].Credited})
	}
	sums := map[Reason]Sum{}
	r.Attain = r.Sheet
	for _, match := range r.Matches {
		s := sums[match.Reason]
		sums[match.Reason] = Sum{match.Reason, s.Count + 1, s.Difference + match.Difference}
		r.Attain += match.Difference
	}
	for _, reason := range Reasons() {
		if s, ok := sums[reason]; ok {
			r.Sums = append(r.Sums, s)
		}
	}
	return r
}

// match tells what became of a line.
func (m *matcher) match(i int) Match {
	line := &m.lines[i]
	match := Match{Line: line, Reason: Unknown, Difference: -line.Amount, By: m.by[i], Lines: 1, Together: line.Amount}
	if j, ok := m.twice[i]; ok {
		match.Entry, match.Reason = &m.entries[j], Repeated
		return match
	}
	j, ok := m.found[i]
	if !ok {
		return match
	}
	parts := m.taken[j]
	match.Entry, match.Lines, match.Rest, match.Together = &m.entries[j], len(parts), parts[0] != i, m.together(parts)
	match.Reason = reasonOf(match.Together, m.entries[j])
	match.Difference = 0
	if !match.Rest {
		match.Difference = m.entries[j].Credited - match.Together
	}
	return match
}
