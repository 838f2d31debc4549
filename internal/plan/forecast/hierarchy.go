package forecast

// Tree names the parent of each node, or -1 for a root. A node's number is the
// sum of those of its children.
type Tree []int

// Reconcile makes forecasts of all nodes sum: each is moved in proportion to
// how uncertain it is (weighted least squares by variance, methods.md 1.6). Of
// the nodes with children nothing is left but the exact sum. A leaf that would
// fall below 0, though nothing negative was expected of it, is 0 and the others
// are solved again. Nodes whose parents go round in a circle stay as they are.
func Reconcile(tree Tree, mean, variance []float64) []float64 {
	r := reconciler{tree: tree, mean: mean, variance: append([]float64(nil), variance...), fixed: make([]bool, len(tree))}
	r.connect()
	for {
		out := r.solve()
		if !r.fix(out) {
			return out
		}
	}
}

type reconciler struct {
	tree           Tree
	mean, variance []float64
	fixed          []bool  // leaves that are 0
	children       [][]int // by node
	order          []int   // parents before their children
}

func (r *reconciler) connect() {
	r.children = make([][]int, len(r.tree))
	for i, parent := range r.tree {
		if parent >= 0 && parent < len(r.tree) {
			r.children[parent] = append(r.children[parent], i)
		} else {
			r.order = append(r.order, i)
		}
	}
	for i := 0; i < len(r.order); i++ {
		r.order = append(r.order, r.children[r.order[i]]...)
	}
}

// belief is what is thought of a node: a mean and its variance.
type belief struct{ mean, variance float64 }

// joined weighs two independent beliefs; one without variance is certain.
func joined(a, b belief) belief {
	whole := a.variance + b.variance
	if whole == 0 {
		return a
	}
	return belief{(a.mean*b.variance + b.mean*a.variance) / whole, a.variance * b.variance / whole}
}

// solve goes up the tree and joins what is thought of each node with what its
// children sum to, then down, and shares what is over among the children. That
// is the solution of the normal equations, because a tree has no circles.
func (r *reconciler) solve() []float64 {
	own := make([]belief, len(r.tree))
	sums := make([]belief, len(r.tree))
	out := append([]float64(nil), r.mean...)
	for i := len(r.order) - 1; i >= 0; i-- {
		node := r.order[i]
		own[node] = belief{r.mean[node], max(0, r.variance[node])}
		if r.fixed[node] {
			own[node] = belief{}
		}
		for _, child := range r.children[node] {
			sums[node].mean += own[child].mean
			sums[node].variance += own[child].variance
		}
		if len(r.children[node]) > 0 {
			own[node] = joined(sums[node], own[node])
		}
		out[node] = own[node].mean
	}
	for _, node := range r.order {
		over := out[node] - sums[node].mean
		for _, child := range r.children[node] {
			if sums[node].variance > 0 {
				out[child] = own[child].mean + over*own[child].variance/sums[node].variance
			}
		}
	}
	r.sum(out)
	return out
}

// sum replaces what rounding left over.
func (r *reconciler) sum(out []float64) {
	for i := len(r.order) - 1; i >= 0; i-- {
		node := r.order[i]
		if len(r.children[node]) == 0 {
			continue
		}
		out[node] = 0
		for _, child := range r.children[node] {
			out[node] += out[child]
		}
	}
}

// fix sets leaves that fell below 0 to 0, and reports whether there were any.
func (r *reconciler) fix(out []float64) bool {
	found := false
	for node, v := range out {
		if v < 0 && len(r.children[node]) == 0 && r.mean[node] >= 0 && !r.fixed[node] {
			r.fixed[node], found = true, true
		}
	}
	return found
}
