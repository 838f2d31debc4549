// Package fact knows what happened: sales, and who is credited for them. A fact
// is never overwritten. Its versions say what was known from which day to which
// day, so that any figure can be told as it was known on any date.
//
// Facts name nodes by their ids; what those belong to is for package org, and
// what a fact counts for is for package metric.
package fact

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Key names a fact: where it comes from and its id there. The same key twice
// is the same fact.
type Key struct{ Source, ID string }

// String writes source/id.
func (k Key) String() string { return k.Source + "/" + k.ID }

// DealID names a deal (an order with all its lines) as source/order.
type DealID string

// Sale is one line of an order, as one version tells it.
type Sale struct {
	Key
	Order      string
	OccurredAt int64       // microseconds since 1970-01-01 UTC
	Day        period.Date // the day of OccurredAt in the organisation's time zone
	Owner      org.NodeID  // the person it is credited to when there is no split; "" for nobody
	Customer   org.NodeID
	Product    org.NodeID
	Territory  org.NodeID
	Channel    org.NodeID
	LeadSource org.NodeID
	Quantity   money.Amount
	Amount     money.Amount  // in Currency, net; negative for a refund
	Cost       *money.Amount // in Currency; nil when unknown
	List       *money.Amount // in Currency, what the line would cost without discount; nil when unknown
	Currency   money.Currency
	Cancelled  bool // counts for nothing
	Withdrawn  bool // the source no longer has it; counts for nothing
}

// Deal returns the id of the order that the line belongs to.
func (s Sale) Deal() DealID { return DealID(s.Source + "/" + s.Order) }

// Counts reports whether the sale is part of any number.
func (s Sale) Counts() bool { return !s.Cancelled && !s.Withdrawn }

// Same reports whether two versions say the same.
func (s Sale) Same(o Sale) bool {
	a, b := s, o
	a.Cost, b.Cost, a.List, b.List = nil, nil, nil, nil
	return a == b && sameAmount(s.Cost, o.Cost) && sameAmount(s.List, o.List)
}

func sameAmount(a, b *money.Amount) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

// Validate returns what is wrong with the sale, all fields at once.
func (s Sale) Validate() error {
	var wrong fault.Fields
	for _, f := range []struct{ name, value string }{{"source", s.Source}, {"id", s.ID}, {"order_id", s.Order}} {
		switch {
		case f.value == "":
			wrong.Add(f.name, "is missing; every sale needs one")
		case len(f.value) > longest:
			wrong.Add(f.name, "has %d characters; at most %d are kept", len(f.value), longest)
		}
	}
	if s.Day <= period.Always || s.Day >= period.Never {
		wrong.Add("day", "is missing or out of range")
	}
	if s.Currency == "" {
		wrong.Add("currency", "is missing; use an ISO 4217 code such as EUR")
	}
	for _, f := range []struct {
		name  string
		value *money.Amount
	}{{"amount", &s.Amount}, {"quantity", &s.Quantity}, {"cost", s.Cost}, {"list", s.List}} {
		if f.value != nil && (*f.value > absurd || *f.value < -absurd) {
			wrong.Add(f.name, "is %s; one line above a trillion is taken for a mistake", *f.value)
		}
	}
	return wrong.Err("the sale cannot be used")
}

// absurd bounds one line so that millions of them still sum within an int64.
const absurd = 1_000_000_000_000 * money.Unit

// Version is what was known of a sale during Known. A version that was replaced
// on the day it became known has an empty Known: it shows in the history only.
type Version struct {
	Sale
	Number     int // from 1
	Known      period.Range
	RecordedAt int64  // microseconds; when it was stored
	Batch      string // the import that brought it; "" when posted singly
	By         string // who posted it
}

// Share is a person's part of a deal.
type Share struct {
	Person org.NodeID
	Millis int64 // of 100,000 for the whole: 60 % is 60,000
}

// Whole is 100 % in the unit of Share.Millis.
const Whole = 100_000

// Ledger says which book a share is written in.
type Ledger string

// Revenue credit totals 100 % of a deal. Overlay credit (specialists, partners)
// may total anything and is kept apart.
const (
	Revenue Ledger = "revenue"
	Overlay Ledger = "overlay"
)

