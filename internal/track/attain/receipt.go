package attain

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// ReceiptFormat names the layout of a receipt. A program that does not know it
// must not verify.
const ReceiptFormat = "attain-receipt/1"

// Receipt proves one number: everything that it was made from, so that anybody
// can make it again without this server.
type Receipt struct {
	Format       string              `json:"format"`
	Organisation ReceiptOrganisation `json:"organisation"`
	Node         ReceiptNode         `json:"node"`
	Metric       ReceiptMetric       `json:"metric"`
	Period       ReceiptPeriod       `json:"period"`
	AsOf         period.Date         `json:"as_of"`
	Figures      ReceiptFigures      `json:"figures"`
	Target       ReceiptTarget       `json:"target"`
	Rule         ReceiptRule         `json:"rule"`
	CreditCount  int                 `json:"credit_count"`
	Credits      []Credit            `json:"credits"`
	Hash         string              `json:"hash"` // SHA-256 of this JSON with an empty hash
}

// ReceiptOrganisation says whose number it is.
type ReceiptOrganisation struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	TimeZone string         `json:"time_zone"`
	Currency money.Currency `json:"currency"`
}

// ReceiptNode says what the number is about.
type ReceiptNode struct {
	ID       org.NodeID `json:"id"`
	Kind     org.Kind   `json:"kind"`
	SourceID string     `json:"source_id"`
	Name     string     `json:"name"`
}

// ReceiptMetric says what was counted.
type ReceiptMetric struct {
	ID         metric.Series `json:"id"`
	Name       string        `json:"name"`
	Unit       metric.Unit   `json:"unit"`
	Definition string        `json:"definition"`
	Formula    string        `json:"formula"`
	DateRule   string        `json:"date_rule"`
}

// ReceiptPeriod is the time that was counted, half-open; End is nil while it
// is open.
type ReceiptPeriod struct {
	ID    string       `json:"id"`
	Label string       `json:"label"`
	Start period.Date  `json:"start"`
	End   *period.Date `json:"end"`
}

// ReceiptFigures are the numbers that the receipt proves.
type ReceiptFigures struct {
	Target     *money.Amount `json:"target"`
	Actual     money.Amount  `json:"actual"`
	Covered    *money.Amount `json:"covered"` // the part of the actual that attainment and gap are about; nil: all
	Attainment *money.Amount `json:"attainment"`
	Gap        *money.Amount `json:"gap"`
}

// ReceiptTarget is where the target comes from.
type ReceiptTarget struct {
	Source Source              `json:"source"`
	Rule   string              `json:"rule"`
	Parts  []ReceiptTargetPart `json:"parts"`
}

// ReceiptTargetPart is one target version.
type ReceiptTargetPart struct {
	Node    org.NodeID   `json:"node"`
	Start   period.Date  `json:"start"`
	End     *period.Date `json:"end"`
	Version int          `json:"version"`
	Value   money.Amount `json:"value"`
	Author  string       `json:"author"`
	Reason  string       `json:"reason"`
	KnownOn period.Date  `json:"known_on"`
}

// ReceiptRule says how a credit becomes a value.
type ReceiptRule struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

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

// Seal writes the hash that shows whether a receipt was changed.
func (r *Receipt) Seal() error {
	hash, err := r.sum()
	r.Hash = hash
	return err
}

func (r Receipt) sum() (string, error) {
	r.Hash = ""
	text, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("writing the receipt: %w", err)
	}
	digest := sha256.Sum256(text)
	return hex.EncodeToString(digest[:]), nil
}

