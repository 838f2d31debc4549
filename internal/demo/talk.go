package demo

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// Talk is a check-in that a manager and somebody of his team had.
type Talk struct {
	DaysAgo  int
	Note     string // what came of it
	Topic    string
	Promises []Promise
}

// Promise is what one of the two said that he would do.
type Promise struct {
	Text    string
	Days    int  // until it is due, after the talk
	Manager bool // the manager promised it
	Done    bool // it was done on its day
	Metric  metric.Series
	Value   *money.Amount // that settles it; nil without a metric
}

// Talks are the talks of the last two months, the earliest first.
func Talks() []Talk {
	calls := 25 * money.Unit
	return []Talk{
		{DaysAgo: 38, Note: "The quarter is open. We look at the large deals again in two weeks.", Topic: "Two customers ask for longer terms of payment",
			Promises: []Promise{{Text: "Ask finance what terms of payment we can offer", Days: 7, Manager: true, Done: true},
				{Text: "A next step with a date in every open deal", Days: 14, Done: true}}},
		{DaysAgo: 24, Note: "Fewer deals, better prepared.", Topic: "Preparing discovery calls takes long",
			Promises: []Promise{{Text: "Send the checklist for discovery calls to the team", Days: 10, Done: true},
				{Text: "Join the next negotiation", Days: 14, Manager: true, Done: true}}},
		{DaysAgo: 10, Note: "Close dates that have passed are moved or the deals are given up.", Topic: "Which deals do we give up?",
			Promises: []Promise{{Text: "Twenty-five activities before the next check-in", Days: 13, Metric: metric.Activities, Value: &calls},
				{Text: "Review the three oldest open deals", Days: 9},
				{Text: "Bring a reference customer for the largest deal", Days: 20, Manager: true}}},
	}
}

// Course is a programme of a course that the sellers take.
type Course struct {
	Name, What, Course string
	Metric             metric.Series
}

// Courses are the programmes of the company.
func Courses() []Course {
	return []Course{
		{"Negotiation", "Two days of practice with recorded cases, then a review of three real deals", "Negotiation", metric.Discount},
		{"Discovery calls", "A checklist, five calls with a coach, and one back alone", "Discovery calls", metric.WinRate},
	}
}
