package pipeline

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// SetPlanRates says what currencies count as in plans, from today on known;
// what was said before of the same currencies and first day ends. No stored
// number moves: plan rates are applied to amounts in their own currencies when
// somebody asks.
func (p *Pipeline) SetPlanRates(ctx context.Context, orgID, by string, rates []metric.PlannedRate) error {
	_, err := p.writeFacts(ctx, orgID, by, func(tx Tx, stamp Stamp, changes *Changes) (Outcome, error) {
		return setPlanRates(tx, stamp, rates, changes)
	})
	return err
}

// PlanRateChange is a plan rate that was set, and the one it replaced.
type PlanRateChange struct {
	Set      metric.PlannedRate  `json:"set"`
	Replaced *metric.PlannedRate `json:"replaced,omitempty"` // its knowledge ended; nil where there was none
}

// inPlaceOf reports whether two plan rates are of the same currencies and begin
// on the same day, so that one stands in the other's place.
func inPlaceOf(a, b metric.PlannedRate) bool {
	return a.Rate.From == b.Rate.From && a.Rate.To == b.Rate.To && a.Valid.Start == b.Valid.Start
}

func setPlanRates(tx Tx, stamp Stamp, sets []metric.PlannedRate, changes *Changes) (Outcome, error) {
	book, err := tx.Book()
	if err != nil {
		return Outcome{}, err
	}
	var outcome Outcome
	list := slices.Clone(book.PlanRates)
	for i, set := range sets {
		if set.Valid.Empty() || set.Rate.Num <= 0 || set.Rate.Den <= 0 || set.Rate.From == set.Rate.To {
			return outcome, fault.New(fault.Invalid, "plan rate %d (%s to %s in %s) cannot be used; it needs two currencies, a rate above 0 and a period with days",
				i+1, set.Rate.From, set.Rate.To, set.Valid)
		}
		set.Known = period.Range{Start: stamp.since(), End: period.Never}
		replaced := -1
		same := false
		for j, old := range list {
			switch {
			case !inPlaceOf(old, set):
			case !old.Known.IsOpen():
				set.Known.Start = max(set.Known.Start, old.Known.End)
			default:
				same = old.Rate == set.Rate && old.Valid == set.Valid
				set.Known.Start = max(set.Known.Start, old.Known.Start)
				replaced = j
			}
		}
		if same {
			outcome.Unchanged++
			continue
		}
		change := PlanRateChange{Set: set}
		if replaced >= 0 {
			list[replaced].Known.End = set.Known.Start
			ended := list[replaced]
			change.Replaced = &ended
			changes.PlanRates = append(changes.PlanRates, ended)
			outcome.Corrected++
		} else {
			outcome.Inserted++
		}
		list = append(list, set)
		changes.PlanRates = append(changes.PlanRates, set)
		changes.Undoable = append(changes.Undoable, Undo{PlanRate: &change})
	}
	return outcome, nil
}

// undonePlanRates returns what turns the changes back, the latest first, where
// they still hold.
func undonePlanRates(list []metric.PlannedRate, back []PlanRateChange, today period.Date) []metric.PlannedRate {
	var changed []metric.PlannedRate
	list = slices.Clone(list)
	for _, c := range back {
		i := slices.Index(list, c.Set)
		if i < 0 {
			continue // set again since
		}
		list[i].Known.End = max(today, c.Set.Known.Start)
		changed = append(changed, list[i])
		if c.Replaced != nil {
			again := *c.Replaced
			again.Known = period.Range{Start: list[i].Known.End, End: period.Never}
			changed, list = append(changed, again), append(list, again)
		}
	}
	return changed
}
