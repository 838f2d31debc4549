package attain

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Credit is one line of sale and what it adds to the number.
type Credit struct {
	Sale    CreditSale    `json:"sale"`
	Shares  []CreditShare `json:"shares"`  // how the deal is split; empty when the owner has it whole
	Counted []org.NodeID  `json:"counted"` // the people whose shares count here; empty when the line counts whole
	Rate    *CreditRate   `json:"rate"`    // how it was converted; nil when it needed no rate
	Value   money.Amount  `json:"value"`
	// Credited is false when nobody is credited, so that no person's target
	// covers it.
	Credited bool `json:"credited"`
}

// CreditSale is the version of the fact that counted.
type CreditSale struct {
	Source     string         `json:"source"`
	ID         string         `json:"id"`
	OrderID    string         `json:"order_id"`
	OccurredAt int64          `json:"occurred_at_us"` // microseconds since 1970-01-01 UTC
	Day        period.Date    `json:"day"`
	Owner      org.NodeID     `json:"owner"`
	Customer   org.NodeID     `json:"customer"`
	Product    org.NodeID     `json:"product"`
	Territory  org.NodeID     `json:"territory"`
	Quantity   money.Amount   `json:"quantity"`
	Amount     money.Amount   `json:"amount"`
	Cost       *money.Amount  `json:"cost"`
	Currency   money.Currency `json:"currency"`
	Version    int            `json:"version"`
	KnownOn    period.Date    `json:"known_on"`
	Batch      string         `json:"batch"`
}

// CreditShare is a person's share of the deal.
type CreditShare struct {
	Person  org.NodeID   `json:"person"`
	Percent money.Amount `json:"percent"`
	Ledger  fact.Ledger  `json:"ledger"`
}

// CreditRate is the rate that converted the line.
type CreditRate struct {
	From        money.Currency `json:"from"`
	To          money.Currency `json:"to"`
	Day         period.Date    `json:"day"`
	Numerator   int64          `json:"numerator"`
	Denominator int64          `json:"denominator"`
}

// counts reports whether the receipt counts distinct things: then a credit
// names one line of several, and another of them may have an owner.
func (r Receipt) counts() bool {
	return r.Metric.ID == metric.Orders || r.Metric.ID == metric.NewCustomers
}

// owned reports whether somebody is credited for the line that the credit names.
func (c Credit) owned(series metric.Series) bool {
	return series == metric.OverlayRevenue || c.Sale.Owner != "" ||
		slices.ContainsFunc(c.Shares, func(s CreditShare) bool { return s.Ledger == fact.Revenue })
}

// recompute returns what the credit adds to the series.
func (c Credit) recompute(series metric.Series) (money.Amount, error) {
	if series == metric.Orders || series == metric.NewCustomers {
		return money.Unit, nil
	}
	ledger := fact.Revenue
	if series == metric.OverlayRevenue {
		ledger = fact.Overlay
	}
	evidence := metric.Evidence{Quantity: c.Sale.Quantity, Amount: c.Sale.Amount, Cost: c.Sale.Cost, Counted: c.Counted}
	for _, share := range c.Shares {
		if share.Ledger != ledger {
			continue
		}
		millis, err := fact.ParsePercent(share.Percent)
		if err != nil {
			return 0, err
		}
		evidence.Shares = append(evidence.Shares, fact.Share{Person: share.Person, Millis: millis})
	}
	if c.Rate != nil {
		evidence.Rate = &money.Rate{From: c.Rate.From, To: c.Rate.To, Num: c.Rate.Numerator, Den: c.Rate.Denominator}
	}
	return evidence.Value(series)
}

// newCredit returns the credit of a line; parts are the shares of a split that
// count, none when the line counts whole.
func newCredit(l metric.Line, parts []metric.Part, value money.Amount) Credit {
	c := Credit{
		Sale: CreditSale{Source: l.Source, ID: l.ID, OrderID: l.Order, OccurredAt: l.OccurredAt, Day: l.Day, Owner: l.Owner, Customer: l.Customer,
			Product: l.Product, Territory: l.Territory, Quantity: l.Quantity, Amount: l.Amount, Cost: l.Cost, Currency: l.Currency,
			Version: l.Number, KnownOn: l.Known.Start, Batch: l.Batch},
		Shares: []CreditShare{}, Counted: []org.NodeID{}, Value: value,
	}
	for ledger, shares := range map[fact.Ledger][]fact.Share{fact.Revenue: l.Shares, fact.Overlay: l.OverlayShares} {
		for _, s := range shares {
			c.Shares = append(c.Shares, CreditShare{s.Person, money.Amount(s.Millis * int64(money.Unit) / 1000), ledger})
		}
	}
	slices.SortFunc(c.Shares, func(a, b CreditShare) int {
		if a.Ledger != b.Ledger {
			return strings.Compare(string(b.Ledger), string(a.Ledger))
		}
		return strings.Compare(string(a.Person), string(b.Person))
	})
	for _, p := range parts {
		c.Counted = append(c.Counted, p.Person)
	}
	if l.Rate != nil {
		c.Rate = &CreditRate{l.Rate.Rate.From, l.Rate.Rate.To, l.Rate.Day, l.Rate.Rate.Num, l.Rate.Rate.Den}
	}
	return c
}
