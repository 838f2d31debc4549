package api

import (
	"context"
	"strings"

	"github.com/attainhq/attain/internal/insight/movement"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

type movementInput struct {
	Node
	Question
	Since string `query:"since" format:"date" doc:"The number is compared with what it was at the end of this day; default: a week before as_of."`
	Limit int    `query:"limit" default:"20" minimum:"0" maximum:"1000" doc:"Changes of each part, the largest first."`
}

// movementView says why a number is another than it was.
type movementView struct {
	Node     nodeRef         `json:"node"`
	Metric   metricView      `json:"metric"`
	Currency *money.Currency `json:"currency"`
	Period   periodView      `json:"period"`
	Since    period.Date     `json:"since" format:"date"`
	AsOf     period.Date     `json:"as_of" format:"date"`
	Actual   movementPart    `json:"actual"`
	Target   movementPart    `json:"target"`
	Before   movementFigures `json:"before"`
	After    movementFigures `json:"after"`
}

type movementFigures struct {
	Attainment *money.Amount `json:"attainment"`
	Gap        *money.Amount `json:"gap"`
}

type movementPart struct {
	Before     *money.Amount    `json:"before" doc:"Null where there was none."`
	After      *money.Amount    `json:"after"`
	Difference *money.Amount    `json:"difference" doc:"The pieces sum to it; null where there was none before and after."`
	Pieces     []movementPiece  `json:"pieces" doc:"In the order in which one thing after another is changed."`
	Changes    []movementChange `json:"changes" doc:"The largest first."`
	Left       int              `json:"left" doc:"Changes that were left out."`
	Note       string           `json:"note"`
}

type movementPiece struct {
	Cause movement.Cause `json:"cause" enum:"due,new,late,refund,cancelled,edit,split,target,organisation,rates,closes,numerator,denominator,other"`
	Value money.Amount   `json:"value"`
	Count int            `json:"count" doc:"Facts or targets that it changed."`
}

type movementChange struct {
	Cause    movement.Cause   `json:"cause" enum:"due,new,late,refund,cancelled,edit,split,target,organisation,rates,closes,numerator,denominator,other"`
	Kind     string           `json:"kind" doc:"order, customer, target, rates, or what the story is of: lead, opportunity, …"`
	ID       string           `json:"id"`
	Value    money.Amount     `json:"value"`
	Day      *period.Date     `json:"day" format:"date" doc:"When it happened; of a target the first of its days."`
	Known    *period.Date     `json:"known" format:"date" doc:"When that became known; null where the fact itself says nothing new."`
	Edited   []movementEdited `json:"edited"`
	By       string           `json:"by" doc:"Who set the target."`
	Why      string           `json:"why" doc:"The reason given for it."`
	Owner    maybe[nodeRef]   `json:"owner"`
	Customer maybe[nodeRef]   `json:"customer"`
	Product  maybe[nodeRef]   `json:"product"`
}

type movementEdited struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// weekBack is how far a movement looks back unless it is told.
const weekBack = 7

func (a *API) movement(ctx context.Context, c *caller, in *movementInput) (movementView, error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return movementView{}, err
	}
	since := v.asOf.Add(-weekBack)
	if in.Since != "" {
		if since, err = period.ParseDate(in.Since); err != nil {
			return movementView{}, invalid("query.since", err)
		}
	}
	m, err := a.Movement.Between(ctx, v.scope, id, q, since, in.Limit)
	if err != nil {
		return movementView{}, err
	}
	out := movementView{Node: refOf(m.Node), Metric: metricOf(m.Metric), Currency: currencyOf(m.Currency), Period: periodOf(m.Period, m.To), Since: m.From, AsOf: m.To,
		Before: movementFigures{m.Before.Attainment, m.Before.Gap}, After: movementFigures{m.After.Attainment, m.After.Gap}}
	if out.Actual, err = a.movementPart(ctx, v, m.Actual); err != nil {
		return out, err
	}
	out.Target, err = a.movementPart(ctx, v, m.Target)
	return out, err
}

