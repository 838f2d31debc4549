package alert_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/period"
)

var brussels = func() *time.Location {
	place, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		panic(err)
	}
	return place
}()

func moment(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, brussels)
	if err != nil {
		panic(err)
	}
	return at
}

// reader wants everything by the channel.
func reader(by alert.Channel, change ...func(*alert.Preferences)) alert.Clockwork {
	p := alert.Defaults()
	p.Channels = map[alert.Kind]alert.Channel{}
	for _, k := range alert.Kinds() {
		p.Channels[k] = by
	}
	for _, f := range change {
		f(&p)
	}
	return alert.Clockwork{Preferences: p, Place: brussels, Calendar: period.DefaultCalendar()}
}

// TestDue: when an alert goes out. 2026-11-20 is a Friday.
func TestDue(t *testing.T) {
	t.Parallel()
	free := func(p *alert.Preferences) { p.FreeDays = true }
	day := func(p *alert.Preferences) { p.From, p.To = 0, 0 }
	noon := func(p *alert.Preferences) { p.From, p.To = 18*60, 12*60 }
	abroad := func(p *alert.Preferences) { p.Zone = "America/New_York" }
	tests := map[string]struct {
		c          alert.Clockwork
		by         alert.Channel
		made, want string
	}{
		"at once":                              {reader(alert.Mail), alert.Mail, "2026-11-20 10:00", "2026-11-20 10:02"},
		"in the quiet of the evening":          {reader(alert.Mail), alert.Mail, "2026-11-19 19:30", "2026-11-20 07:00"},
		"over the weekend":                     {reader(alert.Mail), alert.Mail, "2026-11-20 19:30", "2026-11-23 07:00"},
		"who wants weekends":                   {reader(alert.Mail, free), alert.Mail, "2026-11-20 19:30", "2026-11-21 07:00"},
		"who wants no quiet":                   {reader(alert.Mail, day), alert.Mail, "2026-11-19 23:30", "2026-11-19 23:32"},
		"who wants no quiet but weekends":      {reader(alert.Mail, day), alert.Mail, "2026-11-21 23:30", "2026-11-23 00:00"},
		"in his own zone":                      {reader(alert.Mail, abroad), alert.Mail, "2026-11-20 08:00", "2026-11-20 13:00"},
		"every day":                            {reader(alert.Daily), alert.Daily, "2026-11-19 06:00", "2026-11-19 07:00"},
		"every day, later":                     {reader(alert.Daily), alert.Daily, "2026-11-19 07:00", "2026-11-20 07:00"},
		"every day, before a weekend":          {reader(alert.Daily), alert.Daily, "2026-11-20 09:00", "2026-11-23 07:00"},
		"every day, who wants quiet to noon":   {reader(alert.Daily, noon), alert.Daily, "2026-11-19 06:00", "2026-11-19 12:00"},
		"every week":                           {reader(alert.Weekly), alert.Weekly, "2026-11-17 09:00", "2026-11-23 07:00"},
		"every week, on the morning of Monday": {reader(alert.Weekly), alert.Weekly, "2026-11-23 06:59", "2026-11-23 07:00"},
		"the night that has an hour less":      {reader(alert.Daily, free), alert.Daily, "2026-03-28 23:00", "2026-03-29 07:00"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := test.c.Due(test.by, moment(test.made))
			if !ok || !got.Equal(moment(test.want)) {
				t.Errorf("made at %s it goes out at %s, want %s", test.made, got.In(brussels), test.want)
			}
		})
	}
	for _, by := range []alert.Channel{alert.Off, alert.Page} {
		if at, ok := reader(by).Due(by, moment("2026-11-20 10:00")); ok {
			t.Errorf("%s goes out by mail at %s", by, at)
		}
	}
}

func pending(n int, made time.Time) []alert.Alert {
	list := make([]alert.Alert, n)
	for i := range list {
		list[i] = alert.Alert{ID: fmt.Sprintf("%08d", i), UserID: "u", MadeAt: made.UnixMicro(), Happening: alert.Happening{Kind: alert.Status}}
	}
	return list
}

