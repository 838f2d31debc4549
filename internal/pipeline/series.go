package pipeline

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Register keeps more series in the ledger: those that a goal's scope, a
// conversion or a user's metric needs. Each is filled from all facts, at once or
// by Fill, and moves by differences from then on, like any other. Registering a
// series again costs a look and changes nothing.
func (p *Pipeline) Register(ctx context.Context, orgID string, defs []metric.Definition) error {
	changed := false
	err := p.store.Write(ctx, orgID, func(tx Tx) error {
		changes := Changes{At: p.now()}
		if err := p.register(tx, defs, nil, &changes); err != nil {
			return err
		}
		if changed = len(changes.Series)+len(changes.Fills) > 0; !changed {
			return nil
		}
		return tx.Save(changes)
	})
	p.tell(orgID, err == nil && changed)
	return err
}

// register notes the series that are not kept yet, are kept by another
// definition or are no longer to be kept. Where there are few facts it moves the
// ledger too.
func (p *Pipeline) register(tx Tx, defs []metric.Definition, drop []metric.Series, changes *Changes) error {
	book, err := tx.Book()
	if err != nil {
		return err
	}
	r := p.registration(tx, book, changes)
	for _, d := range defs {
		if err := d.Validate(); err != nil {
			return err
		}
		if err := r.keep(d); err != nil {
			return err
		}
	}
	for _, series := range drop {
		if err := r.drop(series); err != nil {
			return err
		}
	}
	return r.recount()
}

// registration is what becomes of series in one transaction.
type registration struct {
	pace
	tx            Tx
	now           time.Time
	book          *metric.Book
	before, after []metric.Definition   // counted at once
	few           map[metric.Queue]bool // of the queues that were looked at: whether series are counted at once
	changes       *Changes
}

func (p *Pipeline) registration(tx Tx, book *metric.Book, changes *Changes) *registration {
	return &registration{tx: tx, pace: p.pace, now: p.now(), book: book, few: map[metric.Queue]bool{}, changes: changes}
}

// noted reports whether it was said already what becomes of the series.
func (r *registration) noted(series metric.Series) bool {
	return slices.ContainsFunc(r.after, func(d metric.Definition) bool { return d.Series == series }) ||
		slices.ContainsFunc(r.changes.Fills, func(f metric.Fill) bool { return f.Series == series })
}

// again lets a series be cleared and filled by and by; the fill is what it is in
// the midst of.
func (r *registration) again(d metric.Definition, fill *metric.Fill) {
	next := metric.Fill{Definition: d, Clearing: true}
	if fill != nil {
		next.Drop, next.From = fill.Drop, fill.From
	}
	r.changes.Fills = append(r.changes.Fills, r.later(next))
}

// kept returns how a series is kept, as a whole or, when fill is not nil, by and
// by.
func (r *registration) kept(series metric.Series) (d metric.Definition, fill *metric.Fill, ok bool) {
	for i, f := range r.book.Fills {
		if f.Series == series {
			return f.Definition, &r.book.Fills[i], !f.Drop
		}
	}
	for _, d := range r.book.Extra {
		if d.Series == series {
			return d, nil, true
		}
	}
	return d, nil, false
}

func (r *registration) keep(d metric.Definition) error {
	if r.noted(d.Series) {
		return nil
	}
	old, fill, ok := r.kept(d.Series)
	if ok && reflect.DeepEqual(old, d) {
		return nil
	}
	few, err := r.isFew(d.Queue())
	switch {
	case err != nil:
		return err
	case fill != nil:
		r.changes.Fills = append(r.changes.Fills, r.later(metric.Fill{Definition: d, Clearing: true, From: fill.From}))
	case !few:
		r.changes.Fills = append(r.changes.Fills, r.later(metric.Fill{Definition: d, Clearing: ok}))
	default:
		if ok {
			r.before = append(r.before, old)
		}
		r.after = append(r.after, d)
	}
	return nil
}

func (r *registration) drop(series metric.Series) error {
	old, fill, ok := r.kept(series)
	if !ok {
		return nil
	}
	few, err := r.isFew(old.Queue())
	if err != nil {
		return err
	}
	if fill != nil || !few {
		r.changes.Fills = append(r.changes.Fills, r.later(metric.Fill{Definition: old, Clearing: true, Drop: true}))
		return nil
	}
	r.before = append(r.before, old)
	r.changes.Dropped = append(r.changes.Dropped, series)
	return nil
}

// later returns the fill with when it may be cleared, if it must be.
func (r *registration) later(f metric.Fill) metric.Fill {
	if f.Clearing {
		f.From = max(f.From, r.now.Add(r.settle).UnixMicro())
	}
	return f
}

// isFew reports whether a series that is made of the queue is counted at once.
func (r *registration) isFew(queue metric.Queue) (few bool, err error) {
	if few, known := r.few[queue]; known {
		return few, nil
	}
	var n int
	if queue == metric.OfCases {
		var ids []fact.CaseID
		ids, err = r.tx.CasesAfter("", r.atOnce+1)
		n = len(ids)
	} else {
		var ids []fact.DealID
		ids, err = r.tx.DealsAfter("", r.atOnce+1)
		n = len(ids)
	}
	r.few[queue] = n <= r.atOnce
	return r.few[queue], err
}

// recount moves the ledger for the series that are counted at once.
func (r *registration) recount() error {
	if len(r.before)+len(r.after) == 0 {
		return nil
	}
	was, err := onlyExtra(r.book, r.before)
	if err != nil {
		return err
	}
	is, err := onlyExtra(r.book, r.after)
	if err != nil {
		return err
	}
	r.changes.Series = append(r.changes.Series, r.after...)
	return recount(r.tx, was, is, needed(slices.Concat(r.before, r.after), r.book.Tree), r.changes)
}

