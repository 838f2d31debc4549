package store

import (
	"encoding/json"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// specRow is a goal's spec as it is stored. Fields are only ever added: old
// versions must stay readable.
type specRow struct {
	Title       string            `json:"title,omitempty"`
	Sentence    string            `json:"sentence,omitempty"`
	Owner       org.NodeID        `json:"owner"`
	EachOwner   bool              `json:"each_owner,omitempty"`
	Metric      metric.Series     `json:"metric"`
	Scope       []org.NodeID      `json:"scope,omitempty"`
	Aim         goal.Aim          `json:"aim"`
	Value       money.Amount      `json:"value"`
	Upper       *money.Amount     `json:"upper,omitempty"`
	Change      *changeRow        `json:"change,omitempty"`
	Each        period.Kind       `json:"each,omitempty"`
	Start       period.Date       `json:"start"`
	End         period.Date       `json:"end"`
	Currency    money.Currency    `json:"currency,omitempty"`
	Rates       metric.RatePolicy `json:"rates,omitempty"`
	Denominator org.Denominator   `json:"denominator,omitempty"`
	Parent      goal.ID           `json:"parent,omitempty"`
	Guards      []guardRow        `json:"guards,omitempty"`
	Why         string            `json:"why,omitempty"`
	Actions     []string          `json:"actions,omitempty"`
	Checks      []period.Date     `json:"checks,omitempty"`
}

type changeRow struct {
	Kind     goal.ChangeKind `json:"kind"`
	By       money.Amount    `json:"by"`
	Baseline money.Amount    `json:"baseline"`
	Over     *[2]period.Date `json:"over,omitempty"`
	Measured *period.Date    `json:"measured,omitempty"`
	Of       metric.Series   `json:"of,omitempty"`
}

type guardRow struct {
	Metric metric.Series `json:"metric"`
	Scope  []org.NodeID  `json:"scope,omitempty"`
	Aim    goal.Aim      `json:"aim"`
	Value  money.Amount  `json:"value"`
	Upper  *money.Amount `json:"upper,omitempty"`
}

func writeSpec(s goal.Spec) (string, error) {
	row := specRow{
		Title: s.Title, Sentence: s.Sentence, Owner: s.Owner, EachOwner: s.EachOwner, Metric: s.Metric, Scope: s.Scope, Aim: s.Aim,
		Value: s.Value, Upper: s.Upper, Each: s.Each, Start: s.Window.Start, End: s.Window.End, Currency: s.Currency, Rates: s.Rates,
		Denominator: s.Denominator, Parent: s.Parent, Why: s.Why, Actions: s.Actions, Checks: s.Checks,
	}
	if c := s.Change; c != nil {
		row.Change = &changeRow{Kind: c.Kind, By: c.By, Baseline: c.Baseline, Of: c.Of}
		if !c.Over.Empty() {
			row.Change.Over = &[2]period.Date{c.Over.Start, c.Over.End}
		}
		if c.Measured != 0 {
			row.Change.Measured = &c.Measured
		}
	}
	for _, g := range s.Guards {
		row.Guards = append(row.Guards, guardRow(g))
	}
	text, err := json.Marshal(row)
	return string(text), err
}

func readSpec(text string) (goal.Spec, error) {
	var row specRow
	if err := json.Unmarshal([]byte(text), &row); err != nil {
		return goal.Spec{}, err
	}
	s := goal.Spec{
		Title: row.Title, Sentence: row.Sentence, Owner: row.Owner, EachOwner: row.EachOwner, Metric: row.Metric, Scope: row.Scope, Aim: row.Aim,
		Value: row.Value, Upper: row.Upper, Each: row.Each, Window: period.Range{Start: row.Start, End: row.End}, Currency: row.Currency,
		Rates: row.Rates, Denominator: row.Denominator, Parent: row.Parent, Why: row.Why, Actions: row.Actions, Checks: row.Checks,
	}
	if c := row.Change; c != nil {
		s.Change = &goal.Change{Kind: c.Kind, By: c.By, Baseline: c.Baseline, Of: c.Of}
		if c.Over != nil {
			s.Change.Over = period.Range{Start: c.Over[0], End: c.Over[1]}
		}
		if c.Measured != nil {
			s.Change.Measured = *c.Measured
		}
	}
	for _, g := range row.Guards {
		s.Guards = append(s.Guards, goal.Guard(g))
	}
	return s, nil
}
