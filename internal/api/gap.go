package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/insight/explain"
	"github.com/attainhq/attain/internal/insight/gap"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func insightRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/gap", name: "get-gap", summary: "Where the difference between plan and actual lies", tag: "insight"}, a.getGap)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/gap.csv", name: "export-gap", summary: "The same, every part, as CSV", tag: "insight",
		responses: textResponse("text/csv", "Every part of every division.")}, a.exportGap)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/movement", name: "get-movement", summary: "Why a number is another than it was", tag: "insight"}, a.getMovement)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/movement.csv", name: "export-movement", summary: "The same, every change, as CSV", tag: "insight",
		responses: textResponse("text/csv", "Every change.")}, a.exportMovement)
}

type gapInput struct {
	Node
	Question
	Basis string `query:"basis" enum:",to_date,whole" doc:"What the actual is held against: the plan to date, or the whole target; default: to date while the period runs."`
	Limit int    `query:"limit" default:"10" minimum:"1" maximum:"500" doc:"Rows of each division; the others are one row."`
}

// gapView is a gap, divided.
type gapView struct {
	Figures    figures          `json:"figures"`
	Outlook    BriefOutlook     `json:"outlook"`
	Basis      gap.Basis        `json:"basis" enum:"to_date,whole"`
	Days       daysView         `json:"days" doc:"Of the actual."`
	Baseline   gapBaseline      `json:"baseline"`
	Divided    bool             `json:"divided" doc:"False where there is no gap to divide; notes say why."`
	Planned    money.Amount     `json:"planned" doc:"What the basis asks for."`
	Counted    money.Amount     `json:"counted" doc:"What is held against it."`
	Gap        money.Amount     `json:"gap" doc:"Planned − counted: what is missing; a cushion is below 0."`
	Chains     []gapChain       `json:"chains"`
	Bridge     maybe[gapBridge] `json:"bridge" doc:"Price, volume and mix; null where there is nothing to compare."`
	Dimensions []gapDimension   `json:"dimensions"`
	Sentences  []gapSentence    `json:"sentences"`
	Notes      []string         `json:"notes"`
}

type daysView struct {
	Start period.Date `json:"start" format:"date"`
	End   period.Date `json:"end" format:"date" doc:"Exclusive."`
}

type gapBaseline struct {
	Against gap.Against  `json:"against" enum:"last_year,trailing,nothing"`
	Days    daysView     `json:"days"`
	Value   money.Amount `json:"value"`
}

type gapChain struct {
	Key     gap.ChainKey  `json:"key" enum:"own,new_deals,velocity" doc:"What it is made of: what is aimed at by what it comes of; the value of deals won by what it comes of; the same by open opportunities and how fast they are decided."`
	Metric  metric.Series `json:"metric"`
	Name    string        `json:"name"`
	Rule    string        `json:"rule" doc:"What was taken as planned."`
	Plan    money.Amount  `json:"plan"`
	Actual  money.Amount  `json:"actual"`
	Factors []gapFactor   `json:"factors" doc:"Their effects sum to actual − plan."`
	Note    string        `json:"note"`
}

type gapFactor struct {
	Key       string            `json:"key" doc:"leads, opportunities, orders, deals, conversion or size; of velocity days, open, cycle, win_rate or size."`
	Name      string            `json:"name"`
	Unit      metric.Unit       `json:"unit" enum:"money,count,quantity,share,days,points"`
	Plan      money.Amount      `json:"plan"`
	Actual    money.Amount      `json:"actual"`
	Effect    money.Amount      `json:"effect"`
	Variation explain.Variation `json:"variation" enum:"usual,unusual,unknown" doc:"Usual: within normal variation, 1.28 standard deviations of its history."`
	Refs      []gapRef          `json:"refs"`
}

type gapRef struct {
	Label  string        `json:"label"`
	Node   nodeRef       `json:"node"`
	Metric metric.Series `json:"metric"`
	Days   daysView      `json:"days"`
	Value  money.Amount  `json:"value"`
	Unit   metric.Unit   `json:"unit" enum:"money,count,quantity,share,days,points"`
}

type gapSentence struct {
	Text string   `json:"text"`
	Refs []gapRef `json:"refs" doc:"The numbers that it is built from; each has a receipt."`
}

