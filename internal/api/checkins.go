package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

const checkinsPath = "/check-ins"

func checkinRoutes(a *API) {
	rt := func(method, path, name, summary string) route {
		made := route{method: method, path: path, name: name, summary: summary, tag: "check-ins"}
		return made
	}
	created := func(path, name, summary string) route {
		made := rt(http.MethodPost, path, name, summary)
		made.status = http.StatusCreated
		return made
	}
	one := checkinsPath + "/{id}"
	register(a, rt(http.MethodGet, checkinsPath, "list-checkins", "The caller's check-ins: the next ones, what is promised, and what was"), a.listCheckins)
	register(a, created(checkinsPath, "open-checkin", "Open the next check-in with somebody, its agenda written from the numbers"), a.openCheckin)
	register(a, rt(http.MethodGet, one, "get-checkin", "One check-in: agenda, topics, notes and commitments"), a.getCheckin)
	register(a, rt(http.MethodPost, one+"/agenda", "rewrite-agenda", "Write the agenda again, from the numbers of today"), a.rewriteAgenda)
	register(a, rt(http.MethodPost, one+"/settle", "settle-checkin", "Say that a check-in was held, or is skipped"), a.settleCheckin)
	register(a, rt(http.MethodPost, one+"/move", "move-checkin", "Plan a check-in for another day"), a.moveCheckin)
	register(a, created(one+"/items", "add-checkin-item", "Add a topic or a note"), a.addCheckinItem)
	register(a, rt(http.MethodPut, one+"/items/{item}", "edit-checkin-item", "Change what the caller wrote"), a.editCheckinItem)
	register(a, rt(http.MethodDelete, one+"/items/{item}", "delete-checkin-item", "Delete what the caller wrote"), a.deleteCheckinItem)
	register(a, created(one+"/commitments", "add-commitment", "Promise something by a day"), a.addCommitment)
	register(a, rt(http.MethodPost, "/commitments/{id}/settle", "settle-commitment", "Say what became of a commitment"), a.settleCommitment)
	register(a, rt(http.MethodPut, "/check-in-rhythms/{team}", "set-checkin-rhythm", "Set when the people of a team meet who leads it"), a.setRhythm)
	register(a, rt(http.MethodPut, "/check-in-shares/{manager}", "share-checkins", "Let who leads the caller now read his check-ins with who led him before"), a.shareCheckins)
	register(a, rt(http.MethodDelete, "/check-in-shares/{manager}", "unshare-checkins", "Take that back"), a.unshareCheckins)
}

// checkinReader says who the caller is to check-ins. A token is for programs,
// and these talks are not.
func (a *API) checkinReader(ctx context.Context, c *caller) (checkin.Reader, error) {
	if c.TokenID != "" {
		return checkin.Reader{}, fault.New(fault.Forbidden, "check-ins are between two people, and no token reads them; sign in to the page")
	}
	name, err := a.nameOf(ctx, c)
	r := checkin.Reader{Name: name, Leads: c.Role != access.Rep && c.Role != access.Viewer}
	if c.Role != access.Viewer {
		r.Person = org.NodeID(c.PersonNode())
	}
	return r, err
}

func (a *API) listCheckins(ctx context.Context, c *caller, _ *none) (*body[checkinsView], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	o, err := a.Checkins.Overview(ctx, c.OrgID, by)
	if err != nil {
		return nil, err
	}
	return answer(checkinsOf(o, by)), nil
}

type openCheckinInput struct {
	Body struct {
		With string `json:"with" maxLength:"1000" doc:"Node id of a person whom the caller leads, or who leads him." example:"person:275"`
	}
}

func (a *API) openCheckin(ctx context.Context, c *caller, in *openCheckinInput) (*body[checkinView], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	m, err := a.Checkins.Open(ctx, c.OrgID, by, org.NodeID(in.Body.With))
	if err != nil {
		return nil, err
	}
	return a.shownCheckin(ctx, c, by, m.ID)
}

// CheckinPath names the check-in in the path.
type CheckinPath struct {
	ID string `path:"id" maxLength:"100"`
}

type oneCheckinInput struct{ CheckinPath }

