package ingest

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// declared returns plain formats with changes.
func declared(change func(*formats)) *formats {
	f := plainFormats()
	change(&f)
	return &f
}

func patterns(tb testing.TB, texts ...string) []*datePattern {
	tb.Helper()
	var out []*datePattern
	for _, text := range texts {
		p, wrong := parsePattern(text)
		if wrong != nil {
			tb.Fatalf("pattern %q: %s", text, wrong.what)
		}
		out = append(out, p)
	}
	return out
}

func TestReadNumber(t *testing.T) {
	t.Parallel()
	undeclared := declared(func(*formats) {})
	dot := declared(func(f *formats) { f.decimal = "."; f.symbols = append(f.symbols, symbol{"$", "USD"}) })
	comma := declared(func(f *formats) { f.decimal = "," })
	strict := declared(func(f *formats) { f.decimal = "."; f.thousands = new(string) })
	percent := declared(func(f *formats) { f.decimal = "."; f.percent = percentFraction })
	exponent := declared(func(f *formats) { f.decimal = "."; f.exponent = true })
	for _, c := range []struct {
		name string
		f    *formats
		text string
		want string // empty: a problem
	}{
		{"Integer", undeclared, "1234", "1234"},
		{"BothMarksDot", undeclared, "1,234.5", "2469/2"},
		{"BothMarksComma", undeclared, "1.234,5", "2469/2"},
		{"OneMarkAmbiguous", undeclared, "1.234", ""},
		{"OneMarkAmbiguousComma", undeclared, "12,345", ""},
		{"LeadingZeroIsDecimal", undeclared, "0.125", "1/8"},
		{"FourWholeDigitsAreDecimal", undeclared, "2024.994", "1012497/500"},
		{"TwoDecimals", undeclared, "1,25", "5/4"},
		{"SeveralOfOneMark", undeclared, "1,234,567", "1234567"},
		{"SeveralOfOneMarkWrong", undeclared, "1,23,456", ""},
		{"BothMarksTwice", undeclared, "1,2,3.4.5", ""},
		{"NoBreakSpace", comma, "1\u00a0234,5", "2469/2"},
		{"NarrowSpace", comma, "1\u202f234", "1234"},
		{"Apostrophe", dot, "1'234.5", "2469/2"},
		{"ThousandsRefused", strict, "1,234", ""},
		{"GroupsWrong", dot, "1,23", ""},
		{"Parentheses", dot, "(1,234.50)", "-2469/2"},
		{"ParenthesesWithCurrency", dot, "($5)", "-5"},
		{"TrailingMinus", dot, "12-", "-12"},
		{"TrueMinus", dot, "\u221212", "-12"},
		{"CurrencyInside", dot, "-$12", "-12"},
		{"CurrencyOutside", dot, "$-12", "-12"},
		{"CodeBehind", dot, "12 USD", "12"},
		{"CodeOfAnother", dot, "12 EUR", ""},
		{"SymbolOfAnother", dot, "€12", ""},
		{"SymbolUndeclared", comma, "$12", ""},
		{"TwoCurrencies", dot, "$12 USD", ""},
		{"TwoSigns", dot, "--12", ""},
		{"SignAndParentheses", dot, "(-12)", ""},
		{"PercentRefused", dot, "12%", ""},
		{"PercentFraction", percent, "12 %", "3/25"},
		{"ExponentRefused", dot, "1.2E+05", ""},
		{"ExponentAccepted", exponent, "-1.2E+05", "-120000"},
		{"ExponentTooLarge", exponent, "1E+999999", ""},
		{"Empty", dot, "", ""},
		{"OnlyMark", dot, ".", ""},
		{"TrailingMark", dot, "12.", "12"},
		{"LeadingMark", dot, ".5", "1/2"},
		{"Letters", dot, "12a", ""},
		{"Hex", dot, "0x12", ""},
		{"Infinity", dot, "Inf", ""},
		{"Fraction", dot, "1/2", ""},
		{"ArabicDigits", dot, "١٢", ""},
		{"Long", dot, strings.Repeat("9", 100), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, p := readNumber(c.text, c.f, "USD")
			switch {
			case c.want == "" && p == nil:
				t.Errorf("%q is read as %s; want a problem", c.text, got.RatString())
			case c.want == "" && p.fix == "":
				t.Errorf("%q: %q has no fix", c.text, p.what)
			case c.want != "" && p != nil:
				t.Errorf("%q: %s", c.text, p.what)
			case c.want != "" && got.RatString() != c.want:
				t.Errorf("%q is read as %s, want %s", c.text, got.RatString(), c.want)
			}
		})
	}
}

