package metric

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/metric/formula"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// moneyFields are in the organisation's currency, by the rate of the fact's
// day.
var moneyFields = []string{"sale.amount", "sale.list", "sale.cost", "opportunity.amount", "contract.amount"}

// commonFields are those of every fact.
var commonFields = []formula.Field{
	{Name: "day", Kind: formula.Day, Means: "the day on which it counts"},
	{Name: "owner", Kind: formula.Text, Means: "id of the person it is credited to"},
	{Name: "customer", Kind: formula.Text, Means: "id of the customer"},
	{Name: "segment", Kind: formula.Text, Means: "id of the customer's segment"},
	{Name: "product", Kind: formula.Text, Means: "id of the product"},
	{Name: "category", Kind: formula.Text, Means: "id of the product's category"},
	{Name: "territory", Kind: formula.Text, Means: "id of the territory"},
	{Name: "region", Kind: formula.Text, Means: "id of the territory's region"},
	{Name: "channel", Kind: formula.Text, Means: "id of the channel"},
	{Name: "lead_source", Kind: formula.Text, Means: "id of where the lead came from"},
	{Name: "source", Kind: formula.Text, Means: "the system that says so"},
	{Name: "nodes", Kind: formula.Texts, Means: `everything it belongs to: "team:east" in nodes`},
}

var ownFields = map[string][]formula.Field{
	factsSale: {
		{Name: "sale.amount", Kind: formula.Number, Means: "net amount of the line"},
		{Name: "sale.list", Kind: formula.Number, Means: "list value of the line, where it is known"},
		{Name: "sale.cost", Kind: formula.Number, Means: "cost of the line, where it is known"},
		{Name: "sale.quantity", Kind: formula.Number, Means: "quantity"},
		{Name: "sale.currency", Kind: formula.Text, Means: "currency of the sale"},
		{Name: "sale.order", Kind: formula.Text, Means: "id of the order"},
	},
	string(fact.Lead): {
		{Name: "lead.name", Kind: formula.Text, Means: "name of the lead"},
		{Name: "lead.source", Kind: formula.Text, Means: "id of where the lead came from"},
		{Name: "lead.stage", Kind: formula.Text, Means: "the latest stage"},
		{Name: "lead.outcome", Kind: formula.Text, Means: "open, won or lost"},
		{Name: "lead.created", Kind: formula.Day, Means: "the day it was created"},
		{Name: "lead.qualified", Kind: formula.Day, Means: "the day it was qualified, once it was"},
		{Name: "lead.won", Kind: formula.Day, Means: "the day it was won, once it was"},
	},
	string(fact.Opportunity): {
		{Name: "opportunity.name", Kind: formula.Text, Means: "name of the opportunity"},
		{Name: "opportunity.amount", Kind: formula.Number, Means: "amount, where it is known"},
		{Name: "opportunity.currency", Kind: formula.Text, Means: "currency of the amount"},
		{Name: "opportunity.stage", Kind: formula.Text, Means: "the latest stage"},
		{Name: "opportunity.outcome", Kind: formula.Text, Means: "open, won or lost"},
		{Name: "opportunity.created", Kind: formula.Day, Means: "the day it was created"},
		{Name: "opportunity.closed", Kind: formula.Day, Means: "the day it was closed, once it was"},
		{Name: "opportunity.expected", Kind: formula.Day, Means: "the day it is expected to close"},
	},
	string(fact.Activity): {
		{Name: "activity.type", Kind: formula.Text, Means: "call, demo, …"},
		{Name: "activity.quantity", Kind: formula.Number, Means: "how many"},
		{Name: "activity.name", Kind: formula.Text, Means: "name of the activity"},
	},
	string(fact.Feedback): {
		{Name: "feedback.type", Kind: formula.Text, Means: "csat or nps"},
		{Name: "feedback.score", Kind: formula.Number, Means: "the answer"},
		{Name: "feedback.scale", Kind: formula.Number, Means: "the best answer there is"},
	},
	string(fact.Contract): {
		{Name: "contract.amount", Kind: formula.Number, Means: "amount per month"},
		{Name: "contract.start", Kind: formula.Day, Means: "the first day"},
		{Name: "contract.end", Kind: formula.Day, Means: "the day after the last, where there is one"},
	},
	string(fact.Training): {
		{Name: "training.course", Kind: formula.Text, Means: "the course"},
		{Name: "training.name", Kind: formula.Text, Means: "name of the record"},
	},
}

