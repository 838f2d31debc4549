package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

func receiptRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/receipt", name: "get-receipt", summary: "What a number is made of, in pages", tag: "receipts"}, a.getReceipt)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/receipt.json", name: "download-receipt", summary: "The whole receipt, for `attain receipt verify`", tag: "receipts",
		responses: textResponse("application/json", "The receipt in the format that it names, exactly as its hash was made.")}, a.downloadReceipt)
}

// receiptView is a receipt for people: with names, its credits in pages, and
// the first items of each series. The file of downloadReceipt is the one that
// the hash is of.
type receiptView struct {
	Format       string                     `json:"format"`
	Organisation attain.ReceiptOrganisation `json:"organisation"`
	Node         nodeRef                    `json:"node"`
	Metric       metricView                 `json:"metric"`
	Scope        []nodeRef                  `json:"scope" doc:"What counts belongs to all of these."`
	Period       periodView                 `json:"period"`
	AsOf         period.Date                `json:"as_of" format:"date"`
	Figures      receiptFigures             `json:"figures"`
	Portions     []receiptPortion           `json:"portions" doc:"What the attainment is the sum of, where each credit is held against the target of its day."`
	Target       receiptTarget              `json:"target"`
	Credits      []creditView               `json:"credits"`
	CreditCount  int                        `json:"credit_count"`
	Numerator    maybe[receiptSide]         `json:"numerator" doc:"Null for a plain sum of sales: that is made of credits."`
	Denominator  maybe[receiptSide]         `json:"denominator" doc:"Null for anything but a rate."`
	Terms        []termView                 `json:"terms"`
	Histories    []historyView              `json:"histories"`
	Window       int                        `json:"window" doc:"Within how many days an order makes a customer active; 0 where that does not matter."`
	Rates        maybe[receiptRates]        `json:"rates" doc:"Null at the rates of each day."`
	Known        []attain.ReceiptKnown      `json:"known" doc:"Of which days counts what was known when; empty unless some are closed."`
	Late         []attain.ReceiptLate       `json:"late" doc:"What happened on closed days and became known after they were closed, by the period that it comes from."`
	Rule         attain.ReceiptRule         `json:"rule"`
	Hash         string                     `json:"hash" doc:"SHA-256 of the whole receipt, as receipt.json gives it."`
	NextCursor   string                     `json:"next_cursor,omitempty"`
}

// receiptFigures are the numbers that the receipt proves.
type receiptFigures struct {
	Target     *money.Amount `json:"target"`
	Actual     *money.Amount `json:"actual"`
	Covered    *money.Amount `json:"covered" doc:"The part of actual that attainment and gap are about; null when it is all of it."`
	Attainment *money.Amount `json:"attainment"`
	Gap        *money.Amount `json:"gap"`
}

type receiptTarget struct {
	Source attain.Source       `json:"source" enum:"own,goal,sum,none"`
	Rule   string              `json:"rule"`
	Policy org.Denominator     `json:"policy" enum:",latest,credit_date,day_weighted" doc:"How versions of one target come to a number; empty where none changed within its period, or the latest counts."`
	Parts  []receiptTargetPart `json:"parts"`
}

type receiptTargetPart struct {
	Node      nodeRef          `json:"node"`
	Start     period.Date      `json:"start" format:"date"`
	End       *period.Date     `json:"end" format:"date"`
	Version   int              `json:"version"`
	Value     money.Amount     `json:"value"`
	Author    string           `json:"author"`
	Reason    string           `json:"reason"`
	KnownOn   period.Date      `json:"known_on" format:"date"`
	Goal      *string          `json:"goal" doc:"The goal that stands for it."`
	Stretches []receiptStretch `json:"stretches" doc:"When each version was in force, where the policy asks for it."`
}

type creditView struct {
	Sale   saleView             `json:"sale"`
	Shares []attain.CreditShare `json:"shares"`
	Person *org.NodeID          `json:"person" doc:"The one person whose credit counts here; null for several, or for the whole line."`
	Rate   maybe[creditRate]    `json:"rate"`
	Value  money.Amount         `json:"value"`
}

type creditRate struct {
	From        money.Currency `json:"from"`
	To          money.Currency `json:"to"`
	Day         period.Date    `json:"day" format:"date"`
	Numerator   string         `json:"numerator"`
	Denominator string         `json:"denominator"`
}

type receiptInput struct {
	Node
	Question
	Page
}

func (a *API) receipt(ctx context.Context, c *caller, n Node, q Question) (attain.Receipt, view, attain.Query, error) {
	v, id, query, err := a.ask(ctx, c, n, q)
	if err != nil {
		return attain.Receipt{}, v, query, err
	}
	r, err := a.Attain.Receipt(ctx, v.scope, id, query)
	return r, v, query, err
}

