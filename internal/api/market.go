package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/market"
	"github.com/attainhq/attain/internal/track/foresee"
)

func marketRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/market-index", name: "get-market-index", summary: "The market index, as known on a day", tag: "outlook"}, a.getMarketIndex)
	register(a, route{method: http.MethodPut, path: "/market-index", name: "set-market-index", summary: "Say what the market index is, from values or lines of CSV", tag: "outlook", need: access.SetTargets}, a.setMarketIndex)
}

type marketMonth struct {
	Month   period.Date   `json:"month" format:"date" doc:"Its first day."`
	Value   *money.Amount `json:"value" doc:"Above 0; null when it is set withdraws the month's."`
	KnownOn period.Date   `json:"known_on" format:"date" required:"false" readOnly:"true" doc:"The day from which it is known."`
}

type marketIndexInput struct {
	AsOf string `query:"as_of" format:"date"`
}

type marketChangeInput struct {
	Body struct {
		Items []marketChange `json:"items,omitempty" maxItems:"1200"`
		CSV   string         `json:"csv,omitempty" maxLength:"1000000" example:"2026-01,104.2" doc:"Lines of month and value, in the place of items. An empty value withdraws the month's."`
	}
}

type marketChange struct {
	Month string        `json:"month" format:"date" doc:"The first day of the month."`
	Value *money.Amount `json:"value"`
}

type marketChanged struct {
	Changed int `json:"changed" doc:"Months that are another than before."`
}

func (a *API) getMarketIndex(ctx context.Context, c *caller, in *marketIndexInput) (*body[list[marketMonth]], error) {
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	months, err := a.Store.MarketIndex(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	out := list[marketMonth]{Items: []marketMonth{}}
	for _, m := range months {
		if m.Known.Contains(v.asOf) {
			out.Items = append(out.Items, marketMonth{Month: m.Start, Value: &m.Value, KnownOn: m.Known.Start})
		}
	}
	return answer(out), nil
}

func (a *API) setMarketIndex(ctx context.Context, c *caller, in *marketChangeInput) (*body[marketChanged], error) {
	said, err := in.said()
	if err != nil {
		return nil, err
	}
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	changed, err := a.Store.SaveMarketIndex(ctx, c.OrgID, said, o.Today(a.Now()), by, a.Now())
	if err != nil {
		return nil, err
	}
	if changed > 0 {
		a.hub.publish(pipeline.Beat{OrgID: c.OrgID})
	}
	return answer(marketChanged{changed}), nil
}

func (in *marketChangeInput) said() ([]market.Said, error) {
	if (len(in.Body.Items) > 0) == (in.Body.CSV != "") {
		return nil, fault.New(fault.Invalid, "send either items or csv, and one of them")
	}
	if in.Body.CSV != "" {
		return market.Read(in.Body.CSV)
	}
	said := make([]market.Said, len(in.Body.Items))
	for i, item := range in.Body.Items {
		at, err := period.ParseDate(item.Month)
		if err != nil {
			return nil, fault.New(fault.Invalid, "%q is no day; write the first of the month, such as 2026-01-01", item.Month)
		}
		said[i] = market.Said{Start: at, Value: item.Value}
	}
	return market.Check(said)
}

// marketEffect is what the market index does to months ahead.
type marketEffect struct {
	Change *money.Amount `json:"change" doc:"Of the index, against the same months a year before; null when that is not known."`
	Beta   *money.Amount `json:"beta" doc:"Percent that the metric moves by when the index moves by one; null when there is not enough data, or it does not follow."`
	Effect *money.Amount `json:"effect" doc:"The part of what is expected that the market makes."`
	Until  period.Date   `json:"until" format:"date" doc:"The last month with an index; after it that one's value holds."`
	Text   string        `json:"text"`
}

func marketEffectOf(e *foresee.MarketEffect) *marketEffect {
	if e == nil {
		return nil
	}
	return &marketEffect{e.Change, e.Beta, e.Effect, e.Until, e.Text}
}
