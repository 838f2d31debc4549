package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
)

func alertOf(id, user, what string, node org.NodeID, made time.Time) alert.Alert {
	return alert.Alert{ID: id, UserID: user, MadeAt: made.UnixMicro(), Happening: alert.Happening{Kind: alert.Status, Subject: "goal 1", What: what, Node: node,
		Tone: alert.Bad, Title: "It is at risk", Text: "42%", Link: "/goals/1"}}
}

func alertIDs(list []alert.Alert) []string {
	var ids []string
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

func same(t *testing.T, what string, got []alert.Alert, err error, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, alertIDs(got)); diff != "" || err != nil {
		t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
	}
}

// TestAlerts: a look is kept whole or not at all, the same is told once, and
// everybody reads his own alerts, of nodes that he sees.
func TestAlerts(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		if look, err := b.AlertLook(ctx, id); err != nil || look.Number != 0 || look.Key != nil {
			t.Fatalf("before the first look: %+v, %v", look, err)
		}
		chance := money.Amount(4200)
		seen := map[string]alert.Seen{"goal 1": {Told: "at_risk", On: day("2026-11-20"), Chance: &chance}, "deal crm/1": {Stage: "Talk"}, "goal old": {Milestone: 75}}
		first := alert.Look{Number: 1, Key: []byte{1, 2}, At: 5}
		found := alert.Found{Seen: seen, Until: map[string]period.Date{"goal 1": day("2027-01-01"), "goal old": day("2026-10-01")}, Today: day("2026-11-20"),
			Alerts: []alert.Alert{alertOf("1", "ana", "at_risk", "person:ana", at), alertOf("2", "ben", "at_risk", "person:ana", at), alertOf("3", "ana", "behind", "team:east", at)}}
		kept, err := b.SaveLook(ctx, id, first, found)
		same(t, "kept", kept, err, "1", "2", "3")
		if look, err := b.AlertLook(ctx, id); err != nil || cmp.Diff(first, look) != "" {
			t.Errorf("the look is %+v, %v", look, err)
		}
		delete(seen, "goal old") // over for more than a month
		if got, err := b.AlertSeen(ctx, id); err != nil || cmp.Diff(seen, got) != "" {
			t.Errorf("seen: %v, %s", err, cmp.Diff(seen, got))
		}
		if _, err := b.SaveLook(ctx, id, first, found); !fault.Is(err, fault.Conflict) {
			t.Errorf("an old look is kept: %v", err)
		}
		next := alert.Look{Number: 2, Slow: day("2026-11-20"), Key: first.Key, At: 6}
		kept, err = b.SaveLook(ctx, id, next, alert.Found{Gone: []string{"deal crm/1"}, Today: day("2026-11-20"),
			Alerts: []alert.Alert{alertOf("4", "ana", "at_risk", "person:ana", at), alertOf("5", "ana", "missed", "person:ana", at)}})
		same(t, "kept of the second look", kept, err, "5")
		if got, err := b.AlertSeen(ctx, id); err != nil || len(got) != 1 {
			t.Errorf("a subject that is gone is still seen: %v, %v", got, err)
		}

		testForget(t, b, alert.Look{Number: 3, Key: first.Key, At: 7})

		all, only := access.System(id), access.Scope{OrgID: id, Roots: []string{"person:ana"}}
		today := day("2026-11-20")
		list, err := b.Alerts(ctx, all, today, alert.Filter{UserID: "ana"})
		same(t, "Ana's", list, err, "5", "3", "1")
		if diff := cmp.Diff(found.Alerts[0], list[2]); diff != "" {
			t.Errorf("an alert comes back otherwise (-want +got):\n%s", diff)
		}
		list, err = b.Alerts(ctx, only, today, alert.Filter{UserID: "ana"})
		same(t, "what she sees", list, err, "5", "1")
		list, err = b.Alerts(ctx, all, today, alert.Filter{UserID: "ana", Before: "5", Limit: 1})
		same(t, "the next page", list, err, "3")
		list, err = b.Alerts(ctx, access.Scope{OrgID: id}, today, alert.Filter{UserID: "ana"})
		same(t, "of nothing", list, err)

		if err := b.MarkSeen(ctx, id, "ana", []string{"1", "2"}, at); err != nil {
			t.Fatal(err)
		}
		list, err = b.Alerts(ctx, all, today, alert.Filter{UserID: "ana", Unseen: true})
		same(t, "unseen", list, err, "5", "3")
		list, err = b.Alerts(ctx, all, today, alert.Filter{UserID: "ben", Unseen: true})
		same(t, "what Ana says she has seen of Ben's", list, err, "2")
		if n, err := b.CountUnseen(ctx, only, today, "ana"); err != nil || n != 1 {
			t.Errorf("%d unseen, %v", n, err)
		}
		if err := b.MarkSeen(ctx, id, "ana", nil, at); err != nil {
			t.Fatal(err)
		}
		if n, err := b.CountUnseen(ctx, all, today, "ana"); err != nil || n != 0 {
			t.Errorf("%d unseen after all, %v", n, err)
		}
		want := map[string]alert.Preferences{"ana": {Channels: map[alert.Kind]alert.Channel{alert.Call: alert.Off}, From: 60, Zone: "Asia/Tokyo", NoMail: true}}
		for _, p := range []alert.Preferences{alert.Defaults(), want["ana"]} {
			if err := b.SaveAlertPreferences(ctx, id, "ana", p); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := b.AlertPreferences(ctx, id); err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("preferences: %v, %s", err, cmp.Diff(want, got))
		}
	})
}

