package rollout

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/planfile"
	"github.com/attainhq/attain/internal/track/advise"
)

// Store is what plans are read from.
type Store interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	Book(ctx context.Context, orgID string) (*metric.Book, error)
	CustomMetrics(ctx context.Context, orgID string) ([]metric.Custom, error)
	// Targets returns the targets of a metric, of all metrics when it is "".
	Targets(ctx context.Context, orgID string, m metric.Series) ([]goal.Target, error)
	Goals(ctx context.Context, scope access.Scope, day period.Date, f goal.Filter) ([]goal.Goal, error)
}

// Service compares and applies plan files.
type Service struct {
	store  Store
	advise *advise.Service
	pipe   *pipeline.Pipeline
	now    func() time.Time
}

// NewService returns a service over the store that writes through the pipeline.
func NewService(store Store, a *advise.Service, p *pipeline.Pipeline, now func() time.Time) *Service {
	return &Service{store: store, advise: a, pipe: p, now: now}
}

// withdrawn is the state of goals that no file can bring back.
const withdrawn = string(goal.Withdrawn)

// stored is what is there, as a file and as it is.
type stored struct {
	planfile.File
	org   org.Organisation
	today period.Date
	goals map[goal.ID]goal.Goal
}

// Export writes everything as a plan file. Withdrawn goals are left out.
func (s *Service) Export(ctx context.Context, orgID string) ([]byte, error) {
	st, err := s.load(ctx, orgID)
	if err != nil {
		return nil, err
	}
	st.Goals = slices.DeleteFunc(st.Goals, func(g planfile.Goal) bool { return g.State == withdrawn })
	for i, g := range st.Goals {
		if g.State == string(goal.Accepted) { // who may still have to approve it is not for a file to say
			st.Goals[i].State = string(goal.Proposed)
		}
	}
	return st.Write(), nil
}

func (s *Service) load(ctx context.Context, orgID string) (stored, error) {
	st := stored{goals: map[goal.ID]goal.Goal{}}
	var err error
	if st.org, err = s.store.Organisation(ctx, orgID); err != nil {
		return st, err
	}
	st.today = st.org.Today(s.now())
	st.Organisation = st.org.SourceID
	book, err := s.store.Book(ctx, orgID)
	if err != nil {
		return st, err
	}
	for _, r := range book.PlanRates {
		if r.Known.IsOpen() {
			st.Rates = append(st.Rates, planfile.Rate{From: r.Rate.From, To: r.Rate.To, Text: decimal(r.Rate.Num, r.Rate.Den), Valid: r.Valid})
		}
	}
	for _, stage := range book.Funnel {
		st.Stages = append(st.Stages, planfile.Stage{Stage: stage})
	}
	customs, err := s.store.CustomMetrics(ctx, orgID)
	if err != nil {
		return st, err
	}
	for _, c := range customs {
		c.Version = 0
		st.Metrics = append(st.Metrics, planfile.Metric{Custom: c})
	}
	if err := s.loadTargets(ctx, &st); err != nil {
		return st, err
	}
	goals, err := s.store.Goals(ctx, access.System(orgID), st.today, goal.Filter{})
	if err != nil {
		return st, err
	}
	for _, g := range goals {
		text := planfile.GoalOf(g.Spec())
		text.Key, text.State = string(g.ID), string(g.State())
		st.goals[g.ID] = g
		st.Goals = append(st.Goals, text)
	}
	return st, nil
}

func (s *Service) loadTargets(ctx context.Context, st *stored) error {
	targets, err := s.store.Targets(ctx, st.org.ID, "")
	if err != nil {
		return err
	}
	for _, t := range targets {
		if v, ok := t.Latest(); ok && t.Goal == "" {
			st.Targets = append(st.Targets, planfile.Target{Node: t.Node, Metric: t.Metric, Days: t.Period, Value: &v.Value})
		}
	}
	slices.SortFunc(st.Targets, func(a, b planfile.Target) int {
		return strings.Compare(string(a.Node)+" "+string(a.Metric)+" "+a.Days.String(), string(b.Node)+" "+string(b.Metric)+" "+b.Days.String())
	})
	return nil
}

