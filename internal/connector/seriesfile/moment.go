package seriesfile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/plan/forecast"
)

// moment is a period of a frequency, counted from a fixed one.
type moment struct {
	at    int
	dated bool // it is of the calendar, not a plain number
}

func (m moment) after(periods int) moment { return moment{m.at + periods, m.dated} }

const (
	quarters, months, days = 4, 12, 7
	// 1970-01-01 was a Thursday; its week began three days before.
	toMonday = 3
)

// parse reads a period: 2024, 2024-Q1, 2024-01, 2024-W05, a date in any of
// them, or a plain number.
func parse(text string, f forecast.Frequency) (moment, bool) {
	if n, ok := plain(text); ok {
		return moment{n, f == forecast.Yearly}, true
	}
	if date, ok := day(text); ok {
		return moment{of(date, f), true}, true
	}
	year, rest, ok := strings.Cut(text, "-")
	if !ok && len(text) > 4 && (text[4] == 'Q' || text[4] == 'q' || text[4] == 'W' || text[4] == 'w') {
		year, rest, ok = text[:4], text[4:], true
	}
	y, isYear := plain(year)
	if !ok || len(year) != 4 || !isYear || y < 1 {
		return moment{}, false
	}
	n, isNumber := plain(strings.TrimLeft(strings.ToUpper(rest), "QW"))
	switch {
	case !isNumber || n < 1 || len(rest) > 3:
		return moment{}, false
	case f == forecast.Quarterly && strings.ToUpper(rest)[0] == 'Q' && n <= quarters:
		return moment{y*quarters + n - 1, true}, true
	case f == forecast.Monthly && rest[0] >= '0' && rest[0] <= '1' && n <= months:
		return moment{y*months + n - 1, true}, true
	case f == forecast.Weekly && strings.ToUpper(rest)[0] == 'W':
		monday := weekOne(y) + period.Date(days*(n-1))
		if isoYear, _ := weekOf(monday); isoYear != y {
			return moment{}, false // a 53rd week that the year has not
		}
		return moment{of(monday, f), true}, true
	}
	return moment{}, false
}

// plain reads a number without a sign.
func plain(text string) (int, bool) {
	const longest = 9
	if text == "" || len(text) > longest {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 32)
	return int(n), err == nil //nolint:gosec // of nine digits
}

// day reads a date, with or without a time after it.
func day(text string) (period.Date, bool) {
	const length = len("2024-01-31")
	if len(text) > length && (text[length] == 'T' || text[length] == ' ') {
		text = text[:length]
	}
	if len(text) != length {
		return 0, false
	}
	date, err := period.ParseDate(text)
	return date, err == nil
}

// of returns the period in which the day is.
func of(date period.Date, f forecast.Frequency) int {
	switch f {
	case forecast.Quarterly:
		return date.Year()*quarters + (int(date.Month())-1)/(months/quarters)
	case forecast.Monthly:
		return date.Year()*months + int(date.Month()) - 1
	case forecast.Weekly:
		return floor(int(date)+toMonday, days)
	case forecast.Daily:
		return int(date)
	default:
		return date.Year()
	}
}

func floor(n, by int) int {
	q := n / by
	if n%by < 0 {
		q--
	}
	return q
}

func monday(week int) period.Date {
	return period.Date(week*days - toMonday) //nolint:gosec // of a date
}

// weekOne is the Monday of the first week of the year, which holds 4 January.
func weekOne(year int) period.Date {
	return monday(floor(int(period.NewDate(year, time.January, 4))+toMonday, days))
}

// weekOf returns the week of the year that the Monday begins; its Thursday says
// which year that is.
func weekOf(monday period.Date) (year, week int) {
	year = (monday + toMonday).Year()
	return year, int(monday-weekOne(year))/days + 1
}

// season is the place in the cycle: of a year, or of a week. The 53rd week
// counts as the 52nd.
func (m moment) season(f forecast.Frequency) int {
	cycle := f.Season()
	switch {
	case !m.dated: // number 1 is the first of a cycle
		return ((m.at-1)%cycle + cycle) % cycle
	case f == forecast.Weekly:
		_, week := weekOf(monday(m.at))
		return min(week, cycle) - 1
	case f == forecast.Daily:
		return ((m.at+toMonday)%cycle + cycle) % cycle
	default:
		return m.at % cycle
	}
}

// name writes the period as it is read.
func (m moment) name(f forecast.Frequency) string {
	if !m.dated {
		return strconv.Itoa(m.at)
	}
	switch f {
	case forecast.Quarterly:
		return fmt.Sprintf("%04d-Q%d", m.at/quarters, m.at%quarters+1)
	case forecast.Monthly:
		return fmt.Sprintf("%04d-%02d", m.at/months, m.at%months+1)
	case forecast.Weekly:
		year, week := weekOf(monday(m.at))
		return fmt.Sprintf("%04d-W%02d", year, week)
	case forecast.Daily:
		return period.Date(m.at).String() //nolint:gosec // of a date
	default:
		return strconv.Itoa(m.at)
	}
}

func example(f forecast.Frequency) string {
	switch f {
	case forecast.Quarterly:
		return "2024-Q1"
	case forecast.Monthly:
		return "2024-01"
	case forecast.Weekly:
		return "2024-W05 or a date in it"
	case forecast.Daily:
		return "2024-01-31"
	default:
		return "2024"
	}
}
