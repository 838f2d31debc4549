package call

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Selection says which opportunities behind a forecast are wanted.
type Selection struct {
	Won      bool          // those won in the period; else those open in it
	Category fact.Category // "" for all
	After    *Mark         // only what comes after it
	Limit    int           // 0: all
}

// Mark is where a list of opportunities goes on: they come by worth, the largest
// first.
type Mark struct {
	Worth money.Amount
	Key   fact.EventKey
}

// MarkOf returns the mark of an opportunity.
func MarkOf(p metric.Prospect) Mark {
	m := Mark{Key: p.EventKey}
	if p.Worth != nil {
		m.Worth = *p.Worth
	}
	return m
}

func (m Mark) compare(o Mark) int {
	return cmp.Or(cmp.Compare(o.Worth, m.Worth), cmp.Compare(m.Key.Source, o.Key.Source), cmp.Compare(m.Key.ID, o.Key.ID))
}

// Deals returns the opportunities that a forecast is made of.
func (s *Service) Deals(ctx context.Context, scope access.Scope, q Query, sel Selection) ([]metric.Prospect, error) {
	set, _, err := s.prepare(ctx, scope, q)
	if err != nil {
		return nil, err
	}
	cases, err := s.cases(ctx, set, set.Period.Range)
	if err != nil {
		return nil, err
	}
	known, err := prospects(set.book, cases, set.AsOf)
	if err != nil {
		return nil, err
	}
	var list []metric.Prospect
	for _, p := range known {
		if set.at(*p) && sel.takes(*p, set.Period.Range) && (sel.After == nil || MarkOf(*p).compare(*sel.After) > 0) {
			list = append(list, *p)
		}
	}
	slices.SortFunc(list, func(a, b metric.Prospect) int { return MarkOf(a).compare(MarkOf(b)) })
	if sel.Limit > 0 && len(list) > sel.Limit {
		list = list[:sel.Limit]
	}
	return list, nil
}

func (sel Selection) takes(p metric.Prospect, days period.Range) bool {
	if sel.Won {
		return p.WonIn(days)
	}
	return p.Expected(days) && (sel.Category == "" || p.Category.Counted() == sel.Category)
}

// cases reads everything that may ever have been part of the forecast, or of
// one of its periods.
func (s *Service) cases(ctx context.Context, set setting, days period.Range) ([]fact.Case, error) {
	f := fact.EventFilter{Days: days, Kinds: []fact.EventKind{fact.Opportunity}}
	below := func() []org.NodeID { return set.book.Tree.Below(set.Node) }
	switch set.Node.Kind() {
	case org.Company:
	case org.Person, org.Team:
		f.People = below()
	case org.Region, org.Territory:
		f.Places = below()
	case org.Category, org.Subcategory, org.Product:
		f.Products = below()
	case org.Segment, org.Customer:
		f.Customers = below()
	}
	return s.store.Cases(ctx, set.org.ID, f)
}

// prospects returns the opportunities as known on the day, by key.
func prospects(book *metric.Book, cases []fact.Case, known period.Date) (map[fact.EventKey]*metric.Prospect, error) {
	all := map[fact.EventKey]*metric.Prospect{}
	for _, c := range cases {
		list, err := book.Prospects(c, known)
		if err != nil {
			return nil, err
		}
		for i := range list {
			all[list[i].EventKey] = &list[i]
		}
	}
	return all, nil
}

// Movement is how a forecast went from one day to another.
type Movement struct {
	Query
	Since         period.Date
	Before, After Figures
	Changes       []Change
}

// Moved returns what changed since the end of a day, by opportunity.
func (s *Service) Moved(ctx context.Context, scope access.Scope, q Query, since period.Date) (Movement, error) {
	set, _, err := s.prepare(ctx, scope, q)
	if err != nil {
		return Movement{}, err
	}
	m := Movement{Query: set.Query, Since: min(since, set.AsOf)}
	for _, at := range []struct {
		day  period.Date
		into *Figures
	}{{m.Since, &m.Before}, {set.AsOf, &m.After}} {
		read, err := s.read(ctx, set, []org.NodeID{set.Node}, at.day)
		if err != nil {
			return m, err
		}
		*at.into = read.figures[set.Node]
	}
	cases, err := s.cases(ctx, set, set.Period.Range)
	if err != nil {
		return m, err
	}
	pairs, err := pairs(set.book, cases, m.Since, set.AsOf)
	m.Changes = set.Changes(m.Before, m.After, pairs)
	return m, err
}

// pairs returns the opportunities of the cases as known on two days, by key.
func pairs(book *metric.Book, cases []fact.Case, first, second period.Date) ([]Pair, error) {
	before, err := prospects(book, cases, first)
	if err != nil {
		return nil, err
	}
	after, err := prospects(book, cases, second)
	if err != nil {
		return nil, err
	}
	keys := make([]fact.EventKey, 0, len(after))
	for key := range after {
		keys = append(keys, key)
	}
	for key := range before {
		if after[key] == nil {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b fact.EventKey) int { return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID)) })
	list := make([]Pair, len(keys))
	for i, key := range keys {
		list[i] = Pair{before[key], after[key]}
	}
	return list, nil
}
