package pipeline

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// A series that is new is filled from all facts. Where they are few that is done
// by the transaction that registers it. Where they are many it would stop every
// other writer for minutes, and so the transaction only notes a metric.Fill, and
// steps of some facts each, one transaction each, go through all facts in the
// order of their ids. The place that a step has come to is stored with what it
// posted: whoever is killed, any server goes on from there, and several at once
// take turns. What is posted between two steps is counted by the rule of
// metric.Fill.

// pace says how series are filled.
type pace struct {
	atOnce int           // deals, or cases, are counted by the transaction that registers a series
	step   int           // and about so many by one step, or cells cleared
	settle time.Duration // after which nobody answers by the series any more that is counted anew
}

// usual: a step takes some 50 ms, for which a sale may have to wait. Whoever has
// begun to answer before a series was marked has ended before it is cleared.
var usual = pace{atOnce: 40_000, step: 1_000, settle: time.Minute}

// Filling returns the pipeline with another pace: it fills series by the
// transaction that registers them while there are at most atOnce facts, and by
// steps of so many otherwise.
func (p *Pipeline) Filling(atOnce, step int, settle time.Duration) *Pipeline {
	next := *p
	next.pace = pace{atOnce, step, settle}
	return &next
}

// Keyset reads what there is some at a time, in the order of the ids.
type Keyset interface {
	DealsAfter(last fact.DealID, most int) ([]fact.DealID, error)
	CasesAfter(last fact.CaseID, most int) ([]fact.CaseID, error)
	// CustomersAfter returns those who ever had a deal.
	CustomersAfter(last org.NodeID, most int) ([]org.NodeID, error)
}

// Fill takes the series that are being filled, or what is being counted anew, a
// step on. It returns how many there still are, and whether anything was done:
// when nothing was, it is too early to touch what is left.
func (p *Pipeline) Fill(ctx context.Context, orgID string) (left int, moved bool, err error) {
	size, there, err := p.size(ctx, orgID)
	if err != nil || !there {
		return 0, false, err
	}
	broken := false
	err = p.store.Write(ctx, orgID, func(tx Tx) error {
		book, err := tx.Book()
		if err != nil {
			return err
		}
		if newest, _ := book.Newest(); newest.Broken {
			broken = true
			return nil
		}
		changes := Changes{At: p.now()}
		f := filler{tx: tx, book: book, changes: &changes, pace: p.pace, size: size}
		if size.lostMix && !book.Mixing() { // since this is noted, others know of it
			left, moved = len(book.Fills)+1, true
			changes.Fills = append(changes.Fills, p.registration(tx, book, &changes).later(metric.FreshMix()))
			return tx.Save(changes)
		}
		if moved, err = f.step(p.now().UnixMicro()); err != nil {
			return err
		}
		left = len(book.Fills) - len(changes.Series) - len(changes.Dropped) + len(book.Recounts) - len(changes.Recounted)
		if !moved {
			return nil
		}
		return tx.Save(changes)
	})
	if err == nil && broken {
		return p.mend(ctx, orgID)
	}
	p.tell(orgID, err == nil && moved)
	return left, moved, err
}

// FillAll takes steps until nothing is being filled or counted anew any more. It tells of each.
func (p *Pipeline) FillAll(ctx context.Context, orgID string, told func(left int)) error {
	const look = time.Second
	for {
		left, moved, err := p.Fill(ctx, orgID)
		if err != nil || left == 0 {
			return err
		}
		told(left)
		if moved {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(look):
		}
	}
}

// size counts, before anybody has to wait for it, how much there is of the queue
// that is next, when its fills do not know, and of all when a recount does not,
// and whether the mix is lost; there is false when nothing is to be done.
func (p *Pipeline) size(ctx context.Context, orgID string) (size sized, there bool, err error) {
	err = p.store.View(ctx, orgID, func(v View) error {
		book, err := v.Book()
		if err != nil {
			return err
		}
		there = len(book.Fills)+len(book.Recounts) > 0
		if newest, ok := book.Newest(); ok {
			if size.anew, err = sizeOfRecount(v, newest); err != nil {
				return err
			}
		}
		size.lostMix = book.Mixing()
		if next, _ := nextFills(book.Fills); len(next) > 0 && next[0].Total == 0 {
			size.queue = next[0].Queue()
			size.facts, err = v.Size(size.queue)
		}
		return err
	})
	return size, there, err
}

// sized is how much there is of a queue.
type sized struct {
	queue   metric.Queue
	facts   int64
	anew    int64 // of all queues
	lostMix bool  // or it is being filled already
}

// filler takes one step.
type filler struct {
	pace
	tx      Tx
	book    *metric.Book
	changes *Changes
	size    sized // for fills that do not know it
}

// step does what is to be done next; moved is false when all that is left is to
// be cleared, later.
func (f *filler) step(now int64) (moved bool, err error) {
	if newest, ok := f.book.Newest(); ok && f.settled(newest.From, now) {
		return true, f.recount(newest)
	}
	for _, fill := range f.book.Fills {
		if fill.Broken {
			f.changes.Moved = append(f.changes.Moved, fill.Restarted())
		}
	}
	if len(f.changes.Moved) > 0 {
		return true, nil
	}
	for _, fill := range f.book.Fills {
		if fill.Clearing && f.settled(fill.From, now) {
			return true, f.clear(fill)
		}
	}
	together, until := nextFills(f.book.Fills)
	if len(together) == 0 {
		return false, nil
	}
	return true, f.advance(together, until)
}

// settled reports whether what may be touched from an instant on may be now: it
// was marked long ago, or the clock was set back since.
func (f *filler) settled(from, now int64) bool {
	return now >= from || now < from-f.settle.Microseconds()
}

