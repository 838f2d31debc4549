package store_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

func eventVersion(kind fact.EventKind, id string, number int, known period.Range, change func(*fact.Event)) fact.EventVersion {
	e := fact.Event{EventKey: fact.EventKey{Kind: kind, Key: fact.Key{Source: "crm", ID: id}}, OccurredAt: 1_762_300_800_000_001,
		Day: day("2026-11-05"), Owner: "person:ana", Customer: "customer:c"}
	change(&e)
	return fact.EventVersion{Event: e.Settled(), Number: number, Known: known, RecordedAt: 1_763_802_000_000_002, Batch: "b1", By: "kim"}
}

// events are a lead with an opportunity that was once a case of its own, an
// activity that was withdrawn, a contract without end, and a market.
func events() pipeline.Changes {
	amount := money.Amount(123)
	opportunity := func(e *fact.Event) {
		e.Name, e.Product, e.Territory, e.Channel, e.LeadSource = `Bikes "é" 'q'`, "product:p", "territory:t", "channel:web", "lead_source:fair"
		e.Amount, e.Currency, e.Until = &amount, "USD", day("2026-12-31")
	}
	linked := func(e *fact.Event) {
		opportunity(e)
		e.Case = "lead:crm/1"
		e.Steps = []fact.Step{{Stage: "Demo", Day: day("2026-11-08")}, {Stage: `Won "big"`, Day: day("2026-11-20")}}
		e.Outcome, e.Closed = fact.Won, day("2026-11-20")
	}
	lead := func(e *fact.Event) { e.Steps = []fact.Step{{Stage: "qualified", Day: day("2026-11-06")}} }
	demo := func(e *fact.Event) { e.Type, e.Quantity, e.Owner = "demo", 3*money.Unit, "person:ben" }
	contract := func(e *fact.Event) { e.Amount, e.Currency, e.Day = &amount, "EUR", day("2026-01-01") }
	market := func(e *fact.Event) {
		e.Type, e.Quantity, e.Place, e.Customer, e.Owner, e.Until = fact.Accounts, 500*money.Unit, "segment:smb", "", "", day("2027-01-01")
	}
	return pipeline.Changes{
		Events: []fact.EventVersion{
			eventVersion(fact.Lead, "1", 1, open("2026-11-05"), lead),
			eventVersion(fact.Opportunity, "1", 2, open("2026-11-10"), linked),
			eventVersion(fact.Activity, "1", 2, open("2026-11-10"), func(e *fact.Event) { demo(e); e.Withdrawn = true }),
			eventVersion(fact.Contract, "1", 1, open("2026-11-05"), contract),
			eventVersion(fact.Market, "1", 1, open("2026-11-05"), market),
		},
		EndedEvents: []fact.EventVersion{
			eventVersion(fact.Opportunity, "1", 1, span("2026-11-05", "2026-11-10"), opportunity),
			eventVersion(fact.Activity, "1", 1, span("2026-11-05", "2026-11-10"), demo),
		},
	}
}

func eventKey(kind fact.EventKind, id string) fact.EventKey {
	return fact.EventKey{Kind: kind, Key: fact.Key{Source: "crm", ID: id}}
}

func byNumber(a, b fact.EventVersion) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Number, b.Number))
}

