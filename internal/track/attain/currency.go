package attain

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// currencies puts the question's rates in the place of those of each day, names
// the amounts that no rate converts, and counts in the question's currency.
func (s *Service) currencies(ctx context.Context, scope access.Scope, set setting, q question, list map[org.NodeID]Reading) error {
	if q.rates == "" || q.rates == metric.DealDate || q.metric.Shape == metric.Stock || q.metric.Shape == metric.Customers {
		if err := s.lacking(ctx, scope, set, q, list); err != nil {
			return err
		}
	} else if err := s.revalue(ctx, scope, set, q, list); err != nil {
		return err
	}
	if q.currency == "" || q.currency == set.org.Currency {
		return nil
	}
	for _, id := range idsOf(list) {
		r := list[id]
		if err := s.express(ctx, set, q, id, &r); err != nil {
			return err
		}
		list[id] = r
	}
	return nil
}

func idsOf(list map[org.NodeID]Reading) []org.NodeID {
	ids := make([]org.NodeID, 0, len(list))
	for id := range list {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// lacking names the amounts that no rate of their day converts.
func (s *Service) lacking(ctx context.Context, scope access.Scope, set setting, q question, list map[org.NodeID]Reading) error {
	ids := idsOf(list)
	for _, currency := range set.lacking {
		total := map[org.NodeID]money.Amount{}
		for _, t := range q.metric.Num {
			if _, err := s.addSums(ctx, scope, set, q, metric.Lacking(t.Series, currency), t.Sign, set.span(q, t), ids, total); err != nil {
				return err
			}
		}
		for id, amount := range total {
			if amount != 0 {
				r := list[id]
				r.Unconverted = append(r.Unconverted, Foreign{currency, amount})
				list[id] = r
			}
		}
	}
	return nil
}

// addSums adds what a series sums to at the nodes, and returns what of it counts
// late.
func (s *Service) addSums(ctx context.Context, scope access.Scope, set setting, q question, series metric.Series, sign int64, days period.Range, ids []org.NodeID, total map[org.NodeID]money.Amount) ([]metric.LateValue, error) {
	if days.Empty() {
		return nil, nil
	}
	filter := set.filter(q, series, days, ids)
	sums, err := q.cells.Sums(ctx, scope, filter)
	if err != nil {
		return nil, err
	}
	for id, value := range sums {
		total[id] += money.Amount(sign) * value
	}
	if len(filter.Closes) == 0 {
		return nil, nil
	}
	late, err := q.cells.Late(ctx, scope, filter)
	for _, v := range late {
		total[v.Node] += money.Amount(sign) * v.Value
	}
	return late, err
}

// revalue counts other currencies at the rates of the question's policy.
func (s *Service) revalue(ctx context.Context, scope access.Scope, set setting, q question, list map[org.NodeID]Reading) error {
	ids := idsOf(list)
	parts := map[org.NodeID][]metric.CurrencySum{}
	for _, days := range set.book.Spans(q.rates, q.period, set.frozen(q.period)) {
		for _, currency := range set.currencies {
			var sums [3]map[org.NodeID]money.Amount
			for i, series := range []func(metric.Series, money.Currency) metric.Series{metric.Own, metric.Converted, metric.Lacking} {
				sums[i] = map[org.NodeID]money.Amount{}
				for _, t := range q.metric.Num {
					if _, err := s.addSums(ctx, scope, set, q, series(t.Series, currency), t.Sign, days, ids, sums[i]); err != nil {
						return err
					}
				}
			}
			for _, id := range ids {
				part := metric.CurrencySum{Days: days, Currency: currency, Own: sums[0][id], Converted: sums[1][id], Lacking: sums[2][id]}
				if part.Own != 0 || part.Converted != 0 || part.Lacking != 0 {
					parts[id] = append(parts[id], part)
				}
			}
		}
	}
	for _, id := range ids {
		r := list[id]
		revalued, err := set.book.Revalue(q.rates, r.Num, parts[id], set.frozen(q.period))
		if err != nil {
			return err
		}
		r.AtDealRates = q.metric.Value(r.Num, r.Den)
		r.Num, r.Currencies = revalued.Value, revalued.Currencies
		for _, missing := range revalued.Missing { // nothing of it counts, and it is named
			r.Currencies = append(r.Currencies, metric.CurrencyEffect{CurrencySum: missing})
			r.Unconverted = append(r.Unconverted, Foreign{missing.Currency, missing.Own})
		}
		for _, c := range r.Currencies {
			if c.Added != 0 {
				r.Notes = append(r.Notes, fmt.Sprintf("%s %s have no rate of their day; at the rates chosen they count.", c.Currency, c.Lacking.Readable()))
			}
		}
		list[id] = r
	}
	return nil
}

// express turns a node's value into the question's currency: amounts that were
// in it already count as they were, all others go through the organisation's.
func (s *Service) express(ctx context.Context, set setting, q question, id org.NodeID, r *Reading) error {
	if q.metric.Shape != metric.Sum && q.metric.Shape != metric.Ratio {
		r.Notes = append(r.Notes, fmt.Sprintf("It is in %s: what stands cannot be told in %s.", set.org.Currency, q.currency))
		return nil
	}
	atDeal, left, err := s.atDealRates(ctx, set, q, id)
	if err != nil {
		return err
	}
	if left != 0 {
		r.Unconverted = append(r.Unconverted, Foreign{set.org.Currency, left})
	}
	if r.AtDealRates == nil { // the rates of each day are the ones asked for
		r.Num = atDeal
		return nil
	}
	own, rate, inOrg := money.Amount(0), (*big.Rat)(nil), r.Num
	for _, c := range r.Currencies {
		if c.Currency == q.currency && c.Rate != nil {
			own, rate, inOrg = own+c.Own, c.Rate, inOrg-c.Value
		}
	}
	if rate == nil {
		if rate, err = s.rateOf(set, q); err != nil {
			return err
		}
	}
	if rate == nil {
		r.Notes = append(r.Notes, fmt.Sprintf("There is no such rate for %s, so amounts count at the rates of each day.", q.currency))
		r.Unconverted = slices.DeleteFunc(r.Unconverted, func(f Foreign) bool { return f.Currency == q.currency })
		r.Num, r.AtDealRates, r.Currencies = atDeal, nil, nil
		return nil
	}
	rest, err := money.FromRat(new(big.Rat).Quo(inOrg.Rat(), rate))
	r.Num, r.AtDealRates = own+rest, q.metric.Value(atDeal, r.Den)
	return err
}

// rateOf returns what the question's currency is worth in the organisation's by
// its policy on the first of its days; nil when there is no rate.
func (s *Service) rateOf(set setting, q question) (*big.Rat, error) {
	spans := set.book.Spans(q.rates, q.period, set.frozen(q.period))
	if len(spans) == 0 {
		return nil, nil //nolint:nilnil // no rate is no error: it is said beside the number
	}
	one, err := set.book.Revalue(q.rates, 0, []metric.CurrencySum{{Days: spans[0], Currency: q.currency, Own: money.Unit}}, set.frozen(q.period))
	if err != nil || len(one.Currencies) == 0 {
		return nil, err
	}
	return one.Currencies[0].Rate, nil
}

// atDealRates returns the value in the question's currency at the rates of each
// day, rounded once a day, and what no rate of its day converts.
func (s *Service) atDealRates(ctx context.Context, set setting, q question, id org.NodeID) (value, left money.Amount, err error) {
	days := func(of func(metric.Series) metric.Series) (map[period.Date]money.Amount, error) {
		sums := map[period.Date]money.Amount{}
		for _, t := range q.metric.Num {
			values, err := q.cells.Daily(ctx, set.org.ID, set.dayFilter(q, t, of(t.Series), id))
			if err != nil {
				return nil, err
			}
			for _, v := range values {
				sums[v.Day] += money.Amount(t.Sign) * v.Value
			}
		}
		return sums, nil
	}
	own, err := days(func(s metric.Series) metric.Series { return metric.Own(s, q.currency) })
	if err != nil {
		return 0, 0, err
	}
	rest, err := days(func(s metric.Series) metric.Series { return s })
	if err != nil {
		return 0, 0, err
	}
	converted, err := days(func(s metric.Series) metric.Series { return metric.Converted(s, q.currency) })
	if err != nil {
		return 0, 0, err
	}
	for _, amount := range own {
		value += amount
	}
	for day, amount := range rest {
		amount -= converted[day]
		dated, ok := set.book.Rates.On(q.currency, day, set.frozen(q.period))
		if !ok {
			left += amount
			continue
		}
		part, err := money.MulDiv(amount, dated.Rate.Den, dated.Rate.Num)
		if err != nil {
			return 0, 0, err
		}
		value += part
	}
	return value, left, nil
}
