package attain

import (
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// The sides of a ratio.
const (
	Numerator   = "numerator"
	Denominator = "denominator"
)

// ReceiptTerm is one series that a value is made of, with what each fact adds
// to it at the node.
type ReceiptTerm struct {
	Side   string        `json:"side"` // Numerator or Denominator
	Series metric.Series `json:"series"`
	Sign   int64         `json:"sign"` // 1, or −1 when it is taken off
	Start  period.Date   `json:"start"`
	End    period.Date   `json:"end"`
	Sum    money.Amount  `json:"sum"`
	Given  bool          `json:"given,omitempty"` // a target: it was set, and no fact adds to it
	Items  []ReceiptItem `json:"items"`
}

// ReceiptItem is what one order, or one story of events, adds on a day.
type ReceiptItem struct {
	Kind  string       `json:"kind"` // order, customer, or what the story is of: lead, opportunity, …
	ID    string       `json:"id"`
	Day   period.Date  `json:"day"`
	Value money.Amount `json:"value"`
}

// ReceiptHistory is what customers did at a node, as far as the value depends
// on it.
type ReceiptHistory struct {
	Series metric.Series `json:"series"`
	Node   org.NodeID    `json:"node"`
	Start  period.Date   `json:"start"`
	End    period.Date   `json:"end"`
	Days   []ReceiptDay  `json:"days"`
}

// ReceiptDay is what one customer's cells of a day sum to.
type ReceiptDay struct {
	Customer org.NodeID   `json:"customer"`
	Day      period.Date  `json:"day"`
	Value    money.Amount `json:"value"`
}

// ReceiptRates says what other rates than those of each day did to the number.
type ReceiptRates struct {
	Policy     metric.RatePolicy `json:"policy"`
	AtDeal     *money.Amount     `json:"at_deal_rates"` // what the number is at the rates of each day
	Effect     *money.Amount     `json:"effect"`
	Currencies []ReceiptCurrency `json:"currencies"`
}

// ReceiptCurrency is one currency's part of it. Rate is exact: what one unit is
// worth, as a fraction; "" when there is none, and then nothing of it counts.
type ReceiptCurrency struct {
	Currency  money.Currency `json:"currency"`
	Start     period.Date    `json:"start"`
	End       period.Date    `json:"end"`
	Own       money.Amount   `json:"own"`       // in the currency
	Converted money.Amount   `json:"converted"` // what it counts for at the rates of each day
	Rate      string         `json:"rate"`
	Value     money.Amount   `json:"value"` // own × rate
}

// ReceiptKnown says that of some days counts what was known at the end of one:
// they are closed, or the rest of a period of which others are.
type ReceiptKnown struct {
	Start period.Date `json:"start"`
	End   period.Date `json:"end"`
	AsOf  period.Date `json:"as_of"`
}

// ReceiptLate is what became known of a closed period after it was closed. It
// counts among the days on which it did.
type ReceiptLate struct {
	From   ReceiptPeriod     `json:"from"`
	AsOf   period.Date       `json:"as_of"` // at whose end it had to be known to count there
	Side   string            `json:"side"`
	Series metric.Series     `json:"series"`
	Sign   int64             `json:"sign"`
	Sum    money.Amount      `json:"sum"`
	Items  []ReceiptLateItem `json:"items"`
}

// ReceiptLateItem is by how much one order, or one story of events, changed
// what happened on a day when more became known of it.
type ReceiptLateItem struct {
	Kind    string        `json:"kind"`
	ID      string        `json:"id"`
	Day     period.Date   `json:"day"`
	KnownOn period.Date   `json:"known_on"`
	Value   money.Amount  `json:"value"`
	Covered *money.Amount `json:"covered,omitempty"` // the part that people are credited for, where the figures tell it apart
}
