package attain

import (
	"cmp"
	"context"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// receiptKnown says as known when the days of a period count of which some are
// closed; nothing while all are open.
func receiptKnown(set setting, q Query) []ReceiptKnown {
	k := set.knows(q.Metric, q.Period.Range)
	slabs := k.closes.Cut(q.Period.Through(set.asOf), k.asOf).Own
	if len(slabs) == 0 || len(slabs) == 1 && slabs[0].Known == set.asOf {
		return nil
	}
	known := make([]ReceiptKnown, len(slabs))
	for i, s := range slabs {
		known[i] = ReceiptKnown{s.Days.Start, s.Days.End, s.Known}
	}
	return known
}

// late returns what counts late in the numerator.
func (r Receipt) late() (sum money.Amount) {
	for _, l := range r.Late {
		if l.Side == Numerator {
			sum += money.Amount(l.Sign) * l.Sum
		}
	}
	return sum
}

// proveLate writes into the receipt what of a term counts late, by the period
// that it comes from, with what every fact changed. Of the company the part that
// people are credited for is told apart where the figures do so.
func (s *Service) proveLate(ctx context.Context, set setting, book *metric.Book, id org.NodeID, q Query, t metric.Term, side string, r *Receipt) error {
	nodes := []org.NodeID{id}
	if r.Figures.Covered != nil {
		nodes = append(nodes, org.CreditedOf(id))
	}
	ask := question{metric: q.Metric, period: q.Period.Range, cells: set.cells}
	filter := set.filter(ask, t.Series, set.span(ask, t), nodes)
	filter.Apart = true
	values, err := set.cells.Late(ctx, systemOf(set), filter)
	if err != nil {
		return err
	}
	for _, from := range set.closes {
		var sum money.Amount
		days := period.Range{Start: period.Never, End: period.Always}
		for _, v := range values {
			if from.Period.Contains(v.Day) {
				days = period.Range{Start: min(days.Start, v.Day), End: max(days.End, v.Day+1)}
				if v.Node == id {
					sum += v.Value
				}
			}
		}
		if days.Empty() {
			continue
		}
		late := ReceiptLate{From: receiptPeriod(from.Period), AsOf: from.AsOf, Side: side, Series: t.Series, Sign: t.Sign}
		if late.Items, err = s.lateItems(ctx, set, book, nodes, q, t, days); err != nil {
			return err
		}
		for _, item := range late.Items {
			late.Sum += item.Value
		}
		if late.Sum != sum {
			return fault.New(fault.Internal, "the late facts of %s at %s differ from the ledger by %s", t.Series, id, late.Sum-sum)
		}
		r.Late = append(r.Late, late)
	}
	slices.SortStableFunc(r.Late, func(a, b ReceiptLate) int {
		return cmp.Or(cmp.Compare(b.Side, a.Side), cmp.Compare(a.From.Start, b.From.Start))
	})
	return nil
}

// lateItems returns by how much each fact changed what had happened on closed
// days, as far as that counts late in the query's period: at the first of the
// nodes and, as covered, at the second.
func (s *Service) lateItems(ctx context.Context, set setting, book *metric.Book, nodes []org.NodeID, q Query, t metric.Term, days period.Range) ([]ReceiptLateItem, error) {
	found := map[ReceiptLateItem][]money.Amount{} // by node
	cut := set.closes.Cut(q.Period.Range, set.asOf)
	err := s.posted(ctx, set, book, nodes[0], q.Metric, t.Series, days, func(kind, name string, ledger metric.Ledger) {
		for cell, value := range ledger {
			at := slices.Index(nodes, cell.Node)
			if at < 0 || cell.Series != t.Series || cell.Customer != "" || !days.Contains(cell.Day) || !cut.IsLate(cell.Day, cell.Known) {
				continue
			}
			item := ReceiptLateItem{Kind: kind, ID: name, Day: cell.Day, KnownOn: cell.Known}
			if found[item] == nil {
				found[item] = make([]money.Amount, len(nodes))
			}
			found[item][at] += value
		}
	})
	items := make([]ReceiptLateItem, 0, len(found))
	for item, values := range found {
		item.Value = values[0]
		if len(nodes) > 1 {
			item.Covered = &values[1]
		}
		items = append(items, item)
	}
	slices.SortFunc(items, func(a, b ReceiptLateItem) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.KnownOn, b.KnownOn), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return items, err
}
