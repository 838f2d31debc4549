package sentence_test

import (
	"strings"
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/sentence"
)

func TestTooLong(t *testing.T) {
	t.Parallel()
	long := "Achieve 500k revenue by the end of Q1" + strings.Repeat(" é", 240)
	u := sentence.Understand(long, nil, company())
	if u.Complete || len(u.Goals) != 0 || len(u.Problems) != 1 || u.Problems[0].Field != "sentence" || !strings.Contains(u.Problems[0].Message, "500") {
		t.Errorf("517 characters are understood as %+v", u)
	}
	fits := "Achieve 500k revenue by the end of Q1" + strings.Repeat(" ", sentence.Longest-37)
	if u := sentence.Understand(fits, nil, company()); !u.Complete {
		t.Errorf("500 characters are refused: %+v", u.Problems)
	}
}

// TestWhatDoesNotShow: characters that a reader cannot see divide words and are
// never given back.
func TestWhatDoesNotShow(t *testing.T) {
	t.Parallel()
	c := company()
	want := sentence.Understand("Achieve 500k revenue by the end of Q1", nil, c)
	for _, text := range []string{
		"Achieve\x00500k\x1b revenue\u202e by the end\r\n of\tQ1", "Achieve 500k\u00a0revenue\u200b by \u2066the end of\u2069 Q1", "Achieve [500k] *revenue* (by the “end” of Q1)…!!",
	} {
		u := sentence.Understand(text, nil, c)
		if !u.Complete || u.Readback != want.Readback {
			t.Errorf("%q is read as %q", text, u.Readback)
		}
		checkSound(t, text, nil, u, c)
	}
}

// TestOffsets: phrases count characters, not bytes.
func TestOffsets(t *testing.T) {
	t.Parallel()
	text := "Chloé: 1,5 Mio. € revenue in Q1"
	u := sentence.Understand(text, nil, company())
	found := map[string]string{}
	for _, p := range u.Phrases {
		found[p.Field] = string([]rune(text)[p.Start:p.End])
	}
	for field, want := range map[string]string{"owner": "Chloé", "value": "1,5 Mio", "metric": "revenue", "end": "in Q1"} {
		if !strings.HasPrefix(found[field], want) {
			t.Errorf("%s is %q, want %q", field, found[field], want)
		}
	}
}

// TestSpec: a draft becomes the goal that it describes.
func TestSpec(t *testing.T) {
	t.Parallel()
	answers := map[string]string{"change": "churn", "measured": "window", "baseline": "85 %"}
	u := sentence.Understand("Increase customer retention rate by 10% over the next six months.", answers, company())
	if !u.Complete {
		t.Fatalf("not complete: %v", describe(u, company()))
	}
	s := u.Goals[0].Spec()
	change := goal.Change{Kind: goal.Relative, By: -money.Unit / 10, Baseline: money.Unit * 85 / 100, Of: "churn"}
	if s.Metric != "retention" || s.Aim != goal.AtLeast || s.Value != 8650 || s.Change == nil || *s.Change != change || u.Goals[0].NeedsBaseline() {
		t.Errorf("the spec is %+v with the change %+v", s, s.Change)
	}
	if measured, err := s.Resolve(); err != nil || measured.Value != s.Value {
		t.Errorf("the goal resolves to %s, %v; the sentence says %s", measured.Value, err, s.Value)
	}
}

// TestNobody: a context without words or people still gives answers.
func TestNobody(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "Increase sales", "Each rep of my team wins 3 deals in Q1", "for Ana in EMEA", "Achieve $500,000 in sales revenue by the end of Q1."} {
		c := company()
		c.Names, c.Stages, c.ActivityTypes, c.Metrics, c.Owner, c.Currency = nil, nil, nil, nil, "", ""
		u := sentence.Understand(text, nil, c)
		if again := sentence.Understand(text, nil, c); len(again.Questions) != len(u.Questions) {
			t.Errorf("%q is understood differently the second time", text)
		}
		for _, d := range u.Goals {
			if d.Owner != c.Root {
				t.Errorf("%q is a goal of %q, want the company", text, d.Owner)
			}
		}
	}
}
