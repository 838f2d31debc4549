package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Book holds what facts are counted by: the trees and the exchange rates, the
// funnel, and the series that are kept besides those that everybody has. It is
// immutable: everything that is posted is a function of a book and facts.
type Book struct {
	Tree      *org.Tree
	Rates     *Rates
	Currency  money.Currency // the organisation's
	Funnel    []fact.Stage
	Extra     []Definition // those that are still being filled too
	Fills     []Fill       // how far these have come, and what is being taken away
	Recounts  []Recount    // changes of the tree or the rates that the ledger follows by and by, the oldest first; see WithRecounts
	PlanRates []PlannedRate
	Closes    closing.Closes // all that there ever were; they change no cell, but where it counts
	index     *index
	only      bool   // only what Extra defines is posted
	reach     *reach // of the recounts; nil without any
}

// index is what a book's definitions come to, compiled once.
type index struct {
	by      map[Series][]Definition // by Base; with a scope or without
	cohorts []pair
	reached []reachedMark
	rules   map[string][]rule // by Custom.Facts
	funnel  funnel
	builtin map[Series]bool // those that Extra names although they are always kept
}

// reachedMark is a point of the funnel whose arrivals are counted.
type reachedMark struct {
	unit fact.EventKind
	mark mark
}

// Indexed returns the book with its definitions compiled, so that each deal
// and case is posted faster. It fails when a definition cannot be used.
func (b *Book) Indexed() (*Book, error) {
	compiled, err := newIndex(b.Extra, b.Funnel)
	if err != nil {
		return nil, err
	}
	next := *b
	next.index = compiled
	return &next, nil
}

// With returns the book with another tree and other rates.
func (b *Book) With(tree *org.Tree, rates *Rates) *Book {
	next := *b
	next.Tree, next.Rates = tree, rates
	return &next
}

// WithExtra returns the book with other definitions, compiled.
func (b *Book) WithExtra(extra []Definition) (*Book, error) {
	next := *b
	next.Extra = extra
	return next.Indexed()
}

// WithFunnel returns the book with another funnel, compiled.
func (b *Book) WithFunnel(stages []fact.Stage) (*Book, error) {
	next := *b
	next.Funnel = stages
	return next.Indexed()
}

// OnlyExtra returns the book that posts nothing but what Extra defines, all of
// it: it fills series.
func (b *Book) OnlyExtra() *Book {
	next := *b
	next.only, next.Fills = true, nil
	return &next
}

func (b *Book) indexed() (*index, error) {
	if b.index != nil {
		return b.index, nil
	}
	return newIndex(b.Extra, b.Funnel)
}

func newIndex(extra []Definition, stages []fact.Stage) (*index, error) {
	ix := &index{by: map[Series][]Definition{}, rules: map[string][]rule{}, funnel: newFunnel(stages), builtin: map[Series]bool{}}
	compiled := map[Series]bool{}
	for _, d := range extra {
		twice := slices.ContainsFunc(ix.by[d.Base], func(o Definition) bool { return o.Series == d.Series })
		if len(d.Scope) == 0 && isBuiltin(d.Base) {
			ix.builtin[d.Base] = true
			continue
		}
		if twice {
			continue
		}
		first := len(ix.by[d.Base]) == 0
		ix.by[d.Base] = append(ix.by[d.Base], d)
		if !first {
			continue
		}
		if p, ok := parseCohort(d.Base); ok {
			ix.cohorts = append(ix.cohorts, p)
		} else if unit, m, ok := parseReached(d.Base); ok {
			ix.reached = append(ix.reached, reachedMark{unit, m})
		} else if d.Custom != nil && !compiled[d.Custom.ID] {
			compiled[d.Custom.ID] = true
			rules, err := d.Custom.rules()
			if err != nil {
				return nil, err
			}
			ix.rules[d.Custom.Facts] = append(ix.rules[d.Custom.Facts], rules...)
		}
	}
	return ix, nil
}

// writer collects what facts add as known on one day.
type writer struct {
	*Book
	*index
	into  adder
	ahead map[Series]bool // in which nothing counts yet; see Fill
}

