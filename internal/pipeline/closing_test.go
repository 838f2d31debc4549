package pipeline_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/closing"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/sample"
	"github.com/attainhq/attain/internal/store"
	"github.com/attainhq/attain/internal/store/storetest"
	"github.com/attainhq/attain/internal/track/attain"
)

// TestClosing is TestTwoClocks with periods that are closed and opened again:
// whatever happens, each figure is what straight loops give for what was known
// of closed days, with what became known of others late; a closed period says
// the same on every day on which it stands closed; the months are together all
// that is known; and every receipt checks.
func TestClosing(t *testing.T) {
	t.Parallel()
	for engine, steps := range map[string]int{storetest.SQLite: 30, storetest.Postgres: 5, storetest.Citus: 4} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, engine, store.Open)
			rapid.Check(t, func(t *rapid.T) {
				h := newHistory(t, db)
				h.closing = true
				if rapid.IntRange(0, 3).Draw(t, "closed from the start") > 0 {
					h.closeMonth(period.MustDate("2026-02-01")) // most of what happens is about these days
				}
				for range rapid.IntRange(1, few(steps)).Draw(t, "steps") {
					h.step()
					h.check()
					h.checkClosed()
				}
				h.again(len(h.told))
				for range 3 {
					h.proveClosed(t)
				}
			})
		})
	}
}

// closed is a close as the test itself remembers it.
type closed struct {
	id     closing.ID
	days   period.Range
	asOf   period.Date
	from   period.Date // from this day on it stood,
	until  period.Date // and from this one no more
	frozen map[string]tally
}

// stood returns the closes in force on a day.
func (h *history) stood(on period.Date) []closed {
	return slices.DeleteFunc(slices.Clone(h.closes), func(c closed) bool { return on < c.from || on >= c.until })
}

func (h *history) closeOne() {
	kind := rapid.SampledFrom([]period.Kind{period.Month, period.Month, period.Quarter}).Draw(h.rt, "kind")
	at := h.today() - period.Date(rapid.IntRange(1, 70).Draw(h.rt, "back"))
	h.closePeriod(period.DefaultCalendar().Containing(kind, at))
}

func (h *history) closeMonth(day period.Date) {
	h.closePeriod(period.DefaultCalendar().Containing(period.Month, day))
}

func (h *history) closePeriod(p period.Period) {
	ask := pipeline.Closing{Period: p}
	if rapid.Bool().Draw(h.rt, "as of a day") {
		ask.AsOf = h.today() - period.Date(rapid.IntRange(0, 8).Draw(h.rt, "known"))
	}
	made, err := h.flow.ClosePeriod(h.t.Context(), h.org.ID, "tester", ask)
	h.rt.Logf("close %s as of %s: %v %v", ask.Period.ID, ask.AsOf, made.Period.Range, err)
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return // it is not over, closed, or leaves a hole: package closing tests which
	}
	h.must(err)
	h.closes = append(h.closes, closed{made.ID, made.Period.Range, made.AsOf, h.today(), period.Never, map[string]tally{}})
}

func (h *history) reopenOne() {
	standing := h.stood(h.today())
	if len(standing) == 0 {
		return
	}
	last := slices.MaxFunc(standing, func(a, b closed) int { return int(a.days.Start) - int(b.days.Start) })
	_, err := h.flow.Reopen(h.t.Context(), h.org.ID, "tester", last.id, "a mistake")
	h.rt.Logf("reopen %s: %v", last.days, err)
	h.must(err)
	for i := range h.closes {
		if h.closes[i].id == last.id {
			h.closes[i].until = h.today()
		}
	}
}

// expected returns what a figure must be, by straight loops and the closes that
// the test remembers.
func (h *history) expected(a ask) tally {
	m := h.query(a).Metric
	of := func(a ask) tally {
		if m.Shape == metric.Sum || m.Shape == metric.Stock {
			return tally{num: h.model.actual(a)}
		}
		return h.model.parts(a)
	}
	standing := h.stood(a.asOf)
	if !m.Posts() {
		if asOf, ok := frozenAsOf(standing, a.period); ok {
			a.asOf = min(a.asOf, max(asOf, a.period.End-1+period.Date(m.Window)))
		}
		return of(a)
	}
	var sum tally
	add := func(days period.Range, asOf period.Date, sign money.Amount) {
		part := a
		part.period, part.asOf = days, asOf
		got := of(part)
		sum.num, sum.den = sum.num+sign*got.num, sum.den+sign*got.den
	}
	for day := a.period.Start; day < min(a.period.End, a.asOf+1); { // runs of days under one close, or none
		end, known := a.period.End, a.asOf
		for _, c := range standing {
			switch {
			case c.days.Contains(day):
				end, known = min(end, c.days.End), c.asOf
			case c.days.Start > day:
				end = min(end, c.days.Start)
			}
		}
		add(period.Range{Start: day, End: end}, known, 1)
		day = end
	}
	for _, c := range standing { // what became known of closed days meanwhile
		before, after := max(c.asOf, a.period.Start-1), min(a.asOf, a.period.End-1)
		if before < after {
			add(c.days, after, 1)
			add(c.days, before, -1)
		}
	}
	return sum
}

