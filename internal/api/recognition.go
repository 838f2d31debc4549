package api

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

func recognitionRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/recognition/leaderboard", name: "get-leaderboard", summary: "Who leads, in bands that luck alone does not part", tag: "recognition"}, a.getLeaderboard)
	register(a, route{method: http.MethodGet, path: "/recognition/settings", name: "get-recognition-settings", summary: "What colleagues see of each other", tag: "recognition"}, a.getRecognitionSettings)
	register(a, route{method: http.MethodPut, path: "/recognition/settings", name: "set-recognition-settings", summary: "Choose what colleagues see of each other", tag: "recognition", need: access.ChangeSettings}, a.setRecognitionSettings)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/badges", name: "list-badges", summary: "What a person was recognised for, the latest first", tag: "recognition"}, a.listBadges)
}

type leaderboardInput struct {
	Question
	Under    string `query:"under" maxLength:"1000" doc:"Only who belonged to this node during the period: the company, a team of the caller's, or what he sees inside."`
	Category string `query:"category" default:"attainment" enum:"attainment,improvement,quality,teamwork" doc:"attainment: of the own target; improvement: against what oneself usually has by now; quality: of the own target for what customers say or for keeping them; teamwork: the teams."`
}

type leaderboardView struct {
	Display  recognition.Display  `json:"display" enum:"named,anonymous,off" doc:"What colleagues see of each other."`
	Category recognition.Category `json:"category" enum:"attainment,improvement,quality,teamwork"`
	Metric   metric.Series        `json:"metric"`
	Name     string               `json:"metric_name"`
	Period   periodView           `json:"period"`
	AsOf     period.Date          `json:"as_of" format:"date"`
	Past     money.Amount         `json:"past" doc:"The part of the period's working days that is over."`
	Of       int                  `json:"of" doc:"Who is compared: with a target of their own, there from the period's first day, no guardrail broken."`
	Why      string               `json:"why" doc:"Why there are no bands; empty when there are."`
	Bands    []leaderBand         `json:"bands" doc:"The highest, as far as they hold no more than half of all."`
	Leading  bool                 `json:"leading" doc:"The first band is most of all: shown are those of whom nobody is ahead. Others of it may be as good."`
	Close    bool                 `json:"close" doc:"Too close to call: even those are most of all."`
	Own      maybe[leaderOwn]     `json:"own" doc:"Where the caller, or his team, stands; null when he is not among them."`
	People   []LeaderRow          `json:"people" doc:"Whom the caller sees inside, besides himself: the highest value first."`
	Recent   []newsView           `json:"recent" doc:"What was achieved in the last 14 days."`
}

type leaderBand struct {
	Number  int            `json:"number"`
	Count   int            `json:"count"`
	Low     money.Amount   `json:"low" doc:"Of the target: 0.8 is 80 %. Of improvement the difference to what is usual by now."`
	High    money.Amount   `json:"high"`
	Members []leaderMember `json:"members" doc:"By name, since a band has no order. Those who are named to the caller."`
}

type leaderMember struct {
	Node  nodeRef      `json:"node"`
	Value money.Amount `json:"value"`
	Own   bool         `json:"own"`
}

type leaderOwn struct {
	LeaderRow
	Level *int              `json:"level" doc:"From whom only luck may part him. Null where nothing is shown of colleagues, as the next."`
	Below *int              `json:"below"`
	Step  maybe[leaderStep] `json:"step" doc:"What is missing to the band above; null when nobody is ahead of him."`
}

type leaderStep struct {
	Up     money.Amount  `json:"up" doc:"Of the own target."`
	Amount *money.Amount `json:"amount" doc:"The same in the metric's unit."`
	Band   int           `json:"band"`
	Unit   metric.Unit   `json:"unit" enum:"money,count,quantity,share,days,points"`
}

// LeaderRow is somebody whom the reader sees inside.
type LeaderRow struct {
	Node       nodeRef            `json:"node"`
	Value      *money.Amount      `json:"value" doc:"What is compared; null when he is not."`
	Attainment *money.Amount      `json:"attainment"`
	Band       *int               `json:"band"`
	Above      *int               `json:"above" doc:"How many are ahead of him with a chance of 70 % or more. Null of who is not compared, and to who is shown nothing of colleagues."`
	Out        recognition.Reason `json:"out" enum:",no_target,no_number,not_whole,guardrail,no_history" doc:"Why he is not compared; empty when he is."`
	Status     foresee.Status     `json:"status" enum:"not_started,achieved,missed,met_with_breach,ahead,on_track,at_risk,behind,unknown"`
}

type newsView struct {
	Person maybe[nodeRef]   `json:"person" doc:"Null where nobody is named."`
	Kind   recognition.Kind `json:"kind" enum:"milestone,first,best_month,streak,improved,guarded,comeback"`
	Title  string           `json:"title"`
	Day    period.Date      `json:"day" format:"date"`
}