// However a number is written under a declared format, it is read as itself.
func TestReadNumberWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Int64Range(-1e15, 1e15).Draw(t, "value")
		decimal := rapid.SampledFrom([]string{".", ","}).Draw(t, "decimal")
		thousands := rapid.SampledFrom([]string{"", " ", "'", "\u00a0"}).Draw(t, "thousands")
		want := big.NewRat(value, 10_000)
		whole, rest, _ := strings.Cut(new(big.Rat).Abs(want).FloatString(4), ".")
		text := group(whole, thousands) + decimal + rest
		if value < 0 {
			text = rapid.SampledFrom([]string{"-%s", "(%s)", "%s-", "\u2212%s", "-€%s", "(%s €)"}).Draw(t, "sign")
			text = fmt.Sprintf(text, group(whole, thousands)+decimal+rest)
		}
		f := declared(func(f *formats) { f.decimal = decimal })
		got, p := readNumber(text, f, "EUR")
		if p != nil || got.Cmp(want) != 0 {
			t.Fatalf("%q is read as %v (%v), want %s", text, got, p, want)
		}
	})
}

func group(digits, mark string) string {
	out := ""
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out += mark
		}
		out += string(d)
	}
	return out
}

func TestReadDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		format, text, want string // empty: a problem
	}{
		{"iso", "2024-02-29", "2024-02-29"},
		{"iso", "2023-02-29", ""},
		{"iso", "2024-02-29T12:30:15.5Z", "2024-02-29 12:30:15.5 +0"},
		{"iso", "2024-02-29 12:30", "2024-02-29 12:30:00"},
		{"iso", "2024-02-29 12:30:00 UTC", "2024-02-29 12:30:00 +0"},
		{"iso", "2024-02-29T12:30:00+02:00", "2024-02-29 12:30:00 +7200"},
		{"iso", "2024-2-9", ""},
		{"iso", "2024-02-29x", ""},
		{"dd/MM/yyyy", "1/2/2024", "2024-02-01"},
		{"dd/MM/yyyy", "01/02/2024", "2024-02-01"},
		{"dd/MM/yyyy", "31/02/2024", ""},
		{"MM/dd/yyyy", "1/2/2024", "2024-01-02"},
		{"d/M/yy", "1/2/68", "2068-02-01"},
		{"d/M/yy", "1/2/69", "1969-02-01"},
		{"yyyyMMdd", "20240201", "2024-02-01"},
		{"yyyyMMdd", "2024021", ""},
		{"EEEE, MMMM d, yyyy", "Friday, August 25, 2017", "2017-08-25"},
		{"EEEE, MMMM d, yyyy", "Thursday, August 25, 2017", ""},
		{"EEE d MMM yyyy", "Fri 25 Aug. 2017", "2017-08-25"},
		{"d-MMM-yy", "25-AUG-17", "2017-08-25"},
		{"d MMM yyyy", "1 Ju 2017", ""},
		{"d MMM yyyy", "1 Jun 2017", "2017-06-01"},
		{"yyyy-'Q'Q", "2017-Q3", "2017-07-01"},
		{"yyyy-'Q'Q", "2017-Q5", ""},
		{"yyyy-MM", "2017-08", "2017-08-01"},
		{"M/d/yyyy h:mm:ss a", "8/25/2017 12:05:00 AM", "2017-08-25 00:05:00"},
		{"M/d/yyyy h:mm a", "8/25/2017 1:05 pm", "2017-08-25 13:05:00"},
		{"M/d/yyyy h:mm a", "8/25/2017 13:05 pm", ""},
		{"yyyy-MM-dd'T'HH:mm:ssX", "2017-08-25T01:02:03-0330", "2017-08-25 01:02:03 -12600"},
		{"excel", "43659", "2019-07-13"},
		{"excel", "43659.5", "2019-07-13 12:00:00"},
		{"excel", "43659.999999999", "2019-07-14 00:00:00"},
		{"excel", "1", "1900-01-01"},
		{"excel", "59", "1900-02-28"},
		{"excel", "60", ""},
		{"excel", "61", "1900-03-01"},
		{"excel", "20240201", ""},
		{"excel", "-1", ""},
		{"excel-1904", "0", "1904-01-01"},
		{"unix", "1503619200", "2017-08-25 00:00:00 +0"},
		{"unix-ms", "1503619200123", "2017-08-25 00:00:00.123 +0"},
	} {
		t.Run(c.format+" "+c.text, func(t *testing.T) {
			t.Parallel()
			f := declared(func(f *formats) { f.dates = patterns(t, c.format) })
			m, p := readDate(c.text, f)
			got := ""
			if p == nil {
				got = m.String()
			}
			if got != c.want {
				t.Errorf("got %q (%v), want %q", got, p, c.want)
			}
		})
	}
}

// String describes a moment in tests.
func (m moment) String() string {
	out := m.day.String()
	if m.timed {
		out += " " + time.UnixMicro(m.micros).UTC().Format("15:04:05.999999")
	}
	if m.zoned {
		out += fmt.Sprintf(" %+d", m.offset)
	}
	return out
}

func TestReadDateSeveral(t *testing.T) {
	t.Parallel()
	both := declared(func(f *formats) { f.dates = patterns(t, "dd/MM/yyyy", "MM/dd/yyyy") })
	if _, p := readDate("01/02/2024", both); p == nil || !strings.Contains(p.what, "2024-02-01") || !strings.Contains(p.what, "2024-01-02") {
		t.Errorf("01/02/2024: %v; want a problem that names both dates", p)
	}
	for text, want := range map[string]string{"13/02/2024": "2024-02-13", "02/13/2024": "2024-02-13", "02/02/2024": "2024-02-02"} {
		if m, p := readDate(text, both); p != nil || m.day.String() != want {
			t.Errorf("%s: %v %v, want %s", text, m, p, want)
		}
	}
	both.prefer = "MM/dd/yyyy"
	if m, p := readDate("01/02/2024", both); p != nil || m.day.String() != "2024-01-02" {
		t.Errorf("preferred: %v %v", m, p)
	}
}

