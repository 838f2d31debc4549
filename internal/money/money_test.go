package money_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/attainhq/attain/internal/fault"
	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/period"
)

func anyAmount(t *rapid.T, name string) money.Amount {
	return money.Amount(rapid.Int64().Draw(t, name))
}

func amount(t *testing.T, text string) money.Amount {
	t.Helper()
	a, err := money.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want money.Amount
	}{
		{"0", 0},
		{"-0", 0},
		{"+1", 10_000},
		{"010", 100_000}, // decimal, not octal
		{"08.5", 85_000},
		{"1234.5678", 12_345_678},
		{"-1234.5678", -12_345_678},
		{".5", 5_000},
		{"5.", 50_000},
		{"0.00005", 1},
		{"-0.00005", -1},
		{"0.00004999999999999999", 0},
		{"-0.00004999999999999999", 0},
		{"22584.69554999", 225_846_955},
		{"922337203685477.5807", math.MaxInt64},
		{"-922337203685477.5808", math.MinInt64},
		{"922337203685477.58074", math.MaxInt64},
	} {
		if got, err := money.Parse(test.text); err != nil || got != test.want {
			t.Errorf("Parse(%q) = %d, %v; want %d", test.text, got, err, test.want)
		}
	}
	for _, text := range []string{
		"", "-", "+", ".", "-.", "--1", "+-1", "1-", "1e3", "0x10", "0b1", "1_000", "1,5", "1.2.3", "1/2", " 1", "1 ", "€1", "NaN", "Inf", "١",
		"922337203685477.5808", "-922337203685477.5809", "922337203685477.58075", strings.Repeat("9", 65), "1" + strings.Repeat("0", 63),
	} {
		if got, err := money.Parse(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("Parse(%q) = %d, %v; want an Invalid fault", text, got, err)
		}
	}
}

func TestStringRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAmount(t, "amount")
		if got, err := money.Parse(a.String()); err != nil || got != a {
			t.Fatalf("%d is written %s and read as %d, %v", int64(a), a, int64(got), err)
		}
		if got, err := money.FromRat(a.Rat()); err != nil || got != a {
			t.Fatalf("%s as a fraction is %s, %v", a, got, err)
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var read money.Amount
		if err := json.Unmarshal(text, &read); err != nil || read != a || text[0] != '"' {
			t.Fatalf("%s as JSON is %s, %v", a, text, err)
		}
	})
	for a, want := range map[money.Amount]string{
		0: "0", 1: "0.0001", -1: "-0.0001", 125_000: "12.5", 1_000_000: "100", -30_000: "-3", 12_300: "1.23",
		math.MinInt64: "-922337203685477.5808",
	} {
		if got := a.String(); got != want {
			t.Errorf("%d is written %s, want %s", int64(a), got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"0", "-1234.5678", ".5", "1e3", "922337203685477.5807", "0.00005"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := money.Parse(text)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		exact, err := money.ParseRat(text)
		if err != nil {
			t.Fatalf("%q is an amount but %v", text, err)
		}
		away := new(big.Rat).Sub(a.Rat(), exact)
		if away.Abs(away).Cmp(big.NewRat(1, 20_000)) > 0 {
			t.Fatalf("%q is read as %s", text, a)
		}
		if again, err := money.Parse(a.String()); err != nil || again != a {
			t.Fatalf("%q is read as %s, then as %s, %v", text, a, again, err)
		}
	})
}

// rounded is the definition: the nearest integer, halves away from zero.
func rounded(exact *big.Rat) *big.Int {
	half := big.NewRat(1, 2)
	if exact.Sign() < 0 {
		half.Neg(half)
	}
	moved := new(big.Rat).Add(exact, half)
	return new(big.Int).Quo(moved.Num(), moved.Denom())
}

func TestMulDiv(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAmount(t, "amount")
		num := rapid.Int64().Draw(t, "num")
		den := rapid.Int64Min(1).Draw(t, "den")
		exact := new(big.Rat).SetInt(new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(num)))
		want := rounded(exact.Quo(exact, new(big.Rat).SetInt64(den)))
		got, err := money.MulDiv(a, num, den)
		switch {
		case !want.IsInt64():
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("%s does not fit, got %d, %v", want, got, err)
			}
		case err != nil || int64(got) != want.Int64():
			t.Fatalf("got %d, %v; want %s", got, err, want)
		}
	})
}