func (a *API) getLeaderboard(ctx context.Context, c *caller, in *leaderboardInput) (*body[leaderboardView], error) {
	v, q, err := a.question(ctx, c, in.Question)
	if err != nil {
		return nil, err
	}
	ask := recognition.Ask{Query: q, Under: org.NodeID(in.Under), Category: recognition.Category(in.Category)}
	l, err := a.Honours.Leaders(ctx, recognition.View{Scope: v.scope, Own: org.NodeID(c.PersonNode())}, ask)
	if err != nil {
		return nil, err
	}
	out := leaderboardView{Display: l.Display, Category: l.Ask.Category, Metric: l.Metric.ID, Name: l.Metric.Name, Period: periodOf(q.Period, l.AsOf), AsOf: l.AsOf,
		Past: practice.Amount(l.Past), Of: l.Board.Of, Why: l.Why, Bands: []leaderBand{}, People: []LeaderRow{}}
	shown := shownTo(l)
	out.bands(l, shown)
	rows, err := a.leaderRows(ctx, v, l)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Node.ID == l.Own {
			own := ownOf(l, r)
			out.Own.Value = &own
		} else {
			out.People = append(out.People, r)
		}
	}
	out.Recent, err = a.newsOf(ctx, v, l.Recent, func(id org.NodeID) bool { return l.Display == recognition.Named || l.Inside[id] })
	return answer(out), err
}

// shownTo returns who is named to the reader: whom he sees inside, and everybody
// where colleagues are named.
func shownTo(l recognition.Leaders) func(org.NodeID) bool {
	return func(id org.NodeID) bool { return l.Display == recognition.Named || l.Inside[id] }
}

// seesAll reports whether the reader sees everybody inside who is compared, so
// that there are no colleagues to hide.
func seesAll(l recognition.Leaders) bool {
	for id := range l.Rows {
		if _, ok := l.Board.Place(id); ok && !l.Inside[id] {
			return false
		}
	}
	return true
}

func (out *leaderboardView) bands(l recognition.Leaders, shown func(org.NodeID) bool) {
	if l.Display == recognition.Off && !seesAll(l) {
		return
	}
	top := l.Board.Top()
	out.Leading, out.Close = top.Leading, top.Close
	for _, b := range top.Bands {
		band := leaderBand{Number: b.Number, Count: len(b.Members), Low: practice.Amount(b.Low), High: practice.Amount(b.High), Members: []leaderMember{}}
		for _, id := range b.Members {
			if shown(id) {
				value, _ := l.Board.Value(id)
				band.Members = append(band.Members, leaderMember{Node: refOf(l.Rows[id].Node), Value: practice.Amount(value), Own: id == l.Own})
			}
		}
		slices.SortFunc(band.Members, func(x, y leaderMember) int {
			return cmp.Or(cmp.Compare(x.Node.Name, y.Node.Name), cmp.Compare(x.Node.ID, y.Node.ID))
		})
		out.Bands = append(out.Bands, band)
	}
}

// leaderRows writes those whom the reader sees inside, each with where it ends,
// as every other page tells it.
func (a *API) leaderRows(ctx context.Context, v view, l recognition.Leaders) ([]LeaderRow, error) {
	var inside []attain.Figures
	for id, f := range l.Rows {
		own := id == l.Own && l.Display == recognition.Named // his team, of which he sees no amount
		if own || l.Inside[id] && (l.Board.Out[id] != recognition.NoTarget || id == l.Own) {
			inside = append(inside, f)
		}
	}
	slices.SortFunc(inside, func(x, y attain.Figures) int { return cmp.Compare(x.Node.ID, y.Node.ID) })
	shown, err := a.withOutlooks(ctx, v, inside)
	if err != nil {
		return nil, err
	}
	rows := make([]LeaderRow, 0, len(inside))
	for i, f := range inside {
		row := LeaderRow{Node: refOf(f.Node), Out: l.Board.Out[f.Node.ID], Status: foresee.Unsaid}
		p, ok := l.Board.Place(f.Node.ID)
		if ok || l.Inside[f.Node.ID] {
			row.Attainment = f.Attainment
		}
		if ok {
			value, _ := l.Board.Value(f.Node.ID)
			amount := practice.Amount(value)
			row.Value, row.Band, row.Above = &amount, &p.Band, &p.Above
		}
		if o := shown[i].Outlook.Value; o != nil && l.Inside[f.Node.ID] {
			row.Status = o.Status
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(x, y LeaderRow) int {
		switch {
		case x.Value == nil && y.Value == nil:
			return 0
		case x.Value == nil:
			return 1
		case y.Value == nil:
			return -1
		}
		return cmp.Compare(*y.Value, *x.Value)
	})
	return rows, nil
}

func ownOf(l recognition.Leaders, r LeaderRow) leaderOwn {
	own := leaderOwn{LeaderRow: r}
	if l.Display == recognition.Off && !seesAll(l) {
		own.Band, own.Above = nil, nil
		return own
	}
	p, ok := l.Board.Place(r.Node.ID)
	if !ok {
		return own
	}
	own.Level, own.Below = &p.Level, &p.Below
	if up, band, ok := l.Board.Step(r.Node.ID); ok {
		step := leaderStep{Up: practice.Amount(up), Band: band, Unit: l.Metric.Unit}
		if f := l.Rows[r.Node.ID]; f.Target != nil && l.Metric.Shape == metric.Sum && l.Inside[r.Node.ID] {
			missing := practice.Amount(up * practice.Number(*f.Target))
			step.Amount = &missing
		}
		own.Step.Value = &step
	}
	return own
}

// newsOf writes what was achieved, with the names that may be told.
func (a *API) newsOf(ctx context.Context, v view, list []recognition.Badge, named func(org.NodeID) bool) ([]newsView, error) {
	out := []newsView{}
	if len(list) == 0 {
		return out, nil
	}
	catalogue, err := a.Store.Catalogue(ctx, v.org.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]org.NodeID, len(list))
	for i, b := range list {
		ids[i] = b.Person
	}
	names, err := a.names(ctx, v, ids)
	for _, b := range list {
		title, _ := b.Say(catalogue, v.org) // its text has amounts
		n := newsView{Kind: b.Kind, Title: title, Day: b.Day}
		if named(b.Person) {
			ref := names[b.Person]
			n.Person.Value = &ref
		}
		out = append(out, n)
	}
	return out, err
}

