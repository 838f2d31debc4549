package sentence_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/sentence"
)

// FuzzUnderstand: whatever is typed and answered, nothing panics and what must
// hold does hold.
func FuzzUnderstand(f *testing.F) {
	for _, seed := range []string{
		"", "Increase sales", "Achieve $500,000 in sales revenue by the end of Q1.", "Keep average discount under 8 % while growing margin to €2m this fiscal year.",
		"Each rep makes 12 demos a week until June.", "increase win rate from 15% to 25% by 3/4/2027", "1.200.000 – 2,5 m€ [x] \u202e \x00 'Q1'", "a a a a a quarter of a half", "FY27 Q1 - Q3 of the year ending",
	} {
		f.Add(seed, "change", "points")
	}
	f.Fuzz(func(t *testing.T, text, id, choice string) {
		c := company()
		if len(text) > 0 && text[0]%2 == 0 { // half of the sentences in a company with a fiscal year
			c.Calendar.YearStarts = 4
			c.Currency = "CAD"
		}
		answers := map[string]string{id: choice}
		u := sentence.Understand(text, answers, c)
		checkSound(t, text, answers, u, c)
		answerAll(t, text, u, c)
	})
}

// answerAll answers every question with its last choice, and what these raise,
// until nothing is open.
func answerAll(t testing.TB, text string, u sentence.Understanding, c sentence.Context) {
	answers := map[string]string{}
	const rounds = 10
	for range rounds {
		if len(u.Questions) == 0 {
			return
		}
		for _, q := range u.Questions {
			if _, answered := answers[q.ID]; answered {
				t.Errorf("%q asks %s again after the answer %q", text, q.ID, answers[q.ID])
				return
			}
			answers[q.ID] = q.Choices[len(q.Choices)-1].ID
		}
		before := u
		u = sentence.Understand(text, answers, c)
		checkSound(t, text, answers, u, c)
		for i := range min(len(before.Goals), len(u.Goals)) {
			if len(before.Goals) == len(u.Goals) && before.Goals[i].Metric != "" && before.Goals[i].Metric != u.Goals[i].Metric {
				t.Errorf("%q with the answers %v is about %s, no more about %s", text, answers, u.Goals[i].Metric, before.Goals[i].Metric)
			}
		}
	}
	t.Errorf("%q asks and asks: %v", text, u.Questions)
}

// words are what the random sentences are made of.
var words = strings.Fields(`increase reduce keep win achieve grow double sell revenue profit margin sales churn retention discount customers deals leads demos NPS coverage
	by to from at least most under over between and or while without with in of for the a each every per rep month week quarter year Q1 Q4 2027 FY27 March June next last this end
	10% 15 25 500k $5m €2m 1.200 2,5 three dozen half points percent pp x days 3/4/2027 31 until before within vs , . ; - + Ana East bikes SMB EMEA partner gizmos not`)

// TestRandomSentences is the fuzz test over words that mean something.
func TestRandomSentences(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 14).Draw(t, "words"), " ")
		c := company()
		if rapid.Bool().Draw(t, "fiscal") {
			c.Calendar.YearStarts = 7
		}
		check := &reporter{}
		u := sentence.Understand(text, nil, c)
		checkSound(check, text, nil, u, c)
		answerAll(check, text, u, c)
		if check.failed != "" {
			t.Fatal(check.failed)
		}
	})
}

// TestRandomGoals is the same over sentences that are put together like goals,
// so that many of them are complete and are said back and read again.
func TestRandomGoals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := goalSentences().Draw(t, "sentence")
		check := &reporter{}
		u := sentence.Understand(said.text, nil, said.company)
		checkSound(check, said.text, nil, u, said.company)
		answerAll(check, said.text, u, said.company)
		if check.failed != "" {
			t.Fatal(check.failed)
		}
	})
}

// TestRandomGoalsComplete: if hardly one of the random sentences were complete,
// TestRandomGoals would look at nothing but questions. The seeds are fixed, so
// it says the same every time.
func TestRandomGoalsComplete(t *testing.T) {
	t.Parallel()
	const drawn, least = 300, 15
	complete := 0
	for seed := range drawn {
		said := goalSentences().Example(seed)
		if sentence.Understand(said.text, nil, said.company).Complete {
			complete++
		}
	}
	if complete < least {
		t.Errorf("%d of %d sentences are complete, want at least %d", complete, drawn, least)
	}
}

type saidTo struct {
	text    string
	company sentence.Context
}

func goalSentences() *rapid.Generator[saidTo] {
	parts := [][]string{
		{"Increase", "Reduce", "Achieve", "Win", "Keep", "Improve", "Sell", "", "Each rep makes", "Team West: grow", "Create", "Halve", "Double"},
		{"", "the"},
		{"revenue", "sales revenue", "gross profit", "margin", "sales", "units", "customer retention", "churn", "win rate", "lead-to-sale conversion", "average discount", "sales cycle", "NPS",
			"demos", "cold calls", "qualified leads", "new customers", "deals", "pipeline coverage", "average deal size", "conversion from MQL to won", "upsold accounts", "market share", "open pipeline", "orders", "active customers"},
		{"", "for Product X", "in EMEA", "of Mountain Bike 200 in the SMB segment", "from referrals via partners", "for Ana", "for Ben Adler in Germany"},
		{"by 10 %", "by 5 percentage points", "to 40", "to 25 %", "to €500k", "from 15% to 25%", "from 60 to 45 days", "of at least 3", "below 8%", "between 20 and 25", "at least 1,200", "by €50k", "by 3", "to 45 days", "of 50", "$2m", "by half", "to 0.5", "up 20 %", "+10 points"},
		{"", "", "per month", "each week", "a day", "every quarter", "in total per month"},
		{"by the end of Q1", "in Q4", "by 31 March 2027", "over the next six months", "next year", "this fiscal year", "until June", "in 2027", "from January to March 2027", "by year-end", "within 90 days", "in October", "by the end of FY28", ""},
		{"", "over last year", "vs Q3", "year on year", "compared with the previous quarter", "compared with a baseline of 80 %", "from a baseline of 120,000"},
		{"", "", "while keeping discount under 8 %", "without losing more than 5 % of customers", "with a margin of at least 35%", "and win 40 new logos", "; keep NPS at least 40"},
	}
	return rapid.Custom(func(t *rapid.T) saidTo {
		var chosen []string
		for _, p := range parts {
			if s := rapid.SampledFrom(p).Draw(t, "part"); s != "" {
				chosen = append(chosen, s)
			}
		}
		c := company()
		c.Calendar.YearStarts = rapid.SampledFrom([]time.Month{1, 1, 7, 4}).Draw(t, "fiscal")
		c.Calendar.Layout = rapid.SampledFrom([]period.Layout{period.Months, period.Months, period.FourFourFive}).Draw(t, "layout")
		return saidTo{strings.Join(chosen, " "), c}
	})
}

// reporter lets a check that is made for testing.TB report to rapid.
type reporter struct {
	testing.TB
	failed string
}

func (r *reporter) Helper() {}

func (r *reporter) Errorf(format string, args ...any) {
	if r.failed == "" {
		r.failed = fmt.Sprintf(format, args...)
	}
}