// onlyExtra returns a book by which facts count in the series and nowhere else.
func onlyExtra(book *metric.Book, defs []metric.Definition) (*metric.Book, error) {
	next := *book
	next.Extra = defs
	indexed, err := next.Indexed()
	if err != nil {
		return nil, err
	}
	return indexed.OnlyExtra(), nil
}

// needed returns what finds every fact that may count in one of the series.
func needed(defs []metric.Definition, tree *org.Tree) touched {
	t := touched{noNew: true}
	for _, d := range defs {
		sources := d.Sources()
		t.noNew = t.noNew && d.Base != metric.NewCustomers
		if sources.Sales {
			f := fact.Filter{Days: period.Everything}
			f.Products = within(d.Scope, tree, org.Product, org.Subcategory, org.Category)
			f.Places = within(d.Scope, tree, org.Territory, org.Region)
			f.Customers = within(d.Scope, tree, org.Customer, org.Segment)
			t.sales = append(t.sales, f)
		}
		if len(sources.Events) > 0 {
			t.events = append(t.events, fact.EventFilter{Days: period.Everything, Kinds: sources.Events})
		}
	}
	return t
}

// within returns what ever belonged to the node of these kinds that the scope
// names, as a condition on facts: nil when it names none, or when the list
// would be longer than it is worth.
func within(scope []org.NodeID, tree *org.Tree, kinds ...org.Kind) []org.NodeID {
	const longest = 500
	for _, id := range scope {
		if !slices.Contains(kinds, id.Kind()) {
			continue
		}
		below := slices.DeleteFunc(tree.Below(id), func(id org.NodeID) bool { return id.Kind() != kinds[0] })
		if len(below) <= longest {
			return below
		}
	}
	return nil
}

// Sketch computes series that are not kept, at one node or, when it is "", at
// all, from one state of the database: for what somebody is just typing.
func (p *Pipeline) Sketch(ctx context.Context, orgID string, defs []metric.Definition, node org.NodeID, days period.Range) (metric.Ledger, error) {
	result := metric.Ledger{}
	for _, d := range defs {
		if err := d.Validate(); err != nil {
			return nil, err
		}
	}
	err := p.store.View(ctx, orgID, func(view View) error {
		book, err := view.Book()
		if err != nil {
			return err
		}
		only, err := onlyExtra(book.Followed(), defs)
		if err != nil {
			return err
		}
		return compute(view, only, at(node, needed(defs, book.Tree), book.Tree), func(cell metric.Cell) bool {
			return (node == "" || cell.Node == node) && days.Contains(cell.Day)
		}, result)
	})
	return result, err
}

// at leaves out, as far as that is certain, the sales that have no part in the
// node.
func at(node org.NodeID, t touched, tree *org.Tree) touched {
	scope := []org.NodeID{node}
	for i := range t.sales {
		f := &t.sales[i]
		f.People = within(scope, tree, org.Person, org.Team)
		if f.Products == nil {
			f.Products = within(scope, tree, org.Product, org.Subcategory, org.Category)
		}
		if f.Customers == nil {
			f.Customers = within(scope, tree, org.Customer, org.Segment)
		}
		if f.Places == nil {
			f.Places = within(scope, tree, org.Territory, org.Region)
		}
	}
	return t
}

// compute adds to the ledger the cells that are wanted, of all facts found.
func compute(view View, book *metric.Book, t touched, wanted func(metric.Cell) bool, result metric.Ledger) error {
	add := func(post func(metric.Poster) error) error {
		some := metric.Ledger{}
		err := post(some)
		maps.DeleteFunc(some, func(cell metric.Cell, _ money.Amount) bool { return !wanted(cell) })
		result.Add(some, 1)
		return err
	}
	customers := map[org.NodeID]bool{}
	deals, err := union(view.DealIDs, t.sales)
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(deals, factsPerRead) {
		found, err := view.Deals(ids)
		if err != nil {
			return err
		}
		if err := add(func(l metric.Poster) error { return differ(l, nil, book.PostDeal, found, book.PostDeal) }); err != nil {
			return err
		}
		for id := range customersOf(found) {
			customers[id] = true
		}
	}
	if !t.noNew {
		for some := range slices.Chunk(slices.Sorted(maps.Keys(customers)), factsPerRead) {
			err := add(func(l metric.Poster) error {
				_, err := postNew(view, nil, book, some, l)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	cases, err := union(view.CaseIDs, t.events)
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(cases, factsPerRead) {
		found, err := view.Cases(ids)
		if err != nil {
			return err
		}
		if err := add(func(l metric.Poster) error { return differ(l, nil, book.PostCase, found, book.PostCase) }); err != nil {
			return err
		}
	}
	return nil
}

// postNew adds to the ledger where the customers count as new, and takes out
// where they did by the book before, unless that is nil. It returns how many
// deals were looked at for that.
func postNew(facts Facts, was, is *metric.Book, customers []org.NodeID, ledger metric.Poster) (int, error) {
	ids, err := facts.DealIDs(fact.Filter{Days: period.Everything, Customers: customers})
	if err != nil {
		return 0, err
	}
	deals, err := facts.Deals(ids)
	if err != nil {
		return 0, err
	}
	of := customersOf(deals)
	for _, customer := range customers {
		if err := is.PostCustomer(ledger, customer, of[customer].in(deals)); err != nil {
			return 0, err
		}
		if was == nil {
			continue
		}
		old := metric.Ledger{}
		if err := was.PostCustomer(old, customer, of[customer].in(deals)); err != nil {
			return 0, err
		}
		ledger.Add(old, -1)
	}
	return len(ids), nil
}
