package goal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Validate returns everything that is wrong with the spec, all fields at once.
func (s Spec) Validate(in Setting) error {
	wrong, _ := s.Check(in)
	return wrong.Err("this goal cannot be set as it is")
}

// Check returns what is wrong with the spec, so that it means nothing, and what
// is odd about it, so that somebody should look twice. Fields are named by their
// path in the API: value, change.by, guards[0].value. The value of a change
// whose baseline is still to be measured is not looked at.
func (s Spec) Check(in Setting) (wrong, odd fault.Fields) {
	c := &checker{Spec: s.Normal(), in: in}
	c.whose()
	var err error
	if c.metric, err = in.Metric(s.Metric); s.Metric == "" {
		c.wrong.Add("metric", "is missing; say what is counted, for example revenue")
	} else if err != nil {
		c.wrong.Add("metric", "%v", err)
	} else {
		c.scoped()
		c.changes()
		c.amounts()
		c.moneyOnly()
		c.guards()
	}
	c.time()
	c.texts()
	return c.wrong, c.odd
}

// checker collects what is wrong with one spec.
type checker struct {
	Spec
	in         Setting
	metric     metric.Metric
	wrong, odd fault.Fields
}

func (c *checker) say(value money.Amount) string { return Say(value, c.metric.Unit, c.currency(c.in)) }

func (c *checker) whose() {
	_, known := c.in.Node(c.Owner)
	switch kind := c.Owner.Kind(); {
	case c.Owner == "":
		c.wrong.Add("owner", "is missing; say who is to reach this: a person, a team or the company")
	case !known:
		c.wrong.Add("owner", "there is no %s here", c.Owner)
	case c.EachOwner && kind == org.Person:
		c.wrong.Add("each_owner", "means nothing for one person; leave it out, or choose a team")
	case c.EachOwner && kind != org.Team && kind != org.Company:
		c.wrong.Add("each_owner", "needs people; %s is a %s", c.in.name(c.Owner), kind)
	}
}

// dimension names the trees in which a sale has one place each.
func dimension(kind org.Kind) string {
	switch kind {
	case org.Company, org.Team, org.Person:
		return "person"
	case org.Region, org.Territory:
		return "territory"
	case org.Category, org.Subcategory, org.Product:
		return "product"
	case org.Segment, org.Customer:
		return "customer"
	default:
		return string(kind)
	}
}

// scoped refuses scopes in which nothing can be: two products, or a product of
// another category.
func (c *checker) scoped() {
	const most = 10
	if len(c.Scope) > most {
		c.wrong.Add("scope", "has %d parts; at most %d can be held at once", len(c.Scope), most)
		return
	}
	for _, id := range c.Scope {
		if _, ok := c.in.Node(id); !ok {
			c.wrong.Add("scope", "there is no %s here", id)
		}
	}
	parts := c.Scope
	if c.Owner != "" && c.Owner.Kind() != org.Company {
		parts = append([]org.NodeID{c.Owner}, parts...)
	}
	c.together("scope", parts)
}

// together looks for pairs of nodes that nothing belongs to at once.
func (c *checker) together(field string, parts []org.NodeID) {
	for i, a := range parts {
		for _, b := range parts[i+1:] {
			dim := dimension(a.Kind())
			if dim != dimension(b.Kind()) {
				continue
			}
			switch {
			case c.below(a, b) || c.below(b, a):
				outer, inner := a, b
				if c.below(a, b) {
					outer, inner = b, a
				}
				c.odd.Add(field, "%s is a part of %s, so naming both says no more than naming %s", c.in.name(inner), c.in.name(outer), c.in.name(inner))
			case c.in.Tree != nil || a.Kind() == b.Kind() && a.Kind() != org.Team && a.Kind() != org.Region:
				c.wrong.Add(field, "nothing belongs to both %s and %s: it has one %s; make two goals, or choose what both are a part of",
					c.in.name(a), c.in.name(b), dim)
			}
		}
	}
}

// below reports whether the node belongs to the other now or when the goal
// starts.
func (c *checker) below(id, above org.NodeID) bool {
	if c.in.Tree == nil {
		return id == above
	}
	return slices.ContainsFunc([]period.Date{c.in.Today, c.Window.Start}, func(day period.Date) bool {
		return slices.Contains(c.in.Tree.Lineage(id, day, c.in.Today), above)
	})
}