// testForget deletes what is old, but for a mail that is still to be sent.
func testForget(t *testing.T, b *bundle, look alert.Look) {
	t.Helper()
	ctx, id := t.Context(), b.org.ID
	old := at.Add(-time.Hour)
	waits, done := alertOf("01", "eve", "waits", "person:ana", old), alertOf("02", "eve", "done", "person:ana", old)
	found := alert.Found{Today: day("2026-11-20"), Alerts: []alert.Alert{waits, done, alertOf("03", "eve", "new", "person:ana", at)}}
	if _, err := b.SaveLook(ctx, id, look, found); err != nil {
		t.Fatal(err)
	}
	for alertID, state := range map[string]alert.MailState{"01": alert.Waiting, "02": alert.Sent} {
		m := alert.Letter{ID: "m" + alertID, UserID: "eve", State: alert.Waiting, MadeAt: old.UnixMicro(), DueAt: at.UnixMicro()}
		if err := b.AddMail(ctx, id, m, []string{alertID}); err != nil {
			t.Fatal(err)
		}
		m.State = state
		if err := b.SaveMail(ctx, id, m); err != nil {
			t.Fatal(err)
		}
	}
	look.Number++
	if _, err := b.SaveLook(ctx, id, look, alert.Found{Today: day("2026-11-20"), Forget: at.UnixMicro()}); err != nil {
		t.Fatal(err)
	}
	list, err := b.Alerts(ctx, access.System(id), day("2026-11-20"), alert.Filter{UserID: "eve"})
	same(t, "what is kept", list, err, "03", "01")
	mails, _, err := b.Mails(ctx, id, 10)
	if err != nil || len(mails) != 1 || mails[0].ID != "m01" {
		t.Errorf("mails that are kept: %+v, %v", mails, err)
	}
	if told, err := b.Alerts(ctx, access.System(id), day("2026-11-20"), alert.Filter{UserID: "ana"}); err != nil || len(told) == 0 {
		t.Errorf("what was made at the instant is kept: %v, %v", told, err)
	}
}

