package metric

import (
	"slices"
	"strings"
	"sync"

	"github.com/attainhq/attain/internal/money"
)

// Words that several definitions share.
const (
	dayRule  = "The day of the sale in the organisation's time zone."
	sumUp    = "Every line is added once to each node that it belongs to on its day; the shares of a split deal add up to the whole deal at a shared manager."
	distinct = "Counted once at each node, however many lines, people or products of the node have a part in it."
	byParts  = "Numerator and denominator are added up first and divided last; rates are never averaged."
	ownedUp  = "Counted once at its owner and at every node above the owner on that day, and at its territory, product, customer, segment, channel and lead source."
)

// All returns every metric that needs no parameter, in the order in which they
// are shown.
func All() []Metric {
	return slices.Clone(builtin())
}

// builtin is All, and builtinByID finds in it. They are made once, since metrics
// are found for every target and goal; what a metric points to is never changed.
var (
	builtin = sync.OnceValue(func() []Metric {
		return slices.Concat(salesMetrics(), leadMetrics(), dealMetrics(), customerMetrics(), otherMetrics())
	})
	builtinByID = sync.OnceValue(func() map[Series]Metric {
		by := map[Series]Metric{}
		for _, m := range builtin() {
			by[m.ID] = m
		}
		return by
	})
)

func one() *money.Amount    { return at(money.Unit) }
func nought() *money.Amount { return at(0) }

func at(a money.Amount) *money.Amount { return &a }

// plus returns the terms of series that are added.
func plus(series ...Series) []Term {
	terms := make([]Term, len(series))
	for i, s := range series {
		terms[i] = Term{Series: s, Sign: 1}
	}
	return terms
}

// summed completes the metrics that are one series of their own name.
func summed(metrics ...Metric) []Metric {
	for i := range metrics {
		m := &metrics[i]
		m.Shape, m.Num = Sum, plus(m.ID)
		if m.Direction == "" {
			m.Direction = Higher
		}
	}
	return metrics
}

// divided completes the metrics that are ratios.
func divided(metrics ...Metric) []Metric {
	for i := range metrics {
		m := &metrics[i]
		m.Shape, m.RollUp = Ratio, strings.TrimSpace(byParts+" "+m.RollUp)
		if m.Scale == 0 {
			m.Scale = 1
		}
		if m.Direction == "" {
			m.Direction = Higher
		}
	}
	return metrics
}

func salesMetrics() []Metric {
	sums := summed(
		Metric{ID: Revenue, Name: "Revenue", Unit: Money, Definition: "Net amount of the sales that count: not cancelled, not withdrawn, refunds deducted.",
			Formula: "Σ amount × credited share", DateRule: dayRule, RollUp: sumUp, Additive: true, Least: nought()},
		Metric{ID: Profit, Name: "Gross profit", Unit: Money, Definition: "Revenue less the cost of what was sold. Lines whose cost is unknown are left out and named.",
			Formula: "Σ (amount − cost) × credited share", DateRule: dayRule, RollUp: sumUp, Additive: true},
		Metric{ID: Units, Name: "Units sold", Unit: Quantity, Definition: "Quantity of goods or services sold.",
			Formula: "Σ quantity × credited share", DateRule: dayRule, RollUp: sumUp, Additive: true, Least: nought()},
		Metric{ID: Orders, Name: "Orders", Unit: Count, Definition: "Orders with at least one line that counts.", Formula: "number of distinct orders",
			DateRule: "The day of the order's first line that counts.", RollUp: distinct, Least: nought()},
		Metric{ID: NewCustomers, Name: "New customers", Unit: Count, Definition: "Customers whose first order ever falls into the period.",
			Formula:  "number of distinct customers with first order in the period",
			DateRule: "The day of the customer's first order that counts.",
			RollUp:   distinct + " It is credited to whoever is credited for that first order.", Least: nought()},
		Metric{ID: OverlayRevenue, Name: "Overlay revenue", Unit: Money,
			Definition: "Amount credited to people who helped with a deal. It is kept apart and never part of revenue.",
			Formula:    "Σ amount × overlay share", DateRule: dayRule,
			RollUp: "Overlay shares are added; they may total more or less than the deal.", Additive: true, Least: nought()},
	)
	ratios := divided(
		Metric{ID: Margin, Name: "Margin", Unit: Share, Definition: "The part of revenue that is left after the cost of what was sold. Only lines whose cost is known are in it, above and below.",
			Formula: "Σ (amount − cost) ÷ Σ amount, of lines whose cost is known", DateRule: dayRule, Most: one(),
			Num: plus(Profit), Den: []Term{{Series: Revenue, Sign: 1}, {Series: UncostedRevenue, Sign: -1}}},
		Metric{ID: AverageOrder, Name: "Average order value", Unit: Money, Definition: "Revenue per order.", Formula: "revenue ÷ orders",
			DateRule: dayRule + " An order counts on the day of its first line.", Least: nought(),
			RollUp: "An order that several people share counts as one order for each of them, with his share of the revenue.",
			Num:    plus(Revenue), Den: plus(Orders)},
		Metric{ID: Discount, Name: "Average discount", Unit: Share, Direction: Lower,
			Definition: "What was taken off the list price, as a part of it. Only lines whose list price is known are in it; big lines weigh more than small ones.",
			Formula:    "Σ (list − amount) ÷ Σ list, of lines whose list price is known", DateRule: dayRule, Most: one(),
			Num: plus(DiscountGiven), Den: plus(ListAmount)},
	)
	return []Metric{sums[0], sums[1], ratios[0], sums[2], sums[3], ratios[1], ratios[2], sums[4], sums[5]}
}

