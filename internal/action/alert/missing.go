package alert

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// soonDays are the working days before the end of a period in which a missing
// forecast is told.
const soonDays = 5

// Caller is somebody who makes forecasts: he made one for the period before.
type Caller struct {
	Node org.NodeID
	Name string
	Said bool // for the period that runs
}

// Missing returns the forecasts that are missing for a period of which no more
// than 5 working days are left.
func Missing(seen map[string]Seen, callers []Caller, at period.Period, calendar period.Calendar, today period.Date, first bool) (map[string]Seen, []Happening) {
	next := map[string]Seen{}
	left, ok := calendar.CountWorkingDays(period.Range{Start: today, End: at.End})
	if !ok || left > soonDays || !at.Contains(today) {
		return next, nil
	}
	var told []Happening
	for _, c := range callers {
		if c.Said {
			continue
		}
		key := "call " + string(at.Kind) + " " + string(c.Node)
		next[key] = Seen{Mark: at.ID}
		if first || seen[key].Mark == at.ID {
			continue
		}
		told = append(told, Happening{Kind: Call, Subject: key, What: at.ID, Node: c.Node, Tone: Notice, Self: true, Link: "/forecast?under=" + string(c.Node) + "&period=" + at.ID,
			Title: fmt.Sprintf("%s: the forecast for %s is missing", c.Name, at.Label),
			Text:  fmt.Sprintf("%s ends on %s; %s left, today included. For the period before there was a forecast.", at.Label, goal.SayDay(at.End-1), are(left))})
	}
	slices.SortFunc(told, func(a, b Happening) int { return compare(a.Subject, b.Subject) })
	return next, told
}

func are(days int) string {
	if days == 1 {
		return "1 working day is"
	}
	return counted(days, "working day") + " are"
}

// Promise is something that somebody promised to do.
type Promise struct {
	ID     string
	Node   org.NodeID // of the person who promised it
	UserID string     // who is told; "" when whoever is the person is
	Text   string
	On     period.Date // when it is due
	Link   string
}

// Due returns what is due on the day or was so in the week before. A promise is
// told once when it is due and once when it is a day late.
func Due(seen map[string]Seen, promises []Promise, today period.Date) (map[string]Seen, []Happening) {
	next := map[string]Seen{}
	var told []Happening
	for _, p := range promises {
		late := today - p.On
		if late < 0 || late > newsDays {
			continue
		}
		mark, title, tone := "due "+p.On.String(), "Due today: "+p.Text, Notice
		if late > 0 {
			mark, title, tone = "late "+p.On.String(), "Overdue: "+p.Text, Bad
		}
		key := "commitment " + p.ID
		next[key] = Seen{Mark: mark}
		if seen[key].Mark == mark {
			continue
		}
		told = append(told, Happening{Kind: Commitment, Subject: key, What: mark, Node: p.Node, Tone: tone, Self: true, To: p.UserID, Link: p.Link,
			Title: title, Text: fmt.Sprintf("It was promised for %s.", goal.SayDay(p.On))})
	}
	slices.SortFunc(told, func(a, b Happening) int { return compare(a.Subject, b.Subject) })
	return next, told
}