func (a *API) getCheckin(ctx context.Context, c *caller, in *oneCheckinInput) (*body[checkinView], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	return a.shownCheckin(ctx, c, by, checkin.MeetingID(in.ID))
}

func (a *API) shownCheckin(ctx context.Context, c *caller, by checkin.Reader, id checkin.MeetingID) (*body[checkinView], error) {
	v, err := a.Checkins.View(ctx, c.OrgID, by, id)
	if err != nil {
		return nil, err
	}
	o, err := a.Store.Organisation(ctx, c.OrgID)
	if err != nil {
		return nil, err
	}
	return answer(checkinOf(v, by, o.Calendar)), nil
}

// changedCheckin answers with a check-in after a change of it.
func (a *API) changedCheckin(ctx context.Context, c *caller, path CheckinPath, change func(by checkin.Reader, id checkin.MeetingID) error) (*body[checkinView], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := change(by, checkin.MeetingID(path.ID)); err != nil {
		return nil, err
	}
	return a.shownCheckin(ctx, c, by, checkin.MeetingID(path.ID))
}

type rewriteInput struct {
	CheckinPath
	Body struct {
		Revision int64 `json:"revision" doc:"Of the check-in as the caller saw it; another one is refused."`
	}
}

func (a *API) rewriteAgenda(ctx context.Context, c *caller, in *rewriteInput) (*body[checkinView], error) {
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		_, err := a.Checkins.Rewrite(ctx, c.OrgID, by, id, in.Body.Revision)
		return err
	})
}

type settleCheckinInput struct {
	CheckinPath
	Body struct {
		Revision int64  `json:"revision"`
		State    string `json:"state" enum:"held,skipped"`
		Note     string `json:"note" maxLength:"10000" required:"false" doc:"What came of it; why, when it is skipped. Both read it."`
	}
}

func (a *API) settleCheckin(ctx context.Context, c *caller, in *settleCheckinInput) (*body[checkinView], error) {
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		_, err := a.Checkins.Settle(ctx, c.OrgID, by, id, in.Body.Revision, checkin.State(in.Body.State), in.Body.Note)
		if fault.Is(err, fault.Invalid) {
			return invalid("body.note", err)
		}
		return err
	})
}

type moveCheckinInput struct {
	CheckinPath
	Body struct {
		Revision int64  `json:"revision"`
		Day      string `json:"day" format:"date"`
	}
}

func (a *API) moveCheckin(ctx context.Context, c *caller, in *moveCheckinInput) (*body[checkinView], error) {
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		day, err := period.ParseDate(in.Body.Day)
		if err == nil {
			_, err = a.Checkins.Move(ctx, c.OrgID, by, id, in.Body.Revision, day)
		}
		if fault.Is(err, fault.Invalid) {
			return invalid("body.day", err)
		}
		return err
	})
}

type addItemInput struct {
	CheckinPath
	Body struct {
		Kind string `json:"kind" enum:"topic,note,own" doc:"A topic and a note are for the two; own is for the caller alone, and never shared."`
		Text string `json:"text" maxLength:"10000"`
	}
}

func (a *API) addCheckinItem(ctx context.Context, c *caller, in *addItemInput) (*body[checkinView], error) {
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		_, err := a.Checkins.AddItem(ctx, c.OrgID, by, checkin.Item{Meeting: id, Kind: checkin.ItemKind(in.Body.Kind), Text: in.Body.Text})
		return err
	})
}

// ItemPath names an item of a check-in in the path.
type ItemPath struct {
	CheckinPath
	Item string `path:"item" maxLength:"100"`
}

type editItemInput struct {
	ItemPath
	Body struct {
		Text string `json:"text" maxLength:"10000"`
	}
}

func (a *API) editCheckinItem(ctx context.Context, c *caller, in *editItemInput) (*body[checkinView], error) {
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		_, err := a.Checkins.EditItem(ctx, c.OrgID, by, id, checkin.ItemID(in.Item), in.Body.Text)
		return err
	})
}

type deleteItemInput struct{ ItemPath }

func (a *API) deleteCheckinItem(ctx context.Context, c *caller, in *deleteItemInput) (*body[checkinView], error) {
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		return a.Checkins.DropItem(ctx, c.OrgID, by, id, checkin.ItemID(in.Item))
	})
}

