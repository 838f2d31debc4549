package ingest

import (
	"math/big"
	"time"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// builder makes the record of one row and notes everything that is wrong with
// it.
type builder struct {
	*item
	home   *time.Location // the organisation's place
	wrong  []Fault
	exact  *big.Rat     // amount of a sale before rounding
	total  money.Amount // of the order of a sale that settles
	starts bool         // the start of a target was read
}

func (b *builder) note(f *Fault) {
	if f != nil {
		b.wrong = append(b.wrong, *f)
	}
}

// missing notes that a field which must be there is empty.
func (b *builder) missing(name string) {
	what := name + " is empty"
	if f := b.entry.fields[name]; f != nil && f.slot >= 0 {
		what = "column " + f.source + " is empty"
	}
	b.note(&Fault{Field: name, Message: what + ", but " + a(b.entry.kind) + " needs it",
		Fix: "fill it in, choose another column, or leave such rows out with where"})
}

// id returns a reference, which may be empty.
func (b *builder) id(name string) string {
	id, wrong := b.entry.fields[name].id(b.frame)
	b.note(wrong)
	return id
}

// needID returns an id that must be there.
func (b *builder) needID(name string) string {
	before := len(b.wrong)
	id := b.id(name)
	if id == "" && len(b.wrong) == before {
		b.missing(name)
	}
	return id
}

func (b *builder) text(name string) string {
	text, wrong := b.entry.fields[name].text(b.frame)
	b.note(wrong)
	return text
}

// nameOr returns the name of a node, its id when it has none.
func (b *builder) nameOr(id string) string {
	if name := b.text("name"); name != "" {
		return name
	}
	return id
}

func (b *builder) ids(name string) []string {
	var out []string
	for _, f := range b.entry.lists[name] {
		id, wrong := f.id(b.frame)
		b.note(wrong)
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

func (b *builder) flag(name string) bool {
	v, wrong := b.entry.fields[name].flag(b.frame)
	b.note(wrong)
	return v
}

func (b *builder) currency(name string) money.Currency {
	v, wrong := b.entry.fields[name].currencyCode(b.frame)
	b.note(wrong)
	return v
}

// needAmount returns a number that must be there.
func (b *builder) needAmount(name string, currency money.Currency) money.Amount {
	v, ok, wrong := b.entry.fields[name].amount(b.frame, currency)
	b.note(wrong)
	if !ok && wrong == nil {
		b.missing(name)
	}
	return v
}

// day returns a date of the record, ok false when it is empty or wrong.
func (b *builder) day(f *field) (day period.Date, ok bool) {
	at, ok, wrong := f.date(b.frame)
	b.note(wrong)
	if !ok {
		return 0, false
	}
	return at.dayIn(b.home, f.local(b.home)), true
}

// local returns the place of times without a zone.
func (f *field) local(home *time.Location) *time.Location {
	if f.formats.zone != nil {
		return f.formats.zone
	}
	return home
}

// build returns the record; it means nothing when faults are noted.
func (b *builder) build() Record {
	switch b.entry.kind {
	case KindRegion:
		id := b.needID("id")
		return Region{ID: id, Name: b.nameOr(id)}
	case KindTerritory:
		id := b.needID("id")
		return Territory{ID: id, Name: b.nameOr(id), Region: b.id("region")}
	case KindTeam:
		id := b.needID("id")
		return Team{ID: id, Name: b.nameOr(id), Parent: b.id("parent"), Group: b.flag("group")}
	case KindPerson:
		return b.person()
	case KindReporting:
		return b.reporting()
	case KindAssignment:
		return Assignment{Person: b.needID("person"), Territory: b.needID("territory"), During: b.span()}
	case KindCategory:
		id := b.needID("id")
		return Category{ID: id, Name: b.nameOr(id)}
	case KindSubcategory:
		id := b.needID("id")
		return Subcategory{ID: id, Name: b.nameOr(id), Category: b.id("category")}
	case KindProduct:
		id := b.needID("id")
		return Product{ID: id, Name: b.nameOr(id), Subcategory: b.id("subcategory"), Category: b.id("category")}
	case KindCustomer:
		id := b.needID("id")
		return Customer{ID: id, Name: b.nameOr(id), Segment: b.id("segment")}
	case KindSegment:
		id := b.needID("id")
		return Segment{ID: id, Name: b.nameOr(id)}
	case KindChannel:
		id := b.needID("id")
		return Channel{ID: id, Name: b.nameOr(id)}
	case KindLeadSource:
		id := b.needID("id")
		return LeadSource{ID: id, Name: b.nameOr(id)}
	case KindRate:
		return b.rate()
	case KindTarget:
		return b.target()
	case KindSale:
		return b.sale()
	case KindSplit:
		return b.split()
	default:
		return b.event()
	}
}

func (b *builder) person() Record {
	id := b.needID("id")
	p := Person{ID: id, Aliases: b.ids("aliases"), Name: b.nameOr(id), Title: b.text("title"),
		Manager: b.id("manager"), Team: b.id("team"), Groups: b.ids("groups"), During: period.Everything}
	if b.entry.span != nil {
		p.During = b.span()
	}
	return p
}

func (b *builder) reporting() Record {
	r := Reporting{Person: b.needID("person"), Manager: b.id("manager"), Team: b.id("team"), During: b.span()}
	if r.Manager == "" && r.Team == "" && len(b.wrong) == 0 {
		b.missing(map[bool]string{true: "manager", false: "team"}[b.entry.fields["manager"] != nil])
	}
	return r
}

func (b *builder) rate() Record {
	var out Rate
	day, ok := b.day(b.entry.fields["day"])
	if !ok && len(b.wrong) == 0 {
		b.missing("day")
	}
	out.Day = day
	out.Rate = b.exchange()
	return out
}

// exchange returns what one currency is worth in another.
func (b *builder) exchange() money.Rate {
	from, to := b.currency("from_currency"), b.currency("to_currency")
	if from == "" && len(b.wrong) == 0 {
		b.missing("from_currency")
	}
	if to == "" && len(b.wrong) == 0 {
		b.missing("to_currency")
	}
	rat, wrong := b.entry.fields["rate"].number(b.frame, "")
	b.note(wrong)
	switch {
	case wrong != nil:
	case rat == nil:
		b.missing("rate")
	case rat.Sign() <= 0 || !rat.Num().IsInt64() || !rat.Denom().IsInt64():
		b.note(b.entry.fields["rate"].at(problemf("correct the rate", "%s is not an exchange rate; it must be above zero", rat.FloatString(6))))
	default:
		return money.Rate{From: from, To: to, Num: rat.Num().Int64(), Den: rat.Denom().Int64()}
	}
	return money.Rate{}
}

func (b *builder) target() Record {
	t := Target{OfKind: b.entry.ofKind, Metric: b.text("metric"), Currency: b.currency("currency"),
		Author: b.text("author"), Reason: b.text("reason")}
	t.Of = b.of()
	if t.Metric == "" {
		t.Metric = "revenue"
	}
	currency := t.Currency
	if currency == "" {
		currency = b.entry.home
	}
	t.Period = b.span()
	t.Value = b.needAmount("value", currency)
	t.KnownOn, _ = b.day(b.entry.fields["known_on"])
	return t
}

// of returns the id of what the record is of.
func (b *builder) of() string {
	if b.entry.of == nil {
		return ""
	}
	id, wrong := b.entry.of.id(b.frame)
	b.note(wrong)
	if id == "" && wrong == nil {
		b.note(&Fault{Field: "of", Message: "the " + string(b.entry.kind) + " does not say what it is of: " + b.entry.of.describe() + " is empty",
			Fix: "fill it in, or leave such rows out with where"})
	}
	return id
}

// describe names the origin of a field for a message.
func (f *field) describe() string {
	if f.slot >= 0 {
		return "column " + f.source
	}
	return f.name
}

func (b *builder) split() Record {
	s := Split{Order: b.needID("order"), Person: b.needID("person"), Overlay: b.flag("overlay")}
	s.Percent = b.needAmount("percent", "")
	if s.Percent < 0 || s.Percent > 100*money.Unit {
		b.note(b.entry.fields["percent"].at(problemf("correct the share, or say format: {percent: fraction} when 60% is stored as 0.6",
			"%s is not a share between 0 and 100 per cent", s.Percent)))
	}
	return s
}

func (b *builder) sale() Record {
	s := Sale{ID: b.needID("id"), Order: b.id("order"), Owner: b.id("owner"), Customer: b.id("customer"),
		Product: b.id("product"), Territory: b.id("territory"), Channel: b.id("channel"), LeadSource: b.id("lead_source"),
		Currency: b.payable(), Cancelled: b.flag("cancelled")}
	if s.Order == "" {
		s.Order = s.ID
	}
	at := b.moment("occurred_at")
	s.OccurredAt, s.Day = at.OccurredAt, at.Day
	b.amounts(&s)
	return s
}

func (b *builder) amounts(s *Sale) {
	f := b.entry.fields["amount"]
	exact, wrong := f.number(b.frame, s.Currency)
	b.note(wrong)
	if exact == nil {
		if wrong == nil {
			b.missing("amount")
		}
	} else if amount, err := money.FromRat(exact); err != nil {
		b.note(f.at(problemf("correct the value", "%s", err)))
	} else {
		s.Amount, b.exact = amount, exact
	}
	if b.entry.fields["quantity"] != nil {
		s.Quantity = b.needAmount("quantity", "")
	}
	s.List = b.amountIf("list", s.Currency)
	s.Cost = b.amountIf("cost", s.Currency)
	if b.entry.settle == nil {
		return
	}
	total, ok, wrong := b.entry.settle.total.amount(b.frame, s.Currency)
	b.note(wrong)
	if !ok && wrong == nil {
		b.note(&Fault{Field: "amount", Message: "the total of the order (" + b.entry.settle.total.describe() + ") is empty, so its lines cannot be checked",
			Fix: "fill it in, or take settle_to out of the profile"})
	}
	b.total = total
}
