package metric

import "slices"

// dealMetrics are the metrics of opportunities.
func dealMetrics() []Metric {
	const (
		created = "The day the opportunity was created."
		closed  = "The day it was closed."
		unknown = "Opportunities without a known amount are left out."
	)
	sums := summed(
		Metric{ID: Opportunities, Name: "Opportunities created", Unit: Count, Definition: "Opportunities that were opened, however they ended.",
			Formula: "number of opportunities", DateRule: created, RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: PipelineCreated, Name: "Pipeline created", Unit: Money, Definition: "Amount of the opportunities that were opened, as it is known now. " + unknown,
			Formula: "Σ amount", DateRule: created, RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: DealsWon, Name: "Deals won", Unit: Count, Definition: "Opportunities that were won.",
			Formula: "number of opportunities won", DateRule: closed, RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: DealsLost, Name: "Deals lost", Unit: Count, Direction: Lower, Definition: "Opportunities that were lost.",
			Formula: "number of opportunities lost", DateRule: closed, RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: DealsWonValue, Name: "Value of deals won", Unit: Money, Definition: "Amount of the opportunities that were won. It is what was agreed; revenue is what was sold and delivered. " + unknown,
			Formula: "Σ amount", DateRule: closed, RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: DealsLostValue, Name: "Value of deals lost", Unit: Money, Direction: Lower, Definition: "Amount of the opportunities that were lost. " + unknown,
			Formula: "Σ amount", DateRule: closed, RollUp: ownedUp, Additive: true, Least: nought()},
	)
	open := Metric{ID: PipelineOpen, Name: "Open pipeline", Unit: Money, Direction: Higher, Shape: Stock, Num: plus(PipelineOpen),
		Definition: "Amount of the opportunities that are open on the day of the view and expected to close in the period. Those without an amount or an expected day are left out.",
		Formula:    "Σ amount of open opportunities",
		DateRule:   "The day on which it is expected to close, past or to come. On an earlier day it is what was open then.",
		RollUp:     ownedUp, Additive: true, Least: nought()}
	coverage := Metric{ID: Coverage, Name: "Pipeline coverage", Unit: Quantity, Direction: Higher, Shape: Ratio, Scale: 1, Against: Revenue,
		Definition: "How many times the open pipeline expected in the rest of the period holds what is still missing to the revenue target. There is none without a target or once it is reached.",
		Formula:    "open pipeline of the rest of the period ÷ (revenue target − revenue so far)",
		DateRule:   "Open opportunities from the day of the view to the end of the period by their expected close; revenue by the day of the sale.",
		RollUp:     byParts, Least: nought(), Num: plus(PipelineOpen), Den: []Term{{Series: Revenue, Sign: -1}}}
	return slices.Concat(sums[:2], []Metric{open, coverage}, sums[2:], dealRatios(closed))
}

func dealRatios(closed string) []Metric {
	return divided(
		Metric{ID: WinRate, Name: "Win rate", Unit: Share, Definition: "Of the opportunities closed in the period, the part that was won. See also the win rate by value: one without the other misleads.",
			Formula: "won ÷ (won + lost)", DateRule: closed, Least: nought(), Most: one(), Num: plus(DealsWon), Den: plus(DealsWon, DealsLost)},
		Metric{ID: WinRateValue, Name: "Win rate by value", Unit: Share, Definition: "Of the value of the opportunities closed in the period, the part that was won.",
			Formula: "value won ÷ (value won + value lost)", DateRule: closed, Least: nought(), Most: one(),
			Num: plus(DealsWonValue), Den: plus(DealsWonValue, DealsLostValue)},
		Metric{ID: AverageDeal, Name: "Average deal size", Unit: Money, Definition: "Value per won opportunity, of those whose amount is known.",
			Formula: "value won ÷ won opportunities with an amount", DateRule: closed, Least: nought(),
			Num: plus(DealsWonValue), Den: plus(dealsWonValued)},
		Metric{ID: SalesCycle, Name: "Sales cycle", Unit: Days, Direction: Lower, Definition: "Days from the creation of an opportunity to its win, on average over the won ones. Lost and open ones are not in it.",
			Formula: "Σ whole days from created to won ÷ deals won", DateRule: "The day of the win.", Least: nought(),
			Num: plus(cycleDays), Den: plus(DealsWon)},
	)
}
