package ingest

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// Spreadsheets count days from here; 1900-02-29, day 60, never was.
var (
	sheetEpoch     = period.MustDate("1899-12-30")
	sheetEpoch1904 = period.MustDate("1904-01-01")
)

const (
	sheetPhantom = 60
	sheetLast    = 2_958_465 // 9999-12-31
)

// readSerial reads the number by which a spreadsheet stores a date; the
// fraction is the time of day, to the millisecond.
func readSerial(text string, from1904 bool) (moment, bool) {
	rat, err := money.ParseRat(strings.Replace(text, ",", ".", 1))
	if err != nil || rat.Sign() < 0 || len(text) > 24 {
		return moment{}, false
	}
	whole := new(big.Int).Quo(rat.Num(), rat.Denom())
	if !whole.IsInt64() || whole.Int64() > sheetLast {
		return moment{}, false
	}
	n := int(whole.Int64())
	m := moment{day: sheetEpoch1904.Add(n)}
	if !from1904 {
		if n == 0 || n == sheetPhantom {
			return moment{}, false
		}
		m.day = sheetEpoch.Add(n)
		if n < sheetPhantom {
			m.day++
		}
	}
	if m.day > period.Never {
		return moment{}, false
	}
	rest := new(big.Rat).Sub(rat, new(big.Rat).SetInt(whole))
	if rest.Sign() > 0 {
		const millisPerDay = 86_400_000
		rest.Mul(rest, big.NewRat(millisPerDay*2, 1)).Add(rest, big.NewRat(1, 1))
		millis := new(big.Int).Quo(rest.Num(), rest.Denom()).Int64() / 2
		m.timed, m.micros = true, millis*1000
		if m.micros >= microsPerDay {
			m.day, m.micros = m.day+1, 0
		}
	}
	return m, true
}

// excelSerial turns a date back into the spreadsheet's number for it. A text
// that is a whole number already stays as it is.
func excelSerial(text string, f *formats) (string, *problem) {
	if text == "" || allDigits(text) {
		return text, nil
	}
	m, p := readDate(text, f)
	if p != nil {
		return "", p
	}
	serial := int(m.day - sheetEpoch)
	if serial <= sheetPhantom {
		serial--
	}
	if serial < 1 || m.timed && m.micros != 0 {
		return "", problemf("correct the id in the file", "%s is not a date that a spreadsheet made of a whole number", shown(text))
	}
	return strconv.Itoa(serial), nil
}

func readUnix(text string, millis bool) (moment, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || len(text) > 14 {
		return moment{}, false
	}
	t := time.Unix(n, 0).UTC()
	if millis {
		t = time.UnixMilli(n).UTC()
	}
	if t.Year() < 1 || t.Year() > 9999 {
		return moment{}, false
	}
	day := period.DateOf(t, time.UTC)
	return moment{day: day, micros: t.Sub(day.Start(time.UTC)).Microseconds(), timed: true, zoned: true}, true
}
