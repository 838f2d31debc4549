package app

import (
	"context"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
)

// SetCalls gives a company that was made up the calls that its people made each
// week of the last quarters, once: what people say afterwards stays.
func (a *App) SetCalls(ctx context.Context, c Company) error {
	if c.Name != MadeUp {
		return nil
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return err
	}
	m, err := metric.Find(string(metric.Revenue))
	if err != nil {
		return err
	}
	callers, err := a.callers(ctx, o)
	if err != nil {
		return err
	}
	const quarters = 5 // with this one
	today := o.Today(a.now())
	at := o.Calendar.Containing(period.Quarter, today)
	there, err := a.DB.CallEntries(ctx, access.System(a.OrgID), today, call.EntryFilter{Metric: m.ID, Period: at.Range})
	if err != nil || len(there) > 0 {
		return err
	}
	var all call.Entries
	for n := range quarters {
		entries, err := a.callsOf(ctx, o, c.Made.Seed, n, call.Place{Node: o.Root(), Period: at, Metric: m}, callers)
		if err != nil {
			return err
		}
		all = append(all, entries...)
		at, _ = o.Calendar.Previous(at)
	}
	all.Sort()
	return a.Pipeline.RecallCalls(ctx, a.OrgID, all)
}

// callers returns who makes calls: for teams who leads them, and people for
// themselves.
func (a *App) callers(ctx context.Context, o org.Organisation) (map[org.NodeID]org.Node, error) {
	callers := map[org.NodeID]org.Node{}
	for _, kind := range []org.Kind{org.Person, org.Team} {
		nodes, err := a.DB.Nodes(ctx, access.System(a.OrgID), o.Today(a.now()), org.Filter{Kind: kind})
		if err != nil {
			return nil, err
		}
		for _, n := range nodes {
			if kind == org.Person || n.Lead != "" {
				callers[n.ID] = n
			}
		}
	}
	return callers, nil
}

// callsOf makes up the calls of a quarter, week by week.
func (a *App) callsOf(ctx context.Context, o org.Organisation, seed uint64, quarter int, place call.Place, callers map[org.NodeID]org.Node) (entries call.Entries, err error) {
	const dayLength = 24 * 3600 * 1_000_000
	today := o.Today(a.now())
	ends, err := a.ends(ctx, place, callers, today)
	if err != nil {
		return nil, err
	}
	weeks, err := o.Calendar.Between(period.Week, place.Period.Range)
	if err != nil {
		return nil, err
	}
	for n, week := range weeks {
		day := max(week.Start, place.Period.Start)
		if day >= today {
			break
		}
		picture, err := a.Calls.Picture(ctx, a.OrgID, call.Query{Place: place, AsOf: day})
		if err != nil {
			return nil, err
		}
		for _, row := range picture.Rows {
			who, ok := callers[row.Node]
			end := ends[row.Node]
			if !ok || end <= 0 || !who.Member.Contains(day) {
				continue
			}
			said := max(demo.NewCaller(seed, string(row.Node)).Says(quarter, n, len(weeks), end), row.Figures.Closed/money.Unit*money.Unit)
			e := call.Entry{Kind: call.Submission, Node: row.Node, Metric: place.Metric.ID, Period: place.Period.Range, Value: said, Author: who.ID, By: who.Name,
				On: day, At: int64(day)*dayLength + dayLength/3, Was: row.Figures, Before: row.Forecast}
			if who.Lead != "" {
				e.Author = who.Lead
				if lead, ok := callers[who.Lead]; ok {
					e.By = lead.Name
				}
			}
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// ends returns what the quarter comes to for each: what it came to or, while it
// runs, what the quarters before came to on average, at least what is closed.
func (a *App) ends(ctx context.Context, place call.Place, callers map[org.NodeID]org.Node, today period.Date) (map[org.NodeID]money.Amount, error) {
	ids := make([]org.NodeID, 0, len(callers))
	for id := range callers {
		ids = append(ids, id)
	}
	o, err := a.DB.Organisation(ctx, a.OrgID)
	if err != nil {
		return nil, err
	}
	sum := func(p period.Period) (map[org.NodeID]money.Amount, error) {
		each, err := a.Attain.Each(ctx, access.System(a.OrgID), attain.Query{Metric: place.Metric, Period: p, AsOf: today}, ids)
		came := make(map[org.NodeID]money.Amount, len(each))
		for id, f := range each {
			if f.Actual != nil {
				came[id] = *f.Actual
			}
		}
		return came, err
	}
	ends, err := sum(place.Period)
	if err != nil || place.Period.End <= today {
		return ends, err
	}
	const before = 4
	past := map[org.NodeID]money.Amount{}
	for p, n := place.Period, 0; n < before; n++ {
		p, _ = o.Calendar.Previous(p)
		came, err := sum(p)
		if err != nil {
			return nil, err
		}
		for id, amount := range came {
			past[id] += amount / before
		}
	}
	for id, amount := range past {
		ends[id] = max(ends[id], amount)
	}
	return ends, nil
}
