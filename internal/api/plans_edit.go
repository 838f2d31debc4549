package api

import (
	"context"
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
	"github.com/attainhq/attain/internal/plan/target"
)

// PlanKey names a row of a plan.
type PlanKey struct {
	Node   string  `json:"node" maxLength:"1000"`
	Parent *string `json:"parent" required:"false" maxLength:"1000" doc:"Needed only for a person with more than one row."`
}

func (k PlanKey) key() quota.Key { return keyOf(&k.Node, k.Parent) }

type planCellInput struct {
	PlanKey
	Period *string `json:"period" required:"false" maxLength:"40" doc:"Id of a period; null for the row's total, which is spread like the row is now."`
	Value  *string `json:"value" maxLength:"64" doc:"Null: no target."`
}

type planLockInput struct {
	PlanKey
	Period *string `json:"period" required:"false" maxLength:"40" doc:"Null for the row with everything below it."`
	Locked bool    `json:"locked"`
}

type planLimitInput struct {
	PlanKey
	Value *string `json:"value" maxLength:"64" doc:"Null: none."`
}

type planBasisInput struct {
	PlanKey
	History    change[string] `json:"history" required:"false"`
	Potential  change[string] `json:"potential" required:"false"`
	Capacity   change[string] `json:"capacity" required:"false"`
	TenureFrom change[string] `json:"tenure_from" required:"false" doc:"The day from which months on the ramp count; null: what is known of the person."`
	Leave      *[]planLeave   `json:"leave" required:"false" maxItems:"100" doc:"All days away."`
}

type planLeave struct {
	Start string `json:"start" format:"date"`
	End   string `json:"end" format:"date" doc:"Exclusive."`
}

type changePlanInput struct {
	PlanPath
	Body struct {
		Version int               `json:"version" minimum:"1" doc:"Of the plan that the caller has seen; a conflict when it has changed meanwhile."`
		Cells   []planCellInput   `json:"cells" required:"false" maxItems:"100000"`
		Locks   []planLockInput   `json:"locks" required:"false" maxItems:"100000"`
		Floors  []planLimitInput  `json:"floors" required:"false" maxItems:"50000"`
		Caps    []planLimitInput  `json:"caps" required:"false" maxItems:"50000"`
		Weights []planLimitInput  `json:"weights" required:"false" maxItems:"50000"`
		Overs   []planLimitInput  `json:"overs" required:"false" maxItems:"50000" doc:"Over-assignment of the step from a row to its children."`
		Basis   []planBasisInput  `json:"basis" required:"false" maxItems:"50000"`
		Name    string            `json:"name" required:"false" maxLength:"200"`
		Unit    *string           `json:"unit" required:"false" maxLength:"64"`
		Total   change[string]    `json:"total" required:"false" doc:"Of the root."`
		Over    map[string]string `json:"over" required:"false"`
		Ramp    []string          `json:"ramp" required:"false" maxItems:"60"`
		Reason  string            `json:"reason" required:"false" maxLength:"2000" doc:"Needed to lower a number of an active plan."`
	}
}

func (a *API) changePlan(ctx context.Context, c *caller, in *changePlanInput) (*body[planView], error) {
	return a.edit(ctx, c, in.ID, pipeline.PlanEdit{Version: in.Body.Version, What: quota.Edited, Keys: in.keys(), Note: in.Body.Reason,
		Do: func(p quota.Plan, _ []quota.Place) (quota.Done, error) {
			e, err := in.read(p)
			if err != nil {
				return quota.Done{Plan: p}, err
			}
			return p.Apply(e)
		}})
}

// keys are the rows that the request names.
func (in *changePlanInput) keys() []quota.Key {
	var keys []quota.Key
	for _, cell := range in.Body.Cells {
		keys = append(keys, cell.key())
	}
	for _, lock := range in.Body.Locks {
		keys = append(keys, lock.key())
	}
	for _, limits := range [][]planLimitInput{in.Body.Floors, in.Body.Caps, in.Body.Weights, in.Body.Overs} {
		for _, l := range limits {
			keys = append(keys, l.key())
		}
	}
	for _, basis := range in.Body.Basis {
		keys = append(keys, basis.key())
	}
	return keys
}

