package fact_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/period"
)

func put(c fact.Category, day int) fact.CategoryStep {
	return fact.CategoryStep{Category: c, Day: born.Add(day)}
}

func TestMergeCategories(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ one, two, want []fact.CategoryStep }{
		"nothing":                       {nil, nil, nil},
		"by day":                        {[]fact.CategoryStep{put(fact.Commit, 9), put(fact.Upside, 1)}, nil, []fact.CategoryStep{put(fact.Upside, 1), put(fact.Commit, 9)}},
		"of a day the last":             {[]fact.CategoryStep{put(fact.Commit, 1)}, []fact.CategoryStep{put(fact.BestCase, 1)}, []fact.CategoryStep{put(fact.BestCase, 1)}},
		"what repeats is none":          {[]fact.CategoryStep{put(fact.Commit, 1)}, []fact.CategoryStep{put(fact.Commit, 5)}, []fact.CategoryStep{put(fact.Commit, 1)}},
		"to have none at first is none": {[]fact.CategoryStep{put(fact.Uncategorised, 1)}, []fact.CategoryStep{put(fact.Commit, 5)}, []fact.CategoryStep{put(fact.Commit, 5)}},
		"taken back":                    {[]fact.CategoryStep{put(fact.Commit, 1)}, []fact.CategoryStep{put(fact.Uncategorised, 5)}, []fact.CategoryStep{put(fact.Commit, 1), put(fact.Uncategorised, 5)}},
	} {
		if got := fact.MergeCategories(c.one, c.two); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestMergeCategoriesAgain: the same rows twice change nothing, and what is said
// of any day is what was said last of it.
func TestMergeCategoriesAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) fact.CategoryStep {
			return put(rapid.SampledFrom(append(fact.Categories(), fact.Uncategorised)).Draw(t, "category"), rapid.IntRange(0, 6).Draw(t, "day"))
		}), 0, 12).Draw(t, "steps")
		merged := fact.MergeCategories(steps)
		if again := fact.MergeCategories(merged, steps); !slices.Equal(again, merged) {
			t.Fatalf("%v, again %v", merged, again)
		}
		e := event(fact.Opportunity)
		e.Categories = merged
		want := fact.Uncategorised
		for day := range 8 {
			for _, s := range steps {
				if s.Day == born.Add(day) {
					want = s.Category
				}
			}
			if got := e.CategoryOn(born.Add(day)); got != want {
				t.Fatalf("on day %d it stands in %q, want %q of %v", day, got, want, steps)
			}
		}
	})
}

// TestCategorised: a category without a day is known from today on, and from
// the day that is known already when it is the same as before.
func TestCategorised(t *testing.T) {
	t.Parallel()
	today := born.Add(30)
	undated := func(c fact.Category) fact.Event {
		e := event(fact.Opportunity)
		e.Categories = []fact.CategoryStep{{Category: c}}
		return e.Settled()
	}
	earlier := []fact.CategoryStep{put(fact.Upside, 2)}
	for name, c := range map[string]struct {
		of      fact.Category
		earlier []fact.CategoryStep
		want    []fact.CategoryStep
	}{
		"the first":      {fact.Commit, nil, []fact.CategoryStep{{Category: fact.Commit, Day: today}}},
		"the same":       {fact.Upside, earlier, earlier},
		"another":        {fact.Commit, earlier, []fact.CategoryStep{put(fact.Upside, 2), {Category: fact.Commit, Day: today}}},
		"none any more":  {fact.Uncategorised, earlier, []fact.CategoryStep{put(fact.Upside, 2), {Category: fact.Uncategorised, Day: today}}},
		"none as before": {fact.Uncategorised, nil, nil},
	} {
		got := undated(c.of).Categorised(c.earlier, today)
		if !slices.Equal(got.Categories, c.want) {
			t.Errorf("%s: %v, want %v", name, got.Categories, c.want)
		}
	}
	e := event(fact.Opportunity)
	e.Categories = []fact.CategoryStep{put(fact.Commit, 5)}
	if got := e.Categorised(earlier, today); !slices.Equal(got.Categories, e.Categories) {
		t.Errorf("what has a day became %v", got.Categories)
	}
}

func TestCategoriesAreChecked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fact.Event){
		"of a lead":                 func(e *fact.Event) { *e = event(fact.Lead); e.Categories = []fact.CategoryStep{put(fact.Commit, 1)} },
		"no word of ours":           func(e *fact.Event) { e.Categories = []fact.CategoryStep{put("sure", 1)} },
		"before it was there":       func(e *fact.Event) { e.Categories = []fact.CategoryStep{put(fact.Commit, -1)} },
		"on a day that never comes": func(e *fact.Event) { e.Categories = []fact.CategoryStep{{Category: fact.Commit, Day: period.Never}} },
	} {
		e := event(fact.Opportunity)
		change(&e)
		if err := e.Validate(); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	e := event(fact.Opportunity)
	e.Categories = []fact.CategoryStep{{Category: fact.Commit}}
	if err := e.Validate(); err != nil {
		t.Error(err)
	}
}
