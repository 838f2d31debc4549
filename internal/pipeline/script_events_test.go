package pipeline_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// happen reads what happened besides sales; false when the word is another.
func (s *script) happen(word string) bool {
	switch word {
	case "lead":
		s.lead(s.arg(1))
	case "leads":
		s.many(func(id string) { s.lead(id) })
	case "opp":
		s.opportunity(s.arg(1))
	case "opps":
		s.many(func(id string) { s.opportunity(id) })
	case "reach":
		s.reach()
	case "stage":
		s.stage()
	case "activity":
		s.activity()
	case "feedback":
		s.feedback()
	case "contract":
		s.contract(s.arg(1), s.arg(3))
	case "contracts":
		s.contracts()
	case "training":
		s.training()
	case "market":
		s.market()
	case "planrate":
		s.planRate()
	case "metric":
		s.metric()
	default:
		return false
	}
	return true
}

// many reads a count in the place of an id, and makes so many: PREFIX1, PREFIX2 …
func (s *script) many(one func(id string)) {
	n, err := strconv.Atoi(s.arg(1))
	s.check(err)
	prefix := s.options(2)["id"] // the other words are those of a single one
	for i := range n {
		one(fmt.Sprintf("%s%d", prefix, i+1))
	}
}

// dayIf reads a day that may be missing.
func (s *script) dayIf(text string) period.Date {
	if text == "" || text == "-" {
		return period.Never
	}
	return s.day(text)
}

func (s *script) moment(text string) ingest.Moment {
	day := s.day(text)
	return ingest.Moment{Day: day, OccurredAt: day.Start(s.org.Place).UnixMicro()}
}

// about reads who and what an event is about.
func (s *script) about(owner string, o map[string]string) ingest.About {
	if owner == "-" {
		owner = ""
	}
	return ingest.About{Owner: s.mention(ingest.KindPerson, owner), Customer: s.mention(ingest.KindCustomer, o["customer"]),
		Product: s.mention(ingest.KindProduct, o["product"]), Territory: s.mention(ingest.KindTerritory, o["territory"]),
		Channel: o["channel"], LeadSource: o["source"]}
}

// event takes a record to be imported or, where the case is posted, the fact.
func (s *script) event(record ingest.Record, e func() fact.Event) {
	if s.post {
		s.events = append(s.events, e())
		return
	}
	s.feed = append(s.feed, record)
}

// base is the fact of a record with what all kinds have in common.
func base(kind fact.EventKind, id string, m ingest.Moment, a ingest.About) fact.Event {
	node := func(kind org.Kind, sourceID string) org.NodeID {
		if sourceID == "" {
			return ""
		}
		return org.ID(kind, sourceID)
	}
	return fact.Event{EventKey: fact.EventKey{Kind: kind, Key: fact.Key{Source: source, ID: id}}, Day: m.Day, OccurredAt: m.OccurredAt,
		Owner: node(org.Person, a.Owner), Customer: node(org.Customer, a.Customer), Product: node(org.Product, a.Product),
		Territory: node(org.Territory, a.Territory), Channel: node(org.Channel, a.Channel), LeadSource: node(org.LeadSource, a.LeadSource)}
}

// lead reads: lead ID OWNER created DAY [qualified=DAY] [converted=DAY] [won=DAY] [lost=DAY] [status=NAME on=DAY].
func (s *script) lead(id string) {
	if s.arg(3) != "created" {
		s.bad("write: lead ID OWNER created DAY")
	}
	o := s.options(5)
	r := ingest.Lead{ID: id, About: s.about(s.arg(2), o), Moment: s.moment(s.arg(4)), QualifiedOn: s.dayIf(o["qualified"]),
		ConvertedOn: s.dayIf(o["converted"]), WonOn: s.dayIf(o["won"]), LostOn: s.dayIf(o["lost"]), Status: o["status"], StatusOn: s.dayIf(o["on"])}
	s.event(r, func() fact.Event {
		e := base(fact.Lead, id, r.Moment, r.About)
		for stage, day := range map[string]period.Date{"qualified": r.QualifiedOn, "converted": r.ConvertedOn, r.Status: r.StatusOn} {
			if stage != "" && day != period.Never {
				e.Steps = append(e.Steps, fact.Step{Stage: stage, Day: day})
			}
		}
		if r.WonOn != period.Never {
			e.Outcome, e.Closed = fact.Won, r.WonOn
		} else if r.LostOn != period.Never {
			e.Outcome, e.Closed = fact.Lost, r.LostOn
		}
		return e
	})
}

