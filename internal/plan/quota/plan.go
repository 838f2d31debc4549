package quota

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/target"
)

// ID names a plan within its organisation.
type ID string

// Number is an amount or nothing. The zero Number is nothing.
type Number struct {
	Amount money.Amount
	Set    bool
}

// Some returns the amount as a Number.
func Some(a money.Amount) Number { return Number{Amount: a, Set: true} }

// NumberOf returns nothing for nil.
func NumberOf(a *money.Amount) Number {
	if a == nil {
		return Number{}
	}
	return Some(*a)
}

// Pointer returns nil for nothing.
func (n Number) Pointer() *money.Amount {
	if !n.Set {
		return nil
	}
	return &n.Amount
}

func (n Number) plus(o Number) Number {
	if !o.Set {
		return n
	}
	return Some(add(n.Amount, o.Amount))
}

// add sums without overflow: what does not fit is the largest amount.
func add(a, b money.Amount) money.Amount {
	sum, ok := a.Add(b)
	if !ok && b > 0 {
		return math.MaxInt64
	}
	return sum
}

// Cell is one number of the grid.
type Cell struct {
	Number
	Locked bool
	Full   Number // what it was before it was prorated; nothing for a cell that was not
}

// Key names a row. A person who changes team has a row under each.
type Key struct {
	Node   org.NodeID
	Parent org.NodeID // "" for the root
}

// Basis is what a leaf's share is reckoned by. Nothing is not 0: who has no
// history is weighed like his peers.
type Basis struct {
	History    Number       // over Plan.Past
	Spread     Number       // standard deviation of History
	Ahead      target.Curve // where the plan's time is forecast to end, as things are; nil: not known
	Potential  Number
	Capacity   Number
	TenureFrom period.Date    // 0: when the person joined, as far as that is known
	Leave      []period.Range // days away, in order
}

// Row is a node's line of the grid.
type Row struct {
	Key
	Depth      int
	Cells      []Cell // by period
	Locked     bool   // nothing in it or below it moves
	Floor, Cap Number // of the row's total
	Over       Number // over-assignment of the step to its children; nothing: the plan's
	// Weight multiplies what the method finds; nothing is 1. A row of weight 0
	// carries no quota: dividing leaves it as it is.
	Weight Number
	Basis  Basis
	State  RowState

	// What the node is now. It is read with the row and not kept with it.
	Name   string
	Lead   org.NodeID // of a team
	Member period.Range
	During []period.Range // when a leaf stands here, see Attend; nil: always
}

// Total returns the sum of the row's own cells, nothing when none is set.
func (r Row) Total() Number {
	var total Number
	for _, c := range r.Cells {
		total = total.plus(c.Number)
	}
	return total
}

// Numbers returns the row's own numbers.
func (r Row) Numbers() []Number {
	numbers := make([]Number, len(r.Cells))
	for i, c := range r.Cells {
		numbers[i] = c.Number
	}
	return numbers
}

// Plan is a planning grid. The operations return a changed copy; the plan that
// they are called on stays as it is.
type Plan struct {
	ID        ID
	Name      string
	Metric    metric.Series // without its scope
	Scope     []org.NodeID  // what counts must belong to all of these, sorted
	Root      org.NodeID
	By        period.Kind
	Periods   []period.Period // they follow one another
	Unit      money.Amount    // numbers are divided in steps of it
	Over      map[org.Kind]money.Amount
	Ramp      target.Ramp
	Season    *[12]int64   // January first: how strong an average working day of the month is, in millionths; nil when unknown
	Past      period.Range // the days that Basis.History is of
	State     State
	Version   int   // counts the changes; from 1
	CreatedAt int64 // microseconds
	Rows      []Row // the root first, every row before those below it

	calendar period.Calendar // see On
	workdays []int64         // by period
	seasonal []int64         // by period: the season's weights; nil when unknown
	elapsed  int             // how many periods of an active plan are over
}

// The limits of a plan.
const (
	mostPeriods = 60
	mostRows    = 50_000
)

// Window returns the days of the plan.
func (p Plan) Window() period.Range {
	return period.Range{Start: p.Periods[0].Start, End: p.Periods[len(p.Periods)-1].End}
}

// Series names what the plan's targets are counted by: the metric, within its
// scope.
func (p Plan) Series() metric.Series { return p.Metric.Scoped(p.Scope) }

// Head is what is wanted of a new plan.
type Head struct {
	Name   string
	Metric metric.Metric
	Scope  []org.NodeID
	Root   org.NodeID
	Window period.Range
	By     period.Kind
	Total  Number // of the root
	Unit   money.Amount
	Over   map[org.Kind]money.Amount
	Ramp   target.Ramp // nil: target.DefaultRamp
}

