package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/practice"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/foresee"
)

const (
	wallPath       = "/wall"
	wallEventsPath = wallPath + "/events"

	// wallCookie holds the key of a wall, so that it stands in no address that a
	// proxy could log.
	wallCookie   = "attain_wall"
	wallLifetime = 400 * 24 * time.Hour // as long as browsers keep a cookie
)

func wallRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: wallPath, name: "get-wall", summary: "What a screen in a room shows of a team: nobody's target, amounts or place at the bottom", tag: "wall", open: true}, a.getWall)
	register(a, route{method: http.MethodPost, path: wallPath + "/enter", name: "enter-wall", summary: "Exchange the key of a wall's link for a cookie that opens the wall and nothing else", tag: "wall", open: true}, a.enterWall)
	register(a, route{method: http.MethodGet, path: wallEventsPath, name: "follow-wall", summary: "Server-sent events for a wall: facts (look again), ping and reconnect", tag: "wall", open: true, stream: true,
		responses: textResponse("text/event-stream", "Events `facts` {seq, at}, `ping`, and `reconnect` before the server lets go.")}, a.followWall)
	register(a, route{method: http.MethodGet, path: wallPath + "/keys", name: "list-wall-keys", summary: "Links of walls: one's own, and everybody's for an admin", tag: "wall"}, a.listWallKeys)
	register(a, route{method: http.MethodPost, path: wallPath + "/keys", name: "create-wall-key", summary: "Make a link for a screen on a wall; its key is shown this once", tag: "wall"}, a.createWallKey)
	register(a, route{method: http.MethodDelete, path: wallPath + "/keys/{id}", name: "revoke-wall-key", summary: "End a link of a wall", tag: "wall", status: http.StatusNoContent}, a.revokeWallKey)
}

// watcher is who looks at a wall: somebody who is signed in, or a screen.
type watcher struct {
	orgID string
	key   string     // of the screen; "" for a session
	node  org.NodeID // that the key is for; "" for a session
	maker access.Actor
}

// watching finds out who looks. A screen shows what the maker of its key may see.
func (a *API) watching(ctx context.Context, c *caller, keyed bool) (watcher, error) {
	if !keyed {
		err := a.identify(ctx, c)
		return watcher{orgID: c.OrgID, maker: c.Actor}, err
	}
	cookie, err := c.r.Cookie(wallCookie)
	if err != nil {
		return watcher{}, fault.New(fault.Unauthenticated, "open this wall with its link again")
	}
	k, maker, err := a.Access.AuthenticateWall(ctx, a.OrgID, cookie.Value, a.address(c.r))
	return watcher{orgID: k.OrgID, key: k.ID, node: org.NodeID(k.Node), maker: maker}, err
}

type enterWallInput struct {
	Body struct {
		Key string `json:"key" maxLength:"200"`
	}
}

type enteredWall struct {
	Name string     `json:"name" doc:"Where the screen hangs."`
	Node org.NodeID `json:"node_id"`
}

func (a *API) enterWall(ctx context.Context, c *caller, in *enterWallInput) (*body[enteredWall], error) {
	k, _, err := a.Access.AuthenticateWall(ctx, a.OrgID, in.Body.Key, a.address(c.r))
	if err != nil {
		return nil, err
	}
	http.SetCookie(c.w, &http.Cookie{Name: wallCookie, Value: in.Body.Key, Path: prefix + wallPath, MaxAge: int(wallLifetime.Seconds()),
		HttpOnly: true, Secure: a.isSecure(c.r), SameSite: http.SameSiteStrictMode})
	return answer(enteredWall{k.Name, org.NodeID(k.Node)}), nil
}

// wallUse counts what each key asks: a screen that is wild, or a key that got
// around, must not slow everybody else.
type wallUse struct {
	mu     sync.Mutex
	minute int64
	of     map[string]int
}

const wallsPerMinute = 120

func (u *wallUse) take(key string, now time.Time) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if minute := now.Unix() / 60; minute != u.minute || u.of == nil {
		u.minute, u.of = minute, map[string]int{}
	}
	if u.of[key]++; u.of[key] <= wallsPerMinute {
		return nil
	}
	tooMany := fault.New(fault.TooMany, "this link was asked %d times in a minute; wait for the next", wallsPerMinute)
	tooMany.RetryAfter = time.Minute
	return tooMany
}

type wallInput struct {
	Keyed  bool   `query:"keyed" doc:"Look by the key that the cookie holds, and not as whoever is signed in."`
	Node   string `query:"node" maxLength:"1000" doc:"A team or the company; default: the company. By a key it is always the key's."`
	Metric string `query:"metric" default:"revenue" maxLength:"500"`
	Period string `query:"period" maxLength:"100" doc:"Default: the current one."`
}

