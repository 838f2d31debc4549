package contest

import (
	"math"

	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Window is a stretch of days with what people did in it.
type Window struct {
	Days     period.Range
	Workdays int // of all of them
	Worked   int // of those that are over
	People   []Doing
}

// Doing is what one person did in a window.
type Doing struct {
	Person   org.NodeID
	Out      Out // by presence alone
	Value    money.Amount
	Target   *money.Amount // for the whole window; nil: none
	Breaches []Breach
	Late     money.Amount // of Value, what came in the last working days
	Next     money.Amount // what came in as many working days after the window
}

// leastPast is how many periods it takes to know somebody's usual.
const leastPast = 3

// elapsed is the part of the window that is over.
func (w Window) elapsed() float64 {
	if w.Workdays == 0 {
		return 0
	}
	return float64(w.Worked) / float64(w.Workdays)
}

// pasts returns what the windows, the oldest first, say of each person.
func pasts(by Measure, windows []Window) []Past {
	at := map[org.NodeID]int{}
	var list []Past
	for t, w := range windows {
		for _, d := range w.People {
			i, ok := at[d.Person]
			if !ok {
				i = len(list)
				at[d.Person] = i
				list = append(list, Past{Person: d.Person, Logs: make([]*float64, len(windows))})
			}
			list[i].Logs[t] = w.log(by, d)
		}
	}
	if by != Attainment {
		for i := range list {
			floor(list[i].Logs)
		}
	}
	return list
}

// log is the logarithm of what somebody did against his target, or of what a
// working day brought him; nil when it says nothing of him.
func (w Window) log(by Measure, d Doing) *float64 {
	if d.Out != "" || w.Workdays == 0 {
		return nil
	}
	x := 0.0
	switch {
	case by == Attainment && (d.Target == nil || *d.Target <= 0):
		return nil
	case by == Attainment:
		x = ratio(d.Value, *d.Target)
	default:
		x = math.Log(max(practice.Number(d.Value), 0) / float64(w.Workdays)) // −∞ for nothing
	}
	return &x
}

// floor lifts periods of next to nothing to 5 % of somebody's mean; of who never
// did anything it leaves nothing.
func floor(logs []*float64) {
	sum, n := 0.0, 0.0
	for _, x := range logs {
		if x != nil {
			sum, n = sum+math.Exp(*x), n+1
		}
	}
	for i, x := range logs {
		switch {
		case x == nil:
		case sum <= 0:
			logs[i] = nil
		default:
			*logs[i] = max(*x, math.Log(least*sum/n))
		}
	}
}

// entries returns the parts of the people in a contest of the window.
func (w Window) entries(by Measure, forms map[org.NodeID]Form) []Entry {
	list := make([]Entry, 0, len(w.People))
	part := w.elapsed()
	for _, d := range w.People {
		f, known := forms[d.Person]
		if !known {
			f = Form{Noise: usualNoise, Apart: leastApart}
		}
		e := Entry{Person: d.Person, Out: d.Out, Value: d.Value, Breaches: d.Breaches}
		// What a part of the days brought differs the more the fewer they are.
		early := 1 / math.Sqrt(max(part, 0.01))
		e.Noise = f.Noise * early
		switch {
		case e.Out != "":
		case by == Attainment && (d.Target == nil || *d.Target <= 0):
			e.Out = NoTarget
		case by == Attainment:
			e.Reference = *d.Target
		case f.Periods < leastPast:
			e.Out = NoHistory
		default:
			e.Reference = practice.Amount(math.Exp(f.Mean+f.swell(by)) * float64(w.Workdays))
			if e.Reference <= 0 {
				e.Out = NoHistory
			}
			e.Deviation = math.Hypot(f.Apart, e.Noise)
			if by == Improvement {
				e.Noise = e.Deviation // his usual is not known exactly either
			}
		}
		e.ToDate = e.Reference
		if w.Worked < w.Workdays {
			e.ToDate = practice.Amount(practice.Number(e.Reference) * part)
		}
		list = append(list, e)
	}
	return list
}