func TestEvents(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		given := events()
		b.save(t, given)
		b.read(t, func(tx pipeline.Tx) error {
			keys := []fact.EventKey{eventKey(fact.Lead, "1"), eventKey(fact.Opportunity, "1"), eventKey(fact.Lead, "9"), eventKey(fact.Training, "1")}
			found, err := tx.Events(keys)
			want := map[fact.EventKey]fact.EventVersion{keys[0]: given.Events[0], keys[1]: given.Events[1]}
			if d := diff.Diff(want, found); err != nil || d != "" {
				t.Errorf("the events (%v) (-want +got):\n%s", err, d)
			}
			versions, err := tx.EventVersions(keys)
			if err != nil || len(versions) != 2 || len(versions[keys[0]]) != 1 || len(versions[keys[1]]) != 2 {
				t.Errorf("the versions are %v (%v)", versions, err)
			}
			cases, err := tx.Cases([]fact.CaseID{"lead:crm/1", "opportunity:crm/1", "contract:crm/1", "lead:crm/9"})
			if err != nil || len(cases) != 3 {
				t.Fatalf("the cases are %v (%v)", cases, err)
			}
			story := cases["lead:crm/1"].Events
			slices.SortFunc(story, byNumber)
			if d := diff.Diff(given.Events[:2], story); d != "" || cases["lead:crm/1"].ID != "lead:crm/1" {
				t.Errorf("the lead's case (-want +got):\n%s", d)
			}
			if d := diff.Diff(given.EndedEvents[:1], cases["opportunity:crm/1"].Events); d != "" {
				t.Errorf("the case that the opportunity left (-want +got):\n%s", d)
			}
			return nil
		})
		history, err := b.EventHistory(t.Context(), b.org.ID, eventKey(fact.Opportunity, "1"))
		if d := diff.Diff([]fact.EventVersion{given.EndedEvents[0], given.Events[1]}, history); err != nil || d != "" {
			t.Errorf("the history (%v) (-want +got):\n%s", err, d)
		}
		if _, err := b.EventHistory(t.Context(), b.org.ID, eventKey(fact.Lead, "9")); !fault.Is(err, fault.NotFound) {
			t.Errorf("an event that is not there: %v", err)
		}
		// A correction replaces the current version in every column.
		next := given.Events[1]
		next.Event = eventVersion(fact.Opportunity, "1", 3, open("2026-11-12"), func(e *fact.Event) { e.Withdrawn = true }).Event
		next.Number, next.Known = 3, open("2026-11-12")
		b.save(t, pipeline.Changes{Events: []fact.EventVersion{next}})
		history, err = b.EventHistory(t.Context(), b.org.ID, eventKey(fact.Opportunity, "1"))
		if err != nil || len(history) != 2 {
			t.Fatalf("%d versions (%v)", len(history), err)
		}
		if d := diff.Diff(next, history[1]); d != "" {
			t.Errorf("the correction (-want +got):\n%s", d)
		}
	})
}

func TestCasesWhere(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.save(t, events())
		november, all := span("2026-11-01", "2026-12-01"), period.Everything
		const lead, own, activity, contract, market = "lead:crm/1", "opportunity:crm/1", "activity:crm/1", "contract:crm/1", "market:crm/1"
		for name, c := range map[string]struct {
			filter fact.EventFilter
			want   []string
		}{
			"all":                            {fact.EventFilter{Days: all}, []string{activity, contract, lead, market, own}},
			"of days that something reaches": {fact.EventFilter{Days: span("2026-11-21", "2026-11-30")}, []string{contract, lead, market, own}},
			"a contract before its end":      {fact.EventFilter{Days: span("2030-01-01", "2031-01-01")}, []string{contract}},
			"before anything":                {fact.EventFilter{Days: span("2025-01-01", "2026-01-01")}, nil},
			"a kind":                         {fact.EventFilter{Days: november, Kinds: []fact.EventKind{fact.Lead}}, []string{lead}},
			"kinds":                          {fact.EventFilter{Days: november, Kinds: []fact.EventKind{fact.Lead, fact.Activity}}, []string{activity, lead}},
			"an owner, withdrawn or not":     {fact.EventFilter{Days: november, People: []org.NodeID{"person:ben"}}, []string{activity}},
			"a product":                      {fact.EventFilter{Days: november, Products: []org.NodeID{"product:p"}}, []string{lead, own}},
			"a territory":                    {fact.EventFilter{Days: november, Places: []org.NodeID{"territory:t"}}, []string{lead, own}},
			"what a market is about":         {fact.EventFilter{Days: november, Places: []org.NodeID{"segment:smb"}}, []string{market}},
			"a customer":                     {fact.EventFilter{Days: november, Customers: []org.NodeID{"customer:c"}}, []string{activity, contract, lead, own}},
			"a currency":                     {fact.EventFilter{Days: november, Currencies: []money.Currency{"USD"}}, []string{lead, own}},
			"two conditions":                 {fact.EventFilter{Days: november, Currencies: []money.Currency{"USD"}, People: []org.NodeID{"person:ben"}}, nil},
			"an empty list":                  {fact.EventFilter{Days: november, People: []org.NodeID{}}, nil},
		} {
			cases, err := b.Cases(t.Context(), b.org.ID, c.filter)
			var ids []string
			for _, one := range cases {
				ids = append(ids, string(one.ID))
			}
			if err != nil || !slices.Equal(ids, c.want) {
				t.Errorf("%s: %s (%v), want %s", name, strings.Join(ids, " "), err, strings.Join(c.want, " "))
			}
			b.read(t, func(tx pipeline.Tx) error {
				found, err := tx.CaseIDs(c.filter)
				if len(found) != len(c.want) {
					t.Errorf("%s: the transaction finds %v", name, found)
				}
				return err
			})
		}
	})
}