// TestStorm: an import of a hundred thousand rows is one mail, and an hour of
// storms is a few.
func TestStorm(t *testing.T) {
	t.Parallel()
	c, now := reader(alert.Mail), moment("2026-11-20 10:00")
	if mail, next := alert.Collect(c, pending(20_000, now), nil, now); len(mail) != 0 || !next.Equal(now.Add(2*time.Minute)) {
		t.Errorf("it goes out before it has settled: %d, next at %s", len(mail), next)
	}
	if mail, _ := alert.Collect(c, pending(20_000, now), nil, now.Add(2*time.Minute)); len(mail) != 20_000 {
		t.Errorf("%d of 20000 are in the one mail", len(mail))
	}
	var sent []time.Time
	var waiting []alert.Alert
	told := 0
	for minute := range 240 { // one thing happens every minute
		at := now.Add(time.Duration(minute) * time.Minute)
		waiting = append(waiting, pending(1, at)...)
		if mail, _ := alert.Collect(c, waiting, sent, at); len(mail) > 0 {
			told, waiting, sent = told+len(mail), nil, append(sent, at)
		}
	}
	if len(sent) > 7 || told < 170 {
		t.Errorf("in 4 hours there are %d mails that tell %d of 240 alerts", len(sent), told)
	}
}

// TestCollect: whatever is wanted and happens, no mail goes out in the quiet, no
// hour has more than 3 or 3 hours more than 5, what was seen or mailed is left out, and everything that
// is wanted by mail goes out in the end.
func TestCollect(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := reader(rapid.SampledFrom([]alert.Channel{alert.Mail, alert.Daily, alert.Weekly}).Draw(t, "by"), func(p *alert.Preferences) {
			const day, longest = 24 * 60, 22 * 60
			p.From, p.FreeDays = rapid.IntRange(0, day-1).Draw(t, "from"), rapid.Bool().Draw(t, "free")
			p.To = (p.From + rapid.IntRange(0, longest).Draw(t, "quiet")) % day
		})
		now := moment("2026-11-16 00:00").Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(t, "start")) * time.Minute)
		var list []alert.Alert
		for i := range rapid.IntRange(1, 40).Draw(t, "alerts") {
			a := pending(1, now.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "after"))*time.Minute))[0]
			a.ID = fmt.Sprintf("%08d", i)
			list = append(list, a)
		}
		list[0].SeenAt = 1
		gone := map[string]bool{list[0].ID: true}
		var sent []time.Time
		for range 9 * 24 * 2 {
			now = now.Add(30 * time.Minute)
			var there []alert.Alert
			for _, a := range list {
				if a.MadeAt <= now.UnixMicro() && (!gone[a.ID] || a.IsSeen()) {
					there = append(there, a)
				}
			}
			mail, _ := alert.Collect(c, there, sent, now)
			if len(mail) == 0 {
				continue
			}
			if !c.Allowed(now).Equal(now) {
				t.Fatalf("a mail goes out in the quiet, at %s", now)
			}
			for _, a := range mail {
				if gone[a.ID] {
					t.Fatalf("alert %s is mailed although it is done", a.ID)
				}
				gone[a.ID] = true
			}
			if sent = append(sent, now); len(sent) > 3 && now.Sub(sent[len(sent)-4]) < time.Hour || len(sent) > 5 && now.Sub(sent[len(sent)-6]) < 3*time.Hour {
				t.Fatalf("too many mails: %v", sent)
			}
		}
		if len(gone) != len(list) {
			t.Fatalf("%d of %d are never told", len(list)-len(gone), len(list))
		}
	})
}

// TestPreferences: what cannot be understood is refused, each field by name.
func TestPreferences(t *testing.T) {
	t.Parallel()
	if err := alert.Defaults().Validate(); err != nil {
		t.Error(err)
	}
	bad := alert.Preferences{Channels: map[alert.Kind]alert.Channel{"x": alert.Mail, alert.Status: "pigeon"}, From: -1, To: 24 * 60, Zone: "Mars/Olympus"}
	if err := bad.Validate(); err == nil {
		t.Error("nothing is wrong with nonsense")
	}
	p := alert.Defaults()
	p.NoMail = true
	if p.ByMail(alert.Call) != alert.Page {
		t.Error("who wants no mail gets one")
	}
}
