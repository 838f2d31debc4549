package movement

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// deal is an order as a posting.
type deal struct{ fact.Deal }

func (d deal) breaks() []period.Date { return d.Breaks() }

func (d deal) nodes() []org.NodeID {
	var nodes []org.NodeID
	for _, v := range d.Lines {
		nodes = append(nodes, v.Owner, v.Customer, v.Product, v.Territory, v.Channel, v.LeadSource)
	}
	for _, s := range d.Splits {
		for _, share := range s.Shares {
			nodes = append(nodes, share.Person)
		}
	}
	return nodes
}

func (d deal) currencies() []money.Currency {
	var list []money.Currency
	for _, v := range d.Lines {
		list = append(list, v.Currency)
	}
	return list
}

func posted(d fact.Deal) func(*metric.Book, metric.Poster) error {
	return func(book *metric.Book, to metric.Poster) error { return book.PostDeal(to, d) }
}

// steps changes one line after another to what was known later, in the order of
// their keys, and the splits last.
func (d deal) steps(from, to period.Date) []step {
	plain := Change{Kind: "order", ID: string(d.ID)}
	byLine := map[fact.Key][]fact.Version{}
	for _, v := range d.Lines {
		byLine[v.Key] = append(byLine[v.Key], v)
	}
	keys := slices.SortedFunc(maps.Keys(byLine), func(a, b fact.Key) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	for _, key := range keys {
		plain.about(knownAt(byLine[key], to, from))
	}
	now := d.KnownBy(from, from)
	steps := []step{{plain, posted(now)}}
	then := d.KnownBy(to, to)
	for _, key := range keys {
		before, after := knownAt(byLine[key], from), knownAt(byLine[key], to)
		if before == after || before != nil && after != nil && before.Number == after.Number {
			continue
		}
		next := fact.Deal{ID: d.ID, Splits: now.Splits}
		for _, v := range now.Lines {
			if v.Key != key {
				next.Lines = append(next.Lines, v)
			}
		}
		for _, v := range then.Lines {
			if v.Key == key {
				next.Lines = append(next.Lines, v)
			}
		}
		change := plain
		change.tell(before, after, from)
		steps = append(steps, step{change, posted(next)})
		now = next
	}
	plain.Cause = Split
	for _, s := range d.Splits {
		if s.Known.Start > from && s.Known.Start <= to {
			plain.Known = max(plain.Known, s.Known.Start)
		}
	}
	return append(steps, step{plain, posted(then)})
}

// knownAt returns the version that was known at the end of the first of the
// days on which one was; nil when none was.
func knownAt(versions []fact.Version, days ...period.Date) *fact.Version {
	for _, day := range days {
		for i, v := range versions {
			if v.Known.Contains(day) {
				return &versions[i]
			}
		}
	}
	return nil
}

// about fills in what the change is of, from the first line that says it.
func (c *Change) about(v *fact.Version) {
	if v == nil {
		return
	}
	if c.Day == 0 || v.Day < c.Day {
		c.Day = v.Day
	}
	c.Owner, c.Customer, c.Product = cmp.Or(c.Owner, v.Owner), cmp.Or(c.Customer, v.Customer), cmp.Or(c.Product, v.Product)
}

// tell says what became of a line; one of the two versions is there.
func (c *Change) tell(before, after *fact.Version, from period.Date) {
	last := after
	if last == nil {
		last = before
	}
	c.Day, c.Owner, c.Customer, c.Product = last.Day, last.Owner, last.Customer, last.Product
	c.Known = last.Known.Start
	counted := func(v *fact.Version) bool { return v != nil && v.Counts() }
	switch {
	case !counted(after):
		c.Cause = Cancelled
		if after == nil { // it belongs to another order now
			c.Cause, c.Known = Edit, last.Known.End
			c.What = []Edited{{"order_id", last.Order, ""}}
		}
	case before == nil && after.Number > 1:
		c.Cause, c.What = Edit, []Edited{{"order_id", "", after.Order}}
	case counted(before):
		c.Cause, c.What = Edit, edited(before.Sale, after.Sale)
	case before != nil: // it was cancelled, and is not any more
		c.Cause, c.What = Edit, append([]Edited{{"status", "cancelled", ""}}, edited(before.Sale, after.Sale)...)
	case after.Amount < 0:
		c.Cause = Refund
	case after.Day > from:
		c.Cause = New
	default:
		c.Cause = Late
	}
}

// edited returns the fields that differ.
func edited(before, after fact.Sale) []Edited {
	var list []Edited
	add := func(field, was, is string) {
		if was != is {
			list = append(list, Edited{field, was, is})
		}
	}
	number := func(a *money.Amount) string {
		if a == nil {
			return ""
		}
		return a.Readable()
	}
	add("amount", before.Amount.Readable(), after.Amount.Readable())
	add("currency", string(before.Currency), string(after.Currency))
	add("day", before.Day.String(), after.Day.String())
	add("owner", string(before.Owner), string(after.Owner))
	add("territory", string(before.Territory), string(after.Territory))
	add("product", string(before.Product), string(after.Product))
	add("customer", string(before.Customer), string(after.Customer))
	add("channel", string(before.Channel), string(after.Channel))
	add("lead_source", string(before.LeadSource), string(after.LeadSource))
	add("quantity", before.Quantity.Readable(), after.Quantity.Readable())
	add("cost", number(before.Cost), number(after.Cost))
	add("list", number(before.List), number(after.List))
	return list
}

// story is a case as a posting.
type story struct{ fact.Case }

func (s story) breaks() []period.Date { return s.Breaks() }

func (s story) nodes() []org.NodeID {
	var nodes []org.NodeID
	for _, v := range s.Events {
		nodes = append(nodes, v.Owner, v.Customer, v.Product, v.Territory, v.Channel, v.LeadSource, v.Place)
	}
	return nodes
}

func (s story) currencies() []money.Currency {
	var list []money.Currency
	for _, v := range s.Events {
		if v.Amount != nil {
			list = append(list, v.Currency)
		}
	}
	return list
}

// steps changes the whole story at once: its events count together.
func (s story) steps(from, to period.Date) []step {
	kind, id, _ := strings.Cut(string(s.ID), ":")
	change := Change{Kind: kind, ID: id}
	tell := func(c fact.Case) step {
		return step{change, func(book *metric.Book, to metric.Poster) error { return book.PostCase(to, c) }}
	}
	before, after := s.KnownBy(from), s.KnownBy(to)
	for _, v := range after.At(to) {
		if change.Day == 0 || v.Day < change.Day {
			change.Day = v.Day
		}
		change.Owner, change.Customer, change.Product = cmp.Or(change.Owner, v.Owner), cmp.Or(change.Customer, v.Customer), cmp.Or(change.Product, v.Product)
		if v.Known.Start > from {
			change.Known = max(change.Known, v.Known.Start)
		}
	}
	first := tell(before)
	switch {
	case len(after.At(to)) == 0:
		change.Cause = Cancelled
	case len(before.At(from)) > 0:
		change.Cause = Edit
	case change.Day > from:
		change.Cause = New
	default:
		change.Cause = Late
	}
	return []step{first, tell(after)}
}

// buyer is a customer, with all his orders, as a posting.
type buyer struct {
	id    org.NodeID
	deals []fact.Deal
}

func (b buyer) breaks() (days []period.Date) {
	for _, d := range b.deals {
		days = append(days, d.Breaks()...)
	}
	return days
}

func (b buyer) nodes() (nodes []org.NodeID) {
	for _, d := range b.deals {
		nodes = append(nodes, deal{d}.nodes()...)
	}
	return nodes
}

func (b buyer) currencies() []money.Currency { return nil } // customers are counted

// steps changes all lines at once, then all splits: which order was the first
// is for all of them to say.
func (b buyer) steps(from, to period.Date) []step {
	_, name := b.id.Split()
	change := Change{Kind: "customer", ID: name, Customer: b.id}
	tell := func(lines, splits period.Date) step {
		known := make([]fact.Deal, len(b.deals))
		for i, d := range b.deals {
			known[i] = d.KnownBy(lines, splits)
		}
		return step{change, func(book *metric.Book, to metric.Poster) error { return book.PostCustomer(to, b.id, known) }}
	}
	first := tell(from, from)
	change.Cause = Edit
	before, after := b.bought(from), b.bought(to)
	switch {
	case after == nil:
		change.Cause = Cancelled
	case before == nil:
		change.Cause = Late
		if after.Day > from {
			change.Cause = New
		}
	}
	if after != nil {
		change.Day, change.Owner, change.Product = after.Day, after.Owner, after.Product
		if after.Known.Start > from {
			change.Known = after.Known.Start
		}
	}
	lines := tell(to, from)
	change.Cause = Split
	return []step{first, lines, tell(to, to)}
}

// bought returns the first line that the customer bought, as known.
func (b buyer) bought(known period.Date) (first *fact.Version) {
	for _, d := range b.deals {
		lines, _, _ := d.At(known)
		for i, v := range lines {
			if v.Customer == b.id && (first == nil || v.OccurredAt < first.OccurredAt) {
				first = &lines[i]
			}
		}
	}
	return first
}