type wallView struct {
	Organisation string              `json:"organisation"`
	TimeZone     string              `json:"time_zone"`
	Node         nodeRef             `json:"node"`
	Metric       metric.Series       `json:"metric"`
	Name         string              `json:"metric_name"`
	Period       periodView          `json:"period"`
	AsOf         period.Date         `json:"as_of" format:"date"`
	At           time.Time           `json:"at" doc:"When the server wrote this."`
	Display      recognition.Display `json:"display" enum:"named,anonymous,off"`
	Team         wallTeam            `json:"team"`
	Top          wallTop             `json:"top"`
	Today        wallDay             `json:"today"`
	Recent       []newsView          `json:"recent" doc:"What was achieved in the last 14 days."`
}

type wallTeam struct {
	Attainment *money.Amount  `json:"attainment"`
	Expected   *money.Amount  `json:"expected" doc:"The share of the target that is expected by now, by working days; null without a target."`
	Past       money.Amount   `json:"past" doc:"The part of the period's working days that is over."`
	DaysLeft   int            `json:"days_left" doc:"Working days after today."`
	Status     foresee.Status `json:"status" enum:"not_started,achieved,missed,met_with_breach,ahead,on_track,at_risk,behind,unknown"`
	Chance     *money.Amount  `json:"chance"`
	Low        *money.Amount  `json:"low" doc:"Of the target: in one of ten cases it ends below this."`
	Middle     *money.Amount  `json:"middle"`
	High       *money.Amount  `json:"high" doc:"In one of ten cases it ends above this."`
	Filling    *money.Amount  `json:"filling" doc:"The share that is counted, while there is no number for that reason."`
}

type wallTop struct {
	Of      int        `json:"of"`
	Why     string     `json:"why"`
	Leading bool       `json:"leading"`
	Close   bool       `json:"close"`
	Bands   []wallBand `json:"bands"`
}

type wallBand struct {
	Number int          `json:"number"`
	Count  int          `json:"count"`
	Low    money.Amount `json:"low"`
	High   money.Amount `json:"high"`
	Names  []string     `json:"names" doc:"Empty where nobody is named."`
}

type wallDay struct {
	Day      period.Date     `json:"day" format:"date"`
	Name     string          `json:"name" doc:"What is counted."`
	Count    *money.Amount   `json:"count"`
	Sum      *money.Amount   `json:"sum"`
	Currency *money.Currency `json:"currency"`
	Hidden   bool            `json:"hidden" doc:"One person alone brought it, and that is not shown."`
}

func (a *API) getWall(ctx context.Context, c *caller, in *wallInput) (*body[wallView], error) {
	who, err := a.watching(ctx, c, in.Keyed)
	if err != nil {
		return nil, err
	}
	if in.Keyed {
		if err := a.walls.take(who.key, a.Now()); err != nil {
			return nil, err
		}
	}
	asker := *c
	asker.Actor = who.maker
	v, q, err := a.question(ctx, &asker, Question{Metric: in.Metric, Period: in.Period})
	if err != nil {
		return nil, err
	}
	node := who.node
	if node == "" {
		node = org.NodeID(in.Node)
	}
	if node == "" {
		node = v.org.Root()
	}
	if err := a.mayHang(ctx, v, node, in.Keyed); err != nil {
		return nil, err
	}
	w, err := a.Honours.Wall(ctx, v.org.ID, node, q)
	if err != nil {
		return nil, err
	}
	out := wallView{Organisation: v.org.Name, TimeZone: v.org.Place.String(), Node: refOf(w.Node), Metric: q.Metric.ID, Name: q.Metric.Name, Period: periodOf(q.Period, v.asOf), AsOf: v.asOf,
		At: a.Now().UTC(), Display: w.Leaders.Display, Team: wallTeamOf(w), Top: wallTopOf(w)}
	out.Today = wallDay{Day: w.Today.Day, Name: w.Today.Wins.Name, Count: w.Today.Count, Sum: w.Today.Sum, Currency: currencyOf(v.org.Currency), Hidden: w.Today.Hidden}
	out.Recent, err = a.newsOf(ctx, v, w.Recent, func(org.NodeID) bool { return w.Leaders.Display == recognition.Named })
	return answer(out), err
}

// mayHang refuses what is no team, and what the asker does not see. What is only
// published has its total on a wall of whoever is signed in, but no key.
func (a *API) mayHang(ctx context.Context, v view, node org.NodeID, inside bool) error {
	if kind := node.Kind(); kind != org.Company && kind != org.Team {
		return fault.New(fault.NotFound, "a wall shows a team or the company; there is none such here, or you may not see it")
	}
	scope := v.scope
	if inside {
		scope = recognition.Inside(scope)
	}
	_, err := a.Store.Node(ctx, scope, v.asOf, node)
	return err
}

