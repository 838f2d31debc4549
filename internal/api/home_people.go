package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/action/desk"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/foresee"
)

// mostRows is how many people or teams a home shows.
const mostRows = 12

// people are those below the node, who needs help first, first.
func (h *homeOf) people(ctx context.Context) error {
	scope := h.scope
	scope.PublishedKinds, scope.Ranking = nil, false // who is only ranked is nobody to help
	list, err := h.api.Attain.List(ctx, scope, h.Query, attain.Selection{By: org.Person, Under: h.node, Sort: "name"})
	if err != nil {
		return err
	}
	rows := slices.DeleteFunc(list.Rows, func(f attain.Figures) bool { return f.Target == nil && isZero(f.Actual) })
	shown, err := h.api.withOutlooks(ctx, h.view, rows)
	if err != nil {
		return err
	}
	cases, err := h.api.Follow.People(ctx, scope, h.node, followup.Ask{Metric: h.Metric, AsOf: h.asOf, Lately: true})
	if err != nil {
		return err
	}
	by := map[org.NodeID]followup.Case{}
	for _, c := range cases {
		by[c.Person.ID] = c
		if c.Offer == followup.SmallGoal {
			ref := refOf(c.Person)
			h.decide(homeDecision{Kind: desk.FollowUp, Node: maybe[nodeRef]{&ref}})
		}
	}
	people, views := make([]desk.Person, 0, len(shown)), map[org.NodeID]figures{}
	for _, f := range shown {
		views[f.Node.ID] = f
		people = append(people, h.person(f, by[f.Node.ID]))
	}
	desk.Rank(people)
	h.out.PeopleAll, h.out.PeopleNeed = len(people), desk.NeedHelp(people)
	for _, p := range people[:min(mostRows, len(people))] {
		h.out.People = append(h.out.People, h.personView(p, views[p.Node]))
	}
	return nil
}

func isZero(a *money.Amount) bool { return a == nil || *a == 0 }

// person is somebody as desk looks at him.
func (h *homeOf) person(f figures, c followup.Case) desk.Person {
	p := desk.Person{Node: f.Node.ID, Status: foresee.Unsaid, Label: c.Label, Offer: c.Offer}
	if o := f.Outlook.Value; o != nil {
		p.Status, p.Chance = o.Status, o.Chance
	}
	if c.Proposal != nil {
		p.Weakest = c.Proposal.Driver
	}
	for _, d := range h.standing {
		if d.Owner == f.Node.ID {
			p.Stuck++
			if d.Amount != nil {
				p.Worth += *d.Amount
			}
		}
	}
	if next := h.checkinWith(f.Node.ID); next != nil {
		p.Late = *next < h.asOf
	}
	return p
}

func (h *homeOf) personView(p desk.Person, f figures) homePerson {
	out := homePerson{Node: f.Node, Target: f.Target, Actual: f.Actual, Gap: f.Gap, Reasons: p.Reasons(), Next: p.Next(), Weakest: string(p.Weakest),
		Stuck: p.Stuck, Worth: p.Worth, Checkin: h.checkinWith(p.Node), Currency: h.org.Currency, Outlook: BriefOutlook{Status: p.Status}}
	if f.Outlook.Value != nil {
		out.Outlook = *f.Outlook.Value
	}
	return out
}

// checkinWith returns when the caller, who leads him, meets somebody next.
func (h *homeOf) checkinWith(person org.NodeID) *period.Date {
	for _, c := range h.out.Checkins {
		if c.Leads && c.With.ID == person {
			return c.Next
		}
	}
	return nil
}

// below are those directly below the node, the lowest chance first; a target
// that hardly anybody would bet on is to be decided about.
func (h *homeOf) below(ctx context.Context) error {
	shown, err := h.children(ctx, h.node)
	if err != nil {
		return err
	}
	for len(shown) == 1 && shown[0].Node.Kind == org.Team { // of one team the whole says the same
		within, err := h.children(ctx, shown[0].Node.ID)
		if err != nil {
			return err
		}
		if len(within) == 0 {
			break
		}
		shown = within
	}
	slices.SortStableFunc(shown, func(x, y figures) int { return cmp.Compare(chanceOf(x), chanceOf(y)) })
	h.out.BelowAll, h.out.Below = len(shown), shown[:min(mostRows, len(shown))]
	for _, f := range append(h.own(), shown...) {
		if chance := chanceOf(f); h.who == asLeader && chance < desk.Doubt && f.Period.Status == period.Open {
			h.decide(homeDecision{Kind: desk.Doubtful, Node: maybe[nodeRef]{&f.Node}, Amount: f.Gap, Chance: &chance})
		}
	}
	return nil
}