func (c *checker) amounts() {
	if !c.Aim.Valid() {
		c.wrong.Add("aim", "is %q; use at_least, at_most or between", c.Aim)
		return
	}
	switch {
	case c.Aim == Between && c.Upper == nil:
		c.wrong.Add("upper", "is missing; a goal between two values needs both")
	case c.Aim != Between && c.Upper != nil:
		c.wrong.Add("upper", "has a meaning only for a goal between two values")
	case c.Aim == Between && *c.Upper <= c.Value:
		c.wrong.Add("upper", "is %s, not above the lower end of %s", c.say(*c.Upper), c.say(c.Value))
	}
	if c.Change != nil && c.Change.ToMeasure() {
		return
	}
	badChange := slices.ContainsFunc(c.wrong, func(f fault.Field) bool { return strings.HasPrefix(f.Name, "change.") })
	if possible(&c.wrong, "value", c.metric, c.Value, c.say(c.Value)) && c.Aim != Between && !badChange {
		c.meaning("value", c.metric, c.Aim, c.Value, c.say(c.Value))
	}
	if c.Upper != nil {
		possible(&c.wrong, "upper", c.metric, *c.Upper, c.say(*c.Upper))
	}
	switch {
	case c.Aim == AtMost && c.metric.Direction == metric.Higher:
		c.odd.Add("aim", "more %s is better, yet this goal limits it to %s", lower(c.metric.Name), c.say(c.Value))
	case c.Aim == AtLeast && c.metric.Direction == metric.Lower:
		c.odd.Add("aim", "less %s is better, yet this goal demands at least %s", lower(c.metric.Name), c.say(c.Value))
	}
}

// possible refuses values that the metric cannot have.
func possible(wrong *fault.Fields, field string, m metric.Metric, value money.Amount, said string) bool {
	name := "a " + lower(m.Name) + " of " + said
	if m.Unit == metric.Money || m.Unit == metric.Count || m.Unit == metric.Quantity {
		name = said + " as a goal for " + lower(m.Name)
	}
	switch {
	case value < 0 && m.Unit != metric.Points:
		wrong.Add(field, "%s is below 0; goals are 0 or more", name)
	case m.Most != nil && value > *m.Most:
		wrong.Add(field, "%s is not possible: it cannot be above %s", name, Say(*m.Most, m.Unit, ""))
	case m.Least != nil && value < *m.Least:
		wrong.Add(field, "%s is not possible: it cannot be below %s", name, Say(*m.Least, m.Unit, ""))
	default:
		return true
	}
	return false
}

// meaning refuses values that always hold: at least nothing, at most
// everything.
func (c *checker) meaning(field string, m metric.Metric, aim Aim, value money.Amount, said string) {
	switch {
	case aim == AtMost && m.Most != nil && value == *m.Most:
		c.wrong.Add(field, "at most %s always holds; choose a lower value", said)
	case aim != AtLeast:
	case m.Least != nil && value == *m.Least:
		c.wrong.Add(field, "at least %s always holds; say how much is to be reached", said)
	case value == 0 && m.Unit != metric.Points:
		c.odd.Add(field, "is 0, so the goal is reached before anything is done")
	}
}

func (c *checker) moneyOnly() {
	if c.Currency != "" {
		if _, err := money.ParseCurrency(string(c.Currency)); err != nil {
			c.wrong.Add("currency", "%v", err)
		} else if c.metric.Unit != metric.Money {
			c.wrong.Add("currency", "is %s, but %s is not counted in money; leave it out", c.Currency, lower(c.metric.Name))
		}
	}
	switch c.Rates {
	case "":
	case metric.DealDate, metric.PlanRate, metric.PeriodAverage, metric.LatestRate:
		if c.metric.Unit != metric.Money {
			c.wrong.Add("rates", "say at which exchange rates money counts, but %s is not counted in money; leave it out", lower(c.metric.Name))
		}
	default:
		c.wrong.Add("rates", "is %q; use deal_date, plan, period_average or latest", c.Rates)
	}
	if c.Denominator != "" && !c.Denominator.Valid() {
		c.wrong.Add("denominator", "is %q; use latest, credit_date or day_weighted", c.Denominator)
	}
}