func (a *API) getMovement(ctx context.Context, c *caller, in *movementInput) (*body[movementView], error) {
	out, err := a.movement(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return answer(out), nil
}

func (a *API) movementPart(ctx context.Context, v view, p movement.Part) (movementPart, error) {
	out := movementPart{Before: p.Before, After: p.After, Difference: p.Difference(), Pieces: []movementPiece{}, Changes: []movementChange{}, Left: p.Left, Note: p.Note}
	for _, piece := range p.Pieces {
		out.Pieces = append(out.Pieces, movementPiece(piece))
	}
	var ids, edited []org.NodeID
	for _, c := range p.Changes {
		ids = append(ids, c.Owner, c.Customer, c.Product)
		for _, e := range c.What {
			if named[e.Field] {
				edited = append(edited, org.NodeID(e.Before), org.NodeID(e.After))
			}
		}
	}
	names, err := a.names(ctx, v, ids)
	if err != nil {
		return out, err
	}
	seen, err := a.namesSeen(ctx, v, edited)
	if err != nil {
		return out, err
	}
	for _, c := range p.Changes {
		out.Changes = append(out.Changes, changeOf(c, names, seen))
	}
	return out, nil
}

// named are the fields of a sale that hold a node.
var named = map[string]bool{"owner": true, "territory": true, "product": true, "customer": true, "channel": true, "lead_source": true}

func changeOf(c movement.Change, names, seen map[org.NodeID]nodeRef) movementChange {
	ref := func(id org.NodeID) (ref maybe[nodeRef]) {
		if n, ok := names[id]; ok && id != "" {
			ref.Value = &n
		}
		return ref
	}
	out := movementChange{Cause: c.Cause, Kind: c.Kind, ID: c.ID, Value: c.Value, Edited: []movementEdited{}, By: c.By, Why: c.Why,
		Owner: ref(c.Owner), Customer: ref(c.Customer), Product: ref(c.Product)}
	if c.Day != 0 {
		out.Day = &c.Day
	}
	if c.Known != 0 {
		out.Known = &c.Known
	}
	for _, e := range c.What {
		if named[e.Field] {
			e.Before, e.After = nameSeen(e.Before, seen), nameSeen(e.After, seen)
		}
		out.Edited = append(out.Edited, movementEdited(e))
	}
	return out
}

// nameSeen returns what the reader may be told of a node that a fact named
// before or names now.
func nameSeen(id string, seen map[org.NodeID]nodeRef) string {
	switch ref := seen[org.NodeID(id)]; {
	case id == "":
		return ""
	case ref.Name == id:
		return "another"
	default:
		return ref.Name
	}
}

var movementHeader = []string{"number", "cause", "kind", "id", "value", "day", "known_on", "owner", "customer", "product", "edited", "by", "reason"}

// exportMovement writes every change, so that they sum to the differences.
func (a *API) exportMovement(ctx context.Context, c *caller, in *movementInput) (*file, error) {
	whole := *in
	whole.Limit = 1_000_000
	out, err := a.movement(ctx, c, &whole)
	if err != nil {
		return nil, err
	}
	rows := [][]string{movementHeader}
	for _, part := range []struct {
		name string
		movementPart
	}{{"actual", out.Actual}, {"target", out.Target}} {
		if len(part.Changes) == 0 {
			for _, p := range part.Pieces {
				rows = append(rows, append([]string{part.name, string(p.Cause), "", "", p.Value.String()}, make([]string, len(movementHeader)-5)...))
			}
		}
		for _, c := range part.Changes {
			rows = append(rows, movementRow(part.name, c))
		}
	}
	return tableFile("movement", rows)
}

func movementRow(number string, c movementChange) []string {
	name := func(ref maybe[nodeRef]) string {
		if ref.Value == nil {
			return ""
		}
		return ref.Value.Name
	}
	day := func(d *period.Date) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	edits := make([]string, len(c.Edited))
	for i, e := range c.Edited {
		edits[i] = e.Field + ": " + e.Before + " → " + e.After
	}
	return []string{number, string(c.Cause), c.Kind, c.ID, c.Value.String(), day(c.Day), day(c.Known), name(c.Owner), name(c.Customer), name(c.Product),
		strings.Join(edits, "; "), c.By, c.Why}
}
