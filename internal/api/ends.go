package api

import (
	"context"
	"net/http"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/track/foresee"
)

func endsRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/nodes/{id}/outlook/below", name: "get-outlook-below", summary: "Whom the place comes from where a node ends in a period", tag: "outlook"}, a.getEnds)
}

// endsView divides where a node ends: children and rest sum to the whole, to the
// last unit.
type endsView struct {
	Children []endView `json:"children" doc:"Empty where nobody stands below the node, where they are more than 60 or the metric does not add up over them, and where the parts are not for the reader."`
	Rest     *endView  `json:"rest" doc:"What belongs to none of the children: to who left or moved, to nobody, to those of whom nothing is known yet, or to those that the reader does not see."`
	Whole    *endView  `json:"whole"`
	Unseen   bool      `json:"unseen" doc:"The rest holds nodes that the reader does not see."`
}

type endView struct {
	Node   maybe[nodeRef] `json:"node" doc:"Null of the rest."`
	Actual money.Amount   `json:"actual" doc:"So far."`
	Mean   *money.Amount  `json:"mean" doc:"Where it ends on average; null when that is not known: then it is in the rest."`
}

func (a *API) getEnds(ctx context.Context, c *caller, in *figuresInput) (*body[endsView], error) {
	v, id, q, err := a.ask(ctx, c, in.Node, in.Question)
	if err != nil {
		return nil, err
	}
	ends, err := a.Foresee.Ends(ctx, v.scope, id, q)
	if err != nil {
		return nil, err
	}
	out := endsView{Children: []endView{}}
	if ends == nil {
		return answer(out), nil
	}
	ids := []org.NodeID{id}
	for _, child := range ends.Children {
		ids = append(ids, child.Node)
	}
	names, err := a.names(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	of := func(e foresee.End) endView {
		view := endView{Actual: e.Actual, Mean: e.Mean}
		if ref, ok := names[e.Node]; ok && e.Node != "" {
			view.Node.Value = &ref
		}
		return view
	}
	for _, child := range ends.Children {
		out.Children = append(out.Children, of(child))
	}
	rest, whole := of(ends.Rest), of(ends.Whole)
	out.Rest, out.Whole, out.Unseen = &rest, &whole, ends.Unseen
	return answer(out), nil
}