func TestMulDivEdges(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a         money.Amount
		num, den  int64
		want      money.Amount
		wantFault bool
	}{
		{a: 5, num: 1, den: 10, want: 1},
		{a: -5, num: 1, den: 10, want: -1},
		{a: 5, num: -1, den: 10, want: -1},
		{a: -5, num: -1, den: 10, want: 1},
		{a: 4, num: 1, den: 10, want: 0},
		{a: math.MaxInt64, num: math.MaxInt64, den: math.MaxInt64, want: math.MaxInt64},
		{a: math.MinInt64, num: 1, den: 1, want: math.MinInt64},
		{a: math.MinInt64, num: -1, den: 1, wantFault: true},
		{a: math.MaxInt64, num: 2, den: 1, wantFault: true},
		{a: math.MinInt64, num: math.MinInt64, den: 1, wantFault: true},
	} {
		got, err := money.MulDiv(test.a, test.num, test.den)
		if got != test.want || (err != nil) != test.wantFault {
			t.Errorf("MulDiv(%d, %d, %d) = %d, %v", test.a, test.num, test.den, got, err)
		}
	}
	if _, err := money.MulDiv(1, 1, 0); !fault.Is(err, fault.Internal) {
		t.Errorf("a division by zero gives %v", err)
	}
}

func TestRatio(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyAmount(t, "a"), anyAmount(t, "b")
		got, ok := money.Ratio(a, b)
		if b == 0 {
			if ok {
				t.Fatal("a ratio to 0")
			}
			return
		}
		exact := new(big.Rat).SetFrac(big.NewInt(int64(a)), big.NewInt(int64(b)))
		want := rounded(exact.Mul(exact, big.NewRat(10_000, 1)))
		if ok != want.IsInt64() || ok && int64(got) != want.Int64() {
			t.Fatalf("%s ÷ %s = %s, %v; want %s", a, b, got, ok, want)
		}
	})
	if _, ok := money.Ratio(1, 0); ok {
		t.Error("a ratio to 0")
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyAmount(t, "a"), anyAmount(t, "b")
		want := new(big.Int).Add(big.NewInt(int64(a)), big.NewInt(int64(b)))
		if got, ok := a.Add(b); ok != want.IsInt64() || ok && int64(got) != want.Int64() {
			t.Fatalf("%s + %s = %s, %v", a, b, got, ok)
		}
	})
}

func TestRate(t *testing.T) {
	t.Parallel()
	rate, err := money.ParseRate("EUR", "USD", "1.0832")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rate.Convert(amount(t, "100")); err != nil || got != amount(t, "108.32") {
		t.Errorf("got %s, %v", got, err)
	}
	for _, text := range []string{"0", "-1", "", "1/2", "0." + strings.Repeat("3", 30)} {
		if _, err := money.ParseRate("EUR", "USD", text); !fault.Is(err, fault.Invalid) {
			t.Errorf("the rate %q gives %v", text, err)
		}
	}
}

func TestParseCurrency(t *testing.T) {
	t.Parallel()
	if got, err := money.ParseCurrency(" eur "); err != nil || got != "EUR" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, text := range []string{"", "EU", "EURO", "E1R", "€€€", "ÄÖÜ"} {
		if got, err := money.ParseCurrency(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
}

// TM3: a week's 700, scaled by calendar days to a month of 30 days, is 3,000.
func TestScaleBetweenPeriods(t *testing.T) {
	t.Parallel()
	c, day := period.DefaultCalendar(), period.MustDate("2026-11-16")
	week, _ := c.Containing(period.Week, day).Days()
	month, _ := c.Containing(period.Month, day).Days()
	got, err := money.MulDiv(amount(t, "700"), int64(month), int64(week))
	if err != nil || got != amount(t, "3000") {
		t.Errorf("got %s, %v", got, err)
	}
}
