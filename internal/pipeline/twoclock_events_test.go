package pipeline_test

import (
	"slices"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/sample"
)

// The funnels that random worlds look through. The first is where each begins.
var funnels = [][]fact.Stage{
	{
		{Object: fact.Lead, Name: "New", Position: 1}, {Object: fact.Lead, Name: "Working", Position: 2, Means: fact.Qualified},
		{Object: fact.Lead, Name: "Customer", Position: 3, Means: fact.StageWon}, {Object: fact.Lead, Name: "Junk", Position: 4, Means: fact.StageLost},
		{Object: fact.Opportunity, Name: "Demo", Position: 1}, {Object: fact.Opportunity, Name: "Signed", Position: 2, Means: fact.StageWon},
		{Object: fact.Opportunity, Name: "Gone", Position: 3, Means: fact.StageLost},
	},
	{
		{Object: fact.Lead, Name: "Working", Position: 5, Means: fact.Converted}, {Object: fact.Lead, Name: "New", Position: 7, Means: fact.Qualified},
		{Object: fact.Opportunity, Name: "Demo", Position: 3, Means: fact.StageWon}, {Object: fact.Opportunity, Name: "Signed", Position: 2},
	},
	{},
}

var (
	leadStages = []string{"New", "Working", "Customer", "Junk", "qualified"}
	dealStages = []string{"Demo", "Signed", "Gone", "won"}
	leadIDs    = []string{"l1", "l2", "l3"}
	dealIDs    = []string{"o1", "o2", "o3", "o4"}
)

// eventMetrics are what the questions about events are about, and scopes.
var eventMetrics = append(slices.Clone(funnelMetrics), metric.RepeatRate, "revenue|segment:smb", "orders|subcategory:road")

func eventKey(kind fact.EventKind, id string) fact.EventKey {
	return fact.EventKey{Kind: kind, Key: fact.Key{Source: source, ID: id}}
}

// current returns what an event is now; ok is false when it is not there.
func (h *history) current(key fact.EventKey) (eventVersion, bool) {
	versions := h.model.events[key]
	if len(versions) == 0 || versions[len(versions)-1].Withdrawn {
		return eventVersion{}, false
	}
	return versions[len(versions)-1], true
}

// happened notes that an event was told of.
func (h *history) happened(e fact.Event, batch string, backfill bool) {
	e = e.Settled()
	versions := h.model.events[e.EventKey]
	next := eventVersion{Event: e, from: h.today(), batch: batch}
	if backfill {
		next.from = min(e.Day, next.from)
	}
	if n := len(versions); n > 0 {
		if versions[n-1].Same(e) {
			return
		}
		next.from = max(next.from, versions[n-1].from)
	}
	h.model.events[e.EventKey] = append(versions, next)
}

// after draws a day from the first one on.
func (h *history) after(first period.Date, label string) period.Date {
	const most = 15
	return first.Add(rapid.IntRange(0, most).Draw(h.rt, label))
}

func (h *history) steps(kind fact.EventKind, first period.Date) []fact.Step {
	stages := leadStages
	if kind == fact.Opportunity {
		stages = dealStages
	}
	var steps []fact.Step
	for range rapid.IntRange(0, 3).Draw(h.rt, "steps") {
		steps = append(steps, fact.Step{Stage: h.pick("stage", stages), Day: h.after(first, "reached")})
	}
	return steps
}

// event draws a lead or an opportunity.
func (h *history) event(key fact.EventKey) fact.Event {
	e := fact.Event{EventKey: key, Day: h.day("created"), Owner: h.node(org.Person, "owner", append([]string{""}, people...)),
		Customer: h.node(org.Customer, "customer", buyers), Product: h.node(org.Product, "product", products),
		LeadSource: h.node(org.LeadSource, "lead source", []string{"", "fair", "web"})}
	if old := h.model.events[key]; len(old) > 0 {
		for _, s := range old[len(old)-1].Steps { // a withdrawn one keeps its stages too
			e.Day = min(e.Day, s.Day) // it cannot have come after them
		}
	}
	e.OccurredAt = e.Day.Start(h.org.Place).UnixMicro()
	e.Steps = h.steps(key.Kind, e.Day)
	e.Outcome = rapid.SampledFrom([]fact.Outcome{fact.Open, fact.Open, fact.Won, fact.Lost}).Draw(h.rt, "outcome")
	if rapid.Bool().Draw(h.rt, "closed") {
		e.Closed = h.after(e.Day, "closed")
	}
	if key.Kind == fact.Opportunity {
		amount := rapid.SampledFrom(amounts).Draw(h.rt, "amount")
		if rapid.IntRange(0, 4).Draw(h.rt, "unknown") > 0 {
			e.Amount, e.Currency = &amount, money.Currency(h.pick("currency", []string{"EUR", "USD", "GBP"}))
		}
		if rapid.Bool().Draw(h.rt, "expected") {
			e.Until = h.after(e.Day, "expected")
		}
		lead := eventKey(fact.Lead, h.pick("of", leadIDs))
		if _, ok := h.current(lead); ok && rapid.Bool().Draw(h.rt, "of a lead") {
			e.Case = lead.Own()
		}
	}
	return e
}

