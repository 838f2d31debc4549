package experience_test

import (
	"math"
	"testing"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s is %v, want %v", name, got, want)
	}
}

// story is an opportunity that ended, or did not, after so many days.
func story(created period.Date, days int, outcome fact.Outcome) experience.Story {
	s := experience.Story{Created: created, Outcome: outcome, Closed: period.Never, Stages: []experience.Mark[string]{{Day: created, Value: "A"}}}
	if outcome != fact.Open {
		s.Closed = created.Add(days)
	}
	return s
}

// TestIncidence holds the check of methods.md 2.1.
func TestIncidence(t *testing.T) {
	t.Parallel()
	c := experience.Accumulate([]experience.Week{{AtRisk: 10, Won: 1, Lost: 2}, {AtRisk: 5, Won: 1, Lost: 1}})
	near(t, "won in a week", c.Won(7), 0.1, 1e-12)
	near(t, "open after a week", c.Open(7), 0.7, 1e-12)
	near(t, "won in two", c.Won(14), 0.24, 1e-12)
	near(t, "open after two", c.Open(14), 0.42, 1e-12)
	near(t, "won in ten and a half days", c.Won(10), 0.1+0.14*3/7, 1e-12)
	near(t, "won ever", c.Won(1000), 0.24, 1e-12)
	days, ok := c.Days(0.5)
	if days != 8 || !ok { // 0.1 + 0.14/7 = 0.12
		t.Errorf("half of the wins take %d days", days)
	}
	if _, ok := (experience.Incidence{}).Days(0.5); ok {
		t.Error("of nothing half is won in time")
	}
}

// TestCohort is the same check from stories: of ten, one is won and two are
// lost in the first week; two began so late that their second week is not over;
// of the five others one is won and one lost in it.
func TestCohort(t *testing.T) {
	t.Parallel()
	asOf := period.MustDate("2026-06-30")
	early, late := asOf.Add(-100), asOf.Add(-10)
	stories := []experience.Story{
		story(early, 3, fact.Won), story(early, 7, fact.Lost), story(early, 1, fact.Lost),
		story(late, 0, fact.Open), story(late, 13, fact.Won), // the second is not known to be won yet
		story(early, 8, fact.Won), story(early, 14, fact.Lost),
		story(early, 0, fact.Open), story(early, 0, fact.Open), story(early, 0, fact.Open),
		story(asOf+1, 5, fact.Won), // nor does this one exist
	}
	c := experience.Cohort(stories, asOf)
	near(t, "won in a week", c.Won(7), 0.1, 1e-12)
	near(t, "won in two", c.Won(14), 0.24, 1e-12)
	near(t, "open after two", c.Open(14), 0.42, 1e-12)
	if c.Weeks() != 2 { // three are at risk in the third week: too few to be believed
		t.Errorf("%d weeks are believed", c.Weeks())
	}
}