// Check makes the receipt's numbers again from what it says they were made
// from, and returns every difference in words; none means that it is right.
func (r Receipt) Check() []string {
	var wrong []string
	differ := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if r.Format != ReceiptFormat {
		return []string{fmt.Sprintf("the format is %q; this program verifies %q", r.Format, ReceiptFormat)}
	}
	if hash, err := r.sum(); err != nil || hash != r.Hash {
		differ("the receipt was changed after it was written: its hash is %s, its content has %s", r.Hash, hash)
	}
	if r.CreditCount != len(r.Credits) {
		differ("it says that it has %d credits, and holds %d", r.CreditCount, len(r.Credits))
	}
	var actual, covered money.Amount
	seen := map[string]bool{}
	end := period.Never
	if r.Period.End != nil {
		end = *r.Period.End
	}
	for i, c := range r.Credits {
		name := fmt.Sprintf("credit %d (sale %s/%s)", i+1, c.Sale.Source, c.Sale.ID)
		if seen[c.Sale.Source+"\n"+c.Sale.ID] {
			differ("%s stands twice", name)
		}
		seen[c.Sale.Source+"\n"+c.Sale.ID] = true
		if c.Sale.Day < r.Period.Start || c.Sale.Day >= end || c.Sale.Day > r.AsOf {
			differ("%s is of %s, outside the time that counts", name, c.Sale.Day)
		}
		if value, err := c.recompute(r.Metric.ID); err != nil {
			differ("%s cannot be recomputed: %v", name, err)
		} else if value != c.Value {
			differ("%s is worth %s, not %s", name, value, c.Value)
		}
		actual += c.Value
		if c.Credited {
			covered += c.Value
		}
		if owned := c.owned(r.Metric.ID); owned && !c.Credited || !owned && c.Credited && !r.counts() {
			differ("%s says wrongly whether somebody is credited", name)
		}
	}
	if r.Figures.Covered != nil && covered != *r.Figures.Covered {
		differ("the credits of people sum to %s, not to %s", covered, *r.Figures.Covered)
	}
	if actual != r.Figures.Actual {
		differ("the credits sum to %s, not to the actual of %s", actual, r.Figures.Actual)
	}
	return append(wrong, r.checkTarget()...)
}

func (r Receipt) checkTarget() []string {
	var wrong []string
	differ := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	var target money.Amount
	for _, part := range r.Target.Parts {
		target += part.Value
	}
	switch {
	case r.Figures.Target == nil && len(r.Target.Parts) > 0:
		differ("there are %d target parts, but no target", len(r.Target.Parts))
	case r.Figures.Target != nil && target != *r.Figures.Target:
		differ("the target parts sum to %s, not to the target of %s", target, *r.Figures.Target)
	}
	again := Attain(Input{Target: r.Figures.Target, Actual: r.Figures.Actual, Covered: r.Figures.Covered, Period: period.Range{Start: r.Period.Start, End: period.Never}})
	if !equal(again.Attainment, r.Figures.Attainment) {
		differ("the attainment is %s, not %s", text(again.Attainment), text(r.Figures.Attainment))
	}
	if !equal(again.Gap, r.Figures.Gap) {
		differ("the gap is %s, not %s", text(again.Gap), text(r.Figures.Gap))
	}
	return wrong
}

func equal(a, b *money.Amount) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func text(a *money.Amount) string {
	if a == nil {
		return "none"
	}
	return a.String()
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
			return -cmpText(string(a.Ledger), string(b.Ledger))
		}
		return cmpText(string(a.Person), string(b.Person))
	})
	for _, p := range parts {
		c.Counted = append(c.Counted, p.Person)
	}
	if l.Rate != nil {
		c.Rate = &CreditRate{l.Rate.Rate.From, l.Rate.Rate.To, l.Rate.Day, l.Rate.Rate.Num, l.Rate.Rate.Den}
	}
	return c
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// ReadReceipt reads a receipt. What it does not know, or would read as
// something else than it says, is refused: it would not be verified.
func ReadReceipt(in io.Reader) (Receipt, error) {
	var r Receipt
	text, err := io.ReadAll(in)
	if err != nil {
		return r, fmt.Errorf("reading the receipt: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return r, fault.Wrap(err, fault.Invalid, "this is not a receipt: %v", err)
	}
	again, err := json.Marshal(r)
	if err != nil {
		return r, fmt.Errorf("writing the receipt: %w", err)
	}
	said, err := document(text)
	if err != nil {
		return r, fault.Wrap(err, fault.Invalid, "this is not a receipt: %v", err)
	}
	if read, err := document(again); err != nil || !reflect.DeepEqual(said, read) {
		return r, fault.New(fault.Invalid, "this receipt was changed: it says something that no program of ours writes, such as a number with more than four decimals")
	}
	return r, nil
}

// document reads JSON without a type, numbers as they are written.
func document(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var d any
	if err := decoder.Decode(&d); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is more after its end")
	}
	return d, nil
}
