package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// Ana reports to Ben; before, Cy led her. Dee leads nobody of them.
var (
	ana    = checkin.Reader{Person: "person:ana", Leads: true} // her role would let her lead, but nobody is led by her
	ben    = checkin.Reader{Person: "person:ben", Leads: true, Reports: []org.NodeID{"person:ana"}}
	cy     = checkin.Reader{Person: "person:cy", Leads: true}
	dee    = checkin.Reader{Person: "person:dee", Leads: true, Reports: []org.NodeID{"person:eve"}}
	nobody = checkin.Reader{}
)

func talk(id, manager, on string, state checkin.State) checkin.Meeting {
	chance := money.Amount(5000)
	return checkin.Meeting{ID: checkin.MeetingID(id), Pair: checkin.Pair{Manager: org.NodeID(manager), Report: "person:ana"}, Day: day(on), State: state, Note: "of " + id,
		Agenda: checkin.Agenda{AsOf: day(on), Lines: []checkin.Line{{Section: checkin.Risk, Kind: "at_risk", Text: "Revenue is at risk", Of: checkin.Ref{Metric: metric.Revenue, Start: day(on)}}},
			Aims: []checkin.Aim{{Key: "goal g", Days: span("2026-10-01", "2027-01-01"), Chance: &chance, Status: "at_risk"}}}, Revision: 1}
}

// wantFault fails unless the error is of the kind.
func wantFault(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("%s: %v, want a fault of kind %d", what, err, kind)
	}
}

// TestCheckins: a check-in comes back as it was kept, and to the two alone.
func TestCheckins(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		first, second := talk("m1", "person:ben", "2026-11-02", checkin.Held), talk("m2", "person:ben", "2026-11-09", checkin.Planned)
		wantFault(t, "kept by somebody else", b.SaveMeeting(ctx, id, dee, first), fault.NotFound)
		for _, m := range []checkin.Meeting{first, second} {
			if err := b.SaveMeeting(ctx, id, ben, m); err != nil {
				t.Fatal(err)
			}
		}
		list := func(by checkin.Reader, f checkin.MeetingFilter, want ...checkin.Meeting) {
			t.Helper()
			got, err := b.Meetings(ctx, id, by, f)
			if diff := cmp.Diff(append([]checkin.Meeting{}, want...), got); diff != "" || err != nil {
				t.Errorf("as %s: %v (-want +got):\n%s", by.Person, err, diff)
			}
		}
		list(ben, checkin.MeetingFilter{}, second, first)
		list(ana, checkin.MeetingFilter{Pair: &first.Pair}, second, first)
		list(ana, checkin.MeetingFilter{States: []checkin.State{checkin.Held}, Limit: 1}, first)
		list(checkin.Reader{Person: "person:ben"}, checkin.MeetingFilter{}) // he leads nobody any more, by his role
		for _, other := range []checkin.Reader{cy, dee, nobody} {
			list(other, checkin.MeetingFilter{})
			_, err := b.Meeting(ctx, id, other, "m1")
			wantFault(t, "read by "+string(other.Person), err, fault.NotFound)
		}

		twin := talk("m3", "person:ben", "2026-11-09", checkin.Planned)
		wantFault(t, "a second one of the day", b.SaveMeeting(ctx, id, ana, twin), fault.Conflict)
		next := second
		next.State, next.Note, next.Revision = checkin.Held, "", 2
		if err := b.SaveMeeting(ctx, id, ana, next); err != nil {
			t.Fatal(err)
		}
		wantFault(t, "a change of what was changed since", b.SaveMeeting(ctx, id, ben, next), fault.Conflict)
		list(ben, checkin.MeetingFilter{ID: "m2"}, next)
	})
}

