package api

import (
	"context"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/track/call"
)

// ForecastPlace says of which forecast something is said.
type ForecastPlace struct {
	Node   string `json:"node" maxLength:"1000" doc:"A person, a team or the company."`
	Metric string `json:"metric,omitempty" required:"false" maxLength:"500" doc:"revenue (the default) or deals_won_value."`
	Period string `json:"period" maxLength:"100" example:"2026-Q4"`
}

// said is what an operation that says something of a forecast stands on.
type said struct {
	view
	by     call.Actor
	ground call.Ground
}

// ground reads who says something of what.
func (a *API) ground(ctx context.Context, c *caller, in ForecastPlace) (s said, err error) {
	if s.view, err = a.view(ctx, c, ""); err != nil {
		return s, err
	}
	if in.Node == "" || in.Period == "" {
		return s, fault.New(fault.Invalid, "say of which node and which period the forecast is")
	}
	place, err := a.callPlace(ctx, c, s.view, in.Node, in.Metric, in.Period, "body.")
	if err != nil {
		return s, err
	}
	if s.by, err = a.callActor(ctx, c); err != nil {
		return s, err
	}
	s.ground, err = a.Calls.Ground(ctx, s.scope, place)
	return s, err
}

// say stores an entry and answers with it.
func (a *API) say(ctx context.Context, c *caller, in ForecastPlace, e call.Entry) (*body[callView], error) {
	s, err := a.ground(ctx, c, in)
	if err != nil {
		return nil, err
	}
	made, err := a.Pipeline.SayCall(ctx, c.OrgID, s.by, s.ground, e)
	if err != nil {
		return nil, err
	}
	return answer(callOf(made)), nil
}

type callSubmitInput struct {
	Body struct {
		ForecastPlace
		Value string  `json:"value" maxLength:"64" doc:"What the period will come to, all in all; money in the organisation's currency."`
		Best  *string `json:"best" required:"false" maxLength:"64" doc:"If everything goes well; at least the value."`
		Note  string  `json:"note" required:"false" maxLength:"2000"`
	}
}

func (a *API) submitCall(ctx context.Context, c *caller, in *callSubmitInput) (*body[callView], error) {
	r := reader{}
	e := call.Entry{Kind: call.Submission, Note: in.Body.Note, Value: r.number("value", &in.Body.Value).Amount}
	if in.Body.Best != nil && *in.Body.Best != "" {
		best := r.number("best", in.Body.Best).Amount
		e.Best = &best
	}
	if err := r.wrong.Err("the forecast cannot be stored like this"); err != nil {
		return nil, err
	}
	return a.say(ctx, c, in.Body.ForecastPlace, e)
}

type callOverrideInput struct {
	Body struct {
		ForecastPlace
		Value string `json:"value" maxLength:"64"`
		Note  string `json:"note" maxLength:"2000" doc:"Why; who made the forecast can read it."`
	}
}

func (a *API) overrideCall(ctx context.Context, c *caller, in *callOverrideInput) (*body[callView], error) {
	value, err := money.Parse(in.Body.Value)
	if err != nil {
		return nil, invalid("body.value", err)
	}
	return a.say(ctx, c, in.Body.ForecastPlace, call.Entry{Kind: call.Override, Value: value, Note: in.Body.Note})
}

type callResetInput struct {
	Body struct {
		ForecastPlace
		Note string `json:"note" maxLength:"2000" doc:"Why."`
	}
}

func (a *API) resetOverride(ctx context.Context, c *caller, in *callResetInput) (*body[callView], error) {
	return a.say(ctx, c, in.Body.ForecastPlace, call.Entry{Kind: call.Reset, Note: in.Body.Note})
}

type callLockInput struct {
	Body struct {
		Node   string `json:"node" maxLength:"1000" doc:"With everything below it."`
		Period string `json:"period" maxLength:"100"`
		Reason string `json:"reason" maxLength:"2000" doc:"Why; everybody can read it."`
	}
}

func (a *API) lockForecast(ctx context.Context, c *caller, in *callLockInput) (*body[callLockView], error) {
	s, err := a.ground(ctx, c, ForecastPlace{Node: in.Body.Node, Period: in.Body.Period})
	if err != nil {
		return nil, err
	}
	lock, err := a.Pipeline.LockCalls(ctx, c.OrgID, s.by, s.ground, in.Body.Reason)
	if fault.Is(err, fault.Invalid) {
		return nil, invalid("body.reason", err)
	}
	return answer(callLockOf(lock)), err
}

type callUnlockInput struct {
	Body struct {
		Node   string `json:"node" maxLength:"1000" doc:"Of which the lock is."`
		Period string `json:"period" maxLength:"100"`
	}
}

func (a *API) unlockForecast(ctx context.Context, c *caller, in *callUnlockInput) (*body[callLockView], error) {
	s, err := a.ground(ctx, c, ForecastPlace{Node: in.Body.Node, Period: in.Body.Period})
	if err != nil {
		return nil, err
	}
	lock, err := a.Pipeline.UnlockCalls(ctx, c.OrgID, s.by, s.ground)
	return answer(callLockOf(lock)), err
}

type callSnapshotInput struct {
	Body struct {
		Metric string `json:"metric,omitempty" required:"false" maxLength:"500" doc:"revenue (the default) or deals_won_value."`
		Period string `json:"period" maxLength:"100"`
		Note   string `json:"note,omitempty" required:"false" maxLength:"2000"`
	}
}

func (a *API) takeCallSnapshot(ctx context.Context, c *caller, in *callSnapshotInput) (*body[callSnapshotView], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	place, err := a.callPlace(ctx, c, v, string(v.org.Root()), in.Body.Metric, in.Body.Period, "body.")
	if err != nil {
		return nil, err
	}
	by, err := a.nameOf(ctx, c)
	if err != nil {
		return nil, err
	}
	picture, err := a.Pipeline.TakeSnapshot(ctx, c.OrgID, by, in.Body.Note, a.Calls, call.Query{Place: place})
	if err != nil {
		return nil, err
	}
	picture.Rows = picture.Rows[:min(1, len(picture.Rows))] // the company
	return answer(callSnapshotOf(picture, v.asOf)), nil
}
