package api

import (
	"context"
	"net/http"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/org"
)

func alertRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/alerts", name: "list-alerts", summary: "What the caller is told, the latest first", tag: "alerts"}, a.listAlerts)
	register(a, route{method: http.MethodPost, path: "/alerts/seen", name: "see-alerts", summary: "Note that the caller has seen alerts", tag: "alerts"}, a.seeAlerts)
	register(a, route{method: http.MethodGet, path: "/alerts/preferences", name: "get-alert-preferences", summary: "How the caller wants to be told", tag: "alerts"}, a.getAlertPreferences)
	register(a, route{method: http.MethodPut, path: "/alerts/preferences", name: "set-alert-preferences", summary: "Choose how to be told", tag: "alerts"}, a.setAlertPreferences)
	register(a, route{method: http.MethodGet, path: "/mail", name: "get-mail", summary: "Whether mail works, and the latest mails", tag: "alerts", need: access.ManageUsers}, a.getMail)
	register(a, route{method: http.MethodPost, path: "/mail/test", name: "test-mail", summary: "Send the caller a mail at once", tag: "alerts", need: access.ManageUsers}, a.testMail)
	register(a, route{method: http.MethodPost, path: "/mail/unsubscribe", name: "unsubscribe", summary: "End the mails to the reader of a mail, by the link in it", tag: "alerts", open: true}, a.unsubscribe)
}

type alertView struct {
	ID     string     `json:"id"`
	Kind   alert.Kind `json:"kind" enum:"status,milestone,stuck,call,commitment,stale"`
	Tone   alert.Tone `json:"tone" enum:"good,bad,notice"`
	Title  string     `json:"title"`
	Text   string     `json:"text" doc:"With the numbers as they were."`
	Link   string     `json:"link" doc:"The page that shows it, from the root of the site."`
	Node   org.NodeID `json:"node_id"`
	MadeAt time.Time  `json:"made_at"`
	SeenAt *time.Time `json:"seen_at"`
}

type alertsView struct {
	Items      []alertView `json:"items"`
	NextCursor string      `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	Unseen     int         `json:"unseen" doc:"Of all alerts of the caller, however long the page."`
}

type alertsInput struct {
	Page
	Unseen bool `query:"unseen" doc:"Only those that the caller has not seen."`
}

func (a *API) listAlerts(ctx context.Context, c *caller, in *alertsInput) (*body[alertsView], error) {
	before, err := in.position(c)
	if err != nil {
		return nil, err
	}
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	found, unseen, err := a.Alerts.Mine(ctx, alert.View{Actor: c.Actor, Scope: v.scope, Day: v.asOf}, alert.Filter{Unseen: in.Unseen, Before: before, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	out := alertsView{Items: []alertView{}, Unseen: unseen}
	for _, one := range found[:min(len(found), in.Limit)] {
		view := alertView{ID: one.ID, Kind: one.Kind, Tone: one.Tone, Title: one.Title, Text: one.Text, Link: one.Link, Node: one.Node, MadeAt: moment(one.MadeAt)}
		if one.IsSeen() {
			at := moment(one.SeenAt)
			view.SeenAt = &at
		}
		out.Items = append(out.Items, view)
	}
	if len(found) > in.Limit {
		out.NextCursor = newCursor(c, found[in.Limit-1].ID)
	}
	return answer(out), nil
}

type seenInput struct {
	Body struct {
		IDs []string `json:"ids,omitempty" maxItems:"500" doc:"Left out: all of the caller's."`
	}
}

func (a *API) seeAlerts(ctx context.Context, c *caller, in *seenInput) (*none, error) {
	return nil, a.Alerts.See(ctx, c.Actor, in.Body.IDs)
}

type alertPreferences struct {
	Kinds    []alertKind `json:"kinds"`
	From     string      `json:"quiet_from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"19:00" doc:"From then on no mail goes out; the same as quiet_to for never."`
	To       string      `json:"quiet_to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"07:00"`
	FreeDays bool        `json:"free_days" doc:"Mails go out on days on which nobody works, too."`
	Zone     string      `json:"zone" doc:"IANA; empty for the organisation's."`
	NoMail   bool        `json:"no_mail"`
	CanMail  bool        `json:"can_mail" doc:"The server has a way to send mail."`
}

type alertKind struct {
	Kind    alert.Kind    `json:"kind" enum:"status,milestone,stuck,call,commitment,stale"`
	Name    string        `json:"name"`
	What    string        `json:"what"`
	Channel alert.Channel `json:"channel" enum:"off,page,weekly,daily,mail"`
}

