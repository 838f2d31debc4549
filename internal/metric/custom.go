package metric

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric/formula"
)

// Custom is a metric as a user defined it: which facts count, and how much
// each adds. It has versions; whoever stores them says which one this is.
type Custom struct {
	ID         Series    `json:"id"` // x_NAME
	Name       string    `json:"name"`
	Unit       Unit      `json:"unit"`
	Direction  Direction `json:"direction"`
	Definition string    `json:"definition"`
	Facts      string    `json:"facts"`     // sale, or a kind of event
	Day        string    `json:"day"`       // the day on which a fact counts: created, closed, …; "" for the usual one
	Where      string    `json:"where"`     // CEL; "" for all
	Value      string    `json:"value"`     // CEL; "1" counts
	DivideBy   *Formula  `json:"divide_by"` // nil: a sum
	Version    int       `json:"version"`
}

// Formula is a filter, and what each fact that passes it adds.
type Formula struct {
	Where string `json:"where"`
	Value string `json:"value"`
}

// factsSale is Custom.Facts of sales; the others are kinds of event.
const factsSale = "sale"

// The days on which facts can count, the usual one first.
const (
	onCreated   = "created"
	onQualified = "qualified"
	onWon       = "won"
	onLost      = "lost"
	onClosed    = "closed"
	onExpected  = "expected"
	onEnd       = "end"
)

// daysOf returns the days on which the facts can count; none for facts that
// formulas cannot be applied to.
func daysOf(facts string) []string {
	switch facts {
	case string(fact.Lead):
		return []string{onCreated, onQualified, onWon, onLost}
	case string(fact.Opportunity):
		return []string{onCreated, onClosed, onWon, onLost, onExpected}
	case string(fact.Contract):
		return []string{onCreated, onEnd}
	case factsSale, string(fact.Activity), string(fact.Feedback), string(fact.Training):
		return []string{onCreated}
	}
	return nil
}

// divisor names the series that the metric's own is divided by.
func (c Custom) divisor() Series { return c.ID + "/by" }

var customID = regexp.MustCompile(`^x_[a-z0-9_]{1,60}$`)

// Validate returns what is wrong with the definition, all fields at once.
func (c Custom) Validate() error {
	var wrong fault.Fields
	if !customID.MatchString(string(c.ID)) {
		wrong.Add("id", "is %q; use x_ and small letters, digits and underscores, such as x_big_deals", c.ID)
	}
	const longest = 200
	for _, f := range []struct{ name, value string }{{"name", c.Name}, {"definition", c.Definition}} {
		if text := strings.TrimSpace(f.value); text == "" || len(text) > 10*longest || f.name == "name" && len(text) > longest {
			wrong.Add(f.name, "is missing or too long; readers of the number need it")
		}
	}
	switch {
	case !slices.Contains([]Unit{Money, Count, Quantity, Share, Days, Points}, c.Unit):
		wrong.Add("unit", "is %q; use money, count, quantity, share, days or points", c.Unit)
	case c.DivideBy == nil && (c.Unit == Share || c.Unit == Points):
		wrong.Add("divide_by", "is missing; a metric in %s is one sum divided by another", map[Unit]string{Share: "shares", Points: "points"}[c.Unit])
	}
	if c.Direction != Higher && c.Direction != Lower {
		wrong.Add("direction", "is %q; say whether higher or lower is better", c.Direction)
	}
	days := daysOf(c.Facts)
	switch {
	case days == nil:
		wrong.Add("facts", "is %q; use sale, lead, opportunity, activity, feedback, contract or training", c.Facts)
	case c.Day != "" && !slices.Contains(days, c.Day):
		wrong.Add("day", "is %q; a %s counts on the day it was %s", c.Day, c.Facts, strings.Join(days, ", "))
	}
	if days != nil {
		c.checkFormulas(&wrong)
	}
	return wrong.Err("this metric cannot be used")
}

func (c Custom) checkFormulas(wrong *fault.Fields) {
	for _, f := range c.formulas() {
		if _, err := f.compile(c.Facts); err != nil {
			wrong.Add(f.field, "%s", err.Error())
		}
	}
}