type badgesInput struct {
	Node
	AsOf string `query:"as_of" format:"date" doc:"Who may see the person is asked as of that day; default: today."`
}

type badgeView struct {
	ID          string           `json:"id"`
	Kind        recognition.Kind `json:"kind" enum:"milestone,first,best_month,streak,improved,guarded,comeback"`
	Title       string           `json:"title"`
	Text        string           `json:"text" doc:"The numbers that it was awarded for, as they were."`
	Day         period.Date      `json:"day" format:"date" doc:"On which it was done."`
	AwardedAt   time.Time        `json:"awarded_at"`
	CorrectedAt *time.Time       `json:"corrected_at" doc:"Since when later data say otherwise; only the person himself is told."`
	Link        string           `json:"link" doc:"The page with the receipt, from the root of the site."`
}

func (a *API) listBadges(ctx context.Context, c *caller, in *badgesInput) (*body[list[badgeView]], error) {
	id, err := in.nodeID()
	if err != nil {
		return nil, err
	}
	v, err := a.view(ctx, c, in.AsOf)
	if err != nil {
		return nil, err
	}
	badges, err := a.Honours.BadgesOf(ctx, recognition.View{Scope: v.scope, Own: org.NodeID(c.PersonNode())}, id, v.asOf)
	if err != nil {
		return nil, err
	}
	catalogue, err := a.Store.Catalogue(ctx, v.org.ID)
	if err != nil {
		return nil, err
	}
	out := list[badgeView]{Items: []badgeView{}}
	for _, b := range badges {
		title, text := b.Say(catalogue, v.org)
		item := badgeView{ID: b.ID, Kind: b.Kind, Title: title, Text: text, Day: b.Day, AwardedAt: moment(b.AwardedAt), Link: badgeLink(v.org, b)}
		if m, err := catalogue.Find(string(b.Metric)); err == nil && b.Metric != "" {
			item.Text = b.Text(m, v.org.Currency)
		}
		if b.CorrectedAt != 0 {
			at := moment(b.CorrectedAt)
			item.CorrectedAt = &at
		}
		out.Items = append(out.Items, item)
	}
	return answer(out), nil
}

// badgeLink leads to the number as it was on the day.
func badgeLink(o org.Organisation, b recognition.Badge) string {
	if b.Metric == "" {
		return "/goals?of=" + url.QueryEscape(string(b.Person))
	}
	return "/n/" + url.PathEscape(string(b.Person)) + "?" + url.Values{"metric": {string(b.Metric)}, "period": {o.Calendar.Named(b.Period).ID}, "as_of": {b.Day.String()}}.Encode()
}

type recognitionSettings struct {
	Display recognition.Display `json:"display" enum:"named,anonymous,off" doc:"named: colleagues see the highest bands with names; anonymous: without; off: nobody but oneself. Who leads people sees his own people in any case."`
	Amounts bool                `json:"wall_amounts" doc:"A wall shows the sum of a day also when one person alone brought it."`
}

func (a *API) getRecognitionSettings(ctx context.Context, c *caller, _ *struct{}) (*body[recognitionSettings], error) {
	display, kept, err := a.Honours.Setting(ctx, c.OrgID)
	return answer(recognitionSettings{display, kept.Amounts}), err
}

type recognitionSettingsInput struct{ Body recognitionSettings }

func (a *API) setRecognitionSettings(ctx context.Context, c *caller, in *recognitionSettingsInput) (*body[recognitionSettings], error) {
	if err := a.Honours.Set(ctx, c.OrgID, in.Body.Display, in.Body.Amounts); err != nil {
		return nil, err
	}
	a.hub.announce(c.OrgID)
	a.hub.publish(pipeline.Beat{OrgID: c.OrgID})
	return a.getRecognitionSettings(ctx, c, nil)
}
