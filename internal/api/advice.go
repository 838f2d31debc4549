package api

import (
	"context"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/plan/smart"
	"github.com/attainhq/attain/internal/track/advise"
)

// asker says who asks what a goal would mean.
func asker(c *caller, v view) advise.Asker {
	return advise.Asker{Scope: v.scope, Person: org.NodeID(c.PersonNode())}
}

func (a *API) understandGoal(ctx context.Context, c *caller, in *understandInput) (*body[understandingView], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	q := advise.Sentence{Text: in.Body.Text, Answers: in.Body.Answers, Owner: org.NodeID(deref(in.Body.Owner))}
	u, err := a.Advise.Understand(ctx, asker(c, v), q)
	if err != nil {
		return nil, err
	}
	return answer(understandingOf(u)), nil
}

func (a *API) checkGoal(ctx context.Context, c *caller, in *checkInput) (*body[AdviceView], error) {
	v, err := a.view(ctx, c, "")
	if err != nil {
		return nil, err
	}
	spec, unread := in.Body.Goal.read()
	advice, err := a.Advise.Check(ctx, asker(c, v), "", spec, unread)
	if err != nil {
		return nil, err
	}
	return answer(adviceOf(advice)), nil
}

func adviceOf(a advise.Advice) AdviceView {
	v := AdviceView{Goal: inputOf(a.Spec, a.NoValue), Readback: a.Readback, Problems: notesOf(a.Wrong), Warnings: notesOf(a.Odd), ScopeNodes: refsOf(a.Scope)}
	if a.Verdict != nil {
		shown := smartOf(*a.Verdict)
		v.Smart.Value = &shown
	}
	if a.Owner != nil {
		ref := refOf(*a.Owner)
		v.OwnerNode.Value = &ref
	}
	if a.Metric != nil {
		shown := metricOf(*a.Metric)
		v.MetricView.Value = &shown
	}
	return v
}

func notesOf(fields fault.Fields) []fieldNote {
	notes := make([]fieldNote, 0, len(fields))
	for _, f := range fields {
		notes = append(notes, fieldNote{Field: f.Name, Message: f.Message})
	}
	return notes
}

func understandingOf(u advise.Understood) understandingView {
	v := understandingView{AdviceView: adviceOf(u.Advice), Complete: u.Complete, Completion: text(u.Completion),
		Phrases: []phraseView{}, Missing: []missingView{}, Questions: []questionView{}, Answered: []answeredView{}, Also: []goalInput{}}
	if v.Readback == "" {
		v.Readback = u.Understanding.Readback
	}
	for _, p := range u.Phrases {
		v.Phrases = append(v.Phrases, phraseView(p))
	}
	for _, m := range u.Missing {
		v.Missing = append(v.Missing, missingView(m))
	}
	for _, q := range u.Questions {
		shown := questionView{ID: q.ID, Field: q.Field, Text: q.Text, Why: q.Why, Choices: []choiceView{}}
		for _, choice := range q.Choices {
			shown.Choices = append(shown.Choices, choiceView(choice))
		}
		v.Questions = append(v.Questions, shown)
	}
	for _, said := range u.Answered {
		v.Answered = append(v.Answered, answeredView(said))
	}
	for _, p := range u.Problems {
		v.Problems = append(v.Problems, fieldNote(p))
	}
	for _, spec := range u.Also {
		v.Also = append(v.Also, inputOf(spec, spec.Change == nil && spec.Value == 0))
	}
	return v
}

func smartOf(s smart.Verdict) smartView {
	a := s.Achievable
	v := smartView{Verdict: string(s.Overall), Score: s.Score, Achievable: achievableView{Probability: a.Probability, Low: a.Low, High: a.High,
		Band: string(a.Band), Label: a.Label, Borderline: a.Borderline, Median: a.Median, Uplift: a.Uplift, Frequency: text(a.Frequency), Basis: a.Basis}}
	for _, c := range s.Criteria {
		shown := criterionView{Letter: c.Letter, Name: c.Name, Verdict: string(c.Grade), Score: c.Score, Facts: texts(c.Facts), Repair: text(c.Repair)}
		if c.Fix != nil {
			shown.Fix.Value = &fix{Field: c.Fix.Field, Value: c.Fix.Value}
		}
		v.Criteria = append(v.Criteria, shown)
	}
	return v
}
