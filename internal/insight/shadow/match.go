package shadow

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Line is a deal as the sheet has it.
type Line struct {
	Number   int // in the file, from 1
	Ref      string
	Customer string
	Day      period.Date // 0: the sheet says none
	Amount   money.Amount
}

// Place says where a deal stands for the number that is looked at.
type Place int

// The places of an entry.
const (
	Here      Place = iota // it counts in the number
	Elsewhen               // it counts for the same node, in another period
	Elsewhere              // it is credited to somebody else
	Gone                   // it is cancelled or withdrawn
	Held                   // it waits in quarantine: Attain has read it, and could not use it
)

// Entry is a deal as Attain knows it.
type Entry struct {
	Place        Place
	Source       string
	Order        string
	Refs         []string // ids under which a sheet may name it: of the order and of its lines
	Customer     org.NodeID
	CustomerName string
	Day          period.Date
	Credited     money.Amount // what of it the number contains; 0 unless it is Here
	Whole        money.Amount // all of it, in the organisation's currency
	Own          money.Amount // all of it, as the source wrote it
	Currency     money.Currency
	Foreign      bool // Currency is not the organisation's
	Late         bool // it happened in a closed period, and counts where it became known
	Earlier      []Earlier
	To           []string // Elsewhere: who has the credit, as far as the reader may know
	When         string   // Elsewhen: the days on which it counts
	Why          string   // Held: what is wrong with it
}

// Earlier is what the whole deal was before it changed, in the currency of its
// source.
type Earlier struct {
	Amount  money.Amount
	Changed period.Date // the day on which the change became known
}

// Reason says why a line and an entry differ.
type Reason string

// The reasons, in the order in which they are told.
const (
	Same        Reason = "same"
	Rounded     Reason = "rounded"      // by less than one unit of the currency
	Split       Reason = "split"        // the sheet has all of a deal that is shared
	Converted   Reason = "converted"    // the sheet has the amount in another currency
	Changed     Reason = "changed"      // the sheet has what it was before
	Differs     Reason = "differs"      // another amount, and no reason is known
	OtherPeriod Reason = "other_period" // it counts in another period
	OtherPerson Reason = "other_person" // somebody else has the credit
	Cancelled   Reason = "cancelled"
	Repeated    Reason = "repeated" // the sheet has it twice
	Quarantined Reason = "quarantined"
	Unknown     Reason = "unknown" // Attain knows no such deal
	Missing     Reason = "missing" // the sheet has not got it
)

// Reasons returns all of them in order.
func Reasons() []Reason {
	return []Reason{Same, Rounded, Split, Converted, Changed, Differs, OtherPeriod, OtherPerson, Cancelled, Repeated, Quarantined, Unknown, Missing}
}

// Match is a line of the sheet beside the deal that it is. One of the two may
// be nil.
type Match struct {
	Line       *Line
	Entry      *Entry
	Reason     Reason
	Difference money.Amount // what Attain counts, less what the sheet says
	By         string       // how the two were found to be one: its number, customer and amount, …
	// Lines is how many lines of the sheet are the deal together. The first of
	// them carries the difference, the others are its Rest.
	Lines    int
	Rest     bool
	Together money.Amount // what these lines come to
}

// Sum is what all matches of one reason come to.
type Sum struct {
	Reason     Reason
	Count      int
	Difference money.Amount
}

// Result is the whole comparison: Sheet plus all differences is Attain.
type Result struct {
	Matches []Match
	Sums    []Sum // of the reasons that occur, in their order
	Sheet   money.Amount
	Attain  money.Amount
}

// Compare holds the lines against the entries. Each is used once at most; the
// same input gives the same answer in whatever order entries come.
func Compare(lines []Line, entries []Entry) Result {
	m := newMatcher(lines, entries)
	m.run()
	return m.result()
}

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
	return close(a, e.Credited) || close(a, e.Whole) || close(a, e.Own) ||
		slices.ContainsFunc(e.Earlier, func(was Earlier) bool { return close(a, was.Amount) })
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
	const near = 92
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
		if m.lines[i].Day == 0 || max(apart, -apart) <= near {
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

// reasonOf says why what the sheet has of a deal and the deal differ.
func reasonOf(amount money.Amount, e Entry) Reason {
	switch e.Place {
	case Elsewhen:
		return OtherPeriod
	case Elsewhere:
		return OtherPerson
	case Gone:
		return Cancelled
	case Held:
		return Quarantined
	}
	switch {
	case amount == e.Credited:
		return Same
	case close(amount, e.Credited):
		return Rounded
	case e.Credited != e.Whole && close(amount, e.Whole):
		return Split
	case e.Foreign && close(amount, e.Own):
		return Converted
	case slices.ContainsFunc(e.Earlier, func(was Earlier) bool { return close(amount, was.Amount) }):
		return Changed
	}
	return Differs
}

// close reports whether two amounts are less than one unit apart: sheets round.
func close(a, b money.Amount) bool {
	apart := a - b
	return max(apart, -apart) < money.Unit
}

// key makes ids comparable: sheets change case and add marks such as #.
func key(ref string) string {
	return strings.ToLower(strings.TrimLeft(strings.TrimSpace(ref), "#"))
}