type gapBridge struct {
	By     org.Kind        `json:"by"`
	Growth money.Amount    `json:"growth" doc:"What the plan asks for beyond the baseline."`
	Volume money.Amount    `json:"volume"`
	Mix    money.Amount    `json:"mix"`
	Price  money.Amount    `json:"price"`
	New    money.Amount    `json:"new"`
	Lost   money.Amount    `json:"lost"`
	Other  money.Amount    `json:"other" doc:"What has no units above 0, and so no price."`
	Rest   money.Amount    `json:"rest" doc:"What is credited to nobody, or came late. Baseline + volume + mix + price + new + lost + other + rest is counted."`
	Items  []gapBridgeItem `json:"items"`
	Left   int             `json:"left" doc:"Items that were left out."`
	Note   string          `json:"note"`
}

type gapBridgeItem struct {
	Node   maybe[nodeRef] `json:"node" doc:"Null for what belongs to none."`
	Bucket explain.Bucket `json:"bucket" enum:"both,new,lost,other"`
	Before gapSold        `json:"before"`
	Now    gapSold        `json:"now"`
	Mix    money.Amount   `json:"mix"`
	Price  money.Amount   `json:"price"`
	Apart  money.Amount   `json:"apart" doc:"All of it, where it is new, lost, or has no price."`
}

type gapSold struct {
	Units money.Amount `json:"units"`
	Value money.Amount `json:"value"`
}

type gapDimension struct {
	By       org.Kind     `json:"by"`
	Rows     []gapRow     `json:"rows" doc:"The largest gap first."`
	Other    gapOther     `json:"other"`
	Rest     money.Amount `json:"rest" doc:"Gap that belongs to none of the rows: rows + other + rest is the gap."`
	RestNote string       `json:"rest_note"`
	Rule     string       `json:"rule" doc:"How much was planned of each."`
}

type gapOther struct {
	Count   int          `json:"count"`
	Planned money.Amount `json:"planned"`
	Actual  money.Amount `json:"actual"`
	Gap     money.Amount `json:"gap"`
}

type gapRow struct {
	Node      maybe[nodeRef]    `json:"node" doc:"Null for what belongs to no node of the kind."`
	Planned   money.Amount      `json:"planned"`
	Actual    money.Amount      `json:"actual"`
	Baseline  money.Amount      `json:"baseline"`
	Gap       money.Amount      `json:"gap"`
	Targeted  bool              `json:"targeted" doc:"Planned is its own target."`
	Variation explain.Variation `json:"variation" enum:"usual,unusual,unknown"`
}

func (a *API) gap(ctx context.Context, c *caller, in *gapInput) (gapView, error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return gapView{}, err
	}
	found, err := a.Gap.Explain(ctx, v.scope, id, q, gap.Basis(in.Basis), gap.Limits{Rows: in.Limit})
	if err != nil {
		return gapView{}, err
	}
	var ids []org.NodeID
	for _, s := range found.Sentences {
		for _, r := range s.Refs {
			ids = append(ids, r.Node)
		}
	}
	names, err := a.names(ctx, v, append(ids, id))
	return gapOf(found, names), err
}