func leadMetrics() []Metric {
	const created = "The day the lead was created."
	cohort := "By the day the lead was created: each lead is judged by all that is known of it, however long it took. The newest leads had the least time, so recent periods still rise."
	same := "Numerator and denominator stand at the lead's owner."
	return slices.Concat(summed(
		Metric{ID: Leads, Name: "Leads", Unit: Count, Definition: "Leads that came in. A lead that was recycled, or came twice in one story, counts once.",
			Formula: "number of leads", DateRule: created, RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: LeadsQualified, Name: "Qualified leads", Unit: Count,
			Definition: "Leads that sales took on. Who came to a later stage, became an opportunity or was won has been qualified too, whether or not the stage was recorded.",
			Formula:    "number of leads that reached the stage that means qualified, or a later one",
			DateRule:   "The day the lead was first qualified or beyond.", RollUp: ownedUp, Additive: true, Least: nought()},
	), divided(
		Metric{ID: LeadQualification, Name: "Lead qualification rate", Unit: Share, Definition: "Of the leads created in the period, the part that was ever qualified.",
			Formula: "leads of the period ever qualified ÷ leads of the period", DateRule: cohort, RollUp: same, Least: nought(), Most: one(),
			Num: plus(leadsEverGood), Den: plus(Leads)},
		Metric{ID: LeadConversion, Name: "Lead-to-sale conversion", Unit: Share,
			Definition: "Of the leads created in the period, the part that was ever won. A lead is won when it says so itself or when an opportunity that came of it is won.",
			Formula:    "leads of the period ever won ÷ leads of the period", DateRule: cohort, RollUp: same, Least: nought(), Most: one(),
			Num: plus(leadsEverWon), Den: plus(Leads)},
		Metric{ID: LeadConversionPeriod, Name: "Lead-to-sale conversion (period form)", Unit: Share,
			Definition: "Leads won in the period, of whatever age, against leads created in it. While leads grow it stays below the conversion of the leads themselves; while they shrink it lies above, and can exceed 100 %.",
			Formula:    "leads won in the period ÷ leads created in the period",
			DateRule:   "Wins by the day of the win, leads by the day they were created.", RollUp: same, Least: nought(),
			Num: plus(LeadsWon), Den: plus(Leads)},
	))
}

func otherMetrics() []Metric {
	return slices.Concat(summed(
		Metric{ID: Activities, Name: "Activities", Unit: Count, Definition: "Calls, e-mails, meetings, demos and everything else that people did for a sale.",
			Formula: "Σ how many", DateRule: "The day it was held.", RollUp: ownedUp, Additive: true, Least: nought()},
		Metric{ID: TrainingCompleted, Name: "Training completed", Unit: Count, Definition: "Courses that people completed.",
			Formula: "number of courses completed", DateRule: "The day of completion.", RollUp: ownedUp, Additive: true, Least: nought()},
	), divided(
		Metric{ID: CSAT, Name: "Customer satisfaction", Unit: Share, Definition: "The part of the answers that are satisfied: at least 80 % of the scale, which is 4 of 5.",
			Formula: "answers of at least 80 % of the scale ÷ answers", DateRule: "The day of the answer.", RollUp: ownedUp, Least: nought(), Most: one(),
			Num: plus(csatSatisfied), Den: plus(csatAnswers)},
		Metric{ID: NPS, Name: "Net promoter score", Unit: Points, Definition: "Promoters (9 and 10) less detractors (0 to 6), in points from −100 to 100. 7 and 8 count as answers only.",
			Formula: "(promoters − detractors) ÷ answers × 100", DateRule: "The day of the answer.", RollUp: ownedUp,
			Least: at(-100 * money.Unit), Most: at(100 * money.Unit), Scale: 100,
			Num: []Term{{Series: npsPromoters, Sign: 1}, {Series: npsDetractors, Sign: -1}}, Den: plus(npsAnswers)},
	))
}
