package foresee

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
)

// Progress says how far a run is.
type Progress struct {
	Done, Of int // subjects
	Made     int // projections that are new; the others were made of the same before
}

// Run foresees every target and goal whose time runs, as of the organisation's
// today. What was made of the same before is not made again, so that a run after
// a few changes costs little more than looking for them. report may be nil; it
// is called as the run goes on.
func (s *Service) Run(ctx context.Context, orgID string, report func(Progress)) (Progress, error) {
	if report == nil {
		report = func(Progress) {}
	}
	set, err := s.setting(ctx, orgID, 0)
	if err != nil {
		return Progress{}, err
	}
	asks, err := s.targets(ctx, set)
	if err != nil {
		return Progress{}, err
	}
	views, err := s.goals(ctx, set)
	if err != nil {
		return Progress{}, err
	}
	goals := map[goal.ID]attain.GoalView{}
	for _, v := range views {
		goals[v.Goal.ID] = v
		asks = append(asks, askOfGoal(v))
	}
	progress := Progress{Of: len(asks)}
	for _, group := range grouped(asks) {
		list, err := s.renew(ctx, set, group, goals)
		if err != nil {
			return progress, err
		}
		if err := s.store.SaveProjections(ctx, orgID, list); err != nil {
			return progress, err
		}
		progress.Done, progress.Made = progress.Done+len(group), progress.Made+len(list)
		report(progress)
	}
	return progress, s.store.DropProjections(ctx, orgID, Forgotten(set.asOf))
}

// grouped puts asks together that are foreseen from the same: of one metric,
// scope, time, rates and currency.
func grouped(asks []ask) [][]ask {
	by := map[string][]ask{}
	for _, a := range asks {
		by[a.group()] = append(by[a.group()], a)
	}
	keys := make([]string, 0, len(by))
	for key := range by {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	groups := make([][]ask, len(keys))
	for i, key := range keys {
		groups[i] = by[key]
	}
	return groups
}

func (a ask) group() string {
	scope := make([]string, len(a.scope))
	for i, id := range a.scope {
		scope[i] = string(id)
	}
	return strings.Join([]string{string(a.Metric), a.Window.String(), strings.Join(scope, ","), string(a.rates.Rates), string(a.rates.Currency)}, "|")
}

// renew returns new projections for those of the group that were not made of the
// same before.
func (s *Service) renew(ctx context.Context, set setting, group []ask, goals map[goal.ID]attain.GoalView) ([]Projection, error) {
	inputs, err := s.inputs(ctx, set, group)
	if err != nil {
		return nil, err
	}
	keys, at := make([]string, len(group)), make(map[Subject]int, len(group))
	for i, a := range group {
		keys[i], at[a.Subject] = a.Key(), i
	}
	made, err := s.store.Projections(ctx, set.org.ID, keys, set.asOf)
	if err != nil {
		return nil, err
	}
	before := Latest(made)
	stale := func(a ask) bool {
		i := at[a.Subject]
		last, ok := before[keys[i]]
		return !ok || last.AsOf != set.asOf || last.Inputs != inputs[i]
	}
	var summed []ask
	var list []Projection
	for _, a := range group {
		switch {
		case a.summed() && !goals[a.Goal].Version.Spec.EachOwner && goals[a.Goal].Version.Spec.Each == "":
			summed = append(summed, a)
		case stale(a):
			p, err := s.judged(ctx, set, a, goals)
			if err != nil {
				return nil, err
			}
			list = append(list, p)
		}
	}
	if slices.ContainsFunc(summed, stale) {
		projected, err := s.project(ctx, set, summed, stale)
		if err != nil {
			return nil, err
		}
		list = append(list, projected...)
	}
	for i, p := range list {
		list[i].Inputs = inputs[at[p.Subject]]
	}
	return list, nil
}

// inputs names everything that changes within a day of which each projection is
// made: what is there, what is aimed at, and the opportunities.
func (s *Service) inputs(ctx context.Context, set setting, group []ask) ([]string, error) {
	_, linked, err := s.linkOf(ctx, set, group[0].metric, group[0].rates)
	if err != nil {
		return nil, err
	}
	var deals *study
	if linked {
		if deals, err = s.study(ctx, set); err != nil {
			return nil, err
		}
	}
	list := make([]string, len(group))
	for i, a := range group {
		h := sha256.New()
		fmt.Fprintln(h, set.asOf, a.aim, text(a.value), text(a.upper), text(a.actual), a.at, a.counting)
		if deals != nil {
			deals.name(h, a)
		}
		if index := fingerprint(set.index); index != "" {
			fmt.Fprintln(h, index)
		}
		const enough = 16
		list[i] = hex.EncodeToString(h.Sum(nil)[:enough])
	}
	return list, nil
}

func text(a *money.Amount) string {
	if a == nil {
		return "-"
	}
	return a.String()
}

// name writes what is known of the opportunities that are open for the ask.
func (st *study) name(h hash.Hash, a ask) {
	for _, i := range st.openAt()[a.at] {
		story := st.stories[i]
		fmt.Fprintln(h, story.ID, story.Stages, story.Amounts, story.Closes)
	}
}

// openAt returns the places in stories of those that are open, by the nodes at
// which they count.
func (st *study) openAt() map[org.NodeID][]int {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.open == nil {
		st.open = map[org.NodeID][]int{}
		for i, story := range st.stories {
			if !story.IsOpen(st.lessons.asOf) {
				continue
			}
			for _, id := range st.of[story.ID].nodes {
				st.open[id] = append(st.open[id], i)
			}
		}
	}
	return st.open
}

// judged foresees what does not add up over time, or is demanded of several
// people or periods: by the verdict on it as a goal.
func (s *Service) judged(ctx context.Context, set setting, a ask, goals map[goal.ID]attain.GoalView) (Projection, error) {
	p, done := s.begin(set, a)
	if done {
		return p, nil
	}
	spec := a.spec()
	if view, ok := goals[a.Goal]; ok {
		spec = view.Version.Spec
	}
	if set.asOf+1 >= a.Window.End {
		p.Method, p.Why = ByCertain, "The time is over."
		return p, nil
	}
	advice, err := s.advice.Check(ctx, advise.Asker{Scope: set.system()}, a.Goal, spec, nil)
	if err != nil {
		return p, err
	}
	p.Method, p.Why = NoEvidence, "It cannot be said yet: there is too little history."
	if v := advice.Verdict; v != nil && v.Achievable.Band != smart.Unknown && v.Achievable.Probability != nil {
		p.Chance, p.Mean, p.Method = v.Achievable.Probability, v.Achievable.Median, ByRate
		p.Why = "Judged by " + v.Achievable.Basis + "."
	}
	return p, nil
}
