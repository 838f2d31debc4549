package finish_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/attainhq/attain/internal/demo"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/track/calibrate"
	"github.com/attainhq/attain/internal/track/finish"
	"github.com/attainhq/attain/internal/track/finish/experience"
)

type sheet struct{ *bytes.Buffer }

func (sheet) Close() error { return nil }

// demoStories are the opportunities of the company that `attain demo` makes up.
func demoStories(t *testing.T, today period.Date) []experience.Story {
	t.Helper()
	world, err := demo.New(demo.Options{Today: today, Years: 3})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*bytes.Buffer{}
	if err := world.Write(context.Background(), func(name string) (io.WriteCloser, error) {
		files[name] = &bytes.Buffer{}
		return sheet{files[name]}, nil
	}); err != nil {
		t.Fatal(err)
	}
	read := func(name string, each func(get func(column string) string)) {
		records, err := csv.NewReader(files[name]).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records[1:] {
			each(func(column string) string { return record[slices.Index(records[0], column)] })
		}
	}
	var list []experience.Story
	index := map[string]int{}
	read("opportunities.csv", func(get func(string) string) {
		amount, err := strconv.ParseFloat(get("amount"), 64)
		if err != nil {
			t.Fatal(err)
		}
		created := period.MustDate(get("created"))
		index[get("id")] = len(list)
		list = append(list, experience.Story{ID: get("id"), Owner: get("owner"), Created: created, Closed: period.Never,
			Amounts: []experience.Mark[float64]{{Day: created, Value: amount}}, Closes: []experience.Mark[period.Date]{{Day: created, Value: period.MustDate(get("expected_close"))}}})
	})
	read("stage_history.csv", func(get func(string) string) {
		s := &list[index[get("opportunity")]]
		switch day := period.MustDate(get("entered")); get("stage") {
		case "Closed won":
			s.Outcome, s.Closed = fact.Won, day
		case "Closed lost":
			s.Outcome, s.Closed = fact.Lost, day
		default:
			s.Stages = append(s.Stages, experience.Mark[string]{Day: day, Value: get("stage")})
		}
	})
	return list
}

// TestDemo replays quarters of the company that `attain demo` makes up, in which
// stays are remembered and much is signed as a quarter ends: the chances beat
// the pace rule, and the ranges of the whole company hold.
func TestDemo(t *testing.T) {
	t.Parallel()
	stories := demoStories(t, period.MustDate("2026-09-24"))
	quarters := []string{"2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01"}
	if testing.Short() {
		quarters = quarters[3:]
	}
	for _, part := range []float64{0.3, 0.8} {
		var given, pace []calibrate.Outcome
		var company []calibrate.Ranged
		for _, q := range quarters {
			start := period.MustDate(q)
			end := start.AddMonths(3)
			asOf := start.Add(int(part*float64(end-start)) - 1)
			e := experience.Learn(stories, experience.Setting{AsOf: asOf, Calendar: workdays()})
			by, actual := demoInputs(stories, e, start, end)
			var whole finish.Input
			sum := 0.0
			for _, owner := range slices.Sorted(maps.Keys(by)) {
				in := by[owner]
				const target = 120_000
				in.New, in.Aim, in.Luck = []experience.Arrivals{e.Arrivals(owner, end)}, atLeast(target), finish.Sigma(nil)
				whole.Won, whole.Open, whole.New, whole.Luck = whole.Won+in.Won, append(whole.Open, in.Open...), append(whole.New, in.New...), in.Luck
				sum += actual[owner]
				rule, _ := calibrate.ByPace(in.Won, part, target)
				hit := actual[owner] >= target
				given = append(given, calibrate.Outcome{Chance: *finish.Project(in).Finish.Chance, Hit: hit})
				pace = append(pace, calibrate.Outcome{Chance: rule, Hit: hit})
			}
			p := finish.Project(whole)
			company = append(company, calibrate.Ranged{Low: *p.Finish.P10, High: *p.Finish.P90, Actual: sum})
		}
		skill, ok := calibrate.SkillAgainst(given, pace)
		t.Logf("at %v of the quarter: skill %.3f against the pace rule, %v", part, skill, company)
		if held := calibrate.Cover(company); !ok || skill <= 0.2 || held.Hits < held.Count-1 {
			t.Errorf("at %v of the quarter: skill %v against the pace rule; of the company %+v", part, skill, company)
		}
	}
}

// demoInputs returns what each owner has won and has open, and what he will
// have won.
func demoInputs(stories []experience.Story, e *experience.Experience, start, end period.Date) (by map[string]finish.Input, actual map[string]float64) {
	by, actual = map[string]finish.Input{}, map[string]float64{}
	for _, s := range stories {
		in := by[s.Owner]
		if s.Outcome == fact.Won && s.Closed >= start && s.Closed < end {
			amount, _ := s.Amount(s.Closed)
			actual[s.Owner] += amount
			if s.Closed <= e.AsOf {
				in.Won += amount
			}
		}
		by[s.Owner] = in
	}
	for _, p := range e.Prospects(stories, end) {
		in := by[p.Owner]
		in.Open = append(in.Open, p)
		by[p.Owner] = in
	}
	return by, actual
}
