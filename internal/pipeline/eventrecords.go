package pipeline

import (
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// events posts what happened besides sales and their stories, as far as the
// names are known.
func (im *importer) events(tx Tx, records []ingest.Record, changes *Changes) (Outcome, map[int][]ingest.Fault, error) {
	events, faults := im.read(records)
	good := make([]fact.Event, 0, len(events))
	for i, e := range events {
		if faults[i] == nil {
			good = append(good, e)
		}
	}
	outcome, err := im.postEvents(tx, im.stamp, good, changes)
	im.createNamed(changes)
	return outcome, faults, err
}

// read turns records into facts; what is wrong with them is by row.
func (im *importer) read(records []ingest.Record) ([]fact.Event, map[int][]ingest.Fault) {
	faults := map[int][]ingest.Fault{}
	events := make([]fact.Event, len(records))
	for i, record := range records {
		if record.Kind() == ingest.KindStageChange {
			continue // it is a part of one
		}
		f := &finder{directory: im.dir}
		events[i] = im.event(record, f).Settled()
		if err := events[i].Validate(); err != nil {
			f.fault(string(record.Kind()), err.Error(), "correct the row, or map the column otherwise")
		}
		if len(f.faults) > 0 {
			faults[i] = f.faults
		}
	}
	return events, faults
}

// event turns a record into a fact.
func (im *importer) event(record ingest.Record, f *finder) fact.Event {
	switch r := record.(type) {
	case ingest.Lead:
		return im.lead(r, f)
	case ingest.Opportunity:
		return im.opportunity(r, f)
	case ingest.Activity:
		e := im.about(fact.Activity, r.ID, r.Moment, r.About, f)
		e.Type, e.Quantity = r.Type, r.Quantity
		return e
	case ingest.Feedback:
		e := im.about(fact.Feedback, r.ID, r.Moment, r.About, f)
		e.Type, e.Quantity, e.Scale = r.Type, r.Score, r.Scale
		return e
	case ingest.Contract:
		e := im.about(fact.Contract, r.ID, ingest.Moment{Day: r.During.Start}, r.About, f)
		e.Until, e.Amount, e.Currency = r.During.End, &r.Monthly, r.Currency
		return e
	case ingest.Training:
		e := im.about(fact.Training, r.ID, r.Moment, ingest.About{Owner: r.Person}, f)
		e.Type = r.Course
		return e
	case ingest.Market:
		return im.market(r, f)
	default:
		return fact.Event{}
	}
}

// about returns the event with what all kinds have in common.
func (im *importer) about(kind fact.EventKind, id string, when ingest.Moment, who ingest.About, f *finder) fact.Event {
	return fact.Event{
		EventKey: im.eventKey(kind, id), OccurredAt: when.OccurredAt, Day: when.Day,
		Owner: f.get("owner", org.Person, who.Owner), Customer: f.get("customer", org.Customer, who.Customer),
		Product: f.get("product", org.Product, who.Product), Territory: f.get("territory", org.Territory, who.Territory),
		Channel: f.get("channel", org.Channel, who.Channel), LeadSource: f.get("lead_source", org.LeadSource, who.LeadSource),
	}
}

func (im *importer) eventKey(kind fact.EventKind, id string) fact.EventKey {
	return fact.EventKey{Kind: kind, Key: fact.Key{Source: im.batch.Source, ID: id}}
}

func (im *importer) lead(r ingest.Lead, f *finder) fact.Event {
	e := im.about(fact.Lead, r.ID, r.Moment, r.About, f)
	e.Name, e.Closed = r.Name, period.Never
	latest := r.Day
	for _, m := range []struct {
		means fact.Milestone
		day   period.Date
	}{{fact.Qualified, r.QualifiedOn}, {fact.Converted, r.ConvertedOn}} {
		if m.day != period.Never {
			e.Steps = append(e.Steps, fact.Step{Stage: string(m.means), Day: m.day})
			latest = max(latest, m.day)
		}
	}
	for _, end := range []struct {
		outcome fact.Outcome
		day     period.Date
	}{{fact.Lost, r.LostOn}, {fact.Won, r.WonOn}} {
		if end.day != period.Never && (e.Outcome == fact.Open || end.day >= e.Closed) {
			e.Outcome, e.Closed = end.outcome, end.day
			latest = max(latest, end.day)
		}
	}
	if r.Status != "" {
		day := r.StatusOn
		if day == period.Never {
			day = latest
		}
		e.Steps = append(e.Steps, fact.Step{Stage: r.Status, Day: day})
	}
	return e
}

func (im *importer) opportunity(r ingest.Opportunity, f *finder) fact.Event {
	e := im.about(fact.Opportunity, r.ID, r.Moment, r.About, f)
	e.Name, e.Amount, e.Currency, e.Until, e.Closed = r.Name, r.Amount, r.Currency, r.ExpectedClose, r.ClosedOn
	if r.Lead != "" {
		e.Case = im.eventKey(fact.Lead, r.Lead).Own()
	}
	if r.Outcome == string(fact.Won) || r.Outcome == string(fact.Lost) {
		e.Outcome = fact.Outcome(r.Outcome)
	}
	ended := e.Outcome != fact.Open || slices.ContainsFunc(im.funnel, func(s fact.Stage) bool {
		return s.Object == fact.Opportunity && s.Name == r.Stage && (s.Means == fact.StageWon || s.Means == fact.StageLost)
	})
	if r.Stage != "" {
		day := r.StageOn
		switch {
		case day != period.Never:
		case ended && r.ClosedOn != period.Never:
			day = r.ClosedOn
		default:
			day = r.Day
		}
		e.Steps = []fact.Step{{Stage: r.Stage, Day: day}}
	}
	if r.Categorised {
		e.Categories = []fact.CategoryStep{{Category: fact.Category(r.Category), Day: dayOr(r.CategoryOn, 0)}}
	}
	if !ended && e.Closed < e.Day {
		e.Closed = period.Never // a day that means nothing
	}
	return e
}

// dayOr returns the day, or the other one where the source says none.
func dayOr(day, other period.Date) period.Date {
	if day == period.Never {
		return other
	}
	return day
}

func (im *importer) market(r ingest.Market, f *finder) fact.Event {
	e := im.about(fact.Market, r.ID, ingest.Moment{Day: r.During.Start}, ingest.About{}, f)
	e.Until, e.Place = r.During.End, im.dir.root
	if r.OfKind != ingest.KindCompany {
		e.Place = f.get("of", org.Kind(r.OfKind), r.Of)
	}
	if r.Accounts != nil {
		e.Type, e.Quantity = fact.Accounts, *r.Accounts
	} else {
		e.Type, e.Amount, e.Currency = fact.Value, r.Value, r.Currency
	}
	return e
}

// planRates stores what currencies count as in plans.
func (im *importer) planRates(tx Tx, records []ingest.Record, changes *Changes) (Outcome, error) {
	sets := make([]metric.PlannedRate, 0, len(records))
	for _, record := range records {
		if r, ok := record.(ingest.PlanRate); ok {
			sets = append(sets, metric.PlannedRate{Rate: r.Rate, Valid: r.Period})
		}
	}
	return setPlanRates(tx, im.stamp, sets, changes)
}

// stages adds to the funnels, and moves what is counted by them.
func (im *importer) stages(tx Tx, records []ingest.Record, changes *Changes) (Outcome, error) {
	sets := make([]fact.Stage, 0, len(records))
	for _, record := range records {
		if r, ok := record.(ingest.Stage); ok {
			sets = append(sets, fact.Stage{Object: fact.EventKind(r.Object), Name: r.Name, Position: r.Position, Means: fact.Milestone(r.Means)})
		}
	}
	return im.addStages(tx, sets, changes)
}