// opportunity reads: opp ID OWNER AMOUNT CURRENCY created DAY [lead=ID] [expected=DAY] [won=DAY|lost=DAY] [stages=NAME:DAY,…].
// AMOUNT - is unknown.
func (s *script) opportunity(id string) {
	if s.arg(5) != "created" {
		s.bad("write: opp ID OWNER AMOUNT CURRENCY created DAY")
	}
	o := s.options(7)
	r := ingest.Opportunity{ID: id, Lead: o["lead"], About: s.about(s.arg(2), o), Moment: s.moment(s.arg(6)), ExpectedClose: s.dayIf(o["expected"]),
		ClosedOn: period.Never, StageOn: period.Never}
	r.Currency = money.Currency(s.arg(4))
	if s.arg(3) != "-" {
		amount := s.amount(s.arg(3))
		r.Amount = &amount
	}
	for _, outcome := range []string{"won", "lost"} {
		if o[outcome] != "" {
			r.Outcome, r.ClosedOn = outcome, s.day(o[outcome])
		}
	}
	var steps []fact.Step
	for _, text := range strings.FieldsFunc(o["stages"], func(r rune) bool { return r == ',' }) {
		name, day, _ := strings.Cut(text, ":")
		steps = append(steps, fact.Step{Stage: name, Day: s.day(day)})
	}
	s.event(r, func() fact.Event {
		e := base(fact.Opportunity, id, r.Moment, r.About)
		if r.Lead != "" {
			e.Case = fact.EventKey{Kind: fact.Lead, Key: fact.Key{Source: source, ID: r.Lead}}.Own()
		}
		if e.Amount = r.Amount; e.Amount != nil {
			e.Currency = r.Currency
		}
		e.Until, e.Outcome, e.Closed, e.Steps = r.ExpectedClose, fact.Outcome(r.Outcome), r.ClosedOn, steps
		return e
	})
	if !s.post {
		for _, step := range steps {
			s.feed = append(s.feed, ingest.StageChange{Object: ingest.KindOpportunity, Of: id, Stage: step.Stage, Moment: s.moment(step.Day.String())})
		}
	}
}

// reach reads: reach lead|opp ID STAGE DAY.
func (s *script) reach() {
	kind := map[string]fact.EventKind{"lead": fact.Lead, "opp": fact.Opportunity}[s.arg(1)]
	step := fact.Step{Stage: s.arg(3), Day: s.day(s.arg(4))}
	if !s.post {
		s.feed = append(s.feed, ingest.StageChange{Object: ingest.Kind(kind), Of: s.arg(2), Stage: step.Stage, Moment: s.moment(s.arg(4))})
		return
	}
	s.flush()
	s.noError()
	versions, err := s.db.EventHistory(s.T.Context(), s.org.ID, fact.EventKey{Kind: kind, Key: fact.Key{Source: source, ID: s.arg(2)}})
	s.check(err)
	e := versions[len(versions)-1].Event
	e.Steps = append(slices.Clone(e.Steps), step)
	s.events = append(s.events, e)
}

// stage reads: stage lead|opp NAME POSITION [means=qualified|converted|won|lost].
func (s *script) stage() {
	object := map[string]fact.EventKind{"lead": fact.Lead, "opp": fact.Opportunity}[s.arg(1)]
	position, err := strconv.Atoi(s.arg(3))
	s.check(err)
	stage := fact.Stage{Object: object, Name: s.arg(2), Position: position, Means: fact.Milestone(s.options(4)["means"])}
	if !s.post {
		s.feed = append(s.feed, ingest.Stage{Object: ingest.Kind(object), Name: stage.Name, Position: position, Means: string(stage.Means)})
		return
	}
	s.flush()
	s.noError()
	all, err := s.db.Funnel(s.T.Context(), s.org.ID)
	s.check(err)
	all = slices.DeleteFunc(all, func(o fact.Stage) bool { return o.Object != object || o.Name == stage.Name })
	s.wrong = s.flow.SetStages(s.T.Context(), s.org.ID, "tester", object, append(all, stage))
}

// activity reads: activity ID OWNER TYPE DAY [quantity=N].
func (s *script) activity() {
	o := s.options(5)
	r := ingest.Activity{ID: s.arg(1), Type: s.arg(3), About: s.about(s.arg(2), o), Moment: s.moment(s.arg(4)), Quantity: money.Unit}
	if o["quantity"] != "" {
		r.Quantity = s.amount(o["quantity"])
	}
	s.event(r, func() fact.Event {
		e := base(fact.Activity, r.ID, r.Moment, r.About)
		e.Type, e.Quantity = r.Type, r.Quantity
		return e
	})
}

