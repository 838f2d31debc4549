package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/target"
)

func suggestionRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/targets/suggestions", name: "suggest-targets", summary: "What a target could be, from evidence", tag: "targets"}, a.suggestTargets)
}

// suggestionsInput says what a target is wanted for.
type suggestionsInput struct {
	Node   string `query:"node" required:"true" maxLength:"1000"`
	Metric string `query:"metric" default:"revenue" maxLength:"500"`
	Period string `query:"period" required:"true" maxLength:"100" doc:"Id of a period such as 2027-Q1 or 2027-01-01..2027-07-01."`
}

type suggestionList struct {
	Items      []suggestionView `json:"items"`
	Blend      *money.Amount    `json:"blend" doc:"The mean of what evidence suggests; top_down is no part of it."`
	SpreadLow  *money.Amount    `json:"spread_low"`
	SpreadHigh *money.Amount    `json:"spread_high"`
	Gap        *money.Amount    `json:"gap" doc:"What top_down asks beyond the blend, when it is more than 10 %."`
	Stretch    []stretchView    `json:"stretch"`
	Ask        maybe[uplift]    `json:"ask" doc:"What top_down asks beyond what history leads to expect; null without either."`
	Notes      []string         `json:"notes"`
}

type suggestionView struct {
	Block target.Block  `json:"block" enum:"last_year,history,growth,market,potential,capacity,top_down"`
	Value money.Amount  `json:"value"`
	Low   *money.Amount `json:"low"`
	High  *money.Amount `json:"high"`
	Text  string        `json:"text"`
	Facts []string      `json:"facts"`
}

type stretchView struct {
	Name   string        `json:"name" enum:"commit,target,stretch"`
	Chance money.Amount  `json:"chance" doc:"0.7: it is reached in seven of ten cases."`
	Value  money.Amount  `json:"value"`
	Uplift maybe[uplift] `json:"uplift" doc:"By how much more that is than what is expected."`
}

type uplift struct {
	Share money.Amount `json:"share" doc:"0.08 is 8 % more than what is expected; below 0 it is less."`
	Often *string      `json:"often" doc:"How often so much more came before, in words; null where that cannot be said."`
}

func upliftOf(u *target.Uplift) maybe[uplift] {
	if u == nil {
		return maybe[uplift]{}
	}
	return maybe[uplift]{&uplift{Share: u.Share, Often: text(u.Words())}}
}

func (a *API) suggestTargets(ctx context.Context, c *caller, in *suggestionsInput) (*body[suggestionList], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	m, err := a.findMetric(ctx, c, in.Metric)
	if err != nil {
		return nil, invalid("query.metric", err)
	}
	p, err := v.org.Calendar.Parse(in.Period)
	if err != nil {
		return nil, invalid("query.period", err)
	}
	found, err := a.Advise.Suggest(ctx, asker(c, v), org.NodeID(in.Node), m, p)
	if err != nil {
		return nil, err
	}
	out := suggestionList{Items: make([]suggestionView, 0, len(found.Items)), Blend: found.Blend, SpreadLow: found.Low, SpreadHigh: found.High, Gap: found.Gap,
		Stretch: make([]stretchView, 0, len(found.Stretch)), Ask: upliftOf(found.Ask), Notes: texts(found.Notes)}
	for _, s := range found.Items {
		s.Facts = texts(s.Facts)
		out.Items = append(out.Items, suggestionView(s))
	}
	for _, s := range found.Stretch {
		out.Stretch = append(out.Stretch, stretchView{Name: s.Name, Chance: s.Chance, Value: s.Value, Uplift: upliftOf(s.Uplift)})
	}
	return answer(out), nil
}
