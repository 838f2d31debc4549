package sentence

import (
	"math/big"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

var hundred = big.NewRat(100, 1)

// amountOf turns a quantity into a value of the clause's metric; ok is false
// when something about it is asked or wrong.
func (r *reader) amountOf(c *clause, q quantity, p *piece) (value money.Amount, ok bool) {
	v, ok := r.reading(c, q, p)
	if !ok {
		return 0, false
	}
	m := c.m
	switch q.unit {
	case moneyUnit:
		if m.unit != metric.Money {
			return r.mismatch(c, q, p)
		}
		if !r.setCurrency(c, q, p) {
			return 0, false
		}
	case percent:
		if m.unit != metric.Share {
			return r.mismatch(c, q, p)
		}
	case percentagePoints:
		return r.mismatch(c, q, p)
	case points:
		if m.unit != metric.Points {
			return r.mismatch(c, q, p)
		}
	case daysUnit:
		if m.unit != metric.Days {
			return r.mismatch(c, q, p)
		}
	case times:
		if m.unit != metric.Quantity {
			return r.mismatch(c, q, p)
		}
	case plainUnit:
		if m.unit == metric.Share && !r.countsPeople(c) {
			if v, ok = r.plainShare(c, v, q, p); !ok {
				return 0, false
			}
		} else if m.unit == metric.Share {
			p.means(c.field("value"), "a number of customers; %s is a share of them", m.name)
			if f, said := r.figureIn(c.valueID()); said && f.low.unit == percent {
				return r.exactly(c, f.low.value, f.low)
			}
			r.missing(c.valueID(), exampleOf(m), "%s is a share of the customers at the start. How much of it, in percent?", sentenceCase(m.name))
			return 0, false
		}
	}
	return r.exactly(c, v, q)
}

// reading picks the reading of digits like 1.200, or asks.
func (r *reader) reading(c *clause, q quantity, p *piece) (*big.Rat, bool) {
	if q.other == nil {
		return q.value, true
	}
	first, second := plainNumber(q.value), plainNumber(q.other)
	choice, ok := r.ask(Question{ID: c.id("number"), Field: c.field("value"), Text: "What number is “" + q.said + "”?", Why: "A point divides decimals in English and thousands in much of Europe.",
		Choices: []Choice{{second, grouped3(second), "The point divides thousands.", ""}, {first, first, "The point divides decimals.", ""}}})
	if !ok {
		p.means(c.field("value"), "a number that can be read in two ways; see the question")
		return nil, false
	}
	if choice == second {
		return q.other, true
	}
	return q.value, true
}

// setCurrency notes the currency of the value when it is not the
// organisation's own, or asks which one is meant.
func (r *reader) setCurrency(c *clause, q quantity, p *piece) bool {
	list := q.currencies
	chosen := list[0]
	if len(list) > 1 {
		question := Question{ID: "currency", Field: "currency", Text: "Which currency is “" + q.said + "” in?", Why: "The sign stands for more than one currency."}
		for _, cur := range list {
			question.Choices = append(question.Choices, Choice{ID: string(cur), Label: string(cur)})
		}
		choice, ok := r.ask(question)
		if !ok {
			p.means("currency", "money in a currency that is asked")
			return false
		}
		chosen = money.Currency(choice)
	}
	if chosen == r.Currency {
		chosen = ""
	}
	d := &c.draft
	if d.Value == nil || d.Currency == chosen {
		d.Currency = chosen
		return true
	}
	r.u.problem(c.field("currency"), "The values are in different currencies. State both in one.")
	return false
}

// mismatch refuses a value that is not of the metric's unit.
func (r *reader) mismatch(c *clause, q quantity, p *piece) (money.Amount, bool) {
	p.means(c.field("value"), "not a value of %s", c.m.name)
	r.u.problem(c.field("value"), "%s: the value must be %s, and “%s” is %s. %s", sentenceCase(c.m.name), unitName(c.m.unit), q.said, quantityName(q.unit), hintFor(c.m, q.unit))
	return 0, false
}

func unitName(u metric.Unit) string {
	switch u {
	case metric.Money:
		return "money"
	case metric.Count:
		return "a whole number of things"
	case metric.Quantity:
		return "a number"
	case metric.Share:
		return "a share, in percent"
	case metric.Days:
		return "a time, in days"
	case metric.Points:
		return "a score, in points"
	default:
		return "a number"
	}
}

func quantityName(u unit) string {
	switch u {
	case moneyUnit:
		return "money"
	case percent:
		return "a share"
	case percentagePoints:
		return "a difference of shares"
	case points:
		return "a difference of scores"
	case daysUnit:
		return "a time"
	case times:
		return "a multiple"
	default:
		return "a number"
	}
}

func hintFor(m measure, u unit) string {
	switch {
	case u == percentagePoints && m.unit == metric.Share:
		return "Say “by” for a change, or a percentage for what is to be reached."
	case u == percent && m.unit != metric.Share:
		return "Say a value such as " + exampleOf(m) + ", or a growth, for example “by 10 %”."
	default:
		return "Say a value such as " + exampleOf(m) + "."
	}
}

// countsPeople reports whether the clause counts customers where the metric is a
// share of them.
func (r *reader) countsPeople(c *clause) bool {
	_, nouns := all[noun](c)
	for _, n := range nouns {
		if n.key == "lost customers" || n.key == "customers" {
			return true
		}
	}
	return false
}

// plainShare reads a number without a percent sign as a share: 90 can only be
// 90 %, but 0.5 may be half of one percent.
func (r *reader) plainShare(c *clause, v *big.Rat, q quantity, p *piece) (*big.Rat, bool) {
	asPercent := new(big.Rat).Quo(v, hundred)
	if ten := big.NewRat(10, 1); c.m.id == "csat" && v.Cmp(ten) <= 0 {
		p.means(c.field("value"), "an average score, it seems")
		r.u.problem(c.field("value"), "Customer satisfaction is the share of answers with a good score (4 of 5 or better), not the average score; “%s” looks like one. Say it in percent, for example 90 %%.", q.said)
		return nil, false
	}
	if v.Sign() == 0 || new(big.Rat).Abs(v).Cmp(big.NewRat(1, 1)) > 0 {
		return asPercent, true
	}
	choice, ok := r.ask(Question{ID: c.id("percent"), Field: c.field("value"), Text: "Is “" + q.said + "” a share or a percentage?", Why: sentenceCase(c.m.name) + " is a share.",
		Choices: []Choice{
			{"share", percentText(v), "the share itself: 1 is all", ""},
			{"percent", percentText(asPercent), "so many percent", ""},
		}})
	if !ok {
		p.means(c.field("value"), "a share or a percentage; see the question")
		return nil, false
	}
	if choice == "share" {
		return v, true
	}
	return asPercent, true
}

// exactly rounds to an Amount; what is too large or too fine is a problem.
func (r *reader) exactly(c *clause, v *big.Rat, q quantity) (money.Amount, bool) {
	value, err := money.FromRat(v)
	if err != nil {
		r.u.problem(c.field("value"), "“%s” is too large. Values reach to about 922 trillion.", q.said)
		return 0, false
	}
	if value.Rat().Cmp(v) != 0 && !q.words {
		r.u.problem(c.field("value"), "“%s” is finer than values are kept: %s.", q.said, finest(c.m.unit))
		return 0, false
	}
	return value, true
}

func finest(u metric.Unit) string {
	if u == metric.Share {
		return "percentages have two decimals"
	}
	return "they have four decimals"
}
