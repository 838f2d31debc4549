package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func saleRoutes(a *API) {
	register(a, route{method: http.MethodPost, path: "/sales", name: "post-sales", summary: "Store sales, new or corrected", tag: "sales", need: access.ImportFacts}, a.postSales)
	register(a, route{method: http.MethodGet, path: "/sales/{source}/{id}", name: "get-sale", summary: "A sale with all its versions", tag: "sales"}, a.getSale)
	register(a, route{method: http.MethodDelete, path: "/sales/{source}/{id}", name: "withdraw-sale", summary: "Withdraw a sale: it counts for nothing from today on", tag: "sales", need: access.ImportFacts, status: http.StatusNoContent}, a.withdrawSale)
	register(a, route{method: http.MethodPut, path: "/orders/{source}/{id}/split", name: "split-order", summary: "Share an order among people", tag: "sales", need: access.ImportFacts}, a.splitOrder)
}

// The states of a sale.
const (
	won       = "won"
	cancelled = "cancelled"
	withdrawn = "withdrawn"
)

// saleView is a version of a sale.
type saleView struct {
	Source     string         `json:"source"`
	ID         string         `json:"id"`
	OrderID    string         `json:"order_id"`
	OccurredAt time.Time      `json:"occurred_at"`
	Day        period.Date    `json:"day" format:"date" doc:"In the organisation's time zone."`
	Owner      *org.NodeID    `json:"owner"`
	Customer   *org.NodeID    `json:"customer"`
	Product    *org.NodeID    `json:"product"`
	Territory  *org.NodeID    `json:"territory"`
	Quantity   money.Amount   `json:"quantity"`
	Amount     money.Amount   `json:"amount"`
	Cost       *money.Amount  `json:"cost" doc:"Null when unknown."`
	Currency   money.Currency `json:"currency"`
	State      string         `json:"state" enum:"won,cancelled,withdrawn"`
	Version    int            `json:"version"`
	KnownOn    period.Date    `json:"known_on" format:"date"`
	Batch      *string        `json:"batch" doc:"The import that brought it."`
	RecordedAt *time.Time     `json:"recorded_at,omitempty"`
	By         string         `json:"by,omitempty"`
}

func saleOf(v fact.Version) saleView {
	state := won
	switch {
	case v.Withdrawn:
		state = withdrawn
	case v.Cancelled:
		state = cancelled
	}
	recorded := moment(v.RecordedAt)
	return saleView{Source: v.Source, ID: v.ID, OrderID: v.Order, OccurredAt: moment(v.OccurredAt), Day: v.Day,
		Owner: text(v.Owner), Customer: text(v.Customer), Product: text(v.Product), Territory: text(v.Territory),
		Quantity: v.Quantity, Amount: v.Amount, Cost: v.Cost, Currency: v.Currency, State: state,
		Version: v.Number, KnownOn: v.Known.Start, Batch: text(v.Batch), RecordedAt: &recorded, By: v.By}
}

// saleInput is a sale as a program posts it.
type saleInput struct {
	Source     string  `json:"source" maxLength:"500"`
	ID         string  `json:"id" maxLength:"500"`
	OrderID    string  `json:"order_id" maxLength:"500" required:"false" doc:"Groups the lines of one order; default: id."`
	OccurredAt *string `json:"occurred_at" maxLength:"64" required:"false" doc:"RFC 3339; this or day."`
	Day        *string `json:"day" maxLength:"64" required:"false" doc:"YYYY-MM-DD in the organisation's time zone; this or occurred_at."`
	Owner      *string `json:"owner" maxLength:"1000" required:"false" doc:"Source id or node id of a person; null for nobody."`
	Customer   *string `json:"customer" maxLength:"1000" required:"false"`
	Product    *string `json:"product" maxLength:"1000" required:"false"`
	Territory  *string `json:"territory" maxLength:"1000" required:"false"`
	Quantity   string  `json:"quantity" maxLength:"64"`
	Amount     string  `json:"amount" maxLength:"64" doc:"Net, in currency; negative for a refund."`
	Cost       *string `json:"cost" maxLength:"64" required:"false" doc:"Null when unknown."`
	Currency   string  `json:"currency" maxLength:"10"`
	State      string  `json:"state" enum:"won,cancelled" required:"false" default:"won"`
}

type salesInput struct {
	Body struct {
		Items []saleInput `json:"items" minItems:"1" maxItems:"1000"`
	}
}

type salesOutcome struct {
	Inserted  int            `json:"inserted"`
	Corrected int            `json:"corrected"`
	Unchanged int            `json:"unchanged"`
	Withdrawn int            `json:"withdrawn"`
	Rejected  []rejectedSale `json:"rejected" doc:"Items that were not stored; the others were."`
}

type rejectedSale struct {
	Index  int             `json:"index"`
	Errors []rejectedField `json:"errors"`
}

type rejectedField struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