// TestOutbox: an alert is in one mail, a mail is with one server at a time, and
// what became of it stays.
func TestOutbox(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx, id := t.Context(), b.org.ID
		old := alertOf("0", "ana", "old", "person:ana", at.Add(-48*time.Hour))
		if _, err := b.SaveLook(ctx, id, alert.Look{Number: 1}, alert.Found{Today: day("2026-11-20"), Alerts: []alert.Alert{old,
			alertOf("1", "ana", "a", "person:ana", at), alertOf("2", "ana", "b", "team:east", at), alertOf("3", "ben", "a", "person:ben", at)}}); err != nil {
			t.Fatal(err)
		}
		pending, err := b.Unmailed(ctx, id, at.Add(-time.Hour))
		same(t, "Ana's", pending["ana"], err, "1", "2")
		same(t, "Ben's", pending["ben"], err, "3")

		letter := alert.Letter{ID: "m1", UserID: "ana", State: alert.Waiting, MadeAt: at.UnixMicro(), DueAt: at.UnixMicro()}
		second := letter
		second.ID = "m2"
		for _, m := range []alert.Letter{letter, second} { // the second comes too late, and asks for Ben's
			if err := b.AddMail(ctx, id, m, []string{"1", "2", "3"}); err != nil {
				t.Fatal(err)
			}
		}
		pending, err = b.Unmailed(ctx, id, at.Add(-time.Hour))
		same(t, "Ana's after", pending["ana"], err)
		same(t, "Ben's after", pending["ben"], err, "3")
		if mailed, err := b.Mailed(ctx, id, at.Add(-time.Hour)); err != nil || len(mailed) != 1 || !slices.EqualFunc(mailed["ana"], []time.Time{at}, time.Time.Equal) {
			t.Errorf("mailed %v, %v", mailed, err)
		}
		list, err := b.MailAlerts(ctx, access.System(id), day("2026-11-20"), "m1")
		same(t, "in the mail", list, err, "1", "2")
		list, err = b.MailAlerts(ctx, access.Scope{OrgID: id, Roots: []string{"person:ana"}}, day("2026-11-20"), "m1")
		same(t, "that she may still see", list, err, "1")

		claim := func(now time.Time, want ...string) []alert.Letter {
			t.Helper()
			claimed, err := b.ClaimMails(ctx, id, now, now.Add(10*time.Minute), 5)
			var got []string
			for _, m := range claimed {
				got = append(got, m.ID)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("at %s there are %v, %v; want %v", now, got, err, want)
			}
			return claimed
		}
		claim(at.Add(-time.Second))
		claim(at, "m1")
		claim(at.Add(9 * time.Minute)) // the first server has it
		m := claim(at.Add(10*time.Minute), "m1")[0]
		m.Tries, m.DueAt, m.LastError = 1, at.Add(time.Hour).UnixMicro(), "busy"
		if err := b.SaveMail(ctx, id, m); err != nil {
			t.Fatal(err)
		}
		claim(at.Add(30 * time.Minute))
		m = claim(at.Add(time.Hour), "m1")[0]
		m.State, m.Tries, m.SentAt, m.LastError, m.LeaseTo = alert.Sent, 2, at.Add(time.Hour).UnixMicro(), "", 0
		if err := b.SaveMail(ctx, id, m); err != nil {
			t.Fatal(err)
		}
		claim(at.Add(100 * time.Hour))
		mails, counts, err := b.Mails(ctx, id, 10)
		if diff := cmp.Diff([]alert.Letter{m}, mails); diff != "" || err != nil || counts[alert.Sent] != 1 || len(counts) != 1 {
			t.Errorf("%v, %v (-want +got):\n%s", counts, err, diff)
		}
	})
}

// TestDeliveries: imports that brought something since the instant, and whether
// one runs, whenever it began.
func TestDeliveries(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		save := func(id string, state pipeline.State, dry bool, started time.Time) {
			t.Helper()
			batch := pipeline.Batch{ID: id, Source: "crm", State: state, DryRun: dry, StartedAt: started.UnixMicro()}
			if err := b.Write(t.Context(), b.org.ID, func(tx pipeline.Tx) error { return tx.Save(pipeline.Changes{At: at, Batch: &batch}) }); err != nil {
				t.Fatal(err)
			}
		}
		save("b1", pipeline.Done, false, at.Add(-time.Hour))
		save("b2", pipeline.Done, false, at)
		save("b3", pipeline.Done, true, at)
		save("b4", pipeline.Failed, false, at)
		read := func(want bool) {
			t.Helper()
			list, running, err := b.Deliveries(t.Context(), b.org.ID, at)
			if diff := cmp.Diff([]alert.Delivery{{Source: "crm", ID: "b2", At: at.UnixMicro()}}, list); diff != "" || err != nil || running != want {
				t.Errorf("running is %v, %v (-want +got):\n%s", running, err, diff)
			}
		}
		read(false)
		save("b5", pipeline.Running, false, at.Add(-time.Hour))
		read(true)
	})
}
