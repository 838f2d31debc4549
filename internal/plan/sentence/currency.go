package sentence

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/sentence/token"
)

// currencyCodes are the codes that are read without a sign; others are when
// they stand in capitals beside a number.
var currencyCodes = map[money.Currency]bool{
	"EUR": true, "USD": true, "GBP": true, "CHF": true, "JPY": true, "CNY": true, "CAD": true, "AUD": true, "NZD": true, "SEK": true, "NOK": true, "DKK": true,
	"PLN": true, "CZK": true, "HUF": true, "RON": true, "BGN": true, "TRY": true, "INR": true, "BRL": true, "MXN": true, "ZAR": true, "SGD": true, "HKD": true,
	"KRW": true, "AED": true, "SAR": true, "ILS": true, "THB": true, "IDR": true, "MYR": true, "PHP": true, "VND": true, "UAH": true, "ARS": true, "CLP": true,
	"COP": true, "EGP": true, "NGN": true, "KES": true, "TWD": true, "ISK": true, "RUB": true, "MAD": true, "PKR": true, "QAR": true, "KWD": true, "RSD": true,
}

// currencyWords are signs and names; the first currency is meant unless the
// organisation's own is another of them. With several and none of them its own,
// a star asks.
var currencyWords = map[string][]money.Currency{
	"$": dollars, "dollar": dollars, "buck": dollars, "us$": {"USD"}, "usd$": {"USD"}, "c$": {"CAD"}, "ca$": {"CAD"}, "a$": {"AUD"}, "au$": {"AUD"}, "nz$": {"NZD"}, "hk$": {"HKD"}, "s$": {"SGD"}, "r$": {"BRL"},
	"€": {"EUR"}, "euro": {"EUR"}, "£": {"GBP"}, "pound": {"GBP"}, "quid": {"GBP"}, "sterling": {"GBP"}, "¥": {"JPY", "CNY"}, "￥": {"JPY", "CNY"}, "yen": {"JPY"}, "yuan": {"CNY"}, "rmb": {"CNY"},
	"kr": {"SEK", "NOK", "DKK"}, "krona": {"SEK"}, "kronor": {"SEK"}, "kroner": {"NOK", "DKK"}, "krone": {"NOK", "DKK"}, "fr": {"CHF"}, "franc": {"CHF"}, "₹": {"INR"}, "rupee": {"INR"}, "₩": {"KRW"}, "won$": {"KRW"},
	"zł": {"PLN"}, "zloty": {"PLN"}, "₺": {"TRY"}, "lira": {"TRY"}, "₪": {"ILS"}, "shekel": {"ILS"}, "₴": {"UAH"}, "₽": {"RUB"}, "rand": {"ZAR"}, "peso": {"MXN"}, "₫": {"VND"}, "฿": {"THB"}, "₱": {"PHP"}, "₦": {"NGN"},
}

// dollars are what $ may mean: the organisation's own dollar is asked against
// the American one.
var dollars = []money.Currency{"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD"}

// currency reads a sign, a code or a name of a currency; next is at when there
// is none. Several currencies are a question.
func (r *reader) currency(at int) (currencies []money.Currency, next int) {
	t := r.At(at)
	if t.Kind == token.Word && r.At(at+1).Is("$") && r.At(at+1).Glued {
		if c, ok := currencyWords[strings.ToLower(t.Text)+"$"]; ok {
			return c, at + 2
		}
	}
	if t.Kind == token.Word && r.At(at+1).Is("dollar") {
		switch t.Stem {
		case "us", "american", "u.":
			return []money.Currency{"USD"}, at + 2
		case "canadian":
			return []money.Currency{"CAD"}, at + 2
		case "australian":
			return []money.Currency{"AUD"}, at + 2
		}
	}
	if t.Kind == token.Word && t.Is("pound") && r.At(at+1).Is("sterling") {
		return []money.Currency{"GBP"}, at + 2
	}
	if t.Kind == token.Word && t.Is("swiss") && r.At(at+1).Is("franc") {
		return []money.Currency{"CHF"}, at + 2
	}
	if c, ok := currencyWords[t.Stem]; ok && t.Kind != token.Numeral {
		return r.meant(c), at + 1
	}
	code := money.Currency(strings.ToUpper(t.Text))
	if known := currencyCodes[code] || code == r.Currency; t.Kind == token.Word && known && (string(code) == t.Text || slices.Contains(lowerCodes, t.Text)) {
		return []money.Currency{code}, at + 1
	}
	return nil, at
}

// lowerCodes are codes that are no English word and are read in small letters.
var lowerCodes = []string{"eur", "usd", "gbp", "chf", "jpy", "cny", "cad", "aud", "nzd", "sek", "nok", "dkk", "pln", "czk", "huf", "inr", "sgd", "hkd", "krw", "brl"}

// meant narrows what a sign may mean by the organisation's own currency. The
// dollar of a company that counts in no dollar is the American one.
func (r *reader) meant(list []money.Currency) []money.Currency {
	isDollar := len(list) == len(dollars)
	switch {
	case len(list) == 1:
		return list
	case isDollar && (r.Currency == "USD" || !slices.Contains(list, r.Currency)):
		return []money.Currency{"USD"}
	case isDollar:
		return []money.Currency{r.Currency, "USD"}
	case slices.Contains(list, r.Currency):
		return []money.Currency{r.Currency}
	default:
		return list
	}
}
