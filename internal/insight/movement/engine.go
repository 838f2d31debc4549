package movement

import (
	"cmp"
	"slices"

	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Question asks what moved the sum of the terms of a metric at a node.
type Question struct {
	Metric   metric.Metric
	Terms    []metric.Term // of one of its sides
	Node     org.NodeID
	Period   period.Range
	From, To period.Date // the moments are the ends of these days
}

// Engine finds what moved a number, fact by fact. It is not safe for concurrent
// use.
type Engine struct {
	Question
	books [3]*metric.Book // by how much of tree and rates is known: of From; the tree of To; all of To
	since [3][]cut        // by how much of time has passed, per term: of From; the days of To; its closes too

	home    money.Currency
	rates   bool // any rate became known between
	tree    *org.Tree
	moved   map[org.NodeID]bool // whether anything became known of where a node belongs
	closing bool                // closes changed between
}

// cut says which cells count of a term.
type cut struct {
	metric.Term
	closing.Cut
}

// NewEngine prepares the question. The book posts all that the metric needs.
func NewEngine(book *metric.Book, q Question) (*Engine, error) {
	e := &Engine{Question: q, home: book.Currency, tree: book.Tree, moved: map[org.NodeID]bool{}}
	before, others := book.Rates.KnownBy(q.From)
	rates, _ := book.Rates.KnownBy(q.To)
	e.rates = others
	first, last := book.Tree.KnownBy(q.From), book.Tree.KnownBy(q.To)
	for i, of := range []*metric.Book{book.With(first, before), book.With(last, before), book.With(last, rates)} {
		indexed, err := of.Indexed()
		if err != nil {
			return nil, err
		}
		e.books[i] = indexed
	}
	old, now := book.Closes.InForce(q.From), book.Closes.InForce(q.To)
	e.closing = !slices.EqualFunc(old, now, func(a, b closing.Close) bool { return a.ID == b.ID })
	e.since = [3][]cut{e.cuts(old, q.From), e.cuts(old, q.To), e.cuts(now, q.To)}
	return e, nil
}

// cuts says which cells of each term count as known at the end of the day, as
// figures do.
func (e *Engine) cuts(closes closing.Closes, day period.Date) []cut {
	if !e.Metric.Posts() {
		if asOf, closed := closes.Holds(e.Period); closed {
			day = min(day, e.Metric.Settled(e.Period, asOf))
		}
		closes = nil
	}
	cuts := make([]cut, len(e.Terms))
	for i, t := range e.Terms {
		cuts[i] = cut{t, closes.Whole(e.Metric.Span(t, e.Period, day), day)}
	}
	return cuts
}

// Days returns the days on which something may have happened that counts.
func (e *Engine) Days(of metric.Term) period.Range {
	days := e.Metric.Span(of, e.Period, e.To)
	for _, day := range []period.Date{e.From, e.To} {
		if span := e.Metric.Span(of, e.Period, day); !span.Empty() {
			days = period.Range{Start: min(days.Start, span.Start), End: max(days.End, span.End)}
		}
	}
	for _, cuts := range e.since {
		for _, c := range cuts {
			for _, late := range c.Late {
				days.Start = min(days.Start, late.Days.Start)
			}
		}
	}
	return days
}

// posting is a fact that can be counted as it was known.
type posting interface {
	breaks() []period.Date
	nodes() []org.NodeID
	currencies() []money.Currency
	// steps returns the causes by which what was known at the end of one day
	// becomes what was known at the end of the other: the first is the fact as of
	// the first day, without a cause.
	steps(from, to period.Date) []step
}

// step is a fact as it is known after one more change.
type step struct {
	Change
	post func(book *metric.Book, to metric.Poster) error
}

// Move returns what the changes of one fact did, in the order of Causes.
func (e *Engine) move(p posting) ([]Change, error) {
	steps := []step{p.steps(e.From, e.From)[0]}
	if slices.ContainsFunc(p.breaks(), e.between) {
		steps = p.steps(e.From, e.To)
	}
	ledger := metric.Ledger{}
	if err := steps[0].post(e.books[0], ledger); err != nil {
		return nil, err
	}
	value := e.sum(ledger, 0)
	var changes []Change
	note := func(c Change, now money.Amount) {
		if c.Value = now - value; c.Value != 0 {
			changes = append(changes, c)
		}
		value = now
	}
	last := steps[len(steps)-1]
	plain := last.Change
	plain.Known, plain.What = 0, nil
	because := func(cause Cause) Change { plain.Cause = cause; return plain }
	note(because(Due), e.sum(ledger, 1))
	again := func(c Change, post func(*metric.Book, metric.Poster) error, book int) error {
		ledger = metric.Ledger{}
		if err := post(e.books[book], ledger); err != nil {
			return err
		}
		note(c, e.sum(ledger, 1))
		return nil
	}
	for _, s := range steps[1:] {
		if err := again(s.Change, s.post, 0); err != nil {
			return nil, err
		}
	}
	if slices.ContainsFunc(p.nodes(), e.elsewhere) {
		if err := again(because(Organisation), last.post, 1); err != nil {
			return nil, err
		}
	}
	if e.rates && slices.ContainsFunc(p.currencies(), func(c money.Currency) bool { return c != e.home }) {
		if err := again(because(Rates), last.post, 2); err != nil {
			return nil, err
		}
	}
	note(because(Closes), e.sum(ledger, 2))
	return changes, nil
}

// between reports whether something that became known on the day did so between
// the two moments.
func (e *Engine) between(day period.Date) bool { return day > e.From && day <= e.To }

// elsewhere reports whether something became known between the two moments of
// where the node belongs.
func (e *Engine) elsewhere(id org.NodeID) bool {
	if id == "" {
		return false
	}
	moved, ok := e.moved[id]
	if !ok {
		moved = slices.ContainsFunc(e.tree.Breaks(id), e.between)
		e.moved[id] = moved
	}
	return moved
}

// sum adds up the cells that count at a moment.
func (e *Engine) sum(ledger metric.Ledger, moment int) (sum money.Amount) {
	for _, c := range e.since[moment] {
		for cell, value := range ledger {
			if cell.Node == e.Node && cell.Series == c.Series && cell.Customer == "" && (c.Contains(cell.Day, cell.Known) || c.IsLate(cell.Day, cell.Known)) {
				sum += money.Amount(c.Sign) * value
			}
		}
	}
	return sum
}

// Deals returns what the deals changed.
func (e *Engine) Deals(list []fact.Deal) ([]Change, error) {
	return collect(e, list, func(d fact.Deal) posting { return deal{d} })
}

// Cases returns what the cases changed.
func (e *Engine) Cases(list []fact.Case) ([]Change, error) {
	return collect(e, list, func(c fact.Case) posting { return story{c} })
}

// Buyers returns what customers changed of a number that counts the first order
// of each, from all their deals.
func (e *Engine) Buyers(of map[org.NodeID][]fact.Deal) ([]Change, error) {
	ids := make([]org.NodeID, 0, len(of))
	for id := range of {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return collect(e, ids, func(id org.NodeID) posting { return buyer{id, of[id]} })
}

func collect[T any](e *Engine, list []T, posted func(T) posting) ([]Change, error) {
	var all []Change
	for _, one := range list {
		changes, err := e.move(posted(one))
		if err != nil {
			return nil, err
		}
		all = append(all, changes...)
	}
	return all, nil
}

// add makes a part of a number's two values and of all that changed it. What
// the changes do not sum to is a piece of its own.
func add(before, after *money.Amount, changes []Change, most int) Part {
	p := Part{Before: before, After: after, Pieces: []Piece{}, Changes: []Change{}}
	whole := p.Difference()
	if whole == nil {
		return p
	}
	left := *whole
	for _, cause := range Causes() {
		piece := Piece{Cause: cause}
		for _, c := range changes {
			if c.Cause == cause {
				piece.Value += c.Value
				piece.Count++
			}
		}
		left -= piece.Value
		if cause == Other {
			piece.Value += left
		}
		if piece.Count > 0 || piece.Value != 0 {
			p.Pieces = append(p.Pieces, piece)
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(size(b.Value), size(a.Value)), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	p.Left = max(0, len(changes)-most)
	p.Changes = append(p.Changes, changes[:len(changes)-p.Left]...)
	return p
}

func size(a money.Amount) money.Amount { return max(a, -a) }
