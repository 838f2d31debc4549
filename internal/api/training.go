package api

import (
	"context"
	"math"
	"net/http"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

func trainingRoutes(a *API) {
	rt := func(method, path, name, summary string) route {
		return route{method: method, path: "/training" + path, name: name, summary: summary, tag: "training"}
	}
	register(a, rt(http.MethodGet, "", "list-programmes", "Training programmes, with the people whom the caller sees in them"), a.listProgrammes)
	add := rt(http.MethodPost, "", "add-programme", "Set up a training programme")
	add.status = http.StatusCreated
	register(a, add, a.addProgramme)
	register(a, rt(http.MethodGet, "/{id}", "get-programme", "One training programme"), a.getProgramme)
	register(a, rt(http.MethodPut, "/{id}", "edit-programme", "Change or archive a training programme"), a.editProgramme)
	register(a, rt(http.MethodPost, "/{id}/assignments", "assign-programme", "Ask people to take a programme by a day"), a.assignProgramme)
	register(a, rt(http.MethodPost, "/{id}/completions", "complete-programme", "Say that somebody completed a programme, or did not"), a.completeProgramme)
	effect := rt(http.MethodGet, "/{id}/effect", "get-programme-effect", "What a programme did to its driver, against matched peers")
	effect.slow = true
	register(a, effect, a.getProgrammeEffect)
}

func (a *API) trainingActor(ctx context.Context, c *caller) (training.Actor, error) {
	name, err := a.nameOf(ctx, c)
	by := training.Actor{Name: name, Office: c.Role.May(access.SetTargets), Leads: c.Role == access.Manager}
	if c.Role != access.Viewer {
		by.Person = org.NodeID(c.PersonNode())
	}
	return by, err
}

// trainingView returns what the caller sees today, and who he is to programmes.
func (a *API) trainingView(ctx context.Context, c *caller) (view, training.Actor, error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return v, training.Actor{}, err
	}
	by, err := a.trainingActor(ctx, c)
	return v, by, err
}

// programmeView is a training programme.
type programmeView struct {
	ID       string              `json:"id"`
	Name     string              `json:"name"`
	What     string              `json:"what"`
	Course   string              `json:"course" doc:"Records of this course complete it; empty for none."`
	Metric   metric.Series       `json:"metric" doc:"The driver that it should move."`
	Driver   string              `json:"metric_name"`
	Archived bool                `json:"archived"`
	Revision int64               `json:"revision"`
	People   []participationView `json:"people" doc:"Those whom the caller sees."`
	Courses  []string            `json:"courses" doc:"Courses of which there are records."`
	MayEdit  bool                `json:"may_edit"`
}

type participationView struct {
	Person      nodeRef        `json:"person"`
	State       training.State `json:"state" enum:"to_do,overdue,completed"`
	Due         *period.Date   `json:"due" format:"date" doc:"Null when nobody asked."`
	AssignedBy  string         `json:"assigned_by"`
	CompletedOn *period.Date   `json:"completed_on" format:"date"`
	ByRecord    bool           `json:"by_record" doc:"A record of the course says so."`
}

func programmeOf(s training.Standing, by training.Actor) programmeView {
	v := programmeView{ID: string(s.ID), Name: s.Name, What: s.What, Course: s.Course, Metric: s.Metric, Driver: s.Driver.Name, Archived: s.Archived, Revision: s.Revision,
		People: []participationView{}, Courses: append([]string{}, s.Courses...), MayEdit: by.Allow() == nil}
	for _, p := range s.People {
		v.People = append(v.People, participationView{Person: refOf(s.Names[p.Person]), State: p.State(s.Today), Due: dayOrNull(p.Due), AssignedBy: p.AssignedBy,
			CompletedOn: dayOrNull(p.Completed()), ByRecord: p.Fact != 0})
	}
	return v
}

func (a *API) listProgrammes(ctx context.Context, c *caller, _ *none) (*body[list[programmeView]], error) {
	v, by, err := a.trainingView(ctx, c)
	if err != nil {
		return nil, err
	}
	all, err := a.Training.List(ctx, v.scope)
	if err != nil {
		return nil, err
	}
	out := list[programmeView]{Items: []programmeView{}}
	for _, s := range all {
		out.Items = append(out.Items, programmeOf(s, by))
	}
	return answer(out), nil
}

// ProgrammePath names the programme in the path.
type ProgrammePath struct {
	ID string `path:"id" maxLength:"100"`
}

type oneProgrammeInput struct{ ProgrammePath }

