package metric

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// queues are all there are, in the order in which a recount goes through them.
var queues = []Queue{OfDeals, OfCustomers, OfCases}

// Recount is a change of who belongs where, or of rates, that so many facts count
// by that the ledger follows it by and by: everything there is, in the order of
// the queues and of the ids in each. What it has passed counts by the book as it
// stands, all else by the book as it was before. That is so for what is posted
// meanwhile too, so each fact is taken out of the ledger by what put it in.
//
// When the next change comes before the last one is through, both stand one behind
// the other: a fact counts by what the newest that has passed it has made. Only
// the newest goes on. When it comes to where the one before stands, nothing is
// between them any more, and they are one.
type Recount struct {
	Number int64  // each has a higher one than those that were begun before
	Back   Back   // what the change replaced
	Queue  Queue  // what it goes through now; those before are done
	After  string // the last id of the queue that it has passed; "" before the first
	Done   int64  // how many facts and customers it has passed,
	Total  int64  // and of how many, when that was counted; 0 before it was
	From   int64  // microseconds; nothing is counted before, as somebody may be reading
	// Broken says that somebody stored something who did not know of the recount.
	// What the ledger holds of it is not what either book says.
	Broken bool

	tree  *org.Tree // before the change
	rates *Rates
}

// NewRecount returns a recount before its first fact.
func NewRecount(number int64, back Back, from int64) Recount {
	return Recount{Number: number, Back: back, Queue: queues[0], From: from}
}

// Share returns the part that is done, below 1.
func (r Recount) Share() money.Amount { return Fill{Done: r.Done, Total: r.Total}.Share() }

// Untouched reports whether nothing counts by the change yet.
func (r Recount) Untouched() bool { return r.Queue == queues[0] && r.After == "" }

// Ended returns the recount at the end of its queue, which is the beginning of
// the next; whole is true when there is none.
func (r Recount) Ended() (next Recount, whole bool) {
	i := slices.Index(queues, r.Queue) + 1
	if i == len(queues) {
		return r, true
	}
	r.Queue, r.After = queues[i], ""
	return r, false
}

// Meets reports whether both recounts stand at the same place.
func (r Recount) Meets(o Recount) bool { return r.Queue == o.Queue && r.After == o.After }

// passed reports whether what is posted of the queue under the id counts by the
// change.
func (r Recount) passed(queue Queue, id string) bool {
	at := cmp.Compare(slices.Index(queues, queue), slices.Index(queues, r.Queue))
	return at < 0 || at == 0 && id <= r.After
}

// Back is what a change replaced: for each edge and each rate that it made or
// changed, by its key, what stood there.
type Back struct {
	Edges []EdgeBack
	Rates []RateBack
}

// EdgeBack is an edge as it was; There is false for one that was not there, of
// which only the key counts.
type EdgeBack struct {
	org.Edge
	There bool
}

// RateBack is a rate as it was; There is as in EdgeBack.
type RateBack struct {
	DatedRate
	There bool
}

// edgeKey is what makes an edge the same one: what is left of it without what
// can change.
func edgeKey(e org.Edge) org.Edge {
	e.Valid.End, e.Known.End = 0, 0
	return e
}

type rateKey struct {
	from, to money.Currency
	day      period.Date
	known    period.Date
}

func (d DatedRate) key() rateKey { return rateKey{d.Rate.From, d.Rate.To, d.Day, d.Known.Start} }

// Back returns what the edges and rates replace that are about to be stored.
func (b *Book) Back(edges []org.Edge, rates []DatedRate) Back {
	var back Back
	seen := map[org.Edge]bool{}
	for _, e := range edges {
		if key := edgeKey(e); !seen[key] {
			seen[key] = true
			was := EdgeBack{Edge: key}
			for _, o := range b.Tree.Edges(e.Child) {
				if o.SameLine(e) {
					was = EdgeBack{o, true}
				}
			}
			back.Edges = append(back.Edges, was)
		}
	}
	stored := map[rateKey]DatedRate{}
	for _, r := range b.Rates.list {
		stored[r.key()] = r
	}
	noted := map[rateKey]bool{}
	for _, r := range rates {
		if key := r.key(); !noted[key] {
			noted[key] = true
			was, there := stored[key]
			if !there {
				was = r
			}
			back.Rates = append(back.Rates, RateBack{was, there})
		}
	}
	return back
}

// treeBefore returns the tree without what a change did to it.
func treeBefore(tree *org.Tree, back []EdgeBack) *org.Tree {
	if len(back) == 0 {
		return tree
	}
	changed := make(map[org.Edge]bool, len(back))
	var edges []org.Edge
	for _, e := range back {
		changed[edgeKey(e.Edge)] = true
		if e.There {
			edges = append(edges, e.Edge)
		}
	}
	for _, e := range tree.All() {
		if !changed[edgeKey(e)] {
			edges = append(edges, e)
		}
	}
	return org.NewTree(tree.Root(), edges)
}

