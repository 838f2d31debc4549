package goal_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

var today = period.MustDate("2026-11-22")

// setting is Acme: Ana and Ben in the team East, bikes in two colours, two
// segments.
func setting() goal.Setting {
	names := map[org.NodeID]string{
		"company:acme": "Acme", "team:east": "East", "team:north": "North", "person:ana": "Ana", "person:ben": "Ben",
		"category:bikes": "Bikes", "product:red": "Red bike", "product:blue": "Blue bike", "product:bell": "Bell",
		"segment:smb": "SMB", "segment:enterprise": "Enterprise", "channel:web": "Web", "territory:t1": "Belgium",
	}
	edges := []org.Edge{
		edge("person:ana", "team:east"), edge("person:ben", "team:east"), edge("team:east", "team:north"),
		edge("product:red", "category:bikes"), edge("product:blue", "category:bikes"),
	}
	return goal.Setting{
		Metric: func(s metric.Series) (metric.Metric, error) { return metric.Find(string(s)) },
		Node: func(id org.NodeID) (org.Node, bool) {
			name, ok := names[id]
			return org.Node{ID: id, Name: name}, ok
		},
		Tree: org.NewTree("company:acme", edges), Currency: "EUR", Calendar: period.DefaultCalendar(), Today: today,
	}
}

func edge(child, parent org.NodeID) org.Edge {
	return org.Edge{Child: child, Parent: parent, Valid: period.Everything, Known: period.Everything}
}

func span(from, to string) period.Range {
	return period.Range{Start: period.MustDate(from), End: period.MustDate(to)}
}

func amount(text string) money.Amount {
	a, err := money.Parse(text)
	if err != nil {
		panic(err)
	}
	return a
}

func at(text string) *money.Amount {
	a := amount(text)
	return &a
}

var q1 = span("2027-01-01", "2027-04-01")

// plain is: Acme reaches at least €500,000 of revenue in the first quarter.
func plain() goal.Spec {
	return goal.Spec{Title: "Q1", Owner: "company:acme", Metric: metric.Revenue, Aim: goal.AtLeast, Value: amount("500000"), Window: q1}
}

// fieldsOf writes what is wrong as lines of field: message.
func fieldsOf(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return ""
	}
	return lines(f.Fields)
}

func lines(fields fault.Fields) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Name + ": " + f.Message
	}
	return strings.Join(list, "\n")
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}
