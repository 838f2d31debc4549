package ingest

import (
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1,234.50", "(1.234,5)", "-$5", "1E+5", "12%", "€ 1'000", "−3", "1 2 3"} {
		f.Add(seed)
	}
	all := []*formats{
		declared(func(*formats) {}),
		declared(func(f *formats) { f.decimal = "." }),
		declared(func(f *formats) { f.decimal = ","; f.exponent = true; f.percent = percentFraction }),
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, formats := range all {
			rat, p := readNumber(text, formats, "USD")
			if (rat == nil) == (p == nil) {
				t.Fatalf("%q: %v and %v", text, rat, p)
			}
			if p != nil && (p.what == "" || p.fix == "") {
				t.Fatalf("%q: a problem without words: %+v", text, p)
			}
			if rat == nil {
				continue
			}
			amount, err := money.FromRat(rat)
			if err != nil {
				continue
			}
			again, p := readNumber(amount.String(), profileFormats, "")
			if p != nil || again.Cmp(amount.Rat()) != 0 {
				t.Fatalf("%q is %s, which is read as %v (%v)", text, amount, again, p)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2024-02-29T12:00:00Z", "Friday, August 25, 2017", "43659.5", "31/12/99", "8/25/2017 1:05 pm"} {
		f.Add("dd/MM/yyyy", seed)
		f.Add("EEEE, MMMM d, yyyy", seed)
	}
	f.Fuzz(func(t *testing.T, format, text string) {
		formats := plainFormats()
		formats.dates = patterns(t, "iso", "excel", "excel-1904", "unix", "unix-ms", "M/d/yyyy h:mm a")
		if p, wrong := parsePattern(format); wrong == nil {
			formats.dates = append(formats.dates, p)
		}
		m, p := readDate(text, &formats)
		if p != nil {
			if p.what == "" || p.fix == "" {
				t.Fatalf("%q: a problem without words: %+v", text, p)
			}
			return
		}
		if m.day < period.Always || m.day > period.Never || m.micros < 0 || m.micros >= microsPerDay {
			t.Fatalf("%q is %+v", text, m)
		}
		again, p := readDate(m.day.String(), &formats)
		if p != nil || again.day != m.day {
			t.Fatalf("%q is %s, which is read as %v (%v)", text, m.day, again, p)
		}
	})
}