// feedback reads: feedback ID OWNER csat|nps SCORE/SCALE DAY.
func (s *script) feedback() {
	score, scale, ok := strings.Cut(s.arg(4), "/")
	if !ok {
		s.bad("write the score as 4/5")
	}
	r := ingest.Feedback{ID: s.arg(1), Type: s.arg(3), About: s.about(s.arg(2), s.options(6)), Moment: s.moment(s.arg(5)), Score: s.amount(score), Scale: s.amount(scale)}
	s.event(r, func() fact.Event {
		e := base(fact.Feedback, r.ID, r.Moment, r.About)
		e.Type, e.Quantity, e.Scale = r.Type, r.Score, r.Scale
		return e
	})
}

// contracts reads: contracts N OWNER CUSTOMERS MONTHLY CURRENCY FROM..TO id=PREFIX.
func (s *script) contracts() {
	i := 0
	s.many(func(id string) {
		i++
		s.contract(id, s.arg(3)+strconv.Itoa(i))
	})
}

// contract reads: contract ID OWNER CUSTOMER MONTHLY CURRENCY FROM..TO.
func (s *script) contract(id, customer string) {
	o := s.options(7)
	o["customer"] = customer
	r := ingest.Contract{ID: id, About: s.about(s.arg(2), o), During: s.span(s.arg(6)), Monthly: s.amount(s.arg(4)), Currency: money.Currency(s.arg(5))}
	s.event(r, func() fact.Event {
		e := base(fact.Contract, r.ID, ingest.Moment{Day: r.During.Start}, r.About)
		e.Until, e.Amount, e.Currency = r.During.End, &r.Monthly, r.Currency
		return e
	})
}

// training reads: training ID PERSON COURSE DAY; DAY - is not completed.
func (s *script) training() {
	r := ingest.Training{ID: s.arg(1), Person: s.mention(ingest.KindPerson, s.arg(2)), Course: s.arg(3), Moment: ingest.Moment{Day: period.Never}}
	if s.arg(4) != "-" {
		r.Moment = s.moment(s.arg(4))
	}
	s.event(r, func() fact.Event {
		e := base(fact.Training, r.ID, r.Moment, ingest.About{Owner: r.Person})
		e.Type = r.Course
		return e
	})
}

// market reads: market ID NODE accounts N FROM..TO, or market ID NODE value AMOUNT FROM..TO [currency=EUR].
func (s *script) market() {
	kind, of := s.node(s.arg(2)).Split()
	r := ingest.Market{ID: s.arg(1), OfKind: ingest.Kind(kind), Of: of, During: s.span(s.arg(5))}
	size := s.amount(s.arg(4))
	if s.arg(3) == "accounts" {
		r.Accounts = &size
	} else {
		r.Value, r.Currency = &size, "EUR"
		if c := s.options(6)["currency"]; c != "" {
			r.Currency = money.Currency(c)
		}
	}
	s.event(r, func() fact.Event {
		e := base(fact.Market, r.ID, ingest.Moment{Day: r.During.Start}, ingest.About{})
		e.Until, e.Place, e.Type = r.During.End, org.ID(kind, of), fact.Accounts
		if r.Accounts != nil {
			e.Quantity = *r.Accounts
		} else {
			e.Type, e.Amount, e.Currency = fact.Value, r.Value, r.Currency
		}
		return e
	})
}

// planRate reads: planrate FROM..TO CURRENCY CURRENCY RATE.
func (s *script) planRate() {
	rate, err := money.ParseRate(money.Currency(s.arg(2)), money.Currency(s.arg(3)), s.arg(4))
	s.check(err)
	if !s.post {
		s.feed = append(s.feed, ingest.PlanRate{Period: s.span(s.arg(1)), Rate: rate})
		return
	}
	s.wrong = s.flow.SetPlanRates(s.T.Context(), s.org.ID, "tester", []metric.PlannedRate{{Rate: rate, Valid: s.span(s.arg(1))}})
}

// metric reads: metric ID unit=UNIT facts=KIND value=FORMULA [where=FORMULA] [day=WORD] [over_value=FORMULA] [over_where=FORMULA].
func (s *script) metric() {
	s.flush()
	s.noError()
	o := s.options(2)
	c := metric.Custom{ID: metric.Series(s.arg(1)), Name: "A metric of ours", Unit: metric.Unit(o["unit"]), Direction: metric.Higher,
		Definition: "As a user defined it.", Facts: o["facts"], Where: o["where"], Value: o["value"], Day: o["day"]}
	if o["over_value"] != "" {
		c.DivideBy = &metric.Formula{Where: o["over_where"], Value: o["over_value"]}
	}
	_, s.wrong = s.flow.SaveMetric(s.T.Context(), s.org.ID, "tester", c, o["reason"])
}