// read says what is wrong with all fields.
func (in *changePlanInput) read(p quota.Plan) (quota.Edit, error) {
	b := in.Body
	r := reader{plan: p}
	e := quota.Edit{Name: b.Name, Reason: b.Reason, Over: r.overs(b.Over), Ramp: r.ramp(b.Ramp),
		Floors: r.limits("floors", b.Floors), Caps: r.limits("caps", b.Caps), Weights: r.limits("weights", b.Weights), Overs: r.limits("overs", b.Overs)}
	if b.Unit != nil {
		unit := r.number("unit", b.Unit).Amount
		e.Unit = &unit
	}
	for i, cell := range b.Cells {
		at := fmt.Sprintf("cells[%d]", i)
		e.Cells = append(e.Cells, quota.CellEdit{Key: cell.key(), Period: r.period(at+".period", cell.Period), Value: r.number(at+".value", cell.Value)})
	}
	if b.Total.Set {
		e.Cells = append(e.Cells, quota.CellEdit{Key: p.Rows[0].Key, Period: quota.Whole, Value: r.number("total", b.Total.Value)})
	}
	for i, lock := range b.Locks {
		e.Locks = append(e.Locks, quota.LockEdit{Key: lock.key(), Period: r.period(fmt.Sprintf("locks[%d].period", i), lock.Period), Locked: lock.Locked})
	}
	for i, basis := range b.Basis {
		e.Basis = append(e.Basis, r.basis(fmt.Sprintf("basis[%d]", i), basis))
	}
	return e, r.wrong.Err("the plan cannot be changed like this")
}

// reader reads fields and notes what is wrong with them.
type reader struct {
	plan  quota.Plan
	wrong fault.Fields
}

func (r *reader) number(field string, text *string) quota.Number {
	if text == nil {
		return quota.Number{}
	}
	value, err := money.Parse(*text)
	if err != nil {
		r.wrong.Add(field, "%v", err)
	}
	return quota.Some(value)
}

func (r *reader) day(field, text string) period.Date {
	day, err := period.ParseDate(text)
	if err != nil {
		r.wrong.Add(field, "%v", err)
	}
	return day
}

// period returns the place of a period, Whole for null.
func (r *reader) period(field string, id *string) int {
	if id == nil {
		return quota.Whole
	}
	at := slices.IndexFunc(r.plan.Periods, func(p period.Period) bool { return p.ID == *id })
	if at < 0 {
		r.wrong.Add(field, "%.40q is no period of this plan; they are %s to %s", *id, r.plan.Periods[0].ID, r.plan.Periods[len(r.plan.Periods)-1].ID)
		return 0
	}
	return at
}

func (r *reader) limits(field string, in []planLimitInput) []quota.LimitEdit {
	edits := make([]quota.LimitEdit, 0, len(in))
	for i, l := range in {
		edits = append(edits, quota.LimitEdit{Key: l.key(), Value: r.number(fmt.Sprintf("%s[%d].value", field, i), l.Value)})
	}
	return edits
}

func (r *reader) overs(in map[string]string) map[org.Kind]money.Amount {
	if in == nil {
		return nil
	}
	overs := map[org.Kind]money.Amount{}
	for kind, text := range in {
		overs[org.Kind(kind)] = r.number("over."+kind, &text).Amount
	}
	return overs
}

func (r *reader) ramp(in []string) target.Ramp {
	if in == nil {
		return nil
	}
	ramp := target.Ramp{}
	for i, text := range in {
		ramp = append(ramp, r.number(fmt.Sprintf("ramp[%d]", i), &text).Amount)
	}
	return ramp
}

func (r *reader) basis(field string, in planBasisInput) quota.BasisEdit {
	e := quota.BasisEdit{Key: in.key()}
	for _, part := range []struct {
		name string
		in   change[string]
		to   **quota.Number
	}{{"history", in.History, &e.History}, {"potential", in.Potential, &e.Potential}, {"capacity", in.Capacity, &e.Capacity}} {
		if part.in.Set {
			value := r.number(field+"."+part.name, part.in.Value)
			*part.to = &value
		}
	}
	if in.TenureFrom.Set {
		var from period.Date
		if in.TenureFrom.Value != nil {
			from = r.day(field+".tenure_from", *in.TenureFrom.Value)
		}
		e.TenureFrom = &from
	}
	if in.Leave != nil {
		leave := []period.Range{}
		for i, days := range *in.Leave {
			at := fmt.Sprintf("%s.leave[%d]", field, i)
			leave = append(leave, period.Range{Start: r.day(at+".start", days.Start), End: r.day(at+".end", days.End)})
		}
		e.Leave = &leave
	}
	return e
}

// PlanTrial is asked of an operation that should only say what it would do.
type PlanTrial struct {
	DryRun bool `query:"dry_run" doc:"Answer with the plan as it would be, and store nothing."`
}

