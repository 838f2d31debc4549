package sentence

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
)

// write writes a value of the metric so that it can be read again: 500,000
// EUR, 12.5 %, 45 days.
func (r *reader) write(m measure, v money.Amount, currency money.Currency) string {
	switch m.unit {
	case metric.Money:
		if currency == "" {
			currency = r.Currency
		}
		return strings.TrimSpace(decimal(v) + " " + string(currency))
	case metric.Share:
		return percentText(v.Rat())
	case metric.Days:
		return decimal(v) + " days"
	default:
		return decimal(v)
	}
}

// percentText writes a share as a percentage.
func percentText(share *big.Rat) string {
	return plainNumber(new(big.Rat).Mul(share, hundred)) + " %"
}

// decimal writes the exact number with its thousands grouped. Three decimals
// get a fourth, because 1.234 could be read as a thousand.
func decimal(v money.Amount) string { return grouped3(v.String()) }

// plainNumber writes at most four decimals.
func plainNumber(v *big.Rat) string {
	text := v.FloatString(4)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if _, decimals, ok := strings.Cut(text, "."); ok && len(decimals) == 3 {
		text += "0"
	}
	return text
}

// grouped3 puts commas between the thousands of a plain number.
func grouped3(text string) string {
	whole, decimals, ok := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if !ok {
		return sign + whole
	}
	if len(decimals) == 3 {
		decimals += "0"
	}
	return sign + whole + "." + decimals
}

// sentenceCase makes the first letter a capital.
func sentenceCase(text string) string {
	c, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(c)) + text[size:]
}

// exampleOf is a value such as the metric can have.
func exampleOf(m measure) string {
	switch m.unit {
	case metric.Money:
		return "500,000"
	case metric.Share:
		return "25 %"
	case metric.Days:
		return "45 days"
	case metric.Points:
		return "50"
	case metric.Quantity:
		if m.id == "coverage" {
			return "3"
		}
		return "1,000"
	default:
		return "40"
	}
}

// definitions say in a few words what a metric counts, where it is offered as a
// choice.
var definitions = map[metric.Series]string{
	metric.Revenue:       "the money that sales bring in",
	metric.Profit:        "revenue less the cost of what was sold",
	"margin":             "gross profit as a share of revenue",
	metric.Units:         "how many pieces are sold",
	metric.Orders:        "how many orders are placed",
	metric.NewCustomers:  "customers who buy for the first time",
	"leads":              "all leads that come in",
	"leads_qualified":    "leads that sales takes on",
	"lead_conversion":    "the share of leads that are won in the end",
	"lead_qualification": "the share of leads that are qualified",
	"win_rate":           "deals won as a share of deals won or lost",
	"opportunities":      "opportunities that are created",
	"deals_won":          "deals that are won",
	"deals_won_value":    "the amounts of the deals that are won",
	"pipeline_created":   "the amounts of new opportunities",
	"pipeline_open":      "the amounts of open opportunities",
	"coverage":           "open pipeline as a multiple of what is still missing",
	"active_customers":   "customers who buy or have a contract",
	"retention":          "the share of customers who are still there at the end",
	"churn":              "the share of customers who are lost",
	"repeat_rate":        "the share of customers who buy again",
	"nrr":                "what last year's customers pay now, with upsell and losses",
	"grr":                "what last year's customers pay now, losses only",
	"average_order":      "revenue per order",
	"average_deal":       "the amount of a deal that is won, on average",
	"market_share":       "own revenue as a share of the market",
	"penetration":        "own customers as a share of the accounts of the market",
	"csat":               "the share of customers who are satisfied",
	"nps":                "promoters less detractors",
}
