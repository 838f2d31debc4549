package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

func attainmentRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/attainment", name: "get-attainment", summary: "How a node stands in a period", tag: "attainment"}, a.getAttainment)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/burnup", name: "get-burnup", summary: "How it got there, day by day", tag: "attainment"}, a.getBurnup)
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/breakdown", name: "get-breakdown", summary: "Where a node's number comes from", tag: "attainment"}, a.getBreakdown)
	register(a, route{method: http.MethodGet, path: "/attainment", name: "list-attainment", summary: "How many nodes stand", tag: "attainment"}, a.listAttainment)
	register(a, route{method: http.MethodGet, path: "/attainment.csv", name: "export-attainment", summary: "The same list, whole, as CSV", tag: "attainment",
		responses: textResponse("text/csv", "The whole list.")}, a.exportAttainment)
}

type figuresInput struct {
	Node
	Question
}

// ask reads what a question about one node needs.
func (a *API) ask(ctx context.Context, c *caller, n Node, q Question) (view, org.NodeID, attain.Query, error) {
	v, query, err := a.question(ctx, c, q)
	if err != nil {
		return v, "", query, err
	}
	id, err := n.nodeID()
	return v, id, query, err
}

func (a *API) getAttainment(ctx context.Context, c *caller, in *figuresInput) (*body[figures], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	f, err := a.Attain.Node(ctx, v.scope, id, q)
	if err != nil {
		return nil, err
	}
	shown, err := a.withOutlooks(ctx, v, []attain.Figures{f})
	if err != nil {
		return nil, err
	}
	return answer(shown[0]), nil
}

type burnupInput struct {
	Node
	Question
	Curve string `query:"curve" default:"calendar" enum:"calendar,working_days" doc:"Which days the plan line climbs on."`
}

type burnup struct {
	Figures figures      `json:"figures"`
	Curve   attain.Curve `json:"curve" enum:"calendar,working_days"`
	Points  []point      `json:"points"`
}

type point struct {
	Day    period.Date   `json:"day" format:"date"`
	Value  *money.Amount `json:"value" doc:"Of the day; null after as_of."`
	Actual *money.Amount `json:"actual" doc:"Cumulative; null after as_of."`
	Plan   *money.Amount `json:"plan" doc:"Expected by the end of the day; null without a target."`
}

// longestBurnup bounds the points of one answer: ten years.
const longestBurnup = 3_660

func (a *API) getBurnup(ctx context.Context, c *caller, in *burnupInput) (*body[burnup], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	shown := q.Period.Range
	if shown.IsOpen() {
		shown = shown.Through(v.asOf)
	}
	if days, _ := shown.Days(); days > longestBurnup {
		return nil, invalid("query.period", fault.New(fault.Invalid, "has %d days; at most %d can be shown day by day", days, longestBurnup))
	}
	b, err := a.Attain.BurnUp(ctx, v.scope, id, q, attain.Curve(in.Curve))
	if err != nil {
		return nil, err
	}
	out := burnup{Figures: figuresOf(b.Figures), Curve: b.Curve, Points: make([]point, 0, len(b.Points))}
	for _, p := range b.Points {
		out.Points = append(out.Points, point(p))
	}
	return answer(out), nil
}

type breakdownInput struct {
	Node
	Question
	By    string `query:"by" required:"true" doc:"Kind of node to divide by."`
	Limit int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
}

type breakdown struct {
	By         org.Kind      `json:"by"`
	Items      []slice       `json:"items" doc:"By value, the largest first."`
	Other      others        `json:"other" doc:"What the limit left out."`
	Unassigned money.Amount  `json:"unassigned" doc:"What belongs to no node of the kind."`
	Late       []lateView    `json:"late" doc:"What happened in closed periods before: a part of total that is not divided."`
	Total      *money.Amount `json:"total" doc:"Null where there is nothing to make it of."`
	Note       string        `json:"note"`
	Filling    *money.Amount `json:"filling" doc:"The share of all that ever happened that is counted, while there is no value for that reason; null otherwise."`
}

type slice struct {
	Node  nodeRef       `json:"node"`
	Value money.Amount  `json:"value"`
	Share *money.Amount `json:"share" doc:"Of the total; null when that is 0."`
}

type others struct {
	Count int          `json:"count"`
	Value money.Amount `json:"value"`
}

func (a *API) getBreakdown(ctx context.Context, c *caller, in *breakdownInput) (*body[breakdown], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	by, err := org.ParseKind(in.By)
	if err != nil {
		return nil, invalid("query.by", err)
	}
	b, err := a.Attain.Breakdown(ctx, v.scope, id, q, by, in.Limit)
	if err != nil {
		return nil, err
	}
	out := breakdown{By: b.By, Items: make([]slice, 0, len(b.Slices)), Other: others{b.OtherCount, b.Other},
		Unassigned: b.Unassigned, Late: latesOf(b.Late, q.Metric, v.asOf), Total: b.Total, Note: b.Note, Filling: b.Filling}
	for _, s := range b.Slices {
		item := slice{Node: refOf(s.Node), Value: s.Value}
		if b.Total != nil && q.Metric.Shape == metric.Sum {
			if share, ok := money.Ratio(s.Value, *b.Total); ok {
				item.Share = &share
			}
		}
		out.Items = append(out.Items, item)
	}
	return answer(out), nil
}