func (h *history) node(kind org.Kind, label string, from []string) org.NodeID {
	if id := h.pick(label, from); id != "" {
		return org.ID(kind, id)
	}
	return ""
}

func (h *history) eventKeys(most int) []fact.EventKey {
	var all []fact.EventKey
	for _, id := range leadIDs {
		all = append(all, eventKey(fact.Lead, id))
	}
	for _, id := range dealIDs {
		all = append(all, eventKey(fact.Opportunity, id))
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, most, rapid.ID[fact.EventKey]).Draw(h.rt, "events")
}

func (h *history) postEvents() {
	var events []fact.Event
	for _, key := range h.eventKeys(3) {
		events = append(events, h.event(key))
	}
	h.rt.Logf("post %+v", events)
	_, err := h.flow.PostEvents(h.t.Context(), h.org.ID, "tester", events)
	h.must(err)
	for _, e := range events {
		h.happened(e, "", false)
	}
}

func (h *history) withdrawEvent() {
	for _, key := range h.eventKeys(1) {
		v, ok := h.current(key)
		if !ok {
			return
		}
		_, err := h.flow.WithdrawEvents(h.t.Context(), h.org.ID, "tester", []fact.EventKey{key})
		h.must(err)
		v.Withdrawn = true
		h.happened(v.Event, "", false)
	}
}

// importEvents draws rows of leads and opportunities with some of their stages,
// and stages of others.
func (h *history) importEvents() {
	known := h.known()
	told := map[fact.EventKey]fact.Event{}
	var order []fact.EventKey
	var feed sample.Feed
	for _, key := range h.eventKeys(3) {
		e := h.event(key)
		e.Steps = e.Steps[:min(1, len(e.Steps))] // a row has one
		if key.Kind == fact.Lead {
			e.Closed = h.closedIf(e)
		}
		if e.Outcome != fact.Open && e.Closed == 0 {
			e.Outcome = fact.Open // a profile with stage changes would allow it
		}
		feed = append(feed, eventRecord(e))
		said := e.Steps
		if old := h.model.events[key]; len(old) > 0 {
			kept := slices.Clone(old[len(old)-1].Steps)
			for _, s := range said {
				if !slices.Contains(kept, s) {
					kept = slices.DeleteFunc(kept, func(o fact.Step) bool { return o.Stage == s.Stage })
				}
			}
			e.Steps = fact.MergeSteps(kept, said)
		}
		told[key] = e
		order = append(order, key)
	}
	for _, key := range h.eventKeys(2) {
		e, ok := told[key]
		if v, stored := h.current(key); !ok && stored {
			e, ok = v.Event, true
			order = append(order, key)
		}
		if !ok {
			continue
		}
		for _, s := range h.steps(key.Kind, e.Day) {
			feed = append(feed, ingest.StageChange{Object: ingest.Kind(key.Kind), Of: key.ID, Stage: s.Stage, Moment: ingest.Moment{Day: s.Day}})
			e.Steps = fact.MergeSteps(e.Steps, []fact.Step{s})
		}
		told[key] = e
	}
	h.rt.Logf("import %s %+v", known, feed)
	batch := h.loadAll(known, feed)
	h.batch = append(h.batch, batch)
	for _, key := range order {
		h.happened(told[key], batch.ID, known == ingest.KnownOccurred)
	}
}

// closedIf returns when a lead was closed: a row of leads has a day only for a
// lead that was won or lost.
func (h *history) closedIf(e fact.Event) period.Date {
	if e.Outcome == fact.Open {
		return period.Never
	}
	return e.Closed
}

