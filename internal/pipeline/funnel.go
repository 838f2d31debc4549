package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
)

// SetStages says which stages leads, or opportunities, pass through and what
// they mean, in place of all that was said before. Everything that is counted
// by stages moves with it, for the past as well: a funnel is how one looks at
// what happened, not something that happened.
func (p *Pipeline) SetStages(ctx context.Context, orgID, by string, object fact.EventKind, stages []fact.Stage) error {
	for i := range stages {
		stages[i].Object = object
	}
	_, err := p.writeFacts(ctx, orgID, by, func(tx Tx, _ Stamp, changes *Changes) (Outcome, error) {
		return p.setFunnel(tx, object, stages, changes)
	})
	return err
}

// addStages puts stages into the funnels as they stand; a stage that is there
// already is changed.
func (p *Pipeline) addStages(tx Tx, sets []fact.Stage, changes *Changes) (Outcome, error) {
	book, err := tx.Book()
	if err != nil {
		return Outcome{}, err
	}
	outcome := Outcome{}
	funnels := map[fact.EventKind][]fact.Stage{}
	for _, object := range []fact.EventKind{fact.Lead, fact.Opportunity} {
		funnels[object] = funnelOf(book.Funnel, object)
	}
	for _, set := range sets {
		funnel := funnels[set.Object]
		i := slices.IndexFunc(funnel, func(s fact.Stage) bool { return s.Name == set.Name })
		switch {
		case i < 0:
			funnels[set.Object] = append(funnel, set)
			outcome.Inserted++
		case funnel[i] == set:
			outcome.Unchanged++
		default:
			funnel[i] = set
			outcome.Corrected++
		}
	}
	for _, object := range []fact.EventKind{fact.Lead, fact.Opportunity} {
		if _, err := p.setFunnel(tx, object, funnels[object], changes); err != nil {
			return outcome, err
		}
	}
	return outcome, nil
}

// funnelOf returns the stages of leads or of opportunities, in order.
func funnelOf(stages []fact.Stage, object fact.EventKind) []fact.Stage {
	var funnel []fact.Stage
	for _, s := range stages {
		if s.Object == object {
			funnel = append(funnel, s)
		}
	}
	slices.SortFunc(funnel, func(a, b fact.Stage) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Name, b.Name))
	})
	return funnel
}

// setFunnel notes the funnel of leads or of opportunities, and moves what is
// counted by it.
func (p *Pipeline) setFunnel(tx Tx, object fact.EventKind, stages []fact.Stage, changes *Changes) (Outcome, error) {
	if err := checkFunnel(object, stages); err != nil {
		return Outcome{}, err
	}
	was, err := tx.Book()
	if err != nil {
		return Outcome{}, err
	}
	if other, ok := changes.Funnel[otherObject(object)]; ok { // changed a moment ago, and not stored yet
		if was, err = withFunnel(was, slices.Concat(other, funnelOf(was.Funnel, object))); err != nil {
			return Outcome{}, err
		}
	}
	before, after := funnelOf(was.Funnel, object), funnelOf(stages, object)
	if slices.Equal(before, after) {
		return Outcome{Unchanged: 1}, nil
	}
	is, err := withFunnel(was, slices.Concat(funnelOf(was.Funnel, otherObject(object)), after))
	if err != nil {
		return Outcome{}, err
	}
	if changes.Funnel == nil {
		changes.Funnel = map[fact.EventKind][]fact.Stage{}
	}
	changes.Funnel[object] = after
	changes.Undoable = append(changes.Undoable, Undo{Funnel: &FunnelChange{Object: object, Before: before, After: after}})
	if later, err := p.byFunnel(tx, was, changes); later || err != nil {
		return Outcome{Corrected: 1}, err
	}
	cases := fact.EventFilter{Days: period.Everything, Kinds: []fact.EventKind{fact.Lead, fact.Opportunity}}
	return Outcome{Corrected: 1}, recountCases(tx, was, is, []fact.EventFilter{cases}, changes)
}

// byFunnel lets what counts by stages be counted anew by and by; later is false
// where there are few cases, and it is to be done at once.
func (p *Pipeline) byFunnel(tx Tx, book *metric.Book, changes *Changes) (later bool, err error) {
	r := p.registration(tx, book, changes)
	few, err := r.isFew(metric.OfCases)
	if few || err != nil {
		return false, err
	}
	for _, d := range book.ByFunnel() {
		if !r.noted(d.Series) {
			_, fill, _ := r.kept(d.Series)
			r.again(d, fill)
		}
	}
	return true, nil
}

// withFunnel returns the book with other stages.
func withFunnel(book *metric.Book, stages []fact.Stage) (*metric.Book, error) {
	next := *book
	next.Funnel = stages
	return next.Indexed()
}

func otherObject(object fact.EventKind) fact.EventKind {
	if object == fact.Lead {
		return fact.Opportunity
	}
	return fact.Lead
}

// checkFunnel returns what is wrong with the stages, all of them at once.
func checkFunnel(object fact.EventKind, stages []fact.Stage) error {
	var wrong fault.Fields
	if object != fact.Lead && object != fact.Opportunity {
		wrong.Add("object", "is %q; only leads and opportunities have stages", object)
	}
	seen := map[string]bool{}
	for i, s := range stages {
		switch {
		case strings.TrimSpace(s.Name) == "":
			wrong.Add(itemField(i, "name"), "is missing")
		case strings.ContainsAny(s.Name, ">|@"):
			wrong.Add(itemField(i, "name"), "is %q; >, | and @ have a meaning in the names of conversions", s.Name)
		case seen[s.Name]:
			wrong.Add(itemField(i, "name"), "%s is there twice", s.Name)
		}
		seen[s.Name] = true
		if s.Position < 0 {
			wrong.Add(itemField(i, "position"), "is %d; number the stages from 0 on", s.Position)
		}
		if means := []fact.Milestone{"", fact.Qualified, fact.Converted, fact.StageWon, fact.StageLost}; !slices.Contains(means, s.Means) {
			wrong.Add(itemField(i, "means"), "is %q; use qualified, converted, won, lost or nothing", s.Means)
		}
	}
	return wrong.Err("these stages cannot be used")
}