func (a *API) postSales(ctx context.Context, c *caller, in *salesInput) (*body[salesOutcome], error) {
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	find, err := a.resolver(ctx, c.OrgID, o.Today(a.Now()), in.Body.Items)
	if err != nil {
		return nil, err
	}
	out := salesOutcome{Rejected: []rejectedSale{}}
	sales := make([]fact.Sale, 0, len(in.Body.Items))
	for i, item := range in.Body.Items {
		sale, wrong := item.read(o.Place, find)
		if len(wrong) == 0 {
			sales = append(sales, sale)
			continue
		}
		rejected := rejectedSale{Index: i, Errors: []rejectedField{}}
		for _, f := range wrong {
			rejected.Errors = append(rejected.Errors, rejectedField{Location: f.Name, Message: f.Message})
		}
		out.Rejected = append(out.Rejected, rejected)
	}
	if len(sales) == 0 {
		return answer(out), nil
	}
	done, err := a.Pipeline.Post(ctx, c.OrgID, by, sales)
	if err != nil {
		return nil, err
	}
	out.Inserted, out.Corrected, out.Unchanged, out.Withdrawn = done.Inserted, done.Corrected, done.Unchanged, done.Withdrawn
	return answer(out), nil
}

// read turns the input into a sale, or says what is wrong with all of its
// fields.
func (in saleInput) read(place *time.Location, find resolver) (fact.Sale, fault.Fields) {
	var wrong fault.Fields
	amount := func(field, text string) money.Amount {
		value, err := money.Parse(text)
		if err != nil {
			wrong.Add(field, "%v", err)
		}
		return value
	}
	node := func(field string, kind org.Kind, ref *string) org.NodeID {
		if ref == nil || *ref == "" {
			return ""
		}
		id, ok := find(kind, *ref)
		if !ok {
			wrong.Add(field, "there is no %s %q here; import or add it first", kind, *ref)
		}
		return id
	}
	s := fact.Sale{
		Key: fact.Key{Source: in.Source, ID: in.ID}, Order: in.OrderID, Cancelled: in.State == cancelled,
		Owner: node("owner", org.Person, in.Owner), Customer: node("customer", org.Customer, in.Customer),
		Product: node("product", org.Product, in.Product), Territory: node("territory", org.Territory, in.Territory),
		Quantity: amount("quantity", in.Quantity), Amount: amount("amount", in.Amount),
	}
	if s.Order == "" {
		s.Order = s.ID
	}
	if in.Cost != nil {
		cost := amount("cost", *in.Cost)
		s.Cost = &cost
	}
	currency, err := money.ParseCurrency(in.Currency)
	if err != nil {
		wrong.Add("currency", "%v", err)
	}
	s.Currency = currency
	s.OccurredAt, s.Day = in.when(place, &wrong)
	if len(wrong) > 0 {
		return s, wrong
	}
	if f, ok := faultOf(s.Validate()); ok {
		wrong = f.Fields
	}
	return s, wrong
}

// when returns the moment of the sale and its day at the place.
func (in saleInput) when(place *time.Location, wrong *fault.Fields) (micros int64, day period.Date) {
	given := func(text *string) bool { return text != nil && *text != "" }
	if given(in.Day) {
		parsed, err := period.ParseDate(*in.Day)
		if err != nil {
			wrong.Add("day", "%v", err)
			return 0, 0
		}
		day = parsed
	}
	if !given(in.OccurredAt) {
		if !given(in.Day) {
			wrong.Add("occurred_at", "is missing; give it as RFC 3339, or give day")
			return 0, 0
		}
		return day.Start(place).UnixMicro(), day
	}
	at, err := time.Parse(time.RFC3339Nano, *in.OccurredAt)
	if err != nil || at.Year() < 1 {
		wrong.Add("occurred_at", "%q is not a moment; write it like 2026-03-31T14:00:00+02:00", *in.OccurredAt)
		return 0, 0
	}
	if there := period.DateOf(at, place); given(in.Day) && there != day {
		wrong.Add("day", "is %s, but occurred_at is %s in the organisation's time zone, %s; leave one of them out", day, there, place)
	} else {
		day = there
	}
	return at.UnixMicro(), day
}

// Fact names a fact in the path.
type Fact struct {
	Source string `path:"source"`
	ID     string `path:"id"`
}

type saleHistory struct {
	Current saleView   `json:"current"`
	History []saleView `json:"history" doc:"All versions, the latest first."`
}

// getSale tells a sale only to those who see everything: a sale is part of
// many nodes, and its history names all of them.
func (a *API) getSale(ctx context.Context, c *caller, in *Fact) (*body[saleHistory], error) {
	key := fact.Key{Source: in.Source, ID: in.ID}
	if !c.Role.May(access.SeeAll) {
		return nil, fault.New(fault.NotFound, "there is no such sale here, or you may not see it")
	}
	versions, err := a.Store.SaleHistory(ctx, c.OrgID, key)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(versions, func(x, y fact.Version) int { return y.Number - x.Number })
	out := saleHistory{Current: saleOf(versions[0]), History: make([]saleView, 0, len(versions))}
	for _, v := range versions {
		out.History = append(out.History, saleOf(v))
	}
	return answer(out), nil
}

func (a *API) withdrawSale(ctx context.Context, c *caller, in *Fact) (*none, error) {
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	_, err = a.Pipeline.Withdraw(ctx, c.OrgID, by, []fact.Key{{Source: in.Source, ID: in.ID}})
	return nil, err
}