func (a *API) getGap(ctx context.Context, c *caller, in *gapInput) (*body[gapView], error) {
	out, err := a.gap(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return answer(out), nil
}

func gapOf(g gap.Gap, names map[org.NodeID]nodeRef) gapView {
	out := gapView{Figures: figuresOf(g.Figures), Outlook: briefOf(g.Outlook.Status, g.Outlook.Projection), Basis: g.Basis, Days: daysView{g.Days.Start, g.Days.End},
		Baseline: gapBaseline{g.Baseline.Against, daysView{g.Baseline.Days.Start, g.Baseline.Days.End}, g.Baseline.Value},
		Divided:  len(g.Sentences) > 0, Planned: g.Planned, Counted: g.Counted, Gap: g.Gap,
		Chains: []gapChain{}, Dimensions: []gapDimension{}, Sentences: []gapSentence{}, Notes: g.Notes}
	for _, c := range g.Chains {
		chain := gapChain{Key: c.Key, Metric: c.Metric.ID, Name: c.Name(), Rule: c.Rule, Plan: c.Plan, Actual: c.Actual, Factors: []gapFactor{}, Note: c.Note}
		for _, f := range c.Factors {
			chain.Factors = append(chain.Factors, gapFactor{f.Key, f.Name, f.Unit, f.Plan, f.Actual, f.Effect, f.Variation, gapRefs(f.Refs, names)})
		}
		out.Chains = append(out.Chains, chain)
	}
	if g.Bridge != nil {
		out.Bridge.Value = bridgeOf(*g.Bridge)
	}
	for _, d := range g.Dimensions {
		out.Dimensions = append(out.Dimensions, dimensionOf(d))
	}
	for _, s := range g.Sentences {
		out.Sentences = append(out.Sentences, gapSentence{s.Text, gapRefs(s.Refs, names)})
	}
	return out
}

func gapRefs(refs []gap.Ref, names map[org.NodeID]nodeRef) []gapRef {
	out := make([]gapRef, 0, len(refs))
	for _, r := range refs {
		out = append(out, gapRef{r.Label, names[r.Node], r.Metric, daysView{r.Days.Start, r.Days.End}, r.Value, r.Unit})
	}
	return out
}

func bridgeOf(b gap.Bridge) *gapBridge {
	d := b.Division
	out := gapBridge{By: b.By, Growth: b.Growth, Volume: d.Volume, Mix: d.Mix, Price: d.Price, New: d.New, Lost: d.Lost, Other: d.Rest, Rest: b.Rest,
		Items: []gapBridgeItem{}, Left: b.Left, Note: b.Note}
	for _, i := range b.Items {
		out.Items = append(out.Items, gapBridgeItem{refOrNull(i.Node), i.Effects.Bucket, gapSold{i.PlanUnits, i.PlanValue}, gapSold{i.ActualUnits, i.ActualValue}, i.Mix, i.Price, i.Apart})
	}
	return &out
}

func dimensionOf(d gap.Dimension) gapDimension {
	out := gapDimension{By: d.By, Rows: []gapRow{}, Other: gapOther(d.Other), Rest: d.Rest, RestNote: d.RestNote, Rule: d.Rule}
	for _, r := range d.Rows {
		out.Rows = append(out.Rows, gapRow{refOrNull(r.Node), r.Planned, r.Actual, r.Baseline, r.Gap, r.Targeted, r.Variation})
	}
	return out
}

// refOrNull names a node; null for none.
func refOrNull(n org.Node) (ref maybe[nodeRef]) {
	if n.ID != "" {
		found := refOf(n)
		ref.Value = &found
	}
	return ref
}

var gapHeader = []string{"division", "part", "node_id", "planned", "actual", "baseline", "gap", "variation"}

// exportGap writes the parts of each division, so that the gaps of each sum to
// the first row's.
func (a *API) exportGap(ctx context.Context, c *caller, in *gapInput) (*file, error) {
	out, err := a.gap(ctx, c, in)
	if err != nil {
		return nil, err
	}
	rows := [][]string{gapHeader, {"total", out.Figures.Node.Name, string(out.Figures.Node.ID), out.Planned.String(), out.Counted.String(), out.Baseline.Value.String(), out.Gap.String(), ""}}
	for _, chain := range out.Chains {
		for _, f := range chain.Factors {
			rows = append(rows, []string{"factors of " + chain.Name, f.Name, "", f.Plan.String(), f.Actual.String(), "", (-f.Effect).String(), string(f.Variation)})
		}
	}
	if b := out.Bridge.Value; b != nil {
		for _, p := range []struct {
			name  string
			value money.Amount
		}{{"growth that the plan asks for", -b.Growth}, {"volume", b.Volume}, {"mix", b.Mix}, {"price", b.Price}, {"new", b.New}, {"lost", b.Lost}, {"other", b.Other}, {"rest", b.Rest}} {
			rows = append(rows, []string{"price, volume and mix", p.name, "", "", "", "", (-p.value).String(), ""})
		}
	}
	for _, d := range out.Dimensions {
		for _, r := range d.Rows {
			name, id := "none", ""
			if r.Node.Value != nil {
				name, id = r.Node.Value.Name, string(r.Node.Value.ID)
			}
			rows = append(rows, []string{string(d.By), name, id, r.Planned.String(), r.Actual.String(), r.Baseline.String(), r.Gap.String(), string(r.Variation)})
		}
		rows = append(rows, []string{string(d.By), "others", "", d.Other.Planned.String(), d.Other.Actual.String(), "", d.Other.Gap.String(), ""},
			[]string{string(d.By), "rest", "", "", "", "", d.Rest.String(), ""})
	}
	return tableFile("gap", rows)
}
