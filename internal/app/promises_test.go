package app_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// TestPromisesAreTold: who promised something is told on its day, on the page and
// by mail, and nobody else; what he promised is in neither. What a number has
// settled, and what somebody has, is told no more.
func TestPromisesAreTold(t *testing.T) {
	t.Parallel()
	a := openApp(t, "promise")
	const profile = "../api/testdata/small/profile.yaml"
	text, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.ImportFile(t.Context(), profile, "test", text, false, nil); err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	pin := func(day string) {
		o, err := a.DB.Organisation(t.Context(), a.OrgID)
		if err != nil {
			t.Fatal(err)
		}
		o.Pinned = period.MustDate(day)
		if err := a.DB.SaveOrganisation(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	pin("2026-02-16")
	emails := map[string]string{}
	for email, who := range map[string]access.NewUser{"ana@example.com": {Role: access.Rep, PersonID: "2"}, "bo@example.com": {Role: access.Manager, PersonID: "1"}, "boss@example.com": {Role: access.Admin}} {
		who.Email, who.Name = email, email
		u, err := a.Access.AddUser(t.Context(), a.OrgID, who)
		if err != nil {
			t.Fatal(err)
		}
		emails[email] = u.ID
	}
	bo := checkin.Reader{Person: "person:1", Name: "Bo", Leads: true}
	m, err := a.Checkins.Open(t.Context(), a.OrgID, bo, "person:2")
	if err != nil {
		t.Fatal(err)
	}
	const words = "ring the customer who is angry"
	one := money.Unit
	for _, c := range []checkin.Commitment{
		{Owner: "person:2", Text: words, Due: period.MustDate("2026-02-17")},
		{Owner: "person:1", Text: words + " too", Due: period.MustDate("2026-02-20")},
		{Owner: "person:2", Text: words + " by number", Due: period.MustDate("2026-02-17"), Metric: "orders", Value: &one},
	} {
		c.Meeting = m.ID
		if _, err := a.Checkins.Commit(t.Context(), a.OrgID, bo, c); err != nil {
			t.Fatal(err)
		}
	}
	post := &postman{}
	s := alerting(t, a, post, monday)
	s.WithPromises(app.Promises(a.Checkins))
	run := func() string {
		t.Helper()
		told, err := s.Run(t.Context(), a.OrgID)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(told, " ")
	}
	if told := run(); told != "" {
		t.Errorf("%s is told the day before", told)
	}
	pin("2026-02-17")
	tuesday := monday.Add(24 * time.Hour)
	s.at(tuesday)
	if told := run(); told != emails["ana@example.com"] {
		t.Errorf("told on the day: %q, want Ana", told)
	}
	mine, _, err := s.Mine(t.Context(), alert.View{Actor: access.Actor{OrgID: a.OrgID, UserID: emails["ana@example.com"]}, Scope: access.Scope{OrgID: a.OrgID, Roots: []string{"person:2"}}, Day: period.MustDate("2026-02-17")}, alert.Filter{})
	if err != nil || len(mine) != 2 {
		t.Fatalf("%+v, %v", mine, err)
	}
	for _, told := range mine {
		if told.Title != "Due today: what you promised Bo Boss" || told.Link != "/checkins/"+string(m.ID) || strings.Contains(told.Title+told.Text, words) {
			t.Errorf("told %+v", told)
		}
	}
	s.at(tuesday.Add(5 * time.Minute))
	if _, err := s.Post(t.Context(), a.OrgID); err != nil {
		t.Fatal(err)
	}
	if len(post.got) != 1 || post.got[0].To != "ana@example.com" || strings.Contains(post.got[0].Text+post.got[0].HTML+post.got[0].Subject, "angry") {
		t.Errorf("mails %+v", post.got)
	}

	// She keeps one by hand; the number says itself that it was missed, and an agenda tells that.
	list, err := a.DB.Commitments(t.Context(), a.OrgID, bo, checkin.CommitmentFilter{Meeting: m.ID, Open: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Owner == "person:2" && !c.Counted() {
			if _, err := a.Checkins.SettleCommitment(t.Context(), a.OrgID, bo, c.ID, c.Revision, checkin.Done, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	pin("2026-02-18")
	s.at(tuesday.Add(24 * time.Hour))
	if told := run(); told != "" {
		t.Errorf("%s is told of what was kept", told)
	}
	pin("2026-02-20")
	s.at(tuesday.Add(3 * 24 * time.Hour))
	if told := run(); told != emails["bo@example.com"] {
		t.Errorf("told of the manager's own promise: %q", told)
	}
	// 200 days later nothing of it is left.
	pin("2026-09-15")
	s.at(tuesday.Add(210 * 24 * time.Hour))
	run()
	if mine, _, err = s.Mine(t.Context(), alert.View{Actor: access.Actor{OrgID: a.OrgID, UserID: emails["ana@example.com"]}, Scope: access.System(a.OrgID), Day: period.MustDate("2026-09-15")}, alert.Filter{}); err != nil || len(mine) != 0 {
		t.Errorf("%d alerts are kept for ever, %v", len(mine), err)
	}
}