func TestParsePatternErrors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "dd/mm/yyyy", "dd/MM", "yyyy-MM-ddTHH:mm", "yyyyy", "yyyy yyyy", "yyyy-MM-dd hh:mm", "yyyy-MM-dd 'x", "yyyy dd", "yyyy-MM-dd HH:ss", "yyyy HH:mm"} {
		if p, wrong := parsePattern(text); wrong == nil {
			t.Errorf("%q is accepted as %+v", text, p)
		}
	}
}

func TestReadID(t *testing.T) {
	t.Parallel()
	plain := declared(func(*formats) {})
	text := declared(func(f *formats) { f.id = idText })
	whole := declared(func(f *formats) { f.id = idInteger; f.idFromDate = true })
	wide := declared(func(f *formats) { f.idWidth = 8 })
	for _, c := range []struct {
		name string
		f    *formats
		text string
		want string // "!": a problem
	}{
		{"Text", plain, "AW-1", "AW-1"},
		{"Digits", plain, "00123", "00123"},
		{"Float", plain, "43659.0", "!"},
		{"FloatComma", plain, "43659,00", "!"},
		{"Scientific", plain, "4.3659E+04", "!"},
		{"HexLooksScientific", plain, "7E123456", "7E123456"},
		{"Date", plain, "2019-07-13", "!"},
		{"DateSlashes", plain, "13/07/2019", "!"},
		{"DateAllowed", text, "2019-07-13", "2019-07-13"},
		{"FloatAllowed", text, "43659.0", "43659.0"},
		{"IntegerFloat", whole, "43659.0", "43659"},
		{"IntegerScientific", whole, "4.3659E+04", "43659"},
		{"IntegerScientificZeros", whole, "4.36590E+04", "43659"},
		{"IntegerScientificLost", whole, "4.37E+04", "!"},
		{"IntegerScientificFraction", whole, "4.36591E+04", "!"},
		{"IntegerDate", whole, "2019-07-13", "43659"},
		{"IntegerZeros", whole, "0043659", "43659"},
		{"IntegerZero", whole, "0", "0"},
		{"IntegerLetters", whole, "A1", "!"},
		{"Width", wide, "123", "00000123"},
		{"WidthTooLong", wide, "123456789", "!"},
		{"WidthLetters", wide, "AB", "AB"},
		{"Empty", whole, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, p := readID(c.text, c.f)
			if p != nil {
				got = "!"
			}
			if got != c.want {
				t.Errorf("%q gives %q (%v), want %q", c.text, got, p, c.want)
			}
		})
	}
}

// A whole number that a spreadsheet showed as a date comes back.
func TestExcelIDRoundTrip(t *testing.T) {
	t.Parallel()
	f := declared(func(*formats) {})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 200_000).Filter(func(n int) bool { return n != sheetPhantom }).Draw(t, "n")
		m, ok := readSerial(fmt.Sprint(n), false)
		if !ok {
			t.Fatalf("%d is no date", n)
		}
		if got, p := excelSerial(m.day.String(), f); p != nil || got != fmt.Sprint(n) {
			t.Fatalf("%d became %s and came back as %s (%v)", n, m.day, got, p)
		}
	})
}

func TestClean(t *testing.T) {
	t.Parallel()
	f := declared(func(f *formats) { f.empty = map[string]bool{"NULL": true, "#N/A": true} })
	for text, want := range map[string]string{
		" a\u00a0b ": "a b", "\ufeffa": "a", "a\u200bb": "ab", "NULL": "", "#N/A": "", "#REF!": "!", "#DIV/0!": "!", "####": "!",
		"=1+2": "!", `="00123"`: "00123", "'00123": "00123", "'s-Hertogenbosch": "'s-Hertogenbosch", "#1 Store": "#1 Store", "=": "=", "": "",
	} {
		got, p := clean(text, f)
		if p != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q is cleaned to %q, want %q", text, got, want)
		}
	}
}

func TestMomentInZone(t *testing.T) {
	t.Parallel()
	brussels, err := time.LoadLocation("Europe/Brussels")
	if err != nil {
		t.Fatal(err)
	}
	f := declared(func(*formats) {})
	for text, want := range map[string]string{
		"2026-10-31T23:30:00Z": "2026-11-01 1793489400",
		"2026-11-01 00:30":     "2026-11-01 1793489400",
		"2026-11-01":           "2026-11-01 1793487600",
	} {
		m, p := readDate(text, f)
		if p != nil {
			t.Fatal(p.what)
		}
		if got := fmt.Sprintf("%s %d", m.dayIn(brussels, brussels), m.instant(brussels, brussels).Unix()); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