// adder takes what facts add at a place.
type adder interface {
	add(at place, value money.Amount)
}

// spot is where something counts: people with the nodes above them, and the
// places. Each node is there once.
type spot struct{ people, places []org.NodeID }

func (s spot) all() []org.NodeID { return slices.Concat(s.people, s.places) }

// within reports whether all nodes of the scope are among those of the spot.
func (s spot) within(scope []org.NodeID) bool {
	for _, id := range scope {
		if !slices.Contains(s.people, id) && !slices.Contains(s.places, id) {
			return false
		}
	}
	return true
}

// coin is an amount of money: what it is worth in the organisation's currency,
// and what it was in its own.
type coin struct {
	value    money.Amount
	own      money.Amount
	currency money.Currency // "": it happened in the organisation's
	lacking  bool           // no rate is known: value means nothing
}

// put takes the nodes at which a series gets a value.
type put func(series Series, nodes []org.NodeID)

// each calls put with the series that the base goes into at the spot, and the
// nodes at which it counts there. Scoped series are kept for the people's tree
// only.
func (w writer) each(base Series, at spot, put put) {
	w.part(base, at, put)
	w.whole(base, at, put)
}

// part is each without the places: for what counts there whole, and for people
// in parts.
func (w writer) part(base Series, at spot, put put) {
	if w.plain(base) {
		put(base, at.people)
	}
	w.scoped(base, at, put)
}

// scoped is each for the series with a scope that the spot belongs to.
func (w writer) scoped(base Series, at spot, put put) {
	for _, d := range w.by[base] {
		if len(d.Scope) > 0 && !w.ahead[d.Series] && at.within(d.Scope) {
			put(d.Series, at.people)
		}
	}
}

// whole is each at the places alone.
func (w writer) whole(base Series, at spot, put put) {
	if w.plain(base) {
		put(base, at.places)
	}
}

// plain reports whether the base is posted without a scope.
func (w writer) plain(base Series) bool {
	if isBuiltin(base) {
		return (!w.only || w.builtin[base]) && !w.ahead[base]
	}
	return slices.ContainsFunc(w.by[base], func(d Definition) bool { return len(d.Scope) == 0 && !w.ahead[d.Series] })
}

// distinct returns the nodes at which something counts that is spread over
// several spots, by the series that the base goes into; each node once.
func (w writer) distinct(base Series, spots []spot) map[Series][]org.NodeID {
	found := map[Series][]org.NodeID{}
	for _, at := range spots {
		w.each(base, at, func(series Series, nodes []org.NodeID) {
			for _, node := range nodes {
				if !slices.Contains(found[series], node) {
					found[series] = append(found[series], node)
				}
			}
		})
	}
	return found
}

// count returns the put that adds an amount on a day, of a customer or of "".
func (w writer) count(day period.Date, customer org.NodeID, amount money.Amount) put {
	return func(series Series, nodes []org.NodeID) {
		for _, node := range nodes {
			w.into.add(place{series, node, day, customer}, amount)
		}
	}
}

// pay is count for an amount of money; the series that accompany it get theirs.
func (w writer) pay(day period.Date, c coin) put {
	return func(series Series, nodes []org.NodeID) {
		for _, node := range nodes {
			pay(w.into, place{series: series, node: node, day: day}, c)
		}
	}
}

// pay adds an amount of money at the place, and at those of the series that
// accompany its own.
func pay(into adder, at place, c coin) {
	if c.currency == "" {
		into.add(at, c.value)
		return
	}
	of := at.series
	at.series = Own(of, c.currency)
	into.add(at, c.own)
	if c.lacking {
		at.series = Lacking(of, c.currency)
		into.add(at, c.own)
		return
	}
	at.series = Converted(of, c.currency)
	into.add(at, c.value)
	at.series = of
	into.add(at, c.value)
}

// union returns the nodes of both lists, each once, in a list of its own.
func union(a, b []org.NodeID) []org.NodeID {
	all := slices.Clone(a)
	for _, id := range b {
		if !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	return all
}