func (a *API) getAlertPreferences(ctx context.Context, c *caller, _ *struct{}) (*body[alertPreferences], error) {
	p, err := a.Alerts.Preferences(ctx, c.OrgID, c.UserID)
	if err != nil {
		return nil, err
	}
	out := alertPreferences{Kinds: []alertKind{}, From: alert.Clock(p.From), To: alert.Clock(p.To), FreeDays: p.FreeDays, Zone: p.Zone, NoMail: p.NoMail, CanMail: a.Alerts.Mails()}
	for _, k := range a.Alerts.Kinds() {
		if k == alert.Stale && !c.Role.May(access.ImportFacts) {
			continue // it is told to nobody else
		}
		words := k.Words()
		out.Kinds = append(out.Kinds, alertKind{Kind: k, Name: words.Name, What: words.What, Channel: p.Channel(k)})
	}
	return answer(out), nil
}

type alertPreferencesInput struct {
	Body struct {
		Channels map[alert.Kind]alert.Channel `json:"channels" doc:"By kind; what is left out stays as it is."`
		From     string                       `json:"quiet_from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
		To       string                       `json:"quiet_to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$"`
		FreeDays bool                         `json:"free_days"`
		Zone     string                       `json:"zone" maxLength:"100"`
		NoMail   bool                         `json:"no_mail"`
	}
}

func (a *API) setAlertPreferences(ctx context.Context, c *caller, in *alertPreferencesInput) (*body[alertPreferences], error) {
	p, err := a.Alerts.Preferences(ctx, c.OrgID, c.UserID)
	if err != nil {
		return nil, err
	}
	p.From, p.To, p.FreeDays, p.Zone, p.NoMail = minuteOf(in.Body.From), minuteOf(in.Body.To), in.Body.FreeDays, in.Body.Zone, in.Body.NoMail
	channels := map[alert.Kind]alert.Channel{}
	for _, k := range alert.Kinds() {
		if channel, ok := p.Channels[k]; ok {
			channels[k] = channel
		}
	}
	for k, channel := range in.Body.Channels {
		channels[k] = channel
	}
	p.Channels = channels
	if err := a.Alerts.SetPreferences(ctx, c.OrgID, c.UserID, p); err != nil {
		return nil, err
	}
	return a.getAlertPreferences(ctx, c, nil)
}

// minuteOf reads a time of the day that fits the pattern.
func minuteOf(text string) int {
	at, err := time.Parse("15:04", text)
	if err != nil {
		return -1
	}
	return at.Hour()*60 + at.Minute()
}

type mailView struct {
	Ready   bool       `json:"ready" doc:"A mail server is set."`
	Waiting int        `json:"waiting"`
	Sent    int        `json:"sent"`
	Failed  int        `json:"failed" doc:"Given up."`
	Dropped int        `json:"dropped" doc:"Not sent, as nothing was left that the reader may be told."`
	Latest  []mailSent `json:"latest" doc:"The latest first; what they say stays between them and their readers."`
}

type mailSent struct {
	ID     string          `json:"id"`
	To     string          `json:"to" doc:"Name of the user."`
	State  alert.MailState `json:"state" enum:"waiting,sent,failed,dropped"`
	Tries  int             `json:"tries"`
	MadeAt time.Time       `json:"made_at"`
	DueAt  time.Time       `json:"due_at" doc:"Of the next try."`
	SentAt *time.Time      `json:"sent_at"`
	Error  string          `json:"error" doc:"Of the last try; empty for none."`
}

func (a *API) getMail(ctx context.Context, c *caller, _ *struct{}) (*body[mailView], error) {
	o, err := a.Alerts.Outgoing(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	out := mailView{Ready: a.Alerts.Mails(), Waiting: o.Counts[alert.Waiting], Sent: o.Counts[alert.Sent], Failed: o.Counts[alert.Failed], Dropped: o.Counts[alert.Dropped], Latest: []mailSent{}}
	for _, m := range o.Latest {
		sent := mailSent{ID: m.ID, To: o.Names[m.UserID], State: m.State, Tries: m.Tries, MadeAt: moment(m.MadeAt), DueAt: moment(m.DueAt), Error: m.LastError}
		if m.SentAt != 0 {
			at := moment(m.SentAt)
			sent.SentAt = &at
		}
		out.Latest = append(out.Latest, sent)
	}
	return answer(out), nil
}

func (a *API) testMail(ctx context.Context, c *caller, _ *struct{}) (*none, error) {
	return nil, a.Alerts.Test(ctx, c.Actor)
}

type unsubscribeInput struct {
	Token string `query:"token" required:"true" maxLength:"1000" doc:"Of the link in a mail."`
}

func (a *API) unsubscribe(ctx context.Context, _ *caller, in *unsubscribeInput) (*none, error) {
	return nil, a.Alerts.Unsubscribe(ctx, in.Token)
}
