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

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// The layouts of a receipt. A program that does not know one must not verify
// it. The first is of plain sums of sales; the second also holds what is made of
// several series, of customers' histories, of targets that changed or at rates
// of a plan; the third what is told of closed days, and what counts late.
const (
	ReceiptFormat  = "attain-receipt/1"
	ReceiptFormat2 = "attain-receipt/2"
	ReceiptFormat3 = "attain-receipt/3"
)

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
	Terms        []ReceiptTerm       `json:"terms,omitempty"`     // in place of credits: the series of anything but a plain sum of sales
	Histories    []ReceiptHistory    `json:"histories,omitempty"` // of customers, where the value follows from them
	Rates        *ReceiptRates       `json:"rates,omitempty"`     // other than those of each day
	Known        []ReceiptKnown      `json:"known,omitempty"`     // of closed days: as known when they count
	Late         []ReceiptLate       `json:"late,omitempty"`      // what happened on closed days and counts where it became known
	Hash         string              `json:"hash"`                // SHA-256 of this JSON with an empty hash
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

	Direction metric.Direction `json:"direction,omitempty"` // "" is higher
	Shape     metric.Shape     `json:"shape,omitempty"`     // "" is sum
	Scale     int64            `json:"scale,omitempty"`     // of a ratio
	Histories []metric.Series  `json:"histories,omitempty"` // of customers, that it is made of
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
	Actual     *money.Amount `json:"actual"`  // nil when there is none
	Covered    *money.Amount `json:"covered"` // the part of the actual that attainment and gap are about; nil: all
	Attainment *money.Amount `json:"attainment"`
	Gap        *money.Amount `json:"gap"`
	// Portions are what counted under each version of the target, where each
	// credit is held against the one of its day.
	Portions []ReceiptPortion `json:"portions,omitempty"`
}

// ReceiptPortion is what counted while one version of the target was in force.
type ReceiptPortion struct {
	Start  period.Date  `json:"start"`
	End    period.Date  `json:"end"`
	Actual money.Amount `json:"actual"`
	Target money.Amount `json:"target"`
}

// ReceiptTarget is where the target comes from.
type ReceiptTarget struct {
	Source Source              `json:"source"`
	Rule   string              `json:"rule"`
	Parts  []ReceiptTargetPart `json:"parts"`
	// Policy says how versions of one target come to a number; "" where none
	// changed within its period, or the latest counts.
	Policy org.Denominator `json:"policy,omitempty"`
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

	Goal      goal.ID          `json:"goal,omitempty"`      // the goal that stands for it
	Stretches []ReceiptStretch `json:"stretches,omitempty"` // when each version was in force, where the policy asks for it
}

// ReceiptStretch is a time in which one version of a target was in force.
type ReceiptStretch struct {
	Start   period.Date  `json:"start"`
	End     period.Date  `json:"end"`
	Version int          `json:"version"`
	Value   money.Amount `json:"value"`
}

// ReceiptRule says how a credit becomes a value.
type ReceiptRule struct {
	ID   string `json:"id"`
	Text string `json:"text"`
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
