package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

const eventsProfile = `files: {e: e.csv}
create: [customer]
records:
  - {kind: lead, from: e, id: id, created_on: day, status: text, status_on: until, won_on: until}
  - {kind: opportunity, from: e, id: id, created_on: day, amount: number, outcome: text, closed_on: until, stage: text}
  - {kind: activity, from: e, id: id, type: text, held_on: day, quantity: number}
  - {kind: feedback, from: e, id: id, type: text, given_on: day, score: number}
  - {kind: contract, from: e, id: id, during: {from: day, to: until}, monthly: number}
  - {kind: training, from: e, course: text, person: id, completed_on: until}
  - {kind: market, from: e, of: {segment: text}, during: {month: day}, accounts: number}
`

func TestEventDefaults(t *testing.T) {
	t.Parallel()
	at := func(day string) ingest.Moment {
		d := period.MustDate(day)
		return ingest.Moment{Day: d, OccurredAt: int64(d) * 24 * 3600 * 1e6}
	}
	rows := mapped(t, parse(t, eventsProfile), files(map[string]string{"e.csv": "id,day,until,number,text\n1,2024-01-05,,7,\n"}))
	amount := money.FromInt(7)
	want := []ingest.Record{
		ingest.Lead{ID: "1", Moment: at("2024-01-05"), QualifiedOn: period.Never, ConvertedOn: period.Never, WonOn: period.Never,
			LostOn: period.Never, StatusOn: period.Never},
		ingest.Opportunity{ID: "1", Moment: at("2024-01-05"), Amount: &amount, Currency: "USD", ExpectedClose: period.Never,
			StageOn: period.Never, ClosedOn: period.Never, CategoryOn: period.Never},
		nil, nil, // an activity and an answer need a type
		ingest.Contract{ID: "1", During: period.Range{Start: period.MustDate("2024-01-05"), End: period.Never}, Monthly: amount, Currency: "USD"},
		nil, nil, // a training needs a course, a market of a segment the segment
	}
	var got []ingest.Record
	for _, m := range rows {
		got = append(got, m.Record)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The same row twice is one record; an id with two stories is a fault of both.
func TestEventRepeats(t *testing.T) {
	t.Parallel()
	p := parse(t, "files: {e: e.csv}\nrecords:\n  - {kind: opportunity, from: e, id: id, created_on: day, amount: number}\n"+
		"  - {kind: stage_change, from: e, of: {opportunity: id}, stage: stage, on: day}\n")
	got := describeAll(mapped(t, p, files(map[string]string{"e.csv": "id,day,number,stage\nA,2024-01-01,1,Demo\nA,2024-01-01,1,Demo\nB,2024-01-01,1,Demo\nB,2024-01-01,2,Offer\n"})))
	for _, want := range []string{
		"line 3: opportunity A 2024-01-01 1 USD  (and 1 the same)\n",
		"line 4: FAULT id: 2 rows have this id and say different things (lines 4, 5)",
		"line 5: FAULT id:",
		"line 3: stage change opportunity A to Demo on 2024-01-01  (and 1 the same)\n",
		"line 5: stage change opportunity B to Offer on 2024-01-01\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// An activity's type becomes the word that its metric is named by.
func TestActivityTypes(t *testing.T) {
	t.Parallel()
	p := parse(t, "files: {e: e.csv}\nrecords:\n  - {kind: activity, from: e, id: id, type: type, held_on: {value: 2024-01-01}}\n")
	rows := mapped(t, p, files(map[string]string{"e.csv": "id,type\n1,Cold Call\n2,cold-call\n3,Démo!\n4,a|b:c\n5,--\n"}))
	var got []string
	for _, m := range rows {
		if a, ok := m.Record.(ingest.Activity); ok {
			got = append(got, a.Type)
		} else {
			got = append(got, m.Faults[0].Message)
		}
	}
	want := []string{"cold_call", "cold_call", "démo", "a_b_c", `column type: "--" names no activity`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzEvents maps arbitrary cells: whatever becomes a record keeps what the
// types promise, and whatever does not says what is wrong and how to mend it.
func FuzzEvents(f *testing.F) {
	f.Add("A1", "2024-01-05", "2024-02-01", "4", "csat")
	f.Add("A2", "2024-01-05", "2023-02-01", "-1", "won")
	f.Add("A3", "2024-01-05 23:59", "", "9.5", "nps")
	f.Add("", "x", "9999-12-31", "1e9", "Won > Lost")
	f.Add("A4", "0001-01-01", "9999-12-31", "999999999999999999", "Open")
	p, err := ingest.ParseProfile([]byte(testHead + eventsProfile))
	if err != nil {
		f.Fatal(err)
	}
	quote := func(cell string) string { return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"` }
	f.Fuzz(func(t *testing.T, id, day, until, number, text string) {
		row := strings.Join([]string{quote(id), quote(day), quote(until), quote(number), quote(text)}, ",")
		for _, m := range mapped(t, p, files(map[string]string{"e.csv": "id,day,until,number,text\n" + row + "\n"})) {
			checkEvent(t, m)
		}
	})
}

func checkEvent(t *testing.T, m ingest.Mapped) {
	t.Helper()
	for _, f := range m.Faults {
		if f.Message == "" || f.Fix == "" {
			t.Fatalf("a fault without words: %+v", f)
		}
	}
	if (m.Record == nil) == m.Ok() {
		t.Fatalf("%v and %v", m.Record, m.Faults)
	}
	switch v := m.Record.(type) {
	case ingest.Opportunity:
		if v.ID == "" || v.Outcome == "won" && v.ClosedOn == period.Never || (v.Amount == nil) != (v.Currency == "") {
			t.Fatalf("%+v", v)
		}
	case ingest.Activity:
		if v.Type == "" || strings.ContainsAny(v.Type, " |:>@") || v.Quantity < 0 {
			t.Fatalf("%+v", v)
		}
	case ingest.Feedback:
		if v.Score < 0 || v.Score > v.Scale || v.Type != "csat" && v.Type != "nps" {
			t.Fatalf("%+v", v)
		}
	case ingest.Contract:
		if v.During.Empty() {
			t.Fatalf("%+v", v)
		}
	case ingest.Market:
		if (v.Accounts == nil) == (v.Value == nil) || v.During.Empty() || v.Of == "" {
			t.Fatalf("%+v", v)
		}
	}
}
