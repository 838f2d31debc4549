package sentence

import (
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// inThings reads what an amount is made of, up to the noun itself: "1.2m in
// deals", "300k of new orders", "£1.5m worth of bikes". Nobody counts deals so.
func (r *reader) inThings(f *figure, at int) (next int, ok bool) {
	if f.low.unit != plainUnit && f.low.unit != moneyUnit || f.low.partOf {
		return at, false
	}
	if r.At(at).Is("worth") {
		return at + 1, true
	}
	if year := len(f.low.said) == 4 && f.low.scale == nil && f.low.unit == plainUnit; year { // "2027 in orders: 5m"
		return at, false
	}
	in := r.At(at).Is("in")
	if !in && !r.At(at).Is("of") || f.low.value.Cmp(big.NewRat(1000, 1)) < 0 {
		return at, false
	}
	i := at + 1
	nouns, next := r.phrase(i, isNoun)
	for next == i && r.At(i).Is("new", "additional", "extra", "fresh", "incremental", "net", "total") {
		i++
		nouns, next = r.phrase(i, isNoun)
	}
	if next == i {
		return at, false
	}
	n, ok := nouns[0].(noun)
	return i, ok && (isDealing(n) || in && (n.key == "customers" || slices.Contains(n.ids, metric.NewCustomers)))
}

// isWorth makes money of the figure; what follows "worth 100k" can make it the
// size of one deal.
func (r *reader) isWorth(f *figure, at int) (next int) {
	for _, q := range []*quantity{&f.low, f.high, f.to} {
		if q != nil && q.unit == plainUnit {
			q.unit, q.currencies = moneyUnit, []money.Currency{r.Currency}
		}
	}
	if r.At(at).Is("each", "apiece") {
		f.apiece = true
		return at + 1
	}
	return at
}

// isDealing reports whether the noun counts what is worth money itself: deals,
// orders, opportunities.
func isDealing(n noun) bool {
	return n.key == "deals" || n.key == "business" || len(n.ids) == 1 && slices.Contains(ids("deals_won", "deals_lost", "opportunities", metric.Orders), n.ids[0])
}

// worthOf says what the money of deals or orders can be, by what is done with
// them; nil when the clause counts them or speaks of no money.
func (c *clause) worthOf(v verb, n noun) []metric.Series {
	f := c.mainFigure()
	if f == nil || n.key == "business" || !isDealing(n) || c.saysHowMany() {
		return nil
	}
	size := f.apiece || f.ofLead && f.low.scale != nil // "deals of 400k"
	switch {
	case f.apiece:
		return ids("average_deal", "deals_won_value")
	case f.low.unit != moneyUnit && !size:
		return nil
	case !f.worth: // "€90,000 deals"
		size = true
	}
	var list []metric.Series
	switch {
	case slices.Contains(n.ids, metric.Orders):
		list = ids("deals_won_value", metric.Revenue)
		if size {
			list = append(list, "average_order")
		}
		return list
	case v.sort == "lose", slices.Contains(n.ids, "deals_lost"):
		return ids("deals_lost_value")
	case v.sort == "create":
		list = ids("pipeline_created")
	case slices.Contains([]string{"win", "sell", "book", "invoice"}, v.sort), slices.Contains(n.ids, "deals_won") && n.key == "":
		list = ids("deals_won_value")
	case n.key == "":
		list = ids("pipeline_created", "deals_won_value")
	default:
		list = ids("deals_won_value", "pipeline_created")
	}
	if size {
		list = append(list, "average_deal")
	}
	return list
}

// saysHowMany reports whether the clause also says how many: "3 deals worth 100k".
func (c *clause) saysHowMany() bool {
	_, list := c.figurePieces()
	return len(list) > 1 && slices.ContainsFunc(list, func(f figure) bool {
		return f.role == level && f.low.unit == plainUnit && f.low.scale == nil && !f.ofLead
	})
}
