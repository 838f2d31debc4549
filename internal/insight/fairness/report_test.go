package fairness_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/insight/fairness"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
)

func amount(v int64) *money.Amount {
	a := money.FromInt(v)
	return &a
}

func percent(v int64) *money.Amount {
	a := money.Amount(v) * money.Unit / 100
	return &a
}

// person is a holder with a target of 1,000.
func person(name, team string, end, chance int64) fairness.Holder {
	return fairness.Holder{Node: org.Node{ID: org.ID(org.Person, name), Name: name}, Group: org.Node{ID: org.ID(org.Team, team), Name: team}, Target: *amount(1000), End: amount(end), Chance: percent(chance)}
}

// TestMeasure works through the numbers of methods.md 3.5: attainments 0.4, 0.7,
// 0.9, 1, 1.1 and 1.9 have the Gini 0.2444, half are at their target.
func TestMeasure(t *testing.T) {
	t.Parallel()
	r := fairness.Measure([]fairness.Holder{person("a", "x", 400, 10), person("b", "x", 700, 20), person("c", "x", 900, 40),
		person("d", "y", 1000, 50), person("e", "y", 1100, 60), person("f", "y", 1900, 90)}, nil)
	if r.Gini == nil || *r.Gini != 2444 || r.AtOrAbove == nil || *r.AtOrAbove != money.Unit/2 || *r.Median != 9500 {
		t.Errorf("%+v", r.Fairness)
	}
	if *r.HardestOdds != *percent(10) || *r.EasiestOdds != *percent(90) || r.Chances != 6 || *r.Spread != 2630 {
		t.Errorf("chances %v to %v, deviating by %v", r.HardestOdds, r.EasiestOdds, r.Spread)
	}
	if r.Holders[0].Node.Name != "a" || *r.Holders[0].Stretch() != money.Unit*5/2 {
		t.Errorf("the hardest is %+v", r.Holders[0])
	}
	if r.Between != nil || !strings.Contains(strings.Join(r.Texts, " "), "needs 8 people") {
		t.Errorf("of six people: %+v, %q", r.Between, r.Texts)
	}
}

// TestFew: of four nothing is said of them all, and each is there.
func TestFew(t *testing.T) {
	t.Parallel()
	r := fairness.Measure([]fairness.Holder{person("a", "x", 400, 10), person("b", "x", 700, 20), person("c", "x", 900, 40), person("d", "y", 1000, 50)}, nil)
	if r.Gini != nil || r.Median != nil || r.CV != nil || r.HardestOdds != nil || r.Spread != nil || r.Between != nil || len(r.Holders) != 4 {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(strings.Join(r.Texts, " "), "4 carry a target here. That is too few") {
		t.Errorf("%q", r.Texts)
	}
	if r := fairness.Measure(nil, nil); len(r.Texts) != 1 {
		t.Errorf("of nobody: %q", r.Texts)
	}
}

// TestPadding: who hands out a twentieth more is named with it, who hands out
// what he has is not; a heavy load is named beside a usual one.
func TestPadding(t *testing.T) {
	t.Parallel()
	team := func(name string, own, below int64) fairness.Step {
		return fairness.Step{Node: org.Node{ID: org.ID(org.Team, name), Name: name}, Own: *amount(own), Below: *amount(below), Count: 3}
	}
	var holders []fairness.Holder
	for i, potential := range []int64{2000, 2000, 2000, 1000} {
		h := person(string(rune('a'+i)), "x", 900, 40)
		h.Potential, h.Quota = amount(potential), amount(1000)
		holders = append(holders, h)
	}
	r := fairness.Measure(holders, []fairness.Step{team("even", 1000, 1000), team("padded", 1000, 1050), team("kept", 1000, 900)})
	text := strings.Join(r.Texts, "\n")
	for _, want := range []string{"received, which those below carry: padded (5 %).", "stays with the one above: kept (10 %).", "above the usual share of potential (50 %): d."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said: %s", want, text)
		}
	}
	if strings.Contains(text, "even") || r.Steps[0].Node.Name != "padded" {
		t.Errorf("%s %+v", text, r.Steps)
	}
}

// TestTeamOrPerson: where all of a team reach the same and teams differ, it is
// the team; where each team has all kinds, it is the person.
func TestTeamOrPerson(t *testing.T) {
	t.Parallel()
	var teams, people []fairness.Holder
	for i := range 10 {
		name := fmt.Sprint("p", i)
		teams = append(teams, person(name, fmt.Sprint(i/5), 800+300*int64(i/5)+int64(i), 50))
		people = append(people, person(name, fmt.Sprint(i%2), 800+100*int64(i/2), 50))
	}
	if r := fairness.Measure(teams, nil); r.Between.Share < 9900 || !slices.ContainsFunc(r.Texts, func(s string) bool { return strings.Contains(s, "what the teams were given") }) {
		t.Errorf("%+v %q", r.Between, r.Texts)
	}
	if r := fairness.Measure(people, nil); r.Between.Share != 0 || !slices.ContainsFunc(r.Texts, func(s string) bool { return strings.Contains(s, "more the person") }) {
		t.Errorf("%+v %q", r.Between, r.Texts)
	}
}

// TestMeasureProperties: the order of holders changes nothing, shares are shares,
// and nothing is lost or made up, whatever is known of them.
func TestMeasureProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		maybe := func(name string, most int64) *money.Amount {
			if rapid.Bool().Draw(t, "no "+name) {
				return nil
			}
			a := money.Amount(rapid.Int64Range(0, most).Draw(t, name))
			return &a
		}
		var holders []fairness.Holder
		for i := range rapid.IntRange(0, 12).Draw(t, "people") {
			h := person(fmt.Sprint("p", i), fmt.Sprint(i%3), 0, 0)
			h.Target = money.Amount(rapid.Int64Range(1, 1e15).Draw(t, "target"))
			h.End, h.Chance, h.Potential, h.Quota = maybe("end", 1e15), maybe("chance", 10_000), maybe("potential", 1e15), maybe("quota", 1e15)
			holders = append(holders, h)
		}
		r := fairness.Measure(holders, nil)
		back := slices.Clone(holders)
		slices.Reverse(back)
		if again := fairness.Measure(back, nil); !slices.Equal(again.Texts, r.Texts) {
			t.Fatalf("another order says %q, not %q", again.Texts, r.Texts)
		}
		if len(r.Holders) != len(holders) {
			t.Fatalf("%d of %d are left", len(r.Holders), len(holders))
		}
		for _, share := range []*money.Amount{r.AtOrAbove, r.Below70, r.HardestOdds, r.EasiestOdds, r.Spread, r.Gini} {
			if share != nil && (*share < 0 || *share > money.Unit) {
				t.Fatalf("%s is no share: %+v", *share, r)
			}
		}
	})
}