func wallTeamOf(w recognition.Wall) wallTeam {
	f := w.Team
	t := wallTeam{Attainment: f.Attainment, Past: practice.Amount(w.Past), DaysLeft: w.DaysLeft, Status: w.Status, Chance: w.Projection.Chance, Filling: f.Filling}
	if f.Target == nil || *f.Target <= 0 {
		return t
	}
	t.Expected = &t.Past
	part := func(percent int) *money.Amount {
		value := w.Projection.Quantile(percent)
		if value == nil {
			return nil
		}
		share, ok := money.Ratio(*value, *f.Target)
		if !ok {
			return nil
		}
		return &share
	}
	const low, middle, high = 10, 50, 90
	t.Low, t.Middle, t.High = part(low), part(middle), part(high)
	return t
}

func wallTopOf(w recognition.Wall) wallTop {
	l := w.Leaders
	top := l.Board.Top()
	out := wallTop{Of: l.Board.Of, Why: l.Why, Leading: top.Leading, Close: top.Close, Bands: []wallBand{}}
	if l.Display == recognition.Off {
		out.Why = "The organisation does not show who leads."
		return out
	}
	for _, b := range top.Bands {
		band := wallBand{Number: b.Number, Count: len(b.Members), Low: practice.Amount(b.Low), High: practice.Amount(b.High), Names: []string{}}
		for _, id := range b.Members {
			if n, ok := w.Names[id]; ok {
				band.Names = append(band.Names, n.Name)
			}
		}
		out.Bands = append(out.Bands, band)
	}
	return out
}

type followWallInput struct {
	Keyed       bool   `query:"keyed"`
	LastEventID string `header:"Last-Event-ID" doc:"Id of the last event that was received, after a lost connection."`
}

func (a *API) followWall(ctx context.Context, c *caller, in *followWallInput) (*huma.StreamResponse, error) {
	who, err := a.watching(ctx, c, in.Keyed)
	if err != nil {
		return nil, err
	}
	return a.streamOf(ctx, c, follower{orgID: who.orgID}, in.LastEventID, func() bool {
		again := caller{r: c.r, secret: c.secret}
		_, err := a.watching(ctx, &again, in.Keyed)
		return err == nil
	})
}

type wallKeyView struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Node       nodeRef    `json:"node"`
	UserID     string     `json:"user_id" doc:"Who made it; the screen shows no more than he may see."`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at"`
	Key        string     `json:"key,omitempty" doc:"Only in the answer to its creation. The link is /wall#key=… : what stands after # never leaves the browser."`
}

func (a *API) listWallKeys(ctx context.Context, c *caller, _ *struct{}) (*body[list[wallKeyView]], error) {
	keys, err := a.Access.WallKeys(ctx, c.Actor)
	if err != nil {
		return nil, err
	}
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	ids := make([]org.NodeID, len(keys))
	for i, k := range keys {
		ids[i] = org.NodeID(k.Node)
	}
	names, err := a.names(ctx, v, ids)
	out := list[wallKeyView]{Items: []wallKeyView{}}
	for _, k := range keys {
		out.Items = append(out.Items, wallKeyOf(k, names[org.NodeID(k.Node)], ""))
	}
	return answer(out), err
}

func wallKeyOf(k access.WallKey, node nodeRef, secret string) wallKeyView {
	return wallKeyView{ID: k.ID, Name: k.Name, Node: node, UserID: k.UserID, CreatedAt: k.CreatedAt.UTC(), LastUsedAt: momentOrNull(k.LastUsedAt), Key: secret}
}

type newWallKeyInput struct {
	Body struct {
		Name string `json:"name" maxLength:"500" doc:"Where the screen hangs."`
		Node string `json:"node" maxLength:"1000" doc:"A team or the company that the caller sees inside."`
	}
}

func (a *API) createWallKey(ctx context.Context, c *caller, in *newWallKeyInput) (*body[wallKeyView], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	if err := a.mayHang(ctx, v, org.NodeID(in.Body.Node), true); err != nil {
		return nil, err
	}
	secret, k, err := a.Access.CreateWallKey(ctx, c.Actor, in.Body.Node, in.Body.Name)
	if err != nil {
		return nil, err
	}
	names, err := a.names(ctx, v, []org.NodeID{org.NodeID(in.Body.Node)})
	return answer(wallKeyOf(k, names[org.NodeID(in.Body.Node)], secret)), err
}

type wallKeyInput struct {
	ID string `path:"id"`
}

func (a *API) revokeWallKey(ctx context.Context, c *caller, in *wallKeyInput) (*none, error) {
	return nil, a.Access.RevokeWallKey(ctx, c.Actor, in.ID)
}