// TestCheckinItems: notes are for the two, own ones for their author alone.
func TestCheckinItems(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		if err := b.SaveMeeting(ctx, id, ben, talk("m1", "person:ben", "2026-11-02", checkin.Held)); err != nil {
			t.Fatal(err)
		}
		item := func(id string, kind checkin.ItemKind, by checkin.Reader) checkin.Item {
			return checkin.Item{ID: checkin.ItemID(id), Meeting: "m1", Kind: kind, Author: by.Person, Text: "said by " + string(by.Person), At: 7}
		}
		topic, note, hers, his := item("i1", checkin.Topic, ana), item("i2", checkin.Note, ben), item("i3", checkin.Own, ana), item("i4", checkin.Own, ben)
		for _, i := range []checkin.Item{topic, note, hers, his} {
			if err := b.SaveItem(ctx, id, checkin.Reader{Person: i.Author, Leads: true}, i); err != nil {
				t.Fatal(err)
			}
		}
		list := func(by checkin.Reader, want ...checkin.Item) {
			t.Helper()
			got, err := b.Items(ctx, id, by, "m1")
			if diff := cmp.Diff(append([]checkin.Item{}, want...), got); diff != "" || err != nil {
				t.Errorf("as %s: %v (-want +got):\n%s", by.Person, err, diff)
			}
		}
		list(ana, topic, note, hers)
		list(ben, topic, note, his)
		for _, other := range []checkin.Reader{cy, dee, nobody} {
			list(other)
			wantFault(t, "written by another", b.SaveItem(ctx, id, other, item("i9", checkin.Note, other)), fault.NotFound)
			wantFault(t, "deleted by another", b.DeleteItem(ctx, id, other, "m1", "i2"), fault.NotFound)
		}
		theft := note
		theft.Author, theft.Text = ana.Person, "not what he said"
		wantFault(t, "another's words changed", b.SaveItem(ctx, id, ana, theft), fault.NotFound)
		wantFault(t, "another's words deleted", b.DeleteItem(ctx, id, ana, "m1", "i2"), fault.NotFound)
		note.Text, note.At = "better said", 9
		if err := b.SaveItem(ctx, id, ben, note); err != nil {
			t.Fatal(err)
		}
		if err := b.DeleteItem(ctx, id, ana, "m1", "i1"); err != nil {
			t.Fatal(err)
		}
		list(ana, note, hers)
	})
}

// TestCommitments: a pair's commitments come back by due day, to the two alone.
func TestCommitments(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		m := talk("m1", "person:ben", "2026-11-02", checkin.Held)
		if err := b.SaveMeeting(ctx, id, ben, m); err != nil {
			t.Fatal(err)
		}
		value := 5 * money.Unit
		late := checkin.Commitment{ID: "c1", Pair: m.Pair, Meeting: "m1", Owner: "person:ana", Text: "Five demos", MadeOn: day("2026-11-02"), Due: day("2026-11-20"),
			Metric: "demos", Value: &value, State: checkin.Open, Revision: 1}
		soon := checkin.Commitment{ID: "c2", Pair: m.Pair, Meeting: "m1", Owner: "person:ben", Text: "Join the call", MadeOn: day("2026-11-02"), Due: day("2026-11-06"), State: checkin.Open, Revision: 1}
		wantFault(t, "kept by another", b.SaveCommitment(ctx, id, dee, late), fault.NotFound)
		for _, c := range []checkin.Commitment{late, soon} {
			if err := b.SaveCommitment(ctx, id, ana, c); err != nil {
				t.Fatal(err)
			}
		}
		list := func(by checkin.Reader, f checkin.CommitmentFilter, want ...checkin.Commitment) {
			t.Helper()
			got, err := b.Commitments(ctx, id, by, f)
			if diff := cmp.Diff(append([]checkin.Commitment{}, want...), got); diff != "" || err != nil {
				t.Errorf("as %s, %+v: %v (-want +got):\n%s", by.Person, f, err, diff)
			}
		}
		list(ben, checkin.CommitmentFilter{Pair: &m.Pair}, soon, late)
		list(ana, checkin.CommitmentFilter{ID: "c1"}, late)
		list(ana, checkin.CommitmentFilter{Meeting: "m2"})
		for _, other := range []checkin.Reader{cy, dee, nobody} {
			list(other, checkin.CommitmentFilter{})
			list(other, checkin.CommitmentFilter{ID: "c1"})
		}
		due := func(days period.Range, want ...checkin.Deadline) {
			t.Helper()
			got, err := b.Deadlines(ctx, id, days)
			if diff := cmp.Diff(append([]checkin.Deadline{}, want...), got); diff != "" || err != nil {
				t.Errorf("due in %s: %v (-want +got):\n%s", days, err, diff)
			}
		}
		when := func(c checkin.Commitment) checkin.Deadline {
			return checkin.Deadline{ID: c.ID, Pair: c.Pair, Meeting: c.Meeting, Owner: c.Owner, MadeOn: c.MadeOn, Due: c.Due, Metric: c.Metric, Value: c.Value}
		}
		due(span("2026-11-06", "2026-11-21"), when(soon), when(late))
		due(span("2026-11-07", "2026-11-20"))
		done := soon
		done.State, done.SettledOn, done.SettledBy, done.Revision = checkin.Done, day("2026-11-05"), "Ben", 2
		wantFault(t, "settled by another", b.SaveCommitment(ctx, id, dee, done), fault.NotFound)
		if err := b.SaveCommitment(ctx, id, ben, done); err != nil {
			t.Fatal(err)
		}
		due(span("2026-11-06", "2026-11-20")) // what is settled is due no more
		wantFault(t, "settled twice", b.SaveCommitment(ctx, id, ana, done), fault.Conflict)
		list(ana, checkin.CommitmentFilter{Open: true}, late)
		list(ana, checkin.CommitmentFilter{Open: true, Since: day("2026-11-05")}, done, late)
		list(ana, checkin.CommitmentFilter{Open: true, Since: day("2026-11-06")}, late)
	})
}