type addCommitmentInput struct {
	CheckinPath
	Body struct {
		Owner  string  `json:"owner" maxLength:"1000" doc:"Which of the two promises it."`
		Text   string  `json:"text" maxLength:"2000"`
		Due    string  `json:"due" format:"date" doc:"The last day."`
		Metric *string `json:"metric" required:"false" maxLength:"500" doc:"With a value: it is settled by this number of the report, counted from today to the last day."`
		Value  *string `json:"value" required:"false" maxLength:"64"`
	}
}

func (a *API) addCommitment(ctx context.Context, c *caller, in *addCommitmentInput) (*body[checkinView], error) {
	r := reader{}
	made := checkin.Commitment{Owner: org.NodeID(in.Body.Owner), Text: in.Body.Text}
	due, err := period.ParseDate(in.Body.Due)
	if err != nil {
		return nil, invalid("body.due", err)
	}
	made.Due = due
	if in.Body.Metric != nil {
		made.Metric = metric.Series(*in.Body.Metric)
	}
	if in.Body.Value != nil && *in.Body.Value != "" {
		value := r.number("value", in.Body.Value).Amount
		made.Value = &value
	}
	if err := r.wrong.Err("the commitment cannot be kept like this"); err != nil {
		return nil, err
	}
	return a.changedCheckin(ctx, c, in.CheckinPath, func(by checkin.Reader, id checkin.MeetingID) error {
		made.Meeting = id
		_, err := a.Checkins.Commit(ctx, c.OrgID, by, made)
		return err
	})
}

type settleCommitmentInput struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		Revision int64  `json:"revision"`
		State    string `json:"state" enum:"open,done,missed,dropped"`
		Reason   string `json:"reason" maxLength:"2000" required:"false" doc:"Needed when it is dropped."`
	}
}

func (a *API) settleCommitment(ctx context.Context, c *caller, in *settleCommitmentInput) (*body[commitmentView], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	p, err := a.Checkins.SettleCommitment(ctx, c.OrgID, by, checkin.CommitmentID(in.ID), in.Body.Revision, checkin.Promise(in.Body.State), in.Body.Reason)
	if fault.Is(err, fault.Invalid) {
		return nil, invalid("body.reason", err)
	}
	if err != nil {
		return nil, err
	}
	return answer(commitmentOf(p, by)), nil
}

type setRhythmInput struct {
	Team string `path:"team" maxLength:"1000"`
	Body struct {
		Every   string `json:"every" enum:"weekly,fortnightly,monthly,never"`
		Weekday string `json:"weekday" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" doc:"Of monthly ones: the first such day of the month."`
	}
}

func (a *API) setRhythm(ctx context.Context, c *caller, in *setRhythmInput) (*body[rhythmView], error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	var weekday time.Weekday
	if weekday, err = period.ParseWeekday(in.Body.Weekday); err != nil {
		return nil, invalid("body.weekday", err)
	}
	set, err := a.Checkins.SetRhythm(ctx, c.OrgID, by, checkin.Rhythm{Team: org.NodeID(in.Team), Every: checkin.Every(in.Body.Every), Weekday: weekday})
	if err != nil {
		return nil, err
	}
	return answer(rhythmOf(set, org.Node{ID: set.Team})), nil
}

type shareInput struct {
	Manager string `path:"manager" maxLength:"1000" doc:"Node id of who led the caller then."`
}

func (a *API) shareCheckins(ctx context.Context, c *caller, in *shareInput) (*struct{}, error) {
	return a.share(ctx, c, in, true)
}

func (a *API) unshareCheckins(ctx context.Context, c *caller, in *shareInput) (*struct{}, error) {
	return a.share(ctx, c, in, false)
}

func (a *API) share(ctx context.Context, c *caller, in *shareInput, on bool) (*struct{}, error) {
	by, err := a.checkinReader(ctx, c)
	if err != nil {
		return nil, err
	}
	return nil, a.Checkins.ShareWithManager(ctx, c.OrgID, by, org.NodeID(in.Manager), on)
}