// Split is who shares a deal in one ledger, as known during Known.
type Split struct {
	Deal   DealID
	Ledger Ledger
	Shares []Share // sorted by person; empty: the split was taken back
	Known  period.Range
	Batch  string
	By     string
	At     int64 // microseconds; when it was stored
}

// ParsePercent reads 60 or 33.333 as a share; finer than 0.001 % is refused.
func ParsePercent(percent money.Amount) (int64, error) {
	const perMilli = int64(money.Unit) / 1000
	if percent < 0 || int64(percent)%perMilli != 0 {
		return 0, fault.New(fault.Invalid, "a share of %s %% is not possible; shares are 0 or more with at most three decimals", percent)
	}
	return int64(percent) / perMilli, nil
}

// Validate checks the shares and sorts them by person.
func (s *Split) Validate() error {
	slices.SortFunc(s.Shares, func(a, b Share) int { return cmp.Compare(a.Person, b.Person) })
	var total int64
	for i, share := range s.Shares {
		if i > 0 && s.Shares[i-1].Person == share.Person {
			return fault.New(fault.Invalid, "order %s names %s twice; add the shares up to one", s.Deal, share.Person)
		}
		total += share.Millis
	}
	if s.Ledger == Revenue && len(s.Shares) > 0 && total != Whole {
		gap := money.Amount((Whole - total) * int64(money.Unit) / 1000)
		return fault.New(fault.Invalid, "the revenue shares of order %s total %s %%, not 100 %%: %s %% is %s; correct the shares",
			s.Deal, money.FromInt(100)-gap, max(gap, -gap), map[bool]string{true: "missing", false: "too much"}[gap > 0])
	}
	return nil
}

// Deal is everything ever known of one order.
type Deal struct {
	ID     DealID
	Lines  []Version // any order; all versions of all lines
	Splits []Split   // all versions, both ledgers
}

// At returns the lines that count and the splits, as known on the day. Lines
// come in the order of their keys.
func (d Deal) At(known period.Date) (lines []Version, revenue, overlay []Share) {
	for _, v := range d.Lines {
		if v.Known.Contains(known) && v.Counts() {
			lines = append(lines, v)
		}
	}
	slices.SortFunc(lines, func(a, b Version) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	for _, s := range d.Splits {
		switch {
		case !s.Known.Contains(known):
		case s.Ledger == Revenue:
			revenue = s.Shares
		default:
			overlay = s.Shares
		}
	}
	return lines, revenue, overlay
}

// KnownBy returns what was known of the deal at the end of a day: of its lines
// on one day, of its splits on another.
func (d Deal) KnownBy(lines, splits period.Date) Deal {
	known := Deal{ID: d.ID}
	for _, v := range d.Lines {
		var ok bool
		if v.Known, ok = v.Known.KnownBy(lines); ok {
			known.Lines = append(known.Lines, v)
		}
	}
	for _, s := range d.Splits {
		var ok bool
		if s.Known, ok = s.Known.KnownBy(splits); ok {
			known.Splits = append(known.Splits, s)
		}
	}
	return known
}

// Breaks returns the days on which something became known of the deal itself,
// ascending.
func (d Deal) Breaks() []period.Date {
	var breaks []period.Date
	add := func(r period.Range) {
		if r.Empty() {
			return
		}
		breaks = append(breaks, r.Start)
		if !r.IsOpen() {
			breaks = append(breaks, r.End)
		}
	}
	for _, v := range d.Lines {
		add(v.Known)
	}
	for _, s := range d.Splits {
		add(s.Known)
	}
	slices.Sort(breaks)
	return slices.Compact(breaks)
}

// String is for messages.
func (l Share) String() string {
	return fmt.Sprintf("%s %s %%", l.Person, money.Amount(l.Millis*int64(money.Unit)/1000))
}

// Filter says which deals are wanted: those with a line on one of the days, by
// any of the fields that is set. nil sets no condition, an empty list finds
// nothing.
type Filter struct {
	Days       period.Range
	People     []org.NodeID // owners or sharers
	Places     []org.NodeID // territories
	Products   []org.NodeID
	Customers  []org.NodeID
	Currencies []money.Currency
	Most       int // how many are wanted of them, whichever; 0: all
}
