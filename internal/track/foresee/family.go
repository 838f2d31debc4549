package foresee

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// family are nodes that together make up another, but for what belongs to none
// of them.
type family struct {
	parent   org.NodeID
	children []org.NodeID
	rest     string // the id of the series of what belongs to none of them; "" without any
}

// line is what nodes have in common that divide the same whole: people and
// teams, territories and regions, products and their categories.
func line(kind org.Kind) string {
	switch kind {
	case org.Person, org.Team, org.Credited:
		return "people"
	case org.Region, org.Territory:
		return "places"
	case org.Category, org.Subcategory, org.Product:
		return "goods"
	default:
		return string(kind)
	}
}

// familiesOf returns the families among the nodes as they hang together on the
// day: each after that of its parent, that of people first.
func familiesOf(set setting, nodes []org.NodeID) []family {
	present := map[org.NodeID]bool{}
	for _, id := range nodes {
		present[id] = true
	}
	root := set.org.Root()
	above := func(id org.NodeID) org.NodeID {
		path := set.book.Tree.Path(id, set.asOf, set.asOf)
		for _, at := range slices.Backward(path) {
			if present[at] {
				return at
			}
		}
		if credited := org.CreditedOf(root); line(id.Kind()) == "people" && present[credited] && id != credited {
			return credited // what people are credited for is theirs
		}
		if present[root] && id != root {
			return root
		}
		return ""
	}
	type key struct {
		parent org.NodeID
		line   string
	}
	by := map[key]*family{}
	depth := map[key]int{}
	var order []key
	for _, id := range nodes {
		parent := above(id)
		if parent == "" || isGroup(set, id) || id.Kind() == org.Customer || id == org.CreditedOf(root) {
			continue
		}
		k := key{parent, line(id.Kind())}
		if by[k] == nil {
			by[k] = &family{parent: parent}
			depth[k] = len(set.book.Tree.Path(parent, set.asOf, set.asOf))
			order = append(order, k)
		}
		by[k].children = append(by[k].children, id)
	}
	first := func(k key) int {
		if k.line == "people" {
			return 0
		}
		return 1
	}
	slices.SortFunc(order, func(a, b key) int {
		return cmp.Or(cmp.Compare(depth[a], depth[b]), cmp.Compare(first(a), first(b)), strings.Compare(a.line, b.line), cmp.Compare(a.parent, b.parent))
	})
	families := make([]family, len(order))
	for i, k := range order {
		slices.Sort(by[k].children)
		families[i] = *by[k]
	}
	return families
}

// isGroup reports whether those who belong to the node hang elsewhere in the
// tree: what they bring is not divided by it.
func isGroup(set setting, id org.NodeID) bool {
	children := set.book.Tree.Children(id, set.asOf, set.asOf)
	return len(children) > 0 && !slices.ContainsFunc(children, func(child org.NodeID) bool {
		return set.book.Tree.Parent(child, set.asOf, set.asOf) == id
	})
}

// remainder returns the months of the parent that belong to none of its
// children; ok is false when there are none.
func (f family) remainder(values map[org.NodeID][]float64) (rest []float64, ok bool) {
	const nothing = 0.005 // less than a cent is how fractions are rounded
	rest = slices.Clone(values[f.parent])
	for i := range rest {
		for _, child := range f.children {
			if v := values[child][i]; !forecast.IsMissing(v) {
				rest[i] -= v
			}
		}
		ok = ok || math.Abs(rest[i]) > nothing
	}
	return rest, ok
}

// seriesOf prepares the months of a node, or of what belongs to none, from the
// first in which anything happened. worked are the working days of the months and
// of those ahead; where one has none, the forecast does without.
func seriesOf(id, group string, months []period.Range, values, worked []float64) (s forecast.Series, own []period.Range) {
	own, from := begun(months, values)
	if len(own) == 0 {
		return s, nil
	}
	days := worked[len(months)-len(own):]
	if slices.Contains(days, 0) {
		days = nil
	}
	return forecast.Series{ID: id, Group: group, Frequency: forecast.Monthly, First: int(own[0].Start.Month()) - 1, Values: from, Days: days}, own
}

// settle moves the forecasts so that in each month the children of a family and
// what belongs to none of them sum to the parent: each by how uncertain it is
// (forecast.Reconcile). A parent moves only with the first of its families, and
// not when it was moved as a child: so its number is the same beside its
// siblings and above its children.
func settle(families []family, ahead map[string]forecast.Forecast) {
	fixed := map[org.NodeID]bool{}
	for _, f := range families {
		ids := []string{string(f.parent)}
		for _, child := range f.children {
			ids = append(ids, string(child))
			fixed[child] = true
		}
		if f.rest != "" {
			ids = append(ids, f.rest)
		}
		f.settle(ids, ahead, fixed[f.parent])
		fixed[f.parent] = true
	}
}

func (f family) settle(ids []string, ahead map[string]forecast.Forecast, fixed bool) {
	horizon := len(ahead[ids[0]].Mean)
	if horizon == 0 {
		return
	}
	tree := make(forecast.Tree, len(ids))
	tree[0] = -1
	moved := make([][]float64, len(ids))
	for k := range horizon {
		mean, variance := make([]float64, len(ids)), make([]float64, len(ids))
		spread := 0.0
		for i, id := range ids {
			if k < len(ahead[id].Mean) {
				mean[i], variance[i] = ahead[id].Mean[k], ahead[id].Variance(k)
			}
			if i > 0 {
				spread += variance[i]
			}
		}
		if fixed && spread > 0 {
			variance[0] = 0
		}
		settled := forecast.Reconcile(tree, mean, variance)
		if fixed && spread == 0 {
			settled = mean // nobody knows who of them is wrong
		}
		for i := range ids {
			moved[i] = append(moved[i], settled[i])
		}
	}
	for i, id := range ids {
		if known, ok := ahead[id]; ok && (i > 0 || !fixed) && len(known.Mean) == horizon {
			ahead[id] = known.Moved(moved[i])
		}
	}
}
