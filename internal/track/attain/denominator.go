package attain

import (
	"math/big"
	"slices"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/goal"
)

// policyWords says which version of a target that changed within its period is
// counted by (field.md 2.1).
func policyWords(policy org.Denominator) string {
	switch policy {
	case org.DenominatorCreditDate:
		return "it changed within the period, and each credit is held against the version in force on its day"
	case org.DenominatorDayWeighted:
		return "it changed within the period, and the versions' mean by calendar days is counted"
	default:
		return "it changed within the period, and the latest version in force is counted"
	}
}

// held returns the stretches with a target: days on which there was none belong
// to the version before, or to the first that there was.
func held(stretches []goal.Stretch) []goal.Stretch {
	var list []goal.Stretch
	for _, s := range stretches {
		switch n := len(list); {
		case n > 0 && (s.Version.Withdrawn || list[n-1].Version.Withdrawn):
			if list[n-1].Version.Withdrawn {
				list[n-1].Version = s.Version
			}
			list[n-1].Days.End = s.Days.End
		default:
			list = append(list, s)
		}
	}
	return list
}

// dayWeighted returns the mean of the versions by their calendar days, rounded
// once; a target without an end has no days to weigh by.
func dayWeighted(stretches []goal.Stretch, latest money.Amount) money.Amount {
	sum, total := new(big.Rat), 0
	for _, s := range stretches {
		days, ok := s.Days.Days()
		if !ok {
			return latest
		}
		total += days
		sum.Add(sum, new(big.Rat).Mul(s.Version.Value.Rat(), new(big.Rat).SetInt64(int64(days))))
	}
	if total == 0 {
		return latest
	}
	mean, err := money.FromRat(sum.Quo(sum, new(big.Rat).SetInt64(int64(total))))
	if err != nil {
		return latest
	}
	return mean
}

// Portions divides the days that count at every day on which some part of the
// target changed, and says what the target was meanwhile. There are none when
// nothing changed: then the whole is held against one number.
func (t Target) Portions(days period.Range) []Portion {
	var breaks []period.Date
	for _, part := range t.Parts {
		for _, s := range part.Stretches {
			if s.Days.Start > part.Period.Start && s.Days.Start > days.Start && s.Days.Start < days.End {
				breaks = append(breaks, s.Days.Start)
			}
		}
	}
	if len(breaks) == 0 {
		return nil
	}
	slices.Sort(breaks)
	var portions []Portion
	at := days.Start
	for _, next := range append(slices.Compact(breaks), days.End) {
		portions = append(portions, Portion{Days: period.Range{Start: at, End: next}, Target: t.on(at)})
		at = next
	}
	return portions
}

// on returns what the target was on the day: of each part the version in force.
func (t Target) on(day period.Date) money.Amount {
	var sum money.Amount
	for _, part := range t.Parts {
		value := part.Version.Value
		for i, s := range part.Stretches {
			if i == 0 || s.Days.Start <= day {
				value = s.Version.Value
			}
		}
		sum += value
	}
	return sum
}
