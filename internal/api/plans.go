package api

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/quota"
)

const plansPath = "/plans"

// Workbooks writes and reads spreadsheets.
type Workbooks interface {
	Write(w io.Writer, s quota.Sheet) error
	// Read returns the first sheet; what is no workbook is an Invalid fault.
	Read(r io.Reader) (quota.Sheet, error)
}

func planRoutes(a *API) {
	rt := func(method, path, name, summary string) route {
		return route{method: method, path: plansPath + path, name: name, summary: summary, tag: "plans"}
	}
	create := rt(http.MethodPost, "", "create-plan", "Make a planning grid with everybody below a node")
	create.need, create.status, create.slow = access.SetTargets, http.StatusCreated, true
	register(a, create, a.createPlan)
	register(a, rt(http.MethodGet, "", "list-plans", "The plans in which the caller sees something"), a.listPlans)
	register(a, rt(http.MethodGet, "/{id}", "get-plan", "A plan with the rows that the caller sees"), a.getPlan)
	register(a, rt(http.MethodPatch, "/{id}", "change-plan", "Write numbers, locks, limits, weights, bases and settings"), a.changePlan)
	register(a, rt(http.MethodPost, "/{id}/allocate", "allocate-plan", "Divide a row's number among those below it"), a.allocatePlan)
	register(a, rt(http.MethodPost, "/{id}/rollup", "roll-up-plan", "Make parents the sums of their children"), a.rollUpPlan)
	register(a, rt(http.MethodPost, "/{id}/prorate", "prorate-plan", "Shorten the numbers of who joins, leaves, moves, is on leave or on ramp"), a.proratePlan)
	refresh := rt(http.MethodPost, "/{id}/refresh", "refresh-plan", "Add rows for those who joined since the plan was made")
	refresh.need = access.SetTargets
	register(a, refresh, a.refreshPlan)
	register(a, rt(http.MethodPost, "/{id}/moves", "move-plan", "Submit, approve, return, accept, activate or close"), a.movePlan)
	register(a, rt(http.MethodGet, "/{id}/history", "list-plan-history", "Who changed what, the latest first"), a.listPlanHistory)
	register(a, rt(http.MethodGet, "/{id}/fairness", "get-plan-fairness", "How the plan treats those who carry it"), a.getPlanFairness)
	export := rt(http.MethodGet, "/{id}/export", "export-plan", "The grid as CSV or XLSX; the file can be imported again")
	export.responses = sheetResponses()
	register(a, export, a.exportPlan)
	register(a, rt(http.MethodPost, "/{id}/import", "import-plan", "Take numbers from a file like the export, or say what would change"), a.importPlan)
	// Described here and not in the type, since the framework would read the whole body.
	a.huma.OpenAPI().Paths[prefix+plansPath+"/{id}/import"].Post.RequestBody = sheetBody()
}

// planner says who the caller is to plans. A viewer sees what is published, and
// a plan is not, whoever he is.
func (a *API) planner(ctx context.Context, c *caller) (quota.Actor, error) {
	name, err := a.nameOf(ctx, c)
	by := quota.Actor{Name: name, All: c.Role.May(access.SetTargets), Leads: c.Role == access.Manager}
	if c.Role != access.Viewer {
		by.Person = org.NodeID(c.PersonNode())
	}
	return by, err
}

// PlanPath names the plan in the path.
type PlanPath struct {
	ID string `path:"id" maxLength:"100"`
}

type newPlanInput struct {
	Body struct {
		Name   string            `json:"name" maxLength:"200"`
		Metric string            `json:"metric" maxLength:"500" doc:"Id of a metric that adds up."`
		Scope  []string          `json:"scope" required:"false" maxItems:"20" doc:"What counts must belong to all of these nodes."`
		Root   string            `json:"root" maxLength:"1000" doc:"Everybody below this node has a row."`
		Year   string            `json:"year" required:"false" maxLength:"20" example:"2027" doc:"The fiscal year; or start and end."`
		Start  string            `json:"start" required:"false" format:"date"`
		End    string            `json:"end" required:"false" format:"date" doc:"Exclusive."`
		By     string            `json:"by" enum:"month,quarter,half,year" required:"false" default:"month"`
		Total  *string           `json:"total" required:"false" maxLength:"64" doc:"Of the root; spread by working days."`
		Unit   string            `json:"unit" required:"false" default:"1" maxLength:"64" doc:"Numbers are divided in steps of it."`
		Over   map[string]string `json:"over" required:"false" doc:"Over-assignment by the kind of those who receive: {\"team\": \"0.05\"}."`
		Ramp   []string          `json:"ramp" required:"false" maxItems:"60" doc:"Share of the full number by month of tenure; default: 0, 0.25, 0.5, 0.75."`
	}
}

