package api

import (
	"cmp"
	"context"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// receiptSide is what a rate divides, or by what.
type receiptSide struct {
	Name string       `json:"name"`
	Unit metric.Unit  `json:"unit" enum:"money,count,quantity,share,days,points"`
	Sum  money.Amount `json:"sum"`
}

// termView is one series that a number is made of.
type termView struct {
	Side      string        `json:"side" enum:"numerator,denominator"`
	Series    metric.Series `json:"series"`
	Name      string        `json:"name"`
	Unit      metric.Unit   `json:"unit" enum:"money,count,quantity,share,days,points"`
	Sign      int64         `json:"sign" doc:"1, or -1 when it is taken off."`
	Start     *period.Date  `json:"start" format:"date" doc:"Null: from the beginning, as of a stock."`
	End       *period.Date  `json:"end" format:"date"`
	Sum       money.Amount  `json:"sum"`
	Given     bool          `json:"given" doc:"A target: it was set, and has no items."`
	ItemCount int           `json:"item_count"`
	Items     []termItem    `json:"items" maxItems:"50" doc:"The first of them; receipt.json has all."`
}

type termItem struct {
	Kind  string       `json:"kind" doc:"order, customer, or what the story is of: lead, opportunity, …"`
	ID    string       `json:"id"`
	Day   period.Date  `json:"day" format:"date"`
	Value money.Amount `json:"value"`
}

// historyView says how much of what customers did was read.
type historyView struct {
	Series    metric.Series `json:"series"`
	Name      string        `json:"name"`
	Node      nodeRef       `json:"node"`
	Start     *period.Date  `json:"start" format:"date" doc:"Null: from the beginning."`
	End       *period.Date  `json:"end" format:"date"`
	Count     int           `json:"count" doc:"Days on which some customer did something."`
	Customers int           `json:"customers"`
}

// receiptRates says what other rates than those of each day did.
type receiptRates struct {
	Policy     metric.RatePolicy `json:"policy" enum:"deal_date,plan,period_average,latest"`
	AtDeal     *money.Amount     `json:"at_deal_rates"`
	Effect     *money.Amount     `json:"effect"`
	Currencies []receiptCurrency `json:"currencies"`
}

type receiptCurrency struct {
	Currency  money.Currency     `json:"currency"`
	Start     period.Date        `json:"start" format:"date"`
	End       *period.Date       `json:"end" format:"date"`
	Own       money.Amount       `json:"own" doc:"In the currency."`
	Converted money.Amount       `json:"converted" doc:"What it counts for at the rates of each day."`
	Rate      maybe[exactNumber] `json:"rate" doc:"Null when there is none; then nothing of it counts."`
	Value     money.Amount       `json:"value" doc:"Own × rate."`
}

// exactNumber is a fraction, as rates are kept.
type exactNumber struct {
	Numerator   string `json:"numerator"`
	Denominator string `json:"denominator"`
}

// receiptPortion is what counted while one version of the target was in force.
type receiptPortion struct {
	Start      period.Date   `json:"start" format:"date"`
	End        *period.Date  `json:"end" format:"date"`
	Actual     money.Amount  `json:"actual"`
	Target     money.Amount  `json:"target"`
	Attainment *money.Amount `json:"attainment" doc:"Actual ÷ target; null for a target of 0."`
}

// receiptStretch is a time in which one version of a target was in force.
type receiptStretch struct {
	Start   period.Date  `json:"start" format:"date"`
	End     period.Date  `json:"end" format:"date"`
	Days    int          `json:"days"`
	Version int          `json:"version"`
	Value   money.Amount `json:"value"`
}

// receiptItems is how many items of each term are shown: a look at them, not
// the proof, which is the file.
const receiptItems = 50

// parts adds what a number is made of that is no plain sum of sales.
func (a *API) parts(ctx context.Context, v view, m metric.Metric, r attain.Receipt, out *receiptView) error {
	out.Terms, out.Histories, out.Portions = []termView{}, []historyView{}, portionsOf(r.Figures.Portions)
	for _, t := range r.Terms {
		out.Terms = append(out.Terms, termOf(m, t))
	}
	slices.SortStableFunc(out.Terms, func(a, b termView) int { // what is added before what is taken off
		return cmp.Or(cmp.Compare(b.Side, a.Side), cmp.Compare(b.Sign, a.Sign))
	})
	if len(r.Terms)+len(r.Histories) > 0 {
		sides := r.Sides()
		out.Window = sides.Window
		out.Numerator.Value, out.Denominator.Value = sidesOf(m, out.Terms, sides)
	}
	if r.Rates != nil {
		out.Rates.Value = ratesOf(*r.Rates)
	}
	ids := slices.Clone(m.Scope)
	for _, h := range r.Histories {
		ids = append(ids, h.Node)
	}
	names, err := a.namesSeen(ctx, v, ids)
	for _, id := range m.Scope {
		out.Scope = append(out.Scope, names[id])
	}
	for _, h := range r.Histories {
		out.Histories = append(out.Histories, historyOf(m, h, names[h.Node]))
	}
	return err
}

// namesSeen is names of what the caller sees; of anything else the id stands,
// which the caller knows from the question.
func (a *API) namesSeen(ctx context.Context, v view, ids []org.NodeID) (map[org.NodeID]nodeRef, error) {
	names := make(map[org.NodeID]nodeRef, len(ids))
	for _, id := range ids {
		names[id] = refOf(org.Node{ID: id, Name: string(id)})
	}
	if len(ids) == 0 {
		return names, nil
	}
	root := v.org.Root()
	nodes, err := a.Store.Nodes(ctx, v.scope, v.asOf, org.Filter{IDs: ids})
	if _, isRoot := names[root]; isRoot && err == nil { // everybody knows whose company it is
		var whole []org.Node
		whole, err = a.Store.Nodes(ctx, access.System(v.org.ID), v.asOf, org.Filter{IDs: []org.NodeID{root}})
		nodes = append(nodes, whole...)
	}
	for _, n := range nodes {
		names[n.ID] = refOf(n)
	}
	return names, err
}

func termOf(m metric.Metric, t attain.ReceiptTerm) termView {
	words := m.Words(t.Series)
	if t.Given {
		words = m.Words(m.Against)
		words.Name += " target"
	}
	v := termView{Side: t.Side, Series: t.Series, Name: words.Name, Unit: words.Unit, Sign: t.Sign, Start: startOf(t.Start), End: endOf(t.End),
		Sum: t.Sum, Given: t.Given, ItemCount: len(t.Items), Items: []termItem{}}
	for _, item := range t.Items[:min(receiptItems, len(t.Items))] {
		v.Items = append(v.Items, termItem(item))
	}
	return v
}

// sidesOf names the sums of the sides; den is nil for what is no rate.
func sidesOf(m metric.Metric, terms []termView, s attain.ReceiptSides) (num, den *receiptSide) {
	if m.Shape == metric.Customers {
		above, below := m.CustomerWords()
		num = &receiptSide{above.Name, above.Unit, s.Num}
		if below.Name != "" {
			den = &receiptSide{below.Name, below.Unit, s.Den}
		}
		return num, den
	}
	for _, t := range terms {
		side, sum := &num, s.Num
		if t.Side == attain.Denominator {
			side, sum = &den, s.Den
		}
		if *side == nil {
			*side = &receiptSide{t.Name, t.Unit, sum}
			continue
		}
		(*side).Name += map[bool]string{true: " + ", false: " − "}[t.Sign > 0] + t.Name
	}
	return num, den
}

func historyOf(m metric.Metric, h attain.ReceiptHistory, node nodeRef) historyView {
	seen := map[org.NodeID]bool{}
	for _, d := range h.Days {
		seen[d.Customer] = true
	}
	return historyView{Series: h.Series, Name: m.Words(h.Series).Name, Node: node, Start: startOf(h.Start), End: endOf(h.End),
		Count: len(h.Days), Customers: len(seen)}
}

func ratesOf(r attain.ReceiptRates) *receiptRates {
	v := &receiptRates{Policy: r.Policy, AtDeal: r.AtDeal, Effect: r.Effect, Currencies: []receiptCurrency{}}
	for _, c := range r.Currencies {
		part := receiptCurrency{Currency: c.Currency, Start: c.Start, End: endOf(c.End), Own: c.Own, Converted: c.Converted, Value: c.Value}
		if rate, ok := new(big.Rat).SetString(c.Rate); ok {
			part.Rate.Value = &exactNumber{rate.Num().String(), rate.Denom().String()}
		}
		v.Currencies = append(v.Currencies, part)
	}
	return v
}

func portionsOf(portions []attain.ReceiptPortion) []receiptPortion {
	list := make([]receiptPortion, len(portions))
	for i, p := range portions {
		list[i] = receiptPortion{Start: p.Start, End: endOf(p.End), Actual: p.Actual, Target: p.Target}
		if share, ok := money.Ratio(p.Actual, p.Target); ok && p.Target > 0 {
			list[i].Attainment = &share
		}
	}
	return list
}

func stretchesOf(stretches []attain.ReceiptStretch) []receiptStretch {
	list := make([]receiptStretch, len(stretches))
	for i, s := range stretches {
		days, _ := period.Range{Start: s.Start, End: s.End}.Days()
		list[i] = receiptStretch{Start: s.Start, End: s.End, Days: days, Version: s.Version, Value: s.Value}
	}
	return list
}
