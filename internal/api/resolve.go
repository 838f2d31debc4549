package api

import (
	"context"
	"errors"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// resolver finds the node of a kind that a program means by a source's id, an
// alias of it, or the node's own id.
type resolver func(kind org.Kind, ref string) (org.NodeID, bool)

// resolver returns a resolver for everything that the sales name. Aliases are
// read only when some name is not the id of a node: that takes the
// organisation's writer for a moment.
func (a *API) resolver(ctx context.Context, orgID string, day period.Date, sales []saleInput) (resolver, error) {
	var wanted []org.NodeID
	add := func(kind org.Kind, ref *string) {
		if ref != nil && *ref != "" {
			wanted = append(wanted, candidates(kind, *ref)...)
		}
	}
	for _, s := range sales {
		add(org.Person, s.Owner)
		add(org.Customer, s.Customer)
		add(org.Product, s.Product)
		add(org.Territory, s.Territory)
	}
	return a.resolve(ctx, orgID, day, wanted)
}

// candidates returns the ids that a reference may mean, the likeliest first. A
// source's own id wins over a node id that looks alike.
func candidates(kind org.Kind, ref string) []org.NodeID {
	ids := []org.NodeID{org.ID(kind, ref)}
	if id := org.NodeID(ref); id.Kind() == kind {
		ids = append(ids, id)
	}
	return ids
}

func (a *API) resolve(ctx context.Context, orgID string, day period.Date, wanted []org.NodeID) (resolver, error) {
	known := map[org.NodeID]org.NodeID{}
	if len(wanted) > 0 {
		nodes, err := a.Store.Nodes(ctx, access.System(orgID), day, org.Filter{IDs: wanted})
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			known[n.ID] = n.ID
		}
	}
	find := func(kind org.Kind, ref string) (org.NodeID, bool) {
		for _, id := range candidates(kind, ref) {
			if found, ok := known[id]; ok {
				return found, true
			}
		}
		return "", false
	}
	for _, id := range wanted {
		if known[id] != "" {
			continue
		}
		aliases, err := a.Store.Aliases(ctx, orgID)
		for alias, node := range aliases {
			if known[alias] == "" {
				known[alias] = node
			}
		}
		return find, err
	}
	return find, nil
}

// faultOf returns the fault in an error's chain.
func faultOf(err error) (*fault.Error, bool) { return errors.AsType[*fault.Error](err) }