// TestCasesThatReach: a lead belongs to the days of what came of it, though its
// own days are over: it counts as won on the day of the win.
func TestCasesThatReach(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		won := func(e *fact.Event) {
			e.Case, e.Owner, e.Customer, e.Product = "lead:crm/1", "person:ben", "customer:d", "product:q"
			e.Day, e.Outcome, e.Closed = day("2026-12-01"), fact.Won, day("2026-12-20")
		}
		alone := func(e *fact.Event) { e.Product = "product:p" }
		b.save(t, pipeline.Changes{Events: []fact.EventVersion{
			eventVersion(fact.Lead, "1", 1, open("2026-11-05"), alone), eventVersion(fact.Lead, "2", 1, open("2026-11-05"), alone),
			eventVersion(fact.Opportunity, "1", 1, open("2026-12-01"), won),
		}})
		win := span("2026-12-20", "2026-12-21")
		for name, c := range map[string]struct {
			filter fact.EventFilter
			want   []fact.CaseID
		}{
			"the lead's owner":         {fact.EventFilter{Days: win, People: []org.NodeID{"person:ana"}}, []fact.CaseID{"lead:crm/1"}},
			"the lead's customer":      {fact.EventFilter{Days: win, Customers: []org.NodeID{"customer:c"}}, []fact.CaseID{"lead:crm/1"}},
			"the lead's product":       {fact.EventFilter{Days: win, Products: []org.NodeID{"product:p"}}, []fact.CaseID{"lead:crm/1"}},
			"leads":                    {fact.EventFilter{Days: win, Kinds: []fact.EventKind{fact.Lead}}, []fact.CaseID{"lead:crm/1"}},
			"the opportunity's owner":  {fact.EventFilter{Days: win, People: []org.NodeID{"person:ben"}}, []fact.CaseID{"lead:crm/1"}},
			"after the win":            {fact.EventFilter{Days: span("2026-12-21", "2027-01-01"), People: []org.NodeID{"person:ana"}}, []fact.CaseID{}},
			"before it came to a deal": {fact.EventFilter{Days: span("2026-11-01", "2026-11-30"), People: []org.NodeID{"person:ben"}}, []fact.CaseID{}},
		} {
			b.read(t, func(tx pipeline.Tx) error {
				found, err := tx.CaseIDs(c.filter)
				if !slices.Equal(found, c.want) {
					t.Errorf("%s: %v, want %v", name, found, c.want)
				}
				return err
			})
		}
	})
}

func TestBatchEvents(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		given := events()
		given.Events[1].Batch = "b2" // b1 brought the version before
		b.save(t, given)
		all := []fact.EventKey{eventKey(fact.Activity, "1"), eventKey(fact.Contract, "1"), eventKey(fact.Lead, "1"), eventKey(fact.Market, "1"), eventKey(fact.Opportunity, "1")}
		for name, c := range map[string]struct {
			batch string
			after fact.EventKey
			limit int
			want  []fact.EventKey
		}{
			"all, once each": {"b1", fact.EventKey{}, 10, all}, "some": {"b1", fact.EventKey{}, 2, all[:2]},
			"after": {"b1", all[1], 10, all[2:]}, "another": {"b2", fact.EventKey{}, 10, all[4:]}, "none": {"b3", fact.EventKey{}, 10, []fact.EventKey{}},
		} {
			if keys, err := b.BatchEvents(t.Context(), b.org.ID, c.batch, c.after, c.limit); err != nil || !slices.Equal(keys, c.want) {
				t.Errorf("%s: the events of the import are %v (%v)", name, keys, err)
			}
		}
	})
}

// TestEachCase: a view reads whole cases, each once and in order.
func TestEachCase(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.save(t, events())
		err := b.View(t.Context(), b.org.ID, func(v pipeline.View) error {
			var ids []string
			versions := 0
			err := v.EachCase(func(c fact.Case) error {
				ids = append(ids, string(c.ID))
				versions += len(c.Events)
				return nil
			})
			if want := []string{"activity:crm/1", "contract:crm/1", "lead:crm/1", "market:crm/1", "opportunity:crm/1"}; !slices.Equal(ids, want) || versions != 7 {
				t.Errorf("the cases are %v with %d versions", ids, versions)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
