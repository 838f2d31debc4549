package demo

import (
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// Contest is a contest that was held, or is being held.
type Contest struct {
	Name, Reason string
	Company      bool        // of everybody; else of the team of the manager whom the demo lets in
	Of           period.Kind // of period it takes
	Back         int         // periods before the one that runs
	Rules        contest.Rules
}

// Contests returns a contest that ended and one that runs.
func Contests() []Contest {
	fair := []goal.Guard{{Metric: metric.Discount, Aim: goal.AtMost, Value: 1200}}
	return []Contest{
		{Name: "Quarter to remember", Reason: "A strong end of the quarter, without buying it with discounts.", Company: true, Of: period.Quarter, Back: 1,
			Rules: contest.Rules{Metric: metric.Revenue, Measure: contest.Attainment, Guards: fair, Prize: contest.Prize{To: contest.Top, Places: 3, Amount: 750 * money.Unit}}},
		{Name: "Better than yourself", Reason: "Everybody can win: whoever does 10 % more than is usual for him shares the pot.", Of: period.Quarter,
			Rules: contest.Rules{Metric: metric.Revenue, Measure: contest.Improvement, Guards: fair, Prize: contest.Prize{To: contest.Reach, Threshold: 11_000, Amount: 1500 * money.Unit, Pot: true}}},
	}
}
