package forecast

import "math"

// Frequency is how long the periods of a series are.
type Frequency int

// The frequencies.
const (
	Yearly Frequency = iota
	Quarterly
	Monthly
	Weekly
	Daily
)

// Season returns how many periods a cycle has: those of a year, or the days of
// a week.
func (f Frequency) Season() int {
	switch f {
	case Quarterly:
		return 4
	case Monthly:
		return 12
	case Weekly:
		return 52
	case Daily:
		return 7
	default:
		return 1
	}
}

// String returns yearly, quarterly, monthly, weekly or daily.
func (f Frequency) String() string {
	switch f {
	case Quarterly:
		return "quarterly"
	case Monthly:
		return "monthly"
	case Weekly:
		return "weekly"
	case Daily:
		return "daily"
	default:
		return "yearly"
	}
}

// Series are numbers of periods that follow one another, the last of which is
// over.
type Series struct {
	ID        string
	Group     string // series of a group and frequency share what their back-tests tell; "" is a group too
	Frequency Frequency
	First     int       // season of the first value: 0 is January, the first quarter, ISO week 1, Monday
	Values    []float64 // Missing where nothing is known, which is not 0

	// Seasons are those of the past and the coming periods where they do not
	// simply follow First, such as years of 53 weeks; nil: they do.
	Seasons []int
	// Days are the working days of the past and the coming periods; nil: the
	// values are not adjusted. A period without any brings nothing.
	Days   []float64
	Market *Market
}

// Market is an index of the market beside the values. Where Future ends, its
// last value stays.
type Market struct {
	Past, Future []float64
}

// Missing is the mark of a value that is not known.
func Missing() float64 { return math.NaN() }

// IsMissing reports whether a value is not known. What is not finite counts as
// not known.
func IsMissing(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }
