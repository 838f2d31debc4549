// Package dates reads the times of a sentence: days, periods, lengths of time,
// rhythms and deadlines, in the words of people and by the fiscal year of the
// organisation. It tells what a time can mean, and which readings it has when
// it can mean more than one; what a goal makes of it is for package sentence.
package dates

import (
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// Reader reads the times of one text.
type Reader struct {
	token.List
	calendar period.Calendar
	Civil    period.Calendar // the calendar year, beside the fiscal one
	today    period.Date
	others   Others
}

// Others is what else stands in a text: "2027 deals" are no year.
type Others interface {
	// counted returns where the word for what is counted or measured ends that
	// stands at the token; the token itself when there is none.
	Counted(at int) (next int)
	// amount returns where the amount ends that stands at the token; bare is set
	// when it is a number without a unit, which may be a year or a day.
	Amount(at int) (next int, bare bool)
}

// New makes a reader of the times of the tokens.
func New(tokens token.List, calendar period.Calendar, today period.Date, others Others) *Reader {
	return &Reader{List: tokens, calendar: calendar, Civil: calendarYear(calendar), today: today, others: others}
}
