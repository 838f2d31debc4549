package app_test

import (
	"testing"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/app"
	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/attain"
)

// badges returns what is kept, by person, kind and what.
func badges(t *testing.T, a *app.App, day period.Date) map[string]recognition.Badge {
	t.Helper()
	list, err := a.DB.Badges(t.Context(), access.System(a.OrgID), day, recognition.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]recognition.Badge{}
	for _, b := range list {
		by[string(b.Person)+" "+string(b.Kind)+" "+b.What] = b
	}
	return by
}

// TestBadgesOfACompany: badges are awarded once, with the day on which they were
// earned; a great sale earns its seller all milestones; when it is withdrawn they
// are marked, and when it is back they hold again.
func TestBadgesOfACompany(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("imports thousands of events")
	}
	f := foreseen{openApp(t, "badges"), period.MustDate("2026-09-10")}
	if _, err := f.Demo(t.Context(), app.Company{Name: app.MadeUp, Made: demo.Options{People: 14, Years: 2}, Today: f.today}, nil); err != nil {
		t.Fatal(err)
	}
	_, all := f.run(t)
	n, err := f.Honours.Run(t.Context(), f.OrgID)
	first := badges(t, f.App, f.today)
	if err != nil || n != len(first) || n == 0 {
		t.Fatalf("%d badges, %d kept: %v", n, len(first), err)
	}
	for name, b := range first {
		if b.Day < b.Period.Start || b.Day >= b.Period.End || b.Day > f.today || b.CorrectedAt != 0 {
			t.Errorf("%s was done on %s, of %s", name, b.Day, b.Period)
		}
		if b.Kind == recognition.Milestone {
			f.holds(t, b)
		}
	}
	if n, err := f.Honours.Run(t.Context(), f.OrgID); n != 0 || err != nil {
		t.Errorf("looked again: %d more, %v", n, err)
	}

	person := seller(t, all)
	name := string(person.Node) + " milestone revenue " + person.Window.String() + " 120"
	if _, ok := first[name]; ok {
		t.Fatalf("%s has 120%% already", person.Node)
	}
	look := func(amount int64) recognition.Badge {
		t.Helper()
		f.sell(t, person, amount)
		f.run(t)
		if _, err := f.Honours.Run(t.Context(), f.OrgID); err != nil {
			t.Fatal(err)
		}
		return badges(t, f.App, f.today)[name]
	}
	earned := look(9_000_000)
	if earned.Day != f.today || earned.CorrectedAt != 0 {
		t.Errorf("after a great sale there is %+v", earned)
	}
	if undone := look(1); undone.ID != earned.ID || undone.CorrectedAt == 0 {
		t.Errorf("after the sale was corrected there is %+v", undone)
	}
	if again := look(9_000_000); again.ID != earned.ID || again.CorrectedAt != 0 {
		t.Errorf("after it was corrected again there is %+v", again)
	}
}

// holds reads the number that a milestone was awarded for as of its day, and of
// the day before.
func (f foreseen) holds(t *testing.T, b recognition.Badge) {
	t.Helper()
	catalogue, err := f.DB.Catalogue(t.Context(), f.OrgID)
	if err != nil {
		t.Fatal(err)
	}
	m, err := catalogue.Find(string(metric.Revenue))
	if err != nil || b.Metric != m.ID {
		return
	}
	up, err := f.Attain.BurnUp(t.Context(), access.System(f.OrgID), b.Person, attain.Query{Metric: m, Period: period.NewCustom(b.Period), AsOf: f.today}, attain.WorkingDays)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range up.Points {
		if is := recognition.IsReached(p.Actual, *b.Evidence.Target, b.Evidence.Percent); p.Day < b.Day && is || p.Day == b.Day && !is {
			t.Errorf("%s: on %s %d%% are reached: %v", b.Person, p.Day, b.Evidence.Percent, is)
		}
	}
}
