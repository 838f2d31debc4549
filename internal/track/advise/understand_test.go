package advise_test

import (
	"testing"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/advise"
)

// TestUnderstand: a sentence is read with the words that its speaker knows, on
// the day on which it was said, and judged as the goal that it states.
func TestUnderstand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	say := func(asker advise.Asker, q advise.Sentence) advise.Understood {
		t.Helper()
		u, err := w.Understand(t.Context(), asker, q)
		w.must(err)
		return u
	}
	for name, c := range map[string]struct {
		asker  advise.Asker
		said   advise.Sentence
		owner  org.NodeID
		window period.Range
	}{
		"by nobody in particular":      {everybody(), advise.Sentence{Text: "Achieve €90,000 in revenue in Q1 2027"}, "company:acme", days("2027-01-01", "2027-04-01")},
		"by a person":                  {ana(), advise.Sentence{Text: "Achieve €90,000 in revenue in Q1 2027"}, "person:ana", days("2027-01-01", "2027-04-01")},
		"for somebody by default":      {everybody(), advise.Sentence{Text: "Achieve €90,000 in revenue in Q1 2027", Owner: "team:east"}, "team:east", days("2027-01-01", "2027-04-01")},
		"naming somebody":              {everybody(), advise.Sentence{Text: "Ben Best is to achieve €90,000 in revenue in Q1 2027"}, "person:ben", days("2027-01-01", "2027-04-01")},
		"today":                        {everybody(), advise.Sentence{Text: "Achieve €90,000 in revenue next quarter"}, "company:acme", days("2027-01-01", "2027-04-01")},
		"on the day on which it stood": {everybody(), advise.Sentence{Text: "Achieve €90,000 in revenue next quarter", On: period.MustDate("2027-02-01")}, "company:acme", days("2027-04-01", "2027-07-01")},
	} {
		u := say(c.asker, c.said)
		if len(u.Goals) != 1 || u.Spec.Owner != c.owner || u.Spec.Metric != metric.Revenue || u.Spec.Value != amount("90000") || u.Spec.Window != c.window {
			t.Errorf("%s: %+v", name, u.Spec)
		}
		if u.Verdict == nil || u.Advice.Readback == "" || len(u.Wrong) != 0 {
			t.Errorf("%s: %q, wrong %v", name, u.Advice.Readback, u.Wrong)
		}
		if len(u.Spec.Checks) == 0 || u.Spec.Checks[0] < c.window.Start || u.Spec.Checks[len(u.Spec.Checks)-1] >= c.window.End {
			t.Errorf("%s: days to look at it: %v", name, u.Spec.Checks)
		}
	}
	// A colleague whom she does not see has no name for her.
	if u := say(ana(), advise.Sentence{Text: "Ben Best is to achieve €90,000 in revenue in Q1 2027"}); u.Spec.Owner == "person:ben" || u.Complete && u.Spec.Owner != "person:ana" {
		t.Errorf("she names %s", u.Spec.Owner)
	}
}

// TestUnderstandPartly: what is missing is asked for and not held against the
// goal, and what states nothing has no advice.
func TestUnderstandPartly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	u, err := w.Understand(t.Context(), everybody(), advise.Sentence{Text: "Increase revenue"})
	if err != nil || u.Complete || len(u.Missing) == 0 || u.Verdict == nil || len(u.Wrong) != 0 || !u.NoValue {
		t.Errorf("%+v (%v)", u, err)
	}
	if u, err = w.Understand(t.Context(), everybody(), advise.Sentence{Text: "hello"}); err != nil || u.Complete || len(u.Goals) == 0 && u.Verdict != nil {
		t.Errorf("%+v (%v)", u, err)
	}
}
