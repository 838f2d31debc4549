package api

import (
	"time"

	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// checkinsView is the caller's page of check-ins.
type checkinsView struct {
	Today       period.Date      `json:"today" format:"date"`
	Pairs       []checkinPair    `json:"pairs" doc:"With whom the caller has check-ins today, who leads him first."`
	Rhythms     []rhythmView     `json:"rhythms" doc:"Of the teams that the caller leads."`
	Commitments []commitmentView `json:"commitments" doc:"Open ones, and those that were settled in the last two weeks, by due day."`
	History     []checkinHead    `json:"history" doc:"Check-ins that are over, the latest first, at most 60."`
}

type checkinPair struct {
	With    nodeRef      `json:"with"`
	Leads   bool         `json:"leads" doc:"The caller leads the other one."`
	Every   string       `json:"every" enum:"weekly,fortnightly,monthly,never"`
	Next    *period.Date `json:"next" format:"date" doc:"The day of the next one, in the past when it is overdue; null without a rhythm."`
	Planned string       `json:"planned" doc:"Id of the check-in that was opened for it; empty when nobody did."`
	Last    *period.Date `json:"last" format:"date" doc:"When the last one was held; null when none was."`
}

type checkinHead struct {
	ID     string        `json:"id"`
	With   nodeRef       `json:"with" doc:"The other one; of a check-in that was shared, who reports."`
	Leads  bool          `json:"leads" doc:"The caller led the other one then."`
	Day    period.Date   `json:"day" format:"date"`
	State  checkin.State `json:"state" enum:"planned,held,skipped"`
	Note   string        `json:"note"`
	Shared bool          `json:"shared" doc:"The caller took no part in it; the report lets him read it."`
}

type rhythmView struct {
	Team    nodeRef `json:"team"`
	Every   string  `json:"every" enum:"weekly,fortnightly,monthly,never"`
	Weekday string  `json:"weekday"`
}

// checkinView is one check-in.
type checkinView struct {
	ID          string           `json:"id"`
	Manager     nodeRef          `json:"manager"`
	Report      nodeRef          `json:"report"`
	Leads       bool             `json:"leads" doc:"The caller is the one who leads."`
	Day         period.Date      `json:"day" format:"date"`
	State       checkin.State    `json:"state" enum:"planned,held,skipped"`
	Note        string           `json:"note"`
	Revision    int64            `json:"revision"`
	MayChange   bool             `json:"may_change"`
	Shared      bool             `json:"shared"`
	AsOf        period.Date      `json:"as_of" format:"date" doc:"The agenda tells what was known at the end of this day, and stays as it is once the check-in is over."`
	Since       *period.Date     `json:"since" format:"date" doc:"It tells what changed since the end of this day; null for the first one."`
	Lines       []agendaLine     `json:"lines"`
	Items       []checkinItem    `json:"items"`
	Commitments []commitmentView `json:"commitments" doc:"Made in it; while it is planned, with all that are open."`
}

type agendaLine struct {
	Section    checkin.Section `json:"section" enum:"changed,promised,risk,recognition"`
	Kind       string          `json:"kind"`
	Text       string          `json:"text"`
	Goal       string          `json:"goal" doc:"Id of the goal that it is about; empty for none, as the next ones."`
	Node       string          `json:"node" doc:"Whose metric it is: the report's, or that of a team that he leads."`
	Metric     metric.Series   `json:"metric"`
	Period     string          `json:"period" doc:"Id of the period of the metric."`
	Deal       string          `json:"deal" doc:"source/id of the opportunity."`
	Commitment string          `json:"commitment"`
}

type checkinItem struct {
	ID   string           `json:"id"`
	Kind checkin.ItemKind `json:"kind" enum:"topic,note,own"`
	By   nodeRef          `json:"by"`
	Mine bool             `json:"mine"`
	Text string           `json:"text"`
	At   time.Time        `json:"at"`
}

type commitmentView struct {
	ID        string          `json:"id"`
	Checkin   string          `json:"checkin"`
	With      nodeRef         `json:"with" doc:"The other one of the pair."`
	Owner     nodeRef         `json:"owner" doc:"Who promised it."`
	Mine      bool            `json:"mine"`
	Text      string          `json:"text"`
	MadeOn    period.Date     `json:"made_on" format:"date"`
	Due       period.Date     `json:"due" format:"date"`
	State     checkin.Promise `json:"state" enum:"open,overdue,done,missed,dropped"`
	Metric    metric.Series   `json:"metric" doc:"Empty for one that people settle by hand."`
	Name      string          `json:"metric_name"`
	Unit      string          `json:"unit"`
	Value     *money.Amount   `json:"value"`
	Measured  *money.Amount   `json:"measured" doc:"What the metric came to since it was promised; null when nothing is known."`
	Reason    string          `json:"reason"`
	SettledOn *period.Date    `json:"settled_on" format:"date"`
	SettledBy string          `json:"settled_by"`
	Revision  int64           `json:"revision"`
}

// otherOf returns the other one of the pair: of one that was shared, who
// reports.
func otherOf(p checkin.Pair, by checkin.Reader, names map[org.NodeID]org.Node) nodeRef {
	other := p.Report
	if p.Report == by.Person {
		other = p.Manager
	}
	return refOf(nodeNamed(other, names))
}

func nodeNamed(id org.NodeID, names map[org.NodeID]org.Node) org.Node {
	if n, ok := names[id]; ok {
		return n
	}
	return org.Node{ID: id, Name: string(id)}
}

func checkinsOf(o checkin.Overview, by checkin.Reader) checkinsView {
	v := checkinsView{Today: o.Today, Pairs: []checkinPair{}, Rhythms: []rhythmView{}, Commitments: []commitmentView{}, History: []checkinHead{}}
	for _, p := range o.Pairs {
		v.Pairs = append(v.Pairs, checkinPair{With: otherOf(p.Pair, by, o.Names), Leads: p.Manager == by.Person, Every: string(p.Rhythm.Every),
			Next: dayOrNull(p.Next), Planned: string(p.Planned), Last: dayOrNull(p.Last)})
	}
	for _, r := range o.Rhythms {
		v.Rhythms = append(v.Rhythms, rhythmOf(r, nodeNamed(r.Team, o.Names)))
	}
	for _, p := range o.Open {
		shown := commitmentOf(p, by)
		shown.With, shown.Owner = otherOf(p.Pair, by, o.Names), refOf(nodeNamed(p.Commitment.Owner, o.Names))
		v.Commitments = append(v.Commitments, shown)
	}
	for _, m := range o.History {
		v.History = append(v.History, checkinHead{ID: string(m.ID), With: otherOf(m.Pair, by, o.Names), Leads: m.Manager == by.Person, Day: m.Day, State: m.State, Note: m.Note, Shared: !by.Is(m.Pair)})
	}
	return v
}

func rhythmOf(r checkin.Rhythm, team org.Node) rhythmView {
	return rhythmView{Team: refOf(team), Every: string(r.Every), Weekday: period.WeekdayName(r.Weekday)}
}

func checkinOf(v checkin.View, by checkin.Reader, c period.Calendar) checkinView {
	out := checkinView{ID: string(v.ID), Manager: refOf(nodeNamed(v.Manager, v.Names)), Report: refOf(nodeNamed(v.Report, v.Names)), Leads: v.Manager == by.Person,
		Day: v.Day, State: v.State, Note: v.Note, Revision: v.Revision, MayChange: v.May, Shared: !v.Mine, AsOf: v.Agenda.AsOf, Since: dayOrNull(v.Agenda.Since),
		Lines: []agendaLine{}, Items: []checkinItem{}, Commitments: []commitmentView{}}
	for _, l := range v.Agenda.Lines {
		line := agendaLine{Section: l.Section, Kind: l.Kind, Text: l.Text, Goal: string(l.Of.Goal), Node: string(l.Of.Node), Metric: l.Of.Metric, Deal: l.Of.Deal, Commitment: string(l.Of.Commitment)}
		if l.Of.Metric != "" {
			line.Period = periodID(c, period.Range{Start: l.Of.Start, End: l.Of.End})
		}
		out.Lines = append(out.Lines, line)
	}
	for _, i := range v.Items {
		out.Items = append(out.Items, checkinItem{ID: string(i.ID), Kind: i.Kind, By: refOf(nodeNamed(i.Author, v.Names)), Mine: i.Author == by.Person, Text: i.Text, At: moment(i.At)})
	}
	for _, p := range v.Pledges {
		shown := commitmentOf(p, by)
		shown.With, shown.Owner = otherOf(p.Pair, by, v.Names), refOf(nodeNamed(p.Commitment.Owner, v.Names))
		out.Commitments = append(out.Commitments, shown)
	}
	return out
}

// periodID returns by which id the calendar knows the days.
func periodID(c period.Calendar, days period.Range) string {
	for _, kind := range []period.Kind{period.Month, period.Quarter, period.Half, period.Year, period.Week} {
		if p := c.Containing(kind, days.Start); p.Range == days {
			return p.ID
		}
	}
	return period.NewCustom(days).ID
}

func commitmentOf(p checkin.Pledge, by checkin.Reader) commitmentView {
	c := p.Commitment
	v := commitmentView{ID: string(c.ID), Checkin: string(c.Meeting), With: otherOf(c.Pair, by, nil), Owner: refOf(org.Node{ID: c.Owner, Name: p.Owner}), Mine: c.Owner == by.Person,
		Text: c.Text, MadeOn: c.MadeOn, Due: c.Due, State: p.Standing, Metric: c.Metric, Value: c.Value, Measured: p.Measured,
		Reason: c.Reason, SettledOn: dayOrNull(c.SettledOn), SettledBy: c.SettledBy, Revision: c.Revision}
	if c.Counted() {
		v.Name, v.Unit = p.Metric.Name, string(p.Metric.Unit)
	}
	return v
}