// eventRecord turns a lead or an opportunity into what a file says.
func eventRecord(e fact.Event) ingest.Record {
	name := func(id org.NodeID) string { _, s := id.Split(); return s }
	about := ingest.About{Owner: name(e.Owner), Customer: name(e.Customer), Product: name(e.Product), LeadSource: name(e.LeadSource)}
	stage, on := "", period.Never
	if len(e.Steps) > 0 {
		stage, on = e.Steps[0].Stage, e.Steps[0].Day
	}
	closed := e.Closed
	if closed == 0 {
		closed = period.Never
	}
	moment := ingest.Moment{Day: e.Day, OccurredAt: e.OccurredAt}
	if e.Kind == fact.Lead {
		r := ingest.Lead{ID: e.ID, About: about, Moment: moment, Status: stage, StatusOn: on, QualifiedOn: period.Never,
			ConvertedOn: period.Never, WonOn: period.Never, LostOn: period.Never}
		switch e.Outcome {
		case fact.Won:
			r.WonOn = closed
		case fact.Lost:
			r.LostOn = closed
		}
		return r
	}
	lead := ""
	if key, ok := e.Case.Lead(); ok {
		lead = key.ID
	}
	until := e.Until
	if until == 0 {
		until = period.Never
	}
	return ingest.Opportunity{ID: e.ID, Lead: lead, About: about, Moment: moment, Amount: e.Amount, Currency: max(e.Currency, "EUR"), ExpectedClose: until,
		Stage: stage, StageOn: on, Outcome: string(e.Outcome), ClosedOn: closed}
}

// setStages looks through another funnel. That changes answers of the past too,
// so it happens in restless worlds only.
func (h *history) setStages() {
	if !h.restless {
		return
	}
	next := rapid.SampledFrom(funnels).Draw(h.rt, "funnel")
	for _, object := range []fact.EventKind{fact.Lead, fact.Opportunity} {
		stages := slices.DeleteFunc(slices.Clone(next), func(s fact.Stage) bool { return s.Object != object })
		h.must(h.flow.SetStages(h.t.Context(), h.org.ID, "tester", object, stages))
	}
	h.model.funnel = next
}

// undoEvents turns the model back. An event whose current version was brought
// by undone imports is again what the last of the others said; and no stage
// stays that only undone imports have told of.
func (h *history) undoEvents(batch string) {
	for key, versions := range h.model.events {
		if !slices.ContainsFunc(versions, func(v eventVersion) bool { return v.batch == batch }) {
			continue
		}
		current := versions[len(versions)-1]
		back, found := eventVersion{Event: current.Event}, false
		stand := map[fact.Step]bool{}
		var before []fact.Step
		for _, v := range versions {
			if !h.undone[v.batch] {
				back, found = v, true
				for _, s := range before {
					if !slices.Contains(v.Steps, s) {
						delete(stand, s)
					}
				}
				for _, s := range v.Steps {
					if !slices.Contains(before, s) {
						stand[s] = true
					}
				}
			}
			before = v.Steps
		}
		switch {
		case !found:
			back.Withdrawn = true
		default:
			back.Steps = slices.DeleteFunc(slices.Clone(back.Steps), func(s fact.Step) bool { return !stand[s] })
		}
		back.Event = back.Settled()
		if back.Same(current.Event) {
			continue
		}
		back.from = max(h.today(), current.from)
		h.model.events[key] = append(versions, back)
	}
}

// checkEventVersions compares the stored versions of every event with the
// test's own.
func (h *history) checkEventVersions() {
	type seen struct {
		Event fact.Event
		From  period.Date
		Batch string
	}
	for key, versions := range h.model.events {
		stored, err := h.db.EventHistory(h.t.Context(), h.org.ID, key)
		h.must(err)
		var got, want []seen
		for _, v := range stored {
			got = append(got, seen{v.Event, v.Known.Start, v.Batch})
		}
		for _, v := range versions {
			want = append(want, seen{v.Event, v.from, v.batch})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			h.rt.Fatalf("the versions of %s (-want +got):\n%s", key, diff)
		}
	}
}

func (h *history) drawEventAsk(t *rapid.T) ask {
	people := []org.NodeID{sample.Root, org.CreditedOf(sample.Root), "team:east", "team:west", "team:dir", "team:ben", "team:g1", "person:ana", "person:ben", "person:eve"}
	others := []org.NodeID{"category:goods", "product:bike", "segment:smb", "segment:big", "customer:c1", "lead_source:fair"}
	a := h.drawAsk(t)
	a.metric = rapid.SampledFrom(eventMetrics).Draw(t, "metric")
	a.node = rapid.SampledFrom(slices.Concat(people, others)).Draw(t, "node")
	if _, scope := a.metric.Split(); len(scope) > 0 {
		a.node = rapid.SampledFrom(people).Draw(t, "node of a scope") // a scope stands at people only
	}
	if _, err := h.db.Node(h.t.Context(), access.System(h.org.ID), h.today(), a.node); err != nil {
		a.node = sample.Root
	}
	return a
}