// oneFormula is a formula with what it is for.
type oneFormula struct {
	field string // as the user's input calls it
	text  string
	gives formula.Kind
}

func (f oneFormula) compile(facts string) (*formula.Program, error) {
	return formula.Compile(f.text, f.gives, fieldsOf(facts))
}

// formulas returns all formulas of the metric that are not empty.
func (c Custom) formulas() []oneFormula {
	list := []oneFormula{{"where", c.Where, formula.Bool}, {"value", c.valueText(), formula.Number}}
	if c.DivideBy != nil {
		list = append(list, oneFormula{"divide_by.where", c.DivideBy.Where, formula.Bool}, oneFormula{"divide_by.value", c.DivideBy.valueText(), formula.Number})
	}
	return slices.DeleteFunc(list, func(f oneFormula) bool { return strings.TrimSpace(f.text) == "" })
}

func (c Custom) valueText() string { return Formula{Value: c.Value}.valueText() }

func (f Formula) valueText() string {
	if strings.TrimSpace(f.Value) == "" {
		return "1"
	}
	return f.Value
}

// Metric returns the metric that the definition makes.
func (c Custom) Metric() Metric {
	m := Metric{ID: c.ID, Name: c.Name, Unit: c.Unit, Direction: c.Direction, Definition: c.Definition, Custom: true, Version: c.Version,
		Shape: Sum, Additive: true, Num: plus(c.ID), Scale: 1, custom: &c,
		Formula:  said(c.Facts, Formula{c.Where, c.Value}),
		DateRule: "The day of the " + c.Facts + ".", RollUp: ownedUp}
	if day := c.day(); day != onCreated {
		m.DateRule = fmt.Sprintf("The day on which the %s was %s.", c.Facts, day)
	}
	if c.Facts == factsSale {
		m.RollUp = sumUp
	}
	if c.DivideBy != nil {
		m.Shape, m.Additive, m.Den = Ratio, false, plus(c.divisor())
		m.Formula += " ÷ " + said(c.Facts, *c.DivideBy)
		m.RollUp = byParts + " " + m.RollUp
	}
	return m
}

func (c Custom) day() string {
	if c.Day == "" {
		return onCreated
	}
	return c.Day
}

func said(facts string, f Formula) string {
	text := "Σ (" + f.valueText() + ") over each " + facts
	if strings.TrimSpace(f.Where) != "" {
		text += " where " + f.Where
	}
	return text
}

// rule is a part of a user's metric, compiled: a series that it fills.
type rule struct {
	series Series
	facts  string
	day    string
	where  *formula.Program // nil: all
	value  *formula.Program
	money  bool // it reads amounts of money, so a rate is needed
}

// rules compiles the metric.
func (c Custom) rules() ([]rule, error) {
	parts := []struct {
		series Series
		Formula
	}{{c.ID, Formula{c.Where, c.Value}}}
	if c.DivideBy != nil {
		parts = append(parts, struct {
			series Series
			Formula
		}{c.divisor(), *c.DivideBy})
	}
	rules := make([]rule, 0, len(parts))
	for _, part := range parts {
		r := rule{series: part.series, facts: c.Facts, day: c.day()}
		var err error
		if strings.TrimSpace(part.Where) != "" {
			if r.where, err = formula.Compile(part.Where, formula.Bool, fieldsOf(c.Facts)); err != nil {
				return nil, fmt.Errorf("compiling the filter of %s: %w", c.ID, err)
			}
			r.money = readsMoney(r.where)
		}
		if r.value, err = formula.Compile(part.valueText(), formula.Number, fieldsOf(c.Facts)); err != nil {
			return nil, fmt.Errorf("compiling the formula of %s: %w", c.ID, err)
		}
		r.money = r.money || readsMoney(r.value)
		rules = append(rules, r)
	}
	return rules, nil
}

func readsMoney(p *formula.Program) bool {
	return slices.ContainsFunc(p.Fields(), func(name string) bool { return slices.Contains(moneyFields, name) })
}

// Why a formula cannot be applied to a fact, besides what package formula says.
var (
	errNoRate = fault.New(fault.Invalid, "no exchange rate of the day is known for the amount")
	errAbsurd = fault.New(fault.Invalid, "the result is above a trillion, which is taken for a mistake")
)
