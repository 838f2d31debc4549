package sentence_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence"
)

// company is the one that the scripts speak of. Ana leads team East.
func company() sentence.Context {
	return sentence.Context{
		Today: period.MustDate("2026-11-22"), Calendar: period.DefaultCalendar(), Currency: "EUR", Owner: "person:ana", Root: "company:acme",
		Names: []sentence.Name{
			{Node: "company:acme", Name: "Acme"},
			{Node: "team:ana", Name: "Team East", Aliases: []string{"East"}},
			{Node: "team:west", Name: "Team West"},
			{Node: "person:ana", Name: "Ana Keller"}, {Node: "person:ben", Name: "Ben Ortiz"}, {Node: "person:ben2", Name: "Ben Adler"}, {Node: "person:chloe", Name: "Chloé Dubois"},
			{Node: "region:emea", Name: "EMEA"}, {Node: "region:north", Name: "North"}, {Node: "territory:de", Name: "Germany"}, {Node: "territory:fr", Name: "France"},
			{Node: "category:bikes", Name: "Bikes"}, {Node: "product:x", Name: "Product X"}, {Node: "product:mtb", Name: "Mountain Bike 200"}, {Node: "product:helmet", Name: "Sport Helmet"},
			{Node: "segment:smb", Name: "SMB", Aliases: []string{"small business"}}, {Node: "segment:ent", Name: "Enterprise"},
			{Node: "channel:partner", Name: "Partner"}, {Node: "channel:online", Name: "Online"}, {Node: "lead_source:ref", Name: "Referral"}, {Node: "lead_source:web", Name: "Website"},
		},
		Stages:        []string{"New", "MQL", "Discovery", "Proposal sent", "Negotiation", "Closed Won"},
		ActivityTypes: []string{"call", "email", "meeting", "demo", "site_visit"},
		Metrics: []sentence.Word{
			{ID: "x_upsold", Name: "Upsold accounts", Unit: "count", Direction: "higher", Names: []string{"accounts with upsell"}},
			{ID: "x_response", Name: "Response time", Unit: "days", Direction: "lower"},
		},
	}
}

// describe writes an understanding as the scripts do.
func describe(u sentence.Understanding, c sentence.Context) []string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for i, d := range u.Goals {
		if len(u.Goals) > 1 {
			say("goal %d", i+1)
		}
		lines = append(lines, describeGoal(d, c)...)
	}
	for _, p := range u.Phrases {
		if p.Field == "unknown" {
			say("unknown “%s”", p.Text)
		}
	}
	for _, m := range u.Missing {
		say("missing %s", m.Field)
	}
	for _, q := range u.Questions {
		var choices []string
		for _, c := range q.Choices {
			choices = append(choices, c.ID)
		}
		say("ask %s: %s", q.ID, strings.Join(choices, " | "))
	}
	for _, p := range u.Problems {
		say("problem %s: %s", p.Field, p.Message)
	}
	if u.Completion != "" {
		say("offer %s", u.Completion)
	}
	if u.Complete {
		say("complete")
	}
	return lines
}

func describeGoal(d sentence.Draft, c sentence.Context) []string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if d.Metric != "" {
		say("metric %s", d.Metric)
	}
	if text := demand(d.Aim, d.Value, d.Upper); text != "" {
		say("%s", strings.TrimSpace(text+" "+string(d.Currency)))
	}
	if ch := d.Change; ch != nil {
		text := fmt.Sprintf("change %s %s", ch.Kind, ch.By)
		if ch.Of != "" {
			text += " of " + string(ch.Of)
		}
		if ch.Baseline != nil {
			text += " from " + ch.Baseline.String()
		}
		if !ch.Over.Empty() {
			text += " compared with " + span(ch.Over)
		}
		say("%s", text)
	}
	if d.Each != "" {
		say("in each %s", d.Each)
	}
	if !d.Window.Empty() {
		say("from %s", span(d.Window))
	}
	for _, n := range d.Scope {
		say("only %s", n)
	}
	if d.Everything {
		say("of everything")
	}
	if d.EachOwner {
		say("for each person in %s", d.Owner)
	} else if d.Owner != c.Owner {
		say("for %s", d.Owner)
	}
	for _, g := range d.Guards {
		text := demand(g.Aim, g.Value, g.Upper)
		say("guard %s %s%s", g.Metric, cmp.Or(text, "?"), scopeText(g.Scope))
	}
	if d.Why != "" {
		say("why %s", d.Why)
	}
	for _, a := range d.Actions {
		say("action %s", a)
	}
	return lines
}

func scopeText(scope []org.NodeID) string {
	text := ""
	for _, n := range scope {
		text += " of " + string(n)
	}
	return text
}

func demand(aim goal.Aim, value, upper *money.Amount) string {
	switch {
	case aim == "":
		return ""
	case value == nil:
		return strings.ReplaceAll(string(aim), "_", " ") + " what follows"
	case upper != nil:
		return "between " + value.String() + " and " + upper.String()
	default:
		return strings.ReplaceAll(string(aim), "_", " ") + " " + value.String()
	}
}

// span writes the first and the last day.
func span(r period.Range) string { return r.Start.String() + " to " + (r.End - 1).String() }

// setup changes the company as a line of a script says.
func setup(c *sentence.Context, line string) bool {
	key, value, _ := strings.Cut(line, " ")
	switch key {
	case "today":
		c.Today = period.MustDate(value)
	case "currency":
		c.Currency = money.Currency(value)
	case "owner":
		c.Owner = org.NodeID(value)
	case "fiscal":
		at := slices.Index([]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}, value)
		c.Calendar.YearStarts = time.Month(at + 1)
	case "layout":
		c.Calendar.Layout = period.Layout(value)
	case "stages":
		c.Stages = strings.Split(value, ", ")
	default:
		return false
	}
	return true
}
