package pipeline

import (
	"context"
	"reflect"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// CustomVersion is a user-defined metric as one version says it.
type CustomVersion struct {
	metric.Custom // with its Version
	RecordedAt    int64
	Author        string
	Reason        string
}

// SaveMetric defines a metric, or defines it anew: a version is appended, and
// its series are counted by it for all days, past ones too. A definition is how
// one looks at what happened; which one a number was made by, its version says.
// Saying the same again changes nothing.
func (p *Pipeline) SaveMetric(ctx context.Context, orgID, by string, c metric.Custom, reason string) (metric.Custom, error) {
	_, err := p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		if err := c.Validate(); err != nil {
			return Outcome{}, err
		}
		versions, err := tx.Customs(c.ID)
		if err != nil {
			return Outcome{}, err
		}
		c.Version = 1
		if n := len(versions); n > 0 {
			latest := versions[n-1].Custom
			if c.Version = latest.Version; reflect.DeepEqual(latest, c) {
				return Outcome{Unchanged: 1}, nil
			}
			if c.Unit != latest.Unit {
				return Outcome{}, fault.New(fault.Invalid, "%s counts in %s, and goals may have been set in that; define a metric of another name that counts in %s", c.ID, latest.Unit, c.Unit)
			}
			c.Version++
		}
		changes.Customs = append(changes.Customs, CustomVersion{Custom: c, RecordedAt: stamp.At.UnixMicro(), Author: stamp.By, Reason: reason})
		return Outcome{Inserted: 1}, p.redefine(tx, c, changes)
	})
	return c, err
}

// redefine counts the series of the metric, those with a scope too, by its new
// definition.
func (p *Pipeline) redefine(tx Tx, c metric.Custom, changes *Changes) error {
	book, err := tx.Book()
	if err != nil {
		return err
	}
	defs := c.Metric().Needs()
	parts := map[metric.Series]bool{}
	for _, d := range defs {
		parts[d.Base] = true
	}
	var drop []metric.Series
	for _, d := range book.Extra {
		switch {
		case d.Custom == nil || d.Custom.ID != c.ID:
		case !parts[d.Base]:
			drop = append(drop, d.Series)
		case len(d.Scope) > 0:
			d.Custom = &c
			defs = append(defs, d)
		}
	}
	return p.register(tx, defs, drop, changes)
}

// TryMetric says what a definition would find, without storing anything: it is
// applied to facts of the last twelve months, as many as can be looked at while
// somebody waits.
func (p *Pipeline) TryMetric(ctx context.Context, orgID string, c metric.Custom, rows int) (metric.Sample, error) {
	var sample metric.Sample
	if err := c.Validate(); err != nil {
		return sample, err
	}
	err := p.store.View(ctx, orgID, func(view View) error {
		book, err := view.Book()
		if err != nil {
			return err
		}
		o, err := view.Organisation()
		if err != nil {
			return err
		}
		today := o.Today(p.now())
		var deals []fact.Deal
		var cases []fact.Case
		for _, d := range c.Metric().Needs() {
			sources := d.Sources()
			year := period.Range{Start: today.AddMonths(-12), End: today.Add(1)}
			if sources.Sales && deals == nil {
				deals, err = someOf(view.DealIDs, view.Deals, fact.Filter{Days: year})
			}
			if err == nil && len(sources.Events) > 0 && cases == nil {
				cases, err = someOf(view.CaseIDs, view.Cases, fact.EventFilter{Days: year, Kinds: sources.Events})
			}
			if err != nil {
				return err
			}
		}
		sample, err = book.DryRun(c, deals, cases, today, rows)
		return err
	})
	return sample, err
}

// someOf returns facts that the filter finds, at most as many as are looked at
// in a dry run.
func someOf[F any, ID comparable, T any](find func(F) ([]ID, error), read func([]ID) (map[ID]T, error), filter F) ([]T, error) {
	const most = 5000
	ids, err := find(filter)
	if err != nil {
		return nil, err
	}
	if len(ids) > most {
		ids = ids[len(ids)-most:]
	}
	found, err := read(ids)
	list := make([]T, 0, len(found))
	for _, id := range ids {
		list = append(list, found[id])
	}
	return list, err
}
