package pipeline

import (
	"fmt"
	"slices"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
)

// stories posts leads, opportunities and their stages. A stage change is no
// fact of its own: it becomes a step of what it is a change of, so that each
// lead and opportunity gets one new version whatever the number of rows that
// tell of it. The outcomes are by kind of row.
func (im *importer) stories(tx Tx, records []ingest.Record, outcomes map[ingest.Kind]Outcome, changes *Changes) (map[int][]ingest.Fault, error) {
	book, err := tx.Book()
	if err != nil {
		return nil, err
	}
	im.funnel = book.Funnel
	events, faults := im.read(records)
	t := &telling{im: im, records: records, events: events, faults: faults, rows: map[fact.EventKey]int{}, outcomes: outcomes}
	if err := t.look(tx); err != nil {
		return nil, err
	}
	t.checkLeads()
	t.keepSteps()
	t.takeSteps()
	_, err = im.postEvents(tx, im.stamp, t.good(), changes)
	im.createNamed(changes)
	return t.faults, err
}

// telling is some rows about leads and opportunities, with what is stored of
// them.
type telling struct {
	im       *importer
	records  []ingest.Record
	events   []fact.Event // by row; of a stage change empty
	faults   map[int][]ingest.Fault
	rows     map[fact.EventKey]int // the last row that describes an event
	stored   map[fact.EventKey]fact.EventVersion
	others   []fact.Event // that only stage changes tell of
	outcomes map[ingest.Kind]Outcome
}

// look reads what is stored of everything that the rows name.
func (t *telling) look(tx Tx) (err error) {
	wanted := map[fact.EventKey]bool{}
	var keys []fact.EventKey
	want := func(key fact.EventKey) {
		if !wanted[key] {
			wanted[key] = true
			keys = append(keys, key)
		}
	}
	for i, record := range t.records {
		if change, ok := record.(ingest.StageChange); ok {
			want(t.im.eventKey(fact.EventKind(change.Object), change.Of))
			continue
		}
		want(t.events[i].EventKey)
		if t.faults[i] == nil {
			t.rows[t.events[i].EventKey] = i
		}
		if lead, ok := t.events[i].Case.Lead(); ok {
			want(lead)
		}
	}
	t.stored, err = tx.Events(keys)
	return err
}

// exists reports whether the event is stored, or described by a good row.
func (t *telling) exists(key fact.EventKey) bool {
	_, described := t.rows[key]
	v, stored := t.stored[key]
	return described || stored && !v.Withdrawn
}

// checkLeads refuses opportunities of leads that nobody knows. In a dry run
// nothing of what came before is stored, so there it says nothing.
func (t *telling) checkLeads() {
	for i, record := range t.records {
		r, ok := record.(ingest.Opportunity)
		if !ok || t.im.job.DryRun {
			continue
		}
		if lead, ofLead := t.events[i].Case.Lead(); ofLead && !t.exists(lead) {
			t.fault(i, "lead", fmt.Sprintf("there is no lead %q here", shorten(r.Lead)), "import the leads first, or correct the id")
			delete(t.rows, t.events[i].EventKey)
		}
	}
}

func (t *telling) fault(row int, field, message, fix string) {
	t.faults[row] = append(t.faults[row], ingest.Fault{Field: field, Message: message, Fix: fix})
}

// keepSteps adds to what the rows describe the stages that are known of it
// already: a row tells how far one came, and a file of stage changes the rest.
// What the row says of a stage on another day takes the place of what was known
// of that stage.
func (t *telling) keepSteps() {
	for i := range t.events {
		e := &t.events[i]
		if t.faults[i] != nil || e.Kind == "" {
			continue
		}
		old, exists := t.stored[e.EventKey]
		kept := slices.Clone(old.Steps)
		for _, said := range e.Steps {
			if !slices.Contains(kept, said) {
				kept = slices.DeleteFunc(kept, func(s fact.Step) bool { return s.Stage == said.Stage })
			}
		}
		e.Steps = fact.MergeSteps(kept, e.Steps)
		*e = e.Categorised(old.Categories, t.im.stamp.Today)
		e.Categories = fact.MergeCategories(old.Categories, e.Categories)
		if err := e.Validate(); err != nil { // what is known contradicts the row
			t.fault(i, string(t.records[i].Kind()), err.Error(), "correct the row, or what was said of the stages before")
			delete(t.rows, e.EventKey)
			continue
		}
		outcome := Outcome{Inserted: 1}
		switch {
		case exists && old.Same(*e):
			outcome = Outcome{Unchanged: 1}
		case exists:
			outcome = Outcome{Corrected: 1}
		}
		t.count(t.records[i].Kind(), outcome)
	}
}

func (t *telling) count(kind ingest.Kind, outcome Outcome) {
	sum := t.outcomes[kind]
	sum.add(outcome)
	t.outcomes[kind] = sum
}

// takeSteps merges the stage changes into what they are changes of. All of one
// event stand or fall together.
func (t *telling) takeSteps() {
	changes := map[fact.EventKey][]int{} // rows
	var order []fact.EventKey
	for i, record := range t.records {
		if r, ok := record.(ingest.StageChange); ok {
			key := t.im.eventKey(fact.EventKind(r.Object), r.Of)
			if changes[key] == nil {
				order = append(order, key)
			}
			changes[key] = append(changes[key], i)
		}
	}
	for _, key := range order {
		t.takeStepsOf(key, changes[key])
	}
}

func (t *telling) takeStepsOf(key fact.EventKey, rows []int) {
	row, described := t.rows[key]
	old := t.stored[key]
	if !described && !t.exists(key) && t.im.job.DryRun {
		t.count(ingest.KindStageChange, Outcome{Inserted: len(rows)})
		return
	}
	next := old.Event
	if described {
		next = t.events[row]
	}
	var counts Outcome
	for _, i := range rows {
		r, _ := t.records[i].(ingest.StageChange)
		if told(old.Event, r) {
			counts.Unchanged++
		} else {
			counts.Inserted++
		}
		if r.Stage != "" {
			next.Steps = fact.MergeSteps(next.Steps, []fact.Step{{Stage: r.Stage, Day: r.Day}})
		}
		if r.Categorised {
			next.Categories = fact.MergeCategories(next.Categories, []fact.CategoryStep{{Category: fact.Category(r.Category), Day: r.Day}})
		}
	}
	why, fix := "", "correct the day or the stage; the steps of one "+string(key.Kind)+" go together"
	if !t.exists(key) {
		why, fix = fmt.Sprintf("there is no %s %q here", key.Kind, shorten(key.ID)), fmt.Sprintf("import the %s first, or correct the id", key.Kind)
	} else if err := next.Validate(); err != nil {
		why = err.Error()
	}
	if why != "" {
		for _, i := range rows {
			t.fault(i, "of", why, fix)
		}
		return
	}
	t.count(ingest.KindStageChange, counts)
	if described {
		t.events[row] = next
	} else {
		t.others = append(t.others, next)
	}
}

// told reports whether the change is known already.
func told(e fact.Event, r ingest.StageChange) bool {
	stage := r.Stage == "" || slices.Contains(e.Steps, fact.Step{Stage: r.Stage, Day: r.Day})
	category := !r.Categorised || r.Day >= e.Day && e.CategoryOn(r.Day) == fact.Category(r.Category)
	return stage && category
}

// good returns the events that can be posted.
func (t *telling) good() []fact.Event {
	good := t.others
	for i, e := range t.events {
		if t.faults[i] == nil && e.Kind != "" {
			good = append(good, e)
		}
	}
	return good
}
