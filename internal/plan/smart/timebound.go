package smart

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// timeBound: is there a deadline ahead, far enough for the work, with looks in
// between, on days that the organisation plans by?
func (in Input) timeBound() Criterion {
	const deadlinePoints, orderPoints, checkPoints, leadPoints, fiscalPoints = 40, 10, 20, 20, 10
	var t tally
	w := in.Goal.Window
	switch {
	case !in.hasDeadline():
		t.miss(Fail, deadlinePoints+orderPoints+checkPoints+fiscalPoints, "It has no deadline.", "Say by when, for example by the end of the quarter.", in.quarterEnd())
		return t.criterion("T", "Time-bound")
	case w.Empty():
		t.miss(Fail, deadlinePoints+orderPoints+checkPoints+fiscalPoints, fmt.Sprintf("It ends on %s, before it starts.", goal.SayDay(w.End-1)), "Choose a deadline after the start.", nil)
		return t.criterion("T", "Time-bound")
	case w.End <= in.Today:
		t.miss(Fail, deadlinePoints, fmt.Sprintf("Its deadline, %s, has passed.", goal.SayDay(w.End-1)), "Choose a deadline in the future.", in.quarterEnd())
	default:
		t.pass(deadlinePoints, fmt.Sprintf("The deadline is %s, in %s.", goal.SayDay(w.End-1), plural(int(w.End-in.Today), "day", "days")))
	}
	t.pass(orderPoints, "It runs from "+goal.SayDay(w.Start)+".")
	in.checkTest(&t, checkPoints)
	in.leadTest(&t, leadPoints)
	if name := in.fiscal(); name != "" {
		t.pass(fiscalPoints, "It covers "+name+".")
	} else {
		t.partly(Pass, 0, fiscalPoints, "Its days do not begin and end with a fiscal period.", "", nil)
	}
	return t.criterion("T", "Time-bound")
}

// hasDeadline reports whether the goal says by when.
func (in Input) hasDeadline() bool {
	end := in.Goal.Window.End
	return end != 0 && end > period.Always && !in.Goal.Window.IsOpen()
}

// quarterEnd offers the end of the current quarter.
func (in Input) quarterEnd() *Fix {
	q := in.Calendar.Containing(period.Quarter, in.Today)
	return &Fix{Field: "end", Value: q.End.String()}
}

// checkTest: somebody looks at it in each quarter of its time.
func (in Input) checkTest(t *tally, points int) {
	const quarters = 4
	have := 0
	marks := in.marks()
	for i := range quarters {
		part := in.part(i, quarters)
		for _, day := range marks {
			if part.Contains(day) {
				have++
				break
			}
		}
	}
	if have == quarters {
		t.pass(points, fmt.Sprintf("It is looked at on %s.", plural(len(marks), "day", "days")))
		return
	}
	fix, said := in.proposedChecks()
	t.partly(Warn, points*have/quarters, points, fmt.Sprintf("It is looked at in %d of the 4 quarters of its time.", have),
		"Set checkpoints: "+goal.And(said)+".", &Fix{Field: "checks", Value: fix})
}

// part returns one of n equal parts of the window.
func (in Input) part(i, n int) period.Range {
	w := in.Goal.Window
	days, _ := w.Days()
	return period.Range{Start: w.Start.Add(i * days / n), End: w.Start.Add((i + 1) * days / n)}
}

// marks are the days on which the goal is looked at: its checkpoints, and the
// last days of the periods that it is counted by.
func (in Input) marks() []period.Date {
	marks := slices.Clone(in.Goal.Checks)
	for _, p := range in.Goal.Steps(in.Calendar) {
		marks = append(marks, p.End-1)
	}
	return marks
}

// proposedChecks returns days to look at the goal, as dates and in words.
func (in Input) proposedChecks() (dates, said []string) {
	for _, d := range ProposeChecks(in.Goal.Window, in.Calendar) {
		dates, said = append(dates, d.String()), append(said, goal.SayDay(d))
	}
	return dates, said
}

// ProposeChecks returns a day to look at a goal in each quarter of its time:
// the first working day of the quarter's second half, the last one near the
// deadline.
func ProposeChecks(w period.Range, c period.Calendar) []period.Date {
	const quarters = 4
	days, ok := w.Days()
	if !ok || days == 0 {
		return nil
	}
	var checks []period.Date
	for i := range quarters {
		part := period.Range{Start: w.Start.Add(i * days / quarters), End: w.Start.Add((i + 1) * days / quarters)}
		if part.Empty() {
			continue
		}
		middle := part.Start.Add(int(part.End-part.Start) / 2)
		best := middle
		for d := middle; d < part.End; d++ {
			if c.IsWorkingDay(d) {
				best = d
				break
			}
		}
		checks = append(checks, best)
	}
	return checks
}

// lateStages are metrics that a new lead moves only after the sales cycle.
var lateStages = map[string]bool{
	"revenue": true, "profit": true, "units": true, "orders": true, "new_customers": true, "deals_won": true, "deals_won_value": true,
	"lead_conversion": true, "market_share": true, "penetration": true,
}

// leadTest: there is time for what is begun now to come to an end.
func (in Input) leadTest(t *tally, points int) {
	if in.LeadTime == nil || !lateStages[string(base(in.Metric.ID))] {
		return
	}
	left := int(in.Goal.Window.End - max(in.Today, in.Goal.Window.Start))
	fact := fmt.Sprintf("A sale takes %s from first contact on average; the goal leaves %s.", plural(*in.LeadTime, "day", "days"), plural(max(0, left), "day", "days"))
	if left >= *in.LeadTime {
		t.pass(points, fact)
		return
	}
	t.miss(Warn, points, fact, "Choose a later deadline, or count on opportunities that are open already: new leads come too late.", nil)
}

// fiscal names the fiscal period or periods that the window is made of; ""
// when it begins or ends within one.
func (in Input) fiscal() string {
	w := in.Goal.Window
	for _, kind := range []period.Kind{period.Year, period.Half, period.Quarter, period.Month} {
		first := in.Calendar.Containing(kind, w.Start)
		last := in.Calendar.Containing(kind, w.End.Add(-1))
		switch {
		case first.Start != w.Start || last.End != w.End:
		case first.ID == last.ID:
			return first.Label
		default:
			return first.Label + " to " + last.Label
		}
	}
	return ""
}