func (a *API) getProgramme(ctx context.Context, c *caller, in *oneProgrammeInput) (*body[programmeView], error) {
	v, by, err := a.trainingView(ctx, c)
	if err != nil {
		return nil, err
	}
	s, err := a.Training.Get(ctx, v.scope, training.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return answer(programmeOf(s, by)), nil
}

// ProgrammeText is what a programme is.
type ProgrammeText struct {
	Name     string `json:"name" maxLength:"200"`
	What     string `json:"what" maxLength:"5000" required:"false"`
	Course   string `json:"course" maxLength:"200" required:"false" doc:"Records of this course complete it."`
	Metric   string `json:"metric" maxLength:"500" doc:"The driver that it should move."`
	Archived bool   `json:"archived" required:"false"`
}

type addProgrammeInput struct{ Body ProgrammeText }

func (a *API) addProgramme(ctx context.Context, c *caller, in *addProgrammeInput) (*body[programmeView], error) {
	return a.saveProgramme(ctx, c, in.Body, "", 0)
}

type editProgrammeInput struct {
	ProgrammePath
	Body struct {
		ProgrammeText
		Revision int64 `json:"revision" doc:"Of the programme as the caller saw it."`
	}
}

func (a *API) editProgramme(ctx context.Context, c *caller, in *editProgrammeInput) (*body[programmeView], error) {
	by, err := a.trainingActor(ctx, c)
	if err == nil {
		err = by.Allow()
	}
	if err != nil {
		return nil, err
	}
	if _, err := a.Training.Get(ctx, access.Scope{OrgID: c.OrgID}, training.ID(in.ID)); err != nil {
		return nil, err
	}
	return a.saveProgramme(ctx, c, in.Body.ProgrammeText, training.ID(in.ID), in.Body.Revision)
}

func (a *API) saveProgramme(ctx context.Context, c *caller, in ProgrammeText, id training.ID, revision int64) (*body[programmeView], error) {
	by, err := a.trainingActor(ctx, c)
	if err != nil {
		return nil, err
	}
	p, err := a.Training.Save(ctx, c.OrgID, by, training.Programme{ID: id, Name: in.Name, What: in.What, Course: in.Course, Metric: metric.Series(in.Metric), Archived: in.Archived, Revision: revision})
	if err != nil {
		return nil, err
	}
	return a.getProgramme(ctx, c, &oneProgrammeInput{ProgrammePath{string(p.ID)}})
}

type assignInput struct {
	ProgrammePath
	Body struct {
		People []string `json:"people" minItems:"1" maxItems:"500" doc:"Node ids of people whom the caller leads."`
		Due    string   `json:"due" format:"date"`
	}
}

func (a *API) assignProgramme(ctx context.Context, c *caller, in *assignInput) (*body[programmeView], error) {
	v, by, err := a.trainingView(ctx, c)
	if err != nil {
		return nil, err
	}
	due, err := period.ParseDate(in.Body.Due)
	if err != nil {
		return nil, invalid("body.due", err)
	}
	people := make([]org.NodeID, len(in.Body.People))
	for i, id := range in.Body.People {
		people[i] = org.NodeID(id)
	}
	err = a.Training.Assign(ctx, v.scope, by, training.ID(in.ID), people, due)
	return a.changedProgramme(ctx, c, in.ProgrammePath, "body.due", err)
}

// changedProgramme answers a change of a programme, of which the field may have
// been wrong.
func (a *API) changedProgramme(ctx context.Context, c *caller, path ProgrammePath, field string, err error) (*body[programmeView], error) {
	if fault.Is(err, fault.Invalid) {
		return nil, invalid(field, err)
	}
	if err != nil {
		return nil, err
	}
	return a.getProgramme(ctx, c, &oneProgrammeInput{path})
}

type completeInput struct {
	ProgrammePath
	Body struct {
		Person string  `json:"person" maxLength:"1000"`
		On     *string `json:"on" required:"false" doc:"The day; null: it is not completed."`
	}
}

func (a *API) completeProgramme(ctx context.Context, c *caller, in *completeInput) (*body[programmeView], error) {
	v, by, err := a.trainingView(ctx, c)
	if err != nil {
		return nil, err
	}
	var on period.Date
	if in.Body.On != nil && *in.Body.On != "" {
		if on, err = period.ParseDate(*in.Body.On); err != nil {
			return nil, invalid("body.on", err)
		}
	}
	err = a.Training.Complete(ctx, v.scope, by, training.ID(in.ID), org.NodeID(in.Body.Person), on)
	return a.changedProgramme(ctx, c, in.ProgrammePath, "body.on", err)
}

// programmeEffect is what a programme did, per person and three months.
type programmeEffect struct {
	Known    bool          `json:"known" doc:"There is enough data; else all numbers below words are null."`
	Words    []string      `json:"words"`
	Done     int           `json:"completed" doc:"People who completed it."`
	Trials   int           `json:"compared" doc:"Of them those who could be held against peers at their level."`
	Peers    int           `json:"peers"`
	Unit     metric.Unit   `json:"unit"`
	Value    *money.Amount `json:"effect" doc:"Their change, less that of the peers."`
	Low      *money.Amount `json:"low" doc:"In 9 of 10 cases it is above this."`
	High     *money.Amount `json:"high"`
	Plain    *money.Amount `json:"change" doc:"Their change in three months."`
	Drift    *money.Amount `json:"peer_change" doc:"The peers' change in the same months."`
	Least    int           `json:"least_compared" doc:"So many it takes."`
	LeastPee int           `json:"least_peers"`
}

func (a *API) getProgrammeEffect(ctx context.Context, c *caller, in *oneProgrammeInput) (*body[programmeEffect], error) {
	by, err := a.trainingActor(ctx, c)
	if err != nil {
		return nil, err
	}
	l, err := a.Training.Ledger(ctx, c.OrgID, by, training.ID(in.ID))
	if err != nil {
		return nil, err
	}
	v := programmeEffect{Known: l.Known, Words: l.Words, Done: l.Done, Trials: l.Trials, Peers: l.Effect.Peers, Unit: l.Unit, Least: training.LeastTrials, LeastPee: training.LeastPeers}
	if l.Known {
		v.Value, v.Low, v.High, v.Plain, v.Drift = rounded(l.Value), rounded(l.Low), rounded(l.High), rounded(l.Plain), rounded(l.Drift)
	}
	return answer(v), nil
}

// rounded returns a number of whole units as an amount; nil when it is too
// large.
func rounded(v float64) *money.Amount {
	const most = 9e14
	if math.IsNaN(v) || math.Abs(v) > most {
		return nil
	}
	a := money.Amount(math.Round(v * float64(money.Unit)))
	return &a
}
