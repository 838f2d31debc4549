package alert

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// A deal that came to stand still so many days ago is no news.
const newsDays = 7

// Still returns the deals that stand still today and, by key, what is to be kept
// of them. first says that nothing was looked at before: then nothing is told,
// as it is of a deal that came to stand still more than a week ago.
func Still(seen map[string]Seen, deals []metric.Prospect, currency money.Currency, today period.Date, first bool) (map[string]Seen, []Happening) {
	patience := funnel.PatienceOf(deals, today)
	next := map[string]Seen{}
	var told []Happening
	for _, d := range deals {
		at, ok := patience.Stuck(d, today)
		if !ok || d.Owner == "" {
			continue
		}
		key := "deal " + d.Key.String()
		next[key] = Seen{Stage: at.Stage}
		if seen[key].Stage == at.Stage || first || today-at.Stuck >= newsDays {
			continue
		}
		told = append(told, still(d, at, currency))
	}
	slices.SortFunc(told, func(a, b Happening) int { return compare(a.Subject, b.Subject) })
	return next, told
}

func still(d metric.Prospect, at funnel.Standing, currency money.Currency) Happening {
	name := d.Name
	if name == "" {
		name = d.Key.String()
	}
	h := Happening{Kind: Stuck, Subject: "deal " + d.Key.String(), What: at.Stage + " " + at.Since.String(), Node: d.Owner, Tone: Bad, Link: "/forecast?under=" + string(d.Owner)}
	h.Title = fmt.Sprintf("%s stands still in %s", name, at.Stage)
	h.Text = fmt.Sprintf("It has been there for %s; %s.", counted(at.Days, "day"), at.SayUsual())
	if d.Worth != nil {
		h.Text += fmt.Sprintf(" It is worth %s.", goal.Say(*d.Worth, metric.Money, currency))
	}
	return h
}

// Delivery is a moment at which a source delivered.
type Delivery struct {
	Source string
	ID     string
	At     int64 // microseconds
}

// Silent returns the sources that have a rhythm and are late: they delivered on
// at least 4 days, and it is longer since the last than half as long again as
// the longest wait among the last 8, and two days longer at least. What was
// silent at the first look is not told.
func Silent(seen map[string]Seen, deliveries []Delivery, root org.NodeID, dayOf func(micros int64) period.Date, today period.Date, first bool) (map[string]Seen, []Happening) {
	const leastGaps, gapsLooked, slack = 3, 8, 2
	by := map[string][]Delivery{}
	for _, d := range deliveries {
		by[d.Source] = append(by[d.Source], d)
	}
	next := map[string]Seen{}
	var told []Happening
	for source, list := range by {
		slices.SortFunc(list, func(a, b Delivery) int { return int(min(1, max(-1, a.At-b.At))) })
		var days []period.Date
		for _, d := range list {
			days = append(days, dayOf(d.At))
		}
		days = slices.Compact(days)
		var gaps []int
		for i := 1; i < len(days); i++ {
			gaps = append(gaps, int(days[i]-days[i-1]))
		}
		if len(gaps) < leastGaps {
			continue
		}
		gaps = gaps[max(0, len(gaps)-gapsLooked):]
		longest, last := slices.Max(gaps), list[len(list)-1]
		silent := int(today - days[len(days)-1])
		if silent <= max(longest+slack-1, longest+longest/2) {
			continue
		}
		key := "source " + source
		next[key] = Seen{Mark: last.ID}
		if first || seen[key].Mark == last.ID {
			continue
		}
		told = append(told, Happening{Kind: Stale, Subject: key, What: last.ID, Node: root, Tone: Bad, Link: "/imports", Title: fmt.Sprintf("No data from %s for %d days", source, silent),
			Text: fmt.Sprintf("The last import was on %s; until then the longest wait was %s. Numbers that depend on it are out of date: look whether the transfer still runs.", goal.SayDay(days[len(days)-1]), counted(longest, "day"))})
	}
	slices.SortFunc(told, func(a, b Happening) int { return compare(a.Subject, b.Subject) })
	return next, told
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
