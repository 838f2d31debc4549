package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

func homeRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/home", name: "get-home", summary: "What the caller should know and do first, by what he answers for", tag: "home"}, a.getHome)
}

// homeInput is a question of which the node is the caller's own.
type homeInput struct {
	Question
	Brief bool `query:"brief" doc:"Only the number and those below it, which takes milliseconds; the rest can take seconds after a change of facts."`
}

// standpoint is for what somebody answers.
type standpoint string

const (
	asRep     standpoint = "rep"     // for his own number
	asManager standpoint = "manager" // for the people whom he leads
	asLeader  standpoint = "leader"  // for teams, or the whole
	asViewer  standpoint = "viewer"  // for none of them
)

// homeOf is a home while it is put together.
type homeOf struct {
	api *API
	c   *caller
	view
	attain.Query
	who     standpoint
	node    org.NodeID
	isToday bool

	standing []funnel.StuckDeal // all that stand for too long, the largest first
	out      homeView
}

// getHome answers from one state of the facts: when some change while it reads,
// it reads again, so that no two numbers on the page disagree.
func (a *API) getHome(ctx context.Context, c *caller, in *homeInput) (*body[homeView], error) {
	const tries = 3
	for try := 1; ; try++ {
		before, err := a.Store.Pulse(ctx, c.OrgID)
		if err != nil {
			return nil, err
		}
		out, err := a.home(ctx, c, in.Question, in.Brief)
		if err != nil {
			return nil, err
		}
		after, err := a.Store.Pulse(ctx, c.OrgID)
		if err != nil {
			return nil, err
		}
		if out.Consistent = before == after; out.Consistent || try == tries {
			return answer(out), nil
		}
	}
}

func (a *API) home(ctx context.Context, c *caller, q Question, brief bool) (homeView, error) {
	v, query, err := a.question(ctx, c, q)
	if err != nil {
		return homeView{}, err
	}
	today, err := a.Attain.AsOf(v.org, 0)
	if err != nil {
		return homeView{}, err
	}
	h := homeOf{api: a, c: c, view: v, Query: query, isToday: v.asOf == today, out: emptyHome()}
	if h.who, h.node, err = a.standpoint(ctx, c, v); err != nil {
		return homeView{}, err
	}
	week := v.org.Calendar.Containing(period.Week, v.asOf)
	left, _ := v.org.Calendar.CountWorkingDays(period.Range{Start: v.asOf, End: week.End})
	h.out.Brief = brief
	h.out.Who, h.out.AsOf, h.out.Period = string(h.who), v.asOf, periodOf(query.Period, v.asOf)
	h.out.Week = homeWeek{week.Start, week.End, left}
	for _, p := range h.parts() {
		if err := h.part(p.name, p.fill(ctx)); err != nil {
			return homeView{}, err
		}
	}
	h.arrange()
	return h.out, nil
}

// homePart fills one part of a home.
type homePart struct {
	name string
	fill func(context.Context) error
}

// parts returns what belongs on the caller's home.
func (h *homeOf) parts() []homePart {
	list := []homePart{{"number", h.number}}
	if h.who == asViewer {
		return list
	}
	if h.who != asRep {
		list = append(list, homePart{"teams", h.below})
	}
	if h.out.Brief {
		return list
	}
	if h.isToday { // promises and answers are of today
		list = append(list, homePart{"check-ins", h.checkins}, homePart{"goals", h.proposed})
	}
	list = append(list, homePart{"deals", h.stuck}, homePart{"calls", h.calls})
	switch h.who {
	case asRep:
		return append(list, homePart{"work", h.work}, homePart{"plan", h.plan}, homePart{"follow-up", h.followUp})
	case asLeader:
		list = append(list, homePart{"patterns", h.patterns})
	case asManager, asViewer:
	}
	list = append(list, homePart{"people", h.people})
	if h.c.Role.May(access.ImportFacts) {
		list = append(list, homePart{"data", h.data})
	}
	return list
}

// part notes that a part is not there, with the reason. What went wrong in the
// server is no reason.
func (h *homeOf) part(name string, err error) error {
	if err == nil {
		return nil
	}
	for _, kind := range []fault.Kind{fault.NotFound, fault.Forbidden, fault.Conflict, fault.Invalid} {
		if fault.Is(err, kind) {
			f, _ := faultOf(err)
			h.out.Missing = append(h.out.Missing, homeMissing{name, f.Message})
			return nil
		}
	}
	return err
}

// standpoint says what the caller answers for, and the node of it.
func (a *API) standpoint(ctx context.Context, c *caller, v view) (standpoint, org.NodeID, error) {
	if v.scope.All {
		return asLeader, v.org.Root(), nil
	}
	person := org.NodeID(c.PersonNode())
	if c.Role == access.Viewer || person == "" {
		return asViewer, v.org.Root(), nil
	}
	if c.Role != access.Manager {
		return asRep, person, nil
	}
	t, err := a.tree(ctx, c, v)
	if err != nil {
		return "", "", err
	}
	led := slices.DeleteFunc(t.teams.LedBy(person), func(id org.NodeID) bool { return t.teams.Groups[id] })
	if len(led) == 0 {
		return asRep, person, nil
	}
	team := led[0]
	if _, own := person.Split(); slices.Contains(led, org.ID(org.Team, own)) {
		team = org.ID(org.Team, own) // the one that is named after him
	}
	isAbove := slices.ContainsFunc(t.Children(team, v.asOf, v.asOf), func(id org.NodeID) bool { return id.Kind() == org.Team })
	if isAbove {
		return asLeader, team, nil
	}
	return asManager, team, nil
}