func (a *API) createPlan(ctx context.Context, c *caller, in *newPlanInput) (*body[planView], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	wanted, err := in.read(o)
	if err != nil {
		return nil, err
	}
	v, err := a.Plans.Create(ctx, c.OrgID, by, wanted)
	if err != nil {
		return nil, err
	}
	return answer(planOf(v)), nil
}

// read says what is wrong with all fields.
func (in *newPlanInput) read(o org.Organisation) (pipeline.NewPlan, error) {
	b := in.Body
	wanted := pipeline.NewPlan{Series: b.Metric, Head: quota.Head{Name: b.Name, Root: org.NodeID(b.Root), By: period.Kind(b.By)}}
	for _, id := range b.Scope {
		wanted.Scope = append(wanted.Scope, org.NodeID(id))
	}
	r := reader{}
	wanted.Window = r.window(o, b.Year, b.Start, b.End)
	wanted.Total = r.number("total", b.Total)
	wanted.Unit = r.number("unit", &b.Unit).Amount
	wanted.Over = r.overs(b.Over)
	wanted.Ramp = r.ramp(b.Ramp)
	return wanted, r.wrong.Err("the plan cannot be made like this")
}

func (r *reader) window(o org.Organisation, year, start, end string) period.Range {
	if year != "" {
		p, err := o.Calendar.Parse(year)
		if err == nil && p.Kind != period.Year {
			err = fault.New(fault.Invalid, "%q is no year; write it like 2027, or send start and end", year)
		}
		if err != nil {
			r.wrong.Add("year", "%v", err)
		}
		return p.Range
	}
	window := period.Range{Start: r.day("start", start), End: r.day("end", end)}
	if len(r.wrong) == 0 && window.Empty() {
		r.wrong.Add("end", "must come after the start; the end itself is not part of the plan")
	}
	return window
}

func (a *API) listPlans(ctx context.Context, c *caller, _ *none) (*body[list[planSummary]], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	views, err := a.Plans.List(ctx, c.OrgID, by)
	if err != nil {
		return nil, err
	}
	out := list[planSummary]{Items: make([]planSummary, 0, len(views))}
	for _, v := range views {
		out.Items = append(out.Items, summaryOf(v))
	}
	return answer(out), nil
}

type planInput struct {
	PlanPath
}

func (a *API) getPlan(ctx context.Context, c *caller, in *planInput) (*body[planView], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := a.Plans.Get(ctx, c.OrgID, by, quota.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return answer(planOf(v)), nil
}

// edit makes an edit and answers with the plan after it.
func (a *API) edit(ctx context.Context, c *caller, id string, e pipeline.PlanEdit) (*body[planView], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	v, done, err := a.Plans.Edit(ctx, c.OrgID, by, quota.ID(id), e)
	if err != nil {
		return nil, err
	}
	out := planOf(v)
	out.Notes = append(out.Notes, done.Notes...)
	return answer(out), nil
}

type movePlanInput struct {
	PlanPath
	Body struct {
		To      string  `json:"to" enum:"submitted,approved,returned,accepted,active,closed"`
		Node    *string `json:"node" required:"false" maxLength:"1000" doc:"The branch; null for the plan."`
		Parent  *string `json:"parent" required:"false" maxLength:"1000" doc:"Needed only for a person with more than one row."`
		Note    string  `json:"note" required:"false" maxLength:"2000" doc:"Needed to return something."`
		Version int     `json:"version" required:"false" doc:"Of the plan that the caller has seen; 0: whatever it is now."`
	}
}

// moves are the words of the API for the steps of a plan's life.
var moves = map[string]quota.Action{"submitted": quota.Submit, "approved": quota.Approve, "returned": quota.Return,
	"accepted": quota.Accept, "active": quota.Activate, "closed": quota.Close}

func (a *API) movePlan(ctx context.Context, c *caller, in *movePlanInput) (*body[planView], error) {
	by, err := a.planner(ctx, c)
	if err != nil {
		return nil, err
	}
	b := in.Body
	v, err := a.Plans.Move(ctx, c.OrgID, by, quota.ID(in.ID), b.Version, quota.Move{Key: keyOf(b.Node, b.Parent), Action: moves[b.To], Note: b.Note})
	if err != nil {
		return nil, err
	}
	return answer(planOf(v)), nil
}

func keyOf(node, parent *string) quota.Key {
	var k quota.Key
	if node != nil {
		k.Node = org.NodeID(*node)
	}
	if parent != nil {
		k.Parent = org.NodeID(*parent)
	}
	return k
}

// sheetResponses describes the export.
func sheetResponses() map[string]*huma.Response {
	responses := textResponse("text/csv", "The grid.")
	responses["200"].Content[xlsxType] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	return responses
}
