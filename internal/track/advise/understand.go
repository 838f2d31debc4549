package advise

import (
	"context"
	"slices"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence"
	"github.com/attainhq/attain/internal/plan/smart"
)

// Sentence is what somebody typed.
type Sentence struct {
	Text    string
	Answers map[string]string
	Owner   org.NodeID  // whose goal it is when the text does not say; "": the asker's, else the company's
	On      period.Date // the day on which it is said; 0: today
}

// Understood is how a sentence is understood, with what that would mean.
type Understood struct {
	sentence.Understanding
	Advice      // on the first of the goals
	Also        []goal.Spec
	Complete    bool // it could be set as it is
	NeedsAnswer bool // a question is open
}

// Understand reads a sentence and says what it would mean.
func (s *Service) Understand(ctx context.Context, asker Asker, q Sentence) (Understood, error) {
	set, err := s.setting(ctx, asker)
	if err != nil {
		return Understood{}, err
	}
	c, err := s.context(ctx, set, q)
	if err != nil {
		return Understood{}, err
	}
	out := Understood{Understanding: sentence.Understand(q.Text, q.Answers, c)}
	out.NeedsAnswer = len(out.Questions) > 0
	if len(out.Goals) == 0 {
		return out, nil
	}
	for _, d := range out.Goals[1:] {
		out.Also = append(out.Also, d.Spec())
	}
	draft := out.Goals[0]
	spec := draft.Spec()
	if len(spec.Checks) == 0 {
		spec.Checks = proposedChecks(spec.Window, set)
	}
	wording := smart.Wording{NoScope: len(spec.Scope) == 0 && !draft.Everything, NoValue: draft.Value == nil && !draft.NeedsBaseline()}
	for _, question := range out.Questions {
		wording.Questions = append(wording.Questions, smart.Question{Field: question.Field, Text: question.Text})
	}
	partial := !out.Understanding.Complete
	if out.Advice, err = s.judge(ctx, set, spec, wording, partial); err != nil {
		return Understood{}, err
	}
	if partial { // what is not there yet is missing or asked for, not wrong
		out.Wrong = nil
		out.Advice.Readback = out.Understanding.Readback
	}
	out.Complete = out.Understanding.Complete && out.Sound()
	return out, nil
}

// proposedChecks offers days to look at a goal of some length.
func proposedChecks(w period.Range, set setting) []period.Date {
	const shortest = 14
	if days, ok := w.Days(); !ok || days < shortest || w.Start <= period.Always {
		return nil
	}
	return smart.ProposeChecks(w, set.org.Calendar)
}

// context gathers the words of the company that the asker may know.
func (s *Service) context(ctx context.Context, set setting, q Sentence) (sentence.Context, error) {
	c := sentence.Context{Today: set.today, Calendar: set.org.Calendar, Currency: set.org.Currency, Owner: q.Owner, Root: set.org.Root()}
	if q.On != 0 {
		c.Today = q.On
	}
	if c.Owner == "" {
		c.Owner = set.Person
	}
	names, err := s.names(ctx, set)
	if err != nil {
		return c, err
	}
	c.Names = names
	book, err := s.store.Book(ctx, set.org.ID)
	if err != nil {
		return c, err
	}
	for _, stage := range book.Funnel {
		if !slices.Contains(c.Stages, stage.Name) {
			c.Stages = append(c.Stages, stage.Name)
		}
	}
	if c.ActivityTypes, err = s.store.ActivityTypes(ctx, set.org.ID); err != nil {
		return c, err
	}
	for _, m := range set.catalogue.All() {
		c.Metrics = append(c.Metrics, wordOf(m))
	}
	return c, nil
}

func wordOf(m metric.Metric) sentence.Word {
	return sentence.Word{ID: m.ID, Name: m.Name, Unit: m.Unit, Direction: m.Direction, Least: m.Least, Most: m.Most}
}

// names returns what everything is called: who and whom the asker sees, and
// what is sold, where and how.
func (s *Service) names(ctx context.Context, set setting) ([]sentence.Name, error) {
	nodes, err := s.store.Nodes(ctx, set.Scope, set.today, org.Filter{})
	if err != nil {
		return nil, err
	}
	if !set.Scope.All {
		all, err := s.store.Nodes(ctx, access.System(set.org.ID), set.today, org.Filter{})
		if err != nil {
			return nil, err
		}
		for _, n := range all {
			if open(n.ID.Kind()) {
				nodes = append(nodes, n)
			}
		}
	}
	names := make([]sentence.Name, 0, len(nodes))
	seen := make(map[org.NodeID]bool, len(nodes))
	for _, n := range nodes {
		if seen[n.ID] || n.ID.Kind() == org.Credited {
			continue
		}
		seen[n.ID] = true
		names = append(names, sentence.Name{Node: n.ID, Name: n.Name})
	}
	return names, nil
}
