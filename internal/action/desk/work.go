package desk

import (
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Work is something counted that is to come to a value by the end of a window:
// the calls of an accepted plan.
type Work struct {
	Value  money.Amount // that the whole window asks for
	Window period.Range
	Before money.Amount // done in the window before this week
	Week   money.Amount // done in this week before today
	Today  money.Amount // done today
}

// Share is a part of the work: what it asks for, and what of it is done.
type Share struct {
	Aim  money.Amount // whole pieces
	Done money.Amount
}

// Left is what the share still asks for, never below 0.
func (s Share) Left() money.Amount { return max(0, s.Aim-s.Done) }

// Parts returns what the work asks for in the week and on the day, each working
// day alike: what was left when the week began, over the working days from then
// on; what was left this morning, over those that remain. Pieces are whole and
// rounded up, so that who does each day's share is never short at the end. On a
// day that nobody works nothing is asked for, but what is done counts.
func (w Work) Parts(c period.Calendar, week period.Range, today period.Date) (thisWeek, day Share) {
	thisWeek.Done, day.Done = w.Week+w.Today, w.Today
	whole := w.Window.Intersect(period.Range{Start: week.Start, End: w.Window.End})
	thisWeek.Aim = part(c, w.Value-w.Before, whole.Intersect(week), whole)
	left := w.Window.Intersect(period.Range{Start: today, End: w.Window.End})
	day.Aim = part(c, w.Value-w.Before-w.Week, left.Intersect(period.Range{Start: today, End: today + 1}), left)
	return thisWeek, day
}

// part returns the amount's part of some days among all, in whole pieces,
// rounded up; never more than the amount itself, rounded up.
func part(c period.Calendar, amount money.Amount, some, all period.Range) money.Amount {
	if amount <= 0 || some.Empty() || all.Empty() {
		return 0
	}
	n, _ := c.CountWorkingDays(some)
	of, ok := c.CountWorkingDays(all)
	if !ok || of == 0 || n == 0 {
		return 0
	}
	pieces := int64((amount + money.Unit - 1) / money.Unit)
	return money.Amount((pieces*int64(n)+int64(of)-1)/int64(of)) * money.Unit
}