// decimal writes an exact fraction, which a rate that was written as a decimal
// always is.
func decimal(num, den int64) string {
	const digits = 18
	text := big.NewRat(num, den).FloatString(digits)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// plan is a file that was read, with what is there.
type plan struct {
	stored stored
	file   planfile.File
	list   []planfile.Difference
}

// Diff says what the file would change. Nothing is written.
func (s *Service) Diff(ctx context.Context, orgID string, text []byte) ([]planfile.Difference, error) {
	p, err := s.plan(ctx, orgID, text)
	return p.list, err
}

func (s *Service) plan(ctx context.Context, orgID string, text []byte) (plan, error) {
	var p plan
	var err error
	if p.stored, err = s.load(ctx, orgID); err != nil {
		return p, err
	}
	if p.file, err = planfile.Parse(text, p.stored.org.Calendar); err != nil {
		return p, err
	}
	if name := p.file.Organisation; name != "" && name != p.stored.org.SourceID {
		return p, fault.New(fault.Invalid, "the plan is for %q, and this is %q; choose the right organisation or leave the line out", name, p.stored.org.SourceID)
	}
	if err := s.understand(ctx, &p); err != nil {
		return p, err
	}
	p.list = planfile.Diff(p.stored.File, p.file)
	return p, nil
}

// understand makes every goal of the file structured and checks it.
func (s *Service) understand(ctx context.Context, p *plan) error {
	asker := advise.Asker{Scope: access.System(p.stored.org.ID)}
	wrong := unusable(p.file.Metrics)
	for i, g := range p.file.Goals {
		old, exists := p.stored.goals[goal.ID(g.Key)]
		field := func(name string) string { return fmt.Sprintf("goals[%d].%s", i, name) }
		note := func(name, message string) { wrong.Add(field(name), "line %d: %s", g.Line, message) }
		if !g.Structured() {
			read, problems, err := s.read(ctx, asker, g, old, exists)
			if err != nil {
				return err
			}
			for _, f := range problems {
				note(f.Name, f.Message)
			}
			g = read
			if len(problems) > 0 {
				continue
			}
		}
		spec, unread := g.Spec()
		prepared, err := s.advise.Defaults(ctx, asker, spec)
		if err != nil {
			return err
		}
		text := planfile.GoalOf(prepared)
		text.Line, text.Key, text.State = g.Line, g.Key, g.State
		if g.Value == nil {
			text.Value = nil
		}
		p.file.Goals[i] = text
		faults, err := s.faults(ctx, asker, *p, text, old, exists)
		if err != nil {
			return err
		}
		for _, f := range append(unread, faults...) {
			note(f.Name, f.Message)
		}
	}
	return wrong.Err("the plan cannot be used as it is")
}

// unusable says what is wrong with the metrics that the file defines, before
// anything of it is applied.
func unusable(metrics []planfile.Metric) (wrong fault.Fields) {
	for i, m := range metrics {
		var refused *fault.Error
		if errors.As(m.Validate(), &refused) {
			for _, f := range refused.Fields {
				wrong.Add(fmt.Sprintf("metrics[%d].%s", i, f.Name), "line %d: %s", m.Line, f.Message)
			}
		}
	}
	return wrong
}

// faults says what is wrong with a structured goal. What the file itself brings
// (its parent, a metric, a stage) need not be there yet.
func (s *Service) faults(ctx context.Context, asker advise.Asker, p plan, g planfile.Goal, old goal.Goal, exists bool) (fault.Fields, error) {
	if exists {
		g = g.Settled(planfile.GoalOf(old.Spec()))
	}
	spec, _ := g.Spec()
	if slices.ContainsFunc(p.file.Goals, func(o planfile.Goal) bool { return goal.ID(o.Key) == spec.Parent }) {
		spec.Parent = ""
	}
	wrong, err := s.advise.Faults(ctx, asker, spec)
	if len(p.file.Metrics)+len(p.file.Stages) > 0 {
		wrong = slices.DeleteFunc(wrong, func(f fault.Field) bool { return f.Name == "metric" || strings.HasSuffix(f.Name, "].metric") })
	}
	return wrong, err
}

// read understands the sentence of a goal. One that is there already is read as
// on the day on which it was written down, so that "next quarter" stays what it
// was.
func (s *Service) read(ctx context.Context, asker advise.Asker, g planfile.Goal, old goal.Goal, exists bool) (planfile.Goal, fault.Fields, error) {
	q := advise.Sentence{Text: g.Sentence, Answers: g.Answers, Owner: org.NodeID(g.Owner)}
	if exists {
		q.On = old.Versions[0].Known.Start
	}
	u, err := s.advise.Understand(ctx, asker, q)
	if err != nil {
		return g, nil, err
	}
	var wrong fault.Fields
	for _, p := range u.Problems {
		wrong.Add("sentence", "%s", p.Message)
	}
	for _, m := range u.Missing {
		wrong.Add("sentence", "%s %s", m.Text, m.Example)
	}
	for _, question := range u.Questions {
		choices := make([]string, len(question.Choices))
		for i, c := range question.Choices {
			choices[i] = c.ID + " (" + c.Label + ")"
		}
		wrong.Add("answers", "%s Answer it with %s: one of %s", question.Text, question.ID, strings.Join(choices, ", "))
	}
	switch {
	case len(wrong) > 0:
		return g, wrong, nil
	case len(u.Goals) == 0:
		wrong.Add("sentence", "nothing like a goal was found in it")
		return g, wrong, nil
	case len(u.Also) > 0:
		wrong.Add("sentence", "it states %d goals; give each of them its own key", len(u.Also)+1)
		return g, wrong, nil
	}
	spec := u.Goals[0].Spec()
	read := planfile.GoalOf(spec)
	if u.Goals[0].NeedsBaseline() && read.Change != nil {
		read.Value = nil
	}
	read.Line, read.Key, read.State = g.Line, g.Key, g.State
	for _, pair := range []struct {
		to   *string
		said string
	}{{&read.Title, g.Title}, {&read.Why, g.Why}, {&read.Parent, g.Parent}, {&read.Rates, g.Rates}, {&read.Denominator, g.Denominator}} {
		if pair.said != "" {
			*pair.to = pair.said
		}
	}
	if len(g.Actions) > 0 {
		read.Actions = g.Actions
	}
	read.Checks = g.Checks
	return read, nil, nil
}
