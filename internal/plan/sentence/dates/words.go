package dates

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
)

// timeUnits are the lengths of time.
var timeUnits = map[string]period.Kind{
	"day": Day, "week": period.Week, "wk": period.Week, "month": period.Month, "mth": period.Month, "quarter": period.Quarter, "qtr": period.Quarter,
	"year": period.Year, "yr": period.Year, "half": period.Half, "semester": period.Half, "annum": period.Year, "weekday": Day, "workday": Day,
	"halfyear": period.Half, "fortnight": "",
}

// rhythms are time units as adverbs.
var rhythms = map[string]period.Kind{
	"daily": Day, "weekly": period.Week, "monthly": period.Month, "quarterly": period.Quarter, "yearly": period.Year, "annually": period.Year, "annual": period.Year,
	"semiannual": period.Half, "semiannually": period.Half, "biannual": period.Half, "biannually": period.Half,
}

var months = map[string]time.Month{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
	"august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}

// weekdays are named in full, so that "sat" and "sun" stay what they are.
var weekdays = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

var ordinals = map[string]int{"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 9, "final": 9}

var thisWords = []string{"this", "current", "present", "ongoing", "running"}
var nextWords = []string{"next", "coming", "following", "upcoming", "forthcoming", "subsequent"}
var lastWords = []string{"last", "previous", "prior", "past", "preceding"}

// holidays are days with a fixed place in the calendar; their words are stems, as
// token.Stem makes them.
var holidays = []struct {
	words []string
	month time.Month
	day   int
}{
	{[]string{"christma"}, 12, 25},
	{[]string{"xma"}, 12, 25},
	{[]string{"christma", "day"}, 12, 25},
	{[]string{"christma", "eve"}, 12, 24},
	{[]string{"boxing", "day"}, 12, 26},
	{[]string{"new", "year", "eve"}, 12, 31},
	{[]string{"new", "year", "day"}, 1, 1},
	{[]string{"new", "year"}, 1, 1},
	{[]string{"valentine", "day"}, 2, 14},
	{[]string{"halloween"}, 10, 31},
	{[]string{"midsummer"}, 6, 24},
	{[]string{"independence", "day"}, 7, 4},
}

// spanWords are compared with by the recognisers; they are listed so that slips in
// them are mended.
var spanWords = strings.Fields("fiscal financial calendar quarter half year month week day today tomorrow middle beginning start end ending close until till since starting effective versus against compared relative each every during throughout between thanksgiving easter earliest latest")

// Words are all words that say something about time.
func Words() []string {
	var list []string
	for _, words := range [][]string{thisWords, nextWords, lastWords, spanWords} {
		list = append(list, words...)
	}
	for _, h := range holidays {
		list = append(list, h.words...)
	}
	list = slices.AppendSeq(list, maps.Keys(timeUnits))
	list = slices.AppendSeq(list, maps.Keys(rhythms))
	list = slices.AppendSeq(list, maps.Keys(months))
	list = slices.AppendSeq(list, maps.Keys(weekdays))
	return slices.AppendSeq(list, maps.Keys(ordinals))
}

// MeansTime reports whether the word at the token speaks of time.
func (r *Reader) MeansTime(at int) bool {
	stem := r.At(at).Stem
	_, isMonth := months[stem]
	_, isDay := weekdays[stem]
	_, holiday := r.holiday(at)
	return isMonth || isDay || holiday > at || timeUnits[stem] != "" || rhythms[stem] != "" ||
		slices.Contains(spanWords, stem) || slices.Contains(thisWords, stem) || slices.Contains(nextWords, stem) || slices.Contains(lastWords, stem)
}