// New returns a draft with a row for every place. Leads who sold nothing
// themselves carry no quota until somebody gives them a weight; the total
// stands at the root, spread by working days.
func New(id ID, head Head, calendar period.Calendar, today period.Date, places []Place) (Plan, error) {
	p := Plan{ID: id, Name: strings.TrimSpace(head.Name), Metric: head.Metric.ID, Root: head.Root, By: head.By, Unit: head.Unit,
		Over: maps.Clone(head.Over), Ramp: head.Ramp, State: Draft, Version: 1}
	p.Scope = slices.Compact(slices.Sorted(slices.Values(head.Scope)))
	if p.Ramp == nil {
		p.Ramp = target.DefaultRamp()
	}
	wrong := p.checkHead(head)
	if len(wrong) == 0 {
		var err error
		if p.Periods, err = tiles(calendar, head.By, head.Window); err != nil {
			wrong.Add("start", "%v", err)
		}
	}
	if err := wrong.Err("the plan cannot be made like this"); err != nil {
		return p, err
	}
	for _, place := range places {
		p.Rows = append(p.Rows, place.row(len(p.Periods)))
	}
	if len(p.Rows) == 0 || p.Rows[0].Node != p.Root {
		return p, fault.New(fault.Invalid, "there is nothing below %s to plan for", p.Root)
	}
	if len(p.Rows) > mostRows {
		return p, fault.New(fault.TooLarge, "a plan of %d rows is too large; plan for a part of the company, at most %d rows", len(p.Rows), mostRows)
	}
	p = p.On(today, calendar)
	if !head.Total.Set {
		return p, nil
	}
	done, err := p.Apply(Edit{Cells: []CellEdit{{Key: p.Rows[0].Key, Period: Whole, Value: head.Total}}})
	return done.Plan, err
}

func (p Plan) checkHead(head Head) fault.Fields {
	var wrong fault.Fields
	if p.Name == "" {
		wrong.Add("name", "is missing; a plan needs a name, such as Sales 2027")
	}
	if head.Metric.Shape != metric.Sum {
		wrong.Add("metric", "%s cannot be planned in a grid: a grid divides what adds up, and it does not; set a goal for each instead", head.Metric.Name)
	}
	if !slices.Contains([]period.Kind{period.Month, period.Quarter, period.Half, period.Year}, p.By) {
		wrong.Add("by", "is %q; use month, quarter, half or year", p.By)
	}
	if head.Total.Set && head.Total.Amount < 0 {
		wrong.Add("total", "is below 0; targets are 0 or more")
	}
	wrong = append(wrong, p.checkSettings()...)
	return wrong
}

// checkSettings checks what can be changed later too.
func (p Plan) checkSettings() fault.Fields {
	var wrong fault.Fields
	if p.Unit <= 0 {
		wrong.Add("unit", "is %s; numbers are divided in steps of it, so use a number above 0, such as 1 or 1000", p.Unit)
	}
	for _, kind := range slices.Sorted(maps.Keys(p.Over)) {
		if _, err := org.ParseKind(string(kind)); err != nil {
			wrong.Add("over."+string(kind), "%v", err)
		}
		if over := p.Over[kind]; over < 0 || over > money.Unit {
			wrong.Add("over."+string(kind), "is %s; an over-assignment is from 0 to 1, 0.05 for 5 %%", over)
		}
	}
	for i, share := range p.Ramp {
		if share < 0 || share > money.Unit {
			wrong.Add("ramp", "is %s in month %d; a ramp goes from 0 to 1", share, i+1)
			break
		}
	}
	return wrong
}

// tiles divides the window into whole periods.
func tiles(calendar period.Calendar, kind period.Kind, window period.Range) ([]period.Period, error) {
	if window.Empty() || window.IsOpen() {
		return nil, fault.New(fault.Invalid, "the plan needs a first day and an end after it")
	}
	periods, err := calendar.Between(kind, window)
	if err != nil {
		return nil, err
	}
	if len(periods) > mostPeriods {
		return nil, fault.New(fault.Invalid, "has %d periods; at most %d can be planned at once", len(periods), mostPeriods)
	}
	if first, last := periods[0], periods[len(periods)-1]; first.Start != window.Start || last.End != window.End {
		return nil, fault.New(fault.Invalid, "the plan begins or ends within a %s; plan from %s to %s (the end itself is left out)", kind, first.Start, last.End)
	}
	return periods, nil
}

// On returns the plan as it stands on the day, by the calendar: how many
// working days its periods have, and which of them are over.
func (p Plan) On(today period.Date, calendar period.Calendar) Plan {
	p.calendar = calendar
	p.workdays = make([]int64, len(p.Periods))
	p.seasonal = nil
	if p.Season != nil {
		p.seasonal = make([]int64, len(p.Periods))
	}
	p.elapsed = 0
	for i, at := range p.Periods {
		days, _ := calendar.CountWorkingDays(at.Range)
		p.workdays[i] = int64(days)
		if p.Season != nil {
			p.seasonal[i] = seasonOf(*p.Season, at.Range, calendar)
		}
		if p.State == Active && at.End <= today {
			p.elapsed = i + 1
		}
	}
	return p
}

// seasonOf returns the seasonal index × working days of a range, over the
// calendar months that it touches.
func seasonOf(season [12]int64, days period.Range, calendar period.Calendar) int64 {
	var weight int64
	for start := days.Start; start < days.End; {
		end := min(days.End, start.FirstOfMonth().AddMonths(1))
		worked, _ := calendar.CountWorkingDays(period.Range{Start: start, End: end})
		weight += season[start.Month()-1] * int64(worked)
		start = end
	}
	return weight
}