// TestCheckinShares: who leads the report now reads what was before only when
// the report shared it, never what is somebody's own, and writes nothing there.
func TestCheckinShares(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		m := talk("m1", "person:cy", "2026-08-03", checkin.Held)
		note := checkin.Item{ID: "i1", Meeting: "m1", Kind: checkin.Note, Author: cy.Person, Text: "for us"}
		own := checkin.Item{ID: "i2", Meeting: "m1", Kind: checkin.Own, Author: cy.Person, Text: "for me"}
		c := checkin.Commitment{ID: "c1", Pair: m.Pair, Meeting: "m1", Owner: "person:ana", Text: "x", MadeOn: day("2026-08-03"), Due: day("2026-08-10"), State: checkin.Open, Revision: 1}
		for _, err := range []error{b.SaveMeeting(ctx, id, cy, m), b.SaveItem(ctx, id, cy, note), b.SaveItem(ctx, id, cy, own), b.SaveCommitment(ctx, id, cy, c)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		sees := func(by checkin.Reader, want int) {
			t.Helper()
			meetings, err1 := b.Meetings(ctx, id, by, checkin.MeetingFilter{})
			items, err2 := b.Items(ctx, id, by, "m1")
			promises, err3 := b.Commitments(ctx, id, by, checkin.CommitmentFilter{})
			if len(meetings) != want || len(items) != want || len(promises) != want || err1 != nil || err2 != nil || err3 != nil {
				t.Errorf("%s sees %d check-ins, %d notes, %d commitments, want %d of each: %v %v %v", by.Person, len(meetings), len(items), len(promises), want, err1, err2, err3)
			}
		}
		sees(ben, 0)
		share := checkin.Share{Pair: m.Pair, With: "person:ben", At: 5}
		for _, other := range []checkin.Reader{ben, cy, dee, nobody} {
			wantFault(t, "shared by "+string(other.Person), b.SaveShare(ctx, id, other, share), fault.NotFound)
		}
		for range 2 { // again changes nothing
			if err := b.SaveShare(ctx, id, ana, share); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := b.Shares(ctx, id, ana); err != nil || len(got) != 1 || got[0] != share {
			t.Errorf("shared: %v, %v", got, err)
		}
		sees(ben, 1)
		sees(dee, 0)
		former := ben
		former.Reports = nil
		sees(former, 0) // he does not lead her any more
		m.Revision++
		wantFault(t, "changed by who may only read", b.SaveMeeting(ctx, id, ben, m), fault.NotFound)
		wantFault(t, "noted by who may only read", b.SaveItem(ctx, id, ben, checkin.Item{ID: "i3", Meeting: "m1", Kind: checkin.Note, Author: ben.Person}), fault.NotFound)
		c.Revision++
		wantFault(t, "settled by who may only read", b.SaveCommitment(ctx, id, ben, c), fault.NotFound)
		wantFault(t, "taken back by another", b.DeleteShare(ctx, id, cy, share), fault.NotFound)
		if err := b.DeleteShare(ctx, id, ana, share); err != nil {
			t.Fatal(err)
		}
		sees(ben, 0)
	})
}

// TestRhythms: a team has one rhythm, the one that was set last.
func TestRhythms(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		west := checkin.Rhythm{Team: "team:west", Every: checkin.Weekly, Weekday: 2, From: day("2026-11-01"), By: "Ben", At: 7}
		east := checkin.Rhythm{Team: "team:east", Every: checkin.Never, From: day("2026-11-01")}
		later := west
		later.Every, later.Weekday = checkin.Monthly, 5
		for _, r := range []checkin.Rhythm{west, east, later} {
			if err := b.SaveRhythm(t.Context(), b.org.ID, r); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.Rhythms(t.Context(), b.org.ID)
		if diff := cmp.Diff([]checkin.Rhythm{east, later}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