// clear takes some of the series out of the ledger.
func (f *filler) clear(fill metric.Fill) error {
	left, err := f.tx.Clear(fill.Series, f.pace.step)
	switch {
	case err != nil:
		return err
	case left:
		f.changes.Moved = append(f.changes.Moved, fill)
	case fill.Drop:
		f.changes.Dropped = append(f.changes.Dropped, fill.Series)
	default:
		fill.Clearing = false
		f.changes.Moved = append(f.changes.Moved, fill)
	}
	return nil
}

// nextFills returns the fills of one queue that are the farthest behind, which
// go on together, and where they meet the next one; "" when there is none.
func nextFills(all []metric.Fill) (together []metric.Fill, until string) {
	open := slices.DeleteFunc(slices.Clone(all), func(f metric.Fill) bool { return f.Clearing })
	slices.SortFunc(open, func(a, b metric.Fill) int {
		return cmp.Or(cmp.Compare(a.Queue(), b.Queue()), cmp.Compare(a.After, b.After), cmp.Compare(a.Series, b.Series))
	})
	for _, f := range open {
		switch first := open[0]; {
		case f.Queue() != first.Queue():
			return together, until
		case f.After == first.After:
			together = append(together, f)
		default:
			return together, f.After
		}
	}
	return together, until
}

// advance posts the next facts to the series.
func (f *filler) advance(together []metric.Fill, until string) error {
	defs := make([]metric.Definition, len(together))
	for i, fill := range together {
		defs[i] = fill.Definition
	}
	only, err := onlyExtra(f.book, defs)
	if err != nil {
		return err
	}
	var passed passage
	switch from := together[0].After; together[0].Queue() {
	case metric.OfDeals:
		passed, err = f.deals(nil, only, from, until)
	case metric.OfCases:
		passed, err = f.cases(nil, only, from, until)
	case metric.OfCustomers:
		passed, err = f.customers(nil, only, from, until)
	}
	if err != nil {
		return err
	}
	for _, fill := range together {
		switch {
		case passed.all && fill.Builtin():
			f.changes.Dropped = append(f.changes.Dropped, fill.Series) // from the fills: it needs no definition
			continue
		case passed.all:
			f.changes.Series = append(f.changes.Series, fill.Definition)
			continue
		}
		fill.After = passed.after
		fill.Done += passed.facts
		if fill.Total == 0 && fill.Queue() == f.size.queue {
			fill.Total = f.size.facts
		}
		f.changes.Moved = append(f.changes.Moved, fill)
	}
	return nil
}

// passage says what a step has passed.
type passage struct {
	after string
	facts int64
	all   bool // there is nothing more
}

// upTo leaves out the ids that come after until, and says how far those that
// stay go, of which at most so many were asked for.
func upTo[ID ~string](ids []ID, until string, asked int) ([]ID, passage) {
	if until != "" {
		end, there := slices.BinarySearch(ids, ID(until))
		if there {
			end++
		}
		if end < len(ids) || len(ids) < asked {
			return ids[:end], passage{after: until}
		}
	}
	if len(ids) < asked {
		return ids, passage{all: true}
	}
	return ids, passage{after: string(ids[len(ids)-1])}
}

// deals posts the next deals by a book, in the place of what they were by the one
// before unless that is nil.
func (f *filler) deals(was, is *metric.Book, from, until string) (passage, error) {
	ids, err := f.tx.DealsAfter(fact.DealID(from), f.pace.step)
	if err != nil {
		return passage{}, err
	}
	ids, passed := upTo(ids, until, f.pace.step)
	deals, err := f.tx.Deals(ids)
	if err != nil {
		return passage{}, err
	}
	for _, d := range deals {
		for _, v := range d.Lines {
			if v.Known.IsOpen() {
				passed.facts++
			}
		}
	}
	if was == nil {
		return passed, differ(f.changes.ledger(), nil, is.PostDeal, deals, is.PostDeal)
	}
	maps.DeleteFunc(deals, func(_ fact.DealID, d fact.Deal) bool { return !was.Moves(d) })
	return passed, differ(f.changes.ledger(), deals, was.PostDeal, deals, is.PostDeal)
}

func (f *filler) cases(was, is *metric.Book, from, until string) (passage, error) {
	ids, err := f.tx.CasesAfter(fact.CaseID(from), f.pace.step)
	if err != nil {
		return passage{}, err
	}
	ids, passed := upTo(ids, until, f.pace.step)
	cases, err := f.tx.Cases(ids)
	if err != nil {
		return passage{}, err
	}
	for _, c := range cases {
		for _, v := range c.Events {
			if v.Known.IsOpen() {
				passed.facts++
			}
		}
	}
	if was == nil {
		return passed, differ(f.changes.ledger(), nil, is.PostCase, cases, is.PostCase)
	}
	return passed, differ(f.changes.ledger(), cases, was.PostCase, cases, is.PostCase)
}

func (f *filler) customers(was, is *metric.Book, from, until string) (passage, error) {
	const together = 10 // read at once: some customers have hardly any deals, and some a great many
	ids, err := f.tx.CustomersAfter(org.NodeID(from), f.pace.step)
	if err != nil {
		return passage{}, err
	}
	ids, whole := upTo(ids, until, f.pace.step)
	passed, deals := passage{after: from}, 0
	for some := range slices.Chunk(ids, together) {
		if deals >= f.pace.step {
			return passed, nil
		}
		n, err := postNew(f.tx, was, is, some, f.changes.ledger())
		if err != nil {
			return passage{}, err
		}
		deals += n
		passed.after, passed.facts = string(some[len(some)-1]), passed.facts+int64(len(some))
	}
	whole.facts = passed.facts
	return whole, nil
}