// Selection says which rows a list holds, and in which order.
type Selection struct {
	By     string `query:"by" doc:"Kind of node; may be left out with direct."`
	Under  string `query:"under" maxLength:"1000" doc:"Only what belonged to this node during the period."`
	Direct bool   `query:"direct" doc:"Only what belonged directly to under, teams before people."`
	Search string `query:"q" maxLength:"200" doc:"Part of the name or of the id, in any case."`
	Sort   string `query:"sort" default:"attainment" enum:"attainment,actual,target,gap,name,rank"`
	Order  string `query:"order" enum:"asc,desc" doc:"Default: desc, but asc for name and rank."`
}

type listInput struct {
	Question
	Selection
	Page
}

type attainmentList struct {
	Items      []figures          `json:"items"`
	NextCursor string             `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	Total      maybe[figures]     `json:"total" doc:"Of under."`
	Unassigned maybe[amountValue] `json:"unassigned" doc:"What of total, without what is late, belongs to none of the rows."`
}

type amountValue struct {
	Value money.Amount `json:"value"`
}

func (a *API) listAttainment(ctx context.Context, c *caller, in *listInput) (*body[attainmentList], error) {
	rows, err := a.rows(ctx, c, in.Question, in.Selection)
	if err != nil {
		return nil, err
	}
	page, err := cut(c, in.Page, rows.Rows)
	if err != nil {
		return nil, err
	}
	out := attainmentList{NextCursor: page.NextCursor}
	if rows.Total != nil {
		page.Items = append(page.Items, *rows.Total)
	}
	if out.Items, err = a.shownRows(ctx, c, in.AsOf, page.Items); err != nil {
		return nil, err
	}
	if n := len(out.Items) - 1; rows.Total != nil {
		out.Total.Value, out.Items = &out.Items[n], out.Items[:n]
	}
	if rows.Unassigned != nil {
		out.Unassigned.Value = &amountValue{*rows.Unassigned}
	}
	return answer(out), nil
}

// rows answers the list and its export, so that both hold the same.
func (a *API) rows(ctx context.Context, c *caller, q Question, s Selection) (attain.List, error) {
	v, query, err := a.question(ctx, c, q)
	if err != nil {
		return attain.List{}, err
	}
	selection := attain.Selection{Under: org.NodeID(s.Under), Direct: s.Direct, Search: s.Search, Sort: s.Sort, Desc: s.Order == "desc"}
	if s.Order == "" {
		selection.Desc = s.Sort != "name" && s.Sort != "rank"
	}
	switch {
	case s.Direct && s.Under == "":
		return attain.List{}, invalid("query.under", fault.New(fault.Invalid, "is missing; direct asks for the children of a node"))
	case s.By == "" && !s.Direct:
		return attain.List{}, invalid("query.by", fault.New(fault.Invalid, "is missing; say which kind of node the rows are, for example person"))
	case s.By != "":
		if selection.By, err = org.ParseKind(s.By); err != nil {
			return attain.List{}, invalid("query.by", err)
		}
	}
	if s.Direct && s.By != "" && selection.Under.Kind() == org.Company && selection.By != org.Team && selection.By != org.Person {
		selection.Direct = false // the company has no such children in its tree; all of the kind are meant
	}
	if selection.Under.Kind() == org.Company && !selection.Direct && selection.By != org.Team && selection.By != org.Person {
		return a.everything(ctx, v, query, selection)
	}
	rows, err := a.Attain.List(ctx, v.scope, query, selection)
	if err != nil {
		return rows, err
	}
	arrange(rows.Rows, s)
	return rows, nil
}

// everything lists the nodes of a kind that does not hang in the company's
// tree of people, with the company's total: its territories, its products.
func (a *API) everything(ctx context.Context, v view, q attain.Query, s attain.Selection) (attain.List, error) {
	total, err := a.Attain.Node(ctx, v.scope, s.Under, q)
	if err != nil {
		return attain.List{}, err
	}
	s.Under, s.Direct = "", false
	rows, err := a.Attain.List(ctx, v.scope, q, s)
	rows.Total = &total
	if err == nil && v.scope.All && q.Metric.Additive && s.Search == "" && total.Actual != nil {
		left := *total.Actual - total.LateSum()
		counted := true
		for _, f := range rows.Rows {
			if f.Actual != nil {
				left -= *f.Actual - f.LateSum()
			}
			counted = counted && f.Filling == nil
		}
		if counted {
			rows.Unassigned = &left
		}
	}
	return rows, err
}

// arrange puts teams before people in a drill-down, and keeps an order by
// amounts from telling how the amounts of masked colleagues compare: they come
// last, by rank.
func arrange(rows []attain.Figures, s Selection) {
	if s.Direct {
		slices.SortStableFunc(rows, func(x, y attain.Figures) int {
			return cmp.Compare(place(x.Node.ID.Kind()), place(y.Node.ID.Kind()))
		})
	}
	if s.Sort == "name" || s.Sort == "rank" || s.Sort == "attainment" {
		return
	}
	slices.SortStableFunc(rows, func(x, y attain.Figures) int {
		switch {
		case x.Masked != y.Masked && y.Masked:
			return -1
		case x.Masked != y.Masked:
			return 1
		case x.Masked:
			return cmp.Or(cmp.Compare(ranked(x), ranked(y)), cmp.Compare(x.Node.Name, y.Node.Name), cmp.Compare(x.Node.ID, y.Node.ID))
		default:
			return 0
		}
	})
}

// ranked returns the rank, a number after all ranks without one.
func ranked(f attain.Figures) int {
	if f.Rank == 0 {
		return int(^uint(0) >> 1)
	}
	return f.Rank
}

func place(kind org.Kind) int {
	if kind == org.Person {
		return 1
	}
	return 0
}