type allocateInput struct {
	PlanPath
	PlanTrial
	Body struct {
		PlanKey
		Version int            `json:"version" required:"false" doc:"Of the plan that the caller has seen; 0: whatever it is now."`
		Period  *string        `json:"period" required:"false" maxLength:"40" doc:"Null: all of them."`
		Value   *string        `json:"value" required:"false" maxLength:"64" doc:"What the row gets first; null: what it has."`
		Method  string         `json:"method" enum:"even,history,potential,capacity,equal_difficulty,mix"`
		Mix     maybe[planMix] `json:"mix" required:"false" doc:"For mix: how much each counts."`
		Phasing *string        `json:"phasing" required:"false" enum:",even,working_days,seasonal" doc:"How the value is spread over the periods; empty: like the row is now."`
		Over    *string        `json:"over" required:"false" maxLength:"64" doc:"Over-assignment of the step to the children, from now on."`
		Levels  int            `json:"levels" required:"false" minimum:"0" maximum:"100" doc:"How far down; 0: to the last, 1: only to the next."`
		Reason  string         `json:"reason" required:"false" maxLength:"2000"`
	}
}

type planMix struct {
	History   string `json:"history" required:"false" default:"0" maxLength:"64"`
	Potential string `json:"potential" required:"false" default:"0" maxLength:"64"`
	Capacity  string `json:"capacity" required:"false" default:"0" maxLength:"64"`
}

func (a *API) allocatePlan(ctx context.Context, c *caller, in *allocateInput) (*body[planView], error) {
	b := in.Body
	method := quota.Method(b.Method)
	return a.edit(ctx, c, in.ID, pipeline.PlanEdit{Version: b.Version, What: quota.Allocated, Of: b.key(), Note: b.Reason, DryRun: in.DryRun,
		Presence: method == quota.ByCapacity || method == quota.Mixed,
		Do: func(p quota.Plan, _ []quota.Place) (quota.Done, error) {
			r := reader{plan: p}
			x := quota.Allocation{Key: b.key(), Period: r.period("period", b.Period), Value: r.number("value", b.Value), Method: method,
				Over: r.number("over", b.Over), Levels: b.Levels, Reason: b.Reason}
			if b.Phasing != nil {
				x.Phasing = quota.Phasing(*b.Phasing)
			}
			if mix := b.Mix.Value; mix != nil {
				x.Mix = quota.Mix{History: r.part("mix.history", mix.History), Potential: r.part("mix.potential", mix.Potential), Capacity: r.part("mix.capacity", mix.Capacity)}
			}
			if err := r.wrong.Err("the number cannot be divided like this"); err != nil {
				return quota.Done{Plan: p}, err
			}
			return p.Allocate(x)
		}})
}

func (r *reader) part(field, text string) money.Amount {
	if text == "" {
		return 0
	}
	return r.number(field, &text).Amount
}

type rollUpInput struct {
	PlanPath
	PlanTrial
	Body struct {
		PlanKey
		Version int    `json:"version" required:"false"`
		Reason  string `json:"reason" required:"false" maxLength:"2000"`
	}
}

func (a *API) rollUpPlan(ctx context.Context, c *caller, in *rollUpInput) (*body[planView], error) {
	b := in.Body
	return a.edit(ctx, c, in.ID, pipeline.PlanEdit{Version: b.Version, What: quota.RolledUp, Of: b.key(), Note: b.Reason, DryRun: in.DryRun,
		Do: func(p quota.Plan, _ []quota.Place) (quota.Done, error) { return p.RollUp(b.key(), b.Reason) }})
}

type prorateInput struct {
	PlanPath
	PlanTrial
	Body struct {
		PlanKey
		Version    int    `json:"version" required:"false"`
		Reallocate bool   `json:"reallocate" required:"false" doc:"Give what is freed in a team to its people who are there all the time; otherwise it is removed."`
		Reason     string `json:"reason" required:"false" maxLength:"2000"`
	}
}

func (a *API) proratePlan(ctx context.Context, c *caller, in *prorateInput) (*body[planView], error) {
	b := in.Body
	return a.edit(ctx, c, in.ID, pipeline.PlanEdit{Version: b.Version, What: quota.Prorated, Of: b.key(), Note: b.Reason, DryRun: in.DryRun, Presence: true,
		Do: func(p quota.Plan, _ []quota.Place) (quota.Done, error) {
			return p.Prorate(quota.Proration{Key: b.key(), Reallocate: b.Reallocate, Reason: b.Reason})
		}})
}

type refreshInput struct {
	PlanPath
	PlanTrial
	Body struct {
		Version int `json:"version" required:"false"`
	}
}

func (a *API) refreshPlan(ctx context.Context, c *caller, in *refreshInput) (*body[planView], error) {
	return a.edit(ctx, c, in.ID, pipeline.PlanEdit{Version: in.Body.Version, What: quota.Refreshed, DryRun: in.DryRun, Presence: true,
		Do: func(p quota.Plan, places []quota.Place) (quota.Done, error) { return p.Refresh(places), nil }})
}