// ratesBefore is treeBefore for rates.
func ratesBefore(rates *Rates, back []RateBack) *Rates {
	if len(back) == 0 {
		return rates
	}
	changed := make(map[rateKey]bool, len(back))
	var list []DatedRate
	for _, r := range back {
		changed[r.key()] = true
		if r.There {
			list = append(list, r.DatedRate)
		}
	}
	for _, r := range rates.list {
		if !changed[r.key()] {
			list = append(list, r)
		}
	}
	return NewRates(rates.to, list)
}

// WithRecounts returns the book with what the ledger has not followed yet. The
// book's own tree and rates are those after all of them.
func (b *Book) WithRecounts(list []Recount) *Book {
	next := *b
	next.Recounts, next.reach = slices.Clone(list), nil
	tree, rates := b.Tree, b.Rates
	for i := range slices.Backward(next.Recounts) {
		r := &next.Recounts[i]
		tree, rates = treeBefore(tree, r.Back.Edges), ratesBefore(rates, r.Back.Rates)
		r.tree, r.rates = tree, rates
	}
	if len(list) > 0 {
		next.reach = next.reachable()
	}
	return &next
}

// RecountsAt returns the book with its recounts at the places to which they have
// come now. They must be the same ones.
func (b *Book) RecountsAt(now []Recount) *Book {
	next := *b
	next.Recounts = slices.Clone(b.Recounts)
	for i := range next.Recounts {
		r := &next.Recounts[i]
		for _, at := range now {
			if at.Number == r.Number {
				r.Queue, r.After, r.Done, r.Total, r.From, r.Broken = at.Queue, at.After, at.Done, at.Total, at.From, at.Broken
			}
		}
	}
	return &next
}

// Followed returns the book by which everything counts when all recounts are
// through.
func (b *Book) Followed() *Book {
	if len(b.Recounts) == 0 {
		return b
	}
	next := *b
	next.Recounts, next.reach = nil, nil
	return &next
}

// Newest returns the recount that was begun last, which is the one that goes on.
func (b *Book) Newest() (r Recount, ok bool) {
	if n := len(b.Recounts); n > 0 {
		return b.Recounts[n-1], true
	}
	return Recount{}, false
}

// side returns the book by which the fact counts now: itself nearly always.
func (b *Book) side(queue Queue, id string) *Book {
	tree, rates := b.Tree, b.Rates
	for _, r := range slices.Backward(b.Recounts) {
		if r.passed(queue, id) {
			break
		}
		tree, rates = r.tree, r.rates
	}
	if tree == b.Tree && rates == b.Rates {
		return b
	}
	return b.With(tree, rates)
}

// reach is what the book's recounts may change.
type reach struct {
	all   bool                // everything: rates are among them
	moved map[org.NodeID]bool // what ever stood below an edge that changed, itself included
	above map[org.NodeID]bool // what ever stood above one
}

func (b *Book) reachable() *reach {
	r := &reach{moved: map[org.NodeID]bool{}, above: map[org.NodeID]bool{}}
	var children, parents []org.NodeID
	trees := []*org.Tree{b.Tree}
	for _, c := range b.Recounts {
		r.all = r.all || len(c.Back.Rates) > 0
		if !slices.Contains(trees, c.tree) {
			trees = append(trees, c.tree)
		}
		for _, e := range c.Back.Edges {
			children, parents = append(children, e.Child), append(parents, e.Parent)
		}
	}
	for _, tree := range trees {
		for _, id := range children {
			if r.moved[id] && tree == b.Tree {
				continue
			}
			for _, below := range tree.Below(id) {
				r.moved[below] = true
			}
		}
		for _, id := range tree.Above(parents) {
			r.above[id] = true
		}
	}
	delete(r.above, b.Tree.Root()) // everybody belongs to it, whoever else he belongs to
	return r
}

// Recounting reports whether the metric may be counted at the node in part by
// what was before and in part by what is now. What stands above nothing that has
// moved is not touched, nor is what the company has as a whole: but for what
// counts only within a scope, by other rates, or by a formula, which may ask for
// any node that a fact belongs to.
func (b *Book) Recounting(m Metric, node org.NodeID) bool {
	switch r := b.reach; {
	case r == nil:
		return false
	case r.all || r.above[node] || m.Custom:
		return true
	default:
		return slices.ContainsFunc(m.Scope, func(id org.NodeID) bool { return r.above[id] })
	}
}

// Moves reports whether the deal may count otherwise by one of the recounts.
func (b *Book) Moves(deal fact.Deal) bool {
	r := b.reach
	if r == nil || r.all {
		return r != nil
	}
	for _, v := range deal.Lines {
		if r.anyOf(v.Owner, v.Territory, v.Product, v.Customer, v.Channel, v.LeadSource) {
			return true
		}
	}
	for _, s := range deal.Splits {
		if slices.ContainsFunc(s.Shares, func(share fact.Share) bool { return r.moved[share.Person] }) {
			return true
		}
	}
	return false
}

func (r *reach) anyOf(ids ...org.NodeID) bool {
	return slices.ContainsFunc(ids, func(id org.NodeID) bool { return r.moved[id] })
}