func frozenAsOf(standing []closed, days period.Range) (asOf period.Date, ok bool) {
	for day := days.Start; day < days.End; day++ {
		i := slices.IndexFunc(standing, func(c closed) bool { return c.days.Contains(day) })
		if i < 0 {
			return 0, false
		}
		asOf = max(asOf, standing[i].asOf)
	}
	return asOf, !days.Empty()
}

func (h *history) parted(a ask) tally {
	f := h.figures(a)
	return tally{f.Num, f.Den}
}

// checkClosed demands that closed periods stay as they were, and that nothing
// is lost between the months.
func (h *history) checkClosed() {
	for i, c := range h.closes {
		if h.today() < c.from || h.today() >= c.until || h.today() <= c.asOf {
			continue // it does not stand, or today still counts
		}
		for _, a := range h.asks {
			a.period, a.asOf = c.days, h.today()
			if !h.query(a).Metric.Posts() || slices.Contains(funnelMetrics, a.metric) {
				continue // stages have no past: another funnel is another metric
			}
			key := fmt.Sprint(a.node, a.metric)
			got := h.parted(a)
			if was, ok := h.closes[i].frozen[key]; ok && was != got {
				h.rt.Fatalf("%s is closed, and %s at %s went from %v to %v", c.days, a.metric, a.node, was, got)
			}
			h.closes[i].frozen[key] = got
		}
	}
	for _, node := range []org.NodeID{sample.Root, "person:ana", "team:east", "product:bike"} {
		a := ask{node: node, metric: metric.Revenue, period: period.Range{Start: period.MustDate("2025-01-01"), End: period.MustDate("2027-01-01")}, asOf: h.today()}
		if _, err := h.db.Node(h.t.Context(), access.System(h.org.ID), h.today(), node); err != nil {
			continue
		}
		want := h.model.actual(a)
		var sum money.Amount
		for start := a.period.Start; start < a.period.End; start = start.AddMonths(1) {
			month := a
			month.period = period.Range{Start: start, End: start.AddMonths(1)}
			if start <= h.today() {
				sum += h.actual(month)
			}
		}
		if sum != want {
			h.rt.Fatalf("the months of %s sum to %s; all that is known is %s", node, sum, want)
		}
	}
}

// proveClosed demands a receipt that checks, and that what is named late is
// what the figure has more than its own.
func (h *history) proveClosed(t *rapid.T) {
	a := h.drawAsk(t)
	if rapid.Bool().Draw(t, "of events") {
		a = h.drawEventAsk(t)
	}
	a.asOf = h.today() - period.Date(rapid.IntRange(0, 5).Draw(t, "as of"))
	r, err := h.tell.Receipt(h.t.Context(), access.System(h.org.ID), a.node, h.query(a))
	if err != nil {
		h.rt.Fatalf("the receipt of %s: %v", a, err)
	}
	if wrong := r.Check(); len(wrong) > 0 {
		h.rt.Fatalf("the receipt of %s: %v", a, wrong)
	}
	for i, late := range r.Late {
		forged := r
		forged.Late = slices.Clone(r.Late)
		forged.Late[i].Sum++
		h.must(forged.Seal())
		if len(forged.Check()) == 0 {
			h.rt.Fatalf("a forged late change from %s is not seen", late.From.Label)
		}
		forged.Late = slices.Delete(forged.Late, i, i+1)
		h.must(forged.Seal())
		if len(forged.Check()) == 0 && late.Sum != 0 {
			h.rt.Fatalf("a late change from %s that is left out is not seen", late.From.Label)
		}
	}
	h.partsOf(a)
}

// partsOf demands that the rows below a node are together with what belongs to
// none of them and what counts late the node's number.
func (h *history) partsOf(a ask) {
	if a.node.Kind() != org.Team && a.node.Kind() != org.Company {
		return
	}
	by := rapid.SampledFrom([]org.Kind{org.Person, org.Product, org.Territory}).Draw(h.rt, "by")
	b, err := h.tell.Breakdown(h.t.Context(), access.System(h.org.ID), a.node, h.query(a), by, 0)
	h.must(err)
	m := h.query(a).Metric
	if m.Shape != metric.Sum || !m.Additive || b.Total == nil {
		return
	}
	sum := b.Other + b.Unassigned
	for _, s := range b.Slices {
		sum += s.Value
	}
	for _, l := range b.Late {
		sum += l.Num
	}
	if sum != *b.Total {
		h.rt.Fatalf("the breakdown of %s by %s sums to %s, not to %s: %+v", a, by, sum, b.Total, b)
	}
	list, err := h.tell.List(h.t.Context(), access.System(h.org.ID), h.query(a), attain.Selection{Under: a.node, Direct: true})
	h.must(err)
	if list.Unassigned == nil {
		return
	}
	sum = *list.Unassigned
	for _, f := range list.Rows {
		sum += *f.Actual
		for _, l := range f.Late {
			sum -= l.Num
		}
	}
	for _, l := range list.Total.Late {
		sum += l.Num
	}
	if sum != *list.Total.Actual {
		h.rt.Fatalf("the rows of %s sum to %s, not to %s", a, sum, list.Total.Actual)
	}
}