func (a *API) getReceipt(ctx context.Context, c *caller, in *receiptInput) (*body[receiptView], error) {
	r, v, q, err := a.receipt(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	page, err := cut(c, in.Page, r.Credits)
	if err != nil {
		return nil, err
	}
	out := receiptView{
		Format: r.Format, Organisation: r.Organisation, Node: nodeRef(r.Node), Metric: metricOf(q.Metric), Scope: []nodeRef{}, Period: periodOf(q.Period, r.AsOf),
		AsOf: r.AsOf, Figures: figuresOfReceipt(r.Figures), Credits: make([]creditView, 0, len(page.Items)), CreditCount: r.CreditCount, Rule: r.Rule, Hash: r.Hash,
		Known: append([]attain.ReceiptKnown{}, r.Known...), Late: append([]attain.ReceiptLate{}, r.Late...), NextCursor: page.NextCursor,
	}
	if out.Target, err = a.receiptTarget(ctx, v, r.Target); err != nil {
		return nil, err
	}
	if err := a.parts(ctx, v, q.Metric, r, &out); err != nil {
		return nil, err
	}
	for _, credit := range page.Items {
		out.Credits = append(out.Credits, creditOf(credit))
	}
	return answer(out), nil
}

func figuresOfReceipt(f attain.ReceiptFigures) receiptFigures {
	return receiptFigures{Target: f.Target, Actual: f.Actual, Covered: f.Covered, Attainment: f.Attainment, Gap: f.Gap}
}

// receiptTarget adds the names of the nodes whose targets were added up. Who
// sees a sum sees what it is the sum of.
func (a *API) receiptTarget(ctx context.Context, v view, t attain.ReceiptTarget) (receiptTarget, error) {
	ids := []org.NodeID{}
	for _, part := range t.Parts {
		ids = append(ids, part.Node)
	}
	names, err := a.names(ctx, v, ids)
	if err != nil {
		return receiptTarget{}, err
	}
	out := receiptTarget{Source: t.Source, Rule: t.Rule, Policy: t.Policy, Parts: make([]receiptTargetPart, 0, len(t.Parts))}
	for _, p := range t.Parts {
		out.Parts = append(out.Parts, receiptTargetPart{Node: names[p.Node], Start: p.Start, End: p.End, Version: p.Version,
			Value: p.Value, Author: p.Author, Reason: p.Reason, KnownOn: p.KnownOn, Goal: text(string(p.Goal)), Stretches: stretchesOf(p.Stretches)})
	}
	return out, nil
}

// names returns the nodes by their ids, whatever the caller sees.
func (a *API) names(ctx context.Context, v view, ids []org.NodeID) (map[org.NodeID]nodeRef, error) {
	nodes, err := a.Store.Nodes(ctx, access.System(v.org.ID), v.asOf, org.Filter{IDs: ids})
	if err != nil {
		return nil, err
	}
	names := make(map[org.NodeID]nodeRef, len(ids))
	for _, id := range ids {
		names[id] = refOf(org.Node{ID: id})
	}
	for _, n := range nodes {
		names[n.ID] = refOf(n)
	}
	return names, nil
}

func creditOf(credit attain.Credit) creditView {
	s := credit.Sale
	v := creditView{
		Sale: saleView{Source: s.Source, ID: s.ID, OrderID: s.OrderID, OccurredAt: moment(s.OccurredAt), Day: s.Day,
			Owner: text(s.Owner), Customer: text(s.Customer), Product: text(s.Product), Territory: text(s.Territory),
			Quantity: s.Quantity, Amount: s.Amount, Cost: s.Cost, Currency: s.Currency, State: won,
			Version: s.Version, KnownOn: s.KnownOn, Batch: text(s.Batch)},
		Shares: credit.Shares, Value: credit.Value,
	}
	switch {
	case len(credit.Counted) == 1:
		v.Person = &credit.Counted[0]
	case len(credit.Counted) == 0 && !slices.ContainsFunc(credit.Shares, func(share attain.CreditShare) bool { return share.Ledger == fact.Revenue }):
		v.Person = text(s.Owner)
	}
	if r := credit.Rate; r != nil {
		v.Rate.Value = &creditRate{From: r.From, To: r.To, Day: r.Day,
			Numerator: strconv.FormatInt(r.Numerator, 10), Denominator: strconv.FormatInt(r.Denominator, 10)}
	}
	return v
}

// downloadReceipt gives the receipt as its hash was made: a program can verify
// it without this server.
func (a *API) downloadReceipt(ctx context.Context, c *caller, in *figuresInput) (*file, error) {
	r, _, _, err := a.receipt(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	name := "receipt-" + slug(string(r.Node.ID)) + "-" + slug(string(r.Metric.ID)) + "-" + r.AsOf.String() + ".json"
	return &file{ContentType: "application/json", Disposition: `attachment; filename="` + name + `"`, Body: text}, nil
}
