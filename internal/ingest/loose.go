package ingest

import (
	"math/big"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

// ReadNumber reads a number as people write it in spreadsheets, with the decimal
// mark "." or ",": 2,024.99; 2.024,99 €; (1,234.50). It is exact. A currency in
// the text must be the given one. What cannot be read, or has two readings, is an
// Invalid fault that says what to do.
func ReadNumber(text, decimal string, currency money.Currency) (*big.Rat, error) {
	f := plainFormats()
	f.decimal = decimal
	f.symbols = append(f.symbols, symbol{text: "$"})
	number, p := readNumber(text, &f, currency)
	if p != nil {
		return nil, fault.New(fault.Invalid, "%s; %s", p.what, p.fix)
	}
	return number, nil
}

// ReadDay reads a date that is written in one of the patterns of profiles
// (yyyy-MM-dd, d/M/yyyy, iso, excel, …); a time of day is left out. What none of
// them reads is an Invalid fault.
func ReadDay(text string, patterns ...string) (period.Date, error) {
	f := plainFormats()
	f.dates = nil
	for _, written := range patterns {
		pattern, p := parsePattern(written)
		if p != nil {
			return 0, fault.New(fault.Invalid, "%s; %s", p.what, p.fix)
		}
		f.dates = append(f.dates, pattern)
	}
	read, p := readDate(tidy(text), &f)
	if p != nil {
		return 0, fault.New(fault.Invalid, "%s; %s", p.what, p.fix)
	}
	return read.day, nil
}