// children returns the figures of those directly below the node that have any.
func (h *homeOf) children(ctx context.Context, node org.NodeID) ([]figures, error) {
	list, err := h.api.Attain.List(ctx, h.scope, h.Query, attain.Selection{Under: node, Direct: true, Sort: "name"})
	if err != nil {
		return nil, err
	}
	shown, err := h.api.withOutlooks(ctx, h.view, list.Rows)
	return slices.DeleteFunc(shown, func(f figures) bool { return f.Target == nil && isZero(f.Actual) }), err
}

// own returns the figures of the node itself, in a list.
func (h *homeOf) own() []figures {
	if h.out.Figures.Value == nil {
		return nil
	}
	return []figures{*h.out.Figures.Value}
}

// chanceOf returns the chance of figures, more than any where none is known.
func chanceOf(f figures) money.Amount {
	if f.Outlook.Value == nil || f.Outlook.Value.Chance == nil {
		return money.Unit + 1
	}
	return *f.Outlook.Value.Chance
}

// data says whether the numbers can be trusted today.
func (h *homeOf) data(ctx context.Context) error {
	quiet, err := h.api.Alerts.Quiet(ctx, h.c.OrgID)
	if err != nil {
		return err
	}
	for _, q := range quiet {
		h.decide(homeDecision{Kind: desk.SilentSource, What: q.Subject, Title: q.Title})
	}
	const most = 30
	list, err := h.api.Store.RecentBatches(ctx, h.c.OrgID, "", most)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(b pipeline.Batch) bool { return b.DryRun || b.State == pipeline.Undone })
	ids := make([]string, len(list))
	for i, b := range list {
		ids[i] = b.ID
	}
	waiting, err := h.api.Store.QuarantineCounts(ctx, h.c.OrgID, ids)
	if err != nil {
		return err
	}
	h.out.Data.Value = h.dataOf(list, waiting)
	h.out.Data.Value.Silent = len(quiet)
	return nil
}

// dataOf sums up imports, the latest first, and notes what is to be done about
// them. Of a source only the last import can have failed: a later one mends it.
func (h *homeOf) dataOf(list []pipeline.Batch, waiting map[string]int) *homeData {
	d := &homeData{}
	seen := map[string]bool{}
	for _, b := range list {
		isLast := !seen[b.Source]
		seen[b.Source] = true
		if isLast && (b.State == pipeline.Failed || b.State == pipeline.Interrupted) {
			d.Failed++
			h.decide(homeDecision{Kind: desk.FailedImport, What: b.ID, Title: b.Source})
		}
		if n := waiting[b.ID]; n > 0 {
			d.Quarantined += n
			h.decide(homeDecision{Kind: desk.Quarantined, What: b.ID, Title: b.Source, Count: n})
		}
		if b.State == pipeline.Done && d.Last == nil {
			d.Source, d.Last = b.Source, momentOrNull(time.UnixMicro(b.FinishedAt))
		}
	}
	return d
}

func (h *homeOf) decide(d homeDecision) { h.out.Decisions = append(h.out.Decisions, d) }

// arrange puts the decisions into their order.
func (h *homeOf) arrange() {
	list := make([]desk.Decision, len(h.out.Decisions))
	for i, d := range h.out.Decisions {
		list[i] = desk.Decision{Kind: d.Kind, What: d.What, Title: d.Title, Count: d.Count, Amount: d.Amount, Chance: d.Chance}
		if d.Node.Value != nil {
			list[i].Node = org.Node{ID: d.Node.Value.ID, Name: d.Node.Value.Name}
		}
	}
	desk.Arrange(list)
	for i, d := range list {
		h.out.Decisions[i] = homeDecision{Kind: d.Kind, What: d.What, Title: d.Title, Count: d.Count, Amount: d.Amount, Chance: d.Chance}
		if d.Node.ID != "" {
			ref := refOf(d.Node)
			h.out.Decisions[i].Node.Value = &ref
		}
	}
}
