package quota

import (
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/target"
)

// Attend returns the plan with the days on which each leaf stands where it
// stands, as Places finds them now. A leaf whose place is gone is there on no
// day.
func (p Plan) Attend(places []Place) Plan {
	during := make(map[Key][]period.Range, len(places))
	for _, at := range places {
		during[at.Key] = at.During
	}
	rows := make([]Row, len(p.Rows))
	for i, r := range p.Rows {
		if r.During = during[r.Key]; r.During == nil {
			r.During = []period.Range{}
		}
		rows[i] = r
	}
	p.Rows = rows
	return p
}

// Refresh returns the plan with a row for every place that has none yet: of
// those who joined, or changed team, since the plan was made. Rows are never
// taken away: they may hold numbers.
func (p Plan) Refresh(places []Place) Done {
	known := make(map[Key]bool, len(p.Rows))
	for _, r := range p.Rows {
		known[r.Key] = true
	}
	var fresh []Place
	for _, at := range places {
		if !known[at.Key] {
			fresh = append(fresh, at)
		}
	}
	if len(fresh) == 0 {
		return Done{Plan: p}
	}
	d := Done{Plan: p}
	d.Plan.Rows = slices.Clone(p.Rows)
	for _, at := range fresh {
		if at.Parent == "" || !d.Plan.insert(at) {
			continue
		}
		d.Notes = append(d.Notes, "added "+at.row(0).called())
	}
	for i, r := range d.Plan.Rows {
		if !known[r.Key] {
			d.Touched = append(d.Touched, i)
		}
	}
	return d
}

// insert puts a row behind its siblings; false when the parent has no row, or
// the node has others below it and stands somewhere already.
func (p *Plan) insert(at Place) bool {
	parent := -1
	for i, r := range p.Rows {
		switch {
		case r.Parent == at.Node:
			return false
		case r.Node == at.Parent && parent < 0:
			parent = i
		}
	}
	if parent < 0 {
		return false
	}
	end := parent + 1
	for end < len(p.Rows) && p.Rows[end].Depth > p.Rows[parent].Depth {
		end++
	}
	row := at.row(len(p.Periods))
	row.Depth = p.Rows[parent].Depth + 1
	p.Rows = slices.Insert(p.Rows, end, row)
	return true
}

// presence says how much of each period a leaf is there, and how far up the
// ramp; reduced is false when it is all there all the time.
func (d *draft) presence(i int) (there []target.Presence, reduced bool) {
	there = make([]target.Presence, len(d.Periods))
	for j, p := range d.Periods {
		there[j] = target.Presence{Worked: 1, Total: 1, RampNum: 1, RampDen: 1}
		total := d.days(p.Range)
		if total == 0 {
			continue // a period without work shortens nobody's
		}
		there[j] = d.presenceIn(d.Rows[i], p.Range, total)
		reduced = reduced || there[j].Worked < total || there[j].RampNum < there[j].RampDen
	}
	return there, reduced
}

func (d *draft) presenceIn(r Row, days period.Range, total int64) target.Presence {
	worked, ramped := int64(0), int64(0)
	start, known := r.startedOn()
	for _, there := range r.present(days) {
		n := d.daysWithout(there, r.Basis.Leave)
		worked += n
		if !known {
			ramped += n * int64(money.Unit)
			continue
		}
		ramped += d.ramped(there, start, r.Basis.Leave)
	}
	p := target.Presence{Worked: worked, Total: total, RampNum: 1, RampDen: 1}
	if worked > 0 {
		p.RampNum, p.RampDen = ramped, worked*int64(money.Unit)
	}
	return p
}

// ramped returns the sum of the ramp's share over the days worked, in 1/10,000.
func (d *draft) ramped(there period.Range, start period.Date, leave []period.Range) int64 {
	sum := int64(0)
	at := there.Start
	for month, share := range d.Ramp {
		of := period.Range{Start: max(at, start.AddMonths(month)), End: min(there.End, start.AddMonths(month+1))}
		if month == 0 {
			of.Start = at // before the first day somebody is at the foot of the ramp
		}
		if of.Empty() {
			continue
		}
		sum += d.daysWithout(of, leave) * int64(share)
		at = of.End
	}
	if rest := (period.Range{Start: at, End: there.End}); !rest.Empty() {
		sum += d.daysWithout(rest, leave) * int64(money.Unit)
	}
	return sum
}

// startedOn returns the day from which somebody's months on the ramp count.
func (r Row) startedOn() (period.Date, bool) {
	if r.Basis.TenureFrom != 0 {
		return r.Basis.TenureFrom, true
	}
	return r.Member.Start, r.Node.Kind() == org.Person && r.Member.Start != period.Always
}

// present returns the days within a range on which the row's node stands there
// and is with the company.
func (r Row) present(days period.Range) []period.Range {
	member := period.Everything
	if r.Node.Kind() == org.Person {
		member = r.Member
	}
	during := r.During
	if during == nil {
		during = []period.Range{period.Everything}
	}
	var there []period.Range
	for _, d := range during {
		if common := d.Intersect(days).Intersect(member); !common.Empty() {
			there = append(there, common)
		}
	}
	return there
}

// daysWithout counts the working days of a range that are no leave.
func (d *draft) daysWithout(days period.Range, leave []period.Range) int64 {
	n := d.days(days)
	at := days.Start // leave may overlap
	for _, away := range leave {
		common := away.Intersect(period.Range{Start: at, End: days.End})
		if !common.Empty() {
			n -= d.days(common)
			at = common.End
		}
	}
	return n
}

func (d *draft) days(r period.Range) int64 {
	n, _ := d.calendar.CountWorkingDays(r)
	return int64(n)
}

// daysThere returns the working days of the plan that somebody is there, times
// the ramp.
func (d *draft) daysThere(i int) money.Amount {
	there, _ := d.presence(i)
	var sum money.Amount
	for j, p := range there {
		if p.Total == 0 {
			continue
		}
		days := d.workdays[j] * int64(money.Unit)
		sum += money.Amount(days * p.Worked / p.Total * p.RampNum / p.RampDen)
	}
	return sum
}
