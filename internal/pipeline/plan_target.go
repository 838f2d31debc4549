package pipeline

import (
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/quota"
)

// keep registers the series that an active plan's targets are held against.
func (p *Pipeline) keep(tx Tx, of quota.Plan, changes *Changes) error {
	if len(of.Scope) == 0 {
		return nil
	}
	m, err := metric.Find(string(of.Metric))
	if err != nil {
		if m, err = metricIn(tx, of.Metric); err != nil {
			return err
		}
	}
	return p.register(tx, m.In(of.Scope).Needs(), nil, changes)
}

// metricIn finds a metric of the organisation's own.
func metricIn(tx Tx, id metric.Series) (metric.Metric, error) {
	customs, err := tx.Customs(id)
	if err != nil {
		return metric.Metric{}, err
	}
	var latest []metric.Custom
	if n := len(customs); n > 0 {
		latest = append(latest, customs[n-1].Custom)
	}
	return metric.NewCatalogue(latest, nil, nil).Find(string(id))
}

// raise returns new versions of the targets that differ from before, of all
// of them when the plan becomes active.
func raise(tx Tx, stamp Stamp, before, after quota.Plan, note string) ([]goal.Target, error) {
	was := map[goal.Key]quota.Number{}
	series := after.Series()
	if before.State == quota.Active {
		for _, t := range before.Targets() {
			was[goal.Key{Node: t.Node, Metric: series, Period: t.Period}] = t.Value
		}
	}
	var keys []goal.Key
	wanted := map[goal.Key]quota.Number{}
	for _, t := range after.Targets() {
		key := goal.Key{Node: t.Node, Metric: series, Period: t.Period}
		if was[key] != t.Value {
			keys, wanted[key] = append(keys, key), t.Value
		}
	}
	stored, err := tx.Targets(keys)
	if err != nil {
		return nil, err
	}
	reason := "plan " + after.Name
	if note != "" {
		reason += ": " + note
	}
	var targets []goal.Target
	for _, key := range keys {
		target := stored[key]
		target.Key = key
		latest, exists := target.Latest()
		value := wanted[key]
		if !value.Set && !exists {
			continue
		}
		known := stamp.Today
		if exists {
			known = max(known, latest.Known.Start)
		}
		next, same, err := target.Revise(goal.Version{Value: value.Amount, Withdrawn: !value.Set, Reason: reason, Author: stamp.By, RecordedAt: stamp.At.UnixMicro(),
			From: goal.TargetChange{Key: key}.Since(stamp.Today), Known: period.Range{Start: known, End: period.Never}})
		if err != nil {
			return nil, err
		}
		if !same {
			targets = append(targets, next)
		}
	}
	return targets, nil
}

// alone refuses a second active plan for the same nodes, metric and days.
func alone(tx Tx, p quota.Plan) error {
	heads, err := tx.PlanHeads()
	if err != nil {
		return err
	}
	mine := map[org.NodeID]bool{}
	for _, r := range p.Rows {
		if r.Total().Set {
			mine[r.Node] = true
		}
	}
	for _, head := range heads {
		if head.ID == p.ID || head.State != quota.Active || head.Series() != p.Series() || !head.Window().Overlaps(p.Window()) {
			continue
		}
		other, err := tx.Plan(head.ID)
		if err != nil {
			return err
		}
		for _, r := range other.Rows {
			if mine[r.Node] && r.Total().Set {
				return fault.New(fault.Conflict, "%s has numbers in the active plan %s for some of the same days; close that plan first, or revise it", r.Name, other.Name)
			}
		}
	}
	return nil
}