// fieldsOf returns the fields that formulas over the facts may use.
func fieldsOf(facts string) []formula.Field {
	return slices.Concat(ownFields[facts], commonFields)
}

// Fields returns the fields that formulas over the facts may use, with what
// they mean; none for facts that formulas cannot be applied to.
func Fields(facts string) []formula.Field {
	if daysOf(facts) == nil {
		return nil
	}
	return fieldsOf(facts)
}

// CountingDays returns the days on which such facts can count, the usual one
// first; none for facts that formulas cannot be applied to.
func CountingDays(facts string) []string { return slices.Clone(daysOf(facts)) }

// subject is one fact as formulas see it.
type subject struct {
	day       period.Date
	source    string
	owner     org.NodeID
	customer  org.NodeID
	product   org.NodeID
	territory org.NodeID
	channel   org.NodeID
	origin    org.NodeID   // the lead source
	nodes     []org.NodeID // all that it belongs to
	own       func(field string) formula.Value
}

func (s subject) field(name string) formula.Value {
	switch name {
	case "day":
		return formula.On(s.day)
	case "owner":
		return plain(s.owner)
	case "customer":
		return plain(s.customer)
	case "segment":
		return s.of(org.Segment)
	case "product":
		return plain(s.product)
	case "category":
		return s.of(org.Category)
	case "territory":
		return plain(s.territory)
	case "region":
		return s.of(org.Region)
	case "channel":
		return plain(s.channel)
	case "lead_source", "lead.source":
		return plain(s.origin)
	case "source":
		return formula.String(s.source)
	case "nodes":
		return formula.Strings(s.nodes)
	default:
		return s.own(name)
	}
}

// of returns the id of the first node of the kind that the fact belongs to.
func (s subject) of(kind org.Kind) formula.Value {
	for _, id := range s.nodes {
		if id.Kind() == kind {
			return plain(id)
		}
	}
	return formula.String("")
}

func plain(id org.NodeID) formula.Value {
	_, sourceID := id.Split()
	return formula.String(sourceID)
}

// saleField returns a field of a line; amounts are as they are worth in the
// organisation's currency.
func saleField(l Line) func(string) formula.Value {
	return func(name string) formula.Value {
		switch name {
		case "sale.amount":
			return formula.Amount(&l.Worth.Revenue)
		case "sale.list":
			return known(l.Worth.List, l.Listed)
		case "sale.cost":
			return known(l.Worth.Revenue-l.Worth.Profit, l.Costed)
		case "sale.quantity":
			return formula.Amount(&l.Quantity)
		case "sale.currency":
			return formula.String(string(l.Currency))
		default:
			return formula.String(l.Order)
		}
	}
}

func known(a money.Amount, is bool) formula.Value {
	if !is {
		return formula.Amount(nil)
	}
	return formula.Amount(&a)
}

// eventField returns a field of an event; amount is what it is worth in the
// organisation's currency.
func eventField(j journey, s story, amount formula.Value) func(string) formula.Value {
	return func(name string) formula.Value {
		switch name {
		case "opportunity.amount", "contract.amount":
			return amount
		case "opportunity.currency":
			return formula.String(string(j.Currency))
		case "lead.name", "opportunity.name", "activity.name", "training.name":
			return formula.String(j.Name)
		case "lead.stage", "opportunity.stage":
			return formula.String(j.latest())
		case "lead.outcome", "opportunity.outcome":
			return formula.String(j.outcomeName())
		case "lead.created", "opportunity.created", "contract.start":
			return formula.On(j.Day)
		case "lead.qualified":
			return formula.On(s.leadReached(mark{fact.Lead, wordQualified}))
		case "lead.won":
			return formula.On(s.leadReached(mark{fact.Lead, wordWon}))
		case "opportunity.closed":
			return formula.On(j.closed)
		case "opportunity.expected", "contract.end":
			return formula.On(j.Until)
		case "activity.type", "feedback.type", "training.course":
			return formula.String(j.Type)
		case "activity.quantity", "feedback.score":
			return formula.Amount(&j.Quantity)
		default: // feedback.scale
			return formula.Amount(&j.Scale)
		}
	}
}