func (c *checker) guards() {
	for i, g := range c.Guards {
		field := func(name string) string { return fmt.Sprintf("guards[%d].%s", i, name) }
		m, err := c.in.Metric(g.Metric)
		if err != nil {
			c.wrong.Add(field("metric"), "%v", err)
			continue
		}
		for _, id := range g.Scope {
			if _, ok := c.in.Node(id); !ok {
				c.wrong.Add(field("scope"), "there is no %s here", id)
			}
		}
		c.together(field("scope"), g.Scope)
		said := func(value money.Amount) string { return Say(value, m.Unit, c.currency(c.in)) }
		switch {
		case !g.Aim.Valid():
			c.wrong.Add(field("aim"), "is %q; use at_least, at_most or between", g.Aim)
		case g.Aim == Between && g.Upper == nil:
			c.wrong.Add(field("upper"), "is missing; a guard between two values needs both")
		case g.Aim != Between && g.Upper != nil:
			c.wrong.Add(field("upper"), "has a meaning only for a guard between two values")
		case g.Aim == Between && *g.Upper <= g.Value:
			c.wrong.Add(field("upper"), "is %s, not above the lower end of %s", said(*g.Upper), said(g.Value))
		case possible(&c.wrong, field("value"), m, g.Value, said(g.Value)) && g.Aim != Between:
			c.meaning(field("value"), m, g.Aim, g.Value, said(g.Value))
		}
		if c.excludes(g) {
			c.wrong.Add(field("value"), "cannot hold together with the goal itself: %s, yet %s", g.Say(c.in, c.currency(c.in)),
				Guard{Metric: c.Metric, Scope: c.Scope, Aim: c.Aim, Value: c.Value, Upper: c.Upper}.Say(c.in, c.currency(c.in)))
		}
	}
}

// excludes reports whether the guard is on the goal's own metric and leaves no
// value that satisfies both.
func (c *checker) excludes(g Guard) bool {
	if g.Metric != c.Metric || !slices.Equal(g.Scope, c.Scope) || c.Each != "" || c.EachOwner || c.Change != nil && c.Change.ToMeasure() {
		return false
	}
	low, high := bounds(c.Aim, c.Value, c.Upper)
	guardLow, guardHigh := bounds(g.Aim, g.Value, g.Upper)
	return max(low, guardLow) > min(high, guardHigh)
}

// Holds reports whether the actual satisfies an aim.
func Holds(aim Aim, value money.Amount, upper *money.Amount, actual money.Amount) bool {
	low, high := bounds(aim, value, upper)
	return low <= actual && actual <= high
}

// bounds returns the values that satisfy an aim.
func bounds(aim Aim, value money.Amount, upper *money.Amount) (low, high money.Amount) {
	const lowest, highest = money.Amount(-1 << 63), money.Amount(1<<63 - 1)
	switch {
	case aim == AtMost:
		return lowest, value
	case aim == Between && upper != nil:
		return value, *upper
	default:
		return value, highest
	}
}

func (c *checker) time() {
	const longest = 50 * 366
	days, closed := c.Window.Days()
	switch {
	case c.Window.Start <= period.Always || c.Window.End <= period.Always:
		c.wrong.Add("start", "is missing; say from when the goal counts")
		return
	case !closed:
		c.wrong.Add("end", "is missing; a goal needs a deadline")
		return
	case days == 0:
		c.wrong.Add("end", "must come after the start, %s; the end itself is not part of the goal", c.Window.Start)
		return
	case days > longest:
		c.wrong.Add("end", "is %d years away; a goal of more than 50 years is taken for a mistake", days/365)
		return
	}
	if c.Each != "" {
		word, ok := stepWord(c.Each)
		switch {
		case !ok:
			c.wrong.Add("each", "is %q; use day, week, month, quarter or year, or leave it out for the whole time", c.Each)
		case len(c.Steps(c.in.Calendar)) == 0:
			c.wrong.Add("each", "there is no whole %s %s; take a shorter one, or leave it out for the whole time", word, SayDays(c.Window))
		}
	}
	for i, day := range c.Checks {
		if day < c.Window.Start || day > c.Window.End {
			c.odd.Add(fmt.Sprintf("checks[%d]", i), "%s is not within the goal's time", SayDay(day))
		}
	}
	if c.in.Today >= c.Window.End {
		c.odd.Add("end", "the goal is over already: its last day was %s", SayDay(c.Window.End-1))
	}
}

func (c *checker) texts() {
	for _, t := range []struct {
		field, text string
		most        int
	}{{"title", c.Title, 200}, {"sentence", c.Sentence, 2000}, {"why", c.Why, 2000}} {
		if len([]rune(t.text)) > t.most {
			c.wrong.Add(t.field, "has %d characters; at most %d are kept", len([]rune(t.text)), t.most)
		}
	}
	const mostActions, longest, mostGuards, mostChecks = 50, 500, 20, 400
	if len(c.Actions) > mostActions {
		c.wrong.Add("actions", "are %d; at most %d are kept", len(c.Actions), mostActions)
	}
	for i, a := range c.Actions {
		if len([]rune(a)) > longest {
			c.wrong.Add(fmt.Sprintf("actions[%d]", i), "has %d characters; at most %d are kept", len([]rune(a)), longest)
		}
	}
	if len(c.Guards) > mostGuards {
		c.wrong.Add("guards", "are %d; at most %d are kept", len(c.Guards), mostGuards)
	}
	if len(c.Checks) > mostChecks {
		c.wrong.Add("checks", "are %d; at most %d are kept", len(c.Checks), mostChecks)
	}
}
