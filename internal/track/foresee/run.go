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
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/track/advise"
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
	goals, err := s.goals(ctx, set)
	if err != nil {
		return Progress{}, err
	}
	asks = append(asks, goals...)
	made, err := s.store.ProjectionInputs(ctx, orgID, set.asOf)
	if err != nil {
		return Progress{}, err
	}
	progress := Progress{Of: len(asks)}
	var list []Projection
	keep := func() error {
		if len(list) == 0 {
			return nil
		}
		err := s.store.SaveProjections(ctx, orgID, list)
		progress.Made, list = progress.Made+len(list), list[:0]
		return err
	}
	for _, group := range grouped(asks) {
		err := s.renew(ctx, set, group, made, func(p Projection) error {
			const some = 500 // are written at once: a sale that comes in waits for them
			if list = append(list, p); len(list) < some {
				return nil
			}
			return keep()
		})
		if err != nil {
			return progress, err
		}
		if err := keep(); err != nil {
			return progress, err
		}
		progress.Done += len(group)
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
	return strings.Join([]string{string(a.Metric), a.Window.String(), strings.Join(scope, ","), string(a.rates), string(a.currency)}, "|")
}

// renew makes new projections for those of the group that were not made of the
// same before, and hands each on; made says of what, by their keys.
func (s *Service) renew(ctx context.Context, set setting, group []ask, made map[string]string, done func(Projection) error) error {
	inputs, err := s.inputs(ctx, set, group)
	if err != nil {
		return err
	}
	stale := map[Subject]string{} // the inputs of those that are to be made
	for i, a := range group {
		if made[a.Key()] != inputs[i] {
			stale[a.Subject] = inputs[i]
		}
	}
	if len(stale) == 0 {
		return nil
	}
	isStale := func(a ask) bool { return stale[a.Subject] != "" }
	named := func(p Projection) error {
		p.Inputs = stale[p.Subject]
		return done(p)
	}
	var summed []ask
	for _, a := range group {
		switch {
		case a.summed() && !a.several():
			summed = append(summed, a)
		case isStale(a):
			p, err := s.judged(ctx, set, a)
			if err != nil {
				return err
			}
			if err := named(p); err != nil {
				return err
			}
		}
	}
	if !slices.ContainsFunc(summed, isStale) {
		return nil
	}
	return s.projectEach(ctx, set, summed, isStale, named)
}

// inputs names everything that changes within a day of which each projection is
// made: what is there, what is aimed at, and the opportunities.
func (s *Service) inputs(ctx context.Context, set setting, group []ask) ([]string, error) {
	_, linked, err := s.linkOf(ctx, set, *group[0].metric, group[0].money())
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
func (s *Service) judged(ctx context.Context, set setting, a ask) (Projection, error) {
	p, done := s.begin(set, a)
	if done {
		return p, nil
	}
	if set.asOf+1 >= a.Window.End {
		p.Method, p.Why = ByCertain, "The time is over."
		return p, nil
	}
	advice, err := s.advice.Check(ctx, advise.Asker{Scope: set.system()}, a.Goal, a.spec(), nil)
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
